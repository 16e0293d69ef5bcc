/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the auditor keeps of C: functions as trees of statements and
 * expressions, and initialised tables. Everything lives in the pool of
 * symbol.h and is read-only once built.
 */
#ifndef FSLITMUS_AUDIT_FRONT_IR_H
#define FSLITMUS_AUDIT_FRONT_IR_H

#include "audit/front/symbol.h"

enum expr_kind {
	EXPR_NAME,   /* name */
	EXPR_NUMBER, /* value, or not a plain number: name is its text */
	EXPR_STRING,
	EXPR_CALL,   /* left is what is called, args the arguments */
	EXPR_FIELD,  /* left, name; op '.' or '>' for -> */
	EXPR_INDEX,  /* left [ right ] */
	EXPR_UNARY,  /* op is one of ! ~ - + & * */
	EXPR_UPDATE, /* ++ and --: left */
	EXPR_BINARY, /* left op right, see enum expr_op */
	EXPR_ASSIGN, /* left op= right; op '=' for plain */
	EXPR_CHOICE, /* left ? args->first : args->second */
	EXPR_COMMA,  /* left, right */
	EXPR_BLOCK,  /* ({ body }) */
	EXPR_OTHER,  /* args: what it contains */
};

/* Operators of two characters; the others are their character. */
enum expr_op {
	OP_EQ = 128,
	OP_NE,
	OP_LE,
	OP_GE,
	OP_AND,
	OP_OR,
	OP_SHIFT,
};

struct expr {
	uint8_t kind;
	uint8_t op;
	uint32_t line;
	sym name;
	sym text; /* filled by expr_text() */
	long value;
	struct expr *left, *right;
	struct expr *args; /* linked by next */
	struct expr *next;
	struct stmt *body; /* EXPR_BLOCK */
};

enum stmt_kind {
	STMT_EXPR,   /* expr */
	STMT_IF,     /* expr, body, other */
	STMT_LOOP,   /* expr (may be NULL), body; step in other */
	STMT_DO,     /* body, then expr */
	STMT_SWITCH, /* expr, body */
	STMT_CASE,   /* expr, NULL for default; followed by its body */
	STMT_RETURN, /* expr or NULL */
	STMT_GOTO,   /* label */
	STMT_LABEL,  /* label */
	STMT_BREAK,
	STMT_CONTINUE,
	STMT_BLOCK, /* body */
};

struct stmt {
	uint8_t kind;
	uint32_t line;
	sym label;
	struct expr *expr;
	struct stmt *body, *other;
	struct stmt *next;
};

#define MAX_PARAMETERS 12

struct function {
	sym name;
	const char *path;
	uint32_t line, end_line;
	bool is_static;
	bool has_error; /* the grammar did not understand it whole */
	uint8_t parameters;
	sym parameter[MAX_PARAMETERS];
	struct stmt *body;
	struct function *same_name; /* the next one of this name */
	struct directory *directory;
	uint32_t id;
	uint32_t labels; /* how many the body has */
	/* Bit i: parameter i is used whole, or names a lock; see walk_call.c */
	bool masks_known;
	uint16_t whole_parameters, lock_parameters;
};

/* One ".field = value" of a table. */
struct slot {
	sym field;
	sym value; /* a function's name; SYM_NONE for others */
	uint32_t line;
	struct slot *next;
};

struct table {
	sym type; /* vm_operations_struct, file_operations ... */
	sym name;
	const char *path;
	uint32_t line;
	sym made_by; /* the macro that makes it, if any */
	struct slot *slots;
	struct directory *directory;
	struct table *next;
};

/* The source text of an expression, blanks left out. Never SYM_NONE. */
sym expr_text(struct expr *expr);

/* The name of the function a call names directly, or SYM_NONE. */
static inline sym called_name(const struct expr *call)
{
	return call->left && call->left->kind == EXPR_NAME ? call->left->name :
							     SYM_NONE;
}

#endif
