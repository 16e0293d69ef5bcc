/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From text to struct test. A test it accepts is right: names are resolved,
 * limits kept, ranges inside their mappings (check.h). So no other code checks
 * a test again. The language is in fslitmus-test(5).
 *
 * Functions return 0, or -1 with DIAGNOSTIC filled; TEST is then undefined.
 */
#ifndef FSLITMUS_LITMUS_PARSE_H
#define FSLITMUS_LITMUS_PARSE_H

#include <stddef.h>

#include "litmus/diagnostic.h"
#include "litmus/test.h"

#define TEST_TEXT_MAX 65536 /* bytes of a test's text */

/* Parse LENGTH bytes at TEXT; FILE_NAME is for diagnostics only. */
int test_parse(const char *text, size_t length, const char *file_name,
	       struct test *test, struct diagnostic *diagnostic);

/* Read and parse the file PATH; "-" is standard input. */
int test_load(const char *path, struct test *test,
	      struct diagnostic *diagnostic);

#endif
