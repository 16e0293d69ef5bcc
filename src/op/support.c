// SPDX-License-Identifier: GPL-2.0-or-later
/* Performing: what several operations do alike. */
#include "op/support.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/error.h"

void op_fail(struct actor *actor, int error)
{
	actor_begin(actor);
	errno = error;
	actor_end(actor, -1, 0);
}

int op_fd(struct actor *actor, int file)
{
	int fd = actor_fd(actor, file);

	if (fd >= 0)
		return fd;
	op_fail(actor, -fd);
	return -1;
}

int op_direct_fd(struct actor *actor, int file)
{
	int fd = actor_direct_fd(actor, file);

	if (fd >= 0)
		return fd;
	/* open(2): EINVAL says that the filesystem has no O_DIRECT. */
	op_fail(actor, fd == -EINVAL ? EOPNOTSUPP : -fd);
	return -1;
}

char *op_buffer(struct actor *actor, uint64_t length)
{
	if (length <= actor->buffer_size)
		return actor->buffer;
	op_fail(actor, ENOBUFS);
	return NULL;
}

char *op_mapping(const struct actor *actor, const struct operation *operation)
{
	return __atomic_load_n(&actor->memory->address[operation->mapping],
			       __ATOMIC_ACQUIRE);
}

char *op_access(struct actor *actor, const struct operation *operation,
		uint64_t start, uint64_t length)
{
	const struct memory *memory = actor->memory;
	const int index = operation->mapping;
	char *address = op_mapping(actor, operation);

	if (address)
		return address + (start - memory->offset[index]);
	if (!memory->length[index])
		return NULL;
	/* Unmapped before: the access itself would be no different. */
	actor_begin(actor);
	op_end_access(actor, 0, length, SIGSEGV);
	actor_observe_signal(actor, operation->file, index, start, length,
			     SIGSEGV);
	return NULL;
}

void op_end_access(struct actor *actor, uint64_t done, uint64_t length,
		   int signal)
{
	int64_t result = done;

	if (signal && !done)
		result = -signal;
	errno = 0;		/* a signal is no error number */
	actor_end(actor, result, length);
}

char *op_memory(const struct actor *actor, const struct operation *operation,
		uint64_t *length)
{
	const struct memory *memory = actor->memory;
	char *address = op_mapping(actor, operation);
	uint64_t start, skip;

	if (!address)
		return NULL;
	actor_range(actor, operation, &start, length);
	start -= memory->offset[operation->mapping];
	skip = start % actor->layout.page_size;
	*length += skip;
	return address + start - skip;
}

int op_chosen(const struct operation *operation)
{
	const struct op_type *type = operation->type;

	for (int i = 0; i < type->exclusive; i++)
		if (op_has_option(operation, i))
			return i;
	BUG("%s without one of its options", type->name);
}

void op_source(const struct operation *operation, const struct layout *layout,
	       uint64_t *start, uint64_t *length)
{
	const struct file_decl *file = &layout->test->file[operation->file];
	uint64_t end;

	op_extent(operation, layout, start, &end);
	if (operation->whole)
		end = position_bytes(file->size, layout->page_size);
	*length = end - *start;
}

void op_fallocate(struct actor *actor, const struct operation *operation,
		  int mode)
{
	uint64_t start, length;
	int fd = op_fd(actor, operation->file);
	int result;

	if (fd < 0)
		return;
	actor_range(actor, operation, &start, &length);
	actor_begin(actor);
	result = fallocate(fd, mode, start, length);
	actor_end(actor, result, 0);
}

void op_file_call(struct actor *actor, const struct operation *operation,
		  int (*call)(int fd))
{
	int fd = op_fd(actor, operation->file);
	int result;

	if (fd < 0)
		return;
	actor_begin(actor);
	result = call(fd);
	actor_end(actor, result, 0);
}

void op_fadvise(struct actor *actor, const struct operation *operation,
		int advice)
{
	uint64_t start = 0, length = 0; /* 0: to the end of the file */
	int fd = op_fd(actor, operation->file);
	int error;

	if (fd < 0)
		return;
	if (!operation->whole)
		actor_range(actor, operation, &start, &length);
	actor_begin(actor);
	error = posix_fadvise(fd, start, length, advice);
	errno = error;
	actor_end(actor, error ? -1 : 0, 0);
}

void op_pread(struct actor *actor, const struct operation *operation, int fd)
{
	uint64_t start, length;
	ssize_t result;
	char *buffer;

	actor_range(actor, operation, &start, &length);
	buffer = op_buffer(actor, length);
	if (!buffer)
		return;
	actor_begin(actor);
	result = pread(fd, buffer, length, start);
	actor_end(actor, result, length);
	if (result >= 0)
		actor_observe(actor, operation->file, -1, start, buffer, result,
			      length);
}

void op_pwrite(struct actor *actor, const struct operation *operation, int fd)
{
	uint64_t start, length;
	ssize_t result;
	char *stamps;

	actor_range(actor, operation, &start, &length);
	if (!op_buffer(actor, length))
		return;
	stamps = actor_stamps(actor, operation, operation->file, start, length);
	actor_begin(actor);
	result = pwrite(fd, stamps, length, start);
	actor_end(actor, result, length);
}

void op_end_ioctl(struct actor *actor, int result, int64_t done,
		  int64_t wanted)
{
	if (result < 0 && errno == ENOTTY)
		errno = EOPNOTSUPP;
	actor_end(actor, result < 0 ? -1 : done, wanted);
}
