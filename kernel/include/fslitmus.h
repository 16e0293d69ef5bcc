/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What instrumented and mutated kernel code calls. Kept free of other headers
 * so that any file, and any header, may include it first.
 */
#ifndef _LINUX_FSLITMUS_H
#define _LINUX_FSLITMUS_H

#include <linux/types.h>

struct folio;
struct inode;
struct page;
struct rw_semaphore;
struct task_struct;

extern bool fslitmus_running;

/* Called at every basic block of instrumented code with its address, while a
 * schedule runs. */
void fslitmus_point(unsigned long pc);
void fslitmus_task_init(struct task_struct *task);
void fslitmus_task_exit(struct task_struct *task);

/* Whether the current task is being kept away by a preemption of ours. */
bool fslitmus_preempted_here(void);

/* In kernel/sched/core.c: leave the processor as a preemption does, without
 * what schedule() does first for a task that sleeps (flushing its plug). */
void fslitmus_leave_processor(void);

/* The fixed generator that replaces the host's. */
ssize_t fslitmus_random(void *buffer, size_t length);

/* Of the disk, where nobody has written: fills what was read as zeroes with the
 * sentinel, if it was declared free. LENGTH is within a block. */
void fslitmus_read_free(void *to, u64 sector, size_t length);

/* No file's folios get an order above this, unless its blocks need one:
 * fslitmus.folio_order=N, 0 for single pages. */
extern unsigned int fslitmus_folio_order;

enum fslitmus_lock_mode {
	FSLITMUS_SHARED = 0,
	FSLITMUS_EXCLUSIVE = 1,
};

extern bool fslitmus_tracing;

void fslitmus_record_rwsem(struct rw_semaphore *sem, int kind, int mode);
void fslitmus_record_folio(struct folio *folio, int kind);
void fslitmus_record_added(struct folio *folio);
void fslitmus_record_split(struct folio *folio, unsigned int new_order);
void fslitmus_record_mapped(struct folio *folio, struct page *page,
			    unsigned int pages);

/*
 * The kinds are enum fslitmus_event_kind. Where nothing is recorded, that of a
 * semaphore costs a test of one variable. Folios are locked in instrumented
 * code, where a test would be a point of its own, passed only by executions
 * that are recorded; so there the test is made behind a call.
 */
#define fslitmus_rwsem_locked(sem, mode) \
	do { \
		if (fslitmus_tracing) \
			fslitmus_record_rwsem(sem, 6, mode); \
	} while (0)
#define fslitmus_rwsem_unlocked(sem, mode) \
	do { \
		if (fslitmus_tracing) \
			fslitmus_record_rwsem(sem, 7, mode); \
	} while (0)
#define fslitmus_rwsem_downgraded(sem) \
	do { \
		if (fslitmus_tracing) \
			fslitmus_record_rwsem(sem, 8, 0); \
	} while (0)
#define fslitmus_folio_locked(folio) fslitmus_record_folio(folio, 6)
#define fslitmus_folio_unlocked(folio) fslitmus_record_folio(folio, 7)
#define fslitmus_folio_moved(folio) fslitmus_record_folio(folio, 13)
#define fslitmus_folio_added(folio) fslitmus_record_added(folio)
#define fslitmus_folio_split(folio, new_order) \
	fslitmus_record_split(folio, new_order)
#define fslitmus_folio_mapped(folio, page, pages) \
	fslitmus_record_mapped(folio, page, pages)

#endif
