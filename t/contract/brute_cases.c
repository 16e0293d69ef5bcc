// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the contract says of histories small enough to judge in one's head.
 * Both oracles must agree with the person.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "scene.h"

#define QUIET 1000 /* the time of the final state */

static struct scene scene;
static int f, g; /* written files of two pages */

static int setup(void **state)
{
	(void)state;
	scene_init(&scene, SCENE_PAGE);
	f = scene_file(&scene, CONTENT_WRITTEN, 8);
	g = scene_file(&scene, CONTENT_WRITTEN, 8);
	return 0;
}

/* Of the latest expect(): */
static enum excuse excuse;
static enum promise promise;
static const struct operation *victim;

static void expect(enum verdict_kind kind)
{
	struct plan *plan = plan_new(&scene.layout);
	struct verdict verdict;

	assert_int_equal(brute_judge(&scene.layout, &scene.history), kind);
	assert_non_null(plan);
	assert_int_equal(oracle_judge(plan, &scene.history, &verdict), kind);
	assert_int_equal(verdict.kind, kind);
	/* An excuse goes with what is unpromised, and with nothing else. */
	excuse = verdict.excuse;
	promise = verdict.promise;
	victim = verdict.victim;
	assert_int_equal(excuse != EXCUSE_NONE, kind == VERDICT_UNPROMISED);
	plan_free(plan);
}

static void expect_excuse(enum excuse wanted)
{
	expect(VERDICT_UNPROMISED);
	assert_int_equal(excuse, wanted);
}

static void expect_broken(enum promise wanted)
{
	expect(VERDICT_FORBIDDEN);
	assert_int_equal(promise, wanted);
}

/* Operations; the last two arguments of each are its begin and its end. */

static struct operation *writes(int process, int file, int start, int end,
				uint32_t from, uint32_t to)
{
	struct operation *o = scene_operation(&scene, process, &scene_cached,
					      file, from, to);

	scene_effect(&scene, o, EFFECT_STAMP, file, start, end);
	return o;
}

static struct operation *writes_direct(int process, int file, int start,
				       int end, uint32_t from, uint32_t to)
{
	struct operation *o = scene_operation(&scene, process, &scene_direct,
					      file, from, to);

	scene_effect(&scene, o, EFFECT_STAMP, file, start, end);
	return o;
}

/* An operation with one effect. */
static struct operation *does(enum effect_kind kind, int process, int file,
			      uint64_t start, uint64_t end, uint32_t from,
			      uint32_t to)
{
	struct operation *o = scene_operation(&scene, process, &scene_other,
					      file, from, to);

	scene_effect(&scene, o, kind, file, start, end);
	return o;
}

static struct operation *collapse(int process, int file, int start, int length,
				  uint32_t from, uint32_t to)
{
	struct operation *o = scene_operation(&scene, process, &scene_other,
					      file, from, to);

	scene_move(&scene, o, EFFECT_MOVE, file, start, TO_END, file, length);
	return o;
}

static struct operation *insert(int process, int file, int start, int length,
				uint32_t from, uint32_t to)
{
	struct operation *o = scene_operation(&scene, process, &scene_other,
					      file, from, to);

	scene_effect(&scene, o, EFFECT_CLEAR, file, start, start + length);
	scene_move(&scene, o, EFFECT_MOVE, file, start + length, TO_END, file,
		   -length);
	return o;
}

static struct operation *exchange(int process, int start, int end,
				  uint32_t from, uint32_t to)
{
	struct operation *o = scene_operation(&scene, process, &scene_other, f,
					      from, to);

	o->target = g;
	scene_move(&scene, o, EFFECT_MOVE, f, start, end, g, 0);
	scene_move(&scene, o, EFFECT_MOVE, g, start, end, f, 0);
	return o;
}

static struct operation *reflink(int process, int start, int end, uint32_t from,
				 uint32_t to)
{
	struct operation *o = scene_operation(&scene, process, &scene_other, f,
					      from, to);

	o->target = g;
	scene_move(&scene, o, EFFECT_COPY, g, start, end, f, 0);
	return o;
}

static int map_at(int process, int file, bool shared, const char *populate,
		  uint32_t from, uint32_t to)
{
	int mapping = scene_mapping(&scene, process, file, shared);
	struct operation *o = scene_operation(&scene, process, op_find("map"),
					      file, from, to);

	o->mapping = mapping;
	if (populate)
		o->options |= 1 << 0;
	return mapping;
}

static int map(int process, int file, bool shared, const char *populate)
{
	return map_at(process, file, shared, populate, 1, 2);
}

static struct operation *stores(int process, int mapping, int start, int end,
				uint32_t from, uint32_t to)
{
	int file = scene.test.mapping[mapping].file;
	struct operation *o = scene_operation(&scene, process, &scene_store,
					      file, from, to);

	o->mapping = mapping;
	o->whole = false;
	o->range.start.byte = start * TEST_WORD;
	o->range.end.byte = end * TEST_WORD;
	if (scene.test.mapping[mapping].shared)
		scene_effect(&scene, o, EFFECT_STORE, file, start, end);
	return o;
}

/* Observations. */

static void seen_by(const struct operation *o, int start, int end,
		    struct value value)
{
	const struct record *record = scene_record(&scene, o);
	struct observation *seen = scene_see(&scene, o->file, start, end,
					     record->begin, record->end);

	seen->view = VIEW_OPERATION;
	seen->process = o->process;
	seen->operation = o->index;
	seen->mapping = o->mapping;
	seen->value = value;
}

static struct operation *reads(int process, int file, int start, int end,
			       uint32_t from, uint32_t to, struct value value)
{
	struct operation *o = scene_operation(&scene, process, &scene_cached,
					      file, from, to);

	seen_by(o, start, end, value);
	return o;
}

static void reads_direct(int process, int file, int start, int end,
			 uint32_t from, uint32_t to, struct value value)
{
	seen_by(scene_operation(&scene, process, &scene_direct, file, from, to),
		start, end, value);
}

static void loads(int process, int mapping, int start, int end, uint32_t from,
		  uint32_t to, struct value value)
{
	struct operation *o;

	o = scene_operation(&scene, process, &scene_load,
			    scene.test.mapping[mapping].file, from, to);
	o->mapping = mapping;
	seen_by(o, start, end, value);
}

static void finally(enum view view, int file, int start, int end,
		    struct value value)
{
	struct observation *seen = scene_see(&scene, file, start, end,
					     QUIET + 2 * view,
					     QUIET + 2 * view + 1);

	seen->view = view;
	seen->value = value;
}

static void status(const struct operation *o, enum record_status status)
{
	struct record *record = scene_record(&scene, o);

	record->status = status;
	if (status == RECORD_STARTED)
		record->end = 0;
	if (status == RECORD_NOT_RUN)
		record->begin = record->end = 0;
}

#define old(file, word) scene_initial(file, word)
#define zero() scene_zero()
#define kind(k) scene_kind(k)
#define by(operation, file, word) scene_stamp(file, operation, word)

/* C1: no resurrection */

static void initial_content_is_allowed(void **state)
{
	(void)state;
	reads(0, f, 0, 8, 1, 2, old(f, 0));
	finally(VIEW_READ, f, 0, 8, old(f, 0));
	finally(VIEW_READ, f, 8, 9, kind(VALUE_ABSENT));
	expect(VERDICT_ALLOWED);
}

static void hole_reads_zero(void **state)
{
	int h = scene_file(&scene, CONTENT_HOLE, 4);

	(void)state;
	reads(0, h, 0, 4, 1, 2, zero());
	expect(VERDICT_ALLOWED);
}

static void hole_with_old_stamp_is_forbidden(void **state)
{
	int h = scene_file(&scene, CONTENT_UNWRITTEN, 4);

	(void)state;
	reads(0, h, 0, 4, 1, 2, old(h, 0));
	expect(VERDICT_FORBIDDEN);
}

static void read_after_punch_sees_zero(void **state)
{
	(void)state;
	does(EFFECT_ZERO, 0, f, 0, 4, 1, 2);
	reads(1, f, 0, 4, 3, 4, zero());
	expect(VERDICT_ALLOWED);
}

static void read_after_punch_sees_old(void **state)
{
	(void)state;
	does(EFFECT_ZERO, 0, f, 0, 4, 1, 2);
	reads(1, f, 3, 4, 3, 4, old(f, 3));
	expect(VERDICT_FORBIDDEN);
}

static void load_after_punch_sees_old(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	does(EFFECT_ZERO, 0, f, 0, 4, 3, 4);
	loads(1, m, 0, 1, 5, 6, old(f, 0));
	expect(VERDICT_FORBIDDEN);
}

static void load_racing_punch_sees_old_or_zero(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	does(EFFECT_ZERO, 0, f, 0, 4, 3, 6);
	loads(1, m, 0, 1, 4, 5, old(f, 0));
	loads(1, m, 1, 2, 4, 7, zero());
	loads(1, m, 4, 5, 8, 9, old(f, 4));
	expect(VERDICT_ALLOWED);
}

static void zero_outside_partial_punch_is_forbidden(void **state)
{
	(void)state;
	does(EFFECT_ZERO, 0, f, 1, 3, 1, 2);
	reads(1, f, 1, 3, 3, 4, zero());
	reads(1, f, 3, 4, 5, 6, zero());
	expect(VERDICT_FORBIDDEN);
}

static void partial_punch_keeps_the_rest_of_the_page(void **state)
{
	(void)state;
	does(EFFECT_ZERO, 0, f, 1, 3, 1, 2);
	reads(1, f, 0, 1, 3, 4, old(f, 0));
	reads(1, f, 1, 3, 3, 4, zero());
	reads(1, f, 3, 8, 3, 4, old(f, 3));
	expect(VERDICT_ALLOWED);
}

static void racing_writes_word_by_word(void **state)
{
	struct operation *a = writes(0, f, 0, 2, 1, 4);
	struct operation *b = writes(1, f, 0, 2, 2, 3);

	(void)state;
	finally(VIEW_READ, f, 0, 1, by(a, f, 0));
	finally(VIEW_READ, f, 1, 2, by(b, f, 1));
	expect(VERDICT_ALLOWED);
}

static void overwritten_write_is_not_seen_again(void **state)
{
	struct operation *a = writes(0, f, 0, 1, 1, 2);

	(void)state;
	writes(1, f, 0, 1, 3, 4);
	reads(0, f, 0, 1, 5, 6, by(a, f, 0));
	expect(VERDICT_FORBIDDEN);
}

static void write_is_not_seen_before_it_began(void **state)
{
	struct operation *a = writes(0, f, 0, 1, 3, 4);

	(void)state;
	reads(1, f, 0, 1, 1, 2, by(a, f, 0));
	expect(VERDICT_FORBIDDEN);
}

/* C2: no foreign data */

static void stranger_is_forbidden(void **state)
{
	static const enum value_kind strangers[] = {
		VALUE_EARLIER,
		VALUE_FREE,
		VALUE_GARBAGE,
	};

	for (size_t i = 0; i < 3; i++) {
		setup(state);
		reads(0, f, 0, 1, 1, 2, kind(strangers[i]));
		expect(VERDICT_FORBIDDEN);
	}
}

static void stamp_of_another_file_is_forbidden(void **state)
{
	(void)state;
	reads(0, f, 0, 1, 1, 2, old(g, 0));
	expect(VERDICT_FORBIDDEN);
}

static void stamp_of_another_place_is_forbidden(void **state)
{
	(void)state;
	reads(0, f, 0, 1, 1, 2, old(f, 4));
	expect(VERDICT_FORBIDDEN);
}

static void stamp_of_an_operation_not_run_is_forbidden(void **state)
{
	struct operation *a = writes(0, f, 0, 1, 0, 0);

	(void)state;
	status(a, RECORD_NOT_RUN);
	reads(1, f, 0, 1, 1, 2, by(a, f, 0));
	expect(VERDICT_FORBIDDEN);
}

/* C3: no lost write */

static void write_is_found(void **state)
{
	struct operation *a = writes(0, f, 0, 2, 1, 2);

	(void)state;
	reads(1, f, 0, 2, 3, 4, by(a, f, 0));
	expect(VERDICT_ALLOWED);
}

static void write_is_lost(void **state)
{
	(void)state;
	writes(0, f, 0, 2, 1, 2);
	reads(1, f, 1, 2, 3, 4, old(f, 1));
	expect(VERDICT_FORBIDDEN);
}

static void store_is_lost_beside_a_punch(void **state)
{
	int m = map(0, f, true, NULL);

	(void)state;
	stores(0, m, 3, 4, 3, 5);
	does(EFFECT_ZERO, 1, f, 4, 8, 4, 6);
	finally(VIEW_READ, f, 3, 4, old(f, 3));
	expect(VERDICT_FORBIDDEN);
}

static void collapse_shifts(void **state)
{
	(void)state;
	collapse(0, f, 0, 4, 1, 2);
	finally(VIEW_READ, f, 0, 4, old(f, 4));
	finally(VIEW_READ, f, 4, 8, kind(VALUE_ABSENT));
	expect(VERDICT_ALLOWED);
}

static void insert_shifts(void **state)
{
	(void)state;
	insert(0, f, 4, 4, 1, 2);
	finally(VIEW_READ, f, 0, 4, old(f, 0));
	finally(VIEW_READ, f, 4, 8, zero());
	finally(VIEW_READ, f, 8, 12, old(f, 4));
	expect(VERDICT_ALLOWED);
}

static void insert_then_collapse_restores(void **state)
{
	(void)state;
	insert(0, f, 0, 4, 1, 2);
	collapse(1, f, 0, 4, 3, 4);
	finally(VIEW_READ, f, 0, 8, old(f, 0));
	finally(VIEW_READ, f, 8, 12, kind(VALUE_ABSENT));
	expect(VERDICT_ALLOWED);
}

static void store_racing_collapse_moves_or_stays(void **state)
{
	for (int moved = 0; moved < 2; moved++) {
		struct operation *s;
		int m;

		setup(state);
		m = map(0, f, true, NULL);
		s = stores(0, m, 4, 5, 3, 5);
		collapse(1, f, 4, 0, 4, 6);
		scene.effects[1][0] = 0;
		scene_move(&scene, &scene.test.process[1].operations[0],
			   EFFECT_MOVE, f, 0, TO_END, f, 4);
		finally(VIEW_READ, f, 0, 1, moved ? by(s, f, 4) : old(f, 4));
		finally(VIEW_READ, f, 4, 5, kind(VALUE_ABSENT));
		/* Where the store came last it hit a word past the end. */
		expect(VERDICT_ALLOWED);
	}
}

static void write_racing_collapse_is_nowhere(void **state)
{
	(void)state;
	writes(0, f, 4, 5, 1, 3);
	collapse(1, f, 0, 4, 2, 4);
	finally(VIEW_READ, f, 0, 1, old(f, 4));
	finally(VIEW_READ, f, 4, 5, kind(VALUE_ABSENT));
	expect(VERDICT_FORBIDDEN);
}

static void write_racing_collapse_is_in_both_places(void **state)
{
	struct operation *w = writes(0, f, 4, 5, 1, 3);

	(void)state;
	collapse(1, f, 0, 4, 2, 4);
	finally(VIEW_READ, f, 0, 1, by(w, f, 4));
	finally(VIEW_READ, f, 4, 5, by(w, f, 4));
	expect(VERDICT_FORBIDDEN);
}

static void exchange_swaps(void **state)
{
	(void)state;
	exchange(0, 0, 4, 1, 2);
	finally(VIEW_READ, f, 0, 4, old(g, 0));
	finally(VIEW_READ, g, 0, 4, old(f, 0));
	finally(VIEW_READ, g, 4, 8, old(g, 4));
	expect(VERDICT_ALLOWED);
}

static void exchange_does_half(void **state)
{
	(void)state;
	exchange(0, 0, 4, 1, 2);
	finally(VIEW_READ, f, 0, 4, old(g, 0));
	finally(VIEW_READ, g, 0, 4, old(g, 0));
	expect(VERDICT_FORBIDDEN);
}

static void write_racing_exchange_is_nowhere(void **state)
{
	(void)state;
	writes(0, f, 0, 1, 1, 3);
	exchange(1, 0, 4, 2, 4);
	finally(VIEW_READ, f, 0, 1, old(g, 0));
	finally(VIEW_READ, g, 0, 1, old(f, 0));
	expect(VERDICT_FORBIDDEN);
}

static void racing_exchanges_restore(void **state)
{
	(void)state;
	exchange(0, 0, 1, 1, 3);
	exchange(1, 0, 1, 2, 4);
	finally(VIEW_READ, f, 0, 1, old(f, 0));
	finally(VIEW_READ, g, 0, 1, old(g, 0));
	expect(VERDICT_ALLOWED);
}

static void racing_exchanges_in_different_orders(void **state)
{
	(void)state;
	exchange(0, 0, 1, 1, 3);
	exchange(1, 0, 1, 2, 4);
	finally(VIEW_READ, f, 0, 1, old(g, 0));
	finally(VIEW_READ, g, 0, 1, old(f, 0));
	/* Every word has its own order: one exchange came last in f, the
	   other in g. */
	expect(VERDICT_ALLOWED);
}

static void reflink_copies(void **state)
{
	(void)state;
	reflink(0, 0, 4, 1, 2);
	finally(VIEW_READ, g, 0, 4, old(f, 0));
	finally(VIEW_READ, f, 0, 4, old(f, 0));
	expect(VERDICT_ALLOWED);
}

static void reflink_of_nothing_leaves_the_target(void **state)
{
	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 1, 2);
	reflink(0, 0, 4, 3, 4);
	finally(VIEW_READ, g, 0, 2, old(f, 0));
	finally(VIEW_READ, g, 2, 4, old(g, 2));
	expect(VERDICT_ALLOWED);
}

static void reflink_racing_write_takes_either(void **state)
{
	for (int late = 0; late < 2; late++) {
		struct operation *w;

		setup(state);
		w = writes(0, f, 0, 1, 1, 3);
		reflink(1, 0, 4, 2, 4);
		finally(VIEW_READ, g, 0, 1, late ? old(f, 0) : by(w, f, 0));
		finally(VIEW_READ, f, 0, 1, by(w, f, 0));
		expect(VERDICT_ALLOWED);
	}
}

static void reflink_after_write_takes_old(void **state)
{
	(void)state;
	writes(0, f, 0, 1, 1, 2);
	reflink(1, 0, 4, 3, 4);
	finally(VIEW_READ, g, 0, 1, old(f, 0));
	expect(VERDICT_FORBIDDEN);
}

static void reflinked_file_starts_with_its_source(void **state)
{
	int h = scene_file(&scene, CONTENT_REFLINK, 0);

	(void)state;
	scene.test.file[h].reflink_of = f;
	writes(0, h, 0, 1, 1, 2);
	finally(VIEW_READ, h, 1, 8, old(f, 1));
	finally(VIEW_READ, h, 8, 9, kind(VALUE_ABSENT));
	finally(VIEW_READ, f, 0, 8, old(f, 0));
	expect(VERDICT_ALLOWED);
}

static void operation_without_effect_changes_nothing(void **state)
{
	(void)state;
	scene_operation(&scene, 0, &scene_other, f, 1, 2)->target = g;
	finally(VIEW_READ, g, 0, 4, zero());
	expect(VERDICT_FORBIDDEN);
}

/* What did not succeed in full */

static void failed_write_may_have_done_any_word(void **state)
{
	struct operation *w = writes(0, f, 0, 4, 1, 2);

	(void)state;
	status(w, RECORD_FAILED);
	reads(1, f, 0, 1, 3, 4, old(f, 0));
	reads(1, f, 0, 1, 5, 6, by(w, f, 0));
	finally(VIEW_READ, f, 1, 2, old(f, 1));
	finally(VIEW_READ, f, 2, 3, by(w, f, 2));
	expect(VERDICT_ALLOWED);
}

static void started_write_may_come_late(void **state)
{
	struct operation *w = writes(0, f, 0, 4, 1, 0);
	struct operation *later = writes(1, f, 0, 4, 2, 3);

	(void)state;
	status(w, RECORD_STARTED);
	reads(1, f, 0, 1, 4, 5, by(w, f, 0));
	reads(1, f, 1, 2, 4, 5, by(later, f, 1));
	expect(VERDICT_ALLOWED);
}

static void started_write_does_not_undo_another(void **state)
{
	struct operation *w = writes(0, f, 0, 4, 1, 0);

	(void)state;
	status(w, RECORD_STARTED);
	writes(1, f, 0, 4, 2, 3);
	reads(1, f, 0, 1, 4, 5, old(f, 0));
	expect(VERDICT_FORBIDDEN);
}

/* C4: end of file */

static void truncated_file_ends(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 3, 4);
	finally(VIEW_READ, f, 0, 2, old(f, 0));
	finally(VIEW_READ, f, 2, 8, kind(VALUE_ABSENT));
	loads(1, m, 1, 2, 5, 6, old(f, 1));
	loads(1, m, 2, 4, 5, 6, zero());
	loads(1, m, 4, 5, 7, 8, kind(VALUE_SIGBUS));
	expect(VERDICT_ALLOWED);
}

static void sigbus_inside_the_last_page(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 3, 4);
	loads(1, m, 2, 3, 5, 6, kind(VALUE_SIGBUS));
	expect(VERDICT_FORBIDDEN);
}

static void sigbus_racing_truncation(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 3, 6);
	loads(1, m, 4, 5, 4, 5, kind(VALUE_SIGBUS));
	expect(VERDICT_ALLOWED);
}

static void sigbus_from_read_is_nonsense(void **state)
{
	(void)state;
	does(EFFECT_CUT, 0, f, 0, TO_END, 3, 6);
	reads(1, f, 4, 5, 4, 5, kind(VALUE_SIGBUS));
	expect(VERDICT_FORBIDDEN);
}

static void zero_beyond_the_last_page(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 3, 4);
	loads(1, m, 4, 5, 5, 6, zero());
	expect(VERDICT_FORBIDDEN);
}

static void old_bytes_past_end_in_the_last_page(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 3, 4);
	loads(1, m, 3, 4, 5, 6, old(f, 3));
	expect(VERDICT_FORBIDDEN);
}

static void truncated_then_grown_reads_zero(void **state)
{
	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 1, 2);
	does(EFFECT_GROW, 0, f, 0, 6, 3, 4);
	finally(VIEW_READ, f, 0, 2, old(f, 0));
	finally(VIEW_READ, f, 2, 6, zero());
	finally(VIEW_READ, f, 6, 8, kind(VALUE_ABSENT));
	expect(VERDICT_ALLOWED);
}

static void truncated_then_grown_shows_old(void **state)
{
	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 1, 2);
	does(EFFECT_GROW, 0, f, 0, 6, 3, 4);
	finally(VIEW_READ, f, 3, 4, old(f, 3));
	expect(VERDICT_FORBIDDEN);
}

static void read_racing_truncation_sees_zero(void **state)
{
	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 1, 4);
	reads(1, f, 2, 8, 2, 3, zero());
	expect(VERDICT_ALLOWED);
}

static void read_past_end_sees_zero(void **state)
{
	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 1, 2);
	reads(1, f, 2, 8, 3, 4, zero());
	expect(VERDICT_FORBIDDEN);
}

static void store_past_end_is_unpromised(void **state)
{
	int m = map(1, f, true, NULL);
	struct operation *s;

	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 3, 4);
	s = stores(1, m, 3, 4, 5, 6);
	loads(1, m, 3, 4, 7, 8, by(s, f, 3));
	expect_excuse(EXCUSE_PAST_END);
}

static void store_past_end_appears_with_growth(void **state)
{
	int m = map(1, f, true, NULL);
	struct operation *s;

	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 3, 4);
	s = stores(1, m, 3, 4, 5, 6);
	does(EFFECT_GROW, 0, f, 0, 4, 7, 8);
	loads(1, m, 3, 4, 9, 10, by(s, f, 3));
	expect(VERDICT_FORBIDDEN);
}

static void write_extends_over_a_gap(void **state)
{
	struct operation *w = writes(0, f, 10, 12, 1, 2);

	(void)state;
	scene_effect(&scene, w, EFFECT_GROW, f, 0, 10);
	finally(VIEW_READ, f, 8, 10, zero());
	finally(VIEW_READ, f, 10, 12, by(w, f, 10));
	expect(VERDICT_ALLOWED);
}

static void absent_file_is_empty(void **state)
{
	int h = scene_file(&scene, CONTENT_ABSENT, 0);
	struct operation *w = writes(0, h, 0, 4, 2, 3);

	(void)state;
	reads(1, h, 0, 4, 0, 1, kind(VALUE_ABSENT));
	reads(1, h, 0, 4, 4, 5, by(w, h, 0));
	expect(VERDICT_ALLOWED);
}

/* C5: agreement */

static void views_agree(void **state)
{
	struct operation *b;

	(void)state;
	writes(0, f, 0, 4, 1, 3);
	b = writes(1, f, 0, 4, 2, 4);
	for (enum view v = VIEW_FRESH; v < VIEWS; v++)
		finally(v, f, 0, 4, by(b, f, 0));
	expect(VERDICT_ALLOWED);
}

static void views_disagree(void **state)
{
	struct operation *a = writes(0, f, 0, 4, 1, 3);
	struct operation *b = writes(1, f, 0, 4, 2, 4);

	(void)state;
	finally(VIEW_READ, f, 0, 1, by(a, f, 0));
	finally(VIEW_EVICTED, f, 0, 1, by(b, f, 0));
	expect(VERDICT_FORBIDDEN);
}

static void mapped_view_keeps_old(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	does(EFFECT_ZERO, 0, f, 0, 4, 3, 4);
	finally(VIEW_READ, f, 0, 4, zero());
	finally(VIEW_MAPPED, f, 0, 4, old(f, 0));
	scene.history.observation[1].mapping = m;
	scene.history.observation[1].process = 1;
	expect(VERDICT_FORBIDDEN);
}

static void fresh_mapping_shows_zero_past_end(void **state)
{
	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 3, 4);
	finally(VIEW_READ, f, 2, 8, kind(VALUE_ABSENT));
	finally(VIEW_FRESH, f, 2, 4, zero());
	finally(VIEW_FRESH, f, 4, 8, kind(VALUE_SIGBUS));
	expect(VERDICT_ALLOWED);
}

static void fresh_mapping_and_read_disagree_on_the_end(void **state)
{
	struct operation *w = writes(0, f, 10, 12, 1, 4);

	(void)state;
	does(EFFECT_CUT, 1, f, 8, TO_END, 2, 5);
	finally(VIEW_FRESH, f, 11, 12, by(w, f, 11));
	finally(VIEW_READ, f, 11, 12, kind(VALUE_ABSENT));
	expect(VERDICT_FORBIDDEN);
}

static void fault_in_a_page_that_is_read(void **state)
{
	struct operation *w = writes(0, f, 8, 12, 1, 4);

	(void)state;
	does(EFFECT_CUT, 1, f, 8, TO_END, 2, 5);
	finally(VIEW_FRESH, f, 8, 12, kind(VALUE_SIGBUS));
	finally(VIEW_READ, f, 9, 10, by(w, f, 9));
	expect(VERDICT_FORBIDDEN);
}

static void page_behind_the_end_stays_when_all_is_quiet(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	does(EFFECT_CUT, 0, f, 4, TO_END, 3, 6);
	writes(2, f, 4, 8, 4, 7);
	finally(VIEW_MAPPED, f, 4, 8, zero());
	scene.history.observation[0].mapping = m;
	scene.history.observation[0].process = 1;
	expect(VERDICT_FORBIDDEN);
}

/* Which promise is named */

/* A file of four pages, and a word of it that is stored to. */
static int h;
static struct operation *s;

static void store_first(int word)
{
	int m;

	setup(NULL);
	h = scene_file(&scene, CONTENT_WRITTEN, 16);
	m = map(1, h, true, NULL);
	s = stores(1, m, word, word + 1, 3, 4);
}

/* A hole was there for a while; zero is not data that came back. */
static void zero_where_a_store_was_is_a_lost_write(void **state)
{
	static const enum view looks[] = { VIEW_READ, VIEW_REMOUNTED };

	(void)state;
	store_first(4);
	insert(0, h, 4, 4, 5, 6);
	collapse(0, h, 4, 4, 7, 8);
	loads(1, 0, 4, 5, 9, 10, zero());
	expect_broken(PROMISE_C3);
	assert_ptr_equal(victim, s);
	for (int i = 0; i < 2; i++) {
		store_first(4);
		insert(0, h, 4, 4, 5, 6);
		collapse(0, h, 4, 4, 7, 8);
		finally(looks[i], h, 4, 5, zero());
		expect_broken(PROMISE_C3);
	}
}

static void zero_where_data_was_moved_is_a_lost_write(void **state)
{
	h = scene_file(&scene, CONTENT_WRITTEN, 16);

	(void)state;
	insert(0, h, 4, 4, 1, 2);
	collapse(1, h, 4, 4, 3, 4);
	finally(VIEW_READ, h, 4, 12, zero());
	expect_broken(PROMISE_C3);
}

/* One of two moves seems not to have been, and the store is gone. */
static void store_under_misplaced_data_is_a_lost_write(void **state)
{
	(void)state;
	store_first(9);
	insert(0, h, 4, 4, 5, 6);
	collapse(2, h, 4, 4, 7, 8);
	finally(VIEW_READ, h, 9, 10, old(h, 13));
	expect_broken(PROMISE_C3);
	assert_ptr_equal(victim, s);
	store_first(9);
	collapse(0, h, 4, 4, 5, 6);
	insert(2, h, 4, 4, 7, 8);
	finally(VIEW_READ, h, 9, 10, old(h, 5));
	expect_broken(PROMISE_C3);
	assert_ptr_equal(victim, s);
}

static void look_without_the_store_is_a_lost_write(void **state)
{
	(void)state;
	store_first(9);
	scene_record(&scene, s)->end = 6;
	collapse(0, h, 4, 4, 5, 7);
	finally(VIEW_READ, h, 5, 6, old(h, 9));
	finally(VIEW_READ, h, 9, 10, by(s, h, 9));
	finally(VIEW_REMOUNTED, h, 5, 6, old(h, 9));
	finally(VIEW_REMOUNTED, h, 9, 10, old(h, 13));
	expect_broken(PROMISE_C3);
	assert_ptr_equal(victim, s);
}

static void store_in_another_place_is_a_disagreement(void **state)
{
	(void)state;
	store_first(9);
	scene_record(&scene, s)->end = 6;
	collapse(0, h, 4, 4, 5, 7);
	finally(VIEW_READ, h, 5, 6, old(h, 9));
	finally(VIEW_READ, h, 9, 10, by(s, h, 9));
	finally(VIEW_REMOUNTED, h, 5, 6, by(s, h, 9));
	finally(VIEW_REMOUNTED, h, 9, 10, old(h, 13));
	expect_broken(PROMISE_C5);
}

static void overwritten_data_is_a_lost_write(void **state)
{
	(void)state;
	does(EFFECT_ZERO, 0, f, 0, 4, 1, 2);
	writes(0, f, 0, 4, 3, 4);
	s = writes(0, f, 0, 4, 5, 6);
	reads(1, f, 0, 1, 7, 8, zero());
	expect_broken(PROMISE_C3);
	assert_ptr_equal(victim, s);
}

static void punched_data_is_a_resurrection(void **state)
{
	(void)state;
	does(EFFECT_ZERO, 0, f, 0, 4, 1, 2);
	does(EFFECT_ZERO, 0, f, 0, 4, 3, 4);
	reads(1, f, 0, 1, 7, 8, old(f, 0));
	expect_broken(PROMISE_C1);
	assert_non_null(victim);
	/* Whatever was written to the hole. */
	setup(state);
	does(EFFECT_ZERO, 0, f, 0, 4, 1, 2);
	writes(0, f, 0, 4, 5, 6);
	reads(1, f, 0, 1, 7, 8, old(f, 0));
	expect_broken(PROMISE_C1);
}

static void moved_data_is_a_resurrection(void **state)
{
	(void)state;
	/* Once it was taken out, and once it went elsewhere. */
	store_first(8);
	collapse(0, h, 4, 4, 5, 6);
	loads(1, 0, 4, 5, 7, 8, old(h, 4));
	expect_broken(PROMISE_C1);
	store_first(8);
	insert(0, h, 4, 4, 5, 6);
	loads(1, 0, 8, 9, 7, 8, by(s, h, 8));
	expect_broken(PROMISE_C1);
	/* Two collapses at once. */
	store_first(15);
	collapse(0, h, 4, 4, 5, 8);
	collapse(2, h, 4, 4, 6, 9);
	loads(1, 0, 4, 5, 10, 11, old(h, 4));
	expect_broken(PROMISE_C1);
}

static void cloned_over_data_is_a_resurrection(void **state)
{
	(void)state;
	reflink(0, 0, 4, 1, 2);
	reads(1, g, 0, 1, 3, 4, old(g, 0));
	expect_broken(PROMISE_C1);
}

static void data_of_another_file_is_foreign(void **state)
{
	(void)state;
	does(EFFECT_ZERO, 0, f, 0, 4, 1, 2);
	reads(0, f, 0, 1, 3, 4, old(g, 0));
	expect_broken(PROMISE_C2);
}

static void cut_off_data_belongs_to_the_end_of_file(void **state)
{
	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 1, 2);
	does(EFFECT_GROW, 0, f, 0, 6, 3, 4);
	finally(VIEW_READ, f, 3, 4, old(f, 3));
	expect_broken(PROMISE_C4);
}

static void store_past_end_in_a_growing_file_is_of_the_end(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	does(EFFECT_CUT, 0, f, 2, TO_END, 3, 4);
	s = stores(1, m, 3, 4, 5, 6);
	does(EFFECT_GROW, 0, f, 0, 4, 7, 10);
	reads(1, f, 3, 4, 8, 9, by(s, f, 3));
	expect_broken(PROMISE_C4);
}

/* Huge pages across the end of file */

static void zero_behind_the_end_needs_a_huge_page(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	loads(1, m, 8, 9, 3, 4, zero());
	expect(VERDICT_FORBIDDEN);
	scene.layout.huge = HUGE_ADVISED;
	expect(VERDICT_FORBIDDEN);
	scene.layout.huge = HUGE_ALWAYS;
	expect_excuse(EXCUSE_HUGE);
}

static void huge_page_stays_when_all_is_quiet(void **state)
{
	(void)state;
	scene.layout.huge = HUGE_ALWAYS;
	does(EFFECT_CUT, 0, f, 4, TO_END, 3, 4);
	finally(VIEW_FRESH, f, 4, 8, zero());
	finally(VIEW_READ, f, 4, 8, kind(VALUE_ABSENT));
	expect_excuse(EXCUSE_HUGE);
}

static void huge_page_keeps_nothing_that_was_cut_off(void **state)
{
	(void)state;
	scene.layout.huge = HUGE_ALWAYS;
	does(EFFECT_CUT, 0, f, 4, TO_END, 3, 4);
	finally(VIEW_FRESH, f, 4, 8, old(f, 4));
	expect(VERDICT_FORBIDDEN);
}

static void store_in_a_huge_page_shows_with_growth(void **state)
{
	int m = map(1, f, true, NULL);
	struct operation *s = stores(1, m, 8, 9, 3, 4);

	(void)state;
	scene.layout.huge = HUGE_ALWAYS;
	loads(1, m, 8, 9, 5, 6, by(s, f, 8));
	expect_excuse(EXCUSE_PAST_END);
	does(EFFECT_GROW, 0, f, 0, 12, 7, 8);
	loads(1, m, 8, 9, 9, 10, by(s, f, 8));
	expect(VERDICT_FORBIDDEN);
}

/* A size published ahead of the data */

static void read_racing_append_sees_zero(void **state)
{
	(void)state;
	writes(0, f, 8, 12, 1, 4);
	reads(1, f, 8, 12, 2, 3, zero());
	expect_excuse(EXCUSE_AHEAD);
}

static void load_racing_append_sees_zero(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	writes(0, f, 8, 12, 3, 6);
	loads(1, m, 8, 9, 4, 5, zero());
	expect_excuse(EXCUSE_AHEAD);
}

/* Behind the end in the last page a mapping shows zero anyway. */
static void load_of_the_last_page_racing_append_sees_zero(void **state)
{
	int h = scene_file(&scene, CONTENT_WRITTEN, 6),
	    m = map(1, h, true, NULL);

	(void)state;
	writes(0, h, 6, 8, 3, 6);
	loads(1, m, 6, 8, 4, 5, zero());
	expect(VERDICT_ALLOWED);
}

static void read_after_append_sees_zero(void **state)
{
	(void)state;
	writes(0, f, 8, 12, 1, 4);
	reads(1, f, 8, 12, 5, 6, zero());
	expect(VERDICT_FORBIDDEN);
}

static void read_racing_append_and_cut_sees_zero(void **state)
{
	(void)state;
	writes(0, f, 8, 12, 1, 5);
	does(EFFECT_CUT, 2, f, 4, TO_END, 2, 6);
	reads(1, f, 8, 12, 3, 4, zero());
	expect(VERDICT_ALLOWED);
}

/* Torn words */

#define torn(low, high) scene_torn(&scene, low, high, 4)

static void store_racing_write_leaves_a_torn_word(void **state)
{
	int m = map(1, f, true, NULL);
	struct operation *s = stores(1, m, 0, 1, 3, 5);
	struct operation *w = writes(0, f, 0, 4, 4, 6);

	(void)state;
	finally(VIEW_READ, f, 0, 1, torn(by(w, f, 0), by(s, f, 0)));
	finally(VIEW_DIRECT, f, 0, 1, by(s, f, 0));
	expect_excuse(EXCUSE_TORN);
}

static void store_before_write_is_not_torn(void **state)
{
	int m = map(1, f, true, NULL);
	struct operation *s = stores(1, m, 0, 1, 3, 4);
	struct operation *w = writes(0, f, 0, 4, 5, 6);

	(void)state;
	finally(VIEW_READ, f, 0, 1, torn(by(w, f, 0), by(s, f, 0)));
	expect(VERDICT_FORBIDDEN);
}

static void load_racing_write_sees_a_torn_word(void **state)
{
	int m = map(1, f, true, NULL);
	struct operation *w = writes(0, f, 0, 4, 3, 6);

	(void)state;
	loads(1, m, 1, 2, 4, 5, torn(by(w, f, 1), old(f, 1)));
	expect_excuse(EXCUSE_TORN);
}

static void load_racing_punch_sees_a_torn_word(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	does(EFFECT_ZERO, 0, f, 0, 4, 3, 6);
	loads(1, m, 1, 2, 4, 5, torn(zero(), old(f, 1)));
	expect_excuse(EXCUSE_TORN);
}

static void load_after_write_sees_a_torn_word(void **state)
{
	int m = map(1, f, true, NULL);
	struct operation *w = writes(0, f, 0, 4, 3, 6);

	(void)state;
	loads(1, m, 1, 2, 7, 8, torn(by(w, f, 1), old(f, 1)));
	expect(VERDICT_FORBIDDEN);
}

static void load_racing_store_sees_a_torn_word(void **state)
{
	int m = map(1, f, true, NULL);
	struct operation *s = stores(1, m, 1, 2, 3, 6);

	(void)state;
	loads(1, m, 1, 2, 4, 5, torn(by(s, f, 1), old(f, 1)));
	expect(VERDICT_FORBIDDEN);
}

/* read(2) copies, whatever it copies from. */
static void read_racing_store_sees_a_torn_word(void **state)
{
	int m = map(1, f, true, NULL);
	struct operation *s = stores(1, m, 1, 2, 3, 6);

	(void)state;
	reads(0, f, 1, 2, 4, 5, torn(by(s, f, 1), old(f, 1)));
	expect_excuse(EXCUSE_TORN);
}

static void read_racing_write_sees_bytes_of_neither(void **state)
{
	struct operation *w = writes(0, f, 0, 4, 3, 6);

	(void)state;
	reads(1, f, 1, 2, 4, 5, torn(by(w, f, 1), old(g, 1)));
	expect(VERDICT_FORBIDDEN);
}

static void torn_word_is_moved(void **state)
{
	int m = map(1, f, true, NULL);
	struct operation *s = stores(1, m, 0, 1, 3, 5);
	struct operation *w = writes(0, f, 0, 4, 4, 6);

	(void)state;
	insert(0, f, 0, 4, 7, 8);
	finally(VIEW_READ, f, 4, 5, torn(by(w, f, 0), by(s, f, 0)));
	expect_excuse(EXCUSE_TORN);
}

/* U1: O_DIRECT beside the page cache */

static void direct_write_then_cached_read_agree(void **state)
{
	(void)state;
	writes_direct(0, f, 0, 4, 1, 2);
	reads(1, f, 0, 4, 3, 4, old(f, 0));
	expect(VERDICT_FORBIDDEN);
}

static void direct_write_racing_load_leaves_old(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	writes_direct(0, f, 0, 4, 3, 6);
	loads(1, m, 0, 1, 4, 5, old(f, 0));
	loads(1, m, 0, 1, 7, 8, old(f, 0));
	expect_excuse(EXCUSE_MIXED);
}

/* The pages that populate brought in are dropped before the direct write. */
static void direct_write_into_populated_mapping(void **state)
{
	int m = map(1, f, true, "populate");
	struct operation *d = writes_direct(0, f, 0, 4, 3, 6);

	(void)state;
	loads(1, m, 0, 1, 7, 8, by(d, f, 0));
	expect(VERDICT_ALLOWED);
	loads(1, m, 0, 1, 7, 8, old(f, 0));
	expect(VERDICT_FORBIDDEN);
}

static void direct_write_while_a_mapping_is_made(void **state)
{
	int m = map_at(1, f, true, "populate", 4, 5);

	(void)state;
	writes_direct(0, f, 0, 4, 3, 6);
	loads(1, m, 0, 1, 7, 8, old(f, 0));
	expect_excuse(EXCUSE_MIXED);
}

static void direct_write_after_a_store(void **state)
{
	int m = map(0, f, true, "populate");
	struct operation *s = stores(0, m, 0, 1, 3, 4);
	struct operation *d = writes_direct(0, f, 0, 4, 5, 6);

	(void)state;
	loads(0, m, 0, 1, 7, 8, by(d, f, 0));
	expect(VERDICT_ALLOWED);
	loads(0, m, 0, 1, 7, 8, by(s, f, 0));
	expect(VERDICT_FORBIDDEN);
}

static void direct_write_after_a_store_then_read(void **state)
{
	int m = map(0, f, true, "populate");
	struct operation *s = stores(0, m, 0, 1, 3, 4);

	(void)state;
	writes_direct(1, f, 0, 4, 5, 6);
	reads(2, f, 0, 1, 7, 8, by(s, f, 0));
	expect(VERDICT_FORBIDDEN);
}

static void direct_write_racing_store_is_undone(void **state)
{
	int m = map(1, f, true, NULL);
	struct operation *s = stores(1, m, 0, 1, 3, 6);

	(void)state;
	writes_direct(0, f, 0, 4, 5, 8);
	reads(2, f, 0, 1, 9, 10, by(s, f, 0));
	expect(VERDICT_ALLOWED);
	reads(2, f, 1, 2, 9, 10, old(f, 1));
	expect_excuse(EXCUSE_MIXED);
}

/* One that never ended may touch its page at any later time. */
static void direct_write_after_a_store_that_did_not_end(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	stores(1, m, 0, 1, 3, 0);
	writes_direct(0, f, 0, 4, 5, 6);
	reads(0, f, 1, 2, 7, 8, old(f, 1));
	expect_excuse(EXCUSE_MIXED);
}

/* The load that raced with the first says nothing of the second. */
static void direct_write_after_one_that_raced(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	writes_direct(0, f, 0, 4, 3, 6);
	loads(1, m, 0, 1, 4, 5, old(f, 0));
	writes_direct(0, f, 0, 4, 7, 8);
	loads(1, m, 0, 1, 9, 10, old(f, 0));
	expect(VERDICT_FORBIDDEN);
}

static void mixed_views_disagree(void **state)
{
	struct operation *d = writes_direct(0, f, 0, 4, 1, 4);

	(void)state;
	reads(1, f, 0, 4, 2, 3, old(f, 0));
	finally(VIEW_READ, f, 0, 4, old(f, 0));
	finally(VIEW_EVICTED, f, 0, 4, by(d, f, 0));
	expect_excuse(EXCUSE_MIXED);
}

/* A mixture on f, which both views of f explain, and what g's views say. */
static void mix_and_disagree(void)
{
	struct operation *a = writes(0, g, 0, 4, 10, 14);
	struct operation *b = writes(1, g, 0, 4, 11, 15);

	writes_direct(0, f, 0, 4, 1, 4);
	reads(1, f, 0, 4, 2, 3, old(f, 0));
	finally(VIEW_READ, g, 0, 1, by(a, g, 0));
	finally(VIEW_EVICTED, g, 0, 1, by(b, g, 0));
}

static void mixed_does_not_excuse_another_file(void **state)
{
	(void)state;
	mix_and_disagree();
	expect(VERDICT_FORBIDDEN);
}

static void mixed_excuses_a_file_that_shares(void **state)
{
	(void)state;
	reflink(2, 0, 2, 5, 9);
	mix_and_disagree();
	expect(VERDICT_UNPROMISED);
}

static void mixed_does_not_excuse_words_not_shared(void **state)
{
	(void)state;
	reflink(2, 2, 4, 5, 9);
	mix_and_disagree();
	expect(VERDICT_FORBIDDEN);
}

/* The first disagreement found is excused, and the second is not. */
static void mixed_disagrees_before_another_file(void **state)
{
	struct operation *d = writes_direct(0, f, 0, 4, 1, 4);
	struct operation *a = writes(0, g, 0, 4, 10, 14);
	struct operation *b = writes(1, g, 0, 4, 11, 15);

	(void)state;
	reads(1, f, 0, 4, 2, 3, old(f, 0));
	finally(VIEW_READ, f, 0, 1, old(f, 0));
	finally(VIEW_EVICTED, f, 0, 1, by(d, f, 0));
	finally(VIEW_READ, g, 0, 1, by(a, g, 0));
	finally(VIEW_EVICTED, g, 0, 1, by(b, g, 0));
	expect(VERDICT_FORBIDDEN);
}

/*
 * The last page of g is there only because f was copied to its first words,
 * and a write that failed may have reached its last one.
 */
static struct operation *copy_into_cut_off_page(void)
{
	struct operation *a;

	does(EFFECT_CUT, 2, g, 4, TO_END, 10, 11);
	a = writes(2, g, 4, 8, 12, 13);
	status(a, RECORD_FAILED);
	reflink(2, 4, 7, 14, 15);
	return a;
}

/* A mixture reaches as far as values do, and no other words of their page. */
static void mixed_does_not_excuse_other_words_of_a_page(void **state)
{
	struct operation *a;

	(void)state;
	writes_direct(0, f, 0, 4, 1, 4);
	reads(1, f, 0, 4, 2, 3, old(f, 0));
	a = copy_into_cut_off_page();
	finally(VIEW_FRESH, g, 7, 8, zero());
	finally(VIEW_EVICTED, g, 7, 8, by(a, g, 7));
	expect_broken(PROMISE_C5);
}

static void mixed_excuses_words_of_a_page_that_were_copied(void **state)
{
	struct operation *b = writes(2, f, 4, 8, 5, 6);

	(void)state;
	writes_direct(0, f, 0, 4, 1, 4);
	reads(1, f, 0, 4, 2, 3, old(f, 0));
	status(b, RECORD_FAILED);
	copy_into_cut_off_page();
	finally(VIEW_FRESH, g, 6, 7, old(f, 6));
	finally(VIEW_EVICTED, g, 6, 7, by(b, f, 6));
	expect_excuse(EXCUSE_MIXED);
}

/* Whether the page is there at all may be the mixture's doing. */
static void mixed_write_may_bring_a_page(void **state)
{
	(void)state;
	writes_direct(0, f, 8, 12, 1, 4);
	reads(1, f, 0, 4, 2, 3, old(f, 0));
	does(EFFECT_CUT, 2, f, 8, TO_END, 5, 6);
	does(EFFECT_CUT, 2, g, 4, TO_END, 10, 11);
	scene_move(&scene, scene_operation(&scene, 2, &scene_other, f, 12, 13),
		   EFFECT_COPY, g, 4, 7, f, 4);
	finally(VIEW_READ, g, 7, 8, kind(VALUE_ABSENT));
	finally(VIEW_FRESH, g, 7, 8, zero());
	expect_excuse(EXCUSE_MIXED);
}

static void mixed_does_not_excuse_strangers(void **state)
{
	(void)state;
	writes_direct(0, f, 0, 4, 1, 4);
	reads(1, f, 0, 4, 2, 3, old(f, 0));
	finally(VIEW_READ, f, 0, 1, kind(VALUE_FREE));
	expect(VERDICT_FORBIDDEN);
}

static void mixed_does_not_excuse_lost_stores(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	stores(1, m, 0, 1, 3, 4);
	writes_direct(0, f, 0, 4, 5, 8);
	loads(1, m, 1, 2, 6, 7, old(f, 1));
	finally(VIEW_READ, f, 0, 1, old(f, 0));
	expect(VERDICT_FORBIDDEN);
}

static void direct_read_racing_write_sees_what_was_before(void **state)
{
	struct operation *a = writes(0, f, 0, 4, 1, 2);

	(void)state;
	writes(0, f, 0, 4, 3, 6);
	reads_direct(1, f, 0, 1, 4, 5, by(a, f, 0));
	expect(VERDICT_ALLOWED);
	reads_direct(1, f, 0, 1, 4, 5, old(f, 0));
	expect(VERDICT_UNPROMISED);
}

static void direct_read_after_write_sees_old(void **state)
{
	(void)state;
	writes(0, f, 0, 4, 1, 2);
	reads_direct(1, f, 0, 1, 3, 4, old(f, 0));
	expect(VERDICT_FORBIDDEN);
}

/* U2: private mappings */

static void private_mapping_follows_the_file(void **state)
{
	int m = map(1, f, false, NULL);

	(void)state;
	does(EFFECT_ZERO, 0, f, 0, 4, 3, 4);
	loads(1, m, 0, 1, 5, 6, zero());
	expect(VERDICT_ALLOWED);
}

static void private_mapping_keeps_old(void **state)
{
	int m = map(1, f, false, NULL);

	(void)state;
	does(EFFECT_ZERO, 0, f, 0, 4, 3, 4);
	loads(1, m, 0, 1, 5, 6, old(f, 0));
	expect_excuse(EXCUSE_PRIVATE);
}

static void private_store_is_seen(void **state)
{
	int m = map(1, f, false, NULL);
	struct operation *s = stores(1, m, 0, 1, 3, 4);

	(void)state;
	loads(1, m, 0, 1, 5, 6, by(s, f, 0));
	expect(VERDICT_ALLOWED);
}

static void private_store_reaches_the_file(void **state)
{
	int m = map(1, f, false, NULL);
	struct operation *s = stores(1, m, 0, 1, 3, 4);

	(void)state;
	finally(VIEW_READ, f, 0, 1, by(s, f, 0));
	expect(VERDICT_FORBIDDEN);
}

static void private_mapping_shows_what_never_was(void **state)
{
	int m = map(1, f, false, NULL);

	(void)state;
	loads(1, m, 0, 1, 3, 4, zero());
	expect(VERDICT_FORBIDDEN);
}

static void private_store_of_another_process(void **state)
{
	int m = map(1, f, false, NULL);
	int n = map(0, f, false, NULL);
	struct operation *s = stores(0, n, 0, 1, 3, 4);

	(void)state;
	loads(1, m, 0, 1, 5, 6, by(s, f, 0));
	expect(VERDICT_FORBIDDEN);
}

static void private_page_shows_another_file(void **state)
{
	int m = map(1, f, false, NULL);

	(void)state;
	stores(1, m, 0, 1, 3, 4);
	loads(1, m, 1, 2, 5, 6, old(g, 1));
	expect(VERDICT_FORBIDDEN);
}

static void stamp_of_no_operation_is_forbidden(void **state)
{
	int m = map(1, f, true, NULL);
	struct value value = old(f, 0);

	(void)state;
	value.writer = 0;
	value.generation = 0;
	loads(1, m, 0, 1, 3, 4, value);
	expect(VERDICT_FORBIDDEN);
}

static void racing_exchange_overwritten_by_its_rival(void **state)
{
	struct operation *w = writes(0, f, 0, 4, 1, 3);

	(void)state;
	/* In word 2 the exchange came last, in word 0 the write. */
	w->file = f;
	exchange(1, 0, 2, 2, 4);
	scene.effects[1][0] = 0;
	scene_move(&scene, &scene.test.process[1].operations[0], EFFECT_MOVE, f,
		   0, 2, f, 2);
	scene_move(&scene, &scene.test.process[1].operations[0], EFFECT_MOVE, f,
		   2, 4, f, -2);
	finally(VIEW_READ, f, 0, 1, by(w, f, 0));
	finally(VIEW_READ, f, 2, 3, old(f, 0));
	expect(VERDICT_ALLOWED);
}

static void private_mapping_shows_strangers(void **state)
{
	int m = map(1, f, false, NULL);

	(void)state;
	loads(1, m, 0, 1, 3, 4, kind(VALUE_EARLIER));
	expect(VERDICT_FORBIDDEN);
}

/* SIGSEGV */

static struct operation *revoke(const struct op_type *type, int process,
				int mapping, uint32_t from, uint32_t to)
{
	struct operation *o = scene_operation(&scene, process, type, f, from,
					      to);

	o->mapping = mapping;
	return o;
}

static void sigsegv_without_reason(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	loads(1, m, 0, 1, 3, 4, kind(VALUE_SIGSEGV));
	revoke(op_find("munmap"), 1, m, 5, 6);
	expect(VERDICT_FORBIDDEN);
}

static void sigsegv_racing_munmap_of_a_thread(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	scene.test.process[2].thread_of = 1;
	revoke(op_find("munmap"), 2, m, 3, 6);
	loads(1, m, 0, 1, 4, 5, kind(VALUE_SIGSEGV));
	expect(VERDICT_ALLOWED);
}

static void sigsegv_after_mprotect_none(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	revoke(op_find("mprotect"), 1, m, 3, 4)->options = 1 << 0;
	loads(1, m, 0, 1, 5, 6, kind(VALUE_SIGSEGV));
	expect(VERDICT_ALLOWED);
}

static void sigsegv_when_all_is_quiet_tells_nothing(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	revoke(op_find("mprotect"), 1, m, 3, 4)->options = 1 << 0;
	finally(VIEW_READ, f, 0, 1, old(f, 0));
	finally(VIEW_MAPPED, f, 0, 1, kind(VALUE_SIGSEGV));
	scene.history.observation[1].process = 1;
	scene.history.observation[1].mapping = m;
	expect(VERDICT_ALLOWED);
}

static void sigsegv_before_map_returned(void **state)
{
	int m = map(1, f, true, NULL);

	(void)state;
	scene_record(&scene, &scene.test.process[1].operations[0])->end = 9;
	scene.test.process[2].thread_of = 1;
	loads(2, m, 0, 1, 3, 4, kind(VALUE_SIGSEGV));
	expect(VERDICT_ALLOWED);
}

#define CASE(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest cases[] = {
		CASE(initial_content_is_allowed),
		CASE(hole_reads_zero),
		CASE(hole_with_old_stamp_is_forbidden),
		CASE(read_after_punch_sees_zero),
		CASE(read_after_punch_sees_old),
		CASE(load_after_punch_sees_old),
		CASE(load_racing_punch_sees_old_or_zero),
		CASE(zero_outside_partial_punch_is_forbidden),
		CASE(partial_punch_keeps_the_rest_of_the_page),
		CASE(racing_writes_word_by_word),
		CASE(overwritten_write_is_not_seen_again),
		CASE(write_is_not_seen_before_it_began),
		CASE(stranger_is_forbidden),
		CASE(stamp_of_another_file_is_forbidden),
		CASE(stamp_of_another_place_is_forbidden),
		CASE(stamp_of_an_operation_not_run_is_forbidden),
		CASE(write_is_found),
		CASE(write_is_lost),
		CASE(store_is_lost_beside_a_punch),
		CASE(collapse_shifts),
		CASE(insert_shifts),
		CASE(insert_then_collapse_restores),
		CASE(store_racing_collapse_moves_or_stays),
		CASE(write_racing_collapse_is_nowhere),
		CASE(write_racing_collapse_is_in_both_places),
		CASE(exchange_swaps),
		CASE(exchange_does_half),
		CASE(write_racing_exchange_is_nowhere),
		CASE(racing_exchanges_restore),
		CASE(racing_exchanges_in_different_orders),
		CASE(reflink_copies),
		CASE(reflink_of_nothing_leaves_the_target),
		CASE(reflink_racing_write_takes_either),
		CASE(reflink_after_write_takes_old),
		CASE(reflinked_file_starts_with_its_source),
		CASE(operation_without_effect_changes_nothing),
		CASE(failed_write_may_have_done_any_word),
		CASE(started_write_may_come_late),
		CASE(started_write_does_not_undo_another),
		CASE(truncated_file_ends),
		CASE(sigbus_inside_the_last_page),
		CASE(sigbus_racing_truncation),
		CASE(sigbus_from_read_is_nonsense),
		CASE(zero_beyond_the_last_page),
		CASE(old_bytes_past_end_in_the_last_page),
		CASE(truncated_then_grown_reads_zero),
		CASE(truncated_then_grown_shows_old),
		CASE(read_racing_truncation_sees_zero),
		CASE(read_past_end_sees_zero),
		CASE(store_past_end_is_unpromised),
		CASE(store_past_end_appears_with_growth),
		CASE(write_extends_over_a_gap),
		CASE(absent_file_is_empty),
		CASE(views_agree),
		CASE(views_disagree),
		CASE(mapped_view_keeps_old),
		CASE(fresh_mapping_shows_zero_past_end),
		CASE(fresh_mapping_and_read_disagree_on_the_end),
		CASE(fault_in_a_page_that_is_read),
		CASE(page_behind_the_end_stays_when_all_is_quiet),
		CASE(zero_where_a_store_was_is_a_lost_write),
		CASE(zero_where_data_was_moved_is_a_lost_write),
		CASE(store_under_misplaced_data_is_a_lost_write),
		CASE(look_without_the_store_is_a_lost_write),
		CASE(store_in_another_place_is_a_disagreement),
		CASE(overwritten_data_is_a_lost_write),
		CASE(punched_data_is_a_resurrection),
		CASE(moved_data_is_a_resurrection),
		CASE(cloned_over_data_is_a_resurrection),
		CASE(data_of_another_file_is_foreign),
		CASE(cut_off_data_belongs_to_the_end_of_file),
		CASE(store_past_end_in_a_growing_file_is_of_the_end),
		CASE(zero_behind_the_end_needs_a_huge_page),
		CASE(huge_page_stays_when_all_is_quiet),
		CASE(huge_page_keeps_nothing_that_was_cut_off),
		CASE(store_in_a_huge_page_shows_with_growth),
		CASE(read_racing_append_sees_zero),
		CASE(load_racing_append_sees_zero),
		CASE(load_of_the_last_page_racing_append_sees_zero),
		CASE(read_after_append_sees_zero),
		CASE(read_racing_append_and_cut_sees_zero),
		CASE(store_racing_write_leaves_a_torn_word),
		CASE(store_before_write_is_not_torn),
		CASE(load_racing_write_sees_a_torn_word),
		CASE(load_racing_punch_sees_a_torn_word),
		CASE(load_after_write_sees_a_torn_word),
		CASE(load_racing_store_sees_a_torn_word),
		CASE(read_racing_store_sees_a_torn_word),
		CASE(read_racing_write_sees_bytes_of_neither),
		CASE(torn_word_is_moved),
		CASE(direct_write_then_cached_read_agree),
		CASE(direct_write_racing_load_leaves_old),
		CASE(direct_write_into_populated_mapping),
		CASE(direct_write_while_a_mapping_is_made),
		CASE(direct_write_after_a_store),
		CASE(direct_write_after_a_store_then_read),
		CASE(direct_write_racing_store_is_undone),
		CASE(direct_write_after_a_store_that_did_not_end),
		CASE(direct_write_after_one_that_raced),
		CASE(mixed_views_disagree),
		CASE(mixed_does_not_excuse_another_file),
		CASE(mixed_excuses_a_file_that_shares),
		CASE(mixed_does_not_excuse_words_not_shared),
		CASE(mixed_disagrees_before_another_file),
		CASE(mixed_does_not_excuse_other_words_of_a_page),
		CASE(mixed_excuses_words_of_a_page_that_were_copied),
		CASE(mixed_write_may_bring_a_page),
		CASE(mixed_does_not_excuse_strangers),
		CASE(mixed_does_not_excuse_lost_stores),
		CASE(direct_read_racing_write_sees_what_was_before),
		CASE(direct_read_after_write_sees_old),
		CASE(private_mapping_follows_the_file),
		CASE(private_mapping_keeps_old),
		CASE(private_store_is_seen),
		CASE(private_store_reaches_the_file),
		CASE(private_mapping_shows_what_never_was),
		CASE(private_store_of_another_process),
		CASE(private_mapping_shows_strangers),
		CASE(private_page_shows_another_file),
		CASE(stamp_of_no_operation_is_forbidden),
		CASE(racing_exchange_overwritten_by_its_rival),
		CASE(sigsegv_without_reason),
		CASE(sigsegv_racing_munmap_of_a_thread),
		CASE(sigsegv_after_mprotect_none),
		CASE(sigsegv_when_all_is_quiet_tells_nothing),
		CASE(sigsegv_before_map_returned),
	};

	return cmocka_run_group_tests(cases, NULL, NULL);
}
