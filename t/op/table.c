// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation table is consistent, and effects keep their rules. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "op/image.h"
#include "op/op.h"

#define PAGE 4096

static int count_words(const char *const *words)
{
	int n = 0;

	while (words && words[n])
		n++;
	return n;
}

static bool among(const char *const *words, const char *word)
{
	for (int i = 0; words[i]; i++)
		if (!strcmp(words[i], word))
			return true;
	return false;
}

static void assert_is_word(const char *word)
{
	assert_true(islower((unsigned char)*word));
	for (const char *c = word; *c; c++)
		assert_true(islower((unsigned char)*c) || *c == '-');
}

static void test_names(void **state)
{
	const struct op_type *type;

	(void)state;
	assert_non_null(op_at(0));
	for (size_t i = 0; (type = op_at(i)); i++) {
		assert_is_word(type->name);
		/* The first of the name is the only one. */
		assert_ptr_equal(op_find(type->name), type);
	}
	assert_null(op_at((size_t)-1));
	assert_null(op_find("lo"));
	assert_null(op_find("loads"));
	assert_null(op_find(""));
}

static void test_rows(void **state)
{
	const struct op_type *type;

	(void)state;
	for (size_t i = 0; (type = op_at(i)); i++) {
		assert_int_equal(!type->call, !!type->next);
		assert_true(strlen(type->calls) > 3);
		assert_true(strlen(type->manual) > 10);
		assert_true(isupper((unsigned char)type->manual[0]) ||
			    isdigit((unsigned char)type->manual[0]));
		assert_int_equal(type->manual[strlen(type->manual) - 1], '.');
	}
}

static void test_options(void **state)
{
	/* Words that the language has at the same place. */
	static const char *const taken[] = {
		"shared", "private", "to", "start", "of", NULL,
	};
	const struct op_type *type;

	(void)state;
	for (size_t i = 0; (type = op_at(i)); i++) {
		int count = count_words(type->options);
		unsigned int all = (1u << count) - 1;
		unsigned int taken_by_default = type->default_options &
						((1u << type->exclusive) - 1);

		assert_true(count < 16);
		assert_int_not_equal(type->exclusive, 1);
		assert_in_range(type->exclusive, 0, count);
		assert_int_equal(type->default_options & ~all, 0);
		assert_int_equal((type->syncing | type->appending) & ~all, 0);
		/* No two options that exclude each other. */
		assert_int_equal(taken_by_default & (taken_by_default - 1), 0);
		for (int a = 0; a < count; a++) {
			assert_is_word(type->options[a]);
			assert_false(among(taken, type->options[a]));
			for (int b = 0; b < a; b++)
				assert_string_not_equal(type->options[a],
							type->options[b]);
		}
	}
}

static void assert_implies(const struct op_type *type, bool this, bool that)
{
	if (this && !that)
		fail_msg("%s: traits %x do not fit its shape", type->name,
			 type->traits);
}

static void test_traits(void **state)
{
	const struct op_type *type;

	(void)state;
	for (size_t i = 0; (type = op_at(i)); i++) {
		unsigned int traits = type->traits;
		bool memory = type->shape == SHAPE_MAP ||
			      type->shape == SHAPE_MEMORY_RANGE ||
			      type->shape == SHAPE_MEMORY_ANY;

		assert_int_equal(!!(traits & TRAIT_MEMORY), memory);
		assert_implies(type, traits & TRAIT_OBSERVES,
			       type->shape == SHAPE_FILE_RANGE ||
				       type->shape == SHAPE_MEMORY_RANGE);
		assert_implies(type, traits & TRAIT_WORD, memory);
		assert_implies(type, traits & TRAIT_WRITES, memory);
		assert_implies(type, traits & TRAIT_UNMAPS,
			       (traits & TRAIT_WHOLE) &&
				       (traits & TRAIT_REVOKES));
		assert_implies(type, traits & TRAIT_REVOKES, memory);
		assert_implies(type, traits & TRAIT_WHOLE,
			       type->shape == SHAPE_MEMORY_ANY);
		assert_implies(type, traits & TRAIT_DIRECT,
			       traits & TRAIT_ALIGNED);
		assert_false((traits & TRAIT_DIRECT) &&
			     (traits & TRAIT_CACHED));
	}
}

static bool overlap(const struct effect *a, const struct effect *b)
{
	return a->file == b->file && a->start < b->end && b->start < a->end;
}

static void check_effects(const struct operation *operation,
			  const struct layout *layout)
{
	struct effect effects[EFFECT_MAX + 2];
	int count;

	memset(effects, 0xff, sizeof(effects));
	count = operation->type->effects(operation, layout, effects);
	assert_in_range(count, 0, EFFECT_MAX);
	for (int a = 0; a < count; a++) {
		bool moves = effects[a].kind == EFFECT_MOVE ||
			     effects[a].kind == EFFECT_COPY;

		assert_in_range(effects[a].kind, EFFECT_STAMP, EFFECT_COPY);
		assert_in_range(effects[a].file, 0, layout->test->files - 1);
		assert_true(effects[a].start < effects[a].end);
		assert_int_equal(effects[a].start % TEST_WORD, 0);
		assert_int_equal(effects[a].shift % TEST_WORD, 0);
		if (moves) {
			assert_in_range(effects[a].source, 0,
					layout->test->files - 1);
			assert_true((int64_t)effects[a].start +
					    effects[a].shift >=
				    0);
		}
		for (int b = 0; b < a; b++)
			assert_false(overlap(&effects[a], &effects[b]));
	}
}

static void set_file(struct test *test, int i)
{
	test->file[i] = (struct file_decl){ .size = { 16, i ? 0 : -512 },
					    .content = CONTENT_WRITTEN,
					    .reflink_of = -1 };
}

static bool takes_whole(const struct op_type *type)
{
	return type->shape == SHAPE_FILE_ANY ||
	       type->shape == SHAPE_MEMORY_ANY ||
	       type->shape == SHAPE_FILE_TO_FILE;
}

/* Every operation, every option, ranges at and across every edge. */
static void test_effects(void **state)
{
	static struct test test = { .files = 2, .processes = 1, .mappings = 1 };
	struct layout layout = { .test = &test, .page_size = PAGE };
	const struct op_type *type;

	(void)state;
	set_file(&test, 0);
	set_file(&test, 1);
	test.mapping[0] = (struct mapping_decl){ .whole = true,
						 .writable = true };
	for (size_t i = 0; (type = op_at(i)); i++) {
		if (!type->effects)
			continue;
		for (int n = 0; n < 5000; n++) {
			int start = rand() % 4, length = 1 + rand() % 4;
			struct operation operation = {
				.type = type,
				.mapping = 0,
				.target = rand() % 2,
				.target_at = { rand() % 3 ? 8 + rand() % 8 : 0,
					       0 },
				.whole = takes_whole(type) && rand() % 4 == 0,
				.options =
					type->exclusive ?
						1u << rand() % type->exclusive :
						(unsigned int)rand() % 2,
			};

			operation.range.start.page = start;
			operation.range.end.page = start + length;
			if (!(type->traits & TRAIT_ALIGNED)) {
				operation.range.start.byte = rand() % 16 * 8;
				operation.range.end.byte = rand() % 16 * 8;
			}
			if (type->shape != SHAPE_FILE_TO_FILE)
				operation.target = -1;
			else if (operation.target == 0 &&
				 (operation.whole ||
				  operation.target_at.page < 8))
				continue; /* overlaps itself: not a test */
			test.mapping[0].shared = rand() % 2;
			check_effects(&operation, &layout);
		}
	}
}

#define SIZE (4 * PAGE)

/* Of the first file, or with SECOND of the second, a copy's target. */
static bool moves_end(const char *name, int start, int end, int option,
		      bool second)
{
	static struct test test = { .files = 2, .processes = 1, .mappings = 1 };
	const struct operation operation = {
		.type = op_find(name),
		.range = { { start, 0 }, { end, 0 } },
		.options = option < 0 ? 0 : 1u << option,
		.target = 1,
		.target_at = { start, 0 },
	};

	test.mapping[0].shared = test.mapping[0].writable = true;
	return op_moves_end(&test, &operation, PAGE, second, SIZE);
}

static void test_end(void **state)
{
	(void)state;
	assert_false(moves_end("write", 0, 4, -1, false));
	assert_true(moves_end("write", 3, 5, -1, false));
	assert_false(moves_end("write", 3, 5, -1, true));
	assert_true(moves_end("zero", 6, 7, -1, false));
	assert_false(moves_end("zero", 6, 7, 0, false));
	assert_false(moves_end("store", 3, 5, -1, false));
	assert_false(moves_end("truncate", 4, 0, -1, false));
	assert_true(moves_end("truncate", 3, 0, -1, false));
	assert_true(moves_end("truncate", 5, 0, -1, false));
	assert_true(moves_end("truncate-open", 0, 0, -1, false));
	assert_true(moves_end("collapse", 0, 1, -1, false));
	assert_false(moves_end("copy", 3, 5, -1, false));
	assert_true(moves_end("copy", 3, 5, -1, true));
	assert_false(moves_end("read", 3, 5, -1, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),	cmocka_unit_test(test_rows),
		cmocka_unit_test(test_options), cmocka_unit_test(test_traits),
		cmocka_unit_test(test_effects), cmocka_unit_test(test_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
