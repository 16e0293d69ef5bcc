// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads the JSON of a witness, and checks what a reader relies on. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "litmus/parse.h"
#include "schedule/search.h"
#include "schedule/sequence.h"
#include "witness/format.h"
#include "witness/witness.h"

/* Only the first error is reported. */
struct loader {
	const char *path;
	json_t *root;
	bool failed;
};

static void load_fail(struct loader *loader, const char *where,
		      const char *expected)
{
	if (!loader->failed)
		error("%s: %s: expected %s", loader->path, where, expected);
	loader->failed = true;
}

/* WHERE is "object.key". */
static json_t *load_find(const struct loader *loader, const char *where)
{
	const char *dot = strchr(where, '.');
	char object[32];

	if (!dot)
		return json_object_get(loader->root, where);
	snprintf(object, sizeof(object), "%.*s", (int)(dot - where), where);
	return json_object_get(json_object_get(loader->root, object), dot + 1);
}

static char *load_optional(struct loader *loader, const char *where)
{
	json_t *value = load_find(loader, where);

	if (!value || json_is_null(value))
		return NULL;
	if (!json_is_string(value)) {
		load_fail(loader, where, "a string");
		return NULL;
	}
	return xstrdup(json_string_value(value));
}

static char *load_required(struct loader *loader, const char *where)
{
	char *text = load_optional(loader, where);

	if (!text)
		load_fail(loader, where, "a string");
	return text;
}

static uint64_t load_number(struct loader *loader, const char *where)
{
	json_t *value = load_find(loader, where);

	if (!json_is_integer(value) || json_integer_value(value) < 0) {
		load_fail(loader, where, "a number");
		return 0;
	}
	return json_integer_value(value);
}

/* An array of lines as one text. */
static char *load_lines(struct loader *loader, const char *where)
{
	json_t *array = load_find(loader, where), *line;
	char *text = NULL;
	size_t size, i;
	FILE *out;

	if (!json_is_array(array)) {
		load_fail(loader, where, "an array of lines");
		return NULL;
	}
	out = xopen_memstream(&text, &size);
	json_array_foreach(array, i, line)
	{
		if (!json_is_string(line))
			load_fail(loader, where, "an array of lines");
		else
			fprintf(out, "%s\n", json_string_value(line));
	}
	xclose_memstream(out);
	return text;
}

static void load_test(struct loader *loader, struct witness *witness)
{
	char *text = load_lines(loader, "test");
	struct diagnostic diagnostic;

	if (text && test_parse(text, strlen(text), loader->path, &witness->test,
			       &diagnostic)) {
		error("%s: the test in it is wrong:", loader->path);
		diagnostic_print(stderr, &diagnostic);
		loader->failed = true;
	}
	free(text);
}

static void load_schedule(struct loader *loader, struct witness *witness)
{
	json_t *alone = load_find(loader, "schedule.alone");
	const char *where;

	witness->schedule = load_required(loader, "schedule.string");
	if (!json_is_boolean(alone))
		load_fail(loader, "schedule.alone", "true or false");
	witness->alone = json_is_true(alone);
	if (witness->schedule &&
	    strlen(witness->schedule) >= SCHEDULE_TEXT_SIZE)
		load_fail(loader, "schedule.string", "a shorter schedule");
	if (witness->alone && witness->schedule) {
		if (sequence_check(witness->schedule, &where))
			load_fail(loader, "schedule.string",
				  "a schedule, or several joined by / "
				  "(doc/schedules.md)");
		return;
	}
	witness->strategy = load_required(loader, "schedule.strategy");
	witness->seed = load_number(loader, "schedule.seed");
	witness->first = load_number(loader, "schedule.first");
	witness->number = load_number(loader, "schedule.number");
	witness->final_every = load_number(loader, "schedule.final_every");
	if (witness->number < witness->first)
		load_fail(loader, "schedule.number",
			  "no less than schedule.first");
}

static void check_strategy(struct loader *loader, const struct witness *witness)
{
	struct search *search;
	const char *where;

	if (!witness->strategy)
		return;
	if (search_new(witness->strategy, 1, &search, &where))
		load_fail(loader, "schedule.strategy",
			  "a strategy (fslitmus-run(1))");
	else
		search_free(search);
}

static enum promise promise_named(const char *id)
{
	for (int i = PROMISE_C1; id && i < PROMISES; i++)
		if (!strcmp(promise_text(i)->id, id))
			return i;
	return PROMISE_NONE;
}

static void load_execution(struct loader *loader, struct witness *witness)
{
	char *promise = load_required(loader, "execution.promise");
	char *hash = load_required(loader, "execution.hash");
	char *end = NULL;

	witness->promise = promise_named(promise);
	if (promise && witness->promise == PROMISE_NONE)
		load_fail(loader, "execution.promise",
			  "the id of a promise (C1)");
	if (hash)
		witness->hash = strtoull(hash, &end, 16);
	if (hash && (*end || strlen(hash) != 16))
		load_fail(loader, "execution.hash", "16 hexadecimal digits");
	witness->points = load_number(loader, "execution.points");
	witness->legal = load_number(loader, "execution.legal");
	witness->preemptions = load_number(loader, "execution.preemptions");
	witness->outcome = load_optional(loader, "execution.outcome");
	witness->report = load_lines(loader, "execution.report");
	free(promise);
	free(hash);
}

static void load_all(struct loader *loader, struct witness *witness)
{
	load_test(loader, witness);
	witness->filesystem = load_required(loader, "filesystem.name");
	witness->mkfs = load_optional(loader, "filesystem.mkfs");
	witness->mount_options = load_required(loader, "filesystem.mount");
	witness->image = load_optional(loader, "filesystem.image");
	witness->build_id = load_required(loader, "kernel.build_id");
	witness->version = load_required(loader, "kernel.version");
	witness->source = load_required(loader, "kernel.source");
	witness->compiler = load_required(loader, "kernel.compiler");
	witness->kind = load_required(loader, "kernel.kind");
	witness->mutant = load_optional(loader, "kernel.mutant");
	witness->guest = load_required(loader, "guest");
	load_schedule(loader, witness);
	check_strategy(loader, witness);
	load_execution(loader, witness);
	if (!load_find(loader, "shrunk_from"))
		return;
	witness->first_schedule = load_required(loader, "shrunk_from.schedule");
	witness->first_test = load_lines(loader, "shrunk_from.test");
}

static bool is_readable(struct loader *loader)
{
	json_error_t problem;
	json_t *version;

	errno = 0;
	loader->root = json_load_file(loader->path, 0, &problem);
	if (!loader->root && errno && problem.line < 0)
		return error("%s: %s", loader->path, strerror(errno)) == 0;
	if (!loader->root)
		return error("%s:%d:%d: this is no witness: %s", loader->path,
			     problem.line, problem.column, problem.text) == 0;
	version = json_object_get(loader->root, "witness");
	if (!json_is_integer(version))
		return error("%s: this is no witness: there is no \"witness\" "
			     "with its version",
			     loader->path) == 0;
	if (json_integer_value(version) == WITNESS_VERSION)
		return true;
	return error("%s: this witness is of version %lld; expected %d",
		     loader->path, (long long)json_integer_value(version),
		     WITNESS_VERSION) == 0;
}

struct witness *witness_load(const char *path)
{
	struct loader loader = { .path = path };
	struct witness *witness;

	if (!is_readable(&loader)) {
		json_decref(loader.root);
		return NULL;
	}
	witness = xcalloc(1, sizeof(*witness));
	load_all(&loader, witness);
	json_decref(loader.root);
	if (!loader.failed)
		return witness;
	witness_free(witness);
	free(witness);
	return NULL;
}
