// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Batches on a machine that is a script: which guests a test's schedules take,
 * what adds up, and who is blamed. It is also the proof that another kind of
 * machine is one struct of functions.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "litmus/parse.h"
#include "machine/batch.h"
#include "machine/execute.h"

#define MOST_BOOTS 16
#define SECOND_NS 1000000000ull

/* What one guest does. */
struct script {
	bool refuses;		/* to start */
	bool dies;		/* without a reply, at schedule DEAD */
	bool hangs;		/* the same, until it is killed */
	bool surprised;		/* the same: a call returned another value */
	bool stays;		/* replies, and does not end */
	enum guest_state state; /* in which it dies; PERFORMING if 0 */
	uint64_t dead;
	const char *schedule; /* in flight when it dies */
	bool breaks;	      /* C2 in its last schedule */
	uint64_t does;	      /* schedules; 0: all it was asked for */
	const char *console, *kmsg, *fsck;
	uint64_t salt; /* of the execution hashes */
};

static struct script scripts[MOST_BOOTS];
static struct guest_task asked[MOST_BOOTS];
static int boots, killed;
/* What the latest guest left. */
static struct guest_reply *reply;
static uint64_t hashes[64];
static size_t hash_count;

static void guest_performs(const struct script *script,
			   const struct guest_task *task)
{
	uint64_t all = task->count + (task->last[0] != '\0');
	uint64_t does = script->does ? script->does : all;

	free(reply);
	reply = NULL;
	hash_count = 0;
	if (script->dies || script->hangs || script->surprised)
		return;
	reply = calloc(1, sizeof(*reply));
	assert_non_null(reply);
	reply->magic = GUEST_MAGIC;
	reply->schedules = does;
	reply->result.rounds = reply->result.reached = does;
	reply->result.schedule_first = task->first;
	reply->result.schedule_number = task->first + does - 1;
	reply->result.execution_hash = 1000 + does + script->salt;
	reply->shown.number = reply->result.schedule_number;
	strcpy(reply->result.schedule, "none");
	for (; hash_count < does && hash_count < 64; hash_count++)
		hashes[hash_count] = hash_count + script->salt;
	if (!script->breaks)
		return;
	reply->result.forbidden = reply->result.broken[PROMISE_C2] = 1;
	reply->result.verdict.kind = VERDICT_FORBIDDEN;
	reply->result.verdict.promise = PROMISE_C2;
}

static int script_start(struct guest *guest, const struct guest_task *tasks,
			uint32_t count)
{
	struct script *script = &scripts[boots];

	assert_in_range(boots, 0, MOST_BOOTS - 1);
	assert_int_equal(count, 1);
	asked[boots++] = tasks[0];
	if (script->refuses)
		return -1;
	guest->private = script;
	guest_performs(script, tasks);
	guest->status = (struct guest_status){
		.magic = GUEST_MAGIC,
		.state = script->state ? script->state : GUEST_PERFORMING,
		.surprised = script->surprised,
		.schedule = script->dead,
	};
	if (script->schedule)
		strcpy(guest->status.text, script->schedule);
	return 0;
}

static bool script_runs(struct guest *guest)
{
	const struct script *script = guest->private;

	return script->hangs || script->stays;
}

static void script_ask_to_stop(const struct guest *guest)
{
	((struct script *)guest->private)->stays = false;
}

static void script_kill(struct guest *guest)
{
	assert_non_null(guest->private);
	guest->private = NULL;
	killed++;
}

static char *script_text(const char *text, size_t *size)
{
	if (text && size)
		*size = strlen(text);
	return text ? strdup(text) : NULL;
}

static char *script_file(const struct guest *guest, const char *name,
			 size_t *size)
{
	const struct script *script = &scripts[boots - 1];
	char *copy;

	assert_ptr_equal(guest->setup->machine->file, script_file);
	if (!strcmp(name, "console"))
		return script_text(script->console, size);
	if (!strcmp(name, "kmsg"))
		return script_text(script->kmsg, size);
	if (!strcmp(name, "fsck"))
		return script_text(!reply || script->state ? NULL :
				   script->fsck		   ? script->fsck :
							     "",
				   size);
	if (!strcmp(name, "hashes.0") && reply) {
		*size = hash_count * sizeof(hashes[0]);
		copy = malloc(*size + 1);
		assert_non_null(copy);
		return memcpy(copy, hashes, *size);
	}
	if (strcmp(name, "reply.0") || !reply)
		return NULL;
	*size = sizeof(*reply);
	copy = malloc(*size);
	assert_non_null(copy);
	return memcpy(copy, reply, *size);
}

static const struct machine machine_script = {
	.name = "script",
	.summary = "does what a test says",
	.start = script_start,
	.runs = script_runs,
	.ask_to_stop = script_ask_to_stop,
	.kill = script_kill,
	.file = script_file,
};

static const struct guest_setup setup = { .machine = &machine_script };
static const struct batch_options plain = { .seed = 7 };
static struct test test;
static struct batches batches;
static struct result *result;

static void begin(const struct batch_options *options, uint64_t first)
{
	batches_begin(&batches, &setup, &test, options, first, result);
}

/* The rounds that were told while guests ran; each tells once and ends. */
static uint64_t told[MOST_BOOTS];
static int told_count;

static void note_rounds(void *context, const struct test *of,
			const struct result *so_far, double share)
{
	(void)context;
	(void)of;
	(void)share;
	assert_in_range(told_count, 0, MOST_BOOTS - 1);
	told[told_count++] = so_far->rounds;
	scripts[boots - 1].stays = false;
}

/* How it went is in RESULT and ASKED. */
static void end(int expected_boots)
{
	assert_int_equal(boots, expected_boots);
	batches_end(&batches);
}

static void assert_asked(int boot, uint64_t first, uint64_t count)
{
	if (asked[boot].first != first || asked[boot].count != count)
		fail_msg("boot %d was asked for %llu from %llu on", boot,
			 (unsigned long long)asked[boot].count,
			 (unsigned long long)asked[boot].first);
}

static void assert_blames(enum blame blame, enum promise promise)
{
	assert_int_equal(batches.blame, blame);
	assert_int_equal(result->verdict.kind, VERDICT_FORBIDDEN);
	assert_int_equal(result->verdict.promise, promise);
	assert_int_equal(result->broken[promise], 1);
}

/* Neither while a guest starts or is checked, nor while schedules repeat. */
static void rounds_told_never_fall(void **state)
{
	struct batch_options options = plain;

	(void)state;
	options.tick = note_rounds;
	options.timeout_ns = 1000000;
	scripts[0] = (struct script){ .stays = true, .dead = 19 };
	scripts[1] = (struct script){ .stays = true, .state = GUEST_MOUNTING };
	scripts[2] = (struct script){ .hangs = true, .dead = 45 };
	scripts[3] = (struct script){ .stays = true, .state = GUEST_CHECKING };
	told_count = 0;
	begin(&options, 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(batch_run(&batches, 20), 0);
	assert_int_equal(told_count, 4);
	assert_int_equal(told[0], 19);
	assert_int_equal(told[1], 20);
	assert_int_equal(told[2], 45);
	assert_int_equal(told[3], 45);
	end(4);
}

static void boots_begin_with_multiples(void **state)
{
	(void)state;
	begin(&plain, 0);
	assert_int_equal(batch_count(&batches, 0), GUEST_BATCH);
	assert_int_equal(batch_count(&batches, 3), 3);
	batches.next = 10;
	assert_int_equal(batch_count(&batches, 0), GUEST_BATCH - 10);
	assert_int_equal(batch_count(&batches, 10), 0);
	batches.next = 2 * GUEST_BATCH;
	assert_int_equal(batch_count(&batches, 0), GUEST_BATCH);
	batches.next = 0;
	assert_int_equal(batches_run(&batches, GUEST_BATCH + 100), 0);
	assert_asked(0, 0, GUEST_BATCH);
	assert_asked(1, GUEST_BATCH, 100);
	assert_int_equal(result->rounds, GUEST_BATCH + 100);
	assert_int_equal(batches.blame, BLAME_NONE);
	assert_int_equal(killed, 2);
	end(2);
}

static void a_broken_round_ends_it(void **state)
{
	(void)state;
	scripts[0] = (struct script){ .breaks = true, .does = 5 };
	begin(&plain, 0);
	assert_int_equal(batches_run(&batches, 0), 0);
	assert_blames(BLAME_SCHEDULE, PROMISE_C2);
	assert_int_equal(result->schedule_number, 4);
	end(1);
}

static void unless_it_is_to_go_on(void **state)
{
	struct batch_options options = plain;

	(void)state;
	options.keep_going = true;
	scripts[0] = (struct script){ .breaks = true };
	begin(&options, 0);
	assert_int_equal(batches_run(&batches, GUEST_BATCH + 1), 0);
	assert_int_equal(asked[0].stop_after, 0);
	assert_asked(1, GUEST_BATCH, 1);
	assert_blames(BLAME_SCHEDULE, PROMISE_C2);
	end(2);
}

/* The check comes after all of them: any may have done it. */
static void damage_blames_the_batch(void **state)
{
	(void)state;
	scripts[0] = (struct script){ .fsck = "inode 12 is bad\n" };
	begin(&plain, 0);
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_blames(BLAME_BATCH, PROMISE_C6);
	assert_int_equal(result->forbidden, 0);
	assert_int_equal(result->schedule_first, 0);
	assert_int_equal(result->schedule_number, 19);
	assert_int_equal(result->execution_hash, 1020);
	assert_string_equal(result->complaint, "fsck: inode 12 is bad");
	end(1);
}

static void so_does_what_was_logged(void **state)
{
	(void)state;
	scripts[0] = (struct script){
		.kmsg = "4,1,1,-;WARNING: CPU: 0 PID: 1 at mm/x.c:1 f+0x1\n",
	};
	begin(&plain, 40);
	assert_int_equal(batch_run(&batches, 2), 0);
	assert_blames(BLAME_BATCH, PROMISE_C6);
	assert_int_equal(result->schedule_first, 40);
	assert_int_equal(result->schedule_number, 41);
	end(1);
}

/* A round that broke a promise says more than what is found later. */
static void a_round_comes_before_damage(void **state)
{
	(void)state;
	scripts[0] = (struct script){ .breaks = true, .fsck = "bad\n" };
	begin(&plain, 0);
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_blames(BLAME_SCHEDULE, PROMISE_C2);
	assert_int_equal(result->broken[PROMISE_C6], 1);
	end(1);
}

static void a_late_panic_blames_the_batch(void **state)
{
	(void)state;
	scripts[0] = (struct script){ .state = GUEST_UNMOUNTING,
				      .console = "BUG: KASAN: x\n" };
	begin(&plain, 0);
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_blames(BLAME_BATCH, PROMISE_C6);
	assert_int_equal(result->schedule_number, 19);
	end(1);
}

/* What was damaged once may be found once more in every boot. */
static void damage_counts_once(void **state)
{
	struct batch_options options = plain;

	(void)state;
	options.keep_going = true;
	scripts[0] = (struct script){ .fsck = "inode 12 is bad\n" };
	scripts[1] = (struct script){ .state = GUEST_UNMOUNTING,
				      .console = "BUG: KASAN: x\n" };
	begin(&options, 0);
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_blames(BLAME_BATCH, PROMISE_C6);
	assert_int_equal(result->schedule_number, 19);
	end(2);
}

static void a_check_that_does_not_end_is_not_covered(void **state)
{
	(void)state;
	scripts[0] = (struct script){ .state = GUEST_CHECKING };
	begin(&plain, 0);
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_int_equal(batches.blame, BLAME_NONE);
	assert_non_null(strstr(result->uncovered, "did not end"));
	end(1);
}

/* The schedules before it are done again, and the next boot begins after. */
static void a_death_blames_the_schedule_in_flight(void **state)
{
	struct batch_options options = plain;

	(void)state;
	options.keep_going = true;
	scripts[0] = (struct script){ .dies = true,
				      .dead = 7,
				      .schedule = "random:seed=9",
				      .console = "BUG: KASAN: x\n" };
	begin(&options, 0);
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_asked(1, 0, 7);
	assert_blames(BLAME_SCHEDULE, PROMISE_C6);
	assert_int_equal(result->rounds, 8);
	assert_int_equal(result->forbidden, 1);
	assert_int_equal(result->schedule_first, 0);
	assert_int_equal(result->schedule_number, 7);
	assert_string_equal(result->schedule, "random:seed=9");
	assert_int_equal(batches.next, 8);
	assert_int_equal(batch_count(&batches, 0), GUEST_BATCH - 8);
	end(2);
}

/* What they had come to before the death is what the result has to keep. */
static void a_round_before_a_death_comes_first(void **state)
{
	(void)state;
	scripts[0] = (struct script){ .dies = true,
				      .dead = 7,
				      .console = "BUG: KASAN: x\n" };
	scripts[1] = (struct script){ .breaks = true };
	begin(&plain, 0);
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_blames(BLAME_SCHEDULE, PROMISE_C2);
	assert_int_equal(result->schedule_number, 6);
	assert_int_equal(result->broken[PROMISE_C6], 1);
	end(2);
}

static void only_the_last_is_asked_for(void **state)
{
	struct batch_options options = plain;

	(void)state;
	options.last_only = true;
	scripts[0] = (struct script){ .dies = true,
				      .dead = 7,
				      .console = "BUG: KASAN: x\n" };
	begin(&options, 0);
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_blames(BLAME_SCHEDULE, PROMISE_C6);
	assert_int_equal(result->rounds, 1);
	end(1);
}

static void standing_still_is_a_hang(void **state)
{
	struct batch_options options = plain;

	(void)state;
	options.timeout_ns = SECOND_NS / 50;
	scripts[0] = (struct script){ .hangs = true, .dead = 0 };
	begin(&options, 0);
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_blames(BLAME_SCHEDULE, PROMISE_C7);
	assert_int_equal(killed, 1);
	end(1);
}

/* Nobody is to blame for a poller that strict priorities starve. */
static void but_not_under_strict_priorities(void **state)
{
	struct batch_options options = plain;

	(void)state;
	options.timeout_ns = SECOND_NS / 50;
	scripts[0] =
		(struct script){ .hangs = true,
				 .dead = 3,
				 .schedule = "pct:seed=1,depth=2,length=9" };
	begin(&options, 0);
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_int_equal(batches.blame, BLAME_NONE);
	assert_int_equal(result->rounds, 3);
	assert_int_equal(batches.next, 4);
	assert_non_null(strstr(result->uncovered, "somebody polls"));
	end(2);
}

static void no_filesystem_is_blamed_for_our_program(void **state)
{
	(void)state;
	scripts[0] = (struct script){ .dies = true,
				      .dead = 7,
				      .console = "guest: out of memory\n" };
	begin(&plain, 0);
	assert_int_equal(batches_run(&batches, 0), 0);
	assert_int_equal(batches.blame, BLAME_NONE);
	assert_int_equal(batches.error, -EIO);
	assert_string_equal(result->reason,
			    "the guest ended early: out of memory");
	end(1);
}

/* From the schedule in flight on, every call is made and looked at. */
static void a_surprised_guest_is_run_again(void **state)
{
	(void)state;
	scripts[0] = (struct script){ .surprised = true, .dead = 5 };
	begin(&plain, 0);
	assert_int_equal(batches_run(&batches, 20), 0);
	assert_int_equal(asked[0].singly_from, GUEST_NEVER);
	assert_asked(1, 0, 7);
	assert_int_equal(asked[1].singly_from, 5);
	assert_asked(2, 7, 13);
	assert_int_equal(asked[2].singly_from, GUEST_NEVER);
	assert_int_equal(result->rounds, 20);
	end(3);
}

/* Each surprise costs two boots, so more is made singly after each. */
static void surprises_that_go_on_get_rarer(void **state)
{
	(void)state;
	scripts[0] = (struct script){ .surprised = true, .dead = 0 };
	scripts[2] = (struct script){ .surprised = true, .dead = 2 };
	scripts[4] = (struct script){ .surprised = true, .dead = 6 };
	begin(&plain, 0);
	assert_int_equal(batches_run(&batches, 20), 0);
	assert_asked(1, 0, 2);
	assert_asked(3, 2, 4);
	assert_asked(5, 6, 8);
	assert_asked(6, 14, 6);
	assert_int_equal(result->rounds, 20);
	end(7);
}

/* An execution is repeated in one boot, whatever surprises it. */
static void all_of_an_execution_is_made_singly(void **state)
{
	struct batch_options options = plain;

	(void)state;
	options.last_only = true;
	scripts[0] = (struct script){ .surprised = true, .dead = 5 };
	begin(&options, 0);
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_asked(1, 0, 20);
	assert_int_equal(asked[1].singly_from, 5);
	end(2);
}

/* A guest surprised once more by the same call has no other way out. */
static void but_not_for_ever(void **state)
{
	(void)state;
	for (int i = 0; i < MOST_BOOTS; i++)
		scripts[i] = (struct script){ .surprised = true, .dead = 5 };
	begin(&plain, 0);
	assert_int_equal(batches_run(&batches, 20), 0);
	assert_int_equal(batches.error, -EIO);
	end(2);
}

static void other_executions_are_told(void **state)
{
	struct batch_options options = plain;

	(void)state;
	options.verify = true;
	begin(&options, 0);
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_int_equal(batches.error, 0);
	assert_asked(1, 0, 20);
	scripts[3].salt = 1;
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_int_equal(batches.error, -EILSEQ);
	assert_non_null(strstr(result->reason, "schedule 20 of a boot that "
					       "began with 20"));
	assert_int_equal(asked[4].flags, GUEST_TRACE);
	end(6);
}

static void a_stop_is_heard(void **state)
{
	const volatile int stop = 1;
	struct batch_options options = plain;

	(void)state;
	options.stop = &stop;
	scripts[0] = (struct script){ .stays = true, .does = 3 };
	begin(&options, 0);
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_int_equal(result->rounds, 3);
	assert_int_equal(batches_run(&batches, 20), 0);
	end(1);
}

static void what_does_not_start_has_a_reason(void **state)
{
	struct batch_options options = plain;
	char strategy[SCHEDULE_TEXT_SIZE + 1];

	(void)state;
	scripts[0].refuses = true;
	begin(&options, 0);
	assert_int_equal(batch_run(&batches, 20), -1);
	assert_string_equal(batches.reason, "cannot start a guest");
	assert_int_equal(killed, 0);
	batches_end(&batches);
	memset(strategy, 'x', SCHEDULE_TEXT_SIZE);
	strategy[SCHEDULE_TEXT_SIZE] = '\0';
	options.strategy = strategy;
	begin(&options, 0);
	assert_int_equal(batch_run(&batches, 20), -1);
	assert_non_null(strstr(batches.reason, "letters"));
	end(1);
}

static void an_execution_has_its_blame(void **state)
{
	const struct execution_request request = {
		.setup = &setup,
		.test = &test,
		.seed = 3,
		.first = 5,
		.count = 4,
		.final_every = 16,
	};
	struct execution *execution;

	(void)state;
	scripts[0].fsck = "bad\n";
	assert_int_equal(guest_execute(&request, &execution), 0);
	assert_asked(0, 5, 4);
	assert_int_equal(asked[0].final_every, 16);
	assert_int_equal(execution->blame, BLAME_BATCH);
	assert_int_equal(execution_broke(execution), PROMISE_C6);
	execution_free(execution);
}

/* The guests after it leave other words on the console. */
static void a_death_has_its_execution(void **state)
{
	static struct guest_execution shown;

	(void)state;
	scripts[0] = (struct script){
		.dies = true,
		.dead = 2,
		.schedule = "random:seed=5,rate=16",
		.console = "Kernel panic - not syncing: bad\n"
			   "fslitmus: execution 0000000000001234 points 9 "
			   "legal 3 preemptions 1\n"
			   "fslitmus: preempted 0@12+160\n",
	};
	begin(&plain, 0);
	batches.shown = &shown;
	assert_int_equal(batch_run(&batches, 20), 0);
	assert_blames(BLAME_SCHEDULE, PROMISE_C6);
	assert_int_equal(result->execution_hash, 0x1234);
	assert_int_equal(result->schedule_number, 2);
	assert_string_equal(result->schedule, "random:seed=5,rate=16");
	assert_int_equal(shown.number, 2);
	assert_int_equal(shown.run.hash, 0x1234);
	assert_int_equal(shown.run.preemptions_kept, 1);
	assert_int_equal(shown.preemptions[0].point, 12);
	end(2);
}

static void sequences_are_performed_alone(void **state)
{
	const struct execution_request request = {
		.setup = &setup,
		.test = &test,
		.schedule = "none/at:7@1",
		.first = 5,
		.count = 4,
		.final_every = 16,
	};
	struct execution *execution;

	(void)state;
	assert_int_equal(guest_execute(&request, &execution), 0);
	assert_asked(0, 0, 0);
	assert_string_equal(asked[0].last, "none/at:7@1");
	assert_int_equal(asked[0].final_every, 16);
	assert_int_equal(asked[0].flags, 0);
	assert_int_equal(execution->result.status, RESULT_KEPT);
	assert_int_equal(execution->blame, BLAME_NONE);
	execution_free(execution);
}

static void not_every_machine_has_a_debugger(void **state)
{
	struct guest_debug debug;

	(void)state;
	assert_int_equal(guest_debug(&setup, asked, 1, &debug), -1);
	guest_debug_free(&debug);
}

static void the_table_has_names(void **state)
{
	(void)state;
	assert_ptr_equal(machine_at(0), &machine_uml);
	assert_ptr_equal(machine_find("uml"), &machine_uml);
	assert_null(machine_find("script"));
}

static int clear(void **state)
{
	(void)state;
	memset(scripts, 0, sizeof(scripts));
	memset(asked, 0, sizeof(asked));
	boots = killed = 0;
	free(reply);
	reply = NULL;
	return 0;
}

static int set_up(void **state)
{
	static const char text[] =
		"test t\nfile f 8 pages written\nP0 {\n    write f[0]\n}\n";
	struct diagnostic diagnostic;

	(void)state;
	result = calloc(1, sizeof(*result));
	if (!result ||
	    test_parse(text, sizeof(text) - 1, "t", &test, &diagnostic))
		return -1;
	return 0;
}

static int tear_down(void **state)
{
	clear(state);
	free(result);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup(name, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rounds_told_never_fall),
		TEST(boots_begin_with_multiples),
		TEST(a_broken_round_ends_it),
		TEST(unless_it_is_to_go_on),
		TEST(damage_blames_the_batch),
		TEST(so_does_what_was_logged),
		TEST(a_round_comes_before_damage),
		TEST(a_late_panic_blames_the_batch),
		TEST(damage_counts_once),
		TEST(a_check_that_does_not_end_is_not_covered),
		TEST(a_death_blames_the_schedule_in_flight),
		TEST(a_round_before_a_death_comes_first),
		TEST(only_the_last_is_asked_for),
		TEST(standing_still_is_a_hang),
		TEST(but_not_under_strict_priorities),
		TEST(no_filesystem_is_blamed_for_our_program),
		TEST(a_surprised_guest_is_run_again),
		TEST(surprises_that_go_on_get_rarer),
		TEST(all_of_an_execution_is_made_singly),
		TEST(but_not_for_ever),
		TEST(other_executions_are_told),
		TEST(a_stop_is_heard),
		TEST(what_does_not_start_has_a_reason),
		TEST(an_execution_has_its_blame),
		TEST(a_death_has_its_execution),
		TEST(sequences_are_performed_alone),
		TEST(not_every_machine_has_a_debugger),
		TEST(the_table_has_names),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
