// SPDX-License-Identifier: GPL-2.0-or-later
/* Makes tests of programs. */
#include "gen/build.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "gen/place.h"
#include "litmus/check.h"

/* Of the second file, where the first is empty. */
#define SECOND_PAGES 2

enum { FIRST_FILE, SECOND_FILE };

static bool wants_place(const struct op_type *type)
{
	return type->shape != SHAPE_NONE && type->shape != SHAPE_FILE &&
	       !(type->traits & TRAIT_WHOLE);
}

/* May the range be left out, so that the whole object is meant? */
static bool may_be_whole(const struct op_type *type)
{
	return type->shape == SHAPE_FILE_ANY ||
	       type->shape == SHAPE_MEMORY_ANY ||
	       type->shape == SHAPE_FILE_TO_FILE;
}

/* The file or files that it works on. */
static void set_objects(const struct verb *verb, int second,
			struct operation *operation)
{
	operation->file = operation->mapping = operation->target = -1;
	if (verb->type->shape == SHAPE_NONE)
		return;
	operation->file = FIRST_FILE;
	if (verb_maps(verb))
		operation->mapping = 0;
	if (!verb_has_second(verb))
		return;
	operation->target = second == SECOND_SELF ? FIRST_FILE : SECOND_FILE;
	if (verb->from) {
		operation->file = operation->target;
		operation->target = FIRST_FILE;
	}
}

/* At the same place of the other file, or behind the range in the same one. */
static void set_target(struct operation *operation)
{
	operation->target_at = operation->range.start;
	if (operation->file == operation->target)
		operation->target_at.page = operation->range.end.page +
					    (operation->range.end.byte > 0);
}

static bool set_range(int place, struct position size,
		      struct operation *operation)
{
	const struct op_type *type = operation->type;

	if (place == PLACE_WHOLE && may_be_whole(type)) {
		operation->whole = true;
		return true;
	}
	if (!place_range(place, size, type->traits & TRAIT_ALIGNED,
			 &operation->range))
		return false;
	if (type->shape == SHAPE_FILE_SIZE)
		operation->range.end = (struct position){ 0, 0 };
	else if (operation->target >= 0)
		set_target(operation);
	return true;
}

bool build_step(const struct space *space, const struct program *program,
		int process, int step, struct operation *operation)
{
	const struct verb *verb =
		&space->verb[program_op(program, process, step)];
	const int place = program_place(program, process, step);

	*operation = (struct operation){ .type = verb->type,
					 .process = process,
					 .options = verb->options };
	set_objects(verb, program_state(program, FACTOR_SECOND), operation);
	if (wants_place(verb->type) != (place != PLACE_NONE))
		return false;
	if (place != PLACE_NONE)
		return set_range(place,
				 space_size(
					 program_state(program, FACTOR_SIZE)),
				 operation);
	operation->whole = verb->type->traits & TRAIT_WHOLE;
	return true;
}

static void declare(struct file_decl *file, const char *name,
		    struct position size, enum file_content content,
		    enum file_cache cache)
{
	snprintf(file->name, sizeof(file->name), "%s", name);
	file->size = size;
	file->content = content;
	file->cache = cache;
	file->reflink_of = -1;
}

static void declare_second(struct test *test, int second, struct position size)
{
	struct file_decl *file = &test->file[SECOND_FILE];
	const struct position least = { SECOND_PAGES, 0 };

	if (second != SECOND_OTHER && second != SECOND_CLONE)
		return;
	test->files = 2;
	if (second == SECOND_CLONE) {
		declare(file, "g", size, CONTENT_REFLINK, CACHE_SYNCED);
		file->reflink_of = FIRST_FILE;
	} else {
		declare(file, "g", place_pages(size) ? size : least,
			CONTENT_WRITTEN, CACHE_SYNCED);
	}
}

void build_files(const struct program *program, struct test *test)
{
	static const enum file_content contents[] = {
		[FILE_ABSENT] = CONTENT_ABSENT,
		[FILE_HOLE] = CONTENT_HOLE,
		[FILE_UNWRITTEN] = CONTENT_UNWRITTEN,
		[FILE_WRITTEN] = CONTENT_WRITTEN,
		[FILE_MIXED] = CONTENT_UNWRITTEN,
	};
	static const enum file_cache caches[] = {
		[PAGES_DIRTY] = CACHE_DIRTY,
		[PAGES_SYNCED] = CACHE_SYNCED,
		[PAGES_WRITEBACK] = CACHE_WRITEBACK,
		[PAGES_EVICTED] = CACHE_EVICTED,
		[PAGES_PARTIAL] = CACHE_EVICTED,
	};
	const struct position size = space_size(
		program_state(program, FACTOR_SIZE));
	const int content = program_state(program, FACTOR_CONTENT);
	const int cache = program_state(program, FACTOR_CACHE);

	test->files = 1;
	declare(&test->file[FIRST_FILE], "f", size,
		content < 0 ? CONTENT_WRITTEN : contents[content],
		cache < 0 ? CACHE_SYNCED : caches[cache]);
	declare_second(test, program_state(program, FACTOR_SECOND), size);
}

/* Appends OPERATION to PROCESS. */
static struct operation *append(struct test *test, int process,
				const struct operation *operation)
{
	struct process *to = &test->process[process];
	struct operation *appended = &to->operations[to->count];

	*appended = *operation;
	appended->process = process;
	appended->index = to->count++;
	return appended;
}

/* An operation on the first file that prepares it, in P0. */
static struct operation *prepare(struct test *test, const char *name)
{
	const struct operation operation = { .type = op_find(name),
					     .file = FIRST_FILE,
					     .mapping = -1,
					     .target = -1 };
	struct operation *appended = append(test, 0, &operation);

	appended->whole = operation.type->shape == SHAPE_FILE_ANY;
	appended->options = operation.type->default_options;
	return appended;
}

/* The first, middle and last page, each once: parts of them. */
static int mixed_parts(struct position size, struct range parts[3])
{
	static const struct position page = { 1, 0 };
	const int pages = place_pages(size);
	const int at[] = { 0, pages / 2, pages - 1 };
	int count = 0;

	if (!size.page)
		return place_range(PLACE_PART, size, false, parts);
	for (int i = 0; i < 3; i++) {
		if (at[i] >= size.page || (i && at[i] == at[i - 1]))
			continue;
		place_range(PLACE_PART, page, false, &parts[count]);
		parts[count].start.page = parts[count].end.page = at[i];
		count++;
	}
	return count;
}

bool build_can_mix(struct position size)
{
	struct range parts[3];

	return mixed_parts(size, parts);
}

static void prepare_content(struct test *test, int content,
			    struct position size)
{
	struct range parts[3];
	int count = content == FILE_MIXED ? mixed_parts(size, parts) : 0;

	for (int i = 0; i < count; i++)
		prepare(test, "write")->range = parts[i];
}

static unsigned int option_bit(const struct op_type *type, const char *option)
{
	int i = 0;

	while (strcmp(type->options[i], option))
		i++;
	return 1u << i;
}

/* MIXED: the pages are written by operations, and settled by operations. */
static void prepare_cache(struct test *test, int cache, bool mixed,
			  struct position size)
{
	struct operation *operation;

	if (cache == PAGES_PARTIAL) {
		operation = prepare(test, "write");
		place_range(PLACE_PART, size, false, &operation->range);
	}
	if (!mixed)
		return;
	if (cache == PAGES_WRITEBACK) {
		operation = prepare(test, "sync-range");
		operation->options = option_bit(operation->type, "write");
	}
	if (cache == PAGES_SYNCED || cache == PAGES_EVICTED)
		prepare(test, "fsync");
	if (cache == PAGES_EVICTED)
		prepare(test, "evict");
}

/*
 * Pages that a mapping must have for the operations on it, or 0: those that the
 * file has are enough.
 */
static int mapped_pages(const struct space *space,
			const struct program *program)
{
	const struct shape *shape = &program->shape;
	int pages = place_pages(
		space_size(program_state(program, FACTOR_SIZE)));
	const int of_file = pages;

	for (int p = 0; p < 2; p++)
		for (int i = 0; i < shape->steps[p]; i++) {
			struct operation operation;
			int end;

			build_step(space, program, p, i, &operation);
			end = operation.range.end.page +
			      (operation.range.end.byte > 0);
			if (operation.mapping >= 0 && end > pages)
				pages = end;
		}
	return pages > of_file ? pages : 0;
}

static void add_map(const struct space *space, const struct program *program,
		    struct test *test, int process)
{
	const struct map_kind *kind =
		&space->mapping[program_state(program, FACTOR_MAPPING)];
	const int pages = mapped_pages(space, program);
	struct mapping_decl *mapping = &test->mapping[test->mappings];
	struct operation operation = {
		.type = space->map,
		.file = FIRST_FILE,
		.mapping = test->mappings,
		.target = -1,
		.whole = !pages,
		.range = { { 0, 0 }, { pages, 0 } },
		.options = kind->options,
	};

	*mapping = (struct mapping_decl){ .file = FIRST_FILE,
					  .process = process,
					  .range = operation.range,
					  .whole = operation.whole,
					  .shared = kind->shared,
					  .writable = kind->writable };
	snprintf(mapping->name, sizeof(mapping->name), "%c",
		 "mn"[test->mappings++]);
	append(test, process, &operation);
}

/* Does an operation of PROCESS go through a mapping? */
static bool process_maps(const struct space *space,
			 const struct program *program, int process)
{
	for (int i = 0; i < program->shape.steps[process]; i++)
		if (verb_maps(&space->verb[program_op(program, process, i)]))
			return true;
	return false;
}

/* Does PROCESS map the file? A mapping that nobody uses is held by P0. */
static bool makes_mapping(const struct space *space,
			  const struct program *program, int process)
{
	const int mapping = program_state(program, FACTOR_MAPPING);

	if (!space->mapping[mapping].exists)
		return false;
	if (process_maps(space, program, process))
		return !process ||
		       program_state(program, FACTOR_SPACE) != SPACE_THREAD;
	return !process && !process_maps(space, program, 1);
}

static void build_process(const struct space *space,
			  const struct program *program, struct test *test,
			  int index)
{
	struct process *process = &test->process[index];
	const bool maps = makes_mapping(space, program, index);

	process->thread_of = -1;
	if (index && program_state(program, FACTOR_SPACE) == SPACE_THREAD)
		process->thread_of = 0;
	process->explicit_start = process->count;
	if (maps)
		add_map(space, program, test, index);
	process->prologue = process->count;
	for (int i = 0; i < program->shape.steps[index]; i++) {
		struct operation operation;

		if (!build_step(space, program, index, i, &operation))
			BUG("a program without the place that it names");
		if (operation.mapping >= 0)
			operation.mapping = test->mappings - 1;
		append(test, index, &operation);
	}
}

void build_test(const struct space *space, const struct program *program,
		struct test *test)
{
	const struct position size = space_size(
		program_state(program, FACTOR_SIZE));
	const int content = program_state(program, FACTOR_CONTENT);
	struct fault fault;

	memset(test, 0, sizeof(*test));
	program_name(space, program, test->name);
	build_files(program, test);
	test->processes = shape_races(&program->shape) ? 2 : 1;
	prepare_content(test, content, size);
	prepare_cache(test, program_state(program, FACTOR_CACHE),
		      content == FILE_MIXED, size);
	for (int i = 0; i < test->processes; i++)
		build_process(space, program, test, i);
	if (test_check(test, &fault) < 0)
		BUG("%s: %s", test->name, fault.message);
}
