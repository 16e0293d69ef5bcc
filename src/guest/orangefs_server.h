/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The server an OrangeFS client talks to, in memory: one directory of regular
 * files, answering the kernel's requests on its request device. Enough for
 * mount, create, lookup, attributes, read, write, truncate, remove, rename
 * and listing; extended attributes are said to be absent.
 */
#ifndef FSLITMUS_GUEST_ORANGEFS_SERVER_H
#define FSLITMUS_GUEST_ORANGEFS_SERVER_H

#include <sys/types.h>

/* What to mount, as filesystem type "pvfs2". */
#define ORANGEFS_SOURCE "tcp://fslitmus/fslitmus"

/*
 * Starts the server as a child process and returns its process id, once the
 * kernel can be asked to mount; -1 with errno set where there is no OrangeFS
 * (ENODEV) or the device cannot be used. /dev must be writable. Kill it after
 * unmounting.
 */
pid_t orangefs_server_start(void);

#endif
