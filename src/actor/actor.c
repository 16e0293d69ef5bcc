// SPDX-License-Identifier: GPL-2.0-or-later
/* An actor's files, tickets and observations. */
#include "actor/actor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/syscall.h>

#include "actor/arena.h"
#include "actor/execute.h"
#include "base/error.h"
#include "contract/stamp.h"

uint64_t actor_offset(const struct actor *actor, struct position at)
{
	int64_t bytes = position_bytes(at, actor->layout.page_size);

	if (bytes < 0)
		BUG("test %s: place %d%+d lies before its file",
		    actor->test->name, at.page, at.byte);
	return bytes;
}

void actor_range(const struct actor *actor, const struct operation *operation,
		 uint64_t *start, uint64_t *length)
{
	int64_t from, to;

	operation_bytes(actor->test, operation, actor->layout.page_size, &from,
			&to);
	*start = from;
	*length = to - from;
}

const char *actor_file_name(const struct actor *actor, int file)
{
	static const char *const zones[TEST_MAX_FILES] = {
		"seq/0", "seq/1", "seq/2", "seq/3", "seq/4", "seq/5",
	};

	return actor->zoned ? zones[file] : actor->test->file[file].name;
}

int actor_open(struct actor *actor, int file, int flags)
{
	const struct call call = {
		.number = SYS_openat,
		.arguments = { CALL_DIRECTORY, CALL_NAME(file),
			       CALL_VALUE(flags | O_CLOEXEC),
			       CALL_VALUE(flags & O_CREAT ? 0600 : 0) },
		.known = CALL_AS_BEFORE,
	};

	return execute_call(actor, &call);
}

void actor_advise(struct actor *actor, int file, int advice)
{
	const struct call call = {
		.number = SYS_fadvise64,
		.arguments = { CALL_FILE(file), CALL_VALUE(0), CALL_VALUE(0),
			       CALL_VALUE(advice) },
		.known = CALL_EXPECTED,
	};

	execute_call(actor, &call);
}

int actor_sync(struct actor *actor, int file)
{
	const struct call call = {
		.number = SYS_fsync,
		.arguments = { CALL_FILE(file) },
		.known = CALL_EXPECTED,
	};

	return execute_call(actor, &call);
}

int actor_fd(struct actor *actor, int file)
{
	const struct file_decl *decl = &actor->test->file[file];
	int fd;

	if (actor->fd[file] >= 0)
		return actor->fd[file];
	fd = actor_open(actor, file,
			O_RDWR | (decl->content == CONTENT_ABSENT ? O_CREAT :
								    0));
	if (fd < 0)
		return fd;
	actor->fd[file] = fd;
	if (actor->test->knobs & KNOB_NO_READAHEAD)
		actor_advise(actor, file, POSIX_FADV_RANDOM);
	return fd;
}

int actor_direct_fd(struct actor *actor, int file)
{
	int fd = actor->direct_fd[file];

	if (fd >= 0)
		return fd;
	fd = actor_fd(actor, file); /* creates it if it must */
	if (fd < 0)
		return fd;
	fd = actor_open(actor, file, O_RDWR | O_DIRECT);
	if (fd >= 0)
		actor->direct_fd[file] = fd;
	return fd;
}

int actor_map_fd(struct actor *actor, int file, bool writable)
{
	int fd = actor->read_fd[file];

	if (!actor->zoned || writable)
		return actor_fd(actor, file);
	if (fd < 0)
		fd = actor_open(actor, file, O_RDONLY);
	if (fd >= 0)
		actor->read_fd[file] = fd;
	return fd;
}

char *actor_stamps(struct actor *actor, const struct operation *operation,
		   int file, uint64_t offset, uint64_t length)
{
	if (length > actor->buffer_size)
		BUG("test %s: %llu bytes do not fit an actor's buffer",
		    actor->test->name, (unsigned long long)length);
	stamp_fill(actor->buffer, length, actor->round, file,
		   operation->process, operation->index + 1, offset);
	return actor->buffer;
}

void actor_begin(struct actor *actor)
{
	struct record *record = actor->record;

	record->status = RECORD_STARTED;
	if (actor->arena->timed)
		record->begin_ns = clock_ns();
	record->begin = arena_ticket(actor->arena);
}

void actor_end(struct actor *actor, int64_t result, int64_t wanted)
{
	int error = errno;
	struct record *record = actor->record;

	record->end = arena_ticket(actor->arena);
	if (actor->arena->timed)
		record->end_ns = clock_ns();
	record->result = result;
	record->error = result < 0 ? error : 0;
	if (result < 0)
		record->status = RECORD_FAILED;
	else
		record->status = result < wanted ? RECORD_PARTIAL : RECORD_DONE;
}

/* A new observation with all but its value set; NULL: there is no room. */
static struct observation *actor_add_observation(struct actor *actor, int file,
						 int mapping, uint64_t offset,
						 uint64_t length)
{
	struct history *history = actor->history;
	uint32_t index = __atomic_fetch_add(&history->observations, 1,
					    __ATOMIC_RELAXED);
	struct observation *seen;

	if (index >= HISTORY_MAX_OBSERVATIONS) {
		__atomic_fetch_sub(&history->observations, 1, __ATOMIC_RELAXED);
		__atomic_fetch_add(&history->lost, 1, __ATOMIC_RELAXED);
		return NULL;
	}
	seen = &history->observation[index];
	seen->view = actor->view;
	seen->process = actor->process;
	seen->operation = actor->operation ? actor->operation->index : 0;
	seen->mapping = mapping;
	seen->file = file;
	seen->offset = offset;
	seen->length = length;
	seen->begin = actor->record->begin;
	seen->end = actor->record->end;
	return seen;
}

void actor_observe(struct actor *actor, int file, int mapping, uint64_t offset,
		   const void *data, uint64_t length, uint64_t wanted)
{
	const char *at = data;
	struct observation *seen;
	uint64_t done = 0;

	/* Whole words only: the rest of a short read says nothing. */
	length -= length % STAMP_BYTES;
	while (done < length) {
		struct value value;
		size_t run = stamp_decode(at + done, length - done,
					  actor->round, &value);

		seen = actor_add_observation(actor, file, mapping,
					     offset + done, run);
		if (seen)
			seen->value = value;
		done += run;
	}
	if (length < wanted) {
		seen = actor_add_observation(actor, file, mapping,
					     offset + length, wanted - length);
		if (seen)
			seen->value = (struct value){ .kind = VALUE_ABSENT };
	}
}

void actor_observe_signal(struct actor *actor, int file, int mapping,
			  uint64_t offset, uint64_t length, int signal)
{
	struct observation *seen = actor_add_observation(actor, file, mapping,
							 offset, length);

	if (seen)
		seen->value = (struct value){ .kind = signal == SIGBUS ?
							      VALUE_SIGBUS :
							      VALUE_SIGSEGV };
}

void actor_take_up(struct actor *actor, const struct operation *operation)
{
	actor->record =
		&actor->history->record[actor->process][operation->index];
	actor->operation = operation;
	actor->view = VIEW_OPERATION;
	actor->arena->result->at[actor->process].operation = operation->index;
}

void actor_put_down(struct actor *actor)
{
	actor->arena->result->at[actor->process].operation = -1;
	actor->operation = NULL;
}

void actor_perform(struct actor *actor, const struct operation *operation)
{
	actor_take_up(actor, operation);
	execute(actor, operation);
	actor_put_down(actor);
}
