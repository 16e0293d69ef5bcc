// SPDX-License-Identifier: GPL-2.0-or-later
/* One page without scripts and without anything fetched from elsewhere. */
#include "audit/rules/report.h"

static void put_text(FILE *out, const char *text)
{
	for (; text && *text; text++) {
		switch (*text) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			fputc(*text, out);
		}
	}
}

static void put_cell(FILE *out, const struct cell *cell)
{
	const char *locks = cell_locks_text(cell);

	fprintf(out, "<td class=%s",
		cell->kind == CELL_UNCHECKED ? "unchecked" :
					       cell_kind_name(cell->kind));
	if (cell->function)
		fprintf(out, " title=\"%s:%u\"", cell->function->path,
			cell->function->line);
	fputc('>', out);
	if (!cell->function_name) {
		fprintf(out, "%s</td>", cell_kind_name(cell->kind));
		return;
	}
	if (cell->kind == CELL_GENERIC)
		fputs("generic<br>", out);
	put_text(out, sym_name(cell->function_name));
	if (cell->event)
		fprintf(out, "<br><small>%s under ", event_name(cell->event));
	else
		fputs("<br><small>", out);
	put_text(out, cell->event ? (*locks ? locks : "no inode lock") : "");
	fputs("</small></td>", out);
}

static void html_matrix(FILE *out, const struct audit *audit,
			const struct report_options *options)
{
	fputs("<!DOCTYPE html>\n<html lang=en><meta charset=utf-8>\n"
	      "<title>fslitmus audit</title>\n<style>\n"
	      "body { font: 14px sans-serif }\n"
	      "table { border-collapse: collapse }\n"
	      "td, th { border: 1px solid #bbb; padding: 2px 5px; "
	      "vertical-align: top; text-align: left }\n"
	      "th { position: sticky; top: 0; background: #eee }\n"
	      ".none { color: #999 } .generic { background: #f4f4ff }\n"
	      ".certain { background: #fdd } .likely { background: #fed }\n"
	      "</style>\n<h1>",
	      out);
	put_text(out, audit->tree.root);
	fputs("</h1>\n<table><tr><th>filesystem", out);
	for (int c = 0; c < COLUMNS; c++) {
		fprintf(out, "<th>%s", column_name(c));
		if (c == COLUMN_READAHEAD)
			fputs("<th>" AHEAD_NAME, out);
	}
	for (size_t i = 0; i < audit->filesystems.count; i++) {
		const struct filesystem *fs = audit->filesystems.at[i];

		if (fs->empty && !options->all_rows)
			continue;
		fprintf(out, "\n<tr><th>%s", fs->name);
		for (int c = 0; c < COLUMNS; c++) {
			put_cell(out, &fs->cells[c]);
			if (c == COLUMN_READAHEAD)
				put_cell(out, &fs->ahead);
		}
	}
	fputs("\n</table>\n<p>X exclusive, S shared.\n", out);
}

static void html_findings(FILE *out, const struct audit *audit,
			  const struct report_options *options)
{
	fputs("<h2>Findings</h2>\n<table><tr><th>confidence<th>rule"
	      "<th>filesystem<th>where<th>what<th>done right<th>try it\n",
	      out);
	for (size_t i = 0; i < audit->findings.count; i++) {
		const struct finding *finding = &audit->findings.at[i];

		if (!report_shows(finding, options))
			continue;
		fprintf(out, "<tr class=%s><td>%s<td title=\"",
			confidence_name(finding->confidence),
			confidence_name(finding->confidence));
		put_text(out, finding->rule->title);
		fprintf(out, "\">%s<td>%s<td>%s:%u<td>", finding->rule->id,
			finding->filesystem, finding->path, finding->line);
		put_text(out, finding->message);
		fputs("<td>", out);
		put_text(out, finding->right);
		fputs("<td><code>", out);
		put_text(out, finding->command);
		fputs("</code>\n", out);
	}
	fputs("</table>\n</html>\n", out);
}

const struct audit_report audit_report_html = {
	.name = "html",
	.matrix = html_matrix,
	.findings = html_findings,
};
