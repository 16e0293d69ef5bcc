// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An /init that makes a filesystem image: it runs the host's own mkfs on the
 * guest's disk, where time and random numbers are the same every time, and
 * saves what is on the disk. From the kernel's command line it takes
 *
 *	MKFS	the command to run
 *	SAVE	the file to write, in this root
 */
#include "fs/fs.h"
#include "guest/host.h"
#include "guest/image.h"
#include "guest/power.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void run_mkfs(const char *command)
{
	pid_t pid = fork();
	int status = 0;

	if (!pid)
		guest_host_execute(command);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		guest_fail("running mkfs");
	errno = 0;
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		guest_fail("\"%s\" ended with %d", command,
			   WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

int main(void)
{
	const char *command = getenv("MKFS"), *save = getenv("SAVE");

	guest_begin();
	if (!command || !save)
		guest_fail("MKFS and SAVE are not both given");
	guest_host_mount();
	if (image_free(FS_GUEST_DISK))
		guest_fail("declaring %s free", FS_GUEST_DISK);
	run_mkfs(command);
	guest_unlock_root();
	if (image_save(FS_GUEST_DISK, save))
		guest_fail("saving to %s", save);
	printf("guest: image saved\n");
	guest_power_off();
}
