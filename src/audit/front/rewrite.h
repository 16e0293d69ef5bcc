/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The second rewriting pass, over text that clean_source() has cleaned: macros
 * that are no C become C of the same length. It also fills the outlines and
 * the file-level macro uses of the source.
 */
#ifndef FSLITMUS_AUDIT_FRONT_REWRITE_H
#define FSLITMUS_AUDIT_FRONT_REWRITE_H

#include "audit/front/source.h"

void rewrite_text(struct source *source);

#endif
