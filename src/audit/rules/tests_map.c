// SPDX-License-Identifier: GPL-2.0-or-later
/* The tests of the corpus that try a finding, and the command to run them. */
#include "audit/rules/tests_map.h"

#include <string.h>

#include "fs/fs.h"

static const struct {
	const char *rule; /* "" matches every rule */
	enum column column;
	const char *patterns;
} tests[] = {
	{ "I1", COLUMN_FAULT, "'punch-vs-fault*' 'truncate-vs-fault*'" },
	{ "I1", COLUMN_MAP_PAGES, "'*-vs-fault-around'" },
	{ "I1", COLUMN_MKWRITE, "'*-vs-mkwrite*' 'truncate-*-store*'" },
	{ "I2", COLUMN_TRUNCATE, "'punch-vs-mapped' 'truncate-vs-mapped'" },
	{ "I2", COLUMN_DIRECT, "'direct-write-vs-load*'" },
	{ "I3", COLUMN_FAULT, "'punch-vs-fault*' 'collapse-vs-fault*'" },
	{ "I3", COLUMN_READ, "'punch-vs-read' 'collapse-vs-read'" },
	{ "I3", COLUMN_READAHEAD, "'punch-vs-readahead' 'punch-vs-willneed'" },
	{ "I4", COLUMN_MKWRITE, "'collapse-vs-mkwrite*' 'dedupe-vs-store*'" },
	{ "I4", COLUMN_COLLAPSE,
	  "'collapse-vs-store*' 'collapse-vs-mkwrite*'" },
	{ "I4", COLUMN_INSERT, "'insert-vs-store*'" },
	{ "I4", COLUMN_DEDUPE, "'dedupe-vs-store*'" },
	{ "I4", COLUMN_EXCHANGE, "'exchange-vs-store*'" },
	{ "clone", COLUMN_MAP_PAGES, "'*-vs-fault-around'" },
	{ "", COLUMN_PUNCH, "'punch-vs-*'" },
	{ "", COLUMN_ZERO, "'zero-*'" },
	{ "", COLUMN_WRITE_ZEROES, "'write-zeroes-*'" },
	{ "", COLUMN_COLLAPSE, "'collapse-vs-*'" },
	{ "", COLUMN_INSERT, "'insert-vs-*'" },
	{ "", COLUMN_TRUNCATE, "'truncate-*'" },
	{ "", COLUMN_REFLINK, "'reflink-*'" },
	{ "", COLUMN_DEDUPE, "'dedupe-vs-*'" },
	{ "", COLUMN_EXCHANGE, "'exchange-vs-*'" },
	{ "", COLUMN_DIRECT, "'direct-write-vs-*'" },
};

const char *tests_for(const char *rule, enum column column)
{
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		if (tests[i].column == column &&
		    (!tests[i].rule[0] || !strcmp(tests[i].rule, rule)))
			return tests[i].patterns;
	return NULL;
}

/* Where a filesystem can be tried; the others need a directory on them. */
static const char *place_of(const char *filesystem)
{
	const struct fs_type *type = fs_type_find(filesystem);

	/* What all filesystems share. */
	if (!strcmp(filesystem, "mm"))
		return "--uml --fs all";
	if (!type || !type->configs)
		return "--dir DIR";
	return pool_printf("--%s %s",
			   fs_config_runs(type->configs, FS_LOOP) ? "fs" :
								    "uml --fs",
			   type->configs->name);
}

const char *test_command(const char *filesystem, const char *tests)
{
	if (!tests || !strcmp(filesystem, "block"))
		return NULL;
	return pool_printf("fslitmus run %s %s", place_of(filesystem), tests);
}
