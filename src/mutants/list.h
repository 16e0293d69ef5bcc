/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mutants to try, with the tests and filesystems for each. */
#ifndef FSLITMUS_MUTANTS_LIST_H
#define FSLITMUS_MUTANTS_LIST_H

#include "fs/fs.h"
#include "kernel/cache.h"
#include "mutants/mutants.h"

/* A test on a configuration. */
struct lane {
	const struct test *test;
	const struct fs_config *config;
};

struct mutant {
	char *name, *breaks, *what;
	char *unreachable; /* why it cannot be found here, or "" */
	bool is_control;
	struct lane *lanes; /* the best first */
	unsigned int lane_count;
};

struct mutant_list {
	struct mutant *mutants;
	size_t count;
};

/*
 * Fills LIST, sorted by name; to be freed in any case. Returns 0, or
 * FAILURE_USAGE after saying which mutant, test or configuration does not
 * exist.
 */
int mutant_list_make(struct mutant_list *list,
		     const struct mutants_options *options);

/* Those that are not in KERNEL cannot be found there. */
void mutant_list_leave_out(struct mutant_list *list,
			   const struct kernel *kernel);
void mutant_list_free(struct mutant_list *list);

#endif
