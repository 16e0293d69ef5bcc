// SPDX-License-Identifier: GPL-2.0-or-later
/* Prepares, mounts, unmounts and checks the filesystem under test. */
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

#include "fs/fs.h"
#include "guest/fuse_server.h"
#include "guest/host.h"
#include "guest/image.h"
#include "guest/orangefs_server.h"
#include "guest/power.h"
#include "guest/zonefs_mkfs.h"

static pid_t server;
/* The kernel's log since the mount. */
static int kernel_log = -1;

/* The job's configuration. Host and guest have the same table of them. */
static const struct fs_config *config_of(const struct guest_job *job)
{
	const struct fs_config *config = fs_config_find(job->filesystem);

	errno = EPROTO;
	if (!config)
		guest_fail("the job's filesystem, %s", job->filesystem);
	return config;
}

void place_prepare(const struct guest_job *job)
{
	const struct fs_type *type = config_of(job)->type;

	if (type->guest_part == FS_ZONEFS_MKFS && zonefs_mkfs(FS_GUEST_DISK))
		guest_fail("making %s", type->name);
	if (job->has_image && image_load("/image", FS_GUEST_DISK))
		guest_fail("loading /image");
}

/* The server of a FUSE filesystem can only work once there is a mount. */
static void mount_fuse(const struct fs_type *type)
{
	char options[128];
	int device = fuse_server_open(options, sizeof(options));

	if (device < 0 ||
	    mount("fslitmus", "/mnt", type->mount_type, 0, options))
		guest_fail("mounting %s", type->name);
	server = fuse_server_start(device);
	if (server < 0)
		guest_fail("starting the server of %s", type->name);
}

static const char *start_orangefs(const struct fs_type *type)
{
	server = orangefs_server_start();
	if (server < 0)
		guest_fail("starting the server of %s", type->name);
	return ORANGEFS_SOURCE;
}

static void mount_filesystem(const struct fs_config *config)
{
	const struct fs_type *type = config->type;
	const char *source = type->in_memory ? "none" : FS_GUEST_DISK;
	char options[FS_TEXT_SIZE];

	if (type->guest_part == FS_FUSE_SERVER) {
		mount_fuse(type);
		return;
	}
	if (type->guest_part == FS_ORANGEFS_SERVER)
		source = start_orangefs(type);
	if (mount(source, "/mnt", type->mount_type, 0,
		  fs_options(config, FS_GUEST, options)))
		guest_fail("mounting %s", type->mount_type);
}

/* Where the policy of huge pages and what splits folios can be found. */
static void mount_kernel_files(void)
{
	if (mount("none", "/sys", "sysfs", 0, NULL))
		guest_fail("mounting /sys");
	if (mount("none", "/sys/kernel/debug", "debugfs", 0, NULL))
		guest_fail("mounting /sys/kernel/debug");
}

void place_mount(const struct guest_job *job)
{
	mount_kernel_files();
	mount_filesystem(config_of(job));
	kernel_log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (kernel_log < 0 || lseek(kernel_log, 0, SEEK_END) < 0)
		guest_fail("/dev/kmsg");
}

/* Each read(2) returns one record, or EPIPE where some were overwritten. */
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

/* Leaves OUTPUT empty if the filesystem is clean. */
static void place_fsck(const char *command, int output)
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
		guest_fail("unmounting %s", job->filesystem);
	if (server > 0)
		kill(server, SIGKILL);
}

void place_check(const struct guest_job *job)
{
	char command[FS_TEXT_SIZE];
	int output;

	output = open("/fsck.part", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
		      0644);
	if (output < 0)
		guest_fail("/fsck");
	if (fs_guest_fsck(config_of(job), command)[0]) {
		guest_host_mount();
		place_fsck(command, output);
	}
	close(output);
	save_log();
	if (rename("/fsck.part", "/fsck"))
		guest_fail("/fsck");
}
