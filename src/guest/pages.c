// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes loads and stores as entries of a list. Each entry is a page or a part
 * of one, to know how far an access got before it faulted.
 */
#include "guest/pages.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "guest/power.h"

void access_add(struct calls *calls, const struct access *access, uint64_t at,
		uint16_t operation, uint32_t flags)
{
	uint64_t part = access_part(access, at);
	char *own = access->own + at;
	bool is_word = part == sizeof(uint64_t);
	struct fslitmus_call *call;

	call = calls_add(calls,
			 access->is_store ? FSLITMUS_CALL_STORE :
					    FSLITMUS_CALL_LOAD,
			 (uintptr_t)(access->memory + at), part,
			 is_word ? 0 : (uintptr_t)own, 0);
	if (is_word && access->is_store)
		memcpy(&call->value, own, part);
	call->operation = operation;
	call->flags = flags;
}

int access_take(struct access *access, const struct fslitmus_call *call)
{
	if (call->result == FSLITMUS_SIGBUS)
		return SIGBUS;
	if (call->result == FSLITMUS_SIGSEGV)
		return SIGSEGV;
	errno = -call->result;
	if (call->result)
		guest_fail("a load or store");
	if (!access->is_store && !call->args[2])
		memcpy(access->own + access->done, &call->value, call->args[1]);
	access->done += call->args[1];
	return 0;
}

int access_now(struct access *access, uint16_t operation)
{
	int signal = 0;

	while (access->done < access->length && !signal) {
		struct calls *list = calls_pending();
		unsigned int first = list->count;
		uint64_t at = access->done;

		for (; at < access->length && list->count < CALLS_MAX;
		     at += access_part(access, at))
			access_add(list, access, at, operation,
				   FSLITMUS_STOP_ON_ERROR);
		calls_make(list);
		for (unsigned int i = first; i < list->count && !signal; i++)
			signal = access_take(access, &list->call[i]);
		calls_clear(list);
	}
	return signal;
}
