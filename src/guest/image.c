// SPDX-License-Identifier: GPL-2.0-or-later
/* Saves a disk as an image of its used blocks, and loads it (image.h). */
#include "guest/image.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "fslitmus_uapi.h"

#define MAGIC "fslimg2\n"
#define BLOCK 4096
#define CHUNK (256 * BLOCK)

static char buffer[CHUNK];

enum kind {
	KIND_ZERO, /* not told */
	KIND_DATA, /* the bytes follow */
	KIND_FREE, /* never written */
};

struct extent {
	uint64_t offset;
	uint64_t length;
	uint64_t kind;
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

static int mark_free(int control, struct extent extent)
{
	struct fslitmus_range range = { extent.offset, extent.length };

	return ioctl(control, FSLITMUS_FREE, &range);
}

static int load_data(int from, int to, struct extent extent)
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

static int load_extent(int from, int to, int control, struct extent extent)
{
	switch (extent.kind) {
	case KIND_DATA:
		return load_data(from, to, extent);
	case KIND_FREE:
		return mark_free(control, extent);
	}
	errno = EPROTO;
	return -1;
}

static int load_extents(int from, int to, int control)
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
		if (load_extent(from, to, control, extent))
			return -1;
	}
}

static int load(int from, int to)
{
	int control = open("/dev/fslitmus", O_RDWR | O_CLOEXEC);
	int status = control < 0 ? -1 : load_extents(from, to, control);
	int problem = errno;

	if (control >= 0)
		close(control);
	errno = problem;
	return status;
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
	return with_both(image, device, O_RDWR, load);
}

int image_free(const char *device)
{
	int control = open("/dev/fslitmus", O_RDWR | O_CLOEXEC);
	int disk = control < 0 ? -1 : open(device, O_RDONLY | O_CLOEXEC);
	struct extent all = { .kind = KIND_FREE };
	int status = -1, problem;

	if (disk >= 0 && !ioctl(disk, BLKGETSIZE64, &all.length)) {
		all.length -= all.length % BLOCK;
		status = mark_free(control, all);
	}
	problem = errno;
	if (disk >= 0)
		close(disk);
	if (control >= 0)
		close(control);
	errno = problem;
	return status;
}

static bool is_free(const char *block, uint64_t at)
{
	for (size_t i = 0; i < BLOCK; i += sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, block + i, sizeof(word));
		if (word != fslitmus_free_word((at + i) / sizeof(word)))
			return false;
	}
	return true;
}

static bool is_zero(const char *block)
{
	return !block[0] && !memcmp(block, block + 1, BLOCK - 1);
}

static enum kind kind_of(const char *block, uint64_t at)
{
	return is_zero(block)	  ? KIND_ZERO :
	       is_free(block, at) ? KIND_FREE :
				    KIND_DATA;
}

/* The blocks from AT of the buffer on that are of one kind. */
static struct extent next_run(size_t size, size_t at, off_t base)
{
	struct extent run = { .offset = base + at,
			      .length = 0,
			      .kind = kind_of(buffer + at, base + at) };

	while (at + run.length < size &&
	       kind_of(buffer + at + run.length, run.offset + run.length) ==
		       run.kind)
		run.length += BLOCK;
	return run;
}

static int save_extent(int to, const struct extent *extent)
{
	return write(to, extent, sizeof(*extent)) == sizeof(*extent) ? 0 : -1;
}

static int save_data(int to, const struct extent *run, const char *data)
{
	if (save_extent(to, run))
		return -1;
	return write(to, data, run->length) == (ssize_t)run->length ? 0 : -1;
}

/* Free space goes on for long: told once it ends, by RUN or the disk. */
static int save_free(int to, struct extent *space, const struct extent *run)
{
	if (run->kind == KIND_FREE &&
	    run->offset == space->offset + space->length) {
		space->length += run->length;
		return 0;
	}
	if (space->length && save_extent(to, space))
		return -1;
	*space = (struct extent){ .kind = KIND_FREE };
	if (run->kind == KIND_FREE)
		*space = *run;
	return 0;
}

static int save_chunk(int to, size_t size, off_t base, struct extent *space)
{
	struct extent run;

	for (size_t at = 0; at < size; at += run.length) {
		run = next_run(size, at, base);
		if (save_free(to, space, &run))
			return -1;
		if (run.kind == KIND_DATA && save_data(to, &run, buffer + at))
			return -1;
	}
	return 0;
}

static int save_extents(int from, int to)
{
	static const struct extent end;
	struct extent space = { .kind = KIND_FREE };
	off_t base = 0;
	ssize_t count;

	if (write(to, MAGIC, 8) != 8)
		return -1;
	while ((count = pread(from, buffer, CHUNK, base)) > 0) {
		/* A device's size is a multiple of 512 only. */
		memset(buffer + count, 0, CHUNK - count);
		if (save_chunk(to, (count + BLOCK - 1) / BLOCK * BLOCK, base,
			       &space))
			return -1;
		base += count;
	}
	if (count)
		return -1;
	return save_free(to, &space, &end) || save_extent(to, &end) ? -1 : 0;
}

int image_save(const char *device, const char *image)
{
	return with_both(device, image, O_WRONLY | O_CREAT | O_TRUNC,
			 save_extents);
}
