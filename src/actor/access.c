// SPDX-License-Identifier: GPL-2.0-or-later
/* Accesses to memory that survive SIGBUS and SIGSEGV. */
#include "actor/access.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "actor/actor.h"

#define STACK_SIZE (64 << 10)

static __thread struct {
	sigjmp_buf back;
	volatile sig_atomic_t armed;
	void *stack;
	stack_t old_stack;
} access_at;

static struct sigaction old_bus, old_segv;

static void on_fault(int signal)
{
	if (access_at.armed) {
		access_at.armed = 0;
		siglongjmp(access_at.back, signal);
	}
	/* Not ours: returning repeats the access, now with its usual fate. */
	sigaction(signal, signal == SIGBUS ? &old_bus : &old_segv, NULL);
}

static void give_back(void)
{
	sigaction(SIGBUS, &old_bus, NULL);
	sigaction(SIGSEGV, &old_segv, NULL);
}

int access_install(void)
{
	struct sigaction action = { .sa_handler = on_fault,
				    /* It is left by a jump: block nothing. */
				    .sa_flags = SA_ONSTACK | SA_NODEFER };

	int ret;

	sigemptyset(&action.sa_mask);
	if (sigaction(SIGBUS, &action, &old_bus) ||
	    sigaction(SIGSEGV, &action, &old_segv))
		return -errno;
	ret = access_enter_thread();
	if (ret)
		give_back();
	return ret;
}

void access_release(void)
{
	access_leave_thread();
	give_back();
}

int access_enter_thread(void)
{
	stack_t stack = { .ss_size = STACK_SIZE };

	stack.ss_sp = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stack.ss_sp == MAP_FAILED)
		return -errno;
	if (sigaltstack(&stack, &access_at.old_stack)) {
		int error = errno;

		munmap(stack.ss_sp, STACK_SIZE);
		return -error;
	}
	access_at.stack = stack.ss_sp;
	return 0;
}

void access_leave_thread(void)
{
	if (!access_at.stack)
		return;
	sigaltstack(&access_at.old_stack, NULL);
	munmap(access_at.stack, STACK_SIZE);
	access_at.stack = NULL;
}

int access_try(void (*work)(void *), void *argument)
{
	/* The handler blocks no signal, so there is no mask to save. */
	int signal = sigsetjmp(access_at.back, 0);

	if (signal)
		return signal;
	access_at.armed = 1;
	atomic_signal_fence(memory_order_seq_cst);
	work(argument);
	atomic_signal_fence(memory_order_seq_cst);
	access_at.armed = 0;
	return 0;
}

struct copy {
	uint64_t *to;
	const uint64_t *from;
	uint64_t words;
	volatile uint64_t done;
};

static void copy_words(void *argument)
{
	struct copy *copy = argument;

	for (uint64_t i = 0; i < copy->words; i++) {
		uint64_t word = __atomic_load_n(copy->from + i,
						__ATOMIC_RELAXED);

		__atomic_store_n(copy->to + i, word, __ATOMIC_RELAXED);
		copy->done = i + 1;
	}
}

int actor_copy(void *to, const void *from, uint64_t length, uint64_t *done)
{
	struct copy copy = { .to = to, .from = from, .words = length / 8 };
	int signal = access_try(copy_words, &copy);

	*done = copy.done * 8;
	return signal;
}
