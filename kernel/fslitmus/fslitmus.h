/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of kernel/fslitmus share. There is one processor, and one
 * schedule at a time. Everything below changes with preemption disabled or
 * while no schedule runs, so it needs no locks.
 */
#ifndef KERNEL_FSLITMUS_H
#define KERNEL_FSLITMUS_H

#include <linux/fslitmus.h>
#include <linux/sched.h>
#include <uapi/linux/fslitmus.h>

struct fslitmus_actor {
	/* Its task, with a reference, or NULL. */
	struct task_struct *task;
	u32 points;
	u32 legal;
	u32 preempted;
	u32 last_pc;
	u32 next;		/* EXPLICIT: its first entry still to come */
	u32 quiet_until;	/* no decision at its points before this */
	u16 operation;
	u8 id;
	bool waiting;		/* preempted now */
	bool prioritized;	/* PCT gave it a real-time priority */
};

/* The schedule that runs, or the last one. */
struct fslitmus_run {
	struct fslitmus_schedule schedule;
	u64 random;
	u64 hash;
	u64 points;
	u64 legal;
	u64 quiet_until;	/* no decision for any actor before this */
	u64 began_ns;
	u64 away;		/* ticks of all preemptions so far */
	u32 preemptions;
	u32 workers;		/* actors up to 16 + workers - 1 are taken */
	u32 processes;		/* actors from this to 15 do not exist */
};

extern struct fslitmus_run fslitmus_run;
extern struct fslitmus_actor fslitmus_actors[FSLITMUS_ACTORS];

/* Virtual time. Reading the clock in the ordinary way has side effects under
 * time travel: it costs virtual time and may deliver events. */
u64 fslitmus_now(void);
u64 fslitmus_next_random(u64 *state);

/* Takes the actor off the processor for TICKS: preemption NUMBER of this
 * schedule. Debuggers stop here. */
void fslitmus_preempt(struct fslitmus_actor *actor, u32 number, u32 ticks);

/* actor.c: tasks and actors */
/* The actor that passes a point; NULL: the task is none. */
struct fslitmus_actor *fslitmus_current_actor(void);
int fslitmus_join(unsigned long id);
void fslitmus_forget_workers(void);
/* Sets the operation of the current task; 0: none. */
void fslitmus_set_operation(u16 operation);

/* strategy.c: whether to preempt at a legal point, and for how long */
void fslitmus_strategy_start(const struct fslitmus_schedule *schedule,
			     const struct fslitmus_preemption *list);
void fslitmus_strategy_stop(void);
void fslitmus_strategy_adopt(struct fslitmus_actor *actor);
/* How many ticks to preempt for; 0: not at all. PCT changes priorities
 * itself. */
u32 fslitmus_strategy_decide(struct fslitmus_actor *actor);

/* False at most points: there is nothing to decide. */
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

/* pages.c: migrates, or splits as far as they can be, the folios of these pages
 * of a file. Return how many folios could not be moved or split, or -errno. */
long fslitmus_move(int fd, u64 first, u64 pages);
long fslitmus_split(int fd, u64 first, u64 pages);

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
/* To be called when an actor may change while another one runs. */
void fslitmus_pairs_changed(void);
void fslitmus_pairs_counts(u64 *seen, u64 *fresh);
u8 *fslitmus_pairs_bitmap(void);

/* call.c */
int fslitmus_calls(struct fslitmus_calls __user *argument);

/* mutant.c */
unsigned int fslitmus_mutant_count(void);
const char *fslitmus_mutant_name(void);

#endif
