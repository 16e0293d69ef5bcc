// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which pages the processes on the host have mapped. A list of calls maps and
 * unmaps files without a return to its process, so most pages that come to be
 * unmapped on the host were never mapped there. Leaving that munmap(2) out
 * often saves the whole switch to the process, since nothing else was due.
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>

#define PROCESSES 16
#define CHUNKS 64
#define CHUNK_PAGES 512ul

struct chunk {
	unsigned long number;
	u64 pages[CHUNK_PAGES / 64];
};

/* A process whose pages are known since its memory was empty. */
static struct process {
	int pid;
	u32 chunk_count;
	struct chunk chunks[CHUNKS];
} processes[PROCESSES];

void fslitmus_host_maps(int pid, unsigned long address, unsigned long length);
int fslitmus_host_has(int pid, unsigned long address, unsigned long length);

static struct process *process_of(int pid)
{
	return &processes[pid % PROCESSES];
}

static struct chunk *chunk_of(struct process *process, unsigned long number)
{
	for (u32 i = 0; i < process->chunk_count; i++)
		if (process->chunks[i].number == number)
			return &process->chunks[i];
	return NULL;
}

/* NULL if there are too many; then the process is no longer known. */
static struct chunk *chunk_add(struct process *process, unsigned long number)
{
	struct chunk *chunk = &process->chunks[process->chunk_count];

	if (process->chunk_count == CHUNKS) {
		process->pid = 0;
		return NULL;
	}
	process->chunk_count++;
	memset(chunk, 0, sizeof(*chunk));
	chunk->number = number;
	return chunk;
}

/* The host maps these pages. */
void fslitmus_host_maps(int pid, unsigned long address, unsigned long length)
{
	struct process *process = process_of(pid);
	unsigned long page = address / PAGE_SIZE;
	unsigned long end = page + length / PAGE_SIZE;

	for (; page < end && process->pid == pid; page++) {
		unsigned long number = page / CHUNK_PAGES;
		struct chunk *chunk = chunk_of(process, number) ?:
				      chunk_add(process, number);

		if (chunk)
			chunk->pages[page % CHUNK_PAGES / 64] |=
				1ull << page % 64;
	}
}

static bool chunk_forget(struct chunk *chunk, unsigned long page,
			 unsigned long end)
{
	bool had = false;

	page = max(page, chunk->number * CHUNK_PAGES);
	end = min(end, (chunk->number + 1) * CHUNK_PAGES);
	for (; page < end; page++) {
		u64 *word = &chunk->pages[page % CHUNK_PAGES / 64];
		u64 bit = 1ull << page % 64;

		had |= !!(*word & bit);
		*word &= ~bit;
	}
	return had;
}

/*
 * The host is about to unmap these pages: may it have any of them? A process is
 * known from when all of its memory is unmapped, before its program starts.
 */
int fslitmus_host_has(int pid, unsigned long address, unsigned long length)
{
	struct process *process = process_of(pid);
	unsigned long page = address / PAGE_SIZE;
	bool had = false;

	if (!address && length >= TASK_SIZE) {
		process->pid = pid;
		process->chunk_count = 0;
		return true;
	}
	if (process->pid != pid)
		return true;
	for (u32 i = 0; i < process->chunk_count; i++)
		had |= chunk_forget(&process->chunks[i], page,
				    page + length / PAGE_SIZE);
	return had;
}
