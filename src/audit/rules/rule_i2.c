// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A folio leaves the cache only while it is locked and mapped nowhere. A
 * mapping that outlives it shows what the file no longer holds.
 */
#include "audit/rules/known.h"
#include "audit/rules/rule.h"
#include "audit/rules/tests_map.h"

#include <string.h>

static const char *const unmaps[] = {
	"unmap_mapping_folio",
	"unmap_mapping_pages",
	"unmap_mapping_range",
	"unmap_mapping_page",
	NULL,
};
static const char *const waits[] = {
	"folio_lock",
	"lock_page",
	NULL,
};

static const char *const truncates[] = { "truncate_inode_pages_range", NULL };
static const char *const invalidates[] = {
	"invalidate_inode_pages2_range",
	NULL,
};
static const char *const cleans_up[] = {
	"truncate_cleanup_folio",
	"truncate_cleanup_page",
	"truncate_inode_folio",
	NULL,
};

/* The shared code that takes folios out, and where it must unmap. */
static const struct {
	const char *const *entry;
	const char *const *helpers; /* one of them unmaps */
	bool must_wait;		    /* it may skip no locked folio */
	enum column column;
} removers[] = {
	{ truncates, cleans_up, true, COLUMN_TRUNCATE },
	{ invalidates, invalidates, true, COLUMN_DIRECT },
};

static const struct known_names i2_known[] = {
	{ truncates, "mm/truncate.c", "not checked: truncation (I2)" },
	{ invalidates, "mm/truncate.c", "not checked: invalidation (I2)" },
	{ cleans_up, "mm/truncate.c", "not checked: unmapping (I2)" },
	{ unmaps, NULL, "not checked: unmapping (I2)" },
	{ waits, NULL, "not checked: waiting for locked folios (I2)" },
	{ .names = NULL },
};

static void i2_report(struct audit *audit, const struct rule *rule,
		      size_t which, const struct function *function,
		      const char *what)
{
	struct finding finding = {
		.rule = rule,
		.confidence = CONFIDENCE_CERTAIN,
		.filesystem = "mm",
		.column = removers[which].column,
		.path = function->path,
		.line = function->line,
		.function = function->name,
		.tests = tests_for(rule->id, removers[which].column),
	};

	finding.message = pool_printf("%s() %s", sym_name(function->name),
				      what);
	audit_find(audit, finding);
}

static struct function *i2_function(const struct audit *audit, const char *name)
{
	return tree_function(&audit->tree, sym_of(name), "mm/truncate.c",
			     tree_directory(&audit->tree, "mm"));
}

static void check_remover(struct audit *audit, const struct rule *rule,
			  size_t which)
{
	struct function *entry = i2_function(audit, removers[which].entry[0]);
	struct function *last = NULL;

	if (!entry)
		return;
	for (int i = 0; removers[which].helpers[i]; i++) {
		struct function *helper =
			i2_function(audit, removers[which].helpers[i]);

		if (helper && rule_calls(helper, unmaps, 0))
			last = NULL;
		else if (helper && !last)
			last = helper;
		if (helper && !last)
			break;
	}
	if (last)
		i2_report(
			audit, rule, which, last,
			"takes folios out of the cache without unmapping them");
	if (removers[which].must_wait && !rule_calls(entry, waits, 0))
		i2_report(
			audit, rule, which, entry,
			"skips folios that are locked and never waits for them: "
			"they stay in the cache");
}

/* A filesystem that removes folios itself must hold their locks. */
static void check_own(struct audit *audit, const struct rule *rule,
		      const struct filesystem *fs, enum column column)
{
	const struct cell *cell = &fs->cells[column];
	const struct summary *summary;

	if (cell->kind != CELL_OWN)
		return;
	summary = cell->summary;
	for (size_t i = 0; i < summary->events.count; i++) {
		const struct event *event = &summary->events.at[i];
		struct finding finding;

		if (event->kind != EVENT_REMOVE ||
		    event->where->directory != fs->directory ||
		    event_lock(event, sym_of("folio"), MODE_SHARED))
			continue;
		finding = rule_finding(rule, event, fs->name, column);
		finding.confidence = CONFIDENCE_LOOK;
		finding.message = pool_printf(
			"%s() takes a folio out of the cache without its lock",
			sym_name(event->where->name));
		audit_find(audit, finding);
	}
}

static void i2_check(struct audit *audit, const struct rule *rule)
{
	for (size_t i = 0; i < sizeof(removers) / sizeof(removers[0]); i++)
		check_remover(audit, rule, i);
	for (size_t i = 0; i < audit->filesystems.count; i++)
		for (int c = COLUMN_DIRECT; c <= COLUMN_MOVE; c++)
			check_own(audit, rule, audit->filesystems.at[i], c);
}

const struct rule rule_i2 = {
	.id = "I2",
	.title = "a folio leaves the cache only under its lock and unmapped",
	.reason = "A mapping that outlives the cached folio goes on showing "
		  "what was punched, truncated or overwritten.",
	.promise = "C1",
	.known = i2_known,
	.check = i2_check,
};
