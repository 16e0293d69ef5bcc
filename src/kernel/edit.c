// SPDX-License-Identifier: GPL-2.0-or-later
/* Parses edit files (edit.h). */
#include "kernel/edit.h"

#include "base/error.h"
#include "base/memory.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct parser {
	struct edit_file *file;
	const char *next;
	const char *end;
	int line;
	struct edit *edit; /* the one being read, or NULL */
	char **block;	   /* where indented lines go, or NULL */
	bool failed;
};

static void parser_complain(struct parser *parser, const char *what)
{
	error("%s:%d: %s", parser->file->path, parser->line, what);
	parser->failed = true;
}

static void append_line(char **block, const char *line, size_t length)
{
	size_t old = *block ? strlen(*block) : 0;

	*block = xrealloc(*block, old + length + 2, 1);
	memcpy(*block + old, line, length);
	memcpy(*block + old + length, "\n", 2);
}

static struct edit *add_edit(struct edit_file *file, int line)
{
	size_t count = file->edit_count + 1;

	file->edits = xrealloc(file->edits, count, sizeof(struct edit));
	file->edit_count = count;
	file->edits[count - 1] = (struct edit){
		.needs_header = true,
		.line = line,
	};
	return &file->edits[count - 1];
}

static void add_fact(struct edit_file *file, const char *key, const char *value)
{
	size_t count = file->fact_count + 1;

	file->facts = xrealloc(file->facts, count, sizeof(struct edit_fact));
	file->fact_count = count;
	file->facts[count - 1] = (struct edit_fact){
		.key = xstrdup(key),
		.value = xstrdup(value),
	};
}

static bool begin_block(struct parser *parser, char **block)
{
	if (*block)
		parser_complain(parser, "said twice in one edit");
	parser->block = block;
	return true;
}

static bool begin_text(struct parser *parser, enum edit_verb verb)
{
	parser->edit->verb = verb;
	return begin_block(parser, &parser->edit->text);
}

static void add_condition(struct parser *parser, struct whens *whens,
			  const char *value)
{
	const char *wrong = when_add(whens, value, parser->edit != NULL);

	if (wrong)
		parser_complain(parser, wrong);
}

static bool read_edit_key(struct parser *parser, const char *key,
			  const char *value)
{
	struct edit *edit = parser->edit;

	if (!strcmp(key, "function"))
		edit->function = xstrdup(value);
	else if (!strcmp(key, "header"))
		edit->needs_header = strcmp(value, "none") != 0;
	else if (!strcmp(key, "optional"))
		edit->optional = !strcmp(value, "yes");
	else if (!strcmp(key, "when"))
		add_condition(parser, &edit->whens, value);
	else if (!strcmp(key, "find"))
		return begin_block(parser, &edit->find);
	else if (!strcmp(key, "before"))
		return begin_text(parser, EDIT_BEFORE);
	else if (!strcmp(key, "after"))
		return begin_text(parser, EDIT_AFTER);
	else if (!strcmp(key, "replace"))
		return begin_text(parser, EDIT_REPLACE);
	else if (!strcmp(key, "append"))
		return begin_text(parser, EDIT_APPEND);
	else
		return false;
	return true;
}

static void finish_edit(struct parser *parser)
{
	struct edit *edit = parser->edit;

	if (!edit)
		return;
	if (!edit->text)
		parser_complain(parser, "the edit above says neither before:, "
					"after:, replace: nor append:");
	else if ((edit->verb == EDIT_APPEND) != !edit->find)
		parser_complain(parser,
				"an edit has a find: unless it is an append:");
}

static void begin_edit(struct parser *parser, const char *path)
{
	finish_edit(parser);
	parser->edit = add_edit(parser->file, parser->line);
	parser->edit->file = xstrdup(path);
}

static void read_key(struct parser *parser, const char *key, const char *value)
{
	parser->block = NULL;
	if (!strcmp(key, "file"))
		begin_edit(parser, value);
	else if (!parser->edit && !strcmp(key, "when"))
		add_condition(parser, &parser->file->whens, value);
	else if (!parser->edit)
		add_fact(parser->file, key, value);
	else if (!read_edit_key(parser, key, value))
		parser_complain(parser,
				"expected file, function, header, optional, "
				"when, find, before, after, replace or append");
}

static void read_key_line(struct parser *parser, const char *line,
			  size_t length)
{
	char copy[1024];
	char *colon, *value;

	if (length >= sizeof(copy)) {
		parser_complain(parser, "line too long");
		return;
	}
	memcpy(copy, line, length);
	copy[length] = '\0';
	colon = strchr(copy, ':');
	if (!colon) {
		parser_complain(parser,
				"expected \"key: value\", a comment, or a "
				"line that begins with a tab");
		return;
	}
	*colon = '\0';
	value = colon + 1;
	while (isspace((unsigned char)*value))
		value++;
	read_key(parser, copy, value);
}

static void read_line(struct parser *parser, const char *line, size_t length)
{
	if (length && line[0] == '\t') {
		if (parser->block)
			append_line(parser->block, line + 1, length - 1);
		else
			parser_complain(parser,
					"an indented line belongs under "
					"find:, before:, after:, replace: "
					"or append:");
		return;
	}
	if (!length && parser->block && parser->next < parser->end &&
	    *parser->next == '\t') {
		append_line(parser->block, "", 0);
		return;
	}
	if (length && line[0] != '#')
		read_key_line(parser, line, length);
}

struct edit_file *edit_file_parse(const char *path, const char *text,
				  size_t length)
{
	struct parser parser = { .next = text, .end = text + length };

	parser.file = xcalloc(1, sizeof(*parser.file));
	parser.file->path = xstrdup(path);
	while (parser.next < parser.end) {
		const char *line = parser.next;
		const char *end = memchr(line, '\n', parser.end - line);

		if (!end)
			end = parser.end;
		parser.next = end < parser.end ? end + 1 : end;
		parser.line++;
		read_line(&parser, line, end - line);
	}
	finish_edit(&parser);
	if (!parser.failed)
		return parser.file;
	edit_file_free(parser.file);
	return NULL;
}

void edit_file_free(struct edit_file *file)
{
	if (!file)
		return;
	for (size_t i = 0; i < file->fact_count; i++) {
		free(file->facts[i].key);
		free(file->facts[i].value);
	}
	for (size_t i = 0; i < file->edit_count; i++) {
		free(file->edits[i].file);
		free(file->edits[i].function);
		free(file->edits[i].find);
		free(file->edits[i].text);
		when_clear(&file->edits[i].whens);
	}
	when_clear(&file->whens);
	free(file->facts);
	free(file->edits);
	free(file->path);
	free(file);
}

const char *edit_file_fact(const struct edit_file *file, const char *key)
{
	for (size_t i = 0; i < file->fact_count; i++)
		if (!strcmp(file->facts[i].key, key))
			return file->facts[i].value;
	return NULL;
}

bool edit_is_meant_for(const struct edit_file *file, const struct edit *edit,
		       const struct when_tree *tree)
{
	return when_all_hold(&file->whens, NULL, tree) &&
	       when_all_hold(&edit->whens, edit->file, tree);
}
