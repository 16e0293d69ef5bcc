// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The yardstick: the system calls of litmus/punch-vs-fault-around.litmus in
 * the tightest loop there is, without stamps, records, oracle or delays.
 * What it prints, rounds a second of processor time, is what a round costs by
 * itself.
 *
 *	loop DIR SECONDS [evict]
 */
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGES 16
#define NAME "loop-file"

struct shared {
	_Alignas(64) _Atomic uint32_t opened; /* by the puncher */
	_Alignas(64) _Atomic uint32_t start;
	_Alignas(64) _Atomic uint32_t punched;
};

static struct shared *shared;
static int directory;
static size_t size;
static char *buffer;
static bool evict;

/* Only where the machine is short of processors does it ever yield. */
static void spin_until(_Atomic uint32_t *count, uint32_t target)
{
	uint32_t looks = 0;

	while ((int32_t)(atomic_load(count) - target) < 0)
		if (!(++looks % 100000))
			sched_yield();
}

static uint64_t now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (uint64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

static void touch(const char *map, size_t from, size_t step)
{
	for (size_t i = from; i < size; i += step)
		(void)*(const volatile char *)(map + i);
}

static char *map_file(int fd)
{
	char *map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);

	if (map == MAP_FAILED)
		err(1, "mmap");
	return map;
}

static void punch_forever(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (uint32_t round = 1;; round++) {
		int fd;

		spin_until(&shared->opened, 2 * round - 1);
		fd = openat(directory, NAME, O_RDWR | O_CLOEXEC);
		atomic_fetch_add(&shared->opened, 1);
		spin_until(&shared->start, round);
		if (fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
			      size))
			err(1, "fallocate");
		close(fd);
		atomic_store(&shared->punched, round);
	}
}

static int create(void)
{
	int fd = openat(directory, NAME, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
			0600);

	if (fd < 0 || pwrite(fd, buffer, size, 0) != (ssize_t)size || fsync(fd))
		err(1, "create");
	if (evict)
		posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	return fd;
}

static void look(int fd, char *map)
{
	size_t page = size / PAGES;

	touch(map, 0, page);
	munmap(map, size);
	map = map_file(fd);
	touch(map, 0, page);
	munmap(map, size);
	if (pread(fd, buffer, size + page, 0) != (ssize_t)size ||
	    pread(fd, buffer, page, size) != 0)
		err(1, "read");
}

static void one_round(uint32_t round)
{
	size_t page = size / PAGES;
	int fd = create();
	char *map = map_file(fd);

	atomic_fetch_add(&shared->opened, 1);
	spin_until(&shared->opened, 2 * round);
	atomic_store(&shared->start, round);
	touch(map, 3 * page, 4 * page);
	spin_until(&shared->punched, round);
	look(fd, map);
	close(fd);
	unlinkat(directory, NAME, 0);
}

static double cpu_seconds(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv)
{
	uint32_t round = 0;
	uint64_t end;
	pid_t puncher;

	if (argc < 3)
		errx(2, "usage: loop DIR SECONDS [evict]");
	evict = argc > 3;
	directory = open(argv[1], O_RDONLY | O_DIRECTORY);
	if (directory < 0)
		err(2, "%s", argv[1]);
	size = (size_t)PAGES * sysconf(_SC_PAGESIZE);
	buffer = calloc(2, size);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!buffer || shared == MAP_FAILED)
		err(1, "memory");
	unlinkat(directory, NAME, 0);
	puncher = fork();
	if (!puncher)
		punch_forever();
	end = now() + strtod(argv[2], NULL) * 1e9;
	while (now() < end)
		one_round(++round);
	kill(puncher, SIGKILL);
	waitpid(puncher, NULL, 0);
	printf("%.0f\n", round / (cpu_seconds(RUSAGE_SELF) +
				  cpu_seconds(RUSAGE_CHILDREN)));
	return 0;
}
