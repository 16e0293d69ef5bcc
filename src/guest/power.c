// SPDX-License-Identifier: GPL-2.0-or-later
/* Begins and ends a guest's /init (power.h). */
#include "guest/power.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <unistd.h>

void guest_power_off(void)
{
	fflush(NULL);
	sync();
	reboot(RB_POWER_OFF);
	_exit(1);
}

void guest_fail(const char *fmt, ...)
{
	int problem = errno;
	va_list args;

	printf("guest: ");
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf(": %s\n", strerror(problem));
	guest_power_off();
}

void guest_begin(void)
{
	if (mount("none", "/dev", "devtmpfs", 0, NULL))
		guest_fail("mount /dev");
	if (mount("none", "/proc", "proc", 0, NULL))
		guest_fail("mount /proc");
	if (mount("none", "/tmp", "tmpfs", 0, NULL))
		guest_fail("mount /tmp");
	if (mount("none", "/mnt", "tmpfs", 0, NULL))
		guest_fail("mount /mnt");
}

void guest_unlock_root(void)
{
	if (mount("none", "/", NULL, MS_REMOUNT | MS_NOATIME, NULL))
		guest_fail("mount / for writing");
}
