// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * KTAP version 1, see Documentation/dev-tools/ktap.rst in the kernel's source.
 * Each target is a test, each litmus test on it a subtest. The lines of one
 * target must stand together, so those of other targets wait in a buffer.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/describe.h"
#include "report/formats.h"
#include "report/uncovered.h"
#include "report/words.h"

struct group {
	char *target;
	FILE *lines;   /* for its subtests: out, or a buffer */
	char *waiting; /* the buffer, while others are printed */
	size_t size;
	FILE *remarks; /* diagnostic lines of the target itself */
	char *remarks_text;
	size_t remarks_size;
	uint64_t told, failed, skipped;
	bool done, closed;
};

struct ktap {
	struct group **group;	/* in the order of their first line */
	size_t groups, current; /* current: the one printed as it comes */
	struct uncovered *uncovered;
};

static void ktap_begin(struct reporter *reporter)
{
	struct ktap *ktap = xcalloc(1, sizeof(*ktap));

	ktap->uncovered = uncovered_new();
	reporter->private = ktap;
	fprintf(reporter->out,
		"KTAP version 1\n1..%" PRIu64 "\n"
		"# fslitmus " FSLITMUS_VERSION ", %s\n",
		reporter->targets, reporter->date);
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
	struct group *group = xcalloc(1, sizeof(*group));

	group->target = xstrdup(target);
	group->lines = xopen_memstream(&group->waiting, &group->size);
	group->remarks = xopen_memstream(&group->remarks_text,
					 &group->remarks_size);
	return group;
}

/* Prints what the group has buffered, and its further lines as they come. */
static void make_current(struct reporter *reporter, struct group *group)
{
	xclose_memstream(group->lines);
	fputs(group->waiting, reporter->out);
	free(group->waiting);
	group->waiting = NULL;
	group->lines = reporter->out;
}

static struct group *group_of(struct reporter *reporter, const char *target)
{
	struct ktap *ktap = reporter->private;
	struct group *group;

	for (size_t i = 0; i < ktap->groups; i++)
		if (!strcmp(ktap->group[i]->target, target))
			return ktap->group[i];
	group = new_group(target);
	ktap->group = xrealloc(ktap->group, ktap->groups + 1,
			       sizeof(*ktap->group));
	ktap->group[ktap->groups] = group;
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

/* Ends a test's line with its directive and what follows that. */
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
			      " # TIMEOUT " :
			      " # ",
		      out);
		describe_verdict(out, result);
		break;
	case RESULT_KEPT:
		fprintf(out,
			" # rounds=%" PRIu64 " reached=%" PRIu64
			" unpromised=%" PRIu64,
			result->rounds, result->reached, result->unpromised);
		if (has_few_rounds(result))
			fputs(" (" FEW_ROUNDS_TEXT ")", out);
		break;
	default:
		fputs(" # ERROR ", out);
		put_plain(out,
			  result->reason[0] ? result->reason : "not finished");
	}
	fputc('\n', out);
}

static void put_diagnosis(FILE *out, bool all, const struct described *what)
{
	char *text = NULL;
	size_t size;
	FILE *stream = xopen_memstream(&text, &size);

	describe_result(stream, paint_for(false), all, what);
	xclose_memstream(stream);
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

/* Prints the target's own line, after all of its subtests. */
static void close_group(struct reporter *reporter, struct group *group,
			size_t number)
{
	FILE *out = reporter->out;
	uint64_t planned = planned_each(reporter);

	xclose_memstream(group->remarks);
	fputs(group->remarks_text, out);
	fprintf(out, "%s %zu ",
		group->failed || group->told < planned ? "not ok" : "ok",
		number);
	put_plain(out, group->target);
	if (group->told < planned)
		fprintf(out,
			" # ERROR %" PRIu64 " of %" PRIu64
			" tests were not run",
			planned - group->told, planned);
	else if (group->skipped == group->told)
		fputs(" # SKIP none of its tests gave a result", out);
	fputc('\n', out);
	free(group->remarks_text);
	group->closed = true;
}

/* Prints what may be printed now; with ALL, also targets that are not done. */
static void print_groups(struct reporter *reporter, bool all)
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
	print_groups(reporter, false);
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

	print_groups(reporter, true);
	uncovered_print(ktap->uncovered, out,
			"# not covered: ", reporter->verbosity > 1);
	if (summary->interrupted)
		fputs("# interrupted\n", out);
	fprintf(out, "# %" PRIu64 " rounds, seed %" PRIu64 "\n",
		summary->rounds, summary->seed);
	if (summary->few_rounds)
		fprintf(out, "# tests in " FEW_ROUNDS_TEXT ": %" PRIu64 "\n",
			summary->few_rounds);
	fprintf(out,
		"# Totals: pass:%" PRIu64 " fail:%" PRIu64
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
