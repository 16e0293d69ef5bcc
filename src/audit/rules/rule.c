// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of rules, and what several rules ask of a function. */
#include "audit/rules/rule.h"
#include "audit/rules/tests_map.h"

#include <string.h>

const struct rule *const audit_rules[] = { &rule_i1, &rule_i2,	  &rule_i3,
					   &rule_i4, &rule_clone, NULL };

static bool took_a_lock(const struct function *function,
			const struct held_set *locks)
{
	for (int i = 0; i < locks->count; i++)
		if (locks->at[i].where == function)
			return true;
	return false;
}

const struct step *rule_blame(const struct event *event)
{
	const struct step *blame = event->path;

	for (const struct step *step = event->path; step; step = step->next)
		if (took_a_lock(step->in, &event->locks))
			blame = step;
	return blame;
}

const char *rule_locks_text(const struct held_set *locks)
{
	const char *text = "";

	for (int i = 0; i < locks->count; i++)
		text = pool_printf("%s%s%s %s", text, *text ? ", " : "",
				   sym_name(locks->at[i].lock),
				   locks->at[i].mode == MODE_EXCLUSIVE ? "X" :
									 "S");
	return *text ? text : "no inode lock";
}

const char *rule_right_text(const struct filesystem *fs, enum column column,
			    const struct event *event)
{
	const struct step *step = rule_blame(event);

	return pool_printf("%s %s, %s:%u in %s()", fs->name,
			   column_name(column), step->in->path, step->line,
			   sym_name(step->in->name));
}

struct finding rule_finding(const struct rule *rule, const struct event *event,
			    const char *filesystem, enum column column)
{
	const struct step *step = rule_blame(event);
	struct finding finding = {
		.rule = rule,
		.filesystem = filesystem,
		.column = column,
		.path = step->in->path,
		.line = step->line,
		.function = step->in->name,
		.steps = event->path,
		.tests = tests_for(rule->id, column),
	};

	return finding;
}

struct search {
	const char *const *names;
	const char *field;
	uint32_t after, found;
};

static bool is_named(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (!strcmp(*names, name))
			return true;
	return false;
}

static bool ends_with(sym name, const char *end)
{
	const char *text = sym_name(name);
	size_t length = strlen(text), want = strlen(end);

	return length > want && !strcmp(text + length - want, end);
}

/* The field itself, or a variable that is named like it and holds it. */
static bool reaches_field(const struct expr *expr, const char *field)
{
	if (!expr)
		return false;
	if (expr->kind == EXPR_NAME && !strcmp(sym_name(expr->name), field))
		return true;
	if (expr->kind == EXPR_FIELD && !strcmp(sym_name(expr->name), field))
		return true;
	/* folio_mapping(folio), page_mapping(page) */
	if (expr->kind == EXPR_CALL && ends_with(called_name(expr), field))
		return true;
	return expr->kind == EXPR_CALL && expr->args &&
	       reaches_field(expr->args, field);
}

static void search_expr(struct search *search, const struct expr *expr);

static void search_stmt(struct search *search, const struct stmt *stmt)
{
	for (; stmt; stmt = stmt->next) {
		search_expr(search, stmt->expr);
		search_stmt(search, stmt->body);
		search_stmt(search, stmt->other);
	}
}

static void match_expr(struct search *search, const struct expr *expr)
{
	if (search->names && expr->kind == EXPR_CALL &&
	    is_named(search->names, sym_name(called_name(expr))))
		search->found = expr->line;
	if (search->field && expr->kind == EXPR_BINARY &&
	    (expr->op == OP_EQ || expr->op == OP_NE) &&
	    (reaches_field(expr->left, search->field) ||
	     reaches_field(expr->right, search->field)))
		search->found = expr->line;
}

static void search_expr(struct search *search, const struct expr *expr)
{
	for (; expr; expr = expr->next) {
		if (expr->line >= search->after && !search->found)
			match_expr(search, expr);
		search_expr(search, expr->left);
		search_expr(search, expr->right);
		search_expr(search, expr->args);
		search_stmt(search, expr->body);
	}
}

uint32_t rule_calls(const struct function *function, const char *const *names,
		    uint32_t after)
{
	struct search search = { .names = names, .after = after };

	search_stmt(&search, function->body);
	return search.found;
}

uint32_t rule_compares_field(const struct function *function, const char *field,
			     uint32_t after)
{
	struct search search = { .field = field, .after = after };

	search_stmt(&search, function->body);
	return search.found;
}
