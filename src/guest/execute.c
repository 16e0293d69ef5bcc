// SPDX-License-Identifier: GPL-2.0-or-later
/* Makes calls as entries of lists for the kernel (execute.h). */
#include "guest/execute.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "guest/calls.h"
#include "guest/pages.h"
#include "guest/power.h"

__thread struct executing guest_executing;

_Static_assert(CALL_LOAD == FSLITMUS_CALL_LOAD &&
		       CALL_STORE == FSLITMUS_CALL_STORE &&
		       CALL_MOVE == FSLITMUS_CALL_MOVE &&
		       CALL_SPLIT == FSLITMUS_CALL_SPLIT,
	       "lists take the numbers that operations give");

/*
 * Making one.
 */

/* The access that EXECUTION's call is, from byte AT of it. */
static struct access access_of(const struct execution *execution, uint64_t at)
{
	const uint64_t *arguments = execution->arguments;

	return (struct access){
		.memory = (char *)arguments[0] + at,
		.own = (char *)arguments[1] + at,
		.is_store = execution->call.number == CALL_STORE,
		.length = arguments[2] - at,
	};
}

static void note_fault(struct execution *execution, uint64_t at, int signal)
{
	struct faults *faults = &execution->actor->faults;

	faults->at[faults->count++] = (struct fault){ at, signal };
	if (!execution->signal)
		execution->signal = signal;
}

/* A load goes on behind a page that raised a signal, a store does not. */
static void make_access(struct execution *execution)
{
	const uint64_t length = execution->arguments[2];
	uint64_t at = 0, seen = 0;

	execution->actor->faults.count = 0;
	while (at < length) {
		struct access access = access_of(execution, at);
		int signal = access_now(&access, guest_executing.operation);

		seen += access.done;
		at += access.done;
		if (!signal)
			break;
		note_fault(execution, at, signal);
		if (access.is_store)
			break;
		at += access_part(&access, access.done);
	}
	execution->progress.result = seen;
}

static void set_entry(struct fslitmus_call *entry,
		      const struct execution *execution)
{
	memcpy(entry->args, execution->arguments, sizeof(entry->args));
	entry->operation = guest_executing.operation;
}

uint64_t guest_add_part(const struct execution *execution, uint64_t from,
			unsigned int entries)
{
	const struct access access = access_of(execution, 0);
	struct calls *calls = calls_pending();
	uint64_t at = from;

	for (; at < access.length && entries; entries--) {
		access_add(calls, &access, at, guest_executing.operation, 0);
		at += access_part(&access, at);
	}
	return at;
}

void guest_add(const struct execution *execution)
{
	if (call_is_access(&execution->call))
		guest_add_part(execution, 0, UINT_MAX);
	else
		set_entry(calls_add(calls_pending(), execution->call.number, 0,
				    0, 0, 0),
			  execution);
}

/* While a race is put on the list, other calls go by themselves. */
static int64_t make_alone(const struct execution *execution)
{
	struct fslitmus_call call = { .nr = execution->call.number };
	struct fslitmus_calls list = { .calls = (uintptr_t)&call, .count = 1 };

	set_entry(&call, execution);
	if (ioctl(guest_control, FSLITMUS_CALLS, &list))
		guest_fail("FSLITMUS_CALLS");
	return call.result;
}

/* Makes it with all pending calls. */
static int64_t make_now(const struct execution *execution)
{
	struct calls *calls = calls_pending();
	int64_t result;

	if (guest_executing.looking)
		guest_fail("a look that makes call %u", execution->call.number);
	if (guest_executing.listing)
		return make_alone(execution);
	guest_add(execution);
	calls_make(calls);
	result = calls->call[calls->count - 1].result;
	calls_clear(calls);
	return result;
}

static bool is_error(int64_t result)
{
	return result < 0 && result >= -4095;
}

/*
 * Files that were opened before. A process opens and closes the same ones in
 * every round, in the same order, so they get the same descriptors.
 */
#define OPENED_MAX (4 * TEST_MAX_FILES)

struct opened {
	uint64_t name; /* address of the test's own, of a file */
	uint64_t flags;
	int64_t fd;
};

static __thread struct opened opened[OPENED_MAX];

/* Its place, or a free one, or NULL: of a call that opens no file, too. */
static struct opened *find_opened(const struct execution *execution)
{
	const uint64_t *arguments = execution->arguments;

	if (execution->call.number != SYS_openat)
		return NULL;
	for (int i = 0; i < OPENED_MAX; i++)
		if (!opened[i].name || (opened[i].name == arguments[1] &&
					opened[i].flags == arguments[2]))
			return &opened[i];
	return NULL;
}

static void note_opened(const struct execution *execution)
{
	struct opened *before = find_opened(execution);

	if (before && execution->progress.result >= 0)
		*before = (struct opened){ execution->arguments[1],
					   execution->arguments[2],
					   execution->progress.result };
}

/* Is the call one that maps a file to look at it? */
static bool maps_to_look(const struct call *call)
{
	return call->arguments[0].kind == ARGUMENT_LOOK_PLACE;
}

/* Does the call return what it did in the rounds before; and what is that? */
static bool is_as_before(const struct execution *execution, int64_t *expected)
{
	const struct executing *now = &guest_executing;
	const struct opened *before = find_opened(execution);

	if (maps_to_look(&execution->call)) {
		*expected = execution->arguments[0];
		return now->look_mapped && !now->singly;
	}
	if (before)
		*expected = before->fd;
	return now->as_before && (execution->call.number != SYS_openat ||
				  (before && before->name));
}

/* Does it return what it always does; and what is that? */
static bool is_known(const struct execution *execution, int64_t *expected)
{
	const struct call *call = &execution->call;

	*expected = call->expected;
	switch (call->known) {
	case CALL_EXPECTED:
		return !guest_executing.singly;
	case CALL_AS_BEFORE:
		return is_as_before(execution, expected);
	case CALL_IGNORED:
		*expected = CALLS_ANYTHING;
		return true;
	}
	return false;
}

/*
 * A map operation that succeeded in earlier rounds will succeed again, and the
 * result of advice is not used. In rounds set up like the ones before, only
 * prologues make such calls.
 */
static bool is_known_operation(const struct execution *execution,
			       int64_t *expected)
{
	const struct call *call = &execution->call;

	if (!guest_executing.as_before)
		return false;
	*expected = call->known == CALL_IGNORED ?
			    CALLS_ANYTHING :
			    (int64_t)execution->arguments[0];
	return call->known == CALL_IGNORED ||
	       (call->changes == CHANGES_MAPS && !guest_executing.map_failed);
}

/* Can the call wait? Its bytes must stay where they are until it is made. */
static bool may_wait(const struct execution *execution, int64_t *expected)
{
	if (guest_executing.listing)
		return false;
	if (execution->operation)
		return is_known_operation(execution, expected);
	return is_known(execution, expected) &&
	       (!execution->call.buffer_bytes ||
		execution->buffer != execution->actor->buffer);
}

static void wait_with(struct execution *execution, int64_t expected)
{
	if (!guest_executing.looking && !execution->operation &&
	    !execution->call.buffer_bytes &&
	    calls_pending()->count >= CALLS_MAX / 2)
		calls_flush();
	guest_add(execution);
	calls_expect(calls_pending(), expected);
	execution->progress.result = expected == CALLS_ANYTHING ? 0 : expected;
}

static void note_result(const struct execution *execution)
{
	const struct call *call = &execution->call;
	bool failed = is_error(execution->progress.result);

	note_opened(execution);
	if (maps_to_look(call))
		guest_executing.look_mapped = !failed;
	else if (call->changes == CHANGES_MAPS && failed)
		guest_executing.map_failed = true;
}

/*
 * Replaces the mapping to look through by the reservation that was there
 * before. Otherwise another mapping could land in the gap, and the next look
 * would overwrite it.
 */
static void reserve_look(struct execution *execution)
{
	struct call *call = &execution->call;
	uint64_t *arguments = execution->arguments;

	if (call->number != SYS_munmap ||
	    call->arguments[0].kind != ARGUMENT_LOOK)
		return;
	call->number = SYS_mmap;
	call->expected = arguments[0];
	arguments[2] = PROT_NONE;
	arguments[3] = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;
	arguments[4] = -1;
	arguments[5] = 0;
}

static void guest_make(struct execution *execution)
{
	int64_t expected = 0;

	guest_executing.operation = calls_operation(execution->operation);
	/* The address is chosen here, so that the call need not be made to
	   learn it. */
	if (maps_to_look(&execution->call))
		execution->arguments[3] |= MAP_FIXED;
	reserve_look(execution);
	if (call_is_access(&execution->call)) {
		make_access(execution);
	} else if (may_wait(execution, &expected)) {
		wait_with(execution, expected);
	} else {
		execution->progress.result = make_now(execution);
		note_result(execution);
	}
	guest_executing.operation = 0;
}

/* Those of calls that wait, and of looks, must stay until they are made. */
static char *guest_room(const struct execution *execution)
{
	const struct executing *now = &guest_executing;
	char *room;

	if (now->listing || (!now->looking && !execution->call.known))
		return execution->actor->buffer;
	if (!now->looking && calls_pending()->count >= CALLS_MAX / 2)
		calls_flush();
	room = calls_room(calls_pending(), execution->call.buffer_bytes);
	if (!room && now->looking)
		guest_fail("no room for a look");
	return room ? room : execution->actor->buffer;
}

#define LOOK_BYTES (2 * (size_t)TEST_MAX_FILE_BYTES)

static __thread char *look_place;

static char *guest_look_place(void)
{
	if (!look_place)
		look_place = mmap(NULL, LOOK_BYTES, PROT_NONE,
				  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
				  -1, 0);
	if (look_place == MAP_FAILED)
		guest_fail("address space");
	return look_place;
}

const struct executor guest_executor = {
	.make = guest_make,
	.room = guest_room,
	.look_place = guest_look_place,
	.look = guest_look,
	.looked = guest_looked,
};

void guest_executor_begin(void)
{
	calls_begin();
	memset(opened, 0, sizeof(opened));
	memset(&guest_executing, 0, sizeof(guest_executing));
}

void guest_executor_end(void)
{
	calls_end();
	if (look_place)
		munmap(look_place, LOOK_BYTES);
	look_place = NULL;
}

/*
 * Races.
 */

static bool is_absent(const struct test *test, const struct argument *argument)
{
	switch (argument->kind) {
	case ARGUMENT_FILE:
	case ARGUMENT_DIRECT:
	case ARGUMENT_MAPPED:
		return test->file[argument->which].content == CONTENT_ABSENT;
	default:
		return false;
	}
}

/* Opening it would be part of the race. */
static bool creates_file(const struct test *test, const struct call *call)
{
	for (int i = 0; i < CALL_ARGUMENTS; i++)
		if (is_absent(test, &call->arguments[i]))
			return true;
	for (int i = 0; i < call->field_count; i++)
		if (is_absent(test, &call->fields[i].argument))
			return true;
	return false;
}

/* The first call of OPERATION, as far as can be told beforehand. */
static void guest_describe(const struct test *test,
			   const struct operation *operation, struct call *call)
{
	const struct layout layout = { .test = test, .page_size = GUEST_PAGE };
	struct op_progress progress = { 0 };

	op_next(operation, &layout, &progress, call);
}

enum call_change guest_change(const struct test *test,
			      const struct operation *operation)
{
	struct call call;

	guest_describe(test, operation, &call);
	return call.changes;
}

bool guest_may_list(const struct test *test, const struct operation *operation)
{
	struct call call;
	uint64_t start;

	if (!operation->type->call)
		return false;
	guest_describe(test, operation, &call);
	if (call.changes || creates_file(test, &call))
		return false;
	start = call.arguments[0].value;
	switch (call.number) {
	case CALL_LOAD:
		return call.arguments[2].value <= LISTED_PAGES * GUEST_PAGE;
	case CALL_STORE:
		/* One of several entries that fails does not end the others. */
		return start / GUEST_PAGE ==
		       (start + call.arguments[2].value - 1) / GUEST_PAGE;
	}
	return true;
}

void guest_list(struct listed *listed, struct actor *actor,
		const struct operation *operation)
{
	struct execution *execution = &listed->execution;

	guest_executing.listing = true;
	listed->runs = execution_prepare(execution, actor, operation);
	guest_executing.listing = false;
	listed->first = calls_pending()->count;
	if (!listed->runs || execution->error || execution->gone)
		return;
	guest_executing.operation = calls_operation(operation);
	guest_add(execution);
	guest_executing.operation = 0;
}

const struct fslitmus_call *guest_take_part(struct execution *execution,
					    const struct fslitmus_call *call,
					    uint64_t from, uint64_t to)
{
	uint64_t at = from;

	if (!from) {
		execution->actor->faults.count = 0;
		execution->progress.result = 0;
	}
	for (;; call++) {
		struct access access = access_of(execution, at);
		int signal = access_take(&access, call);

		if (signal)
			note_fault(execution, at, signal);
		execution->progress.result += access.done;
		at += access_part(&access, 0);
		if (at >= to)
			return call;
	}
}

const struct fslitmus_call *guest_take(struct execution *execution,
				       unsigned int first)
{
	const struct fslitmus_call *call = &calls_kept()->call[first];

	if (call_is_access(&execution->call))
		return guest_take_part(execution, call, 0,
				       execution->arguments[2]);
	execution->progress.result = call->result;
	return call;
}

void guest_record(struct listed *listed)
{
	struct execution *execution = &listed->execution;

	if (!listed->runs)
		return;
	actor_take_up(execution->actor, execution->operation);
	if (execution->error || execution->gone) {
		execution_fail(execution);
	} else {
		execution->began = CALLS_TICKET |
				   calls_kept()->call[listed->first].began;
		execution_begin(execution);
		execution->ended = CALLS_TICKET |
				   guest_take(execution, listed->first)->ended;
		execution_conclude(execution);
	}
	actor_put_down(execution->actor);
}
