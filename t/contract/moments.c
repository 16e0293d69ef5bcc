// SPDX-License-Identifier: GPL-2.0-or-later
#include "generate.h"

#include <string.h>

#include "base/error.h"

/* Instants between two tickets; enough that they hardly ever meet. */
#define MOMENTS_A_TICKET 1000000
/* What never ended may happen as late as this many tickets after its begin. */
#define LATE 40

static moment moment_in(struct random *random, uint32_t begin, uint32_t end)
{
	return (moment)begin * MOMENTS_A_TICKET +
	       random_below(random,
			    (uint64_t)(end - begin) * MOMENTS_A_TICKET + 1);
}

static moment moment_of(struct random *random, const struct record *record)
{
	return moment_in(random, record->begin,
			 record->end ? record->end : record->begin + LATE);
}

static bool in_effect(const struct effect *effect, int file, int word)
{
	uint64_t at = (uint64_t)word * TEST_WORD;

	return effect->file == file && at >= effect->start && at < effect->end;
}

/*
 * Sometimes an operation happens at one instant, as most do, and sometimes
 * at another one for each word.
 */
static void choose_words(struct moments *moments, int event,
			 struct random *random)
{
	const struct record *record = moments->event[event].record;
	bool together = random_below(random, 2);
	moment at = moment_of(random, record);

	for (int f = 0; f < MOMENTS_FILES; f++) {
		for (int w = 0; w < MOMENTS_WORDS; w++) {
			__auto_type word = &moments->event[event].word[f][w];

			word->at = together ? at : moment_of(random, record);
			word->read = together ? at : moment_of(random, record);
			word->applies = record->status == RECORD_DONE ||
					random_below(random, 2);
		}
	}
}

void choose_moments(struct moments *moments, const struct scene *scene,
		    struct random *random)
{
	moments->count = 0;
	for (int p = 0; p < scene->test.processes; p++) {
		for (int i = 0; i < scene->test.process[p].count; i++) {
			int event = moments->count;

			if (!scene->effects[p][i] ||
			    scene->history.record[p][i].status ==
				    RECORD_NOT_RUN)
				continue;
			if (moments->count++ == MOMENTS_OPERATIONS)
				BUG("too many operations");
			moments->event[event].operation =
				&scene->test.process[p].operations[i];
			moments->event[event].record =
				&scene->history.record[p][i];
			moments->event[event].effects = scene->effects[p][i];
			moments->event[event].effect = scene->effect[p][i];
			choose_words(moments, event, random);
		}
	}
}

struct look {
	const struct scene *scene;
	const struct moments *moments;
	int depth;
	bool circle; /* or anything else that cannot be */
};

static const struct effect *effect_on(const struct look *look, int event,
				      int file, int word)
{
	for (int i = 0; i < look->moments->event[event].effects; i++) {
		const struct effect *effect =
			&look->moments->event[event].effect[i];

		if (in_effect(effect, file, word))
			return effect;
	}
	return NULL;
}

static struct value initial(const struct look *look, int file, int word)
{
	const struct file_decl *decl = &look->scene->test.file[file];

	if (decl->content == CONTENT_REFLINK)
		return initial(look, decl->reflink_of, word);
	if (decl->content == CONTENT_ABSENT ||
	    word * TEST_WORD >=
		    position_bytes(decl->size, look->scene->layout.page_size))
		return scene_kind(VALUE_ABSENT);
	return decl->content == CONTENT_WRITTEN ? scene_initial(file, word) :
						  scene_zero();
}

/* Of two events at one instant the one listed first comes first. */
static bool earlier(moment at, int event, moment other_at, int other_event)
{
	return at < other_at || (at == other_at && event < other_event);
}

static struct value value_before(struct look *look, int file, int word,
				 moment at, int event);

/* What a move or copy found at its source. */
static struct value carried(struct look *look, int event,
			    const struct effect *effect, int file, int word)
{
	int source = word + effect->shift / TEST_WORD;
	moment at = look->moments->event[event].word[file][word].read;

	if (source < 0 || source >= MOMENTS_WORDS)
		return scene_kind(VALUE_ABSENT);
	if (effect_on(look, event, effect->source, source))
		at = look->moments->event[event].word[effect->source][source].at;
	return value_before(look, effect->source, source, at, event);
}

static struct value value_by(struct look *look, int event,
			     const struct effect *effect, int file, int word)
{
	const struct operation *o = look->moments->event[event].operation;
	moment at = look->moments->event[event].word[file][word].at;
	struct value before, value;

	if (effect->kind == EFFECT_STAMP)
		return scene_stamp(file, o, word);
	if (effect->kind == EFFECT_CLEAR)
		return scene_zero();
	if (effect->kind == EFFECT_CUT)
		return scene_kind(VALUE_ABSENT);
	if (effect->kind == EFFECT_MOVE || effect->kind == EFFECT_COPY) {
		value = carried(look, event, effect, file, word);
		if (effect->kind == EFFECT_MOVE || value.kind != VALUE_ABSENT)
			return value;
	}
	before = value_before(look, file, word, at, event);
	if (effect->kind == EFFECT_GROW)
		return before.kind == VALUE_ABSENT ? scene_zero() : before;
	if (effect->kind == EFFECT_COPY || before.kind == VALUE_ABSENT)
		return before;
	return effect->kind == EFFECT_STORE ? scene_stamp(file, o, word) :
					      scene_zero();
}

/* The last event to change the word before EVENT at AT, or -1. */
static int last_before(const struct look *look, int file, int word, moment at,
		       int event)
{
	int last = -1;
	moment last_at = 0;

	for (int e = 0; e < look->moments->count; e++) {
		__auto_type when = &look->moments->event[e].word[file][word];

		if (!when->applies || !effect_on(look, e, file, word) ||
		    !earlier(when->at, e, at, event))
			continue;
		if (last < 0 || earlier(last_at, last, when->at, e)) {
			last = e;
			last_at = when->at;
		}
	}
	return last;
}

static struct value value_before(struct look *look, int file, int word,
				 moment at, int event)
{
	int last = last_before(look, file, word, at, event);
	struct value value;

	if (last < 0)
		return initial(look, file, word);
	/* No chain of moves is so long unless it is a circle. */
	if (look->depth == 64 || look->circle) {
		look->circle = true;
		return scene_zero();
	}
	look->depth++;
	value = value_by(look, last, effect_on(look, last, file, word), file,
			 word);
	look->depth--;
	return value;
}

static struct value value_at(struct look *look, int file, int word, moment at)
{
	return value_before(look, file, word, at, 0);
}

static enum memory memory_after(const struct operation *operation,
				const struct record *record, uint32_t begin,
				uint32_t end)
{
	bool done = record->status == RECORD_DONE && record->end;

	if (operation->type->shape == SHAPE_MAP) {
		if (record->status == RECORD_FAILED ||
		    record->status == RECORD_NOT_RUN || end < record->begin)
			return MEMORY_GONE;
		return done && record->end < begin ? MEMORY_THERE :
						     MEMORY_COMING_OR_GOING;
	}
	if (!(operation->type->traits & (TRAIT_UNMAPS | TRAIT_REVOKES)) ||
	    record->status == RECORD_NOT_RUN || end < record->begin)
		return MEMORY_THERE;
	return done && record->end < begin &&
			       operation->type->traits & TRAIT_UNMAPS ?
		       MEMORY_GONE :
		       MEMORY_COMING_OR_GOING;
}

enum memory memory_at(const struct scene *scene, int mapping, uint32_t begin,
		      uint32_t end)
{
	const struct test *test = &scene->test;
	enum memory memory = MEMORY_THERE;

	for (int p = 0; mapping >= 0 && p < test->processes; p++) {
		for (int i = 0; i < test->process[p].count; i++) {
			const struct operation *operation =
				&test->process[p].operations[i];
			enum memory after =
				memory_after(operation,
					     &scene->history.record[p][i],
					     begin, end);

			if (operation->mapping == mapping && after > memory)
				memory = after;
		}
	}
	return memory;
}

static struct value see_mapped(struct look *look, struct random *random,
			       const struct observation *seen, int word,
			       moment fault)
{
	int page = look->scene->layout.page_size / TEST_WORD;
	struct value value;

	value = value_at(look, seen->file, word - word % page, fault);
	if (value.kind == VALUE_ABSENT) {
		/* The moments left a word behind the end of the file. */
		if (value_at(look, seen->file, word, fault).kind !=
		    VALUE_ABSENT)
			look->circle = true;
		return scene_kind(VALUE_SIGBUS);
	}
	value = value_at(look, seen->file, word,
			 moment_in(random, seen->begin, seen->end));
	return value.kind == VALUE_ABSENT ? scene_zero() : value;
}

/* A read may find zeroes where the word was there only a part of its time. */
static struct value see_read(struct look *look, struct random *random,
			     const struct observation *seen, int word)
{
	moment one = moment_in(random, seen->begin, seen->end);
	moment two = moment_in(random, seen->begin, seen->end);
	struct value value = value_at(look, seen->file, word, one);
	struct value later = value_at(look, seen->file, word, two);

	if ((value.kind == VALUE_ABSENT) != (later.kind == VALUE_ABSENT) &&
	    random_below(random, 2))
		return scene_zero();
	return value;
}

static bool goes_on(const struct value *value, uint32_t length,
		    const struct value *next)
{
	if (value->kind != next->kind)
		return false;
	return value->kind != VALUE_STAMP ||
	       (value->file == next->file && value->writer == next->writer &&
		value->generation == next->generation &&
		value->offset + length == next->offset);
}

static void add_word(struct history *history, const struct observation *seen,
		     int word, struct value value, bool first)
{
	struct observation *last =
		&history->observation[history->observations - 1];

	if (!first && goes_on(&last->value, last->length, &value)) {
		last->length += TEST_WORD;
		return;
	}
	history->observation[history->observations] = *seen;
	last = &history->observation[history->observations++];
	last->offset = word * TEST_WORD;
	last->length = TEST_WORD;
	last->value = value;
}

static void see_words(struct look *look, struct random *random,
		      struct history *history, const struct observation *seen)
{
	int page = look->scene->layout.page_size / TEST_WORD;
	int start = seen->offset / TEST_WORD;
	int end = start + seen->length / TEST_WORD;
	bool mapped = seen->mapping >= 0 || seen->view == VIEW_FRESH;
	enum memory memory = memory_at(look->scene, seen->mapping, seen->begin,
				       seen->end);
	bool gone = memory == MEMORY_GONE;
	moment fault = 0;

	for (int w = start; w < end; w++) {
		struct value value;

		if (w == start || w % page == 0)
			fault = moment_in(random, seen->begin, seen->end);
		/* Pages that refuse the look are left out of a final view. */
		if (memory == MEMORY_COMING_OR_GOING &&
		    seen->view == VIEW_OPERATION)
			gone = random_below(random, 2);
		value = gone   ? scene_kind(VALUE_SIGSEGV) :
			mapped ? see_mapped(look, random, seen, w, fault) :
				 see_read(look, random, seen, w);
		add_word(history, seen, w, value, w == start);
	}
}

bool observe(struct scene *scene, const struct moments *moments,
	     const struct moments *other, struct random *random)
{
	struct look look = { .scene = scene };
	struct history *history = &scene->history;
	struct observation seen[64];
	uint32_t count = history->observations;

	memcpy(seen, history->observation, count * sizeof(*seen));
	history->observations = 0;
	for (uint32_t i = 0; i < count && !look.circle; i++) {
		look.moments = other && random_below(random, 2) ? other :
								  moments;
		see_words(&look, random, history, &seen[i]);
	}
	if (!look.circle)
		return true;
	memcpy(history->observation, seen, count * sizeof(*seen));
	history->observations = count;
	return false;
}
