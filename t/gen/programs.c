// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Generated programs: each comes back from its name and from its text, can be
 * judged, and is no other's double; and the numbers are those of nested loops.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "contract/oracle.h"
#include "gen/all.h"
#include "gen/build.h"
#include "litmus/check.h"
#include "litmus/parse.h"
#include "litmus/print.h"

static struct space *space;

/* All operations, all values of the state, in turn. */
static const char *const bounds[] = {
	"sequential=1/ops=all/size=all/content=all/cache=all/place=all",
	"sequential=1/ops=all/mapping=all/second=all/place=all",
	"sequential=2/ops=load,punch,write+append,mun*,copy*/size=0,1p2048"
	"/content=all/mapping=all/second=all",
	"racing=1/ops=store,punch,write+append,copy,read/size=64b,16p/place=all"
	"/second=all",
	"racing<=2/ops=store,punch,msync/size=1p2048/content=written"
	"/cache=dirty/place=part,across",
};

#define BOUNDS (sizeof(bounds) / sizeof(bounds[0]))

static void find_all(const char *text, struct all *all)
{
	struct bound bound;
	struct tally tally;
	struct shape shape;

	*all = (struct all){ NULL, 0 };
	all_bound(space, text, &bound);
	for (int i = 0; bound_shape(&bound, i, &shape); i++)
		enumerate(space, &bound, &shape, all_add, all, &tally);
	bound_free(&bound);
	assert_true(all->count > 100);
}

/* The test's text without its name; to be freed. */
static char *body_of(const struct program *program)
{
	static struct test test;
	size_t size;
	char *text;

	build_test(space, program, &test);
	strcpy(test.name, "x");
	size = test_text(&test, NULL, 0) + 1;
	text = malloc(size);
	test_text(&test, text, size);
	return text;
}

static void come_back_from_names(void **state)
{
	(void)state;
	for (size_t b = 0; b < BOUNDS; b++) {
		struct all all;

		find_all(bounds[b], &all);
		for (size_t i = 0; i < all.count; i++) {
			char name[PROGRAM_NAME_SIZE], why[PROGRAM_WHY_SIZE];
			struct program again;

			program_name(space, &all.program[i], name);
			assert_false(
				program_from_name(space, name, &again, why));
			assert_memory_equal(&again, &all.program[i],
					    sizeof(again));
			assert_int_equal(rules_broken(space, &again), -1);
		}
		free(all.program);
	}
}

static void assert_parses(const struct program *program)
{
	static struct test test, again;
	static char text[TEST_TEXT_MAX], printed[TEST_TEXT_MAX];
	struct diagnostic diagnostic;

	build_test(space, program, &test);
	test_text(&test, text, sizeof(text));
	if (test_parse(text, strlen(text), test.name, &again, &diagnostic)) {
		print_message("%s\n", text);
		diagnostic_print(stdout, &diagnostic);
		fail();
	}
	test_text(&again, printed, sizeof(printed));
	assert_string_equal(printed, text);
}

static void come_back_from_texts(void **state)
{
	(void)state;
	for (size_t b = 0; b < BOUNDS; b++) {
		struct all all;

		find_all(bounds[b], &all);
		for (size_t i = 0; i < all.count; i++)
			assert_parses(&all.program[i]);
		free(all.program);
	}
}

static void assert_judged(const struct program *program, uint32_t page_size)
{
	static struct test test;
	const struct layout layout = { .test = &test, .page_size = page_size };
	char why[PLAN_REFUSAL_SIZE];

	build_test(space, program, &test);
	if (plan_refused(&layout, why)) {
		print_message("%s: %s\n", test.name, why);
		fail();
	}
}

static void can_be_judged(void **state)
{
	struct all all;

	(void)state;
	for (size_t b = 0; b < BOUNDS; b++) {
		find_all(bounds[b], &all);
		for (size_t i = 0; i < all.count; i += 17)
			assert_judged(&all.program[i], PAGE_SIZE_MIN);
		free(all.program);
	}
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char **sorted_bodies(const struct all *all)
{
	char **bodies = xcalloc(all->count, sizeof(*bodies));

	for (size_t i = 0; i < all->count; i++)
		bodies[i] = body_of(&all->program[i]);
	qsort(bodies, all->count, sizeof(*bodies), compare_texts);
	return bodies;
}

static void free_bodies(char **bodies, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(bodies[i]);
	free(bodies);
}

/* With the processes the other way round, if both do equally much. */
static struct program mirror(const struct program *program)
{
	struct program mirrored = *program;
	const int steps = program->shape.steps[1];

	if (program->shape.steps[0] != steps)
		return mirrored;
	for (int i = 0; i < steps; i++) {
		const int places = 2 * steps + PROGRAM_STATES;

		mirrored.value[i] = program->value[steps + i];
		mirrored.value[steps + i] = program->value[i];
		mirrored.value[places + i] = program->value[places + steps + i];
		mirrored.value[places + steps + i] = program->value[places + i];
	}
	return mirrored;
}

static bool has_body(char **bodies, size_t count, const struct program *program)
{
	char *body = body_of(program);
	bool has = bsearch(&body, bodies, count, sizeof(*bodies),
			   compare_texts);

	free(body);
	return has;
}

static bool is_its_mirror(const struct program *program,
			  const struct program *mirrored)
{
	return !memcmp(program, mirrored, sizeof(*program));
}

static void none_is_anothers_double(void **state)
{
	(void)state;
	for (size_t b = 0; b < BOUNDS; b++) {
		struct all all;
		char **bodies;

		find_all(bounds[b], &all);
		bodies = sorted_bodies(&all);
		for (size_t i = 1; i < all.count; i++)
			assert_string_not_equal(bodies[i - 1], bodies[i]);
		for (size_t i = 0; i < all.count; i++) {
			const struct program other = mirror(&all.program[i]);

			if (!is_its_mirror(&all.program[i], &other))
				assert_false(
					has_body(bodies, all.count, &other));
		}
		free_bodies(bodies, all.count);
		free(all.program);
	}
}

/* What the loops count, beside the tally of what skips. */
struct count {
	uint64_t product, remain;
	int same_place, mirrored; /* indices of these rules */
	/* Those that only are another's double by these rules. */
	struct all doubles;
};

static void count_one(void *context, const struct program *program)
{
	struct count *count = context;
	const int rule = rules_broken(space, program);

	count->product++;
	if (rule < 0)
		count->remain++;
	if (rule == count->mirrored || rule == count->same_place)
		all_add(&count->doubles, program);
}

static int find_rule(const char *name)
{
	int i = 0;

	while (strcmp(rule_name(i), name))
		i++;
	return i;
}

static void count_with_loops(const struct bound *bound,
			     const struct shape *shape, struct count *count)
{
	*count = (struct count){ .same_place = find_rule("same-place"),
				 .mirrored = find_rule("mirrored") };
	all_product(space, bound, shape, count_one, count);
}

/* Few values of each factor, so that the loops end soon. */
static const char *const small[] = {
	"sequential=1/ops=all/mapping=none,shared,private-read+locked"
	"/size=0,64b,1p2048/content=all/cache=dirty,partial/second=all"
	"/place=whole,first,at,part,across",
	"sequential=2/ops=load,insert,write+append,munmap,copy-from,read"
	"/mapping=none,shared+populate/size=0,1p2048/content=hole,written"
	"/cache=evicted,dirty/second=none,self,clone/place=whole,at,part",
	"racing=1/ops=load,store,insert,write+append,copy,read"
	"/mapping=none,shared/size=64b,1p/content=written,unwritten"
	"/cache=dirty,writeback/second=none,self/place=whole,at,first",
};

#define SMALL (sizeof(small) / sizeof(small[0]))

static void are_as_many_as_loops_count(void **state)
{
	(void)state;
	for (size_t b = 0; b < SMALL; b++) {
		struct bound bound;
		struct shape shape;

		all_bound(space, small[b], &bound);
		for (int i = 0; bound_shape(&bound, i, &shape); i++) {
			struct count count;
			struct tally tally;
			uint64_t sum;

			count_with_loops(&bound, &shape, &count);
			enumerate(space, &bound, &shape, NULL, NULL, &tally);
			assert_int_equal(tally.remain, count.remain);
			assert_int_equal(tally.product, count.product);
			sum = tally.remain;
			for (int rule = 0; rule_name(rule); rule++)
				sum += tally.left_out[rule];
			assert_int_equal(sum, tally.product);
			free(count.doubles.program);
		}
		bound_free(&bound);
	}
}

/* What is left out as a double is another program, perhaps at a place that the
   bound does not take. */
static void doubles_have_a_twin(void **state)
{
	size_t doubles = 0;

	(void)state;
	for (size_t b = 0; b < SMALL; b++) {
		char why[BOUND_WHY_SIZE], **bodies;
		struct bound bound;
		struct shape shape;
		struct count count;
		struct tally tally;
		struct all all;

		all_bound(space, small[b], &bound);
		bound_shape(&bound, 0, &shape);
		count_with_loops(&bound, &shape, &count);
		bound_restrict(space, &bound, FACTOR_PLACE, "all", why);
		all = (struct all){ NULL, 0 };
		enumerate(space, &bound, &shape, all_add, &all, &tally);
		bodies = sorted_bodies(&all);
		for (size_t i = 0; i < count.doubles.count; i++) {
			const struct program *one = &count.doubles.program[i];
			const struct program other = mirror(one);

			assert_true(has_body(bodies, all.count, one) ||
				    has_body(bodies, all.count, &other));
		}
		doubles += count.doubles.count;
		free_bodies(bodies, all.count);
		free(count.doubles.program);
		free(all.program);
		bound_free(&bound);
	}
	assert_true(doubles > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(come_back_from_names),
		cmocka_unit_test(come_back_from_texts),
		cmocka_unit_test(can_be_judged),
		cmocka_unit_test(none_is_anothers_double),
		cmocka_unit_test(are_as_many_as_loops_count),
		cmocka_unit_test(doubles_have_a_twin),
	};
	int status;

	space = space_new();
	status = cmocka_run_group_tests(tests, NULL, NULL);
	space_free(space);
	return status;
}
