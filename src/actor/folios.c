// SPDX-License-Identifier: GPL-2.0-or-later
/* Asks the running kernel to do something to a file's folios. */
#include "actor/folios.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Named by its descriptor, since a comma ends the path, and the line is at most
   254 bytes long. */
int64_t folios_split(int fd, uint64_t first, uint64_t pages)
{
	int control = open("/sys/kernel/debug/split_huge_pages",
			   O_WRONLY | O_CLOEXEC);
	char text[96];
	int64_t result = 0;

	/* EPERM: not even root may, in a kernel that is locked down. */
	if (control < 0)
		return errno == ENOENT || errno == EPERM ? -EOPNOTSUPP : -errno;
	snprintf(text, sizeof(text),
		 "/proc/self/fd/%d,0x%" PRIx64 ",0x%" PRIx64, fd, first,
		 first + pages);
	if (write(control, text, strlen(text)) < 0)
		result = -errno;
	close(control);
	return result;
}
