/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conditions that numbers decide: code behind "if (0)" or "!1 &&" is there to
 * be read and does nothing, so it must not count as a check or a lock.
 */
#ifndef FSLITMUS_AUDIT_FRONT_FOLD_H
#define FSLITMUS_AUDIT_FRONT_FOLD_H

#include "audit/front/ir.h"

/* 1 or 0 when numbers decide the truth of an expression, else -1. */
int fold_truth(const struct expr *expr);
/*
 * The expression, or the part of it that is left of a decided && || ! ?:.
 * Calls that are made whatever the outcome are kept.
 */
struct expr *fold_expr(struct expr *expr);
/*
 * The statement, or the branch that a decided "if" takes (with the condition
 * before it when that calls something); NULL when that is none. A branch with a label in it is kept: a goto may lead there.
 */
struct stmt *fold_if(struct stmt *stmt);

#endif
