// SPDX-License-Identifier: GPL-2.0-or-later
#include "generate.h"

#include <string.h>

#define SEEN_WORDS 12 /* of each file: some lie beyond its end */

struct generator {
	struct scene *scene;
	struct random *random;
	int page; /* words */
	int processes;
	int moves_left;
	bool hangs; /* then nobody looks at the final state */
	/* Of each address space and file, or -1. */
	int mapping[3][MOMENTS_FILES];
};

static int below(struct generator *g, int bound)
{
	return random_below(g->random, bound);
}

static bool chance(struct generator *g, int percent)
{
	return below(g, 100) < percent;
}

static void make_file(struct generator *g)
{
	static const enum file_content content[] = {
		CONTENT_WRITTEN, CONTENT_WRITTEN,   CONTENT_WRITTEN,
		CONTENT_HOLE,	 CONTENT_UNWRITTEN, CONTENT_ABSENT,
	};
	int file = scene_file(g->scene, content[below(g, 6)], 1 + below(g, 8));

	if (file && chance(g, 20)) {
		g->scene->test.file[file].content = CONTENT_REFLINK;
		g->scene->test.file[file].reflink_of = 0;
	}
}

static int *mapping_of(struct generator *g, int process, int file)
{
	return &g->mapping[address_space(&g->scene->test, process)][file];
}

static int new_mapping(struct generator *g, int process, int file)
{
	return scene_mapping(g->scene, process, file, !chance(g, 15));
}

/* Some mappings are there from the start, others are made when needed. */
static void make_mappings(struct generator *g)
{
	for (int p = 0; p < g->processes; p++)
		for (int f = 0; f < g->scene->test.files; f++)
			if (address_space(&g->scene->test, p) == p)
				*mapping_of(g, p, f) = chance(g, 60) ?
							       new_mapping(g, p,
									   f) :
							       -1;
}

static void make_processes(struct generator *g)
{
	g->processes = 2 + below(g, 2);
	g->scene->test.processes = g->processes;
	if (chance(g, 20))
		g->scene->test.process[g->processes - 1].thread_of = 0;
}

static void add_map(struct generator *g, struct operation *o)
{
	int *mapping = mapping_of(g, o->process, o->file);

	*mapping = new_mapping(g, o->process, o->file);
	o->type = op_find("map");
	o->mapping = *mapping;
	for (int i = 0; o->type->options[i]; i++)
		o->options |= (unsigned int)chance(g, 20) << i;
}

static void add_mprotect(struct generator *g, struct operation *o)
{
	o->type = op_find("mprotect");
	o->mapping = *mapping_of(g, o->process, o->file);
	o->options = 1u << below(g, o->type->exclusive);
}

/* A process that shares the memory may go on using the mapping. */
static void add_munmap(struct generator *g, struct operation *o)
{
	int *mapping = mapping_of(g, o->process, o->file);

	o->type = op_find("munmap");
	o->mapping = *mapping;
	*mapping = -1;
}

/* Turn O into one of TYPE through a mapping, which has to be made before. */
static struct operation *through_mapping(struct generator *g,
					 struct operation *o,
					 const struct op_type *type)
{
	if (*mapping_of(g, o->process, o->file) < 0) {
		add_map(g, o);
		o = scene_operation(g->scene, o->process, type, o->file, 0, 0);
	}
	o->type = type;
	o->mapping = *mapping_of(g, o->process, o->file);
	return o;
}

/* Often whole pages, as most operations want them. */
static void range(struct generator *g, int *start, int *end)
{
	if (chance(g, 60)) {
		*start = g->page * below(g, 8 / g->page);
		*end = *start + g->page;
	} else {
		*start = below(g, 9);
		*end = *start + 1 + below(g, 10 - *start);
	}
}

static void add_write(struct generator *g, struct operation *o)
{
	int start, end;

	if (chance(g, 40))
		o->type = &scene_direct;
	range(g, &start, &end);
	scene_effect(g->scene, o, EFFECT_STAMP, o->file, start, end);
	if (start)
		scene_effect(g->scene, o, EFFECT_GROW, o->file, 0, start);
}

static void add_store(struct generator *g, struct operation *o)
{
	int start = below(g, 8), end = start + 1 + below(g, 2);

	o = through_mapping(g, o, &scene_store);
	o->whole = false;
	o->range.start.byte = start * TEST_WORD;
	o->range.end.byte = end * TEST_WORD;
	if (g->scene->test.mapping[o->mapping].shared)
		scene_effect(g->scene, o, EFFECT_STORE, o->file, start, end);
}

static void add_zero(struct generator *g, struct operation *o)
{
	bool grows = chance(g, 30);
	int start, end;

	range(g, &start, &end);
	scene_effect(g->scene, o, grows ? EFFECT_CLEAR : EFFECT_ZERO, o->file,
		     start, end);
	if (grows && start)
		scene_effect(g->scene, o, EFFECT_GROW, o->file, 0, start);
}

static void add_truncate(struct generator *g, struct operation *o)
{
	int size = below(g, 11);

	if (!chance(g, 20))
		scene_effect(g->scene, o, EFFECT_CUT, o->file, size, TO_END);
	if (size)
		scene_effect(g->scene, o, EFFECT_GROW, o->file, 0, size);
}

static void add_collapse(struct generator *g, struct operation *o)
{
	int start, end;

	range(g, &start, &end);
	scene_move(g->scene, o, EFFECT_MOVE, o->file, start, TO_END, o->file,
		   end - start);
}

static void add_insert(struct generator *g, struct operation *o)
{
	int start, end;

	range(g, &start, &end);
	scene_effect(g->scene, o, EFFECT_CLEAR, o->file, start, end);
	scene_move(g->scene, o, EFFECT_MOVE, o->file, end, TO_END, o->file,
		   start - end);
}

static int other_file(struct generator *g)
{
	return below(g, g->scene->test.files);
}

static void add_exchange(struct generator *g, struct operation *o)
{
	int start, end, to, other = other_file(g);

	range(g, &start, &end);
	if (other == o->file) {
		/* Within a file the two ranges must not overlap. */
		to = end;
	} else if (chance(g, 20)) {
		scene_move(g->scene, o, EFFECT_MOVE, o->file, 0, TO_END, other,
			   0);
		scene_move(g->scene, o, EFFECT_MOVE, other, 0, TO_END, o->file,
			   0);
		return;
	} else {
		to = chance(g, 70) ? start : below(g, 8);
	}
	o->target = other;
	scene_move(g->scene, o, EFFECT_MOVE, o->file, start, end, other,
		   to - start);
	scene_move(g->scene, o, EFFECT_MOVE, other, to, to + end - start,
		   o->file, start - to);
}

static void add_copy(struct generator *g, struct operation *o)
{
	int start, end, to;

	range(g, &start, &end);
	o->target = other_file(g);
	to = chance(g, 60) ? start : below(g, 8);
	if (o->target == o->file)
		to = end;
	scene_move(g->scene, o, EFFECT_COPY, o->target, to, to + end - start,
		   o->file, start - to);
	if (to)
		scene_effect(g->scene, o, EFFECT_GROW, o->target, 0, to);
}

/*
 * What no operation does yet: any effects on adjacent words from the start
 * of the file, such that no word is left absent before one that is written.
 */
static void add_soup(struct generator *g, struct operation *o)
{
	static const enum effect_kind kinds[] = {
		EFFECT_STAMP,
		EFFECT_CLEAR,
		EFFECT_GROW,
		EFFECT_ZERO,
	};
	int start = 0, end, kind = 0;

	for (int i = 0; i < 3; i++, start = end) {
		/* After one that does not make the word there, no other. */
		kind = kind < 3 ? below(g, 4) : kind;
		end = start + 1 + below(g, 4);
		scene_effect(g->scene, o, kinds[kind], o->file, start, end);
	}
	if (chance(g, 20))
		scene_effect(g->scene, o, EFFECT_CUT, o->file, start, TO_END);
}

typedef void (*adder)(struct generator *g, struct operation *o);

static bool moves_data(adder add)
{
	return add == add_collapse || add == add_insert || add == add_exchange;
}

/* Brute force cannot stand many moves of everything at the same time. */
static void add_effects(struct generator *g, struct operation *o)
{
	static const adder adders[] = {
		add_write,    add_write,  add_store,	add_store,
		add_zero,     add_zero,	  add_truncate, add_truncate,
		add_collapse, add_insert, add_exchange, add_copy,
		add_soup,
	};
	adder add;

	do
		add = adders[below(g, sizeof(adders) / sizeof(*adders))];
	while (moves_data(add) && !g->moves_left);
	g->moves_left -= moves_data(add);
	add(g, o);
}

static struct operation *add_operation(struct generator *g)
{
	return scene_operation(g->scene, below(g, g->processes),
			       chance(g, 50) ? &scene_cached : &scene_other,
			       other_file(g), 0, 0);
}

static void add_access(struct generator *g)
{
	struct operation *o = add_operation(g);
	struct observation *seen;
	int start = below(g, SEEN_WORDS);

	if (chance(g, 25))
		o->type = &scene_direct;
	if (o->type == &scene_other)
		o = through_mapping(g, o, &scene_load);
	seen = scene_see(g->scene, o->file, start,
			 start + 1 + below(g, SEEN_WORDS - start), 0, 0);
	seen->view = VIEW_OPERATION;
	seen->process = o->process;
	seen->operation = o->index;
	seen->mapping = o->mapping;
}

/* What changes a mapping instead of looking through it. */
static void add_mapping_change(struct generator *g)
{
	struct operation *o = add_operation(g);

	if (*mapping_of(g, o->process, o->file) < 0)
		add_map(g, o);
	else if (chance(g, 50))
		add_munmap(g, o);
	else
		add_mprotect(g, o);
}

static enum record_status random_status(struct generator *g)
{
	static const enum record_status status[] = {
		RECORD_FAILED,	RECORD_PARTIAL, RECORD_PARTIAL,
		RECORD_STARTED, RECORD_NOT_RUN,
	};

	return chance(g, 88) ? RECORD_DONE : status[below(g, 5)];
}

/* Draw tickets for all, one process after the other as chance has it. */
static uint32_t draw_tickets(struct generator *g)
{
	struct test *test = &g->scene->test;
	int at[TEST_MAX_PROCESSES] = { 0 };
	uint32_t ticket = 0;
	int left = 0;

	for (int p = 0; p < test->processes; p++)
		left += 2 * test->process[p].count;
	for (; left; left--) {
		int p = below(g, test->processes);
		struct record *record;

		while (at[p] == 2 * test->process[p].count)
			p = (p + 1) % test->processes;
		record = &g->scene->history.record[p][at[p] / 2];
		*(at[p] % 2 ? &record->end : &record->begin) = ++ticket;
		at[p]++;
	}
	return ticket;
}

static void set_status(struct generator *g, int process, int index)
{
	struct record *record = &g->scene->history.record[process][index];
	const struct operation *operation =
		&g->scene->test.process[process].operations[index];

	record->status = random_status(g);
	/* There are no halves of a mapping, and no store to one that is gone. */
	if ((record->status == RECORD_PARTIAL &&
	     !g->scene->effects[process][index]) ||
	    (record->status == RECORD_DONE && operation->type == &scene_store &&
	     memory_at(g->scene, operation->mapping, record->begin,
		       record->end) == MEMORY_GONE))
		record->status = RECORD_FAILED;
	/* Nothing follows what has not returned. */
	if (record->status == RECORD_STARTED &&
	    index + 1 == g->scene->test.process[process].count) {
		record->end = 0;
		g->hangs = true;
	} else if (record->status == RECORD_STARTED) {
		record->status = RECORD_FAILED;
	}
	if (record->status == RECORD_NOT_RUN)
		record->begin = record->end = 0;
}

static void time_observations(struct generator *g)
{
	struct history *history = &g->scene->history;

	for (uint32_t i = 0; i < history->observations; i++) {
		struct observation *seen = &history->observation[i];
		const struct record *record =
			&history->record[seen->process][seen->operation];

		seen->begin = record->begin;
		seen->end = record->end;
	}
}

static void add_view(struct generator *g, enum view view, int file, int mapping,
		     uint32_t *ticket)
{
	struct observation *seen = scene_see(g->scene, file, 0, SEEN_WORDS,
					     *ticket + 1, *ticket + 2);

	*ticket += 2;
	seen->view = view;
	seen->mapping = mapping;
	if (mapping >= 0)
		seen->process = g->scene->test.mapping[mapping].process;
	g->scene->history.views |= 1u << view;
}

/* Only a mapping that is there in the end is looked through. */
static void add_mapped_view(struct generator *g, int file, uint32_t *ticket)
{
	int mapping = *mapping_of(g, below(g, g->processes), file);

	if (mapping >= 0 &&
	    memory_at(g->scene, mapping, *ticket, *ticket) != MEMORY_GONE)
		add_view(g, VIEW_MAPPED, file, mapping, ticket);
}

static void add_views(struct generator *g, uint32_t ticket)
{
	for (int f = 0; f < g->scene->test.files; f++) {
		if (chance(g, 50))
			add_mapped_view(g, f, &ticket);
		for (enum view v = VIEW_FRESH; v < VIEWS; v++)
			if (chance(g, v == VIEW_READ ? 80 : 20))
				add_view(g, v, f, -1, &ticket);
	}
}

/* An access has one of its own when it is seen, and cannot fail here. */
static void set_statuses(struct generator *g)
{
	const struct test *test = &g->scene->test;

	for (int p = 0; p < test->processes; p++)
		for (int i = 0; i < test->process[p].count; i++)
			if (g->scene->effects[p][i] ||
			    !(test->process[p].operations[i].type->traits &
			      TRAIT_OBSERVES))
				set_status(g, p, i);
}

static void choose_huge_pages(struct generator *g)
{
	if (chance(g, 15))
		g->scene->layout.huge = chance(g, 60) ? HUGE_ALWAYS :
							HUGE_ADVISED;
}

void generate(struct scene *scene, struct random *random)
{
	struct generator g = { .scene = scene, .random = random };
	int changes, accesses;
	uint32_t ticket;

	g.page = random_below(random, 2) ? 4 : 2;
	scene_init(scene, g.page);
	choose_huge_pages(&g);
	make_file(&g);
	if (chance(&g, 50))
		make_file(&g);
	make_processes(&g);
	make_mappings(&g);
	g.moves_left = chance(&g, 10) ? 3 : 2;
	changes = 2 + below(&g, 3);
	accesses = below(&g, 4);
	/* In any order, so that a process may look before it changes. */
	while (changes + accesses) {
		if (below(&g, changes + accesses) < changes) {
			add_effects(&g, add_operation(&g));
			changes--;
		} else {
			if (chance(&g, 20))
				add_mapping_change(&g);
			else
				add_access(&g);
			accesses--;
		}
	}
	ticket = draw_tickets(&g);
	time_observations(&g);
	set_statuses(&g);
	if (!g.hangs)
		add_views(&g, ticket);
}

static struct value random_stamp(struct generator *g)
{
	int file = other_file(g), word = below(g, SEEN_WORDS), p;

	if (chance(g, 40))
		return scene_initial(file, word);
	p = below(g, g->scene->test.processes);
	if (!g->scene->test.process[p].count)
		return scene_initial(file, word);
	return scene_stamp(
		file,
		&g->scene->test.process[p]
			 .operations[below(g, g->scene->test.process[p].count)],
		word);
}

static struct value random_value(struct generator *g)
{
	switch (below(g, 8)) {
	case 0:
	case 1:
		return scene_zero();
	case 2:
		return scene_kind(VALUE_ABSENT);
	case 3:
		return scene_kind(VALUE_SIGBUS);
	case 4:
		return scene_kind(VALUE_SIGSEGV + below(g, 4));
	default:
		return random_stamp(g);
	}
}

/* Half of one value and half of another, mostly of the same word. */
static struct value torn_value(struct generator *g,
			       const struct observation *seen)
{
	struct value half[2];

	for (int i = 0; i < 2; i++) {
		half[i] = chance(g, 20) ? scene_zero() :
			  chance(g, 50) ? seen->value :
					  random_stamp(g);
		if (chance(g, 90)) {
			half[i].file = seen->file;
			half[i].offset = seen->offset;
		}
	}
	return scene_torn(g->scene, half[0], half[1], 1 + below(g, 7));
}

/* Mostly a value of the same word, or the right stamp at a wrong place. */
static struct value other_value(struct generator *g,
				const struct observation *seen)
{
	const struct history *history = &g->scene->history;
	const struct observation *other =
		&history->observation[below(g, history->observations)];
	struct value value = other->value;

	if (chance(g, 30))
		return random_value(g);
	if (value.kind == VALUE_STAMP && chance(g, 70))
		value.offset = seen->offset;
	return value;
}

void perturb(struct scene *scene, struct random *random)
{
	struct generator g = { .scene = scene, .random = random };
	struct history *history = &scene->history;

	if (!history->observations)
		return;
	for (int n = 1 + below(&g, 2); n; n--) {
		struct observation *seen =
			&history->observation[below(&g, history->observations)];

		bool torn = chance(&g, 20);

		if (torn || chance(&g, 50))
			seen->length = TEST_WORD;
		seen->value = torn ? torn_value(&g, seen) :
				     other_value(&g, seen);
		/* Only memory raises signals, and it has no other end. */
		if (seen->mapping < 0 && seen->view != VIEW_FRESH &&
		    (seen->value.kind == VALUE_SIGBUS ||
		     seen->value.kind == VALUE_SIGSEGV))
			seen->value = scene_kind(VALUE_ABSENT);
		else if ((seen->mapping >= 0 || seen->view == VIEW_FRESH) &&
			 seen->value.kind == VALUE_ABSENT)
			seen->value = scene_kind(VALUE_SIGBUS);
	}
}
