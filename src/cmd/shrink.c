// SPDX-License-Identifier: GPL-2.0-or-later
/* fslitmus shrink: makes a witness smaller. */
#include <argp.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/interrupt.h"
#include "base/output.h"
#include "cmd/cmd.h"
#include "cmd/failure.h"
#include "cmd/number.h"
#include "cmd/witness.h"
#include "replay/shrink.h"
#include "report/words.h"
#include "run/progress.h"

enum { OPTION_BUDGET = 256, OPTION_KERNEL };

/* clang-format off */
static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0, "write the smaller witness there (beside "
	  "the first, under a name of its own)", 0 },
	{ "budget", OPTION_BUDGET, "CPU-TIME", 0, "try for so much processor "
	  "time, and keep the smallest (5m)", 0 },
	{ "kernel", OPTION_KERNEL, "HASH", 0, "in the cached kernel with that "
	  "key or build id, not that of the witness", 0 },
	{ "quiet", 'q', 0, 0, "print only the name of the file", 0 },
	{ 0 }
};
/* clang-format on */

#define DEFAULT_BUDGET_NS (300 * 1000000000ull)

struct arguments {
	const char *path, *output, *kernel;
	uint64_t budget_ns;
	bool quiet;
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'o':
		arguments->output = value;
		return 0;
	case OPTION_BUDGET:
		arguments->budget_ns = duration_argument("--budget", value);
		return 0;
	case OPTION_KERNEL:
		arguments->kernel = value;
		return 0;
	case 'q':
		arguments->quiet = true;
		return 0;
	}
	return parse_witness(key, value, state, &arguments->path);
}

static const struct argp argp = {
	options,
	parse_option,
	"WITNESS",
	"Take operations and preemptions out of a witness while the same "
	"promise is broken.\v"
	"The smaller one is written to another file; Ctrl-C keeps the smallest "
	"so far.\n\n"
	"Exit status: 0 it was made smaller, or cannot be, 2 wrong arguments or "
	"a wrong file, 3 it could not be executed. fslitmus-shrink(1) tells "
	"more.",
	NULL,
	NULL,
	NULL
};

static void show_progress(void *context, const struct shrink_progress *progress)
{
	char used[WORDS_SIZE], left[WORDS_SIZE];
	uint64_t rest = progress->budget_ns > progress->used_ns ?
				progress->budget_ns - progress->used_ns :
				0;

	(void)context;
	fprintf(stderr,
		"\r\033[K%s: %u operations, %" PRIu32 " preemptions, "
		"%" PRIu64 " guests, %s of processor time, at most %s left",
		progress->step, progress->operations, progress->preemptions,
		progress->executions,
		duration_text(used, sizeof(used), progress->used_ns),
		duration_text(left, sizeof(left), rest));
	fflush(stderr);
}

static int save_smaller(const struct arguments *arguments,
			const struct witness *witness)
{
	char *directory = xstrdup(arguments->path), *path;
	int status;

	path = arguments->output ? xstrdup(arguments->output) :
				   witness_path(dirname(directory), witness);
	status = !path || witness_save(path, witness) ? EXIT_NOT_RUN : 0;
	if (!status && !arguments->quiet)
		witness_print(stdout, witness, true);
	if (!status)
		printf("%s%s\n", arguments->quiet ? "" : "Witness     ", path);
	free(path);
	free(directory);
	return status;
}

static int shrink_it(const struct arguments *arguments, struct witness *witness)
{
	struct replay replay;
	const struct shrink how = {
		.replay = &replay,
		.witness = witness,
		.budget_ns = arguments->budget_ns,
		.tell = progress_possible() && !arguments->quiet ?
				show_progress :
				NULL,
	};
	int status = failure_status(
		replay_open(&replay, witness, arguments->kernel));

	if (!status) {
		replay.stop = &interrupted;
		status = failure_status(shrink(&how));
	}
	if (how.tell)
		fputs("\r\033[K", stderr);
	replay_close(&replay);
	return status ? status : save_smaller(arguments, witness);
}

/* Checks it now, since shrinking takes minutes. */
static void check_output(const char *path)
{
	int error = output_try_whole_file(path);

	if (error)
		die(EXIT_USAGE, "--output %s: %s", path, strerror(-error));
}

int cmd_shrink(int argc, char **argv)
{
	struct arguments arguments = { .budget_ns = DEFAULT_BUDGET_NS };
	struct witness *witness;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	witness = witness_load(arguments.path);
	if (!witness)
		return EXIT_USAGE;
	if (arguments.output)
		check_output(arguments.output);
	interrupt_watch();
	status = shrink_it(&arguments, witness);
	witness_free(witness);
	free(witness);
	return status;
}
