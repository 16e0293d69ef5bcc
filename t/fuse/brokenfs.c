// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The positive control: a filesystem that keeps every promise until told to
 * break one. It passes everything through to a backing directory, and each
 * --break switch spoils one call in the smallest way that breaks one
 * promise. "fslitmus run --dir" must report that promise and no other.
 *
 *   brokenfs --backing=DIR [--break=NAME] [--auto-inval-data] [FUSE OPTIONS]
 *            MOUNTPOINT
 */
#define FUSE_USE_VERSION 31

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/stamp.h"

enum fault {
	FAULT_NONE,
	FAULT_STALE,	  /* C1: a punch succeeds and removes nothing */
	FAULT_FOREIGN,	  /* C2: page 2 of a file is read from another file */
	FAULT_FREE,	  /* C2: page 2 reads as a block that was never written:
			   it holds what a fresh image was filled with */
	FAULT_LOST,	  /* C3: what a mapping wrote back is thrown away */
	FAULT_TAIL,	  /* C4: bytes cut off come back when the file grows */
	FAULT_DISAGREE,	  /* C5: a write fails, and only O_DIRECT sees it */
	FAULT_COMPLAIN,	  /* C6: a punch is so slow that the kernel reports who
			   waits for it as a hung task */
	FAULT_CORRUPT,	  /* C6: a punch fails, for the filesystem is corrupt */
	FAULT_SHUTDOWN,	  /* C6: after a punch nothing works any more */
	FAULT_UNREADABLE, /* C6: page 2 cannot be read */
	FAULT_READONLY,	  /* C6: no file can be made */
	FAULT_HANG,	  /* C7: a punch never returns */
	FAULT_HANG_STATFS, /* C7: statfs(2) never returns */
	FAULT_HANG_RMDIR,  /* C7: no directory can be removed */
	/* C3, by a race alone: each is right while one call runs at a time. */
	FAULT_BLOCK,  /* a write reads its block, changes it, writes it whole */
	FAULT_AROUND, /* a punch of whole blocks puts back what lies beside */
	FAULT_CACHE,  /* a read keeps its block, whatever was written since */
};

/* clang-format off */
static const char *const fault_names[] = {
	[FAULT_NONE] = "none",		[FAULT_STALE] = "stale",
	[FAULT_FOREIGN] = "foreign",	[FAULT_FREE] = "free",
	[FAULT_LOST] = "lost",
	[FAULT_TAIL] = "tail",		[FAULT_DISAGREE] = "disagree",
	[FAULT_COMPLAIN] = "complain",	[FAULT_CORRUPT] = "corrupt",
	[FAULT_SHUTDOWN] = "shutdown",	[FAULT_UNREADABLE] = "unreadable",
	[FAULT_READONLY] = "readonly",	[FAULT_HANG] = "hang",
	[FAULT_HANG_STATFS] = "hang-statfs",
	[FAULT_HANG_RMDIR] = "hang-rmdir",
	[FAULT_BLOCK] = "block",	[FAULT_AROUND] = "around",
	[FAULT_CACHE] = "cache",
};
/* clang-format on */

#define FAULTS (sizeof(fault_names) / sizeof(fault_names[0]))
#define SPOILT_OFFSET (2 * 4096)
#define MAX_WRITE (1 << 20)
#define SLOW_SECONDS 5
/* What the racing faults work on, and how long their window is open. */
#define BLOCK (4 * 4096)
#define WINDOW_US 1000

static struct {
	char *backing_path, *fault_name;
	int backing; /* directory descriptor */
	enum fault fault;
	int is_shut_down;
	int auto_inval_data; /* doc/findings/fuse-write-invalidated.md */
} fs;

/*
 * What a fault must remember of a file, by the inode of its backing file.
 * One slot: the control tests work on one file at a time.
 */
static struct {
	ino_t inode;
	off_t start, end; /* bytes of data, at this place in the file */
	char data[MAX_WRITE];
} kept;

/* FAULT_CACHE: one block of one file. */
static struct {
	pthread_mutex_t lock;
	ino_t inode; /* 0: empty */
	off_t start;
	ssize_t length;
	char data[BLOCK];
} cached = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* After whatever changed a file; right, if only no read is under way. */
static void drop_cached(void)
{
	pthread_mutex_lock(&cached.lock);
	cached.inode = 0;
	pthread_mutex_unlock(&cached.lock);
}

static const char *relative(const char *path)
{
	return path[1] ? path + 1 : ".";
}

static int done(int result)
{
	return result < 0 ? -errno : 0;
}

static void keep(int fd, const char *data, off_t start, off_t end)
{
	struct stat st;

	if (fstat(fd, &st) || end - start > MAX_WRITE || end <= start)
		return;
	kept.inode = st.st_ino;
	kept.start = start;
	kept.end = end;
	memcpy(kept.data, data, end - start);
}

static int is_kept(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && st.st_ino == kept.inode;
}

static int broken_getattr(const char *path, struct stat *st,
			  struct fuse_file_info *fi)
{
	if (fi)
		return done(fstat(fi->fh, st));
	return done(
		fstatat(fs.backing, relative(path), st, AT_SYMLINK_NOFOLLOW));
}

static int broken_readdir(const char *path, void *buffer, fuse_fill_dir_t fill,
			  off_t offset, struct fuse_file_info *fi,
			  enum fuse_readdir_flags flags)
{
	int fd = openat(fs.backing, relative(path), O_RDONLY | O_DIRECTORY);
	struct dirent *entry;
	DIR *directory;

	(void)offset;
	(void)fi;
	(void)flags;
	if (fd < 0)
		return -errno;
	directory = fdopendir(fd);
	while ((entry = readdir(directory)))
		fill(buffer, entry->d_name, NULL, 0, 0);
	closedir(directory);
	return 0;
}

static int broken_mkdir(const char *path, mode_t mode)
{
	return done(mkdirat(fs.backing, relative(path), mode));
}

static int broken_unlink(const char *path)
{
	drop_cached();
	return done(unlinkat(fs.backing, relative(path), 0));
}

static void hang_if(enum fault fault)
{
	while (fs.fault == fault)
		pause();
}

static int broken_rmdir(const char *path)
{
	hang_if(FAULT_HANG_RMDIR);
	return done(unlinkat(fs.backing, relative(path), AT_REMOVEDIR));
}

static int open_backing(const char *path, int flags, mode_t mode,
			struct fuse_file_info *fi)
{
	/* Also read what the kernel only wants to write, to fill pages. */
	int access = (flags & O_ACCMODE) == O_WRONLY ? O_RDWR :
						       flags & O_ACCMODE;
	int fd;

	if (fs.is_shut_down)
		return -EIO;
	fd = openat(fs.backing, relative(path),
		    access | (flags & (O_CREAT | O_EXCL | O_TRUNC)), mode);
	if (fd < 0)
		return -errno;
	fi->fh = fd;
	fi->keep_cache = 1;
	return 0;
}

static int broken_open(const char *path, struct fuse_file_info *fi)
{
	return open_backing(path, fi->flags & ~O_CREAT, 0, fi);
}

static int broken_create(const char *path, mode_t mode,
			 struct fuse_file_info *fi)
{
	if (fs.fault == FAULT_READONLY)
		return -EROFS;
	return open_backing(path, fi->flags | O_CREAT, mode, fi);
}

static int broken_release(const char *path, struct fuse_file_info *fi)
{
	(void)path;
	return done(close(fi->fh));
}

/* Another regular file of the same directory, or -1. */
static int open_other(const char *path)
{
	char directory[4096];
	const char *base = strrchr(path, '/') + 1;
	struct dirent *entry;
	DIR *entries;
	int fd, other = -1;

	snprintf(directory, sizeof(directory), ".%.*s", (int)(base - path),
		 path);
	fd = openat(fs.backing, directory, O_RDONLY | O_DIRECTORY);
	entries = fd < 0 ? NULL : fdopendir(fd);
	while (entries && other < 0 && (entry = readdir(entries)))
		if (entry->d_type == DT_REG && strcmp(entry->d_name, base))
			other = openat(fd, entry->d_name, O_RDONLY);
	if (entries)
		closedir(entries);
	return other;
}

/* Lay kept bytes over what was read of their place. */
static void overlay(char *data, off_t offset, ssize_t length)
{
	off_t start = kept.start > offset ? kept.start : offset;
	off_t end = kept.end < offset + length ? kept.end : offset + length;

	if (start < end)
		memcpy(data + (start - offset),
		       kept.data + (start - kept.start), end - start);
}

/* Page 2 as another file has it. */
static int read_foreign(const char *path, char *page)
{
	int other = open_other(path), result = 0;

	if (other < 0)
		return 0;
	if (pread(other, page, 4096, SPOILT_OFFSET) < 0)
		result = -errno;
	close(other);
	return result;
}

/* Lay over what was read of page 2 what the fault has there. */
static int spoil(const char *path, char *data, off_t offset, ssize_t length)
{
	char *page;

	if (offset > SPOILT_OFFSET || offset + length < SPOILT_OFFSET + 4096)
		return 0;
	page = data + (SPOILT_OFFSET - offset);
	if (fs.fault == FAULT_FOREIGN)
		return read_foreign(path, page);
	if (fs.fault == FAULT_UNREADABLE)
		return -EIO;
	if (fs.fault == FAULT_FREE)
		stamp_fill_free(page, 4096, 0);
	return 0;
}

static off_t block_of(off_t offset)
{
	return offset - offset % BLOCK;
}

/* As pread(2), which is given what the block held when it was looked up. */
static ssize_t read_cached(int fd, char *data, size_t size, off_t offset)
{
	off_t start = block_of(offset);
	char block[BLOCK];
	struct stat st;
	ssize_t length;

	if (offset + (off_t)size > start + BLOCK || fstat(fd, &st))
		return pread(fd, data, size, offset);
	pthread_mutex_lock(&cached.lock);
	if (cached.inode != st.st_ino || cached.start != start) {
		pthread_mutex_unlock(&cached.lock);
		length = pread(fd, block, BLOCK, start);
		usleep(WINDOW_US);
		pthread_mutex_lock(&cached.lock);
		cached.inode = st.st_ino;
		cached.start = start;
		cached.length = length > 0 ? length : 0;
		memcpy(cached.data, block, cached.length);
	}
	length = cached.length - (offset - start);
	length = length < 0		? 0 :
		 length < (ssize_t)size ? length :
					  (ssize_t)size;
	memcpy(data, cached.data + (offset - start), length);
	pthread_mutex_unlock(&cached.lock);
	return length;
}

/* As pwrite(2), of all of the block: what others wrote to it is lost. */
static ssize_t write_block(int fd, const char *data, size_t size, off_t offset)
{
	off_t start = block_of(offset), end = offset + size - start;
	char block[BLOCK] = { 0 };
	ssize_t length;

	if (end > BLOCK)
		return pwrite(fd, data, size, offset);
	length = pread(fd, block, BLOCK, start);
	if (length < 0)
		return -1;
	memcpy(block + (offset - start), data, size);
	usleep(WINDOW_US);
	if (pwrite(fd, block, length > end ? length : end, start) < 0)
		return -1;
	return size;
}

/* Blocks are punched whole, and what was beside the hole is put back. */
static int punch_blocks(int fd, int mode, off_t offset, off_t length)
{
	off_t end = offset + length, start = block_of(offset);
	off_t whole_end = block_of(end + BLOCK - 1);
	char before[BLOCK], after[BLOCK];
	ssize_t head = pread(fd, before, offset - start, start);
	ssize_t tail = pread(fd, after, whole_end - end, end);

	if (head < 0 || tail < 0 ||
	    fallocate(fd, mode, start, whole_end - start))
		return -errno;
	usleep(WINDOW_US);
	return done(pwrite(fd, before, head, start) < 0 ||
				    pwrite(fd, after, tail, end) < 0 ?
			    -1 :
			    0);
}

static int broken_read(const char *path, char *data, size_t size, off_t offset,
		       struct fuse_file_info *fi)
{
	ssize_t length = fs.fault == FAULT_CACHE ?
				 read_cached(fi->fh, data, size, offset) :
				 pread(fi->fh, data, size, offset);
	int error;

	if (fs.is_shut_down)
		return -EIO;
	if (length < 0)
		return -errno;
	error = spoil(path, data, offset, length);
	if (error)
		return error;
	if (fs.fault == FAULT_DISAGREE && fi->flags & O_DIRECT &&
	    is_kept(fi->fh))
		overlay(data, offset, length);
	return length;
}

static int broken_write(const char *path, const char *data, size_t size,
			off_t offset, struct fuse_file_info *fi)
{
	ssize_t length;

	(void)path;
	if (fs.fault == FAULT_LOST && fi->writepage)
		return size;
	/* The set-up's large writes pass; a test's write of a page fails. */
	if (fs.fault == FAULT_DISAGREE && size == 4096) {
		keep(fi->fh, data, offset, offset + size);
		return -EBUSY;
	}
	if (fs.fault == FAULT_BLOCK)
		length = write_block(fi->fh, data, size, offset);
	else
		length = pwrite(fi->fh, data, size, offset);
	drop_cached();
	return length < 0 ? -errno : length;
}

static int shrink_keeping_tail(int fd, off_t size, off_t old_size)
{
	static char tail[MAX_WRITE];
	off_t length = old_size - size;

	if (length > MAX_WRITE)
		length = MAX_WRITE;
	if (pread(fd, tail, length, size) == length)
		keep(fd, tail, size, size + length);
	return done(ftruncate(fd, size));
}

static int grow_with_tail(int fd, off_t size)
{
	off_t end = kept.end < size ? kept.end : size;
	int err = done(ftruncate(fd, size));

	if (!err && is_kept(fd) && end > kept.start &&
	    pwrite(fd, kept.data, end - kept.start, kept.start) < 0)
		return -errno;
	return err;
}

static int broken_truncate(const char *path, off_t size,
			   struct fuse_file_info *fi)
{
	struct stat st;
	int fd = fi ? (int)fi->fh : openat(fs.backing, relative(path), O_RDWR);
	int err;

	if (fd < 0 || fstat(fd, &st))
		return -errno;
	if (fs.fault != FAULT_TAIL)
		err = done(ftruncate(fd, size));
	else if (size < st.st_size)
		err = shrink_keeping_tail(fd, size, st.st_size);
	else
		err = grow_with_tail(fd, size);
	if (!fi)
		close(fd);
	drop_cached();
	return err;
}

static int broken_fallocate(const char *path, int mode, off_t offset,
			    off_t length, struct fuse_file_info *fi)
{
	int err;

	(void)path;
	if (mode & FALLOC_FL_PUNCH_HOLE) {
		if (fs.fault == FAULT_STALE)
			return 0;
		if (fs.fault == FAULT_CORRUPT)
			return -EUCLEAN;
		fs.is_shut_down = fs.fault == FAULT_SHUTDOWN;
		if (fs.fault == FAULT_COMPLAIN)
			sleep(SLOW_SECONDS);
		hang_if(FAULT_HANG);
		if (fs.fault == FAULT_AROUND)
			return punch_blocks(fi->fh, mode, offset, length);
	}
	err = done(fallocate(fi->fh, mode, offset, length));
	drop_cached();
	return err;
}

static int broken_fsync(const char *path, int data_only,
			struct fuse_file_info *fi)
{
	(void)path;
	return done(data_only ? fdatasync(fi->fh) : fsync(fi->fh));
}

static ssize_t broken_copy(const char *path_in, struct fuse_file_info *in,
			   off_t from, const char *path_out,
			   struct fuse_file_info *out, off_t to, size_t length,
			   int flags)
{
	ssize_t copied = copy_file_range(in->fh, &from, out->fh, &to, length,
					 flags);

	drop_cached();
	(void)path_in;
	(void)path_out;
	return copied < 0 ? -errno : copied;
}

static int broken_statfs(const char *path, struct statvfs *st)
{
	(void)path;
	hang_if(FAULT_HANG_STATFS);
	return done(fstatvfs(fs.backing, st));
}

/* The kernel's cache is trusted: nobody else changes the backing files. */
static void *broken_init(struct fuse_conn_info *connection,
			 struct fuse_config *config)
{
	if (!fs.auto_inval_data)
		connection->want &= ~FUSE_CAP_AUTO_INVAL_DATA;
	config->kernel_cache = 1;
	config->nullpath_ok = 0;
	config->attr_timeout = 3600;
	config->entry_timeout = 3600;
	config->hard_remove = 1;
	return NULL;
}

static const struct fuse_operations operations = {
	.init = broken_init,
	.getattr = broken_getattr,
	.readdir = broken_readdir,
	.mkdir = broken_mkdir,
	.unlink = broken_unlink,
	.rmdir = broken_rmdir,
	.open = broken_open,
	.create = broken_create,
	.release = broken_release,
	.read = broken_read,
	.write = broken_write,
	.truncate = broken_truncate,
	.fallocate = broken_fallocate,
	.fsync = broken_fsync,
	.copy_file_range = broken_copy,
	.statfs = broken_statfs,
};

static const struct fuse_opt options[] = {
	{ "--backing=%s", offsetof(__typeof__(fs), backing_path), 0 },
	{ "--break=%s", offsetof(__typeof__(fs), fault_name), 0 },
	{ "--auto-inval-data", offsetof(__typeof__(fs), auto_inval_data), 1 },
	FUSE_OPT_END,
};

static int find_fault(const char *name)
{
	for (size_t i = 0; i < FAULTS; i++)
		if (!strcmp(fault_names[i], name))
			return i;
	return -1;
}

int main(int argc, char **argv)
{
	struct fuse_args args = FUSE_ARGS_INIT(argc, argv);
	int fault = FAULT_NONE;

	if (fuse_opt_parse(&args, &fs, options, NULL))
		return 2;
	if (fs.fault_name)
		fault = find_fault(fs.fault_name);
	if (!fs.backing_path || fault < 0) {
		fputs("usage: brokenfs --backing=DIR "
		      "[--break=NAME] [--auto-inval-data] MOUNTPOINT\n",
		      stderr);
		for (size_t i = 0; i < FAULTS; i++)
			fprintf(stderr, "  --break=%s\n", fault_names[i]);
		return 2;
	}
	fs.fault = fault;
	fs.backing = open(fs.backing_path, O_RDONLY | O_DIRECTORY);
	if (fs.backing < 0) {
		perror(fs.backing_path);
		return 2;
	}
	return fuse_main(args.argc, args.argv, &operations, NULL);
}
