// SPDX-License-Identifier: GPL-2.0-or-later
/* Chooses the schedules of a search, one strategy after the other. */
#include "schedule/search.h"

#include "base/random.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARTS_MAX 32
#define PART_SIZE SCHEDULE_TEXT_SIZE
/* The number of points assumed before the first schedule was run. */
#define FIRST_GUESS 1000
/* How many schedules are kept to be changed, and their most preemptions. */
#define KEPT_SCHEDULES 64
#define KEPT_PREEMPTIONS 64

enum part_kind {
	PART_STRATEGY, /* one of the kernel's */
	PART_ENUMERATE,
	PART_GUIDED,
};

struct part {
	enum part_kind kind;
	struct schedule schedule; /* STRATEGY: all but seed and length */
	bool learns_length;
	bool has_workers;
	uint64_t ordinal; /* among the parts that enumerate */
};

/* A schedule that reached something new. */
struct kept {
	struct fslitmus_preemption list[KEPT_PREEMPTIONS];
	uint32_t count;
};

struct search {
	uint64_t seed;
	struct part parts[PARTS_MAX];
	unsigned int count;
	unsigned int enumerating;
	uint64_t begun;	       /* schedules given so far */
	uint32_t first_length; /* legal points of the first one */
	uint32_t length;       /* of the latest one */
	struct kept kept[KEPT_SCHEDULES];
	uint64_t kept_ever;
};

/* Sparse and dense strategies alternate: each finds what others miss. */
static const char mix[] =
	"random:rate=16/pct:depth=2/sparse:depth=1/random:rate=64/enumerate/"
	"pct:depth=3/random:rate=256/sparse:depth=2/guided/random:rate=1024/"
	"pct:depth=4/random:rate=16/sparse:depth=3/enumerate/guided/"
	"random:rate=64";

/* Completes "random:rate=64" for schedule_parse(), with a seed and, if the
 * strategy has one, a length. */
static void complete_settings(const char *text, char *full, size_t size,
			      bool *learns)
{
	size_t name = strcspn(text, ":;"), settings;
	const char *tail = strchr(text, ';');
	bool has_length = !strncmp(text, "pct", name) ||
			  !strncmp(text, "sparse", name);

	settings = tail ? (size_t)(tail - text) : strlen(text);
	*learns = has_length && !strstr(text, "length=");
	if (!strncmp(text, "none", name) || !strncmp(text, "at", name) ||
	    text[name] != ':') {
		snprintf(full, size, "%s", text);
		return;
	}
	snprintf(full, size, "%.*s:seed=0%s,%.*s%s", (int)name, text,
		 *learns ? ",length=1" : "", (int)(settings - name - 1),
		 text + name + 1, tail ? tail : "");
}

static bool is_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	return !strncmp(text, word, length) &&
	       (!text[length] || !strcmp(text + length, ";processes"));
}

static const char *parse_part(struct search *search, const char *text)
{
	struct part *part = &search->parts[search->count];
	char full[PART_SIZE + 64];
	const char *where;

	part->has_workers = !strchr(text, ';');
	if (is_word(text, "enumerate")) {
		part->kind = PART_ENUMERATE;
		part->ordinal = search->enumerating++;
	} else if (is_word(text, "guided")) {
		part->kind = PART_GUIDED;
	} else {
		const char *problem;

		complete_settings(text, full, sizeof(full),
				  &part->learns_length);
		problem = schedule_parse(full, &part->schedule, &where);
		if (problem)
			return problem;
	}
	search->count++;
	return NULL;
}

static const char *parse_parts(struct search *search, const char *text,
			       const char **where)
{
	char part[PART_SIZE];

	for (;;) {
		size_t length = strcspn(text, "/");
		const char *problem;

		*where = text;
		if (length >= sizeof(part))
			return "this is too long";
		snprintf(part, sizeof(part), "%.*s", (int)length, text);
		if (search->count == PARTS_MAX)
			return "too many strategies";
		problem = is_word(part, "mix") ?
				  parse_parts(search, mix, where) :
				  parse_part(search, part);
		if (problem)
			return problem;
		if (!text[length])
			return NULL;
		text += length + 1;
	}
}

const char *search_new(const char *text, uint64_t seed, struct search **search,
		       const char **where)
{
	struct search *new = calloc(1, sizeof(*new));
	const char *problem;

	*where = text;
	if (!new)
		return "out of memory";
	new->seed = seed;
	problem = parse_parts(new, *text ? text : SEARCH_DEFAULT, where);
	if (problem) {
		search_free(new);
		return problem;
	}
	*search = new;
	return NULL;
}

void search_free(struct search *search)
{
	if (!search)
		return;
	for (unsigned int i = 0; i < search->count; i++)
		schedule_clear(&search->parts[i].schedule);
	free(search);
}

int search_check(const char *text, char *reason, size_t size)
{
	struct search *search = NULL;
	const char *where, *problem = search_new(text, 1, &search, &where);

	if (!problem && strlen(text) >= SCHEDULE_TEXT_SIZE)
		problem = "this is too long";
	search_free(search);
	if (!problem)
		return 0;
	snprintf(reason, size,
		 "%s; expected some of none, random:rate=N, "
		 "pct:depth=N, sparse:depth=N, enumerate, guided, at:..., mix, "
		 "joined by /",
		 problem);
	return -1;
}

bool search_wants_pairs(const struct search *search)
{
	for (unsigned int i = 0; i < search->count; i++)
		if (search->parts[i].kind == PART_GUIDED)
			return true;
	return false;
}

static struct random random_for(const struct search *search, uint64_t number)
{
	struct random random = { search->seed };

	random.state ^= random_next(&random) + number;
	random_next(&random);
	return random;
}

static int schedule_copy(const struct schedule *from, struct schedule *to)
{
	*to = *from;
	if (!from->list)
		return 0;
	return schedule_explicit(to, from->list, from->control.count);
}

static int strategy_schedule(const struct search *search,
			     const struct part *part, struct random *random,
			     struct schedule *schedule)
{
	int problem = schedule_copy(&part->schedule, schedule);

	/* 32 bits keep the string short. */
	schedule->control.seed = random_next(random) >> 32;
	if (part->learns_length)
		schedule->control.length = search->length;
	return problem;
}

static uint32_t greatest_divisor(uint32_t a, uint32_t b)
{
	return b ? greatest_divisor(b, a % b) : a;
}

/* Scatters single preemptions over the schedule; in order, the end would come
 * late. */
static uint64_t scatter_number(uint64_t number, uint32_t length)
{
	uint32_t step = length * 0.618;

	if (number >= length)
		return number;
	while (step > 1 && greatest_divisor(step, length) != 1)
		step--;
	return (number * (step ? step : 1) + length / 2) % length;
}

static int enumerated_schedule(const struct search *search,
			       const struct part *part, uint64_t number,
			       struct schedule *schedule)
{
	uint64_t turn = number / search->count * search->enumerating +
			part->ordinal;
	uint32_t length = search->first_length;
	int problem = schedule_enumerate(schedule, scatter_number(turn, length),
					 length);

	return problem == -ENOENT ? schedule_explicit(schedule, NULL, 0) :
				    problem;
}

static void move_preemption(struct random *random,
			    struct fslitmus_preemption *entry)
{
	int32_t by = random_below(random, 65) - 32;

	if ((int32_t)entry->point + by > 0)
		entry->point += by;
}

/* Moves, adds or removes one preemption, or changes its length. */
static void change_schedule(const struct search *search, struct random *random,
			    struct kept *kept)
{
	uint32_t one = random_below(random, kept->count);

	switch (random_below(random, kept->count ? 4 : 1)) {
	case 0:
		if (kept->count == KEPT_PREEMPTIONS)
			return;
		kept->list[kept->count++] = (struct fslitmus_preemption){
			.actor = FSLITMUS_ACTOR_ANY,
			.point = 1 + random_below(random, search->length),
			.ticks = 1 + random_below(random, 32),
		};
		return;
	case 1:
		kept->list[one] = kept->list[--kept->count];
		return;
	case 2:
		kept->list[one].ticks = 1 + random_below(random, 32);
		return;
	default:
		move_preemption(random, &kept->list[one]);
	}
}

static int guided_schedule(const struct search *search, struct random *random,
			   struct schedule *schedule)
{
	uint64_t have = search->kept_ever < KEPT_SCHEDULES ? search->kept_ever :
							     KEPT_SCHEDULES;
	uint64_t changes = 1 + random_below(random, 3);
	struct kept kept = { .count = 0 };

	if (have)
		kept = search->kept[random_below(random, have)];
	while (changes--)
		change_schedule(search, random, &kept);
	return schedule_explicit(schedule, kept.list, kept.count);
}

static int choose_schedule(struct search *search, uint64_t number,
			   struct schedule *schedule)
{
	const struct part *part = &search->parts[number % search->count];
	struct random random = random_for(search, number);
	int problem = 0;

	switch (part->kind) {
	case PART_STRATEGY:
		problem = strategy_schedule(search, part, &random, schedule);
		break;
	case PART_ENUMERATE:
		problem = enumerated_schedule(search, part, number, schedule);
		break;
	case PART_GUIDED:
		problem = guided_schedule(search, &random, schedule);
		break;
	}
	schedule->control.flags = part->has_workers ? FSLITMUS_WORKERS : 0;
	return problem;
}

/* Whether a part needs to know how long a schedule is. */
static bool needs_length(const struct search *search)
{
	for (unsigned int i = 0; i < search->count; i++)
		if (search->parts[i].kind != PART_STRATEGY ||
		    search->parts[i].learns_length)
			return true;
	return false;
}

/* Whether it can have few preemptions, known by points: search_learn(). */
static bool can_be_kept(const struct search *search,
			const struct schedule *schedule)
{
	switch (schedule->control.strategy) {
	case FSLITMUS_PCT:
		return false;
	case FSLITMUS_RANDOM:
		return search->length / schedule->control.rate <=
		       KEPT_PREEMPTIONS;
	}
	return true;
}

int search_next(struct search *search, uint64_t number,
		struct schedule *schedule)
{
	int problem;

	if (!search->first_length)
		search->length = FIRST_GUESS;
	if (!search->begun++ && needs_length(search)) {
		problem = schedule_explicit(schedule, NULL, 0);
		schedule->control.strategy = FSLITMUS_NONE;
	} else {
		problem = choose_schedule(search, number, schedule);
	}
	/* Noting pairs takes a tenth of a schedule's time. */
	if (search_wants_pairs(search) && can_be_kept(search, schedule))
		schedule->control.flags |= FSLITMUS_PAIRS;
	return problem;
}

bool search_is_new(const struct search *search,
		   const struct fslitmus_result *result)
{
	return result->new_pairs && search_wants_pairs(search) &&
	       result->preemptions_kept <= KEPT_PREEMPTIONS;
}

void search_learn(struct search *search, const struct fslitmus_result *result,
		  const struct fslitmus_preemption *preemptions)
{
	struct kept *kept;

	search->length = result->legal ? result->legal : 1;
	if (!search->first_length)
		search->first_length = search->length;
	if (!search_is_new(search, result))
		return;
	kept = &search->kept[search->kept_ever++ % KEPT_SCHEDULES];
	kept->count = 0;
	for (uint32_t i = 0; i < result->preemptions_kept; i++)
		/* Changes of priority (pct) last for no ticks. */
		if (preemptions[i].ticks)
			kept->list[kept->count++] = preemptions[i];
}
