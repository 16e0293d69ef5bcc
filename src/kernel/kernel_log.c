// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finds reports of the kernel about itself in its log. Such a report (a block)
 * spans many records. It opens with one of the headlines below, and its lines
 * name the processes or the device that it is about. Filesystems log single
 * lines that name their device.
 */
#include "kernel/kernel_log.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/text.h"

/* After this many records, a block without an end mark ends. */
#define BLOCK_RECORDS 80
#define LEVEL_ERROR 3 /* syslog: errors and worse are 0..3 */

enum weight {
	WEIGHT_COMPLAINT, /* against the owner, if it is the owner's */
	WEIGHT_HANG,	  /* the same, about tasks that hang */
	WEIGHT_NOTE,	  /* a remark, against nobody */
};

/* How reports begin. The first headline that matches decides. */
static const struct headline {
	const char *text;
	bool anywhere; /* not only at the record's beginning */
	enum weight weight;
} headlines[] = {
	/* A data race by itself breaks no promise. */
	{ "BUG: KCSAN:", false, WEIGHT_NOTE },
	/* A virtual machine that was not scheduled looks the same. */
	{ "soft lockup", true, WEIGHT_NOTE },
	{ "detected stall", true, WEIGHT_NOTE },
	/* O_DIRECT against mmap or write(2): open(2) promises nothing. */
	{ "Page cache invalidation failure on direct I/O", false, WEIGHT_NOTE },
	{ "WARNING: ", false, WEIGHT_COMPLAINT },
	{ "BUG: ", false, WEIGHT_COMPLAINT },
	{ "kernel BUG at ", false, WEIGHT_COMPLAINT },
	{ "Oops: ", false, WEIGHT_COMPLAINT },
	{ "UBSAN: ", false, WEIGHT_COMPLAINT },
	{ "general protection fault", true, WEIGHT_COMPLAINT },
	{ "INFO: task ", false, WEIGHT_HANG },
	/* No task can run, and no timer of virtual time is set. */
	{ "going to sleep forever", true, WEIGHT_HANG },
	{ "Kernel panic", false, WEIGHT_COMPLAINT },
	{ "INFO: trying to register non-static key", false, WEIGHT_COMPLAINT },
	{ "INFO: possible ", false, WEIGHT_COMPLAINT },
	{ "rcu: INFO: ", false, WEIGHT_NOTE },
};

/* The block being read, if any. */
struct block {
	bool open;
	enum weight weight;
	bool ours;    /* names the owner */
	bool sibling; /* names another test of fslitmus */
	int records;
	char headline[300];
};

struct kernel_log {
	int fd; /* -1: deaf */
	struct kernel_log_owner owner;
	struct block block;
	/* The block layer had an I/O error on it, or, without one, on any. */
	bool device_failed;
	unsigned int lost;		  /* times the ring overran */
	char device_lines[TEXT_MAX_SIZE]; /* the filesystem's own */
	char complaint[TEXT_MAX_SIZE], note[TEXT_MAX_SIZE];
};

/* Whether TEXT has NAME as a whole word: "loop3", not "loop31". */
static bool names_word(const char *text, const char *name)
{
	size_t length = strlen(name);
	const char *at = text;

	if (!length)
		return false;
	for (; (at = strstr(at, name)); at++)
		if ((at == text || !isalnum((unsigned char)at[-1])) &&
		    !isalnum((unsigned char)at[length]))
			return true;
	return false;
}

/* "loop3" is device 7:3, after which its writeback worker is named. */
static bool names_device(const char *text, const char *device)
{
	char number[24];

	if (!strncmp(device, "loop", 4)) {
		snprintf(number, sizeof(number), "flush-7:%s", device + 4);
		if (names_word(text, number))
			return true;
	}
	return names_word(text, device);
}

/*
 * Within a block, the device counts only in lines that say who was running.
 * Lines of other reports may be mixed in.
 */
static bool says_who(const char *text)
{
	return strstr(text, "Comm: ") || strstr(text, "Workqueue: ");
}

/* "... blocked for more than 122 seconds.": without the duration, repeated
 * reports of a hang are one complaint. */
static void forget_duration(char *headline)
{
	char *at = strstr(headline, " for more than ");

	if (at && !strncmp(headline, "INFO: task ", 11))
		*at = '\0';
}

static void end_block(struct kernel_log *log)
{
	struct block *block = &log->block;

	if (!block->open)
		return;
	block->open = false;
	if (!block->headline[0])
		return;
	forget_duration(block->headline);
	if (block->weight != WEIGHT_NOTE && block->ours)
		text_add_line(log->complaint, sizeof(log->complaint), "%s",
			      block->headline);
	else if (block->ours)
		text_add_line(log->note, sizeof(log->note),
			      "the kernel logged \"%s\", which breaks no "
			      "promise by itself",
			      block->headline);
	else if (!block->sibling)
		text_add_line(log->note, sizeof(log->note),
			      "the kernel logged \"%s\", which names nothing "
			      "of this test",
			      block->headline);
}

static const struct headline *find_headline(const char *text)
{
	for (size_t i = 0; i < sizeof(headlines) / sizeof(headlines[0]); i++) {
		const struct headline *headline = &headlines[i];
		const char *at = strstr(text, headline->text);

		if (at && (at == text || headline->anywhere))
			return headline;
	}
	return NULL;
}

/* Words with which filesystems report damage. */
static const char *const damage_words[] = {
	"error",	"orrupt",  "fatal",    "hut down",
	"hutting down", "hutdown", "withdraw", "Assertion failed",
};

/* A line on the console has no level; its words must do. */
static bool tells_damage(const char *line, const char *device)
{
	if (!names_device(line, device))
		return false;
	for (size_t i = 0; i < sizeof(damage_words) / sizeof(*damage_words);
	     i++)
		if (strstr(line, damage_words[i]))
			return true;
	return false;
}

enum kernel_complaint kernel_log_complaint(const char *line, const char *device)
{
	const struct headline *headline = find_headline(line);

	if (!headline)
		return tells_damage(line, device) ? KERNEL_DAMAGE :
						    KERNEL_SILENT;
	if (headline->weight == WEIGHT_NOTE)
		return KERNEL_SILENT;
	return headline->weight == WEIGHT_HANG ? KERNEL_HANG : KERNEL_DAMAGE;
}

const char *kernel_log_own_words(const char *line)
{
	static const char prefix[] = "fslitmus: ";

	return strncmp(line, prefix, sizeof(prefix) - 1) ?
		       NULL :
		       line + sizeof(prefix) - 1;
}

/* Reads a record of the open block. */
static void read_block(struct kernel_log *log, const char *text)
{
	struct block *block = &log->block;

	block->records++;
	block->ours = block->ours || log->owner.all;
	if (names_word(text, log->owner.comm))
		block->ours = true;
	else if (strstr(text, KERNEL_LOG_COMM_PREFIX))
		block->sibling = true;
	if (says_who(text) && names_device(text, log->owner.device))
		block->ours = true;
	if (strstr(text, "---[ end trace") || block->records >= BLOCK_RECORDS)
		end_block(log);
}

static void open_block(struct kernel_log *log, const struct headline *headline,
		       const char *text)
{
	end_block(log);
	log->block = (struct block){ .open = true };
	if (headline) {
		log->block.weight = headline->weight;
		snprintf(log->block.headline, sizeof(log->block.headline), "%s",
			 text);
	}
}

/*
 * If the device itself fails (the disk of its image is full, say), the
 * filesystem is right to complain.
 */
static bool is_device_error(const char *text)
{
	/* blk_print_req_error(): "critical medium error, dev sda, sector" */
	return (strstr(text, " error, dev ") &&
		!strstr(text, "operation not supported error")) ||
	       strstr(text, "Buffer I/O error on dev") ||
	       strstr(text, "loop: Write error");
}

static void read_line(struct kernel_log *log, int priority, const char *text)
{
	bool ours = names_device(text, log->owner.device);

	/* Records of daemons have a facility other than 0, the kernel. */
	if (priority > LEVEL_ERROR)
		return;
	/* A directory may be on any device, or on several. */
	if (is_device_error(text) && (ours || !log->owner.device[0]))
		log->device_failed = true;
	if (!ours)
		return;
	text_add_line(log->device_lines, sizeof(log->device_lines), "%s", text);
}

void kernel_log_feed(struct kernel_log *log, int priority, const char *text)
{
	const struct headline *headline = find_headline(text);
	struct block *block = &log->block;

	if (headline && block->open && !block->headline[0]) {
		/* The "cut here" line came before. */
		block->weight = headline->weight;
		snprintf(block->headline, sizeof(block->headline), "%s", text);
	} else if (headline && !(block->open && strstr(text, "Oops: "))) {
		open_block(log, headline, text);
	} else if (strstr(text, "[ cut here ]")) {
		open_block(log, NULL, text);
	}
	if (block->open)
		read_block(log, text);
	read_line(log, priority, text);
}

/* It may go on: "TEXT\n KEY=VALUE\n". */
void kernel_log_feed_record(struct kernel_log *log, char *record)
{
	char *text = strchr(record, ';');
	char *end;

	if (!text)
		return;
	end = strchr(++text, '\n');
	if (end)
		*end = '\0';
	kernel_log_feed(log, atoi(record), text);
}

void kernel_log_gather(struct kernel_log *log)
{
	char record[8192];
	ssize_t got;

	while (log->fd >= 0) {
		got = read(log->fd, record, sizeof(record) - 1);
		if (got > 0) {
			record[got] = '\0';
			kernel_log_feed_record(log, record);
		} else if (got < 0 && errno == EPIPE) {
			log->lost++;
		} else if (got == 0 || errno != EINTR) {
			break;
		}
	}
}

struct kernel_log *kernel_log_deaf(void)
{
	struct kernel_log *log = calloc(1, sizeof(*log));

	if (log)
		log->fd = -1;
	return log;
}

struct kernel_log *kernel_log_open(void)
{
	struct kernel_log *log;
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return NULL;
	log = kernel_log_deaf();
	if (!log || lseek(fd, 0, SEEK_END) < 0) {
		int error = log ? errno : ENOMEM;

		close(fd);
		free(log);
		errno = error;
		return NULL;
	}
	log->fd = fd;
	return log;
}

void kernel_log_close(struct kernel_log *log)
{
	if (!log)
		return;
	if (log->fd >= 0)
		close(log->fd);
	free(log);
}

void kernel_log_begin(struct kernel_log *log,
		      const struct kernel_log_owner *owner)
{
	int fd = log->fd;

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	memset(log, 0, sizeof(*log));
	log->fd = fd;
	log->owner = *owner;
}

/* Adds the filesystem's own lines, as a note if its device failed. */
static void tell_device_lines(struct kernel_log *log)
{
	char *rest = log->device_lines;
	char *line;

	if (!*rest)
		return;
	if (log->device_failed)
		text_add_line(log->note, sizeof(log->note),
			      "the device %s failed below the filesystem; "
			      "its errors are not held against it",
			      log->owner.device);
	while ((line = strsep(&rest, "\n"))) {
		if (log->device_failed)
			text_add_line(log->note, sizeof(log->note), "%s", line);
		else
			text_add_line(log->complaint, sizeof(log->complaint),
				      "%s", line);
	}
}

bool kernel_log_device_failed(const struct kernel_log *log)
{
	return log->device_failed;
}

void kernel_log_end(struct kernel_log *log, char *complaint,
		    size_t complaint_size, char *note, size_t note_size)
{
	kernel_log_gather(log);
	if (log->block.open && log->fd >= 0) {
		/* A report may still be on its way. */
		sleep_ms(100);
		kernel_log_gather(log);
	}
	end_block(log);
	tell_device_lines(log);
	if (log->lost)
		text_add_line(log->note, sizeof(log->note),
			      "the kernel log overran: some of it was not "
			      "seen");
	text_add_line(complaint, complaint_size, "%s", log->complaint);
	text_add_line(note, note_size, "%s", log->note);
}
