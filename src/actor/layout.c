// SPDX-License-Identifier: GPL-2.0-or-later
/* Describes the filesystem under a test to the contract. */
#include "actor/layout.h"

#include <unistd.h>

#include "actor/huge.h"
#include "fs/fs.h"

struct layout layout_in(const struct test *test, int directory)
{
	const struct fs_type *type = fs_type_of_directory(directory);
	struct layout layout = {
		.test = test,
		.page_size = sysconf(_SC_PAGESIZE),
		.huge = HUGE_NEVER,
	};

	if (!type)
		return layout;
	if (type->maps_huge_pages)
		layout.huge = huge_pages_of(directory);
	layout.refuses_cached_writes = type->refuses_cached_writes;
	return layout;
}
