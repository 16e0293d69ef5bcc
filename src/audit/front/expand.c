// SPDX-License-Identifier: GPL-2.0-or-later
/* Expands the macros that make operation tables, or that wrap a lock. */
#include "audit/front/clean.h"
#include "audit/front/expand.h"

#include <stdio.h>
#include <string.h>

#define MAX_ARGUMENTS 16
#define EXPANSION_SIZE 16384

struct pieces {
	int count;
	struct {
		const char *at;
		size_t length;
	} piece[MAX_ARGUMENTS];
};

/* Splits at the commas that are inside no bracket. */
static void split(const char *text, struct pieces *pieces)
{
	int depth = 0;

	pieces->count = 0;
	while (pieces->count < MAX_ARGUMENTS) {
		const char *start;

		while (is_blank(*text) && *text)
			text++;
		start = text;
		for (; *text && (*text != ',' || depth); text++) {
			depth += *text == '(' || *text == '{';
			depth -= *text == ')' || *text == '}';
		}
		pieces->piece[pieces->count].at = start;
		pieces->piece[pieces->count].length = (size_t)(text - start);
		while (pieces->piece[pieces->count].length &&
		       is_blank(text[-1])) {
			text--;
			pieces->piece[pieces->count].length--;
		}
		pieces->count++;
		while (*text && *text != ',')
			text++;
		if (!*text++)
			break;
	}
}

static int which(const struct pieces *parameters, const char *word, size_t n)
{
	for (int i = 0; i < parameters->count; i++)
		if (parameters->piece[i].length == n &&
		    !strncmp(parameters->piece[i].at, word, n))
			return i;
	return -1;
}

/* Copies the body with arguments in place of parameters and ## joined. */
static bool substitute(const struct macro *macro, const char *arguments,
		       char *out)
{
	struct pieces parameters, values;
	const char *body = macro->body;
	size_t to = 0;

	split(macro->parameters, &parameters);
	split(arguments, &values);
	while (*body) {
		const char *from = body;
		size_t length = 1;
		int index = -1;

		if (body[0] == '#' && body[1] == '#') {
			while (to && out[to - 1] == ' ')
				to--;
			body += 2;
			while (*body == ' ')
				body++;
			continue;
		}
		while (is_word_start(*body) && is_word(body[length]))
			length++;
		if (is_word_start(*body))
			index = which(&parameters, body, length);
		body += length;
		if (index >= 0 && index < values.count) {
			from = values.piece[index].at;
			length = values.piece[index].length;
		}
		if (to + length + 2 >= EXPANSION_SIZE)
			return false;
		memcpy(out + to, from, length);
		to += length;
	}
	out[to] = '\0';
	return true;
}

const char *expand_text(const struct macro *macro, const char *arguments)
{
	char text[EXPANSION_SIZE];

	if (!strstr(macro->body, "_op") || !strstr(macro->body, "struct") ||
	    !substitute(macro, arguments, text))
		return NULL;
	return pool_printf("%s;", text);
}

static void lower_text(struct lowering *lowering, const char *path,
		       const char *text, uint32_t line,
		       const struct lower_target *target)
{
	struct source source;

	source_from_text(&source, path, text);
	lower_source(lowering, &source, line - 1, target);
	source_free(&source);
}

struct made {
	const struct lower_target *target;
	sym macro;
};

static void made_table(void *context, struct table *table)
{
	struct made *made = context;

	table->made_by = made->macro;
	made->target->table(made->target->context, table);
}

static void made_function(void *context, struct function *function)
{
	struct made *made = context;

	made->target->function(made->target->context, function);
}

void expand_use(struct lowering *lowering, const char *path,
		const struct macro *macro, const struct macro_use *use,
		const struct lower_target *target)
{
	const char *text = expand_text(macro, use->arguments);
	struct made made = { target, macro->name };
	struct lower_target through = { &made, made_function, made_table };

	if (text)
		lower_text(lowering, path, text, use->line, &through);
}

static bool is_statement(const char *body)
{
	static const char *const starts[] = {
		"do", "if", "while", "for", "{", "switch", "struct", "static"
	};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		size_t length = strlen(starts[i]);

		if (!strncmp(body, starts[i], length) && !is_word(body[length]))
			return true;
	}
	return strchr(body, ';') && strncmp(body, "({", 2);
}

void expand_wrapper(struct lowering *lowering, const char *path,
		    const struct macro *macro,
		    const struct lower_target *target)
{
	const char *word = is_statement(macro->body) ? "" : "return ";
	struct pieces parameters;
	char head[1024] = "";
	size_t length = 0;

	if (strstr(macro->body, "_operations") ||
	    strstr(macro->body, "__VA_ARGS__") || strstr(macro->body, "##") ||
	    strstr(macro->parameters, "..."))
		return;
	split(macro->parameters, &parameters);
	for (int i = 0; i < parameters.count; i++)
		length += (size_t)snprintf(head + length, sizeof(head) - length,
					   "%slong %.*s", i ? ", " : "",
					   (int)parameters.piece[i].length,
					   parameters.piece[i].at);
	if (length >= sizeof(head))
		return;
	lower_text(lowering, path,
		   pool_printf("static long %s(%s) { %s%s; }",
			       sym_name(macro->name),
			       parameters.piece[0].length ? head : "void", word,
			       macro->body),
		   macro->line, target);
}
