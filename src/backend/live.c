// SPDX-License-Identifier: GPL-2.0-or-later
/* One supervised test on the running kernel, and what became of it. */
#include "backend/live.h"

#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "actor/merge.h"
#include "actor/perform.h"
#include "base/budget.h"
#include "base/text.h"

#define MIB (1ull << 20)
/* Room for metadata. */
#define ROOM_MARGIN (8 * MIB)
/* How many copies of a file operations and rounds may leave at a time. */
#define ROOM_COPIES 4

static uint64_t room_needed(const struct test *test)
{
	uint64_t bytes = 0;

	for (int f = 0; f < test->files; f++) {
		int64_t size = position_bytes(test->file[f].size,
					      sysconf(_SC_PAGESIZE));

		bytes += size > 0 ? size : 0;
	}
	return ROOM_COPIES * bytes + ROOM_MARGIN;
}

/* Filesystems without blocks report none at all; they have no limit. */
static uint64_t room_left(const struct live *live)
{
	const struct run_options *options = live->target->options;
	struct statvfs fs;
	int error;

	run_options_calling(options, "statfs(2)", options->timeout_ns);
	error = fstatvfs(live->directory, &fs);
	run_options_calling(options, NULL, 0);
	if (error || !fs.f_blocks)
		return UINT64_MAX;
	return (uint64_t)fs.f_bavail * fs.f_frsize;
}

/* "fsl.COMMAND.COUNT": unique among the tests running at a time. */
static void name_processes(struct live *live)
{
	static atomic_uint count;

	snprintf(live->comm, sizeof(live->comm), KERNEL_LOG_COMM_PREFIX "%u.%u",
		 getpid() % 10000000u, atomic_fetch_add(&count, 1) % 100);
}

static uint64_t choose_seed(const struct run_options *options)
{
	uint64_t seed = options->seed;

	while (!seed)
		if (getrandom(&seed, sizeof(seed), 0) < 0)
			seed = getpid();
	return seed;
}

bool live_begin(struct live *live, struct result *result)
{
	struct kernel_log_owner owner = { 0 };
	uint64_t needed = room_needed(live->test), room;

	result_clear(result, choose_seed(live->target->options));
	room = room_left(live);
	name_processes(live);
	if (room < needed) {
		result->status = RESULT_NOT_RUN;
		snprintf(result->reason, sizeof(result->reason),
			 "too little room in %s: %" PRIu64 " KiB are free, the "
			 "test wants %" PRIu64 " KiB",
			 live->target->name, room >> 10, needed >> 10);
		return false;
	}
	if (live->log) {
		strcpy(owner.comm, live->comm);
		snprintf(owner.device, sizeof(owner.device), "%s",
			 live->device);
		kernel_log_begin(live->log, &owner);
	} else {
		text_add_line(result->uncovered, sizeof(result->uncovered),
			      "the kernel log cannot be read (/dev/kmsg, needs "
			      "root): complaints of the kernel (C6) go unseen");
	}
	return true;
}

static int perform_body(void *context, int directory, struct result *result,
			const volatile int *stop)
{
	const struct live *live = context;
	const struct run_options *options = live->target->options;
	struct perform_options perform_options = {
		.directory = directory,
		.own_fs = live->target->own_fs,
		.sound_disk = live->sound_disk,
		.seed = result->seed,
		.round_tag = live->round_tag,
		.rounds = options->rounds,
		.stop_after = options->keep_going ? 0 : 1,
		.final_every = options->final_every,
		.keep_files = live->keep_files,
		.stop = stop,
	};

	return perform(live->test, &perform_options, result);
}

static int look_again_body(void *context, int directory, struct result *result,
			   const volatile int *stop)
{
	const struct live *live = context;

	(void)stop;
	return perform_remounted(live->test, directory, live->sound_disk,
				 result);
}

static void run_body(struct live *live, struct result *result,
		     int (*body)(void *, int, struct result *,
				 const volatile int *))
{
	struct supervision supervision = {
		.test = live->test,
		.options = live->target->options,
		.keeper = live->keeper,
		.log = live->log,
		.comm = live->comm,
		.directory = live->directory,
		.thaw = live->thaw,
		.body = body,
		.context = live,
	};
	int error = supervise(&supervision, result, &live->supervised);

	if (!error)
		return;
	live->supervised.ending = ENDED_BADLY;
	snprintf(result->reason, sizeof(result->reason),
		 "cannot start a process for the test: %s", strerror(-error));
}

void live_perform(struct live *live, struct result *result)
{
	run_body(live, result, perform_body);
	/* What hangs has the last word, and might do so again. */
	live->full = live->supervised.ending != ENDED_HANGING &&
		     room_left(live) < ROOM_MARGIN / 2;
}

void live_look_again(struct live *live, struct result *result)
{
	run_body(live, result, look_again_body);
}

bool live_went_well(const struct live *live, const struct result *result)
{
	return live->supervised.ending == ENDED_WELL &&
	       !live->supervised.error && result->rounds;
}

/* Did an operation fail for lack of room? */
static bool ran_out_of_room(const struct result *result)
{
	for (int p = 0; p < TEST_MAX_PROCESSES; p++)
		for (int o = 0; o < TEST_MAX_OPERATIONS; o++)
			if (result->count[p][o].failed &&
			    (result->count[p][o].error == ENOSPC ||
			     result->count[p][o].error == EDQUOT))
				return true;
	return false;
}

/* The status of a test that perform() could not run. */
static enum result_status status_of_error(int error, struct result *result)
{
	if (!result->reason[0])
		snprintf(result->reason, sizeof(result->reason), "%s",
			 strerror(-error));
	return error == -EOPNOTSUPP ? RESULT_SKIPPED : RESULT_NOT_RUN;
}

static enum result_status status_of_rounds(const struct run_options *options,
					   struct result *result)
{
	if (!result->rounds) {
		if (!result->reason[0])
			snprintf(result->reason, sizeof(result->reason),
				 "no round was completed");
		return RESULT_NOT_RUN;
	}
	result->few_rounds = rounds_are_few(result->rounds, options->rounds);
	return result->reached ? RESULT_KEPT : RESULT_UNENTERED;
}

/* Whether what was broken is not the filesystem's fault. */
static bool is_excused(const struct live *live, struct result *result)
{
	const char *name = live->target->name;

	if (!result->forbidden)
		return false;
	if (live->disk_failed)
		snprintf(result->reason, sizeof(result->reason),
			 "a disk failed during the test (kernel log), and what "
			 "%s does on a failing disk is not judged",
			 name);
	else if (live->full || ran_out_of_room(result))
		snprintf(result->reason, sizeof(result->reason),
			 "%s ran out of room during the test, and what a full "
			 "filesystem does is not judged",
			 name);
	else
		return false;
	return true;
}

static enum result_status live_status(const struct live *live,
				      struct result *result)
{
	const struct supervised *supervised = &live->supervised;

	if (supervised->ending == ENDED_HANGING || result->complaint[0])
		return RESULT_BROKEN;
	if (is_excused(live, result))
		return RESULT_NOT_RUN;
	if (result->forbidden)
		return RESULT_BROKEN;
	if (supervised->ending == ENDED_BADLY)
		return RESULT_NOT_RUN;
	if (supervised->ending == ENDED_WELL && supervised->error)
		return status_of_error(supervised->error, result);
	return status_of_rounds(live->target->options, result);
}

/* Makes the kernel's complaint the verdict, unless one is forbidden already. */
static void blame_complaint(struct result *result)
{
	result->broken[PROMISE_C6]++;
	if (result->verdict.kind == VERDICT_FORBIDDEN)
		return;
	result->verdict.kind = VERDICT_FORBIDDEN;
	result->verdict.promise = PROMISE_C6;
	result->verdict.observation = -1;
	result->verdict.victim_process = result->verdict.victim_operation = -1;
	result->verdict.rival_process = result->verdict.rival_operation = -1;
	snprintf(result->verdict.why, sizeof(result->verdict.why),
		 "the kernel complained: %.*s",
		 (int)strcspn(result->complaint, "\n"), result->complaint);
}

void live_end(struct live *live, struct result *result)
{
	if (live->log) {
		kernel_log_end(live->log, result->complaint,
			       sizeof(result->complaint), result->uncovered,
			       sizeof(result->uncovered));
		live->disk_failed = kernel_log_device_failed(live->log);
	}
	/* The kernel reports the same hang that the watchdog reported as C7. */
	if (live->supervised.ending == ENDED_HANGING)
		text_drop_lines(result->complaint, "INFO: task ");
	if (result->complaint[0])
		blame_complaint(result);
	result->status = live_status(live, result);
}
