// SPDX-License-Identifier: GPL-2.0-only
/*
 * What floating point registers processes on the host have while they wait
 * for their system calls: setting them again takes longer than all else that is
 * done to go on.
 */
#include <linux/align.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/types.h>

/* In bytes; on a host with more, nothing is remembered. */
#define STATE_MAX 4096
#define KNOWN 16

static struct known {
	int pid;
	u64 state[STATE_MAX / sizeof(u64)];
} known[KNOWN];

void fslitmus_fp_saved(int pid, const unsigned long *fp);
int fslitmus_fp_is_there(int pid, const unsigned long *fp);

/* Of what the host's processor has switched on. */
static size_t state_size(void)
{
	static size_t size;
	u32 a = 0xd, b, c = 0, d;

	if (!size) {
		asm volatile("cpuid" : "+a" (a), "=b" (b), "+c" (c), "=d" (d));
		size = b ? ALIGN(b, sizeof(u64)) : SIZE_MAX;
	}
	return size;
}

void fslitmus_fp_saved(int pid, const unsigned long *fp)
{
	struct known *here = &known[pid % KNOWN];

	here->pid = 0;
	if (state_size() > STATE_MAX)
		return;
	here->pid = pid;
	memcpy(here->state, fp, state_size());
}

/* Once for each time they were saved: nobody knows what comes then. */
int fslitmus_fp_is_there(int pid, const unsigned long *fp)
{
	struct known *here = &known[pid % KNOWN];
	const size_t words = state_size() / sizeof(u64);

	if (here->pid != pid)
		return false;
	here->pid = 0;
	for (size_t i = 0; i < words; i++)
		if (here->state[i] != fp[i])
			return false;
	return true;
}
