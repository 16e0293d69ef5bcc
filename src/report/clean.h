/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text from outside (paths, kernel log) made fit for a strict format. */
#ifndef FSLITMUS_REPORT_CLEAN_H
#define FSLITMUS_REPORT_CLEAN_H

/*
 * A copy of TEXT that is valid UTF-8 without control characters other than
 * newline and tab: what is not becomes '?'. The caller frees it; NULL when
 * memory is short.
 */
char *clean_text(const char *text);

#endif
