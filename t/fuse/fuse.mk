# SPDX-License-Identifier: GPL-2.0-or-later
CHECK_HELPERS += $(BUILD)/t/fuse/brokenfs
CHECK_SCRIPTS += t/fuse/control.t t/fuse/hang.t

$(BUILD)/t/fuse/brokenfs: $(BUILD)/t/fuse/brokenfs.o $(BUILD)/libcore.a
	$(call say,LD,$@)
	$(CC) $(ALL_CFLAGS) -o $@ $^ $$(pkg-config --libs fuse3)

$(BUILD)/t/fuse/brokenfs.o: private ALL_CFLAGS += \
	$(shell pkg-config --cflags fuse3 2>/dev/null)
