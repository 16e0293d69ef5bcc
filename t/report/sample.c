// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Print a run made by hand in the format named: every fate a test can
 * have, on two targets whose results come interleaved.
 *
 *   sample FORMAT [-q|-v] [interrupted]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "report/report.h"
#include "report/scene.h"

#define FIRST "ext4"
#define SECOND "dir:/mnt/a#b (nfs)"

static const struct report_format *format;
static struct reporter reporter;

static void tell(const struct test *test, const char *target,
		 struct result *(*make)(struct result *))
{
	static const struct rerun rerun = {
		"fslitmus run --fs ext4 --seed 7 x",
		true,
		"fslitmus run --uml --fs ext4 x",
	};
	static struct result result;

	format->result(&reporter, test, target, &rerun, make(&result));
}

static void tell_done(const char *target)
{
	if (format->target_done)
		format->target_done(&reporter, target);
}

static void tell_places(void)
{
	static const struct environment first = {
		.filesystem = "ext4",
		.kernel = "6.12.48",
		.build_id = "00112233445566778899aabbccddeeff00112233",
		.key = "0123456789abcdef",
		.mutant = "ext4-punch-unlocked",
		.mkfs = "mkfs.ext4 -q -F -b 4096 -E nodiscard,"
			"lazy_itable_init=0,lazy_journal_init=0",
		.mount_options = "nodelalloc,data=journal",
	};
	static const struct environment second = {
		.filesystem = "nfs",
		.kernel = "6.12.48 #1",
		.mount_options = "rw,vers=4.2",
	};

	format->place(&reporter, FIRST, &first);
	format->place(&reporter, SECOND, &second);
}

static void tell_all(void)
{
	tell(scene_punch(), FIRST, scene_kept);
	tell(scene_punch(), SECOND, scene_unentered);
	tell(scene_punch(), FIRST, scene_broken);
	tell(scene_reflink(), FIRST, scene_skipped);
	tell(scene_punch(), FIRST, scene_hang);
	tell(scene_punch(), SECOND, scene_unpromised);
	tell(scene_punch(), SECOND, scene_complaint);
	tell(scene_punch(), FIRST, scene_few);
	tell(scene_reflink(), SECOND, scene_few);
	format->complaint(&reporter, FIRST, PROMISE_C6,
			  "inode 12: extent beyond the end\nnot clean");
	tell_done(FIRST);
	tell(scene_reflink(), SECOND, scene_not_run);
	tell_done(SECOND);
}

int main(int argc, char **argv)
{
	struct run_summary summary = {
		.tests = 10,
		.kept = 4,
		.broken = 3,
		.unentered = 1,
		.skipped = 1,
		.not_run = 1,
		.few_rounds = 2,
		.complaints = 1,
		.rounds = 1592,
		.elapsed_ns = 72500000000,
		.seed = 7,
		.status = EXIT_BROKEN,
	};

	format = argc > 1 ? report_format_find(argv[1]) : NULL;
	if (!format)
		die(EXIT_USAGE, "usage: sample FORMAT [-q|-v] [interrupted]");
	reporter = (struct reporter){
		.out = stdout, .verbosity = 1, .planned = 10, .targets = 2
	};
	for (int i = 2; i < argc; i++) {
		if (!strcmp(argv[i], "-q"))
			reporter.verbosity = 0;
		if (!strcmp(argv[i], "-v"))
			reporter.verbosity = 2;
		summary.interrupted |= !strcmp(argv[i], "interrupted");
	}
	if (report_date(reporter.date))
		die(EXIT_USAGE, "SOURCE_DATE_EPOCH is wrong");
	format->begin(&reporter);
	tell_places();
	if (summary.interrupted) {
		summary.tests = summary.kept = 1;
		summary.broken = summary.not_run = summary.skipped = 0;
		summary.unentered = summary.complaints = 0;
		summary.few_rounds = 0;
		summary.status = EXIT_NOT_RUN;
		tell(scene_punch(), FIRST, scene_kept);
	} else {
		tell_all();
	}
	format->end(&reporter, &summary);
	return 0;
}
