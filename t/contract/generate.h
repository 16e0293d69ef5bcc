/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random small histories. First the operations and their times, then what
 * could have been seen: every operation is given, for each word it changes,
 * an instant between its begin and its end, and every access one for each
 * word it looks at. What the words then hold is one legal outcome, found
 * without enumerating orders, so that it can try both oracles.
 */
#ifndef FSLITMUS_T_GENERATE_H
#define FSLITMUS_T_GENERATE_H

#include "base/random.h"
#include "scene.h"

#define MOMENTS_OPERATIONS 16
#define MOMENTS_FILES 2
#define MOMENTS_WORDS 64 /* further words are never present */

typedef uint64_t moment;

/* When what happened. */
struct moments {
	int count;
	struct {
		const struct operation *operation;
		const struct record *record;
		int effects;
		const struct effect *effect;
		struct {
			moment at;
			bool applies;
			moment read; /* of its source */
		} word[MOMENTS_FILES][MOMENTS_WORDS];
	} event[MOMENTS_OPERATIONS];
};

/* Is there memory to access at a mapping? */
enum memory {
	MEMORY_THERE,
	MEMORY_COMING_OR_GOING, /* or what is done with it may be barred */
	MEMORY_GONE,		/* or never made */
};

/* Throughout the time from BEGIN to END; THERE where MAPPING is -1. */
enum memory memory_at(const struct scene *scene, int mapping, uint32_t begin,
		      uint32_t end);

/*
 * Files, mappings, operations and their records, and the operations'
 * observations and those of the final state: all but what they saw.
 */
void generate(struct scene *scene, struct random *random);

/* Choose when what happened; every choice is a legal one. */
void choose_moments(struct moments *moments, const struct scene *scene,
		    struct random *random);

/*
 * Fill in what was seen, in one world, or some of it in OTHER unless that is
 * NULL. The observations are cut into runs of one value each. False if the
 * moments contradict each other, by moving data in a circle or by leaving
 * some behind the end of a file: choose others.
 */
bool observe(struct scene *scene, const struct moments *moments,
	     const struct moments *other, struct random *random);

/* Make something of it wrong, perhaps. */
void perturb(struct scene *scene, struct random *random);

#endif
