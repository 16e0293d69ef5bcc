/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A generated program: one value for each factor. Its name says all of them:
 *
 *   s:16p.written.evicted.shared+populate:punch.part:write+dsync.at
 *   r:16p.written.dirty.shared.thread:store.inside::truncate.across
 *
 * First "s", one process, or "r", two that race. Then the state: size, content,
 * cache and, where they are not none, mapping, second file and space. Then the
 * operations, each with its place if it needs one; "::" stands between those of
 * the two processes.
 */
#ifndef FSLITMUS_GEN_PROGRAM_H
#define FSLITMUS_GEN_PROGRAM_H

#include <stdbool.h>

#include "gen/space.h"

#define PROGRAM_MAX_STEPS 6 /* of all processes */
#define PROGRAM_STATES 6    /* factors that are not those of operations */
#define PROGRAM_MAX_SLOTS (PROGRAM_STATES + 2 * PROGRAM_MAX_STEPS)
#define PROGRAM_NAME_SIZE TEST_NAME_SIZE
#define PROGRAM_UNSET (-1)

/* How many operations each process performs; the second 0: there is one. */
struct shape {
	int steps[2];
};

/*
 * A program, or a part of one: a slot may be PROGRAM_UNSET. There are slots for
 * the operations of all processes in order, for the factors of the state, and
 * for the places of the operations. In this order, early slots decide most of
 * what may stand in later ones (rules.h).
 */
struct program {
	struct shape shape;
	int value[PROGRAM_MAX_SLOTS];
};

static inline int shape_steps(const struct shape *shape)
{
	return shape->steps[0] + shape->steps[1];
}

static inline int shape_slots(const struct shape *shape)
{
	return PROGRAM_STATES + 2 * shape_steps(shape);
}

static inline bool shape_races(const struct shape *shape)
{
	return shape->steps[1];
}

/* No value is set. */
void program_begin(struct program *program, const struct shape *shape);

/* The factor that SLOT has a value of. */
enum factor shape_factor(const struct shape *shape, int slot);

/* The operation that SLOT belongs to, counted through all processes; -1: none. */
int shape_step(const struct shape *shape, int slot);

/* The value of a factor of the state. */
int program_state(const struct program *program, enum factor factor);

/* Operation STEP of PROCESS, and its place. */
int program_op(const struct program *program, int process, int step);
int program_place(const struct program *program, int process, int step);

void program_set_place(struct program *program, int process, int step,
		       int place);

/* A program without unset values into NAME; it fits. */
void program_name(const struct space *space, const struct program *program,
		  char name[PROGRAM_NAME_SIZE]);

/* Is NAME meant to be that of a program? */
bool program_is_name(const char *name);

#define PROGRAM_WHY_SIZE 256

/* From a name. 0, or -1 with WHY: what is wrong, and what was expected. */
int program_from_name(const struct space *space, const char *name,
		      struct program *program, char why[PROGRAM_WHY_SIZE]);

#endif
