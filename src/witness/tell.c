// SPDX-License-Identifier: GPL-2.0-or-later
/* Puts the result of an execution into a witness. */
#include <stdlib.h>

#include "base/memory.h"
#include "kernel/path.h"
#include "report/describe.h"
#include "witness/witness.h"

static char *report_text(const struct witness *witness,
			 const struct result *result)
{
	const struct described what = { &witness->test, witness->filesystem,
					NULL, result, NULL };
	char *text = NULL;
	size_t size;
	FILE *out = xopen_memstream(&text, &size);

	describe_failure(out, &what);
	xclose_memstream(out);
	return text;
}

static char *forbidden_outcome(const struct result *result)
{
	for (uint32_t i = 0; i < result->outcomes; i++) {
		const struct outcome *outcome = &result->outcome[i];

		if (outcome->verdict == VERDICT_FORBIDDEN)
			return xstrdup(result_text(result, outcome->text));
	}
	return NULL;
}

static void keep_round(struct witness *witness, const struct result *result)
{
	if (!witness->round)
		witness->round = xcalloc(1, sizeof(*witness->round));
	*witness->round = *result;
}

void witness_tell(struct witness *witness, const struct result *result,
		  const struct fslitmus_result *run)
{
	free(witness->outcome);
	free(witness->report);
	witness->outcome = forbidden_outcome(result);
	witness->report = report_text(witness, result);
	witness->promise = result->verdict.kind == VERDICT_FORBIDDEN ?
				   result->verdict.promise :
				   PROMISE_C6;
	witness->hash = result->execution_hash;
	witness->points = run->points;
	witness->legal = run->legal;
	witness->preemptions = run->preemptions;
	keep_round(witness, result);
}
