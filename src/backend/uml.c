// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The backend "uml": guests, in which schedules decide how filesystem code is
 * interleaved. Each test begins with a fresh guest, so that the seed and a
 * schedule's number repeat it exactly, whatever ran before.
 */
#include "backend/backends.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/budget.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/output.h"
#include "kernel/cache.h"
#include "machine/batch.h"
#include "machine/violation.h"
#include "schedule/search.h"

struct uml {
	struct kernel_list *kernels;
	const struct kernel *kernel;
	struct guest_setup setup;
	struct guest_execution shown; /* of the round the result keeps */
};

static void uml_describe(struct target *target)
{
	const struct uml *uml = target->private;
	const struct fs_config *config = target->config;
	struct environment *to = &target->environment;
	char text[FS_TEXT_SIZE];

	snprintf(to->filesystem, sizeof(to->filesystem), "%s",
		 config->type->mount_type);
	snprintf(to->kernel, sizeof(to->kernel), "%s", uml->kernel->version);
	snprintf(to->build_id, sizeof(to->build_id), "%s",
		 uml->kernel->build_id);
	snprintf(to->key, sizeof(to->key), "%s", uml->kernel->key);
	snprintf(to->mutant, sizeof(to->mutant), "%s",
		 uml->setup.mutant ? uml->setup.mutant : "");
	snprintf(to->mkfs, sizeof(to->mkfs), "%s", fs_guest_mkfs(config, text));
	snprintf(to->mount_options, sizeof(to->mount_options), "%s",
		 fs_options(config, FS_GUEST, text));
}

static int uml_open(struct target *target)
{
	struct uml *uml = xcalloc(1, sizeof(*uml));

	target->private = uml;
	/* Processor time of processes that a guest leaves counts, too. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	target->own_fs = true;
	target->directory = -1;
	uml->kernels = cache_list();
	uml->kernel = cache_choose(uml->kernels, target->options->guests.kernel,
				   target->options->guests.mutant != NULL);
	uml->setup.config = target->config;
	uml->setup.mutant = target->options->guests.mutant;
	if (!uml->kernel) {
		snprintf(target->reason, sizeof(target->reason),
			 "no kernel is built for it; \"fslitmus kernel build\" "
			 "makes one");
		return -ENOENT;
	}
	uml_describe(target);
	return guest_setup_open(&uml->setup, uml->kernel, target->reason) ?
		       -EIO :
		       0;
}

static enum result_status uml_status(const struct result *result, int error)
{
	if (result->forbidden || result->complaint[0])
		return RESULT_BROKEN;
	if (error == -EOPNOTSUPP)
		return RESULT_SKIPPED;
	if (error || !result->rounds)
		return RESULT_NOT_RUN;
	return result->reached ? RESULT_KEPT : RESULT_UNENTERED;
}

static void uml_save_witness(struct target *target,
			     const struct batches *batches)
{
	const struct run_options *options = target->options;
	const struct uml *uml = target->private;
	struct result *result = batches->result;
	const struct violation violation = {
		.setup = &uml->setup,
		.kernel = uml->kernel,
		.test = batches->test,
		.result = result,
		.blame = batches->blame,
		.shown = &uml->shown,
		.strategy = options->guests.strategy ?
				    options->guests.strategy :
				    "",
		.final_every = options->final_every,
		.timeout_ns = options->timeout_ns,
		.stop = options->stop,
	};
	char *path;

	if (!options->guests.witnesses || !options->guests.witnesses[0] ||
	    !result->schedule[0])
		return;
	path = violation_save(&violation, options->guests.witnesses);
	if (path)
		snprintf(result->witness, sizeof(result->witness), "%s", path);
	free(path);
}

static struct batch_options uml_batch_options(const struct run_options *options)
{
	return (struct batch_options){
		.strategy = options->guests.strategy,
		.seed = options->seed,
		.final_every = options->final_every,
		.keep_going = options->keep_going,
		.verify = options->guests.verify,
		.budget_ns = options->budget_ns,
		.timeout_ns = options->timeout_ns,
		.stop = options->stop,
		.tick = options->tick,
		.tick_context = options->tick_context,
	};
}

static int uml_run_batches(struct target *target, struct batches *batches)
{
	uint64_t began = clock_ns(), began_cpu = cpu_used_ns();
	struct result *result = batches->result;
	int ret = batches_run(batches, target->options->rounds);

	result->elapsed_ns = clock_ns() - began;
	result->cpu_ns = cpu_used_ns() - began_cpu;
	if (!ret)
		return 0;
	memcpy(target->reason, batches->reason, sizeof(target->reason));
	return -EIO;
}

static void uml_settle(struct target *target, struct batches *batches)
{
	struct result *result = batches->result;

	if (!result->rounds && !result->reason[0])
		snprintf(result->reason, sizeof(result->reason),
			 "no schedule was completed");
	result->status = uml_status(result, batches->error);
	if (result->status == RESULT_KEPT || result->status == RESULT_UNENTERED)
		result->few_rounds = rounds_are_few(result->rounds,
						    target->options->rounds);
	if (result->status == RESULT_BROKEN)
		uml_save_witness(target, batches);
}

static int uml_run(struct target *target, const struct test *test,
		   struct result *result)
{
	const struct batch_options options = uml_batch_options(target->options);
	struct uml *uml = target->private;
	struct batches batches;
	int ret;

	memset(&uml->shown, 0, sizeof(uml->shown));
	batches_begin(&batches, &uml->setup, test, &options, 0, result);
	batches.shown = &uml->shown;
	ret = uml_run_batches(target, &batches);
	if (!ret)
		uml_settle(target, &batches);
	batches_end(&batches);
	return ret;
}

static void uml_close(struct target *target, char *complaint,
		      size_t complaint_size)
{
	struct uml *uml = target->private;

	if (complaint_size)
		complaint[0] = '\0';
	if (!uml)
		return;
	guest_setup_close(&uml->setup);
	cache_list_free(uml->kernels);
	free(uml);
	target->private = NULL;
}

static int uml_check_witnesses(const char *path, char *reason, size_t size)
{
	int error = *path ? output_try_directory(path) : 0;

	if (error)
		snprintf(reason, size, "%s", strerror(-error));
	return error ? -1 : 0;
}

/* The names of the configurations that guests have of TYPE, separated by ", ". */
static void uml_list_configs(const struct fs_type *type, char *text,
			     size_t size)
{
	size_t length = 0;

	text[0] = '\0';
	for (const struct fs_config *config = type->configs;
	     config->name && length < size; config++)
		if (fs_config_runs(config, FS_GUEST))
			length += snprintf(text + length, size - length, "%s%s",
					   length ? ", " : "", config->name);
}

/*
 * Guests make and mount filesystems as the table says and no other way, so that
 * one name is enough to repeat an execution.
 */
static int uml_check_options(const struct run_options *options,
			     const struct fs_config *config)
{
	const char *option = options->mkfs_options ? "mkfs-opts" : "mount-opts";
	const struct fs_type *type = config->type;
	const struct fs_config *nearest;
	char names[512];

	if (!options->mkfs_options && !options->mount_options)
		return 0;
	nearest = fs_config_nearest(type->mount_type, options->mkfs_options,
				    options->mount_options);
	uml_list_configs(type, names, sizeof(names));
	if (nearest && nearest != type->configs)
		error("--%s says nothing with --uml: give --fs %s, which comes "
		      "nearest",
		      option, nearest->name);
	else
		error("--%s says nothing with --uml, and no configuration of "
		      "%s is made so; expected --fs and one of %s",
		      option, type->name, names);
	return FAILURE_USAGE;
}

static const struct backend_option uml_options[] = {
	{ .name = "schedules",
	  .argument = "N",
	  .value = VALUE_COUNT,
	  .what = "schedules of each test",
	  .repeats = true,
	  .offset = offsetof(struct run_options, rounds) },
	{ .name = "strategy",
	  .argument = "NAME",
	  .value = VALUE_TEXT,
	  .what = "how they are chosen, or one of them",
	  .repeats = true,
	  .check = search_check,
	  .offset = offsetof(struct run_options, guests.strategy) },
	{ .name = "kernel",
	  .argument = "HASH",
	  .value = VALUE_TEXT,
	  .what = "the cached kernel with that key or build id",
	  .repeats = true,
	  .offset = offsetof(struct run_options, guests.kernel) },
	{ .name = "mutant",
	  .argument = "NAME",
	  .value = VALUE_TEXT,
	  .what = "with that fault chosen in the kernel",
	  .repeats = true,
	  .offset = offsetof(struct run_options, guests.mutant) },
	{ .name = "witnesses",
	  .argument = "DIR",
	  .value = VALUE_TEXT,
	  .what = "save what broke a promise in DIR (./witnesses); an empty "
		  "DIR saves nothing",
	  .check = uml_check_witnesses,
	  .offset = offsetof(struct run_options, guests.witnesses) },
	{ .name = "verify",
	  .value = VALUE_FLAG,
	  .what = "every schedule twice, in two guests: are the executions "
		  "the same?",
	  .offset = offsetof(struct run_options, guests.verify) },
	{ .name = "build",
	  .value = VALUE_FLAG,
	  .what = "build the kernel if there is none",
	  .offset = offsetof(struct run_options, guests.build) },
	{ .name = NULL }
};

const struct backend backend_uml = {
	.anew = true,
	.name = "uml",
	.summary = "a kernel of our own under seeded schedules; needs no "
		   "privilege",
	.options = uml_options,
	.heading = "Schedules (--uml):",
	.elsewhere = "says something with --uml alone",
	.check = uml_check_options,
	.open = uml_open,
	.run = uml_run,
	.close = uml_close,
};
