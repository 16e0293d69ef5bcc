// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/strategy.h"

#include <string.h>

#include "base/error.h"
#include "schedule/search.h"

void strategy_argument(const char *option, const char *word)
{
	struct search *search;
	const char *where, *problem = search_new(word, 1, &search, &where);

	if (!problem && strlen(word) >= SCHEDULE_TEXT_SIZE)
		problem = "this is too long";
	if (problem)
		die(EXIT_USAGE, "%s %s: %s; expected some of none, "
		    "random:rate=N, pct:depth=N, sparse:depth=N, enumerate, "
		    "guided, at:..., mix, joined by /", option, word, problem);
	search_free(search);
}
