// SPDX-License-Identifier: GPL-2.0-or-later
/* Prints tests in their canonical form. */
#include "litmus/print.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "litmus/op_type.h"

const char *const content_names[] = { "absent", "hole", "unwritten",
				      "written" };
const char *const cache_names[] = { "dirty", "synced", "writeback", "evicted" };
const char *const knob_names[] = { "madv-random", "no-readahead" };

/* Text that grows as snprintf(3) counts it: also past the buffer's end. */
struct text {
	char *buffer;
	size_t size, length;
};

static void print_put(struct text *text, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

static void print_put(struct text *text, const char *fmt, ...)
{
	size_t left = text->length < text->size ? text->size - text->length : 0;
	va_list args;

	va_start(args, fmt);
	text->length += vsnprintf(left ? text->buffer + text->length : NULL,
				  left, fmt, args);
	va_end(args);
}

static void put_place(struct text *text, struct position place)
{
	if (place.byte)
		print_put(text, "%d%+d", place.page, place.byte);
	else
		print_put(text, "%d", place.page);
}

/* Is RANGE what [PLACE] means to an operation of this type, at a glance? */
static bool is_one(const struct op_type *type, const struct range *range)
{
	int pages = range->end.page - range->start.page;
	int bytes = range->end.byte - range->start.byte;

	if (type->traits & TRAIT_WORD)
		return !pages && bytes == TEST_WORD;
	return pages == 1 && !bytes && !range->start.byte;
}

static void put_range(struct text *text, const struct op_type *type,
		      const struct range *range)
{
	print_put(text, "[");
	put_place(text, range->start);
	if (is_one(type, range)) {
		print_put(text, "]");
		return;
	}
	print_put(text, "..");
	put_place(text, range->end);
	print_put(text, ")");
}

static void put_object(struct text *text, const struct test *test,
		       const struct operation *operation)
{
	const struct op_type *type = operation->type;

	if (type->shape == SHAPE_MAP)
		print_put(text, " %s %s",
			  test->mapping[operation->mapping].name,
			  test->file[operation->file].name);
	else if (operation->mapping >= 0)
		print_put(text, " %s", test->mapping[operation->mapping].name);
	else if (operation->file >= 0)
		print_put(text, " %s", test->file[operation->file].name);
}

static bool has_range(const struct operation *operation)
{
	enum op_shape shape = operation->type->shape;

	return !operation->whole && shape != SHAPE_NONE &&
	       shape != SHAPE_FILE && shape != SHAPE_FILE_SIZE;
}

static void put_target(struct text *text, const struct test *test,
		       const struct operation *operation)
{
	print_put(text, " to %s", test->file[operation->target].name);
	if (operation->whole)
		return;
	print_put(text, "[");
	put_place(text, operation->target_at);
	print_put(text, "]");
}

/* Leaves out options that have their default. */
static void put_options(struct text *text, const struct operation *operation)
{
	const struct op_type *type = operation->type;
	unsigned int options = operation->options;

	if ((options & op_choice(type)) == type->default_options)
		options &= ~op_choice(type);
	for (int i = 0; options >> i; i++)
		if (options >> i & 1)
			print_put(text, " %s", type->options[i]);
}

static void put_operation(struct text *text, const struct test *test,
			  const struct operation *operation)
{
	const struct op_type *type = operation->type;

	print_put(text, "%s", type->name);
	put_object(text, test, operation);
	if (has_range(operation))
		put_range(text, type, &operation->range);
	if (type->shape == SHAPE_FILE_SIZE) {
		print_put(text, " ");
		put_place(text, operation->range.start);
	}
	if (type->shape == SHAPE_MAP) {
		const struct mapping_decl *mapping =
			&test->mapping[operation->mapping];

		print_put(text, " %s %s",
			  mapping->shared ? "shared" : "private",
			  mapping->writable ? "write" : "read");
	}
	if (operation->target >= 0)
		put_target(text, test, operation);
	put_options(text, operation);
}

static void put_doc(struct text *text, const char *doc)
{
	while (*doc) {
		int length = strcspn(doc, "\n");

		print_put(text, length ? "# %.*s\n" : "#%.*s\n", length, doc);
		doc += length;
		if (!*doc++)
			return;
		if (!*doc)
			print_put(text, "#\n");
	}
}

static void put_size(struct text *text, struct position size)
{
	if (!size.page && size.byte) {
		print_put(text, "%d bytes", size.byte);
		return;
	}
	print_put(text, "%d page%s", size.page, size.page == 1 ? "" : "s");
	if (size.byte)
		print_put(text, " %c %d bytes", size.byte < 0 ? '-' : '+',
			  abs(size.byte));
}

static void put_file(struct text *text, const struct test *test,
		     const struct file_decl *file)
{
	print_put(text, "file %s ", file->name);
	if (file->content == CONTENT_REFLINK) {
		print_put(text, "reflink of %s\n",
			  test->file[file->reflink_of].name);
		return;
	}
	if (file->content == CONTENT_ABSENT) {
		print_put(text, "%s\n", content_names[CONTENT_ABSENT]);
		return;
	}
	put_size(text, file->size);
	print_put(text, " %s %s\n", content_names[file->content],
		  cache_names[file->cache]);
}

static void put_process(struct text *text, const struct test *test, int index)
{
	const struct process *process = &test->process[index];

	print_put(text, "P%d ", index);
	if (process->thread_of >= 0)
		print_put(text, "thread of P%d ", process->thread_of);
	print_put(text, "{\n");
	for (int i = 0; i <= process->count; i++) {
		if (process->explicit_start && i == process->prologue)
			print_put(text, "    start\n");
		if (i == process->count)
			break;
		print_put(text, "    ");
		put_operation(text, test, &process->operations[i]);
		print_put(text, "\n");
	}
	print_put(text, "}\n");
}

static void put_reach(struct text *text, const struct test *test)
{
	const struct reach *reach = &test->reach;
	const struct operation *operation =
		&test->process[reach->process].operations[reach->operation];
	int of, ordinal = operation_ordinal(test, operation, &of);

	print_put(text, "reach P%d: ", reach->process);
	if (of > 1)
		print_put(text, "%d%s ", ordinal, ordinal_ending(ordinal));
	put_operation(text, test, operation);
	print_put(text, " = %s\n", reach_value_name(reach->value));
}

size_t test_text(const struct test *test, char *buffer, size_t size)
{
	struct text text = { buffer, size, 0 };

	put_doc(&text, test->doc);
	print_put(&text, "test %s\n", test->name);
	for (int i = 0; i < KNOBS; i++)
		if (test->knobs >> i & 1)
			print_put(&text, "knob %s\n", knob_names[i]);
	for (int i = 0; i < test->files; i++)
		put_file(&text, test, &test->file[i]);
	for (int i = 0; i < test->processes; i++)
		put_process(&text, test, i);
	if (test->reach.given)
		put_reach(&text, test);
	return text.length;
}

int test_print(FILE *out, const struct test *test)
{
	size_t size = test_text(test, NULL, 0) + 1;
	char *buffer = malloc(size);

	if (!buffer)
		return -ENOMEM;
	test_text(test, buffer, size);
	fputs(buffer, out);
	free(buffer);
	return 0;
}

size_t operation_text(const struct test *test,
		      const struct operation *operation, char *buffer,
		      size_t size)
{
	struct text text = { buffer, size, 0 };

	put_operation(&text, test, operation);
	return text.length;
}

size_t range_text(const struct op_type *type, const struct range *range,
		  char *buffer, size_t size)
{
	struct text text = { buffer, size, 0 };

	put_range(&text, type, range);
	return text.length;
}

static bool places_alike(struct position a, struct position b)
{
	return a.page == b.page && a.byte == b.byte;
}

bool operations_alike(const struct operation *a, const struct operation *b)
{
	return a->type == b->type && a->file == b->file &&
	       a->mapping == b->mapping && a->whole == b->whole &&
	       places_alike(a->range.start, b->range.start) &&
	       places_alike(a->range.end, b->range.end) &&
	       a->target == b->target &&
	       places_alike(a->target_at, b->target_at) &&
	       a->options == b->options;
}

int operation_ordinal(const struct test *test,
		      const struct operation *operation, int *of)
{
	const struct process *process = &test->process[operation->process];
	int ordinal = 0;

	*of = 0;
	for (int i = 0; i < process->count; i++) {
		if (operations_alike(&process->operations[i], operation))
			++*of;
		if (i == operation->index)
			ordinal = *of;
	}
	return ordinal;
}

const char *ordinal_ending(int ordinal)
{
	if (ordinal / 10 % 10 == 1)
		return "th";
	switch (ordinal % 10) {
	case 1:
		return "st";
	case 2:
		return "nd";
	case 3:
		return "rd";
	default:
		return "th";
	}
}
