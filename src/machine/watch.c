// SPDX-License-Identifier: GPL-2.0-or-later
/* Watches a guest: keeps its budget and timeout, and reports its progress. */
#include "machine/watch.h"

#include <stdio.h>
#include <string.h>

#include "base/child.h"
#include "base/clock.h"

#define LOOK_MS 5
#define TICK_NS 200000000ull
/* How long a kernel may take to boot, and fsck to end, on a busy machine. */
#define PATIENCE_NS 120000000000ull
/* A watcher that is this late was itself stopped. */
#define STOPPED_NS 500000000ull

uint64_t watched_done(const struct watched *watched)
{
	const struct guest_status *status = &watched->guest.status;

	return status->state == GUEST_PERFORMING ?
		       status->schedule - watched->batches->next :
		       0;
}

/*
 * Rounds so far, including the guest's. The status names a schedule only while
 * one is in flight, and the guest's rounds are added to the result only when it
 * has ended. In between the last number is kept, and so it is while schedules
 * are repeated because a guest died.
 */
static uint64_t watch_rounds(struct watched *watched)
{
	struct batches *batches = watched->batches;
	uint64_t rounds = batches->result->rounds + watched_done(watched);

	if (rounds > batches->told)
		batches->told = rounds;
	return batches->told;
}

static void watch_tick(struct watched *watched, uint64_t now, double share)
{
	const struct batches *batches = watched->batches;
	const struct batch_options *options = &batches->options;
	struct result *result = batches->result;
	uint64_t rounds = result->rounds;

	if (!options->tick || now - watched->ticked_ns < TICK_NS)
		return;
	watched->ticked_ns = now;
	result->rounds = watch_rounds(watched);
	options->tick(options->tick_context, batches->test, result, share);
	result->rounds = rounds;
}

/* A test's budget begins with its first schedule. */
static void watch_begin_budget(struct watched *watched)
{
	struct batches *batches = watched->batches;
	uint64_t budget_ns = batches->options.budget_ns;

	if (!budget_ns || batches->budget.began_ns || batches->untimed ||
	    watched->seen.state != GUEST_PERFORMING)
		return;
	budget_begin(&batches->budget, budget_ns, watched->guest.group);
	batches->budget.least_rounds = FEW_ROUNDS;
}

static double watch_share_used(struct watched *watched)
{
	struct batches *batches = watched->batches;

	return batches->untimed ?
		       0 :
		       budget_share(&batches->budget, watched->guest.group,
				    batches->result->rounds +
					    watched_done(watched));
}

/* Returns the part of the budget that is used. */
static double watch_keep_time(struct watched *watched, uint64_t now)
{
	const volatile int *stop = watched->batches->options.stop;
	double share;

	if (memcmp(&watched->seen, &watched->guest.status,
		   sizeof(watched->seen))) {
		watched->seen = watched->guest.status;
		watched->changed_ns = now;
		watch_begin_budget(watched);
	}
	share = watch_share_used(watched);
	if (!watched->asked && (share >= 1 || (stop && *stop))) {
		guest_ask_to_stop(&watched->guest);
		watched->asked = true;
	}
	return share;
}

static bool watch_is_too_late(const struct watched *watched, uint64_t now)
{
	uint64_t patience = watched->guest.status.state == GUEST_PERFORMING ?
				    watched->batches->options.timeout_ns :
				    PATIENCE_NS;

	return patience && now - watched->changed_ns > patience;
}

/*
 * Stopping this process stops the guest too, and so does suspending the
 * computer. Time in which this process could not look does not count.
 */
static void watch_until_end(struct watched *watched)
{
	uint64_t looked_ns = clock_ns();

	watched->changed_ns = looked_ns;
	while (guest_runs(&watched->guest)) {
		uint64_t now = clock_ns();

		if (now - looked_ns > STOPPED_NS)
			watched->changed_ns += now - looked_ns;
		looked_ns = now;
		watch_tick(watched, now, watch_keep_time(watched, now));
		if (watch_is_too_late(watched, now)) {
			watched->timed_out = true;
			break;
		}
		sleep_ms(LOOK_MS);
	}
	guest_kill(&watched->guest);
}

int watch_guest(struct watched *watched, struct batches *batches)
{
	*watched = (struct watched){ .batches = batches };
	if (guest_start(&watched->guest, batches->setup, batches->task, 1)) {
		snprintf(batches->reason, sizeof(batches->reason),
			 "cannot start a guest");
		return -1;
	}
	watch_until_end(watched);
	return 0;
}
