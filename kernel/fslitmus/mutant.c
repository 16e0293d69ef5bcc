// SPDX-License-Identifier: GPL-2.0-only
/* Selects the mutant that is active, if the kernel was built with mutants. */
#include "fslitmus.h"

#include <linux/fslitmus_mutant.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>

int fslitmus_mutant_selected __ro_after_init;

/* NULL: its source does not suit this kernel. */
static const char *const names[] = { "", FSLITMUS_MUTANT_NAMES };

static int __init mutant_select(char *name)
{
	for (u32 i = 1; i < ARRAY_SIZE(names); i++) {
		if (!names[i] || strcmp(names[i], name))
			continue;
		fslitmus_mutant_selected = i;
		return 1;
	}
	panic("fslitmus: this kernel has no mutant '%s'", name);
}
__setup("fslitmus.mutant=", mutant_select);

unsigned int fslitmus_mutant_count(void)
{
	return ARRAY_SIZE(names) - 1;
}

const char *fslitmus_mutant_name(void)
{
	return names[fslitmus_mutant_selected];
}
