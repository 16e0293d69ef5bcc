// SPDX-License-Identifier: GPL-2.0-or-later
/* fslitmus gen: generated tests, their names and their number. */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/memory.h"
#include "cmd/cmd.h"
#include "cmd/corpus.h"
#include "gen/build.h"
#include "gen/cover.h"
#include "gen/enumerate.h"
#include "litmus/print.h"

/* Behind those of the factors, which have the keys OPTION_FACTOR + factor. */
enum {
	OPTION_FACTOR = 256,
	OPTION_COUNT = OPTION_FACTOR + FACTORS,
	OPTION_PRINT
};

/* clang-format off */
static const struct argp_option options[] = {
	{ 0, 0, 0, 0, "What of a bound:", 1 },
	{ "print", OPTION_PRINT, 0, 0, "the tests, not only their names", 0 },
	{ "output", 'o', "DIR", 0, "each test into a file in DIR", 0 },
	{ "count", OPTION_COUNT, 0, 0,
	  "how many there are, and how many each rule leaves out", 0 },
	{ 0, 0, 0, 0, "Only these values of a factor, LIST being names and "
	  "patterns with commas between them, or all:", 2 },
	{ "ops", OPTION_FACTOR + FACTOR_OP, "LIST", 0,
	  "operations, as in zero or zero+keep-size", 0 },
	{ "place", OPTION_FACTOR + FACTOR_PLACE, "LIST", 0,
	  "where in the file they work", 0 },
	{ "size", OPTION_FACTOR + FACTOR_SIZE, "LIST", 0, "of the file", 0 },
	{ "content", OPTION_FACTOR + FACTOR_CONTENT, "LIST", 0,
	  "of the file", 0 },
	{ "cache", OPTION_FACTOR + FACTOR_CACHE, "LIST", 0,
	  "how the file is cached", 0 },
	{ "mapping", OPTION_FACTOR + FACTOR_MAPPING, "LIST", 0,
	  "how the file is mapped", 0 },
	{ "second", OPTION_FACTOR + FACTOR_SECOND, "LIST", 0,
	  "the second file, for operations on two", 0 },
	{ "space", OPTION_FACTOR + FACTOR_SPACE, "LIST", 0,
	  "one address space for both processes, or two", 0 },
	{ 0 }
};
/* clang-format on */

struct arguments {
	struct space *space;
	const char *list[FACTORS]; /* of the options; NULL: not given */
	const char *directory;
	bool print, count;
	bool any; /* a test was printed */
	char **words;
	int word_count;
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	if (key >= OPTION_FACTOR && key < OPTION_FACTOR + FACTORS) {
		arguments->list[key - OPTION_FACTOR] = value;
		return 0;
	}
	switch (key) {
	case OPTION_COUNT:
		arguments->count = true;
		return 0;
	case OPTION_PRINT:
		arguments->print = true;
		return 0;
	case 'o':
		arguments->directory = value;
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
	"NAME...|BOUND...",
	"Generate tests by rule: print the one that a NAME says, or the names "
	"of all within a BOUND.\v"
	"A BOUND is sequential or racing, = or <=, and a number of operations, "
	"as in sequential<=2; ~pairs or ~triples takes a covering array of "
	"them. fslitmus-gen(1) explains names and factors.",
	NULL,
	NULL,
	NULL
};

static void write_file(const char *directory, const struct test *test)
{
	char *path = xasprintf("%s/%s.litmus", directory, test->name);
	FILE *out = fopen(path, "we");
	int error = out ? test_print(out, test) : 0;

	if (error == -ENOMEM)
		out_of_memory();
	if (!out || fclose(out))
		die(EXIT_NOT_RUN, "%s: %s", path, strerror(errno));
	free(path);
}

static void print_test(struct arguments *arguments, const struct test *test)
{
	if (arguments->any)
		putchar('\n');
	arguments->any = true;
	if (test_print(stdout, test))
		out_of_memory();
}

static void show_test(struct arguments *arguments, const struct test *test)
{
	if (arguments->directory)
		write_file(arguments->directory, test);
	else
		print_test(arguments, test);
}

/* One program of a bound. */
static int show_program(void *context, const struct program *program)
{
	struct arguments *arguments = context;
	char name[PROGRAM_NAME_SIZE];
	struct test test;

	if (arguments->print || arguments->directory) {
		build_test(arguments->space, program, &test);
		show_test(arguments, &test);
	} else {
		program_name(arguments->space, program, name);
		puts(name);
	}
	return ferror(stdout);
}

static void print_number(const char *what, uint64_t number, const char *why)
{
	if (number == UINT64_MAX)
		printf("  %-17s very many  %s\n", what, why);
	else
		printf("  %-17s %14" PRIu64 "%s%s\n", what, number,
		       *why ? "  " : "", why);
}

static void print_tally(const struct tally *tally)
{
	print_number("product", tally->product, "");
	for (int i = 0; rule_name(i); i++)
		if (tally->left_out[i])
			print_number(rule_name(i), tally->left_out[i],
				     rule_sentence(i));
	print_number("remain", tally->remain, "");
}

static void print_covered(const struct cover_tally *tally, int strength)
{
	print_number(strength == 2 ? "pairs" : "triples", tally->tuples, "");
	print_number("impossible", tally->impossible,
		     "no program keeps all rules with them");
	print_number("programs", tally->programs, "");
}

static void print_shape(const struct shape *shape)
{
	if (shape_races(shape))
		printf("racing, %d against %d:\n", shape->steps[0],
		       shape->steps[1]);
	else
		printf("sequential, %d operation%s:\n", shape->steps[0],
		       shape->steps[0] == 1 ? "" : "s");
}

static void show_shape(struct arguments *arguments, const struct bound *bound,
		       const struct shape *shape)
{
	program_found *found = arguments->count ? NULL : show_program;
	struct cover_tally covered;
	struct tally tally;

	if (bound->strength)
		cover(arguments->space, bound, shape, found, arguments,
		      &covered);
	else
		enumerate(arguments->space, bound, shape, found, arguments,
			  &tally);
	if (!arguments->count)
		return;
	print_shape(shape);
	if (bound->strength)
		print_covered(&covered, bound->strength);
	else
		print_tally(&tally);
}

static int show_bound(struct arguments *arguments, const char *word)
{
	char why[BOUND_WHY_SIZE];
	struct bound bound;
	struct shape shape;
	int status = bound_parse(arguments->space, word, &bound, why);

	for (int i = 0; i < FACTORS && !status; i++)
		if (arguments->list[i])
			status = bound_restrict(arguments->space, &bound, i,
						arguments->list[i], why);
	if (status)
		error("%s: %s", word, why);
	for (int i = 0; !status && bound_shape(&bound, i, &shape); i++)
		show_shape(arguments, &bound, &shape);
	bound_free(&bound);
	return status ? EXIT_USAGE : 0;
}

static int show_name(struct arguments *arguments, const char *name)
{
	struct test test;

	if (corpus_load(name, &test))
		return EXIT_USAGE;
	show_test(arguments, &test);
	return 0;
}

static void make_directory(const char *path)
{
	if (mkdir(path, 0777) && errno != EEXIST)
		die(EXIT_USAGE, "--output %s: %s", path, strerror(errno));
}

int cmd_gen(int argc, char **argv)
{
	struct arguments arguments = { .word_count = 0 };
	int status = 0;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	if (!arguments.word_count)
		die(EXIT_USAGE, "expected the name of a generated test or a "
				"bound; \"fslitmus gen --help\" explains");
	if (arguments.count && (arguments.print || arguments.directory))
		die(EXIT_USAGE, "--count prints no tests: leave --print and "
				"--output out");
	if (arguments.directory)
		make_directory(arguments.directory);
	arguments.space = space_new();
	for (int i = 0; i < arguments.word_count && !status; i++)
		status = program_is_name(arguments.words[i]) ?
				 show_name(&arguments, arguments.words[i]) :
				 show_bound(&arguments, arguments.words[i]);
	space_free(arguments.space);
	return status;
}
