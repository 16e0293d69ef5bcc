// SPDX-License-Identifier: GPL-2.0-or-later
/* A fresh filesystem from its mkfs to its last look: what a run leaves. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/backend.h"
#include "fs/fs.h"
#include "litmus/parse.h"

#define ROUNDS 3

static const struct run_options options = {
	.seed = 7,
	.rounds = ROUNDS,
	.timeout_ns = UINT64_C(60) * 1000000000,
	.final_every = 1,
};
static struct target target;
static struct result result;
static struct test test;

static const char text[] = "test t\nfile f 4 pages\nP0 {\n    write f[1]\n}\n";

static int load(void **state)
{
	struct diagnostic diagnostic;

	(void)state;
	return test_parse(text, strlen(text), "t", &test, &diagnostic);
}

static void run_once(void)
{
	if (target.backend->run(&target, &test, &result))
		fail_msg("%s", target.reason);
	if (result.status != RESULT_KEPT)
		fail_msg("%s: status %d, %s", target.name, result.status,
			 result.reason);
	assert_int_equal(result.rounds, ROUNDS);
}

static void open_it(const char *name)
{
	target = (struct target){ .backend = backend_find("loop"),
				  .config = fs_config_find(name),
				  .options = &options };
	if (target.backend->open(&target))
		fail_msg("%s", target.reason);
}

static void close_it(void)
{
	char complaint[1024];

	target.backend->close(&target, complaint, sizeof(complaint));
	assert_string_equal(complaint, "");
	assert_string_equal(target.reason, "");
}

/* The disk has the last word, also after a mount that remembers nothing. */
static void looks_in_every_way(void **state)
{
	static const char *const names[] = { "ext4", "xfs", "btrfs" };

	(void)state;
	if (geteuid())
		skip();
	for (size_t i = 0; i < 3; i++) {
		open_it(names[i]);
		run_once();
		assert_int_equal(result.final_views[VIEW_READ], ROUNDS);
		assert_int_equal(result.final_views[VIEW_FRESH], ROUNDS);
		assert_int_equal(result.final_views[VIEW_DIRECT], ROUNDS);
		assert_int_equal(result.final_views[VIEW_EVICTED], ROUNDS);
		assert_int_equal(result.final_views[VIEW_REMOUNTED], 1);
		close_it();
	}
}

/*
 * Blocks of one test are free, and not blank, in the next: were its rounds
 * tagged alike, their stamps would pass for its own.
 */
static void rounds_of_two_tests_bear_different_tags(void **state)
{
	uint32_t last;

	(void)state;
	if (geteuid())
		skip();
	open_it("ext4");
	run_once();
	for (int i = 0; i < 3; i++) {
		/* The history is that of the last round. */
		last = result.history.round;
		run_once();
		assert_true(result.history.round >= last + ROUNDS);
	}
	close_it();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(looks_in_every_way),
		cmocka_unit_test(rounds_of_two_tests_bear_different_tags),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
