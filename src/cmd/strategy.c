// SPDX-License-Identifier: GPL-2.0-or-later
/* Search strategies as arguments. */
#include "cmd/strategy.h"

#include "base/error.h"
#include "schedule/search.h"

void strategy_argument(const char *option, const char *word)
{
	char reason[256];

	if (search_check(word, reason, sizeof(reason)))
		die(EXIT_USAGE, "%s %s: %s", option, word, reason);
}
