// SPDX-License-Identifier: GPL-2.0-or-later
#include "audit/rules/suppress.h"
#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct line {
	char rule[32], filesystem[64], operation[32], function[128];
	const char *reason;
};

static bool matches(const char *pattern, const char *name)
{
	return !strcmp(pattern, "*") || !strcmp(pattern, name);
}

static size_t apply(struct audit *audit, const struct line *line)
{
	size_t count = 0;

	for (size_t i = 0; i < audit->findings.count; i++) {
		struct finding *finding = &audit->findings.at[i];

		if (finding->suppressed ||
		    !matches(line->rule, finding->rule->id) ||
		    !matches(line->filesystem, finding->filesystem) ||
		    !matches(line->operation, column_name(finding->column)) ||
		    !matches(line->function, sym_name(finding->function)))
			continue;
		finding->suppressed = line->reason;
		count++;
	}
	return count;
}

static void parse(struct audit *audit, const char *path, int number, char *text)
{
	struct line line;
	int reason = 0;

	text[strcspn(text, "\n")] = '\0';
	if (!text[strspn(text, " \t")] || text[0] == '#')
		return;
	if (sscanf(text, "%31s %63s %31s %127s %n", line.rule, line.filesystem,
		   line.operation, line.function, &reason) != 4 ||
	    !reason || !text[reason])
		die(EXIT_USAGE,
		    "%s:%d: expected RULE FILESYSTEM OPERATION FUNCTION and a "
		    "reason",
		    path, number);
	line.reason = pool_printf("%s", text + reason);
	if (!apply(audit, &line))
		warning("%s:%d: suppresses nothing in this tree", path, number);
}

void suppress(struct audit *audit, const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;
	int number = 0;

	if (!file)
		die(EXIT_USAGE, "%s: %s", path, strerror(errno));
	while (getline(&text, &size, file) >= 0)
		parse(audit, path, ++number, text);
	free(text);
	fclose(file);
}
