// SPDX-License-Identifier: GPL-2.0-or-later
/* Final looks, put on a list as if all went well, and told what was found. */
#include "guest/calling.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>

#include "actor/arena.h"
#include "guest/power.h"

/* The entry of a list of looks that says what this call came to. */
const struct fslitmus_call *look_tell(long nr, uint64_t a)
{
	const struct fslitmus_call *call;

	while (calling.cursor < calling.made_looks.end) {
		call = &calling.made->call[calling.cursor++];
		if (call->nr != nr || call->args[0] != a)
			continue;
		/* What follows is no part of it. */
		if (calling.cursor == calling.made_looks.end)
			calling.mode = MODE_MAKE;
		return call;
	}
	guest_fail("a look that was not captured");
	return NULL;
}

/* What was laid into the buffer must be there when the read is made. */
ssize_t look_read(int fd, const char *to, size_t size, off_t at)
{
	char *room = calling_room(size);

	if (!room)
		guest_fail("no room for a look");
	for (size_t i = 0; i < size; i += PAGE)
		memcpy(room + i, to + i, sizeof(uint64_t));
	calling_add(SYS_pread64, fd, POINTER(room), size, at, 0, 0);
	return size;
}

ssize_t look_tell_read(int fd, void *to)
{
	const struct fslitmus_call *call = look_tell(SYS_pread64, fd);

	if (call->result > 0)
		memcpy(to, (const void *)call->args[1], call->result);
	return calling_told(call->result);
}

/* Whole pages, though a probe wants a word: it need not ask again then. */
void look_load(struct copy *copy)
{
	while (copy->done < copy->length) {
		uint64_t part = part_of(copy, copy->done);
		char *room = calling_room(PAGE);

		if (!room)
			guest_fail("no room for a look");
		calling_add(FSLITMUS_CALL_LOAD,
			    POINTER(copy->memory + copy->done), part,
			    POINTER(room), 0, 0, 0);
		copy->done += part;
	}
}

/* The entry of the looks that follow each other here which has that page. */
static const struct fslitmus_call *find_page(const char *memory)
{
	const struct fslitmus_call *call = &calling.made->call[calling.cursor];
	const struct fslitmus_call *end =
		&calling.made->call[calling.made_looks.end];
	uint64_t page = POINTER(memory) / PAGE * PAGE;
	uint64_t ahead = (page - call->args[0]) / PAGE;

	/* One mapping's pages are in order. */
	if (ahead < (uint64_t)(end - call) && call[ahead].args[0] == page)
		call += ahead;
	for (; call < end && call->nr == FSLITMUS_CALL_LOAD; call++)
		if (call->args[0] == page)
			return call;
	guest_fail("a page that was not looked at");
	return NULL;
}

int look_tell_load(struct copy *copy)
{
	while (copy->done < copy->length) {
		const char *memory = copy->memory + copy->done;
		const struct fslitmus_call *call = find_page(memory);
		uint64_t part = part_of(copy, copy->done);

		if (call->result == FSLITMUS_SIGBUS)
			return SIGBUS;
		if (call->result == FSLITMUS_SIGSEGV)
			return SIGSEGV;
		errno = -call->result;
		if (call->result)
			guest_fail("looking at a page");
		memcpy(copy->own + copy->done,
		       (const char *)call->args[2] + POINTER(memory) % PAGE,
		       part);
		copy->done += part;
	}
	return 0;
}

void __real_actor_observe(struct actor *actor, int file, int mapping,
			  uint64_t offset, const void *data, uint64_t length,
			  uint64_t wanted);
void __wrap_actor_observe(struct actor *actor, int file, int mapping,
			  uint64_t offset, const void *data, uint64_t length,
			  uint64_t wanted);

/* Nothing has been seen yet. */
void __wrap_actor_observe(struct actor *actor, int file, int mapping,
			  uint64_t offset, const void *data, uint64_t length,
			  uint64_t wanted)
{
	if (calling.mode != MODE_LOOK)
		__real_actor_observe(actor, file, mapping, offset, data,
				     length, wanted);
}

/* Afterwards all is as it was, but for the list. */
void calls_look(void (*look)(struct actor *actor))
{
	struct actor *self = calling.self;
	const uint32_t tickets = atomic_load(&self->arena->tickets);
	const uint32_t views = self->history->views;
	const struct memory memory = *self->memory;
	const struct actor actor = *self;

	if (calling.captured_looks.first == calling.captured_looks.end)
		calling.captured_looks.first = calling.pending->count;
	calling.mode = MODE_LOOK;
	look(self);
	calling.mode = MODE_MAKE;
	calling.captured_looks.end = calling.pending->count;
	*self = actor;
	*self->memory = memory;
	self->history->views = views;
	atomic_store(&self->arena->tickets, tickets);
}

void calls_tell_looks(void)
{
	const struct looks *looks = &calling.made_looks;

	calling.cursor = looks->first;
	calling.mode = looks->first < looks->end ? MODE_TELL : MODE_MAKE;
}
