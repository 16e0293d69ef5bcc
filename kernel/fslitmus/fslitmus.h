/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the files of kernel/fslitmus. There is one processor and one
 * schedule at a time; everything below changes either with preemption
 * disabled or while no schedule runs, so it needs no locks of its own.
 */
#ifndef KERNEL_FSLITMUS_H
#define KERNEL_FSLITMUS_H

#include <linux/fslitmus.h>
#include <linux/sched.h>
#include <uapi/linux/fslitmus.h>

struct fslitmus_actor {
	/* Who it is; a reference is held while it is set. */
	struct task_struct *task;
	u32 points;
	u32 legal;
	u32 preempted;
	u32 last_pc;
	u32 next;		/* EXPLICIT: its first entry not yet used */
	u32 quiet_until;	/* nothing to decide at its points below */
	u16 operation;
	u8 id;
	bool waiting;		/* kept away by a preemption */
	bool prioritized;	/* PCT gave it a real-time priority */
};

/* The schedule in flight, or the last one. */
struct fslitmus_run {
	struct fslitmus_schedule schedule;
	u64 random;
	u64 hash;
	u64 points;
	u64 legal;
	u64 quiet_until;	/* nothing to decide below, for anybody */
	u64 began_ns;
	u64 away;		/* ticks that preemptions came to so far */
	u32 preemptions;
	u32 workers;		/* actors up to 16 + workers - 1 are taken */
	u32 processes;		/* actors from here to 15 are nobody */
};

extern struct fslitmus_run fslitmus_run;
extern struct fslitmus_actor fslitmus_actors[FSLITMUS_ACTORS];

/* Virtual time without the side effect reading the clock has under time
 * travel, where each look costs some of it and may deliver events. */
u64 fslitmus_now(void);
u64 fslitmus_next_random(u64 *state);

/* Leaves for so many ticks: the number-th preemption of this schedule. A
 * place for a debugger to stop. */
void fslitmus_preempt(struct fslitmus_actor *actor, u32 number, u32 ticks);

/* actor.c: who is who */
/* Who passes a point; NULL: nobody that counts. */
struct fslitmus_actor *fslitmus_current_actor(void);
int fslitmus_join(unsigned long id);
void fslitmus_forget_workers(void);
/* The operation current performs from now on; 0 is none. */
void fslitmus_set_operation(u16 operation);

/* strategy.c: whether and how long to leave at this legal point */
void fslitmus_strategy_start(const struct fslitmus_schedule *schedule,
			     const struct fslitmus_preemption *list);
void fslitmus_strategy_stop(void);
void fslitmus_strategy_adopt(struct fslitmus_actor *actor);
/* Ticks to stay away, 0 for none. PCT acts by itself. */
u32 fslitmus_strategy_decide(struct fslitmus_actor *actor);

/* Most points are not worth asking at. */
static inline bool fslitmus_strategy_may_act(const struct fslitmus_actor *actor)
{
	return fslitmus_run.legal >= fslitmus_run.quiet_until ||
	       actor->legal >= actor->quiet_until || actor->legal == 1;
}
void fslitmus_keep_preemption(struct fslitmus_actor *actor, u32 ticks);
const struct fslitmus_preemption *fslitmus_kept_preemptions(u32 *count);

/* device.c */
int fslitmus_start(const void __user *argument);
int fslitmus_stop(void __user *result);

/* free.c */
int fslitmus_free(const void __user *argument);

/* event.c */
void fslitmus_record(struct fslitmus_actor *actor, u8 kind, u32 pc,
		     u64 value);
void fslitmus_record_event(struct fslitmus_actor *actor,
			   struct fslitmus_event event);
void fslitmus_events_reset(void);
const struct fslitmus_event *fslitmus_events(u32 *count, u32 *lost);
int fslitmus_watch(int fd, unsigned long number);
#define FSLITMUS_EVENTS_MAX (1u << 18)

/* pairs.c */
#define FSLITMUS_PAIRS_BYTES (1u << 17)
void fslitmus_pairs_reset_counts(void);
void fslitmus_pairs_counts(u64 *seen, u64 *fresh);
u8 *fslitmus_pairs_bitmap(void);

/* call.c */
int fslitmus_calls(struct fslitmus_calls __user *argument);

/* mutant.c */
unsigned int fslitmus_mutant_count(void);
const char *fslitmus_mutant_name(void);

#endif
