// SPDX-License-Identifier: GPL-2.0-or-later
#include "actor/final.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "actor/arena.h"
#include "base/text.h"
#include "contract/failure.h"
#include "op/op.h"

/* Laid into buffers before reading: a read that leaves it is found out. */
#define POISON UINT64_C(0xdeadbeefdeadbeef)

void note_uncovered(struct result *result, const char *fmt, ...)
{
	char line[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	text_add_line(result->uncovered, sizeof(result->uncovered), "%s",
		      line);
}

/* From here on ACTOR's observations are of this view, made now. */
static void begin_view(struct actor *actor, enum view view,
		       struct record *record)
{
	*record = (struct record){ .begin = arena_ticket(actor->arena) };
	record->end = record->begin;
	actor->record = record;
	actor->view = view;
	__atomic_fetch_or(&actor->history->views, 1u << view, __ATOMIC_RELAXED);
}

/* A stretch of memory that maps LENGTH bytes at OFFSET of a file. */
struct look {
	struct actor *actor;
	int file, mapping;
	char *address;
	uint64_t offset, length;
	uint64_t done;		/* bytes looked at */
};

/* Take what can be taken; 0, or the signal that the next page raised. */
static int take_pages(struct look *look)
{
	struct actor *actor = look->actor;
	uint64_t length = look->length - look->done, got = 0;
	int signal = actor_copy(actor->buffer, look->address + look->done,
				length, &got);

	/* A signal comes at the first word of a page. */
	if (got)
		actor_observe(actor, look->file, look->mapping,
			      look->offset + look->done, actor->buffer, got,
			      got);
	look->done += got;
	return signal;
}

static int probe_page(const struct look *look)
{
	uint64_t word, got;

	return actor_copy(&word, look->address + look->done, sizeof(word),
			  &got);
}

/* Record the page that raised SIGNAL, and those after it that do so too. */
static void record_signal(struct look *look, int signal)
{
	uint64_t from = look->done;
	int again;

	do {
		look->done += look->actor->layout.page_size;
		again = look->done < look->length ? probe_page(look) : 0;
	} while (again == signal);
	actor_observe_signal(look->actor, look->file, look->mapping,
			     look->offset + from, look->done - from, signal);
}

/*
 * Pages that an operation may have unmapped or closed, for it worked on the
 * mapping itself, say nothing by refusing a look.
 */
static bool may_refuse(const struct look *look)
{
	const struct test *test = look->actor->test;

	if (look->mapping < 0)
		return false;
	for (int i = 0; i < test->processes; i++)
		for (int j = 0; j < test->process[i].count; j++) {
			const struct operation *operation =
				&test->process[i].operations[j];

			if (operation->mapping == look->mapping &&
			    operation->type->shape == SHAPE_MEMORY_ANY)
				return true;
		}
	return false;
}

static void look_through(struct look *look)
{
	while (look->done < look->length) {
		int signal = take_pages(look);

		if (signal == SIGSEGV && may_refuse(look))
			look->done += look->actor->layout.page_size;
		else if (signal)
			record_signal(look, signal);
	}
}

static void look_at_mapping(struct actor *actor, int mapping)
{
	struct memory *memory = actor->memory;
	struct look look = {
		.actor = actor,
		.file = actor->test->mapping[mapping].file,
		.mapping = mapping,
		.address = memory->address[mapping],
		.offset = memory->offset[mapping],
		.length = memory->length[mapping],
	};
	struct record record;

	begin_view(actor, VIEW_MAPPED, &record);
	look_through(&look);
	actor->record = NULL;
}

void final_mapped(struct actor *actor)
{
	struct memory *memory = actor->memory;

	for (int i = 0; i < actor->test->mappings; i++)
		if (memory->address[i] && actor->test->mapping[i].shared)
			look_at_mapping(actor, i);
	for (int i = 0; i < actor->test->mappings; i++) {
		if (memory->address[i])
			munmap(memory->address[i], memory->length[i]);
		memory->address[i] = NULL;
		memory->length[i] = 0;
	}
}

/* What filesystems say that have no such mapping, or no O_DIRECT. */
static bool means_lacking(int error)
{
	return error == EINVAL || error == ENODEV || error == EOPNOTSUPP ||
	       error == ENOSYS || error == EPERM || error == EACCES;
}

/* CALL failed, so that FILE was not looked at in this way. */
static void not_seen(struct final *final, enum view view, int file,
		     const char *call, int error)
{
	static const char *const ways[VIEWS] = {
		[VIEW_FRESH] = " through a new mapping",
		[VIEW_DIRECT] = " through O_DIRECT",
		[VIEW_EVICTED] = " after eviction",
		[VIEW_REMOUNTED] = " after a remount",
	};

	if (means_lacking(error))
		note_uncovered(final->result, "final state%s: %s: %s",
			       ways[view] ? ways[view] : "", call,
			       strerror(error));
	else
		failure_note(final->actor->history, view, file, call, error);
}

/*
 * The file as it is, or -errno. One that no operation created has no
 * descriptor: -ENOENT.
 */
static int open_existing(struct final *final, int file, enum view view)
{
	struct actor *actor = final->actor;
	const char *name = actor_file_name(actor, file);
	int error;

	if (actor->fd[file] < 0)
		actor->fd[file] =
			openat(actor->directory, name, O_RDWR | O_CLOEXEC);
	if (actor->fd[file] >= 0)
		return actor->fd[file];
	error = errno;
	if (error != ENOENT)
		not_seen(final, view, file, "open", error);
	return -error;
}

static void look_fresh(struct final *final, int file)
{
	struct actor *actor = final->actor;
	uint64_t length = final->limit[file];
	struct look look = { .actor = actor,
			     .file = file,
			     .mapping = -1,
			     .length = length };
	struct record record;
	int fd;

	if (!length)
		return;
	fd = actor_map_fd(actor, file, false);
	if (fd < 0) {
		not_seen(final, VIEW_FRESH, file, "open", -fd);
		return;
	}
	look.address = mmap(NULL, length, PROT_READ, MAP_SHARED, fd, 0);
	if (look.address == MAP_FAILED) {
		not_seen(final, VIEW_FRESH, file, "mmap", errno);
		return;
	}
	begin_view(actor, VIEW_FRESH, &record);
	look_through(&look);
	actor->record = NULL;
	munmap(look.address, length);
}

static void poison(struct actor *actor)
{
	uint64_t word = POISON;

	for (size_t i = 0; i < actor->buffer_size;
	     i += actor->layout.page_size)
		memcpy(actor->buffer + i, &word, sizeof(word));
}

/* Bytes from the start of the file in ACTOR's buffer, or -errno. */
static ssize_t read_file(struct actor *actor, int fd, enum view view)
{
	size_t done = 0;

	poison(actor);
	while (done < actor->buffer_size) {
		ssize_t got = pread(fd, actor->buffer + done,
				    actor->buffer_size - done, done);

		arena_alive(actor->arena);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		done += got;
		/* O_DIRECT cannot go on from the middle of a block, and in
		   a guest nothing but the end makes a read short. */
		if (!got || actor->arena->conductor || (view == VIEW_DIRECT &&
			     done % actor->layout.page_size))
			break;
	}
	return done;
}

/* FD is -ENOENT for a file that is not there: all of it is absent. */
static void look_by_read(struct final *final, int file, int fd, enum view view)
{
	struct actor *actor = final->actor;
	uint64_t limit = final->limit[file];
	ssize_t got = fd < 0 ? 0 : read_file(actor, fd, view);
	struct record record;

	if (fd < 0 && fd != -ENOENT)
		return;
	if (got < 0) {
		not_seen(final, view, file, "read", -got);
		return;
	}
	begin_view(actor, view, &record);
	actor_observe(actor, file, -1, 0, actor->buffer, got,
		      (uint64_t)got > limit ? (uint64_t)got : limit);
	actor->record = NULL;
}

void final_cached(struct final *final)
{
	struct actor *actor = final->actor;
	uint64_t start = meter_start(actor->arena);

	for (int i = 0; i < actor->test->files; i++) {
		int fd = open_existing(final, i, VIEW_READ);

		if (fd >= 0)
			look_fresh(final, i);
		look_by_read(final, i, fd, VIEW_READ);
	}
	meter_stop(actor->arena, start, &final->inside_ns);
}

static void look_direct(struct final *final, int file)
{
	struct actor *actor = final->actor;
	int fd = actor_direct_fd(actor, file);

	if (fd >= 0)
		look_by_read(final, file, fd, VIEW_DIRECT);
	else
		not_seen(final, VIEW_DIRECT, file, "open", -fd);
}

static void look_evicted(struct final *final, int file)
{
	int fd = final->actor->fd[file];

	if (fsync(fd)) {
		not_seen(final, VIEW_EVICTED, file, "fsync", errno);
		return;
	}
	arena_alive(final->actor->arena);
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	look_by_read(final, file, fd, VIEW_EVICTED);
}

void final_stored(struct final *final)
{
	struct actor *actor = final->actor;
	uint64_t start = meter_start(actor->arena);

	for (int i = 0; i < actor->test->files; i++) {
		if (actor->fd[i] < 0)
			continue;
		look_direct(final, i);
		look_evicted(final, i);
	}
	meter_stop(actor->arena, start, &final->inside_ns);
}

void final_remounted(struct final *final)
{
	for (int i = 0; i < final->actor->test->files; i++)
		look_by_read(final, i,
			     open_existing(final, i, VIEW_REMOUNTED),
			     VIEW_REMOUNTED);
}
