// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads the environment of a result: kernel release, build id, date. */
#include "report/environment.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

/* The kernel's own notes, as in its vmlinux. */
#define NOTES "/sys/kernel/notes"
#define NOTES_MAX 65536

/* clang-format off */
#define ITEM(field, label) \
	{ #field, label, offsetof(struct environment, field) }
/* clang-format on */

static const struct {
	const char *key, *label;
	size_t offset;
} items[] = {
	ITEM(filesystem, "Type"),	ITEM(kernel, "Kernel"),
	ITEM(build_id, "Build id"),	ITEM(key, "Key"),
	ITEM(mutant, "Mutant"),		ITEM(mkfs, "mkfs"),
	ITEM(mount_options, "Mounted"),
};

struct environment_item environment_at(const struct environment *environment,
				       size_t index)
{
	if (index >= sizeof(items) / sizeof(items[0]))
		return (struct environment_item){ NULL, NULL, NULL };
	return (struct environment_item){
		items[index].key,
		items[index].label,
		(const char *)environment + items[index].offset,
	};
}

static size_t note_aligned(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static void put_hex(char *text, size_t size, const unsigned char *bytes,
		    size_t count)
{
	text[0] = '\0';
	for (size_t i = 0; i < count && 2 * i + 3 <= size; i++)
		sprintf(text + 2 * i, "%02x", bytes[i]);
}

/* The build id among ELF notes: elf(5), "Notes". */
static void find_build_id(const unsigned char *notes, size_t size, char *text,
			  size_t text_size)
{
	Elf64_Nhdr note;
	size_t at = 0;

	while (size - at > sizeof(note)) {
		const unsigned char *name = notes + at + sizeof(note);
		size_t name_size, length;

		memcpy(&note, notes + at, sizeof(note));
		name_size = note_aligned(note.n_namesz);
		length = sizeof(note) + name_size + note_aligned(note.n_descsz);
		if (name_size > NOTES_MAX || note.n_descsz > NOTES_MAX ||
		    length > size - at)
			return;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
		    !memcmp(name, "GNU", 4)) {
			put_hex(text, text_size, name + name_size,
				note.n_descsz);
			return;
		}
		at += length;
	}
}

void environment_of_running_kernel(struct environment *environment)
{
	FILE *file = fopen(NOTES, "re");
	static unsigned char notes[NOTES_MAX];
	struct utsname system;

	if (!uname(&system))
		snprintf(environment->kernel, sizeof(environment->kernel), "%s",
			 system.release);
	if (!file)
		return;
	find_build_id(notes, fread(notes, 1, sizeof(notes), file),
		      environment->build_id, sizeof(environment->build_id));
	fclose(file);
}

static int read_epoch(const char *text, time_t *time)
{
	char *end;
	long long seconds;

	errno = 0;
	seconds = strtoll(text, &end, 10);
	/* The last second of the year 9999. */
	if (errno || end == text || *end || seconds < 0 ||
	    seconds > 253402300799)
		return -1;
	*time = seconds;
	return 0;
}

int report_date(char text[REPORT_DATE_SIZE])
{
	const char *given = getenv("SOURCE_DATE_EPOCH");
	time_t now = time(NULL);
	struct tm tm;

	text[0] = '\0';
	if (given && *given && read_epoch(given, &now))
		return -1;
	strftime(text, REPORT_DATE_SIZE, "%Y-%m-%dT%H:%M:%SZ",
		 gmtime_r(&now, &tm));
	return 0;
}
