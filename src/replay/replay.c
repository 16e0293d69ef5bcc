// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds the kernel and the filesystem of a witness, and compares executions. */
#include "replay/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "fs/fs.h"
#include "kernel/source.h"
#include "machine/disk.h"
#include "machine/violation.h"

static const struct kernel *find_kernel(const struct kernel_list *kernels,
					const struct witness *witness,
					const char *wanted)
{
	return cache_find(kernels, wanted ? wanted : witness->build_id,
			  wanted && witness->mutant);
}

static int say_missing(const struct witness *witness, const char *wanted)
{
	bool is_package = source_is_package(witness->source);

	if (wanted)
		return error("no cached kernel has a key or build id that "
			     "begins with %s; \"fslitmus kernel list\" shows "
			     "them",
			     wanted);
	return error("no kernel with build id %s is cached: it is Linux %s "
		     "(%s), built from %s with %s; \"fslitmus kernel "
		     "build%s%s%s\" makes it from the same source with the "
		     "same compiler, and --kernel KEY tries another",
		     witness->build_id, witness->version, witness->kind,
		     witness->source, witness->compiler,
		     is_package ? " --package " : " --tree ", witness->source,
		     !strcmp(witness->kind, "mutants") ? " --mutants" : "");
}

bool replay_has_kernel(const struct witness *witness, const char *wanted)
{
	struct kernel_list *kernels = cache_list();
	bool found = find_kernel(kernels, witness, wanted);

	cache_list_free(kernels);
	if (!found)
		say_missing(witness, wanted);
	return found;
}

static int find_filesystem(struct replay *replay)
{
	const struct witness *witness = replay->witness;

	replay->setup.config = fs_config_find(witness->filesystem);
	if (replay->setup.config)
		return 0;
	error("the witness wants the filesystem '%s', which is no "
	      "configuration here; \"fslitmus list filesystems\" names them",
	      witness->filesystem);
	return FAILURE_USAGE;
}

/* With any of these the execution may differ, which replaying reports. */
static void warn_of_changes(const struct replay *replay)
{
	const struct witness *witness = replay->witness;
	char *image = guest_disk_digest(&replay->setup);
	char *guest = guest_program_digest();

	if (strcmp(guest, witness->guest))
		warning("this fslitmus is not the one that saved the witness: "
			"memory is laid out differently, so the schedule may "
			"lead elsewhere");
	if (strcmp(replay->kernel->build_id, witness->build_id))
		warning("this kernel (%s, Linux %s) is not the one of the "
			"witness: points have other numbers, so the schedule "
			"may lead elsewhere",
			replay->kernel->key, replay->kernel->version);
	if (image && witness->image && strcmp(image, witness->image))
		warning("the image made here is not the one of the witness: "
			"another version of mkfs, or of its libraries; "
			"expected \"%s\" to give %.12s, got %.12s",
			witness->mkfs, witness->image, image);
	free(guest);
	free(image);
}

int replay_open(struct replay *replay, const struct witness *witness,
		const char *wanted)
{
	char reason[RESULT_TEXT_SIZE];
	int failure;

	*replay = (struct replay){ .witness = witness,
				   .timeout_ns = GUEST_TIMEOUT_NS };
	replay->kernels = cache_list();
	replay->kernel = find_kernel(replay->kernels, witness, wanted);
	if (!replay->kernel) {
		say_missing(witness, wanted);
		return FAILURE_NOT_RUN;
	}
	failure = find_filesystem(replay);
	if (failure)
		return failure;
	replay->setup.mutant = witness->mutant;
	if (guest_setup_open(&replay->setup, replay->kernel, reason)) {
		error("%s", reason);
		return FAILURE_NOT_RUN;
	}
	warn_of_changes(replay);
	return 0;
}

void replay_close(struct replay *replay)
{
	guest_setup_close(&replay->setup);
	if (replay->kernels)
		cache_list_free(replay->kernels);
	replay->kernels = NULL;
}

struct execution_request replay_request(const struct replay *replay)
{
	const struct witness *witness = replay->witness;

	return (struct execution_request){
		.setup = &replay->setup,
		.test = &witness->test,
		.schedule = witness->alone ? witness->schedule : NULL,
		.strategy = witness->strategy,
		.seed = witness->seed,
		.first = witness->first,
		.count = witness->number - witness->first + 1,
		.final_every = witness->final_every,
		.timeout_ns = replay->timeout_ns,
		.stop = replay->stop,
	};
}

/* A guest that died has no hash, so its report is compared instead. */
static bool same_words(const struct witness *witness,
		       const struct execution *execution)
{
	struct witness again = { .test = witness->test,
				 .filesystem = witness->filesystem };
	bool same;

	witness_tell(&again, &execution->result, &execution->shown.run);
	same = !strcmp(again.report, witness->report);
	again.filesystem = NULL;
	witness_free(&again);
	return same;
}

enum replayed replay_compare(const struct witness *witness,
			     const struct execution *execution)
{
	enum promise promise = execution_broke(execution);

	if (execution->result.status == RESULT_NOT_RUN)
		return REPLAYED_NOT;
	if (promise == PROMISE_NONE)
		return REPLAYED_KEPT;
	if (promise != witness->promise)
		return REPLAYED_OTHER;
	if (execution->result.execution_hash != witness->hash)
		return REPLAYED_BROKEN;
	return witness->hash || same_words(witness, execution) ?
		       REPLAYED_SAME :
		       REPLAYED_BROKEN;
}
