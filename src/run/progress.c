// SPDX-License-Identifier: GPL-2.0-or-later
/* Draws and erases the progress line. */
#include "run/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "report/words.h"

#define LINE_SIZE 512

bool progress_possible(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && term && strcmp(term, "dumb");
}

/* The line must not wrap: only one row of the terminal can be erased. */
static int progress_columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || size.ws_col < 20)
		return 80;
	return size.ws_col < LINE_SIZE ? size.ws_col : LINE_SIZE;
}

static void describe_work(const struct progress *progress, char *text,
			  size_t size)
{
	char others[32] = "";

	if (progress->stopping)
		snprintf(text, size, "stopping");
	else if (!progress->test)
		snprintf(text, size, "making ready");
	else {
		if (progress->others)
			snprintf(others, sizeof(others), " and %u more",
				 progress->others);
		snprintf(text, size, "%s on %s%s", progress->test,
			 progress->target, others);
	}
}

void progress_draw(struct progress *progress)
{
	char work[256], left[WORDS_SIZE] = "", line[LINE_SIZE];

	describe_work(progress, work, sizeof(work));
	if (progress->left_ns)
		duration_text(left, sizeof(left), progress->left_ns);
	snprintf(line, sizeof(line),
		 "[%" PRIu64 "/%" PRIu64 "] %" PRIu64 " rounds, %.0f/s%s%.40s"
		 "  %s",
		 progress->done, progress->planned, progress->rounds,
		 progress->rate, left[0] ? ", left " : "", left, work);
	fprintf(stderr, "\r\033[K%.*s", progress_columns() - 1, line);
	fflush(stderr);
	progress->shown = true;
}

void progress_erase(struct progress *progress)
{
	if (!progress->shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	progress->shown = false;
}
