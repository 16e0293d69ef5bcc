// SPDX-License-Identifier: GPL-2.0-or-later
/* The conductor of a guest: makes its actors meet, and runs its schedules. */
#include "guest/conduct.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "actor/arena.h"
#include "actor/extent.h"
#include "actor/final.h"
#include "actor/round.h"
#include "guest/calls.h"
#include "guest/execute.h"
#include "guest/memory.h"
#include "guest/power.h"
#include "litmus/op_type.h"
#include "schedule/sequence.h"

/* The first rounds show what the calls return that set a round up. */
#define KNOWN_AFTER 2

/*
 * The kernel's places to meet. Place P, for P from 1, is where process P
 * waits until the one before it has done its prologue.
 */
enum {
	PLACE_LAST = TEST_MAX_PROCESSES, /* the last prologue is done */
	PLACE_GO,
	PLACE_RACED,
	PLACE_STOPPED,
	PLACE_RECORDED,
	PLACE_LOOKED,
};

/* Of the calling thread's actor. */
static __thread struct {
	/* The end of the last round already waited for this round's turn. */
	bool has_turn;
	/* The operations of its race, and a buffer for each. */
	char *buffers;
	struct listed listed[TEST_MAX_OPERATIONS];
} own;

static void add_meeting(struct calls *calls, int place, int count)
{
	if (count < 2)
		return;
	calls_add(calls, FSLITMUS_CALL_MEET, place, count, 0, 0);
	calls_expect(calls, 0);
}

static void add_turn(struct calls *calls, const struct actor *actor)
{
	if (actor->process > 0 && !own.has_turn)
		add_meeting(calls, actor->process, 2);
	own.has_turn = false;
}

/*
 * Tells the kernel the files' numbers in the test, by which events name them.
 * Done in every round, so that a recorded execution is like the others.
 */
static void add_watches(struct calls *calls, const struct actor *actor)
{
	for (int file = 0; file < actor->test->files; file++)
		if (actor->fd[file] >= 0)
			calls_add(calls, FSLITMUS_CALL_WATCH, actor->fd[file],
				  file, 0, 0);
}

/*
 * Each process passes the turn on, and the last one wakes P0. P0 starts the
 * schedule when all the others only wait to start.
 */
static void add_start(struct conduct *conduct, struct calls *calls,
		      const struct actor *actor)
{
	int count = actor->test->processes;

	add_watches(calls, actor);
	if (actor->process == 0)
		calls_add(calls, SYS_pwrite64, conduct->status,
			  (uintptr_t)&conduct->writing,
			  GUEST_STATUS_SIZE(strlen(conduct->writing.text)), 0);
	if (actor->process + 1 < count)
		add_meeting(calls, actor->process + 1, 2);
	if (count > 1 && (actor->process == 0 || actor->process + 1 == count))
		add_meeting(calls, PLACE_LAST, 2);
	if (actor->process == 0) {
		conduct->start = calls->count;
		calls_add(calls, FSLITMUS_CALL_START,
			  (uintptr_t)&conduct->schedule.control, 0, 0, 0);
		calls_expect(calls, 0);
	}
	add_meeting(calls, PLACE_GO, count);
}

/* The schedule ends with the race. */
static void add_raced(struct conduct *conduct, struct calls *calls,
		      const struct actor *actor)
{
	add_meeting(calls, PLACE_RACED, actor->test->processes);
	if (actor->process == 0) {
		calls_add(calls, FSLITMUS_CALL_STOP, (uintptr_t)&conduct->run,
			  0, 0, 0);
		calls_expect(calls, 0);
	}
	add_meeting(calls, PLACE_STOPPED, actor->test->processes);
}

static void add_looked(struct calls *calls, const struct actor *actor)
{
	add_meeting(calls, PLACE_LOOKED, actor->test->processes);
	if (actor->process == 0)
		return;
	add_meeting(calls, actor->process, 2);
	own.has_turn = true;
}

static char *buffer_of(const struct actor *actor, char *buffers, int operation)
{
	return buffers + actor->buffer_size * operation;
}

/* Puts the race on the list. */
static void list_race(struct actor *actor)
{
	const struct process *process = &actor->test->process[actor->process];
	char *buffer = actor->buffer;

	for (int i = process->prologue; i < process->count; i++) {
		actor->buffer = buffer_of(actor, own.buffers, i);
		guest_list(&own.listed[i], actor, &process->operations[i]);
	}
	actor->buffer = buffer;
}

/* Puts the race on the list, or performs it. */
static void conduct_race(void *context, struct actor *actor)
{
	const struct process *process = &actor->test->process[actor->process];
	const struct conduct *conduct = context;

	if (conduct->listed)
		list_race(actor);
	else
		for (int i = process->prologue; i < process->count; i++)
			actor_perform(actor, &process->operations[i]);
}

/* After the list was made: records the operations on it. */
static void record_race(struct actor *actor)
{
	const struct process *process = &actor->test->process[actor->process];
	char *buffer = actor->buffer;

	for (int i = process->prologue; i < process->count; i++) {
		actor->buffer = buffer_of(actor, own.buffers, i);
		guest_record(&own.listed[i]);
	}
	actor->buffer = buffer;
}

/* Added to the count, so that looks have larger tickets than the race. */
#define AFTER_RACE (1u << 21)

/* Tickets that prologues draw: two for each operation, before all others. */
static uint32_t prologue_tickets(const struct test *test)
{
	uint32_t count = 0;

	for (int p = 0; p < test->processes; p++)
		count += 2 * test->process[p].prologue;
	return count;
}

static void settle_ticket(const struct conduct *conduct, uint32_t *ticket)
{
	if (!(*ticket & CALLS_TICKET))
		return;
	*ticket = (*ticket - conduct->first_ticket) & (CALLS_TICKET - 1);
	*ticket += conduct->prologue_tickets;
}

/* After all have recorded: turns the kernel's tickets into the round's. */
static void settle_tickets(const struct conduct *conduct, struct actor *actor)
{
	struct history *history = actor->history;
	const struct test *test = actor->test;

	for (int p = 0; p < test->processes; p++)
		for (int i = 0; i < test->process[p].count; i++) {
			settle_ticket(conduct, &history->record[p][i].begin);
			settle_ticket(conduct, &history->record[p][i].end);
		}
	for (uint32_t i = 0; i < history->observations; i++) {
		settle_ticket(conduct, &history->observation[i].begin);
		settle_ticket(conduct, &history->observation[i].end);
	}
}

static bool has_threads(const struct test *test)
{
	for (int p = 0; p < test->processes; p++)
		if (test->process[p].thread_of >= 0)
			return true;
	return false;
}

/*
 * Puts the rest of a whole round on the list. P0's list ends when the others
 * have recorded theirs.
 */
static void add_looks(struct calls *calls, struct actor *actor)
{
	guest_look_later(true);
	round_look(actor);
	add_meeting(calls, PLACE_LOOKED, actor->test->processes);
	if (actor->process == 0) {
		if (guest_executing.look_mapped)
			final_cached(actor->arena->final);
		add_meeting(calls, PLACE_RECORDED, actor->test->processes);
	}
	guest_look_later(false);
}

static void meet_raced(struct conduct *conduct, struct actor *actor)
{
	struct calls *calls = calls_pending();

	add_raced(conduct, calls, actor);
	if (conduct->whole)
		add_looks(calls, actor);
	calls = calls_keep();
	if (conduct->listed) {
		if (actor->process == 0)
			conduct->first_ticket =
				calls->call[conduct->start].ended;
		atomic_fetch_or(&actor->arena->tickets, AFTER_RACE);
		record_race(actor);
	}
	guest_conclude_mapped();
	/* A mapping must stay until all threads have recorded theirs. */
	if (conduct->listed && conduct->has_threads) {
		add_meeting(calls_pending(), PLACE_RECORDED,
			    actor->test->processes);
		calls_flush();
	}
}

static bool has_prologue(const struct actor *actor)
{
	return actor->test->process[actor->process].prologue > 0;
}

/*
 * Each process counts the rounds by itself and gets the same number. Threads
 * share one count and cannot change to making calls singly in the middle, so
 * with threads either all rounds are made singly or none.
 */
static void count_round(struct conduct *conduct)
{
	const struct guest_task *task = conduct->task;
	uint64_t number = task->first + conduct->rounds;
	bool singly = task->singly_from != GUEST_NEVER &&
		      (conduct->has_threads || number >= task->singly_from);

	conduct->whole = conduct->may_be_whole && !singly &&
			 conduct->rounds >= KNOWN_AFTER;
	conduct->rounds++;
	guest_executing.as_before = conduct->whole;
	guest_executing.singly = singly;
	guest_executing.mappings_stay = conduct->mappings_stay;
}

/*
 * The list had everything to the end of the round. The other processes begin
 * the next one while P0 judges, up to their first operation.
 */
static void end_whole(struct conduct *conduct, struct calls *calls,
		      struct actor *actor)
{
	if (actor->process == 0) {
		settle_tickets(conduct, actor);
		return;
	}
	add_meeting(calls, PLACE_RECORDED, actor->test->processes);
	add_meeting(calls, actor->process, 2);
	own.has_turn = true;
	if (has_prologue(actor))
		calls_flush();
}

static void end_round(struct conduct *conduct, struct calls *calls,
		      struct actor *actor)
{
	add_looked(calls, actor);
	calls_flush();
	if (actor->process == 0)
		settle_tickets(conduct, actor);
}

static bool conduct_meet(void *context, struct actor *actor,
			 enum meeting meeting)
{
	struct conduct *conduct = context;
	struct calls *calls = calls_pending();

	switch (meeting) {
	case MEETING_TURN:
		count_round(conduct);
		add_turn(calls, actor);
		if (!conduct->whole)
			calls_flush();
		break;
	case MEETING_START:
		add_start(conduct, calls, actor);
		if (!conduct->listed)
			calls_flush();
		break;
	case MEETING_RACED:
		meet_raced(conduct, actor);
		break;
	case MEETING_LOOKED:
		if (conduct->whole)
			end_whole(conduct, calls, actor);
		else
			end_round(conduct, calls, actor);
		break;
	}
	return !atomic_load(&actor->arena->quit);
}

static int conduct_join(void *context, struct actor *actor)
{
	size_t size = actor->buffer_size * TEST_MAX_OPERATIONS;

	(void)context;
	guest_executor_begin();
	own.has_turn = false;
	own.buffers = mmap(NULL, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (own.buffers == MAP_FAILED)
		return -errno;
	return ioctl(guest_control, FSLITMUS_JOIN, actor->process) ? -errno : 0;
}

static void conduct_leave(void *context, struct actor *actor)
{
	(void)context;
	guest_executor_end();
	if (own.buffers && own.buffers != MAP_FAILED)
		munmap(own.buffers, actor->buffer_size * TEST_MAX_OPERATIONS);
	own.buffers = NULL;
}

static void conduct_dismiss(void *context, struct actor *leader, int process)
{
	(void)context;
	(void)leader;
	add_meeting(calls_pending(), process, 2);
	calls_flush();
}

static void conduct_choose(struct conduct *conduct, uint64_t number)
{
	const struct guest_task *task = conduct->task;
	const char *where;

	schedule_clear(&conduct->schedule);
	if (number < task->count) {
		errno = -search_next(conduct->search, task->first + number,
				     &conduct->schedule);
		if (errno)
			guest_fail("schedule %llu",
				   (unsigned long long)(task->first + number));
	} else if (sequence_parse(task->last, number - task->count,
				  &conduct->schedule, &where)) {
		errno = EINVAL;
		guest_fail("schedule '%s'", where);
	}
	if (task->flags & GUEST_TRACE &&
	    number + 1 == task->count + sequence_count(task->last))
		conduct->schedule.control.flags |= FSLITMUS_TRACE;
}

static void conduct_begin(void *context, uint64_t number)
{
	struct conduct *conduct = context;
	struct guest_status *status = &conduct->writing;

	if (number == 0)
		memory_own();
	if (number % GUEST_STOP_EVERY == 0 && !access("/stop", F_OK))
		conduct->stop = 1;
	count_round(conduct);
	/* None yet, if the files cannot be set up. */
	conduct->run = (struct fslitmus_result){ .hash = 0 };
	conduct_choose(conduct, number);
	status->magic = GUEST_MAGIC;
	status->state = GUEST_PERFORMING;
	status->task = conduct->index;
	status->schedule = conduct->task->first + number;
	schedule_format(&conduct->schedule, status->text, sizeof(status->text));
	if (conduct->schedules &&
	    dprintf(conduct->schedules, "%s\n", status->text) < 0)
		guest_fail("writing schedules");
}

static void read_preemptions(struct fslitmus_preemption *to)
{
	struct fslitmus_read read = {
		.buffer = (uintptr_t)to,
		.count = FSLITMUS_PREEMPTIONS,
	};

	if (ioctl(guest_control, FSLITMUS_READ_PREEMPTIONS, &read))
		guest_fail("FSLITMUS_READ_PREEMPTIONS");
}

static void conduct_show(struct conduct *conduct)
{
	struct guest_execution *shown = &conduct->reply->shown;
	struct result *result = &conduct->reply->result;

	shown->number = conduct->writing.schedule;
	shown->run = conduct->run;
	read_preemptions(shown->preemptions);
	snprintf(result->schedule, sizeof(result->schedule), "%s",
		 conduct->writing.text);
	result->schedule_number = shown->number;
	result->schedule_first = conduct->task->first;
	result->execution_hash = shown->run.hash;
}

static void conduct_learn(struct conduct *conduct)
{
	static struct fslitmus_preemption preemptions[FSLITMUS_PREEMPTIONS];

	if (search_is_new(conduct->search, &conduct->run))
		read_preemptions(preemptions);
	search_learn(conduct->search, &conduct->run, preemptions);
}

static void write_hashes(struct conduct *conduct)
{
	ssize_t size = conduct->hash_count * sizeof(conduct->hash[0]);

	if (write(conduct->hashes, conduct->hash, size) != size)
		guest_fail("writing hashes");
	conduct->hash_count = 0;
}

static void conduct_judged(void *context, struct result *result, bool kept)
{
	struct conduct *conduct = context;
	struct guest_reply *reply = conduct->reply;

	(void)result;
	reply->schedules++;
	reply->points += conduct->run.points;
	reply->legal += conduct->run.legal;
	conduct->hash[conduct->hash_count++] = conduct->run.hash;
	if (conduct->hash_count == CONDUCT_HASHES)
		write_hashes(conduct);
	if (kept)
		conduct_show(conduct);
	conduct_learn(conduct);
}

void conduct_end(struct conduct *conduct)
{
	if (conduct->reply->schedules && !conduct->reply->result.schedule[0])
		conduct_show(conduct);
	write_hashes(conduct);
	schedule_clear(&conduct->schedule);
}

static bool race_may_be_listed(const struct test *test)
{
	for (int p = 0; p < test->processes; p++) {
		const struct process *process = &test->process[p];

		for (int i = process->prologue; i < process->count; i++)
			if (!guest_may_list(test, &process->operations[i]))
				return false;
	}
	return true;
}

/* As many entries as a whole round's list may have, and some more. */
static uint64_t conduct_entries(const struct test *test)
{
	const struct layout layout = { .test = test, .page_size = GUEST_PAGE };
	uint64_t count = 16 * TEST_MAX_FILES;
	int64_t start, end;

	for (int i = 0; i < test->files; i++)
		count += extent_of(&layout, i) / GUEST_PAGE;
	for (int i = 0; i < test->mappings; i++) {
		mapping_bytes(test, i, GUEST_PAGE, &start, &end);
		count += (end - start) / GUEST_PAGE + 8;
	}
	for (int p = 0; p < test->processes; p++)
		count += 16 + LISTED_PAGES * test->process[p].count;
	return count;
}

/*
 * Can each process make a whole round as one list? That requires that
 * everything but the race has the same result in every round, and that the race
 * does not decide which looks are taken.
 */
static bool round_may_be_whole(const struct test *test)
{
	if (has_threads(test) || conduct_entries(test) > CALLS_MAX)
		return false;
	for (int i = 0; i < test->files; i++)
		if (test->file[i].content == CONTENT_ABSENT)
			return false;
	for (int p = 0; p < test->processes; p++)
		for (int i = 0; i < test->process[p].count; i++) {
			const struct operation *operation =
				&test->process[p].operations[i];
			bool maps = guest_change(test, operation) ==
				    CHANGES_MAPS;

			if (maps != (i < test->process[p].prologue) ||
			    operation->type->traits & TRAIT_OWN_FS)
				return false;
		}
	return true;
}

/* Do prologues leave all mappings where they made them? */
static bool prologues_keep_mappings(const struct test *test)
{
	for (int p = 0; p < test->processes; p++)
		for (int i = 0; i < test->process[p].prologue; i++) {
			enum call_change change =
				guest_change(test,
					     &test->process[p].operations[i]);

			if (change != CHANGES_NOTHING && change != CHANGES_MAPS)
				return false;
		}
	return true;
}

struct conductor conduct_with(struct conduct *conduct, const struct test *test)
{
	conduct->listed = race_may_be_listed(test);
	conduct->may_be_whole = conduct->listed && round_may_be_whole(test);
	conduct->has_threads = has_threads(test);
	/* A race that may be listed neither moves nor unmaps. */
	conduct->mappings_stay = conduct->listed &&
				 prologues_keep_mappings(test);
	conduct->prologue_tickets = prologue_tickets(test);
	return (struct conductor){
		.context = conduct,
		.executor = &guest_executor,
		.join = conduct_join,
		.leave = conduct_leave,
		.begin = conduct_begin,
		.meet = conduct_meet,
		.race = conduct_race,
		.judged = conduct_judged,
		.dismiss = conduct_dismiss,
	};
}
