/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FSLITMUS_AUDIT_RULES_RULE_I1_H
#define FSLITMUS_AUDIT_RULES_RULE_I1_H

#include "audit/rules/audit.h"

/*
 * Whether fault-around checks a folio under its lock in this tree, in words,
 * with the place: "harmless here, for ..." or "not harmless here, for ...".
 */
const char *rule_i1_map_pages(const struct audit *audit);

#endif
