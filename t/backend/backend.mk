# SPDX-License-Identifier: GPL-2.0-or-later
BACKEND_TESTS = $(addprefix $(BUILD)/t/backend/,kernel_log supervise image)
BACKEND_OBJECTS = $(filter $(BUILD)/src/backend/%.o,$(HOST_OBJ))

CHECK_PROGRAMS += $(BACKEND_TESTS)
CHECK_SCRIPTS += t/backend/kill.t t/backend/robust.t

$(BACKEND_TESTS): CHECK_OBJECTS = $(BACKEND_OBJECTS)
$(BACKEND_TESTS): $(BACKEND_OBJECTS)
