// SPDX-License-Identifier: GPL-2.0-or-later
/* Names, bounds and places: what they mean, and which are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "gen/bound.h"
#include "gen/build.h"
#include "gen/place.h"
#include "gen/rules.h"
#include "litmus/print.h"

static struct space *space;

static void assert_says(const char *text, const char *why, const char *words)
{
	if (!strstr(why, words))
		print_message("%s: %s\n", text, why);
	assert_non_null(strstr(why, words));
}

static void refuse_name(const char *name, const char *words)
{
	char why[PROGRAM_WHY_SIZE];
	struct program program;

	assert_int_equal(program_from_name(space, name, &program, why), -1);
	assert_says(name, why, words);
}

static void wrong_names(void **state)
{
	(void)state;
	refuse_name("x:16p", "begin with");
	refuse_name("s:", "'' is none of the values of 'size'");
	refuse_name("s:17p.written.dirty:fsync", "'17p' is none");
	refuse_name("s:16p.written:fsync", "SIZE.CONTENT.CACHE");
	refuse_name("s:16p.written.dirty.shard:fsync", "'shard' is no mapping");
	refuse_name("s:16p.written.dirty.self.shared:load.at",
		    "not in this order");
	refuse_name("s:16p.written.dirty", "operations of one process");
	refuse_name("s:16p.written.dirty:",
		    "'' is none of the values of 'ops'");
	refuse_name("s:16p.written.dirty:punhc.part", "'punhc' is none");
	refuse_name("s:16p.written.dirty:punch.", "values of 'place'");
	refuse_name("s:16p.written.dirty:punch.part.part", "expected ':'");
	refuse_name("s:16p.written.dirty:fsync::fsync", "one process");
	refuse_name("r:16p.written.dirty:fsync", "two processes");
	refuse_name("r:16p.written.dirty::fsync", "only between");
	refuse_name("r:16p.written.dirty:fsync::fsync::fsync", "only between");
	refuse_name("s:1p.written.dirty:fsync:fsync:fsync:fsync:fsync:fsync:"
		    "fsync",
		    "at most 6");
}

/* The first rule that NAME breaks, "" if none. */
static const char *rule_of(const char *name)
{
	char why[PROGRAM_WHY_SIZE];
	struct program program;
	int rule;

	if (program_from_name(space, name, &program, why))
		fail_msg("%s: %s", name, why);
	rule = rules_broken(space, &program);
	return rule < 0 ? "" : rule_name(rule);
}

/* clang-format off */
static const struct {
	const char *name, *rule;
} ruled[] = {
	{ "s:16p.written.dirty:punch.part", "" },
	{ "s:16p.written.dirty:drop-caches", "own-filesystem" },
	{ "s:16p.written.dirty:store.part", "no-mapping" },
	{ "s:16p.written.dirty.shared-read:store.part", "read-only" },
	{ "s:16p.written.dirty.private:store.part", "" },
	{ "s:16p.written.dirty:copy.part", "no-second" },
	{ "s:16p.written.dirty.shared:punch.part", "idle-mapping" },
	{ "s:16p.written.dirty.shared+populate:punch.part", "" },
	{ "s:0.hole.dirty.shared+populate:write.at", "idle-mapping" },
	{ "s:16p.written.dirty.private+populate:punch.part", "idle-mapping" },
	{ "s:0.hole.dirty.shared:mprotect+read.whole", "empty-mapping" },
	{ "s:0.hole.dirty.shared:munmap:write.at", "empty-mapping" },
	{ "s:0.hole.dirty.shared:mprotect+read.at", "" },
	{ "s:16p.written.dirty.other:punch.part", "idle-second" },
	{ "r:16p.written.dirty.shared.thread:store.part::punch.part",
	  "idle-thread" },
	{ "r:16p.written.dirty.shared.thread:load.part::store.part", "" },
	{ "s:16p.written.dirty.shared:munmap:store.part", "unmapped" },
	{ "s:16p.written.dirty.shared:mremap:store.part", "" },
	{ "s:16p.written.dirty:punch.part:read.whole", "look-last" },
	{ "s:16p.written.dirty.private:store.part:load.whole", "" },
	{ "s:16p.written.dirty:punch.part:sendfile.whole", "" },
	{ "r:16p.written.dirty:fsync::read.part", "quiet" },
	{ "s:16p.absent.dirty:write.at", "content" },
	{ "s:0.absent.dirty:write.at", "" },
	{ "s:0.written.dirty:write.at", "content" },
	{ "s:8b.mixed.dirty:write.at", "content" },
	{ "s:64b.mixed.dirty:write.at", "" },
	{ "s:16p.hole.writeback:write.at", "cache" },
	{ "s:16p.mixed.writeback:write.at", "" },
	{ "s:16p.mixed.partial:write.at", "cache" },
	{ "s:16p.hole.dirty.clone:reflink.part", "clone" },
	{ "s:16p.written.dirty.self:copy-from.part", "in-place" },
	{ "s:16p.written.dirty.self:copy.whole", "in-place" },
	{ "s:16p.written.dirty.self:copy.part", "" },
	{ "s:16p.written.dirty:punch", "no-place" },
	{ "s:16p.written.dirty:fsync.part", "no-place" },
	{ "s:1p2048.written.dirty:punch.inside", "no-place" },
	{ "s:1p.written.dirty:punch.first", "same-place" },
	{ "s:16p.written.dirty:collapse.part", "same-place" },
	{ "s:16p.written.dirty:truncate.inside", "" },
	{ "s:16p.written.dirty:truncate.first", "same-place" },
	{ "s:16p.written.dirty:write+append.part", "append-elsewhere" },
	{ "s:16p.written.dirty:truncate.part:write+append.at",
	  "append-moved" },
	{ "s:16p.written.dirty:write+append.at:truncate.part", "" },
	{ "r:16p.written.dirty:truncate.part::write+append.at",
	  "append-moved" },
	{ "s:16p.written.dirty:insert.at", "refused" },
	{ "s:16p.written.dirty:truncate.behind:insert.at", "" },
	{ "s:16p.written.dirty:punch.part:insert.at", "refused" },
	{ "s:16p.written.dirty:insert.at:truncate.behind", "refused" },
	{ "r:16p.written.dirty:insert.at::truncate.behind", "" },
	{ "s:16p.written.dirty:collapse.last", "refused" },
	{ "s:16p.written.dirty:collapse.most", "" },
	{ "s:16p.written.dirty.other:dedupe.last", "" },
	{ "s:1p2048.written.dirty.other:dedupe.last", "refused" },
	{ "s:16p.written.dirty:fsync:fsync", "repeated" },
	{ "s:16p.written.dirty:fsync:evict.whole:fsync", "" },
	{ "s:16p.written.dirty:punch.part:punch.part", "" },
	{ "r:16p.written.dirty:punch.part::write.part", "mirrored" },
	{ "r:16p.written.dirty:write.part::punch.part", "" },
	{ "r:16p.written.dirty:write.part::write.inside", "mirrored" },
	{ "r:16p.written.dirty:write.part::write.part", "" },
};
/* clang-format on */

static void rules_leave_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ruled) / sizeof(ruled[0]); i++) {
		if (strcmp(rule_of(ruled[i].name), ruled[i].rule))
			print_message("%s\n", ruled[i].name);
		assert_string_equal(rule_of(ruled[i].name), ruled[i].rule);
	}
}

/* Every rule but those that the table has no name for is tried there. */
static void every_rule_is_tried(void **state)
{
	(void)state;
	for (int rule = 0; rule_name(rule); rule++) {
		bool tried = false;

		for (size_t i = 0; i < sizeof(ruled) / sizeof(ruled[0]); i++)
			tried |= !strcmp(ruled[i].rule, rule_name(rule));
		if (!tried)
			print_message("%s\n", rule_name(rule));
		assert_true(tried);
	}
}

static void assert_text(const char *name, const char *expected)
{
	char why[PROGRAM_WHY_SIZE], text[4096];
	struct program program;
	struct test test;

	if (program_from_name(space, name, &program, why))
		fail_msg("%s: %s", name, why);
	build_test(space, &program, &test);
	test_text(&test, text, sizeof(text));
	assert_string_equal(strchr(text, '\n') + 1, expected);
}

static void names_mean_tests(void **state)
{
	(void)state;
	assert_text("s:64b.written.evicted:punch.part:fsync:read.across",
		    "file f 64 bytes written evicted\n"
		    "P0 {\n"
		    "    punch f[0+32..0+40)\n"
		    "    fsync f\n"
		    "    read f[0+32..1+512)\n"
		    "}\n");
	assert_text("s:16p.mixed.writeback.shared+populate.other:copy-from.last"
		    ":store.behind",
		    "file f 16 pages unwritten writeback\n"
		    "file g 16 pages written synced\n"
		    "P0 {\n"
		    "    write f[0+512..0+1024)\n"
		    "    write f[8+512..8+1024)\n"
		    "    write f[15+512..15+1024)\n"
		    "    sync-range f write\n"
		    "    map m f[0..18) shared write populate\n"
		    "    start\n"
		    "    copy g[15] to f[15]\n"
		    "    store m[17..18)\n"
		    "}\n");
	assert_text("r:1p2048.hole.partial.private-read:load.whole::mlock.first",
		    "file f 1 page + 2048 bytes hole evicted\n"
		    "P0 {\n"
		    "    write f[1+1024..1+1032)\n"
		    "    map m f private read\n"
		    "    start\n"
		    "    load m[0..1+2048)\n"
		    "}\n"
		    "P1 {\n"
		    "    map n f private read\n"
		    "    mlock n[0]\n"
		    "}\n");
	assert_text("r:4p.written.dirty.shared.self.thread:store.cross::"
		    "copy.inside:mremap",
		    "file f 4 pages written dirty\n"
		    "P0 {\n"
		    "    map m f shared write\n"
		    "    store m[2-512..2+512)\n"
		    "}\n"
		    "P1 thread of P0 {\n"
		    "    copy f[2] to f[3]\n"
		    "    mremap m\n"
		    "}\n");
}

static void refuse_bound(const char *text, const char *words)
{
	char why[BOUND_WHY_SIZE];
	struct bound bound;

	assert_int_equal(bound_parse(space, text, &bound, why), -1);
	assert_says(text, why, words);
	bound_free(&bound);
}

static void wrong_bounds(void **state)
{
	(void)state;
	refuse_bound("", "expected 'sequential' or 'racing', found ''");
	refuse_bound("sequential", "expected '=' or '<='");
	refuse_bound("sequential<2", "expected '=' or '<='");
	refuse_bound("sequential<=5", "from 1 to 4, found '5'");
	refuse_bound("racing=4", "from 1 to 3, found '4'");
	refuse_bound("racing=2~quadruples", "expected 'pairs' or 'triples'");
	refuse_bound("racing=2x", "found 'x'");
	refuse_bound("racing=2/colour=red", "name of a factor");
	refuse_bound("racing=2/size=3p", "'3p' matches none; there are 0 8b");
	refuse_bound("racing=2/mapping=", "'' matches none; there are none");
}

static void bounds_have_shapes(void **state)
{
	static const int steps[][2] = { { 1, 1 }, { 1, 2 }, { 2, 2 } };
	char why[BOUND_WHY_SIZE];
	struct bound bound;
	struct shape shape;

	(void)state;
	assert_int_equal(bound_parse(space, "racing<=2", &bound, why), 0);
	for (int i = 0; i < 3; i++) {
		assert_true(bound_shape(&bound, i, &shape));
		assert_memory_equal(shape.steps, steps[i], sizeof(steps[i]));
	}
	assert_false(bound_shape(&bound, 3, &shape));
	bound_free(&bound);
	assert_int_equal(bound_parse(space, "sequential=3", &bound, why), 0);
	assert_true(bound_shape(&bound, 0, &shape));
	assert_int_equal(shape.steps[0], 3);
	assert_false(bound_shape(&bound, 1, &shape));
	bound_free(&bound);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_names),
		cmocka_unit_test(rules_leave_out),
		cmocka_unit_test(every_rule_is_tried),
		cmocka_unit_test(names_mean_tests),
		cmocka_unit_test(wrong_bounds),
		cmocka_unit_test(bounds_have_shapes),
	};
	int status;

	space = space_new();
	status = cmocka_run_group_tests(tests, NULL, NULL);
	space_free(space);
	return status;
}
