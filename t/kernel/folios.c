// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The /init of t/kernel/folios.t: does one thing after the other to a file of
 * SIZE pages and prints what events say of its folios, and /proc/kpageflags of
 * its pages. FS, OPTIONS and IMAGE say what to mount.
 */
#include "actor/folios.h"
#include "fslitmus_uapi.h"
#include "guest/image.h"
#include "guest/power.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kernel-page-flags.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define DISK "/dev/nullb0"
#define PAGE 4096l
#define MAP ((char *)0x10000000)
#define EVENTS (1u << 16)
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

static int control = -1, file = -1;
static FILE *out;
static char *results;
static size_t results_size;
static long size;

static void start(void)
{
	struct fslitmus_schedule schedule = {
		.strategy = FSLITMUS_NONE,
		.flags = FSLITMUS_TRACE,
	};

	if (ioctl(control, FSLITMUS_START, &schedule))
		guest_fail("FSLITMUS_START");
}

static void print_event(const char *step, const struct fslitmus_event *event)
{
	static const char *const kinds[] = {
		[FSLITMUS_EVENT_ADDED] = "adds",
		[FSLITMUS_EVENT_SPLIT] = "splits",
		[FSLITMUS_EVENT_MOVED] = "moves",
		[FSLITMUS_EVENT_MAPPED] = "maps",
	};
	unsigned long first = event->value >> 8;

	if (event->kind < FSLITMUS_EVENT_ADDED ||
	    event->kind > FSLITMUS_EVENT_MAPPED || (event->value & 0xff))
		return;
	fprintf(out, "%s: %s %lu..%lu mode %u\n", step, kinds[event->kind],
		first, first + event->pages, event->mode);
}

/* Ends what start() began. */
static void stop(const char *step)
{
	static struct fslitmus_event events[EVENTS];
	static struct fslitmus_result result;
	struct fslitmus_read read = {
		.buffer = (uintptr_t)events,
		.count = EVENTS,
	};

	if (ioctl(control, FSLITMUS_STOP, &result) ||
	    ioctl(control, FSLITMUS_READ_EVENTS, &read))
		guest_fail("FSLITMUS_STOP");
	for (unsigned int i = 0; i < read.count; i++)
		print_event(step, &events[i]);
	if (result.events_lost)
		fprintf(out, "%s: lost %u\n", step, result.events_lost);
}

static uint64_t entry_of(const char *table, uint64_t index)
{
	uint64_t entry = 0;
	int fd = open(table, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || pread(fd, &entry, 8, index * 8) != 8)
		guest_fail("%s", table);
	close(fd);
	return entry;
}

static uint64_t flags_of(long page)
{
	uint64_t mapped = entry_of("/proc/self/pagemap",
				   (uintptr_t)MAP / PAGE + page);

	return entry_of("/proc/kpageflags", mapped & ((1ull << 55) - 1));
}

/* The folio of the first page, as far as its pages are next to each other. */
static void print_flags(const char *step)
{
	long pages = 1;

	for (long i = 0; i < size; i++)
		*(volatile char *)(MAP + i * PAGE);
	if (!(flags_of(0) >> KPF_COMPOUND_HEAD & 1))
		pages = 0;
	while (pages && pages < size &&
	       (flags_of(pages) >> KPF_COMPOUND_TAIL & 1))
		pages++;
	fprintf(out, "%s: kpageflags %ld\n", step, pages ? pages : 1);
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		guest_fail("%s: %s", path, text);
	close(fd);
}

static void check_data(const char *step)
{
	for (long i = 0; i < size; i++)
		if (MAP[i * PAGE] != (char)(i + 1) && MAP[i * PAGE])
			fprintf(out, "%s: page %ld is wrong\n", step, i);
}

static void write_file(void)
{
	char *data = malloc(size * PAGE);

	for (long i = 0; data && i < size; i++)
		memset(data + i * PAGE, i + 1, PAGE);
	start();
	if (!data || pwrite(file, data, size * PAGE, 0) != size * PAGE)
		guest_fail("writing");
	stop("write");
	free(data);
}

static long call(unsigned int number, uint64_t a, uint64_t b, uint64_t c)
{
	struct fslitmus_call call = { .nr = number, .args = { a, b, c } };
	struct fslitmus_calls list = {
		.calls = (uintptr_t)&call,
		.count = 1,
	};

	if (ioctl(control, FSLITMUS_CALLS, &list))
		guest_fail("FSLITMUS_CALLS");
	return call.result;
}

/* A file as it was first written. */
static void write_again(void)
{
	if (ftruncate(file, 0) || ftruncate(file, size * PAGE))
		guest_fail("truncating");
	write_file();
}

static void request(unsigned int number, const char *step)
{
	start();
	if (call(number, file, 0, size))
		guest_fail("%s", step);
	stop(step);
	check_data(step);
}

static void try_all(void)
{
	write_file();
	/* The first fault allocates the page table; in 6.12.117 it maps one
	 * page alone where the folio reaches to the end of file. */
	*(volatile char *)MAP;
	start();
	*(volatile char *)(MAP + 40 * PAGE);
	stop("load");
	print_flags("load");
	check_data("load");
	start();
	put("/proc/sys/vm/compact_memory", "1");
	stop("compact");
	check_data("compact");
	request(FSLITMUS_CALL_MOVE, "move");
	start();
	if (fallocate(file, 3, 20 * PAGE, 10 * PAGE))
		guest_fail("punching");
	stop("punch");
	print_flags("punch");
	check_data("punch");
	write_again();
	request(FSLITMUS_CALL_SPLIT, "request");
	write_again();
	start();
	if (folios_split(file, 0, size))
		guest_fail("split_huge_pages");
	stop("split");
	check_data("split");
	start();
	if (madvise(MAP, size * PAGE, MADV_COLLAPSE))
		fprintf(out, "collapse: %s\n", strerror(errno));
	stop("collapse");
	check_data("collapse");
}

static void prepare(void)
{
	const char *fs = getenv("FS"), *image = getenv("IMAGE");

	if (mount("none", "/sys/kernel/debug", "debugfs", 0, NULL))
		guest_fail("mounting debugfs");
	if (image && image_load(image, DISK))
		guest_fail("%s", image);
	if (mount(image ? DISK : "none", "/mnt", fs, 0, getenv("OPTIONS")))
		guest_fail("mount %s", fs);
	file = open("/mnt/f", O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (file < 0 || ftruncate(file, size * PAGE))
		guest_fail("/mnt/f");
	if (mmap(MAP, size * PAGE, PROT_READ, MAP_SHARED | MAP_FIXED, file,
		 0) != MAP)
		guest_fail("mmap");
}

int main(void)
{
	FILE *saved;

	guest_begin();
	size = atol(getenv("SIZE"));
	control = open("/dev/fslitmus", O_RDWR | O_CLOEXEC);
	out = open_memstream(&results, &results_size);
	prepare();
	if (ioctl(control, FSLITMUS_JOIN, 0) ||
	    call(FSLITMUS_CALL_WATCH, file, 0, 0))
		guest_fail("/dev/fslitmus");
	try_all();
	guest_unlock_root();
	fclose(out);
	saved = fopen("/out", "we");
	if (!saved || fwrite(results, 1, results_size, saved) != results_size ||
	    fclose(saved))
		guest_fail("/out");
	guest_power_off();
}
