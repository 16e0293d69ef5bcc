/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the command's exit status means; fslitmus(1) documents the same list.
 */
#ifndef FSLITMUS_BASE_EXIT_H
#define FSLITMUS_BASE_EXIT_H

enum exit_status {
	EXIT_KEPT = 0,	  /* every promise was kept */
	EXIT_BROKEN = 1,  /* at least one promise was broken */
	EXIT_USAGE = 2,	  /* wrong arguments, or a test that is wrong */
	EXIT_NOT_RUN = 3, /* the machine could not run what was asked */
	EXIT_SKIPPED = 4, /* nothing gave a result: all was skipped */
};

#endif
