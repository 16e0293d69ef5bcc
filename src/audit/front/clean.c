// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Of an #if, the first branch is read, unless its condition is "0" or asks for
 * the absence of a CONFIG_ symbol. So the audit sees the tree with every
 * feature built in.
 */
#include "audit/front/clean.h"

#include <string.h>

#define MAX_NESTING 64

/* clang-format off */
const unsigned char byte_kinds[256] = {
	['a' ... 'z'] = BYTE_LETTER, ['A' ... 'Z'] = BYTE_LETTER,
	['_'] = BYTE_LETTER,	     ['0' ... '9'] = BYTE_DIGIT,
	[' '] = BYTE_BLANK,	     ['\t'] = BYTE_BLANK,
	['\n'] = BYTE_BLANK,	     ['\r'] = BYTE_BLANK,
	['\f'] = BYTE_BLANK,	     ['\\'] = BYTE_BLANK,
};
/* clang-format on */

struct branch {
	bool outer_live; /* the text around the #if is read */
	bool taken;	 /* one branch was read already */
};

struct cleaner {
	struct source *source;
	char *text;
	size_t at, length;
	uint32_t line;
	bool live;
	int depth;
	struct branch stack[MAX_NESTING];
};

static bool starts_with(const char *text, const char *word)
{
	return !strncmp(text, word, strlen(word));
}

static size_t skip_spaces(const char *text, size_t at)
{
	while (text[at] == ' ' || text[at] == '\t')
		at++;
	return at;
}

/* The end of a directive: its newline, continuation lines included. */
static size_t directive_end(const struct cleaner *c, size_t at)
{
	while (at < c->length && c->text[at] != '\n') {
		if (c->text[at] == '\\' && c->text[at + 1] == '\n') {
			at++;
		} else if (c->text[at] == '/' && c->text[at + 1] == '*') {
			const char *close = strstr(c->text + at + 2, "*/");

			if (!close)
				return c->length;
			at = (size_t)(close - c->text) + 1;
		}
		at++;
	}
	return at;
}

/* Whether the text of an #if, #ifdef or #ifndef selects its first branch. */
static bool condition_holds(const char *directive)
{
	bool negative = starts_with(directive, "ifndef");
	const char *test = directive + strcspn(directive, " \t\n");
	bool config;

	test += strspn(test, " \t");
	config = !strncmp(test, "CONFIG_", 7) ||
		 !strncmp(test, "!defined(CONFIG_", 16) ||
		 !strncmp(test, "!defined CONFIG_", 16) ||
		 !strncmp(test, "!IS_ENABLED(", 12) ||
		 !strncmp(test, "!IS_BUILTIN(", 12);
	if (test[0] == '0' && !is_word(test[1]) && test[1] != 'x')
		return false;
	if (test[0] == '!')
		negative = true;
	return !(negative && config);
}

static void enter_branch(struct cleaner *c, bool holds)
{
	struct branch *branch;

	if (c->depth >= MAX_NESTING)
		return;
	branch = &c->stack[c->depth++];
	branch->outer_live = c->live;
	branch->taken = holds;
	c->live = c->live && holds;
}

static void next_branch(struct cleaner *c)
{
	struct branch *branch;

	if (!c->depth)
		return;
	branch = &c->stack[c->depth - 1];
	if (branch->taken && branch->outer_live)
		c->source->skipped_branches++;
	c->live = branch->outer_live && !branch->taken;
	branch->taken = true;
}

static void leave_branch(struct cleaner *c)
{
	if (c->depth)
		c->live = c->stack[--c->depth].outer_live;
}

/* Copies a macro's text without comments and continuations. */
static const char *macro_text(const char *from, size_t length)
{
	char *copy = pool_alloc(length + 1);
	size_t to = 0;

	for (size_t i = 0; i < length; i++) {
		if (from[i] == '/' && i + 1 < length && from[i + 1] == '*') {
			const char *close = strstr(from + i + 2, "*/");

			if (!close || (size_t)(close - from) >= length)
				break;
			i = (size_t)(close - from) + 1;
			continue;
		}
		copy[to++] = from[i] == '\\' || from[i] == '\n' ||
					     from[i] == '\t' ?
				     ' ' :
				     from[i];
	}
	copy[to] = '\0';
	return copy;
}

/* Keeps macros that are flags, wrap a lock or make a table; no others. */
static bool macro_matters(const struct macro *macro)
{
	if (!macro->is_function)
		return strlen(macro->body) < 400 && macro->body[0] &&
		       (is_word_start(macro->body[0]) || macro->body[0] == '(');
	return strstr(macro->body, "_lock") || strstr(macro->body, "unlock") ||
	       strstr(macro->body, "down_") || strstr(macro->body, "up_") ||
	       strstr(macro->body, "_operations") ||
	       strstr(macro->body, "iomap_ops");
}

static void note_macro(struct cleaner *c, size_t at, size_t end)
{
	const char *text = c->text;
	struct macro macro = { .line = c->line, .parameters = "" };
	size_t start = at = skip_spaces(text, at);

	while (at < end && is_word(text[at]))
		at++;
	macro.name = sym_of_length(text + start, at - start);
	if (text[at] == '(') {
		size_t close = at;

		while (close < end && text[close] != ')')
			close++;
		macro.is_function = true;
		macro.parameters = macro_text(text + at + 1, close - at - 1);
		at = close < end ? close + 1 : end;
	}
	while (at < end && is_blank(text[at]))
		at++;
	if (end - at > 8000 || macro.name == SYM_NONE)
		return;
	macro.body = macro_text(text + at, end - at);
	if (macro_matters(&macro))
		vector_push(&c->source->macros, macro);
}

static void directive(struct cleaner *c)
{
	size_t start = c->at, end = directive_end(c, c->at);
	const char *word = c->text + skip_spaces(c->text, start + 1);

	if (starts_with(word, "if"))
		enter_branch(c, condition_holds(word));
	else if (starts_with(word, "el"))
		next_branch(c);
	else if (starts_with(word, "endif"))
		leave_branch(c);
	else if (c->live && starts_with(word, "define"))
		note_macro(c, (size_t)(word - c->text) + 6, end);
	for (size_t i = start; i < end; i++)
		c->line += c->text[i] == '\n';
	blank_out(c->text, start, end);
	c->at = end;
}

static void comment(struct cleaner *c)
{
	const char *start = c->text + c->at, *end;

	if (start[1] == '/') {
		end = strchr(start, '\n');
		if (!end)
			end = c->text + c->length;
	} else {
		end = strstr(start + 2, "*/");
		end = end ? end + 2 : c->text + c->length;
	}
	for (const char *i = start; i < end; i++)
		c->line += *i == '\n';
	blank_out(c->text, c->at, (size_t)(end - c->text));
	c->at = (size_t)(end - c->text);
}

/* Empties a string or character constant; its braces would be counted. */
static void constant(struct cleaner *c)
{
	char quote = c->text[c->at++];

	while (c->at < c->length && c->text[c->at] != quote &&
	       c->text[c->at] != '\n') {
		if (c->text[c->at] == '\\' && c->text[c->at + 1] != '\n')
			c->text[c->at++] = ' ';
		if (c->at < c->length && c->text[c->at] != '\n')
			c->text[c->at] = quote == '"' ? ' ' : 'c';
		c->at++;
	}
	/* An escaped character leaves "' c'", which is no constant. */
	if (quote == '\'')
		for (size_t i = c->at; i-- && c->text[i] != quote;)
			c->text[i] = 'c';
	c->at++;
}

void clean_source(struct source *source)
{
	struct cleaner c = { .source = source,
			     .text = source->text,
			     .length = source->length,
			     .line = 1,
			     .live = true };
	bool line_start = true;

	while (c.at < c.length) {
		char here = c.text[c.at];

		if (here == '#' && line_start) {
			directive(&c);
		} else if (here == '/' && (c.text[c.at + 1] == '*' ||
					   c.text[c.at + 1] == '/')) {
			comment(&c);
		} else if (here == '\n') {
			c.line++;
			c.at++;
			line_start = true;
		} else if (!c.live) {
			if (here != ' ' && here != '\t')
				line_start = false;
			c.text[c.at++] = ' ';
		} else if (here == '"' || here == '\'') {
			constant(&c);
			line_start = false;
		} else {
			if (here != ' ' && here != '\t')
				line_start = false;
			c.at++;
		}
	}
}
