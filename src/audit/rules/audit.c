// SPDX-License-Identifier: GPL-2.0-or-later
/* An audit from start to end: the tree, the cells, the rules. */
#include "audit/rules/audit.h"
#include "audit/rules/columns.h"
#include "audit/rules/known.h"
#include "audit/rules/suppress.h"
#include "audit/rules/tests_map.h"
#include "base/error.h"
#include "fs/fs.h"

#include <string.h>

static bool is_wanted(const struct audit_options *options, const char *name)
{
	return !options->filesystem || !strcmp(options->filesystem, name);
}

static void add_filesystem(struct audit *audit, const char *name,
			   const struct directory *directory, const char *file)
{
	struct filesystem *fs = pool_alloc(sizeof(*fs));

	fs->name = name;
	fs->directory = directory;
	fs->only_file = file;
	walk_init(&fs->walk, &audit->tree, directory, file);
	vector_push(&audit->filesystems, fs);
}

static int by_name(const void *a, const void *b)
{
	const struct filesystem *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/* A row that is one file, "mm/shmem.c", not a whole directory of fs/. */
static void add_single_file(struct audit *audit,
			    const struct audit_options *options,
			    const char *name, const char *file)
{
	const char *path = pool_printf("%.*s", (int)strcspn(file, "/"), file);
	const struct directory *directory = tree_directory(&audit->tree, path);

	if (directory && is_wanted(options, name))
		add_filesystem(audit, name, directory, file);
}

static void list_filesystems(struct audit *audit,
			     const struct audit_options *options)
{
	const struct fs_type *type;

	for (size_t i = 0; (type = fs_type_at(i)); i++)
		if (fs_type_is_one_file(type))
			add_single_file(audit, options, type->name,
					type->sources);
	add_single_file(audit, options, "block", "block/fops.c");
	for (const struct directory *d = audit->tree.directories; d;
	     d = d->next)
		if (!strncmp(d->path, "fs/", 3) && is_wanted(options, d->name))
			add_filesystem(audit, d->name, d, NULL);
	if (audit->filesystems.count)
		qsort(audit->filesystems.at, audit->filesystems.count,
		      sizeof(audit->filesystems.at[0]), by_name);
}

static void count_limits(struct audit *audit)
{
	for (size_t i = 0; i < audit->filesystems.count; i++) {
		const struct walk *walk = &audit->filesystems.at[i]->walk;

		audit->merged += walk->merged;
		audit->unresolved += walk->unresolved;
		audit->walked += walk->walked;
	}
}

static int by_place(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	if (x->confidence != y->confidence)
		return x->confidence < y->confidence ? 1 : -1;
	if (strcmp(x->rule->id, y->rule->id))
		return strcmp(x->rule->id, y->rule->id);
	if (strcmp(x->path, y->path))
		return strcmp(x->path, y->path);
	return x->line < y->line ? -1 : x->line > y->line;
}

int audit_run(struct audit *audit, const char *root,
	      const struct audit_options *options)
{
	const char *fields[MAX_ENTRY_FIELDS];
	int failure;

	memset(audit, 0, sizeof(*audit));
	if (!sym_count())
		names_init();
	entry_fields(fields);
	failure = tree_load(&audit->tree, root, fields, options->filesystem,
			    options->parse_all);
	if (failure)
		return failure;
	scenarios_init(audit);
	list_filesystems(audit, options);
	if (options->filesystem && !audit->filesystems.count) {
		error("%s: no filesystem '%s' in this tree", root,
		      options->filesystem);
		return FAILURE_USAGE;
	}
	for (size_t i = 0; i < audit->filesystems.count; i++)
		fill_cells(audit, audit->filesystems.at[i]);
	for (int i = 0; audit_rules[i]; i++)
		if (!options->rule ||
		    !strcmp(options->rule, audit_rules[i]->id))
			audit_rules[i]->check(audit, audit_rules[i]);
	if (audit->findings.count)
		qsort(audit->findings.at, audit->findings.count,
		      sizeof(audit->findings.at[0]), by_place);
	known_check(audit, options);
	count_limits(audit);
	return options->suppressions ? suppress(audit, options->suppressions) :
				       0;
}

void audit_free(struct audit *audit)
{
	for (size_t i = 0; i < audit->filesystems.count; i++)
		walk_free(&audit->filesystems.at[i]->walk);
	vector_free(&audit->filesystems);
	vector_free(&audit->findings);
	vector_free(&audit->missing);
	scenarios_free(audit);
	tree_free(&audit->tree);
}

void audit_find(struct audit *audit, struct finding finding)
{
	/* Shared code is reached from every filesystem, but reported once. */
	for (size_t i = 0; i < audit->findings.count; i++) {
		const struct finding *other = &audit->findings.at[i];

		if (other->rule == finding.rule &&
		    other->line == finding.line &&
		    other->column == finding.column &&
		    !strcmp(other->path, finding.path) &&
		    !strcmp(other->filesystem, finding.filesystem))
			return;
	}
	finding.command = test_command(finding.filesystem, finding.tests);
	vector_push(&audit->findings, finding);
}

struct filesystem *audit_filesystem(const struct audit *audit, const char *name)
{
	for (size_t i = 0; i < audit->filesystems.count; i++)
		if (!strcmp(audit->filesystems.at[i]->name, name))
			return audit->filesystems.at[i];
	return NULL;
}

const char *confidence_name(enum confidence confidence)
{
	static const char *const names[] = { "note", "look", "likely",
					     "certain" };

	return names[confidence];
}
