// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How many recorded events a second the oracle judges on one core. One
 * round of each TEST is performed for real in DIR; its history is then
 * judged for SECONDS of CPU time. An event is an operation's record or an
 * observation (a run of words seen).
 *
 *	oracle DIR SECONDS TEST...
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "actor/perform.h"
#include "litmus/parse.h"

static double cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static uint64_t count_events(const struct history *history)
{
	uint64_t events = history->observations;

	for (int p = 0; p < TEST_MAX_PROCESSES; p++)
		for (int i = 0; i < TEST_MAX_OPERATIONS; i++)
			events += history->record[p][i].status !=
				  RECORD_NOT_RUN;
	return events;
}

static void perform_once(const struct test *test, int directory,
			 struct result *result)
{
	struct perform_options options = { .directory = directory,
					   .seed = 1,
					   .rounds = 20,
					   .final_every = 1,
					   .keep_files = true };

	memset(result, 0, sizeof(*result));
	if (perform(test, &options, result))
		errx(1, "%s: %s", test->name, result->reason);
	for (int f = 0; f < test->files; f++)
		unlinkat(directory, test->file[f].name, 0);
}

static void judge_for(const struct test *test, const struct history *history,
		      double seconds)
{
	struct layout layout = {
		.test = test,
		.page_size = sysconf(_SC_PAGESIZE),
	};
	struct plan *plan = plan_new(&layout);
	uint64_t events = count_events(history), rounds = 0;
	struct verdict verdict;
	double start = cpu_seconds(), spent;

	if (!plan)
		err(1, "%s", test->name);
	do {
		for (int i = 0; i < 1000; i++)
			oracle_judge(plan, history, &verdict);
		rounds += 1000;
		spent = cpu_seconds() - start;
	} while (spent < seconds);
	printf("%-28s %3llu events  %8.0f rounds/s  %6.2f million events/s\n",
	       test->name, (unsigned long long)events, rounds / spent,
	       rounds * events / spent / 1e6);
	plan_free(plan);
}

int main(int argc, char **argv)
{
	static struct test test;
	struct result *result = mmap(NULL, sizeof(*result),
				     PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int directory;

	if (argc < 4)
		errx(2, "usage: oracle DIR SECONDS TEST...");
	directory = open(argv[1], O_RDONLY | O_DIRECTORY);
	if (result == MAP_FAILED || directory < 0)
		err(2, "%s", argv[1]);
	for (int i = 3; i < argc; i++) {
		struct diagnostic diagnostic;

		if (test_load(argv[i], &test, &diagnostic)) {
			diagnostic_print(stderr, &diagnostic);
			return 2;
		}
		perform_once(&test, directory, result);
		judge_for(&test, &result->history, strtod(argv[2], NULL));
	}
	return 0;
}
