// SPDX-License-Identifier: GPL-2.0-or-later
/* Takes sequences of schedules apart, and puts them together (sequence.h). */
#include "schedule/sequence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t sequence_count(const char *text)
{
	size_t count = *text != '\0';

	while ((text = strchr(text, '/'))) {
		text++;
		count++;
	}
	return count;
}

const char *sequence_from(const char *text, size_t index)
{
	while (index--)
		text = strchr(text, '/') + 1;
	return text;
}

const char *sequence_last(const char *text)
{
	const char *slash = strrchr(text, '/');

	return slash ? slash + 1 : text;
}

const char *sequence_parse(const char *text, size_t index,
			   struct schedule *schedule, const char **where)
{
	const char *from = sequence_from(text, index), *at = NULL, *problem;
	char *part = strndup(from, strcspn(from, "/"));

	*where = from;
	if (!part)
		return "out of memory";
	problem = schedule_parse(part, schedule, &at);
	if (problem)
		*where += at - part;
	free(part);
	return problem;
}

const char *sequence_check(const char *text, const char **where)
{
	size_t count = sequence_count(text);
	const char *problem = NULL;

	*where = text;
	if (!count)
		return "expected a schedule";
	for (size_t i = 0; i < count && !problem; i++) {
		struct schedule schedule;

		problem = sequence_parse(text, i, &schedule, where);
		if (!problem)
			schedule_clear(&schedule);
	}
	return problem;
}

char *sequence_replace(const char *text, size_t index, size_t count,
		       const char *by)
{
	const char *cut = sequence_from(text, index);
	const char *rest = index + count < sequence_count(text) ?
				   sequence_from(cut, count) :
				   NULL;
	int head = cut - text;
	char *new;

	/* Neither in front of nor behind what is left stays a separator. */
	if (!by && !rest && head)
		head--;
	if (asprintf(&new, "%.*s%s%s%s", head, text, by ? by : "",
		     by && rest ? "/" : "", rest ? rest : "") < 0)
		return NULL;
	return new;
}
