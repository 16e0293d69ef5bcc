// SPDX-License-Identifier: GPL-2.0-or-later
/* Why a round breaks a promise, told to a filesystem developer. */
#include "contract/proof.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void proof_say(struct judge *judge, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void proof_say(struct judge *judge, const char *fmt, ...)
{
	char *text = judge->verdict->why;
	size_t used = strlen(text);
	va_list args;

	va_start(args, fmt);
	vsnprintf(text + used, VERDICT_WHY_SIZE - used, fmt, args);
	va_end(args);
}

/* "page 3", "byte 512 of page 3", and of which file if there are several. */
static void say_place(struct judge *judge, int file, uint64_t offset)
{
	const struct test *test = judge->plan->layout.test;
	uint32_t page_size = judge->plan->layout.page_size;

	if (offset % page_size)
		proof_say(judge, "byte %u of ",
			  (unsigned int)(offset % page_size));
	proof_say(judge, "page %llu", (unsigned long long)(offset / page_size));
	if (test->files > 1)
		proof_say(judge, " of %s",
			  file < test->files ? test->file[file].name : "?");
}

static void say_at(struct judge *judge, const struct observation *seen)
{
	proof_say(judge, judge->offset % judge->plan->layout.page_size ?
				 " at " :
				 " in ");
	say_place(judge, seen->file, judge->offset);
}

static void say_call(struct judge *judge, const struct operation *operation,
		     uint32_t begin, uint32_t end)
{
	proof_say(judge, "P%d's %s (%u..%u)", operation->process,
		  operation->type->name, begin, end);
}

static void say_change(struct judge *judge, const struct change *change)
{
	say_call(judge, change->operation, change->begin, change->end);
}

/* Names the observer: an operation, or one of the looks after the race. */
static void say_view(struct judge *judge, const struct observation *seen)
{
	static const char *const views[VIEWS] = {
		[VIEW_OPERATION] = "an operation",
		[VIEW_MAPPED] = "a load through the mapping",
		[VIEW_FRESH] = "a load through a fresh mapping",
		[VIEW_READ] = "read(2)",
		[VIEW_DIRECT] = "an O_DIRECT read",
		[VIEW_EVICTED] = "read(2) after eviction",
		[VIEW_REMOUNTED] = "read(2) after a remount",
	};

	if (seen->view == VIEW_OPERATION)
		say_call(judge,
			 &judge->plan->layout.test->process[seen->process]
				  .operations[seen->operation],
			 seen->begin, seen->end);
	else
		proof_say(judge, "%s", views[seen->view]);
}

/* "what P1's write wrote", or "what page 3 held at first". */
static void say_stamp(struct judge *judge, const struct value *value, int file,
		      uint64_t offset)
{
	const struct operation *writer = judge_writer(judge, value);

	proof_say(judge, "what ");
	if (!writer) {
		say_place(judge, value->file, value->offset);
		proof_say(judge, " held at first");
		return;
	}
	proof_say(judge, "P%d's %s wrote", writer->process, writer->type->name);
	if (value->file == file && value->offset == offset)
		return;
	proof_say(judge, " to ");
	say_place(judge, value->file, value->offset);
}

static void say_seen_stamp(struct judge *judge, const struct observation *seen)
{
	struct value value = seen->value;

	value.offset += judge->offset - seen->offset;
	if (!judge_writer(judge, &value) && value.file == seen->file &&
	    value.offset == judge->offset) {
		proof_say(judge, " found ");
		say_place(judge, seen->file, judge->offset);
		proof_say(judge, " as it was at first");
		return;
	}
	proof_say(judge, " found");
	say_at(judge, seen);
	proof_say(judge, " ");
	say_stamp(judge, &value, seen->file, judge->offset);
}

/* Nothing that the round wrote as a whole. */
static void say_stranger(struct judge *judge, const struct observation *seen)
{
	const struct value *value = &seen->value;
	uint64_t offset = value->offset + judge->offset - seen->offset;

	proof_say(judge, " found");
	say_at(judge, seen);
	if (value->kind == VALUE_EARLIER) {
		proof_say(judge, " what an earlier round wrote to ");
		say_place(judge, value->file, offset);
	} else if (value->kind == VALUE_FREE) {
		proof_say(judge, " a free block of the disk (its byte %llu)",
			  (unsigned long long)offset);
	} else {
		proof_say(judge, " %s (0x%016llx)",
			  judge->verdict->excuse == EXCUSE_TORN ?
				  "bytes of several values" :
				  "bytes that nobody wrote",
			  (unsigned long long)value->raw);
	}
}

static void say_seen(struct judge *judge, const struct observation *seen)
{
	switch ((enum value_kind)seen->value.kind) {
	case VALUE_ZERO:
		proof_say(judge, " found zero");
		say_at(judge, seen);
		break;
	case VALUE_STAMP:
		say_seen_stamp(judge, seen);
		break;
	case VALUE_ABSENT:
		proof_say(judge, " found the end of the file before ");
		say_place(judge, seen->file, judge->offset);
		break;
	case VALUE_SIGBUS:
	case VALUE_SIGSEGV:
		proof_say(judge, " got %s",
			  seen->value.kind == VALUE_SIGBUS ? "SIGBUS" :
							     "SIGSEGV");
		say_at(judge, seen);
		break;
	case VALUE_EARLIER:
	case VALUE_FREE:
	case VALUE_GARBAGE:
		say_stranger(judge, seen);
		break;
	}
}

/* The stamp that TOKEN stands for in the word at the judge's offset. */
static struct value stamp_of(const struct judge *judge, token stamp)
{
	return (struct value){
		.kind = VALUE_STAMP,
		.file = stamp >> 2 & 7,
		.writer = stamp >> 5 & 15,
		.generation = stamp >> 9 & 63,
		.offset = judge->offset + token_shift(stamp),
	};
}

static bool is_stamp(token value)
{
	return value != TOKEN_ZERO && value != TOKEN_ABSENT;
}

static bool is_initial(const struct judge *judge, token value)
{
	struct value stamp;

	if (!is_stamp(value))
		return false;
	stamp = stamp_of(judge, value);
	return !judge_writer(judge, &stamp);
}

/* " or page 15", of the values that were there at first, the word's own or
 * not. */
static int say_places(struct judge *judge, const struct value_set *values,
		      bool own, int told)
{
	for (int i = 0; i < values->count; i++) {
		struct value stamp;

		if (!is_initial(judge, values->value[i]) ||
		    (token_shift(values->value[i]) == 0) != own)
			continue;
		stamp = stamp_of(judge, values->value[i]);
		proof_say(judge, told++ ? " or " : " hold what ");
		say_place(judge, stamp.file, stamp.offset);
	}
	return told;
}

/* "hold what page 11 or page 15 held at first". Returns how many it told. */
static int say_initial(struct judge *judge, const struct value_set *values)
{
	int told = say_places(judge, values, true, 0);

	told = say_places(judge, values, false, told);
	if (told)
		proof_say(judge, " held at first");
	return told;
}

static void say_values(struct judge *judge, const struct value_set *values,
		       int file)
{
	int told = say_initial(judge, values);

	for (int i = 0; i < values->count; i++) {
		token value = values->value[i];
		struct value stamp;

		if (value == TOKEN_ABSENT || is_initial(judge, value))
			continue;
		proof_say(judge, told++ ? ", or " : " hold ");
		if (value == TOKEN_ZERO) {
			proof_say(judge, "zero");
		} else {
			stamp = stamp_of(judge, value);
			say_stamp(judge, &stamp, file, judge->offset);
		}
	}
	if (set_has(values, TOKEN_ABSENT))
		proof_say(judge, "%s be past the end of the file",
			  told ? ", or" : "");
}

/* "; page 11 may hold what page 11 or page 15 held; zero is neither" */
static void say_expected(struct judge *judge, const struct observation *seen)
{
	struct value_set values;

	values_at(judge->plan,
		  plan_region(judge->plan, seen->file, judge->offset),
		  seen_at(seen), &values);
	if (values.any || !values.count)
		return;
	proof_say(judge, "; ");
	say_place(judge, seen->file, judge->offset);
	proof_say(judge, values.count > 1 ? " may" : " must");
	say_values(judge, &values, seen->file);
	if (values.count == 1)
		return;
	proof_say(judge, "; %s is %s",
		  seen->value.kind == VALUE_ZERO ? "zero" : "what was found",
		  values.count == 2 ? "neither" : "none of these");
}

static void say_when(struct judge *judge, const struct observation *seen)
{
	if (seen->view != VIEW_OPERATION)
		proof_say(judge, "after the race ");
}

void proof_of_observation(struct judge *judge, const struct observation *seen,
			  const struct change *before)
{
	say_when(judge, seen);
	say_view(judge, seen);
	say_seen(judge, seen);
	if (before) {
		proof_say(judge, ", though ");
		say_change(judge, before);
		proof_say(judge, " had returned before");
	}
	say_expected(judge, seen);
}

void proof_of_views(struct judge *judge, const struct observation *a,
		    const struct observation *b)
{
	say_when(judge, a);
	say_view(judge, a);
	say_seen(judge, a);
	proof_say(judge, ", but ");
	say_view(judge, b);
	say_seen(judge, b);
	proof_say(judge, ": either is allowed, both together are not");
}

void proof_of_store(struct judge *judge, const struct change *store)
{
	if (judge->joint.look) {
		say_when(judge, judge->joint.look);
		say_view(judge, judge->joint.look);
		proof_say(judge, " found ");
	}
	proof_say(judge, "what ");
	say_change(judge, store);
	proof_say(judge, " wrote to ");
	say_place(judge, store->operation->file, judge->offset);
	if (!judge->joint.look)
		proof_say(judge, " is");
	if (judge->joint.twice)
		proof_say(judge,
			  " both there and where a move carried it: it is "
			  "moved or comes after the move, not both");
	else
		proof_say(judge,
			  " neither there nor where a move may have carried "
			  "it, and nothing replaced it: it was moved, or it "
			  "came after the move and must be in place");
}
