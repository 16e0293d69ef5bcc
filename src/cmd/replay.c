// SPDX-License-Identifier: GPL-2.0-or-later
/* fslitmus replay: executes witnesses again. */
#include <argp.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/interrupt.h"
#include "cmd/cmd.h"
#include "cmd/failure.h"
#include "cmd/kernel.h"
#include "cmd/number.h"
#include "cmd/witness.h"
#include "kernel/source.h"
#include "replay/debug.h"
#include "replay/replay.h"
#include "report/describe.h"

enum {
	OPTION_TIMES = 256,
	OPTION_KERNEL,
	OPTION_BUILD,
	OPTION_TIMEOUT,
	OPTION_GDB
};

/* clang-format off */
static const struct argp_option options[] = {
	{ "times", OPTION_TIMES, "N", 0, "so many times, each in a guest of "
	  "its own (1)", 0 },
	{ "kernel", OPTION_KERNEL, "HASH", 0, "in the cached kernel with that "
	  "key or build id, not that of the witness", 0 },
	{ "build", OPTION_BUILD, 0, 0, "build the kernel if it is not cached",
	  0 },
	{ "timeout", OPTION_TIMEOUT, "TIME", 0, "a schedule that takes longer "
	  "hangs (20s)", 0 },
	{ "gdb", OPTION_GDB, "N", OPTION_ARG_OPTIONAL, "run it in gdb, stopped "
	  "at preemption number N (1)", 0 },
	{ "quiet", 'q', 0, 0, "only what it came to", 0 },
	{ 0 }
};
/* clang-format on */

struct arguments {
	const char *path, *kernel;
	uint64_t times, timeout_ns;
	uint32_t stop_at; /* preemption to stop gdb at; 0: no gdb */
	bool build, quiet;
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case OPTION_TIMES:
		arguments->times = number_argument("--times", value, 1,
						   1000000);
		return 0;
	case OPTION_KERNEL:
		arguments->kernel = value;
		return 0;
	case OPTION_BUILD:
		arguments->build = true;
		return 0;
	case OPTION_TIMEOUT:
		arguments->timeout_ns = duration_argument("--timeout", value);
		return 0;
	case OPTION_GDB:
		arguments->stop_at =
			!value ? 1 :
				 number_argument("--gdb", value, 1,
						 FSLITMUS_PREEMPTIONS);
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
	"Repeat the execution that a witness recorded.\v"
	"WITNESS is a file that \"fslitmus run --uml\" or \"fslitmus shrink\" "
	"has written.\n\n"
	"Exit status: 0 every promise was kept this time, 1 one was broken, 2 "
	"wrong arguments or a wrong file, 3 could not run. fslitmus-replay(1) "
	"tells more.",
	NULL,
	NULL,
	NULL
};

static void print_replayed(const struct witness *witness, enum replayed what,
			   const struct execution *execution, uint64_t times)
{
	const struct promise_text *promise = promise_text(
		execution_broke(execution));
	uint64_t hash = execution->result.execution_hash;

	switch (what) {
	case REPLAYED_SAME:
		printf("broken: %s (%s), %s", promise->id, promise->title,
		       hash ? "by the same execution" :
		       witness->outcome ?
			      "with the same words" :
			      "and the guest died with the same words");
		break;
	case REPLAYED_BROKEN:
		printf("broken: %s (%s), by another execution", promise->id,
		       promise->title);
		break;
	case REPLAYED_OTHER:
		printf("broken: %s (%s), where the witness broke %s",
		       promise->id, promise->title,
		       promise_text(witness->promise)->id);
		break;
	case REPLAYED_KEPT:
		printf("kept: no promise was broken this time");
		break;
	case REPLAYED_NOT:
		printf("not run: %s", execution->result.reason);
		break;
	}
	if (hash)
		printf(" (%016" PRIx64 ")", hash);
	printf(", %" PRIu64 " time%s\n", times, times == 1 ? "" : "s");
}

/* Equal results in a row are printed as one line. */
struct row {
	enum replayed what;
	struct execution *execution;
	uint64_t times;
};

static void tell_row(const struct arguments *arguments,
		     const struct replay *replay, struct row *row)
{
	const struct described what = {
		&replay->witness->test,
		replay->witness->filesystem,
		NULL,
		&row->execution->result,
		isatty(STDOUT_FILENO) ? arguments->path : NULL,
	};

	print_replayed(replay->witness, row->what, row->execution, row->times);
	if (!arguments->quiet)
		describe_failure(stdout, &what);
	fflush(stdout);
	execution_free(row->execution);
	row->execution = NULL;
}

static bool row_joins(const struct row *row, enum replayed what,
		      const struct execution *execution)
{
	return row->execution && row->what == what &&
	       row->execution->result.execution_hash ==
		       execution->result.execution_hash;
}

static int status_of(enum replayed what)
{
	return what == REPLAYED_NOT  ? EXIT_NOT_RUN :
	       what == REPLAYED_KEPT ? EXIT_KEPT :
				       EXIT_BROKEN;
}

/* EXIT_BROKEN beats EXIT_NOT_RUN, which beats success. */
static int worse_status(int status, int other)
{
	return status == EXIT_BROKEN || other == EXIT_BROKEN ? EXIT_BROKEN :
	       status > other				     ? status :
							       other;
}

static int replay_times(const struct arguments *arguments,
			const struct replay *replay)
{
	const struct execution_request request = replay_request(replay);
	struct row row = { .execution = NULL };
	struct execution *execution;
	int status = EXIT_KEPT, rows = 0;

	for (uint64_t i = 0; i < arguments->times && !interrupted; i++) {
		enum replayed what;

		if (guest_execute(&request, &execution))
			return EXIT_NOT_RUN;
		what = replay_compare(replay->witness, execution);
		status = worse_status(status, status_of(what));
		if (row_joins(&row, what, execution)) {
			execution_free(execution);
			row.times++;
			continue;
		}
		if (row.execution)
			tell_row(arguments, replay, &row);
		row = (struct row){ what, execution, 1 };
		rows++;
	}
	if (row.execution)
		tell_row(arguments, replay, &row);
	if (rows > 1)
		error("uncontrolled nondeterminism: the executions differ");
	return interrupted ? EXIT_NOT_RUN : status;
}

static int replay_with(const struct arguments *arguments,
		       const struct witness *witness)
{
	struct replay replay;
	int status = failure_status(
		replay_open(&replay, witness, arguments->kernel));

	if (!status) {
		replay.stop = &interrupted;
		if (arguments->timeout_ns)
			replay.timeout_ns = arguments->timeout_ns;
		status = arguments->stop_at ?
				 failure_status(
					 debug(&replay, arguments->stop_at)) :
				 replay_times(arguments, &replay);
	}
	replay_close(&replay);
	return status;
}

int cmd_replay(int argc, char **argv)
{
	struct arguments arguments = { .times = 1 };
	struct witness *witness;
	int status = 0;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	witness = witness_load(arguments.path);
	if (!witness)
		return EXIT_USAGE;
	interrupt_watch();
	if (arguments.build && !arguments.kernel &&
	    !replay_has_kernel(witness, NULL))
		status = kernel_build_now(source_is_package(witness->source) ?
						  witness->source :
						  NULL,
					  !strcmp(witness->kind, "mutants"));
	if (!status)
		status = replay_with(&arguments, witness);
	witness_free(witness);
	free(witness);
	return status;
}
