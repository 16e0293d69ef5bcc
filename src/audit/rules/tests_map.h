/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which litmus tests try a finding: the one place that connects the rules to
 * the names of the corpus. Names are patterns for "fslitmus run".
 */
#ifndef FSLITMUS_AUDIT_RULES_TESTS_MAP_H
#define FSLITMUS_AUDIT_RULES_TESTS_MAP_H

#include "audit/rules/audit.h"

/* The patterns, blank-separated; NULL when the corpus has none. */
const char *tests_for(const char *rule, enum column column);

/*
 * The command that runs these tests on a filesystem: "fslitmus run --fs ext4
 * 'punch-vs-*'", with --uml for one that only a guest kernel surely has, with
 * --dir DIR for one that fslitmus cannot mount. NULL when there is nothing to
 * run: no tests, or no files of a filesystem (the block layer). Pool.
 */
const char *test_command(const char *filesystem, const char *tests);

#endif
