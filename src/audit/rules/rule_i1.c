// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A page table entry may only be set for a folio that is locked and was then
 * found to be still in the cache, uptodate, and inside the file. Code that
 * drops the folio unmaps it under the same lock: if it came first, the check
 * sees that; if it comes later, it unmaps the new entry.
 *
 * Three pieces of code do this: the generic fault, fault-around, and every
 * page_mkwrite that locks a folio. For each: where the lock is taken, and
 * which of the checks follow it in that function.
 */
#include "audit/rules/known.h"
#include "audit/rules/rule.h"
#include "audit/rules/rule_i1.h"
#include "audit/rules/tests_map.h"

#include <string.h>

/* clang-format off */
static const char *const locks_folio[] = {
	"folio_lock", "folio_trylock", "lock_page", "trylock_page",
	"folio_lock_killable", "lock_page_killable",
	"lock_folio_maybe_drop_mmap", "lock_page_maybe_drop_mmap",
	"__folio_lock_killable", NULL,
};
/* clang-format on */
static const char *const waits_for_folio[] = {
	"folio_lock",	      "lock_page", "folio_lock_killable",
	"lock_page_killable", NULL,
};
static const char *const tests_uptodate[] = {
	"folio_test_uptodate",
	"PageUptodate",
	NULL,
};
static const char *const reads_size[] = {
	"i_size_read",
	NULL,
};
static const char *const checks_all[] = {
	"folio_mkwrite_check_truncate",
	"page_mkwrite_check_truncate",
	NULL,
};

/* The functions that pick folios for fault-around, newest kernel first. */
static const char *const pickers[] = {
	"next_uptodate_folio",
	"next_uptodate_page",
	"filemap_map_pages",
	NULL,
};
static const char *const faults[] = { "filemap_fault", NULL };

static const struct known_names i1_known[] = {
	{ pickers, "mm/filemap.c", "not checked: fault-around (I1)" },
	{ faults, "mm/filemap.c", "not checked: the generic fault (I1)" },
	{ locks_folio, NULL, "not checked: I1" },
	{ tests_uptodate, NULL, "not checked: uptodate (I1)" },
	{ reads_size, NULL, "not checked: the end of file (I1)" },
	{ checks_all, NULL, "not seen: what page_mkwrite rechecks (I1)" },
	{ .names = NULL },
};

struct checks {
	const struct function *function;
	uint32_t lock; /* line; 0: the folio is never locked */
	uint32_t mapping, uptodate, size;
};

static struct checks checks_of(const struct function *function)
{
	struct checks checks = { .function = function };

	checks.lock = rule_calls(function, locks_folio, 0);
	checks.mapping = rule_compares_field(function, "mapping", checks.lock);
	checks.uptodate = rule_calls(function, tests_uptodate, checks.lock);
	checks.size = rule_calls(function, reads_size, checks.lock);
	return checks;
}

static const char *missing(const struct checks *checks)
{
	if (!checks->lock)
		return "does not lock the folio";
	if (!checks->mapping)
		return "does not recheck the mapping after locking the folio";
	if (!checks->uptodate)
		return "does not recheck uptodate after locking the folio";
	if (!checks->size)
		return "does not recheck the end of file after locking the "
		       "folio";
	return NULL;
}

static struct function *mm_function(const struct audit *audit, const char *name)
{
	return tree_function(&audit->tree, sym_of(name), "mm/filemap.c",
			     tree_directory(&audit->tree, "mm"));
}

static struct function *picker(const struct audit *audit)
{
	for (int i = 0; pickers[i]; i++) {
		struct function *function = mm_function(audit, pickers[i]);

		if (function)
			return function;
	}
	return NULL;
}

const char *rule_i1_map_pages(const struct audit *audit)
{
	const struct function *function = picker(audit);
	struct checks checks;

	if (!function)
		return "whether that is harmless the tree does not show: it "
		       "has no mm/filemap.c";
	checks = checks_of(function);
	if (missing(&checks))
		return pool_printf("not harmless here: %s(), %s:%u, %s",
				   sym_name(function->name), function->path,
				   function->line, missing(&checks));
	return pool_printf("harmless here: %s() locks the folio (%s:%u) and "
			   "rechecks mapping, uptodate and end of file (I1 "
			   "holds)",
			   sym_name(function->name), function->path,
			   checks.lock);
}

static void i1_report(struct audit *audit, const struct rule *rule,
		      const struct checks *checks, enum column column,
		      const char *filesystem, const char *what)
{
	const struct function *function = checks->function;
	struct finding finding = {
		.rule = rule,
		.confidence = CONFIDENCE_CERTAIN,
		.filesystem = filesystem,
		.column = column,
		.path = function->path,
		.line = checks->lock ? checks->lock : function->line,
		.function = function->name,
		.tests = tests_for(rule->id, column),
	};

	finding.message = pool_printf("%s: %s() %s", column_name(column),
				      sym_name(function->name), what);
	audit_find(audit, finding);
}

static void check_shared(struct audit *audit, const struct rule *rule,
			 const struct function *function, enum column column)
{
	struct checks checks;

	if (!function)
		return;
	checks = checks_of(function);
	if (missing(&checks))
		i1_report(audit, rule, &checks, column, "mm", missing(&checks));
}

/* A page_mkwrite that waits for the folio lock must look at it again. */
static void check_mkwrite(struct audit *audit, const struct rule *rule,
			  const struct filesystem *fs,
			  const struct function *function)
{
	struct checks checks = checks_of(function);

	checks.lock = rule_calls(function, waits_for_folio, 0);
	if (!checks.lock || rule_calls(function, checks_all, checks.lock))
		return;
	checks.mapping = rule_compares_field(function, "mapping", checks.lock);
	if (!checks.mapping)
		i1_report(
			audit, rule, &checks, COLUMN_MKWRITE, fs->name,
			"does not recheck the mapping after locking the folio: "
			"it may have been truncated meanwhile");
}

/* The functions on the way to where the folio is dirtied. */
static void check_mkwrite_paths(struct audit *audit, const struct rule *rule,
				const struct filesystem *fs)
{
	const struct cell *cell = &fs->cells[COLUMN_MKWRITE];

	if (!cell->function)
		return;
	check_mkwrite(audit, rule, fs, cell->function);
	for (size_t i = 0; i < cell->summary->events.count; i++) {
		const struct event *event = &cell->summary->events.at[i];
		const struct step *step = event->path;

		/* Deeper calls lock other folios, of metadata or a log. */
		for (int depth = 0; step && depth < 3;
		     step = step->next, depth++)
			if (event->kind == EVENT_DIRTY &&
			    strstr(sym_name(step->in->name), "mkwrite"))
				check_mkwrite(audit, rule, fs, step->in);
	}
}

static void i1_check(struct audit *audit, const struct rule *rule)
{
	check_shared(audit, rule, picker(audit), COLUMN_MAP_PAGES);
	check_shared(audit, rule, mm_function(audit, faults[0]), COLUMN_FAULT);
	for (size_t i = 0; i < audit->filesystems.count; i++)
		check_mkwrite_paths(audit, rule, audit->filesystems.at[i]);
}

const struct rule rule_i1 = {
	.id = "I1",
	.title = "a file PTE is set only under the folio lock, after "
		 "rechecking mapping, uptodate and end of file",
	.reason = "Invalidation unmaps and removes a folio under its lock. An "
		  "entry set without that lock, or without looking again, maps "
		  "a folio that is no longer the file's.",
	.promise = "C1",
	.known = i1_known,
	.check = i1_check,
};
