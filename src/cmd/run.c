// SPDX-License-Identifier: GPL-2.0-or-later
/* fslitmus run: its arguments. The work is done in src/run/. */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "backend/probe.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/output.h"
#include "cmd/cmd.h"
#include "cmd/colour.h"
#include "cmd/corpus.h"
#include "cmd/failure.h"
#include "cmd/format.h"
#include "cmd/guest.h"
#include "cmd/number.h"
#include "fs/fs.h"
#include "machine/batch.h"
#include "run/progress.h"
#include "run/repeat.h"
#include "run/run.h"

#define DEFAULT_BUDGET_NS 1000000000ull
/* How long stat(2) of a directory may take. */
#define PROBE_MS 500
#define DEFAULT_TIMEOUT_NS (60 * 1000000000ull)
/* Views that need I/O are looked at only every so many rounds. */
#define FINAL_EVERY 16

enum option_key {
	OPTION_DIR = 256,
	OPTION_FS,
	OPTION_ROUNDS,
	OPTION_BUDGET,
	OPTION_TIMEOUT,
	OPTION_SEED,
	OPTION_JOBS,
	OPTION_LIST,
	OPTION_GEN,
	OPTION_CONTENT,
	OPTION_CACHE,
	OPTION_VARY,
	OPTION_KEEP_GOING,
	OPTION_STRICT,
	OPTION_OUTPUT,
	OPTION_UML,
	/* From here on they are those of backends, by their index. */
	OPTION_BACKEND,
};

/* Groups of options in --help; those of backends come in between. */
#define GROUP_BACKEND 4
#define GROUP_REPORT 20

/* clang-format off */
static const struct argp_option common[] = {
	{ 0, 0, 0, 0, "Where:", 1 },
	{ "dir", OPTION_DIR, "DIR", 0,
	  "below the directory DIR, on whatever filesystem it is on", 0 },
	{ "fs", OPTION_FS, "LIST", 0,
	  "on fresh filesystems made and mounted for it (root): names of "
	  "configurations, patterns, or all (fslitmus list filesystems)", 0 },
	{ "uml", OPTION_UML, 0, 0,
	  "in a kernel of its own, under schedules that decide everything (no "
	  "root); without --fs, on ext4", 0 },
	{ 0, 0, 0, 0, "How long:", 2 },
	{ "rounds", OPTION_ROUNDS, "N", 0, "rounds of each test", 0 },
	{ "budget", OPTION_BUDGET, "CPU-TIME", 0,
	  "processor time for each test (default 1s, unless a number of rounds "
	  "or schedules is given)", 0 },
	{ "time", OPTION_BUDGET, 0, OPTION_ALIAS, NULL, 0 },
	{ "timeout", OPTION_TIMEOUT, "DURATION", 0,
	  "a call that takes longer hangs (default 60s)", 0 },
	{ "keep-going", OPTION_KEEP_GOING, 0, 0,
	  "go on with a test after it broke a promise", 0 },
	{ 0, 0, 0, 0, "How:", 3 },
	{ "seed", OPTION_SEED, "N", 0,
	  "repeat the choices made with this seed", 0 },
	{ "jobs", OPTION_JOBS, "N", 0, "run N tests at a time", 0 },
	{ "strict", OPTION_STRICT, 0, 0,
	  "what nobody promises counts as broken", 0 },
	{ "list", OPTION_LIST, 0, 0, "only list what would run", 0 },
	{ "content", OPTION_CONTENT, "WORD", 0,
	  "over another state: every file hole, unwritten or written", 0 },
	{ "cache", OPTION_CACHE, "WORD", 0,
	  "every file dirty, synced, writeback or evicted", 0 },
	{ "vary", OPTION_VARY, 0, 0, "over all of these states", 0 },
	{ "gen", OPTION_GEN, "BOUND", 0,
	  "all generated tests within BOUND (fslitmus gen), besides those named",
	  0 },
	{ 0, 0, 0, 0, "Report:", GROUP_REPORT },
	{ "output", OPTION_OUTPUT, "FILE", 0, "to FILE", 0 },
	{ "quiet", 'q', 0, 0, "only trouble and the sum", 0 },
	{ "verbose", 'v', 0, 0, "every outcome, every name", 0 },
	{ 0 }
};
/* clang-format on */

struct arguments {
	struct run_plan plan;
	struct reporter reporter;
	struct format_choice format;
	struct corpus found;
	char **words; /* TEST or PATTERN */
	int word_count;
	const char *bound; /* of generated tests, or NULL */
	struct variant variant;
	bool vary; /* over all of them */
	const char *output;
	const char *scratch_note; /* the default place, if it was taken */
	bool list;
	bool uml;
	uint64_t given;	   /* options of backends: a bit for each index */
	char *filesystems; /* of --fs, until all options are known */
	FILE *repeat;	   /* options a repetition needs */
	char *repeat_text;
	size_t repeat_size;
};

static void add_place(struct run_plan *plan, const struct place *place)
{
	plan->places = xrealloc(plan->places, plan->place_count + 1,
				sizeof(*place));
	plan->places[plan->place_count++] = *place;
}

static void add_directory(struct run_plan *plan, const char *path)
{
	struct place place = { .backend = backend_find("dir"), .path = path };
	int error = probe_directory(path, PROBE_MS);

	if (error == -ENOTDIR)
		die(EXIT_USAGE, "--dir %s: this is not a directory", path);
	/* A filesystem that hangs is for the run to tell. */
	if (error && error != -ETIMEDOUT)
		die(EXIT_USAGE, "--dir %s: %s", path, strerror(-error));
	snprintf(place.name, sizeof(place.name), "dir:%s", path);
	add_place(plan, &place);
}

/* Reports that WORD names no configuration that can be made there. */
static void refuse_filesystem(const char *word, enum fs_place where,
			      bool elsewhere)
{
	const struct fs_config *config;
	char known[1024] = "";
	size_t length = 0;

	if (elsewhere)
		die(EXIT_USAGE,
		    where == FS_LOOP ?
			    "--fs: '%s' runs in a kernel of its own alone: give --uml" :
			    "--fs: '%s' is not in that kernel: leave --uml out",
		    word);
	for (size_t i = 0; (config = fs_config_at(i)) && length < sizeof(known);
	     i++)
		if (fs_config_runs(config, where))
			length += snprintf(known + length,
					   sizeof(known) - length, "%s%s",
					   length ? ", " : "", config->name);
	die(EXIT_USAGE,
	    "--fs: '%s' is no configuration of a filesystem; "
	    "expected all, a pattern, or some of %s",
	    word, known);
}

static void add_filesystem(struct run_plan *plan, const char *word,
			   enum fs_place where, const struct backend *backend)
{
	struct place place = { .backend = backend };
	size_t before = plan->place_count;
	bool elsewhere = false;

	for (size_t i = 0; (place.config = fs_config_at(i)); i++) {
		if (!fs_config_is_named(place.config, word))
			continue;
		if (fs_config_runs(place.config, where)) {
			snprintf(place.name, sizeof(place.name), "%s",
				 place.config->name);
			add_place(plan, &place);
		} else {
			elsewhere = true;
		}
	}
	if (plan->place_count == before)
		refuse_filesystem(word, where, elsewhere);
}

static void add_filesystems(struct run_plan *plan, char *list, bool uml)
{
	const struct backend *backend = backend_find(uml ? "uml" : "loop");
	char *word;

	while ((word = strsep(&list, ",")))
		add_filesystem(plan, word, uml ? FS_GUEST : FS_LOOP, backend);
}

/* Options that change what happens belong into the command that repeats it. */
static void remember_option(struct arguments *arguments, const char *option,
			    const char *value)
{
	fprintf(arguments->repeat, " --%s", option);
	if (!value)
		return;
	fputc(' ', arguments->repeat);
	put_shell_word(arguments->repeat, value);
}

/* Checks it now, since after a long run it would be too late. */
static void check_output(const char *path)
{
	int error = output_try_file(path);

	if (error)
		die(EXIT_USAGE, "--output %s: %s", path, strerror(-error));
}

/*
 * The options of all backends, after the common ones. argp wants one array,
 * which the caller frees.
 */
static struct argp_option *all_options(void)
{
	const struct backend *backend, *before = NULL;
	const struct backend_option *option;
	size_t used = 0, index;
	int group = GROUP_BACKEND - 1;
	struct argp_option *all;

	for (index = 0; backend_option_at(index, NULL);)
		index++;
	/* Every one may have a heading. */
	all = xcalloc(2 * index + sizeof(common) / sizeof(common[0]),
		      sizeof(*all));
	for (index = 0; (option = backend_option_at(index, &backend));
	     index++) {
		if (backend != before)
			all[used++] = (struct argp_option){
				.doc = backend->heading, .group = ++group
			};
		before = backend;
		all[used++] = (struct argp_option){ .name = option->name,
						    .key = OPTION_BACKEND +
							   index,
						    .arg = option->argument,
						    .doc = option->what };
	}
	memcpy(all + used, common, sizeof(common));
	return all;
}

static void store_option(struct run_options *how,
			 const struct backend_option *option, const char *name,
			 const char *value)
{
	char *at = (char *)how + option->offset;

	switch (option->value) {
	case VALUE_FLAG:
		*(bool *)at = true;
		break;
	case VALUE_TEXT:
		*(const char **)at = value;
		break;
	case VALUE_COUNT:
		*(uint64_t *)at = number_argument(name, value, 1, UINT32_MAX);
		break;
	}
}

static error_t parse_backend(int key, char *value, struct arguments *arguments)
{
	const struct backend_option *option =
		key < OPTION_BACKEND ?
			NULL :
			backend_option_at(key - OPTION_BACKEND, NULL);
	char name[32], reason[256];

	if (!option)
		return ARGP_ERR_UNKNOWN;
	snprintf(name, sizeof(name), "--%s", option->name);
	if (option->check && option->check(value, reason, sizeof(reason)))
		die(EXIT_USAGE, "%s %s: %s", name, value, reason);
	store_option(&arguments->plan.options, option, name, value);
	if (option->repeats)
		remember_option(arguments, option->name, value);
	arguments->given |= UINT64_C(1) << (key - OPTION_BACKEND);
	return 0;
}

static error_t parse_how(int key, char *value, struct arguments *arguments)
{
	struct run_options *how = &arguments->plan.options;

	switch (key) {
	case OPTION_ROUNDS:
		remember_option(arguments, "rounds", value);
		how->rounds = number_argument("--rounds", value, 1, UINT32_MAX);
		return 0;
	case OPTION_BUDGET:
		remember_option(arguments, "budget", value);
		how->budget_ns = duration_argument("--budget", value);
		return 0;
	case OPTION_TIMEOUT:
		remember_option(arguments, "timeout", value);
		how->timeout_ns = duration_argument("--timeout", value);
		return 0;
	case OPTION_SEED:
		how->seed = number_argument("--seed", value, 1, INT64_MAX);
		return 0;
	case OPTION_KEEP_GOING:
		how->keep_going = true;
		return 0;
	default:
		return parse_backend(key, value, arguments);
	}
}

static void add_word(char **list, const char *word)
{
	char *more = xasprintf("%s%s%s", *list ? *list : "", *list ? "," : "",
			       word);

	free(*list);
	*list = more;
}

/* What VALUE names for FIND, which knows the words in KNOWN. */
static int state_word(const char *option, const char *value,
		      int (*find)(struct word word), const char *known)
{
	const int found = find((struct word){ value, strlen(value) });

	if (found < 0)
		die(EXIT_USAGE, "%s: '%s' is not one of: %s", option, value,
		    known);
	return found;
}

static error_t parse_report(int key, char *value, struct arguments *arguments)
{
	switch (key) {
	case OPTION_OUTPUT:
		check_output(value);
		arguments->output = value;
		return 0;
	case 'q':
		arguments->reporter.verbosity = 0;
		return 0;
	case 'v':
		arguments->reporter.verbosity = 2;
		return 0;
	default:
		return parse_how(key, value, arguments);
	}
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->format;
		return 0;
	case OPTION_DIR:
		add_directory(&arguments->plan, value);
		return 0;
	case OPTION_FS:
		add_word(&arguments->filesystems, value);
		return 0;
	case OPTION_UML:
		arguments->uml = true;
		return 0;
	case OPTION_JOBS:
		arguments->plan.jobs = number_argument("--jobs", value, 1,
						       RUN_MAX_JOBS);
		return 0;
	case OPTION_STRICT:
		remember_option(arguments, "strict", NULL);
		arguments->plan.strict = true;
		return 0;
	case OPTION_CONTENT:
		arguments->variant.content =
			state_word("--content", value, variant_content,
				   "hole, unwritten, written");
		return 0;
	case OPTION_CACHE:
		arguments->variant.cache =
			state_word("--cache", value, variant_cache,
				   "dirty, synced, writeback, evicted");
		return 0;
	case OPTION_VARY:
		arguments->vary = true;
		return 0;
	case OPTION_GEN:
		arguments->bound = value;
		return 0;
	case OPTION_LIST:
		arguments->list = true;
		return 0;
	case ARGP_KEY_ARGS:
		arguments->words = state->argv + state->next;
		arguments->word_count = state->argc - state->next;
		return 0;
	default:
		return parse_report(key, value, arguments);
	}
}

static struct argp argp = {
	NULL,
	parse_option,
	"[TEST|PATTERN...]",
	"Run tests and judge every outcome by what Linux promises.\v"
	"TEST is a file, a directory, - for standard input, or the name or a "
	"shell pattern of tests of the corpus; without one, the whole corpus "
	"runs. Without --dir and --fs, tests run below $TMPDIR (or /tmp).\n\n"
	"Exit status: 0 every promise was kept, 1 one was broken, 2 wrong "
	"arguments or a wrong test, 3 could not run, 4 nothing gave a result. "
	"fslitmus-run(1) tells more.",
	NULL,
	NULL,
	NULL
};

/* --uml may stand behind --fs, so all options are read first. */
static void add_places(struct arguments *arguments)
{
	if (arguments->uml && arguments->plan.place_count)
		die(EXIT_USAGE, "--uml and --dir exclude each other: a kernel "
				"of its own cannot see a mounted filesystem");
	if (arguments->uml && !arguments->filesystems)
		add_word(&arguments->filesystems, fs_config_at(0)->name);
	if (arguments->filesystems)
		add_filesystems(&arguments->plan, arguments->filesystems,
				arguments->uml);
}

/* Before any place is opened, since a usage error would come late there. */
static void check_places(const struct run_plan *plan)
{
	for (size_t i = 0; i < plan->place_count; i++) {
		const struct place *place = &plan->places[i];
		int failure = place->backend->check ?
				      place->backend->check(&plan->options,
							    place->config) :
				      0;

		if (failure)
			exit(failure_status(failure));
	}
}

static bool is_chosen(const struct arguments *arguments,
		      const struct backend *backend)
{
	if (backend == backend_find("uml"))
		return arguments->uml;
	if (backend == backend_find("loop"))
		return arguments->filesystems && !arguments->uml;
	return !arguments->uml;
}

static void check_choices(const struct arguments *arguments)
{
	const struct backend_option *option;
	const struct backend *backend;

	for (size_t i = 0; (option = backend_option_at(i, &backend)); i++)
		if (arguments->given >> i & 1 && !option->idle &&
		    !is_chosen(arguments, backend))
			die(EXIT_USAGE, "--%s %s", option->name,
			    backend->elsewhere);
}

static void default_place(struct arguments *arguments)
{
	const char *directory = getenv("TMPDIR");

	if (arguments->plan.place_count)
		return;
	arguments->scratch_note = directory && *directory ? directory : "/tmp";
	add_directory(&arguments->plan, arguments->scratch_note);
}

static void default_options(struct run_options *how, bool uml)
{
	uint32_t seed;

	if (!how->rounds && !how->budget_ns)
		how->budget_ns = DEFAULT_BUDGET_NS;
	if (!how->timeout_ns)
		how->timeout_ns = uml ? GUEST_TIMEOUT_NS : DEFAULT_TIMEOUT_NS;
	how->final_every = FINAL_EVERY;
	while (!how->seed) {
		if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
			die(EXIT_NOT_RUN, "no random numbers: %s",
			    strerror(errno));
		how->seed = seed;
	}
}

static const char *argument_of(const char *path, const char *name)
{
	char *corpus = corpus_directory();
	size_t length = corpus ? strlen(corpus) : 0;
	bool inside = corpus && !strncmp(path, corpus, length) &&
		      path[length] == '/';

	free(corpus);
	/* A test of the corpus is called by its name from anywhere. */
	return inside ? name : path;
}

static void vary_tests(struct arguments *arguments)
{
	const struct variant *variant = &arguments->variant;
	const bool one = variant->content >= 0 || variant->cache >= 0;

	if (one && arguments->vary)
		die(EXIT_USAGE, "--vary means every --content and --cache, "
				"expected it without these");
	if ((one || arguments->vary) &&
	    corpus_vary(&arguments->found, one ? variant : NULL))
		exit(EXIT_USAGE);
}

static void load_tests(struct arguments *arguments)
{
	struct corpus *found = &arguments->found;
	const char **names;
	struct test *tests;

	/* Without words that would be the whole corpus. */
	if (arguments->word_count || !arguments->bound)
		if (corpus_find(arguments->word_count, arguments->words,
				found) < 0)
			exit(EXIT_USAGE);
	vary_tests(arguments);
	if (arguments->bound && corpus_generate(found, arguments->bound) < 0)
		exit(EXIT_USAGE);
	tests = xcalloc(found->count, sizeof(*tests));
	names = xcalloc(found->count, sizeof(*names));
	for (size_t i = 0; i < found->count; i++) {
		if (corpus_load(found->path[i], &tests[i]))
			exit(EXIT_USAGE);
		names[i] = argument_of(found->path[i], tests[i].name);
	}
	arguments->plan.tests = tests;
	arguments->plan.arguments = names;
	arguments->plan.test_count = found->count;
}

static int list_only(const struct run_plan *plan)
{
	for (size_t p = 0; p < plan->place_count; p++)
		for (size_t t = 0; t < plan->test_count; t++)
			printf("%s %s\n", plan->places[p].name,
			       plan->tests[t].name);
	return 0;
}

static void open_report(struct arguments *arguments)
{
	struct reporter *reporter = &arguments->reporter;

	reporter->out = stdout;
	if (arguments->output)
		reporter->out = fopen(arguments->output, "we");
	if (!reporter->out)
		die(EXIT_USAGE, "--output %s: %s", arguments->output,
		    strerror(errno));
	if (report_date(reporter->date))
		die(EXIT_USAGE,
		    "SOURCE_DATE_EPOCH is '%s', expected seconds "
		    "since 1970",
		    getenv("SOURCE_DATE_EPOCH"));
	reporter->colour = wants_colour(reporter->out);
	arguments->plan.format = report_format_find(
		arguments->format.format->name);
	arguments->plan.progress = progress_possible();
}

static void free_arguments(struct arguments *arguments)
{
	corpus_free(&arguments->found);
	free((void *)arguments->plan.tests);
	free((void *)arguments->plan.arguments);
	free(arguments->plan.places);
	fclose(arguments->repeat);
	free(arguments->repeat_text);
	free(arguments->filesystems);
}

static int run_all(struct arguments *arguments)
{
	int status;

	open_report(arguments);
	if (arguments->scratch_note)
		warning("no --dir or --fs was given: running below %s",
			arguments->scratch_note);
	status = run(&arguments->plan);
	if (arguments->output && fclose(arguments->reporter.out)) {
		error("--output %s: %s", arguments->output, strerror(errno));
		status = status == EXIT_BROKEN ? status : EXIT_NOT_RUN;
	}
	return status;
}

int cmd_run(int argc, char **argv)
{
	struct arguments arguments = {
		.plan = { .jobs = 1,
			  .options = { .guests.witnesses = "witnesses" } },
		.reporter = { .verbosity = 1 },
		.variant = { -1, -1 },
		.format = { .use = FORMAT_RUN },
	};
	const struct argp_child children[] = {
		format_child(FORMAT_RUN, GROUP_REPORT), { 0 }
	};
	struct argp_option *options;
	int status = 0;

	arguments.repeat = xopen_memstream(&arguments.repeat_text,
					   &arguments.repeat_size);
	argp.options = options = all_options();
	argp.children = children;
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	add_places(&arguments);
	check_places(&arguments.plan);
	check_choices(&arguments);
	if (arguments.uml)
		status = guest_kernel(&arguments.plan.options.guests);
	if (status)
		exit(status);
	default_place(&arguments);
	default_options(&arguments.plan.options, arguments.uml);
	load_tests(&arguments);
	fflush(arguments.repeat);
	arguments.plan.repeat_options = arguments.repeat_text;
	arguments.plan.reporter = &arguments.reporter;
	status = arguments.list ? list_only(&arguments.plan) :
				  run_all(&arguments);
	free_arguments(&arguments);
	free(options);
	return status;
}
