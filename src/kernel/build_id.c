// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads the GNU build id of an ELF file, with libdw. */
#include "kernel/build_id.h"

#include "base/error.h"
#include "base/memory.h"

#include <elfutils/libdwelf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *hexadecimal(const unsigned char *bytes, size_t count)
{
	char *text = xcalloc(2 * count + 1, 1);

	for (size_t i = 0; i < count; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	return text;
}

char *build_id_read(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const void *bytes;
	char *text = NULL;
	ssize_t size;
	Elf *elf;

	if (fd < 0) {
		error("cannot read %s: %s", path, strerror(errno));
		return NULL;
	}
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	size = elf ? dwelf_elf_gnu_build_id(elf, &bytes) : 0;
	if (size > 0)
		text = hexadecimal(bytes, size);
	else
		error("%s has no build id", path);
	elf_end(elf);
	close(fd);
	return text;
}
