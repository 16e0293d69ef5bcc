# SPDX-License-Identifier: GPL-2.0-or-later

REPORT_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/report/*.c))
REPORT_PROGRAMS = $(BUILD)/t/report/describe $(BUILD)/t/report/sample

CHECK_PROGRAMS += $(BUILD)/t/report/describe
CHECK_HELPERS += $(BUILD)/t/report/sample
CHECK_SCRIPTS += t/report/formats.t

$(REPORT_PROGRAMS): t/report/scene.c $(REPORT_OBJ)
$(REPORT_PROGRAMS): CHECK_OBJECTS = $(REPORT_OBJ)
$(REPORT_PROGRAMS): CHECK_LIBS = $(HOST_LIBS)
-include $(BUILD)/t/report/sample.d
