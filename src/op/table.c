// SPDX-License-Identifier: GPL-2.0-or-later
/* The operations, in the order of the manual. */
#include <string.h>

#include "op/support.h"

static const struct op_type *const table[] = {
	&op_map,
	&op_munmap,
	&op_load,
	&op_store,
	&op_read,
	&op_write,
	&op_direct_read,
	&op_direct_write,
	&op_punch,
	&op_zero,
	&op_write_zeroes,
	&op_collapse,
	&op_insert,
	&op_allocate,
	&op_unshare,
	&op_truncate,
	&op_truncate_open,
	&op_reflink,
	&op_dedupe,
	&op_exchange,
	&op_copy,
	&op_sendfile,
	&op_splice,
	&op_fsync,
	&op_fdatasync,
	&op_sync_range,
	&op_msync,
	&op_evict,
	&op_drop_caches,
	&op_readahead,
	&op_willneed,
	&op_madvise,
	&op_mlock,
	&op_mprotect,
	&op_mremap,
	&op_freeze,
	&op_thaw,
};

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
