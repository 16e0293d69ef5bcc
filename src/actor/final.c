// SPDX-License-Identifier: GPL-2.0-or-later
/* Takes the final looks at the files, after the race, and records them. */
#include "actor/final.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "actor/arena.h"
#include "actor/look.h"
#include "base/text.h"
#include "contract/failed_call.h"
#include "op/op.h"

void note_uncovered(struct result *result, const char *fmt, ...)
{
	char line[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	text_add_line(result->uncovered, sizeof(result->uncovered), "%s", line);
}

/* Makes ACTOR's further observations ones of this view, with a new ticket. */
static void begin_view(struct actor *actor, enum view view,
		       struct record *record)
{
	*record = (struct record){ .begin = arena_ticket(actor->arena) };
	record->end = record->begin;
	actor->record = record;
	actor->view = view;
	__atomic_fetch_or(&actor->history->views, 1u << view, __ATOMIC_RELAXED);
}

/*
 * A look may fail on a mapping that an operation changed, which may have
 * unmapped pages or taken away access to them. That is not recorded.
 */
static bool may_refuse(const struct look *look)
{
	const struct test *test = look->execution.actor->test;

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

/* The errors of filesystems that lack such a mapping, or O_DIRECT. */
static bool means_lacking(int error)
{
	return error == EINVAL || error == ENODEV || error == EOPNOTSUPP ||
	       error == ENOSYS || error == EPERM || error == EACCES;
}

/* Notes that CALL failed, so FILE has no observations of VIEW. */
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
		failed_call_note(final->actor->history, view, file, call,
				 error);
}

/* O_DIRECT cannot go on from the middle of a block. In a guest a read is short
   only at the end of file. */
static bool may_read_on(const struct look *look)
{
	const struct actor *actor = look->execution.actor;
	uint64_t done = look->execution.progress.done;

	return done < actor->buffer_size && !actor->arena->conductor &&
	       !(look->view == VIEW_DIRECT && done % actor->layout.page_size);
}

bool look_goes_on(struct look *look)
{
	struct execution *execution = &look->execution;
	int64_t got = execution->progress.result;
	struct argument *arguments = execution->call.arguments;
	uint64_t size = execution->actor->buffer_size;

	arena_alive(execution->actor->arena);
	if (call_is_access(&execution->call))
		return false;
	if (got > 0)
		execution->progress.done += got;
	if (got != -EINTR && (got <= 0 || !may_read_on(look)))
		return false;
	arguments[1].value = arguments[3].value = execution->progress.done;
	arguments[2].value = size - execution->progress.done;
	execution->call.marked = false;
	return true;
}

static void conclude_load(struct look *look)
{
	struct execution *execution = &look->execution;
	const struct call *call = &execution->call;

	execute_observe_load(execution->actor, look->file, look->mapping,
			     call->arguments[0].value, call->arguments[2].value,
			     execution->buffer, may_refuse(look));
}

/* The read is over: the buffer has COUNT bytes from the start of the file. */
static void conclude_read(struct look *look, uint64_t count)
{
	const uint64_t limit = look->final->limit[look->file];

	actor_observe(look->execution.actor, look->file, -1, 0,
		      look->execution.buffer, count,
		      count > limit ? count : limit);
}

void look_conclude(struct look *look)
{
	const struct execution *execution = &look->execution;
	struct actor *actor = execution->actor;
	struct record record;

	if (execution->progress.result < 0) {
		not_seen(look->final, look->view, look->file, "read",
			 -execution->progress.result);
		return;
	}
	begin_view(actor, look->view, &record);
	if (call_is_access(&execution->call))
		conclude_load(look);
	else
		conclude_read(look, execution->progress.done);
	actor->record = NULL;
}

void look_now(struct look *look)
{
	struct execution *execution = &look->execution;

	do {
		int error = execution_ready(execution);

		execution->progress.result = error;
		if (error)
			break;
		execution->actor->executor->make(execution);
	} while (look_goes_on(look));
	look_conclude(look);
}

static void final_look(struct look *look)
{
	const struct executor *executor = look->execution.actor->executor;

	if (executor->look)
		executor->look(look);
	else
		look_now(look);
}

/* Makes LOOK a load of LENGTH bytes at FROM, an address in a mapping. */
static void set_load(struct look *look, struct argument from, uint64_t length)
{
	look->execution.call = (struct call){
		.number = CALL_LOAD,
		.arguments = { from, CALL_BUFFER(0), CALL_VALUE(length) },
		.wanted = length,
		.buffer_bytes = length,
	};
}

static void look_at_mapping(struct actor *actor, int mapping)
{
	struct memory *memory = actor->memory;
	const struct argument from = CALL_MEMORY(mapping,
						 memory->offset[mapping]);
	struct look look = {
		.view = VIEW_MAPPED,
		.file = actor->test->mapping[mapping].file,
		.mapping = mapping,
		.execution = { .actor = actor },
	};

	set_load(&look, from, memory->length[mapping]);
	final_look(&look);
}

static void give_up_mapping(struct actor *actor, int mapping)
{
	struct memory *memory = actor->memory;
	const struct call call = {
		.number = SYS_munmap,
		.arguments = { CALL_MEMORY(mapping, memory->offset[mapping]),
			       CALL_VALUE(memory->length[mapping]) },
		.known = CALL_EXPECTED,
	};

	if (memory->address[mapping])
		execute_call(actor, &call);
	memory->address[mapping] = NULL;
	memory->length[mapping] = 0;
}

void final_mapped(struct actor *actor)
{
	struct memory *memory = actor->memory;

	for (int i = 0; i < actor->test->mappings; i++)
		if (memory->address[i] && actor->test->mapping[i].shared)
			look_at_mapping(actor, i);
	for (int i = 0; i < actor->test->mappings; i++)
		give_up_mapping(actor, i);
}

/*
 * A descriptor of the file as it is, or -errno; -ENOENT for a file declared
 * absent that no operation created.
 */
static int open_existing(struct final *final, int file, enum view view)
{
	struct actor *actor = final->actor;
	int fd = actor->fd[file];

	if (fd < 0)
		fd = actor_open(actor, file, O_RDWR);
	if (fd >= 0)
		actor->fd[file] = fd;
	else if (fd != -ENOENT)
		not_seen(final, view, file, "open", -fd);
	return fd;
}

int look_map(struct actor *actor, int file, uint64_t size)
{
	const struct call call = {
		.number = SYS_mmap,
		.arguments = { CALL_LOOK_PLACE, CALL_VALUE(size),
			       CALL_VALUE(PROT_READ), CALL_VALUE(MAP_SHARED),
			       CALL_MAPPED(file, false), CALL_VALUE(0) },
		.known = CALL_AS_BEFORE,
	};
	int64_t result = execute_call(actor, &call);

	if (result < 0 && result >= -4095)
		return result;
	actor->look = (char *)(uintptr_t)result;
	return 0;
}

void look_unmap(struct actor *actor, uint64_t size)
{
	const struct call call = {
		.number = SYS_munmap,
		.arguments = { CALL_LOOK(0), CALL_VALUE(size) },
		.known = CALL_EXPECTED,
	};

	execute_call(actor, &call);
}

static void look_fresh(struct final *final, int file)
{
	static const struct argument from = CALL_LOOK(0);
	struct actor *actor = final->actor;
	uint64_t length = final->limit[file];
	struct look look = { .final = final,
			     .view = VIEW_FRESH,
			     .file = file,
			     .mapping = -1,
			     .execution = { .actor = actor } };
	int ret;

	if (!length)
		return;
	ret = actor_map_fd(actor, file, false);
	if (ret < 0) {
		not_seen(final, VIEW_FRESH, file, "open", -ret);
		return;
	}
	ret = look_map(actor, file, length);
	if (ret) {
		not_seen(final, VIEW_FRESH, file, "mmap", -ret);
		return;
	}
	set_load(&look, from, length);
	final_look(&look);
	look_unmap(actor, length);
}

/* Reads all of the file through the descriptor FROM. */
static void look_by_read(struct final *final, int file, enum view view,
			 struct argument from)
{
	struct actor *actor = final->actor;
	struct look look = { .final = final,
			     .view = view,
			     .file = file,
			     .mapping = -1,
			     .execution = { .actor = actor } };

	look.execution.call = (struct call){
		.number = SYS_pread64,
		.arguments = { from, CALL_BUFFER(0),
			       CALL_VALUE(actor->buffer_size), CALL_VALUE(0) },
		.buffer_bytes = actor->buffer_size,
		.marked = true,
	};
	final_look(&look);
}

/* Records a file that does not exist: all of it is absent. */
static void look_at_nothing(struct final *final, int file, enum view view)
{
	struct look look = { .final = final,
			     .view = view,
			     .file = file,
			     .mapping = -1,
			     .execution = { .actor = final->actor } };

	look_conclude(&look);
}

/* FD is the result of open_existing(). */
static void look_existing(struct final *final, int file, int fd, enum view view)
{
	if (fd >= 0)
		look_by_read(final, file, view,
			     (struct argument)CALL_FILE(file));
	else if (fd == -ENOENT)
		look_at_nothing(final, file, view);
}

void final_cached(struct final *final)
{
	struct actor *actor = final->actor;
	uint64_t start = meter_start(actor->arena);

	if (actor->executor->looked && actor->executor->looked(actor))
		return;
	for (int i = 0; i < actor->test->files; i++) {
		int fd = open_existing(final, i, VIEW_READ);

		if (fd >= 0)
			look_fresh(final, i);
		look_existing(final, i, fd, VIEW_READ);
	}
	meter_stop(actor->arena, start, &final->inside_ns);
}

static void look_direct(struct final *final, int file)
{
	int fd = actor_direct_fd(final->actor, file);

	if (fd >= 0)
		look_by_read(final, file, VIEW_DIRECT,
			     (struct argument)CALL_DIRECT(file));
	else
		not_seen(final, VIEW_DIRECT, file, "open", -fd);
}

static void look_evicted(struct final *final, int file)
{
	struct actor *actor = final->actor;
	int error = actor_sync(actor, file);

	if (error) {
		not_seen(final, VIEW_EVICTED, file, "fsync", -error);
		return;
	}
	arena_alive(actor->arena);
	actor_advise(actor, file, POSIX_FADV_DONTNEED);
	look_by_read(final, file, VIEW_EVICTED,
		     (struct argument)CALL_FILE(file));
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
		look_existing(final, i, open_existing(final, i, VIEW_REMOUNTED),
			      VIEW_REMOUNTED);
}
