// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libFuzzer target: whatever the bytes, the parser comes back with a test or
 * a complaint; and what it accepts prints to a text that parses to the same
 * test and prints to the same text.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "litmus/alike.h"
#include "litmus/parse.h"
#include "litmus/print.h"

/* A comment of one-letter lines triples; all else shrinks or stays. */
#define TEXT_SIZE (4 * TEST_TEXT_MAX)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void complain(const char *what, const char *text)
{
	fprintf(stderr, "%s:\n%s\n", what, text);
	abort();
}

/* A complaint names a place in the text and says something. */
static void check_complaint(const struct diagnostic *diagnostic)
{
	if (!*diagnostic->message || diagnostic->line < 0 ||
	    (diagnostic->line && diagnostic->column < 1) ||
	    diagnostic->caret < 0 ||
	    diagnostic->caret >= DIAGNOSTIC_SOURCE_SIZE)
		complain("complaint without a place", diagnostic->message);
}

static void check_identity(const struct test *test)
{
	static char text[TEXT_SIZE], again[TEXT_SIZE];
	static struct test parsed;
	struct diagnostic diagnostic;
	const char *difference;
	size_t length = test_text(test, text, sizeof(text));

	if (length >= sizeof(text))
		complain("longer than thought", text);
	if (test_parse(text, length, "printed", &parsed, &diagnostic) < 0)
		complain(diagnostic.message, text);
	difference = test_difference(test, &parsed);
	if (difference)
		complain(difference, text);
	if (test_text(&parsed, again, sizeof(again)) != length ||
	    memcmp(text, again, length))
		complain("prints in another way", text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct test test;
	struct diagnostic diagnostic;

	if (test_parse((const char *)data, size, "input", &test, &diagnostic) <
	    0)
		check_complaint(&diagnostic);
	else
		check_identity(&test);
	return 0;
}
