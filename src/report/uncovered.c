// SPDX-License-Identifier: GPL-2.0-or-later
/* Gathers and prints the remarks on what a run did not cover. */
#include "report/uncovered.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "litmus/op_type.h"
#include "report/words.h"

#define NAMES_SHOWN 3
#define LACKS "lacks "

struct remark {
	char *target, *text;
	char **names; /* of the tests */
	size_t count;
};

struct uncovered {
	struct remark *remark;
	size_t count;
};

struct uncovered *uncovered_new(void)
{
	return xcalloc(1, sizeof(struct uncovered));
}

void uncovered_free(struct uncovered *uncovered)
{
	if (!uncovered)
		return;
	for (size_t i = 0; i < uncovered->count; i++) {
		struct remark *remark = &uncovered->remark[i];

		for (size_t n = 0; n < remark->count; n++)
			free(remark->names[n]);
		free(remark->names);
		free(remark->target);
		free(remark->text);
	}
	free(uncovered->remark);
	free(uncovered);
}

static struct remark *remark_find(struct uncovered *uncovered,
				  const char *target, const char *text)
{
	struct remark *remark;

	for (size_t i = 0; i < uncovered->count; i++) {
		remark = &uncovered->remark[i];
		if (!strcmp(remark->target, target) &&
		    !strcmp(remark->text, text))
			return remark;
	}
	uncovered->remark = xrealloc(uncovered->remark, uncovered->count + 1,
				     sizeof(*remark));
	remark = &uncovered->remark[uncovered->count++];
	*remark = (struct remark){ xstrdup(target), xstrdup(text), NULL, 0 };
	return remark;
}

static void remark_add(struct uncovered *uncovered, const struct test *test,
		       const char *target, const char *text)
{
	struct remark *remark = remark_find(uncovered, target, text);

	remark->names = xrealloc(remark->names, remark->count + 1,
				 sizeof(*remark->names));
	remark->names[remark->count++] = xstrdup(test->name);
}

static void add_lines(struct uncovered *uncovered, const struct test *test,
		      const char *target, const char *lines)
{
	char line[sizeof(((struct result *)NULL)->uncovered)];
	size_t length;

	for (; *lines; lines += length + (lines[length] == '\n')) {
		length = strcspn(lines, "\n");
		snprintf(line, sizeof(line), "%.*s", (int)length, lines);
		if (line[0])
			remark_add(uncovered, test, target, line);
	}
}

static bool is_option(const struct op_type *type, const char *word)
{
	for (int i = 0; type->options && type->options[i]; i++)
		if (!strcmp(type->options[i], word))
			return true;
	return false;
}

/*
 * Turns "lacks zero f[4..6) keep-size (why)" into "lacks zero keep-size (why)".
 * The range says nothing of the filesystem, and remarks that differ only in it
 * are to be merged.
 */
static void without_operands(char *text, size_t size, const char *reason)
{
	const char *why = strstr(reason, " (");
	char words[RESULT_TEXT_SIZE], *rest = words, *word;
	const struct op_type *type;
	size_t length;

	snprintf(text, size, "%s", reason);
	if (!why || strncmp(reason, LACKS, strlen(LACKS)))
		return;
	snprintf(words, sizeof(words), "%.*s",
		 (int)(why - reason - strlen(LACKS)), reason + strlen(LACKS));
	word = strsep(&rest, " ,");
	type = op_find(word);
	if (!type)
		return;
	length = snprintf(text, size, LACKS "%s", word);
	while ((word = strsep(&rest, " ,")))
		if (is_option(type, word))
			length += snprintf(text + length, size - length, " %s",
					   word);
	snprintf(text + length, size - length, "%s", why);
}

static void add_refusal(struct uncovered *uncovered, const struct test *test,
			const char *target, const struct result *result)
{
	char reason[RESULT_TEXT_SIZE], text[RESULT_TEXT_SIZE + 32];

	without_operands(reason, sizeof(reason), result->reason);
	snprintf(text, sizeof(text), "%s: %s",
		 result->status == RESULT_SKIPPED ? "skipped" : "not run",
		 reason);
	remark_add(uncovered, test, target, text);
}

void uncovered_add(struct uncovered *uncovered, const struct test *test,
		   const char *target, const struct result *result)
{
	if (result->status == RESULT_SKIPPED ||
	    result->status == RESULT_NOT_RUN)
		add_refusal(uncovered, test, target, result);
	if (result->status == RESULT_UNENTERED)
		remark_add(uncovered, test, target,
			   "the window was never entered");
	if (has_few_rounds(result))
		remark_add(uncovered, test, target,
			   FEW_ROUNDS_TEXT " were performed");
	if (result->lost_observations)
		remark_add(uncovered, test, target,
			   "observations found no room and were not judged");
	if (result->evictions_failed)
		remark_add(uncovered, test, target,
			   "pages could not be evicted from the cache");
	add_lines(uncovered, test, target, result->uncovered);
}

static void print_remark(const struct remark *remark, FILE *out,
			 const char *prefix, size_t shown)
{
	fprintf(out, "%s%s: %s (", prefix, remark->target, remark->text);
	for (size_t i = 0; i < remark->count && i < shown; i++)
		fprintf(out, "%s%s", i ? ", " : "", remark->names[i]);
	if (remark->count > shown)
		fprintf(out, " and %zu more", remark->count - shown);
	fputs(")\n", out);
}

int uncovered_print(const struct uncovered *uncovered, FILE *out,
		    const char *prefix, bool all)
{
	for (size_t i = 0; i < uncovered->count; i++)
		print_remark(&uncovered->remark[i], out, prefix,
			     all ? SIZE_MAX : NAMES_SHOWN);
	return uncovered->count;
}
