/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which programs are left out, and why. Each rule says so in one sentence; what
 * no rule leaves out is a test, and no two of these are the same test.
 *
 * A rule is also asked about a program of which some slots are unset. It
 * leaves that out only if it leaves out whatever the unset ones become. So a
 * search can stop early, and what it skips can be counted.
 */
#ifndef FSLITMUS_GEN_RULES_H
#define FSLITMUS_GEN_RULES_H

#include "gen/program.h"

#define RULES_MAX 24

/* The INDEXth rule's name, or NULL past the end, and its sentence. */
const char *rule_name(int index);
const char *rule_sentence(int index);

/* The first rule that leaves PROGRAM out, or -1. */
int rules_broken(const struct space *space, const struct program *program);

/*
 * The same, if none left it out before SLOT was set. Asks only what that may
 * have changed.
 */
int rules_broken_by(const struct space *space, const struct program *program,
		    int slot);

#endif
