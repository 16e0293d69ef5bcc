/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An actor's way through one round. The actors run their prologues one
 * after the other, meet, run their operations at once, meet again, and look
 * at what they mapped.
 */
#ifndef FSLITMUS_ACTOR_ROUND_H
#define FSLITMUS_ACTOR_ROUND_H

#include "actor/actor.h"

/* The stamps' tag of round NUMBER, which counts from 0. */
uint32_t round_tag(const struct arena *arena, uint32_t number);

/*
 * Called for each actor when the race is over: looks at its mappings and unmaps
 * them. All actors but P0 also close their files.
 */
void round_look(struct actor *actor);

/*
 * Performs a whole round for an actor other than P0; ROUND counts from 0. False
 * if there are no more rounds.
 */
bool round_join(struct actor *actor, uint32_t round);

/*
 * The same for P0, after the files are set up; returns when all actors are done
 * with the round. False if the round could not be completed (arena->error).
 */
bool round_lead(struct actor *actor, uint32_t round);

#endif
