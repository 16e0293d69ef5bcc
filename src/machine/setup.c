// SPDX-License-Identifier: GPL-2.0-or-later
/* Prepares what guests start with: their root directory and their image. */
#include "machine/setup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actor/result.h"
#include "base/embedded.h"
#include "base/memory.h"
#include "kernel/path.h"
#include "machine/disk.h"
#include "machine/machine.h"

#define PREFIX "fslitmus-guest-"

/* In memory if possible: a guest's memory is a file there too. */
static const char *setup_directory(void)
{
	const char *tmp = getenv("TMPDIR");

	if (!access("/dev/shm", W_OK))
		return "/dev/shm";
	return tmp && *tmp ? tmp : "/tmp";
}

static int setup_make_root(struct guest_setup *setup)
{
	static const char *const directories[] = { "dev", "proc", "sys",
						   "tmp", "mnt",  "uml" };
	const struct embedded_file *init = &guest_init[0];
	char *path = xasprintf("%s/init", setup->root);
	int status = path_write(path, init->data, init->end - init->data) ||
		     chmod(path, 0755);

	free(path);
	for (int i = 0; i < 6 && !status; i++) {
		path = xasprintf("%s/%s", setup->root, directories[i]);
		status = mkdir(path, 0755);
		free(path);
	}
	return status ? -1 : 0;
}

int guest_setup_open(struct guest_setup *setup, const struct kernel *kernel,
		     char *reason)
{
	const char *where = setup_directory();
	char mkfs[FS_TEXT_SIZE];
	int error = scratch_open(&setup->scratch, where, PREFIX);

	setup->root = setup->scratch.path;
	setup->executable = kernel->executable;
	if (!setup->machine)
		setup->machine = machine_at(0);
	if (error || setup_make_root(setup)) {
		snprintf(reason, RESULT_TEXT_SIZE,
			 "cannot make the root of guests in %s: %s", where,
			 strerror(error ? -error : errno));
		return -1;
	}
	setenv("TMPDIR", where, 1);
	if (!guest_disk_find(setup, kernel->key))
		return 0;
	snprintf(reason, RESULT_TEXT_SIZE,
		 "cannot make the image: \"%s\", of Debian's %s",
		 fs_guest_mkfs(setup->config, mkfs),
		 setup->config->type->package);
	return -1;
}

void guest_setup_close(struct guest_setup *setup)
{
	scratch_close(&setup->scratch);
	free(setup->image);
	setup->root = setup->image = NULL;
}
