// SPDX-License-Identifier: GPL-2.0-or-later
/* The initial state of files, as other system calls see it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cmocka.h>

#include "actor/arena.h"
#include "actor/crew.h"
#include "actor/execute.h"
#include "actor/files.h"
#include "contract/stamp.h"
#include "scratch.h"

#define ROUND 9

static struct result result;
static struct actor actor;
static struct crew crew;
static struct files files;
static char reason[RESULT_TEXT_SIZE];
static size_t page;

/* Make the files of the test TEXT; returns what files_create() does. */
static int make(const char *text)
{
	page = sysconf(_SC_PAGESIZE);
	crew.layout = (struct layout){ .test = scratch_test(text),
				       .page_size = page };
	crew.buffer_size = 64 * page;
	crew.directory = scratch_open(NULL);
	crew.arena = arena_new(1, &result);
	assert_true(crew.directory >= 0 && crew.arena);
	assert_int_equal(actor_init(&crew, &actor, 0, NULL), 0);
	actor.round = ROUND;
	files = (struct files){ .actor = &actor,
				.counting = true,
				.reason = reason };
	return files_create(&files);
}

static void unmake(void)
{
	files_remove(&files);
	assert_int_equal(scratch_count(crew.directory), 0);
	actor_fini(&actor);
	arena_free(crew.arena);
	scratch_close(crew.directory);
}

/* All of it stamps of FILE, or zero, SIZE bytes long. */
static void expect_content(int fd, enum value_kind kind, int file, size_t size)
{
	char *data = calloc(1, size + page);
	struct value value;

	assert_int_equal(pread(fd, data, size + page, 0), size);
	assert_int_equal(stamp_decode(data, size, ROUND, &value), size);
	assert_int_equal(value.kind, kind);
	if (kind == VALUE_STAMP) {
		assert_int_equal(value.file, file);
		assert_int_equal(value.writer, WRITER_INITIAL);
		assert_int_equal(value.offset, 0);
	}
	free(data);
}

static int cached(int fd, size_t size)
{
	unsigned char resident[64];
	char *map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	int pages = 0;

	assert_true(map != MAP_FAILED);
	assert_int_equal(mincore(map, size, resident), 0);
	for (size_t i = 0; i < (size + page - 1) / page; i++)
		pages += resident[i] & 1;
	munmap(map, size);
	return pages;
}

/* Flags of all extents together; -1 if the filesystem does not tell. */
static int extent_flags(int fd)
{
	_Alignas(struct fiemap) char
		room[sizeof(struct fiemap) + 32 * sizeof(struct fiemap_extent)];
	struct fiemap *map = (struct fiemap *)room;
	int flags = 0;

	memset(room, 0, sizeof(room));
	map->fm_length = UINT64_MAX;
	map->fm_extent_count = 32;
	if (ioctl(fd, FS_IOC_FIEMAP, map))
		return -1;
	for (uint32_t i = 0; i < map->fm_mapped_extents; i++)
		flags |= map->fm_extents[i].fe_flags;
	return flags;
}

/* Data that nobody has begun to write has no blocks yet. */
static bool is_delayed(int fd)
{
	int flags = extent_flags(fd);

	return flags >= 0 && flags & FIEMAP_EXTENT_DELALLOC;
}

#define BODY "P0 {\n    fsync f\n}\n"

static void written(void **state)
{
	(void)state;
	assert_int_equal(make("test t\nfile f 8 pages - 1000 bytes\n"
			      "file g 2 pages written dirty\n"
			      "file h absent\n" BODY),
			 0);
	expect_content(actor.fd[0], VALUE_STAMP, 0, 8 * page - 1000);
	expect_content(actor.fd[1], VALUE_STAMP, 1, 2 * page);
	assert_int_equal(cached(actor.fd[0], 8 * page - 1000), 8);
	assert_false(is_delayed(actor.fd[0]));
	assert_int_equal(actor.fd[2], -1);
	assert_int_equal(scratch_count(crew.directory), 2);
	unmake();
}

static void hole(void **state)
{
	(void)state;
	assert_int_equal(make("test t\nfile f 8 pages hole\n" BODY), 0);
	assert_int_equal(lseek(actor.fd[0], 0, SEEK_HOLE), 0);
	assert_true(lseek(actor.fd[0], 0, SEEK_DATA) < 0 && errno == ENXIO);
	expect_content(actor.fd[0], VALUE_ZERO, 0, 8 * page);
	unmake();
}

static void unwritten(void **state)
{
	struct stat stat;
	int flags, ret;

	(void)state;
	ret = make("test t\nfile f 8 pages unwritten\n" BODY);
	if (ret == -EOPNOTSUPP) {
		assert_non_null(strstr(reason, "lacks unwritten blocks"));
		unmake();
		skip();
	}
	assert_int_equal(ret, 0);
	assert_int_equal(fstat(actor.fd[0], &stat), 0);
	assert_true((size_t)stat.st_blocks * 512 >= 8 * page);
	flags = extent_flags(actor.fd[0]);
	if (flags >= 0)
		assert_true(flags & FIEMAP_EXTENT_UNWRITTEN);
	expect_content(actor.fd[0], VALUE_ZERO, 0, 8 * page);
	unmake();
}

static void evicted(void **state)
{
	uint64_t kept;

	(void)state;
	assert_int_equal(make("test t\nfile f 8 pages evicted\n"
			      "file g 8 pages synced\n" BODY),
			 0);
	assert_int_equal(cached(actor.fd[0], 8 * page), files.kept_pages);
	assert_int_equal(cached(actor.fd[1], 8 * page), 8);
	/* Nothing can be evicted from a tmpfs, say: then not from g either. */
	kept = files.kept_pages;
	posix_fadvise(actor.fd[1], 0, 0, POSIX_FADV_DONTNEED);
	assert_int_equal(kept, cached(actor.fd[1], 8 * page));
	assert_true(files.evicts == (kept < 8));
	expect_content(actor.fd[0], VALUE_STAMP, 0, 8 * page);
	unmake();
	if (kept == 8)
		skip();
	assert_int_equal(kept, 0);
}

/* Pages in the cache after one was read; 0 where nothing can be evicted. */
static int read_one(const char *text)
{
	char *data = malloc(page);
	int pages = 0;

	assert_int_equal(make(text), 0);
	if (!files.kept_pages) {
		assert_int_equal(pread(actor.fd[0], data, page, 0), page);
		pages = cached(actor.fd[0], 64 * page);
	}
	free(data);
	unmake();
	return pages;
}

static void not_read_ahead(void **state)
{
	int ahead = read_one("test t\nfile f 64 pages evicted\n" BODY);
	int alone = read_one("test t\nknob no-readahead\n"
			     "file f 64 pages evicted\n" BODY);

	(void)state;
	if (ahead < 2 || !alone)
		skip(); /* none is read ahead, or none evicted */
	assert_int_equal(alone, 1);
}

static void under_writeback(void **state)
{
	(void)state;
	assert_int_equal(
		make("test t\nfile f 8 pages written writeback\n" BODY), 0);
	expect_content(actor.fd[0], VALUE_STAMP, 0, 8 * page);
	assert_int_equal(cached(actor.fd[0], 8 * page), 8);
	assert_false(is_delayed(actor.fd[0]));
	unmake();
}

static void reflinked(void **state)
{
	int ret = make("test t\nfile f 8 pages\nfile r reflink of f\n" BODY);

	(void)state;
	if (ret == -EOPNOTSUPP) {
		assert_non_null(strstr(reason, "lacks reflink, for file r"));
		unmake();
		skip();
	}
	assert_int_equal(ret, 0);
	/* The stamps are those of the source. */
	expect_content(actor.fd[1], VALUE_STAMP, 0, 8 * page);
	unmake();
}

/* Every round has other inodes, also over what a killed run left. */
static void made_anew(void **state)
{
	struct stat before, after;

	(void)state;
	assert_int_equal(make("test t\nfile f 2 pages\n" BODY), 0);
	assert_int_equal(fstat(actor.fd[0], &before), 0);
	actor.fd[0] = -1; /* its inode lives on with the descriptor */
	actor.round = ROUND;
	assert_int_equal(files_create(&files), 0);
	assert_int_equal(fstat(actor.fd[0], &after), 0);
	assert_true(before.st_ino != after.st_ino);
	expect_content(actor.fd[0], VALUE_STAMP, 0, 2 * page);
	unmake();
}

/* Descriptors that exist in this process alone, as a plain value. */
static unsigned int descriptors, closed;

static void count_descriptors(struct execution *execution)
{
	const struct call *call = &execution->call;

	closed += call->number == SYS_close;
	if (call->number == SYS_close || call->number == SYS_fsync ||
	    call->number == SYS_pwrite64)
		descriptors += call->arguments[0].kind == ARGUMENT_VALUE;
	execute_live.make(execution);
}

/* Whoever sends calls elsewhere closes the descriptors there. */
static void closed_by_name(void **state)
{
	static const struct executor counting = { .make = count_descriptors };

	(void)state;
	assert_int_equal(make("test t\nfile f 2 pages\nfile g 1 page\n" BODY),
			 0);
	assert_true(actor_fd(&actor, 0) >= 0 && actor_fd(&actor, 1) >= 0);
	actor.executor = &counting;
	files_close(&actor);
	assert_int_equal(closed, 2);
	assert_int_equal(descriptors, 0);
	assert_true(actor.fd[0] == -1 && actor.fd[1] == -1);
	actor.executor = &execute_live;
	unmake();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written),
		cmocka_unit_test(hole),
		cmocka_unit_test(unwritten),
		cmocka_unit_test(evicted),
		cmocka_unit_test(not_read_ahead),
		cmocka_unit_test(under_writeback),
		cmocka_unit_test(reflinked),
		cmocka_unit_test(made_anew),
		cmocka_unit_test(closed_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
