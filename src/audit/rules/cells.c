// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fills the cells of the matrix: finds the entry of an operation, walks it, and
 * takes from its cache events the locks that every path holds.
 */
#include "audit/rules/columns.h"

#include <string.h>

static const struct slot *find_slot(const struct table *table, const char *name)
{
	sym field = sym_find(name);

	for (const struct slot *slot = table->slots; slot; slot = slot->next)
		if (slot->field == field && slot->value)
			return slot;
	return NULL;
}

static bool is_of_file(const struct table *table, const struct filesystem *fs)
{
	return !fs->only_file || !strcmp(table->path, fs->only_file);
}

/* How much a table looks like that of the filesystem's regular files. */
static int worth(const struct table *table)
{
	/* clang-format off */
	static const char *const common[] = {
		"mmap", "read_iter", "write_iter", "fallocate", "fault",
		"map_pages", "page_mkwrite", "read_folio", "readpage",
		"readahead", "readpages", "writepages", "write_begin",
		"dirty_folio", "splice_read", "fsync", "setattr", "fiemap",
		"remap_file_range", "get_inode_acl", "swap_activate",
	};
	/* clang-format on */
	static const char *const odd[] = { "dax",     "dir",  "symlink",
					   "special", "meta", "direct",
					   "nolock",  "snap", "journalled" };
	int points = 0;

	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		points += find_slot(table, common[i]) ? 4 : 0;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		if (strstr(sym_name(table->name), odd[i]))
			points -= 7;
	if (strstr(sym_name(table->name), "file") ||
	    strstr(sym_name(table->name), "reg"))
		points += 2;
	return points;
}

/* Whether some function of the filesystem handles one of these ioctls. */
static bool has_case(struct stmt *stmt, const sym *labels)
{
	for (; stmt; stmt = stmt->next) {
		if (stmt->kind == STMT_CASE && stmt->expr &&
		    stmt->expr->kind == EXPR_NAME)
			for (int i = 0; labels[i]; i++)
				if (stmt->expr->name == labels[i])
					return true;
		if ((stmt->body && has_case(stmt->body, labels)) ||
		    (stmt->other && has_case(stmt->other, labels)))
			return true;
	}
	return false;
}

static bool handles_ioctl(const struct filesystem *fs,
			  const struct column_info *info)
{
	sym labels[9] = { SYM_NONE };
	int count = 0;

	for (int i = 0; i < 8 && info->ioctls[i]; i++)
		if (sym_find(info->ioctls[i]))
			labels[count++] = sym_find(info->ioctls[i]);
	if (!count)
		return false;
	for (size_t i = 0; i < fs->directory->functions.count; i++)
		if (has_case(fs->directory->functions.at[i]->body, labels))
			return true;
	return false;
}

static const struct slot *entry_slot(const struct table *table,
				     const struct column_info *info)
{
	for (int i = 0; i < 5 && info->slots[i]; i++) {
		const struct slot *slot = find_slot(table, info->slots[i]);

		if (slot)
			return slot;
	}
	return NULL;
}

/* The best table of the column's type that has an entry. */
static const struct table *choose_table(struct filesystem *fs,
					const struct column_info *info)
{
	const struct table *best = NULL;
	sym type = sym_find(info->table);

	for (const struct table *table = fs->directory->tables; table;
	     table = table->next)
		if (table->type == type && is_of_file(table, fs) &&
		    entry_slot(table, info) &&
		    (!best || worth(table) > worth(best)))
			best = table;
	return best;
}

static uint32_t count_others(struct filesystem *fs,
			     const struct column_info *info, sym chosen)
{
	sym type = sym_find(info->table);
	uint32_t others = 0;

	for (const struct table *table = fs->directory->tables; table;
	     table = table->next) {
		const struct slot *slot;

		if (table->type != type || !is_of_file(table, fs))
			continue;
		slot = entry_slot(table, info);
		others += slot && slot->value != chosen;
	}
	return others;
}

const struct held *event_lock(const struct event *event, sym lock,
			      enum lock_mode mode)
{
	for (int i = 0; i < event->locks.count; i++)
		if (event->locks.at[i].lock == lock &&
		    event->locks.at[i].mode >= mode)
			return &event->locks.at[i];
	return NULL;
}

/* The condition that holds on paths with the lock, and not on the others. */
static const char *distinguish(const struct event *with,
			       const struct event *without)
{
	for (int i = 0; i < with->facts; i++)
		for (int j = 0; j < without->facts; j++)
			if (with->fact[i].text == without->fact[j].text &&
			    with->fact[i].holds != without->fact[j].holds)
				return pool_printf(
					"%s%s", with->fact[i].holds ? "" : "!",
					sym_name(with->fact[i].text));
	return "some paths";
}

/* Two files have a lock of this name: the changed one's is the stronger. */
static const struct held *strongest(const struct event *event, int index)
{
	const struct held *exclusive =
		event_lock(event, event->locks.at[index].lock, MODE_EXCLUSIVE);

	return exclusive ? exclusive : &event->locks.at[index];
}

static void note_lock(struct cell *cell, const struct held *held)
{
	struct cell_lock *lock;

	for (int i = 0; i < cell->lock_count; i++) {
		lock = &cell->locks[i];
		if (lock->lock != held->lock)
			continue;
		if (held->mode < lock->mode)
			lock->mode = held->mode;
		return;
	}
	if (cell->lock_count == MAX_CELL_LOCKS)
		return;
	lock = &cell->locks[cell->lock_count++];
	*lock = (struct cell_lock){ held->lock, held->mode, true, NULL };
}

static void judge_lock(struct cell *cell, struct cell_lock *lock)
{
	const struct event *with = NULL, *without = NULL;

	for (size_t i = 0; i < cell->summary->events.count; i++) {
		const struct event *event = &cell->summary->events.at[i];

		if (event->kind != cell->event)
			continue;
		if (event_lock(event, lock->lock, MODE_SHARED))
			with = event;
		else
			without = event;
	}
	if (!with || !without)
		return;
	lock->always = false;
	lock->when = distinguish(with, without);
}

static bool has_event(const struct summary *summary, enum event_kind kind)
{
	for (size_t i = 0; i < summary->events.count; i++)
		if (summary->events.at[i].kind == kind)
			return true;
	return false;
}

static void judge_locks(struct cell *cell, const struct column_info *info)
{
	const struct summary *summary = cell->summary;

	for (int i = 0; i < 4 && info->events[i] && !cell->event; i++)
		if (has_event(summary, info->events[i]))
			cell->event = info->events[i];
	for (size_t i = 0; cell->event && i < summary->events.count; i++) {
		const struct event *event = &summary->events.at[i];

		if (event->kind != cell->event)
			continue;
		if (!cell->sample)
			cell->sample = event;
		for (int j = 0; j < event->locks.count; j++)
			note_lock(cell, strongest(event, j));
	}
	for (int i = 0; i < cell->lock_count; i++)
		judge_lock(cell, &cell->locks[i]);
}

/* Whether the entry only refuses the operation, which is then absent. */
static bool is_refused(const struct summary *summary)
{
	if (summary->events.count)
		return false;
	for (size_t i = 0; i < summary->leaves.count; i++)
		if (summary->leaves.at[i].value.sign != SIGN_NEGATIVE)
			return false;
	return summary->leaves.count > 0;
}

static flag_set entry_flags(const struct column_info *info)
{
	flag_set flags = FLAGS_UNKNOWN;

	if (info->flags_parameter)
		flags = flags_single(sym_of(info->yes[0]));
	for (int i = 1; flags && i < 7 && info->yes[i]; i++)
		flags = flags_union(flags, flags_single(sym_of(info->yes[i])));
	return flags;
}

static void fill_cell(struct audit *audit, struct filesystem *fs,
		      enum column column)
{
	const struct column_info *info = &columns[column];
	struct cell *cell = &fs->cells[column];
	const struct slot *slot;

	if (info->ioctls[0] && !handles_ioctl(fs, info))
		return;
	if (info->needs && !tree_has_name(&audit->tree, sym_find(info->needs)))
		return;
	cell->table = choose_table(fs, info);
	if (!cell->table)
		return;
	slot = entry_slot(cell->table, info);
	cell->line = slot->line;
	cell->function_name = slot->value;
	cell->function = tree_function(&audit->tree, slot->value,
				       cell->table->path, fs->directory);
	cell->others = count_others(fs, info, slot->value);
	cell->kind = cell->function && cell->function->directory ==
					       fs->directory ?
			     CELL_OWN :
			     CELL_GENERIC;
	if (!cell->function)
		return;
	cell->summary = walk_function(&fs->walk, cell->function,
				      &audit->scenarios[column],
				      info->flags_parameter ?
					      info->flags_parameter :
					      -1,
				      entry_flags(info));
	if (is_refused(cell->summary)) {
		memset(cell, 0, sizeof(*cell));
		return;
	}
	judge_locks(cell, info);
}

static const struct summary *walk_read_folio(struct audit *audit,
					     struct filesystem *fs)
{
	static const struct column_info single = {
		.table = "address_space_operations",
		.slots = { "read_folio", "readpage" },
	};
	const struct table *table = choose_table(fs, &single);
	const struct function *function;

	if (!table)
		return NULL;
	function = tree_function(&audit->tree,
				 entry_slot(table, &single)->value, table->path,
				 fs->directory);
	if (!function)
		return NULL;
	return walk_function(&fs->walk, function,
			     &audit->scenarios[COLUMN_READAHEAD], -1,
			     FLAGS_UNKNOWN);
}

/* Today's name, and the one before Linux 5.8. */
static const char *const ahead_names[] = {
	"page_cache_ra_unbounded",
	"__do_page_cache_readahead",
	NULL,
};

const struct known_names known_ahead[] = {
	{ ahead_names, "mm/readahead.c", "not checked: " AHEAD_NAME },
	{ .names = NULL },
};

/*
 * Readahead that a process asks for. readahead(2) and fadvise(2) both enter
 * .fadvise if there is one, else the shared code.
 */
static void fill_ahead(struct audit *audit, struct filesystem *fs)
{
	static const struct column_info advice = {
		.table = "file_operations",
		.slots = { "fadvise" },
		.events = { EVENT_ADD },
	};
	const struct table *table = choose_table(fs, &advice);
	struct cell *cell = &fs->ahead;

	cell->kind = table ? CELL_OWN : CELL_GENERIC;
	if (table)
		cell->function =
			tree_function(&audit->tree,
				      entry_slot(table, &advice)->value,
				      table->path, fs->directory);
	for (int i = 0; ahead_names[i] && !cell->function; i++)
		cell->function = tree_function(&audit->tree,
					       sym_of(ahead_names[i]),
					       "mm/readahead.c", fs->directory);
	if (!cell->function) {
		cell->kind = tree_has_path(&audit->tree, "mm/readahead.c") ?
				     CELL_UNCHECKED :
				     CELL_NONE;
		return;
	}
	cell->function_name = cell->function->name;
	cell->summary = walk_function(&fs->walk, cell->function,
				      &audit->scenarios[COLUMN_READAHEAD], -1,
				      FLAGS_UNKNOWN);
	judge_locks(cell, &advice);
}

void fill_cells(struct audit *audit, struct filesystem *fs)
{
	for (int i = 0; i < COLUMNS; i++)
		fill_cell(audit, fs, i);
	fs->read_folio = walk_read_folio(audit, fs);
	/* Without readahead or read_folio there is nothing to read ahead. */
	if (fs->cells[COLUMN_READAHEAD].kind != CELL_NONE || fs->read_folio)
		fill_ahead(audit, fs);
	fs->empty = fs->cells[COLUMN_FAULT].kind == CELL_NONE &&
		    fs->cells[COLUMN_READAHEAD].kind == CELL_NONE &&
		    fs->cells[COLUMN_MKWRITE].kind == CELL_NONE &&
		    fs->cells[COLUMN_PUNCH].kind == CELL_NONE &&
		    fs->cells[COLUMN_READ].event == EVENT_NONE &&
		    fs->cells[COLUMN_WRITE].event == EVENT_NONE;
}

const char *cell_kind_name(enum cell_kind kind)
{
	static const char *const names[] = {
		[CELL_NONE] = "none",
		[CELL_GENERIC] = "generic",
		[CELL_OWN] = "own",
		[CELL_UNCHECKED] = "not checked",
	};

	return names[kind];
}

const char *cell_locks_text(const struct cell *cell)
{
	const char *text = "";

	for (int i = 0; i < cell->lock_count; i++) {
		const struct cell_lock *lock = &cell->locks[i];

		text = pool_printf("%s%s%s %s%s%s", text, *text ? ", " : "",
				   sym_name(lock->lock),
				   lock->mode == MODE_EXCLUSIVE ? "X" : "S",
				   lock->always ? "" : " if ",
				   lock->always ? "" : lock->when);
	}
	return text;
}

const char *cell_text(const struct cell *cell)
{
	const char *locks = cell_locks_text(cell);

	if (!cell->function_name)
		return cell_kind_name(cell->kind);
	return pool_printf("%s%s%s%s%s",
			   cell->kind == CELL_GENERIC ? "generic " : "",
			   sym_name(cell->function_name), *locks ? " [" : "",
			   locks, *locks ? "]" : "");
}
