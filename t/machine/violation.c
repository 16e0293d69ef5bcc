// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Witnesses of what batches found, on a machine whose filesystem is damaged by
 * schedules that the test chooses: which one is found, and whether it does so
 * alone.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/path.h"
#include "litmus/parse.h"
#include "machine/batch.h"
#include "machine/violation.h"
#include "schedule/sequence.h"

/*
 * Schedule number DAMAGING leaves damage for the check; performed alone only
 * with ALONE_TOO, or if schedule number NEEDED was performed before it.
 */
#define NOTHING_HELPS UINT64_MAX
static uint64_t damaging, needed;
static bool alone_too;
static unsigned int guests;
static struct guest_task task;

static bool is_alone(void)
{
	return task.last[0] != '\0';
}

static bool has_needed(void)
{
	char name[32];

	snprintf(name, sizeof(name), "random:seed=%d,", (int)needed);
	return strstr(task.last, name);
}

static bool is_damaged(void)
{
	if (is_alone())
		return alone_too || has_needed();
	return task.first <= damaging && damaging < task.first + task.count;
}

static int damage_start(struct guest *guest, const struct guest_task *tasks,
			uint32_t count)
{
	assert_int_equal(count, 1);
	task = tasks[0];
	guests++;
	guest->status.magic = GUEST_MAGIC;
	guest->status.state = GUEST_CHECKING;
	return 0;
}

static bool damage_runs(struct guest *guest)
{
	(void)guest;
	return false;
}

static void damage_ask_to_stop(const struct guest *guest)
{
	(void)guest;
}

static void damage_kill(struct guest *guest)
{
	(void)guest;
}

#define LAST_SCHEDULE "random:seed=5,rate=2"

/* What the schedules of the batch are. */
static char *damage_schedules(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	for (uint64_t i = 0; i < task.count; i++)
		fprintf(out, "random:seed=%d,rate=2\n", (int)(task.first + i));
	fclose(out);
	return text;
}

static char *damage_reply(size_t *size)
{
	struct guest_reply *reply = calloc(1, sizeof(*reply));

	assert_non_null(reply);
	reply->magic = GUEST_MAGIC;
	reply->schedules = task.count + sequence_count(task.last);
	reply->result.rounds = reply->schedules;
	reply->result.execution_hash = reply->shown.run.hash = 0x1234;
	strcpy(reply->result.schedule,
	       is_alone() ? sequence_last(task.last) : LAST_SCHEDULE);
	*size = sizeof(*reply);
	return (char *)reply;
}

static char *damage_file(const struct guest *guest, const char *name,
			 size_t *size)
{
	(void)guest;
	if (!strcmp(name, "reply.0"))
		return damage_reply(size);
	if (!strcmp(name, "schedules.0") && task.flags & GUEST_SCHEDULES)
		return damage_schedules();
	if (!strcmp(name, "fsck"))
		return strdup(is_damaged() ? "inode 12 is bad\n" : "");
	return NULL;
}

static const struct machine machine_damage = {
	.name = "damage",
	.summary = "its filesystem is damaged by a schedule",
	.start = damage_start,
	.runs = damage_runs,
	.ask_to_stop = damage_ask_to_stop,
	.kill = damage_kill,
	.file = damage_file,
};

static char directory[] = "/tmp/fslitmus-violation-XXXXXX";
static struct test test;
static struct result *result;

static struct witness *saved_witness(uint64_t first, uint64_t count)
{
	static const struct batch_options options = { .seed = 7,
						      .final_every = 16 };
	static struct guest_execution shown;
	static char key[] = "0123456789abcdef";
	const struct kernel kernel = { .key = key,
				       .build_id = key,
				       .version = key,
				       .source = key,
				       .compiler = key };
	const struct guest_setup setup = { .machine = &machine_damage,
					   .config = fs_config_find("ext4") };
	struct batches batches;
	struct witness *witness;
	char *path;

	batches_begin(&batches, &setup, &test, &options, first, result);
	batches.shown = &shown;
	assert_int_equal(batch_run(&batches, count), 0);
	assert_int_equal(batches.blame, BLAME_BATCH);
	path = violation_save(
		&(struct violation){
			.setup = &setup,
			.kernel = &kernel,
			.test = &test,
			.result = result,
			.blame = batches.blame,
			.shown = &shown,
			.strategy = "",
			.final_every = 16,
		},
		directory);
	batches_end(&batches);
	assert_non_null(path);
	witness = witness_load(path);
	assert_non_null(witness);
	unlink(path);
	free(path);
	return witness;
}

static void discard(struct witness *witness)
{
	witness_free(witness);
	free(witness);
}

/* By halves: with few guests, each of a part of the batch. */
static void the_schedule_that_damaged_is_found(void **state)
{
	static const uint64_t numbers[] = { 100, 101, 877, 1122, 1123 };

	(void)state;
	alone_too = false;
	needed = NOTHING_HELPS;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct witness *witness;

		damaging = numbers[i];
		guests = 0;
		witness = saved_witness(100, 1024);
		assert_false(witness->alone);
		assert_int_equal(witness->promise, PROMISE_C6);
		assert_int_equal(witness->first, 100);
		assert_int_equal(witness->number, damaging);
		assert_string_equal(witness->schedule, LAST_SCHEDULE);
		/* The batch, its halves, one try alone, what the schedules
		   are, tries after 1, 2, 4... of them, and the batch again. */
		assert_in_range(guests, 1, 1 + 11 + 1 + 1 + 11 + 1);
		discard(witness);
	}
}

static void what_does_it_alone_is_saved_alone(void **state)
{
	struct witness *witness;

	(void)state;
	alone_too = true;
	damaging = 3;
	witness = saved_witness(0, 50);
	assert_true(witness->alone);
	assert_string_equal(witness->schedule, "none");
	assert_int_equal(witness->promise, PROMISE_C6);
	discard(witness);
}

/* The schedules between them come along; shrinking drops those. */
static void what_it_needs_is_saved_with_it(void **state)
{
	struct witness *witness;

	(void)state;
	alone_too = false;
	damaging = 107;
	needed = 104;
	witness = saved_witness(100, 50);
	assert_true(witness->alone);
	assert_string_equal(witness->schedule,
			    "random:seed=103,rate=2/random:seed=104,rate=2/"
			    "random:seed=105,rate=2/random:seed=106,rate=2/"
			    "none");
	assert_int_equal(witness->promise, PROMISE_C6);
	discard(witness);
}

static int set_up(void **state)
{
	static const char text[] =
		"test t\nfile f 8 pages written\nP0 {\n    write f[0]\n}\n";
	struct diagnostic diagnostic;

	(void)state;
	result = calloc(1, sizeof(*result));
	if (!result || !mkdtemp(directory))
		return -1;
	return test_parse(text, sizeof(text) - 1, "t", &test, &diagnostic);
}

static int tear_down(void **state)
{
	(void)state;
	free(result);
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_schedule_that_damaged_is_found),
		cmocka_unit_test(what_does_it_alone_is_saved_alone),
		cmocka_unit_test(what_it_needs_is_saved_with_it),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
