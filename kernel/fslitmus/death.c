// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints the execution that ends in a panic. Nobody can read it from the device
 * any more, and without it a death could only be compared by its words.
 */
#include "fslitmus.h"

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/notifier.h>
#include <linux/panic_notifier.h>
#include <linux/printk.h>

static int death_print(struct notifier_block *block, unsigned long event,
		       void *message)
{
	const struct fslitmus_preemption *kept;
	const struct fslitmus_run *run = &fslitmus_run;
	u32 count;

	if (!fslitmus_running)
		return NOTIFY_DONE;
	pr_emerg("fslitmus: execution %016llx points %llu legal %llu preemptions %u\n",
		 run->hash, run->points, run->legal, run->preemptions);
	kept = fslitmus_kept_preemptions(&count);
	for (u32 i = 0; i < count; i++)
		pr_emerg("fslitmus: preempted %u@%u+%u\n", kept[i].actor,
			 kept[i].point, kept[i].ticks);
	return NOTIFY_DONE;
}

/* Before that of User-Mode Linux, which does not return. */
static struct notifier_block death_block = {
	.notifier_call = death_print,
	.priority = INT_MAX,
};

static int __init death_setup(void)
{
	return atomic_notifier_chain_register(&panic_notifier_list,
					      &death_block);
}
core_initcall(death_setup);
