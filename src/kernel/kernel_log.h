/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel logs while a test runs (promise C6). A report counts against
 * the test only if it names the test's processes or its device. Others become
 * remarks.
 */
#ifndef FSLITMUS_KERNEL_KERNEL_LOG_H
#define FSLITMUS_KERNEL_KERNEL_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* Processes of tests are called so ("comm"): PREFIX, command, count. */
#define KERNEL_LOG_COMM_PREFIX "fsl."
#define KERNEL_LOG_COMM_SIZE 16

struct kernel_log;

/* Whose reports count. */
struct kernel_log_owner {
	char comm[KERNEL_LOG_COMM_SIZE]; /* of the test's processes */
	char device[16]; /* "loop3", or empty: none that is ours alone */
	bool all;	 /* all reports count: it is our own kernel */
};

/*
 * Opens the log at its end. NULL with errno set if it cannot be read or there
 * is no memory.
 */
struct kernel_log *kernel_log_open(void);
void kernel_log_close(struct kernel_log *log); /* NULL is fine */

/* Begins anew: drops what was read before, and reports of OWNER count. */
void kernel_log_begin(struct kernel_log *log,
		      const struct kernel_log_owner *owner);

/* Reads what was logged. To be called before the ring buffer overruns. */
void kernel_log_gather(struct kernel_log *log);

/*
 * Adds one record: its syslog priority (facility * 8 + level; facility 0 is the
 * kernel) and its text without newline.
 */
void kernel_log_feed(struct kernel_log *log, int priority, const char *text);

/* Adds one as /dev/kmsg has it, "PRIORITY,NUMBER,TIME,FLAGS;TEXT"; modifies
 * RECORD. */
void kernel_log_feed_record(struct kernel_log *log, char *record);

/*
 * Whether the owner's device failed below its filesystem, in what was read so
 * far. If the owner has no device: whether any device did.
 */
bool kernel_log_device_failed(const struct kernel_log *log);

/* A log that reads nothing by itself; records are fed to it. */
struct kernel_log *kernel_log_deaf(void);

/* What a line of a kernel is about. */
enum kernel_complaint {
	KERNEL_SILENT, /* nothing against it */
	KERNEL_DAMAGE, /* something went wrong: C6 */
	KERNEL_HANG,   /* tasks hang: C7 */
};

/*
 * What a line on the console is about. Lines there have no level, so lines of
 * the filesystem on DEVICE are recognized by their words.
 */
enum kernel_complaint kernel_log_complaint(const char *line,
					   const char *device);

/* What schedule control in the kernel (kernel/fslitmus/) says in LINE, or NULL
 * if the line is another's. */
const char *kernel_log_own_words(const char *line);

/*
 * Reads the rest. Adds reports of the owner to COMPLAINT and others to NOTE,
 * one a line, as far as there is room.
 */
void kernel_log_end(struct kernel_log *log, char *complaint,
		    size_t complaint_size, char *note, size_t note_size);

#endif
