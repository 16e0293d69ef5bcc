// SPDX-License-Identifier: GPL-2.0-or-later
/* Parses the clause that names the observation proving that the window
 * opened. */
#include "litmus/parser.h"

#include <string.h>

#include "litmus/op_type.h"
#include "litmus/print.h"

static const struct {
	const char *name;
	enum reach_value value;
	bool seen; /* seen by the operation, rather than its result */
} values[] = {
	{ "old", REACH_OLD, true },	 { "zero", REACH_ZERO, true },
	{ "new", REACH_NEW, true },	 { "sigbus", REACH_SIGBUS, false },
	{ "error", REACH_ERROR, false }, { "done", REACH_DONE, false },
};

#define VALUES (sizeof(values) / sizeof(values[0]))

const char *reach_value_name(enum reach_value value)
{
	for (size_t i = 0; i < VALUES; i++)
		if (values[i].value == value)
			return values[i].name;
	return NULL;
}

/* "2nd": which of several operations that are written alike. */
static int parse_ordinal(struct parser *parser, int *ordinal)
{
	struct scan *scan = &parser->scan;

	*ordinal = 0;
	if (scan_at_end(scan) || *scan->at < '0' || *scan->at > '9')
		return 0;
	if (scan_number(scan, "a number", ordinal) < 0)
		return -1;
	return scan_keyword(scan, ordinal_ending(*ordinal));
}

/* An operation before the start overlaps none, so it proves nothing. */
static int check_races(struct parser *parser, const struct operation *wanted,
		       const struct operation_text *text)
{
	const struct test *test = parser->test;
	int process = test->reach.process;

	if (test->processes == 1 ||
	    test->reach.operation >= test->process[process].prologue)
		return 0;
	return operation_error(parser, wanted, text, PART_NAME,
			       "this is done before the race starts, expected "
			       "an operation that races");
}

/* Find the ORDINALth operation like WANTED; ORDINAL 0: the only one. */
static int find_reached(struct parser *parser, const struct operation *wanted,
			const struct operation_text *text, int ordinal)
{
	struct test *test = parser->test;
	const struct process *process = &test->process[wanted->process];
	char name[OPERATION_TEXT_SIZE];
	int found = 0;

	for (int i = 0; i < process->count; i++)
		if (operations_alike(&process->operations[i], wanted) &&
		    (++found == ordinal || !ordinal))
			test->reach.operation = i;
	if (found == 1 ? ordinal <= 1 : ordinal && ordinal <= found)
		return check_races(parser, wanted, text);
	operation_text(test, wanted, name, sizeof(name));
	if (!found)
		return operation_error(parser, wanted, text, PART_NAME,
				       "P%d has no operation '%s', expected "
				       "one that it has",
				       wanted->process, name);
	return operation_error(parser, wanted, text, PART_NAME,
			       "P%d has %d operations '%s', expected one of "
			       "them to be named: 1st %s",
			       wanted->process, found, name, name);
}

static int parse_reached_operation(struct parser *parser, int process,
				   struct operation *operation)
{
	struct operation_text text;
	const struct op_type *type;
	int ordinal;

	memset(operation, 0, sizeof(*operation));
	operation->process = process;
	if (parse_ordinal(parser, &ordinal) < 0)
		return -1;
	/* Parsing this one would make a mapping instead of naming one. */
	type = find_operation(scan_peek(&parser->scan));
	if (type && type->shape == SHAPE_MAP)
		return scan_expected(&parser->scan,
				     "an operation on a file or a mapping");
	if (parse_operation(parser, operation, &text) < 0 ||
	    resolve_mapping(parser, operation, &text) < 0)
		return -1;
	return find_reached(parser, operation, &text, ordinal);
}

static int unknown_value(struct parser *parser, const char *at)
{
	char names[64];
	size_t length = 0;

	for (size_t i = 0; i < VALUES; i++)
		length += snprintf(names + length, sizeof(names) - length,
				   "%s%s",
				   i ? ", " : "one of: ", values[i].name);
	parser->scan.at = at;
	return scan_expected(&parser->scan, names);
}

static int parse_value(struct parser *parser, const struct operation *operation)
{
	struct scan *scan = &parser->scan;
	const struct op_type *type = operation->type;
	struct word word = scan_word(scan);
	size_t i;

	for (i = 0; i < VALUES; i++)
		if (word_is(word, values[i].name))
			break;
	if (i == VALUES)
		return unknown_value(parser, word.start);
	if (values[i].seen && !(type->traits & TRAIT_OBSERVES))
		return scan_error(scan, word.start,
				  "%s sees no data, expected 'done' or 'error'",
				  type->name);
	if (values[i].value == REACH_SIGBUS &&
	    type->shape != SHAPE_MEMORY_RANGE)
		return scan_error(scan, word.start,
				  "%s raises no signal, expected 'done' or "
				  "'error'",
				  type->name);
	parser->test->reach.value = values[i].value;
	return 0;
}

int parse_reach(struct parser *parser)
{
	struct scan *scan = &parser->scan;
	struct test *test = parser->test;
	struct operation operation;
	const char *at;

	scan_at_end(scan);
	at = scan->at;
	if (parse_process_name(parser, &test->reach.process) < 0)
		return -1;
	if (test->reach.process >= test->processes)
		return scan_error(scan, at,
				  "there is no such process, expected %sP%d",
				  test->processes > 1 ? "P0 to " : "",
				  test->processes - 1);
	if (scan_expect(scan, ':', "':'") < 0 ||
	    parse_reached_operation(parser, test->reach.process, &operation) <
		    0 ||
	    scan_expect(scan, '=', "'='") < 0)
		return -1;
	test->reach.given = true;
	return parse_value(parser, &operation);
}
