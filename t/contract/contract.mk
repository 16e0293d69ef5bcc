# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(BUILD)/t/contract/brute_cases \
		  $(BUILD)/t/contract/compare $(BUILD)/t/contract/failed_call \
		  $(BUILD)/t/contract/proof

$(addprefix $(BUILD)/t/contract/,brute_cases proof): \
	$(BUILD)/t/contract/scene.o
$(BUILD)/t/contract/compare: $(addprefix $(BUILD)/t/contract/,scene.o generate.o \
			     moments.o)

CHECK_SCRIPTS += t/contract/huge.t t/contract/limits.t
