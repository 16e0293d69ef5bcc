/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * The interface of /dev/fslitmus: schedule control in an fslitmus kernel.
 * The same header is used by the kernel (as <uapi/linux/fslitmus.h>) and by the
 * programs that run in it.
 *
 * A schedule runs like this. Each process of a test opens the device and says
 * which actor it is (FSLITMUS_JOIN). A conductor, which is not an actor, starts
 * a schedule, lets the actors go, waits for them and stops it:
 *
 *	conductor                     each actor
 *	FSLITMUS_CALL_START
 *	FSLITMUS_CALL_MEET 0, n + 1   FSLITMUS_CALL_MEET 0, n + 1
 *	                              its operations
 *	FSLITMUS_CALL_MEET 1, n + 1   FSLITMUS_CALL_MEET 1, n + 1
 *	FSLITMUS_CALL_STOP
 *
 * Between START and STOP every basic block of the instrumented code (memory
 * management of files, the block layer's file side, the filesystems) is a
 * point: it enters the execution hash with the actor that passed it, and the
 * schedule may preempt the actor there if the kernel may be preempted there.
 * Kernel threads (writeback, journal, garbage collection, reclaim) become
 * actors when they pass their first point in a schedule.
 *
 * Operations may be plain system calls and plain loads and stores. Handing
 * them over as a list (FSLITMUS_CALLS) executes the same kernel code without
 * a round trip between the guest process and the kernel for each.
 */
#ifndef FSLITMUS_UAPI_H
#define FSLITMUS_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define FSLITMUS_VERSION_OF_INTERFACE 3

/* Actors: processes of a test are 0..15, kernel threads get 16..62 as they
 * appear, and interrupts (completions, timers) are 63. */
#define FSLITMUS_PROCESSES 16
#define FSLITMUS_ACTORS 64
#define FSLITMUS_ACTOR_INTERRUPT 63
/* In a preemption: any actor, whichever passes the point. */
#define FSLITMUS_ACTOR_ANY 0xffffffffu

/*
 * The unit of the length of a preemption, and the default length. Virtual time
 * passes only while all tasks wait; an I/O takes ten ticks. So a few ticks mean
 * "until the others wait for the disk", and the default means "until nothing
 * else happens". The preemptions of a schedule last at most 20 s altogether:
 * with more, tasks that wait for a preempted one would be reported as hung.
 */
#define FSLITMUS_TICK_NS 10000ull
#define FSLITMUS_TICKS 1600

enum fslitmus_strategy {
	/* No preemption is added. */
	FSLITMUS_NONE = 0,
	/* At each point with probability 1/rate. As with SPARSE, every
	 * process begins late with probability 1/2. */
	FSLITMUS_RANDOM = 1,
	/*
	 * Probabilistic concurrency testing: strict random priorities, and
	 * depth - 1 moments, spread over length points, when the running
	 * actor's priority drops below all others.
	 */
	FSLITMUS_PCT = 2,
	/* depth preemptions at random among the first length points. */
	FSLITMUS_SPARSE = 3,
	/* Exactly the preemptions listed. */
	FSLITMUS_EXPLICIT = 4,
};

/* Kernel threads may be preempted, too. Otherwise only processes are. */
#define FSLITMUS_WORKERS (1u << 0)
/* Record every event; read them with FSLITMUS_READ_EVENTS. */
#define FSLITMUS_TRACE (1u << 1)
/* Record pairs (see struct fslitmus_result); read with FSLITMUS_READ_PAIRS. */
#define FSLITMUS_PAIRS (1u << 2)

/*
 * One preemption: the actor leaves the processor for so many ticks at its
 * point-th point where preemption is legal. Points are counted from 1 within
 * the schedule, for this actor or, with FSLITMUS_ACTOR_ANY, over all actors.
 */
struct fslitmus_preemption {
	__u32 actor;
	__u32 point;
	__u32 ticks;
	__u32 pc;	/* out: low half of the address; ignored on input */
};

#define FSLITMUS_PREEMPTIONS 4096

struct fslitmus_schedule {
	__u64 seed;
	__u32 strategy;		/* enum fslitmus_strategy */
	__u32 flags;
	__u32 rate;		/* RANDOM: 1 or more */
	__u32 depth;		/* PCT 1..30, SPARSE 0..64 */
	__u32 length;		/* PCT, SPARSE: points expected; 1 or more */
	__u32 ticks;		/* RANDOM, SPARSE: at most; 0: FSLITMUS_TICKS */
	__u64 preemptions;	/* EXPLICIT: pointer to the list */
	__u32 count;		/* its length, at most FSLITMUS_PREEMPTIONS */
	__u32 unused;		/* 0 */
};

struct fslitmus_actor_result {
	__u32 points;		/* that it passed */
	__u32 legal;		/* of these, where it could be preempted */
	__u32 preempted;	/* how often it was */
	__u32 last_pc;		/* its last point, low half of the address */
	char comm[16];		/* "" if the actor did not take part */
};

struct fslitmus_result {
	__u64 hash;		/* over every (actor, point), in order */
	__u64 points;
	__u64 legal;
	__u64 virtual_ns;	/* virtual time it took */
	/* FSLITMUS_PAIRS: combinations (operation A waiting at point p,
	 * operation B at point q) seen, and of these the ones seen for the
	 * first time since FSLITMUS_RESET_PAIRS. */
	__u64 pairs;
	__u64 new_pairs;
	__u32 events;		/* FSLITMUS_TRACE: how many were recorded */
	__u32 events_lost;	/* the buffer was full */
	__u32 preemptions;	/* how many took place */
	/* How many of them FSLITMUS_READ_PREEMPTIONS gives: all, but at most
	 * FSLITMUS_PREEMPTIONS. PCT keeps its priority drops, with ticks 0. */
	__u32 preemptions_kept;
	struct fslitmus_actor_result actors[FSLITMUS_ACTORS];
};

enum fslitmus_event_kind {
	FSLITMUS_EVENT_POINT = 1,	/* pc */
	FSLITMUS_EVENT_PREEMPTED = 2,	/* pc; value: ticks; point: which */
	FSLITMUS_EVENT_RESUMED = 3,	/* pc */
	FSLITMUS_EVENT_BEGAN = 4,	/* operation; value: call number */
	FSLITMUS_EVENT_ENDED = 5,	/* operation; value: result */
	FSLITMUS_EVENT_LOCKED = 6,	/* lock, mode; value: see below */
	FSLITMUS_EVENT_UNLOCKED = 7,
	FSLITMUS_EVENT_DOWNGRADED = 8,	/* exclusive to shared */
	FSLITMUS_EVENT_FAULT = 9,	/* value: address; mode: write */
	FSLITMUS_EVENT_FAULTED = 10,	/* value: result */
	/*
	 * Of folios: value is the first page, pages how many, in the way of
	 * FSLITMUS_LOCK_FOLIO.
	 */
	FSLITMUS_EVENT_ADDED = 11,	/* to the page cache, locked */
	/* Still locked, in parts of the order in mode; pages: before that. */
	FSLITMUS_EVENT_SPLIT = 12,
	FSLITMUS_EVENT_MOVED = 13,	/* migrated to other memory */
	/* By so many page table entries; mode: the order of the folio. */
	FSLITMUS_EVENT_MAPPED = 14,
};

enum fslitmus_lock {
	FSLITMUS_LOCK_OTHER = 0,	/* value: its address */
	FSLITMUS_LOCK_INODE = 1,	/* value: file watched */
	FSLITMUS_LOCK_INVALIDATE = 2,	/* value: file watched */
	/* value: index << 8 | file watched; pages: all of the folio */
	FSLITMUS_LOCK_FOLIO = 3,
	FSLITMUS_LOCK_MMAP = 4,		/* value: 0; the actor's own */
};

/* A file that FSLITMUS_CALL_WATCH gave no number. */
#define FSLITMUS_UNWATCHED 0xff
#define FSLITMUS_WATCHED 16

struct fslitmus_event {
	__u64 time;		/* virtual, ns since boot */
	__u64 value;
	__u32 pc;		/* low half of the address */
	__u32 point;		/* the actor's count of legal points so far */
	__u16 operation;	/* of the actor at that time */
	__u8 kind;		/* enum fslitmus_event_kind */
	__u8 actor;
	__u8 lock;		/* enum fslitmus_lock */
	__u8 mode;		/* 0 shared, 1 exclusive; faults: 1 write */
	__u16 pages;		/* of folios: see the kinds */
};

/*
 * One entry of a list of calls. nr is a system call's number, or one of these:
 *
 * LOAD, STORE	args[0] address, args[1] length, args[2] where the bytes go or
 *		come from; with length 8 or less and args[2] 0 they are in
 *		value. An ordinary access through the page tables, page by
 *		page, with an ordinary fault where needed: the result is 0,
 *		FSLITMUS_SIGBUS or FSLITMUS_SIGSEGV.
 * MEET		args[0] which of 16 places, args[1] how many come: waits
 *		until all are there. -EINTR if a signal comes first.
 * START	args[0] pointer to struct fslitmus_schedule
 * STOP		args[0] pointer to struct fslitmus_result, or 0
 * WATCH	args[0] descriptor, args[1] the number below FSLITMUS_WATCHED
 *		that stands for that file in events, until another file gets
 *		it. args[0] -1: no file has the number.
 * JOIN		args[0] actor number
 * MOVE		args[0] descriptor, args[1] first page, args[2] pages: migrates
 *		their folios to other memory, as compaction does. The result is
 *		how many could not be moved.
 * SPLIT	args[0] descriptor, args[1] first page, args[2] pages: splits
 *		their large folios into the smallest that the file may have. The
 *		result is how many could not be split.
 */
#define FSLITMUS_CALL_LOAD 0x10000u
#define FSLITMUS_CALL_STORE 0x10001u
#define FSLITMUS_CALL_MEET 0x10002u
#define FSLITMUS_CALL_START 0x10003u
#define FSLITMUS_CALL_STOP 0x10004u
#define FSLITMUS_CALL_WATCH 0x10005u
#define FSLITMUS_CALL_JOIN 0x10006u
#define FSLITMUS_CALL_MOVE 0x10007u
#define FSLITMUS_CALL_SPLIT 0x10008u

#define FSLITMUS_SIGBUS (-1007)
#define FSLITMUS_SIGSEGV (-1011)
/* The call was not made: an earlier one with STOP_ON_ERROR failed. */
#define FSLITMUS_NOT_MADE (-1000)

/* A negative result ends the list. */
#define FSLITMUS_STOP_ON_ERROR (1u << 0)
/* args[take_to] is the result of calls[take_from], an earlier entry. */
#define FSLITMUS_TAKE (1u << 1)

struct fslitmus_call {
	__u32 nr;
	__u32 flags;
	__u64 args[6];
	__u64 value;		/* LOAD out, STORE in */
	__s64 result;		/* out */
	/* out: one counter over all calls of all tasks. If the "ended" of a
	 * call is below the "began" of another, it returned before that one. */
	__u64 began;
	__u64 ended;
	__u16 operation;	/* a number chosen by the caller, for events and
				 * pairs; 0: not an operation of the test */
	__u16 take_to;
	__u32 take_from;
};

/* At most so many entries in one list. */
#define FSLITMUS_CALLS_MAX 1024

struct fslitmus_calls {
	__u64 calls;		/* pointer to the first struct fslitmus_call */
	__u32 count;
	__u32 made;		/* out */
};

struct fslitmus_read {
	__u64 buffer;		/* pointer */
	__u32 first;		/* first entry wanted */
	__u32 count;		/* entries wanted; out: entries given */
};

/* A range of the disk in bytes; multiples of 4096. */
struct fslitmus_range {
	__u64 offset;
	__u64 length;
};

/* The WORD-th 8 bytes of a disk where it is free: the sentinel that
 * stamp_fill_free() fills disks with. */
static inline __u64 fslitmus_free_word(__u64 word)
{
	__u64 id = (word >> 20 & 0x7ffff) << 33 | 7ull << 30 | 15ull << 26 |
		   1ull << 20 | (word & 0xfffff);

	return id | ((id * 0x9e3779b97f4a7c15ull) & ~((1ull << 52) - 1));
}

struct fslitmus_info {
	__u32 version;		/* FSLITMUS_VERSION_OF_INTERFACE */
	__u32 events_max;	/* size of the event buffer, in entries */
	__u32 pairs_bytes;	/* size of the bitmap of pairs */
	__u32 mutants;		/* how many are compiled in */
	char mutant[64];	/* selected at boot, or "" */
};

#define FSLITMUS_INFO _IOR('L', 0, struct fslitmus_info)
/* The calling task becomes that actor; -EBUSY if another task is it. */
#define FSLITMUS_JOIN _IO('L', 1)
#define FSLITMUS_START _IOW('L', 2, struct fslitmus_schedule)
#define FSLITMUS_STOP _IOR('L', 3, struct fslitmus_result)
/* Returns 0, or -EFAULT or -EINVAL if the list itself is wrong. The result of
 * each call is in its entry. */
#define FSLITMUS_CALLS _IOWR('L', 4, struct fslitmus_calls)
/* What the last schedule recorded, until the next one starts. */
#define FSLITMUS_READ_EVENTS _IOWR('L', 5, struct fslitmus_read)
#define FSLITMUS_READ_PREEMPTIONS _IOWR('L', 6, struct fslitmus_read)
/* The bitmap of pairs; first and count are in bytes. */
#define FSLITMUS_READ_PAIRS _IOWR('L', 7, struct fslitmus_read)
#define FSLITMUS_RESET_PAIRS _IO('L', 8)
/* The caller's plain system calls from here on belong to that operation (0:
 * none). */
#define FSLITMUS_OPERATION _IO('L', 9)
/* The range is free: until it is written, it reads as the sentinel for free
 * space instead of zeroes. */
#define FSLITMUS_FREE _IOW('L', 10, struct fslitmus_range)

#endif
