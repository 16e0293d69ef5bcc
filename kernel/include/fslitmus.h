/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions that instrumented and edited kernel code calls. It includes only
 * <linux/types.h>, so that any file or header may include it first.
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

/* A point: called at every basic block of instrumented code, with its address,
 * while a schedule runs. */
void fslitmus_point(unsigned long pc);
void fslitmus_task_init(struct task_struct *task);
void fslitmus_task_exit(struct task_struct *task);

/* Is the current task off the processor because a schedule preempted it? */
bool fslitmus_preempted_here(void);

/* In kernel/sched/core.c: leaves the processor like a preemption, without what
 * schedule() does first for a task that sleeps (flushing its plug). */
void fslitmus_leave_processor(void);

/* The fixed generator that replaces the host's random numbers. */
ssize_t fslitmus_random(void *buffer, size_t length);

/* Called for a read from the disk where nothing was written: replaces zeroes by
 * the sentinel if the block was declared free. LENGTH is within a block. */
void fslitmus_read_free(void *to, u64 sector, size_t length);

/* The largest order of files' folios, unless the blocks of a filesystem need a
 * larger one: fslitmus.folio_order=N. 0: single pages. */
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
 * The numbers are of enum fslitmus_event_kind. If nothing is recorded, a
 * semaphore costs a test of one variable. Folios are locked in instrumented
 * code, where a branch would contain a point that only recorded executions
 * pass. So their function is always called, and does the test itself.
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
