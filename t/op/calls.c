// SPDX-License-Identifier: GPL-2.0-or-later
/* Operations as data: the calls they describe, none of which is made here. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cmocka.h>

#include "op/op.h"

#define PAGE 4096
#define PIPE (4 * PAGE)

static struct test test = { .files = 2, .processes = 1, .mappings = 1 };
static const struct layout layout = { .test = &test, .page_size = PAGE };
static struct op_progress progress;
static struct call call;

static int set_up(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++)
		test.file[i] = (struct file_decl){ .size.page = 8,
						   .content = CONTENT_WRITTEN };
	test.mapping[0] = (struct mapping_decl){ .range.end.page = 8,
						 .shared = true,
						 .writable = true };
	return 0;
}

/* [1..7) of the first file, or of its mapping, to the second file's page 1. */
static struct operation operation_of(const char *name)
{
	struct operation operation = {
		.type = op_find(name),
		.range = { { 1, 0 }, { 7, 0 } },
		.target = 1,
		.target_at = { 1, 0 },
	};

	progress = (struct op_progress){ .pipe_bytes = PIPE };
	if (operation.type->traits & TRAIT_WHOLE)
		operation.range = (struct range){ { 0, 0 }, { 8, 0 } };
	if (operation.type->exclusive)
		operation.options = 1;
	return operation;
}

static bool is_word(const struct argument *argument)
{
	return argument->value < (1u << 31) && argument->which >= 0 &&
	       argument->which < 2;
}

/* Nothing in a description means something in this process alone. */
static void test_no_pointers(void **state)
{
	(void)state;
	for (size_t i = 0; op_at(i); i++) {
		struct operation operation = operation_of(op_at(i)->name);

		assert_true(op_next(&operation, &layout, &progress, &call));
		assert_true(call.number < 1000 || call_is_access(&call) ||
			    call.number == CALL_MOVE ||
			    call.number == CALL_SPLIT);
		for (int a = 0; a < CALL_ARGUMENTS; a++)
			assert_true(is_word(&call.arguments[a]) ||
				    (call.number == SYS_ioctl && a == 1));
		for (int f = 0; f < call.field_count; f++) {
			assert_true(is_word(&call.fields[f].argument));
			assert_in_range(call.fields_at + call.fields[f].at +
						call.fields[f].size,
					1, call.buffer_bytes);
		}
		if (operation.type->call)
			assert_false(
				op_next(&operation, &layout, &progress, &call));
	}
}

static void expect(const struct operation *operation, long number)
{
	assert_true(op_next(operation, &layout, &progress, &call));
	assert_int_equal(call.number, number);
}

static struct op_result conclude(const struct operation *operation)
{
	return op_conclude(operation, &layout, &progress, &call, NULL);
}

static void test_single(void **state)
{
	struct operation operation = operation_of("write");
	struct op_result end;

	(void)state;
	expect(&operation, SYS_pwrite64);
	assert_int_equal(call.arguments[0].kind, ARGUMENT_FILE);
	assert_int_equal(call.arguments[1].kind, ARGUMENT_BUFFER);
	assert_int_equal(call.arguments[3].value, PAGE);
	assert_int_equal(call.stamped, 6 * PAGE);
	assert_int_equal(call.stamped_at, PAGE);
	progress.result = 5 * PAGE;
	end = conclude(&operation);
	assert_int_equal(end.result, 5 * PAGE);
	assert_int_equal(end.wanted, 6 * PAGE);
	assert_false(end.sees);

	operation = operation_of("direct-read");
	expect(&operation, SYS_pread64);
	assert_int_equal(call.arguments[0].kind, ARGUMENT_DIRECT);
	progress.result = 2 * PAGE;
	end = conclude(&operation);
	assert_true(end.sees);
	assert_int_equal(end.seen, 2 * PAGE);
	assert_int_equal(end.covered, 6 * PAGE);
	progress.result = -EIO;
	end = conclude(&operation);
	assert_false(end.sees);
	assert_int_equal(end.result, -EIO);
}

static void expect_fallocate(const char *name, int option, uint64_t mode)
{
	struct operation operation = operation_of(name);

	if (option >= 0)
		operation.options = 1u << option;
	expect(&operation, SYS_fallocate);
	assert_int_equal(call.arguments[0].kind, ARGUMENT_FILE);
	assert_int_equal(call.arguments[1].value, mode);
	assert_int_equal(call.arguments[2].value, PAGE);
	assert_int_equal(call.arguments[3].value, 6 * PAGE);
}

/* As <linux/falloc.h> of the newest kernel has it. */
static void test_fallocate(void **state)
{
	(void)state;
	expect_fallocate("allocate", -1, 0);
	expect_fallocate("allocate", 0, 1);
	expect_fallocate("punch", -1, 2 | 1);
	expect_fallocate("collapse", -1, 8);
	expect_fallocate("zero", -1, 0x10);
	expect_fallocate("zero", 0, 0x10 | 1);
	expect_fallocate("insert", -1, 0x20);
	expect_fallocate("write-zeroes", -1, 0x80);
}

static void expect_pages(const char *name, uint32_t number)
{
	struct operation operation = operation_of(name);
	struct op_result end;

	expect(&operation, number);
	assert_false(call_is_access(&call));
	assert_int_equal(call.arguments[0].kind, ARGUMENT_FILE);
	assert_int_equal(call.arguments[1].value, 1);
	assert_int_equal(call.arguments[2].value, 6);
	progress.result = 5; /* folios that stayed as they were */
	end = conclude(&operation);
	assert_int_equal(end.result, 0);
	assert_int_equal(end.wanted, 0);
	progress.result = -EOPNOTSUPP;
	assert_int_equal(conclude(&operation).result, -EOPNOTSUPP);
}

static void test_pages(void **state)
{
	(void)state;
	expect_pages("migrate", CALL_MOVE);
	expect_pages("split", CALL_SPLIT);
}

static void expect_control(const char *name, enum control control, char digit)
{
	struct operation operation = operation_of(name);

	expect(&operation, SYS_write);
	assert_int_equal(call.arguments[0].kind, ARGUMENT_CONTROL);
	assert_int_equal(call.arguments[0].which, control);
	assert_int_equal(call.fields[0].argument.value, digit);
	assert_int_equal(call.buffer_bytes, 1);
	progress.result = 1;
	assert_int_equal(conclude(&operation).result, call.wanted);
}

static void test_controls(void **state)
{
	(void)state;
	expect_control("drop-caches", CONTROL_DROP_CACHES, '3');
	expect_control("compact", CONTROL_COMPACT_MEMORY, '1');
}

/* A descriptor that was opened is closed, and a failure is that of either. */
static void test_truncate_open(void **state)
{
	struct operation operation = operation_of("truncate-open");

	(void)state;
	expect(&operation, SYS_openat);
	assert_int_equal(call.arguments[0].kind, ARGUMENT_DIRECTORY);
	assert_int_equal(call.arguments[1].kind, ARGUMENT_NAME);
	assert_int_equal(call.arguments[2].value, O_RDWR | O_TRUNC | O_CLOEXEC);
	progress.result = 7;
	expect(&operation, SYS_close);
	assert_int_equal(call.arguments[0].kind, ARGUMENT_OPENED);
	assert_int_equal(call.arguments[0].value, 0);
	progress.result = 0;
	assert_false(op_next(&operation, &layout, &progress, &call));
	assert_int_equal(conclude(&operation).result, 0);
	progress.result = -EIO;
	assert_int_equal(conclude(&operation).result, -EIO);

	operation = operation_of("truncate-open");
	expect(&operation, SYS_openat);
	progress.result = -EPERM;
	assert_false(op_next(&operation, &layout, &progress, &call));
	assert_int_equal(conclude(&operation).result, -EPERM);

	test.file[0].content = CONTENT_ABSENT;
	operation = operation_of("truncate-open");
	expect(&operation, SYS_openat);
	assert_int_equal(call.arguments[2].value,
			 O_RDWR | O_TRUNC | O_CLOEXEC | O_CREAT);
	test.file[0].content = CONTENT_WRITTEN;
}

/* The flags of pwritev2(2) as <linux/fs.h> of the newest kernel has them. */
static void test_write_options(void **state)
{
	static const uint64_t flags[] = { 2, 0x10, 0x80 };
	struct operation operation;

	(void)state;
	for (unsigned int options = 1; options < 1 << 3; options++) {
		uint64_t chosen = 0;

		for (int i = 0; i < 3; i++)
			chosen |= options >> i & 1 ? flags[i] : 0;
		operation = operation_of("write");
		operation.options = options;
		expect(&operation, SYS_pwritev2);
		assert_int_equal(call.arguments[0].kind, ARGUMENT_FILE);
		assert_int_equal(call.arguments[1].kind, ARGUMENT_BUFFER);
		assert_int_equal(call.arguments[1].value, call.fields_at);
		assert_int_equal(call.arguments[2].value, 1);
		assert_int_equal(call.arguments[3].value, PAGE);
		assert_int_equal(call.arguments[4].value, 0);
		assert_int_equal(call.arguments[5].value, chosen);
		/* The vector lies behind what it names. */
		assert_int_equal(call.stamped, 6 * PAGE);
		assert_int_equal(call.fields_at, 6 * PAGE);
		assert_int_equal(call.fields[0].argument.kind, ARGUMENT_BUFFER);
		assert_int_equal(call.fields[0].argument.value, 0);
		assert_int_equal(call.fields[1].argument.value, 6 * PAGE);
		assert_int_equal(call.wanted, 6 * PAGE);
	}
}

/* As many bytes as the pipe takes; then what is in it; then the rest. */
static void test_pipe(void **state)
{
	const struct operation operation = operation_of("splice");
	struct op_result end;

	(void)state;
	expect(&operation, SYS_splice);
	assert_int_equal(call.arguments[4].value, PIPE);
	assert_int_equal(call.fields[0].argument.value, PAGE);
	progress.result = PIPE;
	expect(&operation, SYS_read);
	assert_int_equal(call.arguments[2].value, PIPE);
	progress.result = PAGE; /* short */
	expect(&operation, SYS_read);
	assert_int_equal(call.arguments[1].value, PAGE);
	assert_int_equal(call.arguments[2].value, PIPE - PAGE);
	progress.result = PIPE - PAGE;
	expect(&operation, SYS_splice);
	assert_int_equal(call.arguments[4].value, 6 * PAGE - PIPE);
	assert_int_equal(call.fields[0].argument.value, PAGE + PIPE);
	progress.result = 0;
	assert_false(op_next(&operation, &layout, &progress, &call));
	end = conclude(&operation);
	assert_int_equal(end.result, PIPE);
	assert_int_equal(end.seen, PIPE);
	assert_int_equal(end.covered, 6 * PAGE);
	assert_int_equal(progress.in_pipe, 0);
}

/* A page that cannot be read back stays in the pipe. */
static void test_pipe_error(void **state)
{
	const struct operation operation = operation_of("sendfile");
	struct op_result end;

	(void)state;
	expect(&operation, SYS_sendfile);
	progress.result = PAGE;
	expect(&operation, SYS_read);
	progress.result = -EIO;
	assert_false(op_next(&operation, &layout, &progress, &call));
	assert_int_equal(progress.in_pipe, PAGE);
	end = conclude(&operation);
	assert_int_equal(end.result, -EIO);
	assert_false(end.sees);
}

static void test_copy(void **state)
{
	const struct operation operation = operation_of("copy");
	struct op_result end;

	(void)state;
	expect(&operation, SYS_copy_file_range);
	progress.result = 4 * PAGE;
	expect(&operation, SYS_copy_file_range);
	assert_int_equal(call.fields[0].argument.value, 5 * PAGE);
	assert_int_equal(call.fields[1].argument.value, 5 * PAGE);
	assert_int_equal(call.arguments[4].value, 2 * PAGE);
	progress.result = -EIO;
	assert_false(op_next(&operation, &layout, &progress, &call));
	end = conclude(&operation);
	assert_int_equal(end.result, 4 * PAGE);
	assert_int_equal(end.wanted, 6 * PAGE);
}

/* Advice follows a mapping that was made, and only the mapping may fail. */
static void test_map(void **state)
{
	struct operation operation = operation_of("map");
	struct op_result end;

	(void)state;
	operation.options = 1 << 2 | 1 << 3; /* sequential, hugepage */
	expect(&operation, SYS_mmap);
	assert_int_equal(call.changes, CHANGES_MAPS);
	progress.result = 1 << 20;
	expect(&operation, SYS_madvise);
	assert_int_equal(call.arguments[2].value, MADV_SEQUENTIAL);
	assert_int_equal(call.known, CALL_IGNORED);
	progress.result = -EINVAL;
	expect(&operation, SYS_madvise);
	assert_int_equal(call.arguments[2].value, MADV_HUGEPAGE);
	assert_false(op_next(&operation, &layout, &progress, &call));
	end = conclude(&operation);
	assert_int_equal(end.result, 0);

	operation = operation_of("map");
	expect(&operation, SYS_mmap);
	progress.result = -ENODEV;
	assert_false(op_next(&operation, &layout, &progress, &call));
	end = conclude(&operation);
	assert_int_equal(end.result, -ENODEV);
}

static void test_dedupe(void **state)
{
	const struct operation operation = operation_of("dedupe");
	_Alignas(8) char buffer[PAGE] = { 0 };
	struct file_dedupe_range *range = (struct file_dedupe_range *)buffer;
	struct op_result end;

	(void)state;
	expect(&operation, SYS_ioctl);
	assert_int_equal(call.arguments[1].value, FIDEDUPERANGE);
	range->info[0].bytes_deduped = 6 * PAGE;
	end = op_conclude(&operation, &layout, &progress, &call, buffer);
	assert_int_equal(end.result, 6 * PAGE);
	assert_int_equal(end.wanted, 6 * PAGE);
	range->info[0].status = FILE_DEDUPE_RANGE_DIFFERS;
	end = op_conclude(&operation, &layout, &progress, &call, buffer);
	assert_int_equal(end.result, 0);
	range->info[0].status = -EINVAL;
	end = op_conclude(&operation, &layout, &progress, &call, buffer);
	assert_int_equal(end.result, -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_pointers),
		cmocka_unit_test(test_single),
		cmocka_unit_test(test_fallocate),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_controls),
		cmocka_unit_test(test_truncate_open),
		cmocka_unit_test(test_write_options),
		cmocka_unit_test(test_pipe),
		cmocka_unit_test(test_pipe_error),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_map),
		cmocka_unit_test(test_dedupe),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
