// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs the host's programs in a guest (host.h). */
#include "guest/host.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest/power.h"

#define HOST "/tmp/host"

void guest_host_mount(void)
{
	if (mkdir(HOST, 0755) ||
	    mount("none", HOST, "hostfs", MS_RDONLY | MS_NOATIME, "/") ||
	    mount("/dev", HOST "/dev", NULL, MS_BIND, NULL) ||
	    mount("/proc", HOST "/proc", NULL, MS_BIND, NULL) ||
	    (mount("none", HOST "/tmp", "tmpfs", 0, NULL) && errno != ENOENT))
		guest_fail("mounting the host's files");
}

#define WORDS 32

/* Splits COMMAND at its spaces, and changes it. False: it has too many words. */
static bool host_split(char *command, char *words[WORDS])
{
	int count = 0;

	for (char *word = strtok(command, " "); word;
	     word = strtok(NULL, " ")) {
		if (count == WORDS - 1)
			return false;
		words[count++] = word;
	}
	words[count] = NULL;
	return count;
}

/*
 * Executes a command that needs no shell without one. Starting the shell
 * takes some hundred entries into the guest's kernel, mostly page faults.
 */
static void host_execute_words(const char *command)
{
	char *words[WORDS], *copy = strdup(command);

	if (!copy || strpbrk(command, "'\"\\&|;<>()$`*?[#~=%!\n") ||
	    !host_split(copy, words))
		return;
	execvp(words[0], words);
	fprintf(stderr, "%s: %s\n", words[0], strerror(errno));
	_exit(127);
}

void guest_host_execute(const char *command)
{
	if (chroot(HOST) || chdir("/"))
		_exit(127);
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	setenv("LC_ALL", "C", 1);
	host_execute_words(command);
	execl("/bin/sh", "sh", "-c", command, NULL);
	_exit(127);
}
