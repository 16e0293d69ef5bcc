// SPDX-License-Identifier: GPL-2.0-or-later
#include "guest/place.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest/fuse_server.h"
#include "guest/host.h"
#include "guest/image.h"
#include "guest/orangefs_server.h"
#include "guest/power.h"
#include "guest/zonefs_mkfs.h"

#define DISK "/dev/nullb0"

static pid_t server;
/* What the kernel logs from the mount on. */
static int kernel_log = -1;

void place_prepare(const struct guest_job *job)
{
	if (!strcmp(job->type, "zonefs") && zonefs_mkfs(DISK))
		guest_fail("making zonefs");
	if (job->has_image && image_load("/image", DISK))
		guest_fail("loading /image");
}

static const char *source_of(const char *type)
{
	if (!strcmp(type, "pvfs2"))
		return ORANGEFS_SOURCE;
	return strcmp(type, "tmpfs") ? DISK : "none";
}

/* Its server cannot work before there is a mount. */
static void mount_fuse(void)
{
	char options[128];
	int device = fuse_server_open(options, sizeof(options));

	if (device < 0 || mount("fslitmus", "/mnt", "fuse", 0, options))
		guest_fail("mounting fuse");
	server = fuse_server_start(device);
	if (server < 0)
		guest_fail("starting the server of fuse");
}

static void mount_filesystem(const struct guest_job *job)
{
	if (!strcmp(job->type, "fuse")) {
		mount_fuse();
		return;
	}
	if (!strcmp(job->type, "pvfs2")) {
		server = orangefs_server_start();
		if (server < 0)
			guest_fail("starting the server of orangefs");
	}
	if (mount(source_of(job->type), "/mnt", job->type, 0, job->options))
		guest_fail("mounting %s", job->type);
}

void place_mount(const struct guest_job *job)
{
	mount_filesystem(job);
	kernel_log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (kernel_log < 0 || lseek(kernel_log, 0, SEEK_END) < 0)
		guest_fail("/dev/kmsg");
}

/* A record for each read(2); EPIPE where some were overwritten. */
static void save_log(void)
{
	static char record[8192];
	int file = open("/kmsg", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			0644);
	ssize_t got;

	if (file < 0)
		guest_fail("/kmsg");
	while ((got = read(kernel_log, record, sizeof(record))) > 0 ||
	       (got < 0 && (errno == EPIPE || errno == EINTR)))
		if (got > 0 && write(file, record, got) != got)
			guest_fail("writing /kmsg");
	close(file);
}

static void run_fsck(const char *command, int output)
{
	if (dup2(output, 1) < 0 || dup2(output, 2) < 0)
		_exit(127);
	guest_host_execute(command);
}

/* A clean filesystem is not worth a word. */
static void check(const char *command, int output)
{
	pid_t pid = fork();
	int status = -1;

	if (!pid)
		run_fsck(command, output);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		guest_fail("running %s", command);
	if (WIFEXITED(status) && !WEXITSTATUS(status)) {
		if (ftruncate(output, 0))
			guest_fail("emptying /fsck");
		return;
	}
	dprintf(output, "\"%s\" ended with %d\n", command,
		WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

void place_unmount(const struct guest_job *job)
{
	if (umount("/mnt"))
		guest_fail("unmounting %s", job->type);
	if (server > 0)
		kill(server, SIGKILL);
}

void place_check(const struct guest_job *job)
{
	int output;

	output = open("/fsck.part", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
		      0644);
	if (output < 0)
		guest_fail("/fsck");
	if (job->fsck[0]) {
		guest_host_mount();
		check(job->fsck, output);
	}
	close(output);
	save_log();
	if (rename("/fsck.part", "/fsck"))
		guest_fail("/fsck");
}
