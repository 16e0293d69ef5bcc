/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guests: kernels started to perform a job (guest/protocol.h). A guest cannot
 * outlive the process that started it, and what it leaves in memory is
 * removed with its place.
 */
#ifndef FSLITMUS_MACHINE_GUEST_H
#define FSLITMUS_MACHINE_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "kernel/kernel_log.h"
#include "base/scratch.h"
#include "guest/protocol.h"
#include "kernel/mkfs.h"

/* A schedule takes some milliseconds; one that takes longer than this hangs,
 * unless the user says otherwise. */
#define GUEST_TIMEOUT_NS (20 * 1000000000ull)
#define GUEST_MEMORY 768	/* megabytes, of which few are touched */

/* The command that checks a filesystem of this kind, or NULL. */
const char *guest_fsck(const struct mkfs *mkfs);

/* Where guests are started, one after the other. */
struct guest_place {
	const char *executable;	/* the kernel's */
	const char *mutant;	/* or NULL */
	bool real_time;		/* as struct boot has it */
	const struct mkfs *mkfs;
	char *image;		/* file with the filesystem, or NULL */
	const char *root;	/* the guests' root directory */
	struct scratch scratch;	/* that is the root */
};

/*
 * Makes the directory, and the image unless it is cached. KEY names the
 * kernel. Returns 0, or -1 with REASON (of RESULT_TEXT_SIZE bytes); what was
 * made is removed by guest_place_close() in any case.
 */
int guest_place_open(struct guest_place *place, const char *key,
		     char *reason);
void guest_place_close(struct guest_place *place);

struct guest {
	const struct guest_place *place;
	pid_t pid;		/* 0: not running */
	int log;		/* its console */
	int claim;		/* to its processor; -1: it has none */
	int ended;		/* as waitpid(2) says */
	struct guest_status status;	/* as read last */
};

/* Starts one with a job of COUNT tasks. 0, or -1 after saying why. */
int guest_start(struct guest *guest, const struct guest_place *place,
		const struct guest_task *tasks, uint32_t count);

/*
 * Writes the job, and returns what guest_start() would execute for it, to be
 * freed with boot_arguments_free(); NULL after saying why.
 */
char **guest_arguments(const struct guest_place *place,
		       const struct guest_task *tasks, uint32_t count);

/* Reads the status anew; true while the guest runs. */
bool guest_runs(struct guest *guest);

/* Asks it to end after the schedule at work. */
void guest_ask_to_stop(const struct guest *guest);

/* Ends it in any case, and waits for that. */
void guest_kill(struct guest *guest);

/* Did it do all that was asked for, fsck included? */
bool guest_is_done(const struct guest *guest);

/*
 * A file it left (GUEST_REPLY ...), which the caller frees; NULL if there is
 * none. SIZE may be NULL.
 */
void *guest_file(const struct guest *guest, const char *name, uint32_t index,
		 size_t *size);

/* The reply of a task, which the caller frees; NULL unless it is complete. */
struct guest_reply *guest_reply(const struct guest *guest, uint32_t index);

/*
 * Adds what the kernel complained of (promise C6) to COMPLAINT, and what
 * breaks no promise to NOTE, one a line.
 */
void guest_log_words(const struct guest *guest, char *complaint,
		     size_t complaint_size, char *note, size_t note_size);

/* Adds what fsck said to TEXT, one a line; nothing if all was clean. */
void guest_fsck_words(const struct guest *guest, char *text, size_t size);

/*
 * Why it ended, from its console: what the kernel complained of, one a line,
 * and what the guest's own program said, which by itself is no fault of the
 * kernel's. Returns what the first complaint is of.
 */
enum kernel_complaint guest_last_words(const struct guest *guest,
				       char *complaint, size_t complaint_size,
				       char *said, size_t said_size);

#endif
