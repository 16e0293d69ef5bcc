// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An operation that moves data writes dirty folios back, then drops the cache.
 * A store between the two is lost with its folio. So a lock that page_mkwrite
 * takes must be held throughout; in dedupe, from comparing to remapping.
 */
#include "audit/rules/rule.h"

#include <string.h>

static const struct {
	enum column column;
	enum event_kind from, to;
} windows[] = {
	{ COLUMN_COLLAPSE, EVENT_FLUSH, EVENT_DROP },
	{ COLUMN_INSERT, EVENT_FLUSH, EVENT_DROP },
	{ COLUMN_EXCHANGE, EVENT_FLUSH, EVENT_DROP },
	{ COLUMN_DEDUPE, EVENT_COMPARE, EVENT_CHANGE },
};

#define WINDOWS (sizeof(windows) / sizeof(windows[0]))

/* Whether every path of page_mkwrite that dirties holds the lock. */
static bool dirtying_holds(const struct filesystem *fs, sym lock)
{
	const struct summary *summary = fs->cells[COLUMN_MKWRITE].summary;
	bool any = false;

	for (size_t i = 0; summary && i < summary->events.count; i++) {
		const struct event *event = &summary->events.at[i];

		if (event->kind != EVENT_DIRTY)
			continue;
		if (!event_lock(event, lock, MODE_SHARED))
			return false;
		any = true;
	}
	return any;
}

static bool dirtying_is_known(const struct filesystem *fs)
{
	return fs->cells[COLUMN_MKWRITE].event == EVENT_DIRTY;
}

/* Whether the window began under the same acquisition of the lock. */
static bool opened_under(const struct summary *summary, enum event_kind from,
			 const struct held *lock)
{
	for (size_t i = 0; i < summary->events.count; i++) {
		const struct event *event = &summary->events.at[i];
		const struct held *held;

		if (event->kind != from)
			continue;
		held = event_lock(event, lock->lock, MODE_EXCLUSIVE);
		if (held && held_same(held, lock))
			return true;
	}
	return false;
}

struct protection {
	const struct event *open; /* the end of a window left open */
	const struct event *shut; /* the end of one that is not */
	bool has_lock; /* open, yet an exclusive lock spans the window */
	bool is_late;  /* open, yet it ends under what page_mkwrite takes */
};

static void protection_add(const struct filesystem *fs,
			   const struct summary *summary, enum event_kind from,
			   const struct event *end,
			   struct protection *protection)
{
	bool spans = false, late = false;

	for (int i = 0; i < end->locks.count; i++) {
		const struct held *held = &end->locks.at[i];

		if (held->mode != MODE_EXCLUSIVE)
			continue;
		if (!opened_under(summary, from, held)) {
			late = late || dirtying_holds(fs, held->lock);
			continue;
		}
		if (dirtying_holds(fs, held->lock)) {
			protection->shut = end;
			return;
		}
		spans = spans ||
			strcmp(lock_role(sym_name(held->lock)), "i_rwsem");
	}
	protection->open = end;
	protection->has_lock = spans;
	protection->is_late = late;
}

static struct protection protection_of(const struct filesystem *fs,
				       size_t window)
{
	const struct summary *summary =
		fs->cells[windows[window].column].summary;
	struct protection protection = { 0 };

	for (size_t i = 0; summary && i < summary->events.count; i++) {
		const struct event *event = &summary->events.at[i];

		if (event->kind == windows[window].to &&
		    order_has(event->before, windows[window].from))
			protection_add(fs, summary, windows[window].from, event,
				       &protection);
	}
	return protection;
}

static const char *find_right(const struct audit *audit,
			      const struct filesystem *mine, size_t window)
{
	const char *right = NULL;

	for (size_t i = 0; i < audit->filesystems.count; i++) {
		const struct filesystem *fs = audit->filesystems.at[i];

		for (size_t j = 0; j < WINDOWS; j++) {
			struct protection protection = protection_of(fs, j);

			if (!protection.shut || protection.open)
				continue;
			if (fs == mine)
				return rule_right_text(fs, windows[j].column,
						       protection.shut);
			if (j == window && !right)
				right = rule_right_text(fs, windows[j].column,
							protection.shut);
		}
	}
	return right;
}

/* Several operations hold a lock against page_mkwrite, which lacks it. */
static bool mkwrite_is_to_blame(const struct filesystem *fs)
{
	int open = 0, shut = 0;

	for (size_t i = 0; i < WINDOWS; i++) {
		struct protection protection = protection_of(fs, i);

		open += protection.open && protection.has_lock;
		shut += protection.shut && !protection.open;
	}
	return open && !shut;
}

static void blame_mkwrite(struct audit *audit, const struct rule *rule,
			  const struct filesystem *fs,
			  const struct protection *protection, size_t window)
{
	const struct cell *cell = &fs->cells[COLUMN_MKWRITE];
	struct finding finding = rule_finding(rule, cell->sample, fs->name,
					      COLUMN_MKWRITE);

	finding.confidence = CONFIDENCE_LIKELY;
	finding.message = pool_printf(
		"page_mkwrite dirties under %s, none of which %s (%s) holds "
		"between %s and %s",
		rule_locks_text(&cell->sample->locks),
		column_name(windows[window].column),
		rule_locks_text(&protection->open->locks),
		event_name(windows[window].from),
		event_name(windows[window].to));
	finding.right = find_right(audit, fs, window);
	audit_find(audit, finding);
}

static void blame_operation(struct audit *audit, const struct rule *rule,
			    const struct filesystem *fs,
			    const struct protection *protection, size_t window)
{
	struct finding finding = rule_finding(rule, protection->open, fs->name,
					      windows[window].column);

	/* It takes that lock, but only after writing back. */
	finding.confidence = protection->is_late ? CONFIDENCE_CERTAIN :
						   CONFIDENCE_LOOK;
	for (size_t i = 0; i < WINDOWS; i++) {
		struct protection other = protection_of(fs, i);

		if (other.shut && !other.open)
			finding.confidence = CONFIDENCE_CERTAIN;
	}
	if (finding.confidence == CONFIDENCE_LOOK && protection->has_lock)
		finding.confidence = CONFIDENCE_LIKELY;
	finding.message = pool_printf(
		"%s: between %s and %s() no lock is held throughout that keeps "
		"page_mkwrite out; it ends under %s",
		column_name(windows[window].column),
		event_name(windows[window].from),
		sym_name(protection->open->primitive),
		rule_locks_text(&protection->open->locks));
	finding.right = find_right(audit, fs, window);
	audit_find(audit, finding);
}

static void check_filesystem(struct audit *audit, const struct rule *rule,
			     const struct filesystem *fs)
{
	if (!dirtying_is_known(fs))
		return;
	for (size_t i = 0; i < WINDOWS; i++) {
		struct protection protection = protection_of(fs, i);

		if (!protection.open)
			continue;
		if (mkwrite_is_to_blame(fs))
			blame_mkwrite(audit, rule, fs, &protection, i);
		else
			blame_operation(audit, rule, fs, &protection, i);
	}
}

static void i4_check(struct audit *audit, const struct rule *rule)
{
	for (size_t i = 0; i < audit->filesystems.count; i++)
		check_filesystem(audit, rule, audit->filesystems.at[i]);
}

const struct rule rule_i4 = {
	.id = "I4",
	.title = "dirtying excludes the window between writing back and "
		 "dropping",
	.reason = "A store into a folio that was written back and will be "
		  "dropped is lost; one between comparing and remapping makes "
		  "two files share data that differs.",
	.promise = "C3",
	.check = i4_check,
};
