/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks, before long work, that its results can be written where the user
 * wants them. access(2) always allows root, even where no file can be made, as
 * in /proc. So these functions try it. They leave nothing behind and change no
 * file. All return 0 or -errno.
 */
#ifndef FSLITMUS_BASE_OUTPUT_H
#define FSLITMUS_BASE_OUTPUT_H

/* Can a file be written at PATH, in place if there is one? */
int output_try_file(const char *path);

/* The same for a file that is renamed into place once it is whole. */
int output_try_whole_file(const char *path);

/* Can files be made in the directory PATH, which is made with its parents if it
 * does not exist? */
int output_try_directory(const char *path);

#endif
