// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads from /proc where a thread is stuck. */
#include "backend/hang.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Reads a small file of /proc/THREAD; the text is empty if that fails. */
static void read_proc(pid_t thread, const char *name, char *text, size_t size)
{
	char path[64];
	ssize_t got = -1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)thread, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		got = read(fd, text, size - 1);
		close(fd);
	}
	text[got > 0 ? got : 0] = '\0';
}

/* Turns lines such as "[<0>] f+0x12/0x34" into "f < g < h". */
static void shorten_stack(char *lines, char *stack, size_t size)
{
	size_t length = 0;
	char *line;

	stack[0] = '\0';
	while ((line = strsep(&lines, "\n")) && length < size) {
		char *name = strstr(line, "] ");

		if (!name)
			continue;
		name += 2;
		name[strcspn(name, "+")] = '\0';
		length += snprintf(stack + length, size - length, "%s%s",
				   length ? " < " : "", name);
	}
}

uint64_t thread_cpu_ns(pid_t thread)
{
	uint64_t ns = 0;
	char text[64];

	read_proc(thread, "schedstat", text, sizeof(text));
	sscanf(text, "%" SCNu64, &ns);
	return ns;
}

void thread_look(pid_t thread, struct thread_look *look)
{
	char text[4096];
	char *after;

	memset(look, 0, sizeof(*look));
	read_proc(thread, "stat", text, sizeof(text));
	after = strrchr(text, ')');
	if (!after || !after[1])
		return;
	look->state = after[2];
	read_proc(thread, "wchan", look->wchan, sizeof(look->wchan));
	if (!strcmp(look->wchan, "0"))
		look->wchan[0] = '\0';
	read_proc(thread, "stack", text, sizeof(text));
	shorten_stack(text, look->stack, sizeof(look->stack));
}

bool thread_waits_for_fellows(const struct thread_look *look)
{
	static const char *const functions[] = {
		"futex",	"do_wait",	  "hrtimer_nanosleep",
		"do_nanosleep", "do_signal_stop", "sigsuspend",
		"do_poll",	"ep_poll",	  "pipe_read",
		"unix_stream",
	};

	if (look->state != 'S' && look->state != 'T' && look->state != 't')
		return false;
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (strstr(look->wchan, functions[i]) ||
		    strstr(look->stack, functions[i]))
			return true;
	return false;
}

void thread_describe(const struct thread_look *look, char *text, size_t size)
{
	if (!look->state)
		snprintf(text, size, "gone");
	else
		snprintf(text, size, "in state %c%s%s", look->state,
			 look->wchan[0] ? ", waiting in " : "", look->wchan);
}
