/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel logs while a test runs (promise C6). A report counts
 * against the test only if it names the test's processes or its own device;
 * others are told, and blame nobody.
 */
#ifndef FSLITMUS_KERNEL_KERNEL_LOG_H
#define FSLITMUS_KERNEL_KERNEL_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* Processes of tests are called so ("comm"): PREFIX, command, count. */
#define KERNEL_LOG_COMM_PREFIX "fsl."
#define KERNEL_LOG_COMM_SIZE 16

struct kernel_log;

/* Whom reports are laid to. */
struct kernel_log_owner {
	char comm[KERNEL_LOG_COMM_SIZE]; /* of the test's processes */
	char device[16];	/* "loop3", or empty: none of our own */
	bool all;		/* a kernel of our own: whoever it is about */
};

/*
 * Start to listen, with what is logged from now on. NULL with errno set if
 * the log cannot be read or there is no memory.
 */
struct kernel_log *kernel_log_open(void);
void kernel_log_close(struct kernel_log *log); /* NULL is fine */

/* From now on reports are laid to OWNER; what came before is dropped. */
void kernel_log_begin(struct kernel_log *log,
		      const struct kernel_log_owner *owner);

/* Read what has been logged; often enough that the ring does not overrun. */
void kernel_log_gather(struct kernel_log *log);

/*
 * One record by hand: its syslog priority (facility * 8 + level, facility 0
 * being the kernel) and its text without newline.
 */
void kernel_log_feed(struct kernel_log *log, int priority, const char *text);

/* One as /dev/kmsg has it, "PRIORITY,NUMBER,TIME,FLAGS;TEXT"; it is cut up. */
void kernel_log_feed_record(struct kernel_log *log, char *record);

/*
 * Has the device of the owner failed below its filesystem, as far as was
 * gathered? Without one of our own: has any device?
 */
bool kernel_log_device_failed(const struct kernel_log *log);

/* Without a log to listen to: only what is fed. */
struct kernel_log *kernel_log_deaf(void);

/* What a kernel says of itself. */
enum kernel_complaint {
	KERNEL_SILENT,		/* nothing against it */
	KERNEL_DAMAGE,		/* something went wrong: C6 */
	KERNEL_HANG,		/* tasks wait that nobody will wake: C7 */
};

/*
 * What a line that its console shows begins to complain of. It has no level
 * there: lines of the filesystem on DEVICE are known by how they are worded.
 */
enum kernel_complaint kernel_log_complaint(const char *line,
					   const char *device);

/*
 * Gather the rest and tell: reports laid to the owner are added to
 * COMPLAINT, others to NOTE, one a line, as far as there is room.
 */
void kernel_log_end(struct kernel_log *log, char *complaint,
		    size_t complaint_size, char *note, size_t note_size);

#endif
