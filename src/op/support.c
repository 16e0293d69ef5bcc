// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls that several operations make alike. */
#include "op/support.h"

#include "base/error.h"

void op_range(const struct operation *operation, const struct layout *layout,
	      uint64_t *start, uint64_t *length)
{
	uint64_t end;

	op_extent(operation, layout, start, &end);
	*length = end - *start;
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

int op_chosen(const struct operation *operation)
{
	const struct op_type *type = operation->type;

	for (int i = 0; i < type->exclusive; i++)
		if (op_has_option(operation, i))
			return i;
	BUG("%s without one of its options", type->name);
}

static void support_set(struct call *call, long number, struct argument a,
			struct argument b, struct argument c, struct argument d)
{
	call->number = number;
	call->arguments[0] = a;
	call->arguments[1] = b;
	call->arguments[2] = c;
	call->arguments[3] = d;
}

#define ARGUMENT(...) ((struct argument)__VA_ARGS__)
#define VALUE(value) ARGUMENT(CALL_VALUE(value))
#define FILE_OF(operation) ARGUMENT(CALL_FILE((operation)->file))
#define NOTHING VALUE(0)

struct argument op_target_at(const struct operation *operation,
			     const struct layout *layout)
{
	return VALUE(position_bytes(operation->target_at, layout->page_size));
}

void op_fallocate(const struct operation *operation,
		  const struct layout *layout, int mode, struct call *call)
{
	uint64_t start, length;

	op_range(operation, layout, &start, &length);
	support_set(call, SYS_fallocate, FILE_OF(operation), VALUE(mode),
		    VALUE(start), VALUE(length));
}

void op_file_call(const struct operation *operation, long number,
		  struct call *call)
{
	support_set(call, number, FILE_OF(operation), NOTHING, NOTHING,
		    NOTHING);
}

void op_file_ioctl(const struct operation *operation, unsigned long request,
		   struct call *call)
{
	support_set(call, SYS_ioctl, FILE_OF(operation), VALUE(request),
		    NOTHING, NOTHING);
}

void op_pages(const struct operation *operation, const struct layout *layout,
	      uint32_t number, struct call *call)
{
	uint64_t start, length;

	op_range(operation, layout, &start, &length);
	support_set(call, number, FILE_OF(operation),
		    VALUE(start / layout->page_size),
		    VALUE(length / layout->page_size), NOTHING);
}

struct op_result op_pages_done(const struct operation *operation UNUSED,
			       const struct layout *layout UNUSED,
			       const struct op_progress *progress,
			       const char *buffer UNUSED)
{
	const int64_t result = progress->result;

	return (struct op_result){ .result = result < 0 ? result : 0 };
}

void op_control(enum control control, char digit, struct call *call)
{
	support_set(call, SYS_write, ARGUMENT(CALL_CONTROL(control)),
		    ARGUMENT(CALL_BUFFER(0)), VALUE(1), NOTHING);
	call->wanted = 1;
	op_field(call, 0, 1, VALUE(digit));
}

void op_fadvise(const struct operation *operation, const struct layout *layout,
		int advice, struct call *call)
{
	uint64_t start = 0, length = 0; /* 0: to the end of the file */

	if (!operation->whole)
		op_range(operation, layout, &start, &length);
	support_set(call, SYS_fadvise64, FILE_OF(operation), VALUE(start),
		    VALUE(length), VALUE(advice));
}

void op_pread(const struct operation *operation, const struct layout *layout,
	      struct argument from, struct call *call)
{
	uint64_t start, length;

	op_range(operation, layout, &start, &length);
	support_set(call, SYS_pread64, from, ARGUMENT(CALL_BUFFER(0)),
		    VALUE(length), VALUE(start));
	call->wanted = call->buffer_bytes = length;
}

void op_pwrite(const struct operation *operation, const struct layout *layout,
	       struct argument to, struct call *call)
{
	uint64_t start, length;

	op_range(operation, layout, &start, &length);
	support_set(call, SYS_pwrite64, to, ARGUMENT(CALL_BUFFER(0)),
		    VALUE(length), VALUE(start));
	call->wanted = call->buffer_bytes = call->stamped = length;
	call->stamped_at = start;
	call->stamped_file = operation->file;
}

void op_memory_call(const struct operation *operation,
		    const struct layout *layout, long number, uint64_t third,
		    struct call *call)
{
	uint64_t start, length, skip;

	op_range(operation, layout, &start, &length);
	skip = start % layout->page_size;
	support_set(call, number,
		    ARGUMENT(CALL_MEMORY(operation->mapping, start - skip)),
		    VALUE(length + skip), VALUE(third), NOTHING);
}

void op_field(struct call *call, int at, int size, struct argument argument)
{
	if (call->field_count == CALL_FIELDS)
		BUG("a call with more than %d fields", CALL_FIELDS);
	call->fields[call->field_count++] = (struct call_field){
		.at = at,
		.size = size,
		.argument = argument,
	};
	if (call->buffer_bytes < call->fields_at + at + size)
		call->buffer_bytes = call->fields_at + at + size;
}
