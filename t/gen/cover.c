// SPDX-License-Identifier: GPL-2.0-or-later
/* Covering arrays have every tuple that some program has, and no wrong one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gen/all.h"
#include "gen/cover.h"

static struct space *space;

/* With restrictions, so that every program can be found, too. */
static const char *const bounds[] = {
	"sequential=1~pairs/mapping=none,shared,private/size=0,64b,16p"
	"/cache=dirty,evicted,partial",
	"sequential=2~pairs/ops=load,insert,write+append,munmap,copy-from"
	"/mapping=none,shared+populate/size=0,1p2048/content=hole,written"
	"/cache=evicted,dirty/second=none,self,clone/place=whole,at,part",
	"sequential=2~triples/ops=load,collapse,write+append,munmap,copy-from"
	"/mapping=none,shared+populate/size=0,1p2048/content=hole,written"
	"/cache=evicted,dirty/second=none,self,clone/place=whole,at,part",
	"racing=1~triples/ops=load,store,insert,write+append,copy,read"
	"/mapping=none,shared/size=64b,1p/content=written,unwritten"
	"/cache=dirty,writeback/second=none,self/place=whole,at,first",
	"racing=2~pairs/ops=load,store,insert,truncate/mapping=none,shared"
	"/size=1p/content=written/cache=dirty/second=none/place=at,first",
};

#define BOUNDS (sizeof(bounds) / sizeof(bounds[0]))

static int compare_keys(const void *a, const void *b)
{
	const uint64_t first = *(const uint64_t *)a;
	const uint64_t second = *(const uint64_t *)b;

	return first < second ? -1 : first > second;
}

/* A slot and its value. */
static uint64_t part(const struct program *program, int slot)
{
	return slot << 8 | program->value[slot];
}

/* The tuples of all programs, sorted, each once; returns how many. */
static size_t tuples_of(const struct all *all, int strength, uint64_t **found)
{
	const int slots = shape_slots(&all->program->shape);
	size_t count = 0, kept = 0;
	uint64_t *keys = malloc(all->count * slots * slots * slots *
				sizeof(*keys));

	assert_non_null(keys);
	for (size_t i = 0; i < all->count; i++)
		for (int a = 0; a < slots; a++)
			for (int b = 0; b < a; b++)
				for (int c = 0; c < (strength == 3 ? b : 1);
				     c++)
					keys[count++] =
						part(&all->program[i], a)
							<< 32 |
						part(&all->program[i], b)
							<< 16 |
						(strength == 3 ?
							 part(&all->program[i],
							      c) :
							 0);
	qsort(keys, count, sizeof(*keys), compare_keys);
	for (size_t i = 0; i < count; i++)
		if (!kept || keys[kept - 1] != keys[i])
			keys[kept++] = keys[i];
	*found = keys;
	return kept;
}

static void check_shape(const struct bound *bound, const struct shape *shape)
{
	struct all covering = { NULL, 0 }, all = { NULL, 0 };
	struct bound complete = *bound;
	struct cover_tally covered;
	struct tally tally;
	uint64_t *wanted, *had;
	size_t tuples;

	for (int i = 0; i < FACTORS; i++) {
		complete.restricted[i] = true;
		if (!bound->restricted[i])
			memset(complete.taken[i], 1, space->count[i]);
	}
	complete.strength = 0;
	enumerate(space, &complete, shape, all_add, &all, &tally);
	cover(space, bound, shape, all_add, &covering, &covered);
	assert_int_equal(covering.count, covered.programs);
	assert_true(covering.count < all.count);
	for (size_t i = 0; i < covering.count; i++)
		assert_int_equal(rules_broken(space, &covering.program[i]), -1);
	tuples = tuples_of(&all, bound->strength, &wanted);
	assert_int_equal(tuples_of(&covering, bound->strength, &had), tuples);
	assert_memory_equal(had, wanted, tuples * sizeof(*had));
	assert_int_equal(covered.tuples - covered.impossible, tuples);
	free(wanted);
	free(had);
	free(all.program);
	free(covering.program);
}

static void every_tuple_is_covered(void **state)
{
	(void)state;
	for (size_t b = 0; b < BOUNDS; b++) {
		struct bound bound;
		struct shape shape;

		all_bound(space, bounds[b], &bound);
		for (int i = 0; bound_shape(&bound, i, &shape); i++)
			check_shape(&bound, &shape);
		bound_free(&bound);
	}
}

static void the_same_every_time(void **state)
{
	struct all first = { NULL, 0 }, second = { NULL, 0 };
	struct cover_tally tally;
	struct bound bound;
	struct shape shape;

	(void)state;
	all_bound(space, bounds[1], &bound);
	bound_shape(&bound, 0, &shape);
	cover(space, &bound, &shape, all_add, &first, &tally);
	cover(space, &bound, &shape, all_add, &second, &tally);
	assert_int_equal(first.count, second.count);
	assert_memory_equal(first.program, second.program,
			    first.count * sizeof(*first.program));
	free(first.program);
	free(second.program);
	bound_free(&bound);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_tuple_is_covered),
		cmocka_unit_test(the_same_every_time),
	};
	int status;

	space = space_new();
	status = cmocka_run_group_tests(tests, NULL, NULL);
	space_free(space);
	return status;
}
