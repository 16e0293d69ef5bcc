/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The addresses of mappings. Each mapping of a test has two places of its own.
 * An inaccessible reservation keeps a place free while the mapping is
 * elsewhere.
 * So no other mapping can take the addresses that munmap and mremap leave.
 * Otherwise a load still under way there would see another file.
 */
#ifndef FSLITMUS_ACTOR_PLACE_H
#define FSLITMUS_ACTOR_PLACE_H

#include <stdint.h>

struct actor;

/*
 * Addresses for LENGTH bytes of mapping INDEX from file offset OFFSET, not
 * those at AVOID (NULL: any); map there with MAP_FIXED. NULL with errno set.
 * Offset and address are equal modulo 2 MiB, as huge pages need.
 */
char *place_find(struct actor *actor, int index, uint64_t offset,
		 uint64_t length, const char *avoid);

/* Mapping INDEX has left LENGTH bytes at ADDRESS: reserves them again. */
void place_left(struct actor *actor, int index, char *address, uint64_t length);

/* Mapping LENGTH bytes at ADDRESS failed: restores the reservation. */
void place_failed(struct actor *actor, int index, char *address,
		  uint64_t length);

#endif
