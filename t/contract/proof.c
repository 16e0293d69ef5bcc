// SPDX-License-Identifier: GPL-2.0-or-later
/* What is said of a round that breaks a promise, word by word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "scene.h"

#define QUIET 1000 /* the time of the looks after the race */

static struct scene scene;
static int f; /* a written file of four pages */

static int setup(void **state)
{
	(void)state;
	scene_init(&scene, SCENE_PAGE);
	f = scene_file(&scene, CONTENT_WRITTEN, 4 * SCENE_PAGE);
	return 0;
}

static void assert_told(const char *expected)
{
	struct plan *plan = plan_new(&scene.layout);
	struct verdict verdict;

	assert_non_null(plan);
	assert_int_equal(oracle_judge(plan, &scene.history, &verdict),
			 VERDICT_FORBIDDEN);
	assert_string_equal(verdict.why, expected);
	plan_free(plan);
}

static struct operation *does(enum effect_kind kind, int process,
			      uint64_t start, uint64_t end, uint32_t from,
			      uint32_t to)
{
	struct operation *o = scene_operation(&scene, process, &scene_other, f,
					      from, to);

	scene_effect(&scene, o, kind, f, start, end);
	return o;
}

static void collapses(int process, int start, int length, uint32_t from,
		      uint32_t to)
{
	struct operation *o = scene_operation(&scene, process, &scene_other, f,
					      from, to);

	scene_move(&scene, o, EFFECT_MOVE, f, start, TO_END, f, length);
}

static void reads(int process, int start, int end, uint32_t from, uint32_t to,
		  struct value value)
{
	struct operation *o = scene_operation(&scene, process, &scene_cached, f,
					      from, to);
	struct observation *seen = scene_see(&scene, f, start, end, from, to);

	seen->view = VIEW_OPERATION;
	seen->process = o->process;
	seen->operation = o->index;
	seen->mapping = o->mapping;
	seen->value = value;
}

static void finally(enum view view, int start, int end, struct value value)
{
	struct observation *seen = scene_see(&scene, f, start, end,
					     QUIET + 2 * view,
					     QUIET + 2 * view + 1);

	seen->view = view;
	seen->value = value;
}

static void stale(void **state)
{
	(void)state;
	does(EFFECT_ZERO, 0, 0, 8, 1, 2);
	reads(1, 4, 5, 3, 4, scene_initial(f, 4));
	assert_told("P1's cached (3..4) found page 1 as it was at first, "
		    "though P0's other (1..2) had returned before; page 1 must "
		    "hold zero");
}

static void inside_a_page(void **state)
{
	(void)state;
	does(EFFECT_ZERO, 0, 0, 8, 1, 2);
	reads(1, 6, 7, 3, 4, scene_initial(f, 6));
	assert_told("P1's cached (3..4) found byte 16 of page 1 as it was at "
		    "first, though P0's other (1..2) had returned before; byte "
		    "16 of page 1 must hold zero");
}

/* Before the shift or after it. */
static void neither(void **state)
{
	(void)state;
	collapses(0, 0, 4, 1, 4);
	reads(1, 8, 9, 2, 3, scene_zero());
	assert_told("P1's cached (2..3) found zero in page 2; page 2 may hold "
		    "what page 2 or page 3 held at first; zero is neither");
}

static void foreign(void **state)
{
	struct value value = scene_kind(VALUE_FREE);

	(void)state;
	value.offset = 4096;
	reads(0, 1, 2, 1, 2, value);
	assert_told("P0's cached (1..2) found at byte 8 of page 0 a free block "
		    "of the disk (its byte 4096); byte 8 of page 0 must hold "
		    "what byte 8 of page 0 held at first");
}

static void earlier_round(void **state)
{
	struct value value = scene_kind(VALUE_EARLIER);

	(void)state;
	value.file = f;
	value.offset = 96;
	finally(VIEW_READ, 0, 1, value);
	assert_told("after the race read(2) found in page 0 what an earlier "
		    "round wrote to page 3; page 0 must hold what page 0 held "
		    "at first");
}

static void nobody_wrote(void **state)
{
	struct value value = scene_kind(VALUE_GARBAGE);

	(void)state;
	value.raw = 0x1234;
	reads(0, 0, 1, 1, 2, value);
	assert_told("P0's cached (1..2) found in page 0 bytes that nobody "
		    "wrote (0x0000000000001234); page 0 must hold what page 0 "
		    "held at first");
}

static void past_the_end(void **state)
{
	(void)state;
	does(EFFECT_CUT, 0, 8, TO_END, 1, 2);
	reads(1, 8, 9, 3, 4, scene_initial(f, 8));
	assert_told("P1's cached (3..4) found page 2 as it was at first, "
		    "though P0's other (1..2) had returned before; page 2 must "
		    "be past the end of the file");
}

static void end_too_soon(void **state)
{
	(void)state;
	finally(VIEW_EVICTED, 12, 13, scene_kind(VALUE_ABSENT));
	assert_told("after the race read(2) after eviction found the end of "
		    "the file before page 3; page 3 must hold what page 3 held "
		    "at first");
}

static void lost_write(void **state)
{
	(void)state;
	scene_file(&scene, CONTENT_WRITTEN, 4);
	does(EFFECT_STAMP, 0, 4, 8, 1, 2);
	reads(1, 4, 5, 3, 4, scene_zero());
	assert_told("P1's cached (3..4) found zero in page 1 of f, though "
		    "P0's other (1..2) had returned before; page 1 of f must "
		    "hold what P0's other wrote");
}

static void looks_disagree(void **state)
{
	struct operation *first = does(EFFECT_STAMP, 0, 0, 4, 1, 4);
	struct operation *second = does(EFFECT_STAMP, 1, 0, 4, 2, 3);

	(void)state;
	finally(VIEW_FRESH, 0, 1, scene_stamp(f, first, 0));
	finally(VIEW_READ, 0, 1, scene_stamp(f, second, 0));
	assert_told("after the race a load through a fresh mapping found in "
		    "page 0 what P0's other wrote, but read(2) found in page 0 "
		    "what P1's other wrote: either is allowed, both together "
		    "are not");
}

static void lost_by_a_move(void **state)
{
	(void)state;
	collapses(0, 0, 4, 1, 4);
	does(EFFECT_STORE, 1, 8, 9, 2, 3);
	finally(VIEW_READ, 4, 5, scene_initial(f, 8));
	finally(VIEW_READ, 8, 9, scene_initial(f, 12));
	assert_told("what P1's other (2..3) wrote to page 2 is neither there "
		    "nor where a move may have carried it, and nothing "
		    "replaced it: it was moved, or it came after the move and "
		    "must be in place");
}

int main(void)
{
#define EACH(name) cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		EACH(stale),	      EACH(inside_a_page),  EACH(neither),
		EACH(foreign),	      EACH(earlier_round),  EACH(nobody_wrote),
		EACH(past_the_end),   EACH(end_too_soon),   EACH(lost_write),
		EACH(looks_disagree), EACH(lost_by_a_move),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
