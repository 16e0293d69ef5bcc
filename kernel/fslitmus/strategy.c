// SPDX-License-Identifier: GPL-2.0-only
/* The strategies: decide where a schedule preempts, and for how long. */
#include "fslitmus.h"

#include <linux/log2.h>
#include <linux/sched.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <uapi/linux/sched/types.h>

#define DEPTH_MAX 64

/* EXPLICIT: sorted by actor and point. An actor's next is the index of its
 * first entry that is still to come. */
static struct fslitmus_preemption wanted[FSLITMUS_PREEMPTIONS];
static u32 wanted_count;
static u32 next_by_any;
static struct fslitmus_preemption kept[FSLITMUS_PREEMPTIONS];
/* SPARSE and PCT: the points, counted over all actors, of preemptions and of
 * priority changes; ascending. */
static u32 moments[DEPTH_MAX];
static u32 moment_count;
static u32 next_moment;
/* RANDOM: the point of the next preemption, counted over all actors. */
static u64 random_moment;
/* PCT: ranks in random order; the first ranks_given are taken. */
static u8 ranks[FSLITMUS_ACTORS];
static u32 ranks_given;

u64 fslitmus_next_random(u64 *state)
{
	u64 z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

static u32 below(u32 bound)
{
	return fslitmus_next_random(&fslitmus_run.random) % bound;
}

static int compare_moments(const void *a, const void *b)
{
	u32 left = *(const u32 *)a, right = *(const u32 *)b;

	return left < right ? -1 : left > right;
}

static void choose_moments(u32 count)
{
	moment_count = count;
	next_moment = 0;
	for (u32 i = 0; i < count; i++)
		moments[i] = 1 + below(fslitmus_run.schedule.length);
	sort(moments, count, sizeof(moments[0]), compare_moments, NULL);
}

static bool moment_reached(void)
{
	if (next_moment >= moment_count ||
	    fslitmus_run.legal < moments[next_moment])
		return false;
	next_moment++;
	return true;
}

/* -ln(x) for a random x between 0 and 1, times 2^16; off by at most 1%. */
static u32 random_exponential(void)
{
	u64 number = fslitmus_next_random(&fslitmus_run.random) | 1;
	u32 zeros = 64 - fls64(number);
	/* number is 2^(63 - zeros) * (1 + fraction / 2^16). */
	u32 fraction = number << zeros << 1 >> 48;
	/* log2(1 + x) is about x + 0.3465 x (1 - x). */
	u32 log = fraction + (22708ull * fraction * (0x10000 - fraction) >> 32);

	return ((u64)(zeros + 1) * 0x10000 - log) * 45426 >> 16;
}

/*
 * The number of points to the next preemption, if each point preempts with
 * probability 1/RATE. Draws it from that distribution, instead of a random
 * number at each point.
 */
static u64 random_gap(u32 rate)
{
	return rate == 1 ? 1 :
	       1 + ((2ull * rate - 1) * random_exponential() >> 17);
}

static bool random_reached(void)
{
	if (fslitmus_run.legal < random_moment)
		return false;
	random_moment = fslitmus_run.legal +
			random_gap(fslitmus_run.schedule.rate);
	return true;
}

static void shuffle_ranks(void)
{
	for (u32 i = 0; i < FSLITMUS_ACTORS; i++)
		ranks[i] = i;
	for (u32 i = FSLITMUS_ACTORS - 1; i; i--)
		swap(ranks[i], ranks[below(i + 1)]);
	ranks_given = 0;
}

static void set_priority(struct fslitmus_actor *actor, int priority)
{
	struct sched_param param = { .sched_priority = priority };

	actor->prioritized = true;
	sched_setscheduler_nocheck(actor->task, SCHED_FIFO, &param);
}

/* Every actor starts above all lowered priorities. There are 99 priorities; at
 * most 30 + 1 + 63 are used. */
void fslitmus_strategy_adopt(struct fslitmus_actor *actor)
{
	const struct fslitmus_schedule *schedule = &fslitmus_run.schedule;
	bool is_worker = actor->id >= FSLITMUS_PROCESSES;

	if (schedule->strategy != FSLITMUS_PCT || preempt_count() ||
	    irqs_disabled())
		return;
	if (is_worker && !(schedule->flags & FSLITMUS_WORKERS))
		return;
	set_priority(actor, schedule->depth + 1 +
		     ranks[ranks_given++ % FSLITMUS_ACTORS]);
}

static void start_pct(void)
{
	shuffle_ranks();
	choose_moments(fslitmus_run.schedule.depth - 1);
	for (u32 i = 0; i < FSLITMUS_PROCESSES; i++)
		if (fslitmus_actors[i].task)
			fslitmus_strategy_adopt(&fslitmus_actors[i]);
}

static int compare_wanted(const void *a, const void *b)
{
	const struct fslitmus_preemption *left = a, *right = b;

	if (left->actor != right->actor)
		return left->actor < right->actor ? -1 : 1;
	return left->point < right->point ? -1 : left->point > right->point;
}

static void start_explicit(const struct fslitmus_preemption *list)
{
	wanted_count = fslitmus_run.schedule.count;
	memcpy(wanted, list, wanted_count * sizeof(*list));
	sort(wanted, wanted_count, sizeof(*wanted), compare_wanted, NULL);
	next_by_any = wanted_count;
	for (u32 i = wanted_count; i--;) {
		if (wanted[i].actor < FSLITMUS_ACTORS)
			fslitmus_actors[wanted[i].actor].next = i;
		else
			next_by_any = i;
	}
}

static u32 next_wanted(u32 next, u32 actor)
{
	return next < wanted_count && wanted[next].actor == actor ?
		       wanted[next].point : U32_MAX;
}

/* Sets the point, over all actors, before which there is nothing to decide
 * but at an actor's first point. */
static void settle_quiet(void)
{
	u64 until = U64_MAX;

	switch (fslitmus_run.schedule.strategy) {
	case FSLITMUS_RANDOM:
		until = random_moment;
		break;
	case FSLITMUS_SPARSE:
	case FSLITMUS_PCT:
		if (next_moment < moment_count)
			until = moments[next_moment];
		break;
	case FSLITMUS_EXPLICIT:
		until = next_wanted(next_by_any, FSLITMUS_ACTOR_ANY);
		break;
	}
	fslitmus_run.quiet_until = until;
}

void fslitmus_strategy_start(const struct fslitmus_schedule *schedule,
			    const struct fslitmus_preemption *list)
{
	fslitmus_run.schedule = *schedule;
	fslitmus_run.random = schedule->seed;
	fslitmus_run.preemptions = 0;
	wanted_count = 0;
	moment_count = 0;
	if (!fslitmus_run.schedule.ticks)
		fslitmus_run.schedule.ticks = FSLITMUS_TICKS;
	if (schedule->strategy == FSLITMUS_RANDOM)
		random_moment = random_gap(schedule->rate);
	else if (schedule->strategy == FSLITMUS_SPARSE)
		choose_moments(schedule->depth);
	else if (schedule->strategy == FSLITMUS_PCT)
		start_pct();
	else if (schedule->strategy == FSLITMUS_EXPLICIT)
		start_explicit(list);
	settle_quiet();
	for (u32 i = 0; i < FSLITMUS_ACTORS; i++)
		fslitmus_actors[i].quiet_until =
			next_wanted(fslitmus_actors[i].next, i);
}

void fslitmus_strategy_stop(void)
{
	struct sched_param normal = { .sched_priority = 0 };

	for (u32 i = 0; i < FSLITMUS_ACTORS; i++) {
		struct fslitmus_actor *actor = &fslitmus_actors[i];

		if (!actor->prioritized)
			continue;
		actor->prioritized = false;
		if (actor->task)
			sched_setscheduler_nocheck(actor->task, SCHED_NORMAL,
						   &normal);
	}
}

/* The ticks of the entries from *NEXT on that name this point. Advances
 * *NEXT. */
static u32 take_wanted(u32 *next, u32 actor, u32 point)
{
	u32 ticks = 0;

	for (; *next < wanted_count && wanted[*next].actor == actor &&
	       wanted[*next].point <= point; ++*next)
		if (wanted[*next].point == point)
			ticks += wanted[*next].ticks ?: FSLITMUS_TICKS;
	return ticks;
}

static u32 decide_explicit(struct fslitmus_actor *actor)
{
	return take_wanted(&actor->next, actor->id, actor->legal) +
	       take_wanted(&next_by_any, FSLITMUS_ACTOR_ANY,
			   fslitmus_run.legal);
}

/* A random length. Each power of two is as likely, so short and long ones
 * are. */
static u32 some_ticks(void)
{
	u32 most = fslitmus_run.schedule.ticks;
	u32 range = 1u << below(ilog2(most) + 1);

	return min(most, range + below(range));
}

/* A meeting place lets processes go in the same order each time. Which one
 * comes first decides many races, so some begin late. */
static bool begins_late(const struct fslitmus_actor *actor)
{
	return actor->legal == 1 && actor->id < FSLITMUS_PROCESSES &&
	       below(2);
}

static void decide_pct(struct fslitmus_actor *actor)
{
	if (!moment_reached() || !actor->prioritized)
		return;
	actor->preempted++;
	fslitmus_keep_preemption(actor, 0);
	fslitmus_record(actor, FSLITMUS_EVENT_PREEMPTED, actor->last_pc, 0);
	/* Lower than all priorities before, so all others that can run do. */
	set_priority(actor, fslitmus_run.schedule.depth - next_moment);
}

static u32 decide(struct fslitmus_actor *actor)
{
	const struct fslitmus_schedule *schedule = &fslitmus_run.schedule;
	bool is_worker = actor->id >= FSLITMUS_PROCESSES;

	if (schedule->strategy == FSLITMUS_EXPLICIT)
		return decide_explicit(actor);
	if (is_worker && !(schedule->flags & FSLITMUS_WORKERS)) {
		/* A preemption due here is dropped, not postponed to another
		 * actor's point. */
		if (schedule->strategy == FSLITMUS_RANDOM)
			random_reached();
		return 0;
	}
	switch (schedule->strategy) {
	case FSLITMUS_RANDOM:
		return random_reached() || begins_late(actor) ?
			       some_ticks() : 0;
	case FSLITMUS_SPARSE:
		return begins_late(actor) || moment_reached() ?
			       some_ticks() : 0;
	case FSLITMUS_PCT:
		decide_pct(actor);
	}
	return 0;
}

u32 fslitmus_strategy_decide(struct fslitmus_actor *actor)
{
	u32 ticks = decide(actor);

	settle_quiet();
	actor->quiet_until = next_wanted(actor->next, actor->id);
	return ticks;
}

void fslitmus_keep_preemption(struct fslitmus_actor *actor, u32 ticks)
{
	u32 number = fslitmus_run.preemptions++;

	if (number >= FSLITMUS_PREEMPTIONS)
		return;
	kept[number] = (struct fslitmus_preemption) {
		.actor = actor->id,
		.point = actor->legal,
		.ticks = ticks,
		.pc = actor->last_pc,
	};
}

const struct fslitmus_preemption *fslitmus_kept_preemptions(u32 *count)
{
	*count = min(fslitmus_run.preemptions, FSLITMUS_PREEMPTIONS + 0u);
	return kept;
}
