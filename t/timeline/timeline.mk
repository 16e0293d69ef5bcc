# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(BUILD)/t/timeline/timeline

# With symbols of its own.
TIMELINE_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/timeline/*.c \
	src/report/*.c))
$(BUILD)/t/timeline/timeline: $(TIMELINE_OBJ)
$(BUILD)/t/timeline/timeline: CHECK_LIBS = $(HOST_LIBS)
