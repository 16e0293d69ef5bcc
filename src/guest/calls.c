// SPDX-License-Identifier: GPL-2.0-or-later
#include "guest/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "actor/arena.h"
#include "guest/power.h"

#define PAGE 4096u

int guest_control = -1;

/* What happens to a call that is made on behalf of SELF. */
enum mode {
	MODE_MAKE,		/* it is made */
	MODE_CAPTURE,		/* it is noted, and the operation left */
	MODE_REPLAY,		/* what it came to is told */
};

static __thread struct actor *self;
static __thread struct calls *pending;
static __thread enum mode mode;
static __thread unsigned int cursor;	/* in pending, of MODE_REPLAY */
static __thread jmp_buf captured;

void calls_follow(struct actor *actor)
{
	if (!actor) {
		self = NULL;
		return;
	}
	if (!pending)
		pending = calloc(1, sizeof(*pending));
	if (!pending)
		guest_fail("memory");
	/* Of whom this process was forked from. */
	pending->count = 0;
	mode = MODE_MAKE;
	self = actor;
}

struct calls *calls_pending(void)
{
	return pending;
}

uint16_t calls_operation(const struct operation *operation)
{
	if (!operation)
		return 0;
	return operation->process * TEST_MAX_OPERATIONS + operation->index +
	       1;
}

struct fslitmus_call *calls_add(struct calls *calls, uint32_t nr, uint64_t a,
				uint64_t b, uint64_t c, uint64_t d)
{
	struct fslitmus_call *call = &calls->call[calls->count];

	if (calls->count == CALLS_MAX)
		guest_fail("a list of more than %d calls", CALLS_MAX);
	calls->expected[calls->count++] = CALLS_ANYTHING;
	*call = (struct fslitmus_call){ .nr = nr, .args = { a, b, c, d } };
	return call;
}

void calls_expect(struct calls *calls, int64_t result)
{
	calls->expected[calls->count - 1] = result;
}

int __real_ioctl(int fd, unsigned long request, ...);

void calls_make(struct calls *calls)
{
	struct fslitmus_calls list = {
		.calls = (uintptr_t)calls->call,
		.count = calls->count,
	};

	if (!calls->count)
		return;
	if (__real_ioctl(guest_control, FSLITMUS_CALLS, &list))
		guest_fail("FSLITMUS_CALLS");
	for (unsigned int i = 0; i < calls->count; i++) {
		int64_t result = calls->call[i].result;

		if (calls->expected[i] == CALLS_ANYTHING ||
		    calls->expected[i] == result)
			continue;
		errno = result < 0 ? -result : EIO;
		guest_fail("call %#x gave %lld", calls->call[i].nr,
			   (long long)result);
	}
}

void calls_flush(void)
{
	if (!pending)
		return;
	calls_make(pending);
	pending->count = 0;
}

/* Is an operation between its beginning and its end? */
static bool at_work(void)
{
	return self && self->operation && self->record &&
	       self->record->status == RECORD_STARTED;
}

static long told(int64_t result)
{
	if (result >= 0 || result < -4095)
		return result;
	errno = -result;
	return -1;
}

static void add(long nr, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
		uint64_t e, uint64_t f)
{
	struct fslitmus_call *call = calls_add(pending, nr, a, b, c, d);

	call->args[4] = e;
	call->args[5] = f;
	if (at_work())
		call->operation = calls_operation(self->operation);
}

/* While a list waits or is looked at, other calls go by themselves. */
static long make_alone(long nr, uint64_t a, uint64_t b, uint64_t c,
		       uint64_t d, uint64_t e, uint64_t f)
{
	struct fslitmus_call call = { .nr = nr,
				      .args = { a, b, c, d, e, f } };
	struct fslitmus_calls list = { .calls = (uintptr_t)&call, .count = 1 };

	if (__real_ioctl(guest_control, FSLITMUS_CALLS, &list))
		guest_fail("FSLITMUS_CALLS");
	return told(call.result);
}

/* With all that waits to be made. */
static long make(long nr, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
		 uint64_t e, uint64_t f)
{
	int64_t result;

	if (mode != MODE_MAKE && !at_work())
		return make_alone(nr, a, b, c, d, e, f);
	if (mode == MODE_REPLAY)
		return told(pending->call[cursor++].result);
	add(nr, a, b, c, d, e, f);
	if (mode == MODE_CAPTURE)
		longjmp(captured, 1);
	calls_make(pending);
	result = pending->call[pending->count - 1].result;
	pending->count = 0;
	return told(result);
}

/*
 * A call whose result is known waits for the next one that is made, which
 * saves an entry into the kernel.
 */
static long defer(int64_t expected, long nr, uint64_t a, uint64_t b,
		  uint64_t c, uint64_t d)
{
	if (at_work() || mode != MODE_MAKE)
		return make(nr, a, b, c, d, 0, 0);
	if (pending->count >= CALLS_MAX / 2)
		calls_flush();
	add(nr, a, b, c, d, 0, 0);
	calls_expect(pending, expected);
	return expected == CALLS_ANYTHING ? 0 : expected;
}

/*
 * What operations call. The linker leads them here (--wrap), and here to the
 * original where no operation is at work.
 */
#define WRAP(type, name, parameters, originals, ...)			\
	type __real_##name parameters;					\
	type __wrap_##name parameters;					\
	type __wrap_##name parameters					\
	{								\
		if (!self)						\
			return __real_##name originals;			\
		return (type)make(__VA_ARGS__);				\
	}

/* The same, with a result that is known beforehand. */
#define WRAP_DEFERRED(type, name, parameters, originals, ...)		\
	type __real_##name parameters;					\
	type __wrap_##name parameters;					\
	type __wrap_##name parameters					\
	{								\
		if (!self)						\
			return __real_##name originals;			\
		return (type)defer(__VA_ARGS__);			\
	}

#define POINTER(pointer) ((uintptr_t)(pointer))

WRAP(int, fallocate64, (int fd, int mode, off_t at, off_t length),
     (fd, mode, at, length), SYS_fallocate, fd, mode, at, length, 0, 0)
WRAP(ssize_t, pread64, (int fd, void *to, size_t size, off_t at),
     (fd, to, size, at), SYS_pread64, fd, POINTER(to), size, at, 0, 0)
WRAP_DEFERRED(ssize_t, pwrite64,
	      (int fd, const void *from, size_t size, off_t at),
	      (fd, from, size, at), size, SYS_pwrite64, fd, POINTER(from),
	      size, at)
WRAP(ssize_t, read, (int fd, void *to, size_t size), (fd, to, size),
     SYS_read, fd, POINTER(to), size, 0, 0, 0)
WRAP(ssize_t, write, (int fd, const void *from, size_t size),
     (fd, from, size), SYS_write, fd, POINTER(from), size, 0, 0, 0)
WRAP(int, ftruncate64, (int fd, off_t size), (fd, size), SYS_ftruncate, fd,
     size, 0, 0, 0, 0)
WRAP_DEFERRED(int, fsync, (int fd), (fd), 0, SYS_fsync, fd, 0, 0, 0)
WRAP(int, fdatasync, (int fd), (fd), SYS_fdatasync, fd, 0, 0, 0, 0, 0)
WRAP(int, sync_file_range, (int fd, off_t at, off_t length, unsigned int how),
     (fd, at, length, how), SYS_sync_file_range, fd, at, length, how, 0, 0)
WRAP(ssize_t, readahead, (int fd, off_t at, size_t size), (fd, at, size),
     SYS_readahead, fd, at, size, 0, 0, 0)
WRAP(ssize_t, sendfile64, (int to, int from, off_t *at, size_t size),
     (to, from, at, size), SYS_sendfile, to, from, POINTER(at), size, 0, 0)
WRAP(ssize_t, splice, (int from, off_t *from_at, int to, off_t *to_at,
		       size_t size, unsigned int how),
     (from, from_at, to, to_at, size, how), SYS_splice, from,
     POINTER(from_at), to, POINTER(to_at), size, how)
WRAP(ssize_t, copy_file_range, (int from, off_t *from_at, int to,
				off_t *to_at, size_t size, unsigned int how),
     (from, from_at, to, to_at, size, how), SYS_copy_file_range, from,
     POINTER(from_at), to, POINTER(to_at), size, how)
WRAP_DEFERRED(int, munmap, (void *at, size_t size), (at, size), 0, SYS_munmap,
	      POINTER(at), size, 0, 0)
WRAP_DEFERRED(int, close, (int fd), (fd), CALLS_ANYTHING, SYS_close, fd, 0, 0,
	      0)
WRAP_DEFERRED(int, unlinkat, (int directory, const char *name, int how),
	      (directory, name, how), CALLS_ANYTHING, SYS_unlinkat, directory,
	      POINTER(name), how, 0)
WRAP(int, mprotect, (void *at, size_t size, int access), (at, size, access),
     SYS_mprotect, POINTER(at), size, access, 0, 0, 0)
WRAP(int, madvise, (void *at, size_t size, int advice), (at, size, advice),
     SYS_madvise, POINTER(at), size, advice, 0, 0, 0)
WRAP(int, mlock, (const void *at, size_t size), (at, size), SYS_mlock,
     POINTER(at), size, 0, 0, 0, 0)
WRAP(int, msync, (void *at, size_t size, int how), (at, size, how),
     SYS_msync, POINTER(at), size, how, 0, 0, 0)

/*
 * Where a mapping comes to lie is decided here, so that nobody has to wait for
 * the answer. What cannot be mapped the first time, or was not mapped then, is
 * asked for and waited for every time.
 */
#define LOOK_BYTES (2 * (uint64_t)TEST_MAX_FILE_BYTES)

static __thread char *look_place;
static __thread bool looks_map;

static void *map_to_look(size_t size, int access, int how, int fd,
			 off_t offset)
{
	void *at;

	if (!look_place)
		look_place = (char *)make(SYS_mmap, 0, LOOK_BYTES, PROT_NONE,
					  MAP_PRIVATE | MAP_ANONYMOUS |
						  MAP_NORESERVE,
					  -1, 0);
	if (look_place == MAP_FAILED)
		guest_fail("address space");
	how |= MAP_FIXED;
	if (!looks_map) {
		at = (void *)make(SYS_mmap, POINTER(look_place), size, access,
				  how, fd, offset);
		looks_map = at != MAP_FAILED;
		return at;
	}
	add(SYS_mmap, POINTER(look_place), size, access, how, fd, offset);
	calls_expect(pending, POINTER(look_place));
	return look_place;
}

void *__real_mmap64(void *at, size_t size, int access, int how, int fd,
		    off_t offset);
void *__wrap_mmap64(void *at, size_t size, int access, int how, int fd,
		    off_t offset);

void *__wrap_mmap64(void *at, size_t size, int access, int how, int fd,
		    off_t offset)
{
	bool waits = !at_work() && mode == MODE_MAKE;

	if (!self)
		return __real_mmap64(at, size, access, how, fd, offset);
	if (waits && !at && fd >= 0 && size <= LOOK_BYTES)
		return map_to_look(size, access, how, fd, offset);
	if (!waits || !(how & MAP_FIXED_NOREPLACE) || access != PROT_NONE)
		return (void *)make(SYS_mmap, POINTER(at), size, access, how,
				    fd, offset);
	/* A reservation where nothing lies. */
	add(SYS_mmap, POINTER(at), size, access, how, fd, offset);
	calls_expect(pending, POINTER(at));
	return at;
}

/* It returns the error instead of setting errno. */
int __real_posix_fadvise64(int fd, off_t at, off_t length, int advice);
int __wrap_posix_fadvise64(int fd, off_t at, off_t length, int advice);

int __wrap_posix_fadvise64(int fd, off_t at, off_t length, int advice)
{
	if (!self)
		return __real_posix_fadvise64(fd, at, length, advice);
	return defer(0, SYS_fadvise64, fd, at, length, advice) ? errno : 0;
}

int __real_openat64(int directory, const char *name, int how, ...);
int __wrap_openat64(int directory, const char *name, int how, ...);

int __wrap_openat64(int directory, const char *name, int how, ...)
{
	mode_t access;
	va_list rest;

	va_start(rest, how);
	access = how & O_CREAT ? va_arg(rest, mode_t) : 0;
	va_end(rest);
	if (!self || at_work())
		return __real_openat64(directory, name, how, access);
	return make(SYS_openat, directory, POINTER(name), how, access, 0, 0);
}

int __wrap_ioctl(int fd, unsigned long request, ...);

/* What an operation points to is on its stack, which it may have left when
 * the call is made. */
static unsigned long keep_argument(unsigned long request,
				   unsigned long argument)
{
	size_t size = _IOC_SIZE(request);

	if (mode != MODE_CAPTURE || size <= sizeof(long))
		return argument;
	memcpy(self->buffer, (void *)argument, size);
	return POINTER(self->buffer);
}

int __wrap_ioctl(int fd, unsigned long request, ...)
{
	unsigned long argument;
	va_list rest;

	va_start(rest, request);
	argument = va_arg(rest, unsigned long);
	va_end(rest);
	if (!self || fd == guest_control)
		return __real_ioctl(fd, request, argument);
	if (at_work())
		argument = keep_argument(request, argument);
	return make(SYS_ioctl, fd, request, argument, 0, 0, 0);
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
	if (!self)
		return __real_mremap(from, size, new_size, how, to);
	return (void *)make(SYS_mremap, POINTER(from), size, new_size, how,
			    POINTER(to), 0);
}

/* Memory accesses, page by page, so that one knows how far they came. */

struct copy {
	char *memory, *own;	/* the mapping's side, and the other */
	bool is_store;
	uint64_t length;
	uint64_t done;
};

/* To the end of the page, or of what is to be copied. */
static uint64_t part_of(const struct copy *copy, uint64_t at)
{
	uint64_t page = PAGE - (uintptr_t)(copy->memory + at) % PAGE;

	return copy->length - at < page ? copy->length - at : page;
}

static void add_page(const struct copy *copy, uint64_t at)
{
	uint64_t part = part_of(copy, at);
	char *own = copy->own + at;
	bool is_word = part == sizeof(uint64_t);

	add(copy->is_store ? FSLITMUS_CALL_STORE : FSLITMUS_CALL_LOAD,
	    POINTER(copy->memory + at), part, is_word ? 0 : POINTER(own), 0, 0,
	    0);
	if (is_word && copy->is_store)
		memcpy(&pending->call[pending->count - 1].value, own, part);
	/* Made one at a time, the rest would not be reached. */
	if (mode != MODE_CAPTURE)
		pending->call[pending->count - 1].flags =
			FSLITMUS_STOP_ON_ERROR;
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
		unsigned int first = pending->count;
		uint64_t at = copy->done;

		for (; at < copy->length && pending->count < CALLS_MAX;
		     at += part_of(copy, at))
			add_page(copy, at);
		calls_make(pending);
		for (unsigned int i = first; i < pending->count && !signal;
		     i++)
			signal = take_page(copy, &pending->call[i]);
		pending->count = 0;
	}
	return signal;
}

static void capture_copy(const struct copy *copy)
{
	for (uint64_t at = 0; at < copy->length; at += part_of(copy, at))
		add_page(copy, at);
	longjmp(captured, 1);
}

static int replay_copy(struct copy *copy)
{
	int signal = 0;

	while (copy->done < copy->length && !signal)
		signal = take_page(copy, &pending->call[cursor++]);
	return signal;
}

int __wrap_actor_copy(void *to, const void *from, uint64_t length,
		      uint64_t *done);

/* The side that is not a place of a mapping is the actor's own. */
int __wrap_actor_copy(void *to, const void *from, uint64_t length,
		      uint64_t *done)
{
	bool is_store = (char *)from >= self->buffer &&
			(char *)from < self->buffer + self->buffer_size;
	struct copy copy = {
		.memory = is_store ? to : (char *)from,
		.own = is_store ? (char *)from : to,
		.is_store = is_store,
		.length = length,
	};
	int signal;

	if (mode == MODE_CAPTURE && at_work())
		capture_copy(&copy);
	signal = mode == MODE_REPLAY && at_work() ? replay_copy(&copy) :
						    copy_now(&copy);
	*done = copy.done;
	return signal;
}

/* Tickets of calls in a list are those the kernel drew. */

void __real_actor_begin(struct actor *actor);
void __wrap_actor_begin(struct actor *actor);
void __real_actor_end(struct actor *actor, int64_t result, int64_t wanted);
void __wrap_actor_end(struct actor *actor, int64_t result, int64_t wanted);

void __wrap_actor_begin(struct actor *actor)
{
	__real_actor_begin(actor);
	if (mode == MODE_REPLAY)
		actor->record->begin = CALLS_TICKET |
				       pending->call[cursor].began;
}

void __wrap_actor_end(struct actor *actor, int64_t result, int64_t wanted)
{
	__real_actor_end(actor, result, wanted);
	if (mode == MODE_REPLAY)
		actor->record->end = CALLS_TICKET |
				     pending->call[cursor - 1].ended;
}

bool calls_capture(const struct operation *operation)
{
	unsigned int before = pending->count;

	mode = MODE_CAPTURE;
	if (!setjmp(captured))
		actor_perform(self, operation);
	mode = MODE_MAKE;
	/* As if it had never been tried. */
	if (pending->count > before)
		self->record->status = RECORD_NOT_RUN;
	self->arena->result->at[self->process].operation = -1;
	self->operation = NULL;
	return pending->count > before;
}

void calls_replay(const struct operation *operation, unsigned int first)
{
	mode = MODE_REPLAY;
	cursor = first;
	actor_perform(self, operation);
	mode = MODE_MAKE;
}
