// SPDX-License-Identifier: GPL-2.0-or-later
#include "litmus/alike.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "litmus/print.h"

static bool places_differ(struct position a, struct position b)
{
	return a.page != b.page || a.byte != b.byte;
}

static bool ranges_differ(const struct range *a, const struct range *b)
{
	return places_differ(a->start, b->start) ||
	       places_differ(a->end, b->end);
}

static bool files_differ(const struct file_decl *a, const struct file_decl *b)
{
	return strcmp(a->name, b->name) || places_differ(a->size, b->size) ||
	       a->content != b->content || a->cache != b->cache ||
	       a->reflink_of != b->reflink_of;
}

static bool mappings_differ(const struct mapping_decl *a,
			    const struct mapping_decl *b)
{
	return strcmp(a->name, b->name) || a->file != b->file ||
	       a->process != b->process ||
	       ranges_differ(&a->range, &b->range) || a->whole != b->whole ||
	       a->shared != b->shared || a->writable != b->writable;
}

static const char *process_difference(const struct process *a,
				      const struct process *b)
{
	if (a->thread_of != b->thread_of)
		return "thread_of";
	if (a->count != b->count)
		return "number of operations";
	if (a->prologue != b->prologue)
		return "prologue";
	if (a->explicit_start != b->explicit_start)
		return "explicit_start";
	for (int i = 0; i < a->count; i++)
		if (!operations_alike(&a->operations[i], &b->operations[i]) ||
		    a->operations[i].process != b->operations[i].process ||
		    a->operations[i].index != b->operations[i].index)
			return "operation";
	return NULL;
}

static bool reaches_differ(const struct reach *a, const struct reach *b)
{
	if (a->given != b->given)
		return true;
	return a->given &&
	       (a->process != b->process || a->operation != b->operation ||
		a->value != b->value);
}

static const char *head_difference(const struct test *a, const struct test *b)
{
	if (strcmp(a->name, b->name))
		return "name";
	if (strcmp(a->doc, b->doc))
		return "doc";
	if (a->knobs != b->knobs)
		return "knobs";
	if (a->files != b->files || a->processes != b->processes ||
	    a->mappings != b->mappings)
		return "number of files, processes or mappings";
	return NULL;
}

const char *test_difference(const struct test *a, const struct test *b)
{
	const char *difference = head_difference(a, b);

	for (int i = 0; !difference && i < a->files; i++)
		if (files_differ(&a->file[i], &b->file[i]))
			difference = "file";
	for (int i = 0; !difference && i < a->mappings; i++)
		if (mappings_differ(&a->mapping[i], &b->mapping[i]))
			difference = "mapping";
	for (int i = 0; !difference && i < a->processes; i++)
		difference = process_difference(&a->process[i], &b->process[i]);
	if (!difference && reaches_differ(&a->reach, &b->reach))
		difference = "reach";
	return difference;
}
