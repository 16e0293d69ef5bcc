// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The /init of the kernel's own tests: runs schedules of a hole punch against
 * four loads. The kernel's command line says how, and reaches it as
 * environment:
 *
 *	FS, OPTIONS, IMAGE	what to mount, and the image on the disk
 *	ROUNDS, STRATEGY, RATE, DEPTH, LENGTH, SEED, FLAGS, PREEMPT
 *	PLAIN=1		plain system calls and accesses instead of lists
 *	IDLE=SECONDS	after the race, leave a dirty file alone for so long
 *	ZONEFS=1, ORANGEFS=1	try that filesystem instead, without a race
 *	AGAIN		the image, loaded, is saved again under that name
 *	OUT		where the results go, a file below the root (hostfs)
 */
#include "fslitmus_uapi.h"
#include "guest/image.h"
#include "guest/orangefs_server.h"
#include "guest/power.h"
#include "guest/zonefs_mkfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DISK "/dev/nullb0"
#define PAGES 16
#define SIZE (PAGES * 4096)
#define MAP ((char *)0x10000000)
#define ACTORS 2

static int control = -1;
static FILE *out;
static char *results;
static size_t results_size;

static const char *setting(const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	return value && *value ? value : otherwise;
}

static long number(const char *name, long otherwise)
{
	const char *value = getenv(name);

	return value ? strtol(value, NULL, 0) : otherwise;
}

/* A list of calls under construction. */
struct list {
	struct fslitmus_call calls[32];
	unsigned int count;
};

static struct fslitmus_call *add(struct list *list, unsigned int nr, uint64_t a,
				 uint64_t b, uint64_t c, uint64_t d)
{
	struct fslitmus_call *call = &list->calls[list->count++];

	*call = (struct fslitmus_call){
		.nr = nr,
		.args = { a, b, c, d },
	};
	return call;
}

static void take(struct list *list, unsigned int to, unsigned int from)
{
	struct fslitmus_call *call = &list->calls[list->count - 1];

	call->flags |= FSLITMUS_TAKE;
	call->take_to = to;
	call->take_from = from;
}

static void make(struct list *list)
{
	struct fslitmus_calls calls = {
		.calls = (uintptr_t)list->calls,
		.count = list->count,
	};

	if (ioctl(control, FSLITMUS_CALLS, &calls))
		guest_fail("FSLITMUS_CALLS");
}

static void expect(const struct list *list, unsigned int i, const char *what)
{
	errno = -list->calls[i].result;
	if (list->calls[i].result < 0)
		guest_fail("%s (call %u)", what, i);
}

static void meet(int place, int count)
{
	struct list list = { .count = 0 };

	add(&list, FSLITMUS_CALL_MEET, place, count, 0, 0);
	make(&list);
}

static const char *path;

/* What the reader saw in the last round, in memory all processes share. */
struct seen {
	/* After both had ended; all ones where the load failed. */
	uint64_t last[PAGES];
};

static struct seen *seen;

static sigjmp_buf fault;

static void on_fault(int signal)
{
	siglongjmp(fault, signal);
}

static int64_t load_plainly(const char *at, uint64_t *value)
{
	int signal = sigsetjmp(fault, 1);

	if (signal)
		return -1000 - signal;
	*value = *(const volatile uint64_t *)at;
	return 0;
}

static void read_plainly(void)
{
	int fd;
	uint64_t value;

	meet(0, ACTORS + 1);
	fd = open(path, O_RDWR);
	if (mmap(MAP, SIZE, PROT_READ, MAP_SHARED | MAP_FIXED, fd, 0) != MAP)
		guest_fail("mmap");
	meet(1, ACTORS + 1);
	meet(2, ACTORS + 1);
	for (int i = 0; i < 4; i++) {
		ioctl(control, FSLITMUS_OPERATION, i + 1);
		load_plainly(MAP + (3 + i) * 4096, &value);
	}
	ioctl(control, FSLITMUS_OPERATION, 0);
	meet(3, ACTORS + 1);
	for (int i = 0; i < PAGES; i++)
		load_plainly(MAP + i * 4096, &seen->last[i]);
	munmap(MAP, SIZE);
	close(fd);
	meet(4, ACTORS + 1);
}

static void read_listed(void)
{
	struct list list = { .count = 0 };

	add(&list, FSLITMUS_CALL_MEET, 0, ACTORS + 1, 0, 0);
	add(&list, __NR_open, (uintptr_t)path, O_RDWR, 0, 0);
	add(&list, __NR_mmap, (uintptr_t)MAP, SIZE, PROT_READ,
	    MAP_SHARED | MAP_FIXED);
	take(&list, 4, 1);
	add(&list, FSLITMUS_CALL_MEET, 1, ACTORS + 1, 0, 0);
	add(&list, FSLITMUS_CALL_MEET, 2, ACTORS + 1, 0, 0);
	for (int i = 0; i < 4; i++)
		add(&list, FSLITMUS_CALL_LOAD, (uintptr_t)MAP + (3 + i) * 4096,
		    8, 0, 0)
			->operation = i + 1;
	add(&list, FSLITMUS_CALL_MEET, 3, ACTORS + 1, 0, 0);
	for (int i = 0; i < PAGES; i++)
		add(&list, FSLITMUS_CALL_LOAD, (uintptr_t)MAP + i * 4096, 8,
		    (uintptr_t)&seen->last[i], 0);
	add(&list, __NR_munmap, (uintptr_t)MAP, SIZE, 0, 0);
	add(&list, __NR_close, 0, 0, 0, 0);
	take(&list, 0, 1);
	add(&list, FSLITMUS_CALL_MEET, 4, ACTORS + 1, 0, 0);
	make(&list);
	expect(&list, 1, "open");
	expect(&list, 2, "mmap");
}

static void punch_plainly(void)
{
	int fd;

	meet(0, ACTORS + 1);
	fd = open(path, O_RDWR);
	meet(1, ACTORS + 1);
	meet(2, ACTORS + 1);
	ioctl(control, FSLITMUS_OPERATION, 9);
	if (fallocate(fd, 3, 0, SIZE))
		guest_fail("fallocate");
	ioctl(control, FSLITMUS_OPERATION, 0);
	meet(3, ACTORS + 1);
	close(fd);
	meet(4, ACTORS + 1);
}

static void punch_listed(void)
{
	struct list list = { .count = 0 };

	add(&list, FSLITMUS_CALL_MEET, 0, ACTORS + 1, 0, 0);
	add(&list, __NR_open, (uintptr_t)path, O_RDWR, 0, 0);
	add(&list, FSLITMUS_CALL_MEET, 1, ACTORS + 1, 0, 0);
	add(&list, FSLITMUS_CALL_MEET, 2, ACTORS + 1, 0, 0);
	add(&list, __NR_fallocate, 0, 3, 0, SIZE)->operation = 9;
	take(&list, 0, 1);
	add(&list, FSLITMUS_CALL_MEET, 3, ACTORS + 1, 0, 0);
	add(&list, __NR_close, 0, 0, 0, 0);
	take(&list, 0, 1);
	add(&list, FSLITMUS_CALL_MEET, 4, ACTORS + 1, 0, 0);
	make(&list);
	expect(&list, 4, "fallocate");
}

static void be_actor(int actor, long rounds, bool plain)
{
	if (ioctl(control, FSLITMUS_JOIN, actor))
		guest_fail("FSLITMUS_JOIN");
	signal(SIGBUS, on_fault);
	signal(SIGSEGV, on_fault);
	while (rounds--) {
		if (actor)
			plain ? punch_plainly() : punch_listed();
		else
			plain ? read_plainly() : read_listed();
	}
	_exit(0);
}

static char data[SIZE], back[SIZE];

static void stamp(long round)
{
	for (int i = 0; i < SIZE / 8; i++)
		((uint64_t *)data)[i] = (uint64_t)(round + 1) << 32 | (i + 1);
}

static struct fslitmus_preemption listed[64];

/* PREEMPT=actor@point[+ticks],... */
static unsigned int read_preemptions(void)
{
	const char *p = setting("PREEMPT", "");
	unsigned int count = 0;
	char *end;

	while (*p && count < 64) {
		struct fslitmus_preemption *entry = &listed[count++];

		entry->actor = strtoul(p, &end, 10);
		entry->point = strtoul(end + 1, &end, 10);
		entry->ticks = *end == '+' ? strtoul(end + 1, &end, 10) : 0;
		p = *end == ',' ? end + 1 : end;
	}
	return count;
}

static void choose(struct fslitmus_schedule *schedule, long round)
{
	*schedule = (struct fslitmus_schedule){
		.seed = number("SEED", 1) + round,
		.strategy = number("STRATEGY", FSLITMUS_RANDOM),
		.flags = number("FLAGS", FSLITMUS_WORKERS),
		.rate = number("RATE", 64),
		.depth = number("DEPTH", 3),
		.length = number("LENGTH", 3000),
		.preemptions = (uintptr_t)listed,
		.count = read_preemptions(),
	};
	if (getenv("ENUMERATE"))
		listed[0] = (struct fslitmus_preemption){
			.actor = FSLITMUS_ACTOR_ANY,
			.point = round + 1,
			.ticks = 0,
		};
	if (getenv("ENUMERATE"))
		schedule->count = 1;
}

/* Leaves the file written, on disk, and out of the page cache. */
static void set_up(long round)
{
	struct list list = { .count = 0 };

	stamp(round);
	memset(seen->last, 0xff, sizeof(seen->last));
	add(&list, __NR_open, (uintptr_t)path, O_RDWR | O_CREAT | O_TRUNC, 0644,
	    0);
	add(&list, __NR_pwrite64, 0, (uintptr_t)data, SIZE, 0);
	take(&list, 0, 0);
	add(&list, __NR_fsync, 0, 0, 0, 0);
	take(&list, 0, 0);
	add(&list, __NR_fadvise64, 0, 0, 0, POSIX_FADV_DONTNEED);
	take(&list, 0, 0);
	add(&list, FSLITMUS_CALL_WATCH, 0, 1, 0, 0);
	take(&list, 0, 0);
	add(&list, __NR_close, 0, 0, 0, 0);
	take(&list, 0, 0);
	add(&list, FSLITMUS_CALL_MEET, 0, ACTORS + 1, 0, 0);
	add(&list, FSLITMUS_CALL_MEET, 1, ACTORS + 1, 0, 0);
	make(&list);
	for (unsigned int i = 0; i < 4; i++)
		expect(&list, i, "set up");
}

static void run(struct fslitmus_schedule *schedule,
		struct fslitmus_result *result)
{
	struct list list = { .count = 0 };

	add(&list, FSLITMUS_CALL_START, (uintptr_t)schedule, 0, 0, 0);
	add(&list, FSLITMUS_CALL_MEET, 2, ACTORS + 1, 0, 0);
	add(&list, FSLITMUS_CALL_MEET, 3, ACTORS + 1, 0, 0);
	add(&list, FSLITMUS_CALL_STOP, (uintptr_t)result, 0, 0, 0);
	add(&list, __NR_open, (uintptr_t)path, O_RDONLY, 0, 0);
	add(&list, __NR_pread64, 0, (uintptr_t)back, SIZE, 0);
	take(&list, 0, 4);
	add(&list, __NR_close, 0, 0, 0, 0);
	take(&list, 0, 4);
	add(&list, FSLITMUS_CALL_MEET, 4, ACTORS + 1, 0, 0);
	make(&list);
	expect(&list, 0, "start");
	expect(&list, 3, "stop");
	expect(&list, 5, "read");
}

/* After the punch every page is a hole, mapped and read. */
static int count_stale(void)
{
	int stale = 0;

	for (int i = 0; i < PAGES; i++)
		if (seen->last[i] || *(uint64_t *)(back + i * 4096))
			stale++;
	return stale;
}

static void print_events(void)
{
	static struct fslitmus_event events[1 << 16];
	struct fslitmus_read read = {
		.buffer = (uintptr_t)events,
		.count = 1 << 16,
	};

	if (ioctl(control, FSLITMUS_READ_EVENTS, &read))
		guest_fail("FSLITMUS_READ_EVENTS");
	for (unsigned int i = 0; i < read.count; i++)
		fprintf(out,
			"event %llu actor %u op %u kind %u pc %x "
			"point %u lock %u mode %u value %llx\n",
			(unsigned long long)events[i].time, events[i].actor,
			events[i].operation, events[i].kind, events[i].pc,
			events[i].point, events[i].lock, events[i].mode,
			(unsigned long long)events[i].value);
}

static void print_preemptions(void)
{
	static struct fslitmus_preemption kept[FSLITMUS_PREEMPTIONS];
	struct fslitmus_read read = {
		.buffer = (uintptr_t)kept,
		.count = FSLITMUS_PREEMPTIONS,
	};

	if (ioctl(control, FSLITMUS_READ_PREEMPTIONS, &read))
		guest_fail("FSLITMUS_READ_PREEMPTIONS");
	fputs("preemptions", out);
	for (unsigned int i = 0; i < read.count; i++)
		fprintf(out, "%c%u@%u+%u", i ? ',' : ' ', kept[i].actor,
			kept[i].point, kept[i].ticks);
	fputc('\n', out);
}

static void print_actors(const struct fslitmus_result *result)
{
	for (int i = 0; i < FSLITMUS_ACTORS; i++)
		if (result->actors[i].points)
			fprintf(out,
				"actor %d %s points %u legal %u "
				"preempted %u\n",
				i, result->actors[i].comm,
				result->actors[i].points,
				result->actors[i].legal,
				result->actors[i].preempted);
}

static void print_round(long round, const struct fslitmus_schedule *schedule,
			const struct fslitmus_result *result)
{
	int stale = count_stale();

	if (getenv("QUIET") && !stale)
		return;
	fprintf(out,
		"%ld hash %016llx points %llu legal %llu preemptions %u "
		"new %llu stale %d\n",
		round, (unsigned long long)result->hash,
		(unsigned long long)result->points,
		(unsigned long long)result->legal, result->preemptions,
		(unsigned long long)result->new_pairs, stale);
	if (schedule->flags & FSLITMUS_TRACE)
		print_events();
	if (getenv("ACTORS"))
		print_actors(result);
	if (getenv("KEPT"))
		print_preemptions();
}

static void start_actors(long rounds)
{
	for (int actor = 0; actor < ACTORS; actor++)
		if (!fork())
			be_actor(actor, rounds, getenv("PLAIN"));
}

static void race(void)
{
	long rounds = number("ROUNDS", 10);
	struct fslitmus_schedule schedule;
	struct fslitmus_result result;

	seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	start_actors(rounds);
	for (long round = 0; round < rounds; round++) {
		set_up(round);
		choose(&schedule, round);
		run(&schedule, &result);
		print_round(round, &schedule, &result);
	}
	fprintf(out, "end\n");
}

/*
 * Sleeps in virtual time, so that the timers and daemons of the filesystem have
 * their turns. One that runs without ever letting the clock tick would keep
 * this from ending.
 */
static void leave_alone(long seconds)
{
	int fd = open(path, O_RDWR | O_CREAT, 0644);
	const struct timespec time = { .tv_sec = seconds };

	if (fd < 0 || pwrite(fd, data, SIZE, 0) != SIZE)
		guest_fail("write %s", path);
	nanosleep(&time, NULL);
	if (fsync(fd) || close(fd) || umount("/mnt"))
		guest_fail("%s after %ld idle seconds", path, seconds);
	fprintf(out, "idle %ld\n", seconds);
}

static void prepare_disk(const char *fs)
{
	const char *image = getenv("IMAGE");

	if (!strcmp(fs, "zonefs") && zonefs_mkfs(DISK))
		guest_fail("zonefs_mkfs");
	if (image && image_load(image, DISK))
		guest_fail("%s", image);
}

static void mount_it(const char *fs)
{
	bool has_disk = strcmp(fs, "tmpfs") && strcmp(fs, "orangefs");
	const char *source = has_disk ? DISK : "none";

	if (has_disk)
		prepare_disk(fs);
	if (!strcmp(fs, "orangefs")) {
		if (orangefs_server_start() < 0)
			guest_fail("orangefs server");
		fs = "pvfs2";
		source = ORANGEFS_SOURCE;
	}
	if (mount(source, "/mnt", fs, 0, setting("OPTIONS", "")))
		guest_fail("mount %s", fs);
	path = setting("FILE", "/mnt/f");
}

static void write_and_check(const char *name, int flags)
{
	static char block[4096] __attribute__((aligned(4096)));
	int fd = open(name, O_RDWR | flags, 0644);
	char *map;

	if (fd < 0)
		guest_fail("open %s", name);
	memset(block, 0x5a, sizeof(block));
	if (pwrite(fd, block, sizeof(block), 0) != sizeof(block) || fsync(fd))
		guest_fail("write %s", name);
	close(fd);
	/* A sequential file of zonefs cannot be mapped shared by one who
	 * might write. */
	fd = open(name, O_RDONLY);
	map = mmap(NULL, sizeof(block), PROT_READ, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED || memcmp(map, block, sizeof(block)))
		guest_fail("what was written to %s is not there", name);
	munmap(map, sizeof(block));
	close(fd);
}

/* A conventional file takes buffered writes; a sequential one only direct
 * ones at its end, and a truncate to nothing resets its zone. */
static void try_zonefs(void)
{
	struct stat status;

	write_and_check("/mnt/cnv/0", 0);
	write_and_check("/mnt/seq/0", O_DIRECT);
	if (truncate("/mnt/seq/0", 0) || stat("/mnt/seq/0", &status) ||
	    status.st_size)
		guest_fail("truncate of a sequential file");
	fprintf(out, "zonefs ok\n");
}

static int count_entries(const char *directory)
{
	DIR *entries = opendir(directory);
	struct dirent *entry;
	int count = 0;

	while (entries && (entry = readdir(entries)))
		count += entry->d_name[0] != '.';
	if (entries)
		closedir(entries);
	return count;
}

static void try_orangefs(void)
{
	struct stat status;

	write_and_check("/mnt/a", O_CREAT);
	write_and_check("/mnt/b", O_CREAT);
	if (truncate("/mnt/a", 100) || stat("/mnt/a", &status) ||
	    status.st_size != 100)
		guest_fail("truncate of a file of orangefs");
	if (rename("/mnt/a", "/mnt/c") || unlink("/mnt/b") ||
	    count_entries("/mnt") != 1)
		guest_fail("rename and unlink in orangefs");
	if (umount("/mnt"))
		guest_fail("umount of orangefs");
	fprintf(out, "orangefs ok\n");
}

static bool is_free_block(const uint64_t *block, off_t at)
{
	for (int i = 0; i < 512; i++)
		if (block[i] != fslitmus_free_word(at / 8 + i))
			return false;
	return true;
}

/* What was loaded is what is saved again, free space included. */
static void save_again(const char *image)
{
	static uint64_t block[512];
	int disk = open(DISK, O_RDONLY | O_CLOEXEC), found = 0;
	off_t at = 0;

	while (disk >= 0 && read(disk, block, sizeof(block)) == sizeof(block)) {
		found += is_free_block(block, at);
		at += sizeof(block);
	}
	close(disk);
	fprintf(out, "free %d\n", found);
	guest_unlock_root();
	if (image_save(DISK, image))
		guest_fail("%s", image);
}

static void tell_info(void)
{
	struct fslitmus_info info;

	if (ioctl(control, FSLITMUS_INFO, &info))
		guest_fail("FSLITMUS_INFO");
	fprintf(out, "mutants %u selected '%s'\n", info.mutants, info.mutant);
}

static void save_results(void)
{
	FILE *file;

	guest_unlock_root();
	file = fopen(setting("OUT", "/out"), "we");
	fclose(out);
	if (!file || fwrite(results, 1, results_size, file) != results_size ||
	    fclose(file))
		guest_fail("OUT");
}

int main(void)
{
	guest_begin();
	control = open("/dev/fslitmus", O_RDWR | O_CLOEXEC);
	/* In memory until the end: the host's files have the host's times,
	 * and writing them back is work that schedules would count. */
	out = open_memstream(&results, &results_size);
	if (control < 0 || !out)
		guest_fail("/dev/fslitmus");
	tell_info();
	if (getenv("AGAIN"))
		prepare_disk("");
	else
		mount_it(setting("FS", "tmpfs"));
	if (getenv("AGAIN"))
		save_again(getenv("AGAIN"));
	else if (getenv("ZONEFS"))
		try_zonefs();
	else if (getenv("ORANGEFS"))
		try_orangefs();
	else
		race();
	if (getenv("IDLE"))
		leave_alone(number("IDLE", 0));
	save_results();
	guest_power_off();
}
