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

#include "contract/failure.h"
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
				    &diagnostic), 0);
}

/* P0's operations, the INDEXth of which failed with ERROR. */
static void failed(const char *operations, int index, int error)
{
	char text[256];

	snprintf(text, sizeof(text), "test t\nfile f 4 pages\nP0 {\n%s}\n",
		 operations);
	parse(text);
	for (int i = 0; i < test.process[0].count; i++)
		history.record[0][i] = (struct record){
			.begin = 2 * i + 1, .end = 2 * i + 2,
			.status = i == index ? RECORD_FAILED : RECORD_DONE,
			.error = i == index ? error : 0,
		};
}

static enum failure_kind judge(bool sound_disk)
{
	return failure_judge(&layout, &history, sound_disk, &verdict);
}

static void corruption_breaks_a_promise(void **state)
{
	static const int errors[] = { EUCLEAN, EBADMSG, EIO, EROFS, ESHUTDOWN,
				      ENOTCONN, ECONNABORTED };

	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		start(NULL);
		failed("read f[0]\npunch f[0]\n", 1, errors[i]);
		assert_int_equal(judge(true), FAILURE_FORBIDDEN);
		assert_int_equal(verdict.kind, VERDICT_FORBIDDEN);
		assert_int_equal(verdict.promise, PROMISE_C6);
		assert_ptr_equal(verdict.victim, &test.process[0].operations[1]);
		assert_int_equal(verdict.observation, -1);
		assert_non_null(strstr(verdict.why, "P0's punch (3..4) failed"));
	}
}

static void other_errors_are_outcomes(void **state)
{
	static const int errors[] = { ENOSPC, EINVAL, EBUSY, EINTR, ENOENT,
				      EOPNOTSUPP, ETXTBSY, EAGAIN };

	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		start(NULL);
		failed("punch f[0]\n", 0, errors[i]);
		failure_note(&history, VIEW_EVICTED, 0, "fsync", errors[i]);
		assert_int_equal(judge(true), FAILURE_NONE);
		assert_int_equal(verdict.kind, VERDICT_ALLOWED);
	}
}

static void calls_around_the_race_are_judged(void **state)
{
	(void)state;
	failed("punch f[0]\n", -1, 0);
	verdict.kind = VERDICT_UNPROMISED;
	verdict.excuse = EXCUSE_TORN;
	failure_note(&history, VIEW_READ, 0, "read", EIO);
	assert_int_equal(judge(true), FAILURE_FORBIDDEN);
	assert_null(verdict.victim);
	assert_int_equal(verdict.excuse, EXCUSE_NONE);
	assert_non_null(strstr(verdict.why, "f was looked at after the race, "
					    "read failed with EIO"));
	start(NULL);
	failure_note(&history, VIEW_OPERATION, 0, "create", EROFS);
	assert_int_equal(judge(true), FAILURE_FORBIDDEN);
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
	assert_int_equal(judge(false), FAILURE_UNJUDGED);
	assert_int_equal(verdict.kind, VERDICT_UNPROMISED);
	assert_int_equal(verdict.promise, PROMISE_NONE);
	assert_int_equal(verdict.excuse, EXCUSE_DISK);
	/* But not what has nothing to do with it. */
	start(NULL);
	verdict.kind = VERDICT_FORBIDDEN;
	failed("punch f[0]\n", 0, ENOSPC);
	assert_int_equal(judge(false), FAILURE_NONE);
	assert_int_equal(verdict.kind, VERDICT_FORBIDDEN);
}

/* As the kernel reports a direct write that met cached pages. */
static void a_direct_write_may_fail_the_next_fsync(void **state)
{
	(void)state;
	failed("direct-write f[0]\nfsync f\n", 1, EIO);
	failure_note(&history, VIEW_EVICTED, 0, "fsync", EIO);
	assert_int_equal(judge(true), FAILURE_NONE);
	failed("direct-write f[0]\nfsync f\n", 1, EUCLEAN);
	assert_int_equal(judge(true), FAILURE_FORBIDDEN);
	failed("direct-write f[0]\nfsync f\n", 0, EIO);
	assert_int_equal(judge(true), FAILURE_FORBIDDEN);
	failed("direct-read f[0]\nfsync f\n", 1, EIO);
	assert_int_equal(judge(true), FAILURE_FORBIDDEN);
	failed("direct-write f[0]\nread f[0]\n", 1, EIO);
	assert_int_equal(judge(true), FAILURE_FORBIDDEN);
}

static void only_the_first_failures_are_kept(void **state)
{
	(void)state;
	for (int i = 0; i < 2 * HISTORY_MAX_FAILURES; i++)
		failure_note(&history, VIEW_READ, 0, "a long name of a call",
			     EIO);
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
		TEST(a_direct_write_may_fail_the_next_fsync),
		TEST(only_the_first_failures_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
