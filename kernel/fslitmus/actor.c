// SPDX-License-Identifier: GPL-2.0-only
/* Maps tasks to actors. */
#include "fslitmus.h"

#include <linux/errno.h>
#include <linux/preempt.h>
#include <linux/sched/task.h>

struct fslitmus_actor fslitmus_actors[FSLITMUS_ACTORS];

/* The next free number. A worker that is still preempted from the last schedule
 * keeps its own. */
static struct fslitmus_actor *free_worker(void)
{
	u32 *workers = &fslitmus_run.workers;

	while (FSLITMUS_PROCESSES + *workers < FSLITMUS_ACTOR_INTERRUPT) {
		u32 id = FSLITMUS_PROCESSES + (*workers)++;

		if (!fslitmus_actors[id].task)
			return &fslitmus_actors[id];
	}
	return NULL;
}

/* If there is no number left, workers share the last one. */
static struct fslitmus_actor *adopt_worker(void)
{
	struct fslitmus_actor *actor = free_worker();

	if (!actor)
		return &fslitmus_actors[FSLITMUS_ACTOR_INTERRUPT - 1];
	actor->task = get_task_struct(current);
	current->fslitmus = actor;
	fslitmus_strategy_adopt(actor);
	return actor;
}

struct fslitmus_actor *fslitmus_current_actor(void)
{
	struct fslitmus_actor *actor;

	if (!in_task())
		return &fslitmus_actors[FSLITMUS_ACTOR_INTERRUPT];
	actor = current->fslitmus;
	if (actor)
		return actor;
	if (!(current->flags & PF_KTHREAD) || is_idle_task(current))
		return NULL;
	return adopt_worker();
}

static void actor_release(struct fslitmus_actor *actor)
{
	struct task_struct *task = actor->task;

	fslitmus_pairs_changed();
	actor->task = NULL;
	task->fslitmus = NULL;
	put_task_struct(task);
}

int fslitmus_join(unsigned long id)
{
	struct fslitmus_actor *actor;

	if (id >= FSLITMUS_PROCESSES)
		return -EINVAL;
	if (fslitmus_running)
		return -EBUSY;
	actor = &fslitmus_actors[id];
	if (actor->task == current)
		return 0;
	if (actor->task)
		return -EBUSY;
	if (current->fslitmus)
		actor_release(current->fslitmus);
	actor->id = id;
	actor->task = get_task_struct(current);
	current->fslitmus = actor;
	return 0;
}

void fslitmus_forget_workers(void)
{
	for (u32 i = FSLITMUS_PROCESSES; i < FSLITMUS_ACTOR_INTERRUPT; i++)
		if (fslitmus_actors[i].task && !fslitmus_actors[i].waiting)
			actor_release(&fslitmus_actors[i]);
}

void fslitmus_task_init(struct task_struct *task)
{
	task->fslitmus = NULL;
}

void fslitmus_task_exit(struct task_struct *task)
{
	if (task->fslitmus)
		actor_release(task->fslitmus);
}

void fslitmus_set_operation(u16 operation)
{
	struct fslitmus_actor *actor = current->fslitmus;

	if (!actor)
		return;
	actor->operation = operation;
	fslitmus_pairs_changed();
}
