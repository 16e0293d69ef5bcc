// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory of a guest's /init comes all at once, not by faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "guest/calls.h"
#include "guest/memory.h"

#define PAGES 256
/* ASan writes to a page of its own for every eight. */
#ifdef __SANITIZE_ADDRESS__
#define FEW (8 + PAGES / 8)
#else
#define FEW 8
#endif

static long faults(void)
{
	struct rusage usage;

	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_minflt;
}

static void touch(char *memory)
{
	assert_non_null(memory);
	for (int i = 0; i < PAGES; i++)
		memory[i * GUEST_PAGE] = 1;
}

static void heap(void **state)
{
	char *memory;
	long before;

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip(); /* its heap is another one */
#endif
	memory_take_heap();
	before = faults();
	memory = malloc((size_t)PAGES * GUEST_PAGE);
	touch(memory);
	assert_in_range(faults() - before, 0, FEW);
	free(memory);
}

/* Room for the bytes of a list; it is used again by the next list. */
static void room(void **state)
{
	(void)state;
	calls_begin();
	for (int i = 0; i < 2; i++) {
		char *memory = calls_room(calls_pending(),
					  (size_t)PAGES * GUEST_PAGE);
		long before = faults();

		touch(memory);
		assert_in_range(faults() - before, 0, FEW);
		calls_clear(calls_pending());
	}
	calls_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heap),
		cmocka_unit_test(room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
