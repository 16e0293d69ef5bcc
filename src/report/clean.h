/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes text from outside (paths, kernel log) fit for a strict format. */
#ifndef FSLITMUS_REPORT_CLEAN_H
#define FSLITMUS_REPORT_CLEAN_H

/*
 * Returns a copy of TEXT in valid UTF-8, without control characters other than
 * newline and tab; all other bytes become '?'. The caller frees it.
 */
char *clean_text(const char *text);

#endif
