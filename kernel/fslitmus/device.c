// SPDX-License-Identifier: GPL-2.0-only
/* The device /dev/fslitmus. fslitmus_uapi.h says how it is used. */
#include "fslitmus.h"

#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static struct fslitmus_preemption given[FSLITMUS_PREEMPTIONS];

static bool schedule_is_valid(const struct fslitmus_schedule *schedule)
{
	switch (schedule->strategy) {
	case FSLITMUS_NONE:
		return true;
	case FSLITMUS_RANDOM:
		return schedule->rate > 0;
	case FSLITMUS_PCT:
		return schedule->depth >= 1 && schedule->depth <= 30 &&
		       schedule->length > 0;
	case FSLITMUS_SPARSE:
		return schedule->depth <= 64 && schedule->length > 0;
	case FSLITMUS_EXPLICIT:
		return schedule->count <= FSLITMUS_PREEMPTIONS;
	}
	return false;
}

static void actors_reset(void)
{
	fslitmus_forget_workers();
	for (u32 i = 0; i < FSLITMUS_ACTORS; i++) {
		struct fslitmus_actor *actor = &fslitmus_actors[i];

		actor->id = i;
		actor->points = 0;
		actor->legal = 0;
		actor->preempted = 0;
		actor->last_pc = 0;
		actor->next = FSLITMUS_PREEMPTIONS;
		if (actor->task && i < FSLITMUS_PROCESSES)
			fslitmus_run.processes = i + 1;
	}
}

static int schedule_read(struct fslitmus_schedule *schedule,
			const void __user *argument)
{
	if (copy_from_user(schedule, argument, sizeof(*schedule)))
		return -EFAULT;
	if (!schedule_is_valid(schedule))
		return -EINVAL;
	if (schedule->strategy == FSLITMUS_EXPLICIT &&
	    copy_from_user(given, (void __user *)schedule->preemptions,
			   schedule->count * sizeof(*given)))
		return -EFAULT;
	return 0;
}

int fslitmus_start(const void __user *argument)
{
	struct fslitmus_schedule schedule;
	int error;

	if (fslitmus_running)
		return -EBUSY;
	error = schedule_read(&schedule, argument);
	if (error)
		return error;
	memset(&fslitmus_run, 0, sizeof(fslitmus_run));
	actors_reset();
	fslitmus_events_reset();
	fslitmus_pairs_reset_counts();
	fslitmus_run.began_ns = fslitmus_now();
	fslitmus_strategy_start(&schedule, given);
	fslitmus_tracing = schedule.flags & FSLITMUS_TRACE;
	fslitmus_running = true;
	return 0;
}

static void result_add_actor(const struct fslitmus_actor *actor,
			   struct fslitmus_actor_result *result)
{
	result->points = actor->points;
	result->legal = actor->legal;
	result->preempted = actor->preempted;
	result->last_pc = actor->last_pc;
	if (!actor->points)
		return;
	strscpy(result->comm, actor->task ? actor->task->comm : "interrupt",
		sizeof(result->comm));
}

static void result_of_run(struct fslitmus_result *result)
{
	const struct fslitmus_run *run = &fslitmus_run;

	result->hash = run->hash;
	result->points = run->points;
	result->legal = run->legal;
	result->virtual_ns = fslitmus_now() - run->began_ns;
	result->preemptions = run->preemptions;
	fslitmus_kept_preemptions(&result->preemptions_kept);
	fslitmus_events(&result->events, &result->events_lost);
	fslitmus_pairs_counts(&result->pairs, &result->new_pairs);
	for (u32 i = 0; i < FSLITMUS_ACTORS; i++)
		result_add_actor(&fslitmus_actors[i], &result->actors[i]);
}

int fslitmus_stop(void __user *argument)
{
	/* Too large for a stack. There is one schedule at a time. */
	static struct fslitmus_result result;

	if (!fslitmus_running)
		return -EINVAL;
	fslitmus_running = false;
	fslitmus_tracing = false;
	fslitmus_strategy_stop();
	if (!argument)
		return 0;
	memset(&result, 0, sizeof(result));
	result_of_run(&result);
	return copy_to_user(argument, &result, sizeof(result)) ? -EFAULT : 0;
}

static long device_info(void __user *argument)
{
	struct fslitmus_info info = {
		.version = FSLITMUS_VERSION_OF_INTERFACE,
		.events_max = FSLITMUS_EVENTS_MAX,
		.pairs_bytes = FSLITMUS_PAIRS_BYTES,
		.mutants = fslitmus_mutant_count(),
	};

	strscpy(info.mutant, fslitmus_mutant_name(), sizeof(info.mutant));
	return copy_to_user(argument, &info, sizeof(info)) ? -EFAULT : 0;
}

/* Copies the part of a table that was asked for, as far as it goes. */
static long device_read(struct fslitmus_read __user *argument,
		       const void *table, u32 entries, size_t entry_size)
{
	struct fslitmus_read read;

	if (copy_from_user(&read, argument, sizeof(read)))
		return -EFAULT;
	if (read.first > entries)
		return -EINVAL;
	read.count = min(read.count, entries - read.first);
	if (copy_to_user((void __user *)read.buffer,
			 table + read.first * entry_size,
			 read.count * entry_size))
		return -EFAULT;
	return copy_to_user(argument, &read, sizeof(read)) ? -EFAULT : 0;
}

static long device_read_events(void __user *argument)
{
	u32 count, lost;
	const void *events = fslitmus_events(&count, &lost);

	return device_read(argument, events, count,
			  sizeof(struct fslitmus_event));
}

static long device_read_preemptions(void __user *argument)
{
	u32 count;
	const void *kept = fslitmus_kept_preemptions(&count);

	return device_read(argument, kept, count,
			  sizeof(struct fslitmus_preemption));
}

static long device_reset_pairs(void)
{
	memset(fslitmus_pairs_bitmap(), 0, FSLITMUS_PAIRS_BYTES);
	return 0;
}

static long device_set_operation(unsigned long operation)
{
	if (operation > U16_MAX)
		return -EINVAL;
	fslitmus_set_operation(operation);
	return 0;
}

static long device_control(struct file *file, unsigned int command,
		    unsigned long argument)
{
	void __user *pointer = (void __user *)argument;

	switch (command) {
	case FSLITMUS_INFO:
		return device_info(pointer);
	case FSLITMUS_JOIN:
		return fslitmus_join(argument);
	case FSLITMUS_START:
		return fslitmus_start(pointer);
	case FSLITMUS_STOP:
		return fslitmus_stop(pointer);
	case FSLITMUS_CALLS:
		return fslitmus_calls(pointer);
	case FSLITMUS_READ_EVENTS:
		return device_read_events(pointer);
	case FSLITMUS_READ_PREEMPTIONS:
		return device_read_preemptions(pointer);
	case FSLITMUS_READ_PAIRS:
		return device_read(pointer, fslitmus_pairs_bitmap(),
				  FSLITMUS_PAIRS_BYTES, 1);
	case FSLITMUS_RESET_PAIRS:
		return device_reset_pairs();
	case FSLITMUS_OPERATION:
		return device_set_operation(argument);
	case FSLITMUS_FREE:
		return fslitmus_free(pointer);
	}
	return -ENOTTY;
}

static const struct file_operations device_operations = {
	.unlocked_ioctl = device_control,
	.llseek = noop_llseek,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "fslitmus",
	.fops = &device_operations,
	.mode = 0666,
};

static int __init device_setup(void)
{
	return misc_register(&device);
}
device_initcall(device_setup);
