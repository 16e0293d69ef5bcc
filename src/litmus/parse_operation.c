// SPDX-License-Identifier: GPL-2.0-or-later
/* Parses one operation: its name, and the operands of its shape. */
#include "litmus/parser.h"

#include <string.h>

#include "litmus/op_type.h"
#include "litmus/print.h"
#include "litmus/suggest.h"

int parse_new_name(struct parser *parser, const char *what, char name[16])
{
	struct scan *scan = &parser->scan;
	struct word word = scan_word(scan);
	const char *bad;

	if (!word.length)
		return scan_expected(scan, what);
	if (word.length > 15)
		return scan_error(scan, word.start,
				  "the name is too long, expected at most 15 "
				  "letters");
	bad = memchr(word.start, '-', word.length);
	if (bad || *word.start == '_' || *word.start <= '9')
		return scan_error(scan, bad ? bad : word.start,
				  "expected %s of letters, digits and '_', "
				  "beginning with a letter",
				  what);
	memcpy(name, word.start, word.length);
	name[word.length] = '\0';
	return 0;
}

static void name_files(const struct test *test, char *text, size_t size)
{
	size_t length = 0;

	text[0] = '\0';
	for (int i = 0; i < test->files && length < size; i++)
		length += snprintf(text + length, size - length, "%s%s",
				   i ? ", " : "", test->file[i].name);
}

/* The file's place in the text is put in *AT. */
static int parse_file(struct parser *parser, int *file, const char **at)
{
	struct scan *scan = &parser->scan;
	const struct test *test = parser->test;
	struct word word = scan_word(scan);
	char names[128];

	if (!word.length)
		return scan_expected(scan, "the name of a file");
	*at = word.start;
	for (int i = 0; i < test->files; i++) {
		if (word_is(word, test->file[i].name)) {
			*file = i;
			return 0;
		}
	}
	name_files(test, names, sizeof(names));
	return scan_error(scan, word.start,
			  "there is no file '%.*s', expected %s%s",
			  word.length > 40 ? 40 : word.length, word.start,
			  test->files ? "one of: " :
					"it to be declared by a "
					"file line",
			  names);
}

/* What [PLACE] means: a page, or a word. */
static void set_range_end(struct range *range, const struct op_type *type)
{
	range->end = range->start;
	if (type->traits & TRAIT_WORD)
		range->end.byte += TEST_WORD;
	else
		range->end.page++;
}

static int parse_range(struct parser *parser, struct operation *operation,
		       struct operation_text *text)
{
	bool one;

	scan_at_end(&parser->scan);
	text->part[PART_RANGE] = parser->scan.at;
	if (scan_range(&parser->scan, &operation->range, &one) < 0)
		return -1;
	if (one)
		set_range_end(&operation->range, operation->type);
	operation->whole = false;
	return 0;
}

static int parse_optional_range(struct parser *parser,
				struct operation *operation,
				struct operation_text *text)
{
	operation->whole = true;
	if (scan_at_end(&parser->scan) || *parser->scan.at != '[')
		return 0;
	return parse_range(parser, operation, text);
}

static int parse_operation_file(struct parser *parser,
				struct operation *operation,
				struct operation_text *text)
{
	return parse_file(parser, &operation->file, &text->part[PART_OBJECT]);
}

/* Threads may use a mapping that a later process makes: look it up later. */
static int parse_mapping_name(struct parser *parser,
			      struct operation_text *text)
{
	text->mapping = scan_word(&parser->scan);
	text->part[PART_OBJECT] = text->mapping.start;
	if (!text->mapping.length)
		return scan_expected(&parser->scan, "the name of a mapping");
	return 0;
}

static int parse_size(struct parser *parser, struct operation *operation,
		      struct operation_text *text)
{
	scan_at_end(&parser->scan);
	text->part[PART_RANGE] = parser->scan.at;
	operation->range.end = (struct position){ 0, 0 };
	return scan_place(&parser->scan, &operation->range.start);
}

/* "to g", or after a range "to g[2]". */
static int parse_target(struct parser *parser, struct operation *operation,
			struct operation_text *text)
{
	struct scan *scan = &parser->scan;

	if (scan_keyword(scan, "to") < 0 ||
	    parse_file(parser, &operation->target, &text->part[PART_TARGET]) <
		    0)
		return -1;
	operation->target_at = (struct position){ 0, 0 };
	if (operation->whole)
		return 0;
	scan_at_end(scan);
	text->part[PART_TARGET_AT] = scan->at;
	if (scan_expect(scan, '[', "where in that file, as in [2]") < 0 ||
	    scan_place(scan, &operation->target_at) < 0)
		return -1;
	return scan_expect(scan, ']', "']'");
}

/* One of two words; *SECOND tells which. */
static int parse_either(struct parser *parser, const char *first,
			const char *second, bool *is_second)
{
	struct scan *scan = &parser->scan;
	const char *before;
	struct word word;
	char what[40];

	scan_at_end(scan);
	before = scan->at;
	word = scan_word(scan);
	*is_second = word_is(word, second);
	if (*is_second || word_is(word, first))
		return 0;
	scan->at = before;
	snprintf(what, sizeof(what), "'%s' or '%s'", first, second);
	return scan_expected(scan, what);
}

static int find_mapping(const struct test *test, int process, struct word name)
{
	int memory = address_space(test, process);

	for (int i = 0; i < test->mappings; i++)
		if (test->mapping[i].process == memory &&
		    word_is(name, test->mapping[i].name))
			return i;
	return -1;
}

/* The mapping made here, its name filled in; NULL with a complaint. */
static struct mapping_decl *new_mapping(struct parser *parser,
					const struct operation *operation,
					struct operation_text *text)
{
	struct test *test = parser->test;
	struct scan *scan = &parser->scan;
	struct mapping_decl *mapping = &test->mapping[test->mappings];
	const char *at;

	scan_at_end(scan);
	at = text->part[PART_OBJECT] = scan->at;
	if (test->mappings == TEST_MAX_MAPPINGS) {
		scan_error(scan, at, "too many mappings, expected at most %d",
			   TEST_MAX_MAPPINGS);
		return NULL;
	}
	if (parse_new_name(parser, "the name of a mapping", mapping->name) < 0)
		return NULL;
	if (find_mapping(test, operation->process,
			 (struct word){ at, scan->at - at }) >= 0) {
		scan_error(scan, at,
			   "the name '%s' is taken in this address space, "
			   "expected a new one",
			   mapping->name);
		return NULL;
	}
	mapping->process = address_space(test, operation->process);
	return mapping;
}

static int parse_map(struct parser *parser, struct operation *operation,
		     struct operation_text *text)
{
	struct mapping_decl *mapping = new_mapping(parser, operation, text);
	bool private;

	if (!mapping ||
	    parse_file(parser, &operation->file, &text->part[PART_TARGET]) <
		    0 ||
	    parse_optional_range(parser, operation, text) < 0 ||
	    parse_either(parser, "shared", "private", &private) < 0 ||
	    parse_either(parser, "read", "write", &mapping->writable) < 0)
		return -1;
	mapping->file = operation->file;
	mapping->shared = !private;
	mapping->range = operation->range;
	mapping->whole = operation->whole;
	operation->mapping = parser->test->mappings++;
	return 0;
}

static int parse_operands(struct parser *parser, struct operation *operation,
			  struct operation_text *text)
{
	switch (operation->type->shape) {
	case SHAPE_NONE:
		return 0;
	case SHAPE_MAP:
		return parse_map(parser, operation, text);
	case SHAPE_MEMORY_RANGE:
		return parse_mapping_name(parser, text) < 0 ?
			       -1 :
			       parse_range(parser, operation, text);
	case SHAPE_MEMORY_ANY:
		return parse_mapping_name(parser, text) < 0 ?
			       -1 :
			       parse_optional_range(parser, operation, text);
	default:
		break;
	}
	if (parse_operation_file(parser, operation, text) < 0)
		return -1;
	switch (operation->type->shape) {
	case SHAPE_FILE_RANGE:
		return parse_range(parser, operation, text);
	case SHAPE_FILE_ANY:
		return parse_optional_range(parser, operation, text);
	case SHAPE_FILE_SIZE:
		return parse_size(parser, operation, text);
	case SHAPE_FILE_TO_FILE:
		return parse_optional_range(parser, operation, text) < 0 ?
			       -1 :
			       parse_target(parser, operation, text);
	default:
		return 0;
	}
}

/* The first COUNT options, or all if COUNT is 0, for a message. */
static void name_options(const struct op_type *type, int count, char *text,
			 size_t size)
{
	size_t length = 0;

	text[0] = '\0';
	for (int i = 0; type->options && type->options[i]; i++) {
		if ((count && i == count) || length >= size)
			break;
		length += snprintf(text + length, size - length, "%s%s",
				   i ? ", " : "", type->options[i]);
	}
}

static int find_option(const struct op_type *type, struct word word)
{
	for (int i = 0; type->options && type->options[i]; i++)
		if (word_is(word, type->options[i]))
			return i;
	return -1;
}

static int unknown_option(struct scan *scan, const struct op_type *type)
{
	char what[256], names[200];

	name_options(type, 0, names, sizeof(names));
	if (names[0])
		snprintf(what, sizeof(what),
			 "the end of the line or an option of %s (%s)",
			 type->name, names);
	else
		snprintf(what, sizeof(what), "the end of the line");
	return scan_expected(scan, what);
}

static int add_option(struct scan *scan, struct operation *operation,
		      const char *at, int option)
{
	const struct op_type *type = operation->type;
	unsigned int bit = 1u << option;
	unsigned int excluded = (1u << type->exclusive) - 1;

	if (operation->options & bit)
		return scan_error(scan, at, "expected '%s' only once",
				  type->options[option]);
	if ((bit & excluded) && (operation->options & excluded)) {
		char names[200];

		name_options(type, type->exclusive, names, sizeof(names));
		return scan_error(scan, at, "expected only one of: %s", names);
	}
	operation->options |= bit;
	return 0;
}

static int parse_options(struct parser *parser, struct operation *operation,
			 struct operation_text *text)
{
	struct scan *scan = &parser->scan;

	scan_at_end(scan);
	text->part[PART_OPTIONS] = scan->at;
	operation->options = 0;
	while (!scan_at_end(scan) && *scan->at != '=') {
		const char *at = scan->at;
		int option = find_option(operation->type, scan_word(scan));

		if (option < 0) {
			scan->at = at;
			return unknown_option(scan, operation->type);
		}
		if (add_option(scan, operation, at, option) < 0)
			return -1;
	}
	if (!(operation->options & op_choice(operation->type)))
		operation->options |= operation->type->default_options;
	return 0;
}

/* Of some operations nothing can be guessed: madvise takes an advice. */
static int require_option(struct scan *scan, const struct operation *operation)
{
	const struct op_type *type = operation->type;
	char what[256], names[200];

	if (!type->exclusive || type->default_options ||
	    type->shape == SHAPE_MAP || (operation->options & op_choice(type)))
		return 0;
	name_options(type, type->exclusive, names, sizeof(names));
	snprintf(what, sizeof(what), "one of: %s", names);
	return scan_expected(scan, what);
}

static int unknown_operation(struct scan *scan, struct word word)
{
	struct suggestion suggestion = { NULL, 0 };
	const struct op_type *type;

	for (size_t i = 0; (type = op_at(i)); i++)
		suggest(&suggestion, word.start, word.length, type->name);
	scan->at = word.start;
	if (!suggestion.best)
		return scan_expected(scan, "an operation (fslitmus-test(5) "
					   "lists them)");
	return scan_error(scan, word.start,
			  "'%.*s' is not an operation, did you mean '%s'?",
			  word.length, word.start, suggestion.best);
}

const struct op_type *find_operation(struct word word)
{
	char name[32];

	if (!word.length || word.length >= (int)sizeof(name))
		return NULL;
	memcpy(name, word.start, word.length);
	name[word.length] = '\0';
	return op_find(name);
}

int parse_operation(struct parser *parser, struct operation *operation,
		    struct operation_text *text)
{
	struct scan *scan = &parser->scan;
	struct word word = scan_word(scan);

	operation->type = find_operation(word);
	if (!operation->type)
		return unknown_operation(scan, word);
	memset(text, 0, sizeof(*text));
	text->line = scan->line;
	text->part[PART_NAME] = word.start;
	operation->line = scan->number;
	operation->column = word.start - scan->line + 1;
	operation->file = operation->mapping = operation->target = -1;
	if (parse_operands(parser, operation, text) < 0 ||
	    parse_options(parser, operation, text) < 0)
		return -1;
	return require_option(scan, operation);
}

int resolve_mapping(struct parser *parser, struct operation *operation,
		    const struct operation_text *text)
{
	const struct test *test = parser->test;
	int length = text->mapping.length;

	if (!length)
		return 0;
	operation->mapping = find_mapping(test, operation->process,
					  text->mapping);
	if (operation->mapping < 0)
		return operation_error(
			parser, operation, text, PART_OBJECT,
			"there is no mapping '%.*s' in this address space, "
			"expected it to be made by a map line of P%d or its "
			"threads",
			length > 40 ? 40 : length, text->mapping.start,
			address_space(test, operation->process));
	operation->file = test->mapping[operation->mapping].file;
	return 0;
}

int operation_error(struct parser *parser, const struct operation *operation,
		    const struct operation_text *text, enum part part,
		    const char *fmt, ...)
{
	const struct scan *scan = &parser->scan;
	const char *at = text->part[part];
	va_list args;

	va_start(args, fmt);
	diagnostic_set(scan->diagnostic, scan->file_name, operation->line,
		       text->line, scan->limit, at ? at : text->part[PART_NAME],
		       fmt, args);
	va_end(args);
	return -1;
}
