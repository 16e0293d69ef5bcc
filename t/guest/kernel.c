// SPDX-License-Identifier: GPL-2.0-or-later
#include "guest/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "actor/access.h"
#include "actor/actor.h"
#include "guest/calls.h"
#include "guest/power.h"
#include "guest/protocol.h"

#define CONTROL 987654 /* no descriptor */
#define PLACES 16

/* Of all processes of a test. */
static struct {
	_Atomic uint64_t counter;
	struct {
		_Atomic uint32_t arrived, round;
	} place[PLACES];
	struct guest_status status;
} * shared;

unsigned int kernel_lists, kernel_count, kernel_left;
struct fslitmus_call kernel_made[FSLITMUS_CALLS_MAX];

static struct {
	uint32_t number;
	unsigned int after;
	int64_t result;
} injected;

void kernel_inject(uint32_t number, unsigned int after, int64_t result)
{
	injected.number = number;
	injected.after = after;
	injected.result = result;
}

bool kernel_surprised(void)
{
	return shared->status.surprised;
}

void kernel_begin(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || access_install())
		abort();
	guest_control = CONTROL;
	kernel_lists = kernel_count = kernel_left = 0;
	kernel_inject(0, 0, 0);
}

void kernel_end(void)
{
	access_release();
	munmap(shared, sizeof(*shared));
}

/* Waits for all, as call_meet() of kernel/fslitmus does. */
static int64_t meet(uint64_t which, uint64_t count)
{
	uint32_t round = shared->place[which].round;

	if (atomic_fetch_add(&shared->place[which].arrived, 1) + 1 >= count) {
		shared->place[which].arrived = 0;
		atomic_fetch_add(&shared->place[which].round, 1);
		return 0;
	}
	while (shared->place[which].round == round)
		sched_yield();
	return 0;
}

static int64_t signalled(int signal)
{
	return signal == SIGBUS	 ? FSLITMUS_SIGBUS :
	       signal == SIGSEGV ? FSLITMUS_SIGSEGV :
				   0;
}

static int64_t load(struct fslitmus_call *call)
{
	void *to = call->args[2] ? (void *)call->args[2] : &call->value;
	uint64_t done;

	return signalled(actor_copy(to, (const void *)call->args[0],
				    call->args[1], &done));
}

static int64_t store(const struct fslitmus_call *call)
{
	const void *from = call->args[2] ? (const void *)call->args[2] :
					   &call->value;
	uint64_t done;

	return signalled(
		actor_copy((void *)call->args[0], from, call->args[1], &done));
}

static int64_t make_system(const struct fslitmus_call *call)
{
	const __u64 *args = call->args;
	long result;

	if (injected.number == call->nr && injected.result && !injected.after)
		return injected.result;
	if (injected.number == call->nr && injected.after)
		injected.after--;
	result = syscall(call->nr, args[0], args[1], args[2], args[3], args[4],
			 args[5]);
	return result == -1 ? -errno : result;
}

static int64_t make(struct fslitmus_call *call)
{
	switch (call->nr) {
	case FSLITMUS_CALL_LOAD:
		return load(call);
	case FSLITMUS_CALL_STORE:
		return store(call);
	case FSLITMUS_CALL_MEET:
		return meet(call->args[0], call->args[1]);
	case FSLITMUS_CALL_START:
	case FSLITMUS_CALL_WATCH:
		return 0;
	case FSLITMUS_CALL_STOP:
		memset((void *)call->args[0], 0,
		       sizeof(struct fslitmus_result));
		return 0;
	}
	return make_system(call);
}

/* Without a signal, which takes long under the sanitizers. */
static bool is_left(const struct fslitmus_call *call)
{
	char byte;
	struct iovec here = { &byte, 1 };
	struct iovec there = { (void *)call->args[0], 1 };

	return call->nr == FSLITMUS_CALL_LOAD && !call->operation &&
	       process_vm_readv(getpid(), &here, 1, &there, 1, 0) == 1;
}

static int make_list(struct fslitmus_calls *list)
{
	struct fslitmus_call *calls = (struct fslitmus_call *)list->calls;
	bool ended = false;

	for (uint32_t i = 0; i < list->count; i++) {
		struct fslitmus_call *call = &calls[i];

		if (ended) {
			call->result = FSLITMUS_NOT_MADE;
			continue;
		}
		call->began = ++shared->counter;
		call->result = make(call);
		call->ended = ++shared->counter;
		ended = call->result < 0 &&
			call->flags & FSLITMUS_STOP_ON_ERROR;
	}
	for (uint32_t i = 0; i < list->count; i++)
		kernel_left += is_left(&calls[i]);
	kernel_lists++;
	kernel_count = list->count;
	memcpy(kernel_made, calls, list->count * sizeof(*calls));
	return 0;
}

/* In place of libc's. */
int ioctl(int fd, unsigned long request, ...)
{
	void *argument;
	va_list rest;

	va_start(rest, request);
	argument = va_arg(rest, void *);
	va_end(rest);
	if (fd != CONTROL)
		return syscall(SYS_ioctl, fd, request, argument);
	if (request == FSLITMUS_CALLS)
		return make_list(argument);
	if (request == FSLITMUS_READ_PREEMPTIONS)
		((struct fslitmus_read *)argument)->count = 0;
	return 0;
}

/* The guest's own file, in place of one in the root of this machine. */
int open(const char *path, int flags, ...)
{
	mode_t mode;
	va_list rest;

	va_start(rest, flags);
	mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
	va_end(rest);
	if (!strcmp(path, "/dev/fslitmus"))
		return CONTROL;
	if (!strcmp(path, "/status")) {
		shared->status.surprised = 1;
		path = "/dev/null";
	}
	return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/* In place of that of power.c, which would end the machine. */
void guest_fail(const char *fmt, ...)
{
	int error = errno;
	va_list args;

	va_start(args, fmt);
	printf("# guest: ");
	vprintf(fmt, args);
	printf(": %s\n", strerror(error));
	va_end(args);
	fflush(stdout);
	_exit(KERNEL_FAILED);
}
