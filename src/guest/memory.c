// SPDX-License-Identifier: GPL-2.0-or-later
/* Takes the memory of a guest's /init from the kernel (memory.h). */
#include "guest/memory.h"

#include <limits.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest/calls.h"
#include "guest/power.h"

#define HEAP_BYTES (2 << 20)

/* Where the heap begins, before anything was taken of it. */
static char *heap_start;

__attribute__((constructor)) static void memory_note_heap(void)
{
	heap_start = sbrk(0);
}

/* Makes the pages of START to END present, and the caller's own. */
static void memory_populate(char *start, char *end)
{
	uintptr_t first = (uintptr_t)start & -(uintptr_t)GUEST_PAGE;

	if (madvise((void *)first, (uintptr_t)end - first, MADV_POPULATE_WRITE))
		guest_fail("MADV_POPULATE_WRITE");
}

void memory_take_heap(void)
{
	void *memory;

	mallopt(M_TRIM_THRESHOLD, INT_MAX);
	mallopt(M_MMAP_THRESHOLD, 2 * HEAP_BYTES);
	memory = malloc(HEAP_BYTES);
	/* The compiler would leave out both calls. */
	__asm__ volatile("" : "+r"(memory));
	free(memory);
	mallopt(M_TOP_PAD, HEAP_BYTES);
	memory_populate(heap_start, sbrk(0));
}

void memory_own(void)
{
	extern char __data_start[], _end[];

	memory_populate(__data_start, _end);
	memory_populate(heap_start, sbrk(0));
}
