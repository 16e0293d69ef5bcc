// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The filesystem table. To add one, append a row: everything fslitmus does
 * with a filesystem it makes itself follows from it.
 *
 * No mkfs may discard, and no mount either: what lies in free space is the
 * sentinel that tells a leaked old block from a zeroed one.
 */
#include "backend/filesystem.h"

#include <string.h>

#define MIB (1ull << 20)
#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const struct filesystem filesystems[] = {
	{
		.name = "ext4",
		/* The block size of disks; it takes 1024 for small ones. */
		.mkfs = WORDS("mkfs.ext4", "-q", "-F", "-b", "4096", "-E",
			      "nodiscard,lazy_itable_init=0,"
			      "lazy_journal_init=0"),
		.fsck = WORDS("e2fsck", "-f", "-n"),
		.image_bytes = 128 * MIB,
		.package = "e2fsprogs",
	},
	{
		.name = "xfs",
		.mkfs = WORDS("mkfs.xfs", "-q", "-f", "-K"),
		.fsck = WORDS("xfs_repair", "-n"),
		.image_bytes = 320 * MIB, /* it refuses less than 300 */
		.package = "xfsprogs",
	},
	{
		.name = "btrfs",
		.mkfs = WORDS("mkfs.btrfs", "-q", "-f", "-K"),
		.fsck = WORDS("btrfs", "check", "--readonly"),
		.mount_options = "nodiscard",
		.image_bytes = 256 * MIB,
		.package = "btrfs-progs",
	},
	{
		.name = "tmpfs",
		.mount_options = "size=256m",
	},
	{
		.name = "f2fs",
		.mkfs = WORDS("mkfs.f2fs", "-q", "-f", "-t", "0"),
		.fsck = WORDS("fsck.f2fs", "--dry-run"),
		.mount_options = "nodiscard",
		.image_bytes = 128 * MIB,
		.package = "f2fs-tools",
	},
};

const struct filesystem *filesystem_at(size_t index)
{
	if (index >= sizeof(filesystems) / sizeof(filesystems[0]))
		return NULL;
	return &filesystems[index];
}

const struct filesystem *filesystem_find(const char *name)
{
	const struct filesystem *fs;

	for (size_t i = 0; (fs = filesystem_at(i)); i++)
		if (!strcmp(fs->name, name))
			return fs;
	return NULL;
}
