// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads conditions (when.h) and decides whether they hold. */
#include "kernel/when.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "kernel/edit.h"
#include "kernel/path.h"

/* So that versions compare as numbers do. */
static int when_number(int major, int minor)
{
	return major * 1000 + minor;
}

/* "6.19"; nothing at all is NONE. */
static bool when_read_version(const char *text, size_t length, int none,
			      int *number)
{
	int major, minor, end = 0;

	*number = none;
	if (!length)
		return true;
	if (sscanf(text, "%d.%d%n", &major, &minor, &end) != 2 ||
	    (size_t)end != length || major < 0 || minor < 0 || minor > 999)
		return false;
	*number = when_number(major, minor);
	return true;
}

static const char *when_read_versions(struct when *when, const char *value,
				      const char *dots)
{
	const char *last = dots + 2;

	when->kind = WHEN_VERSION;
	if (!when_read_version(value, dots - value, 0, &when->first) ||
	    !when_read_version(last, strlen(last), INT_MAX, &when->last) ||
	    strlen(value) == 2)
		return "expected versions such as 6.19.. or 6.12..6.18";
	if (when->first > when->last)
		return "the first version is later than the last";
	return NULL;
}

static const char *when_read_text(struct when *when, const char *value,
				  bool in_edit)
{
	const char *space = strchr(value, ' ');
	const char *word = value;

	if (space && strncmp(word, "has ", 4) && strncmp(word, "lacks ", 6)) {
		word = space + 1;
		when->file = xasprintf("%.*s", (int)(space - value), value);
	}
	if (!strncmp(word, "has ", 4))
		when->kind = WHEN_HAS;
	else if (!strncmp(word, "lacks ", 6))
		when->kind = WHEN_LACKS;
	else
		return "expected versions such as 6.19.., \"has TEXT\" or "
		       "\"lacks TEXT\", the latter perhaps after a path";
	if (!when->file && !in_edit)
		return "expected a path before \"has\" or \"lacks\"";
	when->text = xstrdup(strchr(word, ' ') + 1);
	return *when->text ? NULL :
			     "expected a text after \"has\" or "
			     "\"lacks\"";
}

static bool when_looks_like_versions(const char *value)
{
	return !value[strspn(value, "0123456789.")];
}

const char *when_add(struct whens *whens, const char *value, bool in_edit)
{
	const char *dots = strstr(value, "..");
	struct when *when;

	whens->list = xrealloc(whens->list, whens->count + 1, sizeof(*when));
	when = &whens->list[whens->count++];
	*when = (struct when){ .kind = WHEN_VERSION };
	return dots && when_looks_like_versions(value) ?
		       when_read_versions(when, value, dots) :
		       when_read_text(when, value, in_edit);
}

void when_clear(struct whens *whens)
{
	for (size_t i = 0; i < whens->count; i++) {
		free(whens->list[i].file);
		free(whens->list[i].text);
	}
	free(whens->list);
	*whens = (struct whens){ NULL, 0 };
}

static bool when_finds_text(const struct when *when, const char *file,
			    const struct when_tree *tree)
{
	char *path = xasprintf("%s/%s", tree->path, file);
	char *source = path_read(path, NULL);
	bool found = source && edit_text_is_in(source, when->text);

	free(source);
	free(path);
	return found;
}

static bool when_holds(const struct when *when, const char *file,
		       const struct when_tree *tree)
{
	int version = when_number(tree->version->major, tree->version->minor);

	if (when->kind == WHEN_VERSION)
		return version >= when->first && version <= when->last;
	if (!tree->path)
		return true;
	return when_finds_text(when, when->file ? when->file : file, tree) ==
	       (when->kind == WHEN_HAS);
}

bool when_all_hold(const struct whens *whens, const char *file,
		   const struct when_tree *tree)
{
	for (size_t i = 0; i < whens->count; i++)
		if (!when_holds(&whens->list[i], file, tree))
			return false;
	return true;
}
