// SPDX-License-Identifier: GPL-2.0-or-later
/* Makes, checks and copies filesystem images behind loop devices. */
#include "backend/image.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <linux/loop.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/child.h"
#include "base/memory.h"
#include "base/text.h"
#include "backend/command.h"
#include "contract/stamp.h"

#define CHUNK (1u << 20)
#define MIB (1u << 20)
/* Left free beside an image, in its directory and in memory. */
#define MARGIN (64ull << 20)

/* Memory available, in bytes; 0 if not known. */
static uint64_t memory_available(void)
{
	FILE *file = fopen("/proc/meminfo", "re");
	uint64_t kilobytes = 0;
	char line[128];

	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "MemAvailable: %" SCNu64, &kilobytes) == 1)
			break;
	fclose(file);
	return kilobytes << 10;
}

static uint64_t room_in(const char *path)
{
	struct statvfs fs;

	if (statvfs(path, &fs))
		return 0;
	return (uint64_t)fs.f_bavail * fs.f_frsize;
}

static bool in_memory(const char *path)
{
	int directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const struct fs_type *type = fs_type_of_directory(directory);

	if (directory >= 0)
		close(directory);
	return type && type->in_memory;
}

/* An image in memory needs as much again for its page cache. */
static bool fits_in_memory(const char *path, uint64_t bytes)
{
	return in_memory(path) && room_in(path) >= bytes + MARGIN &&
	       memory_available() >= 2 * bytes + MARGIN;
}

static const char *default_scratch(uint64_t bytes)
{
	const char *tmpdir = getenv("TMPDIR");

	if (fits_in_memory("/dev/shm", bytes))
		return "/dev/shm";
	return tmpdir && *tmpdir ? tmpdir : "/tmp";
}

static int image_open_file(struct image *image, const char *scratch,
			   char *reason, size_t size)
{
	int error;

	if (!access(scratch, F_OK) && room_in(scratch) < image->bytes) {
		snprintf(reason, size,
			 "no room for an image of %" PRIu64
			 " MiB in %s: %" PRIu64
			 " MiB are free; --scratch DIR names another place",
			 image->bytes / MIB, scratch, room_in(scratch) / MIB);
		return -ENOSPC;
	}
	image->file = open(scratch, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC,
			   0600);
	if (image->file >= 0)
		return 0;
	error = errno;
	snprintf(reason, size, "cannot make an image in %s: %s%s", scratch,
		 strerror(error),
		 error == EOPNOTSUPP ?
			 " (its filesystem has no O_TMPFILE; --scratch DIR "
			 "names another place)" :
			 "");
	return -error;
}

static int write_all(int file, const char *data, size_t length, off_t at)
{
	ssize_t put;

	for (; length; length -= put, data += put, at += put) {
		put = pwrite(file, data, length, at);
		if (put < 0 && errno == EINTR)
			put = 0;
		else if (put <= 0)
			return put ? -errno : -EIO;
	}
	return 0;
}

static int image_fill(struct image *image)
{
	char *chunk = xcalloc(CHUNK, 1);
	int error = 0;

	for (uint64_t at = 0; !error && at < image->bytes; at += CHUNK) {
		stamp_fill_free(chunk, CHUNK, at);
		error = write_all(image->file, chunk, CHUNK, at);
	}
	free(chunk);
	return error;
}

/* Tries once: another process may take the free device first. */
static int attach_once(struct image *image, int control)
{
	struct loop_config config = {
		.fd = image->file,
		.info.lo_flags = LO_FLAGS_AUTOCLEAR,
	};
	int number = ioctl(control, LOOP_CTL_GET_FREE);
	int error;

	if (number < 0)
		return -errno;
	snprintf(image->path, sizeof(image->path), "/dev/loop%d", number);
	snprintf((char *)config.info.lo_file_name,
		 sizeof(config.info.lo_file_name), "fslitmus");
	image->device = open(image->path, O_RDWR | O_CLOEXEC);
	if (image->device < 0)
		return -errno;
	if (!ioctl(image->device, LOOP_CONFIGURE, &config))
		return 0;
	error = errno;
	close(image->device);
	image->device = -1;
	return -error;
}

static int image_attach(struct image *image, char *reason, size_t size)
{
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int error = control < 0 ? -errno : -EBUSY;

	for (int i = 0; control >= 0 && error == -EBUSY && i < 100; i++) {
		error = attach_once(image, control);
		if (error == -EBUSY)
			sleep_ms(5);
	}
	if (error)
		snprintf(reason, size, "no loop device: %s: %s%s",
			 control < 0 ? "/dev/loop-control" : image->path,
			 strerror(-error),
			 error == -EACCES || error == -EPERM ?
				 " (needs root; --dir DIR tests a mounted "
				 "filesystem without)" :
				 "");
	if (control >= 0)
		close(control);
	return error;
}

int image_new(struct image *image, uint64_t bytes, const char *scratch,
	      char *reason, size_t size)
{
	int error;

	*image = (struct image){ .file = -1, .device = -1, .bytes = bytes };
	if (!scratch)
		scratch = default_scratch(bytes);
	error = image_open_file(image, scratch, reason, size);
	if (error)
		return error;
	error = image_fill(image);
	if (error)
		snprintf(reason, size,
			 "cannot write an image of %" PRIu64 " MiB in %s: %s",
			 bytes / MIB, scratch, strerror(-error));
	else
		error = image_attach(image, reason, size);
	if (error)
		image_free(image);
	return error;
}

void image_free(struct image *image)
{
	if (image->device >= 0)
		close(image->device);
	if (image->file >= 0)
		close(image->file);
	image->device = image->file = -1;
}

/* COMMAND begins with the name of a program. */
static int find_tool(const struct fs_type *type, const char *command,
		     char *reason, size_t size)
{
	char path[PATH_MAX], tool[64];

	if (!command)
		return 0;
	snprintf(tool, sizeof(tool), "%.*s", (int)strcspn(command, " "),
		 command);
	if (command_find(tool, path, sizeof(path)))
		return 0;
	snprintf(reason, size,
		 "%s is not installed; it is in the Debian "
		 "package %s",
		 tool, type->package);
	return -ENOENT;
}

int image_tools(const struct fs_config *config, char *reason, size_t size)
{
	const struct fs_type *type = config->type;
	int error = find_tool(type, type->mkfs, reason, size);

	return error ? error : find_tool(type, type->fsck, reason, size);
}

/* The words run, for people: "mkfs.xfs -q -f -K". */
static void print_line(const struct command_line *line, char *text, size_t size)
{
	size_t length = 0;

	text[0] = '\0';
	for (int i = 0; i < line->count && length < size; i++)
		length += snprintf(text + length, size - length, "%s%s",
				   i ? " " : "", line->argument[i]);
}

/* mkfs.xfs reports an error in one line and its usage in thirty. */
static void cut_usage(char *text)
{
	for (char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (line > text && !strncasecmp(line, "usage:", 6)) {
			line[-1] = '\0';
			return;
		}
	}
}

/* 0, or an error with REASON; the line has everything but the device. */
static int image_run_tool(const struct image *image, struct command_line *line,
			  char *reason, size_t size)
{
	char tail[4096], text[FS_TEXT_SIZE];
	int result = command_add(line, image->path);

	if (!result)
		result = command_run(line, tail, sizeof(tail));
	print_line(line, text, sizeof(text));
	if (!result)
		return 0;
	if (result < 0) {
		snprintf(reason, size, "cannot run %s: %s", text,
			 strerror(-result));
		return result;
	}
	cut_usage(tail);
	snprintf(reason, size, "%s failed with status %d: %s", text, result,
		 tail);
	return -EINVAL;
}

/* Changes the disk after mkfs or before fsck, where the table says so. */
static int image_change(const struct image *image, fs_words words, char *reason,
			size_t size)
{
	struct command_line line = { 0 };
	int error;

	if (!words)
		return 0;
	error = command_add_all(&line, words);
	return error ? error : image_run_tool(image, &line, reason, size);
}

int image_mkfs(const struct image *image, const struct fs_config *config,
	       const char *options, char *reason, size_t size)
{
	struct command_line line = { 0 };
	char *more = xstrdup(options ? options : "");
	char words[FS_TEXT_SIZE];
	int error;

	fs_mkfs(config, FS_LOOP, words);
	error = command_add_words(&line, words);
	if (!error)
		error = command_add_words(&line, more);
	if (!error)
		error = image_run_tool(image, &line, reason, size);
	if (!error)
		error = image_change(image, config->after_mkfs, reason, size);
	free(more);
	return error;
}

static int run_fsck(const struct image *image, const struct fs_type *type,
		    char *complaint, size_t size)
{
	struct command_line line = { 0 };
	char tail[TEXT_MAX_SIZE - 512], text[200], words[FS_TEXT_SIZE];
	int result;

	snprintf(words, sizeof(words), "%s", type->fsck);
	result = command_add_words(&line, words);
	if (!result)
		result = command_add(&line, image->path);
	if (!result)
		result = command_run(&line, tail, sizeof(tail));
	if (result <= 0)
		return result;
	print_line(&line, text, sizeof(text));
	snprintf(complaint, size, "%s found errors (status %d):\n%s", text,
		 result, tail);
	return 1;
}

/* Undoes the changes afterwards: the user may want the image as it was. */
int image_fsck(const struct image *image, const struct fs_config *config,
	       char *complaint, size_t size)
{
	char reason[FS_TEXT_SIZE];
	int result = 0;

	if (config->before_fsck)
		result = image_change(image, config->before_fsck, reason,
				      sizeof(reason));
	if (!result)
		result = run_fsck(image, config->type, complaint, size);
	if (config->before_fsck)
		image_change(image, config->after_mkfs, reason, sizeof(reason));
	return result;
}

/* O_EXCL works on the device only when no mount holds it. */
int image_settle(const struct image *image, int milliseconds)
{
	int fd, error;

	for (int waited = 0;; waited += 2) {
		fd = open(image->path, O_RDONLY | O_EXCL | O_CLOEXEC);
		if (fd >= 0) {
			close(fd);
			return 0;
		}
		error = errno;
		if (error != EBUSY || waited >= milliseconds)
			return -error;
		sleep_ms(2);
	}
}

static bool all_zero(const char *data, size_t length)
{
	return !length || (!data[0] && !memcmp(data, data + 1, length - 1));
}

static int copy_sparsely(const struct image *image, int to)
{
	char block[4096];
	int error = 0;

	if (ftruncate(to, image->bytes))
		return -errno;
	for (uint64_t at = 0; !error && at < image->bytes;
	     at += sizeof(block)) {
		if (pread(image->file, block, sizeof(block), at) !=
		    sizeof(block))
			return -EIO;
		if (!all_zero(block, sizeof(block)))
			error = write_all(to, block, sizeof(block), at);
	}
	return error;
}

static int link_file(int file, const char *path)
{
	char self[64];

	snprintf(self, sizeof(self), "/proc/self/fd/%d", file);
	if (linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW))
		return -errno;
	return 0;
}

/* Needs O_TMPFILE. Returns 0 or -errno; -EEXIST if PATH exists. */
static int keep_unnamed(const struct image *image, const char *folder,
			const char *path)
{
	int to = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0644);
	int error;

	if (to < 0)
		return -errno;
	error = copy_sparsely(image, to);
	if (!error)
		error = link_file(to, path);
	close(to);
	return error;
}

static int keep_named(const struct image *image, const char *path)
{
	int to = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0644);
	int error;

	if (to < 0)
		return -errno;
	error = copy_sparsely(image, to);
	if (close(to) && !error)
		error = -errno;
	if (error)
		unlink(path);
	return error;
}

/* Prefers a file without a name: a killed process leaves nothing then. */
int image_keep(const struct image *image, const char *path)
{
	char *folder = xstrdup(path);
	char *slash;
	int error;

	slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	error = keep_unnamed(image, slash ? folder : ".", path);
	free(folder);
	if (error && error != -EEXIST)
		error = keep_named(image, path);
	return error;
}
