// SPDX-License-Identifier: GPL-2.0-or-later
/* Computes the bytes of files that operations and mappings cover. */
#include "litmus/test.h"

#include "litmus/op_type.h"

static int64_t round_up(int64_t bytes, uint32_t page_size)
{
	return (bytes + page_size - 1) / page_size * page_size;
}

void mapping_bytes(const struct test *test, int index, uint32_t page_size,
		   int64_t *start, int64_t *end)
{
	const struct mapping_decl *mapping = &test->mapping[index];
	struct position size = test->file[mapping->file].size;

	*start = mapping->whole ?
			 0 :
			 position_bytes(mapping->range.start, page_size);
	*end = position_bytes(mapping->whole ? size : mapping->range.end,
			      page_size);
	*end = round_up(*end, page_size);
}

void operation_bytes(const struct test *test, const struct operation *operation,
		     uint32_t page_size, int64_t *start, int64_t *end)
{
	*start = *end = 0;
	if (operation->type->shape == SHAPE_FILE_SIZE)
		*start = *end = position_bytes(operation->range.start,
					       page_size);
	else if (operation->mapping >= 0 &&
		 (operation->whole || operation->type->shape == SHAPE_MAP))
		mapping_bytes(test, operation->mapping, page_size, start, end);
	else if (operation->file >= 0 &&
		 (operation->whole || operation->type->shape == SHAPE_FILE))
		*end = round_up(position_bytes(test->file[operation->file].size,
					       page_size),
				page_size);
	else if (operation->file >= 0) {
		*start = position_bytes(operation->range.start, page_size);
		*end = position_bytes(operation->range.end, page_size);
	}
}
