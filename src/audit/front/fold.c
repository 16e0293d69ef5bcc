// SPDX-License-Identifier: GPL-2.0-or-later
/* Evaluates conditions that are constant in the source. */
#include "audit/front/fold.h"

int fold_truth(const struct expr *expr)
{
	int left, right, decisive = expr && expr->op == OP_OR;

	if (!expr)
		return -1;
	if (expr->kind == EXPR_NUMBER)
		return expr->value != 0;
	if (expr->kind != EXPR_BINARY ||
	    (expr->op != OP_AND && expr->op != OP_OR))
		return -1;
	left = fold_truth(expr->left);
	right = fold_truth(expr->right);
	if (left == decisive || right == decisive)
		return decisive;
	return left == !decisive ? right : -1;
}

static bool has_call(const struct expr *expr)
{
	for (; expr; expr = expr->next)
		if (expr->kind == EXPR_CALL || expr->kind == EXPR_ASSIGN ||
		    expr->kind == EXPR_UPDATE || expr->kind == EXPR_BLOCK ||
		    has_call(expr->left) || has_call(expr->right) ||
		    has_call(expr->args))
			return true;
	return false;
}

static struct expr *decided(struct expr *expr, bool truth)
{
	expr->kind = EXPR_NUMBER;
	expr->value = truth;
	expr->left = expr->right = NULL;
	return expr;
}

struct expr *fold_expr(struct expr *expr)
{
	int left = fold_truth(expr->left), truth = fold_truth(expr);

	/* An operand with a call stays: it may take a lock. */
	if (truth >= 0 && !has_call(expr->left) && !has_call(expr->right))
		return decided(expr, truth);
	if (left < 0)
		return expr;
	if (expr->kind == EXPR_UNARY && expr->op == '!')
		return decided(expr, !left);
	if (expr->kind == EXPR_BINARY && expr->op == OP_AND)
		return left ? expr->right : decided(expr, false);
	if (expr->kind == EXPR_BINARY && expr->op == OP_OR)
		return left ? decided(expr, true) : expr->right;
	if (expr->kind == EXPR_CHOICE) {
		struct expr *yes = expr->args, *no = yes->next;

		yes->next = NULL;
		return left ? yes : no;
	}
	return expr;
}

static bool has_label(const struct stmt *stmt)
{
	for (; stmt; stmt = stmt->next)
		if (stmt->kind == STMT_LABEL || stmt->kind == STMT_CASE ||
		    has_label(stmt->body) || has_label(stmt->other))
			return true;
	return false;
}

struct stmt *fold_if(struct stmt *stmt)
{
	int truth = fold_truth(stmt->expr);

	if (truth < 0 || has_label(truth ? stmt->other : stmt->body))
		return stmt;
	if (has_call(stmt->expr)) {
		stmt->kind = STMT_EXPR;
		stmt->next = truth ? stmt->body : stmt->other;
		stmt->body = stmt->other = NULL;
		return stmt;
	}
	return truth ? stmt->body : stmt->other;
}
