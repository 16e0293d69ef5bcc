// SPDX-License-Identifier: GPL-2.0-or-later
/* Writes a witness as JSON. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "kernel/path.h"
#include "litmus/print.h"
#include "report/json_value.h"
#include "witness/format.h"
#include "witness/witness.h"

static void put_optional(json_t *object, const char *key, const char *text)
{
	if (text)
		json_put_text(object, key, text);
	else
		json_put(object, key, json_null());
}

static json_t *filesystem_json(const struct witness *witness)
{
	json_t *object = json_object();

	json_put_text(object, "name", witness->filesystem);
	put_optional(object, "mkfs", witness->mkfs);
	json_put_text(object, "mount", witness->mount_options);
	put_optional(object, "image", witness->image);
	return object;
}

static json_t *kernel_json(const struct witness *witness)
{
	json_t *object = json_object();

	json_put_text(object, "build_id", witness->build_id);
	json_put_text(object, "version", witness->version);
	json_put_text(object, "source", witness->source);
	json_put_text(object, "compiler", witness->compiler);
	json_put_text(object, "kind", witness->kind);
	put_optional(object, "mutant", witness->mutant);
	return object;
}

static json_t *schedule_json(const struct witness *witness)
{
	json_t *object = json_object();

	json_put_text(object, "string", witness->schedule);
	json_put(object, "alone", json_boolean(witness->alone));
	if (witness->alone)
		return object;
	json_put_text(object, "strategy", witness->strategy);
	json_put_number(object, "seed", witness->seed);
	json_put_number(object, "first", witness->first);
	json_put_number(object, "number", witness->number);
	json_put_number(object, "final_every", witness->final_every);
	return object;
}

/* The hash as digits: not every reader of JSON has 64 bits for a number. */
static json_t *execution_json(const struct witness *witness)
{
	json_t *object = json_object();
	char hash[17];

	snprintf(hash, sizeof(hash), "%016" PRIx64, witness->hash);
	json_put_text(object, "promise", promise_text(witness->promise)->id);
	json_put_text(object, "hash", hash);
	json_put_number(object, "points", witness->points);
	json_put_number(object, "legal", witness->legal);
	json_put_number(object, "preemptions", witness->preemptions);
	put_optional(object, "outcome", witness->outcome);
	json_put_lines(object, "report", witness->report);
	return object;
}

static json_t *shrunk_json(const struct witness *witness)
{
	json_t *object = json_object();

	json_put_text(object, "schedule", witness->first_schedule);
	json_put_lines(object, "test", witness->first_test);
	return object;
}

static json_t *witness_json(const struct witness *witness)
{
	static char text[1 << 16];
	json_t *object = json_object();
	json_t *round = witness->round ?
				json_round(&witness->test, witness->round) :
				NULL;

	json_put_number(object, "witness", WITNESS_VERSION);
	json_put_text(object, "fslitmus", FSLITMUS_VERSION);
	test_text(&witness->test, text, sizeof(text));
	json_put_lines(object, "test", text);
	json_put(object, "filesystem", filesystem_json(witness));
	json_put(object, "kernel", kernel_json(witness));
	json_put_text(object, "guest", witness->guest);
	json_put(object, "schedule", schedule_json(witness));
	json_put(object, "execution", execution_json(witness));
	if (witness->first_schedule)
		json_put(object, "shrunk_from", shrunk_json(witness));
	if (round)
		json_put(object, "round", round);
	return object;
}

int witness_save(const char *path, const struct witness *witness)
{
	json_t *object = witness_json(witness);
	char *text = json_dumps(object, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	int status;

	if (!text)
		out_of_memory();
	status = path_replace(path, text, strlen(text));
	free(text);
	json_decref(object);
	return status;
}
