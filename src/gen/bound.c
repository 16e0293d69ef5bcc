// SPDX-License-Identifier: GPL-2.0-or-later
/* Bounds: read, and the values that they take. */
#include "gen/bound.h"

#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define SEQUENTIAL_MOST 4
#define RACING_MOST 3

static int refuse(char why[BOUND_WHY_SIZE], const char *fmt, ...)
	PRINTF_LIKE(2, 3);

static int refuse(char why[BOUND_WHY_SIZE], const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(why, BOUND_WHY_SIZE, fmt, args);
	va_end(args);
	return -1;
}

/* Moves AT over WORD if it is next. */
static bool accept(const char **at, const char *word)
{
	const size_t length = strlen(word);

	if (strncmp(*at, word, length))
		return false;
	*at += length;
	return true;
}

/* The kind, the comparison and the number. */
static int parse_size(struct bound *bound, const char **at,
		      char why[BOUND_WHY_SIZE])
{
	bool exactly;
	int most;

	bound->racing = accept(at, "racing");
	if (!bound->racing && !accept(at, "sequential"))
		return refuse(why,
			      "expected 'sequential' or 'racing', found "
			      "'%s'",
			      *at);
	most = bound->racing ? RACING_MOST : SEQUENTIAL_MOST;
	exactly = accept(at, "=");
	if (!exactly && !accept(at, "<="))
		return refuse(why, "expected '=' or '<=', found '%s'", *at);
	if (**at < '1' || **at > '0' + most)
		return refuse(why,
			      "expected a number of operations from 1 to %d, "
			      "found '%s'",
			      most, *at);
	bound->most = *(*at)++ - '0';
	bound->least = exactly ? bound->most : 1;
	return 0;
}

static int parse_strength(struct bound *bound, const char **at,
			  char why[BOUND_WHY_SIZE])
{
	if (!accept(at, "~"))
		return 0;
	if (accept(at, "pairs"))
		bound->strength = 2;
	else if (accept(at, "triples"))
		bound->strength = 3;
	else
		return refuse(why, "expected 'pairs' or 'triples', found '%s'",
			      *at);
	return 0;
}

static int parse_restriction(const struct space *space, struct bound *bound,
			     const char **at, char why[BOUND_WHY_SIZE])
{
	for (int factor = 0; factor < FACTORS; factor++) {
		const char *rest = *at;
		char *list;
		int status;

		if (!accept(&rest, factor_name(factor)) || !accept(&rest, "="))
			continue;
		list = xasprintf("%.*s", (int)strcspn(rest, "/"), rest);
		status = bound_restrict(space, bound, factor, list, why);
		*at = rest + strlen(list);
		free(list);
		return status;
	}
	return refuse(why, "expected the name of a factor and '=', found '%s'",
		      *at);
}

int bound_parse(const struct space *space, const char *text,
		struct bound *bound, char why[BOUND_WHY_SIZE])
{
	const char *at = text;

	*bound = (struct bound){ .strength = 0 };
	for (int i = 0; i < FACTORS; i++)
		bound->taken[i] = xcalloc(space->count[i], sizeof(bool));
	if (parse_size(bound, &at, why) < 0 ||
	    parse_strength(bound, &at, why) < 0)
		return -1;
	while (accept(&at, "/"))
		if (parse_restriction(space, bound, &at, why) < 0)
			return -1;
	return *at ? refuse(why, "expected '~', '/' or the end, found '%s'",
			    at) :
		     0;
}

void bound_free(struct bound *bound)
{
	for (int i = 0; i < FACTORS; i++)
		free(bound->taken[i]);
}

/* What a value without a name is called here. */
static const char *value_word(const struct space *space, enum factor factor,
			      int value)
{
	const char *name = space->value[factor][value].name;

	return *name ? name : "none";
}

static int refuse_word(const struct space *space, enum factor factor,
		       const char *word, char why[BOUND_WHY_SIZE])
{
	size_t length;

	refuse(why, "%s: '%s' matches none; there are", factor_name(factor),
	       word);
	for (int i = 0; i < space->count[factor]; i++) {
		length = strlen(why);
		snprintf(why + length, BOUND_WHY_SIZE - length, " %s",
			 value_word(space, factor, i));
	}
	return -1;
}

static bool take(const struct space *space, struct bound *bound,
		 enum factor factor, const char *word)
{
	bool any = false;

	for (int i = 0; i < space->count[factor]; i++)
		if (!strcmp(word, "all") ||
		    !fnmatch(word, value_word(space, factor, i), 0))
			any = bound->taken[factor][i] = true;
	return any;
}

int bound_restrict(const struct space *space, struct bound *bound,
		   enum factor factor, const char *list,
		   char why[BOUND_WHY_SIZE])
{
	char *words = xstrdup(list), *rest = words, *word;
	int status = 0;

	memset(bound->taken[factor], 0, space->count[factor]);
	bound->restricted[factor] = true;
	while (!status && (word = strsep(&rest, ",")))
		if (!take(space, bound, factor, word))
			status = refuse_word(space, factor, word, why);
	free(words);
	return status;
}

bool bound_shape(const struct bound *bound, int index, struct shape *shape)
{
	for (int most = bound->least; most <= bound->most; most++)
		for (int other = bound->racing ? 1 : 0;
		     other <= (bound->racing ? most : 0); other++) {
			if (index--)
				continue;
			/* The shorter one is the first. */
			*shape = (struct shape){ { other, most } };
			if (!bound->racing)
				*shape = (struct shape){ { most, 0 } };
			return true;
		}
	return false;
}

/* Operations that need no place are there wherever the others are. */
static bool is_taken(const struct space *space, const struct bound *bound,
		     enum factor factor, int value)
{
	if (factor == FACTOR_PLACE && value == VALUE_NONE)
		return true;
	if (bound->restricted[factor])
		return bound->taken[factor][value];
	return bound->strength || space->value[factor][value].common;
}

int bound_values(const struct space *space, const struct bound *bound,
		 const struct shape *shape, int slot, int *values)
{
	const enum factor factor = shape_factor(shape, slot);
	int count = 0;

	/* One process has an address space of its own. */
	if (factor == FACTOR_SPACE && !shape_races(shape)) {
		*values = SPACE_APART;
		return 1;
	}
	for (int i = 0; i < space->count[factor]; i++)
		if (is_taken(space, bound, factor, i))
			values[count++] = i;
	return count;
}
