// SPDX-License-Identifier: GPL-2.0-or-later
/* Judges calls that failed with errors that blame the filesystem. */
#include "contract/failed_call.h"
#include "contract/plan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "litmus/op_type.h"

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

const char *failed_call_meaning(int error)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].error == error)
			return meanings[i].meaning;
	return NULL;
}

void failed_call_note(struct history *history, enum view view, int file,
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
 * A direct write drops the cached pages of its range before it writes, or falls
 * back to the cache if it cannot. If it finds dirty pages there again after it
 * has written, it makes a later fsync(2) or msync(2) of the file fail with EIO:
 * kiocb_invalidate_post_direct_write() and dio_warn_stale_pagecache() in
 * mm/filemap.c. So another operation used the cache in between: pages cached
 * before, or read ahead, do not cause it. Where it did does not matter, since a
 * large folio is dirty as a whole, and is dropped as a whole or not at all.
 * open(2) warns of mixing the two in one file, and promises nothing.
 */
static bool met_cached_pages(const struct plan *plan, int file, uint32_t end)
{
	for (int c = 0; c < plan->changes; c++) {
		const struct change *change = &plan->change[c];

		if (change->mixed && change->operation->file == file &&
		    change->begin <= end)
			return true;
	}
	return false;
}

/*
 * Does its failure say no more than that data could not be written back? Then
 * it follows from a fault that was seen, and not the other way round.
 */
static bool operation_reports_loss(const struct operation *operation,
				   const struct record *record)
{
	return record->error == EIO && op_syncs(operation);
}

static bool call_reports_loss(const struct failed_call *failed)
{
	return failed->error == EIO && !strcmp(failed->call, "fsync");
}

bool failed_call_is_refusal(const struct layout *layout,
			    const struct op_type *type, int error)
{
	return error == EIO && layout->refuses_cached_writes && type->effects &&
	       type->traits & TRAIT_CACHED;
}

static bool operation_tells(const struct plan *plan,
			    const struct operation *operation,
			    const struct record *record)
{
	return failed_call_meaning(record->error) &&
	       !failed_call_is_refusal(&plan->layout, operation->type,
				       record->error) &&
	       !(operation_reports_loss(operation, record) &&
		 met_cached_pages(plan, operation->file, record->end));
}

/* Files are set up before any operation, and looked at after all. */
static bool call_tells(const struct plan *plan,
		       const struct failed_call *failed)
{
	return failed_call_meaning(failed->error) &&
	       !(call_reports_loss(failed) && failed->view != VIEW_OPERATION &&
		 met_cached_pages(plan, failed->file, PLAN_NEVER));
}

/* The operation that failed so first, or NULL. */
static const struct operation *find_operation(const struct plan *plan,
					      const struct history *history)
{
	const struct test *test = plan->layout.test;
	const struct operation *found = NULL;
	uint32_t end = UINT32_MAX;

	for (int p = 0; p < test->processes; p++)
		for (int i = 0; i < test->process[p].count; i++) {
			const struct record *record = &history->record[p][i];
			const struct operation *operation =
				&test->process[p].operations[i];

			if (record->status != RECORD_FAILED ||
			    !operation_tells(plan, operation, record) ||
			    record->end >= end)
				continue;
			found = operation;
			end = record->end;
		}
	return found;
}

static const struct failed_call *find_call(const struct plan *plan,
					   const struct history *history)
{
	for (uint32_t i = 0; i < history->failures; i++)
		if (call_tells(plan, &history->failure[i]))
			return &history->failure[i];
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
		 failed_call_meaning(record->error));
}

static void tell_call(struct verdict *verdict, const struct test *test,
		      const struct failed_call *failed)
{
	snprintf(verdict->why, sizeof(verdict->why),
		 "when %s %s, %s failed with %s: %s, and its disk gave no "
		 "error",
		 test->file[failed->file].name,
		 failed->view == VIEW_OPERATION ?
			 "was set up" :
			 "was looked at after the race",
		 failed->call, strerrorname_np(failed->error),
		 failed_call_meaning(failed->error));
}

/* Excuses a broken promise on a disk that may have failed. */
static void excuse(struct verdict *verdict)
{
	if (verdict->kind != VERDICT_FORBIDDEN)
		return;
	verdict->kind = VERDICT_UNPROMISED;
	verdict->promise = PROMISE_NONE;
	verdict->excuse = EXCUSE_DISK;
}

static bool reports_loss(const struct operation *operation,
			 const struct failed_call *failed,
			 const struct history *history)
{
	return operation ?
		       operation_reports_loss(
			       operation, &history->record[operation->process]
							  [operation->index]) :
		       call_reports_loss(failed);
}

enum failed_call_kind failed_call_judge(const struct plan *plan,
					const struct history *history,
					bool sound_disk,
					struct verdict *verdict)
{
	const struct operation *operation = find_operation(plan, history);
	const struct failed_call *failed = find_call(plan, history);

	if (!operation && !failed)
		return FAILED_CALL_NONE;
	if (!sound_disk) {
		excuse(verdict);
		return FAILED_CALL_UNJUDGED;
	}
	if (verdict->kind == VERDICT_FORBIDDEN &&
	    reports_loss(operation, failed, history))
		return FAILED_CALL_FORBIDDEN;
	forbid(verdict, operation);
	if (operation)
		tell_operation(verdict, operation, history);
	else
		tell_call(verdict, plan->layout.test, failed);
	return FAILED_CALL_FORBIDDEN;
}
