# SPDX-License-Identifier: GPL-2.0-or-later
CHECK_PROGRAMS += $(BUILD)/t/op/table $(BUILD)/t/op/effects \
		  $(BUILD)/t/op/places
CHECK_SCRIPTS += t/op/faults.t

$(BUILD)/t/op/table: t/op/image.c
$(BUILD)/t/op/effects: t/op/image.c t/op/local_actor.c t/op/scratch.c \
		       t/op/trial.c
$(BUILD)/t/op/places: t/op/image.c t/op/local_actor.c
