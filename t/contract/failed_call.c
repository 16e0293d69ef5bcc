// SPDX-License-Identifier: GPL-2.0-or-later
/* Which calls that fail break a promise (C6), and which do not. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "contract/failed_call.h"
#include "litmus/parse.h"

static struct test test;
static struct layout layout = { .test = &test, .page_size = 4096 };
static struct history history;
static struct verdict verdict;

static int start(void **state)
{
	(void)state;
	memset(&history, 0, sizeof(history));
	memset(&verdict, 0, sizeof(verdict));
	return 0;
}

static void parse(const char *text)
{
	struct diagnostic diagnostic;

	assert_int_equal(test_parse(text, strlen(text), "test", &test,
				    &diagnostic),
			 0);
}

static void done(int process, int index, uint32_t begin, uint32_t end)
{
	history.record[process][index] = (struct record){
		.begin = begin,
		.end = end,
		.status = RECORD_DONE,
	};
}

static void call_fails(int process, int index, int error)
{
	history.record[process][index].status = RECORD_FAILED;
	history.record[process][index].error = error;
}

/* P0's operations, the INDEXth of which failed with ERROR. */
static void failed(const char *operations, int index, int error)
{
	char text[256];

	snprintf(text, sizeof(text), "test t\nfile f 4 pages\nP0 {\n%s}\n",
		 operations);
	parse(text);
	for (int i = 0; i < test.process[0].count; i++)
		done(0, i, 2 * i + 1, 2 * i + 2);
	if (index >= 0)
		call_fails(0, index, error);
}

static enum failed_call_kind judge(bool sound_disk)
{
	struct plan *plan = plan_new(&layout);
	struct verdict seen;
	enum failed_call_kind kind;

	assert_non_null(plan);
	oracle_judge(plan, &history, &seen);
	kind = failed_call_judge(plan, &history, sound_disk, &verdict);
	plan_free(plan);
	return kind;
}

static void corruption_breaks_a_promise(void **state)
{
	static const int errors[] = { EUCLEAN,	 EBADMSG,  EIO,		EROFS,
				      ESHUTDOWN, ENOTCONN, ECONNABORTED };

	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		start(NULL);
		failed("read f[0]\npunch f[0]\n", 1, errors[i]);
		assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
		assert_int_equal(verdict.kind, VERDICT_FORBIDDEN);
		assert_int_equal(verdict.promise, PROMISE_C6);
		assert_ptr_equal(verdict.victim,
				 &test.process[0].operations[1]);
		assert_int_equal(verdict.observation, -1);
		assert_non_null(
			strstr(verdict.why, "P0's punch (3..4) failed"));
	}
}

static void other_errors_are_outcomes(void **state)
{
	static const int errors[] = { ENOSPC, EINVAL,	  EBUSY,   EINTR,
				      ENOENT, EOPNOTSUPP, ETXTBSY, EAGAIN };

	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		start(NULL);
		failed("punch f[0]\n", 0, errors[i]);
		failed_call_note(&history, VIEW_EVICTED, 0, "fsync", errors[i]);
		assert_int_equal(judge(true), FAILED_CALL_NONE);
		assert_int_equal(verdict.kind, VERDICT_ALLOWED);
	}
}

static void calls_around_the_race_are_judged(void **state)
{
	(void)state;
	failed("punch f[0]\n", -1, 0);
	verdict.kind = VERDICT_UNPROMISED;
	verdict.excuse = EXCUSE_TORN;
	failed_call_note(&history, VIEW_READ, 0, "read", EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	assert_null(verdict.victim);
	assert_int_equal(verdict.excuse, EXCUSE_NONE);
	assert_non_null(strstr(verdict.why, "f was looked at after the race, "
					    "read failed with EIO"));
	start(NULL);
	failed_call_note(&history, VIEW_OPERATION, 0, "create", EROFS);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	assert_non_null(strstr(verdict.why, "f was set up, create failed with "
					    "EROFS"));
}

/* What is lost on a disk that failed is not the filesystem's loss. */
static void a_disk_that_may_fail_excuses_all(void **state)
{
	(void)state;
	failed("punch f[0]\n", 0, EIO);
	verdict.kind = VERDICT_FORBIDDEN;
	verdict.promise = PROMISE_C3;
	assert_int_equal(judge(false), FAILED_CALL_UNJUDGED);
	assert_int_equal(verdict.kind, VERDICT_UNPROMISED);
	assert_int_equal(verdict.promise, PROMISE_NONE);
	assert_int_equal(verdict.excuse, EXCUSE_DISK);
	/* But not what has nothing to do with it. */
	start(NULL);
	verdict.kind = VERDICT_FORBIDDEN;
	failed("punch f[0]\n", 0, ENOSPC);
	assert_int_equal(judge(false), FAILED_CALL_NONE);
	assert_int_equal(verdict.kind, VERDICT_FORBIDDEN);
}

/* What was cached before a direct write does not make an fsync fail. */
static void a_direct_write_alone_excuses_no_fsync(void **state)
{
	static const char *const operations[] = {
		"direct-write f[0]\nfsync f\n",
		"read f[0]\ndirect-write f[0]\nfsync f\n",
		"write f[0]\ndirect-write f[0]\nfdatasync f\n",
		"map m f shared write\nstore m[0]\ndirect-write f[0]\nmsync m\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++) {
		start(NULL);
		failed(operations[i], -1, 0);
		assert_int_equal(judge(true), FAILED_CALL_NONE);
		call_fails(0, test.process[0].count - 1, EIO);
		assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
		assert_int_equal(verdict.promise, PROMISE_C6);
	}
	start(NULL);
	failed("direct-write f[0]\n", -1, 0);
	failed_call_note(&history, VIEW_EVICTED, 0, "fsync", EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
}

/*
 * P0 writes f directly from 3 to 6, then syncs f and g and reads f. P1 writes
 * FILE through the cache, then syncs f.
 */
static void write_beside_a_direct_write(const char *file, uint32_t begin,
					uint32_t end)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "test t\nfile f 4 pages\nfile g 4 pages\n"
		 "P0 {\ndirect-write f[0]\nfsync f\nfsync g\nread f[0]\n}\n"
		 "P1 {\nwrite %s[1]\nfsync f\n}\n",
		 file);
	start(NULL);
	parse(text);
	done(0, 0, 3, 6);
	for (int i = 1; i < 4; i++)
		done(0, i, 11 + 2 * i, 12 + 2 * i);
	done(1, 0, begin, end);
	done(1, 1, 10, 11);
}

static void a_mixed_direct_write_may_fail_the_next_fsync(void **state)
{
	(void)state;
	write_beside_a_direct_write("f", 5, 7);
	call_fails(0, 1, EIO);
	call_fails(1, 1, EIO);
	failed_call_note(&history, VIEW_EVICTED, 0, "fsync", EIO);
	assert_int_equal(judge(true), FAILED_CALL_NONE);
}

static void a_write_that_syncs_fails_as_an_fsync_does(void **state)
{
	static const char *const writes[] = { "write f[1]\n",
					      "write f[1] append\n",
					      "write f[1] dsync\n" };
	char text[256];

	(void)state;
	for (int i = 0; i < 3; i++) {
		snprintf(text, sizeof(text),
			 "test t\nfile f 1 page\n"
			 "P0 {\ndirect-write f[0]\n}\nP1 {\n%s}\n",
			 writes[i]);
		start(NULL);
		parse(text);
		done(0, 0, 1, 3);
		done(1, 0, 2, 4);
		call_fails(1, 0, EIO);
		assert_int_equal(judge(true), i == 2 ? FAILED_CALL_NONE :
						       FAILED_CALL_FORBIDDEN);
		done(1, 0, 2, 4);
		call_fails(1, 0, EUCLEAN);
		assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	}
}

/* P0 stores to f[3] while P1 writes f[0] directly; then P0's OPERATION fails
 * with EIO. */
static enum failed_call_kind fails_after_a_mixture(const char *operation)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "test t\nfile f 4 pages\n"
		 "P0 {\nmap m f shared write\nstore m[3]\n%s\n}\n"
		 "P1 {\ndirect-write f[0]\n}\n",
		 operation);
	start(NULL);
	parse(text);
	done(0, 0, 1, 2);
	done(0, 1, 3, 5);
	done(1, 0, 4, 6);
	done(0, 2, 7, 8);
	call_fails(0, 2, EIO);
	return judge(true);
}

/* Those that tell of errors noted for the file (errseq). */
static void what_syncs_may_fail_after_a_mixture(void **state)
{
	static const char *const syncing[] = {
		"fsync f",	    "fdatasync f",  "msync m",
		"msync m sync",	    "sync-range f", "sync-range f wait-before",
		"write f[2] dsync",
	};
	static const char *const others[] = {
		"msync m async", "sync-range f write", "evict f",  "freeze f",
		"truncate f 1",	 "punch f[1]",	       "munmap m", "read f[2]",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(syncing) / sizeof(syncing[0]); i++)
		assert_int_equal(fails_after_a_mixture(syncing[i]),
				 FAILED_CALL_NONE);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(fails_after_a_mixture(others[i]),
				 FAILED_CALL_FORBIDDEN);
}

static void a_mixture_excuses_nothing_else(void **state)
{
	(void)state;
	/* Of the other file, another error, or another operation. */
	write_beside_a_direct_write("f", 5, 7);
	call_fails(0, 2, EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	write_beside_a_direct_write("f", 5, 7);
	call_fails(0, 1, EUCLEAN);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	write_beside_a_direct_write("f", 5, 7);
	call_fails(0, 0, EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	write_beside_a_direct_write("f", 5, 7);
	call_fails(0, 3, EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	write_beside_a_direct_write("f", 5, 7);
	failed_call_note(&history, VIEW_EVICTED, 1, "fsync", EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	write_beside_a_direct_write("f", 5, 7);
	failed_call_note(&history, VIEW_READ, 0, "read", EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	/* Before the mixture began. */
	write_beside_a_direct_write("f", 5, 7);
	failed_call_note(&history, VIEW_OPERATION, 0, "fsync", EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	write_beside_a_direct_write("f", 5, 7);
	done(1, 1, 1, 2);
	call_fails(1, 1, EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
}

static void access_at_another_time_or_file_is_no_mixture(void **state)
{
	(void)state;
	write_beside_a_direct_write("f", 1, 2);
	call_fails(0, 1, EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	write_beside_a_direct_write("f", 7, 8);
	call_fails(0, 1, EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	write_beside_a_direct_write("g", 4, 7);
	call_fails(0, 1, EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
}

/* zonefs answers EIO to a write that is not direct, and does nothing. */
static void a_cached_write_may_be_refused(void **state)
{
	static const char *const writes[] = {
		"write f[0]\n",
		"copy f[0] to f[2]\n",
	};

	(void)state;
	layout.refuses_cached_writes = true;
	for (size_t i = 0; i < sizeof(writes) / sizeof(writes[0]); i++) {
		start(NULL);
		failed(writes[i], 0, EIO);
		assert_int_equal(judge(true), FAILED_CALL_NONE);
		assert_int_equal(judge(false), FAILED_CALL_NONE);
		assert_int_equal(verdict.kind, VERDICT_ALLOWED);
		failed(writes[i], 0, EROFS);
		assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	}
	/* What is not written through the cache fails as anywhere. */
	failed("direct-write f[0]\n", 0, EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	failed("truncate f 0\n", 0, EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	failed("read f[0]\n", 0, EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	failed("write f[0]\nfsync f\n", 1, EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	failed("write f[0]\n", 0, EIO);
	failed_call_note(&history, VIEW_READ, 0, "read", EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	layout.refuses_cached_writes = false;
	start(NULL);
	failed("write f[0]\n", 0, EIO);
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
}

/* fsync's EIO tells of a loss; one that was seen itself says more. */
static void a_loss_that_was_seen_is_told_first(void **state)
{
	(void)state;
	failed("write f[0]\nfsync f\n", 1, EIO);
	verdict.kind = VERDICT_FORBIDDEN;
	verdict.promise = PROMISE_C3;
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	assert_int_equal(verdict.promise, PROMISE_C3);
	start(NULL);
	failed("write f[0]\n", -1, 0);
	failed_call_note(&history, VIEW_EVICTED, 0, "fsync", EIO);
	verdict.kind = VERDICT_FORBIDDEN;
	verdict.promise = PROMISE_C3;
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	assert_int_equal(verdict.promise, PROMISE_C3);
	/* Other errors explain what was seen. */
	start(NULL);
	failed("write f[0]\nfsync f\n", 1, EROFS);
	verdict.kind = VERDICT_FORBIDDEN;
	verdict.promise = PROMISE_C3;
	assert_int_equal(judge(true), FAILED_CALL_FORBIDDEN);
	assert_int_equal(verdict.promise, PROMISE_C6);
}

static void only_the_first_failures_are_kept(void **state)
{
	(void)state;
	for (int i = 0; i < 2 * HISTORY_MAX_FAILURES; i++)
		failed_call_note(&history, VIEW_READ, 0,
				 "a long name of a call", EIO);
	assert_int_equal(history.failures, HISTORY_MAX_FAILURES);
	assert_string_equal(history.failure[0].call, "a long name of ");
}

#define TEST(f) cmocka_unit_test_setup(f, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(corruption_breaks_a_promise),
		TEST(other_errors_are_outcomes),
		TEST(calls_around_the_race_are_judged),
		TEST(a_disk_that_may_fail_excuses_all),
		TEST(a_direct_write_alone_excuses_no_fsync),
		TEST(a_mixed_direct_write_may_fail_the_next_fsync),
		TEST(a_write_that_syncs_fails_as_an_fsync_does),
		cmocka_unit_test(a_write_that_syncs_fails_as_an_fsync_does),
		TEST(what_syncs_may_fail_after_a_mixture),
		TEST(a_mixture_excuses_nothing_else),
		TEST(access_at_another_time_or_file_is_no_mixture),
		TEST(a_cached_write_may_be_refused),
		TEST(a_loss_that_was_seen_is_told_first),
		TEST(only_the_first_failures_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
