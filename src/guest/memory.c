// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls and accesses to do with mappings that operations and looks make. */
#include "guest/calling.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "guest/power.h"

/*
 * Where a mapping comes to lie is decided here, so that nobody has to wait for
 * the answer. What cannot be mapped the first time, or was not mapped then, is
 * asked for and waited for every time.
 */
#define LOOK_BYTES (2 * (uint64_t)TEST_MAX_FILE_BYTES)

static __thread char *look_place;
static __thread bool looks_map;

bool calls_can_look(void)
{
	return looks_map;
}

static void *map_to_look(size_t size, int access, int how, int fd,
			 off_t offset)
{
	void *at;

	if (calling.mode == MODE_TELL)
		return (void *)look_tell(SYS_mmap, POINTER(look_place))->result;
	if (!look_place)
		look_place = (char *)calling_make(SYS_mmap, 0, LOOK_BYTES,
						  PROT_NONE,
						  MAP_PRIVATE | MAP_ANONYMOUS |
							  MAP_NORESERVE,
						  -1, 0);
	if (look_place == MAP_FAILED)
		guest_fail("address space");
	how |= MAP_FIXED;
	if (!looks_map || calling.singly) {
		at = (void *)calling_make(SYS_mmap, POINTER(look_place), size,
					  access, how, fd, offset);
		looks_map = at != MAP_FAILED;
		return at;
	}
	calling_add(SYS_mmap, POINTER(look_place), size, access, how, fd,
		    offset);
	calls_expect(calling.pending, POINTER(look_place));
	return look_place;
}

void *__real_mmap64(void *at, size_t size, int access, int how, int fd,
		    off_t offset);
void *__wrap_mmap64(void *at, size_t size, int access, int how, int fd,
		    off_t offset);

void *__wrap_mmap64(void *at, size_t size, int access, int how, int fd,
		    off_t offset)
{
	if (!calling.self)
		return __real_mmap64(at, size, access, how, fd, offset);
	if (!at && fd >= 0 && size <= LOOK_BYTES)
		return map_to_look(size, access, how, fd, offset);
	if (!(how & MAP_FIXED_NOREPLACE) || access != PROT_NONE)
		return (void *)calling_make(SYS_mmap, POINTER(at), size, access,
					    how, fd, offset);
	/* A reservation where nothing lies. */
	calling_add(SYS_mmap, POINTER(at), size, access, how, fd, offset);
	calls_expect(calling.pending, POINTER(at));
	return at;
}

/* Memory accesses, page by page, so that one knows how far they came. */

void calling_add_page(const struct copy *copy, uint64_t at, uint32_t flags)
{
	uint64_t part = part_of(copy, at);
	char *own = copy->own + at;
	bool is_word = part == sizeof(uint64_t);
	struct fslitmus_call *call;

	calling_add(copy->is_store ? FSLITMUS_CALL_STORE : FSLITMUS_CALL_LOAD,
		    POINTER(copy->memory + at), part,
		    is_word ? 0 : POINTER(own), 0, 0, 0);
	call = &calling.pending->call[calling.pending->count - 1];
	if (is_word && copy->is_store)
		memcpy(&call->value, own, part);
	call->flags = flags;
}

int calling_take_page(struct copy *copy, const struct fslitmus_call *call)
{
	if (call->result == FSLITMUS_SIGBUS)
		return SIGBUS;
	if (call->result == FSLITMUS_SIGSEGV)
		return SIGSEGV;
	errno = -call->result;
	if (call->result)
		guest_fail("a load or store");
	if (!copy->is_store && !call->args[2])
		memcpy(copy->own + copy->done, &call->value, call->args[1]);
	copy->done += call->args[1];
	return 0;
}

/* What follows a page that raised a signal is not reached. */
int calling_copy(struct copy *copy)
{
	int signal = 0;

	while (copy->done < copy->length && !signal) {
		struct calls *list = calling.pending;
		unsigned int first = list->count;
		uint64_t at = copy->done;

		for (; at < copy->length && list->count < CALLS_MAX;
		     at += part_of(copy, at))
			calling_add_page(copy, at, FSLITMUS_STOP_ON_ERROR);
		calls_make(list);
		for (unsigned int i = first; i < list->count && !signal; i++)
			signal = calling_take_page(copy, &list->call[i]);
		calling_start_list();
	}
	return signal;
}

int __wrap_actor_copy(void *to, const void *from, uint64_t length,
		      uint64_t *done);

/* The side that is not a place of a mapping is the actor's own. */
int __wrap_actor_copy(void *to, const void *from, uint64_t length,
		      uint64_t *done)
{
	const struct actor *self = calling.self;
	bool is_store = (char *)from >= self->buffer &&
			(char *)from < self->buffer + self->buffer_size;
	struct copy copy = {
		.memory = is_store ? to : (char *)from,
		.own = is_store ? (char *)from : to,
		.is_store = is_store,
		.length = length,
	};
	int signal = 0;

	if (calling.mode == MODE_LOOK)
		look_load(&copy);
	else if (calling.mode == MODE_TELL)
		signal = look_tell_load(&copy);
	else
		signal = calling_copy(&copy);
	*done = copy.done;
	return signal;
}
