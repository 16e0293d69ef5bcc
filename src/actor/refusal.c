// SPDX-License-Identifier: GPL-2.0-or-later
/* Tells a filesystem that lacks an operation from one that failed. */
#include "actor/refusal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "contract/failed_call.h"
#include "litmus/op_type.h"
#include "litmus/print.h"

static void refusal_say(struct result *result, const struct test *test,
			const struct operation *operation, const char *what,
			int error)
{
	char words[OPERATION_TEXT_SIZE];

	operation_text(test, operation, words, sizeof(words));
	snprintf(result->reason, sizeof(result->reason), "%s %s (%s)", what,
		 words, strerror(error));
}

bool refused_before(const struct test *test, bool own_fs, struct result *result)
{
	for (int i = 0; i < test->processes && !own_fs; i++)
		for (int j = 0; j < test->process[i].count; j++) {
			const struct op_type *type =
				test->process[i].operations[j].type;

			if (!(type->traits & TRAIT_OWN_FS))
				continue;
			snprintf(result->reason, sizeof(result->reason),
				 "needs a filesystem of its own: %s",
				 type->name);
			return true;
		}
	return false;
}

/* EXDEV means lacking too: all of a test's files are in one directory. */
static bool means_lacking(int error)
{
	return error == EOPNOTSUPP || error == ENOSYS || error == ENOTTY ||
	       error == EXDEV;
}

bool refused_in(const struct test *test, const struct history *history,
		struct result *result)
{
	for (int i = 0; i < test->processes; i++)
		for (int j = 0; j < test->process[i].count; j++) {
			const struct record *record = &history->record[i][j];

			if (record->status != RECORD_FAILED ||
			    !means_lacking(record->error))
				continue;
			refusal_say(result, test,
				    &test->process[i].operations[j], "lacks",
				    record->error);
			return true;
		}
	return false;
}

static bool means_refusal(const struct layout *layout,
			  const struct operation *operation, int error)
{
	return error == EINVAL || error == ENODEV || error == EPERM ||
	       error == EACCES ||
	       failed_call_is_refusal(layout, operation->type, error);
}

/* Can OPERATION move the end of FILE? */
static bool changes_size(const struct layout *layout,
			 const struct operation *operation, int file)
{
	struct effect effects[EFFECT_MAX];
	int count = 0;

	if (operation->type->effects)
		count = operation->type->effects(operation, layout, effects);
	for (int i = 0; i < count; i++)
		if (effects[i].file == file &&
		    (effects[i].kind == EFFECT_CUT ||
		     effects[i].end == EFFECT_TO_END))
			return true;
	return false;
}

/* EINVAL also says that a range lies beyond the end of file. */
static bool races_with_size(const struct layout *layout,
			    const struct operation *operation)
{
	const struct test *test = layout->test;

	for (int i = 0; i < test->processes; i++)
		for (int j = 0; j < test->process[i].count; j++) {
			const struct operation *other =
				&test->process[i].operations[j];

			if (other != operation &&
			    changes_size(layout, other, operation->file))
				return true;
		}
	return false;
}

static bool wants_error(const struct test *test, int process, int operation)
{
	return test->reach.given && test->reach.value == REACH_ERROR &&
	       test->reach.process == process &&
	       test->reach.operation == operation;
}

bool refused_always(const struct layout *layout, struct result *result)
{
	const struct test *test = layout->test;

	for (int i = 0; i < test->processes; i++)
		for (int j = 0; j < test->process[i].count; j++) {
			const struct operation *operation =
				&test->process[i].operations[j];
			const struct operation_count *count =
				&result->count[i][j];

			if (!count->run || count->failed < count->run ||
			    !means_refusal(layout, operation, count->error) ||
			    wants_error(test, i, j) ||
			    races_with_size(layout, operation))
				continue;
			refusal_say(result, test, operation, "refuses",
				    count->error);
			return true;
		}
	return false;
}
