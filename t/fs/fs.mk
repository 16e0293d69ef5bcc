# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(BUILD)/t/fs/table
CHECK_SCRIPTS += t/fs/kernel.t t/fs/names.t t/fs/loop.t
CHECK_HELPERS += $(BUILD)/t/fs/print

# One line for each fact of the table, for scripts.
$(BUILD)/t/fs/print: t/fs/print.c $(BUILD)/libcore.a
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d -o $@ $(filter %.c %.a,$^)

-include $(BUILD)/t/fs/print.d
