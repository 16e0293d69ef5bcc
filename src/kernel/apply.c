// SPDX-License-Identifier: GPL-2.0-or-later
/* Applies one edit (edit.h) to the text of a source file. */
#include "kernel/edit.h"

#include "base/memory.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct span {
	const char *begin;
	const char *end;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static const char *skip_space(const char *p, const char *end)
{
	while (p < end && isspace((unsigned char)*p))
		p++;
	return p;
}

/*
 * Compares the pattern with the source at this place, ignoring white space.
 * A word at the pattern's end must also end in the source. Returns where the
 * match ends, or NULL.
 */
static const char *match_here(const char *source, const char *end,
			      const char *pattern)
{
	const char *pattern_end = pattern + strlen(pattern);
	const char *last = source;

	pattern = skip_space(pattern, pattern_end);
	while (pattern < pattern_end) {
		source = skip_space(source, end);
		if (source == end || *source != *pattern)
			return NULL;
		last = ++source;
		pattern = skip_space(pattern + 1, pattern_end);
	}
	if (last < end && is_word(last[-1]) && is_word(*last))
		return NULL;
	return last;
}

static bool find_next(struct span scope, const char *start, const char *pattern,
		      struct span *found)
{
	char first = *skip_space(pattern, pattern + strlen(pattern));

	for (const char *p = start; p < scope.end; p++) {
		if (*p != first)
			continue;
		if (is_word(first) && p > scope.begin && is_word(p[-1]))
			continue;
		found->begin = p;
		found->end = match_here(p, scope.end, pattern);
		if (found->end)
			return true;
	}
	return false;
}

static const char *skip_parentheses(const char *p, const char *end)
{
	int depth = 0;

	for (; p < end; p++) {
		depth += (*p == '(') - (*p == ')');
		if (!depth)
			return p + 1;
	}
	return NULL;
}

/*
 * Finds the body of the definition whose name ends at P. Relies on the
 * kernel's coding style: the braces of a function stand in the first column.
 */
static bool body_of(const char *p, const char *end, struct span *body)
{
	const char *close;

	p = skip_space(p, end);
	if (p == end || *p != '(')
		return false;
	p = skip_parentheses(p, end);
	if (!p)
		return false;
	p = skip_space(p, end);
	if (end - p < 2 || p[0] != '{' || p[-1] != '\n')
		return false;
	close = strstr(p, "\n}");
	if (!close)
		return false;
	*body = (struct span){ p + 1, close + 1 };
	return true;
}

static bool find_function(struct span file, const char *name, struct span *body)
{
	struct span found;
	const char *p = file.begin;

	while (find_next(file, p, name, &found)) {
		if (body_of(found.end, file.end, body))
			return true;
		p = found.end;
	}
	return false;
}

bool edit_text_is_in(const char *source, const char *text)
{
	struct span scope = { source, source + strlen(source) }, found;

	return find_next(scope, source, text, &found);
}

/* TEXT in one line, cut short. */
static char *edit_in_one_line(const char *text)
{
	char *line = xstrdup(text), *to = line;
	const size_t most = 70;

	for (const char *p = text; *p; p++)
		if (!isspace((unsigned char)*p))
			*to++ = *p;
		else if (to > line && to[-1] != ' ')
			*to++ = ' ';
	while (to > line && to[-1] == ' ')
		to--;
	*to = '\0';
	if (strlen(line) > most)
		strcpy(line + most - 3, "...");
	return line;
}

static int edit_fails(const struct edit_file *file, const struct edit *edit,
		      const char *what, char **why)
{
	char *sought = edit_in_one_line(edit->find);

	*why = xasprintf("%s:%d: %s%s%s: \"%s\" %s", file->path, edit->line,
			 edit->file, edit->function ? ": " : "",
			 edit->function ? edit->function : "", sought, what);
	free(sought);
	return -1;
}

static int edit_lacks_function(const struct edit_file *file,
			       const struct edit *edit, char **why)
{
	*why = xasprintf("%s:%d: %s: there is no function %s", file->path,
			 edit->line, edit->file, edit->function);
	return -1;
}

static int find_anchor(const struct edit_file *file, const struct edit *edit,
		       const char *source, struct span *anchor, char **why)
{
	struct span scope = { source, source + strlen(source) };
	struct span second;

	if (edit->verb == EDIT_APPEND) {
		*anchor = (struct span){ scope.end, scope.end };
		return 0;
	}
	if (edit->function && !find_function(scope, edit->function, &scope))
		return edit_lacks_function(file, edit, why);
	if (!find_next(scope, scope.begin, edit->find, anchor))
		return edit_fails(file, edit, "is not there", why);
	if (find_next(scope, anchor->end, edit->find, &second))
		return edit_fails(file, edit, "is there twice", why);
	return 0;
}

static const char *line_begin(const char *source, const char *p)
{
	while (p > source && p[-1] != '\n')
		p--;
	return p;
}

static const char *line_after(const char *p)
{
	const char *newline = strchr(p, '\n');

	return newline ? newline + 1 : p + strlen(p);
}

/* The part of the source that the new text replaces; may be empty. */
static struct span place_for(const struct edit *edit, const char *source,
			     struct span anchor)
{
	const char *at;

	switch (edit->verb) {
	case EDIT_BEFORE:
		at = line_begin(source, anchor.begin);
		return (struct span){ at, at };
	case EDIT_AFTER:
		at = line_after(anchor.end);
		return (struct span){ at, at };
	case EDIT_REPLACE:
	case EDIT_APPEND:
		break;
	}
	return anchor;
}

/* Writes TEXT with each MUTANT replaced by the test for that mutant. */
static void put_text(FILE *out, const char *text, const char *mutant)
{
	static const char word[] = "MUTANT";
	struct span scope = { text, text + strlen(text) };
	struct span found;

	while (mutant && find_next(scope, text, word, &found)) {
		fwrite(text, 1, found.begin - text, out);
		fprintf(out, "fslitmus_mutant(%s)", mutant);
		text = found.end;
	}
	fputs(text, out);
}

static bool is_c(const char *path)
{
	size_t length = strlen(path);

	return length > 2 && path[length - 2] == '.' &&
	       (path[length - 1] == 'c' || path[length - 1] == 'h');
}

/* Where our #include goes: before the file's first. NULL: none is needed. */
static const char *header_place(const struct edit *edit, const char *source,
				const char *header)
{
	const char *first;

	if (!edit->needs_header || !is_c(edit->file) || strstr(source, header))
		return NULL;
	if (!strncmp(source, "#include", 8))
		return source;
	first = strstr(source, "\n#include");
	return first ? first + 1 : NULL;
}

char *edit_apply(const struct edit_file *file, const struct edit *edit,
		 const char *source, const char *mutant, char **why)
{
	const char *name = mutant ? "<linux/fslitmus_mutant.h>" :
				    "<linux/fslitmus.h>";
	struct span anchor, place;
	const char *header, *rest = source;
	char *result = NULL;
	size_t size;
	FILE *out;

	*why = NULL;
	if (find_anchor(file, edit, source, &anchor, why))
		return NULL;
	out = xopen_memstream(&result, &size);
	place = place_for(edit, source, anchor);
	header = header_place(edit, source, name);
	if (header && header <= place.begin) {
		fwrite(source, 1, header - source, out);
		fprintf(out, "#include %s\n", name);
		rest = header;
	}
	fwrite(rest, 1, place.begin - rest, out);
	put_text(out, edit->text, mutant);
	fputs(place.end, out);
	xclose_memstream(out);
	return result;
}
