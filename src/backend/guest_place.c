// SPDX-License-Identifier: GPL-2.0-or-later
/* Where guests are started: their root directory and their image. */
#include "backend/guest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/embedded.h"
#include "kernel/cache.h"
#include "kernel/digest.h"
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

/* Changes with the way kernels are booted, which images depend on. */
#define IMAGE_VERSION "2"

/* The tool itself counts too: another version makes another image. */
static void add_tool(struct digest *digest, const char *command)
{
	static const char *const places[] = { "/usr/sbin", "/sbin", "/usr/bin",
					      "/bin" };
	int length = strcspn(command, " ");
	struct stat status;

	for (int i = 0; i < 4; i++) {
		char *path = path_format("%s/%.*s", places[i], length,
					 command);

		if (!stat(path, &status)) {
			digest_add(digest, "size", &status.st_size,
				   sizeof(status.st_size));
			digest_add(digest, "time", &status.st_mtim,
				   sizeof(status.st_mtim));
			free(path);
			return;
		}
		free(path);
	}
}

static char *image_path(const struct mkfs *mkfs, const char *key)
{
	struct digest *digest = digest_new();
	char *kernels = cache_directory(), *path;
	char hex[DIGEST_HEX];

	digest_add(digest, "version", IMAGE_VERSION, strlen(IMAGE_VERSION));
	digest_add(digest, "kernel", key, strlen(key));
	digest_add(digest, "command", mkfs->command, strlen(mkfs->command));
	add_tool(digest, mkfs->command);
	digest_finish(digest, hex);
	path = path_format("%s/../images/%s-%.16s", kernels, mkfs->name, hex);
	free(kernels);
	return path;
}

/* Others may make the same one meanwhile. */
static int make_image(const struct guest_place *place)
{
	char *own = path_format("%s.%d", place->image, (int)getpid());
	int status = path_make_parents(place->image) ||
		     mkfs_make_image(place->mkfs, place->executable, own) ||
		     rename(own, place->image);

	unlink(own);
	free(own);
	return status;
}

/* In the root it has the same name everywhere: what a guest looks up to find
 * it is part of what decides an execution. */
static int copy_image(const struct guest_place *place)
{
	char *copy = path_format("%s/image", place->root);
	size_t size;
	char *data = path_read(place->image, &size);
	int status = data ? path_write(copy, data, size) : -1;

	free(data);
	free(copy);
	return status;
}

static int find_image(struct guest_place *place, const char *key)
{
	if (!place->mkfs->command)
		return 0;
	place->image = image_path(place->mkfs, key);
	if (access(place->image, R_OK) && make_image(place))
		return -1;
	return copy_image(place);
}

int guest_place_open(struct guest_place *place, const char *key, char *reason)
{
	const char *scratch = scratch_directory();

	path_remove_abandoned(scratch, PREFIX);
	place->root = path_format("%s/" PREFIX "%d-XXXXXX", scratch,
				  (int)getpid());
	if (!mkdtemp(place->root) || chmod(place->root, 0755) ||
	    make_root(place)) {
		snprintf(reason, RESULT_TEXT_SIZE,
			 "cannot make the root of guests in %s: %s", scratch,
			 strerror(errno));
		return -1;
	}
	setenv("TMPDIR", scratch, 1);
	if (!find_image(place, key))
		return 0;
	snprintf(reason, RESULT_TEXT_SIZE,
		 "cannot make the image: \"%s\", of Debian's %s",
		 place->mkfs->command, place->mkfs->package);
	return -1;
}

void guest_place_close(struct guest_place *place)
{
	if (place->root)
		path_remove_tree(place->root);
	free(place->root);
	free(place->image);
	place->root = place->image = NULL;
}
