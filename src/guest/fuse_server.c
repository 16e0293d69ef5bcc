// SPDX-License-Identifier: GPL-2.0-or-later
/* Answers FUSE requests from files in memory (fuse_server.h). */
#include "guest/fuse_server.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <linux/fuse.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest/server.h"

#define DEVICE "/dev/fuse"

#define FILES 64
#define FILE_MAX (64 << 20)
#define NAME_SIZE 256
#define WRITE_MAX (128 << 10)
#define REQUEST_MAX (WRITE_MAX + 4096)
/* Nobody but the kernel changes attributes and names, so they stay valid. */
#define VALID_SECONDS 1000000

struct file {
	bool used;
	char name[NAME_SIZE];
	struct fuse_attr attr; /* ino: the kernel's name for it */
	char *data;	       /* ROOM bytes, zero beyond the size */
	uint64_t room;
};

static struct file files[FILES];
static uint64_t last_ino = FUSE_ROOT_ID;
static struct fuse_attr root = {
	.ino = FUSE_ROOT_ID,
	.mode = S_IFDIR | 0777,
	.nlink = 2,
	.blksize = 4096,
};

/* A request and the answer to it. */
struct exchange {
	struct fuse_in_header head;
	const void *body; /* the request after its header */
	char answer[256];
	size_t size;	  /* of the answer */
	const void *data; /* sent after the answer; or NULL */
	size_t data_size;
};

static struct file *by_ino(uint64_t ino)
{
	for (int i = 0; i < FILES; i++)
		if (files[i].used && files[i].attr.ino == ino)
			return &files[i];
	return NULL;
}

static struct file *by_name(const char *name)
{
	for (int i = 0; i < FILES; i++)
		if (files[i].used && !strcmp(files[i].name, name))
			return &files[i];
	return NULL;
}

static struct file *new_file(const char *name, uint32_t mode)
{
	for (int i = 0; i < FILES; i++) {
		if (files[i].used)
			continue;
		files[i] = (struct file){ .used = true };
		snprintf(files[i].name, NAME_SIZE, "%.*s", NAME_SIZE - 1, name);
		files[i].attr = (struct fuse_attr){
			.ino = ++last_ino,
			.mode = S_IFREG | mode,
			.nlink = 1,
			.blksize = 4096,
		};
		return &files[i];
	}
	return NULL;
}

static int fuse_resize(struct file *file, uint64_t size)
{
	uint64_t old = file->attr.size;

	if (size > FILE_MAX)
		return -EFBIG;
	if (size > file->room) {
		char *data = realloc(file->data, size);

		if (!data)
			return -ENOSPC;
		file->data = data;
		file->room = size;
	}
	if (size > old)
		memset(file->data + old, 0, size - old);
	file->attr.size = size;
	file->attr.blocks = (size + 511) / 512;
	return 0;
}

static int fuse_answer(struct exchange *exchange, const void *what, size_t size)
{
	memcpy(exchange->answer + exchange->size, what, size);
	exchange->size += size;
	return 0;
}

static int answer_entry(struct exchange *exchange, const struct file *file)
{
	struct fuse_entry_out out = {
		.nodeid = file->attr.ino,
		.entry_valid = VALID_SECONDS,
		.attr_valid = VALID_SECONDS,
		.attr = file->attr,
	};

	return fuse_answer(exchange, &out, sizeof(out));
}

static int answer_attr(struct exchange *exchange, const struct fuse_attr *attr)
{
	struct fuse_attr_out out = {
		.attr_valid = VALID_SECONDS,
		.attr = *attr,
	};

	return fuse_answer(exchange, &out, sizeof(out));
}

/* As on a disk, the page cache survives the opening of a file. */
static int answer_open(struct exchange *exchange)
{
	struct fuse_open_out out = { .open_flags = FOPEN_KEEP_CACHE };

	return fuse_answer(exchange, &out, sizeof(out));
}

static int do_init(struct exchange *exchange)
{
	const struct fuse_init_in *in = exchange->body;
	struct fuse_init_out out = {
		.major = FUSE_KERNEL_VERSION,
		.minor = FUSE_KERNEL_MINOR_VERSION,
		.max_readahead = in->max_readahead,
		.flags = FUSE_BIG_WRITES | FUSE_MAX_PAGES,
		.max_write = WRITE_MAX,
		.max_pages = WRITE_MAX / 4096,
		.max_background = 16,
		.congestion_threshold = 12,
		.time_gran = 1,
	};

	if (in->minor < out.minor)
		out.minor = in->minor;
	return fuse_answer(exchange, &out, sizeof(out));
}

static int do_lookup(struct exchange *exchange)
{
	const struct file *file = by_name(exchange->body);

	return file ? answer_entry(exchange, file) : -ENOENT;
}

static int do_create(struct exchange *exchange)
{
	const struct fuse_create_in *in = exchange->body;
	const char *name = (const char *)(in + 1);
	struct file *file = by_name(name) ?: new_file(name, in->mode & 07777);

	if (!file)
		return -ENOSPC;
	answer_entry(exchange, file);
	return answer_open(exchange);
}

static int do_remove(struct exchange *exchange)
{
	struct file *file = by_name(exchange->body);

	if (!file)
		return -ENOENT;
	free(file->data);
	*file = (struct file){ .used = false };
	return 0;
}

static int do_getattr(struct exchange *exchange, const struct file *file)
{
	return answer_attr(exchange, file ? &file->attr : &root);
}

static int do_setattr(struct exchange *exchange, struct file *file)
{
	const struct fuse_setattr_in *in = exchange->body;
	struct fuse_attr *attr = file ? &file->attr : &root;
	int problem = 0;

	if (in->valid & FATTR_MODE)
		attr->mode = (attr->mode & S_IFMT) | (in->mode & 07777);
	if (in->valid & FATTR_SIZE)
		problem = file ? fuse_resize(file, in->size) : -EISDIR;
	return problem ? problem : answer_attr(exchange, attr);
}

static int do_read(struct exchange *exchange, const struct file *file)
{
	const struct fuse_read_in *in = exchange->body;
	uint64_t size = file->attr.size;

	if (in->offset >= size)
		return 0;
	exchange->data = file->data + in->offset;
	exchange->data_size = in->size < size - in->offset ? in->size :
							     size - in->offset;
	return 0;
}

static int do_write(struct exchange *exchange, struct file *file)
{
	const struct fuse_write_in *in = exchange->body;
	struct fuse_write_out out = { .size = in->size };
	int problem = 0;

	if (in->offset + in->size > file->attr.size)
		problem = fuse_resize(file, in->offset + in->size);
	if (problem)
		return problem;
	memcpy(file->data + in->offset, in + 1, in->size);
	return fuse_answer(exchange, &out, sizeof(out));
}

static int do_fallocate(struct exchange *exchange, struct file *file)
{
	const struct fuse_fallocate_in *in = exchange->body;
	uint64_t end = in->offset + in->length;
	int problem = 0;

	if (in->mode & ~(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE |
			 FALLOC_FL_ZERO_RANGE))
		return -EOPNOTSUPP;
	if (!(in->mode & FALLOC_FL_KEEP_SIZE) && end > file->attr.size)
		problem = fuse_resize(file, end);
	if (end > file->attr.size)
		end = file->attr.size;
	if (!problem && in->offset < end &&
	    in->mode & (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE))
		memset(file->data + in->offset, 0, end - in->offset);
	return problem;
}

static int do_statfs(struct exchange *exchange)
{
	struct fuse_statfs_out out = {
		.st = {
			.blocks = FILES * (FILE_MAX / 4096),
			.bfree = FILES * (FILE_MAX / 4096),
			.bavail = FILES * (FILE_MAX / 4096),
			.files = FILES, .ffree = FILES, .bsize = 4096,
			.frsize = 4096, .namelen = NAME_SIZE - 1,
		},
	};

	return fuse_answer(exchange, &out, sizeof(out));
}

static int perform_on_file(struct exchange *exchange, struct file *file)
{
	switch (exchange->head.opcode) {
	case FUSE_OPEN:
		return answer_open(exchange);
	case FUSE_READ:
		return do_read(exchange, file);
	case FUSE_WRITE:
		return do_write(exchange, file);
	case FUSE_FALLOCATE:
		return do_fallocate(exchange, file);
	case FUSE_FSYNC:
	case FUSE_FLUSH:
	case FUSE_RELEASE:
		return 0;
	}
	return -ENOSYS;
}

/* Performs the request. Returns 0, or the error to answer with. */
static int fuse_perform(struct exchange *exchange)
{
	uint64_t ino = exchange->head.nodeid;
	struct file *file = by_ino(ino);

	if (!file && ino && ino != FUSE_ROOT_ID)
		return -ENOENT;
	switch (exchange->head.opcode) {
	case FUSE_INIT:
		return do_init(exchange);
	case FUSE_LOOKUP:
		return do_lookup(exchange);
	case FUSE_CREATE:
		return do_create(exchange);
	case FUSE_UNLINK:
		return do_remove(exchange);
	case FUSE_GETATTR:
		return do_getattr(exchange, file);
	case FUSE_SETATTR:
		return do_setattr(exchange, file);
	case FUSE_STATFS:
		return do_statfs(exchange);
	case FUSE_OPENDIR:
		return answer_open(exchange);
	case FUSE_READDIR:
	case FUSE_RELEASEDIR:
	case FUSE_FSYNCDIR:
	case FUSE_DESTROY:
		return 0;
	}
	return file ? perform_on_file(exchange, file) : -ENOSYS;
}

static bool wants_answer(uint32_t opcode)
{
	return opcode != FUSE_FORGET && opcode != FUSE_BATCH_FORGET &&
	       opcode != FUSE_INTERRUPT;
}

static struct fuse_out_header reply;

/* Makes TURN answer EXCHANGE, which must stay unchanged until TURN is taken. */
static void prepare_reply(struct exchange *exchange, struct server_turn *turn)
{
	bool failed;

	reply.unique = exchange->head.unique;
	reply.error = fuse_perform(exchange);
	failed = reply.error != 0;
	turn->parts[0] = (struct iovec){ &reply, sizeof(reply) };
	turn->parts[1] = (struct iovec){ exchange->answer,
					 failed ? 0 : exchange->size };
	turn->parts[2] = (struct iovec){ (void *)exchange->data,
					 failed ? 0 : exchange->data_size };
	turn->count = 3;
	reply.len = turn->parts[0].iov_len + turn->parts[1].iov_len +
		    turn->parts[2].iov_len;
}

static ssize_t next_request(struct server_turn *turn)
{
	int answered;
	ssize_t size = server_next(turn, &answered);

	errno = -answered;
	/* ENOENT: the process that sent the request was killed meanwhile. */
	if (answered && answered != -ENOENT)
		perror("fuse server: reply");
	turn->count = 0;
	return size;
}

static void fuse_serve(int device)
{
	static char request[REQUEST_MAX] __attribute__((aligned(8)));
	struct server_turn turn = {
		.device = device,
		.request = request,
		.size = sizeof(request),
	};
	struct exchange exchange;

	server_begin();
	for (;;) {
		ssize_t size = next_request(&turn);

		if (size == -EINTR || size == -ENOENT)
			continue;
		/* The filesystem was unmounted. */
		if (size < (ssize_t)sizeof(exchange.head))
			_exit(0);
		exchange = (struct exchange){
			.body = request + sizeof(struct fuse_in_header),
		};
		memcpy(&exchange.head, request, sizeof(exchange.head));
		if (wants_answer(exchange.head.opcode))
			prepare_reply(&exchange, &turn);
	}
}

int fuse_server_open(char *options, size_t size)
{
	int device = open(DEVICE, O_RDWR | O_CLOEXEC);

	snprintf(options, size,
		 "fd=%d,rootmode=40000,user_id=0,group_id=0,"
		 "allow_other",
		 device);
	return device;
}

pid_t fuse_server_start(int device)
{
	pid_t pid = fork();

	if (!pid)
		fuse_serve(device);
	if (pid > 0)
		close(device);
	return pid;
}
