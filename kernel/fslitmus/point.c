// SPDX-License-Identifier: GPL-2.0-only
/* A basic block of instrumented code was entered: count it, perhaps leave. */
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

static void start_sleeper(struct hrtimer_sleeper *sleeper, u64 ns)
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
	start_sleeper(&sleeper, ticks * FSLITMUS_TICK_NS);
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
	/* A task on its way to sleep has said so in its state, which a
	 * preemption of this kind would overwrite. */
	return !preempt_count() && !irqs_disabled() &&
	       READ_ONCE(current->__state) == TASK_RUNNING;
}

static void leave(struct fslitmus_actor *actor, u32 pc, u32 ticks)
{
	actor->preempted++;
	fslitmus_keep_preemption(actor, ticks);
	fslitmus_record(actor, FSLITMUS_EVENT_PREEMPTED, pc, ticks);
	fslitmus_preempt(actor, fslitmus_run.preemptions, ticks);
	if (fslitmus_running)
		fslitmus_record(actor, FSLITMUS_EVENT_RESUMED, pc, 0);
}

/*
 * Somebody may poll for what another does who was taken away: a fault that is
 * retried, a lock that is tried again. While it runs no virtual time passes,
 * so the other would never come back, though on no machine would it stay away
 * for ever. After that many points, far more than a schedule has, whoever
 * passes one leaves until all others have gone on. No schedule has a say in
 * it, and it is none of a schedule's preemptions.
 */
#define GIVE_WAY_POINTS (1u << 16)
#define GIVE_WAY_TICKS (4 * FSLITMUS_TICKS)

static noinline void give_way(struct fslitmus_actor *actor, u32 pc)
{
	fslitmus_record(actor, FSLITMUS_EVENT_PREEMPTED, pc, GIVE_WAY_TICKS);
	fslitmus_preempt(actor, 0, GIVE_WAY_TICKS);
	if (fslitmus_running)
		fslitmus_record(actor, FSLITMUS_EVENT_RESUMED, pc, 0);
}

static void hash(u8 actor, u32 pc)
{
	u64 mixed = fslitmus_run.hash ^ ((u64)actor << 32 | pc);

	mixed *= 0x9fb21c651e98df25ull;
	fslitmus_run.hash = mixed ^ mixed >> 29;
}

/*
 * Who waits for a task that is kept away again and again is not hung, but looks
 * so after a minute (CONFIG_DEFAULT_HUNG_TASK_TIMEOUT). That takes an operation
 * of a million points, freezing gfs2 for one, and a dense schedule. So all
 * preemptions of a schedule together come to no more than this.
 */
#define AWAY_TICKS (20 * NSEC_PER_SEC / FSLITMUS_TICK_NS)

static u32 ticks_due(struct fslitmus_actor *actor)
{
	u64 ticks = min_t(u64, fslitmus_strategy_decide(actor),
			  AWAY_TICKS - fslitmus_run.away);

	fslitmus_run.away += ticks;
	return ticks;
}

/* Something is due here, or may be. */
static noinline void act(struct fslitmus_actor *actor, u32 pc)
{
	u32 ticks = 0;

	if (fslitmus_strategy_may_act(actor))
		ticks = ticks_due(actor);
	if (ticks)
		leave(actor, pc, ticks);
	if (!(fslitmus_run.legal % GIVE_WAY_POINTS))
		give_way(actor, pc);
}

static __always_inline void pass_legally(struct fslitmus_actor *actor, u32 pc)
{
	/* Those without a number of their own are only counted. */
	if (!preemption_is_legal() || actor->task != current)
		return;
	actor->legal++;
	fslitmus_run.legal++;
	if (unlikely(fslitmus_strategy_may_act(actor) ||
		     !(fslitmus_run.legal % GIVE_WAY_POINTS)))
		act(actor, pc);
}

/* Coverage or events are recorded. */
static noinline void pass_watched(struct fslitmus_actor *actor, u32 pc)
{
	if (fslitmus_run.schedule.flags & FSLITMUS_PAIRS)
		fslitmus_pairs_point(actor, pc);
	if (fslitmus_tracing)
		fslitmus_record(actor, FSLITMUS_EVENT_POINT, pc, 0);
	pass_legally(actor, pc);
}

static __always_inline void pass(struct fslitmus_actor *actor, u32 pc)
{
	const u32 watched = FSLITMUS_PAIRS | FSLITMUS_TRACE;

	actor->points++;
	actor->last_pc = pc;
	fslitmus_run.points++;
	hash(actor->id, pc);
	if (unlikely(fslitmus_run.schedule.flags & watched))
		pass_watched(actor, pc);
	else
		pass_legally(actor, pc);
}

/* An interrupt, a kernel thread's first, or nobody that counts. */
static noinline void pass_seldom(u32 pc)
{
	struct fslitmus_actor *actor = fslitmus_current_actor();

	if (actor)
		pass(actor, pc);
}

/*
 * There are thousands of points in a schedule: whatever is rare is the last
 * thing done and in a function of its own, so that no register has to be kept
 * here.
 */
void fslitmus_point(unsigned long address)
{
	struct fslitmus_actor *actor = current->fslitmus;

	if (likely(actor && in_task()))
		pass(actor, address);
	else
		pass_seldom(address);
}
