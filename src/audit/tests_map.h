/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which litmus tests try a finding: the one place that connects the rules to
 * the names of the corpus. Names are patterns for "fslitmus run".
 */
#ifndef FSLITMUS_AUDIT_TESTS_MAP_H
#define FSLITMUS_AUDIT_TESTS_MAP_H

#include "audit/audit.h"

/* The patterns, blank-separated; NULL when the corpus has none. */
const char *tests_for(const char *rule, enum column column);

#endif
