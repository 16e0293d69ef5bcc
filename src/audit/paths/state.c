// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The state of one path: locks held, order of events, what is known of values;
 * and sets of states, in which equal ones are merged.
 */
#include "audit/front/clean.h"
#include "audit/paths/state.h"
#include "base/memory.h"

#include <string.h>

bool order_has(order_t order, enum event_kind kind)
{
	for (; order; order >>= 4)
		if ((order & 15) == kind)
			return true;
	return false;
}

bool order_after(order_t order, enum event_kind a, enum event_kind b)
{
	for (; order; order >>= 4) {
		if ((order & 15) == a)
			return true;
		if ((order & 15) == b)
			return false;
	}
	return false;
}

order_t order_add(order_t order, enum event_kind kind)
{
	order_t rest = 0;
	int shift = 0;

	for (; order; order >>= 4) {
		if ((order & 15) == kind)
			continue;
		rest |= (order & 15) << shift;
		shift += 4;
	}
	return rest << 4 | kind;
}

order_t order_compose(order_t outer, order_t inner)
{
	enum event_kind kinds[16];
	int count = 0;

	for (; inner; inner >>= 4)
		kinds[count++] = inner & 15;
	while (count--)
		outer = order_add(outer, kinds[count]);
	return outer;
}

bool held_same(const struct held *a, const struct held *b)
{
	int common = a->depth < b->depth ? a->depth : b->depth;

	if (a->lock != b->lock)
		return false;
	for (int i = 0; i < common; i++)
		if (a->chain[i] != b->chain[i])
			return false;
	return true;
}

void held_seen_from(struct held *held, const struct function *where,
		    uint32_t line)
{
	held->where = where;
	held->line = line;
	if (held->depth < MAX_CHAIN)
		held->chain[held->depth++] = where->id << 14 ^ line;
}

void locks_take(struct held_set *locks, struct held held)
{
	if (locks->count < MAX_HELD)
		locks->at[locks->count++] = held;
}

void locks_release(struct held_set *locks, sym lock)
{
	for (int i = locks->count - 1; i >= 0; i--) {
		if (locks->at[i].lock != lock)
			continue;
		memmove(&locks->at[i], &locks->at[i + 1],
			(size_t)(locks->count - i - 1) * sizeof(locks->at[0]));
		locks->count--;
		return;
	}
	for (int i = 0; i < locks->gone_count; i++)
		if (locks->gone[i] == lock)
			return;
	if (locks->gone_count < MAX_GONE)
		locks->gone[locks->gone_count++] = lock;
}

void locks_downgrade(struct held_set *locks, sym lock)
{
	for (int i = locks->count - 1; i >= 0; i--)
		if (locks->at[i].lock == lock) {
			locks->at[i].mode = MODE_SHARED;
			return;
		}
}

void locks_compose(struct held_set *outer, const struct held_set *inner,
		   const struct function *where, uint32_t line)
{
	for (int i = 0; i < inner->gone_count; i++)
		locks_release(outer, inner->gone[i]);
	for (int i = 0; i < inner->count; i++) {
		struct held held = inner->at[i];

		if (where)
			held_seen_from(&held, where, line);
		locks_take(outer, held);
	}
}

bool locks_equal(const struct held_set *a, const struct held_set *b)
{
	if (a->count != b->count || a->gone_count != b->gone_count)
		return false;
	for (int i = 0; i < a->count; i++)
		if (a->at[i].lock != b->at[i].lock ||
		    a->at[i].mode != b->at[i].mode ||
		    a->at[i].line != b->at[i].line ||
		    a->at[i].where != b->at[i].where)
			return false;
	return !memcmp(a->gone, b->gone, a->gone_count * sizeof(a->gone[0]));
}

bool locks_alike(const struct held_set *a, const struct held_set *b)
{
	if (a->count != b->count || a->gone_count != b->gone_count)
		return false;
	for (int i = 0; i < a->count; i++)
		if (a->at[i].lock != b->at[i].lock ||
		    a->at[i].mode != b->at[i].mode)
			return false;
	return !memcmp(a->gone, b->gone, a->gone_count * sizeof(a->gone[0]));
}

struct value state_get(const struct state *state, sym text)
{
	for (int i = 0; i < state->bound_count; i++)
		if (state->bound[i].text == text)
			return state->bound[i].value;
	return value_unknown();
}

static void remove_binding(struct state *state, int at)
{
	memmove(&state->bound[at], &state->bound[at + 1],
		(size_t)(state->bound_count - at - 1) *
			sizeof(state->bound[0]));
	state->bound_count--;
}

/* Replaces the oldest plain fact; flags and functions are kept longer. */
static void make_room(struct state *state)
{
	for (int i = 0; i < state->bound_count; i++)
		if (!state->bound[i].value.flags &&
		    !state->bound[i].value.function &&
		    !state->bound[i].value.lock) {
			remove_binding(state, i);
			return;
		}
	remove_binding(state, 0);
}

void state_set(struct state *state, sym text, struct value value)
{
	for (int i = 0; i < state->bound_count; i++)
		if (state->bound[i].text == text) {
			remove_binding(state, i);
			break;
		}
	if (!value_says_something(value))
		return;
	if (state->bound_count == MAX_BOUND)
		make_room(state);
	state->bound[state->bound_count++] = (struct binding){ .text = text,
							       .value = value };
}

static bool mentions(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at += length)
		if ((at == text || !is_word(at[-1])) && !is_word(at[length]))
			return true;
	return false;
}

void state_forget(struct state *state, sym name)
{
	const char *word = sym_name(name);

	for (int i = state->bound_count - 1; i >= 0; i--)
		if (state->bound[i].text == name ||
		    mentions(sym_name(state->bound[i].text), word))
			remove_binding(state, i);
}

/* Every statement makes and frees sets, so freed arrays are reused. */
#define SPARE_ROOM (2 * MAX_STATES)
#define MAX_SPARES 64

static struct {
	struct state *at[MAX_SPARES];
	int count;
} spares;

static void take_spare(struct states *set)
{
	set->list.room = SPARE_ROOM;
	if (spares.count)
		set->list.at = spares.at[--spares.count];
	else
		set->list.at = xrealloc(NULL, SPARE_ROOM,
					sizeof(*set->list.at));
}

void states_add(struct states *set, const struct state *state)
{
	if (!set->list.room)
		take_spare(set);
	vector_push(&set->list, *state);
}

void states_free(struct states *set)
{
	if (set->list.room != SPARE_ROOM || spares.count == MAX_SPARES) {
		vector_free(&set->list);
		return;
	}
	spares.at[spares.count++] = set->list.at;
	memset(set, 0, sizeof(*set));
}

void states_free_all(void)
{
	while (spares.count)
		free(spares.at[--spares.count]);
}

static bool same_flags(const struct state *a, const struct state *b)
{
	for (int i = 0; i < a->bound_count; i++) {
		const struct binding *binding = &a->bound[i];

		if ((binding->value.flags || binding->value.lock) &&
		    state_get(b, binding->text).flags != binding->value.flags)
			return false;
	}
	return true;
}

static bool alike(const struct state *a, const struct state *b)
{
	return a->order == b->order && a->ambient == b->ambient &&
	       locks_equal(&a->locks, &b->locks) && same_flags(a, b) &&
	       same_flags(b, a);
}

static struct value widen(struct value a, struct value b)
{
	a.sign |= b.sign;
	if (a.flags != b.flags)
		a.flags = FLAGS_UNKNOWN;
	if (a.function != b.function)
		a.function = SYM_NONE;
	if (a.lock != b.lock)
		a.lock = SYM_NONE;
	return a;
}

/* Reduces the facts of a to those that b has too. */
static void merge_into(struct state *a, const struct state *b)
{
	for (int i = a->bound_count - 1; i >= 0; i--) {
		struct value both = widen(a->bound[i].value,
					  state_get(b, a->bound[i].text));

		if (value_says_something(both))
			a->bound[i].value = both;
		else
			remove_binding(a, i);
	}
	a->ambient = flags_common(a->ambient, b->ambient);
	if (a->result_of == b->result_of)
		a->result = widen(a->result, b->result);
	else
		a->result_of = NULL;
}

static void merge_pass(struct states *set,
		       bool (*same)(const struct state *, const struct state *))
{
	size_t kept = 0;

	for (size_t i = 0; i < set->list.count; i++) {
		size_t j = 0;

		while (j < kept && !same(&set->list.at[j], &set->list.at[i]))
			j++;
		if (j < kept)
			merge_into(&set->list.at[j], &set->list.at[i]);
		else if (kept++ != i)
			set->list.at[kept - 1] = set->list.at[i];
	}
	set->list.count = kept;
}

static bool same_locks_and_order(const struct state *a, const struct state *b)
{
	return a->order == b->order && locks_equal(&a->locks, &b->locks);
}

static bool same_locks(const struct state *a, const struct state *b)
{
	return locks_equal(&a->locks, &b->locks);
}

void states_merge(struct walk *walk, struct states *set)
{
	merge_pass(set, alike);
	if (set->list.count <= MAX_STATES)
		return;
	walk->merged++;
	merge_pass(set, same_locks_and_order);
	if (set->list.count > MAX_STATES)
		merge_pass(set, same_locks);
	if (set->list.count > MAX_STATES)
		set->list.count = MAX_STATES;
}

void states_join(struct walk *walk, struct states *set, struct states *from)
{
	for (size_t i = 0; i < from->list.count; i++)
		states_add(set, &from->list.at[i]);
	from->list.count = 0;
	states_merge(walk, set);
}
