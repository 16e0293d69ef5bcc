/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything that the project knows about a filesystem is in one description: a
 * file src/fs/NAME.c and its line in src/fs/table.c. Loop mounts, guests, the
 * audit, "fslitmus list", the manual and the tests use it. No other code knows
 * a filesystem by its name.
 *
 * A description is of one type of filesystem. Its configurations, which --fs
 * names, are ways to make and mount it. A type without any is only recognised
 * when a user's directory (--dir) is on one.
 */
#ifndef FSLITMUS_FS_FS_H
#define FSLITMUS_FS_FS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct fs_type;

/* Words of a command line, which ends with NULL. */
typedef const char *const *fs_words;
#define FS_WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* One way to make and mount a filesystem. */
struct fs_config {
	const char *name; /* as --fs takes it: "ext4-1k" */
	const struct fs_type *type;
	const char *mkfs;    /* arguments of mkfs, separated by blanks */
	const char *options; /* for the mount, separated by commas */
	/*
	 * For a feature that mkfs and fsck of older releases do not know: a
	 * command that adds it after mkfs, and one that removes it again before
	 * fsck. The disk is their last argument.
	 */
	fs_words after_mkfs, before_fsck;
	/* More arguments of a guest's kernel. With any, only guests have it. */
	fs_words boot;
};

/* Code in the guest for which the host has no command. */
enum fs_guest_part {
	FS_NOTHING,
	FS_ZONEFS_MKFS, /* Debian has no mkzonefs */
	FS_ORANGEFS_SERVER,
	FS_FUSE_SERVER,
};

/*
 * One type of filesystem. Strings and lists may be NULL, but for the names.
 * Commands get the disk as their last argument.
 */
struct fs_type {
	const char *name;	/* also that of its row in an audit */
	const char *mount_type; /* for mount(2) */
	/* The first one is the ordinary form; a NULL name ends them. */
	const struct fs_config *configs;
	uint64_t magic; /* f_type of statfs(2); 0: not needed */

	/*
	 * mkfs with the arguments that are the same everywhere, those that only
	 * loop mounts need, and those that only guests need. The
	 * configuration's arguments follow. NULL: there is nothing to make.
	 *
	 * On a loop device neither mkfs nor mount may discard: free space holds
	 * a sentinel that tells a leaked old block from a zeroed one. The disk
	 * of a guest holds the same sentinel, and cannot discard. For a guest
	 * the same command must give the same bytes, so identifiers are fixed.
	 * Every boot loads what mkfs wrote, so journals are small.
	 */
	const char *mkfs, *mkfs_loop, *mkfs_guest;
	const char *options, *options_loop; /* as fs_config.options */
	const char *fsck;		    /* checks without repairing */
	uint64_t loop_bytes;		    /* size of a loop mount's image */
	const char *package;		    /* Debian's, with mkfs and fsck */

	/*
	 * The code between its files and the page cache: paths in a kernel
	 * tree, separated by blanks, directories ending in "/". The first one
	 * is the filesystem's own. A guest's kernel has preemption points there
	 * (kernel/edits/instrument.edit). NULL: the code is another
	 * filesystem's, or not instrumented.
	 */
	const char *sources;
	/* Options the guest's kernel needs for it (kernel/fslitmus.config).
	   NULL: it does not have it. */
	const char *kernel_options;
	enum fs_guest_part guest_part; /* if any, only guests have it */

	/* Quirks. */

	/*
	 * Files are zones of a zoned disk. They always exist, are written at
	 * their end and past the page cache only, and are emptied by truncating
	 * them to 0.
	 */
	bool zoned;
	/*
	 * A write through the page cache may be refused with EIO, which is then
	 * no sign of a failure.
	 */
	bool refuses_cached_writes;
	/* The kernel remembers every disk it has seen until told to forget. */
	bool remembers_disks;
	bool in_memory; /* there is no disk */
	/* Mounted with huge=, it maps huge pages, also across the end of a
	   file (contract/huge.h). */
	bool maps_huge_pages;
	bool remote;	  /* its disk is another machine's */
	bool lacks_write; /* files have no write(2) */
};

/* Where a filesystem is made and mounted. */
enum fs_place {
	FS_LOOP,  /* by the running kernel */
	FS_GUEST, /* by a guest's kernel, on FS_GUEST_DISK */
};

#define FS_GUEST_DISK "/dev/nullb0"

/* The INDEXth type, or NULL past the end. */
const struct fs_type *fs_type_at(size_t index);

/* The type with the name NAME, in our table or to mount(2); or NULL. */
const struct fs_type *fs_type_find(const char *name);
const struct fs_type *fs_type_of_mount(const char *mount_type);

/* Is its code a single file outside of fs/, the only one in sources? */
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
 * Does WORD name it? WORD is a shell pattern, or "all" for the ordinary
 * configuration of each type.
 */
bool fs_config_is_named(const struct fs_config *config, const char *word);

/* Can it be made and mounted there, by a kernel that has it? */
bool fs_config_runs(const struct fs_config *config, enum fs_place place);

/*
 * The configuration in guests that is nearest to a given filesystem. That has
 * the type that mount(2) calls MOUNT_TYPE, was made with the further arguments
 * MKFS (NULL or empty: none) and is mounted with OPTIONS. Returns one that is
 * made and mounted so, or else the ordinary one; NULL if the type has none.
 */
const struct fs_config *fs_config_nearest(const char *mount_type,
					  const char *mkfs,
					  const char *options);

#define FS_TEXT_SIZE 512

/*
 * Each writes to TEXT, of FS_TEXT_SIZE bytes, and returns it: the words of mkfs
 * without a disk, or the options for mounting. Empty: none.
 */
const char *fs_mkfs(const struct fs_config *config, enum fs_place place,
		    char *text);
const char *fs_options(const struct fs_config *config, enum fs_place place,
		       char *text);

/* The same, as shell commands for a guest, with its disk. */
const char *fs_guest_mkfs(const struct fs_config *config, char *text);
const char *fs_guest_fsck(const struct fs_config *config, char *text);

/* The configurations as rows of an mdoc(7) list, for fslitmus-list(1). */
void fs_manual(FILE *out);

#endif
