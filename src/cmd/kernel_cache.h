/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The subcommands of "fslitmus kernel" that are about the cache. */
#ifndef FSLITMUS_CMD_KERNEL_CACHE_H
#define FSLITMUS_CMD_KERNEL_CACHE_H

int cmd_kernel_list(int argc, char **argv);
int cmd_kernel_rm(int argc, char **argv);

#endif
