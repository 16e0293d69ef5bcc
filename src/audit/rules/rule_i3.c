// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An operation that changes the block map must exclude fillers from when it
 * drops the cache until the map has changed: a folio read in between holds
 * what the file no longer holds. Dropping the cache after the change is enough
 * too, because nothing that was read before survives that.
 *
 * A filler is a path that adds a folio: fault, read, readahead(2). It is
 * excluded by a lock that it holds when it adds the folio, or by one that the
 * filesystem holds whenever it looks up the block map to read.
 */
#include "audit/rules/known.h"
#include "audit/rules/rule.h"
#include "audit/rules/tests_map.h"

#include <string.h>

#define MAX_FILLS 96

struct fill {
	const struct event *event;
	enum column column;
};

/* Locks held at every event of some kind. */
struct common {
	bool any;
	int count;
	sym at[MAX_HELD];
};

/* All ways a filesystem fills its cache, and the locks of reading in. */
struct fills {
	int count;
	struct fill at[MAX_FILLS];
	/* Held whenever contents are read in: many folios, or one. */
	struct common many, one;
};

static void add_fills(struct fills *fills, const struct summary *summary,
		      enum column column)
{
	for (size_t i = 0; summary && i < summary->events.count; i++) {
		const struct event *event = &summary->events.at[i];

		if (event->kind == EVENT_ADD && fills->count < MAX_FILLS)
			fills->at[fills->count++] = (struct fill){ event,
								   column };
	}
}

static void keep_common(struct common *common, const struct event *event)
{
	int kept = 0;

	if (!common->any) {
		for (int i = 0; i < event->locks.count; i++)
			common->at[common->count++] = event->locks.at[i].lock;
		common->any = true;
		return;
	}
	for (int i = 0; i < common->count; i++)
		if (event_lock(event, common->at[i], MODE_SHARED))
			common->at[kept++] = common->at[i];
	common->count = kept;
}

static void add_content(struct common *common, const struct summary *summary)
{
	for (size_t i = 0; summary && i < summary->events.count; i++)
		if (summary->events.at[i].kind == EVENT_READ)
			keep_common(common, &summary->events.at[i]);
}

static void collect_fills(const struct filesystem *fs, struct fills *fills)
{
	memset(fills, 0, sizeof(*fills));
	add_fills(fills, fs->cells[COLUMN_FAULT].summary, COLUMN_FAULT);
	add_fills(fills, fs->cells[COLUMN_READ].summary, COLUMN_READ);
	if (fs->cells[COLUMN_READAHEAD].kind != CELL_NONE || fs->read_folio)
		add_fills(fills, fs->ahead.summary, COLUMN_READAHEAD);
	add_content(&fills->many, fs->cells[COLUMN_READAHEAD].summary);
	add_content(&fills->one, fs->read_folio);
	if (fs->cells[COLUMN_READAHEAD].kind == CELL_NONE)
		fills->many = fills->one;
}

static bool fill_holds(const struct fills *fills, const struct fill *fill,
		       sym lock)
{
	/* Readahead reads many folios at once, other fillers one. */
	const struct common *content = strstr(fill->event->where->path,
					      "readahead") ?
					       &fills->many :
					       &fills->one;

	for (int i = 0; i < content->count; i++)
		if (content->at[i] == lock)
			return true;
	return event_lock(fill->event, lock, MODE_SHARED) != NULL;
}

/* Whether a drop ran under this very acquisition of a lock. */
static bool held_since_drop(const struct summary *summary,
			    const struct held *lock)
{
	for (size_t i = 0; i < summary->events.count; i++) {
		const struct event *event = &summary->events.at[i];
		const struct held *held;

		if (event->kind != EVENT_DROP)
			continue;
		held = event_lock(event, lock->lock, MODE_EXCLUSIVE);
		if (held && held_same(held, lock))
			return true;
	}
	return false;
}

/* Whether the change at this event keeps that filler out. */
static bool excludes(const struct summary *summary, const struct event *change,
		     const struct fills *fills, const struct fill *fill)
{
	for (int i = 0; i < change->locks.count; i++) {
		const struct held *held = &change->locks.at[i];

		if (held->mode == MODE_EXCLUSIVE &&
		    fill_holds(fills, fill, held->lock) &&
		    held_since_drop(summary, held))
			return true;
	}
	return false;
}

/* Whether every path that changes the map drops the cache afterwards. */
static bool drops_afterwards(const struct summary *summary)
{
	for (size_t i = 0; i < summary->leaves.count; i++) {
		const struct leave *leave = &summary->leaves.at[i];

		if (leave->value.sign != SIGN_NEGATIVE &&
		    order_has(leave->order, EVENT_CHANGE) &&
		    !order_after(leave->order, EVENT_DROP, EVENT_CHANGE))
			return false;
	}
	return true;
}

struct exclusion {
	const struct event *change; /* the one that excludes too little */
	const struct event *right;  /* one that excludes every filler */
	int open, fills;	    /* fillers not kept out, of how many */
	const struct fill *intruder;
};

static void exclusion_add(const struct summary *summary,
			  const struct event *change, const struct fills *fills,
			  struct exclusion *exclusion)
{
	const struct fill *intruder = NULL;
	int open = 0;

	for (int i = 0; i < fills->count; i++) {
		if (excludes(summary, change, fills, &fills->at[i]))
			continue;
		if (!intruder)
			intruder = &fills->at[i];
		open++;
	}
	if (!open) {
		exclusion->right = change;
	} else if (open > exclusion->open) {
		exclusion->change = change;
		exclusion->open = open;
		exclusion->intruder = intruder;
	}
}

static struct exclusion exclusion_of(const struct filesystem *fs,
				     enum column column,
				     const struct fills *fills)
{
	const struct summary *summary = fs->cells[column].summary;
	struct exclusion exclusion = { .fills = fills->count };

	for (size_t i = 0; summary && i < summary->events.count; i++) {
		const struct event *event = &summary->events.at[i];

		if (event->kind == EVENT_CHANGE &&
		    order_has(event->before, EVENT_DROP))
			exclusion_add(summary, event, fills, &exclusion);
	}
	if (exclusion.change && drops_afterwards(summary))
		exclusion.change = NULL;
	return exclusion;
}

static const enum column changing[] = {
	COLUMN_PUNCH,	 COLUMN_ZERO,	COLUMN_WRITE_ZEROES,
	COLUMN_COLLAPSE, COLUMN_INSERT, COLUMN_REFLINK,
	COLUMN_EXCHANGE, COLUMN_MOVE,	COLUMN_TRUNCATE,
};

#define CHANGING (sizeof(changing) / sizeof(changing[0]))

struct right {
	const struct filesystem *fs;
	enum column column;
	const struct event *event;
};

/* The closest operation that does it right: same filesystem, then same name. */
static const char *find_right(const struct audit *audit,
			      const struct filesystem *mine, enum column column)
{
	const struct filesystem *best_fs = NULL;
	enum column best_column = column;
	struct exclusion best = { 0 };
	struct fills fills;

	for (size_t i = 0; i < audit->filesystems.count; i++) {
		const struct filesystem *fs = audit->filesystems.at[i];

		collect_fills(fs, &fills);
		for (size_t j = 0; j < CHANGING; j++) {
			struct exclusion exclusion =
				exclusion_of(fs, changing[j], &fills);

			if (!exclusion.right || exclusion.change ||
			    (fs != mine && changing[j] != column))
				continue;
			if (best_fs && (fs != mine || best_fs == mine))
				continue;
			best_fs = fs;
			best_column = changing[j];
			best = exclusion;
		}
	}
	return best_fs ? rule_right_text(best_fs, best_column, best.right) :
			 NULL;
}

static bool some_operation_is_right(const struct filesystem *fs,
				    const struct fills *fills)
{
	for (size_t i = 0; i < CHANGING; i++) {
		struct exclusion exclusion = exclusion_of(fs, changing[i],
							  fills);

		if (exclusion.right && !exclusion.change)
			return true;
	}
	return false;
}

/*
 * The event, with only the locks held since the cache was dropped. The finding
 * points to where these were taken, because they are too few.
 */
static struct event spanning(const struct summary *summary,
			     const struct event *change)
{
	struct event event = *change;

	event.locks.count = 0;
	for (int i = 0; i < change->locks.count; i++)
		if (held_since_drop(summary, &change->locks.at[i]))
			event.locks.at[event.locks.count++] =
				change->locks.at[i];
	return event;
}

/* Reports the operation, because it excludes hardly any filler. */
static void blame_operation(struct audit *audit, const struct rule *rule,
			    const struct filesystem *fs, enum column column,
			    const struct exclusion *exclusion,
			    const struct fills *fills)
{
	struct event change = spanning(fs->cells[column].summary,
				       exclusion->change);
	struct finding finding = rule_finding(rule, &change, fs->name, column);
	const struct event *fill = exclusion->intruder->event;

	finding.confidence = CONFIDENCE_LIKELY;
	if (some_operation_is_right(fs, fills))
		finding.confidence = CONFIDENCE_CERTAIN;
	/* The fault and the fill check i_size again; see doc/audit.md. */
	if (column == COLUMN_TRUNCATE)
		finding.confidence = CONFIDENCE_LOOK;
	finding.message = pool_printf(
		"%s drops the cache and then changes the block map by %s() "
		"under %s; %s fills it meanwhile under %s, at %s:%u",
		column_name(column), sym_name(exclusion->change->primitive),
		rule_locks_text(&exclusion->change->locks),
		column_name(exclusion->intruder->column),
		rule_locks_text(&fill->locks), fill->where->path, fill->line);
	finding.right = find_right(audit, fs, column);
	audit_find(audit, finding);
}

/*
 * Where excluded fillers take the lock that excludes them, or NULL. i_rwsem
 * does not count, because a fault cannot take it.
 */
static const struct function *who_takes_it(const struct filesystem *fs,
					   enum column column,
					   const struct exclusion *exclusion,
					   const struct fills *fills)
{
	const struct event *change = exclusion->change;

	for (int i = 0; i < change->locks.count; i++) {
		const struct held *held = &change->locks.at[i];

		if (held->mode != MODE_EXCLUSIVE ||
		    !strcmp(lock_role(sym_name(held->lock)), "i_rwsem") ||
		    !held_since_drop(fs->cells[column].summary, held))
			continue;
		for (int j = 0; j < fills->count; j++) {
			const struct held *there =
				event_lock(fills->at[j].event, held->lock,
					   MODE_SHARED);

			if (there)
				return there->where;
		}
	}
	return NULL;
}

/* Reports the filler, because others take the lock that the change holds. */
static void blame_filler(struct audit *audit, const struct rule *rule,
			 const struct filesystem *fs, enum column column,
			 const struct exclusion *exclusion,
			 const struct fills *fills, bool shared)
{
	const struct fill *fill = exclusion->intruder;
	const struct event *event = fill->event;
	struct finding finding = rule_finding(rule, event,
					      shared ? "mm" : fs->name,
					      fill->column);

	if (column == COLUMN_TRUNCATE)
		return;
	finding.confidence = CONFIDENCE_CERTAIN;
	finding.path = shared ? event->where->path : event->path->in->path;
	finding.line = shared ? event->line : event->path->line;
	finding.function = shared ? event->where->name : event->path->in->name;
	for (int i = 0; i < fills->count; i++)
		if (excludes(fs->cells[column].summary, exclusion->change,
			     fills, &fills->at[i]))
			finding.right = rule_right_text(fs, fills->at[i].column,
							fills->at[i].event);
	finding.message = pool_printf(
		"%s fills the cache under %s, which %s of %s (%s) does not "
		"exclude",
		column_name(fill->column), rule_locks_text(&event->locks),
		column_name(column), fs->name,
		rule_locks_text(&exclusion->change->locks));
	audit_find(audit, finding);
}

static void blame(struct audit *audit, const struct rule *rule,
		  const struct filesystem *fs, enum column column,
		  const struct exclusion *exclusion, const struct fills *fills)
{
	const struct function *taker = who_takes_it(fs, column, exclusion,
						    fills);
	const struct function *entry = exclusion->intruder->event->path->in;

	if (taker && is_library_path(taker->path) &&
	    is_library_path(exclusion->intruder->event->where->path))
		blame_filler(audit, rule, fs, column, exclusion, fills, true);
	else if (taker && entry->directory == fs->directory)
		blame_filler(audit, rule, fs, column, exclusion, fills, false);
	else
		blame_operation(audit, rule, fs, column, exclusion, fills);
}

/* Reports a changed map without any drop, before or after. */
static void check_never_drops(struct audit *audit, const struct rule *rule,
			      const struct filesystem *fs, enum column column)
{
	const struct summary *summary = fs->cells[column].summary;
	const struct event *change = NULL;
	struct finding finding;

	for (size_t i = 0; summary && i < summary->events.count; i++) {
		const struct event *event = &summary->events.at[i];

		if (event->kind == EVENT_DROP)
			return;
		if (event->kind == EVENT_CHANGE && !change)
			change = event;
	}
	if (!change || column == COLUMN_TRUNCATE)
		return;
	finding = rule_finding(rule, change, fs->name, column);
	finding.confidence = CONFIDENCE_LOOK;
	finding.message = pool_printf(
		"%s changes the block map by %s() under %s and drops the cache "
		"neither before nor after",
		column_name(column), sym_name(change->primitive),
		rule_locks_text(&change->locks));
	finding.right = find_right(audit, fs, column);
	audit_find(audit, finding);
}

static void check_filesystem(struct audit *audit, const struct rule *rule,
			     const struct filesystem *fs)
{
	struct fills fills;

	collect_fills(fs, &fills);
	if (!fills.count)
		return;
	for (size_t i = 0; i < CHANGING; i++) {
		struct exclusion exclusion = exclusion_of(fs, changing[i],
							  &fills);

		check_never_drops(audit, rule, fs, changing[i]);
		if (!exclusion.change)
			continue;
		if (exclusion.open == exclusion.fills)
			blame_operation(audit, rule, fs, changing[i],
					&exclusion, &fills);
		else
			blame(audit, rule, fs, changing[i], &exclusion, &fills);
	}
}

/* A direct write must drop the cache afterwards. */
static void check_direct(struct audit *audit, const struct rule *rule,
			 const char *name)
{
	const struct filesystem *fs = NULL;
	const struct summary *summary;
	struct function *function;
	const struct event *direct = NULL;
	struct finding finding;

	for (size_t i = 0; i < audit->filesystems.count && !fs; i++)
		if (audit->filesystems.at[i]->cells[COLUMN_DIRECT].event ==
		    EVENT_DIRECT)
			fs = audit->filesystems.at[i];
	function = tree_function(&audit->tree, sym_of(name), "", NULL);
	if (!fs || !function)
		return;
	summary = walk_function((struct walk *)&fs->walk, function,
				&audit->scenarios[COLUMN_DIRECT], -1,
				FLAGS_UNKNOWN);
	for (size_t i = 0; i < summary->events.count; i++) {
		const struct event *event = &summary->events.at[i];

		if (event->kind == EVENT_DIRECT)
			direct = event;
		if (event->kind == EVENT_DROP &&
		    order_has(event->before, EVENT_DIRECT))
			return;
	}
	if (!direct)
		return;
	finding = rule_finding(rule, direct, "mm", COLUMN_DIRECT);
	finding.confidence = CONFIDENCE_CERTAIN;
	finding.message = pool_printf(
		"%s() writes past the cache and never drops it afterwards: "
		"what was read in during the write stays",
		name);
	audit_find(audit, finding);
}

static const char *const iomap_direct[] = { "iomap_dio_rw", NULL };
static const char *const generic_direct[] = {
	"generic_file_direct_write",
	NULL,
};

static const struct known_names i3_known[] = {
	{ iomap_direct, "fs/iomap/direct-io.c",
	  "not checked: direct writes of iomap (I3)" },
	{ generic_direct, "mm/filemap.c",
	  "not checked: generic direct writes (I3)" },
	{ .names = NULL },
};

static void i3_check(struct audit *audit, const struct rule *rule)
{
	for (size_t i = 0; i < audit->filesystems.count; i++)
		check_filesystem(audit, rule, audit->filesystems.at[i]);
	check_direct(audit, rule, iomap_direct[0]);
	check_direct(audit, rule, generic_direct[0]);
}

const struct rule rule_i3 = {
	.id = "I3",
	.title = "filling the cache excludes changing the block map",
	.reason = "A folio read in between dropping the cache and changing "
		  "the block map shows what the file no longer holds, for as "
		  "long as it stays cached.",
	.promise = "C1",
	.known = i3_known,
	.check = i3_check,
};
