# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(BUILD)/t/contract/brute_cases \
		  $(BUILD)/t/contract/compare $(BUILD)/t/contract/failure

$(BUILD)/t/contract/brute_cases: t/contract/scene.c
$(BUILD)/t/contract/compare: t/contract/scene.c t/contract/generate.c \
			     t/contract/moments.c

CHECK_SCRIPTS += t/contract/huge.t t/contract/limits.t
