// SPDX-License-Identifier: GPL-2.0-or-later
/* Makes expressions and statements, and the text that names a condition. */
#include "audit/front/ir.h"

#include <stdio.h>
#include <string.h>

#define TEXT_SIZE 160

/* Text longer than this is cut: it only serves as a name for a condition. */
struct text {
	char at[TEXT_SIZE];
	size_t length;
};

static void ir_put(struct text *text, const char *word)
{
	size_t length = strlen(word);

	if (text->length + length >= TEXT_SIZE)
		length = TEXT_SIZE - 1 - text->length;
	memcpy(text->at + text->length, word, length);
	text->length += length;
	text->at[text->length] = '\0';
}

static const char *operator_text(uint8_t op)
{
	static char single[2];

	switch (op) {
	case OP_EQ:
		return " == ";
	case OP_NE:
		return " != ";
	case OP_LE:
		return " <= ";
	case OP_GE:
		return " >= ";
	case OP_AND:
		return " && ";
	case OP_OR:
		return " || ";
	case OP_SHIFT:
		return " << ";
	case '&':
		return " & ";
	case '|':
		return " | ";
	case '<':
		return " < ";
	case '>':
		return " > ";
	}
	single[0] = (char)op;
	return single;
}

static void put_expr(struct text *text, const struct expr *expr);

static void put_list(struct text *text, const struct expr *args)
{
	for (; args; args = args->next) {
		put_expr(text, args);
		if (args->next)
			ir_put(text, ", ");
	}
}

static void put_binary(struct text *text, const struct expr *expr)
{
	put_expr(text, expr->left);
	ir_put(text, operator_text(expr->op));
	put_expr(text, expr->right);
}

static void put_expr(struct text *text, const struct expr *expr)
{
	char number[24];

	if (!expr)
		return;
	switch (expr->kind) {
	case EXPR_NAME:
		ir_put(text, sym_name(expr->name));
		break;
	case EXPR_NUMBER:
		snprintf(number, sizeof(number), "%ld", expr->value);
		ir_put(text, number);
		break;
	case EXPR_STRING:
		ir_put(text, "\"\"");
		break;
	case EXPR_CALL:
		put_expr(text, expr->left);
		ir_put(text, "(");
		put_list(text, expr->args);
		ir_put(text, ")");
		break;
	case EXPR_FIELD:
		put_expr(text, expr->left);
		ir_put(text, expr->op == '.' ? "." : "->");
		ir_put(text, sym_name(expr->name));
		break;
	case EXPR_INDEX:
		put_expr(text, expr->left);
		ir_put(text, "[");
		put_expr(text, expr->right);
		ir_put(text, "]");
		break;
	case EXPR_UNARY:
		ir_put(text, operator_text(expr->op) + (expr->op == '&'));
		if (expr->op == '&')
			text->at[--text->length] = '\0';
		if (expr->left->kind == EXPR_BINARY)
			ir_put(text, "(");
		put_expr(text, expr->left);
		if (expr->left->kind == EXPR_BINARY)
			ir_put(text, ")");
		break;
	case EXPR_UPDATE:
		put_expr(text, expr->left);
		ir_put(text, "++");
		break;
	case EXPR_BINARY:
		put_binary(text, expr);
		break;
	case EXPR_ASSIGN:
		put_expr(text, expr->left);
		ir_put(text, expr->op == '=' ? " = " : " op= ");
		put_expr(text, expr->right);
		break;
	case EXPR_CHOICE:
		put_expr(text, expr->left);
		ir_put(text, " ? ...");
		break;
	case EXPR_COMMA:
		put_binary(text, expr);
		break;
	default:
		ir_put(text, "(");
		put_list(text, expr->args);
		ir_put(text, ")");
	}
}

sym expr_text(struct expr *expr)
{
	struct text text = { .length = 0 };

	if (!expr->text) {
		put_expr(&text, expr);
		expr->text = sym_of(text.length ? text.at : "?");
	}
	return expr->text;
}
