/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far into its files a test can reach. */
#ifndef FSLITMUS_ACTOR_EXTENT_H
#define FSLITMUS_ACTOR_EXTENT_H

#include "contract/effect.h"

/*
 * The end, in bytes and rounded up to a page, of all that the operations
 * and mappings name or can change in FILE.
 */
uint64_t extent_of(const struct layout *layout, int file);

#endif
