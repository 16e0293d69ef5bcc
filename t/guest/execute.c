// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A guest's executor: which calls wait, which races are listed, and that what
 * is listed is recorded as it would have been at once.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "actor/arena.h"
#include "actor/conductor.h"
#include "actor/crew.h"
#include "actor/files.h"
#include "actor/final.h"
#include "actor/scratch.h"
#include "guest/calls.h"
#include "guest/execute.h"
#include "guest/kernel.h"

static struct result result;
static struct actor actor;
static struct crew crew;
static struct files files;
static char reason[RESULT_TEXT_SIZE];
static char *buffers;

static int join(void *context, struct actor *joining)
{
	(void)context;
	(void)joining;
	guest_executor_begin();
	return 0;
}

static const struct conductor conductor = {
	.executor = &guest_executor,
	.join = join,
};

/* P0 of the test TEXT, on a tmpfs. */
static void begin(const char *text)
{
	memset(&files, 0, sizeof(files));
	kernel_begin();
	crew.layout = (struct layout){ .test = scratch_test(text),
				       .page_size = sysconf(_SC_PAGESIZE) };
	crew.buffer_size = 32 * crew.layout.page_size;
	crew.directory = scratch_open("/dev/shm");
	crew.arena = arena_new(1, &result);
	assert_true(crew.directory >= 0 && crew.arena);
	crew.arena->conductor = &conductor;
	assert_int_equal(actor_init(&crew, &actor, 0, NULL), 0);
	buffers = mmap(NULL, 4 * crew.buffer_size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	actor.round = 5;
	actor.history->round = 5;
	files.actor = &actor;
	files.reason = reason;
}

static void finish(void)
{
	final_mapped(&actor);
	files_close(&actor);
	files_remove(&files);
	calls_flush();
	assert_int_equal(scratch_count(crew.directory), 0);
	actor_fini(&actor);
	munmap(buffers, 4 * crew.buffer_size);
	arena_free(crew.arena);
	scratch_close(crew.directory);
	kernel_end();
}

static const struct operation *operation(int i)
{
	return &actor.test->process[0].operations[i];
}

/* What the list that waits calls, in order, up to a 0. */
static void expect_waiting(const uint32_t *numbers)
{
	const struct calls *calls = calls_pending();
	unsigned int i = 0;

	for (; numbers[i]; i++) {
		assert_true(i < calls->count);
		assert_int_equal(calls->call[i].nr, numbers[i]);
	}
	assert_int_equal(calls->count, i);
}

#define WAITING(...) expect_waiting((const uint32_t[]){ __VA_ARGS__, 0 })

/* In a first round a file is created at once; what fills it waits. */
static void known_results_wait(void **state)
{
	struct stat status;

	(void)state;
	begin("test t\nfile f 2 pages evicted\nP0 {\n    read f[0]\n}\n");
	assert_int_equal(files_create(&files), 0);
	assert_int_equal(kernel_lists, 1);
	assert_int_equal(kernel_made[0].nr, SYS_openat);
	WAITING(SYS_pwrite64, SYS_fsync, SYS_fadvise64);
	assert_int_equal(fstat(actor.fd[0], &status), 0);
	assert_int_equal(status.st_size, 0);
	calls_flush();
	assert_int_equal(fstat(actor.fd[0], &status), 0);
	assert_int_equal(status.st_size, 2 * crew.layout.page_size);
	finish();
}

/* In a round that is like the ones before, creating it waits as well. */
static void what_was_before_waits(void **state)
{
	int fd;

	(void)state;
	begin("test t\nfile f 2 pages hole\nP0 {\n    read f[0]\n}\n");
	assert_int_equal(files_create(&files), 0);
	fd = actor.fd[0];
	files_close(&actor);
	files_remove(&files);
	guest_executing.as_before = true;
	assert_int_equal(files_create(&files), 0);
	assert_int_equal(actor.fd[0], fd);
	WAITING(SYS_fsync, SYS_close, SYS_unlinkat, SYS_openat, SYS_ftruncate,
		SYS_fsync);
	calls_flush();
	assert_int_equal(kernel_made[3].result, fd);
	finish();
}

/* Another result than the expected one ends the guest, and the list. */
static void a_surprise_ends_the_guest(void **state)
{
	int status;
	pid_t guest;

	(void)state;
	begin("test t\nfile f 2 pages\nP0 {\n    read f[0]\n}\n");
	guest = fork();
	if (!guest) {
		kernel_inject(SYS_fsync, 0, -EIO);
		files_create(&files);
		calls_flush();
		_exit(0);
	}
	assert_int_equal(waitpid(guest, &status, 0), guest);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), KERNEL_FAILED);
	assert_true(kernel_surprised());
	assert_int_equal(unlinkat(crew.directory, "f", 0), 0);
	finish();
}

/* One by one it is an outcome, which is told. */
static void singly_it_is_an_outcome(void **state)
{
	(void)state;
	begin("test t\nfile f 2 pages\nP0 {\n    read f[0]\n}\n");
	guest_executing.singly = true;
	kernel_inject(SYS_fsync, 0, -EIO);
	assert_int_equal(files_create(&files), -EIO);
	assert_false(kernel_surprised());
	assert_int_equal(actor.history->failures, 1);
	assert_int_equal(actor.history->failure[0].error, EIO);
	assert_string_equal(actor.history->failure[0].call, "fsync");
	finish();
}

/* Nothing else comes to lie where files are mapped to look at them. */
static void the_place_to_look_is_kept(void **state)
{
	uint64_t size;
	char *place;

	(void)state;
	begin("test t\nfile f 4 pages\nP0 {\n    read f[0]\n}\n");
	size = 4 * crew.layout.page_size;
	assert_int_equal(files_create(&files), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(look_map(&actor, 0, size), 0);
		place = actor.look;
		look_unmap(&actor, size);
		calls_flush();
		errno = 0;
		assert_ptr_equal(mmap(place, size, PROT_NONE,
				      MAP_PRIVATE | MAP_ANONYMOUS |
					      MAP_FIXED_NOREPLACE,
				      -1, 0),
				 MAP_FAILED);
		assert_int_equal(errno, EEXIST);
	}
	finish();
}

static bool may_list(const char *line)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "test t\nfile f 32 pages\nfile g 32 pages\nfile h absent\n"
		 "P0 {\n    map m f shared write\n    start\n    %s\n}\n",
		 line);
	return guest_may_list(scratch_test(text),
			      &scratch_test(text)->process[0].operations[1]);
}

/* By what the operation's description says, not by its name. */
static void races_that_can_be_listed(void **state)
{
	(void)state;
	assert_true(may_list("punch f[0..4)"));
	assert_true(may_list("read f[0..32)"));
	assert_true(may_list("direct-write f[1]"));
	assert_true(may_list("reflink f to g"));
	assert_true(may_list("dedupe f[0..2) to g[3]"));
	assert_true(may_list("drop-caches"));
	assert_true(may_list("migrate f[0..4)"));
	assert_true(may_list("madvise m dontneed"));
	assert_true(may_list("load m[0..16)"));
	assert_true(may_list("store m[3]"));

	/* Several calls, or as many as it takes. */
	assert_false(may_list("copy f to g"));
	assert_false(may_list("splice f[0..2)"));
	/* Others' addresses change. */
	assert_false(may_list("munmap m"));
	assert_false(may_list("mremap m"));
	/* A file is created. */
	assert_false(may_list("write h[0]"));
	assert_false(may_list("reflink f to h"));
	assert_false(may_list("dedupe f[0] to h[0]"));
	/* Too many entries; and a fault would not end a store. */
	assert_false(may_list("load m[0..17)"));
	assert_false(may_list("store m[0..2)"));
}

#define RACE                                                                  \
	"test t\nfile f 4 pages\nP0 {\n    map m f shared write\n    start\n" \
	"    punch f[1]\n    load m[0..4)\n    read f[0..4)\n    store m[2]\n}\n"

/* Sets the files up and performs the prologue. */
static void set_up_race(void)
{
	assert_int_equal(files_create(&files), 0);
	actor_perform(&actor, operation(0));
	calls_flush();
}

static void list_race(struct listed *listed)
{
	char *own = actor.buffer;

	for (int i = 0; i < 4; i++) {
		actor.buffer = buffers + i * crew.buffer_size;
		guest_list(&listed[i], &actor, operation(i + 1));
	}
	actor.buffer = own;
}

static void record_race(struct listed *listed)
{
	char *own = actor.buffer;

	for (int i = 0; i < 4; i++) {
		actor.buffer = buffers + i * crew.buffer_size;
		guest_record(&listed[i]);
	}
	actor.buffer = own;
}

static bool is_hole(int page)
{
	uint64_t word = 1;

	assert_int_equal(pread(actor.fd[0], &word, sizeof(word),
			       page * crew.layout.page_size),
			 sizeof(word));
	return !word;
}

/* Listing makes no call: the schedule has not begun. */
static void nothing_is_made_before_the_list(void **state)
{
	struct listed listed[4];

	(void)state;
	begin(RACE);
	set_up_race();
	list_race(listed);
	WAITING(SYS_fallocate, FSLITMUS_CALL_LOAD, FSLITMUS_CALL_LOAD,
		FSLITMUS_CALL_LOAD, FSLITMUS_CALL_LOAD, SYS_pread64,
		FSLITMUS_CALL_STORE);
	for (int i = 0; i < 4; i++)
		assert_int_equal(actor.history->record[0][i + 1].status,
				 RECORD_NOT_RUN);
	assert_int_equal(calls_pending()->call[0].operation,
			 calls_operation(operation(1)));
	assert_false(is_hole(1));
	calls_keep();
	assert_true(is_hole(1));
	record_race(listed);
	finish();
}

/* The history without its times. */
static void strip(struct history *history)
{
	*history = *actor.history;
	for (uint32_t i = 0; i < history->observations; i++)
		history->observation[i].begin = history->observation[i].end = 0;
	for (int i = 0; i < 8; i++)
		history->record[0][i].begin = history->record[0][i].end = 0;
}

static void clear_history(void)
{
	memset(actor.history->record, 0, sizeof(actor.history->record));
	actor.history->observations = 0;
}

/* A race on a list is recorded as it is when performed call by call. */
static void compare_race(const char *text, bool truncated)
{
	static struct history listed_history, history;
	struct listed listed[4];

	begin(text);
	set_up_race();
	if (truncated)
		assert_int_equal(ftruncate(actor.fd[0],
					   2 * crew.layout.page_size),
				 0);
	list_race(listed);
	calls_keep();
	record_race(listed);
	strip(&listed_history);
	assert_true(actor.history->record[0][1].begin & CALLS_TICKET);
	assert_true(actor.history->record[0][1].begin <
		    actor.history->record[0][1].end);
	assert_true(actor.history->record[0][1].end <
		    actor.history->record[0][2].begin);
	final_mapped(&actor);
	files_close(&actor);
	files_remove(&files);
	clear_history();

	set_up_race();
	if (truncated)
		assert_int_equal(ftruncate(actor.fd[0],
					   2 * crew.layout.page_size),
				 0);
	for (int i = 1; i < 5; i++)
		actor_perform(&actor, operation(i));
	strip(&history);
	assert_memory_equal(history.record, listed_history.record,
			    sizeof(history.record));
	assert_int_equal(history.observations, listed_history.observations);
	assert_memory_equal(history.observation, listed_history.observation,
			    history.observations *
				    sizeof(history.observation[0]));
	finish();
}

static void listed_is_recorded_alike(void **state)
{
	(void)state;
	compare_race(RACE, false);
}

/* Pages behind the end of file raise signals. */
static void signals_are_recorded_alike(void **state)
{
	(void)state;
	compare_race(RACE, true);
}

/* What fails before its call is recorded, and no call made. */
static void what_cannot_be_called_is_recorded(void **state)
{
	struct listed listed;
	const struct record *record;

	(void)state;
	begin(RACE);
	set_up_race();
	final_mapped(&actor); /* unmaps */
	calls_flush();
	/* Never mapped in this round: it cannot run. */
	guest_list(&listed, &actor, operation(2));
	assert_false(listed.runs);
	/* Unmapped in it: the access raises SIGSEGV. */
	actor.memory->length[0] = 4 * crew.layout.page_size;
	guest_list(&listed, &actor, operation(2));
	assert_int_equal(calls_pending()->count, 0);
	calls_keep();
	guest_record(&listed);
	record = &actor.history->record[0][2];
	assert_int_equal(record->status, RECORD_FAILED);
	assert_int_equal(record->result, -SIGSEGV);
	actor.memory->length[0] = 0;

	/* A file that cannot be opened. */
	files_close(&actor);
	files_remove(&files);
	calls_flush();
	guest_list(&listed, &actor, operation(1));
	assert_int_equal(calls_pending()->count, 0);
	guest_record(&listed);
	record = &actor.history->record[0][1];
	assert_int_equal(record->status, RECORD_FAILED);
	assert_int_equal(record->error, ENOENT);
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_results_wait),
		cmocka_unit_test(what_was_before_waits),
		cmocka_unit_test(a_surprise_ends_the_guest),
		cmocka_unit_test(singly_it_is_an_outcome),
		cmocka_unit_test(the_place_to_look_is_kept),
		cmocka_unit_test(races_that_can_be_listed),
		cmocka_unit_test(nothing_is_made_before_the_list),
		cmocka_unit_test(listed_is_recorded_alike),
		cmocka_unit_test(signals_are_recorded_alike),
		cmocka_unit_test(what_cannot_be_called_is_recorded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
