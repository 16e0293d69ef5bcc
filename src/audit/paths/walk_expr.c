// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Expressions along a path: their values, the conditions that decide where the
 * path goes on, and assignments.
 */
#include "audit/front/clean.h"
#include "audit/paths/frame.h"
#include "audit/front/source.h"

#include <string.h>

#define CAN_BE_FALSE 1
#define CAN_BE_TRUE 2

int assumed(const struct frame *frame, sym name)
{
	const struct scenario *scenario = frame->walk->scenario;

	for (size_t i = 0; i < scenario->assumptions.count; i++)
		if (scenario->assumptions.at[i].name == name)
			return scenario->assumptions.at[i].holds;
	return -1;
}

bool assumed_nonzero(const struct frame *frame, flag_set flags)
{
	for (size_t i = 0; i < flags_count(flags); i++)
		if (assumed(frame, flags_names(flags)[i]) == 1)
			return true;
	return false;
}

static bool is_constant_name(const char *name)
{
	bool letter = false;

	for (; *name; name++) {
		if (*name >= 'a' && *name <= 'z')
			return false;
		letter = letter || (*name >= 'A' && *name <= 'Z');
	}
	return letter;
}

/* "(A | B)" of a macro as a set of flags; unknown for anything else. */
static flag_set flags_of_macro(struct frame *frame, const struct macro *macro,
			       int depth)
{
	flag_set set = FLAGS_NONE;
	const char *at = macro->body;

	if (depth > 4 || !strchr(at, '|'))
		return FLAGS_UNKNOWN;
	while (*at) {
		size_t length = 0;
		const struct macro *inner;
		sym name;

		if (*at == '(' || *at == ')' || *at == '|' || is_blank(*at)) {
			at++;
			continue;
		}
		while (is_word(at[length]))
			length++;
		if (!length || !is_word_start(*at))
			return FLAGS_UNKNOWN;
		name = sym_of_length(at, length);
		inner = tree_macro(frame->walk->tree, name);
		if (inner && !inner->is_function && strchr(inner->body, '|'))
			set = flags_union(set, flags_of_macro(frame, inner,
							      depth + 1));
		else
			set = flags_union(set, flags_single(name));
		at += length;
	}
	return set;
}

static struct value value_of_constant(struct frame *frame, sym name)
{
	const struct macro *macro = tree_macro(frame->walk->tree, name);
	struct value value = { .sign = SIGN_POSITIVE };

	if (macro && !macro->is_function) {
		value.flags = flags_of_macro(frame, macro, 0);
		if (value.flags)
			return value;
	}
	value.flags = flags_single(name);
	return value;
}

static struct value value_of_name(struct frame *frame,
				  const struct state *state, sym name)
{
	struct value value = state_get(state, name);

	if (value_says_something(value))
		return value;
	if (is_constant_name(sym_name(name)))
		return value_of_constant(frame, name);
	if (name < frame->walk->tree->by_name_size &&
	    frame->walk->tree->by_name[name])
		value.function = name;
	return value;
}

static struct value value_of_decision(int decision)
{
	if (decision == CAN_BE_FALSE)
		return value_sign(SIGN_ZERO);
	if (decision == CAN_BE_TRUE)
		return value_sign(SIGN_POSITIVE);
	return value_sign(SIGN_ZERO | SIGN_POSITIVE);
}

static struct value value_of_and(struct frame *frame, const struct state *state,
				 struct expr *expr)
{
	struct value left = value_of(frame, state, expr->left), right;
	struct value result;

	result = value_of_decision(decide(frame, state, expr));
	if (expr->right->kind == EXPR_UNARY && expr->right->op == '~') {
		right = value_of(frame, state, expr->right->left);
		result.flags = flags_without(left.flags, right.flags);
		return result;
	}
	right = value_of(frame, state, expr->right);
	result.flags = flags_common(left.flags, right.flags);
	/* A mask that the tree does not define is taken to mask nothing. */
	if (result.flags == FLAGS_NONE && flags_count(right.flags) == 1 &&
	    strstr(sym_name(flags_names(right.flags)[0]), "MASK"))
		result = left;
	return result;
}

static struct value value_of_binary(struct frame *frame,
				    const struct state *state,
				    struct expr *expr)
{
	struct value left, right;

	if (expr->op == '&')
		return value_of_and(frame, state, expr);
	if (expr->op == '|') {
		left = value_of(frame, state, expr->left);
		right = value_of(frame, state, expr->right);
		left.flags = flags_union(left.flags, right.flags);
		left.sign = (left.sign | right.sign) == SIGN_ZERO ?
				    SIGN_ZERO :
			    left.sign == SIGN_POSITIVE ||
					    right.sign == SIGN_POSITIVE ?
				    SIGN_POSITIVE :
				    SIGN_ANY;
		left.function = left.lock = SYM_NONE;
		return left;
	}
	if (expr->op >= OP_EQ && expr->op <= OP_OR)
		return value_of_decision(decide(frame, state, expr));
	if (expr->op == '<' || expr->op == '>')
		return value_of_decision(decide(frame, state, expr));
	return value_unknown();
}

static struct value value_of_unary(struct frame *frame,
				   const struct state *state, struct expr *expr)
{
	struct value inner;

	switch (expr->op) {
	case '-':
		inner = value_of(frame, state, expr->left);
		return value_sign(inner.sign == SIGN_POSITIVE ? SIGN_NEGATIVE :
								SIGN_ANY);
	case '!':
		return value_of_decision(decide(frame, state, expr));
	case '&':
		inner = value_sign(SIGN_POSITIVE);
		if (expr->left->kind == EXPR_NAME) {
			struct value bound = state_get(state, expr_text(expr));

			return value_says_something(bound) ? bound : inner;
		}
		return inner;
	case '*':
		return state_get(state, expr_text(expr));
	default:
		return value_unknown();
	}
}

static struct value value_of_call(struct frame *frame,
				  const struct state *state, struct expr *expr)
{
	const char *name = sym_name(called_name(expr));
	int known = assumed(frame, called_name(expr));

	if (known >= 0)
		return value_sign(known ? SIGN_POSITIVE : SIGN_ZERO);
	if (state->result_of == expr)
		return state->result;
	if (!strcmp(name, "ERR_PTR") || !strcmp(name, "vmf_error"))
		return value_sign(SIGN_NEGATIVE);
	if ((!strcmp(name, "likely") || !strcmp(name, "unlikely") ||
	     !strcmp(name, "READ_ONCE") || !strcmp(name, "PTR_ERR")) &&
	    expr->args)
		return value_of(frame, state, expr->args);
	return state_get(state, expr_text(expr));
}

struct value value_of(struct frame *frame, const struct state *state,
		      struct expr *expr)
{
	struct value value;

	switch (expr->kind) {
	case EXPR_NAME:
		return value_of_name(frame, state, expr->name);
	case EXPR_NUMBER:
		value = value_sign(expr->value < 0 ? SIGN_NEGATIVE :
				   expr->value > 0 ? SIGN_POSITIVE :
						     SIGN_ZERO);
		if (!expr->value)
			value.flags = FLAGS_NONE;
		return value;
	case EXPR_UNARY:
		return value_of_unary(frame, state, expr);
	case EXPR_BINARY:
		return value_of_binary(frame, state, expr);
	case EXPR_CALL:
		return value_of_call(frame, state, expr);
	case EXPR_ASSIGN:
		return value_of(frame, state, expr->left);
	case EXPR_FIELD:
	case EXPR_INDEX:
		return state_get(state, expr_text(expr));
	case EXPR_CHOICE:
		return state->result_of == expr ? state->result :
						  value_unknown();
	default:
		return value_unknown();
	}
}

static int decide_sign(uint8_t sign)
{
	return (sign & SIGN_ZERO ? CAN_BE_FALSE : 0) |
	       (sign & SIGN_TRUE ? CAN_BE_TRUE : 0);
}

/* How many flags of a set are assumed true, false, or not at all. */
static void count_assumed(struct frame *frame, flag_set set, int counts[3])
{
	counts[0] = counts[1] = counts[2] = 0;
	for (size_t i = 0; i < flags_count(set); i++) {
		int known = assumed(frame, flags_names(set)[i]);

		counts[known < 0 ? 2 : known]++;
	}
}

/* How many flags are assumed to be set that begin like those of the set. */
static size_t assumed_of_family(struct frame *frame, flag_set set)
{
	const struct scenario *scenario = frame->walk->scenario;
	const char *family = sym_name(flags_names(set)[0]);
	size_t trues = 0;

	for (size_t i = 0; i < scenario->assumptions.count; i++)
		if (scenario->assumptions.at[i].holds &&
		    !strncmp(sym_name(scenario->assumptions.at[i].name), family,
			     6))
			trues++;
	return trues;
}

static int decide_and(struct frame *frame, const struct state *state,
		      struct expr *expr)
{
	bool inverted = expr->right->kind == EXPR_UNARY &&
			expr->right->op == '~';
	struct expr *mask = inverted ? expr->right->left : expr->right;
	struct value left = value_of(frame, state, expr->left);
	struct value right = value_of(frame, state, mask);
	size_t flags = flags_count(right.flags);
	int counts[3];

	if (!inverted && flags &&
	    flags_count(flags_common(right.flags, state->ambient)))
		return CAN_BE_TRUE;
	count_assumed(frame, right.flags, counts);
	/* "flags & ~SUPPORTED": is a flag set that SUPPORTED lacks? */
	if (flags && inverted && counts[0] + counts[1])
		return (size_t)counts[1] <
				       assumed_of_family(frame, right.flags) ?
			       CAN_BE_TRUE :
			       CAN_BE_FALSE;
	if (flags && counts[1])
		return CAN_BE_TRUE;
	if (flags && counts[0] && !counts[2])
		return CAN_BE_FALSE;
	if (left.flags && flags) {
		flag_set rest = inverted ?
					flags_without(left.flags, right.flags) :
					flags_common(left.flags, right.flags);

		return rest == FLAGS_NONE ? CAN_BE_FALSE : CAN_BE_TRUE;
	}
	return decide_sign(state_get(state, expr_text(expr)).sign);
}

/* The truth of a == b if flags or assumptions decide it, else 3. */
static int decide_equal(struct frame *frame, const struct state *state,
			struct expr *expr)
{
	struct value left = value_of(frame, state, expr->left);
	struct value right = value_of(frame, state, expr->right);
	int counts[3];

	if (flags_count(right.flags) && !left.flags) {
		count_assumed(frame, right.flags, counts);
		if (counts[0])
			return CAN_BE_FALSE;
		if (counts[1] && !counts[2])
			return assumed_of_family(frame, right.flags) ==
					       flags_count(right.flags) ?
				       CAN_BE_TRUE :
				       CAN_BE_FALSE;
	}
	if (left.flags && right.flags)
		return left.flags == right.flags ? CAN_BE_TRUE : CAN_BE_FALSE;
	if (right.sign == SIGN_ZERO && assumed_nonzero(frame, left.flags))
		return CAN_BE_FALSE;
	if (right.sign == SIGN_ZERO)
		return (left.sign & SIGN_ZERO ? CAN_BE_TRUE : 0) |
		       (left.sign & SIGN_TRUE ? CAN_BE_FALSE : 0);
	return CAN_BE_FALSE | CAN_BE_TRUE;
}

static int invert(int decision)
{
	return (decision & CAN_BE_TRUE ? CAN_BE_FALSE : 0) |
	       (decision & CAN_BE_FALSE ? CAN_BE_TRUE : 0);
}

/* Which signs make "x op 0" true. */
static uint8_t signs_for(uint8_t op)
{
	switch (op) {
	case OP_EQ:
		return SIGN_ZERO;
	case OP_NE:
		return SIGN_TRUE;
	case '<':
		return SIGN_NEGATIVE;
	case OP_LE:
		return SIGN_NEGATIVE | SIGN_ZERO;
	case '>':
		return SIGN_POSITIVE;
	default:
		return SIGN_POSITIVE | SIGN_ZERO;
	}
}

static bool is_comparison(const struct expr *expr)
{
	return expr->kind == EXPR_BINARY &&
	       ((expr->op >= OP_EQ && expr->op <= OP_GE) || expr->op == '<' ||
		expr->op == '>');
}

static bool is_zero(const struct expr *expr)
{
	return expr->kind == EXPR_NUMBER && !expr->value;
}

static int decide_comparison(struct frame *frame, const struct state *state,
			     struct expr *expr)
{
	int decision = CAN_BE_FALSE | CAN_BE_TRUE;
	uint8_t sign, yes;

	if (is_zero(expr->right)) {
		sign = value_of(frame, state, expr->left).sign;
		yes = signs_for(expr->op);
		return (sign & yes ? CAN_BE_TRUE : 0) |
		       (sign & ~yes ? CAN_BE_FALSE : 0);
	}
	if (expr->op == OP_EQ)
		decision = decide_equal(frame, state, expr);
	else if (expr->op == OP_NE)
		decision = invert(decide_equal(frame, state, expr));
	if (decision != (CAN_BE_FALSE | CAN_BE_TRUE))
		return decision;
	return decide_sign(state_get(state, expr_text(expr)).sign);
}

static int decide_call(struct frame *frame, const struct state *state,
		       struct expr *expr)
{
	const char *name = sym_name(called_name(expr));
	uint8_t sign;

	if (expr->args && !strncmp(name, "IS_ERR", 6)) {
		sign = value_of(frame, state, expr->args).sign;
		if (!strcmp(name, "IS_ERR_OR_NULL"))
			return (sign & (SIGN_NEGATIVE | SIGN_ZERO) ?
					CAN_BE_TRUE :
					0) |
			       (sign & SIGN_POSITIVE ? CAN_BE_FALSE : 0);
		return (sign & SIGN_NEGATIVE ? CAN_BE_TRUE : 0) |
		       (sign & ~SIGN_NEGATIVE ? CAN_BE_FALSE : 0);
	}
	return decide_sign(value_of(frame, state, expr).sign);
}

int decide(struct frame *frame, const struct state *state, struct expr *expr)
{
	int left, right;

	if (expr->kind == EXPR_UNARY && expr->op == '!')
		return invert(decide(frame, state, expr->left));
	if (expr->kind == EXPR_CALL)
		return decide_call(frame, state, expr);
	if (is_comparison(expr))
		return decide_comparison(frame, state, expr);
	if (expr->kind == EXPR_BINARY && expr->op == '&')
		return decide_and(frame, state, expr);
	if (expr->kind == EXPR_BINARY &&
	    (expr->op == OP_AND || expr->op == OP_OR)) {
		left = decide(frame, state, expr->left);
		right = decide(frame, state, expr->right);
		if (expr->op == OP_AND)
			return (left & right & CAN_BE_TRUE) |
			       ((left | right) & CAN_BE_FALSE);
		return ((left | right) & CAN_BE_TRUE) |
		       (left & right & CAN_BE_FALSE);
	}
	return decide_sign(value_of(frame, state, expr).sign);
}

static void narrow(struct frame *frame, struct state *state, struct expr *expr,
		   uint8_t sign)
{
	struct value value = value_of(frame, state, expr);

	if (expr->kind == EXPR_ASSIGN)
		expr = expr->left;
	value.sign &= sign;
	if (state->result_of == expr)
		state->result = value;
	if (expr->kind == EXPR_NAME && is_constant_name(sym_name(expr->name)))
		return;
	state_set(state, expr_text(expr), value);
}

/* Adds to a path that a condition is true, or false. */
static void learn(struct frame *frame, struct state *state, struct expr *expr,
		  bool truth)
{
	const char *name;
	uint8_t yes = SIGN_TRUE;

	if (is_comparison(expr) && is_zero(expr->right)) {
		yes = signs_for(expr->op);
		narrow(frame, state, expr->left, truth ? yes : SIGN_ANY & ~yes);
		return;
	}
	if (expr->kind == EXPR_CALL && expr->args) {
		name = sym_name(called_name(expr));
		if (!strcmp(name, "IS_ERR"))
			yes = SIGN_NEGATIVE;
		else if (!strcmp(name, "IS_ERR_OR_NULL"))
			yes = SIGN_NEGATIVE | SIGN_ZERO;
		if (yes != SIGN_TRUE) {
			narrow(frame, state, expr->args,
			       truth ? yes : SIGN_ANY & ~yes);
			return;
		}
	}
	if (expr->kind == EXPR_BINARY || expr->kind == EXPR_OTHER ||
	    expr->kind == EXPR_BLOCK) {
		state_set(state, expr_text(expr),
			  value_sign(truth ? SIGN_POSITIVE : SIGN_ZERO));
		return;
	}
	narrow(frame, state, expr, truth ? SIGN_TRUE : SIGN_ZERO);
}

static void split_states(struct frame *frame, struct expr *expr,
			 struct states *set, struct states *yes,
			 struct states *no)
{
	for (size_t i = 0; i < set->list.count; i++) {
		struct state state = set->list.at[i];
		int decision = decide(frame, &state, expr);

		if (decision & CAN_BE_TRUE) {
			learn(frame, &state, expr, true);
			states_add(yes, &state);
		}
		state = set->list.at[i];
		if (decision & CAN_BE_FALSE) {
			learn(frame, &state, expr, false);
			states_add(no, &state);
		}
	}
	set->list.count = 0;
	states_merge(frame->walk, yes);
	states_merge(frame->walk, no);
}

/* A hint or an assertion around a condition; NULL when it is neither. */
static struct expr *inside_hint(const struct expr *expr)
{
	const char *name = sym_name(called_name(expr));

	if (expr->kind != EXPR_CALL || !expr->args)
		return NULL;
	if (!strcmp(name, "likely") || !strcmp(name, "unlikely") ||
	    !strcmp(name, "READ_ONCE"))
		return expr->args;
	return NULL;
}

static bool is_warning(const struct expr *expr)
{
	const char *name = sym_name(called_name(expr));

	return expr->kind == EXPR_CALL &&
	       (!strncmp(name, "WARN_ON", 7) || !strncmp(name, "VM_WARN", 7) ||
		!strcmp(name, "XFS_IS_CORRUPT") || !strcmp(name, "BUG_ON"));
}

static void both_ways(struct frame *frame, struct expr *expr,
		      struct states *set, struct states *yes, struct states *no)
{
	struct states half = { 0 };

	if (expr->op == OP_AND) {
		walk_condition(frame, expr->left, set, &half, no);
		walk_condition(frame, expr->right, &half, yes, no);
	} else {
		walk_condition(frame, expr->left, set, yes, &half);
		walk_condition(frame, expr->right, &half, yes, no);
	}
	states_free(&half);
}

void walk_condition(struct frame *frame, struct expr *expr, struct states *set,
		    struct states *yes, struct states *no)
{
	if (!expr) {
		states_join(frame->walk, yes, set);
		return;
	}
	if (expr->kind == EXPR_BINARY &&
	    (expr->op == OP_AND || expr->op == OP_OR)) {
		both_ways(frame, expr, set, yes, no);
	} else if (expr->kind == EXPR_UNARY && expr->op == '!') {
		walk_condition(frame, expr->left, set, no, yes);
	} else if (inside_hint(expr)) {
		walk_condition(frame, inside_hint(expr), set, yes, no);
	} else if (is_warning(expr)) {
		/* WARN_ON(): what should never be true is false. */
		walk_effects(frame, expr, set);
		states_join(frame->walk, no, set);
	} else if (expr->kind == EXPR_COMMA) {
		walk_effects(frame, expr->left, set);
		walk_effects(frame, expr->right, set);
		for (size_t i = 0; i < set->list.count; i++)
			states_add(no, &set->list.at[i]);
		states_join(frame->walk, yes, set);
	} else {
		walk_effects(frame, expr, set);
		split_states(frame, expr, set, yes, no);
	}
}

static struct value assigned_value(struct frame *frame,
				   const struct state *state, struct expr *expr)
{
	struct value left, right = value_of(frame, state, expr->right);

	if (expr->op == '=')
		return right;
	left = value_of(frame, state, expr->left);
	if (expr->op == '|') {
		left.flags = flags_union(left.flags, right.flags);
		left.sign = right.sign == SIGN_POSITIVE ? SIGN_POSITIVE :
							  SIGN_ANY;
		return left;
	}
	if (expr->op == '&' && expr->right->kind == EXPR_UNARY &&
	    expr->right->op == '~') {
		right = value_of(frame, state, expr->right->left);
		left.flags = flags_without(left.flags, right.flags);
		left.sign = SIGN_ANY;
		return left;
	}
	return value_unknown();
}

/*
 * "iocb->ki_flags |= IOCB_NOIO" must hold in what is called with that iocb;
 * a path has one iocb, so its flags belong to the path.
 */
static void note_ambient(struct frame *frame, struct state *state,
			 struct expr *expr)
{
	bool cleared = expr->right->kind == EXPR_UNARY &&
		       expr->right->op == '~';
	struct value flags = value_of(frame, state,
				      cleared ? expr->right->left :
						expr->right);

	if (strcmp(sym_name(expr->left->name), "ki_flags") ||
	    !flags_count(flags.flags))
		return;
	if (expr->op == '|')
		state->ambient = flags_union(state->ambient, flags.flags);
	else if (expr->op == '&' && cleared)
		state->ambient = flags_without(state->ambient, flags.flags);
}

static void assign(struct frame *frame, struct state *state, struct expr *expr)
{
	struct expr *left = expr->left;
	struct value value = assigned_value(frame, state, expr);
	const char *name = sym_name(left->name);

	if (left->kind == EXPR_UNARY && left->op == '*')
		state_set(state, expr_text(left), value);
	if (left->kind != EXPR_NAME && left->kind != EXPR_FIELD)
		return;
	if (left->kind == EXPR_FIELD)
		note_ambient(frame, state, expr);
	/* The lock of a pointer is found where it is used. */
	state_forget(state, left->name);
	state_set(state, expr_text(left), value);
	if (left->kind == EXPR_FIELD && !strcmp(name, "i_size"))
		record_event(frame, state, EVENT_SIZE, left->name, expr->line);
	if (left->kind == EXPR_FIELD && !strcmp(name, "page") &&
	    !strcmp(sym_name(expr_text(left)), "vmf->page") &&
	    !is_zero(expr->right))
		record_event(frame, state, EVENT_MAP, expr_text(left),
			     expr->line);
}

static void walk_assign(struct frame *frame, struct expr *expr,
			struct states *set)
{
	if (expr->left->kind != EXPR_NAME)
		walk_effects(frame, expr->left, set);
	walk_effects(frame, expr->right, set);
	for (size_t i = 0; i < set->list.count; i++)
		assign(frame, &set->list.at[i], expr);
}

static void walk_choice(struct frame *frame, struct expr *expr,
			struct states *set)
{
	struct states way[2] = { { { 0 } }, { { 0 } } };
	struct expr *value[2] = { expr->args, expr->args->next };

	walk_condition(frame, expr->left, set, &way[0], &way[1]);
	for (int i = 0; i < 2; i++) {
		walk_effects(frame, value[i], &way[i]);
		for (size_t j = 0; j < way[i].list.count; j++) {
			struct state *state = &way[i].list.at[j];

			state->result = value_of(frame, state, value[i]);
			state->result_of = expr;
			states_add(set, state);
		}
		states_free(&way[i]);
	}
	/* Not merged, because the values may select different locks. */
	if (set->list.count > MAX_STATES)
		states_merge(frame->walk, set);
}

static void walk_logic(struct frame *frame, struct expr *expr,
		       struct states *set)
{
	struct states yes = { 0 }, no = { 0 };

	walk_condition(frame, expr, set, &yes, &no);
	states_join(frame->walk, set, &yes);
	states_join(frame->walk, set, &no);
	states_free(&yes);
	states_free(&no);
}

void walk_effects(struct frame *frame, struct expr *expr, struct states *set)
{
	if (!expr || !set->list.count)
		return;
	switch (expr->kind) {
	case EXPR_CALL:
		walk_call(frame, expr, set);
		break;
	case EXPR_ASSIGN:
		walk_assign(frame, expr, set);
		break;
	case EXPR_CHOICE:
		walk_choice(frame, expr, set);
		break;
	case EXPR_BINARY:
		if (expr->op == OP_AND || expr->op == OP_OR) {
			walk_logic(frame, expr, set);
			break;
		}
		/* fallthrough */
	case EXPR_COMMA:
	case EXPR_INDEX:
		walk_effects(frame, expr->left, set);
		walk_effects(frame, expr->right, set);
		break;
	case EXPR_UPDATE:
		if (expr->left->kind == EXPR_NAME)
			for (size_t i = 0; i < set->list.count; i++)
				state_forget(&set->list.at[i],
					     expr->left->name);
		break;
	case EXPR_BLOCK:
		walk_statements(frame, expr->body, set);
		break;
	case EXPR_FIELD:
	case EXPR_UNARY:
		walk_effects(frame, expr->left, set);
		break;
	case EXPR_OTHER:
		for (struct expr *arg = expr->args; arg; arg = arg->next)
			walk_effects(frame, arg, set);
		break;
	}
}
