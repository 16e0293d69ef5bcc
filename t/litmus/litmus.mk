# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(addprefix $(BUILD)/t/litmus/,language identity reduce)
CHECK_SCRIPTS += t/litmus/errors.t t/litmus/commands.t

$(BUILD)/t/litmus/identity: $(addprefix $(BUILD)/t/litmus/,alike.o generate.o)
