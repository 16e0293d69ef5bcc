// SPDX-License-Identifier: GPL-2.0-or-later
/* What is made of a guest's end, by what its console has. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine/death.h"

static char root[] = "/tmp/fslitmus-test-XXXXXX";
static const struct guest_setup setup = { .machine = &machine_uml,
					  .root = root };
static struct guest_death death;

static void die_with(enum guest_state state, bool timed_out,
		     const char *console)
{
	const struct guest guest = {
		.setup = &setup,
		.status = { .state = state, .schedule = 7 },
	};
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/console", root);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(console, file);
	fclose(file);
	guest_death_explain(&death, &guest, timed_out, 5);
	unlink(path);
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in '%s'", part, text);
}

static void assert_nobody_is_blamed(void)
{
	assert_int_equal(death.blame, BLAME_NONE);
	assert_int_equal(death.promise, PROMISE_NONE);
}

#define STANDS_STILL "INFO: task init:1 blocked for more than 61 seconds.\n"
#define PANIC "Kernel panic - not syncing: hung_task: blocked tasks\n"

static void a_panic_is_damage(void **state)
{
	(void)state;
	die_with(GUEST_PERFORMING, false,
		 "WARNING: CPU: 0 PID: 1 at mm/x.c:1 f+0x1\n"
		 "Kernel panic - not syncing: kernel: panic_on_warn set ...\n");
	assert_int_equal(death.promise, PROMISE_C6);
	assert_int_equal(death.blame, BLAME_SCHEDULE);
	assert_string_equal(death.why,
			    "schedule 7 took the kernel down: "
			    "WARNING: CPU: 0 PID: 1 at mm/x.c:1 f+0x1");
}

static void who_waits_for_ever_hangs(void **state)
{
	(void)state;
	die_with(GUEST_PERFORMING, false, "a word\n" STANDS_STILL PANIC);
	assert_int_equal(death.promise, PROMISE_C7);
	assert_has(death.why, "schedule 7 does not end");
	assert_has(death.complaint, "INFO: task init:1");
	die_with(GUEST_PERFORMING, false,
		 "The system was going to sleep forever, aborting\n"
		 "kernel BUG at arch/um/kernel/time.c:1!\n");
	assert_int_equal(death.promise, PROMISE_C7);
	die_with(GUEST_PERFORMING, true, "");
	assert_int_equal(death.promise, PROMISE_C7);
	assert_has(death.why, "schedule 7 did not end within the time");
}

/* Standing still comes of what was damaged before. */
static void the_first_complaint_decides(void **state)
{
	static const char *const first[] = {
		"BUG: Bad page map in process init  pte:1 pmd:2",
		("XFS (nullb0): Corruption of in-memory data detected.  "
		 "Shutting down filesystem."),
		"EXT4-fs error (device nullb0): ext4_x:1: comm init: bad",
		"gfs2: fsid=nullb0.0: about to withdraw this file system",
	};
	char console[512];

	(void)state;
	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
		snprintf(console, sizeof(console), "%s\n" STANDS_STILL PANIC,
			 first[i]);
		die_with(GUEST_PERFORMING, false, console);
		assert_int_equal(death.promise, PROMISE_C6);
		assert_has(death.why, first[i]);
		snprintf(console, sizeof(console), "%s\n", first[i]);
		die_with(GUEST_PERFORMING, true, console);
		assert_int_equal(death.promise, PROMISE_C6);
		assert_has(death.why, "stood still after");
		assert_has(death.why, first[i]);
	}
}

static void notes_are_no_complaints(void **state)
{
	(void)state;
	die_with(GUEST_PERFORMING, true,
		 "Page cache invalidation failure on direct I/O.  Possible "
		 "data corruption due to collision with buffered I/O!\n"
		 "EXT4-fs (nullb0): mounted filesystem without journal.\n");
	assert_int_equal(death.promise, PROMISE_C7);
	assert_string_equal(death.complaint, "");
}

static void what_the_program_says_blames_nobody(void **state)
{
	(void)state;
	die_with(GUEST_PERFORMING, false, "guest: memory: Out of memory\n");
	assert_nobody_is_blamed();
	assert_string_equal(death.said, "memory: Out of memory");
	die_with(GUEST_PERFORMING, false, "");
	assert_nobody_is_blamed();
	/* Unless the kernel spoke first. */
	die_with(GUEST_PERFORMING, false,
		 "XFS (nullb0): Metadata I/O Error (0x1) detected at f. "
		 "Shutting down filesystem.\n"
		 "guest: unlink: Input/output error\n");
	assert_int_equal(death.promise, PROMISE_C6);
}

/* There is a filesystem from its mount to its unmount. */
static void what_it_was_at(void **state)
{
	(void)state;
	die_with(GUEST_BOOTING, false, PANIC);
	assert_nobody_is_blamed();
	die_with(GUEST_MOUNTING, false, PANIC);
	assert_int_equal(death.promise, PROMISE_C6);
	assert_int_equal(death.blame, BLAME_SCHEDULE);
	assert_has(death.why, "mounting the filesystem took the kernel down");
	die_with(GUEST_MOUNTING, false,
		 "XFS (nullb0): SB validate failed with error -22.\n"
		 "guest: mounting xfs: Invalid argument\n");
	assert_nobody_is_blamed();
	die_with(GUEST_READY, false, STANDS_STILL);
	assert_int_equal(death.promise, PROMISE_C7);
	assert_int_equal(death.blame, BLAME_SCHEDULE);
	assert_has(death.why, "setting up schedule 5 does not end");
	die_with(GUEST_UNMOUNTING, false, STANDS_STILL);
	assert_int_equal(death.promise, PROMISE_C7);
	assert_int_equal(death.blame, BLAME_BATCH);
	die_with(GUEST_CHECKING, true, "");
	assert_nobody_is_blamed();
	die_with(GUEST_CHECKING, false, "BUG: KASAN: slab-use-after-free\n");
	assert_int_equal(death.promise, PROMISE_C6);
	assert_int_equal(death.blame, BLAME_BATCH);
}

/* The kernel's own words are no complaint; the first execution counts. */
static void the_execution_is_read(void **state)
{
	const struct guest_execution *execution = &death.execution;

	(void)state;
	die_with(GUEST_PERFORMING, false,
		 PANIC
		 "fslitmus: execution 00f1e2d3c4b5a697 points 900 legal 33 "
		 "preemptions 2\n"
		 "fslitmus: preempted 0@12+160\n"
		 "fslitmus: preempted 16@3+1600\n"
		 "fslitmus: preempted what\n"
		 "Call Trace:\n");
	assert_int_equal(execution->number, 7);
	assert_int_equal(execution->run.hash, 0x00f1e2d3c4b5a697);
	assert_int_equal(execution->run.points, 900);
	assert_int_equal(execution->run.legal, 33);
	assert_int_equal(execution->run.preemptions, 2);
	assert_int_equal(execution->run.preemptions_kept, 2);
	assert_int_equal(execution->preemptions[0].point, 12);
	assert_int_equal(execution->preemptions[1].actor, 16);
	assert_int_equal(execution->preemptions[1].ticks, 1600);
	assert_string_equal(death.complaint, PANIC "Call Trace:");
	die_with(GUEST_PERFORMING, true, "");
	assert_int_equal(execution->run.hash, 0);
}

static int make_root(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
	(void)state;
	return rmdir(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_panic_is_damage),
		cmocka_unit_test(who_waits_for_ever_hangs),
		cmocka_unit_test(the_first_complaint_decides),
		cmocka_unit_test(notes_are_no_complaints),
		cmocka_unit_test(what_the_program_says_blames_nobody),
		cmocka_unit_test(what_it_was_at),
		cmocka_unit_test(the_execution_is_read),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
