/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FSLITMUS_ACTOR_HUGE_H
#define FSLITMUS_ACTOR_HUGE_H

#include "contract/effect.h"

/*
 * When a filesystem that may do so (struct fs_type, maps_huge_pages) maps huge
 * pages across the end of a file, found out below DIRECTORY: by the block size of a file in it, by the mount
 * option huge= where the mount is listed, and by the machine's shmem_enabled.
 */
enum huge_pages huge_pages_of(int directory);

#endif
