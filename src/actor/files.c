// SPDX-License-Identifier: GPL-2.0-or-later
/* Makes a test's files in their initial state, by calls described as data. */
#include "actor/files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "actor/arena.h"
#include "actor/execute.h"
#include "actor/look.h"
#include "contract/failed_call.h"

/* Counted rounds after which eviction is given up if nothing left the cache. */
#define KEPT_ALL_ENOUGH 4

static uint64_t declared_bytes(const struct actor *actor, int file)
{
	return actor_offset(actor, actor->test->file[file].size);
}

/*
 * CALL returned RESULT, an error: notes it in the reason and in the history.
 * Returns RESULT.
 */
static int files_failed(struct files *files, int file, const char *call,
			int64_t result)
{
	const struct actor *actor = files->actor;
	const int error = -result;
	char link[64], where[256];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", actor->directory);
	length = readlink(link, where, sizeof(where) - 1);
	where[length < 0 ? 0 : length] = '\0';
	failed_call_note(actor->history, VIEW_OPERATION, file, call, error);
	snprintf(files->reason, RESULT_TEXT_SIZE,
		 "cannot set up file %s%s%s: %s: %s",
		 actor->test->file[file].name, length < 0 ? "" : " in ", where,
		 call, strerror(error));
	return -error;
}

/* Notes that the filesystem has no such files. Returns -EOPNOTSUPP. */
static int files_lack(struct files *files, int file, const char *what,
		      int64_t result)
{
	snprintf(files->reason, RESULT_TEXT_SIZE, "lacks %s, for file %s (%s)",
		 what, files->actor->test->file[file].name, strerror(-result));
	return -EOPNOTSUPP;
}

/* A call on the file alone, expected to return 0 as in earlier rounds. */
static int64_t file_call(struct files *files, int file, long number,
			 uint64_t first, uint64_t second, uint64_t third)
{
	const struct call call = {
		.number = number,
		.arguments = { CALL_FILE(file), CALL_VALUE(first),
			       CALL_VALUE(second), CALL_VALUE(third) },
		.known = CALL_AS_BEFORE,
	};

	return execute_call(files->actor, &call);
}

/* Writes the file's stamps from byte AT to its end. */
static int64_t write_from(struct files *files, int file, uint64_t at,
			  uint64_t size)
{
	const struct argument through = CALL_FILE(file),
			      past = CALL_DIRECT(file);
	const struct call call = {
		.number = SYS_pwrite64,
		.arguments = { files->actor->zoned ? past : through,
			       CALL_BUFFER(0), CALL_VALUE(size - at),
			       CALL_VALUE(at) },
		.known = CALL_EXPECTED,
		.expected = size - at,
		.stamped = size - at,
		.stamped_at = at,
		.stamped_file = file,
		.buffer_bytes = size - at,
	};

	return execute_call(files->actor, &call);
}

static int write_stamps(struct files *files, int file)
{
	struct actor *actor = files->actor;
	uint64_t size = declared_bytes(actor, file), done = 0, start;
	int fd = actor->zoned ? actor_direct_fd(actor, file) :
				actor_fd(actor, file);

	if (fd < 0)
		return files_failed(files, file, "open", fd);
	start = meter_start(actor->arena);
	while (done < size) {
		int64_t wrote = write_from(files, file, done, size);

		if (wrote == -EINTR)
			continue;
		/* write(2) gave no error, but wrote nothing. */
		if (wrote == 0)
			wrote = -EPROTO;
		if (wrote < 0)
			return files_failed(files, file, "write", wrote);
		done += wrote;
		arena_alive(actor->arena);
	}
	meter_stop(actor->arena, start, &files->inside_ns);
	return 0;
}

static int clone_source(struct files *files, int file)
{
	const int source = files->actor->test->file[file].reflink_of;
	const struct call call = {
		.number = SYS_ioctl,
		.arguments = { CALL_FILE(file), CALL_VALUE(FICLONE),
			       CALL_FILE(source) },
		.known = CALL_AS_BEFORE,
	};

	const int64_t result = execute_call(files->actor, &call);

	switch (-result) {
	case 0:
		return 0;
	case EOPNOTSUPP:
	case ENOTTY:
	case ENOSYS:
	case EINVAL:
	case EXDEV:
		return files_lack(files, file, "reflink", result);
	}
	return files_failed(files, file, "FICLONE", result);
}

/* Zones have no holes, no dirty pages, and no other names. */
static int refuse_zone(struct files *files, int file)
{
	const struct file_decl *decl = &files->actor->test->file[file];

	if (decl->content != CONTENT_WRITTEN)
		return files_lack(files, file, "anything but written files",
				  -EOPNOTSUPP);
	if (decl->cache == CACHE_DIRTY || decl->cache == CACHE_WRITEBACK)
		return files_lack(files, file, "dirty pages", -EOPNOTSUPP);
	if (decl->size.byte)
		return files_lack(files, file, "a page in part", -EOPNOTSUPP);
	return 0;
}

static int make_hole(struct files *files, int file, uint64_t size)
{
	int64_t result = file_call(files, file, SYS_ftruncate, size, 0, 0);

	return result ? files_failed(files, file, "ftruncate", result) : 0;
}

static int make_unwritten(struct files *files, int file, uint64_t size)
{
	int64_t result = size ? file_call(files, file, SYS_fallocate, 0, 0,
					  size) :
				0;

	if (result == -EOPNOTSUPP || result == -ENOSYS)
		return files_lack(files, file, "unwritten blocks", result);
	return result ? files_failed(files, file, "fallocate", result) : 0;
}

static int give_content(struct files *files, int file)
{
	struct actor *actor = files->actor;
	uint64_t size = declared_bytes(actor, file);

	arena_alive(actor->arena);
	switch (actor->test->file[file].content) {
	case CONTENT_WRITTEN:
		return write_stamps(files, file);
	case CONTENT_HOLE:
		return make_hole(files, file, size);
	case CONTENT_UNWRITTEN:
		return make_unwritten(files, file, size);
	case CONTENT_REFLINK:
		return clone_source(files, file);
	case CONTENT_ABSENT:
		break;
	}
	return 0;
}

static int64_t unlink_file(struct actor *actor, int file)
{
	const struct call call = {
		.number = SYS_unlinkat,
		.arguments = { CALL_DIRECTORY, CALL_NAME(file) },
		.known = CALL_IGNORED,
	};

	return execute_call(actor, &call);
}

/* Makes a new inode, so that nothing is cached of the file. */
static int open_new(struct actor *actor, int file)
{
	const int flags = O_RDWR | O_CREAT | O_EXCL;
	int fd = actor_open(actor, file, flags);

	if (fd == -EEXIST && !unlink_file(actor, file))
		fd = actor_open(actor, file, flags);
	return fd;
}

/* Empties an existing file. Truncating a zone to 0 resets it, and drops its
   page cache. */
static int files_empty(struct files *files, int file)
{
	struct actor *actor = files->actor;
	int64_t result = file_call(files, file, SYS_ftruncate, 0, 0, 0);

	if (result)
		return files_failed(files, file, "create", result);
	/* Opened now, so that a later look need not open it. */
	result = actor_map_fd(actor, file, false);
	return result < 0 ? files_failed(files, file, "open", result) : 0;
}

static int files_create_one(struct files *files, int file)
{
	struct actor *actor = files->actor;
	int ret = actor->zoned ? refuse_zone(files, file) : 0, fd;

	if (ret)
		return ret;
	fd = actor->zoned ? actor_open(actor, file, O_RDWR) :
			    open_new(actor, file);
	if (fd < 0)
		return files_failed(files, file, "create", fd);
	actor->fd[file] = fd;
	ret = actor->zoned ? files_empty(files, file) : 0;
	if (!ret && actor->test->knobs & KNOB_NO_READAHEAD)
		actor_advise(actor, file, POSIX_FADV_RANDOM);
	return ret;
}

/* mincore(2) on COUNT pages of the mapping to look through, into the buffer. */
static bool ask_resident(struct actor *actor, uint64_t size, uint64_t count)
{
	const struct call call = {
		.number = SYS_mincore,
		.arguments = { CALL_LOOK(0), CALL_VALUE(size), CALL_BUFFER(0) },
		.buffer_bytes = count,
	};

	return !execute_call(actor, &call);
}

/* Counts the pages of the file that are cached, and those that are not. */
static void count_pages(struct actor *actor, int file, uint64_t *cached,
			uint64_t *gone)
{
	uint64_t size = declared_bytes(actor, file);
	uint64_t count = (size + actor->layout.page_size - 1) /
			 actor->layout.page_size;

	if (!count || look_map(actor, file, size) < 0)
		return;
	if (ask_resident(actor, size, count))
		for (uint64_t i = 0; i < count; i++)
			*(actor->buffer[i] & 1 ? cached : gone) += 1;
	look_unmap(actor, size);
}

/* False once counted rounds have shown that nothing ever leaves the cache. */
static bool worth_evicting(const struct files *files)
{
	return files->evicts || files->kept_all < KEPT_ALL_ENOUGH;
}

static int start_writeback(struct files *files, int file)
{
	int64_t result = file_call(files, file, SYS_sync_file_range, 0, 0,
				   SYNC_FILE_RANGE_WRITE);

	return result ? files_failed(files, file, "sync_file_range", result) :
			0;
}

static int settle_cache(struct files *files, int file)
{
	struct actor *actor = files->actor;
	enum file_cache cache = actor->test->file[file].cache;
	int error;

	arena_alive(actor->arena);
	if (cache == CACHE_WRITEBACK)
		return start_writeback(files, file);
	error = cache == CACHE_DIRTY ? 0 : actor_sync(actor, file);
	if (error)
		return files_failed(files, file, "fsync", error);
	if (cache == CACHE_EVICTED && worth_evicting(files))
		actor_advise(actor, file, POSIX_FADV_DONTNEED);
	return 0;
}

static int create_all(struct files *files)
{
	struct actor *actor = files->actor;
	int ret = 0;

	for (int i = 0; i < actor->test->files && !ret; i++) {
		uint64_t start = meter_start(actor->arena);

		if (actor->test->file[i].content == CONTENT_ABSENT &&
		    !actor->zoned)
			continue;
		ret = files_create_one(files, i);
		meter_stop(actor->arena, start, &files->inside_ns);
		if (!ret)
			ret = give_content(files, i);
	}
	return ret;
}

/* Called when all files are made: a reflink touches its source's cache. */
static int settle_all(struct files *files)
{
	struct actor *actor = files->actor;
	uint64_t start = meter_start(actor->arena);
	int ret = 0;

	for (int i = 0; i < actor->test->files && !ret; i++)
		if (actor->fd[i] >= 0)
			ret = settle_cache(files, i);
	meter_stop(actor->arena, start, &files->inside_ns);
	return ret;
}

static void count_kept(struct files *files)
{
	struct actor *actor = files->actor;
	uint64_t gone = 0;

	for (int i = 0; i < actor->test->files; i++)
		if (actor->fd[i] >= 0 &&
		    actor->test->file[i].cache == CACHE_EVICTED)
			count_pages(actor, i, &files->kept_pages, &gone);
	files->kept_all += files->kept_pages && !gone;
	files->evicts |= gone > 0;
}

int files_create(struct files *files)
{
	int ret = create_all(files);

	if (!ret)
		ret = settle_all(files);
	if (!ret && files->counting && worth_evicting(files))
		count_kept(files);
	return ret;
}

void files_remove(struct files *files)
{
	struct actor *actor = files->actor;
	uint64_t start = meter_start(actor->arena);

	for (int i = 0; i < actor->test->files && !actor->zoned; i++) {
		arena_alive(actor->arena);
		unlink_file(actor, i);
	}
	meter_stop(actor->arena, start, &files->inside_ns);
}

/* Closes FD, which DESCRIPTOR names, if it is open. */
static void close_one(struct actor *actor, int *fd, struct argument descriptor)
{
	const struct call call = {
		.number = SYS_close,
		.arguments = { descriptor },
		.known = CALL_IGNORED,
	};

	if (*fd >= 0)
		execute_call(actor, &call);
	*fd = -1;
}

void files_close(struct actor *actor)
{
	for (int i = 0; i < actor->test->files; i++) {
		const struct argument file = CALL_FILE(i),
				      direct = CALL_DIRECT(i),
				      read_only = CALL_MAPPED(i, false);

		close_one(actor, &actor->fd[i], file);
		close_one(actor, &actor->direct_fd[i], direct);
		close_one(actor, &actor->read_fd[i], read_only);
	}
}
