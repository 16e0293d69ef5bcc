/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules share. One file a rule; rule.c holds their table.
 */
#ifndef FSLITMUS_AUDIT_RULES_RULE_H
#define FSLITMUS_AUDIT_RULES_RULE_H

#include "audit/rules/audit.h"

extern const struct rule rule_i1, rule_i2, rule_i3, rule_i4, rule_clone;

/*
 * The step of an event's path to point at: the last one in a function that
 * took a lock still held there (what it calls runs under too little), or the
 * first when no lock is held.
 */
const struct step *rule_blame(const struct event *event);

/* "i_rwsem X, invalidate_lock S", or "no inode lock". Pool. */
const char *rule_locks_text(const struct held_set *locks);
/* "ext4 punch, fs/ext4/inode.c:10 (function)". Pool. */
const char *rule_right_text(const struct filesystem *fs, enum column column,
			    const struct event *event);

/* A finding about an event, with its place and path filled in. */
struct finding rule_finding(const struct rule *rule, const struct event *event,
			    const char *filesystem, enum column column);

/* A call of one of the names somewhere in the body, after a line; or 0. */
uint32_t rule_calls(const struct function *function, const char *const *names,
		    uint32_t after);
/* A comparison with a field of this name, after a line; or 0. */
uint32_t rule_compares_field(const struct function *function, const char *field,
			     uint32_t after);

#endif
