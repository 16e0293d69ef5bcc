# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(addprefix $(BUILD)/t/gen/,names programs cover)
CHECK_SCRIPTS += t/gen/gen.t t/gen/vary.t

$(addprefix $(BUILD)/t/gen/,names programs cover): \
	$(patsubst %.c,$(BUILD)/%.o,$(wildcard src/gen/*.c))
$(addprefix $(BUILD)/t/gen/,programs cover): $(BUILD)/t/gen/all.o
