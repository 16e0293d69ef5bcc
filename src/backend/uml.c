// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The backend "uml": a kernel of our own, whose filesystem code runs under
 * schedules that decide everything. Every test starts in a fresh guest, so
 * that its number and the seed repeat a schedule exactly, whatever else was
 * run.
 */
#include "backend/backends.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "actor/merge.h"
#include "base/budget.h"
#include "base/child.h"
#include "machine/guest.h"
#include "machine/batch.h"
#include "backend/uml.h"
#include "machine/violation.h"
#include "base/clock.h"
#include "base/text.h"
#include "kernel/cache.h"
#include "litmus/print.h"

struct uml {
	struct kernel_list *kernels;
	const struct kernel *kernel;
	struct guest_place place;
	struct guest_execution shown;	/* of the round the result keeps */
};

const struct kernel *uml_kernel(const struct kernel_list *list,
				const char *wanted, const char *mutant)
{
	return cache_choose(list, wanted, mutant != NULL);
}

static void describe(struct target *target)
{
	const struct uml *uml = target->private;
	const struct mkfs *mkfs = uml->place.mkfs;
	struct environment *to = &target->environment;

	snprintf(to->filesystem, sizeof(to->filesystem), "%s", mkfs->type);
	snprintf(to->kernel, sizeof(to->kernel), "%s", uml->kernel->version);
	snprintf(to->build_id, sizeof(to->build_id), "%s",
		 uml->kernel->build_id);
	snprintf(to->key, sizeof(to->key), "%s", uml->kernel->key);
	snprintf(to->mutant, sizeof(to->mutant), "%s",
		 uml->place.mutant ? uml->place.mutant : "");
	snprintf(to->mkfs, sizeof(to->mkfs), "%s",
		 mkfs->command ? mkfs->command : "");
	snprintf(to->mount_options, sizeof(to->mount_options), "%s",
		 mkfs->options);
}

static int uml_open(struct target *target)
{
	struct uml *uml = calloc(1, sizeof(*uml));

	target->private = uml;
	/* The time of a guest's processes counts, also of those it leaves. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	target->own_fs = true;
	target->directory = -1;
	if (!uml)
		return -ENOMEM;
	uml->kernels = cache_list();
	uml->kernel = uml_kernel(uml->kernels, target->options->kernel,
				 target->options->mutant);
	uml->place.mkfs = mkfs_find(target->path);
	uml->place.mutant = target->options->mutant;
	uml->place.real_time = target->options->real_time;
	if (!uml->kernel) {
		snprintf(target->reason, sizeof(target->reason),
			 "no kernel is built for it; \"fslitmus kernel build\" "
			 "makes one");
		return -ENOENT;
	}
	describe(target);
	uml->place.executable = uml->kernel->executable;
	return guest_place_open(&uml->place, uml->kernel->key,
				target->reason) ? -EIO : 0;
}

static enum result_status status_of(const struct result *result, int error)
{
	if (result->forbidden || result->complaint[0])
		return RESULT_BROKEN;
	if (error == -EOPNOTSUPP)
		return RESULT_SKIPPED;
	if (error || !result->rounds)
		return RESULT_NOT_RUN;
	return result->reached ? RESULT_KEPT : RESULT_UNENTERED;
}

/* The rest of the test, in as many boots as it takes. */
static int run_legs(struct guest_legs *legs)
{
	const struct run_options *options = legs->target->options;

	while (!legs->error && !(options->stop && *options->stop)) {
		uint64_t left = options->rounds ?
					options->rounds - legs->next :
					GUEST_LEG;
		uint64_t count = GUEST_LEG - legs->next % GUEST_LEG;

		if (!left || (legs->result->forbidden && !options->keep_going))
			break;
		if (budget_is_spent(&legs->budget, 0, legs->result->rounds))
			break;
		if (guest_leg_run(legs, left < count ? left : count))
			return -EIO;
		reap_orphans();
	}
	return 0;
}

static void save_witness(struct target *target, const struct test *test,
			 struct result *result)
{
	const struct run_options *options = target->options;
	const struct uml *uml = target->private;
	const struct violation violation = {
		.place = &uml->place,
		.kernel = uml->kernel,
		.test = test,
		.result = result,
		.shown = &uml->shown,
		.strategy = options->strategy ? options->strategy : "",
		.final_every = options->final_every,
		.timeout_ns = options->timeout_ns,
		.stop = options->stop,
	};
	char *path;

	if (!options->witnesses || !result->schedule[0])
		return;
	path = violation_save(&violation, options->witnesses);
	if (path)
		snprintf(result->witness, sizeof(result->witness), "%s", path);
	free(path);
}

int uml_begin(struct target *target, const struct test *test,
	      struct result *result, struct guest_legs *legs)
{
	struct uml *uml = target->private;

	*legs = (struct guest_legs){
		.target = target,
		.place = &uml->place,
		.test = test,
		.result = result,
		.task = calloc(1, sizeof(*legs->task)),
		.shown = &uml->shown,
		.singly_from = GUEST_NEVER,
	};
	result_clear(result, target->options->seed);
	memset(&uml->shown, 0, sizeof(uml->shown));
	return legs->task ? 0 : -ENOMEM;
}

static int uml_run(struct target *target, const struct test *test,
		   struct result *result)
{
	struct guest_legs legs;
	uint64_t began = clock_ns(), began_cpu = cpu_used_ns();
	int ret = uml_begin(target, test, result, &legs);

	if (ret)
		return ret;
	ret = run_legs(&legs);
	result->elapsed_ns = clock_ns() - began;
	result->cpu_ns = cpu_used_ns() - began_cpu;
	free(legs.task);
	if (ret)
		return ret;
	if (!result->rounds && !result->reason[0])
		snprintf(result->reason, sizeof(result->reason),
			 "no schedule was completed");
	result->status = status_of(result, legs.error);
	if (result->status == RESULT_KEPT ||
	    result->status == RESULT_UNENTERED)
		result->few_rounds = rounds_are_few(result->rounds,
						    target->options->rounds);
	if (result->status == RESULT_BROKEN)
		save_witness(target, test, result);
	return 0;
}

static void uml_close(struct target *target, char *complaint,
		      size_t complaint_size)
{
	struct uml *uml = target->private;

	if (complaint_size)
		complaint[0] = '\0';
	if (!uml)
		return;
	guest_place_close(&uml->place);
	cache_list_free(uml->kernels);
	free(uml);
	target->private = NULL;
}

const struct backend backend_uml = {
	.anew = true,
	.name = "uml",
	.summary = "a kernel of our own under seeded schedules; needs no "
		   "privilege",
	.open = uml_open,
	.run = uml_run,
	.close = uml_close,
};
