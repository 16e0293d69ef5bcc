// SPDX-License-Identifier: GPL-2.0-or-later
#include "actor/files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "actor/arena.h"
#include "contract/failure.h"
#include "contract/stamp.h"

/* Counted rounds after which eviction is taken to be of no use. */
#define KEPT_ALL_ENOUGH 4

static uint64_t declared_bytes(const struct actor *actor, int file)
{
	return actor_offset(actor, actor->test->file[file].size);
}

/* Why a file could not be made, and where, in the history too; -errno. */
static int failed(struct files *files, int file, const char *call)
{
	const struct actor *actor = files->actor;
	int error = errno;
	char link[64], where[256];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", actor->directory);
	length = readlink(link, where, sizeof(where) - 1);
	where[length < 0 ? 0 : length] = '\0';
	failure_note(actor->history, VIEW_OPERATION, file, call, error);
	snprintf(files->reason, RESULT_TEXT_SIZE,
		 "cannot set up file %s%s%s: %s: %s",
		 actor->test->file[file].name, length < 0 ? "" : " in ", where,
		 call, strerror(error));
	return -error;
}

/* The filesystem has no such files; returns -EOPNOTSUPP. */
static int lacks(struct files *files, int file, const char *what)
{
	snprintf(files->reason, RESULT_TEXT_SIZE, "lacks %s, for file %s (%s)",
		 what, files->actor->test->file[file].name, strerror(errno));
	return -EOPNOTSUPP;
}

static int write_stamps(struct files *files, int file)
{
	struct actor *actor = files->actor;
	uint64_t size = declared_bytes(actor, file), done = 0, start;
	int fd = actor->zoned ? actor_direct_fd(actor, file) :
				actor_fd(actor, file);

	if (fd < 0) {
		errno = -fd;
		return failed(files, file, "open");
	}
	stamp_fill(files->stamps, size, actor->round, file, WRITER_INITIAL, 1,
		   0);
	start = meter_start(actor->arena);
	while (done < size) {
		ssize_t wrote =
			pwrite(fd, files->stamps + done, size - done, done);

		if (wrote < 0 && errno == EINTR)
			continue;
		/* No error of the filesystem's, but not what it promised. */
		if (wrote == 0)
			errno = EPROTO;
		if (wrote <= 0)
			return failed(files, file, "write");
		done += wrote;
		arena_alive(actor->arena);
	}
	meter_stop(actor->arena, start, &files->inside_ns);
	return 0;
}

static int clone_source(struct files *files, int file, int fd)
{
	struct actor *actor = files->actor;
	int source = actor->fd[actor->test->file[file].reflink_of];

	if (!ioctl(fd, FICLONE, source))
		return 0;
	if (errno == EOPNOTSUPP || errno == ENOTTY || errno == ENOSYS ||
	    errno == EINVAL || errno == EXDEV)
		return lacks(files, file, "reflink");
	return failed(files, file, "FICLONE");
}

/* Zones have no holes, no dirty pages, and no other names. */
static int refuse_zone(struct files *files, int file)
{
	const struct file_decl *decl = &files->actor->test->file[file];

	errno = EOPNOTSUPP;
	if (decl->content != CONTENT_WRITTEN)
		return lacks(files, file, "anything but written files");
	if (decl->cache == CACHE_DIRTY || decl->cache == CACHE_WRITEBACK)
		return lacks(files, file, "dirty pages");
	if (decl->size.byte)
		return lacks(files, file, "a page in part");
	return 0;
}

static int give_content(struct files *files, int file, int fd)
{
	struct actor *actor = files->actor;
	uint64_t size = declared_bytes(actor, file);

	arena_alive(actor->arena);
	switch (actor->test->file[file].content) {
	case CONTENT_WRITTEN:
		return write_stamps(files, file);
	case CONTENT_HOLE:
		return ftruncate(fd, size) ? failed(files, file, "ftruncate") :
					     0;
	case CONTENT_UNWRITTEN:
		if (!size || !fallocate(fd, 0, 0, size))
			return 0;
		if (errno == EOPNOTSUPP || errno == ENOSYS)
			return lacks(files, file, "unwritten blocks");
		return failed(files, file, "fallocate");
	case CONTENT_REFLINK:
		return clone_source(files, file, fd);
	case CONTENT_ABSENT:
		break;
	}
	return 0;
}

/* A new inode, so that nothing cached of an old one can be met again. */
static int open_new(const struct actor *actor, int file)
{
	const char *name = actor_file_name(actor, file);
	const int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
	int fd = openat(actor->directory, name, flags, 0600);

	if (fd < 0 && errno == EEXIST &&
	    !unlinkat(actor->directory, name, 0))
		fd = openat(actor->directory, name, flags, 0600);
	return fd;
}

/* Truncating a zone to nothing resets it, and drops what is cached of it. */
static int open_emptied(const struct actor *actor, int file)
{
	int fd = openat(actor->directory, actor_file_name(actor, file),
			O_RDWR | O_CLOEXEC);
	int error;

	if (fd < 0 || !ftruncate(fd, 0))
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static int create(struct files *files, int file)
{
	struct actor *actor = files->actor;
	int ret = actor->zoned ? refuse_zone(files, file) : 0, fd;

	if (ret)
		return ret;
	fd = actor->zoned ? open_emptied(actor, file) : open_new(actor, file);
	if (fd < 0)
		return failed(files, file, "create");
	/* A look that comes later opens nothing. */
	if (actor->zoned && actor_map_fd(actor, file, false) < 0)
		return failed(files, file, "open");
	if (actor->test->knobs & KNOB_NO_READAHEAD)
		posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
	actor->fd[file] = fd;
	return 0;
}

/* How many pages of the file are cached, and are not. */
static void count_pages(struct actor *actor, int file, uint64_t *cached,
			uint64_t *gone)
{
	uint64_t size = declared_bytes(actor, file);
	uint64_t count = (size + actor->layout.page_size - 1) /
			 actor->layout.page_size;
	unsigned char resident[TEST_MAX_FILE_BYTES / 4096];
	void *map;

	if (!count || count > sizeof(resident))
		return;
	map = mmap(NULL, size, PROT_READ, MAP_SHARED,
		   actor_map_fd(actor, file, false), 0);
	if (map == MAP_FAILED)
		return;
	if (!mincore(map, size, resident))
		for (uint64_t i = 0; i < count; i++)
			*(resident[i] & 1 ? cached : gone) += 1;
	munmap(map, size);
}

/* Where nothing was ever seen to leave the cache, asking is a waste. */
static bool worth_evicting(const struct files *files)
{
	return files->evicts || files->kept_all < KEPT_ALL_ENOUGH;
}

static int settle_cache(struct files *files, int file, int fd)
{
	struct actor *actor = files->actor;
	enum file_cache cache = actor->test->file[file].cache;

	arena_alive(actor->arena);
	if (cache == CACHE_WRITEBACK) {
		if (sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE))
			return failed(files, file, "sync_file_range");
		return 0;
	}
	if (cache != CACHE_DIRTY && fsync(fd))
		return failed(files, file, "fsync");
	if (cache == CACHE_EVICTED && worth_evicting(files))
		posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
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
		ret = create(files, i);
		meter_stop(actor->arena, start, &files->inside_ns);
		if (!ret)
			ret = give_content(files, i, actor->fd[i]);
	}
	return ret;
}

/* After all are made: making a reflink touches its source's cache. */
static int settle_all(struct files *files)
{
	struct actor *actor = files->actor;
	uint64_t start = meter_start(actor->arena);
	int ret = 0;

	for (int i = 0; i < actor->test->files && !ret; i++)
		if (actor->fd[i] >= 0)
			ret = settle_cache(files, i, actor->fd[i]);
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
		unlinkat(actor->directory, actor_file_name(actor, i), 0);
	}
	meter_stop(actor->arena, start, &files->inside_ns);
}

void files_close(struct actor *actor)
{
	for (int i = 0; i < actor->test->files; i++) {
		if (actor->fd[i] >= 0)
			close(actor->fd[i]);
		if (actor->direct_fd[i] >= 0)
			close(actor->direct_fd[i]);
		if (actor->read_fd[i] >= 0)
			close(actor->read_fd[i]);
		actor->fd[i] = actor->direct_fd[i] = actor->read_fd[i] = -1;
	}
}
