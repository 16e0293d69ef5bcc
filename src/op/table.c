// SPDX-License-Identifier: GPL-2.0-or-later
/* The operations, in the order of the manual. */
#include <string.h>

#include "op/support.h"

/* A row for each of the files in src/op/ that define an op_type. */
#define TABLE(ROW)         \
	ROW(map)           \
	ROW(munmap)        \
	ROW(load)          \
	ROW(store)         \
	ROW(read)          \
	ROW(write)         \
	ROW(direct_read)   \
	ROW(direct_write)  \
	ROW(punch)         \
	ROW(zero)          \
	ROW(write_zeroes)  \
	ROW(collapse)      \
	ROW(insert)        \
	ROW(allocate)      \
	ROW(unshare)       \
	ROW(truncate)      \
	ROW(truncate_open) \
	ROW(reflink)       \
	ROW(dedupe)        \
	ROW(exchange)      \
	ROW(copy)          \
	ROW(sendfile)      \
	ROW(splice)        \
	ROW(fsync)         \
	ROW(fdatasync)     \
	ROW(sync_range)    \
	ROW(msync)         \
	ROW(evict)         \
	ROW(drop_caches)   \
	ROW(migrate)       \
	ROW(split)         \
	ROW(compact)       \
	ROW(readahead)     \
	ROW(willneed)      \
	ROW(madvise)       \
	ROW(mlock)         \
	ROW(mprotect)      \
	ROW(mremap)        \
	ROW(freeze)        \
	ROW(thaw)

#define DECLARE(name) extern const struct op_type op_##name;
TABLE(DECLARE)

#define ENTRY(name) &op_##name,
static const struct op_type *const table[] = { TABLE(ENTRY) };

#define OPERATIONS (sizeof(table) / sizeof(table[0]))

const struct op_type *op_find(const char *name)
{
	for (size_t i = 0; i < OPERATIONS; i++)
		if (!strcmp(table[i]->name, name))
			return table[i];
	return NULL;
}

const struct op_type *op_at(size_t index)
{
	return index < OPERATIONS ? table[index] : NULL;
}
