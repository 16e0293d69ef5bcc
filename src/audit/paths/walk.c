// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Walks a function: each path from its entry to where it returns. Results are
 * kept in a memo, by function, scenario and constant arguments.
 */
#include "audit/paths/frame.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define MAX_EVENTS 400
#define MAX_LEAVES 16
#define MAX_DEPTH 60
#define BUCKETS 4096

/* A function, what is known of its arguments, and the scenario. */
struct remembered {
	const struct function *function;
	uint32_t scenario;
	flag_set ambient;
	int count;
	struct value arguments[MAX_PARAMETERS];
	struct summary summary;
	struct remembered *next;
};

struct memo {
	struct remembered *buckets[BUCKETS];
};

void walk_init(struct walk *walk, const struct tree *tree,
	       const struct directory *directory, const char *only_file)
{
	memset(walk, 0, sizeof(*walk));
	walk->tree = tree;
	walk->directory = directory;
	walk->only_file = only_file;
	walk->memo = xcalloc(1, sizeof(*walk->memo));
}

void walk_free(struct walk *walk)
{
	for (size_t i = 0; i < BUCKETS; i++) {
		struct remembered *at = walk->memo->buckets[i], *next;

		for (; at; at = next) {
			next = at->next;
			vector_free(&at->summary.events);
			vector_free(&at->summary.hashes);
			vector_free(&at->summary.leaves);
			free(at);
		}
	}
	free(walk->memo);
	walk->memo = NULL;
}

static uint32_t bucket_of(const struct function *function, uint32_t scenario,
			  const struct value *arguments, int count)
{
	uint32_t hash = function->id * 2654435761u + scenario * 40503u;

	for (int i = 0; i < count; i++)
		hash = hash * 31 + arguments[i].flags * 7 + arguments[i].sign +
		       arguments[i].function * 13 + arguments[i].lock * 17;
	return hash % BUCKETS;
}

static bool same_arguments(const struct value *a, const struct value *b,
			   int count)
{
	for (int i = 0; i < count; i++)
		if (!value_equal(a[i], b[i]))
			return false;
	return true;
}

/* The entry of the memo, and whether it is new. */
static struct remembered *remember(struct walk *walk,
				   const struct function *function,
				   const struct value *arguments, int count,
				   flag_set ambient, bool *is_new)
{
	uint32_t scenario = walk->scenario->id;
	uint32_t at = bucket_of(function, scenario, arguments, count);
	struct remembered *entry;

	for (entry = walk->memo->buckets[at]; entry; entry = entry->next)
		if (entry->function == function &&
		    entry->scenario == scenario && entry->count == count &&
		    entry->ambient == ambient &&
		    same_arguments(entry->arguments, arguments, count)) {
			*is_new = false;
			return entry;
		}
	entry = xcalloc(1, sizeof(*entry));
	entry->function = function;
	entry->scenario = scenario;
	entry->ambient = ambient;
	entry->count = count;
	memcpy(entry->arguments, arguments, (size_t)count * sizeof(*arguments));
	entry->next = walk->memo->buckets[at];
	walk->memo->buckets[at] = entry;
	*is_new = true;
	return entry;
}

/* Which earlier events matter to an event of a kind, as 1 << kind. */
static uint32_t asked_for(enum event_kind kind)
{
	switch (kind) {
	case EVENT_CHANGE:
		return 1u << EVENT_DROP | 1u << EVENT_COMPARE;
	case EVENT_DROP:
		return 1u << EVENT_FLUSH | 1u << EVENT_DIRECT;
	default:
		return 0;
	}
}

static bool order_matters(enum event_kind kind)
{
	return kind == EVENT_DROP || kind == EVENT_CHANGE ||
	       kind == EVENT_FLUSH || kind == EVENT_COMPARE;
}

/* Keeps only what rules ask for, so that more events are equal. */
static order_t past_of(enum event_kind kind, order_t order)
{
	order_t kept = 0;
	int shift = 0;

	for (; order; order >>= 4) {
		if (!(asked_for(kind) >> (order & 15) & 1))
			continue;
		kept |= (order & 15) << shift;
		shift += 4;
	}
	return kept;
}

/* For some kinds, events under different acquisitions are different. */
static bool same_event(const struct event *a, const struct event *b)
{
	return a->kind == b->kind && a->line == b->line &&
	       a->where == b->where && a->primitive == b->primitive &&
	       a->before == b->before &&
	       (order_matters(a->kind) ? locks_equal(&a->locks, &b->locks) :
					 locks_alike(&a->locks, &b->locks));
}

/* Events that are equal for same_event() have the same hash. */
static uint32_t hash_of(const struct event *event)
{
	uint32_t hash = event->kind + event->line * 31u +
			event->where->id * 2654435761u +
			event->primitive * 40503u;

	hash ^= (uint32_t)event->before * 97u +
		(uint32_t)(event->before >> 32) * 193u;
	for (int i = 0; i < event->locks.count; i++)
		hash = hash * 31u + event->locks.at[i].lock * 4u +
		       event->locks.at[i].mode;
	return hash;
}

static bool is_kept(const struct summary *summary, const struct event *event,
		    uint32_t hash)
{
	for (size_t i = summary->events.count; i--;)
		if (summary->hashes.at[i] == hash &&
		    same_event(&summary->events.at[i], event))
			return true;
	return false;
}

static const struct step *new_step(const struct frame *frame, uint32_t line,
				   const struct step *next)
{
	struct step *step = pool_alloc(sizeof(*step));

	step->in = frame->function;
	step->line = line;
	step->next = next;
	return step;
}

/* Keeps an event that is new, with the path that leads to it from here. */
static void keep_event(struct frame *frame, struct event *event, uint32_t line,
		       const struct step *next)
{
	struct summary *summary = frame->summary;
	uint32_t hash = hash_of(event);

	if (is_kept(summary, event, hash))
		return;
	if (summary->events.count >= MAX_EVENTS) {
		frame->walk->merged++;
		return;
	}
	event->path = new_step(frame, line, next);
	vector_push(&summary->events, *event);
	vector_push(&summary->hashes, hash);
}

static void note_facts(struct event *event, const struct state *state)
{
	for (int i = 0; i < state->bound_count; i++) {
		const struct binding *b = &state->bound[i];
		bool zero = b->value.sign == SIGN_ZERO;

		if (event->facts == MAX_FACTS)
			return;
		if (flags_count(b->value.flags) || b->value.function ||
		    b->value.lock || (!zero && (b->value.sign & SIGN_ZERO)))
			continue;
		event->fact[event->facts++] = (struct fact){ .text = b->text,
							     .holds = !zero };
	}
}

void record_event(struct frame *frame, struct state *state,
		  enum event_kind kind, sym primitive, uint32_t line)
{
	struct event event = { .kind = kind,
			       .primitive = primitive,
			       .where = frame->function,
			       .line = line,
			       .locks = state->locks };

	if (!(frame->walk->scenario->kinds >> kind & 1))
		return;
	event.before = past_of(kind, state->order);
	note_facts(&event, state);
	keep_event(frame, &event, line, NULL);
	if (order_matters(kind) || kind == EVENT_DIRECT)
		state->order = order_add(state->order, kind);
}

void record_inner(struct frame *frame, const struct state *state,
		  const struct event *inner, uint32_t line)
{
	struct event event = *inner;

	event.locks = state->locks;
	locks_compose(&event.locks, &inner->locks, NULL, 0);
	event.before = past_of(event.kind,
			       order_compose(state->order, inner->before));
	event.facts = 0;
	note_facts(&event, state);
	for (int i = 0; i < inner->facts && event.facts < MAX_FACTS; i++)
		event.fact[event.facts++] = inner->fact[i];
	keep_event(frame, &event, line, inner->path);
}

static bool same_leave(const struct leave *a, const struct leave *b)
{
	return a->order == b->order && a->out == b->out &&
	       locks_equal(&a->locks, &b->locks);
}

void record_leave(struct frame *frame, const struct state *state,
		  struct value value)
{
	struct summary *summary = frame->summary;
	struct leave leave = { state->locks, state->order, value,
			       FLAGS_UNKNOWN };

	if (frame->out)
		leave.out = state_get(state, frame->out).flags;
	for (size_t i = 0; i < summary->leaves.count; i++) {
		struct leave *other = &summary->leaves.at[i];

		if (!same_leave(other, &leave))
			continue;
		if (value_equal(other->value, value))
			return;
		/* Not merged if flags differ: flags select locks. */
		if (other->value.flags != value.flags)
			continue;
		other->value.sign |= value.sign;
		return;
	}
	if (summary->leaves.count < MAX_LEAVES)
		vector_push(&summary->leaves, leave);
	else
		frame->walk->merged++;
}

static void free_labels(struct frame *frame)
{
	for (size_t i = 0; i < frame->labels.count; i++)
		states_free(&frame->labels.at[i].waiting);
	vector_free(&frame->labels);
}

static bool someone_waits(struct frame *frame)
{
	bool waits = false;

	for (size_t i = 0; i < frame->labels.count; i++) {
		frame->labels.at[i].passed = false;
		waits = waits || frame->labels.at[i].waiting.list.count;
	}
	return waits;
}

/* After a backward goto, the body is walked once more from its label. */
static void walk_body(struct frame *frame, struct states *set)
{
	for (int round = 0; round < 2; round++) {
		walk_statements(frame, frame->function->body, set);
		for (size_t i = 0; i < set->list.count; i++)
			record_leave(frame, &set->list.at[i], value_unknown());
		set->list.count = 0;
		if (!someone_waits(frame))
			break;
	}
}

static void bind_parameter(struct frame *frame, struct state *state,
			   sym parameter, struct value value)
{
	if (!parameter)
		return;
	if (value.pointee) {
		value.pointee = false;
		parameter = sym_of(pool_printf("*%s", sym_name(parameter)));
		frame->out = parameter;
	}
	state_set(state, parameter, value);
}

static void walk_remember(struct walk *walk, struct remembered *entry)
{
	struct frame frame = { .walk = walk,
			       .function = entry->function,
			       .summary = &entry->summary };
	struct states set = { 0 };
	struct state first;

	memset(&first, 0, sizeof(first));
	first.ambient = entry->ambient;
	for (int i = 0; i < entry->count; i++)
		bind_parameter(&frame, &first, entry->function->parameter[i],
			       entry->arguments[i]);
	states_add(&set, &first);
	walk->walked++;
	walk->depth++;
	walk_body(&frame, &set);
	walk->depth--;
	states_free(&set);
	free_labels(&frame);
}

const struct summary *summary_of(struct walk *walk,
				 const struct function *function,
				 const struct value *arguments, int count,
				 flag_set ambient)
{
	struct remembered *entry;
	bool is_new;

	if (walk->depth > MAX_DEPTH)
		return NULL;
	entry = remember(walk, function, arguments, count, ambient, &is_new);
	if (is_new) {
		entry->summary.running = true;
		walk_remember(walk, entry);
		entry->summary.running = false;
	}
	return &entry->summary;
}

const struct summary *walk_function(struct walk *walk,
				    const struct function *function,
				    const struct scenario *scenario,
				    int parameter, flag_set flags)
{
	struct value none[MAX_PARAMETERS];

	for (int i = 0; i < MAX_PARAMETERS; i++)
		none[i] = value_unknown();
	if (parameter >= 0 && parameter < MAX_PARAMETERS)
		none[parameter] = (struct value){ .sign = SIGN_POSITIVE,
						  .flags = flags };
	walk->scenario = scenario;
	return summary_of(walk, function, none, function->parameters,
			  FLAGS_NONE);
}
