// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes smaller tests by leaving lines out of the canonical text, which has one
 * line for each part. The parser decides whether the rest still is a test.
 */
#include "litmus/reduce.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "litmus/parse.h"
#include "litmus/print.h"

enum kind {
	KIND_PROCESS, /* to its closing brace */
	KIND_OPERATION,
	KIND_FILE,
	KIND_KNOB,
	KINDS,
	KIND_OTHER,
};

#define LINES_MAX 512

struct lines {
	char *text; /* cut into lines */
	char *line[LINES_MAX];
	enum kind kind[LINES_MAX];
	int count;
	bool left_out[LINES_MAX];
	int process_left_out; /* or -1 */
};

static bool line_begins(const char *line, const char *word)
{
	return !strncmp(line, word, strlen(word));
}

static bool is_heading(const char *line)
{
	return line[0] == 'P' && strchr(line, '{');
}

static enum kind kind_of(const char *line)
{
	if (is_heading(line))
		return KIND_PROCESS;
	if (line_begins(line, " "))
		return KIND_OPERATION;
	if (line_begins(line, "file "))
		return KIND_FILE;
	return line_begins(line, "knob ") ? KIND_KNOB : KIND_OTHER;
}

static bool lines_split(const struct test *test, struct lines *lines)
{
	char *rest, *line;

	*lines = (struct lines){ .text = malloc(TEST_TEXT_MAX),
				 .process_left_out = -1 };
	if (!lines->text ||
	    test_text(test, lines->text, TEST_TEXT_MAX) >= TEST_TEXT_MAX)
		return false;
	for (rest = lines->text; (line = strsep(&rest, "\n"));) {
		if (lines->count == LINES_MAX)
			return false;
		lines->kind[lines->count] = kind_of(line);
		lines->line[lines->count++] = line;
	}
	return true;
}

/* The line that part NUMBER begins with, or -1. */
static int lines_find(const struct lines *lines, unsigned int number)
{
	for (int kind = 0; kind < KINDS; kind++)
		for (int i = 0; i < lines->count; i++)
			if ((int)lines->kind[i] == kind && !number--)
				return i;
	return -1;
}

static void leave_out(struct lines *lines, int at)
{
	lines->left_out[at] = true;
	if (lines->kind[at] != KIND_PROCESS)
		return;
	sscanf(lines->line[at], "P%d", &lines->process_left_out);
	while (at + 1 < lines->count && lines->line[at][0] != '}')
		lines->left_out[++at] = true;
}

/* Those after the one left out have a number less. */
static void put_heading(FILE *out, const struct lines *lines, const char *line)
{
	int gone = lines->process_left_out, process = 0, of = 0;

	if (gone < 0) {
		fprintf(out, "%s\n", line);
		return;
	}
	if (sscanf(line, "P%d thread of P%d", &process, &of) == 2)
		fprintf(out, "P%d thread of P%d {\n",
			process - (process > gone), of - (of > gone));
	else
		fprintf(out, "P%d {\n", process - (process > gone));
}

static bool lines_parse(const struct lines *lines, bool with_reach,
			struct test *smaller)
{
	struct diagnostic diagnostic;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	bool parsed;

	if (!out)
		return false;
	for (int i = 0; i < lines->count; i++) {
		if (lines->left_out[i] ||
		    (!with_reach && line_begins(lines->line[i], "reach ")))
			continue;
		if (lines->kind[i] == KIND_PROCESS)
			put_heading(out, lines, lines->line[i]);
		else
			fprintf(out, "%s\n", lines->line[i]);
	}
	fclose(out);
	parsed = !test_parse(text, size, "smaller test", smaller, &diagnostic);
	free(text);
	return parsed;
}

int test_reduce(const struct test *test, unsigned int number,
		struct test *smaller)
{
	struct lines lines;
	int at, status = -1;

	if (lines_split(test, &lines)) {
		at = lines_find(&lines, number);
		if (at >= 0) {
			leave_out(&lines, at);
			/* Another process may have its number now. */
			status = (lines.process_left_out < 0 &&
				  lines_parse(&lines, true, smaller)) ||
				 lines_parse(&lines, false, smaller);
		}
	}
	free(lines.text);
	return status;
}
