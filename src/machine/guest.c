// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/kernel_log.h"
#include "machine/processor.h"
#include "base/child.h"
#include "base/error.h"
#include "base/text.h"
#include "kernel/boot.h"
#include "kernel/path.h"

#define DISK "nullb0"

static char *file_path(const struct guest_place *place, const char *name)
{
	return path_format("%s/%s", place->root, name);
}

static int write_job_to(FILE *out, const struct guest_place *place,
			const struct guest_task *tasks, uint32_t count)
{
	const struct mkfs *mkfs = place->mkfs;
	struct guest_job job = { .magic = GUEST_MAGIC, .tasks = count };

	snprintf(job.type, sizeof(job.type), "%s", mkfs->type);
	snprintf(job.options, sizeof(job.options), "%s", mkfs->options);
	job.has_image = place->image != NULL;
	snprintf(job.fsck, sizeof(job.fsck), "%s",
		 guest_fsck(mkfs) ? guest_fsck(mkfs) : "");
	return fwrite(&job, sizeof(job), 1, out) != 1 ||
	       fwrite(tasks, sizeof(*tasks), count, out) != count;
}

static int write_job(const struct guest_place *place,
		     const struct guest_task *tasks, uint32_t count)
{
	char *path = file_path(place, "job");
	FILE *out = fopen(path, "we");
	int failed = !out || write_job_to(out, place, tasks, count);

	if (out && fclose(out))
		failed = 1;
	if (failed)
		error("cannot write %s: %s", path, strerror(errno));
	free(path);
	return failed ? -1 : 0;
}

/* What the guest before it left. */
static void clear_root(const struct guest_place *place, uint32_t tasks)
{
	static const char *const names[] = { "status", "stop", "kmsg", "fsck",
					     "fsck.part", NULL };
	static const char *const numbered[] = { "reply", "hashes", "events",
						NULL };
	char *path;

	for (int i = 0; names[i]; i++) {
		path = file_path(place, names[i]);
		unlink(path);
		free(path);
	}
	for (uint32_t task = 0; task < tasks; task++)
		for (int i = 0; numbered[i]; i++) {
			path = path_format("%s/%s.%u", place->root,
					   numbered[i], task);
			unlink(path);
			free(path);
		}
}

static int open_log(const struct guest_place *place)
{
	char *path = file_path(place, "console");
	int log = open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC,
		       0644);

	if (log < 0)
		error("cannot write %s: %s", path, strerror(errno));
	free(path);
	return log;
}

static int prepare(struct boot *boot, const struct guest_place *place,
		   const struct guest_task *tasks, uint32_t count)
{
	static const char *const settings[] = { "panic_on_warn=1", NULL };

	*boot = (struct boot){
		.executable = place->executable,
		.root = place->root,
		.mutant = place->mutant,
		.memory = GUEST_MEMORY,
		.zoned = place->mkfs->zoned,
		.real_time = place->real_time,
		.settings = settings,
	};
	clear_root(place, count);
	return write_job(place, tasks, count);
}

char **guest_arguments(const struct guest_place *place,
		       const struct guest_task *tasks, uint32_t count)
{
	struct boot boot;

	return prepare(&boot, place, tasks, count) ? NULL :
						     boot_arguments(&boot);
}

static void close_files(struct guest *guest)
{
	if (guest->log >= 0)
		close(guest->log);
	if (guest->claim >= 0)
		close(guest->claim);
	guest->log = guest->claim = -1;
}

int guest_start(struct guest *guest, const struct guest_place *place,
		const struct guest_task *tasks, uint32_t count)
{
	cpu_set_t processor;
	struct boot boot;

	*guest = (struct guest){ .place = place };
	guest->log = open_log(place);
	guest->claim = processor_claim(&processor);
	if (!prepare(&boot, place, tasks, count) && guest->log >= 0) {
		boot.output = guest->log;
		if (guest->claim >= 0)
			boot.processors = &processor;
		guest->pid = boot_start(&boot);
	}
	if (guest->pid > 0)
		return 0;
	guest->pid = 0;
	close_files(guest);
	return -1;
}

static void read_status(struct guest *guest)
{
	char *path = file_path(guest->place, "status");
	/* What a longer one left behind the string does not matter. */
	struct guest_status status = { .magic = 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	free(path);
	if (fd < 0)
		return;
	if (pread(fd, &status, sizeof(status) - 1, 0) >=
		    (ssize_t)GUEST_STATUS_SIZE(0) &&
	    status.magic == GUEST_MAGIC)
		guest->status = status;
	close(fd);
}

bool guest_runs(struct guest *guest)
{
	if (!guest->pid)
		return false;
	if (child_ended(guest->pid)) {
		guest->ended = child_reap(guest->pid);
		guest->pid = 0;
	}
	read_status(guest);
	return guest->pid;
}

void guest_ask_to_stop(const struct guest *guest)
{
	char *path = file_path(guest->place, "stop");
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	if (fd >= 0)
		close(fd);
	free(path);
}

void guest_kill(struct guest *guest)
{
	if (guest->pid) {
		child_kill(guest->pid);
		guest->pid = 0;
	}
	read_status(guest);
	close_files(guest);
}

bool guest_is_done(const struct guest *guest)
{
	char *path = file_path(guest->place, "fsck");
	bool done = !access(path, F_OK);

	free(path);
	return done;
}

void *guest_file(const struct guest *guest, const char *name, uint32_t index,
		 size_t *size)
{
	char *path = path_format("%s/%s.%u", guest->place->root, name, index);
	char *data = path_read(path, size);

	free(path);
	return data;
}

struct guest_reply *guest_reply(const struct guest *guest, uint32_t index)
{
	size_t size;
	struct guest_reply *reply = guest_file(guest, "reply", index, &size);

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
	char *path = file_path(guest->place, "kmsg");
	char *records = path_read(path, NULL);
	struct kernel_log *log = kernel_log_deaf();

	if (!log)
		die(EXIT_NOT_RUN, "out of memory for a guest's log");
	kernel_log_begin(log, &owner);
	for (char *rest = records, *line;
	     records && (line = strsep(&rest, "\n"));)
		if (*line && *line != ' ')
			kernel_log_feed_record(log, line);
	kernel_log_end(log, complaint, complaint_size, note, note_size);
	kernel_log_close(log);
	free(records);
	free(path);
}

void guest_fsck_words(const struct guest *guest, char *text, size_t size)
{
	char *path = file_path(guest->place, "fsck");
	char *words = path_read(path, NULL);

	for (char *rest = words, *line; words && (line = strsep(&rest, "\n"));)
		if (*line)
			text_add_line(text, size, "fsck: %s", line);
	free(words);
	free(path);
}

enum kernel_complaint guest_last_words(const struct guest *guest,
				       char *complaint, size_t complaint_size,
				       char *said, size_t said_size)
{
	enum kernel_complaint first = KERNEL_SILENT;
	char *path = file_path(guest->place, "console");
	char *words = path_read(path, NULL);

	for (char *rest = words, *line; words && (line = strsep(&rest, "\n"));) {
		line[strcspn(line, "\r")] = '\0';
		if (!strncmp(line, "guest: ", 7))
			text_add_line(said, said_size, "%s", line + 7);
		if (first == KERNEL_SILENT)
			first = kernel_log_complaint(line, DISK);
		if (first != KERNEL_SILENT && *line)
			text_add_line(complaint, complaint_size, "%s", line);
	}
	free(words);
	free(path);
	return first;
}
