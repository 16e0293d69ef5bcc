/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Huge pages across the end of a file.
 *
 * tmpfs alone maps them there on purpose, and then a mapping has memory where
 * it would raise SIGBUS. Documentation/admin-guide/mm/transhuge.rst, "Hugepages
 * in tmpfs/shmem": of the policies only within_size wants a huge page to be
 * "fully within i_size", and it too respects hints of madvise(2). In
 * mm/shmem.c that is shmem_huge_global_enabled(); shmem_fault() looks at the
 * size for the page that faults, not for the others which the huge one maps.
 * madvise(2), MADV_COLLAPSE: "ignores ... sysfs settings".
 */
#ifndef FSLITMUS_CONTRACT_HUGE_H
#define FSLITMUS_CONTRACT_HUGE_H

#include "contract/effect.h"

/* May a mapping of FILE have memory in pages wholly behind its end? */
bool layout_maps_past_end(const struct layout *layout, int file);

#endif
