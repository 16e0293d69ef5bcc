// SPDX-License-Identifier: GPL-2.0-or-later
/* Packs the source files that a kernel's debug information names. */
#include "kernel/source_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <elfutils/libdw.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "kernel/path.h"

/* Names of source files, each once after sort_names(). */
struct names {
	char **list;
	size_t count, room;
};

/* Makes "./fs/proc/../../mm/a.h" "mm/a.h". False: that is outside the tree. */
static bool normalize_path(const char *name, char *path)
{
	size_t depth = 0, end = 0;

	if (*name == '/')
		return false;
	while (*name) {
		size_t length = strcspn(name, "/");

		if (length == 2 && !strncmp(name, "..", 2)) {
			if (!depth--)
				return false;
			while (end && path[--end] != '/')
				;
		} else if (length && (length != 1 || *name != '.')) {
			if (depth++)
				path[end++] = '/';
			memcpy(path + end, name, length);
			end += length;
		}
		name += length;
		name += *name == '/';
	}
	path[end] = '\0';
	return end;
}

static void add_name(struct names *names, const char *name)
{
	char *path = xstrdup(name);

	if (!normalize_path(name, path)) {
		free(path);
		return;
	}
	if (names->count == names->room) {
		names->room = names->room ? 2 * names->room : 4096;
		names->list = xrealloc(names->list, names->room,
				       sizeof(*names->list));
	}
	names->list[names->count++] = path;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_names(struct names *names)
{
	size_t kept = 0;

	if (!names->count)
		return;
	qsort(names->list, names->count, sizeof(*names->list), by_name);
	for (size_t i = 1; i < names->count; i++) {
		if (!strcmp(names->list[kept], names->list[i]))
			free(names->list[i]);
		else
			names->list[++kept] = names->list[i];
	}
	names->count = kept + 1;
}

static void add_unit(struct names *names, Dwarf_Die *unit)
{
	Dwarf_Files *files;
	size_t count;

	if (dwarf_getsrcfiles(unit, &files, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		const char *name = dwarf_filesrc(files, i, NULL, NULL);

		if (name)
			add_name(names, name);
	}
}

static int read_names(struct names *names, const char *vmlinux)
{
	int fd = open(vmlinux, O_RDONLY | O_CLOEXEC);
	Dwarf *dwarf = fd < 0 ? NULL : dwarf_begin(fd, DWARF_C_READ);
	Dwarf_CU *unit = NULL;
	Dwarf_Die die;

	while (dwarf &&
	       !dwarf_get_units(dwarf, unit, &unit, NULL, NULL, &die, NULL))
		add_unit(names, &die);
	dwarf_end(dwarf);
	if (fd >= 0)
		close(fd);
	sort_names(names);
	return names->count ?
		       0 :
		       error("%s: expected a program with debug information",
			     vmlinux);
}

static int put_data(struct archive *archive, const char *name, const char *data,
		    size_t size)
{
	struct archive_entry *entry = archive_entry_new();
	int failed;

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, size);
	archive_entry_set_mtime(entry, 0, 0);
	failed = archive_write_header(archive, entry) != ARCHIVE_OK ||
		 archive_write_data(archive, data, size) != (la_ssize_t)size;
	archive_entry_free(entry);
	return failed;
}

/* Generated files are not in the tree; they are left out. */
static int put_file(struct archive *archive, const char *tree, const char *name)
{
	char *path = xasprintf("%s/%s", tree, name);
	char *inside = xasprintf("linux/%s", name);
	size_t size;
	char *data = path_read(path, &size);
	int failed = data && put_data(archive, inside, data, size);

	free(data);
	free(inside);
	free(path);
	return failed;
}

static int write_all(struct archive *archive, const struct names *names,
		     const char *tree, const char *path)
{
	int failed = archive_write_set_format_pax_restricted(archive) ||
		     archive_write_add_filter_zstd(archive) ||
		     archive_write_open_filename(archive, path);

	for (size_t i = 0; i < names->count && !failed; i++)
		failed = put_file(archive, tree, names->list[i]);
	if (!failed)
		failed = archive_write_close(archive);
	return failed ? error("cannot write %s: %s", path,
			      archive_error_string(archive)) :
			0;
}

int source_archive(const char *vmlinux, const char *tree, const char *path)
{
	struct archive *archive = archive_write_new();
	struct names names = { .count = 0 };
	int status = read_names(&names, vmlinux);

	if (!archive)
		out_of_memory();
	if (!status)
		status = write_all(archive, &names, tree, path);
	archive_write_free(archive);
	for (size_t i = 0; i < names.count; i++)
		free(names.list[i]);
	free(names.list);
	return status;
}
