// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds out whether a filesystem maps huge pages across the end of a file. */
#include "actor/huge.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHMEM_ENABLED "/sys/kernel/mm/transparent_hugepage/shmem_enabled"

/* Is WORD the policy in brackets? False if there are no huge pages. */
static bool policy_is(const char *word)
{
	char line[128] = "";
	FILE *file = fopen(SHMEM_ENABLED, "re");

	if (!file)
		return false;
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	return strstr(line, word);
}

/* The mount's number in /proc/self/mountinfo, or -1. */
static int mount_of(int directory)
{
	char path[64], line[128];
	int mount = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", directory);
	file = fopen(path, "re");
	if (!file)
		return -1;
	while (mount < 0 && fgets(line, sizeof(line), file))
		if (sscanf(line, "mnt_id: %d", &mount) != 1)
			mount = -1;
	fclose(file);
	return mount;
}

/* proc_pid_mountinfo(5): the superblock's options come last. */
static enum huge_pages huge_option(const char *line)
{
	const char *options = strstr(line, " - ");
	const char *huge = options ? strstr(options, "huge=") : NULL;

	if (!huge || !strncmp(huge, "huge=never", 10))
		return HUGE_COLLAPSED;
	return strncmp(huge, "huge=always", 11) ? HUGE_ADVISED : HUGE_ALWAYS;
}

/* A detached mount is not listed, so it may have any option. */
static enum huge_pages mounted_with(int mount)
{
	enum huge_pages huge = HUGE_ADVISED;
	FILE *file = fopen("/proc/self/mountinfo", "re");
	size_t size = 0;
	char *line = NULL;

	if (!file)
		return huge;
	while (getline(&line, &size, file) > 0)
		if (atoi(line) == mount)
			huge = huge_option(line);
	free(line);
	fclose(file);
	return huge;
}

/*
 * Files that get huge pages without asking, by mount option or shmem_enabled,
 * have the size of one as their block size (shmem_getattr()).
 */
static bool has_huge_blocks(int directory)
{
	int fd = openat(directory, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	struct stat status;
	bool huge;

	if (fd < 0)
		return false;
	huge = !fstat(fd, &status) && status.st_blksize > sysconf(_SC_PAGESIZE);
	close(fd);
	return huge;
}

enum huge_pages huge_pages_of(int directory)
{
	if (!policy_is("[") || policy_is("[deny]"))
		return HUGE_NEVER;
	if (has_huge_blocks(directory))
		return HUGE_ALWAYS;
	return mounted_with(mount_of(directory));
}
