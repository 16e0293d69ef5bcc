// SPDX-License-Identifier: GPL-2.0-or-later
#include "guest/image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAGIC "fslimg1\n"
#define BLOCK 4096
#define CHUNK (256 * BLOCK)

static char buffer[CHUNK];

struct extent {
	uint64_t offset;
	uint64_t length;
};

static int read_exactly(int fd, void *data, size_t size)
{
	for (ssize_t count; size; size -= count, data = (char *)data + count) {
		count = read(fd, data, size);
		if (count <= 0) {
			errno = count ? errno : EPROTO;
			return -1;
		}
	}
	return 0;
}

static int write_exactly(int fd, const void *data, size_t size, off_t offset)
{
	while (size) {
		ssize_t count = pwrite(fd, data, size, offset);

		if (count <= 0)
			return -1;
		data = (const char *)data + count;
		size -= count;
		offset += count;
	}
	return 0;
}

static int load_extent(int from, int to, struct extent extent)
{
	while (extent.length) {
		size_t part = extent.length < CHUNK ? extent.length : CHUNK;

		if (read_exactly(from, buffer, part) ||
		    write_exactly(to, buffer, part, extent.offset))
			return -1;
		extent.offset += part;
		extent.length -= part;
	}
	return 0;
}

static int load_extents(int from, int to)
{
	struct extent extent;
	char magic[8];

	if (read_exactly(from, magic, sizeof(magic)))
		return -1;
	if (memcmp(magic, MAGIC, sizeof(magic))) {
		errno = EPROTO;
		return -1;
	}
	for (;;) {
		if (read_exactly(from, &extent, sizeof(extent)))
			return -1;
		if (!extent.length)
			return fsync(to);
		if (load_extent(from, to, extent))
			return -1;
	}
}

static int with_both(const char *from, const char *to, int to_flags,
		     int (*work)(int from, int to))
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = in < 0 ? -1 : open(to, to_flags | O_CLOEXEC, 0644);
	int status = out < 0 ? -1 : work(in, out);
	int problem = errno;

	if (out >= 0 && close(out) && !status) {
		status = -1;
		problem = errno;
	}
	if (in >= 0)
		close(in);
	errno = problem;
	return status;
}

int image_load(const char *image, const char *device)
{
	return with_both(image, device, O_RDWR, load_extents);
}

static bool is_zero(const char *block)
{
	return !block[0] && !memcmp(block, block + 1, BLOCK - 1);
}

/* The next run of blocks that are not zero; length 0: none. */
static struct extent next_run(size_t size, size_t at)
{
	struct extent run;

	while (at < size && is_zero(buffer + at))
		at += BLOCK;
	run.offset = at;
	while (at < size && !is_zero(buffer + at))
		at += BLOCK;
	run.length = at - run.offset;
	return run;
}

static int save_run(int to, struct extent run, off_t base)
{
	struct extent extent = { base + run.offset, run.length };

	if (write(to, &extent, sizeof(extent)) != sizeof(extent))
		return -1;
	return write(to, buffer + run.offset, run.length) ==
			       (ssize_t)run.length ? 0 : -1;
}

static int save_chunk(int to, size_t size, off_t base)
{
	struct extent run = next_run(size, 0);

	while (run.length) {
		if (save_run(to, run, base))
			return -1;
		run = next_run(size, run.offset + run.length);
	}
	return 0;
}

static int save_extents(int from, int to)
{
	static const struct extent end;
	off_t base = 0;
	ssize_t count;

	if (write(to, MAGIC, 8) != 8)
		return -1;
	while ((count = pread(from, buffer, CHUNK, base)) > 0) {
		/* A device's size is a multiple of 512 only. */
		memset(buffer + count, 0, CHUNK - count);
		if (save_chunk(to, (count + BLOCK - 1) / BLOCK * BLOCK, base))
			return -1;
		base += count;
	}
	if (count)
		return -1;
	return write(to, &end, sizeof(end)) == sizeof(end) ? 0 : -1;
}

int image_save(const char *device, const char *image)
{
	return with_both(device, image, O_WRONLY | O_CREAT | O_TRUNC,
			 save_extents);
}
