# SPDX-License-Identifier: GPL-2.0-or-later

REPORT_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/report/*.c))
REPORT_PROGRAMS = $(BUILD)/t/report/describe $(BUILD)/t/report/sample

CHECK_PROGRAMS += $(BUILD)/t/report/describe
CHECK_HELPERS += $(BUILD)/t/report/sample
CHECK_SCRIPTS += t/report/formats.t

$(REPORT_PROGRAMS): $(BUILD)/t/report/scene.o $(REPORT_OBJ)
$(REPORT_PROGRAMS): CHECK_LIBS = $(HOST_LIBS)
