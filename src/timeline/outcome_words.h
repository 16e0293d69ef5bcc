/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a timeline says of operations: their text, what came of them. */
#ifndef FSLITMUS_TIMELINE_OUTCOME_WORDS_H
#define FSLITMUS_TIMELINE_OUTCOME_WORDS_H

#include "report/words.h"
#include "timeline/held.h"
#include "timeline/timeline.h"

/* As the test has it: "punch f[0..16)". */
void operation_words(const struct test *test, const struct operation *operation,
		     char *text, size_t size);

/* To follow the above: " = old", " done", " fails: EINVAL". RESULT is what its
 * call returned, for when the history does not know. */
void outcome_words(const struct timeline *what,
		   const struct operation *operation, int64_t result,
		   char *text, size_t size);

/* The page of the file that a fault of OPERATION falls into; UINT64_MAX: of
 * none. */
uint64_t fault_page(const struct test *test, const struct operation *operation,
		    const struct fslitmus_event *event);

/* "fault m[3]", "write fault m[3]". OPERATION may be NULL. */
void fault_words(const struct test *test, const struct operation *operation,
		 const struct fslitmus_event *event, char *text, size_t size);

/* If OPERATION is one of the two that conflict: its part in it. */
bool conflict_words(const struct timeline *what,
		    const struct operation *operation, char *text, size_t size);

/* The page in which what is wrong was seen; of no file if there is none. */
void bad_page(const struct timeline *what, struct held_folio *page);

/* If what is wrong was seen after the race, where and what. */
bool final_words(const struct timeline *what, char *text, size_t size);

#endif
