// SPDX-License-Identifier: GPL-2.0-or-later
/* Findings left out with a reason, as a file lists them. */
#include "audit/rules/suppress.h"
#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct suppression {
	char rule[32], filesystem[64], operation[32], function[128];
	const char *reason;
};

static bool suppression_matches(const char *pattern, const char *name)
{
	return !strcmp(pattern, "*") || !strcmp(pattern, name);
}

static bool suppression_covers(const struct suppression *line,
			       const struct finding *finding)
{
	return suppression_matches(line->rule, finding->rule->id) &&
	       suppression_matches(line->filesystem, finding->filesystem) &&
	       suppression_matches(line->operation,
				   column_name(finding->column)) &&
	       suppression_matches(line->function, sym_name(finding->function));
}

static size_t suppression_apply(struct audit *audit,
				const struct suppression *line)
{
	size_t count = 0;

	for (size_t i = 0; i < audit->findings.count; i++) {
		struct finding *finding = &audit->findings.at[i];

		if (finding->suppressed || !suppression_covers(line, finding))
			continue;
		finding->suppressed = line->reason;
		count++;
	}
	return count;
}

static int suppression_parse(struct audit *audit, const char *path, int number,
			     char *text)
{
	struct suppression line;
	int reason = 0;

	text[strcspn(text, "\n")] = '\0';
	if (!text[strspn(text, " \t")] || text[0] == '#')
		return 0;
	if (sscanf(text, "%31s %63s %31s %127s %n", line.rule, line.filesystem,
		   line.operation, line.function, &reason) != 4 ||
	    !reason || !text[reason]) {
		error("%s:%d: expected RULE FILESYSTEM OPERATION FUNCTION and "
		      "a reason",
		      path, number);
		return FAILURE_USAGE;
	}
	line.reason = pool_printf("%s", text + reason);
	if (!suppression_apply(audit, &line))
		warning("%s:%d: suppresses nothing in this tree", path, number);
	return 0;
}

int suppress(struct audit *audit, const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;
	int number = 0, failure = 0;

	if (!file) {
		error("%s: %s", path, strerror(errno));
		return FAILURE_USAGE;
	}
	while (!failure && getline(&text, &size, file) >= 0)
		failure = suppression_parse(audit, path, ++number, text);
	free(text);
	fclose(file);
	return failure;
}
