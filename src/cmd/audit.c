// SPDX-License-Identifier: GPL-2.0-or-later
/* fslitmus audit: its arguments. The work is done in src/audit/. */
#include "audit/rules/diff.h"
#include "audit/rules/report.h"
#include "audit/paths/state.h"
#include "base/error.h"
#include "cmd/cmd.h"
#include "cmd/failure.h"
#include "cmd/format.h"

#include <argp.h>
#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum {
	OPTION_MATRIX = 256,
	OPTION_DIFF,
	OPTION_FS,
	OPTION_RULE,
	OPTION_SUPPRESS,
	OPTION_SHOW_SUPPRESSED,
	OPTION_ALL,
	OPTION_MIN,
	OPTION_PATHS,
	OPTION_PARSE_ALL
};

struct arguments {
	const char *trees[2];
	int tree_count;
	bool diff, matrix;
	struct format_choice format;
	const char *output;
	struct audit_options audit;
	struct report_options report;
};

#define GROUP_REPORT 1

/* clang-format off */
static const struct argp_option argp_options[] = {
	{ "matrix", OPTION_MATRIX, NULL, 0,
	  "who does what under which locks, instead of the findings", 0 },
	{ "diff", OPTION_DIFF, NULL, 0,
	  "compare two trees: what changed from the first to the second", 0 },
	{ "fs", OPTION_FS, "NAME", 0, "only this filesystem", 0 },
	{ "rule", OPTION_RULE, "ID", 0, "only this rule: I1, I2, I3, I4, clone",
	  0 },
	{ "min", OPTION_MIN, "CONFIDENCE", 0,
	  "leave out findings below note (default), look, likely, certain", 0 },
	{ "paths", OPTION_PATHS, NULL, 0,
	  "show how each finding is reached, and what could not be parsed", 0 },
	{ "suppress", OPTION_SUPPRESS, "FILE", 0,
	  "leave out what FILE lists with a reason", 0 },
	{ "show-suppressed", OPTION_SHOW_SUPPRESSED, NULL, 0,
	  "show suppressed findings and the reasons", 0 },
	{ "all", OPTION_ALL, NULL, 0,
	  "also rows of directories without a page cache of their own", 0 },
	{ "parse-all", OPTION_PARSE_ALL, NULL, 0,
	  "parse every function, to list all the grammar cannot read", 0 },
	{ "output", 'o', "FILE", 0, "write to FILE", GROUP_REPORT },
	{ 0 },
};
/* clang-format on */

static enum confidence parse_confidence(const char *name,
					struct argp_state *state)
{
	for (int i = CONFIDENCE_NOTE; i <= CONFIDENCE_CERTAIN; i++)
		if (!strcmp(name, confidence_name(i)))
			return i;
	argp_error(state,
		   "'%s' is no confidence; expected note, look, likely "
		   "or certain",
		   name);
	return CONFIDENCE_NOTE;
}

static const char *parse_rule(const char *name, struct argp_state *state)
{
	for (int i = 0; audit_rules[i]; i++)
		if (!strcmp(audit_rules[i]->id, name))
			return name;
	argp_error(state, "'%s' is no rule; expected I1, I2, I3, I4 or clone",
		   name);
	return NULL;
}

static error_t parse_tree(struct arguments *a, char *text,
			  struct argp_state *state)
{
	if (a->tree_count == 2)
		argp_error(state, "more than two trees");
	a->trees[a->tree_count++] = text;
	return 0;
}

static bool is_format(const struct arguments *a, const char *name)
{
	return !strcmp(a->format.format->name, name);
}

static void check_trees(struct arguments *a, struct argp_state *state)
{
	if (a->tree_count != (a->diff ? 2 : 1))
		argp_error(state, a->diff ? "--diff expects two trees" :
					    "expected one kernel tree");
	if (a->diff && !is_format(a, "text") && !is_format(a, "csv"))
		argp_error(state, "--diff writes text or --csv");
}

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->format;
		return 0;
	case OPTION_MATRIX:
		a->matrix = true;
		return 0;
	case OPTION_DIFF:
		a->diff = true;
		return 0;
	case OPTION_FS:
		a->audit.filesystem = text;
		return 0;
	case OPTION_RULE:
		a->audit.rule = parse_rule(text, state);
		return 0;
	case OPTION_MIN:
		a->report.at_least = parse_confidence(text, state);
		return 0;
	case OPTION_PATHS:
		a->report.show_paths = true;
		return 0;
	case OPTION_SUPPRESS:
		a->audit.suppressions = text;
		return 0;
	case OPTION_SHOW_SUPPRESSED:
		a->report.show_suppressed = true;
		return 0;
	case OPTION_ALL:
		a->report.all_rows = true;
		return 0;
	case OPTION_PARSE_ALL:
		a->audit.parse_all = true;
		return 0;
	case 'o':
		a->output = text;
		return 0;
	case ARGP_KEY_ARG:
		return parse_tree(a, text, state);
	case ARGP_KEY_END:
		check_trees(a, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static struct argp argp = {
	.options = argp_options,
	.parser = parse_option,
	.args_doc = "TREE\n--diff OLD NEW",
	.doc = "Reads the source of all filesystems in a kernel tree side by "
	       "side: what each does to the page cache under which locks, and "
	       "which rules that breaks.\vNothing is compiled or configured; a "
	       "tree that holds only fs/ and mm/ will do. Exit status: 0 "
	       "nothing certain or likely was found, 1 something was, 2 wrong "
	       "arguments or no kernel tree.",
};

static int run_audit(struct audit *audit, const char *root,
		     const struct arguments *a)
{
	int failure = audit_run(audit, root, &a->audit);

	for (size_t i = 0; i < audit->tree.unreadable.count; i++)
		warning("%s/%s; left out", root, audit->tree.unreadable.at[i]);
	return failure;
}

static void note_cost(struct report_options *report, clock_t start)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	report->seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	report->kilobytes = usage.ru_maxrss;
}

static int status_of(const struct audit *audit)
{
	for (size_t i = 0; i < audit->findings.count; i++)
		if (audit->findings.at[i].confidence >= CONFIDENCE_LIKELY &&
		    !audit->findings.at[i].suppressed)
			return EXIT_BROKEN;
	return EXIT_KEPT;
}

static void write_audit(FILE *out, const struct audit *audit,
			const struct arguments *a)
{
	const char *name = a->format.format->name;
	const struct audit_report *report = audit_report_find(name);
	bool page = is_format(a, "html");

	if (a->matrix && !report->matrix)
		die(EXIT_USAGE, "%s has no form for the matrix", name);
	if (a->matrix || page)
		report->matrix(out, audit, &a->report);
	if (!a->matrix || page)
		report->findings(out, audit, &a->report);
	if (report->summary)
		report->summary(out, audit, &a->report);
}

static void write_diff(FILE *out, const struct audit_diff *diff,
		       const struct arguments *a)
{
	const char *format = !is_format(a, "csv") ?
				     "%s %s:\n  - %s\n  + %s\n" :
				     "\"%s\",\"%s\",\"%s\",\"%s\"\r\n";

	for (size_t i = 0; i < diff->differences.count; i++) {
		const struct difference *one = &diff->differences.at[i];

		fprintf(out, format, one->filesystem, one->what,
			one->before ? one->before : "(nothing)",
			one->after ? one->after : "(nothing)");
	}
	if (is_format(a, "text"))
		fprintf(out, "%zu changes\n", diff->differences.count);
}

static int audit_one(FILE *out, struct arguments *a, clock_t start)
{
	struct audit audit;
	int status = failure_status(run_audit(&audit, a->trees[0], a));

	if (!status) {
		note_cost(&a->report, start);
		write_audit(out, &audit, a);
		status = status_of(&audit);
	}
	audit_free(&audit);
	return status;
}

static int audit_two(FILE *out, struct arguments *a)
{
	struct audit before, after;
	struct audit_diff diff;
	int failure = run_audit(&before, a->trees[0], a);

	if (!failure) {
		failure = run_audit(&after, a->trees[1], a);
		if (!failure) {
			audit_compare(&diff, &before, &after);
			write_diff(out, &diff, a);
			audit_diff_free(&diff);
		}
		audit_free(&after);
	}
	audit_free(&before);
	return failure_status(failure);
}

int cmd_audit(int argc, char **argv)
{
	struct arguments a = { .format = { .use = FORMAT_AUDIT } };
	const struct argp_child children[] = {
		format_child(FORMAT_AUDIT, GROUP_REPORT), { 0 }
	};
	clock_t start = clock();
	FILE *out = stdout;
	int status;

	argp.children = children;
	argp_err_exit_status = EXIT_USAGE;
	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	if (a.output)
		out = fopen(a.output, "we");
	if (!out)
		die(EXIT_USAGE, "%s: %s", a.output, strerror(errno));
	status = a.diff ? audit_two(out, &a) : audit_one(out, &a, start);
	if (fflush(out) || ferror(out))
		die(EXIT_NOT_RUN, "%s: %s", a.output ? a.output : "output",
		    strerror(errno));
	if (a.output)
		fclose(out);
	names_free();
	flags_free_all();
	states_free_all();
	pool_free_all();
	return status;
}
