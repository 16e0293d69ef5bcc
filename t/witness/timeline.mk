# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(BUILD)/t/witness/timeline

# With symbols of its own.
TIMELINE_OBJ = $(addprefix $(BUILD)/src/witness/,timeline.o story.o held.o \
	telling.o outcome_words.o) \
	$(patsubst %.c,$(BUILD)/%.o,$(wildcard src/report/*.c))
$(BUILD)/t/witness/timeline: $(TIMELINE_OBJ)
$(BUILD)/t/witness/timeline: CHECK_LIBS = $(HOST_LIBS)
