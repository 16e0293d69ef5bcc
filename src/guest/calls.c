// SPDX-License-Identifier: GPL-2.0-or-later
#include "guest/calling.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "actor/arena.h"
#include "guest/power.h"
#include "guest/protocol.h"

int guest_control = -1;

__thread struct calling calling;

/* Enough for the largest files there are; touched as far as it is used. */
#define ROOM_BYTES (8 * (size_t)TEST_MAX_FILE_BYTES)

static struct calls *list_new(void)
{
	struct calls *calls = calloc(1, sizeof(*calls));

	if (!calls)
		guest_fail("memory");
	calls->room = mmap(NULL, ROOM_BYTES, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (calls->room == MAP_FAILED)
		guest_fail("address space");
	return calls;
}

void calling_start_list(void)
{
	calling.pending->count = 0;
	calling.pending->used = 0;
}

char *calling_room(size_t size)
{
	struct calls *calls = calling.pending;
	char *room = calls->room + calls->used;

	if (size > ROOM_BYTES - calls->used)
		return NULL;
	calls->used += (size + PAGE - 1) / PAGE * PAGE;
	return room;
}

/*
 * Files that were opened before. A process opens and closes the same ones in
 * every round, in the same order, so they get the same descriptors.
 */
#define OPENED_MAX (4 * TEST_MAX_FILES)

struct opened {
	const char *name;	/* the test's own, of a file */
	int how;
	int fd;
};

static __thread struct opened opened[OPENED_MAX];

void calls_predict(bool on)
{
	calling.predicting = on;
}

void calls_singly(bool on)
{
	calling.singly = on;
}

void calls_follow(struct actor *actor)
{
	if (!actor) {
		calling.self = NULL;
		return;
	}
	if (!calling.pending) {
		calling.pending = list_new();
		calling.made = list_new();
	}
	/* Of whom this process was forked from. */
	calling_start_list();
	memset(opened, 0, sizeof(opened));
	calling.captured_looks = (struct looks){ 0, 0 };
	calling.mode = MODE_MAKE;
	calling.predicting = calling.singly = false;
	calling.maps_fail = false;
	calling.self = actor;
}

struct calls *calls_pending(void)
{
	return calling.pending;
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
	if (result != CALLS_ANYTHING)
		calls->call[calls->count - 1].flags |= FSLITMUS_STOP_ON_ERROR;
}

int __real_ioctl(int fd, unsigned long request, ...);
ssize_t __real_pwrite64(int fd, const void *from, size_t size, off_t at);

/* The host can have it all done again, call by call. */
static void tell_surprise(void)
{
	const uint64_t surprised = 1;
	int status = open("/status", O_WRONLY | O_CLOEXEC);

	if (status < 0 ||
	    __real_pwrite64(status, &surprised, sizeof(surprised),
			    offsetof(struct guest_status, surprised)) !=
		    sizeof(surprised))
		guest_fail("/status");
}

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
		tell_surprise();
		errno = result < 0 ? -result : EPROTO;
		guest_fail("call %#x gave %lld", calls->call[i].nr,
			   (long long)result);
	}
}

void calls_flush(void)
{
	if (!calling.pending)
		return;
	calls_make(calling.pending);
	calling_start_list();
}

struct calls *calls_make_captured(void)
{
	struct calls *list = calling.pending;

	calls_make(list);
	calling.pending = calling.made;
	calling.made = list;
	calling.made_looks = calling.captured_looks;
	calling.captured_looks = (struct looks){ 0, 0 };
	calling_start_list();
	return calling.made;
}

long calling_told(int64_t result)
{
	if (result >= 0 || result < -4095)
		return result;
	errno = -result;
	return -1;
}

void calling_add(long nr, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
		 uint64_t e, uint64_t f)
{
	struct fslitmus_call *call = calls_add(calling.pending, nr, a, b, c, d);

	call->args[4] = e;
	call->args[5] = f;
	call->operation = calling.operation;
}

static int64_t make_alone(long nr, uint64_t a, uint64_t b, uint64_t c,
			  uint64_t d, uint64_t e, uint64_t f)
{
	struct fslitmus_call call = { .nr = nr,
				      .args = { a, b, c, d, e, f } };
	struct fslitmus_calls list = { .calls = (uintptr_t)&call, .count = 1 };

	if (__real_ioctl(guest_control, FSLITMUS_CALLS, &list))
		guest_fail("FSLITMUS_CALLS");
	return call.result;
}

int64_t calling_result(long nr, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
		       uint64_t e, uint64_t f)
{
	int64_t result;

	if (calling.mode != MODE_MAKE)
		guest_fail("a look that makes call %ld", nr);
	if (calling.listing)
		return make_alone(nr, a, b, c, d, e, f);
	calling_add(nr, a, b, c, d, e, f);
	calls_make(calling.pending);
	result = calling.pending->call[calling.pending->count - 1].result;
	calling_start_list();
	return result;
}

long calling_make(long nr, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
		  uint64_t e, uint64_t f)
{
	return calling_told(calling_result(nr, a, b, c, d, e, f));
}

/*
 * A call whose result is known waits for the next one that is made, which
 * saves an entry into the kernel.
 */
static long defer(int64_t expected, long nr, uint64_t a, uint64_t b,
		  uint64_t c, uint64_t d)
{
	if (calling.mode == MODE_TELL)
		return calling_told(look_tell(nr, a)->result);
	if (calling.listing ||
	    (calling.singly && expected != CALLS_ANYTHING))
		return calling_make(nr, a, b, c, d, 0, 0);
	if (calling.mode == MODE_MAKE &&
	    calling.pending->count >= CALLS_MAX / 2)
		calls_flush();
	calling_add(nr, a, b, c, d, 0, 0);
	calls_expect(calling.pending, expected);
	return expected == CALLS_ANYTHING ? 0 : expected;
}

/* The same for what went well in the rounds before. */
static long predict(int64_t expected, long nr, uint64_t a, uint64_t b,
		    uint64_t c, uint64_t d)
{
	if (calling_sets_up())
		return defer(expected, nr, a, b, c, d);
	return calling_make(nr, a, b, c, d, 0, 0);
}

/*
 * What setting up and looking call. The linker leads them here (--wrap), and here to the
 * original where no actor is at work.
 */
#define WRAP_BY(how, type, name, parameters, originals, ...)		\
	type __real_##name parameters;					\
	type __wrap_##name parameters;					\
	type __wrap_##name parameters					\
	{								\
		if (!calling.self)					\
			return __real_##name originals;			\
		return (type)how(__VA_ARGS__);				\
	}

/* With a result that is known beforehand. */
#define WRAP_DEFERRED(...) WRAP_BY(defer, __VA_ARGS__)
/* The same, with a result that is known while calls_predict() is on. */
#define WRAP_PREDICTED(...) WRAP_BY(predict, __VA_ARGS__)

WRAP_PREDICTED(int, fallocate64, (int fd, int how, off_t at, off_t length),
	       (fd, how, at, length), 0, SYS_fallocate, fd, how, at, length)
WRAP_PREDICTED(int, ftruncate64, (int fd, off_t size), (fd, size), 0,
	       SYS_ftruncate, fd, size, 0, 0)
WRAP_DEFERRED(int, fsync, (int fd), (fd), 0, SYS_fsync, fd, 0, 0, 0)
WRAP_PREDICTED(int, sync_file_range,
	       (int fd, off_t at, off_t length, unsigned int how),
	       (fd, at, length, how), 0, SYS_sync_file_range, fd, at, length,
	       how)
WRAP_DEFERRED(int, munmap, (void *at, size_t size), (at, size), 0, SYS_munmap,
	      POINTER(at), size, 0, 0)
WRAP_DEFERRED(int, close, (int fd), (fd), CALLS_ANYTHING, SYS_close, fd, 0, 0,
	      0)
WRAP_DEFERRED(int, unlinkat, (int directory, const char *name, int how),
	      (directory, name, how), CALLS_ANYTHING, SYS_unlinkat, directory,
	      POINTER(name), how, 0)

ssize_t __wrap_pwrite64(int fd, const void *from, size_t size, off_t at);

/* Who writes may write something else to the same memory before it is made. */
ssize_t __wrap_pwrite64(int fd, const void *from, size_t size, off_t at)
{
	char *room = NULL;

	if (!calling.self)
		return __real_pwrite64(fd, from, size, at);
	if (calling.mode == MODE_MAKE && !calling.listing)
		room = calling_room(size);
	if (!room)
		return calling_make(SYS_pwrite64, fd, POINTER(from), size, at,
				    0, 0);
	memcpy(room, from, size);
	return defer(size, SYS_pwrite64, fd, POINTER(room), size, at);
}

ssize_t __real_pread64(int fd, void *to, size_t size, off_t at);
ssize_t __wrap_pread64(int fd, void *to, size_t size, off_t at);

ssize_t __wrap_pread64(int fd, void *to, size_t size, off_t at)
{
	if (!calling.self)
		return __real_pread64(fd, to, size, at);
	if (calling.mode == MODE_LOOK)
		return look_read(fd, to, size, at);
	if (calling.mode == MODE_TELL)
		return look_tell_read(fd, to);
	return calling_make(SYS_pread64, fd, POINTER(to), size, at, 0, 0);
}

/* It returns the error instead of setting errno. */
int __real_posix_fadvise64(int fd, off_t at, off_t length, int advice);
int __wrap_posix_fadvise64(int fd, off_t at, off_t length, int advice);

int __wrap_posix_fadvise64(int fd, off_t at, off_t length, int advice)
{
	if (!calling.self)
		return __real_posix_fadvise64(fd, at, length, advice);
	return defer(0, SYS_fadvise64, fd, at, length, advice) ? errno : 0;
}

/* Its place, or a free one, or NULL. */
static struct opened *find_opened(const char *name, int how)
{
	for (int i = 0; i < OPENED_MAX; i++)
		if (!opened[i].name ||
		    (opened[i].name == name && opened[i].how == how))
			return &opened[i];
	return NULL;
}

static int open_named(int directory, const char *name, int how, mode_t access)
{
	struct opened *before = find_opened(name, how);
	int fd;

	if (calling_sets_up() && before && before->name)
		return defer(before->fd, SYS_openat, directory, POINTER(name),
			     how, access);
	fd = calling_make(SYS_openat, directory, POINTER(name), how, access, 0,
			  0);
	if (fd >= 0 && before)
		*before = (struct opened){ name, how, fd };
	return fd;
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
	if (!calling.self)
		return __real_openat64(directory, name, how, access);
	return open_named(directory, name, how, access);
}

int __wrap_ioctl(int fd, unsigned long request, ...);

int __wrap_ioctl(int fd, unsigned long request, ...)
{
	unsigned long argument;
	va_list rest;

	va_start(rest, request);
	argument = va_arg(rest, unsigned long);
	va_end(rest);
	if (!calling.self || fd == guest_control)
		return __real_ioctl(fd, request, argument);
	if (request == FICLONE)
		return predict(0, SYS_ioctl, fd, request, argument, 0);
	return calling_make(SYS_ioctl, fd, request, argument, 0, 0, 0);
}
