/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FSLITMUS_ACTOR_LAYOUT_H
#define FSLITMUS_ACTOR_LAYOUT_H

#include "contract/effect.h"

/*
 * What the contract has to know of a place: that of TEST below DIRECTORY, a
 * descriptor, whose filesystem is looked at.
 */
struct layout layout_in(const struct test *test, int directory);

#endif
