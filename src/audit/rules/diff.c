// SPDX-License-Identifier: GPL-2.0-or-later
/* Compares the cells and findings of two audits. */
#include "audit/rules/diff.h"

#include <string.h>

static void diff_add(struct audit_diff *diff, const char *filesystem,
		     const char *what, const char *before, const char *after)
{
	struct difference difference = { filesystem, what, before, after };

	vector_push(&diff->differences, difference);
}

static void compare_cells(struct audit_diff *diff,
			  const struct filesystem *before,
			  const struct filesystem *after)
{
	for (int c = 0; c < COLUMNS; c++) {
		const char *old = cell_text(&before->cells[c]);
		const char *new = cell_text(&after->cells[c]);

		if (strcmp(old, new))
			diff_add(diff, before->name, column_name(c), old, new);
	}
}

static const struct finding *find_same(const struct audit *audit,
				       const struct finding *finding)
{
	for (size_t i = 0; i < audit->findings.count; i++) {
		const struct finding *other = &audit->findings.at[i];

		if (other->rule == finding->rule &&
		    other->column == finding->column &&
		    other->function == finding->function &&
		    !strcmp(other->filesystem, finding->filesystem))
			return other;
	}
	return NULL;
}

static const char *finding_text(const struct finding *finding)
{
	return pool_printf("%s: %s:%u: %s",
			   confidence_name(finding->confidence), finding->path,
			   finding->line, finding->message);
}

static void compare_findings(struct audit_diff *diff, const struct audit *from,
			     const struct audit *to, bool came)
{
	for (size_t i = 0; i < from->findings.count; i++) {
		const struct finding *finding = &from->findings.at[i];
		const char *text;

		if (find_same(to, finding))
			continue;
		text = finding_text(finding);
		diff_add(diff, finding->filesystem,
			 pool_printf("finding %s %s", finding->rule->id,
				     column_name(finding->column)),
			 came ? NULL : text, came ? text : NULL);
	}
}

void audit_compare(struct audit_diff *diff, const struct audit *before,
		   const struct audit *after)
{
	memset(diff, 0, sizeof(*diff));
	for (size_t i = 0; i < before->filesystems.count; i++) {
		const struct filesystem *old = before->filesystems.at[i];
		const struct filesystem *new = audit_filesystem(after,
								old->name);

		if (new)
			compare_cells(diff, old, new);
		else if (!old->empty)
			diff_add(diff, old->name, "filesystem", "there", NULL);
	}
	for (size_t i = 0; i < after->filesystems.count; i++) {
		const struct filesystem *new = after->filesystems.at[i];

		if (!new->empty && !audit_filesystem(before, new->name))
			diff_add(diff, new->name, "filesystem", NULL, "there");
	}
	compare_findings(diff, before, after, false);
	compare_findings(diff, after, before, true);
}

void audit_diff_free(struct audit_diff *diff)
{
	vector_free(&diff->differences);
}
