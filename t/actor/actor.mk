# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(addprefix $(BUILD)/t/, contract/stamp actor/access \
		  actor/gates actor/pace actor/files actor/merge actor/outcome \
		  actor/perform actor/pin)
CHECK_SCRIPTS += t/actor/static.t
CHECK_HELPERS += $(BUILD)/t/actor/static

$(addprefix $(BUILD)/t/actor/,files outcome pace perform): $(BUILD)/t/actor/scratch.o

# What the /init of a guest kernel is: the core and libc, linked statically.
# (The sanitizers cannot be.)
$(BUILD)/t/actor/static: $(BUILD)/t/actor/static.o $(BUILD)/libcore.a
	$(call say,LD,$@)
ifeq ($(SANITIZE),0)
	$(CC) $(ALL_CFLAGS) -static -o $@ $^
else
	$(CC) $(ALL_CFLAGS) -o $@ $^
endif
