/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to the contract: a test's files cut into regions, and the values that
 * a region may hold. oracle.h has the rule.
 */
#ifndef FSLITMUS_CONTRACT_PLAN_H
#define FSLITMUS_CONTRACT_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "contract/effect.h"
#include "contract/history.h"
#include "contract/oracle.h"
#include "litmus/op_type.h"

#define PLAN_MAX_CHANGES 64    /* operations with effects, of one test */
#define PLAN_MAX_WRITERS 14    /* of them, on one region */
#define PLAN_MAX_REGIONS 16384 /* of one file */
#define PLAN_MAX_SETS (1u << 21)
#define PLAN_MAX_STEPS 20000  /* sets computed to judge one round */
#define PLAN_NEVER UINT32_MAX /* a ticket that is never drawn */

/*
 * A value that a word may hold, packed so that one comparison is enough. A
 * stamp's place is kept as its distance from where it was found, so that all
 * words of a region share one token.
 */
typedef uint64_t token;

#define TOKEN_ZERO ((token)0)
#define TOKEN_ABSENT ((token)1)

static inline token token_stamp(int file, int writer, int generation,
				int64_t shift)
{
	return 2 | (token)file << 2 | (token)writer << 5 |
	       (token)generation << 9 |
	       (token)(uint32_t)(int32_t)(shift / TEST_WORD) << 32;
}

static inline bool token_is_stamp(token value)
{
	return value & 2;
}

static inline int64_t token_shift(token value)
{
	return (int64_t)(int32_t)(value >> 32) * TEST_WORD;
}

/* The same value found SHIFT bytes before the place from which it was taken. */
static inline token token_moved(token value, int64_t shift)
{
	int64_t words = (int32_t)(value >> 32) + shift / TEST_WORD;

	if (!token_is_stamp(value))
		return value;
	return (value & 0xffffffff) | (token)(uint32_t)(int32_t)words << 32;
}

#define SET_ROOM 13

/* A set of values. If it overflows, it holds every value. */
struct value_set {
	uint64_t epoch; /* valid if that of the plan */
	uint8_t count;
	bool any;
	bool busy; /* being computed: a value that needs it depends on itself */
	token value[SET_ROOM];
};

/* An operation with effects, and its interval in the current round. */
struct change {
	const struct operation *operation;
	int effects;
	struct effect effect[EFFECT_MAX];
	/* Of this round: */
	bool ran;      /* it may have taken effect ... */
	bool required; /* ... and must have, by its end */
	bool mixed;    /* a direct write racing with cached access */
	uint32_t begin, end;
	uint64_t before; /* changes that ended before it began */
};

/* What one change does to one region. */
struct writer {
	uint8_t change;
	uint8_t kind;	/* enum effect_kind */
	uint8_t source; /* file */
	int64_t shift;
	uint32_t source_region;
	bool source_beyond; /* the source lies beyond the limit: absent */
};

/* Does it bring a value from a region below the limit? */
static inline bool writer_has_source(const struct writer *writer)
{
	return (writer->kind == EFFECT_MOVE || writer->kind == EFFECT_COPY) &&
	       !writer->source_beyond;
}

struct region {
	uint64_t start, end; /* bytes */
	token initial;
	bool may_be_absent; /* at some time, in some order */
	int writers;
	struct writer *writer;
	struct value_set *sets; /* by the set of writers that took effect */
	/* Of this round: */
	uint64_t epoch;
	unsigned int ran; /* writers that may have taken effect */
	bool linked;	  /* with a word asked about, by moves */
	/* For each writer, the writers that ended before it began, and those of
	   them that must have taken effect. */
	unsigned int before[PLAN_MAX_WRITERS];
	unsigned int needs[PLAN_MAX_WRITERS];
};

struct plan_file {
	uint32_t regions;
	struct region *region;
	uint32_t *of_page; /* first region that overlaps a page */
};

struct plan {
	struct layout layout;
	uint64_t limit; /* bytes: nothing of the test lies beyond */
	bool moves;	/* some change moves data */
	/* By file: mappings may have memory behind the end. */
	bool maps_past_end[TEST_MAX_FILES];
	int changes;
	struct change change[PLAN_MAX_CHANGES];
	int change_of[TEST_MAX_PROCESSES][TEST_MAX_OPERATIONS];
	struct plan_file file[TEST_MAX_FILES];
	struct writer *writers;
	struct value_set *sets;
	uint64_t epoch; /* of the values computed so far */
	uint32_t steps; /* sets computed in this round */
	bool bounded;	/* a bound was hit: some set holds any value */
	char refusal[PLAN_REFUSAL_SIZE]; /* why it cannot be judged */
};

/* The region of FILE that holds byte OFFSET. Beyond the limit, the last one. */
struct region *plan_region(const struct plan *plan, int file, uint64_t offset);

/* Marks all regions as not linked. */
void plan_unlink(struct plan *plan);

/* The tickets between which something was read. */
struct moment {
	uint32_t begin, end;
};

/*
 * Takes the intervals of HISTORY. RELAXED: a mixed direct write need not have
 * taken effect when it returns, or at all.
 */
void values_begin(struct plan *plan, const struct history *history,
		  bool relaxed);

/*
 * The same, supposing that the changes whose bits are in MISSING may have had
 * no effect although they succeeded.
 */
void values_suppose(struct plan *plan, const struct history *history,
		    uint64_t missing);

/*
 * Every value that a word of REGION may have held at some point of MOMENT,
 * under some order of the changes.
 */
void values_at(struct plan *plan, struct region *region, struct moment moment,
	       struct value_set *out);

bool set_has(const struct value_set *set, token value);

#endif
