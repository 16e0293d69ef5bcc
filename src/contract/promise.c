// SPDX-License-Identifier: GPL-2.0-or-later
/* The texts of the promises and excuses. */
#include "contract/promise.h"

static const struct promise_text promises[PROMISES] = {
	[PROMISE_NONE] = {
		.id = "none",
		.title = "no promise",
		.promise = "Nobody promises what is seen here, so every "
			   "outcome is accepted.",
		.source = "open(2) NOTES on O_DIRECT: do not mix it with "
			  "mmap(2) or cached I/O; mmap(2) on MAP_PRIVATE: "
			  "later changes of the file may or may not show",
	},
	[PROMISE_C1] = {
		.id = "C1",
		.title = "no resurrection",
		.promise = "What an operation took out of a file or replaced "
			   "is not seen by any access that begins after it "
			   "returned.",
		.source = "fallocate(2), \"Deallocating file space\" and "
			  "\"Zeroing file space\"; truncate(2); write(2), "
			  "DESCRIPTION; Documentation/filesystems/"
			  "locking.rst on ->fallocate and ->fault",
	},
	[PROMISE_C2] = {
		.id = "C2",
		.title = "no foreign data",
		.promise = "Nobody sees bytes of another file, of free space "
			   "or of memory that was never written; a file "
			   "holds what was written to it, and zeroes.",
		.source = "fallocate(2), \"Allocating disk space\"; "
			  "truncate(2); ioctl_ficlonerange(2) on writes to "
			  "shared regions; Documentation/filesystems/iomap/"
			  "design.rst on IOMAP_UNWRITTEN and IOMAP_F_NEW",
	},
	[PROMISE_C3] = {
		.id = "C3",
		.title = "no lost write",
		.promise = "A store or write that completed is found where it "
			   "belongs, moved along by collapse, insert, clone "
			   "and copy, until something replaces it.",
		.source = "write(2), DESCRIPTION; mmap(2) on MAP_SHARED; "
			  "fallocate(2), \"Collapsing file space\" and "
			  "\"Increasing file space\"; ioctl_ficlonerange(2); "
			  "copy_file_range(2); Documentation/filesystems/"
			  "locking.rst on ->page_mkwrite",
	},
	[PROMISE_C4] = {
		.id = "C4",
		.title = "end of file",
		.promise = "Bytes behind the end of file read as zero when "
			   "the file grows over them; a mapping raises SIGBUS "
			   "in pages wholly behind it, and never before it.",
		.source = "truncate(2) on extended parts; mmap(2), NOTES on "
			  "the partial page and ERRORS on SIGBUS; "
			  "fallocate(2) on FALLOC_FL_KEEP_SIZE",
	},
	[PROMISE_C5] = {
		.id = "C5",
		.title = "agreement",
		.promise = "When nothing is running any more, mmap(2), read(2) "
			   "and O_DIRECT say the same, and so does the disk "
			   "after the file was synced and evicted.",
		.source = "mmap(2) on MAP_SHARED; fsync(2); msync(2); "
			  "Documentation/filesystems/iomap/operations.rst, "
			  "\"Direct Reads\" and \"Direct Writes\"",
	},
	[PROMISE_C6] = {
		.id = "C6",
		.title = "no complaint",
		.promise = "The kernel logs no warning, bug, lockdep or "
			   "sanitizer report, no call fails because the "
			   "filesystem is corrupt or shut down, and it is "
			   "clean when it is checked afterwards.",
		.source = "Documentation/process/coding-style.rst, \"Do not "
			  "WARN lightly\"; Documentation/locking/"
			  "lockdep-design.rst; Documentation/dev-tools/"
			  "kasan.rst; read(2), write(2) and fsync(2), ERRORS "
			  "on EIO; Documentation/admin-guide/ext4.rst on "
			  "errors= and xfs.rst on error handling; fsck(8), "
			  "exit status 0",
	},
	[PROMISE_C7] = {
		.id = "C7",
		.title = "progress",
		.promise = "Every operation returns: nothing hangs.",
		.source = "Documentation/admin-guide/sysctl/kernel.rst on "
			  "hung_task_timeout_secs; Documentation/locking/"
			  "lockdep-design.rst on deadlocks",
	},
};

const struct promise_text *promise_text(enum promise promise)
{
	return &promises[promise];
}

const char *excuse_word(enum excuse excuse)
{
	static const char *const words[EXCUSES] = {
		[EXCUSE_NONE] = "none",	      [EXCUSE_MIXED] = "mixed",
		[EXCUSE_PRIVATE] = "private", [EXCUSE_PAST_END] = "past-end",
		[EXCUSE_TORN] = "torn",	      [EXCUSE_HUGE] = "huge",
		[EXCUSE_AHEAD] = "ahead",     [EXCUSE_DISK] = "disk",
	};

	return words[excuse];
}
