/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The space of generated tests, as data: factors, each with a list of values.
 * A program is one value for each factor, and for each of its operations one
 * for the two factors of operations (program.h). doc/generate.md explains it.
 *
 * What can be done is read from the table of operations (litmus/op_type.h). A
 * new operation is generated without a change here.
 */
#ifndef FSLITMUS_GEN_SPACE_H
#define FSLITMUS_GEN_SPACE_H

#include <stdbool.h>

#include "litmus/op_type.h"
#include "litmus/test.h"

enum factor {
	FACTOR_OP,	/* which operation, with which option */
	FACTOR_MAPPING, /* how the file is mapped before, if it is */
	FACTOR_SECOND,	/* the second file of operations that have one */
	FACTOR_SPACE,	/* racing: do both share an address space? */
	FACTOR_SIZE,
	FACTOR_CONTENT,
	FACTOR_CACHE,
	FACTOR_PLACE, /* where in the file, for each operation */
	FACTORS
};

/* Value 0 of the factors whose names leave it out. */
#define VALUE_NONE 0

enum content {
	FILE_ABSENT,
	FILE_HOLE,
	FILE_UNWRITTEN,
	FILE_WRITTEN,
	FILE_MIXED, /* unwritten, but for parts of some pages */
};

enum cache {
	PAGES_DIRTY,
	PAGES_SYNCED,
	PAGES_WRITEBACK,
	PAGES_EVICTED,
	PAGES_PARTIAL, /* evicted, then part of a page was written */
};

enum second {
	SECOND_NONE,
	SECOND_OTHER, /* a file with stamps of its own */
	SECOND_CLONE, /* a reflink of the file */
	SECOND_SELF,  /* the file itself, behind the range */
};

enum space_kind {
	SPACE_APART,
	SPACE_THREAD,
};

/* The values of FACTOR_OP. */
struct verb {
	const struct op_type *type;
	unsigned int options; /* as struct operation has them */
	bool from;	      /* the second file is the source */
};

/* The values of FACTOR_MAPPING; the first is that there is none. */
struct map_kind {
	bool exists;
	bool shared, writable;
	unsigned int options; /* of the operation that maps */
};

struct factor_value {
	char name[40];
	bool common; /* taken when nothing else is asked for */
};

struct space {
	int count[FACTORS];
	struct factor_value *value[FACTORS];
	struct verb *verb;
	struct map_kind *mapping;
	const struct op_type *map; /* the operation that maps */
};

/* The owner frees it with space_free(). */
struct space *space_new(void);
void space_free(struct space *space);

/* How options and messages call FACTOR: "ops", "size" ... */
const char *factor_name(enum factor factor);

/* The value of FACTOR that NAME (LENGTH letters) names, or -1. */
int space_find(const struct space *space, enum factor factor, const char *name,
	       int length);

/* The size that VALUE of FACTOR_SIZE means. */
struct position space_size(int value);

#endif
