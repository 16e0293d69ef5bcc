/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the project knows of a filesystem stands in one description: a file
 * src/fs/NAME.c, and its line in the table of src/fs/table.c. Loop mounts,
 * guests, the audit, "fslitmus list", the manual and the tests read it; no
 * other place knows a filesystem by its name.
 *
 * A description is of one type of filesystem and has configurations, which
 * --fs names: ways to make and mount it. Types without any are only recognised
 * where a user's directory (--dir) is on one.
 */
#ifndef FSLITMUS_FS_FS_H
#define FSLITMUS_FS_FS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fs_type;

/* Words of a command line, which ends with NULL. */
typedef const char *const *fs_words;
#define FS_WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* One way to make and mount a filesystem. */
struct fs_config {
	const char *name;	/* as --fs takes it: "ext4-1k" */
	const struct fs_type *type;
	const char *mkfs;	/* arguments of mkfs, separated by blanks */
	const char *options;	/* for the mount, separated by commas */
	/*
	 * What mkfs, or fsck, of older releases cannot do or does not know:
	 * a command, with the disk as its last argument, that completes what
	 * mkfs made, and one that takes it away again for fsck.
	 */
	fs_words after_mkfs, before_fsck;
};

/* What a guest has of its own where no command of the host serves. */
enum fs_guest_part {
	FS_NOTHING,
	FS_ZONEFS_MKFS,		/* Debian has no mkzonefs */
	FS_ORANGEFS_SERVER,
	FS_FUSE_SERVER,
};

/*
 * One type. Strings and lists that are not there are NULL, but for the names.
 * Commands get the disk as their last argument.
 */
struct fs_type {
	const char *name;	/* also that of its row in an audit */
	const char *mount_type;	/* for mount(2) */
	/* The first one is the ordinary form; a NULL name ends them. */
	const struct fs_config *configs;
	uint64_t magic;		/* f_type of statfs(2); 0: not needed */

	/*
	 * mkfs: what is the same everywhere, what only loop mounts need, and
	 * what only guests need; the configuration's follow. NULL: there is
	 * nothing to make.
	 *
	 * On a loop device no mkfs may discard, and no mount either: what
	 * lies in free space is the sentinel that tells a leaked old block
	 * from a zeroed one. The disk of a guest has the same sentinel, and
	 * knows no discard. There the same command has to give the same
	 * bytes, and what it wrote is loaded in every boot: identifiers are
	 * fixed and journals small.
	 */
	const char *mkfs, *mkfs_loop, *mkfs_guest;
	const char *options, *options_loop; /* as fs_config.options */
	const char *fsck;	/* checks without repairing */
	uint64_t loop_bytes;	/* size of a loop mount's image */
	const char *package;	/* Debian's, with mkfs and fsck */

	/*
	 * The code: what the page cache of its files passes through, as paths
	 * in a kernel tree separated by blanks, directories ending in "/". The
	 * first one is the filesystem's own. A guest's kernel has preemption
	 * points there (kernel/edits/instrument.edit). NULL: it is another
	 * filesystem's, or not looked at.
	 */
	const char *sources;
	/* Options the guest's kernel needs for it (kernel/fslitmus.config).
	   NULL: it does not have it. */
	const char *kernel_options;
	enum fs_guest_part guest_part;	/* if any, guests alone have it */

	/* Quirks. */

	/*
	 * Files are zones of a zoned disk: always there, written at their end
	 * only and past the page cache, emptied by truncating to nothing.
	 */
	bool zoned;
	/*
	 * A write through the page cache may be refused with EIO, which then
	 * says nothing of a failure.
	 */
	bool refuses_cached_writes;
	/* The kernel remembers every disk it has seen until told to forget. */
	bool remembers_disks;
	bool in_memory;		/* there is no disk */
	/* Mounted with huge=, it maps huge pages, also across the end of a
	   file (contract/huge.h). */
	bool maps_huge_pages;
	bool remote;		/* its disk is another machine's */
	bool lacks_write;	/* files have no write(2) */
};

/* Where a filesystem is made and mounted. */
enum fs_place {
	FS_LOOP,		/* by the running kernel */
	FS_GUEST,		/* by a guest's kernel, on FS_GUEST_DISK */
};

#define FS_GUEST_DISK "/dev/nullb0"

/* The INDEXth type, or NULL past the end. */
const struct fs_type *fs_type_at(size_t index);

/* The type whose name is NAME, or which mount(2) calls so; or NULL. */
const struct fs_type *fs_type_find(const char *name);
const struct fs_type *fs_type_of_mount(const char *mount_type);

/* Is its code a file outside of fs/, which sources then names alone? */
bool fs_type_is_one_file(const struct fs_type *type);

/*
 * The first type in the table with the magic number of DIRECTORY, a
 * descriptor; NULL where none has it.
 */
const struct fs_type *fs_type_of_directory(int directory);

/* The INDEXth configuration of all types, or NULL past the end. */
const struct fs_config *fs_config_at(size_t index);

/* The configuration of that name, or NULL. */
const struct fs_config *fs_config_find(const char *name);

/*
 * Does WORD name it: as a shell pattern, or as "all", which is the ordinary
 * configuration of each type?
 */
bool fs_config_is_named(const struct fs_config *config, const char *word);

/* Can it be made and mounted there, given a kernel that has it? */
bool fs_config_runs(const struct fs_config *config, enum fs_place place);

/*
 * The configuration that guests have which is nearest to one of the type that
 * mount(2) calls MOUNT_TYPE, made with the further arguments MKFS (NULL or
 * empty: none) and mounted with OPTIONS: one made and mounted so, or else the
 * ordinary one. NULL: there is none of that type.
 */
const struct fs_config *fs_config_nearest(const char *mount_type,
					  const char *mkfs,
					  const char *options);

#define FS_TEXT_SIZE 512

/*
 * Into TEXT, of FS_TEXT_SIZE bytes, and returned: the words of mkfs without a
 * disk, the options for mounting. Empty: none.
 */
const char *fs_mkfs(const struct fs_config *config, enum fs_place place,
		    char *text);
const char *fs_options(const struct fs_config *config, enum fs_place place,
		       char *text);

/* The same: shell commands for a guest, with its disk. */
const char *fs_guest_mkfs(const struct fs_config *config, char *text);
const char *fs_guest_fsck(const struct fs_config *config, char *text);

#endif
