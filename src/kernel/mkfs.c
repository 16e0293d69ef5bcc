// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel/mkfs.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/scratch.h"
#include "kernel/boot.h"
#include "kernel/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "fslitmus-mkfs-"
#define UUID "f5117305-0000-4000-8000-00000000f5f5"
#define DISK " /dev/nullb0"

/* Journals are kept small: an image is loaded in every boot. */
#define EXT4 "mkfs.ext4 -q -F -U " UUID " -E hash_seed=" UUID \
	     ",lazy_itable_init=0,lazy_journal_init=0 -J size=8 "
#define XFS "mkfs.xfs -q -f -m uuid=" UUID
/* Before 6.10 mkfs.xfs has no exchange=1: set the feature's bit by hand. */
#define XFS_EXCHANGE " && xfs_db -x -c 'sb 0' -c 'write -d features_incompat " \
		     "0x4b'" DISK " >/dev/null"
#define F2FS "mkfs.f2fs -q -f -l fslitmus"
#define GFS2 "mkfs.gfs2 -q -O -p lock_nolock -j 1 -J 8 "
#define BTRFS "mkfs.btrfs -q -f -U " UUID " -m single -d single"

const struct mkfs mkfs_table[] = {
	{ "ext4", "ext4", EXT4 "-b 4096" DISK, "", "e2fsprogs", false },
	{ "ext4-1k", "ext4", EXT4 "-b 1024" DISK, "", "e2fsprogs", false },
	{ "ext4-nodelalloc", "ext4", EXT4 "-b 4096" DISK, "nodelalloc",
	  "e2fsprogs", false },
	{ "ext4-journal", "ext4", EXT4 "-b 4096" DISK, "data=journal",
	  "e2fsprogs", false },
	{ "ext4-writeback", "ext4", EXT4 "-b 4096" DISK, "data=writeback",
	  "e2fsprogs", false },
	{ "ext4-inline", "ext4", EXT4 "-b 4096 -O inline_data" DISK, "",
	  "e2fsprogs", false },
	{ "ext4-blockmap", "ext4", EXT4 "-b 4096 -O ^extents,^64bit" DISK, "",
	  "e2fsprogs", false },
	{ "xfs", "xfs", XFS " -m reflink=1" DISK, "", "xfsprogs", false },
	{ "xfs-1k", "xfs", XFS " -b size=1024 -m reflink=1" DISK, "",
	  "xfsprogs", false },
	{ "xfs-noreflink", "xfs", XFS " -m reflink=0" DISK, "", "xfsprogs",
	  false },
	{ "xfs-exchange", "xfs", XFS " -m reflink=1 -i nrext64=0" DISK
	  XFS_EXCHANGE, "", "xfsprogs", false },
	{ "f2fs", "f2fs", F2FS DISK, "", "f2fs-tools", false },
	{ "f2fs-noinline", "f2fs", F2FS DISK, "noinline_data", "f2fs-tools",
	  false },
	{ "f2fs-lfs", "f2fs", F2FS DISK, "mode=lfs", "f2fs-tools", false },
	{ "gfs2", "gfs2", GFS2 "-b 4096" DISK, "lockproto=lock_nolock",
	  "gfs2-utils", false },
	{ "gfs2-1k", "gfs2", GFS2 "-b 1024" DISK, "lockproto=lock_nolock",
	  "gfs2-utils", false },
	{ "btrfs", "btrfs", BTRFS DISK, "", "btrfs-progs", false },
	{ "btrfs-nodatacow", "btrfs", BTRFS DISK, "nodatacow", "btrfs-progs",
	  false },
	{ "tmpfs", "tmpfs", NULL, "", NULL, false },
	{ "zonefs", "zonefs", NULL, "", NULL, true },
	{ "orangefs", "pvfs2", NULL, "", NULL, false },
	{ "fuse", "fuse", NULL, "", NULL, false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct mkfs *mkfs_find(const char *name)
{
	for (const struct mkfs *mkfs = mkfs_table; mkfs->name; mkfs++)
		if (!strcmp(mkfs->name, name))
			return mkfs;
	return NULL;
}

/* TEXT has WORDS, with one of SEPARATORS or an end at both sides. */
static bool has_words(const char *text, const char *words,
		      const char *separators)
{
	size_t length = strlen(words);
	const char *at = text;

	while ((at = strstr(at, words))) {
		if ((at == text || strchr(separators, at[-1])) &&
		    (!at[length] || strchr(separators, at[length])))
			return true;
		at++;
	}
	return false;
}

static bool is_made_with(const struct mkfs *mkfs, const struct mkfs *ordinary,
			 const char *options)
{
	if (!mkfs->command)
		return true;
	if (!options || !*options)
		return !strcmp(mkfs->command, ordinary->command);
	return has_words(mkfs->command, options, " ");
}

const struct mkfs *mkfs_nearest(const char *type, const char *mkfs,
				const char *options)
{
	const struct mkfs *ordinary = NULL, *made = NULL;

	for (const struct mkfs *at = mkfs_table; at->name; at++) {
		if (strcmp(at->type, type))
			continue;
		if (!ordinary)
			ordinary = at;
		if (!is_made_with(at, ordinary, mkfs))
			continue;
		if (at->options[0] && has_words(options, at->options, ","))
			return at;
		if (!made && !at->options[0])
			made = at;
	}
	return made ? made : ordinary;
}

static int make_root(const char *root)
{
	static const char *const directories[] = { "dev", "proc", "tmp",
						   "mnt" };
	const struct embedded_file *init = &kernel_mkfs_init[0];
	char *path = path_format("%s/init", root);
	int status = path_write(path, init->data, init->end - init->data) ||
		     chmod(path, 0755);

	free(path);
	for (int i = 0; i < 4 && !status; i++) {
		path = path_format("%s/%s", root, directories[i]);
		status = path_make_directories(path);
		free(path);
	}
	return status;
}

static int boot_mkfs(const struct mkfs *mkfs, const char *executable,
		     const char *root, int log)
{
	char *command = path_format("MKFS=\"%s\"", mkfs->command);
	const char *settings[] = { command, "SAVE=/image", NULL };
	struct boot boot = {
		.executable = executable, .root = root,
		.settings = settings, .output = log, .memory = 512,
	};
	pid_t pid = boot_start(&boot);
	int status = pid < 0 ? -1 : boot_wait(pid, 300);

	free(command);
	return status;
}

static int explain(const struct mkfs *mkfs, const char *log)
{
	char *text;

	if (interrupted) {
		error("interrupted");
		return EXIT_NOT_RUN;
	}
	text = path_read(log, NULL);
	fputs(text ? text : "", stderr);
	free(text);
	error("making the %s image failed, see above; \"%s\" is in Debian's "
	      "%s", mkfs->name, mkfs->command, mkfs->package);
	return EXIT_NOT_RUN;
}

static int put(const char *image, const char *file)
{
	size_t size;
	char *data = path_read(image, &size);
	int status = data ? path_replace(file, data, size) :
			    error("cannot read %s: %s", image, strerror(errno));

	free(data);
	return status;
}

static int make_in(const struct mkfs *mkfs, const char *executable,
		   const char *root, const char *file)
{
	char *log = path_format("%s/log", root);
	char *image = path_format("%s/image", root);
	int status = EXIT_NOT_RUN;
	int fd = open(log, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0 || make_root(root))
		error("cannot prepare %s", root);
	else if (boot_mkfs(mkfs, executable, root, fd) || access(image, R_OK))
		status = explain(mkfs, log);
	else if (!put(image, file))
		status = 0;
	if (fd >= 0)
		close(fd);
	free(image);
	free(log);
	return status;
}

int mkfs_make_image(const struct mkfs *mkfs, const char *executable,
		    const char *file)
{
	const char *tmp = getenv("TMPDIR");
	struct scratch root;
	int status;

	if (!mkfs->command)
		BUG("%s needs no image", mkfs->name);
	tmp = tmp && *tmp ? tmp : "/tmp";
	status = scratch_open(&root, tmp, PREFIX);
	if (status) {
		error("cannot make a directory in %s: %s", tmp,
		      strerror(-status));
		return EXIT_NOT_RUN;
	}
	status = make_in(mkfs, executable, root.path, file);
	scratch_close(&root);
	return status;
}
