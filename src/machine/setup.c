// SPDX-License-Identifier: GPL-2.0-or-later
/* Where guests are started: their root directory and their image. */
#include "machine/guest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machine/disk.h"
#include "base/embedded.h"
#include "kernel/path.h"

#define PREFIX "fslitmus-guest-"

static const struct check {
	const char *name, *command;	/* of a configuration, or its type */
} checks[] = {
	/* xfs_repair of before 6.10 knows no such feature. */
	{ "xfs-exchange", "xfs_db -F -x -c 'sb 0' -c 'write -d "
	  "features_incompat 0xb' /dev/nullb0 >/dev/null 2>&1 && "
	  "xfs_repair -n /dev/nullb0" },
	{ "ext4", "e2fsck -f -n /dev/nullb0" },
	{ "xfs", "xfs_repair -n /dev/nullb0" },
	{ "f2fs", "fsck.f2fs --dry-run /dev/nullb0" },
	{ "gfs2", "fsck.gfs2 -n /dev/nullb0" },
	{ "btrfs", "btrfs check --readonly /dev/nullb0" },
};

const char *guest_fsck(const struct mkfs *mkfs)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (!strcmp(mkfs->name, checks[i].name) ||
		    !strcmp(mkfs->type, checks[i].name))
			return checks[i].command;
	return NULL;
}

/* Memory serves best: a guest's own is a file too. */
static const char *scratch_directory(void)
{
	const char *tmp = getenv("TMPDIR");

	if (!access("/dev/shm", W_OK))
		return "/dev/shm";
	return tmp && *tmp ? tmp : "/tmp";
}

static int make_root(struct guest_place *place)
{
	static const char *const directories[] = { "dev", "proc", "tmp", "mnt",
						   "uml" };
	const struct embedded_file *init = &guest_init[0];
	char *path = path_format("%s/init", place->root);
	int status = path_write(path, init->data, init->end - init->data) ||
		     chmod(path, 0755);

	free(path);
	for (int i = 0; i < 5 && !status; i++) {
		path = path_format("%s/%s", place->root, directories[i]);
		status = mkdir(path, 0755);
		free(path);
	}
	return status ? -1 : 0;
}

int guest_place_open(struct guest_place *place, const char *key, char *reason)
{
	const char *where = scratch_directory();
	int error = scratch_open(&place->scratch, where, PREFIX);

	place->root = place->scratch.path;
	if (error || make_root(place)) {
		snprintf(reason, RESULT_TEXT_SIZE,
			 "cannot make the root of guests in %s: %s", where,
			 strerror(error ? -error : errno));
		return -1;
	}
	setenv("TMPDIR", where, 1);
	if (!guest_image_find(place, key))
		return 0;
	snprintf(reason, RESULT_TEXT_SIZE,
		 "cannot make the image: \"%s\", of Debian's %s",
		 place->mkfs->command, place->mkfs->package);
	return -1;
}

void guest_place_close(struct guest_place *place)
{
	scratch_close(&place->scratch);
	free(place->image);
	place->root = place->image = NULL;
}
