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

int __real_madvise(void *at, size_t size, int advice);
int __wrap_madvise(void *at, size_t size, int advice);

int __wrap_madvise(void *at, size_t size, int advice)
{
	if (!calling.self)
		return __real_madvise(at, size, advice);
	/* Of a map operation, which does not ask what came of it. */
	if (calling_sets_up() && calling_at_work()) {
		calling_add(SYS_madvise, POINTER(at), size, advice, 0, 0, 0);
		return 0;
	}
	return calling_make(SYS_madvise, POINTER(at), size, advice, 0, 0, 0);
}

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

/* A map operation that went well in the rounds before. */
static void *map(void *at, size_t size, int access, int how, int fd,
		 off_t offset)
{
	void *result;

	if (calling_sets_up() && calling_at_work() && !calling.maps_fail) {
		calling_add(SYS_mmap, POINTER(at), size, access, how, fd,
			    offset);
		calls_expect(calling.pending, POINTER(at));
		return at;
	}
	result = (void *)calling_make(SYS_mmap, POINTER(at), size, access, how,
				      fd, offset);
	calling.maps_fail |= result == MAP_FAILED;
	return result;
}

void *__wrap_mmap64(void *at, size_t size, int access, int how, int fd,
		    off_t offset)
{
	bool waits = !calling_at_work() && calling.mode != MODE_CAPTURE &&
		     calling.mode != MODE_REPLAY;

	if (!calling.self)
		return __real_mmap64(at, size, access, how, fd, offset);
	if (waits && !at && fd >= 0 && size <= LOOK_BYTES)
		return map_to_look(size, access, how, fd, offset);
	if (!waits || !(how & MAP_FIXED_NOREPLACE) || access != PROT_NONE)
		return map(at, size, access, how, fd, offset);
	/* A reservation where nothing lies. */
	calling_add(SYS_mmap, POINTER(at), size, access, how, fd, offset);
	calls_expect(calling.pending, POINTER(at));
	return at;
}

void *__real_mremap(void *from, size_t size, size_t new_size, int how, ...);
void *__wrap_mremap(void *from, size_t size, size_t new_size, int how, ...);

void *__wrap_mremap(void *from, size_t size, size_t new_size, int how, ...)
{
	void *to;
	va_list rest;

	va_start(rest, how);
	to = va_arg(rest, void *);
	va_end(rest);
	if (!calling.self)
		return __real_mremap(from, size, new_size, how, to);
	return (void *)calling_make(SYS_mremap, POINTER(from), size, new_size,
				    how, POINTER(to), 0);
}

/* Memory accesses, page by page, so that one knows how far they came. */

static void add_page(const struct copy *copy, uint64_t at)
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
	/* Made one at a time, the rest would not be reached. */
	if (calling.mode != MODE_CAPTURE)
		call->flags = FSLITMUS_STOP_ON_ERROR;
}

/* What one entry came to: 0, or the signal it raised. */
static int take_page(struct copy *copy, const struct fslitmus_call *call)
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

static int copy_now(struct copy *copy)
{
	int signal = 0;

	while (copy->done < copy->length && !signal) {
		struct calls *list = calling.pending;
		unsigned int first = list->count;
		uint64_t at = copy->done;

		for (; at < copy->length && list->count < CALLS_MAX;
		     at += part_of(copy, at))
			add_page(copy, at);
		calls_make(list);
		for (unsigned int i = first; i < list->count && !signal; i++)
			signal = take_page(copy, &list->call[i]);
		calling_start_list();
	}
	return signal;
}

static void capture_copy(const struct copy *copy)
{
	for (uint64_t at = 0; at < copy->length; at += part_of(copy, at))
		add_page(copy, at);
	longjmp(calling.captured, 1);
}

static int replay_copy(struct copy *copy)
{
	int signal = 0;

	while (copy->done < copy->length && !signal)
		signal = take_page(copy, &calling.made->call[calling.cursor++]);
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

	if (calling.mode == MODE_CAPTURE && calling_at_work())
		capture_copy(&copy);
	if (calling.mode == MODE_LOOK)
		look_load(&copy);
	else if (calling.mode == MODE_TELL)
		signal = look_tell_load(&copy);
	else if (calling.mode == MODE_REPLAY && calling_at_work())
		signal = replay_copy(&copy);
	else
		signal = copy_now(&copy);
	*done = copy.done;
	return signal;
}
