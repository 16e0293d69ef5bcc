// SPDX-License-Identifier: GPL-2.0-only
/*
 * In place of the host's random numbers: the same in every boot. What the
 * kernel derives from them (hash seeds, uuids, canaries) then is the same too.
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
