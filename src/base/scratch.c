// SPDX-License-Identifier: GPL-2.0-or-later
/* Makes and removes scratch directories in places that others may write to. */
#include "base/scratch.h"

#include "base/error.h"
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define BOOT_DIGITS 8
#define RANDOM_DIGITS 6
/* The most passes over a directory: others may keep adding names to it. */
#define PASSES 4

static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";

/* Everything in a tree of ours has the same. */
struct identity {
	uid_t owner;
	dev_t device;
	uint64_t mount; /* 0: the kernel is older than 5.8 */
};

static int scratch_identify(int fd, struct identity *identity)
{
	struct statx status;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_UID | STATX_MNT_ID, &status))
		return -errno;
	*identity = (struct identity){
		.owner = status.stx_uid,
		.device = makedev(status.stx_dev_major, status.stx_dev_minor),
		.mount = status.stx_mask & STATX_MNT_ID ? status.stx_mnt_id : 0,
	};
	return 0;
}

static int open_directory(int parent, const char *name)
{
	int fd = openat(parent, name,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int scratch_empty_directory(int directory, const struct identity *tree);

static int remove_directory(int parent, const char *name,
			    const struct identity *tree)
{
	struct identity identity;
	int fd = open_directory(parent, name);
	int error;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	error = scratch_identify(fd, &identity);
	if (!error && identity.owner != tree->owner)
		error = -EPERM;
	if (!error &&
	    (identity.device != tree->device || identity.mount != tree->mount))
		error = -EXDEV;
	if (!error)
		error = scratch_empty_directory(fd, tree);
	close(fd);
	if (!error && unlinkat(parent, name, AT_REMOVEDIR))
		error = errno == ENOENT ? 0 : -errno;
	return error;
}

static int remove_entry(int directory, const char *name,
			const struct identity *tree)
{
	int error;

	if (!unlinkat(directory, name, 0))
		return 0;
	/* For a directory Linux returns EISDIR, servers of other systems
	 * EPERM. */
	if (errno != EISDIR && errno != EPERM)
		return errno == ENOENT ? 0 : -errno;
	error = remove_directory(directory, name, tree);
	return error == -ENOTDIR || error == -ELOOP ? -EPERM : error;
}

/* Returns how many entries there were; ERROR is that of the first failure. */
static int empty_once(int directory, const struct identity *tree, int *error)
{
	/* A new descriptor, since reading moves the position. */
	int fd = open_directory(directory, ".");
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	int entries = 0, failed;

	/* A directory that is gone was empty. */
	*error = fd < 0 && fd != -ENOENT ? fd : 0;
	if (fd >= 0 && !stream) {
		close(fd);
		*error = -ENOMEM;
	}
	while (stream && (entry = readdir(stream))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		entries++;
		failed = remove_entry(directory, entry->d_name, tree);
		*error = *error ? *error : failed;
	}
	if (stream)
		closedir(stream);
	return entries;
}

/* Some filesystems skip names while others are removed, so try again. */
static int scratch_empty_directory(int directory, const struct identity *tree)
{
	int error = 0, entries = 1;

	for (int pass = 0; pass < PASSES && entries && !error; pass++)
		entries = empty_once(directory, tree, &error);
	return error;
}

int scratch_empty(int directory)
{
	struct identity tree;
	int error = scratch_identify(directory, &tree);

	return error ? error : scratch_empty_directory(directory, &tree);
}

int scratch_remove(int parent, const char *name, int directory)
{
	int error = scratch_empty(directory);

	if (!file_is_named(parent, name, directory))
		return error;
	if (!error && unlinkat(parent, name, AT_REMOVEDIR))
		error = errno == ENOENT ? 0 : -errno;
	return error;
}

int scratch_discard(int parent, const char *name)
{
	int fd = open_directory(parent, name);
	struct identity identity;
	int error;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	error = scratch_identify(fd, &identity);
	if (!error && identity.owner != geteuid())
		error = -EPERM;
	if (!error && flock(fd, LOCK_EX | LOCK_NB))
		error = errno == EWOULDBLOCK ? -EBUSY : -errno;
	if (!error)
		error = scratch_remove(parent, name, fd);
	close(fd);
	return error;
}

int scratch_hold(int parent, const char *name)
{
	int fd = open_directory(parent, name);
	int error = 0;

	if (fd < 0)
		return fd;
	/* On a filesystem without locks, nothing is swept. */
	if (flock(fd, LOCK_SH | LOCK_NB) && errno == EWOULDBLOCK)
		error = -EBUSY;
	else if (!file_is_named(parent, name, fd))
		error = -ENOENT;
	if (!error)
		return fd;
	close(fd);
	return error;
}

/* A few digits of the boot id: locks do not outlive a boot. */
static void boot_name(char name[BOOT_DIGITS + 1])
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, name, BOOT_DIGITS);

	if (fd >= 0)
		close(fd);
	if (got != BOOT_DIGITS)
		memset(name, '0', BOOT_DIGITS);
	name[BOOT_DIGITS] = '\0';
}

/* PREFIX PID "-" BOOT RANDOM; the process id is for people to read. */
static int make_name(const char *prefix, char name[SCRATCH_NAME_SIZE])
{
	char boot[BOOT_DIGITS + 1], random[RANDOM_DIGITS + 1];
	int length;

	if (getrandom(random, RANDOM_DIGITS, 0) != RANDOM_DIGITS)
		return -EIO;
	for (int i = 0; i < RANDOM_DIGITS; i++)
		random[i] = digits[random[i] & 31];
	random[RANDOM_DIGITS] = '\0';
	boot_name(boot);
	length = snprintf(name, SCRATCH_NAME_SIZE, "%s%d-%s%s", prefix,
			  (int)getpid(), boot, random);
	return length < SCRATCH_NAME_SIZE ? 0 : -ENAMETOOLONG;
}

static bool is_named_so(const char *name, const char *prefix)
{
	char boot[BOOT_DIGITS + 1];
	size_t length = strlen(prefix), word, pid;

	if (strncmp(name, prefix, length))
		return false;
	name += length;
	/* The rest of a prefix, such as "guest-" of "fslitmus-guest-". */
	word = strspn(name, "abcdefghijklmnopqrstuvwxyz");
	if (word && name[word] == '-')
		name += word + 1;
	pid = strspn(name, "0123456789");
	if (!pid || name[pid] != '-')
		return false;
	name += pid + 1;
	boot_name(boot);
	return !strncmp(name, boot, BOOT_DIGITS) &&
	       strlen(name) == BOOT_DIGITS + RANDOM_DIGITS &&
	       strspn(name + BOOT_DIGITS, digits) == RANDOM_DIGITS;
}

/*
 * If others can rename our directory, the one that has its name now may not be
 * the one made: its owner tells. On a filesystem that gives all files an owner
 * of its own (vfat, NFS with root_squash) the owner differs too, which is fine
 * if no others can write to the parent.
 */
static int check_made(int parent, int directory)
{
	struct stat outer, made;

	if (fstat(parent, &outer) || fstat(directory, &made))
		return -errno;
	if (made.st_uid == geteuid())
		return 0;
	return outer.st_mode & 022 && !(outer.st_mode & S_ISVTX) ? -EPERM : 0;
}

/* -EAGAIN: another process has the name, or swept it at once. */
static int make_once(int parent, const char *name)
{
	int fd, error;

	if (mkdirat(parent, name, 0700))
		return errno == EEXIST ? -EAGAIN : -errno;
	fd = scratch_hold(parent, name);
	if (fd == -EBUSY || fd == -ENOENT)
		return -EAGAIN;
	error = fd < 0 ? fd : check_made(parent, fd);
	if (!error)
		return fd;
	if (fd >= 0)
		close(fd);
	unlinkat(parent, name, AT_REMOVEDIR);
	return error;
}

int scratch_make(int parent, const char *prefix, char name[SCRATCH_NAME_SIZE])
{
	int fd;

	for (int attempt = 0; attempt < 100; attempt++) {
		fd = make_name(prefix, name);
		if (!fd)
			fd = make_once(parent, name);
		if (fd != -EAGAIN)
			return fd;
	}
	return -EEXIST;
}

void scratch_sweep(int parent, const char *prefix)
{
	int fd = open_directory(parent, ".");
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (fd >= 0 && !stream)
		close(fd);
	while (stream && (entry = readdir(stream)))
		if (is_named_so(entry->d_name, prefix))
			scratch_discard(parent, entry->d_name);
	if (stream)
		closedir(stream);
}

/* Sweeps what any earlier command has left there. */
static void sweep_family(int parent, const char *prefix)
{
	char family[SCRATCH_NAME_SIZE];

	snprintf(family, sizeof(family), "%.*s", (int)strcspn(prefix, "-") + 1,
		 prefix);
	scratch_sweep(parent, family);
}

int scratch_open(struct scratch *scratch, const char *where, const char *prefix)
{
	size_t size = strlen(where) + 1 + SCRATCH_NAME_SIZE;

	*scratch = (struct scratch){ .held = -1 };
	scratch->parent = open(where, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (scratch->parent < 0)
		return -errno;
	sweep_family(scratch->parent, prefix);
	scratch->path = malloc(size);
	scratch->held = scratch->path ? scratch_make(scratch->parent, prefix,
						     scratch->name) :
					-ENOMEM;
	if (scratch->held >= 0) {
		snprintf(scratch->path, size, "%s/%s", where, scratch->name);
		return 0;
	}
	close(scratch->parent);
	free(scratch->path);
	scratch->path = NULL;
	return scratch->held;
}

void scratch_forget(struct scratch *scratch)
{
	if (!scratch->path)
		return;
	close(scratch->held);
	close(scratch->parent);
	free(scratch->path);
	scratch->path = NULL;
}

void scratch_close(struct scratch *scratch)
{
	int error;

	if (!scratch->path)
		return;
	error = scratch_remove(scratch->parent, scratch->name, scratch->held);
	if (error)
		warning("not all of %s could be removed: %s", scratch->path,
			strerror(-error));
	scratch_forget(scratch);
}
