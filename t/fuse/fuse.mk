# SPDX-License-Identifier: GPL-2.0-or-later
CHECK_HELPERS += $(BUILD)/t/fuse/brokenfs
CHECK_SCRIPTS += t/fuse/control.t t/fuse/hang.t

$(BUILD)/t/fuse/brokenfs: t/fuse/brokenfs.c $(BUILD)/libcore.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $$(pkg-config --cflags fuse3) -o $@ $^ \
		$$(pkg-config --libs fuse3)
