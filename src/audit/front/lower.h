/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a source's text to functions and tables, by way of tree-sitter. The
 * only file that knows the grammar is lower.c.
 *
 * A lowering is made once (it holds the parser) and used for every file.
 * lower_source() calls the two callbacks for each function definition and
 * each initialised aggregate; has_error tells a function the grammar could
 * not read whole: what surrounds the error is kept.
 */
#ifndef FSLITMUS_AUDIT_FRONT_LOWER_H
#define FSLITMUS_AUDIT_FRONT_LOWER_H

#include "audit/front/ir.h"
#include "audit/front/source.h"

struct lowering;

struct lower_target {
	void *context;
	void (*function)(void *context, struct function *function);
	void (*table)(void *context, struct table *table);
};

/* NULL, after saying so, when the grammar does not fit the runtime. */
struct lowering *lowering_new(void);
void lowering_free(struct lowering *lowering);

/* line_offset is added to every line: for text that a macro made. */
void lower_source(struct lowering *lowering, struct source *source,
		  uint32_t line_offset, const struct lower_target *target);

#endif
