/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The source a kernel was compiled from, edits included, kept beside it for
 * debuggers: its tree is gone, and the package or directory it came from may
 * be another by then.
 */
#ifndef FSLITMUS_KERNEL_SOURCE_ARCHIVE_H
#define FSLITMUS_KERNEL_SOURCE_ARCHIVE_H

/*
 * Packs the files of the tree that the debug information of VMLINUX names
 * into a new tar file, compressed, to be read by source_copy(). 0, or -1 after
 * saying why.
 */
int source_archive(const char *vmlinux, const char *tree, const char *archive);

#endif
