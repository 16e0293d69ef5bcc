// SPDX-License-Identifier: GPL-2.0-or-later
/* What a round came to: was the window entered, and how it is told. */
#include "actor/outcome.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "actor/scratch.h"

#define RACE(clause)                                           \
	"test t\nfile f 4 pages\nP0 {\n"                       \
	"    map m f shared write\n    start\n    load m[2]\n" \
	"    store m[3]\n}\nP1 {\n    punch f[0..4)\n}\n" clause
#define LOAD 1
#define STORE 2

static struct history history;

static void record(int process, int operation, uint32_t begin, uint32_t end)
{
	history.record[process][operation] = (struct record){
		.begin = begin,
		.end = end,
		.status = end ? RECORD_DONE : RECORD_STARTED,
	};
}

/* P0 maps and loads what was there at first, then stores; P1 punches. */
static void race(uint32_t load, uint32_t loaded, uint32_t punch,
		 uint32_t punched)
{
	memset(&history, 0, sizeof(history));
	record(0, 0, 1, 2);
	record(0, LOAD, load, loaded);
	record(0, STORE, loaded + 1, loaded + 2);
	record(1, 0, punch, punched);
	history.observations = 1;
	history.observation[0] = (struct observation){
		.view = VIEW_OPERATION,
		.operation = LOAD,
		.value = { .kind = VALUE_STAMP, .writer = WRITER_INITIAL },
	};
}

static bool reached(const char *text)
{
	return outcome_reached(scratch_test(text), &history);
}

static void reach_means_overlap(void **state)
{
	static const char clause[] = RACE("reach P0: load m[2] = old\n");

	(void)state;
	race(10, 20, 15, 30);
	assert_true(reached(clause));
	race(15, 20, 10, 30);
	assert_true(reached(clause));
	/* A punch that never returns. */
	race(15, 20, 10, 0);
	assert_true(reached(clause));
	/* It merely came first, and only the store overlapped. */
	race(10, 14, 15, 30);
	assert_false(reached(clause));
	race(40, 50, 15, 30);
	assert_false(reached(clause));
	/* It overlapped and saw something else. */
	race(10, 20, 15, 30);
	history.observation[0].value.kind = VALUE_ZERO;
	assert_false(reached(clause));
	assert_true(reached(RACE("reach P0: load m[2] = zero\n")));
}

static void any_clause_means_overlap(void **state)
{
	(void)state;
	race(10, 20, 15, 30);
	assert_true(reached(RACE("reach P1: punch f[0..4) = done\n")));
	assert_false(reached(RACE("reach P1: punch f[0..4) = error\n")));
	race(10, 20, 40, 50);
	assert_false(reached(RACE("reach P1: punch f[0..4) = done\n")));
	assert_false(reached(RACE("")));
}

static void one_process_needs_no_overlap(void **state)
{
	(void)state;
	race(10, 20, 0, 0);
	assert_true(reached("test t\nfile f 4 pages\nP0 {\n"
			    "    map m f shared write\n    load m[2]\n}\n"
			    "reach P0: load m[2] = old\n"));
}

/* A store observes nothing: its signal is its result. */
static void a_store_raises_sigbus(void **state)
{
	static const char clause[] = RACE("reach P0: store m[3] = sigbus\n");
	struct record *store = &history.record[0][STORE];

	(void)state;
	race(10, 20, 15, 30);
	assert_false(reached(clause));
	store->status = RECORD_FAILED;
	store->result = -SIGSEGV;
	assert_false(reached(clause));
	store->result = -SIGBUS;
	assert_true(reached(clause));
	race(10, 20, 21, 0);
	store->status = RECORD_FAILED;
	store->result = -SIGBUS;
	assert_true(reached(clause));
	race(10, 20, 30, 40);
	store->status = RECORD_FAILED;
	store->result = -SIGBUS;
	assert_false(reached(clause));
}

static const char *order_of(const struct test *test, uint32_t punched,
			    uint32_t load)
{
	static char text[256];
	const struct verdict verdict = {
		.kind = VERDICT_FORBIDDEN,
		.observation = 0,
		.victim = &test->process[1].operations[0],
	};

	race(load, load + 5, 5, punched);
	outcome_order(test, &history, &verdict, text, sizeof(text));
	return text;
}

static void the_order_of_two_is_told(void **state)
{
	const struct test *test = scratch_test(RACE(""));

	(void)state;
	assert_string_equal(order_of(test, 9, 10),
			    "P1: punch f[0..4) had returned before "
			    "P0: load m[2] began");
	assert_string_equal(order_of(test, 11, 10), "");
	assert_string_equal(order_of(test, 0, 10), "");
}

/* However long it is: 60 words, each another value. */
static void long_texts_are_whole(void **state)
{
	static char text[8192], cut[100];
	const struct layout layout = {
		.test = scratch_test("test t\nfile f 4 pages\nP0 {\n"
				     "    read f[0..4)\n}\n"),
		.page_size = 4096,
	};
	size_t length;

	(void)state;
	memset(&history, 0, sizeof(history));
	record(0, 0, 1, 2);
	history.observations = 60;
	for (int i = 0; i < 60; i++)
		history.observation[i] = (struct observation){
			.view = VIEW_OPERATION,
			.offset = 8 * i,
			.length = 8,
			.value = { .kind = VALUE_GARBAGE, .raw = i + 1 },
		};
	length = outcome_text(&layout, &history, text, sizeof(text));
	assert_int_equal(length, strlen(text));
	assert_true(length > 60 * strlen("garbage(0000000000000001)[0..0+8)"));
	assert_string_equal(
		text + length -
			strlen("garbage(000000000000003c)[0+472..0+480)"),
		"garbage(000000000000003c)[0+472..0+480)");
	/* As snprintf() does it. */
	assert_int_equal(outcome_text(&layout, &history, cut, sizeof(cut)),
			 length);
	assert_memory_equal(cut, text, sizeof(cut) - 1);
	assert_int_equal(outcome_text(&layout, &history, NULL, 0), length);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reach_means_overlap),
		cmocka_unit_test(any_clause_means_overlap),
		cmocka_unit_test(one_process_needs_no_overlap),
		cmocka_unit_test(a_store_raises_sigbus),
		cmocka_unit_test(the_order_of_two_is_told),
		cmocka_unit_test(long_texts_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
