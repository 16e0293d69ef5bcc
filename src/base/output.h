/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can the results of long work be written where they are wanted? To be asked
 * before the work. access(2) says yes to root even where nobody can make a
 * file, as in /proc, so these try it. They leave nothing behind and change no
 * file. All return 0 or -errno.
 */
#ifndef FSLITMUS_BASE_OUTPUT_H
#define FSLITMUS_BASE_OUTPUT_H

/* Can a file be written at PATH, in place if there is one? */
int output_try_file(const char *path);

/* The same for one that gets its name when it is whole, and replaces. */
int output_try_whole_file(const char *path);

/* Can files be made in the directory PATH, made with all above it where it
 * is not there? */
int output_try_directory(const char *path);

#endif
