// SPDX-License-Identifier: GPL-2.0-or-later
/* Passes a job and its replies through a directory shared with the guest. */
#include "machine/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "kernel/path.h"

static char *shared_path(const struct guest_setup *setup, const char *name)
{
	return xasprintf("%s/%s", setup->root, name);
}

static void shared_remove(const struct guest_setup *setup, const char *name)
{
	char *path = shared_path(setup, name);

	unlink(path);
	free(path);
}

/* Removes the files of the guest before. */
static void shared_clear(const struct guest_setup *setup, uint32_t tasks)
{
	static const char *const names[] = { "status", "stop",	    "kmsg",
					     "fsck",   "fsck.part", NULL };
	static const char *const numbered[] = { "reply", "hashes", "events",
						"schedules", NULL };
	char name[32];

	for (int i = 0; names[i]; i++)
		shared_remove(setup, names[i]);
	for (uint32_t task = 0; task < tasks; task++)
		for (int i = 0; numbered[i]; i++) {
			snprintf(name, sizeof(name), "%s.%u", numbered[i],
				 task);
			shared_remove(setup, name);
		}
}

static int shared_put_job(FILE *out, const struct guest_setup *setup,
			  const struct guest_task *tasks, uint32_t count)
{
	struct guest_job job = { .magic = GUEST_MAGIC, .tasks = count };

	snprintf(job.filesystem, sizeof(job.filesystem), "%s",
		 setup->config->name);
	job.has_image = setup->image != NULL;
	return fwrite(&job, sizeof(job), 1, out) != 1 ||
	       fwrite(tasks, sizeof(*tasks), count, out) != count;
}

int shared_write_job(const struct guest_setup *setup,
		     const struct guest_task *tasks, uint32_t count)
{
	char *path = shared_path(setup, "job");
	FILE *out;
	int failed;

	shared_clear(setup, count);
	out = fopen(path, "we");
	failed = !out || shared_put_job(out, setup, tasks, count);
	if (out && fclose(out))
		failed = 1;
	if (failed)
		error("cannot write %s: %s", path, strerror(errno));
	free(path);
	return failed ? -1 : 0;
}

int shared_open_console(const struct guest_setup *setup)
{
	char *path = shared_path(setup, "console");
	int console = open(path,
			   O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC,
			   0644);

	if (console < 0)
		error("cannot write %s: %s", path, strerror(errno));
	free(path);
	return console;
}

void shared_ask_to_stop(const struct guest *guest)
{
	char *path = shared_path(guest->setup, "stop");
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	if (fd >= 0)
		close(fd);
	free(path);
}

char *shared_file(const struct guest *guest, const char *name, size_t *size)
{
	char *path = shared_path(guest->setup, name);
	char *data = path_read(path, size);

	free(path);
	return data;
}

void shared_read_status(struct guest *guest)
{
	char *path = shared_path(guest->setup, "status");
	/* The rest of a longer string may follow this one, and is ignored. */
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
