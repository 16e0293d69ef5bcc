# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(BUILD)/t/kernel/edits

EDIT_OBJECTS = $(addprefix $(BUILD)/src/kernel/,edit.o apply.o)
$(BUILD)/t/kernel/edits: CHECK_OBJECTS = $(EDIT_OBJECTS)
$(BUILD)/t/kernel/edits: $(EDIT_OBJECTS)
