// SPDX-License-Identifier: GPL-2.0-or-later
/* Performs operations by making their calls (execute.h). */
#include "actor/execute.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "actor/arena.h"
#include "actor/folios.h"
#include "actor/place.h"
#include "base/error.h"
#include "contract/stamp.h"

_Static_assert(sizeof(long) == sizeof(uint64_t),
	       "system calls take 64-bit offsets as one argument");

/*
 * Arguments.
 */

/* The error of an argument that is an address in a mapping that does not
   exist. The kernel does not use this number. */
#define UNMAPPED (-4095)

static bool is_descriptor(const struct argument *argument)
{
	return argument->kind >= ARGUMENT_FILE &&
	       argument->kind <= ARGUMENT_OPENED;
}

/* open(2): EINVAL says that the filesystem has no O_DIRECT. */
static int64_t direct_fd(struct actor *actor, int file)
{
	int fd = actor_direct_fd(actor, file);

	return fd == -EINVAL ? -EOPNOTSUPP : fd;
}

/* ENOENT: the kernel was built without it. */
static int64_t open_control(int control)
{
	static const char *const paths[] = {
		[CONTROL_DROP_CACHES] = "/proc/sys/vm/drop_caches",
		[CONTROL_COMPACT_MEMORY] = "/proc/sys/vm/compact_memory",
	};
	int fd = open(paths[control], O_WRONLY | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	return errno == ENOENT ? -EOPNOTSUPP : -errno;
}

static int64_t find_memory(struct execution *execution,
			   const struct argument *argument)
{
	const struct memory *memory = execution->actor->memory;
	char *address = __atomic_load_n(&memory->address[argument->which],
					__ATOMIC_ACQUIRE);

	if (!address)
		return UNMAPPED;
	if (execution->call.changes)
		execution->from = address;
	return (int64_t)(uintptr_t)(address +
				    (argument->value -
				     memory->offset[argument->which]));
}

/* A place is chosen once for all calls of an operation. */
static int64_t find_place(struct execution *execution, int mapping)
{
	if (execution->to)
		return (int64_t)(uintptr_t)execution->to;
	execution->to = place_find(execution->actor, mapping, execution->start,
				   execution->end - execution->start,
				   execution->from);
	return execution->to ? (int64_t)(uintptr_t)execution->to : -errno;
}

static int64_t look_place(const struct actor *actor)
{
	return actor->executor->look_place ?
		       (int64_t)(uintptr_t)actor->executor->look_place() :
		       0;
}

/* ARGUMENT as the kernel takes it, or -errno. Plain values never fail. */
static int64_t execution_resolve(struct execution *execution,
				 const struct argument *argument)
{
	struct actor *actor = execution->actor;

	switch (argument->kind) {
	case ARGUMENT_FILE:
		return actor_fd(actor, argument->which);
	case ARGUMENT_DIRECT:
		return direct_fd(actor, argument->which);
	case ARGUMENT_MAPPED:
		return actor_map_fd(actor, argument->which, argument->value);
	case ARGUMENT_PIPE:
		return actor->pipe[argument->which];
	case ARGUMENT_DIRECTORY:
		return actor->directory;
	case ARGUMENT_CONTROL:
		return open_control(argument->which);
	case ARGUMENT_OPENED:
		return execution->progress.result;
	case ARGUMENT_NAME:
		return (int64_t)(uintptr_t)actor_file_name(actor,
							   argument->which);
	case ARGUMENT_MEMORY:
		return find_memory(execution, argument);
	case ARGUMENT_PLACE:
		return find_place(execution, argument->which);
	case ARGUMENT_LOOK:
		return (int64_t)(uintptr_t)(actor->look + argument->value);
	case ARGUMENT_LOOK_PLACE:
		return look_place(actor);
	case ARGUMENT_BUFFER:
		return (int64_t)(uintptr_t)(execution->buffer +
					    argument->value);
	}
	BUG("an argument of kind %d", argument->kind);
}

/* Resolves the arguments that are DESCRIPTORS, or those that are not. 0 or
   -errno. */
static int resolve_all(struct execution *execution, bool descriptors)
{
	const struct call *call = &execution->call;

	for (int i = 0; i < CALL_ARGUMENTS; i++) {
		const struct argument *argument = &call->arguments[i];
		int64_t value;

		if (is_descriptor(argument) != descriptors)
			continue;
		value = argument->value;
		if (argument->kind != ARGUMENT_VALUE)
			value = execution_resolve(execution, argument);
		if (argument->kind != ARGUMENT_VALUE && value < 0 &&
		    value >= -4095)
			return value;
		execution->arguments[i] = value;
	}
	return 0;
}

/* Stores a member of 1, 2, 4 or 8 bytes, in the machine's byte order. */
static void lay_field(char *to, const struct call_field *field, uint64_t value)
{
	const uint32_t value32 = value;
	const uint16_t value16 = value;
	const uint8_t value8 = value;
	const void *from = field->size == 8 ? (const void *)&value :
			   field->size == 4 ? (const void *)&value32 :
			   field->size == 2 ? (const void *)&value16 :
					      &value8;

	memcpy(to + field->at, from, field->size);
}

/* Fills in the structure in the buffer. 0 or -errno. */
static int lay_fields(struct execution *execution)
{
	const struct call *call = &execution->call;
	char *to = execution->buffer + call->fields_at;

	if (call->field_count)
		memset(to, 0, call->buffer_bytes - call->fields_at);
	for (int i = 0; i < call->field_count; i++) {
		const struct call_field *field = &call->fields[i];
		int64_t value = field->argument.value;

		if (field->argument.kind != ARGUMENT_VALUE) {
			value = execution_resolve(execution, &field->argument);
			if (value < 0)
				return value;
		}
		lay_field(to, field, value);
	}
	return 0;
}

/* Before the mapping is made there is none: operations on it cannot run. */
static void note_change(struct execution *execution)
{
	const struct call *call = &execution->call;

	if (!call->changes)
		return;
	execution->changes = call->changes;
	execution->mapping = execution->operation->mapping;
	mapping_bytes(execution->actor->test, execution->mapping,
		      execution->actor->layout.page_size, &execution->start,
		      &execution->end);
	if (call->changes == CHANGES_MAPS)
		execution->actor->memory->length[execution->mapping] = 0;
}

static char *find_buffer(const struct execution *execution)
{
	const struct actor *actor = execution->actor;

	return execution->operation || !execution->call.buffer_bytes ||
			       !actor->executor->room ?
		       actor->buffer :
		       actor->executor->room(execution);
}

/* A word that no file ever holds. */
#define MARK UINT64_C(0xdeadbeefdeadbeef)

static void fill_buffer(struct execution *execution)
{
	struct actor *actor = execution->actor;
	const struct call *call = &execution->call;
	const uint64_t mark = MARK;

	if (call->stamped && execution->operation)
		actor_stamps(actor, execution->operation, call->stamped_file,
			     call->stamped_at, call->stamped);
	else if (call->stamped)
		stamp_fill(execution->buffer, call->stamped, actor->round,
			   call->stamped_file, WRITER_INITIAL, 1,
			   call->stamped_at);
	for (uint64_t i = 0; call->marked && i < call->buffer_bytes;
	     i += actor->layout.page_size)
		memcpy(execution->buffer + i, &mark, sizeof(mark));
}

int execution_ready(struct execution *execution)
{
	const struct call *call = &execution->call;
	int ret;

	note_change(execution);
	ret = resolve_all(execution, true);
	if (!ret && call->buffer_bytes > execution->actor->buffer_size)
		ret = -ENOBUFS;
	execution->buffer = find_buffer(execution);
	if (!ret)
		ret = resolve_all(execution, false);
	if (!ret)
		ret = lay_fields(execution);
	if (!ret)
		fill_buffer(execution);
	return ret;
}

int64_t execute_call(struct actor *actor, const struct call *call)
{
	struct execution execution = { .actor = actor, .call = *call };
	int error = execution_ready(&execution);

	if (error)
		return error;
	actor->executor->make(&execution);
	return execution.progress.result;
}

/*
 * Operations.
 */

bool execution_prepare(struct execution *execution, struct actor *actor,
		       const struct operation *operation)
{
	const struct memory *memory = actor->memory;
	int error;

	*execution = (struct execution){ .actor = actor,
					 .operation = operation };
	execution->progress.pipe_bytes = actor->pipe_bytes;
	if (!op_next(operation, &actor->layout, &execution->progress,
		     &execution->call))
		return false;
	error = -execution_ready(execution);
	if (error != -UNMAPPED) {
		execution->error = error;
		return true;
	}
	/* Unmapped before: an access itself would be no different. */
	execution->gone = call_is_access(&execution->call) &&
			  memory->length[operation->mapping];
	return execution->gone;
}

bool execution_next(struct execution *execution)
{
	struct actor *actor = execution->actor;
	int error;

	/* Only a mapping's first call changes it. */
	if (execution->call.changes)
		execution->changed = execution->progress.result >= 0 ||
				     execution->progress.result < -4095;
	if (!op_next(execution->operation, &actor->layout, &execution->progress,
		     &execution->call))
		return false;
	error = execution_ready(execution);
	if (error)
		execution->progress.result = error;
	return !error;
}

/* Other threads may find a mapping only once all of its fields are set. */
static void execution_publish(const struct execution *execution)
{
	struct memory *memory = execution->actor->memory;
	const int index = execution->mapping;

	if (execution->changes == CHANGES_MAPS) {
		memory->offset[index] = execution->start;
		memory->length[index] = execution->end - execution->start;
	}
	__atomic_store_n(&memory->address[index], execution->to,
			 __ATOMIC_RELEASE);
}

void execution_settle(struct execution *execution)
{
	if (execution->changed)
		execution_publish(execution);
}

/* Reserves again the addresses that the mapping left, or failed to get. */
static void execution_reserve(struct execution *execution)
{
	struct actor *actor = execution->actor;
	const int64_t length = execution->end - execution->start;

	if (!execution->changes)
		return;
	if (execution->changed && execution->from)
		place_left(actor, execution->mapping, execution->from, length);
	if (!execution->changed && execution->to)
		place_failed(actor, execution->mapping, execution->to, length);
}

int execute_open_pipe(struct actor *actor)
{
	int size;

	if (pipe2(actor->pipe, O_CLOEXEC)) {
		actor->pipe[0] = actor->pipe[1] = -1;
		return -errno;
	}
	size = fcntl(actor->pipe[1], F_GETPIPE_SZ);
	actor->pipe_bytes = size < 0 ? 0 : size;
	return 0;
}

/* A page in the pipe that cannot be read cannot be drained, so the pipe is
   replaced. */
static void renew_pipe(struct actor *actor)
{
	close(actor->pipe[0]);
	close(actor->pipe[1]);
	execute_open_pipe(actor);
}

static void close_after(struct execution *execution)
{
	for (int i = 0; i < CALL_ARGUMENTS; i++)
		if (execution->call.arguments[i].kind == ARGUMENT_CONTROL)
			close(execution->arguments[i]);
}

/* ioctl_list(2): ENOTTY says that the file has no such request. */
static int error_of(const struct execution *execution, int64_t result)
{
	if (execution->call.number == SYS_ioctl && result == -ENOTTY)
		return EOPNOTSUPP;
	return -result;
}

void execution_begin(struct execution *execution)
{
	struct record *record = execution->actor->record;

	actor_begin(execution->actor);
	if (execution->began)
		record->begin = execution->began;
}

static void execution_end(struct execution *execution, int64_t result,
			  int64_t wanted)
{
	struct record *record = execution->actor->record;

	actor_end(execution->actor, result, wanted);
	if (execution->ended)
		record->end = execution->ended;
}

static void conclude_access(struct execution *execution)
{
	struct actor *actor = execution->actor;
	const struct operation *operation = execution->operation;
	const struct call *call = &execution->call;
	int64_t done = execution->progress.result;

	errno = 0; /* a signal is no error number */
	execution_end(execution,
		      execution->signal && !done ? -execution->signal : done,
		      call->wanted);
	if (call->number == CALL_LOAD)
		execute_observe_load(actor, operation->file, operation->mapping,
				     call->arguments[0].value, call->wanted,
				     execution->buffer, false);
}

void execution_conclude(struct execution *execution)
{
	struct actor *actor = execution->actor;
	const struct operation *operation = execution->operation;
	struct op_result end;
	uint64_t start, length;

	if (call_is_access(&execution->call)) {
		conclude_access(execution);
		return;
	}
	end = op_conclude(operation, &actor->layout, &execution->progress,
			  &execution->call, execution->buffer);
	errno = end.result < 0 ? error_of(execution, end.result) : 0;
	execution_end(execution, end.result < 0 ? -1 : end.result, end.wanted);
	execution_reserve(execution);
	close_after(execution);
	if (execution->progress.in_pipe)
		renew_pipe(actor);
	if (!end.sees)
		return;
	actor_range(actor, operation, &start, &length);
	actor_observe(actor, operation->file, -1, start, execution->buffer,
		      end.seen, end.covered);
}

void execution_fail(struct execution *execution)
{
	struct actor *actor = execution->actor;
	const struct operation *operation = execution->operation;
	const struct call *call = &execution->call;

	actor_begin(actor);
	errno = execution->error;
	if (!execution->gone) {
		actor_end(actor, -1, 0);
		return;
	}
	errno = 0;
	actor_end(actor, -SIGSEGV, call->wanted);
	actor_observe_signal(actor, operation->file, operation->mapping,
			     call->arguments[0].value, call->wanted, SIGSEGV);
}

/*
 * Loads.
 */

static uint64_t page_end(const struct actor *actor, uint64_t start,
			 uint64_t length, uint64_t at)
{
	uint64_t page = actor->layout.page_size;
	uint64_t end = at + page - (start + at) % page;

	return end < length ? end : length;
}

/* A load that was observed up to byte AT of it. */
struct observed_load {
	struct actor *actor;
	int file, mapping;
	uint64_t start, length;
	const char *data;
};

static void observe_bytes(const struct observed_load *load, uint64_t at,
			  uint64_t end)
{
	if (at < end)
		actor_observe(load->actor, load->file, load->mapping,
			      load->start + at, load->data + at, end - at,
			      end - at);
}

/* Pages in a row that raised the same signal are one observation. */
static uint64_t observe_faults(const struct observed_load *load, int *i,
			       bool ignore_segv)
{
	const struct faults *faults = &load->actor->faults;
	const struct fault *fault = &faults->at[*i];
	uint64_t end = page_end(load->actor, load->start, load->length,
				fault->at);

	while (++*i < faults->count && faults->at[*i].at == end &&
	       faults->at[*i].signal == fault->signal)
		end = page_end(load->actor, load->start, load->length, end);
	if (fault->signal != SIGSEGV || !ignore_segv)
		actor_observe_signal(load->actor, load->file, load->mapping,
				     load->start + fault->at, end - fault->at,
				     fault->signal);
	return end;
}

void execute_observe_load(struct actor *actor, int file, int mapping,
			  uint64_t start, uint64_t length, const char *data,
			  bool ignore_segv)
{
	const struct observed_load load = {
		actor, file, mapping, start, length, data,
	};
	const struct faults *faults = &actor->faults;
	uint64_t at = 0;

	for (int i = 0; i < faults->count;) {
		observe_bytes(&load, at, faults->at[i].at);
		at = observe_faults(&load, &i, ignore_segv);
	}
	observe_bytes(&load, at, length);
}

/*
 * The executor that makes calls at once, in the calling thread.
 */

static void load_live(struct execution *execution)
{
	struct actor *actor = execution->actor;
	struct faults *faults = &actor->faults;
	const char *from = (const char *)execution->arguments[0];
	char *to = (char *)execution->arguments[1];
	const uint64_t length = execution->arguments[2];
	const uint64_t start = (uintptr_t)from;
	uint64_t at = 0, seen = 0, done;
	int signal;

	faults->count = 0;
	while (at < length) {
		signal = actor_copy(to + at, from + at, length - at, &done);
		seen += done;
		at += done;
		if (!signal)
			break;
		faults->at[faults->count++] = (struct fault){ at, signal };
		at = page_end(actor, start, length, at);
	}
	execution->signal = faults->count ? faults->at[0].signal : 0;
	execution->progress.result = seen;
}

static void store_live(struct execution *execution)
{
	uint64_t done = 0;

	execution->signal = actor_copy((void *)execution->arguments[0],
				       (const void *)execution->arguments[1],
				       execution->arguments[2], &done);
	execution->progress.result = done;
}

static void system_live(struct execution *execution)
{
	const uint64_t *arguments = execution->arguments;
	long result = syscall(execution->call.number, arguments[0],
			      arguments[1], arguments[2], arguments[3],
			      arguments[4], arguments[5]);

	execution->progress.result = result == -1 ? -errno : result;
}

static void make_live(struct execution *execution)
{
	const uint64_t *arguments = execution->arguments;

	switch (execution->call.number) {
	case CALL_LOAD:
		load_live(execution);
		break;
	case CALL_STORE:
		store_live(execution);
		break;
	case CALL_MOVE:
		/* A process can only have pages moved to another node, and only
		 * those that it maps itself. */
		execution->progress.result = -EOPNOTSUPP;
		break;
	case CALL_SPLIT:
		execution->progress.result =
			folios_split(arguments[0], arguments[1], arguments[2]);
		break;
	default:
		system_live(execution);
	}
}

const struct executor execute_live = {
	.make = make_live,
};

void execute(struct actor *actor, const struct operation *operation)
{
	struct execution execution;

	if (!execution_prepare(&execution, actor, operation))
		return;
	if (execution.error || execution.gone) {
		execution_fail(&execution);
		return;
	}
	execution_begin(&execution);
	do
		actor->executor->make(&execution);
	while (execution_next(&execution));
	execution_settle(&execution);
	execution_conclude(&execution);
}
