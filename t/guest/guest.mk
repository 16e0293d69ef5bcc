# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a guest's /init does with lists of calls, without a guest.

GUEST_TESTS = $(addprefix $(BUILD)/t/guest/, execute conduct memory server)
CHECK_PROGRAMS += $(GUEST_TESTS)

# With the flags of the core, and with sanitizers, where the /init has none.
GUEST_TESTED = $(addprefix $(BUILD)/t/guest/init/,calls.o conduct.o execute.o \
	looks.o memory.o pages.o server.o)

$(GUEST_TESTED): $(BUILD)/t/guest/init/%.o: src/guest/%.c $(FLAGS)/core
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

-include $(GUEST_TESTED:.o=.d)

$(GUEST_TESTS): $(GUEST_TESTED) $(BUILD)/t/guest/kernel.o \
	$(BUILD)/t/actor/scratch.o
