/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of formats, for all commands. How a command writes a format is in a
 * struct of its own, found by the format's name: report.h, mutants/score.h,
 * audit/report.h.
 */
#ifndef FSLITMUS_REPORT_FORMAT_H
#define FSLITMUS_REPORT_FORMAT_H

#include <stddef.h>

/* The commands that write in several formats. */
enum format_use {
	FORMAT_RUN = 1 << 0,
	FORMAT_MUTANTS = 1 << 1,
	FORMAT_AUDIT = 1 << 2,
};

struct format {
	const char *name;
	const char *summary; /* one line */
	unsigned int uses;   /* of enum format_use: who writes it */
};

/* By name, or NULL; the INDEXth, or NULL past the end. The first is what every
 * command writes unless told otherwise. */
const struct format *format_find(const char *name);
const struct format *format_at(size_t index);

#endif
