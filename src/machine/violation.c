// SPDX-License-Identifier: GPL-2.0-or-later
/* Saves a violation as a witness that repeats it with as little as possible. */
#include "machine/violation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/memory.h"
#include "kernel/digest.h"
#include "kernel/path.h"
#include "machine/disk.h"
#include "schedule/sequence.h"

static char *violation_copy(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

char *explicit_schedule(const struct guest_execution *shown)
{
	const struct fslitmus_result *run = &shown->run;
	struct schedule schedule;
	size_t size;
	char *text;

	if (!run->hash || run->preemptions_kept < run->preemptions)
		return NULL;
	if (schedule_explicit(&schedule, shown->preemptions,
			      run->preemptions_kept))
		out_of_memory();
	size = schedule_format(&schedule, NULL, 0) + 1;
	text = xcalloc(size, 1);
	schedule_format(&schedule, text, size);
	schedule_clear(&schedule);
	return text;
}

char *guest_program_digest(void)
{
	const struct embedded_file *init = &guest_init[0];
	char hex[DIGEST_HEX];

	digest_of("init", init->data, init->end - init->data, hex);
	return violation_copy(hex);
}

static void violation_describe_setup(struct witness *witness,
				     const struct violation *violation)
{
	const struct kernel *kernel = violation->kernel;
	const struct fs_config *config = violation->setup->config;
	char text[FS_TEXT_SIZE];

	witness->test = *violation->test;
	witness->filesystem = violation_copy(config->name);
	if (config->type->mkfs)
		witness->mkfs = violation_copy(fs_guest_mkfs(config, text));
	witness->mount_options = violation_copy(
		fs_options(config, FS_GUEST, text));
	witness->image = guest_disk_digest(violation->setup);
	witness->guest = guest_program_digest();
	witness->build_id = violation_copy(kernel->build_id);
	witness->version = violation_copy(kernel->version);
	witness->source = violation_copy(kernel->source);
	witness->compiler = violation_copy(kernel->compiler);
	witness->kind = violation_copy(kernel_kind(kernel));
	witness->mutant = violation_copy(violation->setup->mutant);
}

static struct execution_request violation_request(
	const struct violation *violation)
{
	return (struct execution_request){
		.setup = violation->setup,
		.test = violation->test,
		.timeout_ns = violation->timeout_ns,
		.stop = violation->stop,
	};
}

/* The execution of the sequence if its last schedule breaks the promise, or
 * NULL. */
static struct execution *violation_break_alone(const struct violation *violation,
					       const char *sequence,
					       enum promise promise)
{
	struct execution_request request = violation_request(violation);

	request.schedule = sequence;
	return sequence ? execution_that_breaks(&request, promise) : NULL;
}

static void violation_adopt(struct witness *witness, const char *schedule,
			    const struct execution *execution)
{
	free(witness->schedule);
	witness->schedule = violation_copy(schedule);
	witness->alone = true;
	witness_tell(witness, &execution->result, &execution->shown.run);
}

char *explicit_sequence(const char *sequence,
			const struct guest_execution *shown)
{
	size_t last = sequence_count(sequence) - 1;
	char *schedule = explicit_schedule(shown), *text;

	if (!schedule)
		return NULL;
	text = sequence_replace(sequence, last, 1, schedule);
	if (!text)
		out_of_memory();
	free(schedule);
	return text;
}

/* Replaces a last schedule given by a seed with its explicit form. */
static void violation_spell_out(const struct violation *violation,
				struct witness *witness,
				const struct guest_execution *shown)
{
	char *schedule = explicit_sequence(witness->schedule, shown);
	struct execution *execution = violation_break_alone(violation, schedule,
							    witness->promise);

	if (execution)
		violation_adopt(witness, schedule, execution);
	execution_free(execution);
	free(schedule);
}

static void violation_isolate(const struct violation *violation,
			      struct witness *witness)
{
	char *given = violation_copy(witness->schedule);
	struct execution *execution = violation_break_alone(violation, given,
							    witness->promise);

	if (execution) {
		violation_adopt(witness, given, execution);
		violation_spell_out(violation, witness, &execution->shown);
	} else {
		violation_spell_out(violation, witness, violation->shown);
	}
	execution_free(execution);
	free(given);
}

static void violation_describe_batch(struct witness *witness,
				     const struct violation *violation)
{
	const struct result *result = violation->result;

	witness->schedule = violation_copy(result->schedule);
	witness->strategy = violation_copy(violation->strategy);
	witness->seed = result->seed;
	witness->first = result->schedule_first;
	witness->number = result->schedule_number;
	witness->final_every = violation->final_every;
	witness_tell(witness, result, &violation->shown->run);
}

/* The first COUNT schedules of the batch. */
static struct execution_request violation_batch(
	const struct violation *violation, uint64_t count)
{
	struct execution_request request = violation_request(violation);

	request.strategy = violation->strategy;
	request.seed = violation->result->seed;
	request.first = violation->result->schedule_first;
	request.count = count;
	request.final_every = violation->final_every;
	return request;
}

/* Up to the schedule that the result keeps. */
static uint64_t violation_count(const struct violation *violation)
{
	const struct result *result = violation->result;

	return result->schedule_number - result->schedule_first + 1;
}

/*
 * The schedule breaks nothing alone: what earlier ones left is needed. Brings
 * those into the witness. If that does not help either, the witness is of the
 * batch, executed again as a replay will do it.
 */
static void violation_bring_earlier(const struct violation *violation,
				    struct witness *witness)
{
	const struct execution_request batch =
		violation_batch(violation, violation_count(violation));
	struct execution *execution;
	char *sequence;

	execution = execution_with_earlier(&batch, witness->schedule,
					   witness->promise, &sequence);
	if (execution) {
		violation_adopt(witness, sequence, execution);
		violation_spell_out(violation, witness, &execution->shown);
	} else {
		execution = execution_that_breaks(&batch, witness->promise);
		if (execution)
			witness_tell(witness, &execution->result,
				     &execution->shown.run);
	}
	execution_free(execution);
	free(sequence);
}

/* The execution of the batch's first COUNT schedules if it breaks the
 * promise. */
static struct execution *violation_blamed_after(
	const struct violation *violation, uint64_t count)
{
	struct execution_request request = violation_batch(violation, count);
	struct execution *execution =
		execution_that_breaks(&request,
				      violation->result->verdict.promise);

	if (!execution || execution->blame == BLAME_BATCH)
		return execution;
	execution_free(execution);
	return NULL;
}

static bool violation_is_stopped(const struct violation *violation)
{
	return violation->stop && *violation->stop;
}

/*
 * The shortest beginning of the batch that breaks the promise. Its last
 * schedule is the one that did it, since damage and log messages stay. NULL if
 * only the whole batch breaks it.
 */
static struct execution *violation_find_blamed(const struct violation *violation)
{
	uint64_t clean = 0, bad = violation_count(violation);
	struct execution *shortest = NULL, *execution;

	while (bad - clean > 1 && !violation_is_stopped(violation)) {
		uint64_t middle = clean + (bad - clean) / 2;

		execution = violation_blamed_after(violation, middle);
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
		execution = violation_find_blamed(violation);
	if (execution) {
		shortest.result = &execution->result;
		shortest.shown = &execution->shown;
	}
	violation_describe_setup(&witness, &shortest);
	violation_describe_batch(&witness, &shortest);
	violation_isolate(&shortest, &witness);
	if (!witness.alone)
		violation_bring_earlier(&shortest, &witness);
	path = witness_path(directory, &witness);
	if (witness_save(path, &witness)) {
		free(path);
		path = NULL;
	}
	witness_free(&witness);
	execution_free(execution);
	return path;
}
