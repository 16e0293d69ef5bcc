// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs: their slots. */
#include "gen/program.h"

/* The factors of the state, in the order of their slots. */
static const enum factor states[PROGRAM_STATES] = {
	FACTOR_MAPPING, FACTOR_SECOND,	FACTOR_SPACE,
	FACTOR_SIZE,	FACTOR_CONTENT, FACTOR_CACHE,
};

void program_begin(struct program *program, const struct shape *shape)
{
	program->shape = *shape;
	for (int i = 0; i < PROGRAM_MAX_SLOTS; i++)
		program->value[i] = PROGRAM_UNSET;
}

enum factor shape_factor(const struct shape *shape, int slot)
{
	const int steps = shape_steps(shape);

	if (slot < steps)
		return FACTOR_OP;
	if (slot < steps + PROGRAM_STATES)
		return states[slot - steps];
	return FACTOR_PLACE;
}

int shape_step(const struct shape *shape, int slot)
{
	const int steps = shape_steps(shape);

	if (slot < steps)
		return slot;
	return slot < steps + PROGRAM_STATES ? -1 :
					       slot - steps - PROGRAM_STATES;
}

int program_state(const struct program *program, enum factor factor)
{
	const int steps = shape_steps(&program->shape);
	int i = 0;

	while (states[i] != factor)
		i++;
	return program->value[steps + i];
}

static int step_slot(const struct program *program, int process, int step)
{
	return process ? program->shape.steps[0] + step : step;
}

int program_op(const struct program *program, int process, int step)
{
	return program->value[step_slot(program, process, step)];
}

static int place_slot(const struct program *program, int process, int step)
{
	return shape_steps(&program->shape) + PROGRAM_STATES +
	       step_slot(program, process, step);
}

int program_place(const struct program *program, int process, int step)
{
	return program->value[place_slot(program, process, step)];
}

void program_set_place(struct program *program, int process, int step,
		       int place)
{
	program->value[place_slot(program, process, step)] = place;
}
