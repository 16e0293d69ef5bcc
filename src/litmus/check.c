// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Checks the operations of a test, and says what is wrong with one (check.h).
 */
#include "litmus/check.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/error.h"
#include "litmus/op_type.h"
#include "litmus/print.h"

/*
 * A check is made for the smallest and the largest pages there are, because a
 * test must be right with pages of any size.
 */
enum { SMALL, LARGE, PAGE_SIZES };

static const uint32_t page_sizes[PAGE_SIZES] = { PAGE_SIZE_MIN, PAGE_SIZE_MAX };

struct verdict {
	bool wrong[PAGE_SIZES];
};

static bool is_wrong(struct verdict verdict)
{
	return verdict.wrong[SMALL] || verdict.wrong[LARGE];
}

/* With which pages it is wrong, for a message; empty: with all. */
static const char *when(struct verdict verdict)
{
	if (!verdict.wrong[LARGE])
		return " where pages have 4096 bytes";
	if (!verdict.wrong[SMALL])
		return " where pages have 65536 bytes";
	return "";
}

/* Always returns -1. */
static int wrong(struct fault *fault, enum part part, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

static int wrong(struct fault *fault, enum part part, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(fault->message, sizeof(fault->message), fmt, args);
	va_end(args);
	fault->part = part;
	return -1;
}

static bool has_range(const struct operation *operation)
{
	switch (operation->type->shape) {
	case SHAPE_NONE:
	case SHAPE_FILE:
	case SHAPE_FILE_SIZE:
		return false;
	default:
		return !operation->whole;
	}
}

/* Wrong if A lies after B. */
static struct verdict behind(struct position a, struct position b)
{
	struct verdict verdict;

	for (int i = 0; i < PAGE_SIZES; i++)
		verdict.wrong[i] = position_bytes(a, page_sizes[i]) >
				   position_bytes(b, page_sizes[i]);
	return verdict;
}

static int check_place(struct position at, enum part part, struct fault *fault)
{
	struct verdict negative = behind((struct position){ 0, 0 }, at);

	if (is_wrong(negative))
		return wrong(fault, part,
			     "this lies before the file's first byte%s, "
			     "expected a place inside a file",
			     when(negative));
	/* Larger pages make larger files. The kernel may refuse those. */
	if (position_bytes(at, PAGE_SIZE_MIN) > TEST_MAX_FILE_BYTES)
		return wrong(fault, part,
			     "this lies beyond the largest file, expected at "
			     "most %d pages or %u bytes",
			     TEST_MAX_FILE_BYTES / PAGE_SIZE_MIN,
			     TEST_MAX_FILE_BYTES);
	return 0;
}

static int check_range(const struct operation *operation, struct fault *fault)
{
	const struct range *range = &operation->range;
	struct position last = range->end;
	struct verdict empty;

	if (check_place(range->start, PART_RANGE, fault) < 0 ||
	    check_place(range->end, PART_RANGE, fault) < 0)
		return -1;
	last.byte -= TEST_WORD;
	empty = behind(range->start, last);
	if (is_wrong(empty))
		return wrong(fault, PART_RANGE,
			     "the range is empty%s, expected its end behind "
			     "its start",
			     when(empty));
	return 0;
}

static int check_aligned(const struct operation *operation, struct fault *fault)
{
	const char *name = operation->type->name;

	if (!(operation->type->traits & TRAIT_ALIGNED))
		return 0;
	if (has_range(operation) &&
	    (operation->range.start.byte || operation->range.end.byte))
		return wrong(fault, PART_RANGE,
			     "%s works on whole blocks, expected whole pages",
			     name);
	if (operation->target_at.byte)
		return wrong(fault, PART_TARGET_AT,
			     "%s works on whole blocks, expected a whole page",
			     name);
	return 0;
}

static int check_map(const struct test *test, const struct operation *operation,
		     struct fault *fault)
{
	const struct file_decl *file = &test->file[operation->file];
	int64_t start, end;

	if (has_range(operation) && operation->range.start.byte)
		return wrong(fault, PART_RANGE,
			     "a mapping begins with a page, expected a place "
			     "without bytes");
	if (has_range(operation))
		return 0;
	mapping_bytes(test, operation->mapping, PAGE_SIZE_MIN, &start, &end);
	if (end == start)
		return wrong(fault, PART_TARGET,
			     "'%s' is %s and has no page to map, expected a "
			     "range, as in %s[0..4)",
			     file->name,
			     file->content == CONTENT_ABSENT ? "absent" :
							       "empty",
			     file->name);
	return 0;
}

/* The operation that makes mapping INDEX, or NULL. */
static const struct operation *find_map(const struct test *test, int index)
{
	for (int i = 0; i < test->processes; i++)
		for (int j = 0; j < test->process[i].count; j++) {
			const struct operation *operation =
				&test->process[i].operations[j];

			if (operation->type->shape == SHAPE_MAP &&
			    operation->mapping == index)
				return operation;
		}
	return NULL;
}

static bool in_prologue(const struct test *test,
			const struct operation *operation)
{
	return operation->index < test->process[operation->process].prologue;
}

/* Has EARLIER always ended before LATER begins? */
static bool comes_before(const struct test *test,
			 const struct operation *earlier,
			 const struct operation *later)
{
	if (earlier->process == later->process)
		return earlier->index < later->index;
	return in_prologue(test, earlier) && !in_prologue(test, later);
}

static int check_unmapped(const struct test *test,
			  const struct operation *operation,
			  struct fault *fault)
{
	const char *name = test->mapping[operation->mapping].name;

	for (int i = 0; i < test->processes; i++)
		for (int j = 0; j < test->process[i].count; j++) {
			const struct operation *other =
				&test->process[i].operations[j];

			if (other->mapping == operation->mapping &&
			    other->type->traits & TRAIT_UNMAPS &&
			    comes_before(test, other, operation))
				return wrong(fault, PART_OBJECT,
					     "mapping '%s' is gone, unmapped "
					     "in line %d, expected one that "
					     "is there",
					     name, other->line);
		}
	return 0;
}

static int check_visible(const struct test *test,
			 const struct operation *operation, struct fault *fault)
{
	const char *name = test->mapping[operation->mapping].name;
	const struct operation *map = find_map(test, operation->mapping);

	if (!map || map->process == operation->process) {
		if (!map || map->index > operation->index)
			return wrong(fault, PART_OBJECT,
				     "mapping '%s' is not made yet, expected "
				     "its map line above",
				     name);
	} else if (!comes_before(test, map, operation)) {
		return wrong(fault, PART_OBJECT,
			     "mapping '%s' of P%d may not be made yet, "
			     "expected its map line to come before the start "
			     "of P%d, and this after the start of P%d",
			     name, map->process, map->process,
			     operation->process);
	}
	return check_unmapped(test, operation, fault);
}

static int check_in_mapping(const struct test *test,
			    const struct operation *operation,
			    struct fault *fault)
{
	const struct mapping_decl *mapping = &test->mapping[operation->mapping];
	const struct range *range = &operation->range;

	for (int i = 0; i < PAGE_SIZES; i++) {
		int64_t start, end;
		uint32_t size = page_sizes[i];

		mapping_bytes(test, operation->mapping, size, &start, &end);
		if (position_bytes(range->start, size) < start ||
		    position_bytes(range->end, size) > end)
			return wrong(fault, PART_RANGE,
				     "mapping '%s' covers pages %lld to %lld "
				     "of '%s' where pages have %u bytes, "
				     "expected a range inside",
				     mapping->name, (long long)start / size,
				     (long long)end / size - 1,
				     test->file[mapping->file].name, size);
	}
	return 0;
}

static int check_memory(const struct test *test,
			const struct operation *operation, struct fault *fault)
{
	const struct mapping_decl *mapping = &test->mapping[operation->mapping];

	if (check_visible(test, operation, fault) < 0)
		return -1;
	if (operation->type->traits & TRAIT_WRITES && !mapping->writable)
		return wrong(fault, PART_OBJECT,
			     "mapping '%s' is for reading only, expected one "
			     "made with 'write'",
			     mapping->name);
	if (!has_range(operation))
		return 0;
	if (operation->type->traits & TRAIT_WHOLE)
		return wrong(fault, PART_RANGE,
			     "%s takes all of a mapping, expected no range",
			     operation->type->name);
	return check_in_mapping(test, operation, fault);
}

/* Wrong if the range, moved to the target, overlaps itself. */
static struct verdict overlap(const struct operation *operation)
{
	struct verdict verdict;

	for (int i = 0; i < PAGE_SIZES; i++) {
		uint32_t size = page_sizes[i];
		int64_t start = position_bytes(operation->range.start, size);
		int64_t end = position_bytes(operation->range.end, size);
		int64_t to = position_bytes(operation->target_at, size);

		verdict.wrong[i] = to < end && start < to + (end - start);
	}
	return verdict;
}

static int check_target(const struct test *test,
			const struct operation *operation, struct fault *fault)
{
	const struct range *range = &operation->range;
	struct position end = operation->target_at;
	struct verdict overlapping;

	if (operation->file == operation->target && operation->whole)
		return wrong(fault, PART_TARGET,
			     "'%s' is the source, expected another file",
			     test->file[operation->target].name);
	if (operation->whole)
		return 0;
	end.page += range->end.page - range->start.page;
	end.byte += range->end.byte - range->start.byte;
	if (check_place(operation->target_at, PART_TARGET_AT, fault) < 0 ||
	    check_place(end, PART_TARGET_AT, fault) < 0)
		return -1;
	overlapping = overlap(operation);
	if (operation->file == operation->target && is_wrong(overlapping))
		return wrong(fault, PART_TARGET_AT,
			     "source and target overlap%s, expected a place "
			     "outside the source",
			     when(overlapping));
	return 0;
}

static struct position end_of(const struct test *test,
			      const struct operation *operation)
{
	return test->file[operation->file].size;
}

/* Wrong if A and B are different places. */
static struct verdict apart(struct position a, struct position b)
{
	struct verdict verdict;

	for (int i = 0; i < PAGE_SIZES; i++)
		verdict.wrong[i] = position_bytes(a, page_sizes[i]) !=
				   position_bytes(b, page_sizes[i]);
	return verdict;
}

/* Names OPERATION's range, moved to the end of its file. */
static void name_appended(const struct test *test,
			  const struct operation *operation, char *text,
			  size_t size)
{
	const struct position end = end_of(test, operation);
	struct range range = operation->range;

	range.end.page += end.page - range.start.page;
	range.end.byte += end.byte - range.start.byte;
	range.start = end;
	range_text(operation->type, &range, text, size);
}

static bool moves_end(const struct test *test, const struct operation *other,
		      const struct operation *operation)
{
	for (int i = 0; i < PAGE_SIZES; i++) {
		const int64_t end = position_bytes(end_of(test, operation),
						   page_sizes[i]);

		if (op_moves_end(test, other, page_sizes[i], operation->file,
				 end))
			return true;
	}
	return false;
}

/*
 * An operation that may change the size of OPERATION's file before it ends, or
 * NULL.
 */
static const struct operation *find_mover(const struct test *test,
					  const struct operation *operation)
{
	for (int i = 0; i < test->processes; i++)
		for (int j = 0; j < test->process[i].count; j++) {
			const struct operation *other =
				&test->process[i].operations[j];

			if (other != operation &&
			    !comes_before(test, operation, other) &&
			    moves_end(test, other, operation))
				return other;
		}
	return NULL;
}

/*
 * An appending write goes to end of file, not to its range. The contract judges
 * places that are known before the test runs, so the two must be the same in
 * every run. An operation before it may fail and leave the size as it was; so
 * none may change it.
 */
static int check_append(const struct test *test,
			const struct operation *operation, struct fault *fault)
{
	const struct operation *mover;
	struct verdict elsewhere;
	const char *file;
	char range[64];

	if (!op_appends(operation))
		return 0;
	file = test->file[operation->file].name;
	elsewhere = apart(operation->range.start, end_of(test, operation));
	if (is_wrong(elsewhere)) {
		name_appended(test, operation, range, sizeof(range));
		return wrong(fault, PART_RANGE,
			     "'%s' ends elsewhere%s, expected a range that "
			     "begins there, as in %s%s",
			     file, when(elsewhere), file, range);
	}
	mover = find_mover(test, operation);
	if (mover)
		return wrong(fault, PART_OPTIONS,
			     "line %d may move the end of '%s' before this, "
			     "expected nothing that changes its size but what "
			     "comes later in every run",
			     mover->line, file);
	return 0;
}

static int check_shape(const struct test *test,
		       const struct operation *operation, struct fault *fault)
{
	switch (operation->type->shape) {
	case SHAPE_MAP:
		return check_map(test, operation, fault);
	case SHAPE_MEMORY_RANGE:
	case SHAPE_MEMORY_ANY:
		return check_memory(test, operation, fault);
	case SHAPE_FILE_SIZE:
		return check_place(operation->range.start, PART_RANGE, fault);
	case SHAPE_FILE_TO_FILE:
		return check_target(test, operation, fault);
	default:
		return 0;
	}
}

static int check_operation(const struct test *test,
			   const struct operation *operation,
			   struct fault *fault)
{
	if (has_range(operation) && check_range(operation, fault) < 0)
		return -1;
	if (check_aligned(operation, fault) < 0)
		return -1;
	if (check_shape(test, operation, fault) < 0)
		return -1;
	return check_append(test, operation, fault);
}

int test_check(const struct test *test, struct fault *fault)
{
	for (int i = 0; i < test->processes; i++)
		for (int j = 0; j < test->process[i].count; j++)
			if (check_operation(test,
					    &test->process[i].operations[j],
					    fault) < 0) {
				fault->process = i;
				fault->operation = j;
				return -1;
			}
	return 0;
}
