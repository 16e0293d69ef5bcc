// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The list that a reader of the 2020 thread made by hand: who wraps the fault
 * but hands fault-around to the bare generic function?
 */
#include "audit/rules/rule.h"
#include "audit/rules/rule_i1.h"
#include "audit/rules/tests_map.h"

#include <string.h>

/* The locks a filesystem itself takes around the generic fault. */
static const char *own_locks(const struct filesystem *fs)
{
	const struct cell *cell = &fs->cells[COLUMN_FAULT];
	const char *text = "";

	for (int i = 0; cell->sample && i < cell->sample->locks.count; i++) {
		const struct held *held = &cell->sample->locks.at[i];

		if (held->where->directory == fs->directory)
			text = pool_printf("%s%s%s", text, *text ? ", " : "",
					   sym_name(held->lock));
	}
	return *text ? pool_printf("which takes %s", text) :
		       "which takes no lock";
}

static bool wraps_both(const struct filesystem *fs)
{
	return fs->cells[COLUMN_FAULT].kind == CELL_OWN &&
	       fs->cells[COLUMN_MAP_PAGES].kind == CELL_OWN;
}

static const char *siblings(const struct audit *audit)
{
	const char *text = "";

	for (size_t i = 0; i < audit->filesystems.count; i++) {
		const struct filesystem *fs = audit->filesystems.at[i];
		const struct cell *cell = &fs->cells[COLUMN_MAP_PAGES];

		/* tmpfs is of mm itself: nothing wraps anything there. */
		if (!wraps_both(fs) || fs->only_file)
			continue;
		text = pool_printf("%s%s%s %s(), %s:%u", text,
				   *text ? "; " : "", fs->name,
				   sym_name(cell->function_name),
				   cell->function->path, cell->function->line);
	}
	return *text ? text : NULL;
}

static void clone_check(struct audit *audit, const struct rule *rule)
{
	const char *harmless = rule_i1_map_pages(audit);

	for (size_t i = 0; i < audit->filesystems.count; i++) {
		const struct filesystem *fs = audit->filesystems.at[i];
		const struct cell *cell = &fs->cells[COLUMN_MAP_PAGES];
		struct finding finding = {
			.rule = rule,
			.confidence = CONFIDENCE_NOTE,
			.filesystem = fs->name,
			.column = COLUMN_MAP_PAGES,
			.tests = tests_for("clone", COLUMN_MAP_PAGES),
		};

		if (fs->cells[COLUMN_FAULT].kind != CELL_OWN ||
		    cell->kind != CELL_GENERIC)
			continue;
		finding.path = cell->table->path;
		finding.line = cell->line;
		finding.function = cell->table->name;
		finding.right = siblings(audit);
		finding.message = pool_printf(
			"own .fault %s(), %s, beside the bare %s(); %s",
			sym_name(fs->cells[COLUMN_FAULT].function_name),
			own_locks(fs), sym_name(cell->function_name), harmless);
		audit_find(audit, finding);
	}
}

const struct rule rule_clone = {
	.id = "clone",
	.title = "a filesystem that wraps the fault wraps fault-around too, or "
		 "I1 makes that needless",
	.reason = "In 2020 six filesystems had copied a vm_operations_struct "
		  "whose .map_pages skipped the lock that .fault takes.",
	.promise = "C1",
	.check = clone_check,
};
