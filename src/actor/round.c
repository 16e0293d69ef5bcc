// SPDX-License-Identifier: GPL-2.0-or-later
/* An actor's way through one round. */
#include "actor/round.h"

#include "actor/arena.h"
#include "actor/conductor.h"
#include "actor/files.h"
#include "actor/final.h"
#include "contract/stamp.h"
#include "litmus/op_type.h"

uint32_t round_tag(const struct arena *arena, uint32_t number)
{
	return (arena->round_tag + number) & (STAMP_ROUNDS - 1);
}

static bool is_there(const struct actor *actor, int file)
{
	return actor->test->file[file].content != CONTENT_ABSENT;
}

/* With O_DIRECT, for the operations that need that. */
static void open_directly(struct actor *actor)
{
	const struct process *process = &actor->test->process[actor->process];

	for (int i = 0; i < process->count; i++) {
		const struct operation *operation = &process->operations[i];

		if (operation->type->traits & TRAIT_DIRECT &&
		    is_there(actor, operation->file))
			actor_direct_fd(actor, operation->file);
	}
}

/* Errors are ignored: the operation opens the file again and records them. */
static void open_files(struct actor *actor)
{
	uint64_t *spent = &actor->arena->spent[actor->process].open_ns;
	uint64_t start = meter_start(actor->arena);

	for (int i = 0; i < actor->test->files; i++)
		if (actor->uses & 1u << i && is_there(actor, i))
			actor_fd(actor, i);
	open_directly(actor);
	*spent = 0;
	meter_stop(actor->arena, start, spent);
}

static void perform_prologue(struct actor *actor)
{
	const struct process *process = &actor->test->process[actor->process];

	open_files(actor);
	for (int i = 0; i < process->prologue; i++)
		actor_perform(actor, &process->operations[i]);
}

/*
 * There are two gates, so that an actor which slept during the others'
 * prologues is awake before any of them starts.
 */
static bool start_at_gates(struct arena *arena, uint32_t target)
{
	gate_pass(&arena->turn);
	if (!gate_wait(arena, &arena->turn, target))
		return false;
	gate_pass(&arena->ready);
	return gate_wait(arena, &arena->ready, target);
}

/* As meet() of struct conductor. ROUND counts from 0. */
static bool meet_at_gates(const struct actor *actor, uint32_t round,
			  enum meeting meeting)
{
	struct arena *arena = actor->arena;
	uint32_t processes = actor->test->processes;

	switch (meeting) {
	case MEETING_TURN:
		return gate_wait(arena, &arena->turn,
				 round * processes + actor->process);
	case MEETING_START:
		return start_at_gates(arena, (round + 1) * processes);
	case MEETING_RACED:
		return gate_wait(arena, &arena->raced, (round + 1) * processes);
	case MEETING_LOOKED:
		break;
	}
	if (actor->process == 0)
		return gate_wait(arena, &arena->looked,
				 (round + 1) * (processes - 1));
	gate_pass(&arena->looked);
	return true;
}

static bool round_meet(struct actor *actor, uint32_t round,
		       enum meeting meeting)
{
	const struct conductor *conductor = actor->arena->conductor;

	if (conductor)
		return conductor->meet(conductor->context, actor, meeting);
	return meet_at_gates(actor, round, meeting);
}

/* From the prologue to the last operation. */
static bool perform_all(struct actor *actor, uint32_t round)
{
	const struct process *process = &actor->test->process[actor->process];
	struct arena *arena = actor->arena;

	actor->round = round_tag(arena, round);
	pin_actor(&arena->pin, actor->process, round);
	perform_prologue(actor);
	if (!round_meet(actor, round, MEETING_START))
		return false;
	pause_for(arena->skew[actor->process]);
	if (arena->conductor)
		arena->conductor->race(arena->conductor->context, actor);
	else
		for (int i = process->prologue; i < process->count; i++)
			actor_perform(actor, &process->operations[i]);
	gate_pass(&arena->raced);
	return true;
}

static bool owns_memory(const struct actor *actor)
{
	return address_space(actor->test, actor->process) == actor->process;
}

static bool has_mappings(const struct actor *actor)
{
	for (int i = 0; i < actor->test->mappings; i++)
		if (actor->memory->address[i])
			return true;
	return false;
}

static bool has_threads(const struct actor *actor)
{
	for (int i = 0; i < actor->test->processes; i++)
		if (actor->test->process[i].thread_of == actor->process)
			return true;
	return false;
}

static bool has_to_look(const struct actor *actor)
{
	return owns_memory(actor) &&
	       (has_threads(actor) || has_mappings(actor));
}

void round_look(struct actor *actor)
{
	if (has_to_look(actor))
		final_mapped(actor);
	if (actor->process != 0)
		files_close(actor);
}

/* An actor without mappings to look at need not wait at the gates. */
static bool look_and_close(struct actor *actor, uint32_t round)
{
	struct arena *arena = actor->arena;
	uint64_t *spent = &arena->spent[actor->process].look_ns;
	bool waits = has_to_look(actor) || arena->conductor ||
		     actor->process == 0;
	uint64_t start;

	if (waits && !round_meet(actor, round, MEETING_RACED))
		return false;
	start = meter_start(arena);
	*spent = 0;
	round_look(actor);
	meter_stop(arena, start, spent);
	return round_meet(actor, round, MEETING_LOOKED);
}

bool round_join(struct actor *actor, uint32_t round)
{
	return round_meet(actor, round, MEETING_TURN) &&
	       perform_all(actor, round) && look_and_close(actor, round);
}

bool round_lead(struct actor *actor, uint32_t round)
{
	return perform_all(actor, round) && look_and_close(actor, round);
}
