// SPDX-License-Identifier: GPL-2.0-or-later
/* Tells where a mapping may have memory behind the end of file. */
#include "contract/huge.h"

#include <string.h>

#include "litmus/op_type.h"

static bool has_option(const struct operation *operation, const char *name)
{
	const char *const *options = operation->type->options;

	for (int i = 0; options && options[i]; i++)
		if (op_has_option(operation, i) && !strcmp(options[i], name))
			return true;
	return false;
}

static int mapped_file(const struct test *test,
		       const struct operation *operation)
{
	return operation->mapping < 0 ? -1 :
					test->mapping[operation->mapping].file;
}

bool layout_maps_past_end(const struct layout *layout, int file)
{
	const struct test *test = layout->test;
	enum huge_pages huge = layout->huge;

	if (huge == HUGE_NEVER || huge == HUGE_ALWAYS)
		return huge == HUGE_ALWAYS;
	for (int p = 0; p < test->processes; p++)
		for (int i = 0; i < test->process[p].count; i++) {
			const struct operation *operation =
				&test->process[p].operations[i];

			if (mapped_file(test, operation) == file &&
			    (has_option(operation, "collapse") ||
			     (huge == HUGE_ADVISED &&
			      has_option(operation, "hugepage"))))
				return true;
		}
	return false;
}
