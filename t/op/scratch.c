// SPDX-License-Identifier: GPL-2.0-or-later
#include "op/scratch.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define ANYWHERE                                                            \
	"map", "munmap", "load", "store", "read", "write", "direct-read",   \
		"direct-write", "punch", "allocate", "truncate",            \
		"truncate-open", "copy", "sendfile", "splice", "fsync",     \
		"fdatasync", "sync-range", "msync", "evict", "drop-caches", \
		"compact", "readahead", "willneed", "madvise", "mlock",     \
		"mprotect", "mremap"
#define ON_DISK ANYWHERE, "zero", "freeze", "thaw"

static const char *const on_tmpfs[] = { ANYWHERE, NULL };
static const char *const on_ext4[] = { ON_DISK, "collapse", "insert", NULL };
static const char *const on_xfs[] = { ON_DISK,	 "collapse", "insert",
				      "unshare", "reflink",  "dedupe",
				      NULL };
static const char *const on_btrfs[] = { ON_DISK, "reflink", "dedupe", NULL };

static const struct scratch_type types[] = {
	{ "tmpfs", NULL, "size=64m", 64, false, on_tmpfs },
	{ "tmpfs, huge pages", NULL, "size=64m,huge=always", 64, false,
	  on_tmpfs },
	{ "ext4", "mkfs.ext4 -q -F", "loop", 64, false, on_ext4 },
	{ "ext4, 1 KiB blocks", "mkfs.ext4 -q -F -b 1024", "loop", 64, false,
	  on_ext4 },
	{ "xfs", "mkfs.xfs -q -f", "loop", 320, true, on_xfs },
	{ "xfs, 1 KiB blocks", "mkfs.xfs -q -f -b size=1024", "loop", 320,
	  false, on_xfs },
	{ "btrfs", "mkfs.btrfs -q -f", "loop", 256, false, on_btrfs },
};

static char root[64];

const struct scratch_type *scratch_type(int index)
{
	return index < (int)(sizeof(types) / sizeof(types[0])) ? &types[index] :
								 NULL;
}

bool scratch_init(const char **reason)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(root, sizeof(root), "%s/fslitmus-ops-XXXXXX",
		 tmp && strlen(tmp) < 32 ? tmp : "/tmp");
	*reason = "needs root, to mount filesystems";
	if (geteuid())
		return false;
	*reason = "no mount namespace of our own";
	if (unshare(CLONE_NEWNS) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return false;
	/* Where it is, split is tried. */
	mount("none", "/sys/kernel/debug", "debugfs", 0, NULL);
	*reason = "no tmpfs on a new directory";
	return mkdtemp(root) && !mount("none", root, "tmpfs", 0, "size=900m");
}

void scratch_exit(void)
{
	umount2(root, MNT_DETACH);
	rmdir(root);
}

/* CRC-32C, bit by bit: it is asked for 512 bytes. */
static uint32_t crc32c(const unsigned char *data, int length)
{
	uint32_t crc = ~0u;

	for (int i = 0; i < length; i++) {
		crc ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return ~crc;
}

/* Set the incompatible feature "exchange range" in the superblock. */
static bool enable_exchange(const char *image)
{
	enum { SECTOR = 512, INCOMPAT = 216, CRC = 224, EXCHANGE = 1 << 6 };
	unsigned char sector[SECTOR];
	uint32_t word;
	int fd = open(image, O_RDWR | O_CLOEXEC);
	bool ok = fd >= 0 && pread(fd, sector, SECTOR, 0) == SECTOR;

	if (ok) {
		memcpy(&word, sector + INCOMPAT, sizeof(word));
		word |= htobe32(EXCHANGE);
		memcpy(sector + INCOMPAT, &word, sizeof(word));
		memset(sector + CRC, 0, sizeof(word));
		word = htole32(crc32c(sector, SECTOR));
		memcpy(sector + CRC, &word, sizeof(word));
		ok = pwrite(fd, sector, SECTOR, 0) == SECTOR;
	}
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool make_image(const struct scratch_type *type, const char *image)
{
	char command[256];

	snprintf(command, sizeof(command),
		 "truncate -s %dM %s && %s %s >/dev/null 2>&1", type->megabytes,
		 image, type->mkfs, image);
	return !system(command);
}

static bool mount_image(const struct scratch_type *type, const char *image,
			const char *at)
{
	char command[256];

	snprintf(command, sizeof(command), "mount -o %s %s %s 2>/dev/null",
		 type->mount, image, at);
	return !system(command);
}

static bool make(const struct scratch_type *type, const char *image,
		 const char *at)
{
	if (!type->mkfs)
		return !mount("none", at, "tmpfs", 0, type->mount);
	if (!make_image(type, image))
		return false;
	/* A kernel before 6.10 refuses the feature: then without it. */
	if (type->exchange && enable_exchange(image) &&
	    mount_image(type, image, at))
		return true;
	if (type->exchange && !make_image(type, image))
		return false;
	return mount_image(type, image, at);
}

int scratch_mount(const struct scratch_type *type)
{
	char image[80], at[80];

	snprintf(image, sizeof(image), "%s/image", root);
	snprintf(at, sizeof(at), "%s/mnt", root);
	mkdir(at, 0700);
	if (!make(type, image, at))
		return -1;
	return open(at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

void scratch_unmount(int directory)
{
	char path[80];

	if (directory >= 0)
		close(directory);
	snprintf(path, sizeof(path), "%s/mnt", root);
	if (umount2(path, 0))
		fprintf(stderr, "# cannot unmount %s: %s\n", path,
			strerror(errno));
	snprintf(path, sizeof(path), "%s/image", root);
	unlink(path);
}
