// SPDX-License-Identifier: GPL-2.0-or-later
/* The options that choose a format, made from the table of formats. */
#include "cmd/format.h"

#include <stdio.h>
#include <string.h>

#define OPTION_FORMAT 0x2000 /* and those of formats, by their index */
#define MOST_FORMATS 16

static struct argp_option format_options[MOST_FORMATS + 2];

/* "text, ktap, json or junit" */
static const char *format_names(enum format_use use, char *text, size_t size)
{
	const struct format *format, *last = NULL;
	size_t used = 0;

	for (size_t i = 0; (format = format_at(i)) && used < size; i++) {
		if (!(format->uses & use))
			continue;
		if (last)
			used += snprintf(text + used, size - used, "%s%s",
					 used ? ", " : "", last->name);
		last = format;
	}
	if (last && used < size)
		snprintf(text + used, size - used, "%s%s", used ? " or " : "",
			 last->name);
	return text;
}

static void format_choose(struct format_choice *choice,
			  const struct format *format, struct argp_state *state)
{
	if (choice->given && choice->format != format)
		argp_error(state, "--%s and --%s exclude each other",
			   choice->format->name, format->name);
	choice->format = format;
	choice->given = true;
}

static const struct format *format_named(const char *name, enum format_use use,
					 struct argp_state *state)
{
	const struct format *format = format_find(name);
	char names[128];

	if (!format || !(format->uses & use))
		argp_error(state,
			   "--format: '%s' is no format of this "
			   "command; expected %s",
			   name, format_names(use, names, sizeof(names)));
	return format;
}

static error_t format_parse(int key, char *value, struct argp_state *state)
{
	struct format_choice *choice = state->input;
	const struct format *format;

	if (key == ARGP_KEY_INIT && !choice->format)
		choice->format = format_at(0);
	if (key < OPTION_FORMAT)
		return key == ARGP_KEY_INIT ? 0 : ARGP_ERR_UNKNOWN;
	if (key == OPTION_FORMAT)
		format = format_named(value, choice->use, state);
	else
		format = format_at(key - OPTION_FORMAT - 1);
	if (!format)
		return ARGP_ERR_UNKNOWN;
	format_choose(choice, format, state);
	return 0;
}

static const struct argp format_argp = {
	.options = format_options,
	.parser = format_parse,
};

struct argp_child format_child(enum format_use use, int group)
{
	static char what[160];
	const struct format *format;
	char names[128];
	size_t used = 0;

	snprintf(what, sizeof(what), "write the report as NAME: %s",
		 format_names(use, names, sizeof(names)));
	format_options[used++] = (struct argp_option){ .name = "format",
						       .key = OPTION_FORMAT,
						       .arg = "NAME",
						       .doc = what,
						       .group = group };
	/* The first is what is written without an option. */
	for (size_t i = 1; (format = format_at(i)) && used <= MOST_FORMATS; i++)
		if (format->uses & use)
			format_options[used++] = (struct argp_option){
				.name = format->name,
				.key = OPTION_FORMAT + 1 + i,
				.doc = format->summary,
				.group = group
			};
	/* Without a group of its own, its options are merged. */
	return (struct argp_child){ .argp = &format_argp };
}
