/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Results made by hand, one for each fate a test can have. */
#ifndef T_REPORT_SCENE_H
#define T_REPORT_SCENE_H

#include "actor/result.h"

/* The test of the 2020 thread, and one with a reflink. */
const struct test *scene_punch(void);
const struct test *scene_reflink(void);

/* Each returns RESULT, filled. */
struct result *scene_kept(struct result *result);
struct result *scene_broken(struct result *result);	/* C1, and C5 */
struct result *scene_hang(struct result *result);	/* C7 */
struct result *scene_complaint(struct result *result);	/* C6 */
struct result *scene_unpromised(struct result *result); /* kept */
struct result *scene_few(struct result *result);	/* kept in few rounds */
struct result *scene_unentered(struct result *result);
struct result *scene_skipped(struct result *result);
struct result *scene_not_run(struct result *result);

/* Add a line to the histogram. */
/* Puts words into RESULT, for outcome.text or outcome.order. */
uint32_t scene_words(struct result *result, const char *text);
struct outcome *scene_outcome(struct result *result, uint64_t count,
			      const char *text);

#endif
