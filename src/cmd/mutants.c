// SPDX-License-Identifier: GPL-2.0-or-later
/* fslitmus mutants: its arguments. The work is done in src/mutants/. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "cmd/cmd.h"
#include "cmd/corpus.h"
#include "cmd/failure.h"
#include "cmd/format.h"
#include "cmd/number.h"
#include "cmd/strategy.h"
#include "machine/batch.h"
#include "mutants/mutants.h"
#include "run/progress.h"
#include "run/run.h"

#define MOST_SEEDS 1000

enum option_key {
	OPTION_SEEDS = 256,
	OPTION_SEED,
	OPTION_BUDGET,
	OPTION_CONTROL_BUDGET,
	OPTION_JOBS,
	OPTION_FS,
	OPTION_TEST,
	OPTION_KERNEL,
	OPTION_STRATEGY,
	OPTION_CHANCE,
};

#define GROUP_REPORT 3

/* clang-format off */
static const struct argp_option options[] = {
	{ 0, 0, 0, 0, "How long:", 1 },
	{ "seeds", OPTION_SEEDS, "N", 0, "trials of each (default 5)", 0 },
	{ "budget", OPTION_BUDGET, "CPU-TIME", 0,
	  "for each trial of a mutant (default 60s)", 0 },
	{ "control-budget", OPTION_CONTROL_BUDGET, "CPU-TIME", 0,
	  "for all trials of a negative control together (default 120s)", 0 },
	{ 0, 0, 0, 0, "How:", 2 },
	{ "test", OPTION_TEST, "TEST", 0,
	  "with this test, not with those the mutant names; may be repeated",
	  0 },
	{ "fs", OPTION_FS, "LIST", 0,
	  "on these configurations, not on those it names", 0 },
	{ "seed", OPTION_SEED, "N", 0, "of the first trial (default 1)", 0 },
	{ "jobs", OPTION_JOBS, "N", 0, "N trials at a time", 0 },
	{ "kernel", OPTION_KERNEL, "HASH", 0,
	  "the cached kernel with that key or build id", 0 },
	{ "strategy", OPTION_STRATEGY, "NAME", 0,
	  "how schedules are chosen, or one of them", 0 },
	{ "chance", OPTION_CHANCE, 0, 0,
	  "without schedule control: in real time, without preemptions", 0 },
	{ 0, 0, 0, 0, "Report:", GROUP_REPORT },
	{ 0 }
};
/* clang-format on */

struct arguments {
	struct mutants_options how;
	struct format_choice format;
	char **test_words;
	int test_word_count;
	struct corpus found;
};

static void add_test_word(struct arguments *arguments, char *word)
{
	arguments->test_words = xrealloc(arguments->test_words,
					 arguments->test_word_count + 1,
					 sizeof(word));
	arguments->test_words[arguments->test_word_count++] = word;
}

static error_t parse_how(int key, char *value, struct arguments *arguments)
{
	struct mutants_options *how = &arguments->how;

	switch (key) {
	case OPTION_SEEDS:
		how->seeds = number_argument("--seeds", value, 1, MOST_SEEDS);
		return 0;
	case OPTION_BUDGET:
		how->budget_ns = duration_argument("--budget", value);
		return 0;
	case OPTION_CONTROL_BUDGET:
		how->control_ns = duration_argument("--control-budget", value);
		return 0;
	case OPTION_SEED:
		how->seed = number_argument("--seed", value, 1, INT64_MAX);
		return 0;
	case OPTION_JOBS:
		how->jobs = number_argument("--jobs", value, 1, RUN_MAX_JOBS);
		return 0;
	case OPTION_KERNEL:
		how->kernel = value;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	struct mutants_options *how = &arguments->how;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->format;
		return 0;
	case OPTION_FS:
		how->filesystems = value;
		return 0;
	case OPTION_TEST:
		add_test_word(arguments, value);
		return 0;
	case OPTION_STRATEGY:
		strategy_argument("--strategy", value);
		how->strategy = value;
		return 0;
	case OPTION_CHANCE:
		how->chance = true;
		return 0;
	case ARGP_KEY_ARGS:
		how->patterns = state->argv + state->next;
		how->pattern_count = state->argc - state->next;
		return 0;
	case ARGP_KEY_END:
		if (how->chance && how->strategy)
			argp_error(state, "--chance and --strategy exclude "
					  "each other");
		return 0;
	default:
		return parse_how(key, value, arguments);
	}
}

static struct argp argp = {
	options,
	parse_option,
	"[PATTERN...]",
	"Look for every seeded fault that a kernel built with --mutants "
	"holds, and print the score.\v"
	"PATTERN is the name of a mutant or negative control, or a shell "
	"pattern; without one, all are tried.\n\n"
	"Exit status: 0 every mutant that can show was found and every control "
	"stayed green, 1 one was not or did not, 2 wrong arguments, 3 could "
	"not run. fslitmus-mutants(1) tells more.",
	NULL,
	NULL,
	NULL
};

static void load_tests(struct arguments *arguments)
{
	struct corpus *found = &arguments->found;
	struct test *tests;

	if (corpus_find(arguments->test_word_count, arguments->test_words,
			found) < 0)
		exit(EXIT_USAGE);
	tests = xcalloc(found->count, sizeof(*tests));
	for (size_t i = 0; i < found->count; i++)
		if (corpus_load(found->path[i], &tests[i]))
			exit(EXIT_USAGE);
	arguments->how.tests = tests;
	arguments->how.test_count = found->count;
	arguments->how.all_tests = arguments->test_word_count > 0;
}

int cmd_mutants(int argc, char **argv)
{
	struct arguments arguments = {
		.how = {
			.seeds = 5,
			.seed = 1,
			.budget_ns = 60 * 1000000000ull,
			.control_ns = 120 * 1000000000ull,
			.timeout_ns = GUEST_TIMEOUT_NS,
			.jobs = 1,
			.out = stdout,
		},
		.format = { .use = FORMAT_MUTANTS },
	};
	const struct argp_child children[] = {
		format_child(FORMAT_MUTANTS, GROUP_REPORT), { 0 }
	};
	int status;

	argp.children = children;
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	arguments.how.format = arguments.format.format->name;
	load_tests(&arguments);
	arguments.how.progress = progress_possible();
	status = mutants_run(&arguments.how);
	free((void *)arguments.how.tests);
	free(arguments.test_words);
	corpus_free(&arguments.found);
	return status < 0 ? failure_status(status) : status;
}
