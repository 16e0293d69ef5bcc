// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The /init of a guest that runs tests. protocol.h has what it reads and
 * writes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "actor/merge.h"
#include "actor/perform.h"
#include "guest/calls.h"
#include "guest/conduct.h"
#include "guest/memory.h"
#include "guest/place.h"
#include "guest/power.h"
#include "guest/protocol.h"
#include "litmus/parse.h"
#include "schedule/sequence.h"

#define REPLY_PAGE 4096

static void *init_allocate(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		guest_fail("memory");
	return memory;
}

static void read_exactly(int fd, void *to, size_t size, const char *what)
{
	for (ssize_t got; size; size -= got, to = (char *)to + got) {
		got = read(fd, to, size);
		if (got > 0)
			continue;
		errno = got ? errno : EPROTO;
		guest_fail("reading %s", what);
	}
}

static int open_job(struct guest_job *job)
{
	int fd = open("/job", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		guest_fail("/job");
	read_exactly(fd, job, sizeof(*job), "/job");
	errno = EPROTO;
	if (job->magic != GUEST_MAGIC)
		guest_fail("/job is not of this version");
	return fd;
}

static int open_for_writing(const char *name, uint64_t index)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/%s.%llu", name,
		 (unsigned long long)index);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		guest_fail("%s", path);
	return fd;
}

static void write_exactly(int fd, const void *from, size_t size,
			  const char *what)
{
	for (ssize_t put; size; size -= put, from = (char *)from + put) {
		put = write(fd, from, size);
		if (put <= 0)
			guest_fail("writing %s", what);
	}
}

static bool is_zero(const char *data, size_t size)
{
	return !data[0] && !memcmp(data, data + 1, size - 1);
}

/*
 * Writes the reply, with holes instead of pages of zeroes. Most of a reply is
 * room that was not needed, and writing it would take longer than everything
 * else. The last page is always written, because the size shows that a reply is
 * complete.
 */
static void write_reply(int fd, const struct guest_reply *reply)
{
	const char *data = (const char *)reply;

	for (size_t at = 0, size; at < sizeof(*reply); at += size) {
		size = sizeof(*reply) - at < REPLY_PAGE ? sizeof(*reply) - at :
							  REPLY_PAGE;
		if (is_zero(data + at, size) && at + size < sizeof(*reply))
			continue;
		if (lseek(fd, at, SEEK_SET) < 0)
			guest_fail("seeking in a reply");
		write_exactly(fd, data + at, size, "reply");
	}
}

static void init_parse(const struct guest_task *task, struct test *test)
{
	struct diagnostic diagnostic;

	errno = EPROTO;
	if (test_parse(task->test, strlen(task->test), "job", test,
		       &diagnostic))
		guest_fail("test of the job, line %d: %s", diagnostic.line,
			   diagnostic.message);
}

static void write_events(uint64_t index, const struct fslitmus_result *run)
{
	int fd = open_for_writing("events", index);
	size_t size = run->events * sizeof(struct fslitmus_event);
	struct fslitmus_event *events = init_allocate(size + 1);
	struct fslitmus_read read = {
		.buffer = (uintptr_t)events,
		.count = run->events,
	};

	if (ioctl(guest_control, FSLITMUS_READ_EVENTS, &read))
		guest_fail("FSLITMUS_READ_EVENTS");
	write_exactly(fd, events, size, "events");
	close(fd);
	free(events);
}

static void perform_with(struct conduct *conduct, const struct test *test)
{
	const struct guest_task *task = conduct->task;
	struct conductor conductor = conduct_with(conduct, test);
	int directory = open("/mnt", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct perform_options options = {
		.directory = directory,
		.own_fs = true,
		.sound_disk = true,
		.seed = task->seed,
		.round_tag = task->first,
		.rounds = task->count + sequence_count(task->last),
		.stop_after = task->stop_after,
		.final_every = task->final_every,
		.stop = &conduct->stop,
		.conductor = &conductor,
	};

	if (directory < 0)
		guest_fail("/mnt");
	conduct->reply->error = perform(test, &options,
					&conduct->reply->result);
	conduct_end(conduct);
	close(directory);
}

static void perform_task(const struct guest_task *task, uint64_t index,
			 int status)
{
	struct conduct *conduct = init_allocate(sizeof(*conduct));
	struct test *test = init_allocate(sizeof(*test));
	int fd = open_for_writing("reply", index);
	const char *problem, *where;

	conduct->task = task;
	conduct->index = index;
	conduct->status = status;
	conduct->hashes = open_for_writing("hashes", index);
	if (task->flags & GUEST_SCHEDULES)
		conduct->schedules = open_for_writing("schedules", index);
	conduct->reply = init_allocate(sizeof(*conduct->reply));
	conduct->reply->magic = GUEST_MAGIC;
	problem = search_new(task->strategy, task->seed, &conduct->search,
			     &where);
	errno = EPROTO;
	if (problem)
		guest_fail("strategy '%s': %s", where, problem);
	if (ioctl(guest_control, FSLITMUS_INFO, &conduct->reply->info))
		guest_fail("FSLITMUS_INFO");
	result_clear(&conduct->reply->result, task->seed);
	init_parse(task, test);
	perform_with(conduct, test);
	if (task->flags & GUEST_TRACE)
		write_events(index, &conduct->run);
	write_reply(fd, conduct->reply);
	close(fd);
	close(conduct->hashes);
	if (conduct->schedules)
		close(conduct->schedules);
	search_free(conduct->search);
	free(conduct->reply);
	free(test);
	free(conduct);
}

static void tell_state(int status, enum guest_state state)
{
	static struct guest_status now = { .magic = GUEST_MAGIC };
	/* All of it is written at first. A longer one would take a page later,
	   and that would change which pages the test's files get. */
	ssize_t size = state == GUEST_BOOTING ? sizeof(now) :
						GUEST_STATUS_SIZE(0);

	now.state = state;
	if (pwrite(status, &now, size, 0) != size)
		guest_fail("/status");
}

int main(void)
{
	struct guest_job *job;
	struct guest_task *task;
	int status, jobs;

	memory_take_heap();
	job = init_allocate(sizeof(*job));
	task = init_allocate(sizeof(*task));
	guest_begin();
	guest_unlock_root();
	setvbuf(stdout, NULL, _IOLBF, 0);
	status = open("/status", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	guest_control = open("/dev/fslitmus", O_RDWR | O_CLOEXEC);
	if (status < 0 || guest_control < 0)
		guest_fail("/status or /dev/fslitmus");
	tell_state(status, GUEST_BOOTING);
	jobs = open_job(job);
	place_prepare(job);
	tell_state(status, GUEST_MOUNTING);
	place_mount(job);
	tell_state(status, GUEST_READY);
	for (uint32_t i = 0; i < job->tasks; i++) {
		read_exactly(jobs, task, sizeof(*task), "a task");
		perform_task(task, i, status);
	}
	tell_state(status, GUEST_UNMOUNTING);
	place_unmount(job);
	tell_state(status, GUEST_CHECKING);
	place_check(job);
	guest_power_off();
}
