// SPDX-License-Identifier: GPL-2.0-or-later
/* Parsing what was printed gives the same test, and the same text again. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "litmus/alike.h"
#include "litmus/generate.h"
#include "litmus/op_type.h"
#include "litmus/parse.h"
#include "litmus/print.h"

#define RANDOM_TESTS 100000
#define TEXT_SIZE 65536

static char text[TEXT_SIZE], again[TEXT_SIZE];

static void parse(const char *from, const char *name, struct test *test)
{
	struct diagnostic diagnostic;

	if (!test_parse(from, strlen(from), name, test, &diagnostic))
		return;
	diagnostic_print(stderr, &diagnostic);
	fail_msg("%s is refused:\n%s", name, from);
}

static void check_identity(const struct test *test, const char *name)
{
	struct test parsed;
	const char *difference;

	assert_true(test_text(test, text, sizeof(text)) < sizeof(text));
	parse(text, name, &parsed);
	difference = test_difference(test, &parsed);
	if (difference)
		fail_msg("%s: %s differs:\n%s", name, difference, text);
	test_text(&parsed, again, sizeof(again));
	assert_string_equal(text, again);
}

static void random_tests(void **state)
{
	unsigned long used[128] = { 0 };
	unsigned int shapes = 0, reached = 0, threads = 0;

	(void)state;
	for (uint64_t seed = 0; seed < RANDOM_TESTS; seed++) {
		struct random random = { seed };
		struct test test;
		char name[32];

		generate_test(&random, &test);
		sprintf(name, "seed %llu", (unsigned long long)seed);
		check_identity(&test, name);
		reached += test.reach.given;
		for (int i = 0; i < test.processes; i++) {
			const struct process *process = &test.process[i];

			threads += process->thread_of >= 0;
			for (int j = 0; j < process->count; j++)
				for (size_t k = 0; op_at(k); k++)
					used[k] += op_at(k) ==
						   process->operations[j].type;
		}
	}
	/* A generator that leaves something out would prove little. */
	for (size_t k = 0; op_at(k); k++) {
		if (used[k] < 100)
			fail_msg("only %lu of %s", used[k], op_at(k)->name);
		shapes |= 1u << op_at(k)->shape;
	}
	assert_int_equal(shapes, (1u << (SHAPE_FILE_TO_FILE + 1)) - 1);
	assert_true(reached > RANDOM_TESTS / 10);
	assert_true(threads > RANDOM_TESTS / 10);
}

static void corpus_tests(void **state)
{
	const char *corpus = getenv("FSLITMUS_CORPUS");
	DIR *directory = opendir(corpus ? corpus : "litmus");
	struct dirent *entry;
	int count = 0;

	(void)state;
	assert_non_null(directory);
	while ((entry = readdir(directory))) {
		struct diagnostic diagnostic;
		struct test test;
		char path[4096];

		if (!strstr(entry->d_name, ".litmus"))
			continue;
		snprintf(path, sizeof(path), "%s/%s",
			 corpus ? corpus : "litmus", entry->d_name);
		if (test_load(path, &test, &diagnostic) < 0) {
			diagnostic_print(stderr, &diagnostic);
			fail_msg("%s is refused", path);
		}
		/* Looked up by file, reported by name: both must agree. */
		assert_int_equal(strncmp(test.name, entry->d_name,
					 strlen(test.name)),
				 0);
		assert_string_equal(entry->d_name + strlen(test.name),
				    ".litmus");
		assert_true(*test.doc);
		check_identity(&test, path);
		count++;
	}
	closedir(directory);
	assert_true(count >= 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_tests),
		cmocka_unit_test(corpus_tests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
