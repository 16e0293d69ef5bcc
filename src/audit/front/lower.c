// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From tree-sitter's syntax tree to the statements and expressions of ir.h,
 * which have only what an audit looks at.
 */
#include "audit/front/fold.h"
#include "audit/front/lower.h"
#include "base/error.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <tree_sitter/api.h>

const TSLanguage *tree_sitter_c(void);

/* Node kinds and fields of the grammar that mean something here. */
/* clang-format off */
#define NODES(X)                                                               \
	X(function_definition) X(declaration) X(init_declarator)               \
	X(compound_statement) X(if_statement) X(else_clause)                   \
	X(while_statement) X(do_statement) X(for_statement)                    \
	X(switch_statement) X(case_statement) X(return_statement)              \
	X(goto_statement) X(labeled_statement) X(break_statement)              \
	X(continue_statement) X(expression_statement) X(call_expression)       \
	X(field_expression) X(pointer_expression) X(unary_expression)          \
	X(update_expression) X(binary_expression) X(assignment_expression)     \
	X(conditional_expression) X(subscript_expression) X(cast_expression)   \
	X(parenthesized_expression) X(comma_expression) X(number_literal)      \
	X(string_literal) X(concatenated_string) X(identifier) X(null)         \
	X(initializer_list) X(initializer_pair) X(field_designator)            \
	X(function_declarator) X(parameter_declaration) X(struct_specifier)    \
	X(storage_class_specifier) X(linkage_specification)                    \
	X(sizeof_expression) X(field_identifier) X(comment)                    \
	X(statement_identifier) X(type_identifier)
/* clang-format on */

/* clang-format off */
#define FIELDS(X)                                                              \
	X(declarator) X(body) X(condition) X(consequence) X(alternative)       \
	X(initializer) X(update) X(value) X(label) X(function) X(arguments)    \
	X(argument) X(field) X(operator) X(left) X(right) X(index) X(type)     \
	X(name) X(parameters) X(designator)
/* clang-format on */

struct lowering {
	TSParser *parser;
#define X(name) TSSymbol n_##name;
	NODES(X)
#undef X
#define X(name) TSFieldId f_##name;
	FIELDS(X)
#undef X
	TSSymbol n_true, n_false;
	/* of the file being read */
	struct source *source;
	uint32_t line_offset;
	struct function *function;
	int depth; /* of nested nodes, see MAX_DEPTH */
};

/*
 * No function written by a person nests deeper. What does is left out, because
 * later passes recurse as deep as this one.
 */
#define MAX_DEPTH 256

struct lowering *lowering_new(void)
{
	struct lowering *l = xcalloc(1, sizeof(*l));
	const TSLanguage *c = tree_sitter_c();

	l->parser = ts_parser_new();
	if (!ts_parser_set_language(l->parser, c)) {
		error("the C grammar has ABI %u, which the installed "
		      "tree-sitter does not read",
		      ts_language_version(c));
		lowering_free(l);
		return NULL;
	}
#define X(name)                                                            \
	l->n_##name = ts_language_symbol_for_name(c, #name, strlen(#name), \
						  true);
	NODES(X)
#undef X
#define X(name) \
	l->f_##name = ts_language_field_id_for_name(c, #name, strlen(#name));
	FIELDS(X)
#undef X
	l->n_true = ts_language_symbol_for_name(c, "true", 4, true);
	l->n_false = ts_language_symbol_for_name(c, "false", 5, true);
	return l;
}

void lowering_free(struct lowering *lowering)
{
	ts_parser_delete(lowering->parser);
	free(lowering);
}

static uint32_t line_of(const struct lowering *l, TSNode node)
{
	return ts_node_start_point(node).row + 1 + l->line_offset;
}

static sym name_of(const struct lowering *l, TSNode node)
{
	uint32_t start;

	if (ts_node_is_null(node))
		return SYM_NONE;
	start = ts_node_start_byte(node);
	return sym_of_length(l->source->text + start,
			     ts_node_end_byte(node) - start);
}

static TSNode child(TSNode node, TSFieldId field)
{
	return ts_node_child_by_field_id(node, field);
}

static struct expr *lower_expr(struct lowering *l, TSNode node);
static struct stmt *lower_stmt(struct lowering *l, TSNode node);

static struct expr *new_expr(struct lowering *l, TSNode node,
			     enum expr_kind kind)
{
	struct expr *expr = pool_alloc(sizeof(*expr));

	expr->kind = (uint8_t)kind;
	expr->line = line_of(l, node);
	return expr;
}

static struct expr *lower_children(struct lowering *l, TSNode node)
{
	struct expr *first = NULL, **end = &first;
	uint32_t count = ts_node_is_null(node) ?
				 0 :
				 ts_node_named_child_count(node);

	for (uint32_t i = 0; i < count; i++) {
		*end = lower_expr(l, ts_node_named_child(node, i));
		if (*end)
			end = &(*end)->next;
	}
	return first;
}

static uint8_t operator_of(const struct lowering *l, TSNode node)
{
	static const struct {
		const char *text;
		uint8_t op;
	} pairs[] = {
		{ "==", OP_EQ },    { "!=", OP_NE },	{ "<=", OP_LE },
		{ ">=", OP_GE },    { "&&", OP_AND },	{ "||", OP_OR },
		{ "<<", OP_SHIFT }, { ">>", OP_SHIFT }, { "->", '>' },
	};
	TSNode op = child(node, l->f_operator);
	const char *text;

	if (ts_node_is_null(op))
		return 0;
	text = l->source->text + ts_node_start_byte(op);
	if (ts_node_end_byte(op) - ts_node_start_byte(op) == 1)
		return (uint8_t)*text;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (!strncmp(text, pairs[i].text, 2))
			return pairs[i].op;
	return (uint8_t)*text; /* |= and friends: the operation */
}

static struct expr *lower_two(struct lowering *l, TSNode node,
			      enum expr_kind kind)
{
	struct expr *expr = new_expr(l, node, kind);

	expr->op = operator_of(l, node);
	expr->left = lower_expr(l, child(node, l->f_left));
	expr->right = lower_expr(l, child(node, l->f_right));
	if (!expr->left || !expr->right)
		expr->kind = EXPR_OTHER;
	return fold_expr(expr);
}

static struct expr *lower_one(struct lowering *l, TSNode node,
			      enum expr_kind kind)
{
	struct expr *expr = new_expr(l, node, kind);

	expr->op = operator_of(l, node);
	expr->left = lower_expr(l, child(node, l->f_argument));
	if (!expr->left)
		expr->kind = EXPR_OTHER;
	return fold_expr(expr);
}

static struct expr *lower_call(struct lowering *l, TSNode node)
{
	struct expr *expr = new_expr(l, node, EXPR_CALL);

	expr->left = lower_expr(l, child(node, l->f_function));
	expr->args = lower_children(l, child(node, l->f_arguments));
	return expr;
}

static struct expr *lower_choice(struct lowering *l, TSNode node)
{
	struct expr *expr = new_expr(l, node, EXPR_CHOICE);
	struct expr *yes, *no;

	expr->left = lower_expr(l, child(node, l->f_condition));
	yes = lower_expr(l, child(node, l->f_consequence));
	no = lower_expr(l, child(node, l->f_alternative));
	/* "a ?: b" has no middle: the condition is its value. */
	if (!yes)
		yes = new_expr(l, node, EXPR_OTHER);
	yes->next = no;
	expr->args = yes;
	if (!expr->left || !no)
		expr->kind = EXPR_OTHER;
	return fold_expr(expr);
}

static struct expr *lower_literal(struct lowering *l, TSNode node)
{
	struct expr *expr = new_expr(l, node, EXPR_NUMBER);
	const char *text = l->source->text + ts_node_start_byte(node);

	expr->value = strtol(text, NULL, 0);
	return expr;
}

static struct expr *lower_constant(struct lowering *l, TSNode node, long value)
{
	struct expr *expr = new_expr(l, node, EXPR_NUMBER);

	expr->value = value;
	return expr;
}

static struct expr *lower_name(struct lowering *l, TSNode node)
{
	struct expr *expr = new_expr(l, node, EXPR_NAME);

	expr->name = name_of(l, node);
	return expr;
}

static struct expr *lower_parentheses(struct lowering *l, TSNode node)
{
	TSNode inner = ts_node_named_child(node, 0);
	struct expr *expr;

	if (ts_node_is_null(inner))
		return new_expr(l, node, EXPR_OTHER);
	if (ts_node_symbol(inner) != l->n_compound_statement)
		return lower_expr(l, inner);
	expr = new_expr(l, node, EXPR_BLOCK);
	expr->body = lower_stmt(l, inner);
	return expr;
}

static struct expr *lower_other(struct lowering *l, TSNode node)
{
	struct expr *expr = new_expr(l, node, EXPR_OTHER);

	expr->args = lower_children(l, node);
	return expr;
}

static struct expr *lower_field(struct lowering *l, TSNode node)
{
	struct expr *expr = lower_one(l, node, EXPR_FIELD);

	expr->name = name_of(l, child(node, l->f_field));
	return expr;
}

static struct expr *lower_index(struct lowering *l, TSNode node)
{
	struct expr *expr = lower_one(l, node, EXPR_INDEX);

	expr->right = lower_expr(l, child(node, l->f_index));
	if (!expr->right)
		expr->kind = EXPR_OTHER;
	return expr;
}

static bool is_too_deep(struct lowering *l)
{
	if (l->depth < MAX_DEPTH)
		return false;
	if (l->function)
		l->function->has_error = true;
	return true;
}

static struct expr *lower_one_expr(struct lowering *l, TSNode node)
{
	TSSymbol kind = ts_node_symbol(node);

	if (kind == l->n_identifier || kind == l->n_type_identifier ||
	    kind == l->n_field_identifier)
		return lower_name(l, node);
	if (kind == l->n_call_expression)
		return lower_call(l, node);
	if (kind == l->n_field_expression)
		return lower_field(l, node);
	if (kind == l->n_parenthesized_expression)
		return lower_parentheses(l, node);
	if (kind == l->n_binary_expression)
		return lower_two(l, node, EXPR_BINARY);
	if (kind == l->n_assignment_expression)
		return lower_two(l, node, EXPR_ASSIGN);
	if (kind == l->n_pointer_expression || kind == l->n_unary_expression)
		return lower_one(l, node, EXPR_UNARY);
	if (kind == l->n_update_expression)
		return lower_one(l, node, EXPR_UPDATE);
	if (kind == l->n_number_literal)
		return lower_literal(l, node);
	if (kind == l->n_null || kind == l->n_false)
		return lower_constant(l, node, 0);
	if (kind == l->n_true)
		return lower_constant(l, node, 1);
	if (kind == l->n_string_literal || kind == l->n_concatenated_string)
		return new_expr(l, node, EXPR_STRING);
	if (kind == l->n_conditional_expression)
		return lower_choice(l, node);
	if (kind == l->n_subscript_expression)
		return lower_index(l, node);
	if (kind == l->n_cast_expression)
		return lower_expr(l, child(node, l->f_value));
	if (kind == l->n_comma_expression)
		return lower_two(l, node, EXPR_COMMA);
	if (kind == l->n_sizeof_expression)
		return new_expr(l, node, EXPR_OTHER);
	if (kind == l->n_comment)
		return NULL;
	return lower_other(l, node);
}

static struct expr *lower_expr(struct lowering *l, TSNode node)
{
	struct expr *expr;

	if (ts_node_is_null(node) || is_too_deep(l))
		return NULL;
	l->depth++;
	expr = lower_one_expr(l, node);
	l->depth--;
	return expr;
}

static struct stmt *new_stmt(struct lowering *l, TSNode node,
			     enum stmt_kind kind)
{
	struct stmt *stmt = pool_alloc(sizeof(*stmt));

	stmt->kind = (uint8_t)kind;
	stmt->line = line_of(l, node);
	return stmt;
}

static struct stmt *last_of(struct stmt *stmt)
{
	while (stmt->next)
		stmt = stmt->next;
	return stmt;
}

/* The statements among the children of a node, from one on, as a list. */
static struct stmt *lower_list(struct lowering *l, TSNode node, uint32_t from)
{
	struct stmt *first = NULL, **end = &first;
	uint32_t count = ts_node_named_child_count(node);

	for (uint32_t i = from; i < count; i++) {
		*end = lower_stmt(l, ts_node_named_child(node, i));
		if (*end)
			end = &last_of(*end)->next;
	}
	return first;
}

static struct stmt *lower_expression(struct lowering *l, TSNode node,
				     TSNode value)
{
	struct stmt *stmt = new_stmt(l, node, STMT_EXPR);

	stmt->expr = lower_expr(l, value);
	return stmt->expr ? stmt : NULL;
}

static sym declared_name(struct lowering *l, TSNode declarator)
{
	while (!ts_node_is_null(declarator)) {
		TSSymbol kind = ts_node_symbol(declarator);

		if (kind == l->n_identifier || kind == l->n_field_identifier ||
		    kind == l->n_type_identifier)
			return name_of(l, declarator);
		declarator = kind == l->n_parenthesized_expression ||
					     ts_node_is_null(
						     child(declarator,
							   l->f_declarator)) ?
				     ts_node_named_child(declarator, 0) :
				     child(declarator, l->f_declarator);
	}
	return SYM_NONE;
}

/* "int a = f(), b;" is the assignment a = f(). */
static struct stmt *lower_declaration(struct lowering *l, TSNode node)
{
	struct stmt *first = NULL, **end = &first;
	uint32_t count = ts_node_named_child_count(node);

	for (uint32_t i = 0; i < count; i++) {
		TSNode part = ts_node_named_child(node, i);
		struct expr *assign, *target;

		if (ts_node_symbol(part) != l->n_init_declarator)
			continue;
		target = new_expr(l, part, EXPR_NAME);
		target->name = declared_name(l, child(part, l->f_declarator));
		assign = new_expr(l, part, EXPR_ASSIGN);
		assign->op = '=';
		assign->left = target;
		assign->right = lower_expr(l, child(part, l->f_value));
		if (!assign->right || !target->name)
			continue;
		*end = new_stmt(l, part, STMT_EXPR);
		(*end)->expr = assign;
		end = &(*end)->next;
	}
	return first;
}

static struct stmt *lower_if(struct lowering *l, TSNode node)
{
	struct stmt *stmt = new_stmt(l, node, STMT_IF);
	TSNode other = child(node, l->f_alternative);

	stmt->expr = lower_expr(l, child(node, l->f_condition));
	stmt->body = lower_stmt(l, child(node, l->f_consequence));
	if (!ts_node_is_null(other))
		stmt->other = lower_stmt(l, ts_node_named_child(other, 0));
	return fold_if(stmt);
}

static struct stmt *lower_for(struct lowering *l, TSNode node)
{
	struct stmt *stmt = new_stmt(l, node, STMT_LOOP), *before;
	TSNode init = child(node, l->f_initializer);
	TSNode step = child(node, l->f_update);

	stmt->expr = lower_expr(l, child(node, l->f_condition));
	stmt->body = lower_stmt(l, child(node, l->f_body));
	if (!ts_node_is_null(step))
		stmt->other = lower_expression(l, step, step);
	if (ts_node_is_null(init))
		return stmt;
	before = ts_node_symbol(init) == l->n_declaration ?
			 lower_declaration(l, init) :
			 lower_expression(l, init, init);
	if (!before)
		return stmt;
	last_of(before)->next = stmt;
	return before;
}

static struct stmt *lower_loop(struct lowering *l, TSNode node,
			       enum stmt_kind kind)
{
	struct stmt *stmt = new_stmt(l, node, kind);

	stmt->expr = lower_expr(l, child(node, l->f_condition));
	if (!stmt->expr)
		stmt->expr = new_expr(l, node, EXPR_OTHER);
	stmt->body = lower_stmt(l, child(node, l->f_body));
	return stmt;
}

static struct stmt *lower_case(struct lowering *l, TSNode node)
{
	struct stmt *stmt = new_stmt(l, node, STMT_CASE);
	TSNode value = child(node, l->f_value);

	if (!ts_node_is_null(value))
		stmt->expr = lower_expr(l, value);
	stmt->next = lower_list(l, node, ts_node_is_null(value) ? 0 : 1);
	return stmt;
}

static struct stmt *lower_label(struct lowering *l, TSNode node)
{
	struct stmt *stmt = new_stmt(l, node, STMT_LABEL);

	stmt->label = name_of(l, child(node, l->f_label));
	stmt->next = lower_list(l, node, 1);
	l->function->labels++;
	return stmt;
}

static struct stmt *lower_jump(struct lowering *l, TSNode node)
{
	struct stmt *stmt = new_stmt(l, node, STMT_GOTO);

	stmt->label = name_of(l, child(node, l->f_label));
	return stmt;
}

static struct stmt *lower_return(struct lowering *l, TSNode node)
{
	struct stmt *stmt = new_stmt(l, node, STMT_RETURN);

	stmt->expr = lower_expr(l, ts_node_named_child(node, 0));
	return stmt;
}

static struct stmt *lower_block(struct lowering *l, TSNode node)
{
	struct stmt *stmt = new_stmt(l, node, STMT_BLOCK);

	stmt->body = lower_list(l, node, 0);
	return stmt;
}

static struct stmt *lower_one_stmt(struct lowering *l, TSNode node)
{
	TSSymbol kind = ts_node_symbol(node);

	if (kind == l->n_expression_statement)
		return lower_expression(l, node, ts_node_named_child(node, 0));
	if (kind == l->n_declaration)
		return lower_declaration(l, node);
	if (kind == l->n_if_statement)
		return lower_if(l, node);
	if (kind == l->n_return_statement)
		return lower_return(l, node);
	if (kind == l->n_compound_statement)
		return lower_block(l, node);
	if (kind == l->n_for_statement)
		return lower_for(l, node);
	if (kind == l->n_while_statement)
		return lower_loop(l, node, STMT_LOOP);
	if (kind == l->n_do_statement)
		return lower_loop(l, node, STMT_DO);
	if (kind == l->n_switch_statement)
		return lower_loop(l, node, STMT_SWITCH);
	if (kind == l->n_case_statement)
		return lower_case(l, node);
	if (kind == l->n_labeled_statement)
		return lower_label(l, node);
	if (kind == l->n_goto_statement)
		return lower_jump(l, node);
	if (kind == l->n_break_statement)
		return new_stmt(l, node, STMT_BREAK);
	if (kind == l->n_continue_statement)
		return new_stmt(l, node, STMT_CONTINUE);
	if (!ts_node_is_named(node) || kind == l->n_comment)
		return NULL;
	/* What the grammar did not understand: keep what is inside. */
	return lower_list(l, node, 0);
}

static struct stmt *lower_stmt(struct lowering *l, TSNode node)
{
	struct stmt *stmt;

	if (ts_node_is_null(node) || is_too_deep(l))
		return NULL;
	l->depth++;
	stmt = lower_one_stmt(l, node);
	l->depth--;
	return stmt;
}

static TSNode find_function_declarator(struct lowering *l, TSNode node)
{
	TSNode at = child(node, l->f_declarator);

	while (!ts_node_is_null(at) &&
	       ts_node_symbol(at) != l->n_function_declarator)
		at = child(at, l->f_declarator);
	return at;
}

static void lower_parameters(struct lowering *l, TSNode list,
			     struct function *function)
{
	uint32_t count = ts_node_named_child_count(list);

	for (uint32_t i = 0; i < count; i++) {
		TSNode one = ts_node_named_child(list, i);

		if (ts_node_symbol(one) != l->n_parameter_declaration ||
		    function->parameters == MAX_PARAMETERS)
			continue;
		function->parameter[function->parameters++] =
			declared_name(l, child(one, l->f_declarator));
	}
}

static bool has_storage_class(struct lowering *l, TSNode node, const char *word)
{
	for (uint32_t i = 0; i < 4; i++) {
		TSNode part = ts_node_named_child(node, i);

		if (ts_node_is_null(part))
			return false;
		if (ts_node_symbol(part) == l->n_storage_class_specifier &&
		    !strncmp(l->source->text + ts_node_start_byte(part), word,
			     strlen(word)))
			return true;
	}
	return false;
}

static void lower_function(struct lowering *l, TSNode node,
			   const struct lower_target *target)
{
	struct function *function = pool_alloc(sizeof(*function));
	TSNode declarator = find_function_declarator(l, node);

	if (ts_node_is_null(declarator))
		return;
	function->path = l->source->path;
	function->line = line_of(l, declarator);
	function->end_line = ts_node_end_point(node).row + 1 + l->line_offset;
	function->name = declared_name(l, child(declarator, l->f_declarator));
	function->is_static = has_storage_class(l, node, "static");
	function->has_error = ts_node_has_error(node);
	lower_parameters(l, child(declarator, l->f_parameters), function);
	l->function = function;
	function->body = lower_stmt(l, child(node, l->f_body));
	if (function->name)
		target->function(target->context, function);
}

static sym slot_value(struct lowering *l, TSNode value)
{
	while (!ts_node_is_null(value)) {
		TSSymbol kind = ts_node_symbol(value);

		if (kind == l->n_identifier)
			return name_of(l, value);
		if (kind == l->n_pointer_expression)
			value = child(value, l->f_argument);
		else if (kind == l->n_cast_expression)
			value = child(value, l->f_value);
		else if (kind == l->n_parenthesized_expression)
			value = ts_node_named_child(value, 0);
		else
			break;
	}
	return SYM_NONE;
}

static struct slot *lower_slots(struct lowering *l, TSNode list)
{
	struct slot *first = NULL, **end = &first;
	uint32_t count = ts_node_named_child_count(list);

	for (uint32_t i = 0; i < count; i++) {
		TSNode pair = ts_node_named_child(list, i), designator;

		if (ts_node_symbol(pair) != l->n_initializer_pair)
			continue;
		designator = child(pair, l->f_designator);
		if (ts_node_is_null(designator) ||
		    ts_node_symbol(designator) != l->n_field_designator)
			continue;
		*end = pool_alloc(sizeof(**end));
		(*end)->field = name_of(l, ts_node_named_child(designator, 0));
		(*end)->value = slot_value(l, child(pair, l->f_value));
		(*end)->line = line_of(l, pair);
		end = &(*end)->next;
	}
	return first;
}

/* Aggregates with ".field = function" lines, at file level. */
static void lower_tables(struct lowering *l, TSNode node,
			 const struct lower_target *target)
{
	uint32_t count = ts_node_named_child_count(node);
	TSNode type = child(node, l->f_type);

	if (ts_node_is_null(type) ||
	    ts_node_symbol(type) != l->n_struct_specifier)
		return;
	for (uint32_t i = 0; i < count; i++) {
		TSNode part = ts_node_named_child(node, i), value;
		struct table *table;

		if (ts_node_symbol(part) != l->n_init_declarator)
			continue;
		value = child(part, l->f_value);
		if (ts_node_is_null(value) ||
		    ts_node_symbol(value) != l->n_initializer_list)
			continue;
		table = pool_alloc(sizeof(*table));
		table->type = name_of(l, child(type, l->f_name));
		table->name = declared_name(l, child(part, l->f_declarator));
		table->path = l->source->path;
		table->line = line_of(l, part);
		table->slots = lower_slots(l, value);
		target->table(target->context, table);
	}
}

static void lower_top(struct lowering *l, TSNode node,
		      const struct lower_target *target)
{
	uint32_t count = ts_node_child_count(node);
	TSTreeCursor cursor;

	if (!count || is_too_deep(l))
		return;
	l->depth++;
	cursor = ts_tree_cursor_new(node);
	ts_tree_cursor_goto_first_child(&cursor);
	do {
		TSNode at = ts_tree_cursor_current_node(&cursor);
		TSSymbol kind = ts_node_symbol(at);

		if (kind == l->n_function_definition)
			lower_function(l, at, target);
		else if (kind == l->n_declaration)
			lower_tables(l, at, target);
		else if (kind == l->n_linkage_specification ||
			 !strcmp(ts_node_type(at), "ERROR"))
			lower_top(l, at, target);
	} while (ts_tree_cursor_goto_next_sibling(&cursor));
	ts_tree_cursor_delete(&cursor);
	l->depth--;
}

void lower_source(struct lowering *lowering, struct source *source,
		  uint32_t line_offset, const struct lower_target *target)
{
	TSTree *tree = ts_parser_parse_string(lowering->parser, NULL,
					      source->text,
					      (uint32_t)source->length);

	lowering->source = source;
	lowering->line_offset = line_offset;
	lowering->function = NULL;
	lower_top(lowering, ts_tree_root_node(tree), target);
	ts_tree_delete(tree);
}
