// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/death.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char late[] = "unmounting the filesystem";

/* What the guest was at. */
static void tell_work(char *text, size_t size, const struct guest *guest,
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
		snprintf(text, size, "%s", late);
	}
}

/*
 * Before there is a filesystem, and when it is gone, nothing is promised of
 * what takes its time; a kernel that it left damaged is one all the same. A
 * kernel may refuse to mount, for the tools made what it does not know, but not
 * go down.
 */
static enum promise broken_by(uint32_t state, enum kernel_complaint first,
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

static void tell_why(struct guest_death *death, const char *work,
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
			 "on", work);
	else
		snprintf(death->why, sizeof(death->why), "%s %s: %s", work,
			 timed_out ? "stood still after the kernel complained" :
				     "took the kernel down",
			 line);
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
	death->promise = broken_by(guest->status.state, first,
				   timed_out && !death->said[0],
				   death->said[0]);
	if (death->promise == PROMISE_NONE)
		return;
	tell_work(work, sizeof(work), guest, number);
	tell_why(death, work, first, timed_out);
}

bool guest_death_is_late(const char *why)
{
	return !strncmp(why, late, strlen(late));
}
