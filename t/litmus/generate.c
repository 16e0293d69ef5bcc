// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Draws each part without much care, and keeps what test_check() accepts:
 * so the generator knows the table and the checks, and no rule twice.
 */
#include "litmus/generate.h"

#include <stdio.h>
#include <string.h>

#include "litmus/check.h"
#include "litmus/op_type.h"
#include "litmus/print.h"

static bool one_in(struct random *random, int n)
{
	return !random_below(random, n);
}

static int draw(struct random *random, int bound)
{
	return random_below(random, bound);
}

static int draw_bytes(struct random *random)
{
	if (one_in(random, 2))
		return 0;
	return (draw(random, 1024) - 512) * TEST_WORD;
}

static struct position draw_place(struct random *random, int pages)
{
	return (struct position){ draw(random, pages), draw_bytes(random) };
}

static void draw_name(struct random *random, char *name, int size,
		      const char *letters)
{
	int length = 1 + draw(random, one_in(random, 8) ? size - 1 : 3);
	int count = strlen(letters);

	for (int i = 0; i < length; i++)
		name[i] = letters[draw(random, count)];
	name[length] = '\0';
}

#define SMALL_LETTERS "abcdefghijklmnopqrstuvwxyz"

/* INDEX keeps names apart. */
static void draw_identifier(struct random *random, char name[16], int index)
{
	draw_name(random, name, 12, SMALL_LETTERS SMALL_LETTERS "ABCXYZ");
	sprintf(name + strlen(name), "_%d", index);
}

static void draw_doc(struct random *random, char *doc)
{
	int length = one_in(random, 20) ? draw(random, TEST_DOC_SIZE) :
					  draw(random, 100);

	for (int i = 0; i < length; i++)
		doc[i] = one_in(random, 9) ?
				 '\n' :
				 " #aP0{}.\xc3\xa4"[draw(random, 10)];
	/* A line is kept without the blanks that end it. */
	for (int i = 0; i < length; i++)
		if (doc[i] == ' ' && (i + 1 == length || doc[i + 1] == '\n'))
			doc[i] = '.';
	doc[length] = '\0';
}

static bool size_is_right(struct position size)
{
	int64_t bytes = position_bytes(size, PAGE_SIZE_MIN);

	return bytes >= 0 && bytes <= TEST_MAX_FILE_BYTES &&
	       (size.page || size.byte >= 0);
}

static void draw_file(struct random *random, struct test *test)
{
	struct file_decl *file = &test->file[test->files];

	draw_identifier(random, file->name, test->files);
	file->reflink_of = -1;
	file->cache = CACHE_SYNCED;
	file->content = draw(random, CONTENT_REFLINK + 1);
	if (file->content == CONTENT_REFLINK) {
		file->reflink_of = test->files ? draw(random, test->files) : 0;
		if (test->file[file->reflink_of].content == CONTENT_WRITTEN &&
		    test->files)
			file->size = test->file[file->reflink_of].size;
		else
			file->content = CONTENT_ABSENT;
	}
	if (file->content == CONTENT_ABSENT)
		file->reflink_of = -1;
	test->files++;
	if (file->content == CONTENT_ABSENT || file->content == CONTENT_REFLINK)
		return;
	file->cache = draw(random, CACHE_EVICTED + 1);
	do
		file->size = draw_place(random, one_in(random, 9) ? 2049 : 20);
	while (!size_is_right(file->size));
}

static void draw_range(struct random *random, const struct op_type *type,
		       struct range *range)
{
	range->start = draw_place(random, 20);
	if (one_in(random, 2)) {
		range->start.byte = 0;
		range->end = range->start;
		range->end.page += 1 + draw(random, 3);
	} else if (type->traits & TRAIT_WORD && one_in(random, 2)) {
		range->end = range->start;
		range->end.byte += TEST_WORD;
	} else {
		range->end = draw_place(random, 20);
	}
}

/* What is written when nothing is, as the parser has it. */
static unsigned int draw_options(struct random *random,
				 const struct op_type *type)
{
	unsigned int options = 0;

	for (int i = 0; type->options && type->options[i]; i++)
		if (i >= type->exclusive && one_in(random, 3))
			options |= 1u << i;
	if (type->exclusive && (!type->default_options || one_in(random, 2)) &&
	    (type->shape != SHAPE_MAP || one_in(random, 2)))
		options |= 1u << draw(random, type->exclusive);
	if (!(options & op_choice(type)))
		options |= type->default_options;
	return options;
}

static void draw_mapping(struct random *random, struct test *test,
			 struct operation *operation)
{
	struct mapping_decl *mapping = &test->mapping[test->mappings];

	draw_identifier(random, mapping->name, test->mappings);
	mapping->file = operation->file;
	mapping->process = address_space(test, operation->process);
	mapping->range = operation->range;
	mapping->whole = operation->whole;
	mapping->shared = one_in(random, 2);
	mapping->writable = one_in(random, 2);
	operation->mapping = test->mappings++;
}

/* False if there is nothing that it could work on. */
static bool draw_object(struct random *random, struct test *test,
			struct operation *operation)
{
	enum op_shape shape = operation->type->shape;

	operation->file = operation->mapping = operation->target = -1;
	if (shape == SHAPE_NONE)
		return true;
	if (shape == SHAPE_MEMORY_RANGE || shape == SHAPE_MEMORY_ANY) {
		if (!test->mappings)
			return false;
		operation->mapping = draw(random, test->mappings);
		operation->file = test->mapping[operation->mapping].file;
		return test->mapping[operation->mapping].process ==
		       address_space(test, operation->process);
	}
	operation->file = draw(random, test->files);
	if (shape == SHAPE_FILE_TO_FILE)
		operation->target = draw(random, test->files);
	return shape != SHAPE_MAP || test->mappings < TEST_MAX_MAPPINGS;
}

static void draw_where(struct random *random, struct operation *operation)
{
	switch (operation->type->shape) {
	case SHAPE_NONE:
	case SHAPE_FILE:
		return;
	case SHAPE_FILE_SIZE:
		operation->range.start = draw_place(random, 20);
		return;
	case SHAPE_FILE_ANY:
	case SHAPE_MEMORY_ANY:
	case SHAPE_MAP:
	case SHAPE_FILE_TO_FILE:
		operation->whole = one_in(random, 2);
		break;
	default:
		break;
	}
	if (operation->whole)
		return;
	draw_range(random, operation->type, &operation->range);
	if (operation->target >= 0)
		operation->target_at = draw_place(random, 20);
}

static const struct op_type *draw_type(struct random *random)
{
	size_t count = 0;

	while (op_at(count))
		count++;
	return one_in(random, 4) ? op_at(0) : op_at(draw(random, count));
}

/* Without a start line, the leading maps are the prologue. */
static void set_prologue(struct process *process)
{
	int count = 0;

	while (count < process->count &&
	       process->operations[count].type->shape == SHAPE_MAP)
		count++;
	if (!process->explicit_start)
		process->prologue = count;
}

/* Append an operation to process INDEX, or leave it as it was. */
static void draw_operation(struct random *random, struct test *test, int index)
{
	struct process *process = &test->process[index];
	struct operation *operation = &process->operations[process->count];
	int mappings = test->mappings;
	struct fault fault;

	if (process->count == TEST_MAX_OPERATIONS)
		return;
	memset(operation, 0, sizeof(*operation));
	operation->type = draw_type(random);
	/* Mappings are numbered as they come in the text. */
	if (operation->type->shape == SHAPE_MAP && index != test->processes - 1)
		return;
	operation->process = index;
	operation->index = process->count;
	if (!draw_object(random, test, operation))
		return;
	draw_where(random, operation);
	operation->options = draw_options(random, operation->type);
	if (operation->type->shape == SHAPE_MAP)
		draw_mapping(random, test, operation);
	process->count++;
	set_prologue(process);
	if (!test_check(test, &fault))
		return;
	process->count--;
	if (test->mappings > mappings)
		memset(&test->mapping[--test->mappings], 0,
		       sizeof(struct mapping_decl));
	set_prologue(process);
}

/* Start here, if what stands before may be done before the race. */
static void start(struct test *test, struct process *process)
{
	struct fault fault;

	process->explicit_start = true;
	process->prologue = process->count;
	if (!test_check(test, &fault))
		return;
	process->explicit_start = false;
	set_prologue(process);
}

static void draw_process(struct random *random, struct test *test)
{
	int index = test->processes++;
	struct process *process = &test->process[index];
	int wanted = 1 + draw(random, one_in(random, 9) ? 24 : 4);

	process->thread_of = -1;
	if (index && one_in(random, 3))
		process->thread_of = address_space(test, draw(random, index));
	for (int tries = 0;
	     !process->count || (tries < 200 && process->count < wanted);
	     tries++) {
		if (!process->explicit_start && one_in(random, 6))
			start(test, process);
		draw_operation(random, test, index);
	}
}

static bool value_is_possible(enum reach_value value,
			      const struct op_type *type)
{
	if (value == REACH_SIGBUS)
		return type->shape == SHAPE_MEMORY_RANGE;
	return value == REACH_ERROR || value == REACH_DONE ||
	       type->traits & TRAIT_OBSERVES;
}

static void draw_reach(struct random *random, struct test *test)
{
	struct reach reach = { .given = true };
	const struct process *process;
	const struct op_type *type;

	reach.process = draw(random, test->processes);
	process = &test->process[reach.process];
	reach.operation = draw(random, process->count);
	reach.value = draw(random, REACH_DONE + 1);
	type = process->operations[reach.operation].type;
	if (reach.operation < process->prologue && test->processes > 1)
		return;
	if (type->shape != SHAPE_MAP && value_is_possible(reach.value, type))
		test->reach = reach;
}

void generate_test(struct random *random, struct test *test)
{
	int files = 1 + draw(random, TEST_MAX_FILES);
	int processes = 1 + draw(random, one_in(random, 4) ? 8 : 3);

	memset(test, 0, sizeof(*test));
	draw_name(random, test->name, TEST_NAME_SIZE,
		  SMALL_LETTERS "0123456789-");
	if (*test->name == '-')
		*test->name = '0';
	draw_doc(random, test->doc);
	test->knobs = draw(random, 1 << KNOBS);
	while (test->files < files)
		draw_file(random, test);
	while (test->processes < processes)
		draw_process(random, test);
	/* Earlier processes may use what later threads of theirs have made. */
	for (int i = 0; i < processes; i++)
		draw_operation(random, test, draw(random, processes));
	if (one_in(random, 2))
		draw_reach(random, test);
}
