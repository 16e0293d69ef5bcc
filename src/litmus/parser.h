/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the parser's files, and included by no others. */
#ifndef FSLITMUS_LITMUS_PARSER_H
#define FSLITMUS_LITMUS_PARSER_H

#include "litmus/check.h"
#include "litmus/scan.h"
#include "litmus/test.h"

/*
 * Where the parts of an operation are in the text, for complaints that are only
 * possible once the whole test is known.
 */
struct operation_text {
	const char *line;
	const char *part[PARTS]; /* NULL: this part was not written */
	struct word mapping;	 /* its name, looked up later */
};

struct parser {
	struct scan scan;
	struct test *test;
	struct operation_text text[TEST_MAX_PROCESSES][TEST_MAX_OPERATIONS];
};

/*
 * Parses an operation up to the end of the line or to a '='. OPERATION's
 * process and index are set already. TEXT becomes where its parts are. The
 * mapping that it uses is not looked up yet: resolve_mapping().
 */
int parse_operation(struct parser *parser, struct operation *operation,
		    struct operation_text *text);

/* The operation that WORD names. NULL: there is none. */
const struct op_type *find_operation(struct word word);

/* Looks up the mapping that OPERATION uses, if it uses one. */
int resolve_mapping(struct parser *parser, struct operation *operation,
		    const struct operation_text *text);

/* Parses the clause "reach P0: load m[3] = old" after its first word. */
int parse_reach(struct parser *parser);

/* Parses P0 to P7. */
int parse_process_name(struct parser *parser, int *index);

/* Parses a new name for a file or mapping: letters, digits and '_'. */
int parse_new_name(struct parser *parser, const char *what, char name[16]);

/* Complains about PART of OPERATION, whose TEXT is not on the current line. */
int operation_error(struct parser *parser, const struct operation *operation,
		    const struct operation_text *text, enum part part,
		    const char *fmt, ...) PRINTF_LIKE(5, 6);

#endif
