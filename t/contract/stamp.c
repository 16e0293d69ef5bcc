// SPDX-License-Identifier: GPL-2.0-or-later
/* Stamps: every value that can be read back is told from all others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "contract/stamp.h"
#include "fslitmus_uapi.h"
#include "litmus/test.h"

#define ROUND 77
#define WORDS 512

static uint64_t words[WORDS];
static struct value value;

static size_t decode(size_t from, size_t count)
{
	return stamp_decode(&words[from], count * 8, ROUND, &value) / 8;
}

static void expect_stamp(enum value_kind kind, int file, int writer,
			 int generation, uint64_t offset)
{
	assert_int_equal(value.kind, kind);
	assert_int_equal(value.file, file);
	assert_int_equal(value.writer, writer);
	assert_int_equal(value.generation, generation);
	assert_int_equal(value.offset, offset);
}

static void every_field_comes_back(void **state)
{
	(void)state;
	for (int file = 0; file < TEST_MAX_FILES; file++)
		for (int writer = 0; writer < TEST_MAX_PROCESSES; writer++)
			for (int g = 1; g <= TEST_MAX_OPERATIONS; g++) {
				uint64_t offset = 8 * (file + 31 * writer + g);

				words[0] = stamp(ROUND, file, writer, g,
						 offset);
				assert_int_equal(decode(0, 1), 1);
				expect_stamp(VALUE_STAMP, file, writer, g,
					     offset);
				assert_true(value.raw == words[0]);
			}
}

static void fill_is_what_stamp_says(void **state)
{
	(void)state;
	/* Lengths that no register divides, and the largest offset. */
	for (size_t count = 1; count < 70; count++) {
		uint64_t offset = TEST_MAX_FILE_BYTES - count * 8;

		memset(words, 0xff, sizeof(words));
		stamp_fill(words, count * 8, ROUND, 2, 3, 4, offset);
		for (size_t i = 0; i < count; i++)
			assert_true(words[i] ==
				    stamp(ROUND, 2, 3, 4, offset + i * 8));
		assert_true(words[count] == UINT64_MAX);
		assert_int_equal(decode(0, count), count);
		expect_stamp(VALUE_STAMP, 2, 3, 4, offset);
	}
}

/* Runs end where something else begins, wherever that is. */
static void runs_end_where_they_do(void **state)
{
	(void)state;
	for (size_t end = 1; end < 70; end++) {
		stamp_fill(words, sizeof(words), ROUND, 1, WRITER_INITIAL, 1,
			   0);
		words[end] = 0;
		assert_int_equal(decode(0, WORDS), end);
		memset(words, 0, sizeof(words));
		words[end] = stamp(ROUND, 0, 0, 1, 0);
		assert_int_equal(decode(0, WORDS), end);
		assert_int_equal(value.kind, VALUE_ZERO);
		memset(words, 0xa5, sizeof(words));
		words[end] = end & 1 ? 0 : stamp(ROUND, 0, 0, 1, 0);
		assert_int_equal(decode(0, WORDS),
				 end <= STAMP_TORN_RUN ? 1 : end);
		assert_int_equal(value.kind, VALUE_GARBAGE);
	}
}

/* A writer's stamps that jump, or another's that go on, are a new run. */
static void neighbours_are_told_apart(void **state)
{
	(void)state;
	stamp_fill(words, 128, ROUND, 1, 2, 3, 0);
	stamp_fill(words + 16, 128, ROUND, 1, 2, 3, 4096);
	assert_int_equal(decode(0, 32), 16);
	assert_int_equal(decode(16, 16), 16);
	expect_stamp(VALUE_STAMP, 1, 2, 3, 4096);
	stamp_fill(words + 16, 128, ROUND, 1, 2, 4, 128);
	assert_int_equal(decode(0, 32), 16);
	stamp_fill(words + 16, 128, ROUND, 1, 4, 3, 128);
	assert_int_equal(decode(0, 32), 16);
	stamp_fill(words + 16, 128, ROUND, 2, 2, 3, 128);
	assert_int_equal(decode(0, 32), 16);
	stamp_fill(words + 16, 128, ROUND + 1, 1, 2, 3, 128);
	assert_int_equal(decode(0, 32), 16);
	stamp_fill(words + 16, 128, ROUND, 1, 2, 3, 128);
	assert_int_equal(decode(0, 32), 32);
}

static void other_rounds_are_earlier(void **state)
{
	(void)state;
	stamp_fill(words, 256, ROUND - 1, 5, 7, 24, 64);
	assert_int_equal(decode(0, 32), 32);
	expect_stamp(VALUE_EARLIER, 5, 7, 24, 64);
	stamp_fill(words, 256, ROUND + STAMP_ROUNDS, 5, 7, 24, 64);
	assert_int_equal(decode(0, 32), 32);
	assert_int_equal(value.kind, VALUE_STAMP);
}

static void free_space_is_known(void **state)
{
	const uint64_t offsets[] = { 0, 4096, TEST_MAX_FILE_BYTES - 64,
				     UINT64_C(3) << 30 };

	(void)state;
	for (size_t i = 0; i < sizeof(offsets) / sizeof(*offsets); i++) {
		stamp_fill_free(words, sizeof(words), offsets[i]);
		/* A guest's disk gives the same. */
		for (size_t at = 0; at < WORDS; at++)
			assert_int_equal(words[at],
					 fslitmus_free_word(offsets[i] / 8 +
							    at));
		for (size_t at = 0; at < WORDS;) {
			size_t run = decode(at, WORDS - at);

			assert_int_equal(value.kind, VALUE_FREE);
			assert_int_equal(value.offset, offsets[i] + at * 8);
			at += run;
		}
	}
}

/* What two stores left half of is nobody's, but for one in 4096. */
static void torn_words_are_garbage(void **state)
{
	struct random random = { 1 };
	int missed = 0;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		uint64_t a = stamp(ROUND, 0, WRITER_INITIAL, 1,
				   random_below(&random, 1 << 20) * 8);
		uint64_t b = stamp(ROUND, 0, random_below(&random, 8), 2,
				   random_below(&random, 1 << 20) * 8);
		int cut = 8 * (1 + random_below(&random, 7));
		uint64_t low = (UINT64_C(1) << cut) - 1;

		words[0] = (a & low) | (b & ~low);
		if (words[0] == a || words[0] == b)
			continue;
		decode(0, 1);
		missed += value.kind != VALUE_GARBAGE;
	}
	assert_in_range(missed, 0, 100000 / 4096 * 3);
}

static void random_words_are_garbage(void **state)
{
	struct random random = { 2 };
	int missed = 0;

	(void)state;
	for (int i = 0; i < 1000000; i++) {
		words[0] = random_next(&random);
		decode(0, 1);
		missed += value.kind != VALUE_GARBAGE;
	}
	assert_in_range(missed, 0, 1000000 / 4096);
	words[0] = 0;
	decode(0, 1);
	assert_int_equal(value.kind, VALUE_ZERO);
}

/* So that the bytes of each are kept, unless they are many. */
static void a_few_words_of_garbage_are_told_one_by_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < STAMP_TORN_RUN; i++)
		words[i] = ~i;
	words[STAMP_TORN_RUN] = 0;
	assert_int_equal(decode(0, WORDS), 1);
	assert_int_equal(value.kind, VALUE_GARBAGE);
	assert_int_equal(decode(1, WORDS), 1);
	assert_int_equal(value.raw, words[1]);
	words[STAMP_TORN_RUN] = UINT64_MAX;
	words[STAMP_TORN_RUN + 1] = 0;
	assert_int_equal(decode(0, WORDS), STAMP_TORN_RUN + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_comes_back),
		cmocka_unit_test(fill_is_what_stamp_says),
		cmocka_unit_test(runs_end_where_they_do),
		cmocka_unit_test(neighbours_are_told_apart),
		cmocka_unit_test(other_rounds_are_earlier),
		cmocka_unit_test(free_space_is_known),
		cmocka_unit_test(torn_words_are_garbage),
		cmocka_unit_test(random_words_are_garbage),
		cmocka_unit_test(a_few_words_of_garbage_are_told_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
