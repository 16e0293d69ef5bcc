// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Chooses a processor for each guest, by claims that all commands can see. A
 * claim is a name in the abstract namespace of sockets. All users see it,
 * nothing of it is in a filesystem, and it vanishes with its process even if
 * that is killed.
 */
#include "machine/processor.h"

#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The most guests that may share a processor. */
#define SHARED_MAX 64

/* Claims place NUMBER, from 0, on that processor. A descriptor, or -1. */
static int processor_claim_as(int processor, int number)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int length = snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1,
			      "fslitmus/processor/%d/%d", processor, number);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (!bind(fd, (struct sockaddr *)&name,
		  offsetof(struct sockaddr_un, sun_path) + 1 + length))
		return fd;
	close(fd);
	return -1;
}

int processor_claim(cpu_set_t *set)
{
	int first = sched_getcpu(), fd;
	cpu_set_t allowed;

	if (first < 0 || sched_getaffinity(0, sizeof(allowed), &allowed))
		return -1;
	for (int number = 0; number < SHARED_MAX; number++)
		for (int i = 0; i < CPU_SETSIZE; i++) {
			int processor = (first + i) % CPU_SETSIZE;

			if (!CPU_ISSET(processor, &allowed))
				continue;
			fd = processor_claim_as(processor, number);
			if (fd < 0)
				continue;
			CPU_ZERO(set);
			CPU_SET(processor, set);
			return fd;
		}
	return -1;
}
