// SPDX-License-Identifier: GPL-2.0-or-later
/* Running mkfs in a guest, where it gives the same bytes every time. */
#include "kernel/mkfs.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/memory.h"
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

static int make_root(const char *root)
{
	static const char *const directories[] = { "dev", "proc", "tmp",
						   "mnt" };
	const struct embedded_file *init = &kernel_mkfs_init[0];
	char *path = xasprintf("%s/init", root);
	int status = path_write(path, init->data, init->end - init->data) ||
		     chmod(path, 0755);

	free(path);
	for (int i = 0; i < 4 && !status; i++) {
		path = xasprintf("%s/%s", root, directories[i]);
		status = path_make_directories(path);
		free(path);
	}
	return status;
}

static int boot_mkfs(const char *mkfs, const char *executable, const char *root,
		     int log)
{
	char *command = xasprintf("MKFS=\"%s\"", mkfs);
	const char *settings[] = { command, "SAVE=/image", NULL };
	struct boot boot = {
		.executable = executable,
		.root = root,
		.settings = settings,
		.output = log,
		.memory = 512,
	};
	pid_t pid = boot_start(&boot);
	int status = pid < 0 ? -1 : boot_wait(pid, 300);

	free(command);
	return status;
}

static int image_explain(const struct fs_config *config, const char *mkfs,
			 const char *log)
{
	char *text;

	if (interrupted) {
		error("interrupted");
		return FAILURE_INTERRUPTED;
	}
	text = path_read(log, NULL);
	fputs(text ? text : "", stderr);
	free(text);
	return error("making the %s image failed, see above; \"%s\" is in "
		     "Debian's %s",
		     config->name, mkfs, config->type->package);
}

static int image_copy(const char *image, const char *file)
{
	size_t size;
	char *data = path_read(image, &size);
	int status = data ? path_replace(file, data, size) :
			    error("cannot read %s: %s", image, strerror(errno));

	free(data);
	return status;
}

static int image_make_in(const struct fs_config *config, const char *executable,
			 const char *root, const char *file)
{
	char mkfs[FS_TEXT_SIZE];
	char *log = xasprintf("%s/log", root);
	char *image = xasprintf("%s/image", root);
	int status = FAILURE_NOT_RUN;
	int fd = open(log, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0 || make_root(root))
		error("cannot prepare %s", root);
	else if (boot_mkfs(fs_guest_mkfs(config, mkfs), executable, root, fd) ||
		 access(image, R_OK))
		status = image_explain(config, mkfs, log);
	else if (!image_copy(image, file))
		status = 0;
	if (fd >= 0)
		close(fd);
	free(image);
	free(log);
	return status;
}

int mkfs_in_guest(const struct fs_config *config, const char *executable,
		  const char *file)
{
	const char *tmp = getenv("TMPDIR");
	struct scratch root;
	int status;

	if (!config->type->mkfs)
		BUG("%s needs no image", config->name);
	tmp = tmp && *tmp ? tmp : "/tmp";
	status = scratch_open(&root, tmp, PREFIX);
	if (status)
		return error("cannot make a directory in %s: %s", tmp,
			     strerror(-status));
	status = image_make_in(config, executable, root.path, file);
	scratch_close(&root);
	return status;
}
