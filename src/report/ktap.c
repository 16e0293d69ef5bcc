// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * KTAP version 1, after Documentation/dev-tools/ktap.rst: every target is
 * a test, every litmus test on it a subtest. The lines of one target must
 * stand together, so those of targets that come in between wait.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "report/describe.h"
#include "report/formats.h"
#include "report/uncovered.h"
#include "report/words.h"

struct group {
	char *target;
	FILE *lines;		/* where its subtests go: out, or a buffer */
	char *waiting;		/* the buffer, while others are told */
	size_t size;
	FILE *remarks;		/* diagnostic lines of the target itself */
	char *remarks_text;
	size_t remarks_size;
	uint64_t told, failed, skipped;
	bool done, closed;
};

struct ktap {
	struct group **group;	/* in the order of their first line */
	size_t groups, current;	/* current: the one told as it comes */
	struct uncovered *uncovered;
};

static int ktap_begin(struct reporter *reporter)
{
	struct ktap *ktap = calloc(1, sizeof(*ktap));

	if (!ktap)
		return -1;
	ktap->uncovered = uncovered_new();
	if (!ktap->uncovered) {
		free(ktap);
		errno = ENOMEM;
		return -1;
	}
	reporter->private = ktap;
	fprintf(reporter->out, "KTAP version 1\n1..%" PRIu64 "\n"
		"# fslitmus " FSLITMUS_VERSION ", %s\n", reporter->targets,
		reporter->date);
	return 0;
}

/* A description may hold anything but '#' and newlines. */
static void put_plain(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(*text == '#' || *text == '\n' ? ' ' : *text, out);
}

/* TEXT as diagnostic lines. */
static void put_lines(FILE *out, const char *indent, const char *text)
{
	size_t length;

	for (; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		fprintf(out, "%s#%s%.*s\n", indent, length ? " " : "",
			(int)length, text);
	}
}

static uint64_t planned_each(const struct reporter *reporter)
{
	return reporter->targets ? reporter->planned / reporter->targets : 0;
}

static struct group *new_group(const char *target)
{
	struct group *group = calloc(1, sizeof(*group));

	if (!group)
		return NULL;
	group->target = strdup(target);
	group->lines = open_memstream(&group->waiting, &group->size);
	group->remarks = open_memstream(&group->remarks_text,
					&group->remarks_size);
	return group->target && group->lines && group->remarks ? group : NULL;
}

/* From now on the group's lines are told as they come. */
static void make_current(struct reporter *reporter, struct group *group)
{
	fclose(group->lines);
	fputs(group->waiting, reporter->out);
	free(group->waiting);
	group->waiting = NULL;
	group->lines = reporter->out;
}

static struct group *group_of(struct reporter *reporter, const char *target)
{
	struct ktap *ktap = reporter->private;
	struct group *group, **groups;

	for (size_t i = 0; i < ktap->groups; i++)
		if (!strcmp(ktap->group[i]->target, target))
			return ktap->group[i];
	group = new_group(target);
	groups = reallocarray(ktap->group, ktap->groups + 1, sizeof(*groups));
	if (!group || !groups)
		die(EXIT_NOT_RUN, "no memory to report on %s", target);
	ktap->group = groups;
	groups[ktap->groups] = group;
	fprintf(group->lines, "  KTAP version 1\n  1..%" PRIu64 "\n",
		planned_each(reporter));
	if (ktap->groups++ == ktap->current)
		make_current(reporter, group);
	return group;
}

static void ktap_place(struct reporter *reporter, const char *target,
		       const struct environment *environment)
{
	struct group *group = group_of(reporter, target);
	struct environment_item item;

	for (size_t i = 0; (item = environment_at(environment, i)).key; i++) {
		if (!item.value[0])
			continue;
		fprintf(group->lines, "  # %s: ", item.label);
		put_plain(group->lines, item.value);
		fputc('\n', group->lines);
	}
}

/* The directive and what follows it, of the line of one test. */
static void put_directive(FILE *out, const struct result *result)
{
	switch ((enum result_status)result->status) {
	case RESULT_SKIPPED:
		fputs(" # SKIP ", out);
		put_plain(out, result->reason);
		break;
	case RESULT_UNENTERED:
		fputs(" # SKIP no result: the window was never entered", out);
		if (has_few_rounds(result))
			fputs(" in " FEW_ROUNDS_TEXT, out);
		break;
	case RESULT_BROKEN:
		fputs(result->verdict.kind == VERDICT_FORBIDDEN &&
		      result->verdict.promise == PROMISE_C7 ?
			      " # TIMEOUT " : " # ", out);
		describe_verdict(out, result);
		break;
	case RESULT_KEPT:
		fprintf(out, " # rounds=%" PRIu64 " reached=%" PRIu64
			" unpromised=%" PRIu64, result->rounds,
			result->reached, result->unpromised);
		if (has_few_rounds(result))
			fputs(" (" FEW_ROUNDS_TEXT ")", out);
		break;
	default:
		fputs(" # ERROR ", out);
		put_plain(out, result->reason[0] ? result->reason :
						   "not finished");
	}
	fputc('\n', out);
}

static void put_diagnosis(FILE *out, bool all,
			  const struct described *what)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		die(EXIT_NOT_RUN, "no memory to report on %s", what->target);
	describe_result(stream, paint_for(false), all, what);
	fclose(stream);
	put_lines(out, "  ", text);
	free(text);
}

static void count_result(struct group *group, const struct result *result)
{
	group->told++;
	switch ((enum result_status)result->status) {
	case RESULT_KEPT:
		break;
	case RESULT_SKIPPED:
	case RESULT_UNENTERED:
		group->skipped++;
		break;
	default:
		group->failed++;
	}
}

static void ktap_result(struct reporter *reporter, const struct test *test,
			const char *target, const struct rerun *rerun,
			const struct result *result)
{
	const struct described what = { test, target, rerun, result, NULL };
	struct ktap *ktap = reporter->private;
	struct group *group = group_of(reporter, target);
	uint64_t failed = group->failed;

	count_result(group, result);
	uncovered_add(ktap->uncovered, test, target, result);
	if (result->status == RESULT_BROKEN || reporter->verbosity > 1)
		put_diagnosis(group->lines, reporter->verbosity > 1, &what);
	fprintf(group->lines, "  %s %" PRIu64 " %s",
		group->failed > failed ? "not ok" : "ok", group->told,
		test->name);
	put_directive(group->lines, result);
}

static void ktap_complaint(struct reporter *reporter, const char *target,
			   enum promise promise, const char *complaint)
{
	struct group *group = group_of(reporter, target);

	group->failed++;
	fprintf(group->remarks, "# %s, seen after the tests:\n",
		promise_text(promise)->title);
	put_lines(group->remarks, "", complaint);
}

/* The target's own line, once all of its subtests were told. */
static void close_group(struct reporter *reporter, struct group *group,
			size_t number)
{
	FILE *out = reporter->out;
	uint64_t planned = planned_each(reporter);

	fclose(group->remarks);
	fputs(group->remarks_text, out);
	fprintf(out, "%s %zu ", group->failed || group->told < planned ?
		"not ok" : "ok", number);
	put_plain(out, group->target);
	if (group->told < planned)
		fprintf(out, " # ERROR %" PRIu64 " of %" PRIu64
			" tests were not run", planned - group->told, planned);
	else if (group->skipped == group->told)
		fputs(" # SKIP none of its tests gave a result", out);
	fputc('\n', out);
	free(group->remarks_text);
	group->closed = true;
}

/* Tell what may be told now; with ALL, also what never got done. */
static void advance(struct reporter *reporter, bool all)
{
	struct ktap *ktap = reporter->private;

	while (ktap->current < ktap->groups) {
		struct group *group = ktap->group[ktap->current];

		if (!group->done && !all)
			break;
		close_group(reporter, group, ++ktap->current);
		if (ktap->current < ktap->groups)
			make_current(reporter, ktap->group[ktap->current]);
	}
}

static void ktap_target_done(struct reporter *reporter, const char *target)
{
	group_of(reporter, target)->done = true;
	advance(reporter, false);
}

static void ktap_free(struct ktap *ktap)
{
	for (size_t i = 0; i < ktap->groups; i++) {
		free(ktap->group[i]->target);
		free(ktap->group[i]);
	}
	free(ktap->group);
	uncovered_free(ktap->uncovered);
	free(ktap);
}

static void ktap_end(struct reporter *reporter,
		     const struct run_summary *summary)
{
	struct ktap *ktap = reporter->private;
	FILE *out = reporter->out;

	advance(reporter, true);
	uncovered_print(ktap->uncovered, out, "# not covered: ",
			reporter->verbosity > 1);
	if (summary->interrupted)
		fputs("# interrupted\n", out);
	fprintf(out, "# %" PRIu64 " rounds, seed %" PRIu64 "\n",
		summary->rounds, summary->seed);
	if (summary->few_rounds)
		fprintf(out, "# tests in " FEW_ROUNDS_TEXT ": %" PRIu64 "\n",
			summary->few_rounds);
	fprintf(out, "# Totals: pass:%" PRIu64 " fail:%" PRIu64
		" xfail:0 xpass:0 skip:%" PRIu64 " error:%" PRIu64 "\n",
		summary->kept, summary->broken,
		summary->skipped + summary->unentered, summary->not_run);
	ktap_free(ktap);
	reporter->private = NULL;
}

const struct report_format report_ktap = {
	.name = "ktap",
	.begin = ktap_begin,
	.place = ktap_place,
	.result = ktap_result,
	.complaint = ktap_complaint,
	.target_done = ktap_target_done,
	.end = ktap_end,
};
