// SPDX-License-Identifier: GPL-2.0-only
/*
 * Remembers the floating point registers that processes on the host have while
 * their system calls are made. Setting them takes longer than everything else
 * that continues a process, and is left out where they have not changed.
 */
#include <linux/align.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <linux/types.h>

/* In bytes. On a host with more, nothing is remembered. */
#define STATE_MAX 4096
#define KNOWN 16

static struct known {
	int pid;
	u64 state[STATE_MAX / sizeof(u64)];
} known[KNOWN];

void fslitmus_fp_saved(int pid, const unsigned long *fp);
int fslitmus_fp_is_there(int pid, const unsigned long *fp);

/* The size of what the host has enabled (CPUID, leaf 0xd). */
static size_t fp_size(void)
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
	if (fp_size() > STATE_MAX)
		return;
	here->pid = pid;
	memcpy(here->state, fp, fp_size());
}

/* True at most once after they were saved: the process runs then, and may
 * change them. */
int fslitmus_fp_is_there(int pid, const unsigned long *fp)
{
	struct known *here = &known[pid % KNOWN];
	const size_t words = fp_size() / sizeof(u64);

	if (here->pid != pid)
		return false;
	here->pid = 0;
	for (size_t i = 0; i < words; i++)
		if (here->state[i] != fp[i])
			return false;
	return true;
}
