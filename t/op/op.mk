# SPDX-License-Identifier: GPL-2.0-or-later
CHECK_PROGRAMS += $(BUILD)/t/op/table $(BUILD)/t/op/calls $(BUILD)/t/op/effects \
		  $(BUILD)/t/op/places
CHECK_SCRIPTS += t/op/faults.t

$(BUILD)/t/op/table: $(BUILD)/t/op/image.o
$(BUILD)/t/op/effects: $(addprefix $(BUILD)/t/op/,image.o local_actor.o \
		       scratch.o trial.o)
$(BUILD)/t/op/places: $(addprefix $(BUILD)/t/op/,image.o local_actor.o)
