// SPDX-License-Identifier: GPL-2.0-or-later
/* Witnesses written and read back; files that are none. */
#include "base/memory.h"
#include "witness/witness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "kernel/path.h"
#include "litmus/parse.h"
#include "litmus/print.h"

static const char source[] = "# A comment.\n"
			     "test t\n"
			     "file f 4 pages written evicted\n"
			     "P0 {\n"
			     "    map m f shared read\n"
			     "    load m[1]\n"
			     "}\n"
			     "P1 {\n"
			     "    punch f[0..4)\n"
			     "}\n";

static char directory[] = "/tmp/fslitmus-witness-XXXXXX";

static char *own(const char *text)
{
	return xstrdup(text);
}

static void fill(struct witness *witness)
{
	struct diagnostic diagnostic;

	*witness = (struct witness){
		.filesystem = own("ext4"),
		.mkfs = own("mkfs.ext4 \"x\""),
		.mount_options = own(""),
		.image = own("00ff"),
		.build_id = own("abcdef"),
		.version = own("6.12"),
		.source = own("linux-source-6.12"),
		.compiler = own("gcc"),
		.kind = own("mutants"),
		.mutant = own("ext4-punch-unlocked"),
		.guest = own("1234"),
		.schedule = own("at:0@12+3,*@7"),
		.alone = true,
		.promise = PROMISE_C1,
		.hash = 0xfedcba9876543210,
		.points = 4711,
		.legal = 99,
		.preemptions = 2,
		.outcome = own("P0: m[1]=old"),
		.report = own("  Why       line\n            two\n"),
	};
	assert_int_equal(test_parse(source, strlen(source), "t", &witness->test,
				    &diagnostic),
			 0);
}

static char *saved(const struct witness *witness)
{
	char *path = witness_path(directory, witness);

	assert_int_equal(witness_save(path, witness), 0);
	assert_true(witness_is_one(path));
	return path;
}

static struct witness *again(const struct witness *witness)
{
	char *path = saved(witness);
	struct witness *loaded = witness_load(path);

	assert_non_null(loaded);
	unlink(path);
	free(path);
	return loaded;
}

static void done_with(struct witness *a, struct witness *b)
{
	witness_free(a);
	witness_free(b);
	free(b);
}

static void assert_same_test(const struct test *a, const struct test *b)
{
	static char one[4096], other[4096];

	test_text(a, one, sizeof(one));
	test_text(b, other, sizeof(other));
	assert_string_equal(one, other);
}

static void alone_comes_back(void **state)
{
	struct witness witness, *loaded;

	(void)state;
	fill(&witness);
	loaded = again(&witness);
	assert_same_test(&witness.test, &loaded->test);
	assert_string_equal(loaded->filesystem, "ext4");
	assert_string_equal(loaded->mkfs, "mkfs.ext4 \"x\"");
	assert_string_equal(loaded->mount_options, "");
	assert_string_equal(loaded->image, "00ff");
	assert_string_equal(loaded->build_id, "abcdef");
	assert_string_equal(loaded->kind, "mutants");
	assert_string_equal(loaded->mutant, "ext4-punch-unlocked");
	assert_string_equal(loaded->guest, "1234");
	assert_string_equal(loaded->schedule, "at:0@12+3,*@7");
	assert_true(loaded->alone);
	assert_int_equal(loaded->promise, PROMISE_C1);
	assert_true(loaded->hash == 0xfedcba9876543210);
	assert_int_equal(loaded->points, 4711);
	assert_int_equal(loaded->legal, 99);
	assert_int_equal(loaded->preemptions, 2);
	assert_string_equal(loaded->outcome, "P0: m[1]=old");
	assert_string_equal(loaded->report, witness.report);
	assert_null(loaded->first_schedule);
	done_with(&witness, loaded);
}

static void a_leg_comes_back(void **state)
{
	struct witness witness, *loaded;

	(void)state;
	fill(&witness);
	witness.alone = false;
	witness.strategy = own("random:rate=64");
	witness.seed = 17;
	witness.first = 4096;
	witness.number = 5000;
	witness.final_every = 16;
	witness.first_schedule = own("pct:seed=1,depth=2,length=9");
	witness.first_test = own("test x\nfile f 1 page written\n");
	loaded = again(&witness);
	assert_false(loaded->alone);
	assert_string_equal(loaded->strategy, "random:rate=64");
	assert_int_equal(loaded->seed, 17);
	assert_int_equal(loaded->first, 4096);
	assert_int_equal(loaded->number, 5000);
	assert_int_equal(loaded->final_every, 16);
	assert_string_equal(loaded->first_schedule, witness.first_schedule);
	assert_string_equal(loaded->first_test, witness.first_test);
	done_with(&witness, loaded);
}

/* A tmpfs has no image, a stock kernel no fault, a panic no hash. */
static void what_is_not_there_stays_away(void **state)
{
	struct witness witness, *loaded;

	(void)state;
	fill(&witness);
	free(witness.mkfs);
	free(witness.image);
	free(witness.mutant);
	free(witness.outcome);
	witness.mkfs = witness.image = witness.mutant = NULL;
	witness.outcome = NULL;
	witness.hash = 0;
	loaded = again(&witness);
	assert_null(loaded->mkfs);
	assert_null(loaded->image);
	assert_null(loaded->mutant);
	assert_null(loaded->outcome);
	assert_true(loaded->hash == 0);
	done_with(&witness, loaded);
}

/* The file with OLD, which is in it, made NEW. */
static bool is_refused(const char *old, const char *new)
{
	struct witness witness, *loaded;
	char *path, *text, *at, *changed;

	fill(&witness);
	path = saved(&witness);
	text = path_read(path, NULL);
	at = strstr(text, old);
	assert_non_null(at);
	changed = xasprintf("%.*s%s%s", (int)(at - text), text, new,
			    at + strlen(old));
	assert_int_equal(path_write(path, changed, strlen(changed)), 0);
	loaded = witness_load(path);
	if (loaded)
		witness_free(loaded);
	free(loaded);
	unlink(path);
	free(changed);
	free(text);
	free(path);
	witness_free(&witness);
	return !loaded;
}

static void wrong_files_are_refused(void **state)
{
	(void)state;
	assert_false(is_refused("\"t", "\"t"));
	assert_true(is_refused("\"witness\": 1", "\"witness\": 2"));
	assert_true(is_refused("\"witness\": 1", "\"x\": 1"));
	assert_true(is_refused("\"witness\": 1", "\"witness\" 1"));
	assert_true(is_refused("punch f", "munch f"));
	assert_true(is_refused("\"alone\": true", "\"alone\": 1"));
	assert_true(is_refused("\"alone\": true", "\"alone\": false"));
	assert_true(is_refused("at:0@12", "at:0#12"));
	assert_true(is_refused("\"C1\"", "\"C9\""));
	assert_true(is_refused("fedcba98", "fedcba9g"));
	assert_true(is_refused("\"points\": 4711", "\"points\": -1"));
	assert_true(is_refused("\"build_id\"", "\"build\""));
	assert_null(witness_load("/nonexistent"));
	assert_null(witness_load("/"));
	assert_false(witness_is_one("/nonexistent"));
}

static int make_directory(void **state)
{
	(void)state;
	return mkdtemp(directory) ? 0 : -1;
}

/* Fails if a file was left in it. */
static int remove_directory(void **state)
{
	(void)state;
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alone_comes_back),
		cmocka_unit_test(a_leg_comes_back),
		cmocka_unit_test(what_is_not_there_stays_away),
		cmocka_unit_test(wrong_files_are_refused),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
