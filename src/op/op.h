/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operations performed: from the table (litmus/op_type.h) to the calls that one
 * makes and what it came to. The actors ask for them.
 */
#ifndef FSLITMUS_OP_OP_H
#define FSLITMUS_OP_OP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "contract/effect.h"
#include "litmus/op_type.h"
#include "op/call.h"

/* How far an operation has come that makes several calls. */
struct op_progress {
	unsigned int calls; /* made so far */
	int64_t result;	    /* of the latest; negative: -errno */
	/* Bytes that the process's pipe takes; known before the first call. */
	uint64_t pipe_bytes;
	/* For op_type.next() to keep its sums in; zero at first. */
	uint64_t done;	  /* bytes that came through */
	uint64_t in_pipe; /* bytes pushed and not read back yet */
	bool pushing;	  /* the latest call filled the pipe */
	bool ended;	  /* at the end of file */
};

/* What an operation came to. */
struct op_result {
	int64_t result; /* negative: -errno */
	int64_t wanted; /* a smaller result is a part */
	/*
	 * It saw SEEN bytes of its file, from the start of its range; the
	 * buffer holds them. The rest up to COVERED lies past the end of file.
	 */
	bool sees;
	uint64_t seen, covered;
};

/* Fills in OPERATION's next call; false when there is none. */
bool op_next(const struct operation *operation, const struct layout *layout,
	     struct op_progress *progress, struct call *call);

/* What OPERATION came to, CALL being its last. */
struct op_result op_conclude(const struct operation *operation,
			     const struct layout *layout,
			     const struct op_progress *progress,
			     const struct call *call, const char *buffer);

/* The table as items of a list in mdoc(7), for fslitmus-test(5). */
void op_manual(FILE *out);

#endif
