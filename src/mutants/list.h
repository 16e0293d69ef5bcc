/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which mutants are tried, with which tests, and on what. */
#ifndef FSLITMUS_MUTANTS_LIST_H
#define FSLITMUS_MUTANTS_LIST_H

#include "fs/fs.h"
#include "mutants/mutants.h"

/* A test on a configuration. */
struct lane {
	const struct test *test;
	const struct fs_config *config;
};

struct mutant {
	char *name, *breaks, *what;
	char *unreachable;	/* why it cannot show, or "" */
	bool is_control;
	struct lane *lanes;	/* the best first */
	unsigned int lane_count;
};

struct mutant_list {
	struct mutant *mutants;
	size_t count;
};

/*
 * Fills LIST, in the order of names; free it either way. Returns 0, or
 * EXIT_USAGE after saying what there is not: a mutant, a test, a
 * configuration.
 */
enum exit_status mutant_list_make(struct mutant_list *list,
			   const struct mutants_options *options);
void mutant_list_free(struct mutant_list *list);

#endif
