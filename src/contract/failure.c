// SPDX-License-Identifier: GPL-2.0-or-later
#include "contract/failure.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "op/op.h"

/*
 * EFSCORRUPTED is EUCLEAN and EFSBADCRC is EBADMSG in every filesystem that
 * has them (fs/ext4/ext4.h, fs/xfs/xfs_linux.h, fs/f2fs/f2fs.h).
 */
static const struct {
	int error;
	const char *meaning;
} meanings[] = {
	{ EUCLEAN, "the filesystem found its own structures corrupt" },
	{ EBADMSG, "the filesystem found a checksum of its own wrong" },
	{ EIO, "the filesystem could not read or write its data, or had "
	       "shut down" },
	{ EROFS, "the filesystem had made itself read-only" },
	{ ESHUTDOWN, "the filesystem had shut down" },
	{ ENOTCONN, "the server of the filesystem was gone" },
	{ ECONNABORTED, "the server of the filesystem was gone" },
};

const char *failure_meaning(int error)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].error == error)
			return meanings[i].meaning;
	return NULL;
}

void failure_note(struct history *history, enum view view, int file,
		  const char *call, int error)
{
	struct failed_call *failed;

	if (history->failures == HISTORY_MAX_FAILURES)
		return;
	failed = &history->failure[history->failures++];
	failed->view = view;
	failed->file = file;
	failed->error = error;
	snprintf(failed->call, sizeof(failed->call), "%s", call);
}

/*
 * A direct write that cannot throw out what is cached of its range makes a
 * later fsync(2) or msync(2) fail with EIO (dio_warn_stale_pagecache() in
 * mm/filemap.c). open(2) warns of the mixture, and nobody promises what it
 * comes to.
 */
static bool writes_directly(const struct test *test)
{
	for (int p = 0; p < test->processes; p++)
		for (int i = 0; i < test->process[p].count; i++) {
			const struct op_type *type =
				test->process[p].operations[i].type;

			if (type->traits & TRAIT_DIRECT && type->effects)
				return true;
		}
	return false;
}

/* SYNCS: the call tells of what was written before it. */
static bool tells(const struct test *test, int error, bool syncs)
{
	return failure_meaning(error) &&
	       !(error == EIO && syncs && writes_directly(test));
}

static bool operation_tells(const struct test *test,
			    const struct operation *operation, int error)
{
	const struct op_type *type = operation->type;

	return tells(test, error,
		     !type->effects && !(type->traits & TRAIT_OBSERVES));
}

/* The operation that failed so first, or NULL. */
static const struct operation *find_operation(const struct test *test,
					      const struct history *history)
{
	const struct operation *found = NULL;
	uint32_t end = UINT32_MAX;

	for (int p = 0; p < test->processes; p++)
		for (int i = 0; i < test->process[p].count; i++) {
			const struct record *record = &history->record[p][i];
			const struct operation *operation =
				&test->process[p].operations[i];

			if (record->status != RECORD_FAILED ||
			    !operation_tells(test, operation, record->error) ||
			    record->end >= end)
				continue;
			found = operation;
			end = record->end;
		}
	return found;
}

static const struct failed_call *find_call(const struct test *test,
					   const struct history *history)
{
	for (uint32_t i = 0; i < history->failures; i++) {
		const struct failed_call *failed = &history->failure[i];

		if (tells(test, failed->error, !strcmp(failed->call, "fsync")))
			return failed;
	}
	return NULL;
}

static void forbid(struct verdict *verdict, const struct operation *operation)
{
	verdict->kind = VERDICT_FORBIDDEN;
	verdict->promise = PROMISE_C6;
	verdict->excuse = EXCUSE_NONE;
	verdict->observation = -1;
	verdict->victim = operation;
	verdict->rival = NULL;
}

static void tell_operation(struct verdict *verdict,
			   const struct operation *operation,
			   const struct history *history)
{
	const struct record *record =
		&history->record[operation->process][operation->index];

	snprintf(verdict->why, sizeof(verdict->why),
		 "P%d's %s (%u..%u) failed with %s: %s, and its disk gave no "
		 "error",
		 operation->process, operation->type->name, record->begin,
		 record->end, strerrorname_np(record->error),
		 failure_meaning(record->error));
}

static void tell_call(struct verdict *verdict, const struct test *test,
		      const struct failed_call *failed)
{
	snprintf(verdict->why, sizeof(verdict->why),
		 "when %s %s, %s failed with %s: %s, and its disk gave no "
		 "error",
		 test->file[failed->file].name,
		 failed->view == VIEW_OPERATION ?
			 "was set up" : "was looked at after the race",
		 failed->call, strerrorname_np(failed->error),
		 failure_meaning(failed->error));
}

/* What was found broken on a disk that may have failed. */
static void excuse(struct verdict *verdict)
{
	if (verdict->kind != VERDICT_FORBIDDEN)
		return;
	verdict->kind = VERDICT_UNPROMISED;
	verdict->promise = PROMISE_NONE;
	verdict->excuse = EXCUSE_DISK;
}

enum failure_kind failure_judge(const struct layout *layout,
				const struct history *history, bool sound_disk,
				struct verdict *verdict)
{
	const struct test *test = layout->test;
	const struct operation *operation = find_operation(test, history);
	const struct failed_call *failed = find_call(test, history);

	if (!operation && !failed)
		return FAILURE_NONE;
	if (!sound_disk) {
		excuse(verdict);
		return FAILURE_UNJUDGED;
	}
	forbid(verdict, operation);
	if (operation)
		tell_operation(verdict, operation, history);
	else
		tell_call(verdict, test, failed);
	return FAILURE_FORBIDDEN;
}
