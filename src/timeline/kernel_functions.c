// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernel functions known by name, each with its names in other versions. */
#include "timeline/kernel_functions.h"

#include <string.h>

#define NAMES_MAX 2

struct role {
	/* One of them exists in a kernel whose timelines are complete. */
	const char *names[NAMES_MAX];
	const char *without; /* what a timeline lacks then */
};

static const struct role roles[FUNCTION_ROLES] = {
	[FUNCTION_MAKES_WRITABLE] = {
		{ "wp_page_reuse" },
		"pages being made writable are not shown",
	},
	/* Inlined into whoever zeroes. */
	[FUNCTION_ZEROES] = {
		{ "zero_user_segments", "folio_zero_segments" },
		"parts of large folios being zeroed are not shown",
	},
	[FUNCTION_WAITS_FOR_FOLIO] = {
		{ "folio_wait_bit_common" },
		"who waits for which folio is not shown",
	},
};

bool kernel_function_does(const char *function, enum function_role role)
{
	for (int i = 0; i < NAMES_MAX && roles[role].names[i]; i++)
		if (!strcmp(roles[role].names[i], function))
			return true;
	return false;
}

static bool role_is_there(const struct role *role, struct symbols *symbols)
{
	for (int i = 0; i < NAMES_MAX && role->names[i]; i++)
		if (symbols_have(symbols, role->names[i]))
			return true;
	return false;
}

void kernel_functions_print_missing(FILE *out, struct symbols *symbols)
{
	for (int i = 0; i < FUNCTION_ROLES; i++) {
		const struct role *role = &roles[i];

		if (role_is_there(role, symbols))
			continue;
		fprintf(out, "Not in this kernel: %s%s%s; %s\n", role->names[0],
			role->names[1] ? " or " : "", role->names[1] ?: "",
			role->without);
	}
}
