// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where mappings lie: what one leaves behind is not taken by another in the
 * same round, nothing else is overwritten, and nothing leaks.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/random.h"
#include "op/local_actor.h"
#include "op/op.h"

#define PAGES 8
#define MAPPINGS 4
#define HUGE_BYTES (2u << 20)

static struct test test;
static struct local_actor local;
static char directory[64];
static uint32_t page;

static void write_file(int i)
{
	static uint64_t words[IMAGE_WORDS];
	uint64_t size = PAGES * page;
	int fd;

	snprintf(test.file[i].name, sizeof(test.file[i].name), "f%d", i);
	test.file[i].size.page = PAGES;
	for (uint64_t at = 0; at < size; at += TEST_WORD)
		words[at / TEST_WORD] = image_stamp(1, i, at);
	fd = openat(local.actor.directory, test.file[i].name,
		    O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, words, size), size);
	close(fd);
}

/* Mapping i is of file i, from page i on. */
static int set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	page = sysconf(_SC_PAGESIZE);
	snprintf(directory, sizeof(directory), "%s/fslitmus-places-XXXXXX",
		 tmp && strlen(tmp) < 32 ? tmp : "/tmp");
	assert_non_null(mkdtemp(directory));
	test.files = test.mappings = MAPPINGS;
	test.processes = 1;
	local_actor_init(&local, &test, open(directory, O_RDONLY | O_CLOEXEC));
	for (int i = 0; i < MAPPINGS; i++) {
		write_file(i);
		test.mapping[i].file = i;
		test.mapping[i].shared = true;
		test.mapping[i].writable = true;
		test.mapping[i].range.start.page = i;
		test.mapping[i].range.end.page = PAGES;
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (int i = 0; i < MAPPINGS; i++)
		unlinkat(local.actor.directory, test.file[i].name, 0);
	close(local.actor.directory);
	local_actor_finish(&local);
	return rmdir(directory);
}

static const struct record *perform(const char *name, int mapping)
{
	struct operation operation = {
		.type = op_find(name),
		.file = mapping,
		.mapping = mapping,
		.target = -1,
		.range = test.mapping[mapping].range,
	};

	if (operation.type->traits & TRAIT_WHOLE)
		operation.whole = true;
	local_actor_perform(&local, &operation, 2);
	return &local.record;
}

static void must(const char *name, int mapping)
{
	const struct record *record = perform(name, mapping);

	if (record->status != RECORD_DONE)
		fail_msg("%s: status %d, %s", name, record->status,
			 strerror(record->error));
}

/* The mapping shows its file. */
static void must_load(int i)
{
	must("load", i);
	for (uint64_t at = i * page; at < PAGES * page; at += TEST_WORD) {
		assert_int_equal(local.sight[at / TEST_WORD], SIGHT_WORD);
		assert_int_equal(local.word[at / TEST_WORD],
				 image_stamp(1, i, at));
	}
}

/* As the actors do between rounds. */
static void end_round(void)
{
	struct memory *memory = &local.memory;

	for (int i = 0; i < MAPPINGS; i++) {
		if (memory->address[i])
			munmap(memory->address[i], memory->length[i]);
		memory->address[i] = NULL;
	}
}

/* Of address space, reservations included. */
static long mapped_pages(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	long pages;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%ld", &pages), 1);
	fclose(file);
	return pages;
}

/* Less than one place, more than what the mappings' lengths account for. */
#define SLACK 1000

/* Nothing can be mapped where PLACE was left. */
static void must_be_reserved(char *place)
{
	errno = 0;
	assert_ptr_equal(mmap(place, page, PROT_NONE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE,
			      -1, 0),
			 MAP_FAILED);
	assert_int_equal(errno, EEXIST);
}

/* Every stretch of memory that a round's mappings have been in. */
struct past {
	int count;
	struct {
		int mapping;
		char *start, *end;
	} at[64];
};

static void remember(struct past *past, int mapping)
{
	char *start = local.memory.address[mapping];
	char *end = start + local.memory.length[mapping];

	for (int i = 0; i < past->count; i++)
		if (past->at[i].mapping != mapping)
			assert_true(past->at[i].end <= start ||
				    end <= past->at[i].start);
	past->at[past->count].mapping = mapping;
	past->at[past->count].start = start;
	past->at[past->count++].end = end;
}

static void random_step(struct random *random, struct past *past)
{
	int i = random_below(random, MAPPINGS);
	char *left = local.memory.address[i];

	if (!local.memory.address[i]) {
		must("map", i);
		remember(past, i);
	} else if (random_below(random, 2)) {
		must("mremap", i);
		must_be_reserved(left);
		remember(past, i);
	} else {
		must_load(i);
		must("munmap", i);
		must_be_reserved(left);
		return;
	}
	must_load(i);
}

static void test_random(void **state)
{
	struct random random = { 7 };
	long after_some = 0;

	(void)state;
	for (int round = 0; round < 400; round++) {
		struct past past = { 0 };

		for (int step = 0; step < 20; step++)
			random_step(&random, &past);
		end_round();
		if (round == 50)
			after_some = mapped_pages();
	}
	assert_in_range(mapped_pages(), 0, after_some + SLACK);
}

static void test_aligned(void **state)
{
	(void)state;
	for (int i = 0; i < MAPPINGS; i++) {
		must("map", i);
		for (int n = 0; n < 3; n++) {
			uintptr_t at = (uintptr_t)local.memory.address[i];

			assert_int_equal((at - local.memory.offset[i]) %
						 HUGE_BYTES,
					 0);
			must("mremap", i);
			assert_int_not_equal(
				at, (uintptr_t)local.memory.address[i]);
		}
	}
	end_round();
}

/* Something else moved in between two rounds. */
static void test_foreign(void **state)
{
	char *place, *foreign;

	(void)state;
	must("map", 0);
	place = local.memory.address[0];
	end_round();
	foreign = mmap(place, page, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
		       0);
	assert_ptr_equal(foreign, place);
	strcpy(foreign, "mine");
	for (int i = 0; i < 3; i++) {
		must("map", 0);
		must_load(0);
		must("mremap", 0);
		must_load(0);
		assert_string_equal(foreign, "mine");
		end_round();
	}
	munmap(foreign, page);
}

static void expect_signal(const char *name, int observed)
{
	const struct record *record = perform(name, 0);

	assert_int_equal(record->status, RECORD_FAILED);
	assert_int_equal(record->result, -SIGSEGV);
	assert_int_equal(record->error, 0);
	assert_int_equal(local.seen, observed);
	for (int i = 0; i < observed; i++)
		assert_int_equal(local.sight[i], SIGHT_SIGNAL);
}

static void test_unmapped(void **state)
{
	const int words = PAGES * page / TEST_WORD;

	(void)state;
	must("map", 0);
	must("munmap", 0);
	assert_null(local.memory.address[0]);
	expect_signal("load", words);
	expect_signal("store", words);
	assert_int_equal(perform("msync", 0)->status, RECORD_NOT_RUN);
	assert_int_equal(perform("munmap", 0)->status, RECORD_NOT_RUN);
	must("map", 0);
	must_load(0);
	end_round();
}

/* An access that faults for real, at an address that is no longer mapped. */
static void test_left_behind(void **state)
{
	char *before;

	(void)state;
	must("map", 0);
	before = local.memory.address[0];
	must("munmap", 0);
	for (int i = 1; i < MAPPINGS; i++)
		must("map", i);
	local.memory.address[0] = before;
	expect_signal("load", PAGES * page / TEST_WORD);
	local.memory.address[0] = NULL;
	end_round();
}

/* An eventfd cannot be mapped: what needs the mapping then cannot run. */
static void test_failed(void **state)
{
	int fd = local.actor.fd[0], event = eventfd(0, EFD_CLOEXEC);
	long pages = 0;

	(void)state;
	for (int i = 0; i < 200; i++) {
		local.actor.fd[0] = event;
		assert_int_equal(perform("map", 0)->error, ENODEV);
		assert_int_equal(perform("load", 0)->status, RECORD_NOT_RUN);
		assert_int_equal(perform("mremap", 0)->status, RECORD_NOT_RUN);
		local.actor.fd[0] = fd;
		must("map", 0);
		must_load(0);
		end_round();
		if (i == 20)
			pages = mapped_pages();
	}
	assert_in_range(mapped_pages(), 0, pages + SLACK);
	close(event);
}

/* What the kernel says of a mapping. */
struct told {
	long rss;	 /* KiB */
	char flags[128]; /* two letters each, with blanks around */
};

static bool find_mapping(FILE *file, const char *address)
{
	char line[512];

	while (fgets(line, sizeof(line), file))
		if (strtoull(line, NULL, 16) == (uintptr_t)address &&
		    strchr(line, '-'))
			return true;
	return false;
}

/* False where it says nothing. */
static bool ask_kernel(const char *address, struct told *told)
{
	FILE *file = fopen("/proc/self/smaps", "re");
	bool found = file && find_mapping(file, address), ended = false;
	char line[512];

	while (found && !ended && fgets(line, sizeof(line), file)) {
		sscanf(line, "Rss: %ld", &told->rss);
		ended = sscanf(line, "VmFlags:%127[^\n]", told->flags) == 1;
	}
	if (file)
		fclose(file);
	return ended;
}

static bool has_huge_pages(void)
{
	return !access("/sys/kernel/mm/transparent_hugepage", F_OK);
}

/* Options in their order: populate, random, sequential, hugepage, locked. */
static void expect_options(unsigned int options)
{
	bool populate = options & 1, sequential = options & 4;
	bool random = options & 2 || test.knobs & KNOB_MADV_RANDOM;
	bool huge = options & 8, locked = options & 16;
	struct told told = { 0 };

	if (!ask_kernel(local.memory.address[0], &told))
		return;
	assert_true((told.rss > 0) == (populate || locked));
	assert_true(!strstr(told.flags, " lo ") == !locked);
	assert_true(!strstr(told.flags, " sr ") == !sequential);
	/* Of two that exclude each other the latter stays. */
	assert_true(!strstr(told.flags, " rr ") == !(random && !sequential));
	if (has_huge_pages())
		assert_true(!strstr(told.flags, " hg ") == !huge);
}

/* Every option of map, alone and all together, and the knob. */
static void test_options(void **state)
{
	struct operation map = { .type = op_find("map"),
				 .target = -1,
				 .range = test.mapping[0].range };

	(void)state;
	for (unsigned int i = 0; i < 1 << 6; i++) {
		test.knobs = i % 2 ? KNOB_MADV_RANDOM : 0;
		map.options = i / 2;
		local_actor_perform(&local, &map, 2);
		assert_int_equal(local.record.status, RECORD_DONE);
		expect_options(map.options);
		must_load(0);
		end_round();
	}
	test.knobs = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_aligned),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_unmapped),
		cmocka_unit_test(test_left_behind),
		cmocka_unit_test(test_failed),
		cmocka_unit_test(test_options),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
