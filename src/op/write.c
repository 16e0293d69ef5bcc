// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation write: pwrite(2), or pwritev2(2) where it has options. */
#include <sys/uio.h>

#include "op/support.h"

/* In the order of the options' names. */
enum {
	DSYNC,
	APPEND,
	DONTCACHE,
};

static const char *const options[] = { "dsync", "append", "dontcache", NULL };

#ifndef RWF_DONTCACHE
#define RWF_DONTCACHE 0x80 /* Linux 6.14 */
#endif

static unsigned int write_flags(const struct operation *operation)
{
	static const unsigned int flags[] = {
		[DSYNC] = RWF_DSYNC,
		[APPEND] = RWF_APPEND,
		[DONTCACHE] = RWF_DONTCACHE,
	};
	unsigned int chosen = 0;

	for (int i = 0; options[i]; i++)
		if (op_has_option(operation, i))
			chosen |= flags[i];
	return chosen;
}

/* Turns a pwrite(2) into a pwritev2(2) with FLAGS. */
static void add_flags(struct call *call, unsigned int flags)
{
	const struct argument bytes = call->arguments[1];
	const struct argument length = call->arguments[2];
	const struct argument at = call->arguments[3];
	const uint64_t vector = call->buffer_bytes;

	call->number = SYS_pwritev2;
	call->arguments[1] = (struct argument)CALL_BUFFER(vector);
	call->arguments[2] = (struct argument)CALL_VALUE(1);
	call->arguments[3] = at;
	call->arguments[4] = (struct argument)CALL_VALUE(0);
	call->arguments[5] = (struct argument)CALL_VALUE(flags);
	call->fields_at = vector;
	op_field(call, offsetof(struct iovec, iov_base), 8, bytes);
	op_field(call, offsetof(struct iovec, iov_len), 8, length);
}

static void write_call(const struct operation *operation,
		       const struct layout *layout, struct call *call)
{
	const struct argument to = CALL_FILE(operation->file);

	op_pwrite(operation, layout, to, call);
	if (operation->options)
		add_flags(call, write_flags(operation));
}

const struct op_type op_write = {
	.name = "write",
	.shape = SHAPE_FILE_RANGE,
	.traits = TRAIT_CACHED,
	.options = options,
	.syncing = 1 << DSYNC,
	.appending = 1 << APPEND,
	.calls = "pwrite(2), or pwritev2(2) with options",
	.manual = "Write stamps to the range; the file grows as needed. "
		  "dsync waits until they are on the disk (RWF_DSYNC). "
		  "append writes at the end of file, wherever that is "
		  "(RWF_APPEND): the range has to begin at the file's "
		  "declared size, and no operation before or beside this "
		  "one may change the size. "
		  "dontcache drops the pages once they are on the disk "
		  "(RWF_DONTCACHE, since Linux 6.14).",
	.call = write_call,
	.effects = op_write_effects,
};
