// SPDX-License-Identifier: GPL-2.0-or-later
/* The shared memory of a test's actors, and the gates at which they meet. */
#include "actor/arena.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * How long an actor spins before it sleeps, if there are enough processors. It
 * is longer than the others usually need, since waking a sleeper costs as much
 * as many system calls. While spinning the actor sometimes yields, in case the
 * one it waits for needs this processor.
 */
#define SPIN_NS 1000000
#define YIELDS 16
/* How often the sleeping leader checks that its children live. */
#define WATCH_NS 50000000

static inline void gate_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ __volatile__("yield" ::: "memory");
#else
	__asm__ __volatile__("" ::: "memory");
#endif
}

void pause_for(uint32_t count)
{
	while (count--)
		__asm__ __volatile__("" ::: "memory");
}

/* The looks at a gate that take SPIN_NS; 0 if the clock stands still. */
static uint32_t calibrate_spin(void)
{
	const int looks = 2000;
	uint64_t start = clock_ns(), spent;

	for (int i = 0; i < looks; i++)
		gate_relax();
	spent = clock_ns() - start;
	return spent ? (uint64_t)looks * SPIN_NS / spent : 0;
}

int processors(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) ? 1 : CPU_COUNT(&set);
}

struct arena *arena_new(int processes, struct result *result)
{
	struct arena *arena = mmap(NULL, sizeof(*arena), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (arena == MAP_FAILED)
		return NULL;
	arena->result = result;
	arena->leader = syscall(SYS_gettid);
	if (processes <= processors())
		arena->spin = calibrate_spin();
	return arena;
}

void arena_free(struct arena *arena)
{
	if (arena)
		munmap(arena, sizeof(*arena));
}

uint32_t arena_ticket(struct arena *arena)
{
	return atomic_fetch_add(&arena->tickets, 1) + 1;
}

static void futex_wake(struct gate *gate)
{
	syscall(SYS_futex, &gate->count, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

void gate_pass(struct gate *gate)
{
	atomic_fetch_add(&gate->count, 1);
	if (atomic_load(&gate->sleepers))
		futex_wake(gate);
}

/* Only the test's processes: the caller may have other children. */
static bool child_died(const struct arena *arena)
{
	for (int i = 0; i < TEST_MAX_PROCESSES; i++) {
		siginfo_t info = { 0 };

		if (arena->child[i] &&
		    !waitid(P_PID, arena->child[i], &info,
			    WEXITED | WNOHANG | WNOWAIT) &&
		    info.si_pid)
			return true;
	}
	return false;
}

static bool gate_reached(struct gate *gate, uint32_t target, uint32_t *seen)
{
	*seen = atomic_load_explicit(&gate->count, memory_order_acquire);
	return (int32_t)(*seen - target) >= 0;
}

static bool spin_at(struct gate *gate, uint32_t target, uint32_t looks)
{
	uint32_t seen;

	while (looks--) {
		if (gate_reached(gate, target, &seen))
			return true;
		gate_relax();
	}
	return false;
}

/*
 * Has a child died before TARGET had passed? The last child may pass and then
 * end, which is no loss. So the gate is read again after the children.
 */
static bool gate_missed(const struct arena *arena, struct gate *gate,
			uint32_t target)
{
	uint32_t seen;

	return !gate_reached(gate, target, &seen) && child_died(arena) &&
	       !gate_reached(gate, target, &seen);
}

/* Sleeps until the gate's count differs from SEEN, or for a short time. */
static void gate_sleep(struct arena *arena, struct gate *gate, uint32_t seen)
{
	const struct timespec watch = { .tv_nsec = WATCH_NS };

	atomic_fetch_add(&gate->sleepers, 1);
	if (!atomic_load(&arena->quit))
		syscall(SYS_futex, &gate->count, FUTEX_WAIT, seen, &watch, NULL,
			0);
	atomic_fetch_sub(&gate->sleepers, 1);
}

bool gate_wait(struct arena *arena, struct gate *gate, uint32_t target)
{
	bool leader = false;
	uint32_t seen;

	for (int i = 0; i < YIELDS; i++) {
		if (spin_at(gate, target, arena->spin / YIELDS))
			return !atomic_load(&arena->quit);
		if (arena->spin)
			sched_yield();
	}
	if (!gate_reached(gate, target, &seen))
		leader = syscall(SYS_gettid) == arena->leader;
	while (!gate_reached(gate, target, &seen)) {
		if (atomic_load(&arena->quit))
			return false;
		gate_sleep(arena, gate, seen);
		if (leader && gate_missed(arena, gate, target)) {
			arena->error = -ECHILD;
			arena_quit(arena);
		}
	}
	return !atomic_load(&arena->quit);
}

void arena_quit(struct arena *arena)
{
	atomic_store(&arena->quit, 1);
	futex_wake(&arena->turn);
	futex_wake(&arena->ready);
	futex_wake(&arena->raced);
	futex_wake(&arena->looked);
}
