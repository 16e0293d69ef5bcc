// SPDX-License-Identifier: GPL-2.0-or-later
/* Starts and stops guests of any machine, and reads the files they left. */
#include "machine/guest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

#define DISK "nullb0"

static const struct machine *guest_machine(const struct guest *guest)
{
	return guest->setup->machine;
}

int guest_start(struct guest *guest, const struct guest_setup *setup,
		const struct guest_task *tasks, uint32_t count)
{
	*guest = (struct guest){ .setup = setup };
	return guest_machine(guest)->start(guest, tasks, count);
}

bool guest_runs(struct guest *guest)
{
	return guest_machine(guest)->runs(guest);
}

void guest_ask_to_stop(const struct guest *guest)
{
	guest_machine(guest)->ask_to_stop(guest);
}

void guest_kill(struct guest *guest)
{
	guest_machine(guest)->kill(guest);
}

void *guest_file(const struct guest *guest, const char *name, size_t *size)
{
	return guest_machine(guest)->file(guest, name, size);
}

void *guest_task_file(const struct guest *guest, const char *name,
		      uint32_t index, size_t *size)
{
	char full[32];

	snprintf(full, sizeof(full), "%s.%u", name, index);
	return guest_file(guest, full, size);
}

bool guest_is_done(const struct guest *guest)
{
	char *fsck = guest_file(guest, "fsck", NULL);
	bool done = fsck != NULL;

	free(fsck);
	return done;
}

struct guest_reply *guest_reply(const struct guest *guest, uint32_t index)
{
	size_t size;
	struct guest_reply *reply = guest_task_file(guest, "reply", index,
						    &size);

	if (reply && (size != sizeof(*reply) || reply->magic != GUEST_MAGIC)) {
		free(reply);
		return NULL;
	}
	return reply;
}

void guest_log_words(const struct guest *guest, char *complaint,
		     size_t complaint_size, char *note, size_t note_size)
{
	const struct kernel_log_owner owner = { .device = DISK, .all = true };
	char *records = guest_file(guest, "kmsg", NULL);
	struct kernel_log *log = kernel_log_deaf();

	if (!log)
		out_of_memory();
	kernel_log_begin(log, &owner);
	for (char *rest = records, *line;
	     records && (line = strsep(&rest, "\n"));)
		if (*line && *line != ' ')
			kernel_log_feed_record(log, line);
	kernel_log_end(log, complaint, complaint_size, note, note_size);
	kernel_log_close(log);
	free(records);
}

void guest_fsck_words(const struct guest *guest, char *text, size_t size)
{
	char *words = guest_file(guest, "fsck", NULL);

	for (char *rest = words, *line; words && (line = strsep(&rest, "\n"));)
		if (*line)
			text_add_line(text, size, "fsck: %s", line);
	free(words);
}

enum kernel_complaint guest_last_words(const struct guest *guest,
				       char *complaint, size_t complaint_size,
				       char *said, size_t said_size)
{
	enum kernel_complaint first = KERNEL_SILENT;
	char *words = guest_file(guest, "console", NULL);

	for (char *rest = words, *line;
	     words && (line = strsep(&rest, "\n"));) {
		line[strcspn(line, "\r")] = '\0';
		if (!strncmp(line, "guest: ", 7))
			text_add_line(said, said_size, "%s", line + 7);
		if (first == KERNEL_SILENT)
			first = kernel_log_complaint(line, DISK);
		if (first != KERNEL_SILENT && *line &&
		    !kernel_log_own_words(line))
			text_add_line(complaint, complaint_size, "%s", line);
	}
	free(words);
	return first;
}

int guest_debug(const struct guest_setup *setup, const struct guest_task *tasks,
		uint32_t count, struct guest_debug *debug)
{
	*debug = (struct guest_debug){ .program = NULL };
	if (!setup->machine->debug)
		return error("no debugger can be attached to a guest of the "
			     "machine %s",
			     setup->machine->name);
	return setup->machine->debug(setup, tasks, count, debug);
}

void guest_debug_free(struct guest_debug *debug)
{
	for (char **at = debug->program; at && *at; at++)
		free(*at);
	free(debug->program);
}
