// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of backends. */
#include "backend/backend.h"

#include <string.h>

#include "backend/backends.h"

static const struct backend *const backends[] = {
	&backend_dir,
	&backend_loop,
	&backend_uml,
};

const struct backend *backend_at(size_t index)
{
	if (index >= sizeof(backends) / sizeof(backends[0]))
		return NULL;
	return backends[index];
}

const struct backend *backend_find(const char *name)
{
	const struct backend *backend;

	for (size_t i = 0; (backend = backend_at(i)); i++)
		if (!strcmp(backend->name, name))
			return backend;
	return NULL;
}

const struct backend_option *backend_option_at(size_t index,
					       const struct backend **backend)
{
	const struct backend *owner;

	for (size_t i = 0; (owner = backend_at(i)); i++)
		for (const struct backend_option *option = owner->options;
		     option && option->name; option++) {
			if (index--)
				continue;
			if (backend)
				*backend = owner;
			return option;
		}
	return NULL;
}
