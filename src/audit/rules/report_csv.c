// SPDX-License-Identifier: GPL-2.0-or-later
/* One line a cell and one line a finding, quoted as RFC 4180 says. */
#include "audit/rules/report.h"

#include <string.h>

static void put_field(FILE *out, const char *text, const char *end)
{
	if (text && strpbrk(text, ",\"\n")) {
		fputc('"', out);
		for (; *text; text++) {
			if (*text == '"')
				fputc('"', out);
			fputc(*text, out);
		}
		fputc('"', out);
	} else if (text) {
		fputs(text, out);
	}
	fputs(end, out);
}

static void put_cell(FILE *out, const char *name, const char *operation,
		     const struct cell *cell)
{
	const struct function *function = cell->function;

	put_field(out, name, ",");
	put_field(out, operation, ",");
	put_field(out, cell_kind_name(cell->kind), ",");
	put_field(out, sym_name(cell->function_name), ",");
	put_field(out, function ? function->path : "", ",");
	fprintf(out, "%u,", function ? function->line : 0);
	put_field(out, cell->event ? event_name(cell->event) : "", ",");
	put_field(out, cell_locks_text(cell), "\r\n");
}

static void csv_matrix(FILE *out, const struct audit *audit,
		       const struct report_options *options)
{
	fputs("filesystem,operation,kind,function,file,line,event,locks\r\n",
	      out);
	for (size_t i = 0; i < audit->filesystems.count; i++) {
		const struct filesystem *fs = audit->filesystems.at[i];

		if (fs->empty && !options->all_rows)
			continue;
		for (int c = 0; c < COLUMNS; c++)
			put_cell(out, fs->name, column_name(c), &fs->cells[c]);
		put_cell(out, fs->name, AHEAD_NAME, &fs->ahead);
	}
}

static void csv_findings(FILE *out, const struct audit *audit,
			 const struct report_options *options)
{
	fputs("rule,confidence,filesystem,operation,file,line,function,"
	      "message,done right,try it,suppressed\r\n",
	      out);
	for (size_t i = 0; i < audit->findings.count; i++) {
		const struct finding *finding = &audit->findings.at[i];

		if (!report_shows(finding, options))
			continue;
		put_field(out, finding->rule->id, ",");
		put_field(out, confidence_name(finding->confidence), ",");
		put_field(out, finding->filesystem, ",");
		put_field(out, column_name(finding->column), ",");
		put_field(out, finding->path, ",");
		fprintf(out, "%u,", finding->line);
		put_field(out, sym_name(finding->function), ",");
		put_field(out, finding->message, ",");
		put_field(out, finding->right, ",");
		put_field(out, finding->command, ",");
		put_field(out, finding->suppressed, "\r\n");
	}
}

const struct audit_report audit_report_csv = {
	.name = "csv",
	.matrix = csv_matrix,
	.findings = csv_findings,
};
