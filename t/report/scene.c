// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/scene.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "litmus/parse.h"

static const char punch_text[] = "test punch-vs-fault-around\n"
				 "file f 16 pages written evicted\n"
				 "P0 {\n"
				 "    map m f shared read\n"
				 "    load m[3]\n"
				 "    load m[4]\n"
				 "}\n"
				 "P1 {\n"
				 "    punch f[0..16)\n"
				 "}\n"
				 "reach P0: load m[3] = old\n";

static const char reflink_text[] = "test reflink-vs-write\n"
				   "file f 4 pages written synced\n"
				   "file g absent\n"
				   "P0 {\n"
				   "    reflink f to g\n"
				   "}\n"
				   "P1 {\n"
				   "    write f[1]\n"
				   "}\n";

static void parse(const char *text, struct test *test)
{
	struct diagnostic diagnostic;

	if (test_parse(text, strlen(text), "scene", test, &diagnostic) < 0) {
		diagnostic_print(stderr, &diagnostic);
		BUG("a test of the scene does not parse");
	}
}

const struct test *scene_punch(void)
{
	static struct test test;

	if (!test.name[0])
		parse(punch_text, &test);
	return &test;
}

const struct test *scene_reflink(void)
{
	static struct test test;

	if (!test.name[0])
		parse(reflink_text, &test);
	return &test;
}

struct outcome *scene_outcome(struct result *result, uint64_t count,
			      const char *text)
{
	struct outcome *outcome = &result->outcome[result->outcomes++];

	outcome->count = count;
	outcome->text = scene_words(result, text);
	return outcome;
}

uint32_t scene_words(struct result *result, const char *text)
{
	uint32_t offset = result->texts_used ? result->texts_used : 1;

	assert(offset + strlen(text) < RESULT_TEXTS_SIZE);
	strcpy(result->texts + offset, text);
	result->texts_used = offset + strlen(text) + 1;
	return offset;
}

static void clear(struct result *result, enum result_status status)
{
	memset(result, 0, sizeof(*result));
	result->status = status;
	result->seed = 7;
	result->verdict.observation = -1;
	result->verdict.victim_process = -1;
	result->verdict.victim_operation = -1;
	result->verdict.rival_process = -1;
	result->verdict.rival_operation = -1;
}

static void figures(struct result *result, uint64_t rounds, uint64_t reached)
{
	result->rounds = rounds;
	result->reached = reached;
	result->elapsed_ns = 1500000000;
	result->inside_ns = 1100000000;
	result->final_views[VIEW_MAPPED] = rounds;
	result->final_views[VIEW_DIRECT] = rounds / 16;
}

struct result *scene_kept(struct result *result)
{
	clear(result, RESULT_KEPT);
	figures(result, 500, 12);
	scene_outcome(result, 12, "P0: m[3]=old")->reached = true;
	scene_outcome(result, 488, "P0: m[3]=zero");
	return result;
}

static void record(struct result *result, int process, int operation,
		   uint32_t begin, uint32_t end)
{
	struct record *at = &result->history.record[process][operation];

	at->begin = begin;
	at->end = end;
	at->status = end ? RECORD_DONE : RECORD_STARTED;
}

static void observe(struct result *result, enum view view, int operation,
		    uint32_t offset, struct value value)
{
	struct history *history = &result->history;

	history->observation[history->observations++] = (struct observation){
		.view = view,
		.process = 0,
		.operation = operation,
		.mapping = 0,
		.file = 0,
		.offset = offset,
		.length = view == VIEW_OPERATION ? 8 : 4096,
		.begin = 20,
		.end = 21,
		.value = value,
	};
}

/* m[3] is seen old after the punch, which ran between the two loads. */
struct result *scene_broken(struct result *result)
{
	struct value old = { .kind = VALUE_STAMP,
			     .writer = WRITER_INITIAL,
			     .offset = 4 * 4096 };
	struct outcome *outcome;

	clear(result, RESULT_BROKEN);
	figures(result, 100, 100);
	scene_outcome(result, 98, "P0: m[3]=zero");
	outcome = scene_outcome(result, 2, "P0: m[4]=old");
	outcome->verdict = VERDICT_FORBIDDEN;
	outcome->promise = PROMISE_C1;
	result->forbidden = 2;
	result->broken[PROMISE_C1] = 2;
	result->broken[PROMISE_C5] = 1;
	record(result, 0, 0, 1, 2);
	record(result, 0, 1, 3, 6);
	record(result, 1, 0, 4, 7);
	record(result, 0, 2, 8, 9);
	observe(result, VIEW_OPERATION, 1, 3 * 4096,
		(struct value){ .kind = VALUE_ZERO });
	observe(result, VIEW_OPERATION, 2, 4 * 4096, old);
	result->verdict = (struct saved_verdict){
		.kind = VERDICT_FORBIDDEN,
		.promise = PROMISE_C1,
		.observation = 1,
		.victim_process = 1,
		.rival_operation = 2,
		.why = "The punch ended at 7, before the load began at 8; so in "
		       "every order f[4] is zero when it is loaded, and old is not "
		       "zero.",
	};
	return result;
}

struct result *scene_hang(struct result *result)
{
	clear(result, RESULT_BROKEN);
	figures(result, 3, 3);
	scene_outcome(result, 3, "P0: m[3]=zero");
	result->forbidden = 1;
	result->broken[PROMISE_C7] = 1;
	record(result, 0, 1, 3, 0);
	record(result, 1, 0, 4, 0);
	result->verdict.kind = VERDICT_FORBIDDEN;
	result->verdict.promise = PROMISE_C7;
	result->verdict.victim_process = 1;
	result->verdict.victim_operation = 0;
	snprintf(result->verdict.why, sizeof(result->verdict.why),
		 "fallocate did not return within 60 s.");
	return result;
}

struct result *scene_complaint(struct result *result)
{
	clear(result, RESULT_BROKEN);
	figures(result, 50, 25);
	scene_outcome(result, 50, "P0: m[3]=zero");
	result->broken[PROMISE_C6] = 1;
	snprintf(result->complaint, sizeof(result->complaint),
		 "WARNING: CPU: 1 PID: 77 at fs/x/file.c:12 <x> & \"y\"\n"
		 "a byte that is no UTF-8: \xff, and a bell: \a\n");
	return result;
}

struct result *scene_unpromised(struct result *result)
{
	struct outcome *outcome;

	scene_kept(result);
	outcome = scene_outcome(result, 9, "P0: m[3]=odd");
	outcome->verdict = VERDICT_UNPROMISED;
	outcome->excuse = EXCUSE_MIXED;
	result->unpromised = result->excused[EXCUSE_MIXED] = 9;
	result->rounds += 9;
	result->verdict.kind = VERDICT_UNPROMISED;
	result->verdict.excuse = EXCUSE_MIXED;
	return result;
}

struct result *scene_few(struct result *result)
{
	clear(result, RESULT_KEPT);
	figures(result, 15, 1);
	scene_outcome(result, 15, "P0: m[3]=zero");
	result->few_rounds = true;
	return result;
}

struct result *scene_unentered(struct result *result)
{
	clear(result, RESULT_UNENTERED);
	figures(result, 400, 0);
	scene_outcome(result, 400, "P0: m[3]=zero");
	snprintf(result->uncovered, sizeof(result->uncovered),
		 "O_DIRECT is not supported here\n");
	return result;
}

struct result *scene_skipped(struct result *result)
{
	clear(result, RESULT_SKIPPED);
	snprintf(result->reason, sizeof(result->reason), "lacks reflink");
	return result;
}

struct result *scene_not_run(struct result *result)
{
	clear(result, RESULT_NOT_RUN);
	snprintf(result->reason, sizeof(result->reason),
		 "no space for the files: %s #1", strerror(ENOSPC));
	return result;
}
