# SPDX-License-Identifier: GPL-2.0-or-later
WITNESS_TESTS = $(addprefix $(BUILD)/t/witness/,file)

CHECK_PROGRAMS += $(WITNESS_TESTS)

$(WITNESS_TESTS): CHECK_LIBS = $(HOST_LIBS)
$(WITNESS_TESTS): $(BACKEND_OBJECTS)
