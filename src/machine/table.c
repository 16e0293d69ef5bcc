// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of machines. */
#include "machine/machine.h"

#include <string.h>

static const struct machine *const machines[] = {
	&machine_uml,
};

const struct machine *machine_at(size_t index)
{
	if (index >= sizeof(machines) / sizeof(machines[0]))
		return NULL;
	return machines[index];
}

const struct machine *machine_find(const char *name)
{
	const struct machine *machine;

	for (size_t i = 0; (machine = machine_at(i)); i++)
		if (!strcmp(machine->name, name))
			return machine;
	return NULL;
}
