// SPDX-License-Identifier: GPL-2.0-or-later
#include "op/local_actor.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "actor/execute.h"

/* actor is its first member. */
static struct local_actor *local_of(struct actor *actor)
{
	return (struct local_actor *)actor;
}

uint64_t actor_offset(const struct actor *actor, struct position at)
{
	return position_bytes(at, actor->layout.page_size);
}

void actor_range(const struct actor *actor, const struct operation *operation,
		 uint64_t *start, uint64_t *length)
{
	int64_t from, to;

	operation_bytes(actor->test, operation, actor->layout.page_size, &from,
			&to);
	*start = from;
	*length = to - from;
}

const char *actor_file_name(const struct actor *actor, int file)
{
	return actor->test->file[file].name;
}

static int open_file(struct actor *actor, int file, int *fd, int flags)
{
	const struct file_decl *decl = &actor->test->file[file];

	if (*fd >= 0)
		return *fd;
	if (decl->content == CONTENT_ABSENT)
		flags |= O_CREAT;
	*fd = openat(actor->directory, decl->name, flags | O_RDWR | O_CLOEXEC,
		     0600);
	return *fd < 0 ? -errno : *fd;
}

int actor_fd(struct actor *actor, int file)
{
	return open_file(actor, file, &actor->fd[file], 0);
}

int actor_direct_fd(struct actor *actor, int file)
{
	return open_file(actor, file, &actor->direct_fd[file], O_DIRECT);
}

int actor_map_fd(struct actor *actor, int file, bool writable)
{
	(void)writable;
	return actor_fd(actor, file);
}

char *actor_stamps(struct actor *actor, const struct operation *operation,
		   int file, uint64_t offset, uint64_t length)
{
	assert_int_equal(operation->process, actor->process);
	assert_true(length <= actor->buffer_size);
	/* Prepared before the operation begins. */
	assert_int_equal(actor->record->status, RECORD_NOT_RUN);
	for (uint64_t i = 0; i < length; i += TEST_WORD) {
		uint64_t word = image_stamp(local_of(actor)->tag, file,
					    offset + i);

		memcpy(actor->buffer + i, &word, sizeof(word));
	}
	return actor->buffer;
}

void actor_begin(struct actor *actor)
{
	assert_int_equal(actor->record->status, RECORD_NOT_RUN);
	actor->record->status = RECORD_STARTED;
	actor->record->begin = ++local_of(actor)->tickets;
}

void actor_end(struct actor *actor, int64_t result, int64_t wanted)
{
	struct record *record = actor->record;
	int error = errno;

	assert_int_equal(record->status, RECORD_STARTED);
	assert_true(result <= wanted);
	record->end = ++local_of(actor)->tickets;
	record->result = result;
	record->error = result < 0 ? error : 0;
	if (result < 0)
		record->status = RECORD_FAILED;
	else
		record->status = result < wanted ? RECORD_PARTIAL : RECORD_DONE;
}

static void see(struct actor *actor, uint64_t offset, enum sight sight,
		uint64_t word)
{
	struct local_actor *local = local_of(actor);
	uint64_t i = offset / TEST_WORD;

	assert_int_equal(offset % TEST_WORD, 0);
	assert_true(i < IMAGE_WORDS);
	assert_int_equal(local->sight[i], SIGHT_NONE);
	local->seen++;
	local->sight[i] = sight;
	local->word[i] = word;
}

static void assert_ended(const struct actor *actor)
{
	assert_true(actor->record->status != RECORD_NOT_RUN &&
		    actor->record->status != RECORD_STARTED);
}

void actor_observe(struct actor *actor, int file, int mapping, uint64_t offset,
		   const void *data, uint64_t length, uint64_t wanted)
{
	uint64_t word;

	(void)mapping;
	assert_ended(actor);
	assert_in_range(file, 0, actor->test->files - 1);
	for (uint64_t i = 0; i < wanted; i += TEST_WORD) {
		word = 0;
		if (i < length)
			memcpy(&word, (const char *)data + i, sizeof(word));
		see(actor, offset + i, i < length ? SIGHT_WORD : SIGHT_ABSENT,
		    word);
	}
}

void actor_observe_signal(struct actor *actor, int file, int mapping,
			  uint64_t offset, uint64_t length, int signal)
{
	assert_ended(actor);
	assert_in_range(file, 0, actor->test->files - 1);
	assert_in_range(mapping, 0, actor->test->mappings - 1);
	assert_true(length > 0);
	for (uint64_t i = 0; i < length; i += TEST_WORD)
		see(actor, offset + i, SIGHT_SIGNAL, signal);
}

static sigjmp_buf back;

static void on_fault(int signal)
{
	siglongjmp(back, signal);
}

static int copy_words(volatile uint64_t *to, const volatile uint64_t *from,
		      uint64_t words, volatile uint64_t *done)
{
	int signal = sigsetjmp(back, 1);

	if (signal)
		return signal;
	for (uint64_t i = 0; i < words; i++, *done = i * TEST_WORD)
		to[i] = from[i];
	return 0;
}

int actor_copy(void *to, const void *from, uint64_t length, uint64_t *done)
{
	struct sigaction catch = { .sa_handler = on_fault }, bus, segv;
	volatile uint64_t copied = 0;
	int signal;

	sigaction(SIGBUS, &catch, &bus);
	sigaction(SIGSEGV, &catch, &segv);
	signal = copy_words(to, from, length / TEST_WORD, &copied);
	sigaction(SIGBUS, &bus, NULL);
	sigaction(SIGSEGV, &segv, NULL);
	*done = copied;
	return signal;
}

void local_actor_init(struct local_actor *local, const struct test *test,
		      int directory)
{
	struct actor *actor = &local->actor;

	memset(local, 0, sizeof(*local));
	actor->test = test;
	actor->layout.test = test;
	actor->layout.page_size = sysconf(_SC_PAGESIZE);
	actor->directory = directory;
	for (int i = 0; i < TEST_MAX_FILES; i++)
		actor->fd[i] = actor->direct_fd[i] = -1;
	actor->memory = &local->memory;
	actor->record = &local->record;
	actor->buffer_size = IMAGE_BYTES;
	actor->buffer = mmap(NULL, IMAGE_BYTES, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(actor->buffer, MAP_FAILED);
	actor->executor = &execute_live;
	assert_int_equal(execute_open_pipe(actor), 0);
}

void local_actor_finish(struct local_actor *local)
{
	struct actor *actor = &local->actor;

	for (int i = 0; i < TEST_MAX_MAPPINGS; i++)
		if (local->memory.address[i])
			munmap(local->memory.address[i],
			       local->memory.length[i]);
	for (int i = 0; i < TEST_MAX_FILES; i++) {
		if (actor->fd[i] >= 0)
			close(actor->fd[i]);
		if (actor->direct_fd[i] >= 0)
			close(actor->direct_fd[i]);
	}
	munmap(actor->buffer, actor->buffer_size);
	close(actor->pipe[0]);
	close(actor->pipe[1]);
}

void local_actor_perform(struct local_actor *local,
			 const struct operation *operation, int tag)
{
	memset(&local->record, 0, sizeof(local->record));
	memset(local->sight, 0, sizeof(local->sight));
	local->seen = 0;
	local->tag = tag;
	execute(&local->actor, operation);
	assert_int_not_equal(local->record.status, RECORD_STARTED);
}
