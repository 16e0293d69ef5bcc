/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the writer and the reader of witnesses agree on. */
#ifndef FSLITMUS_WITNESS_FORMAT_H
#define FSLITMUS_WITNESS_FORMAT_H

/* Changes when an older reader would misread the file. */
#define WITNESS_VERSION 1

#endif
