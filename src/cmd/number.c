// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers and durations as arguments. */
#include "cmd/number.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define LONGEST_NS (366 * 86400e9)

struct unit {
	const char *name;
	double factor;
};

/* The factor of the unit at *WORD, which is moved behind it; 0: none. */
static double take_unit(const char **word, const struct unit *units)
{
	size_t length = strspn(*word, "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	for (; units->name; units++)
		if (strlen(units->name) == length &&
		    !strncmp(units->name, *word, length)) {
			*word += length;
			return units->factor;
		}
	return 0;
}

uint64_t number_argument(const char *option, const char *word, uint64_t least,
			 uint64_t most)
{
	static const struct unit units[] = {
		{ "", 1 },    { "k", 1e3 }, { "M", 1e6 },
		{ "G", 1e9 }, { NULL, 0 },
	};
	uint64_t number, factor, product;
	char *end = (char *)word;
	const char *unit;

	errno = 0;
	number = isdigit((unsigned char)*word) ? strtoull(word, &end, 10) : 0;
	unit = end;
	factor = end == word ? 0 : take_unit(&unit, units);
	if (!factor || *unit || errno ||
	    __builtin_mul_overflow(number, factor, &product) ||
	    product < least || product > most)
		die(EXIT_USAGE,
		    "%s: '%s' is not a number from %" PRIu64 " to %" PRIu64
		    ", such as 20 or 10k",
		    option, word, least, most);
	return product;
}

uint64_t duration_argument(const char *option, const char *word)
{
	static const struct unit units[] = {
		{ "ms", 1e6 },	 { "s", 1e9 },	  { "m", 60e9 },
		{ "min", 60e9 }, { "h", 3600e9 }, { "d", 86400e9 },
		{ NULL, 0 },
	};
	const char *at = word;
	double total = 0, number, factor;
	char *end;

	while (isdigit((unsigned char)*at)) {
		number = strtod(at, &end);
		/* Seconds go without saying, if nothing else is said. */
		if (!*end && at == word) {
			total = number * 1e9;
			at = end;
			break;
		}
		at = end;
		factor = take_unit(&at, units);
		if (!factor) {
			total = 0;
			break;
		}
		total += number * factor;
	}
	if (*at || !isfinite(total) || total < 1e6 || total > LONGEST_NS)
		die(EXIT_USAGE,
		    "%s: '%s' is not a duration, such as 500ms, "
		    "30s, 2m or 1h",
		    option, word);
	return total;
}
