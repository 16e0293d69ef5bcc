// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Effects against reality: on every filesystem at hand, each operation is
 * performed alone on files chosen at random, and what the files hold then
 * is compared with what its effects predict.
 *
 * FSLITMUS_TRIALS sets how often each operation is tried.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "op/scratch.h"
#include "op/trial.h"

#define FEW 3 /* for what touches the whole machine */

static int trials = 25;

/* How one operation fared on one filesystem. */
struct tally {
	int done, partial, failed, lacking;
	int error; /* the last one */
};

static void try_operation(const struct op_type *type, int directory,
			  struct tally *tally)
{
	static struct trial trial;
	int count = type->traits & TRAIT_OWN_FS ? FEW : trials;

	for (int i = 0; i < count; i++) {
		const struct record *record = &trial.local.record;

		trial_run(&trial, type, directory, 1000 + i);
		tally->done += record->status == RECORD_DONE;
		tally->partial += record->status == RECORD_PARTIAL;
		tally->failed += record->status == RECORD_FAILED;
		if (record->error) {
			tally->lacking += record->error == EOPNOTSUPP;
			tally->error = record->error;
		}
	}
}

static bool must_succeed(const struct scratch_type *where,
			 const struct op_type *type)
{
	for (int i = 0; where->must[i]; i++)
		if (!strcmp(where->must[i], type->name))
			return true;
	return false;
}

static void judge(const struct scratch_type *where, const struct op_type *type,
		  const struct tally *tally)
{
	if (getenv("FSLITMUS_VERBOSE"))
		print_message("# %s: %s: %d done, %d partial, %d failed "
			      "(last: %s)\n",
			      where->label, type->name, tally->done,
			      tally->partial, tally->failed,
			      strerror(tally->error));
	else if (!tally->done && tally->failed)
		print_message("# %s: %s not covered: %s\n", where->label,
			      type->name, strerror(tally->error));
	if (!tally->done && must_succeed(where, type))
		fail_msg("%s: %s never succeeded: %s", where->label, type->name,
			 strerror(tally->error));
	if (!tally->done && tally->lacking != tally->failed)
		fail_msg("%s: %s never succeeded, though not for lack of it: "
			 "%s",
			 where->label, type->name, strerror(tally->error));
}

static bool alone(const struct op_type *type)
{
	return strcmp(type->name, "freeze") && strcmp(type->name, "thaw");
}

static void perform_file(struct local_actor *local, const char *name)
{
	struct operation operation = { .type = op_find(name),
				       .mapping = -1,
				       .target = -1 };

	local_actor_perform(local, &operation, 0);
}

static void expect_file(struct local_actor *local, const char *name, int error)
{
	perform_file(local, name);
	assert_int_equal(local->record.error, error);
}

/* Only together: nothing else goes on while a filesystem is frozen. */
static void try_freeze(const struct scratch_type *where, int directory)
{
	static struct test test = { .files = 1, .processes = 1 };
	static struct local_actor local;

	test.file[0] = (struct file_decl){ .name = "h",
					   .content = CONTENT_ABSENT };
	local_actor_init(&local, &test, directory);
	perform_file(&local, "freeze");
	if (!must_succeed(where, op_find("freeze"))) {
		assert_int_equal(local.record.error, EOPNOTSUPP);
	} else {
		assert_int_equal(local.record.status, RECORD_DONE);
		expect_file(&local, "freeze", EBUSY);
		expect_file(&local, "thaw", 0);
		assert_int_equal(local.record.status, RECORD_DONE);
		expect_file(&local, "thaw", EINVAL);
	}
	local_actor_finish(&local);
}

#define PAGES 4

static int cached_pages(int fd)
{
	size_t length = PAGES * sysconf(_SC_PAGESIZE);
	unsigned char resident[PAGES];
	void *map = mmap(NULL, length, PROT_READ, MAP_SHARED, fd, 0);
	int pages = 0;

	assert_true(map != MAP_FAILED);
	assert_int_equal(mincore(map, length, resident), 0);
	for (int i = 0; i < PAGES; i++)
		pages += resident[i] & 1;
	munmap(map, length);
	return pages;
}

/* What is in the cache tells whether a call went past it. */
static void expect_cached(struct local_actor *local, int fd, const char *name,
			  int pages_touched, int cached)
{
	struct operation operation = { .type = op_find(name),
				       .mapping = -1,
				       .target = -1 };

	operation.range.end.page = pages_touched;
	local_actor_perform(local, &operation, 2);
	assert_int_equal(local->record.status, RECORD_DONE);
	assert_int_equal(cached_pages(fd), cached);
}

static void try_direct(int directory)
{
	static struct test test = { .files = 1, .processes = 1 };
	static struct local_actor local;
	static char data[PAGES << 16];
	int fd = openat(directory, "d", O_RDWR | O_CREAT | O_EXCL, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, PAGES * sysconf(_SC_PAGESIZE)),
			 PAGES * sysconf(_SC_PAGESIZE));
	assert_int_equal(fsync(fd), 0);
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	test.file[0] = (struct file_decl){ .name = "d",
					   .content = CONTENT_WRITTEN };
	test.file[0].size.page = PAGES;
	local_actor_init(&local, &test, directory);
	expect_cached(&local, fd, "direct-read", PAGES, 0);
	expect_cached(&local, fd, "read", PAGES, PAGES);
	expect_cached(&local, fd, "direct-write", 1, PAGES - 1);
	expect_cached(&local, fd, "write", 1, PAGES);
	local_actor_finish(&local);
	close(fd);
	unlinkat(directory, "d", 0);
}

/* One filesystem of the table, and where it is mounted. */
struct place {
	const struct scratch_type *where;
	int directory;
};

static int mount_place(void **state)
{
	struct place *place = *state;

	place->directory = scratch_mount(place->where);
	return 0;
}

static int unmount_place(void **state)
{
	struct place *place = *state;

	if (place->directory >= 0)
		scratch_unmount(place->directory);
	return 0;
}

static void test_filesystem(void **state)
{
	const struct place *place = *state;
	const struct op_type *type;

	if (place->directory < 0) {
		print_message("# cannot make and mount %s\n",
			      place->where->label);
		skip();
	}
	for (size_t i = 0; (type = op_at(i)); i++) {
		struct tally tally = { 0 };

		if (!alone(type))
			continue;
		try_operation(type, place->directory, &tally);
		judge(place->where, type, &tally);
	}
	/* btrfs takes the cache for data with checksums. */
	if (place->where->mkfs && strcmp(place->where->label, "btrfs"))
		try_direct(place->directory);
	try_freeze(place->where, place->directory);
}

#define FILESYSTEMS 16

int main(void)
{
	struct CMUnitTest tests[FILESYSTEMS] = { 0 };
	struct place places[FILESYSTEMS];
	const char *reason, *count = getenv("FSLITMUS_TRIALS");
	int n = 0, failed;

	if (count)
		trials = atoi(count);
	if (!scratch_init(&reason)) {
		printf("1..0 # skipped: %s\n", reason);
		return 0;
	}
	for (; scratch_type(n); n++) {
		places[n].where = scratch_type(n);
		tests[n] = (struct CMUnitTest){
			.name = places[n].where->label,
			.test_func = test_filesystem,
			.setup_func = mount_place,
			.teardown_func = unmount_place,
			.initial_state = &places[n],
		};
	}
	failed = _cmocka_run_group_tests("effects", tests, n, NULL, NULL);
	scratch_exit();
	return failed;
}
