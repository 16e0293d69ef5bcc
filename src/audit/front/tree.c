// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads a kernel tree: its files, the bodies that matter, its tables. */
#include "audit/front/expand.h"
#include "audit/front/lower.h"
#include "audit/front/names.h"
#include "audit/front/reach.h"
#include "audit/front/source.h"
#include "audit/front/tree.h"
#include "base/error.h"
#include "base/memory.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>

struct loader {
	struct tree *tree;
	VECTOR(struct source) sources;
	struct directory *directory; /* of the file at hand */
	const char *only;	     /* filesystem, or NULL */
};

/* fs/xfs/libxfs/x.c is of fs/xfs, fs/inode.c of fs, mm/x/y.c of mm. */
static size_t directory_length(const char *path)
{
	const char *first = strchr(path, '/'), *second;

	if (!first)
		return strlen(path);
	second = strchr(first + 1, '/');
	if (second && !strncmp(path, "fs/", 3))
		return (size_t)(second - path);
	return (size_t)(first - path);
}

static struct directory *directory_of(struct tree *tree, const char *path)
{
	static uint32_t ids;
	size_t length = directory_length(path);
	struct directory *d;

	for (d = tree->directories; d; d = d->next)
		if (strlen(d->path) == length &&
		    !strncmp(d->path, path, length))
			return d;
	d = pool_alloc(sizeof(*d));
	d->path = pool_printf("%.*s", (int)length, path);
	d->name = strcmp(d->path, "fs") ? d->path : "vfs";
	if (!strncmp(d->path, "fs/", 3))
		d->name = d->path + 3;
	d->id = ++ids;
	d->next = tree->directories;
	tree->directories = d;
	return d;
}

struct directory *tree_directory(const struct tree *tree, const char *path)
{
	struct directory *d;

	for (d = tree->directories; d; d = d->next)
		if (!strcmp(d->path, path))
			return d;
	return NULL;
}

/* Headers of trace points define no function that matters here. */
static bool is_wanted(const char *path)
{
	size_t length = strlen(path);
	const char *base = strrchr(path, '/') + 1;

	if (length < 3 || path[length - 2] != '.')
		return false;
	if (path[length - 1] == 'h')
		return !strstr(base, "trace");
	return path[length - 1] == 'c';
}

static void load_file(struct loader *loader, const char *path)
{
	struct tree *tree = loader->tree;
	struct source source;
	int err = source_load(&source, tree->root, path);

	if (err) {
		vector_push(&tree->unreadable,
			    pool_printf("%s: %s", path, strerror(-err)));
		return;
	}
	tree->files++;
	vector_push(&tree->paths, source.path);
	tree->bytes += source.length;
	for (size_t i = 0; i < source.outlines.count; i++)
		tree->functions_seen += source.outlines.at[i].name != SYM_NONE;
	tree->skipped_branches += source.skipped_branches;
	for (size_t i = 0; i < source.macros.count; i++)
		vector_push(&tree->macros, source.macros.at[i]);
	for (size_t i = 0; i < source.inode_fields.count; i++)
		vector_push(&directory_of(tree, path)->inode_fields,
			    source.inode_fields.at[i]);
	vector_push(&loader->sources, source);
}

bool directory_has_inode_field(const struct directory *directory, sym name)
{
	for (size_t i = 0; i < directory->inode_fields.count; i++)
		if (directory->inode_fields.at[i] == name)
			return true;
	return false;
}

static int by_path(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Whether a file belongs to a filesystem that was not asked for. */
static bool is_of_another(const struct loader *loader, const char *path)
{
	size_t length;

	if (!loader->only || strncmp(path, "fs/", 3) ||
	    !strchr(path + 3, '/') || is_library_path(path))
		return false;
	length = strlen(loader->only);
	return strncmp(path + 3, loader->only, length) ||
	       path[3 + length] != '/';
}

static int load_files(struct loader *loader, const char *subtree)
{
	char *top = pool_printf("%s/%s", loader->tree->root, subtree);
	char *paths[] = { top, NULL };
	size_t root = strlen(loader->tree->root) + 1;
	FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_path);
	FTSENT *entry;

	if (!walk)
		return error("%s: %s", top, strerror(errno));
	while ((entry = fts_read(walk)))
		if (entry->fts_info == FTS_F && is_wanted(entry->fts_path) &&
		    !is_of_another(loader, entry->fts_path + root))
			load_file(loader,
				  pool_printf("%s", entry->fts_path + root));
	fts_close(walk);
	return 0;
}

static void index_macros(struct tree *tree)
{
	tree->macro_by_name = xcalloc(sym_count() + 1,
				      sizeof(*tree->macro_by_name));
	tree->by_name_size = sym_count() + 1;
	tree->by_name = xcalloc(tree->by_name_size, sizeof(*tree->by_name));
	for (size_t i = 0; i < tree->macros.count; i++)
		tree->macro_by_name[tree->macros.at[i].name] =
			&tree->macros.at[i];
}

const struct macro *tree_macro(const struct tree *tree, sym name)
{
	return name < tree->by_name_size ? tree->macro_by_name[name] : NULL;
}

/* Marks names that are defined or used, before the sources are freed. */
static void index_names(struct tree *tree, const struct loader *loader)
{
	tree->used_size = sym_count() + 1;
	tree->used = xcalloc(tree->used_size, sizeof(*tree->used));
	for (size_t i = 0; i < loader->sources.count; i++) {
		const struct source *source = &loader->sources.at[i];

		for (size_t j = 0; j < source->outlines.count; j++)
			tree->used[source->outlines.at[j].name] = true;
		for (size_t j = 0; j < source->names.count; j++)
			tree->used[source->names.at[j].name] = true;
		for (size_t j = 0; j < source->macros.count; j++)
			tree->used[source->macros.at[j].name] = true;
		for (size_t j = 0; j < source->entries.count; j++) {
			tree->used[source->entries.at[j].field] = true;
			tree->used[source->entries.at[j].value] = true;
		}
	}
}

bool tree_has_name(const struct tree *tree, sym name)
{
	return name != SYM_NONE && name < tree->used_size && tree->used[name];
}

bool tree_has_path(const struct tree *tree, const char *path)
{
	for (size_t i = 0; i < tree->paths.count; i++)
		if (!strncmp(tree->paths.at[i], path, strlen(path)))
			return true;
	return false;
}

static void add_function(void *context, struct function *function)
{
	struct loader *loader = context;
	struct tree *tree = loader->tree;

	if (function->name >= tree->by_name_size)
		return;
	function->directory = loader->directory;
	function->id = (uint32_t)tree->functions.count + 1;
	function->same_name = tree->by_name[function->name];
	tree->by_name[function->name] = function;
	tree->functions_parsed++;
	vector_push(&tree->functions, function);
	vector_push(&loader->directory->functions, function);
	if (function->has_error) {
		struct parse_failure failure = { function->path, function->line,
						 function->name };

		vector_push(&tree->failures, failure);
	}
}

static void add_table(void *context, struct table *table)
{
	struct loader *loader = context;

	table->directory = loader->directory;
	table->next = loader->directory->tables;
	loader->directory->tables = table;
}

/* Tables that macros make, and macros that are called like functions. */
static void lower_macros(struct loader *loader, struct lowering *lowering,
			 const struct source *source,
			 const struct lower_target *target)
{
	for (size_t i = 0; i < source->uses.count; i++) {
		const struct macro_use *use = &source->uses.at[i];
		const struct macro *macro = tree_macro(loader->tree, use->name);

		if (macro && macro->is_function)
			expand_use(lowering, source->path, macro, use, target);
	}
	for (size_t i = 0; i < source->macros.count; i++)
		if (source->macros.at[i].is_function &&
		    source->macros.at[i].wanted)
			expand_wrapper(lowering, source->path,
				       &source->macros.at[i], target);
}

static int lower_files(struct loader *loader)
{
	struct lowering *lowering = lowering_new();
	struct lower_target target = { loader, add_function, add_table };

	if (!lowering)
		return FAILURE_NOT_RUN;
	for (size_t i = 0; i < loader->sources.count; i++) {
		struct source *source = &loader->sources.at[i];

		loader->directory = directory_of(loader->tree, source->path);
		if (reach_trim(source))
			lower_source(lowering, source, 0, &target);
		lower_macros(loader, lowering, source, &target);
		source_free(source);
	}
	lowering_free(lowering);
	return 0;
}

/* Reads the sources and finds out which bodies are wanted. */
static int load_sources(struct loader *loader, bool *any)
{
	static const char *const parts[] = { "block", "fs", "mm" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		FILE *probe = fopen(pool_printf("%s/%s", loader->tree->root,
						parts[i]),
				    "re");
		int failure;

		if (!probe)
			continue;
		fclose(probe);
		*any = true;
		failure = load_files(loader, parts[i]);
		if (failure)
			return failure;
	}
	return 0;
}

static void solve_reach(struct loader *loader, const char *const *fields,
			bool parse_all)
{
	struct reach reach;

	reach_init(&reach, fields, parse_all);
	for (size_t i = 0; i < loader->sources.count; i++)
		reach_add(&reach, &loader->sources.at[i],
			  directory_of(loader->tree, loader->sources.at[i].path)
				  ->id);
	reach_solve(&reach);
	reach_free(&reach);
}

int tree_load(struct tree *tree, const char *root, const char *const *fields,
	      const char *only, bool parse_all)
{
	struct loader loader = { .tree = tree, .only = only };
	bool any = false;
	int failure;

	memset(tree, 0, sizeof(*tree));
	tree->root = root;
	failure = load_sources(&loader, &any);
	if (failure)
		return failure;
	if (!any) {
		error("%s: no kernel tree: expected fs/, mm/ or block/ in it",
		      root);
		return FAILURE_USAGE;
	}
	solve_reach(&loader, fields, parse_all);
	index_macros(tree);
	index_names(tree, &loader);
	failure = lower_files(&loader);
	vector_free(&loader.sources);
	return failure;
}

void tree_free(struct tree *tree)
{
	for (struct directory *d = tree->directories; d; d = d->next) {
		vector_free(&d->functions);
		vector_free(&d->inode_fields);
	}
	vector_free(&tree->macros);
	vector_free(&tree->functions);
	vector_free(&tree->failures);
	vector_free(&tree->unreadable);
	vector_free(&tree->paths);
	free(tree->used);
	free(tree->by_name);
	free(tree->macro_by_name);
	memset(tree, 0, sizeof(*tree));
}

static int closeness(const struct function *function, const char *path,
		     const struct directory *directory)
{
	if (!strcmp(function->path, path))
		return 3;
	if (function->directory == directory)
		return 2;
	return function->is_static ? 0 : 1;
}

struct function *tree_function(const struct tree *tree, sym name,
			       const char *path,
			       const struct directory *directory)
{
	struct function *best = NULL, *f;
	int best_closeness = 0;

	if (name >= tree->by_name_size)
		return NULL;
	for (f = tree->by_name[name]; f; f = f->same_name) {
		int close = closeness(f, path, directory);

		if (close > best_closeness) {
			best = f;
			best_closeness = close;
		}
	}
	return best;
}
