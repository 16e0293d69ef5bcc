// SPDX-License-Identifier: GPL-2.0-or-later
/* What a witness owns, the name of its file, and its text for a person. */
#include "witness/witness.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "kernel/path.h"
#include "litmus/print.h"
#include "report/describe.h"
#include "schedule/sequence.h"

/* Schedules shown of those before the one that broke the promise. */
#define PRINTED_BEFORE 8

void witness_free(struct witness *witness)
{
	char **owned[] = {
		&witness->filesystem,	  &witness->mkfs,
		&witness->mount_options,  &witness->image,
		&witness->build_id,	  &witness->version,
		&witness->source,	  &witness->compiler,
		&witness->kind,		  &witness->mutant,
		&witness->guest,	  &witness->schedule,
		&witness->strategy,	  &witness->outcome,
		&witness->report,	  &witness->first_test,
		&witness->first_schedule,
	};

	for (size_t i = 0; i < sizeof(owned) / sizeof(owned[0]); i++) {
		free(*owned[i]);
		*owned[i] = NULL;
	}
	free(witness->round);
	witness->round = NULL;
}

/*
 * A guest that died has no hash, nor has one in which no point was passed;
 * then the schedule's string serves.
 */
static uint64_t number_for_name(const struct witness *witness)
{
	uint64_t hash = 0xcbf29ce484222325ull;

	if (witness->hash)
		return witness->hash;
	for (const char *at = witness->schedule; *at; at++)
		hash = (hash ^ (unsigned char)*at) * 0x100000001b3ull;
	return hash;
}

/* A long name is cut, so that the file's is no longer than 255 bytes. */
char *witness_path(const char *directory, const struct witness *witness)
{
	return xasprintf("%s/%.180s-on-%s-%08" PRIx32 ".witness", directory,
			 witness->test.name, witness->filesystem,
			 (uint32_t)number_for_name(witness));
}

bool witness_is_one(const char *path)
{
	FILE *in = fopen(path, "re");
	char first = '\0';
	int got = in ? fscanf(in, " %c", &first) : 0;

	if (in)
		fclose(in);
	return got == 1 && first == '{';
}

static void print_kernel(FILE *out, const struct witness *witness)
{
	fprintf(out, "Kernel      Linux %s (%s), build id %s\n",
		witness->version, witness->kind, witness->build_id);
	fprintf(out, "            from %s with %s\n", witness->source,
		witness->compiler);
	if (witness->mutant)
		fprintf(out, "            with the seeded fault %s\n",
			witness->mutant);
}

static void print_filesystem(FILE *out, const struct witness *witness)
{
	fprintf(out, "Filesystem  %s", witness->filesystem);
	if (witness->mount_options[0])
		fprintf(out, ", mounted with %s", witness->mount_options);
	fputc('\n', out);
	if (witness->mkfs)
		fprintf(out, "            %s\n", witness->mkfs);
}

static void print_sequence(FILE *out, const char *sequence)
{
	size_t before = sequence_count(sequence) - 1;

	describe_schedule(out, sequence_last(sequence));
	if (!before)
		fputs("\n            alone in a fresh guest\n", out);
	else
		fprintf(out,
			"\n            in a fresh guest, after %zu schedule%s "
			"whose state it needs\n",
			before, before == 1 ? "" : "s");
	for (size_t i = 0; i < before && i < PRINTED_BEFORE; i++) {
		const char *at = sequence_from(sequence, i);

		fprintf(out, "            %.*s\n", (int)strcspn(at, "/"), at);
	}
	if (before > PRINTED_BEFORE)
		fprintf(out, "            and %zu more\n",
			before - PRINTED_BEFORE);
}

static void print_execution(FILE *out, const struct witness *witness)
{
	fputs("Schedule    ", out);
	if (witness->alone) {
		print_sequence(out, witness->schedule);
	} else {
		describe_schedule(out, witness->schedule);
		fprintf(out,
			"\n            number %" PRIu64 " of a boot that "
			"began with %" PRIu64 " (seed %" PRIu64 "%s%s)\n",
			witness->number, witness->first, witness->seed,
			witness->strategy[0] ? ", " : "", witness->strategy);
	}
	if (witness->hash)
		fprintf(out,
			"Execution   %016" PRIx64 ", %" PRIu64
			" points, %" PRIu32 " preemption%s\n",
			witness->hash, witness->points, witness->preemptions,
			witness->preemptions == 1 ? "" : "s");
	else if (witness->outcome)
		fputs("Execution   passed no point\n", out);
	else
		fputs("Execution   the guest did not survive it\n", out);
}

void witness_print(FILE *out, const struct witness *witness, bool with_report)
{
	if (test_print(out, &witness->test))
		out_of_memory();
	fputc('\n', out);
	print_kernel(out, witness);
	print_filesystem(out, witness);
	print_execution(out, witness);
	if (witness->first_schedule) {
		fputs("Shrunk      from ", out);
		describe_schedule(out, witness->first_schedule);
		fputc('\n', out);
	}
	if (witness->outcome)
		fprintf(out, "Outcome     %s\n", witness->outcome);
	fprintf(out, "Verdict     broken: %s (%s)\n%s",
		promise_text(witness->promise)->id,
		promise_text(witness->promise)->title,
		with_report ? witness->report : "");
}
