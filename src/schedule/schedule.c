// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads and writes schedule strings, and enumerates schedules. */
#include "schedule/schedule.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct strategy_name {
	const char *name;
	enum fslitmus_strategy strategy;
};

static const struct strategy_name strategies[] = {
	{ "none", FSLITMUS_NONE },   { "random", FSLITMUS_RANDOM },
	{ "pct", FSLITMUS_PCT },     { "sparse", FSLITMUS_SPARSE },
	{ "at", FSLITMUS_EXPLICIT },
};

#define STRATEGIES (sizeof(strategies) / sizeof(strategies[0]))

#define OF(strategy) (1u << (strategy))

/* A setting: its field, its bounds, and the strategies that have it. */
struct key {
	const char *name;
	size_t offset;
	unsigned long min;
	unsigned long max;
	unsigned int strategies;
	bool is_optional;
};

#define FIELD(field) offsetof(struct fslitmus_schedule, field)

static const struct key keys[] = {
	{ "rate", FIELD(rate), 1, UINT_MAX, OF(FSLITMUS_RANDOM), false },
	{ "depth", FIELD(depth), 1, 30, OF(FSLITMUS_PCT), false },
	{ "depth", FIELD(depth), 0, 64, OF(FSLITMUS_SPARSE), false },
	{ "length", FIELD(length), 1, UINT_MAX,
	  OF(FSLITMUS_PCT) | OF(FSLITMUS_SPARSE), false },
	{ "ticks", FIELD(ticks), 1, 1000000,
	  OF(FSLITMUS_RANDOM) | OF(FSLITMUS_SPARSE), true },
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))

struct reader {
	const char *at;
	struct schedule *schedule;
	const char *problem;
	unsigned int seen; /* bits of keys[] */
	bool has_seed;
};

static bool reader_fail(struct reader *reader, const char *problem)
{
	if (!reader->problem)
		reader->problem = problem;
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool read_number(struct reader *reader, unsigned long long max,
			unsigned long long *value)
{
	char *end;

	if (!is_digit(*reader->at))
		return reader_fail(reader, "expected a number");
	errno = 0;
	*value = strtoull(reader->at, &end, 10);
	if (errno || *value > max)
		return reader_fail(reader, "this number is too large");
	reader->at = end;
	return true;
}

static bool skip_word(struct reader *reader, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(reader->at, word, length))
		return false;
	reader->at += length;
	return true;
}

static uint32_t *field_of(struct fslitmus_schedule *control,
			  const struct key *key)
{
	return (uint32_t *)((char *)control + key->offset);
}

static bool read_key(struct reader *reader, unsigned int i)
{
	struct fslitmus_schedule *control = &reader->schedule->control;
	const char *begin = reader->at;
	unsigned long long value;

	if (!read_number(reader, UINT_MAX, &value))
		return false;
	if (value < keys[i].min || value > keys[i].max) {
		reader->at = begin;
		return reader_fail(reader, "this number is out of range");
	}
	*field_of(control, &keys[i]) = value;
	reader->seen |= 1u << i;
	return true;
}

static bool read_seed(struct reader *reader)
{
	unsigned long long seed;

	if (!read_number(reader, ULLONG_MAX, &seed))
		return false;
	reader->schedule->control.seed = seed;
	reader->has_seed = true;
	return true;
}

static bool read_setting(struct reader *reader)
{
	unsigned int strategy = reader->schedule->control.strategy;

	if (skip_word(reader, "seed="))
		return read_seed(reader);
	for (unsigned int i = 0; i < KEYS; i++) {
		size_t length = strlen(keys[i].name);

		if (!(keys[i].strategies & OF(strategy)) ||
		    strncmp(reader->at, keys[i].name, length) ||
		    reader->at[length] != '=')
			continue;
		reader->at += length + 1;
		return read_key(reader, i);
	}
	return reader_fail(reader,
			   "expected seed=, or a setting this strategy has: "
			   "rate=, depth=, length=, ticks=");
}

static bool read_settings(struct reader *reader)
{
	do {
		if (!read_setting(reader))
			return false;
	} while (skip_word(reader, ","));
	return true;
}

static bool read_actor(struct reader *reader, uint32_t *actor)
{
	unsigned long long value;

	*actor = FSLITMUS_ACTOR_ANY;
	if (skip_word(reader, "*"))
		return true;
	if (!read_number(reader, FSLITMUS_ACTORS - 1, &value))
		return reader_fail(reader, "expected an actor's number or *");
	*actor = value;
	return true;
}

/* ACTOR@POINT[+TICKS] */
static bool read_preemption(struct reader *reader,
			    struct fslitmus_preemption *entry)
{
	unsigned long long point, ticks = 0;

	if (!read_actor(reader, &entry->actor))
		return false;
	if (!skip_word(reader, "@"))
		return reader_fail(reader,
				   "expected @ and the number of a point");
	if (!read_number(reader, UINT_MAX, &point))
		return false;
	if (skip_word(reader, "+") && !read_number(reader, 1000000, &ticks))
		return false;
	entry->point = point;
	entry->ticks = ticks;
	entry->pc = 0;
	return true;
}

static bool read_list(struct reader *reader)
{
	struct schedule *schedule = reader->schedule;

	schedule->list = calloc(FSLITMUS_PREEMPTIONS, sizeof(*schedule->list));
	if (!schedule->list)
		return reader_fail(reader, "out of memory");
	do {
		if (schedule->control.count == FSLITMUS_PREEMPTIONS)
			return reader_fail(reader, "too many preemptions");
		if (!read_preemption(reader,
				     &schedule->list[schedule->control.count]))
			return false;
		schedule->control.count++;
	} while (skip_word(reader, ","));
	schedule->control.preemptions = (uintptr_t)schedule->list;
	return true;
}

static bool read_strategy(struct reader *reader)
{
	for (size_t i = 0; i < STRATEGIES; i++) {
		size_t length = strlen(strategies[i].name);

		if (strncmp(reader->at, strategies[i].name, length) ||
		    !strchr(":;", reader->at[length]))
			continue;
		reader->at += length;
		reader->schedule->control.strategy = strategies[i].strategy;
		return true;
	}
	return reader_fail(reader,
			   "expected none, random:, pct:, sparse: or at:");
}

static bool has_all(struct reader *reader)
{
	unsigned int strategy = reader->schedule->control.strategy;

	if (!reader->has_seed)
		return reader_fail(reader, "seed= is missing");
	for (unsigned int i = 0; i < KEYS; i++)
		if (keys[i].strategies & OF(strategy) && !keys[i].is_optional &&
		    !(reader->seen & 1u << i))
			return reader_fail(reader,
					   strategy == FSLITMUS_RANDOM ?
						   "rate= is missing" :
						   "depth= and length= are "
						   "both needed");
	return true;
}

static bool read_body(struct reader *reader)
{
	unsigned int strategy = reader->schedule->control.strategy;

	if (strategy == FSLITMUS_NONE)
		return true;
	if (!skip_word(reader, ":"))
		return reader_fail(reader,
				   "expected : and the strategy's settings");
	if (strategy == FSLITMUS_EXPLICIT)
		return read_list(reader);
	return read_settings(reader) && has_all(reader);
}

static bool read_end(struct reader *reader)
{
	reader->schedule->control.flags = FSLITMUS_WORKERS;
	if (skip_word(reader, ";processes"))
		reader->schedule->control.flags = 0;
	return !*reader->at ?
		       true :
		       reader_fail(reader, "expected the end of the schedule, "
					   "or ;processes");
}

const char *schedule_parse(const char *text, struct schedule *schedule,
			   const char **where)
{
	struct reader reader = { .at = text, .schedule = schedule };

	memset(schedule, 0, sizeof(*schedule));
	if (read_strategy(&reader) && read_body(&reader) && read_end(&reader))
		return NULL;
	schedule_clear(schedule);
	*where = reader.at;
	return reader.problem;
}

void schedule_clear(struct schedule *schedule)
{
	free(schedule->list);
	memset(schedule, 0, sizeof(*schedule));
}

static const char *name_of(unsigned int strategy)
{
	for (size_t i = 0; i < STRATEGIES; i++)
		if (strategies[i].strategy == strategy)
			return strategies[i].name;
	return "none";
}

/* A string being written; LENGTH counts what did not fit, too. */
struct writer {
	char *buffer;
	size_t size, length;
};

static void writer_put(struct writer *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void writer_put(struct writer *out, const char *fmt, ...)
{
	bool fits = out->length < out->size;
	va_list args;

	va_start(args, fmt);
	out->length += vsnprintf(fits ? out->buffer + out->length : NULL,
				 fits ? out->size - out->length : 0, fmt, args);
	va_end(args);
}

static void print_settings(struct writer *out,
			   const struct fslitmus_schedule *control)
{
	writer_put(out, ":seed=%llu", (unsigned long long)control->seed);
	for (unsigned int i = 0; i < KEYS; i++) {
		uint32_t value = *field_of((struct fslitmus_schedule *)control,
					   &keys[i]);

		if (!(keys[i].strategies & OF(control->strategy)) ||
		    (keys[i].is_optional && !value))
			continue;
		writer_put(out, ",%s=%u", keys[i].name, value);
	}
}

static void print_list(struct writer *out, const struct schedule *schedule)
{
	for (unsigned int i = 0; i < schedule->control.count; i++) {
		const struct fslitmus_preemption *entry = &schedule->list[i];

		writer_put(out, i ? "," : ":");
		if (entry->actor == FSLITMUS_ACTOR_ANY)
			writer_put(out, "*");
		else
			writer_put(out, "%u", entry->actor);
		writer_put(out, "@%u", entry->point);
		if (entry->ticks)
			writer_put(out, "+%u", entry->ticks);
	}
}

size_t schedule_format(const struct schedule *schedule, char *buffer,
		       size_t size)
{
	const struct fslitmus_schedule *control = &schedule->control;
	struct writer out = { buffer, size, 0 };

	/* Without any preemption, "at" would have nothing after its colon. */
	if (control->strategy == FSLITMUS_EXPLICIT && !control->count)
		writer_put(&out, "none");
	else
		writer_put(&out, "%s", name_of(control->strategy));
	if (control->strategy == FSLITMUS_EXPLICIT)
		print_list(&out, schedule);
	else if (control->strategy != FSLITMUS_NONE)
		print_settings(&out, control);
	if (!(control->flags & FSLITMUS_WORKERS))
		writer_put(&out, ";processes");
	return out.length;
}

int schedule_explicit(struct schedule *schedule,
		      const struct fslitmus_preemption *list, size_t count)
{
	memset(schedule, 0, sizeof(*schedule));
	schedule->list = calloc(count + 1, sizeof(*list));
	if (!schedule->list)
		return -ENOMEM;
	if (count)
		memcpy(schedule->list, list, count * sizeof(*list));
	schedule->control = (struct fslitmus_schedule){
		.strategy = FSLITMUS_EXPLICIT,
		.flags = FSLITMUS_WORKERS,
		.preemptions = (uintptr_t)schedule->list,
		.count = count,
	};
	return 0;
}

/* The first of two actors waits longer, so that it runs after the second. */
#define FIRST_TICKS 3200
#define SECOND_TICKS 800

int schedule_enumerate(struct schedule *schedule, unsigned long long number,
		       unsigned int length)
{
	struct fslitmus_preemption list[2] = {
		{ .actor = FSLITMUS_ACTOR_ANY, .ticks = FIRST_TICKS },
		{ .actor = FSLITMUS_ACTOR_ANY, .ticks = SECOND_TICKS },
	};
	unsigned long long pair = number - length, gap = length - 1;

	if (!length)
		return -ENOENT;
	if (number < length) {
		list[0].point = number + 1;
		return schedule_explicit(schedule, list, 1);
	}
	/* Near pairs first: distance 1 at every point, then 2, and so on. */
	for (unsigned int distance = 1; gap; distance++, gap--) {
		if (pair >= gap) {
			pair -= gap;
			continue;
		}
		list[0].point = pair + 1;
		list[1].point = pair + 1 + distance;
		return schedule_explicit(schedule, list, 2);
	}
	return -ENOENT;
}
