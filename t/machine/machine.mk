# SPDX-License-Identifier: GPL-2.0-or-later
MACHINE_TESTS = $(addprefix $(BUILD)/t/machine/,batch death processor violation)

CHECK_PROGRAMS += $(MACHINE_TESTS)

$(MACHINE_TESTS): CHECK_LIBS = $(HOST_LIBS)
$(MACHINE_TESTS): $(BACKEND_OBJECTS)
