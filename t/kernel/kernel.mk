# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(addprefix $(BUILD)/t/kernel/, edits inputs cache symbols kernel_log)
CHECK_SCRIPTS += t/kernel/build.t t/kernel/list.t t/kernel/guest.t \
	t/kernel/folios.t
CHECK_HELPERS += $(BUILD)/t/kernel/init $(BUILD)/t/kernel/folios-init

EDIT_OBJECTS = $(addprefix $(BUILD)/src/kernel/,edit.o apply.o when.o path.o)
$(BUILD)/t/kernel/edits: $(EDIT_OBJECTS)

INPUT_OBJECTS = $(EDIT_OBJECTS) \
	$(addprefix $(BUILD)/src/kernel/,inputs.o install.o digest.o)
$(BUILD)/t/kernel/inputs: CHECK_LIBS = $(HOST_LIBS)
$(BUILD)/t/kernel/inputs: $(INPUT_OBJECTS)

CACHE_OBJECTS = $(addprefix $(BUILD)/src/kernel/, \
	cache.o entry.o sums.o digest.o path.o source.o)
$(BUILD)/t/kernel/cache: CHECK_LIBS = $(HOST_LIBS)
$(BUILD)/t/kernel/cache: $(CACHE_OBJECTS)

SYMBOLS_OBJECTS = $(BUILD)/src/kernel/symbols.o $(CACHE_OBJECTS)
$(BUILD)/t/kernel/symbols: CHECK_LIBS = $(HOST_LIBS)
$(BUILD)/t/kernel/symbols: $(SYMBOLS_OBJECTS)

$(BUILD)/t/kernel/kernel_log: $(BUILD)/src/kernel/kernel_log.o

# The /init of t/kernel/guest.t.
KERNEL_INIT_OBJ = $(patsubst %.c,$(BUILD)/guest/%.o,t/kernel/init.c \
	$(GUEST_COMMON) src/guest/zonefs_mkfs.c src/guest/orangefs_server.c src/guest/server.c)

$(BUILD)/t/kernel/init: $(KERNEL_INIT_OBJ)
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(CC) $(GUEST_CFLAGS) -o $@ $^

# The /init of t/kernel/folios.t.
FOLIOS_INIT_OBJ = $(patsubst %.c,$(BUILD)/guest/%.o,t/kernel/folios.c \
	$(GUEST_COMMON) src/actor/folios.c)

$(BUILD)/t/kernel/folios-init: $(FOLIOS_INIT_OBJ)
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(CC) $(GUEST_CFLAGS) -o $@ $^

-include $(KERNEL_INIT_OBJ:.o=.d) $(FOLIOS_INIT_OBJ:.o=.d)
