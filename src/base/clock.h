/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FSLITMUS_BASE_CLOCK_H
#define FSLITMUS_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

/* CLOCK_MONOTONIC in nanoseconds. */
static inline uint64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

#endif
