# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each directory under t/ has a fragment that adds to
#   CHECK_PROGRAMS   test programs to build, under $(BUILD)/t/, speaking TAP
#   CHECK_SCRIPTS    test scripts, speaking TAP
#   CHECK_HELPERS    what they need built besides
# Scripts find the command in $FSLITMUS and built helpers in $FSLITMUS_BUILD.

CMOCKA_LIBS = $(shell pkg-config --libs cmocka)
CHECK_PROGRAMS =
CHECK_SCRIPTS =
CHECK_HELPERS =

include $(wildcard t/*/*.mk)

# A C test is t/DIR/NAME.c, linked with the core and cmocka, and with what else
# it is said to depend on.
$(BUILD)/t/%.o: t/%.c $(FLAGS)/core
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -It -MMD -MP -c -o $@ $<

$(BUILD)/t/%: $(BUILD)/t/%.o $(BUILD)/libcore.a
	$(call say,LD,$@)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) \
		$(BUILD)/libcore.a $(CMOCKA_LIBS) $(CHECK_LIBS)

.PRECIOUS: $(BUILD)/t/%.o
-include $(wildcard $(BUILD)/t/*/*.d)

TESTS ?= $(CHECK_PROGRAMS) $(CHECK_SCRIPTS)

check-programs: $(BIN) $(CHECK_PROGRAMS) $(CHECK_HELPERS)

# Only the tests, for a tree whose packages are there.
check-only: check-programs
	@FSLITMUS=$(abspath $(BIN)) FSLITMUS_BUILD=$(abspath $(BUILD)) \
	FSLITMUS_CORPUS=$(abspath litmus) t/run $(TESTS)

# The kernel that guests run: minutes the first time, then cached by content
# outside the tree. Without it what boots guests is left out, and says so.
check-kernel:
	@$(abspath $(BIN)) kernel build --mutants || \
		echo "fslitmus: no kernel: what boots guests is left out" >&2

check: setup
	@$(MAKE) all
	@$(MAKE) check-kernel
	@$(MAKE) check-only

# The same for the newest kernel that Debian has (doc/kernels.md).
check-newest: check-programs
	@FSLITMUS=$(abspath $(BIN)) FSLITMUS_BUILD=$(abspath $(BUILD)) \
	FSLITMUS_CORPUS=$(abspath litmus) mk/check-newest $(NEWEST)

demo:
	@mk/setup $(BUILD_PACKAGES) $(RUN_PACKAGES) $(KERNEL_PACKAGES)
	@$(MAKE) all
	@$(MAKE) check-kernel
	@./demo

.PHONY: check check-kernel check-newest check-only check-programs demo
