/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two uses of function-like macros that matter to an audit: a macro that
 * makes an operation table at file level, and a macro that wraps a lock.
 * Neither expansion is the preprocessor's: nested macros stay as they are.
 */
#ifndef FSLITMUS_AUDIT_FRONT_EXPAND_H
#define FSLITMUS_AUDIT_FRONT_EXPAND_H

#include "audit/front/lower.h"

/*
 * The text that MACRO(arguments) makes, when it can make a table; else NULL.
 * Pool.
 */
const char *expand_text(const struct macro *macro, const char *arguments);
/* The tables and functions that MACRO(arguments) at file level makes. */
void expand_use(struct lowering *lowering, const char *path,
		const struct macro *macro, const struct macro_use *use,
		const struct lower_target *target);
/* The macro as a function of its name, so that calls can be followed. */
void expand_wrapper(struct lowering *lowering, const char *path,
		    const struct macro *macro,
		    const struct lower_target *target);

#endif
