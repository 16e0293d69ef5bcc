# SPDX-License-Identifier: GPL-2.0-or-later
BACKEND_TESTS = $(addprefix $(BUILD)/t/backend/,supervise image loop options)
# All of the command below a run.
BACKEND_OBJECTS = $(filter $(foreach d,backend machine kernel report witness,\
		  $(BUILD)/src/$(d)/%),$(HOST_OBJ)) \
		  $(addprefix $(BUILD)/,kernel-inputs.o kernel-mkfs-init.o \
		  guest-init.o)

CHECK_PROGRAMS += $(BACKEND_TESTS)
CHECK_SCRIPTS += t/backend/kill.t t/backend/robust.t t/backend/shutdown.t

$(BACKEND_TESTS): CHECK_LIBS = $(HOST_LIBS)
$(BACKEND_TESTS): $(BACKEND_OBJECTS)
