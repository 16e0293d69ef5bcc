/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a result depends on besides its test: the kernel, and how the filesystem
 * was made and mounted. Every format states it for each place, so that a report
 * can be understood elsewhere and later.
 */
#ifndef FSLITMUS_REPORT_ENVIRONMENT_H
#define FSLITMUS_REPORT_ENVIRONMENT_H

#include <stddef.h>

/* Lies in memory shared by processes: no pointers. Empty: not known, none. */
struct environment {
	char filesystem[32];	  /* its type, "ext4" */
	char kernel[128];	  /* its release, as uname -r has it */
	char build_id[64];	  /* of the kernel, hexadecimal */
	char key[24];		  /* of a guest's kernel in the cache */
	char mutant[128];	  /* the seeded fault chosen */
	char mkfs[2048];	  /* the command that was run */
	char mount_options[2048]; /* as given, or where it is mounted already
				     as /proc/self/mountinfo shows them */
};

/* One of these: its name for machines and for people, and what it is. */
struct environment_item {
	const char *key, *label, *value;
};

/*
 * The INDEXth item, from 0, in the order of the struct; its value may be
 * empty. The key is NULL past the end.
 */
struct environment_item environment_at(const struct environment *environment,
				       size_t index);

/* The release and build id of the running kernel, as far as can be told. */
void environment_of_running_kernel(struct environment *environment);

#define REPORT_DATE_SIZE 24

/*
 * Now, or the second that SOURCE_DATE_EPOCH names, in the environment of the
 * process: "2026-11-28T18:49:00Z". Returns 0, or -1 where that variable is no
 * number of seconds since 1970.
 */
int report_date(char text[REPORT_DATE_SIZE]);

#endif
