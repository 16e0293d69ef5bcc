// SPDX-License-Identifier: GPL-2.0-or-later
/* Answers the OrangeFS client from files in memory (orangefs_server.h). */
#include "guest/orangefs_server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include "guest/server.h"

#define REQUEST_DEVICE "/dev/pvfs2-req"
#define MAGIC 0x20030529
/*
 * From version 20906 on the kernel asks for features, and this server has none.
 */
#define CLAIMED_VERSION 20903
#define FS_ID 1
#define ROOT_HANDLE 1

/* File data passes through buffers that are shared with the kernel. */
#define SLOT_SIZE (4 << 20)
#define SLOTS 5
#define MAP_BUFFERS _IO('k', 4)

#define FILES 64
#define FILE_MAX (8 << 20)
#define NAME_MAX_HERE 256

#define TYPE_FILE 1
#define TYPE_DIRECTORY 4
#define ATTRIBUTE_UID (1 << 0)
#define ATTRIBUTE_GID (1 << 1)
#define ATTRIBUTE_PERM (1 << 2)
#define ATTRIBUTE_ATIME (1 << 3)
#define ATTRIBUTE_CTIME (1 << 4)
#define ATTRIBUTE_MTIME (1 << 5)
#define ATTRIBUTE_SIZE (1 << 20)
#define ATTRIBUTE_ALL 0x3010007f
#define LIST_END 2147483645

enum request_type {
	FILE_IO = 0xff000001u - 0xff000000u,
	LOOKUP = 2,
	CREATE = 3,
	GETATTR = 4,
	REMOVE = 5,
	READDIR = 7,
	SETATTR = 8,
	RENAME = 0xa,
	STATFS = 0xb,
	TRUNCATE = 0xc,
	RA_FLUSH = 0xd,
	FS_MOUNT = 0xe,
	FS_UMOUNT = 0xf,
	GETXATTR = 0x10,
	LISTXATTR = 0x12,
	PARAM = 0x14,
	CANCEL = 0xee00,
	FSYNC = 0xee01,
	FS_KEY = 0xee02,
};

/* The protocol numbers errors by their position in a table of its own. */
enum problem {
	NO_PROBLEM = 0,
	PROBLEM_ENOENT = 2,
	PROBLEM_EEXIST = 11,
	PROBLEM_ENOSPC = 18,
	PROBLEM_ENOSYS = 25,
	PROBLEM_ENODATA = 33,
};

#define PROBLEM_BIT (1 << 30)

/* The messages as 64-bit kernels lay them out. */

struct handle {
	uint64_t low;
	uint64_t high;
};

struct reference {
	struct handle handle;
	int32_t fs_id;
	int32_t unused;
};

struct attributes {
	uint32_t owner, group, perms;
	uint64_t atime, mtime, ctime;
	int64_t size;
	uint64_t link_target;
	int32_t unused[4];
	uint32_t mirrors;
	uint64_t names[2];
	int64_t entries;
	uint32_t type;
	uint64_t flags;
	uint32_t mask;
	int64_t block_size;
};

struct io_request {
	int32_t unused;
	int32_t slot;
	int32_t count;
	int32_t unused_too;
	int64_t offset;
	struct reference file;
	uint32_t direction; /* 1 read, 2 write */
	int32_t readahead;
};

struct request {
	int32_t version;
	int32_t magic;
	uint64_t tag;
	uint32_t type;
	uint32_t uid, gid;
	int32_t pid, tgid;
	int64_t trailer_size;
	uint64_t trailer;
	union {
		struct io_request io;
		struct {
			int32_t follow, unused;
			struct reference parent;
			char name[NAME_MAX_HERE];
		} lookup;
		struct {
			struct reference parent;
			struct attributes attributes;
			char name[NAME_MAX_HERE];
		} create;
		struct {
			struct reference file;
			struct attributes attributes;
		} setattr;
		struct {
			struct reference parent;
			char name[NAME_MAX_HERE];
		} remove;
		struct {
			struct reference old_parent, new_parent;
			char old_name[NAME_MAX_HERE];
			char new_name[NAME_MAX_HERE];
		} rename;
		struct {
			struct reference file;
			int64_t size;
		} truncate;
		struct reference file;
		char room[8488];
	} u;
};

struct reply {
	int32_t version;
	int32_t magic;
	uint64_t tag;
	uint32_t type;
	int32_t status;
	int64_t trailer_size;
	uint64_t trailer;
	union {
		int64_t amount;
		struct reference file;
		struct attributes attributes;
		struct {
			int32_t fs_id, id;
			struct handle root;
		} mount;
		struct {
			int64_t block_size, blocks, blocks_free;
			int64_t files, files_free;
		} statfs;
		int64_t value;
		char room[8200];
	} u;
};

_Static_assert(sizeof(struct attributes) == 136, "protocol");
_Static_assert(sizeof(struct request) == 8544, "protocol");
_Static_assert(sizeof(struct reply) == 8240, "protocol");

struct file {
	uint64_t handle; /* 0: this entry is free */
	char name[NAME_MAX_HERE];
	struct attributes attributes;
	char *data; /* ROOM bytes, zero beyond the size */
	int64_t room;
};

static struct file files[FILES];
static uint64_t last_handle = ROOT_HANDLE;
static char *slots;

static struct attributes root_attributes = {
	.perms = 0777,
	.type = TYPE_DIRECTORY,
	.block_size = 4096,
	.mask = ATTRIBUTE_ALL,
};

static struct file *by_handle(struct handle handle)
{
	for (int i = 0; i < FILES; i++)
		if (files[i].handle && files[i].handle == handle.low)
			return &files[i];
	return NULL;
}

static struct file *by_name(const char *name)
{
	for (int i = 0; i < FILES; i++)
		if (files[i].handle && !strcmp(files[i].name, name))
			return &files[i];
	return NULL;
}

static struct reference reference_to(uint64_t handle)
{
	return (struct reference){
		.handle = { .low = handle },
		.fs_id = FS_ID,
	};
}

static void orangefs_forget(struct file *file)
{
	free(file->data);
	memset(file, 0, sizeof(*file));
}

static enum problem orangefs_resize(struct file *file, int64_t size)
{
	int64_t old = file->attributes.size;

	if (size < 0 || size > FILE_MAX)
		return PROBLEM_ENOSPC;
	if (size > file->room) {
		char *data = realloc(file->data, size);

		if (!data)
			return PROBLEM_ENOSPC;
		file->data = data;
		file->room = size;
	}
	if (size > old)
		memset(file->data + old, 0, size - old);
	file->attributes.size = size;
	return NO_PROBLEM;
}

static enum problem do_lookup(const struct request *request,
			      struct reply *reply)
{
	const struct file *file = by_name(request->u.lookup.name);

	if (!strcmp(request->u.lookup.name, "/") ||
	    !strcmp(request->u.lookup.name, ".")) {
		reply->u.file = reference_to(ROOT_HANDLE);
		return NO_PROBLEM;
	}
	if (!file)
		return PROBLEM_ENOENT;
	reply->u.file = reference_to(file->handle);
	return NO_PROBLEM;
}

static enum problem do_create(const struct request *request,
			      struct reply *reply)
{
	struct file *file = NULL;

	if (by_name(request->u.create.name))
		return PROBLEM_EEXIST;
	for (int i = 0; i < FILES && !file; i++)
		if (!files[i].handle)
			file = &files[i];
	if (!file)
		return PROBLEM_ENOSPC;
	file->handle = ++last_handle;
	memcpy(file->name, request->u.create.name, NAME_MAX_HERE);
	file->name[NAME_MAX_HERE - 1] = '\0';
	file->attributes = request->u.create.attributes;
	file->attributes.size = 0;
	file->attributes.type = TYPE_FILE;
	file->attributes.block_size = 4096;
	file->attributes.mask = ATTRIBUTE_ALL;
	reply->u.file = reference_to(file->handle);
	return NO_PROBLEM;
}

static enum problem do_getattr(const struct request *request,
			       struct reply *reply)
{
	const struct file *file = by_handle(request->u.file.handle);

	if (request->u.file.handle.low == ROOT_HANDLE)
		reply->u.attributes = root_attributes;
	else if (file)
		reply->u.attributes = file->attributes;
	else
		return PROBLEM_ENOENT;
	return NO_PROBLEM;
}

static void change_attributes(struct attributes *to,
			      const struct attributes *from)
{
	if (from->mask & ATTRIBUTE_UID)
		to->owner = from->owner;
	if (from->mask & ATTRIBUTE_GID)
		to->group = from->group;
	if (from->mask & ATTRIBUTE_PERM)
		to->perms = from->perms;
	if (from->mask & ATTRIBUTE_ATIME)
		to->atime = from->atime;
	if (from->mask & ATTRIBUTE_MTIME)
		to->mtime = from->mtime;
	if (from->mask & ATTRIBUTE_CTIME)
		to->ctime = from->ctime;
}

static enum problem do_setattr(const struct request *request)
{
	const struct attributes *from = &request->u.setattr.attributes;
	struct file *file = by_handle(request->u.setattr.file.handle);

	if (request->u.setattr.file.handle.low == ROOT_HANDLE) {
		change_attributes(&root_attributes, from);
		return NO_PROBLEM;
	}
	if (!file)
		return PROBLEM_ENOENT;
	change_attributes(&file->attributes, from);
	return from->mask & ATTRIBUTE_SIZE ? orangefs_resize(file, from->size) :
					     NO_PROBLEM;
}

static enum problem do_remove(const struct request *request)
{
	struct file *file = by_name(request->u.remove.name);

	if (!file)
		return PROBLEM_ENOENT;
	orangefs_forget(file);
	return NO_PROBLEM;
}

static enum problem do_rename(const struct request *request)
{
	struct file *file = by_name(request->u.rename.old_name);
	struct file *target = by_name(request->u.rename.new_name);

	if (!file)
		return PROBLEM_ENOENT;
	if (target && target != file)
		orangefs_forget(target);
	memcpy(file->name, request->u.rename.new_name, NAME_MAX_HERE);
	file->name[NAME_MAX_HERE - 1] = '\0';
	return NO_PROBLEM;
}

static enum problem do_truncate(const struct request *request)
{
	struct file *file = by_handle(request->u.truncate.file.handle);

	return file ? orangefs_resize(file, request->u.truncate.size) :
		      PROBLEM_ENOENT;
}

static int64_t read_file(const struct file *file, char *to, int64_t offset,
			 int64_t count)
{
	int64_t there = file->attributes.size - offset;

	if (there <= 0)
		return 0;
	if (count > there)
		count = there;
	memcpy(to, file->data + offset, count);
	return count;
}

static enum problem do_io(const struct request *request, struct reply *reply)
{
	const struct io_request *io = &request->u.io;
	struct file *file = by_handle(io->file.handle);
	char *slot = slots + (size_t)io->slot * SLOT_SIZE;
	enum problem problem = NO_PROBLEM;

	if (!file)
		return PROBLEM_ENOENT;
	if (io->direction == 1) {
		reply->u.amount = read_file(file, slot, io->offset, io->count);
		return NO_PROBLEM;
	}
	if (io->offset + io->count > file->attributes.size)
		problem = orangefs_resize(file, io->offset + io->count);
	if (problem)
		return problem;
	memcpy(file->data + io->offset, slot, io->count);
	reply->u.amount = io->count;
	return NO_PROBLEM;
}

static enum problem do_mount(struct reply *reply)
{
	reply->u.mount.fs_id = FS_ID;
	reply->u.mount.id = FS_ID;
	reply->u.mount.root.low = ROOT_HANDLE;
	reply->u.mount.root.high = 0;
	return NO_PROBLEM;
}

static enum problem do_statfs(struct reply *reply)
{
	reply->u.statfs.block_size = 4096;
	reply->u.statfs.blocks = FILES * (FILE_MAX / 4096);
	reply->u.statfs.blocks_free = reply->u.statfs.blocks;
	reply->u.statfs.files = FILES;
	reply->u.statfs.files_free = FILES;
	return NO_PROBLEM;
}

/* The whole directory fits into one answer. */
struct listing {
	uint64_t token;
	uint64_t version;
	uint32_t unused;
	uint32_t count;
	char entries[FILES * (NAME_MAX_HERE + 32)];
};

static struct listing listing;

static char *list_file(char *at, const struct file *file)
{
	uint32_t length = strlen(file->name);
	size_t padded = (sizeof(length) + length + 1 + 7) & ~7ul;
	struct handle handle = { .low = file->handle };

	memset(at, 0, padded);
	memcpy(at, &length, sizeof(length));
	memcpy(at + sizeof(length), file->name, length);
	memcpy(at + padded, &handle, sizeof(handle));
	return at + padded + sizeof(handle);
}

static enum problem do_readdir(struct reply *reply)
{
	char *at = listing.entries;

	listing.token = LIST_END;
	listing.count = 0;
	for (int i = 0; i < FILES; i++) {
		if (!files[i].handle)
			continue;
		at = list_file(at, &files[i]);
		listing.count++;
	}
	reply->trailer_size = at - (char *)&listing;
	return NO_PROBLEM;
}

static enum problem orangefs_answer(const struct request *request,
				    struct reply *reply)
{
	switch ((enum request_type)(request->type & 0xffffff)) {
	case FILE_IO:
		return do_io(request, reply);
	case LOOKUP:
		return do_lookup(request, reply);
	case CREATE:
		return do_create(request, reply);
	case GETATTR:
		return do_getattr(request, reply);
	case SETATTR:
		return do_setattr(request);
	case REMOVE:
		return do_remove(request);
	case RENAME:
		return do_rename(request);
	case READDIR:
		return do_readdir(reply);
	case TRUNCATE:
		return do_truncate(request);
	case STATFS:
		return do_statfs(reply);
	case FS_MOUNT:
		return do_mount(reply);
	case FSYNC:
	case RA_FLUSH:
	case FS_UMOUNT:
	case CANCEL:
	case PARAM:
	case FS_KEY:
		return NO_PROBLEM;
	case GETXATTR:
	case LISTXATTR:
		return PROBLEM_ENODATA;
	}
	return PROBLEM_ENOSYS;
}

static struct reply reply;

/* Makes TURN answer the request. */
static void prepare_reply(const struct request *request,
			  struct server_turn *turn)
{
	enum problem problem;

	memset(&reply, 0, sizeof(reply));
	reply.version = CLAIMED_VERSION;
	reply.magic = MAGIC;
	reply.tag = request->tag;
	reply.type = request->type;
	problem = orangefs_answer(request, &reply);
	if (problem)
		reply.status = -(PROBLEM_BIT | problem);
	turn->parts[1].iov_len = reply.trailer_size;
	turn->count = reply.trailer_size ? 2 : 1;
}

static void orangefs_serve(int device)
{
	static struct request request;
	struct server_turn turn = {
		.device = device,
		.polls = true,
		.parts = { { &reply, sizeof(reply) }, { &listing, 0 } },
		.request = &request,
		.size = sizeof(request),
	};

	server_begin();
	for (;;) {
		int answered;
		ssize_t size = server_next(&turn, &answered);

		errno = -answered;
		if (answered)
			perror("orangefs server: reply");
		turn.count = 0;
		if (size == sizeof(request)) {
			prepare_reply(&request, &turn);
		} else if (size != -EAGAIN) {
			errno = size < 0 ? -size : EPROTO;
			perror("orangefs server: request");
			_exit(1);
		}
	}
}

static int find_major(void)
{
	FILE *devices = fopen("/proc/devices", "re");
	char line[128], name[64];
	int major = -1, number;

	if (!devices)
		return -1;
	while (major < 0 && fgets(line, sizeof(line), devices))
		if (sscanf(line, "%d %63s", &number, name) == 2 &&
		    !strcmp(name, "pvfs2-req"))
			major = number;
	fclose(devices);
	if (major < 0)
		errno = ENODEV;
	return major;
}

/* The kernel has the device, but this guest has no udev to make its node. */
static int open_device(void)
{
	int major = find_major();

	if (major < 0)
		return -1;
	if (mknod(REQUEST_DEVICE, S_IFCHR | 0600, makedev(major, 0)) &&
	    errno != EEXIST)
		return -1;
	return open(REQUEST_DEVICE, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

static int share_slots(int device)
{
	struct {
		void *memory;
		int32_t total, size, count;
	} map = { NULL, SLOTS * SLOT_SIZE, SLOT_SIZE, SLOTS };

	slots = mmap(NULL, map.total, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (slots == MAP_FAILED)
		return -1;
	map.memory = slots;
	return ioctl(device, MAP_BUFFERS, &map);
}

/* The child reports that it is ready: it sends 0, or an errno. */
static void run_server(int told)
{
	int device = open_device();
	int problem = device < 0 || share_slots(device) ? errno : 0;

	if (write(told, &problem, sizeof(problem)) != sizeof(problem))
		_exit(1);
	close(told);
	if (!problem)
		orangefs_serve(device);
	_exit(1);
}

pid_t orangefs_server_start(void)
{
	int pipes[2], problem = EPIPE;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid)
		run_server(pipes[1]);
	close(pipes[1]);
	if (pid < 0 ||
	    read(pipes[0], &problem, sizeof(problem)) != sizeof(problem))
		problem = problem ? problem : EPIPE;
	close(pipes[0]);
	errno = problem;
	return problem ? -1 : pid;
}
