// SPDX-License-Identifier: GPL-2.0-only
/* Handles a point, the entry of a basic block: counts it, and may preempt. */
#include "pairs.h"

#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/preempt.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>
#include <linux/version.h>

bool fslitmus_running;
struct fslitmus_run fslitmus_run;

u64 fslitmus_now(void)
{
	unsigned long flags;
	u64 now;

	local_irq_save(flags);
	now = ktime_get_mono_fast_ns();
	local_irq_restore(flags);
	return now;
}

bool fslitmus_preempted_here(void)
{
	struct fslitmus_actor *actor = current->fslitmus;

	return actor && actor->waiting;
}

static void preemption_set_timer(struct hrtimer_sleeper *sleeper, u64 ns)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup_sleeper_on_stack(sleeper, CLOCK_MONOTONIC,
				       HRTIMER_MODE_REL);
#else
	hrtimer_init_sleeper_on_stack(sleeper, CLOCK_MONOTONIC,
				      HRTIMER_MODE_REL);
#endif
	hrtimer_set_expires(&sleeper->timer, ns_to_ktime(ns));
	hrtimer_sleeper_start_expires(sleeper, HRTIMER_MODE_REL);
}

noinline void fslitmus_preempt(struct fslitmus_actor *actor, u32 number,
			       u32 ticks)
{
	struct hrtimer_sleeper sleeper;

	actor->waiting = true;
	set_current_state(TASK_UNINTERRUPTIBLE);
	preemption_set_timer(&sleeper, ticks * FSLITMUS_TICK_NS);
	while (sleeper.task) {
		fslitmus_leave_processor();
		set_current_state(TASK_UNINTERRUPTIBLE);
	}
	__set_current_state(TASK_RUNNING);
	hrtimer_cancel(&sleeper.timer);
	destroy_hrtimer_on_stack(&sleeper.timer);
	actor->waiting = false;
}

static __always_inline bool preemption_is_legal(void)
{
	/* A task that prepares to sleep has set its state, which a preemption
	 * would overwrite. */
	return !preempt_count() && !irqs_disabled() &&
	       READ_ONCE(current->__state) == TASK_RUNNING;
}

static void point_preempt(struct fslitmus_actor *actor, u32 pc, u32 ticks)
{
	actor->preempted++;
	fslitmus_keep_preemption(actor, ticks);
	fslitmus_record(actor, FSLITMUS_EVENT_PREEMPTED, pc, ticks);
	fslitmus_preempt(actor, fslitmus_run.preemptions, ticks);
	if (fslitmus_running)
		fslitmus_record(actor, FSLITMUS_EVENT_RESUMED, pc, 0);
}

/*
 * A task may poll for something that a preempted actor is to do: a fault that
 * is retried, a trylock in a loop. No virtual time passes while it polls, so
 * the preempted actor would never run again. On real machines it would. So
 * after this many points, far more than a schedule has, the actor that passes
 * the next one gives way until all others have run. This does not depend on the
 * schedule and does not count as a preemption.
 */
#define GIVE_WAY_POINTS (1u << 16)
#define GIVE_WAY_TICKS (4 * FSLITMUS_TICKS)

static noinline void point_give_way(struct fslitmus_actor *actor, u32 pc)
{
	fslitmus_record(actor, FSLITMUS_EVENT_PREEMPTED, pc, GIVE_WAY_TICKS);
	fslitmus_preempt(actor, 0, GIVE_WAY_TICKS);
	if (fslitmus_running)
		fslitmus_record(actor, FSLITMUS_EVENT_RESUMED, pc, 0);
}

static void point_hash(u8 actor, u32 pc)
{
	u64 mixed = fslitmus_run.hash ^ ((u64)actor << 32 | pc);

	mixed *= 0x9fb21c651e98df25ull;
	fslitmus_run.hash = mixed ^ mixed >> 29;
}

/*
 * A task that waits for an actor that is preempted repeatedly is not hung, but
 * the hung-task detector would report it after a minute
 * (CONFIG_DEFAULT_HUNG_TASK_TIMEOUT). It takes a dense schedule and an
 * operation of a million points, such as freezing gfs2. So the preemptions of a
 * schedule last no longer than this altogether.
 */
#define AWAY_TICKS (20 * NSEC_PER_SEC / FSLITMUS_TICK_NS)

static u32 point_ticks(struct fslitmus_actor *actor)
{
	u64 ticks = min_t(u64, fslitmus_strategy_decide(actor),
			  AWAY_TICKS - fslitmus_run.away);

	fslitmus_run.away += ticks;
	return ticks;
}

/* A preemption may be due here. */
static noinline void point_act(struct fslitmus_actor *actor, u32 pc)
{
	u32 ticks = 0;

	if (fslitmus_strategy_may_act(actor))
		ticks = point_ticks(actor);
	if (ticks)
		point_preempt(actor, pc, ticks);
	if (!(fslitmus_run.legal % GIVE_WAY_POINTS))
		point_give_way(actor, pc);
}

static __always_inline void point_pass_legally(struct fslitmus_actor *actor,
						u32 pc)
{
	/* Tasks that share an actor number are counted, but not preempted. */
	if (!preemption_is_legal() || actor->task != current)
		return;
	actor->legal++;
	fslitmus_run.legal++;
	if (unlikely(fslitmus_strategy_may_act(actor) ||
		     !(fslitmus_run.legal % GIVE_WAY_POINTS)))
		point_act(actor, pc);
}

/* Passes a point while pairs or events are recorded. */
static noinline void point_pass_watched(struct fslitmus_actor *actor, u32 pc)
{
	if (fslitmus_run.schedule.flags & FSLITMUS_PAIRS)
		fslitmus_pairs_point(actor, pc);
	if (fslitmus_tracing)
		fslitmus_record(actor, FSLITMUS_EVENT_POINT, pc, 0);
	point_pass_legally(actor, pc);
}

static __always_inline void point_pass(struct fslitmus_actor *actor, u32 pc)
{
	const u32 watched = FSLITMUS_PAIRS | FSLITMUS_TRACE;

	actor->points++;
	actor->last_pc = pc;
	fslitmus_run.points++;
	point_hash(actor->id, pc);
	if (unlikely(fslitmus_run.schedule.flags & watched))
		point_pass_watched(actor, pc);
	else
		point_pass_legally(actor, pc);
}

/* Passes a point that an interrupt or a kernel thread without an actor has come
 * to, or a task that is none. */
static noinline void point_pass_rarely(u32 pc)
{
	struct fslitmus_actor *actor = fslitmus_current_actor();

	if (actor)
		point_pass(actor, pc);
}

/*
 * A schedule has thousands of points. Rare cases are tail calls of functions
 * that are not inlined, so the common case saves no registers.
 */
void fslitmus_point(unsigned long address)
{
	struct fslitmus_actor *actor = current->fslitmus;

	if (likely(actor && in_task()))
		point_pass(actor, address);
	else
		point_pass_rarely(address);
}
