// SPDX-License-Identifier: GPL-2.0-only
/*
 * Replaces the host's random numbers by the same ones in every boot. So what
 * the kernel derives from them (hash seeds, UUIDs, canaries) is the same, too.
 */
#include "fslitmus.h"

#include <linux/minmax.h>
#include <linux/string.h>

ssize_t fslitmus_random(void *buffer, size_t length)
{
	static u64 state = 0x66736c69746d7573ull;
	size_t done, part;
	u64 value;

	for (done = 0; done < length; done += part) {
		value = fslitmus_next_random(&state);
		part = min(length - done, sizeof(value));
		memcpy(buffer + done, &value, part);
	}
	return length;
}
