// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Calls along a path: a primitive takes or releases a lock, or is an event;
 * any other function that the tree defines is walked.
 */
#include "audit/paths/frame.h"

#include <string.h>

#define MAX_CANDIDATES 8

/* Field names so general that the containing field's name says more. */
static bool is_general_field(const char *name)
{
	static const char *const general[] = { "internal_rwsem", "mr_lock",
					       "lock",		 "sem",
					       "rwsem",		 "mutex",
					       "rw_sem" };

	for (size_t i = 0; i < sizeof(general) / sizeof(general[0]); i++)
		if (!strcmp(name, general[i]))
			return true;
	return false;
}

static sym lock_name(const struct state *state, struct expr *expr)
{
	struct value bound;

	while (expr->kind == EXPR_UNARY && expr->left)
		expr = expr->left;
	switch (expr->kind) {
	case EXPR_NAME:
		bound = state_get(state, expr->name);
		return bound.lock ? bound.lock : expr->name;
	case EXPR_INDEX:
		return sym_of(
			pool_printf("%s[%s]",
				    sym_name(lock_name(state, expr->left)),
				    sym_name(expr_text(expr->right))));
	case EXPR_FIELD:
		if (!is_general_field(sym_name(expr->name)))
			return expr->name;
		if (expr->op == '.')
			return lock_name(state, expr->left);
		if (expr->left->kind != EXPR_NAME)
			return expr->name;
		bound = state_get(state, expr->left->name);
		return bound.lock && bound.embedded ? bound.lock : expr->name;
	case EXPR_CALL:
		return called_name(expr) ? called_name(expr) : expr_text(expr);
	default:
		return expr_text(expr);
	}
}

static struct expr *argument(const struct expr *call, int which)
{
	struct expr *arg = call->args;

	while (arg && which-- > 0)
		arg = arg->next;
	return arg;
}

static struct expr *last_argument(const struct expr *call)
{
	struct expr *arg = call->args;

	while (arg && arg->next)
		arg = arg->next;
	return arg;
}

static bool is_glock(sym lock)
{
	const char *name = sym_name(lock);
	size_t length = strlen(name);

	return length > 2 && !strcmp(name + length - 3, "_gl");
}

/* The glock of a gfs2 holder; the latest one if it was prepared elsewhere. */
static struct value holder_of(const struct state *state, struct expr *holder)
{
	struct value value = state_get(state, expr_text(holder));

	if (value.lock)
		return value;
	/* A holder kept in some structure is of a glock we do not follow. */
	if (holder->kind == EXPR_FIELD ||
	    (holder->left && holder->left->kind == EXPR_FIELD)) {
		value.lock = sym_of("?");
		return value;
	}
	for (int i = state->locks.count - 1; i >= 0; i--)
		if (is_glock(state->locks.at[i].lock)) {
			value.lock = state->locks.at[i].lock;
			return value;
		}
	value.lock = sym_of("i_gl");
	return value;
}

static bool takes_holder(const struct primitive *p)
{
	return !strncmp(p->name, "gfs2_glock", 10);
}

static enum lock_mode mode_of(struct frame *frame, const struct state *state,
			      const struct primitive *p, struct expr *call)
{
	struct expr *arg = argument(call, p->mode_from);
	struct value value;

	if (p->mode_from < 0 || !arg)
		return p->mode;
	value = value_of(frame, state, arg);
	if (p->exclusive[0] >= '0' && p->exclusive[0] <= '9')
		return value.sign & SIGN_ZERO ? MODE_SHARED : MODE_EXCLUSIVE;
	return flags_contain(value.flags, sym_of(p->exclusive)) ?
		       MODE_EXCLUSIVE :
		       MODE_SHARED;
}

/* The lock, and its mode, that a call of a primitive takes on this path. */
static struct held lock_of(struct frame *frame, const struct state *state,
			   const struct primitive *p, struct expr *call)
{
	struct held held = { .mode = (uint8_t)mode_of(frame, state, p, call) };
	struct expr *arg = argument(call, p->argument);

	held_seen_from(&held, frame->function, call->line);
	if (takes_holder(p) && call->args) {
		struct value holder = holder_of(state, call->args);

		held.lock = holder.lock;
		if (flags_contain(holder.flags, sym_of("LM_ST_EXCLUSIVE")))
			held.mode = MODE_EXCLUSIVE;
	} else if (p->lock) {
		held.lock = sym_of(p->lock);
	} else {
		held.lock = arg ? lock_name(state, arg) : sym_of("?");
	}
	return held;
}

static void prepare_holder(struct frame *frame, struct state *state,
			   struct expr *call, const struct primitive *p)
{
	struct expr *holder = last_argument(call);
	struct value value = value_sign(SIGN_POSITIVE);
	struct expr *mode = argument(call, p->mode_from);

	/* __gfs2_holder_init() has the caller's address last. */
	if (!strncmp(p->name, "__", 2))
		holder = argument(call, 3);
	if (!holder || !mode)
		return;
	value.lock = lock_name(state, call->args);
	value.flags = value_of(frame, state, mode).flags;
	state_set(state, expr_text(holder), value);
}

/* "f(&x)": x may be anything afterwards. */
static void forget_outputs(const struct expr *call, struct state *state)
{
	for (struct expr *arg = call->args; arg; arg = arg->next)
		if (arg->kind == EXPR_UNARY && arg->op == '&' &&
		    arg->left->kind == EXPR_NAME)
			state_forget(state, arg->left->name);
}

/* The path on which a conditional lock was not taken. */
static void add_refusal(struct states *out, struct state state,
			struct expr *call, uint8_t sign)
{
	state.result_of = call;
	state.result = value_sign(sign);
	states_add(out, &state);
}

/*
 * Only locks of an inode can exclude its page cache users from each other;
 * those of a superblock, a journal or a tree node are left out.
 */
static bool is_tracked(struct frame *frame, const struct primitive *p,
		       const struct held *held)
{
	const char *name = sym_name(held->lock);
	sym base = held->lock;

	if (p->lock)
		return strcmp(p->lock, "folio") ||
		       frame->walk->scenario->folios;
	if (strchr(name, '['))
		base = sym_of_length(name, strcspn(name, "["));
	if (is_general_field(name))
		return false;
	return is_vfs_lock(name) ||
	       directory_has_inode_field(frame->walk->directory, base) ||
	       directory_has_inode_field(frame->function->directory, base);
}

static void apply_lock(struct frame *frame, struct state *state,
		       const struct primitive *p, struct expr *call,
		       struct states *out)
{
	struct held held = lock_of(frame, state, p, call);

	if (!takes_holder(p) && p->effect != LOCK_PREPARE)
		forget_outputs(call, state);
	state->result_of = call;
	state->result = value_unknown();
	if (p->effect != LOCK_NONE && p->effect != LOCK_PREPARE &&
	    !is_tracked(frame, p, &held)) {
		states_add(out, state);
		return;
	}
	switch (p->effect) {
	case LOCK_TAKE_ZERO:
		add_refusal(out, *state, call, SIGN_NEGATIVE);
		state->result = value_sign(SIGN_ZERO);
		locks_take(&state->locks, held);
		break;
	case LOCK_TAKE_TRUE:
		/* What returns a folio may return an error pointer too. */
		add_refusal(out, *state, call,
			    p->argument < 0 ? SIGN_ZERO | SIGN_NEGATIVE :
					      SIGN_ZERO);
		state->result = value_sign(SIGN_POSITIVE);
		locks_take(&state->locks, held);
		break;
	case LOCK_TAKE:
		locks_take(&state->locks, held);
		if (p->twice)
			locks_take(&state->locks, held);
		break;
	case LOCK_DROP:
		locks_release(&state->locks, held.lock);
		if (p->twice)
			locks_release(&state->locks, held.lock);
		break;
	case LOCK_DOWNGRADE:
		locks_downgrade(&state->locks, held.lock);
		break;
	case LOCK_PREPARE:
		prepare_holder(frame, state, call, p);
		break;
	case LOCK_NONE:
		break;
	}
	states_add(out, state);
}

/*
 * Zeroing or discarding blocks changes the contents only of the block device's
 * own file. Filesystems do it to space that they freed long before.
 */
static bool is_event(const struct frame *frame, const struct primitive *p)
{
	return p->event && (strncmp(p->name, "blkdev_issue", 12) ||
			    !strncmp(frame->function->path, "block/", 6));
}

static void apply_primitive(struct frame *frame, const struct primitive *p,
			    struct expr *call, struct states *set)
{
	struct states out = { 0 };

	for (size_t i = 0; i < set->list.count; i++) {
		struct state *state = &set->list.at[i];

		if (is_event(frame, p))
			record_event(frame, state, p->event, called_name(call),
				     call->line);
		if (p->event2)
			record_event(frame, state, p->event2, called_name(call),
				     call->line);
		apply_lock(frame, state, p, call, &out);
	}
	set->list.count = 0;
	states_join(frame->walk, set, &out);
	states_free(&out);
}

static int parameter_index(const struct function *function, sym name)
{
	for (int i = 0; name && i < function->parameters; i++)
		if (function->parameter[i] == name)
			return i;
	return -1;
}

static void scan_stmt(struct frame *frame, struct function *function,
		      struct stmt *stmt);

/* The parameter from which a lock expression starts, or -1. */
static int root_parameter(const struct function *function,
			  const struct expr *expr)
{
	while (expr && (expr->kind == EXPR_UNARY || expr->kind == EXPR_FIELD))
		expr = expr->left;
	return expr && expr->kind == EXPR_NAME ?
		       parameter_index(function, expr->name) :
		       -1;
}

static void know_masks(struct frame *frame, struct function *function);

static void scan_call(struct frame *frame, struct function *function,
		      struct expr *call)
{
	const struct primitive *p = primitive_of(called_name(call));
	struct function *callee = NULL;
	int index = 0;

	if (!p && called_name(call))
		callee = tree_function(frame->walk->tree, called_name(call),
				       function->path, function->directory);
	if (callee)
		know_masks(frame, callee);
	for (struct expr *arg = call->args; arg; arg = arg->next, index++) {
		int root = root_parameter(function, arg);
		bool is_lock =
			p ? p->effect && !p->lock && index == p->argument :
			    callee && index < MAX_PARAMETERS &&
					callee->lock_parameters >> index & 1;

		if (root >= 0 && is_lock)
			function->lock_parameters |= (uint16_t)(1 << root);
	}
}

/* Notes which parameters are passed on whole, and which name a lock. */
static void scan_expr(struct frame *frame, struct function *function,
		      struct expr *expr)
{
	int index;

	for (; expr; expr = expr->next) {
		if (expr->kind == EXPR_NAME) {
			index = parameter_index(function, expr->name);
			if (index >= 0)
				function->whole_parameters |=
					(uint16_t)(1 << index);
			continue;
		}
		if (expr->kind == EXPR_FIELD && expr->left &&
		    expr->left->kind == EXPR_NAME)
			continue;
		if (expr->kind == EXPR_CALL)
			scan_call(frame, function, expr);
		if (expr->left)
			scan_expr(frame, function, expr->left);
		if (expr->right)
			scan_expr(frame, function, expr->right);
		if (expr->args)
			scan_expr(frame, function, expr->args);
		if (expr->body)
			scan_stmt(frame, function, expr->body);
	}
}

static void scan_stmt(struct frame *frame, struct function *function,
		      struct stmt *stmt)
{
	for (; stmt; stmt = stmt->next) {
		if (stmt->expr)
			scan_expr(frame, function, stmt->expr);
		if (stmt->body)
			scan_stmt(frame, function, stmt->body);
		if (stmt->other)
			scan_stmt(frame, function, stmt->other);
	}
}

static void know_masks(struct frame *frame, struct function *function)
{
	if (function->masks_known)
		return;
	function->masks_known = true;
	scan_stmt(frame, function, function->body);
}

/* The variable that an argument points to: x of &x, *p of p. */
static sym pointed_at(struct expr *arg)
{
	if (arg->kind == EXPR_UNARY && arg->op == '&' &&
	    arg->left->kind == EXPR_NAME)
		return arg->left->name;
	if (arg->kind == EXPR_NAME)
		return sym_find(pool_printf("*%s", sym_name(arg->name)));
	return SYM_NONE;
}

/* The first argument that points to flags this path knows, or NULL. */
static struct expr *flags_argument(const struct state *state,
				   const struct expr *call)
{
	for (struct expr *arg = call->args; arg; arg = arg->next) {
		sym variable = pointed_at(arg);

		if (variable && flags_count(state_get(state, variable).flags))
			return arg;
	}
	return NULL;
}

/* What is known of the arguments, for the callee. */
static int bind_arguments(struct frame *frame, const struct state *state,
			  struct function *callee, struct expr *call,
			  struct value *values)
{
	struct expr *pointer = flags_argument(state, call);
	struct expr *arg = call->args;
	int count = callee->parameters;

	know_masks(frame, callee);
	for (int i = 0; i < count; i++, arg = arg ? arg->next : NULL) {
		values[i] = value_unknown();
		if (!arg)
			continue;
		if (callee->whole_parameters >> i & 1)
			values[i] = value_of(frame, state, arg);
		/* A pointer that is not NULL selects nothing. */
		if (!values[i].flags && !values[i].function &&
		    arg->kind != EXPR_NUMBER && arg->kind != EXPR_BINARY &&
		    arg->kind != EXPR_NAME)
			values[i].sign = SIGN_ANY;
		if (arg == pointer)
			values[i] = (struct value){
				.sign = SIGN_ANY,
				.pointee = true,
				.flags = state_get(state, pointed_at(arg)).flags
			};
		values[i].lock = SYM_NONE;
		values[i].embedded = false;
		if (!(callee->lock_parameters >> i & 1))
			continue;
		values[i].lock = lock_name(state, arg);
		values[i].embedded = (arg->kind == EXPR_UNARY &&
				      arg->op == '&') ||
				     (arg->kind == EXPR_NAME &&
				      state_get(state, arg->name).embedded);
	}
	return count;
}

/* Which paths have recorded the events of a callee already. */
#define MAX_TOLD 32

struct told {
	int count;
	struct {
		const struct summary *summary;
		const struct state *state;
	} at[MAX_TOLD];
};

/* Paths that differ only in values record the same events. */
static bool is_told(struct told *told, const struct summary *summary,
		    const struct state *state)
{
	for (int i = 0; i < told->count; i++)
		if (told->at[i].summary == summary &&
		    told->at[i].state->order == state->order &&
		    locks_equal(&told->at[i].state->locks, &state->locks))
			return true;
	if (told->count < MAX_TOLD) {
		told->at[told->count].summary = summary;
		told->at[told->count++].state = state;
	}
	return false;
}

/* Combines each path with each way of leaving the callee. */
static void apply_summary(struct frame *frame, const struct summary *summary,
			  const struct state *state, struct expr *call,
			  struct told *told, struct states *out)
{
	struct expr *pointer = flags_argument(state, call);

	for (size_t i = is_told(told, summary, state) ? summary->events.count :
							0;
	     i < summary->events.count; i++)
		record_inner(frame, state, &summary->events.at[i], call->line);
	for (size_t i = 0; i < summary->leaves.count; i++) {
		const struct leave *leave = &summary->leaves.at[i];
		struct state after = *state;

		locks_compose(&after.locks, &leave->locks, frame->function,
			      call->line);
		after.order = order_compose(after.order, leave->order);
		after.result_of = call;
		after.result = leave->value;
		after.result.lock = SYM_NONE;
		forget_outputs(call, &after);
		if (pointer)
			state_set(&after, pointed_at(pointer),
				  (struct value){ .sign = SIGN_ANY,
						  .flags = leave->out });
		states_add(out, &after);
	}
}

static bool may_follow(const struct frame *frame, const struct function *callee)
{
	return callee->body &&
	       (callee->directory == frame->function->directory ||
		callee->directory == frame->walk->directory ||
		is_library_path(callee->path));
}

static void follow(struct frame *frame, struct function *callee,
		   const struct state *state, struct expr *call,
		   struct told *told, struct states *out)
{
	struct value values[MAX_PARAMETERS];
	const struct summary *summary = NULL;
	struct state after = *state;

	if (callee && may_follow(frame, callee)) {
		int count = bind_arguments(frame, state, callee, call, values);

		summary = summary_of(frame->walk, callee, values, count,
				     state->ambient);
	}
	if (summary && !summary->running) {
		apply_summary(frame, summary, state, call, told, out);
		return;
	}
	after.result_of = NULL;
	forget_outputs(call, &after);
	states_add(out, &after);
}

static struct function *direct_callee(struct frame *frame, sym name)
{
	if (!name || is_boundary(name))
		return NULL;
	return tree_function(frame->walk->tree, name, frame->function->path,
			     frame->function->directory);
}

/* Functions that the filesystem's tables put behind a field. */
static int table_candidates(struct frame *frame, sym field,
			    struct function **found)
{
	struct walk *walk = frame->walk;
	int count = 0;

	for (struct table *table = walk->directory->tables; table;
	     table = table->next) {
		if (walk->only_file && strcmp(table->path, walk->only_file))
			continue;
		for (struct slot *slot = table->slots; slot;
		     slot = slot->next) {
			struct function *function;
			int i = 0;

			if (slot->field != field || !slot->value)
				continue;
			function = tree_function(walk->tree, slot->value,
						 table->path, walk->directory);
			if (!function || is_boundary(slot->value))
				continue;
			while (i < count && found[i] != function)
				i++;
			if (i == count && count < MAX_CANDIDATES)
				found[count++] = function;
		}
	}
	return count;
}

static void follow_field(struct frame *frame, const struct state *state,
			 struct expr *call, struct told *told,
			 struct states *out)
{
	struct function *found[MAX_CANDIDATES];
	int count = table_candidates(frame, call->left->name, found);

	if (!count) {
		struct state after = *state;

		frame->walk->unresolved++;
		after.result_of = NULL;
		forget_outputs(call, &after);
		states_add(out, &after);
	}
	for (int i = 0; i < count; i++)
		follow(frame, found[i], state, call, told, out);
}

static void dispatch(struct frame *frame, struct expr *call, struct states *set)
{
	sym name = called_name(call);
	struct function *callee = direct_callee(frame, name);
	struct states out = { 0 };
	struct told told = { .count = 0 };

	for (size_t i = 0; i < set->list.count; i++) {
		struct state *state = &set->list.at[i];
		struct value bound = name ? state_get(state, name) :
					    value_unknown();

		if (bound.function)
			follow(frame, direct_callee(frame, bound.function),
			       state, call, &told, &out);
		else if (!name && call->left && call->left->kind == EXPR_FIELD)
			follow_field(frame, state, call, &told, &out);
		else
			follow(frame, callee, state, call, &told, &out);
	}
	set->list.count = 0;
	states_join(frame->walk, set, &out);
	states_free(&out);
}

void walk_call(struct frame *frame, struct expr *call, struct states *set)
{
	const struct primitive *p = primitive_of(called_name(call));

	if (!call->left)
		return;
	if (p && p->path &&
	    strncmp(frame->function->path, p->path, strlen(p->path)))
		p = NULL;
	if (p && p->spare && direct_callee(frame, called_name(call)))
		p = NULL;
	if (!called_name(call))
		walk_effects(frame, call->left, set);
	for (struct expr *arg = call->args; arg; arg = arg->next)
		walk_effects(frame, arg, set);
	if (assumed(frame, called_name(call)) >= 0)
		return;
	if (p) {
		apply_primitive(frame, p, call, set);
		return;
	}
	dispatch(frame, call, set);
}
