// SPDX-License-Identifier: GPL-2.0-or-later
/* From a violation to a witness that repeats it with as little as possible. */
#include "machine/violation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/error.h"
#include "kernel/digest.h"
#include "kernel/path.h"
#include "machine/disk.h"
#include "schedule/schedule.h"

static char *copy(const char *text)
{
	return text ? path_format("%s", text) : NULL;
}

char *explicit_schedule(const struct guest_execution *shown)
{
	const struct fslitmus_result *run = &shown->run;
	struct schedule schedule;
	size_t size;
	char *text;

	if (!run->hash || run->preemptions_kept < run->preemptions)
		return NULL;
	schedule_explicit(&schedule, shown->preemptions,
			  run->preemptions_kept);
	size = schedule_format(&schedule, NULL, 0) + 1;
	text = malloc(size);
	if (!text)
		die(EXIT_NOT_RUN, "out of memory for a schedule");
	schedule_format(&schedule, text, size);
	schedule_clear(&schedule);
	return text;
}

char *guest_program_digest(void)
{
	const struct embedded_file *init = &guest_init[0];
	char hex[DIGEST_HEX];

	digest_of("init", init->data, init->end - init->data, hex);
	return copy(hex);
}

static void describe_setup(struct witness *witness,
			   const struct violation *violation)
{
	const struct kernel *kernel = violation->kernel;
	const struct fs_config *config = violation->setup->config;
	char text[FS_TEXT_SIZE];

	witness->test = *violation->test;
	witness->filesystem = copy(config->name);
	if (config->type->mkfs)
		witness->mkfs = copy(fs_guest_mkfs(config, text));
	witness->mount_options = copy(fs_options(config, FS_GUEST, text));
	witness->image = guest_disk_digest(violation->setup);
	witness->guest = guest_program_digest();
	witness->build_id = copy(kernel->build_id);
	witness->version = copy(kernel->version);
	witness->source = copy(kernel->source);
	witness->compiler = copy(kernel->compiler);
	witness->kind = copy(kernel_kind(kernel));
	witness->mutant = copy(violation->setup->mutant);
}

static struct execution_request request_for(const struct violation *violation)
{
	return (struct execution_request){
		.setup = violation->setup,
		.test = violation->test,
		.timeout_ns = violation->timeout_ns,
		.stop = violation->stop,
	};
}

/* What was asked for if it breaks that promise, or NULL. */
static struct execution *break_by(const struct execution_request *request,
				  enum promise promise)
{
	struct execution *execution;

	if (guest_execute(request, &execution))
		return NULL;
	if (execution_broke(execution) == promise)
		return execution;
	execution_free(execution);
	return NULL;
}

/* The execution of SCHEDULE alone if it breaks that promise, or NULL. */
static struct execution *break_alone(const struct violation *violation,
				     const char *schedule,
				     enum promise promise)
{
	struct execution_request request = request_for(violation);

	request.schedule = schedule;
	return schedule ? break_by(&request, promise) : NULL;
}

static void adopt(struct witness *witness, const char *schedule,
		  const struct execution *execution)
{
	free(witness->schedule);
	witness->schedule = copy(schedule);
	witness->alone = true;
	witness_tell(witness, &execution->result, &execution->shown.run);
}

/* Where the schedule says it with a seed, it is said in full. */
static void spell_out(const struct violation *violation,
		      struct witness *witness,
		      const struct guest_execution *shown)
{
	char *schedule = explicit_schedule(shown);
	struct execution *execution =
		break_alone(violation, schedule, witness->promise);

	if (execution)
		adopt(witness, schedule, execution);
	execution_free(execution);
	free(schedule);
}

static void isolate(const struct violation *violation,
		    struct witness *witness)
{
	char *given = copy(witness->schedule);
	struct execution *execution = break_alone(violation, given,
						  witness->promise);

	if (execution) {
		adopt(witness, given, execution);
		spell_out(violation, witness, &execution->shown);
	} else {
		spell_out(violation, witness, violation->shown);
	}
	execution_free(execution);
	free(given);
}

static void describe_batch(struct witness *witness,
			 const struct violation *violation)
{
	const struct result *result = violation->result;

	witness->schedule = copy(result->schedule);
	witness->strategy = copy(violation->strategy);
	witness->seed = result->seed;
	witness->first = result->schedule_first;
	witness->number = result->schedule_number;
	witness->final_every = violation->final_every;
	witness_tell(witness, result, &violation->shown->run);
}

/* The first COUNT schedules of the batch, if they are to be blamed as well. */
static struct execution *blamed_after(const struct violation *violation,
				      uint64_t count)
{
	struct execution_request request = request_for(violation);
	struct execution *execution;

	request.strategy = violation->strategy;
	request.seed = violation->result->seed;
	request.first = violation->result->schedule_first;
	request.count = count;
	request.final_every = violation->final_every;
	execution = break_by(&request, violation->result->verdict.promise);
	if (!execution || execution->blame == BLAME_BATCH)
		return execution;
	execution_free(execution);
	return NULL;
}

static bool is_stopped(const struct violation *violation)
{
	return violation->stop && *violation->stop;
}

/*
 * The shortest part of the batch that is to be blamed, for damage stays, and so
 * does what was logged: its last schedule is the one that did it. NULL where
 * the whole batch is the shortest.
 */
static struct execution *find_blamed(const struct violation *violation)
{
	const struct result *result = violation->result;
	uint64_t clean = 0;
	uint64_t bad = result->schedule_number - result->schedule_first + 1;
	struct execution *shortest = NULL, *execution;

	while (bad - clean > 1 && !is_stopped(violation)) {
		uint64_t middle = clean + (bad - clean) / 2;

		execution = blamed_after(violation, middle);
		if (!execution) {
			clean = middle;
			continue;
		}
		execution_free(shortest);
		shortest = execution;
		bad = middle;
	}
	return shortest;
}

char *violation_save(const struct violation *violation, const char *directory)
{
	struct violation shortest = *violation;
	struct execution *execution = NULL;
	struct witness witness = { .hash = 0 };
	char *path = NULL;

	if (path_make_directories(directory))
		return NULL;
	if (violation->blame == BLAME_BATCH)
		execution = find_blamed(violation);
	if (execution) {
		shortest.result = &execution->result;
		shortest.shown = &execution->shown;
	}
	describe_setup(&witness, &shortest);
	describe_batch(&witness, &shortest);
	isolate(&shortest, &witness);
	path = witness_path(directory, &witness);
	if (witness_save(path, &witness)) {
		free(path);
		path = NULL;
	}
	witness_free(&witness);
	execution_free(execution);
	return path;
}
