// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs the host's programs in a guest (host.h). */
#include "guest/host.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest/power.h"

#define HOST "/tmp/host"

void guest_host_mount(void)
{
	if (mkdir(HOST, 0755) ||
	    mount("none", HOST, "hostfs", MS_RDONLY | MS_NOATIME, "/") ||
	    mount("/dev", HOST "/dev", NULL, MS_BIND, NULL) ||
	    mount("/proc", HOST "/proc", NULL, MS_BIND, NULL) ||
	    (mount("none", HOST "/tmp", "tmpfs", 0, NULL) && errno != ENOENT))
		guest_fail("mounting the host's files");
}

void guest_host_execute(const char *command)
{
	if (chroot(HOST) || chdir("/"))
		_exit(127);
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	setenv("LC_ALL", "C", 1);
	execl("/bin/sh", "sh", "-c", command, NULL);
	_exit(127);
}
