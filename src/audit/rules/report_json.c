// SPDX-License-Identifier: GPL-2.0-or-later
/* One JSON object: doc/audit.md describes it. */
#include "audit/rules/report.h"

#include <jansson.h>

static json_t *text_or_null(const char *text)
{
	return text && *text ? json_string(text) : json_null();
}

static json_t *locks_of(const struct cell *cell)
{
	json_t *list = json_array();

	for (int i = 0; i < cell->lock_count; i++) {
		const struct cell_lock *lock = &cell->locks[i];

		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:b, s:o}", "lock",
						sym_name(lock->lock), "mode",
						lock->mode == MODE_EXCLUSIVE ?
							"exclusive" :
							"shared",
						"always", (int)lock->always,
						"when",
						text_or_null(lock->when)));
	}
	return list;
}

static json_t *cell_of(const struct cell *cell)
{
	json_t *object = json_pack("{s:s}", "kind", cell_kind_name(cell->kind));

	if (!cell->function_name)
		return object;
	json_object_set_new(object, "function",
			    json_string(sym_name(cell->function_name)));
	if (cell->function) {
		json_object_set_new(object, "file",
				    json_string(cell->function->path));
		json_object_set_new(object, "line",
				    json_integer(cell->function->line));
	}
	json_object_set_new(object, "others", json_integer(cell->others));
	json_object_set_new(object, "event",
			    text_or_null(cell->event ? event_name(cell->event) :
						       NULL));
	json_object_set_new(object, "locks", locks_of(cell));
	return object;
}

static json_t *matrix_of(const struct audit *audit,
			 const struct report_options *options)
{
	json_t *rows = json_object();

	for (size_t i = 0; i < audit->filesystems.count; i++) {
		const struct filesystem *fs = audit->filesystems.at[i];
		json_t *row;

		if (fs->empty && !options->all_rows)
			continue;
		row = json_object();
		for (int c = 0; c < COLUMNS; c++)
			json_object_set_new(row, column_name(c),
					    cell_of(&fs->cells[c]));
		json_object_set_new(row, AHEAD_NAME, cell_of(&fs->ahead));
		json_object_set_new(rows, fs->name, row);
	}
	return rows;
}

static json_t *steps_of(const struct step *step)
{
	json_t *list = json_array();

	for (; step; step = step->next)
		json_array_append_new(list,
				      json_pack("{s:s, s:i, s:s}", "file",
						step->in->path, "line",
						(int)step->line, "function",
						sym_name(step->in->name)));
	return list;
}

static json_t *finding_of(const struct finding *finding)
{
	json_t *object =
		json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:o}",
			  "rule", finding->rule->id, "confidence",
			  confidence_name(finding->confidence), "filesystem",
			  finding->filesystem, "operation",
			  column_name(finding->column), "file", finding->path,
			  "line", (int)finding->line, "function",
			  sym_name(finding->function), "message",
			  finding->message, "promise", finding->rule->promise,
			  "path", steps_of(finding->steps));

	json_object_set_new(object, "done_right", text_or_null(finding->right));
	json_object_set_new(object, "tests", text_or_null(finding->tests));
	json_object_set_new(object, "command", text_or_null(finding->command));
	json_object_set_new(object, "suppressed",
			    text_or_null(finding->suppressed));
	return object;
}

static json_t *missing_of(const struct audit *audit)
{
	json_t *list = json_array();

	for (size_t i = 0; i < audit->missing.count; i++)
		json_array_append_new(list,
				      json_pack("{s:s, s:s}", "functions",
						audit->missing.at[i].names,
						"without",
						audit->missing.at[i].without));
	return list;
}

static json_t *coverage_of(const struct audit *audit)
{
	const struct tree *tree = &audit->tree;
	json_t *failures = json_array();

	for (size_t i = 0; i < tree->failures.count; i++)
		json_array_append_new(
			failures,
			json_pack("{s:s, s:i, s:s}", "file",
				  tree->failures.at[i].path, "line",
				  (int)tree->failures.at[i].line, "function",
				  sym_name(tree->failures.at[i].function)));
	return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:o, s:o}", "files",
			 (int)tree->files, "functions",
			 (int)tree->functions_seen, "parsed",
			 (int)tree->functions_parsed, "skipped_branches",
			 (int)tree->skipped_branches, "unresolved_calls",
			 (int)audit->unresolved, "merged_paths",
			 (int)audit->merged, "parse_failures", failures,
			 "not_in_tree", missing_of(audit));
}

static void json_findings(FILE *out, const struct audit *audit,
			  const struct report_options *options)
{
	json_t *findings = json_array(), *top;

	for (size_t i = 0; i < audit->findings.count; i++)
		if (report_shows(&audit->findings.at[i], options))
			json_array_append_new(findings,
					      finding_of(
						      &audit->findings.at[i]));
	top = json_pack("{s:s, s:o, s:o, s:o}", "tree", audit->tree.root,
			"matrix", matrix_of(audit, options), "findings",
			findings, "coverage", coverage_of(audit));
	json_dumpf(top, out, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	fputc('\n', out);
	json_decref(top);
}

/* The matrix is part of the one object. */
const struct audit_report audit_report_json = {
	.name = "json",
	.matrix = json_findings,
	.findings = json_findings,
};
