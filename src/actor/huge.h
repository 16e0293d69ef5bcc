/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FSLITMUS_ACTOR_HUGE_H
#define FSLITMUS_ACTOR_HUGE_H

#include "contract/effect.h"

/*
 * When the filesystem of DIRECTORY maps huge pages across the end of a file,
 * for one that may do so (struct fs_type, maps_huge_pages). Found out from the
 * block size of a file, the mount option huge= if the mount is listed, and the
 * machine's shmem_enabled.
 */
enum huge_pages huge_pages_of(int directory);

#endif
