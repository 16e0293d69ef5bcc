/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A FUSE server in memory: one directory of regular files. Enough for mount,
 * create, lookup, attributes, read, write, truncate, fallocate (allocate, hole
 * punch and zero range), fsync, remove and statfs; whatever else the kernel
 * asks for is said not to exist, and it does without.
 */
#ifndef FSLITMUS_GUEST_FUSE_SERVER_H
#define FSLITMUS_GUEST_FUSE_SERVER_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Opens FUSE's device and returns it; -1 with errno set where there is no
 * FUSE. OPTIONS, of SIZE bytes, receives what mount(2) is to be given.
 */
int fuse_server_open(char *options, size_t size);

/*
 * Once it is mounted: starts the server as a child process, which takes the
 * device over, and returns its process id, or -1. It ends when the filesystem
 * is unmounted.
 */
pid_t fuse_server_start(int device);

#endif
