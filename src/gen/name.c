// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of programs: written and read. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "gen/program.h"

/* The factors of the state in the order of the name. The first three are
   always there; the others are left out where they are VALUE_NONE. */
static const enum factor in_name[PROGRAM_STATES] = {
	FACTOR_SIZE,	FACTOR_CONTENT, FACTOR_CACHE,
	FACTOR_MAPPING, FACTOR_SECOND,	FACTOR_SPACE,
};

#define ALWAYS 3

struct text {
	char *at;
	size_t left;
};

static void text_put(struct text *text, const char *before, const char *word)
{
	const size_t length = snprintf(text->at, text->left, "%s%s", before,
				       word);

	if (length >= text->left)
		BUG("the name of a program is too long");
	text->at += length;
	text->left -= length;
}

void program_name(const struct space *space, const struct program *program,
		  char name[PROGRAM_NAME_SIZE])
{
	const struct shape *shape = &program->shape;
	struct text text = { name, PROGRAM_NAME_SIZE };

	text_put(&text, shape_races(shape) ? "r" : "s", "");
	for (int i = 0; i < PROGRAM_STATES; i++) {
		const int value = program_state(program, in_name[i]);

		if (i < ALWAYS || value != VALUE_NONE)
			text_put(&text, i ? "." : ":",
				 space->value[in_name[i]][value].name);
	}
	for (int p = 0; p < 2; p++)
		for (int i = 0; i < shape->steps[p]; i++) {
			const int op = program_op(program, p, i);
			const int place = program_place(program, p, i);

			text_put(&text, p && !i ? "::" : ":",
				 space->value[FACTOR_OP][op].name);
			if (place != VALUE_NONE)
				text_put(&text, ".",
					 space->value[FACTOR_PLACE][place].name);
		}
}

bool program_is_name(const char *name)
{
	return (*name == 's' || *name == 'r') && name[1] == ':';
}

/* A name being read. */
struct reading {
	const struct space *space;
	const char *at;
	struct program *program;
	/* Of each operation, until it is known how many there are. */
	int op[PROGRAM_MAX_STEPS], place[PROGRAM_MAX_STEPS];
	int state[FACTORS];
	char *why;
};

static int refuse(struct reading *reading, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

static int refuse(struct reading *reading, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(reading->why, PROGRAM_WHY_SIZE, fmt, args);
	va_end(args);
	return -1;
}

/* Reads a word, a value of FACTOR, into *VALUE. */
static int read_value(struct reading *reading, enum factor factor, int *value)
{
	const int length = strcspn(reading->at, ".:");

	*value = length ? space_find(reading->space, factor, reading->at,
				     length) :
			  -1;
	if (*value < 0)
		return refuse(reading, "'%.*s' is none of the values of '%s'",
			      length, reading->at, factor_name(factor));
	reading->at += length;
	return 0;
}

/* Reads a word of one of the factors that may be left out, in their order. */
static int read_optional(struct reading *reading, int *next)
{
	const int length = strcspn(reading->at, ".:");

	for (; *next < PROGRAM_STATES; ++*next) {
		const enum factor factor = in_name[*next];
		const int value = length ? space_find(reading->space, factor,
						      reading->at, length) :
					   -1;

		if (value < 0)
			continue;
		reading->state[factor] = value;
		reading->at += length;
		++*next;
		return 0;
	}
	return refuse(reading,
		      "'%.*s' is no mapping, second file or space, or these "
		      "are not in this order",
		      length, reading->at);
}

static int read_state(struct reading *reading)
{
	int next = ALWAYS;

	for (int i = 0; i < PROGRAM_STATES; i++)
		reading->state[in_name[i]] = VALUE_NONE;
	for (int i = 0; i < ALWAYS; i++) {
		if (*reading->at++ != (i ? '.' : ':'))
			return refuse(reading, "expected the state of the "
					       "file: SIZE.CONTENT.CACHE");
		if (read_value(reading, in_name[i],
			       &reading->state[in_name[i]]) < 0)
			return -1;
	}
	while (*reading->at == '.') {
		reading->at++;
		if (read_optional(reading, &next) < 0)
			return -1;
	}
	return 0;
}

static int read_step(struct reading *reading, int index)
{
	if (read_value(reading, FACTOR_OP, &reading->op[index]) < 0)
		return -1;
	reading->place[index] = VALUE_NONE;
	if (*reading->at != '.')
		return 0;
	reading->at++;
	return read_value(reading, FACTOR_PLACE, &reading->place[index]);
}

/* Reads the operations of all processes. */
static int read_steps(struct reading *reading, struct shape *shape)
{
	int process = 0, count = 0;

	while (*reading->at == ':') {
		reading->at++;
		if (*reading->at == ':') {
			reading->at++;
			if (process++ || !count)
				return refuse(reading,
					      "expected '::' only between the "
					      "operations of two processes");
		}
		if (count == PROGRAM_MAX_STEPS)
			return refuse(reading, "expected at most %d operations",
				      PROGRAM_MAX_STEPS);
		if (read_step(reading, count++) < 0)
			return -1;
		shape->steps[process]++;
	}
	return *reading->at ? refuse(reading, "expected ':', found '%s'",
				     reading->at) :
			      0;
}

/* Gives the slots the values that were read. */
static void fill_slots(struct reading *reading)
{
	struct program *program = reading->program;
	const int steps = shape_steps(&program->shape);

	for (int i = 0; i < steps; i++) {
		program->value[i] = reading->op[i];
		program->value[steps + PROGRAM_STATES + i] = reading->place[i];
	}
	for (int i = steps; i < steps + PROGRAM_STATES; i++)
		program->value[i] =
			reading->state[shape_factor(&program->shape, i)];
}

int program_from_name(const struct space *space, const char *name,
		      struct program *program, char why[PROGRAM_WHY_SIZE])
{
	struct reading reading = {
		.space = space, .at = name + 1, .program = program, .why = why
	};
	struct shape shape = { .steps = { 0 } };

	if (!program_is_name(name))
		return refuse(&reading, "expected it to begin with 's:' or "
					"'r:'");
	if (read_state(&reading) < 0 || read_steps(&reading, &shape) < 0)
		return -1;
	if (!shape.steps[0] || shape_races(&shape) != (*name == 'r'))
		return refuse(&reading, *name == 'r' ?
						"expected operations of two "
						"processes, with '::' between" :
						"expected operations of one "
						"process");
	program_begin(program, &shape);
	fill_slots(&reading);
	return 0;
}
