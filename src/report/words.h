/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words all formats use for the enums and numbers of a result. */
#ifndef FSLITMUS_REPORT_WORDS_H
#define FSLITMUS_REPORT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "actor/result.h"

#define WORDS_SIZE 256 /* enough for any of the texts below */

/* One word each, also used in JSON; they do not change. */
const char *status_word(unsigned int status);
const char *verdict_word(unsigned int kind);
const char *view_word(unsigned int view);
const char *record_word(unsigned int status);
const char *value_word(unsigned int kind);

/* The remark on a verdict from few rounds, which says little. */
#define FEW_ROUNDS_TEXT "few rounds"
bool has_few_rounds(const struct result *result);

/* "Never", "Sometimes" or "Always": whether the condition was met. */
const char *observation_word(const struct result *result);

/*
 * Each writes one text into BUFFER of SIZE bytes and returns BUFFER.
 * Places are given in pages of the running kernel, as in a test.
 */
char *place_text(char *buffer, size_t size, uint64_t bytes);
/* "850 ms", "12.3 s", "4 min 10 s" */
char *duration_text(char *buffer, size_t size, uint64_t ns);
/* "512 B", "57.1 MiB" */
char *size_text(char *buffer, size_t size, uint64_t bytes);
/* "P1: punch f[0..16)"; "" where there is no such operation. */
char *performed_text(char *buffer, size_t size, const struct test *test,
		     int process, int operation);
/* What was seen, in words: "old", "zero", "P1's store m[2]". */
char *value_text(char *buffer, size_t size, const struct test *test,
		 const struct observation *seen);
/* What an operation gave: the first things it saw, or how it ended. */
char *gave_text(char *buffer, size_t size, const struct test *test,
		const struct history *history, int process, int operation);
/* Where it was seen: "f[3..4)", "f[3+512..4)". */
char *span_text(char *buffer, size_t size, const struct test *test,
		const struct observation *seen);

#endif
