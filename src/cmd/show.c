// SPDX-License-Identifier: GPL-2.0-or-later
/* fslitmus show: prints tests in canonical form, and witnesses as timelines. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "cmd/cmd.h"
#include "cmd/failure.h"
#include "cmd/colour.h"
#include "cmd/corpus.h"
#include "kernel/symbols.h"
#include "litmus/print.h"
#include "replay/replay.h"
#include "timeline/timeline.h"

enum { OPTION_KERNEL = 256, OPTION_NO_TIMELINE, OPTION_BRIEF };

/* clang-format off */
static const struct argp_option options[] = {
	{ 0, 0, 0, 0, "Of a witness:", 1 },
	{ "verbose", 'v', 0, 0, "every function that was passed", 0 },
	{ "brief", OPTION_BRIEF, 0, 0,
	  "no functions: operations, locks, pages and preemptions alone", 0 },
	{ "no-timeline", OPTION_NO_TIMELINE, 0, 0,
	  "only what the file says: needs no kernel", 0 },
	{ "kernel", OPTION_KERNEL, "HASH", 0, "execute it in the cached kernel "
	  "with that key or build id", 0 },
	{ 0 }
};
/* clang-format on */

struct arguments {
	char **words;
	int word_count;
	const char *kernel;
	int detail;
	bool no_timeline;
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'v':
		arguments->detail = 1;
		return 0;
	case OPTION_BRIEF:
		arguments->detail = -1;
		return 0;
	case OPTION_NO_TIMELINE:
		arguments->no_timeline = true;
		return 0;
	case OPTION_KERNEL:
		arguments->kernel = value;
		return 0;
	case ARGP_KEY_ARGS:
		arguments->words = state->argv + state->next;
		arguments->word_count = state->argc - state->next;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	options,
	parse_option,
	"TEST...|WITNESS...",
	"Print tests in their canonical form, or what a witness recorded.\v"
	"TEST is a file, a directory, - for standard input, or the name or a "
	"shell pattern of tests of the corpus. A WITNESS is executed once more, "
	"and drawn: processes side by side, functions, locks, preemptions.",
	NULL,
	NULL,
	NULL
};

/* The width of the terminal, or 0. */
static int terminal_columns(void)
{
	struct winsize size;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) ? 0 : size.ws_col;
}

static void draw_witness(const struct arguments *arguments,
			 const struct replay *replay,
			 const struct execution *execution)
{
	struct symbols *symbols = kernel_symbols_are_sound(replay->kernel) ?
					  symbols_open(
						  replay->kernel->symbols) :
					  NULL;
	const struct timeline what = {
		.test = &replay->witness->test,
		.result = &execution->result,
		.execution = &execution->shown,
		.events = execution->events,
		.count = execution->event_count,
		.symbols = symbols,
		.columns = terminal_columns(),
		.colour = wants_colour(stdout),
		.detail = arguments->detail,
	};

	putchar('\n');
	timeline_print(stdout, &what);
	symbols_close(symbols);
}

static int draw_again(const struct arguments *arguments,
		      const struct replay *replay)
{
	struct execution_request request = replay_request(replay);
	struct execution *execution;
	enum replayed what;

	request.trace = true;
	if (guest_execute(&request, &execution))
		return EXIT_NOT_RUN;
	what = replay_compare(replay->witness, execution);
	if (!execution->event_count)
		error("the guest left no events to draw%s%s",
		      execution->result.reason[0] ? ": " : "",
		      execution->result.reason);
	else
		draw_witness(arguments, replay, execution);
	if (what == REPLAYED_KEPT)
		warning("no promise was broken this time");
	else if (what != REPLAYED_SAME && execution->event_count)
		warning("this execution is not the one of the witness");
	execution_free(execution);
	return what == REPLAYED_NOT ? EXIT_NOT_RUN : 0;
}

static int show_witness(const struct arguments *arguments, const char *path)
{
	struct witness *witness = witness_load(path);
	struct replay replay;
	int status = 0;

	if (!witness)
		return EXIT_USAGE;
	witness_print(stdout, witness, arguments->no_timeline);
	fflush(stdout);
	if (!arguments->no_timeline) {
		status = failure_status(
			replay_open(&replay, witness, arguments->kernel));
		replay.stop = &interrupted;
		if (!status)
			status = draw_again(arguments, &replay);
		replay_close(&replay);
	}
	witness_free(witness);
	free(witness);
	return status;
}

static int show_test(const char *path)
{
	struct test test;

	if (corpus_load(path, &test))
		return EXIT_USAGE;
	if (test_print(stdout, &test))
		out_of_memory();
	return 0;
}

static int show_tests(char **words, int count, bool *any)
{
	struct corpus tests;
	int status = 0;

	if (corpus_find(count, words, &tests) < 0)
		status = EXIT_USAGE;
	for (size_t i = 0; i < tests.count && !status; i++) {
		if (*any)
			putchar('\n');
		*any = true;
		status = show_test(tests.path[i]);
	}
	corpus_free(&tests);
	return status;
}

int cmd_show(int argc, char **argv)
{
	struct arguments arguments = { .word_count = 0 };
	bool any = false;
	int status = 0;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (!arguments.word_count)
		die(EXIT_USAGE, "expected the name or the file of a test, or a "
				"witness; \"fslitmus show --help\" explains");
	for (int i = 0; i < arguments.word_count && !status; i++) {
		if (!witness_is_one(arguments.words[i])) {
			status = show_tests(&arguments.words[i], 1, &any);
			continue;
		}
		interrupt_watch();
		status = show_witness(&arguments, arguments.words[i]);
		any = true;
	}
	return status;
}
