// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * For a terminal of 120 columns. Eighteen operations do not fit beside each
 * other with their locks, so each filesystem is a short block of lines, one
 * an operation, and operations that are generic or absent share one line.
 */
#include "audit/rules/report.h"

#include <string.h>

#define WIDTH 120
#define INDENT 15

/* Breaks at blanks so that no line is longer than the terminal is wide. */
static void print_wrapped(FILE *out, const char *text, size_t indent)
{
	size_t at = indent;

	while (*text) {
		size_t word = strcspn(text, " ");

		if (at > indent && at + 1 + word > WIDTH) {
			fprintf(out, "\n%*s", (int)indent, "");
			at = indent;
		} else if (at > indent) {
			fputc(' ', out);
			at++;
		}
		fprintf(out, "%.*s", (int)word, text);
		at += word;
		text += word;
		text += *text == ' ';
	}
	fputc('\n', out);
}

/* "fault, punch", or "fault filemap_fault, ..." of generic ones. */
static const char *add_to_list(const char *list, const struct cell *cell,
			       const char *name)
{
	list = pool_printf("%s%s%s", list, *list ? ", " : "", name);
	return cell->kind == CELL_GENERIC ?
		       pool_printf("%s %s", list,
				   sym_name(cell->function_name)) :
		       list;
}

static void print_group(FILE *out, const struct filesystem *fs,
			enum cell_kind kind, const char *title)
{
	const char *list = "";

	for (int i = 0; i < COLUMNS; i++) {
		if (fs->cells[i].kind == kind)
			list = add_to_list(list, &fs->cells[i], column_name(i));
		if (i == COLUMN_READAHEAD && fs->ahead.kind == kind)
			list = add_to_list(list, &fs->ahead, AHEAD_NAME);
	}
	if (!*list)
		return;
	fprintf(out, "  %-*s", INDENT - 2, title);
	print_wrapped(out, list, INDENT);
}

static void print_cell(FILE *out, const struct cell *cell, const char *name)
{
	const char *locks = cell_locks_text(cell);
	const char *text = sym_name(cell->function_name);

	fprintf(out, "  %-*s", INDENT - 2, name);
	if (strlen(name) >= INDENT - 2)
		fputc(' ', out);
	if (cell->others)
		text = pool_printf("%s (+%u)", text, cell->others);
	if (cell->event == EVENT_NONE)
		text = pool_printf("%s: no cache event found", text);
	else
		text = pool_printf("%s: %s under %s", text,
				   event_name(cell->event),
				   *locks ? locks : "no inode lock");
	print_wrapped(out, text, INDENT);
}

static void text_matrix(FILE *out, const struct audit *audit,
			const struct report_options *options)
{
	size_t hidden = 0;

	for (size_t i = 0; i < audit->filesystems.count; i++) {
		const struct filesystem *fs = audit->filesystems.at[i];

		if (fs->empty && !options->all_rows) {
			hidden++;
			continue;
		}
		fprintf(out, "%s\n", fs->name);
		for (int c = 0; c < COLUMNS; c++)
			if (fs->cells[c].kind == CELL_OWN)
				print_cell(out, &fs->cells[c], column_name(c));
		if (fs->ahead.kind == CELL_OWN)
			print_cell(out, &fs->ahead, AHEAD_NAME);
		print_group(out, fs, CELL_GENERIC, "generic");
		print_group(out, fs, CELL_NONE, "none");
		print_group(out, fs, CELL_UNCHECKED, "not checked");
	}
	fputs("X exclusive, S shared; (+N): N more tables have another "
	      "function.\n",
	      out);
	if (hidden)
		fprintf(out,
			"%zu directories of fs/ touch no page cache of "
			"their own; --all lists them.\n",
			hidden);
}

static void print_steps(FILE *out, const struct step *step)
{
	for (; step; step = step->next)
		fprintf(out, "    %s:%u: %s()%s\n", step->in->path, step->line,
			sym_name(step->in->name), step->next ? "" : "  <-");
}

static void print_finding(FILE *out, const struct finding *finding,
			  const struct report_options *options)
{
	fprintf(out, "%s:%u: %s: %s: %s [%s]\n", finding->path, finding->line,
		confidence_name(finding->confidence), finding->filesystem,
		finding->message, finding->rule->id);
	if (finding->suppressed) {
		fprintf(out, "  suppressed: %s\n", finding->suppressed);
		return;
	}
	fprintf(out, "  protects %s: %s\n", finding->rule->promise,
		finding->rule->title);
	if (finding->steps && options->show_paths) {
		fputs("  path:\n", out);
		print_steps(out, finding->steps);
	}
	if (finding->right)
		fprintf(out, "  done right: %s\n", finding->right);
	if (finding->command)
		fprintf(out, "  try it: %s%s%s\n", finding->command,
			strstr(finding->command, "--dir DIR") ? "   # DIR on " :
								"",
			strstr(finding->command, "--dir DIR") ?
				finding->filesystem :
				"");
}

static void text_findings(FILE *out, const struct audit *audit,
			  const struct report_options *options)
{
	size_t counts[4] = { 0 }, suppressed = 0;

	for (size_t i = 0; i < audit->findings.count; i++) {
		const struct finding *finding = &audit->findings.at[i];

		if (finding->suppressed)
			suppressed++;
		else
			counts[finding->confidence]++;
		if (report_shows(finding, options))
			print_finding(out, finding, options);
	}
	fprintf(out,
		"findings: %zu certain, %zu likely, %zu to look at, %zu notes, "
		"%zu suppressed\n",
		counts[CONFIDENCE_CERTAIN], counts[CONFIDENCE_LIKELY],
		counts[CONFIDENCE_LOOK], counts[CONFIDENCE_NOTE], suppressed);
}

static void print_failures(FILE *out, const struct tree *tree)
{
	for (size_t i = 0; i < tree->failures.count; i++) {
		const struct parse_failure *failure = &tree->failures.at[i];

		fprintf(out, "  %s:%u: %s()\n", failure->path, failure->line,
			sym_name(failure->function));
	}
}

static void text_summary(FILE *out, const struct audit *audit,
			 const struct report_options *options)
{
	const struct tree *tree = &audit->tree;

	fprintf(out,
		"read %zu files, %zu functions; parsed %zu, of which %zu not "
		"wholly (%.2f%%)\n",
		tree->files, tree->functions_seen, tree->functions_parsed,
		tree->failures.count,
		tree->functions_parsed ?
			100.0 * (double)tree->failures.count /
				(double)tree->functions_parsed :
			0.0);
	if (options->show_paths)
		print_failures(out, tree);
	for (size_t i = 0; i < tree->unreadable.count; i++)
		fprintf(out, "not read: %s\n", tree->unreadable.at[i]);
	for (size_t i = 0; i < audit->missing.count; i++)
		print_wrapped(out,
			      pool_printf("not in this tree: %s; %s",
					  audit->missing.at[i].names,
					  audit->missing.at[i].without),
			      0);
	fprintf(out,
		"not covered: DAX, inline data, callers that may not sleep, "
		"%zu branches of #if with the feature off,\n"
		"  locks that are no inode's, %zu calls through pointers no "
		"table explains, %zu places where paths were merged\n",
		tree->skipped_branches, audit->unresolved, audit->merged);
	fprintf(out, "took %.2f s and %ld MiB\n", options->seconds,
		options->kilobytes / 1024);
}

const struct audit_report audit_report_text = {
	.name = "text",
	.matrix = text_matrix,
	.findings = text_findings,
	.summary = text_summary,
};
