// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes a list of calls for a process in one system call. Each entry runs the
 * code that the system call or the memory access itself would have run.
 */
#include "fslitmus.h"

#include <linux/errno.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/unistd.h>
#include <linux/wait.h>
#include <asm/pgtable.h>
#include <asm/syscall.h>
#include <kern_util.h>

extern const sys_call_ptr_t sys_call_table[];

static u64 call_counter;

/* An access within one page. */
struct access {
	unsigned long address;
	unsigned int length;
	bool is_write;
	u8 *bytes;		/* the kernel's memory to copy to or from */
	unsigned long own;	/* if NULL: the caller's, to load to */
};

/*
 * Finds the caller's memory at ADDRESS, if it is mapped and has been written
 * to. NULL: it is not. To be called with preemption disabled, so that the
 * memory stays there.
 */
static u8 *own_bytes(unsigned long address)
{
	pte_t *pte = virt_to_pte(current->mm, address);

	if (!pte || !pte_present(*pte) || !pte_young(*pte) ||
	    !pte_write(*pte) || !pte_dirty(*pte))
		return NULL;
	return (u8 *)page_address(pte_page(*pte)) + offset_in_page(address);
}

static bool is_own(unsigned long address)
{
	bool own;

	preempt_disable();
	own = own_bytes(address);
	preempt_enable();
	return own;
}

/*
 * Does what the processor would do with the entry of the page table: uses it if
 * it allows the access and is marked for it. Returns false where the processor
 * would fault. To be called with preemption disabled, so that the entry cannot
 * change before it is used.
 */
static bool access_mapped(const struct access *access)
{
	pte_t *pte = virt_to_pte(current->mm, access->address);
	u8 *bytes = access->bytes ?: own_bytes(access->own);
	u8 *memory;

	if (!bytes || !pte || !pte_present(*pte) || !pte_young(*pte))
		return false;
	if (access->is_write && !(pte_write(*pte) && pte_dirty(*pte)))
		return false;
	memory = page_address(pte_page(*pte));
	memory += offset_in_page(access->address);
	if (access->is_write)
		memcpy(memory, bytes, access->length);
	else
		memcpy(bytes, memory, access->length);
	return true;
}

static void call_record(u8 kind, u64 value, u8 mode)
{
	struct fslitmus_actor *actor = current->fslitmus;

	if (actor && fslitmus_tracing)
		fslitmus_record_event(actor, (struct fslitmus_event) {
			.kind = kind, .value = value, .mode = mode,
		});
}

static long access_fault(const struct access *access)
{
	int code, error;

	call_record(FSLITMUS_EVENT_FAULT, access->address, access->is_write);
	error = handle_page_fault(access->address, 0, access->is_write, 1,
				  &code);
	call_record(FSLITMUS_EVENT_FAULTED, error, access->is_write);
	if (error == -EACCES)
		return FSLITMUS_SIGBUS;
	return error ? FSLITMUS_SIGSEGV : 0;
}

static long access_page(const struct access *access)
{
	bool done;
	long error;

	for (;;) {
		preempt_disable();
		done = access_mapped(access);
		preempt_enable();
		if (done)
			return 0;
		if (fatal_signal_pending(current))
			return -EINTR;
		if (!access->bytes && !is_own(access->own))
			return -EFAULT;
		error = access_fault(access);
		if (error)
			return error;
	}
}

static long access_memory(unsigned long address, u64 length, bool is_write,
			  u8 *bytes)
{
	while (length) {
		struct access access = {
			.address = address,
			.length = min(length,
				      PAGE_SIZE - offset_in_page(address)),
			.is_write = is_write,
			.bytes = bytes,
		};
		long error = access_page(&access);

		if (error)
			return error;
		address += access.length;
		bytes += access.length;
		length -= access.length;
	}
	return 0;
}

static long access_value(struct fslitmus_call *call, bool is_write)
{
	if (call->args[1] > sizeof(call->value))
		return -EINVAL;
	if (!is_write)
		call->value = 0;
	return access_memory(call->args[0], call->args[1], is_write,
			     (u8 *)&call->value);
}

/* Is it within one page, to memory that has been written to? */
static bool access_is_simple(const struct fslitmus_call *call)
{
	return offset_in_page(call->args[0]) + call->args[1] <= PAGE_SIZE &&
	       offset_in_page(call->args[2]) + call->args[1] <= PAGE_SIZE &&
	       is_own(call->args[2]);
}

static long access_load(const struct fslitmus_call *call)
{
	struct access access = {
		.address = call->args[0],
		.length = call->args[1],
		.own = call->args[2],
	};

	return access_page(&access);
}

static long access_buffer(struct fslitmus_call *call, bool is_write)
{
	void __user *buffer = (void __user *)call->args[2];
	u64 length = call->args[1];
	long result = -EFAULT;
	u8 *bytes;

	if (length > (1u << 20))
		return -EINVAL;
	bytes = kvmalloc(length, GFP_KERNEL);
	if (!bytes)
		return -ENOMEM;
	if (!is_write || !copy_from_user(bytes, buffer, length))
		result = access_memory(call->args[0], length, is_write, bytes);
	if (!result && !is_write && copy_to_user(buffer, bytes, length))
		result = -EFAULT;
	kvfree(bytes);
	return result;
}

static long call_access(struct fslitmus_call *call, bool is_write)
{
	if (!call->args[2])
		return access_value(call, is_write);
	if (!is_write && access_is_simple(call))
		return access_load(call);
	return access_buffer(call, is_write);
}

struct place {
	u32 arrived;
	u32 round;
	wait_queue_head_t wait;
};

#define PLACES 16

static struct place places[PLACES];

static int __init places_prepare(void)
{
	for (u32 i = 0; i < PLACES; i++)
		init_waitqueue_head(&places[i].wait);
	return 0;
}
core_initcall(places_prepare);

/* The last one to come opens a new round, which lets the others go. */
static long call_meet(const struct fslitmus_call *call)
{
	struct place *place;
	u32 round;
	long error;

	if (call->args[0] >= PLACES || !call->args[1])
		return -EINVAL;
	place = &places[call->args[0]];
	round = place->round;
	if (++place->arrived >= call->args[1]) {
		place->arrived = 0;
		place->round++;
		wake_up_all(&place->wait);
		return 0;
	}
	error = wait_event_interruptible(place->wait, place->round != round);
	if (error && place->round == round)
		place->arrived--;
	return error ? -EINTR : 0;
}

/* System calls that replace, duplicate or end the caller need its registers,
 * which a list does not have. */
static bool call_may_be_listed(u32 nr)
{
	switch (nr) {
	case __NR_rt_sigreturn:
	case __NR_clone:
	case __NR_clone3:
	case __NR_fork:
	case __NR_vfork:
	case __NR_execve:
	case __NR_execveat:
	case __NR_exit:
	case __NR_exit_group:
		return false;
	}
	return nr < NR_syscalls;
}

static long call_system(const struct fslitmus_call *call)
{
	const u64 *args = call->args;
	long result;

	if (!call_may_be_listed(call->nr))
		return -ENOSYS;
	result = sys_call_table[call->nr](args[0], args[1], args[2], args[3],
					  args[4], args[5]);
	/* The signal is handled when the list returns. */
	return result == -ERESTARTSYS || result == -ERESTARTNOINTR ||
	       result == -ERESTARTNOHAND || result == -ERESTART_RESTARTBLOCK ?
	       -EINTR : result;
}

static long call_dispatch(struct fslitmus_call *call)
{
	switch (call->nr) {
	case FSLITMUS_CALL_LOAD:
		return call_access(call, false);
	case FSLITMUS_CALL_STORE:
		return call_access(call, true);
	case FSLITMUS_CALL_MEET:
		return call_meet(call);
	case FSLITMUS_CALL_START:
		return fslitmus_start((void __user *)call->args[0]);
	case FSLITMUS_CALL_STOP:
		return fslitmus_stop((void __user *)call->args[0]);
	case FSLITMUS_CALL_WATCH:
		return fslitmus_watch(call->args[0], call->args[1]);
	case FSLITMUS_CALL_JOIN:
		return fslitmus_join(call->args[0]);
	case FSLITMUS_CALL_MOVE:
		return fslitmus_move(call->args[0], call->args[1],
				     call->args[2]);
	case FSLITMUS_CALL_SPLIT:
		return fslitmus_split(call->args[0], call->args[1],
				      call->args[2]);
	}
	return call_system(call);
}

static void call_and_mark(struct fslitmus_call *call, u32 number)
{
	fslitmus_set_operation(call->operation);
	if (call->operation)
		call_record(FSLITMUS_EVENT_BEGAN, number, 0);
	call->began = ++call_counter;
	call->result = call_dispatch(call);
	call->ended = ++call_counter;
	if (call->operation)
		call_record(FSLITMUS_EVENT_ENDED, call->result, 0);
	fslitmus_set_operation(0);
}

static bool call_take_result(struct fslitmus_call *calls, u32 i)
{
	struct fslitmus_call *call = &calls[i];

	if (!(call->flags & FSLITMUS_TAKE))
		return true;
	if (call->take_from >= i || call->take_to >= 6)
		return false;
	call->args[call->take_to] = calls[call->take_from].result;
	return true;
}

/* Returns how many calls it made. */
static u32 calls_make(struct fslitmus_call *calls, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++) {
		if (call_take_result(calls, i))
			call_and_mark(&calls[i], i);
		else
			calls[i].result = -EINVAL;
		if (calls[i].result < 0 &&
		    calls[i].flags & FSLITMUS_STOP_ON_ERROR)
			break;
	}
	for (u32 j = i + 1; j < count; j++)
		calls[j].result = FSLITMUS_NOT_MADE;
	return min(i + 1, count);
}

int fslitmus_calls(struct fslitmus_calls __user *argument)
{
	struct fslitmus_calls list;
	struct fslitmus_call *calls;
	size_t size;
	int error = 0;

	if (copy_from_user(&list, argument, sizeof(list)))
		return -EFAULT;
	if (list.count > FSLITMUS_CALLS_MAX)
		return -EINVAL;
	size = list.count * sizeof(*calls);
	calls = vmemdup_user((void __user *)list.calls, size);
	if (IS_ERR(calls))
		return PTR_ERR(calls);
	list.made = calls_make(calls, list.count);
	if (copy_to_user((void __user *)list.calls, calls, size) ||
	    copy_to_user(argument, &list, sizeof(list)))
		error = -EFAULT;
	kvfree(calls);
	return error;
}
