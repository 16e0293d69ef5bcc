// SPDX-License-Identifier: GPL-2.0-or-later
/* From "no order explains it" to a promise, two operations and a reason. */
#include "contract/judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const view_names[VIEWS] = {
	[VIEW_OPERATION] = "the operation",
	[VIEW_MAPPED] = "the mapping, when all was quiet,",
	[VIEW_FRESH] = "a fresh mapping, when all was quiet,",
	[VIEW_READ] = "read(2), when all was quiet,",
	[VIEW_DIRECT] = "an O_DIRECT read, when all was quiet,",
	[VIEW_EVICTED] = "read(2) after eviction",
	[VIEW_REMOUNTED] = "read(2) after remount",
};

static void why(struct judge *judge, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Append to the proof sketch, as far as there is room. */
static void why(struct judge *judge, const char *fmt, ...)
{
	char *text = judge->verdict->why;
	size_t used = strlen(text);
	va_list args;

	va_start(args, fmt);
	vsnprintf(text + used, VERDICT_WHY_SIZE - used, fmt, args);
	va_end(args);
}

static const char *file_name(const struct judge *judge, int file)
{
	const struct test *test = judge->plan->layout.test;

	return file < test->files ? test->file[file].name : "?";
}

/* "P1 punch", or "the initial content". */
static void why_writer(struct judge *judge, int writer, int generation)
{
	const struct test *test = judge->plan->layout.test;

	if (writer < test->processes && generation >= 1 &&
	    generation <= test->process[writer].count)
		why(judge, "P%d's %s", writer,
		    test->process[writer].operations[generation - 1].type->name);
	else
		why(judge, "the initial content");
}

static void why_stamp(struct judge *judge, int file, int writer, int generation,
		      int64_t offset, int64_t here)
{
	why_writer(judge, writer, generation);
	why(judge, " of %s", file_name(judge, file));
	if (offset != here)
		why(judge, " for byte %lld", (long long)offset);
}

static void why_token(struct judge *judge, token value, uint64_t offset)
{
	if (value == TOKEN_ZERO)
		why(judge, "zero");
	else if (value == TOKEN_ABSENT)
		why(judge, "end of file");
	else
		why_stamp(judge, value >> 2 & 7, value >> 5 & 15,
			  value >> 9 & 63, (int64_t)offset + token_shift(value),
			  offset);
}

static void why_seen(struct judge *judge, const struct observation *seen)
{
	const struct value *value = &seen->value;
	uint64_t distance = judge->offset - seen->offset;

	switch ((enum value_kind)value->kind) {
	case VALUE_ZERO:
		why(judge, "zero");
		break;
	case VALUE_STAMP:
		why_stamp(judge, value->file, value->writer, value->generation,
			  value->offset + distance, judge->offset);
		break;
	case VALUE_ABSENT:
		why(judge, "end of file");
		break;
	case VALUE_SIGBUS:
		why(judge, "SIGBUS");
		break;
	case VALUE_SIGSEGV:
		why(judge, "SIGSEGV");
		break;
	case VALUE_EARLIER:
		why(judge, "a block of an earlier round (file %d, byte %u)",
		    value->file, value->offset);
		break;
	case VALUE_FREE:
		why(judge, "free space of the device (byte %u)",
		    value->offset);
		break;
	case VALUE_GARBAGE:
		if (judge->verdict->excuse == EXCUSE_TORN) {
			why(judge, "a torn word (0x%016llx)",
			    (unsigned long long)value->raw);
			break;
		}
		why(judge, "bytes that nobody wrote (0x%016llx)",
		    (unsigned long long)value->raw);
		break;
	}
}

static void why_expected(struct judge *judge, const struct observation *seen)
{
	struct moment moment = { seen->begin, seen->end };
	struct value_set values;

	values_at(judge->plan,
		  plan_region(judge->plan, seen->file, judge->offset), moment,
		  &values);
	why(judge, "; every order of the operations leaves ");
	for (int i = 0; i < values.count; i++) {
		if (i)
			why(judge, " or ");
		why_token(judge, values.value[i], judge->offset);
	}
}

static bool touches(const struct operation *operation, int file)
{
	return operation->file == file || operation->target == file;
}

/* An operation of another process that raced with WITH on FILE. */
static const struct operation *find_rival(const struct judge *judge,
					  const struct operation *with,
					  int file)
{
	const struct test *test = judge->plan->layout.test;
	const struct record *record =
		&judge->history->record[with->process][with->index];

	for (int p = 0; p < test->processes; p++) {
		for (int i = 0; p != with->process && i < test->process[p].count;
		     i++) {
			const struct operation *operation =
				&test->process[p].operations[i];
			const struct record *other =
				&judge->history->record[p][i];

			if (touches(operation, file) &&
			    other->status != RECORD_NOT_RUN &&
			    other->begin <= record->end &&
			    (!other->end || other->end >= record->begin))
				return operation;
		}
	}
	return NULL;
}

static void why_where(struct judge *judge, const struct observation *seen)
{
	const struct test *test = judge->plan->layout.test;
	uint32_t page_size = judge->plan->layout.page_size;

	if (seen->view == VIEW_OPERATION)
		why(judge, "P%d's %s (%u..%u)", seen->process,
		    test->process[seen->process]
			    .operations[seen->operation].type->name,
		    seen->begin, seen->end);
	else
		why(judge, "%s", view_names[seen->view]);
	why(judge, " found at %s[%llu+%llu] ", file_name(judge, seen->file),
	    (unsigned long long)(judge->offset / page_size),
	    (unsigned long long)(judge->offset % page_size));
}

static void classify_observation(struct judge *judge)
{
	struct verdict *verdict = judge->verdict;
	const struct observation *seen =
		&judge->history->observation[verdict->observation];
	int victim;

	verdict->promise = judge_label(judge, seen, &victim);
	why_where(judge, seen);
	why_seen(judge, seen);
	if (victim >= 0) {
		const struct change *change = &judge->plan->change[victim];

		verdict->victim = change->operation;
		why(judge, ", though P%d's %s (%u..%u) had returned before",
		    change->operation->process, change->operation->type->name,
		    change->begin, change->end);
	}
	why_expected(judge, seen);
	if (seen->view == VIEW_OPERATION)
		verdict->rival = &judge->plan->layout.test->process[seen->process]
					  .operations[seen->operation];
	else if (verdict->victim)
		verdict->rival = find_rival(judge, verdict->victim, seen->file);
}

static void classify_views(struct judge *judge)
{
	const struct observation *a =
		&judge->history->observation[judge->joint.other];
	const struct observation *b =
		&judge->history->observation[judge->joint.observation];

	why_where(judge, a);
	why_seen(judge, a);
	why(judge, ", but ");
	why_where(judge, b);
	why_seen(judge, b);
	why(judge, ": either is allowed, both together are not");
	for (int c = 0; c < judge->plan->changes; c++) {
		if (judge_effect_on(judge, c, b->file) < 0)
			continue;
		judge->verdict->victim = judge->plan->change[c].operation;
		judge->verdict->rival =
			find_rival(judge, judge->verdict->victim, b->file);
		if (judge->verdict->rival)
			return;
	}
}

static void classify_store(struct judge *judge)
{
	const struct change *store = &judge->plan->change[judge->joint.change];

	judge->verdict->victim = store->operation;
	judge->verdict->rival =
		find_rival(judge, store->operation, store->operation->file);
	if (judge->joint.look)
		why(judge, "by %s ", view_names[judge->joint.look->view]);
	if (judge->joint.twice)
		why(judge,
		    "P%d's %s (%u..%u) to byte %llu of %s is found both where "
		    "it was made and where a move carried it: whichever came "
		    "first, it can be in one of them only",
		    store->operation->process, store->operation->type->name,
		    store->begin, store->end,
		    (unsigned long long)judge->offset,
		    file_name(judge, store->operation->file));
	else
		why(judge,
	    "P%d's %s (%u..%u) to byte %llu of %s is found neither there nor "
	    "where a move may have carried it, and nothing replaced it: if "
	    "the move came first it must be in place, if it came second it "
	    "must have moved",
	    store->operation->process, store->operation->type->name,
	    store->begin, store->end, (unsigned long long)judge->offset,
	    file_name(judge, store->operation->file));
}

void judge_classify(struct judge *judge)
{
	if (judge->joint.promise)
		judge->verdict->promise = judge->joint.promise;
	if (judge->joint.promise == PROMISE_C5)
		classify_views(judge);
	else if (judge->joint.promise == PROMISE_C3)
		classify_store(judge);
	else
		classify_observation(judge);
}
