/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CALL_SPLIT (op/call.h) on the running kernel. FD is the file's descriptor,
 * FIRST the first of PAGES pages.
 */
#ifndef FSLITMUS_ACTOR_FOLIOS_H
#define FSLITMUS_ACTOR_FOLIOS_H

#include <stdint.h>

/* 0 or -errno; -EOPNOTSUPP without debugfs, or where it is locked down. */
int64_t folios_split(int fd, uint64_t first, uint64_t pages);

#endif
