// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds out which promise a guest's death breaks, and what to blame for it. */
#include "machine/death.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kernel_log.h"

/* What the guest was doing. */
static void death_work_text(char *text, size_t size, const struct guest *guest,
			    uint64_t number)
{
	switch (guest->status.state) {
	case GUEST_MOUNTING:
		snprintf(text, size, "mounting the filesystem");
		break;
	case GUEST_READY:
		snprintf(text, size, "setting up schedule %" PRIu64, number);
		break;
	case GUEST_PERFORMING:
		snprintf(text, size, "schedule %" PRIu64,
			 guest->status.schedule);
		break;
	default:
		snprintf(text, size, "unmounting the filesystem");
	}
}

/*
 * Progress (C7) is promised only while the filesystem is mounted. Damage to the
 * kernel found after that was still done by the filesystem (C6). A kernel may
 * refuse to mount an image, since the tools may have used a feature that it
 * does not know; but it may not panic.
 */
static enum promise death_broke(uint32_t state, enum kernel_complaint first,
				bool stood_still, bool said)
{
	if (state == GUEST_BOOTING || (state == GUEST_MOUNTING && said))
		return PROMISE_NONE;
	if (first == KERNEL_DAMAGE)
		return PROMISE_C6;
	if (state == GUEST_CHECKING)
		return PROMISE_NONE;
	return first == KERNEL_HANG || stood_still ? PROMISE_C7 : PROMISE_NONE;
}

static void death_why_text(struct guest_death *death, const char *work,
			   enum kernel_complaint first, bool timed_out)
{
	int length = strcspn(death->complaint, "\n");
	char line[VERDICT_WHY_SIZE / 2];

	snprintf(line, sizeof(line), "%.*s", length, death->complaint);
	if (first == KERNEL_SILENT)
		snprintf(death->why, sizeof(death->why),
			 "%s did not end within the time it was given", work);
	else if (first == KERNEL_HANG)
		snprintf(death->why, sizeof(death->why),
			 "%s does not end: everybody waits and nobody can go "
			 "on",
			 work);
	else
		snprintf(death->why, sizeof(death->why), "%s %s: %s", work,
			 timed_out ? "stood still after the kernel complained" :
				     "took the kernel down",
			 line);
}

/* Reads "execution HASH points N legal N preemptions N". */
static bool death_read_execution(const char *words, struct fslitmus_result *run)
{
	uint64_t hash, points, legal;
	uint32_t preemptions;

	if (sscanf(words,
		   "execution %" SCNx64 " points %" SCNu64 " legal %" SCNu64
		   " preemptions %" SCNu32,
		   &hash, &points, &legal, &preemptions) != 4)
		return false;
	*run = (struct fslitmus_result){ .hash = hash,
					 .points = points,
					 .legal = legal,
					 .preemptions = preemptions };
	return true;
}

/* Reads "preempted ACTOR@POINT+TICKS". */
static void death_read_preemption(const char *words,
				  struct guest_execution *execution)
{
	uint32_t *kept = &execution->run.preemptions_kept;
	struct fslitmus_preemption *next = &execution->preemptions[*kept];

	if (*kept < FSLITMUS_PREEMPTIONS &&
	    sscanf(words, "preempted %" SCNu32 "@%" SCNu32 "+%" SCNu32,
		   &next->actor, &next->point, &next->ticks) == 3)
		++*kept;
}

static void death_find_execution(struct guest_execution *execution,
				 const struct guest *guest)
{
	char *console = guest_file(guest, "console", NULL);
	bool found = false;

	for (char *rest = console, *line;
	     console && (line = strsep(&rest, "\n"));) {
		const char *words = kernel_log_own_words(line);

		if (words && !found)
			found = death_read_execution(words, &execution->run);
		else if (words)
			death_read_preemption(words, execution);
	}
	free(console);
	execution->number = guest->status.schedule;
}

void guest_death_explain(struct guest_death *death, const struct guest *guest,
			 bool timed_out, uint64_t number)
{
	enum kernel_complaint first;
	char work[64];

	*death = (struct guest_death){ .promise = PROMISE_NONE };
	first = guest_last_words(guest, death->complaint,
				 sizeof(death->complaint), death->said,
				 sizeof(death->said));
	death->promise = death_broke(guest->status.state, first,
				     timed_out && !death->said[0],
				     death->said[0]);
	if (death->promise == PROMISE_NONE)
		return;
	death_find_execution(&death->execution, guest);
	death->blame = guest->status.state > GUEST_PERFORMING ? BLAME_BATCH :
								BLAME_SCHEDULE;
	death_work_text(work, sizeof(work), guest, number);
	death_why_text(death, work, first, timed_out);
}
