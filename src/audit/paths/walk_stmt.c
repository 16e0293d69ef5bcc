// SPDX-License-Identifier: GPL-2.0-or-later
/* Statements along a path: branches, loops, switch, goto and return. */
#include "audit/paths/frame.h"

#include <string.h>

static struct label *label_of(struct frame *frame, sym name)
{
	struct label label = { .name = name };

	for (size_t i = 0; i < frame->labels.count; i++)
		if (frame->labels.at[i].name == name)
			return &frame->labels.at[i];
	vector_push(&frame->labels, label);
	return &frame->labels.at[frame->labels.count - 1];
}

static void copy_states(struct states *to, const struct states *from)
{
	for (size_t i = 0; i < from->list.count; i++)
		states_add(to, &from->list.at[i]);
}

static void walk_if(struct frame *frame, struct stmt *stmt, struct states *set)
{
	struct states yes = { 0 }, no = { 0 };

	walk_condition(frame, stmt->expr, set, &yes, &no);
	walk_statements(frame, stmt->body, &yes);
	walk_statements(frame, stmt->other, &no);
	states_join(frame->walk, set, &yes);
	states_join(frame->walk, set, &no);
	states_free(&yes);
	states_free(&no);
}

/* Whether a path leaves the body with other locks than it entered with. */
static bool changed_locks(const struct states *before,
			  const struct states *after)
{
	for (size_t i = 0; i < after->list.count; i++) {
		size_t j = 0;

		while (j < before->list.count &&
		       !locks_equal(&before->list.at[j].locks,
				    &after->list.at[i].locks))
			j++;
		if (j == before->list.count)
			return true;
	}
	return false;
}

static void walk_loop_body(struct frame *frame, struct stmt *stmt,
			   struct states *set, struct states *breaks)
{
	struct states continues = { 0 };
	struct target target = { .outer = frame->target,
				 .breaks = breaks,
				 .continues = &continues };

	frame->target = &target;
	walk_statements(frame, stmt->body, set);
	states_join(frame->walk, set, &continues);
	frame->target = target.outer;
	if (stmt->kind == STMT_LOOP)
		walk_statements(frame, stmt->other, set);
	states_free(&continues);
}

/* Walks the body zero times, once, and once more from how it was left. */
static void walk_loop(struct frame *frame, struct stmt *stmt,
		      struct states *set)
{
	struct states breaks = { 0 }, inside = { 0 }, before = { 0 };
	struct states out = { 0 };

	for (int round = 0; round < 2; round++) {
		if (stmt->kind == STMT_LOOP && stmt->expr)
			walk_condition(frame, stmt->expr, set, &inside, &out);
		else
			states_join(frame->walk, &inside, set);
		before.list.count = 0;
		copy_states(&before, &inside);
		walk_loop_body(frame, stmt, &inside, &breaks);
		if (stmt->kind == STMT_DO) {
			walk_condition(frame, stmt->expr, &inside, set, &out);
			if (!changed_locks(&before, set))
				break;
			continue;
		}
		states_join(frame->walk, set, &inside);
		if (!changed_locks(&before, set))
			break;
	}
	/* The loop ends with a false condition. */
	if (stmt->kind == STMT_LOOP && stmt->expr) {
		inside.list.count = 0;
		walk_condition(frame, stmt->expr, set, &inside, &out);
	}
	set->list.count = 0;
	states_join(frame->walk, set, &out);
	states_join(frame->walk, set, &breaks);
	states_free(&breaks);
	states_free(&inside);
	states_free(&before);
	states_free(&out);
}

static bool names_assumed(struct frame *frame, struct expr *value)
{
	return value && value->kind == EXPR_NAME &&
	       assumed(frame, value->name) == 1;
}

/* Whether an assumption (this ioctl, this mode) picks one of the cases. */
static bool picks_case(struct frame *frame, struct stmt *stmt)
{
	for (; stmt; stmt = stmt->next) {
		if (stmt->kind == STMT_CASE && names_assumed(frame, stmt->expr))
			return true;
		if (stmt->kind == STMT_BLOCK && picks_case(frame, stmt->body))
			return true;
	}
	return false;
}

static void walk_switch(struct frame *frame, struct stmt *stmt,
			struct states *set)
{
	struct states breaks = { 0 }, entry = { 0 };
	struct target target = { .outer = frame->target,
				 .breaks = &breaks,
				 .entry = &entry,
				 .selector = stmt->expr };

	walk_effects(frame, stmt->expr, set);
	copy_states(&entry, set);
	set->list.count = 0;
	if (frame->target)
		target.continues = frame->target->continues;
	target.has_taken_case = picks_case(frame, stmt->body);
	frame->target = &target;
	walk_statements(frame, stmt->body, set);
	frame->target = target.outer;
	if (!target.seen_default && !target.has_taken_case)
		states_join(frame->walk, set, &entry);
	states_join(frame->walk, set, &breaks);
	states_free(&breaks);
	states_free(&entry);
}

/* 1: this path enters the case; 0: it does not. */
static int enters_case(struct frame *frame, const struct state *state,
		       struct expr *value)
{
	struct value selector = value_of(frame, state, frame->target->selector);
	int known;

	if (!value)
		return !frame->target->has_taken_case;
	/* "case A | B:" */
	if (value->kind == EXPR_BINARY && selector.flags) {
		flag_set flags = value_of(frame, state, value).flags;

		return !flags || flags == selector.flags;
	}
	/* "case 0:" */
	if (assumed_nonzero(frame, selector.flags) &&
	    value_of(frame, state, value).sign == SIGN_ZERO)
		return 0;
	if (value->kind != EXPR_NAME)
		return 1;
	known = assumed(frame, value->name);
	if (frame->target->has_taken_case || known >= 0)
		return known == 1;
	if (flags_count(selector.flags) == 1)
		return flags_contain(selector.flags, value->name);
	return 1;
}

static void walk_case(struct frame *frame, struct stmt *stmt,
		      struct states *set)
{
	struct states *entry = frame->target ? frame->target->entry : NULL;

	if (!entry)
		return;
	if (!stmt->expr)
		frame->target->seen_default = true;
	for (size_t i = 0; i < entry->list.count; i++)
		if (enters_case(frame, &entry->list.at[i], stmt->expr))
			states_add(set, &entry->list.at[i]);
	states_merge(frame->walk, set);
}

static void walk_return(struct frame *frame, struct stmt *stmt,
			struct states *set)
{
	if (stmt->expr)
		walk_effects(frame, stmt->expr, set);
	for (size_t i = 0; i < set->list.count; i++) {
		struct state *state = &set->list.at[i];
		struct value value = value_unknown();

		if (stmt->expr)
			value = value_of(frame, state, stmt->expr);
		record_leave(frame, state, value);
	}
	set->list.count = 0;
}

static void walk_jump(struct frame *frame, struct stmt *stmt,
		      struct states *set)
{
	struct states *to = NULL;

	if (stmt->kind == STMT_GOTO)
		to = &label_of(frame, stmt->label)->waiting;
	else if (frame->target && stmt->kind == STMT_BREAK)
		to = frame->target->breaks;
	else if (frame->target)
		to = frame->target->continues;
	if (to)
		states_join(frame->walk, to, set);
	set->list.count = 0;
}

static void walk_one(struct frame *frame, struct stmt *stmt, struct states *set)
{
	switch (stmt->kind) {
	case STMT_EXPR:
		walk_effects(frame, stmt->expr, set);
		break;
	case STMT_IF:
		walk_if(frame, stmt, set);
		break;
	case STMT_LOOP:
	case STMT_DO:
		walk_loop(frame, stmt, set);
		break;
	case STMT_SWITCH:
		walk_switch(frame, stmt, set);
		break;
	case STMT_CASE:
		walk_case(frame, stmt, set);
		break;
	case STMT_RETURN:
		walk_return(frame, stmt, set);
		break;
	case STMT_LABEL:
		states_join(frame->walk, set,
			    &label_of(frame, stmt->label)->waiting);
		break;
	case STMT_BLOCK:
		walk_statements(frame, stmt->body, set);
		break;
	default:
		walk_jump(frame, stmt, set);
	}
}

void walk_statements(struct frame *frame, struct stmt *stmt, struct states *set)
{
	for (; stmt; stmt = stmt->next) {
		/* Unreachable until the next label or case. */
		if (!set->list.count && stmt->kind < STMT_SWITCH &&
		    stmt->kind == STMT_EXPR)
			continue;
		walk_one(frame, stmt, set);
	}
}
