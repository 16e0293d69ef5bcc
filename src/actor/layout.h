/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FSLITMUS_ACTOR_LAYOUT_H
#define FSLITMUS_ACTOR_LAYOUT_H

#include "contract/effect.h"

/*
 * The properties that the contract needs of TEST's files and of the filesystem
 * they are on, that of DIRECTORY, a descriptor.
 */
struct layout layout_in(const struct test *test, int directory);

#endif
