/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From struct test back to text, in the canonical form: parsing what was
 * printed gives the same test, and printing that the same text. Comments
 * other than the leading one are gone.
 */
#ifndef FSLITMUS_LITMUS_PRINT_H
#define FSLITMUS_LITMUS_PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "litmus/test.h"

#define OPERATION_TEXT_SIZE 192 /* holds every operation, with its NUL */

/* Prints TEST in its canonical form. Returns 0 or -ENOMEM. */
int test_print(FILE *out, const struct test *test);

/*
 * The same into BUFFER, cut to SIZE bytes with the NUL; BUFFER may be NULL
 * if SIZE is 0. Returns the length of all of it, like snprintf(3).
 */
size_t test_text(const struct test *test, char *buffer, size_t size);

/* One operation, "punch f[0..16)", into BUFFER; returns its length. */
size_t operation_text(const struct test *test,
		      const struct operation *operation, char *buffer,
		      size_t size);

/* One range of operation TYPE, as "[0..16)" or "[3]". */
size_t range_text(const struct op_type *type, const struct range *range,
		  char *buffer, size_t size);

/* Are they written alike? Their processes may differ. */
bool operations_alike(const struct operation *a, const struct operation *b);

/* Which of the operations written alike in its process: 1 ...; *OF them. */
int operation_ordinal(const struct test *test,
		      const struct operation *operation, int *of);

/* "st" of 1, "nd" of 2 ... */
const char *ordinal_ending(int ordinal);

/* The word for VALUE in a reach clause. */
const char *reach_value_name(enum reach_value value);

/* The words of a file line, by their enum. */
extern const char *const content_names[];
extern const char *const cache_names[];
#define CONTENT_WORDS 4 /* all but reflink, which is no word */
#define CACHE_WORDS 4

/* The words of a knob line: that of bit i. */
extern const char *const knob_names[];
#define KNOBS 2

#endif
