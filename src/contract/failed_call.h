/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls that fail. Most errors are outcomes like any other. A few say that
 * the filesystem found itself corrupt, or that it or its disk gave up; where
 * the disk did not fail, they break promise C6.
 */
#ifndef FSLITMUS_CONTRACT_FAILED_CALL_H
#define FSLITMUS_CONTRACT_FAILED_CALL_H

#include <stdbool.h>

#include "contract/effect.h"
#include "contract/history.h"
#include "contract/oracle.h"

/*
 * What ERROR (an errno) says of the filesystem that returned it, as the end
 * of a sentence: "the filesystem found itself corrupt". NULL: nothing, it is
 * an outcome.
 */
const char *failed_call_meaning(int error);

/*
 * Is ERROR, of an operation of that type, what the filesystem of LAYOUT says
 * to every write through the page cache? Then it is an outcome, whatever
 * failed_call_meaning() says.
 */
bool failed_call_is_refusal(const struct layout *layout,
			    const struct op_type *type, int error);

/*
 * Note in HISTORY that CALL (a word, "read") failed on FILE with ERROR: in
 * the look VIEW, or in setting the file up (VIEW_OPERATION). Only the first
 * HISTORY_MAX_FAILURES of a round are kept.
 */
void failed_call_note(struct history *history, enum view view, int file,
		      const char *call, int error);

enum failed_call_kind {
	FAILED_CALL_NONE,      /* no call failed so that it says anything */
	FAILED_CALL_UNJUDGED,  /* one did; whose fault it is, is not known */
	FAILED_CALL_FORBIDDEN, /* one did, and it was the filesystem's fault */
};

/*
 * Judge the calls of a round that failed, operations and others, after
 * oracle_judge() has judged what it saw by the same PLAN: there it has noted
 * which direct writes were mixed with cached access. SOUND_DISK says that
 * nothing below the filesystem fails, or that the caller will notice if it
 * does. Then VERDICT becomes C6, since all else that was seen may follow from
 * the failure. There is one exception: VERDICT stays if it was forbidden
 * already and the failure is fsync's EIO, which may merely report the loss.
 * Without SOUND_DISK nothing in the round is forbidden any more: on a disk that
 * failed, data is lost without any fault of the filesystem.
 */
enum failed_call_kind failed_call_judge(const struct plan *plan,
					const struct history *history,
					bool sound_disk,
					struct verdict *verdict);

#endif
