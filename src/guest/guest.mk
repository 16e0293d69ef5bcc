# SPDX-License-Identifier: GPL-2.0-or-later
#
# The /init of guests that run tests: static, without sanitizers, and part of
# the command.

GUEST_INIT_SRC = $(addprefix src/guest/,init.c conduct.c calls.c execute.c looks.c \
	memory.c pages.c place.c zonefs_mkfs.c orangefs_server.c \
	fuse_server.c server.c) \
	$(GUEST_COMMON)
GUEST_INIT_OBJ = $(GUEST_INIT_SRC:%.c=$(BUILD)/guest/%.o)

ifeq ($(SANITIZE),0)
GUEST_CORE = $(BUILD)/libcore.a
else
GUEST_CORE = $(CORE_SRC:%.c=$(BUILD)/guest/%.o)
endif

$(BUILD)/guest/%.o: %.c $(FLAGS)/guest
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(GUEST_CFLAGS) -MMD -MP -c -o $@ $<

-include $(patsubst %.o,%.d,\
	$(GUEST_INIT_OBJ) $(MKFS_INIT_OBJ) $(filter %.o,$(GUEST_CORE)))

$(BUILD)/guest/init: $(GUEST_INIT_OBJ) $(GUEST_CORE) src/guest/guest.mk
	$(call say,LD,$@)
	$(CC) $(GUEST_CFLAGS) -o $@.full $(filter %.o %.a,$^)
	strip -o $@ $@.full

$(BUILD)/guest-init.c: $(BUILD)/guest/init mk/embed
	mk/embed guest_init $< > $@

$(BUILD)/guest-init.o: $(BUILD)/guest-init.c $(FLAGS)/core
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BIN): $(BUILD)/guest-init.o
