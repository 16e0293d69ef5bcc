// SPDX-License-Identifier: GPL-2.0-or-later
/* Which records of the kernel log count against a test (C6). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "kernel/kernel_log.h"
#include "base/text.h"

static struct kernel_log *log_;
static char complaint[4096], note[2048];

static int start(void **state)
{
	static const struct kernel_log_owner owner = { .comm = "fsl.77.3",
						       .device = "loop3" };

	(void)state;
	log_ = kernel_log_deaf();
	kernel_log_begin(log_, &owner);
	complaint[0] = note[0] = '\0';
	return 0;
}

static int stop(void **state)
{
	(void)state;
	kernel_log_close(log_);
	return 0;
}

static void feed(int priority, const char *const *lines)
{
	while (*lines)
		kernel_log_feed(log_, priority, *lines++);
}

static void end(void)
{
	kernel_log_end(log_, complaint, sizeof(complaint), note, sizeof(note));
}

#define LINES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in '%s'", part, text);
}

static void warning_of_our_process(void **state)
{
	(void)state;
	feed(4, LINES("------------[ cut here ]------------",
		      "WARNING: CPU: 1 PID: 900 at mm/filemap.c:10 f+0x1/0x2",
		      "Modules linked in:",
		      "CPU: 1 UID: 0 PID: 900 Comm: fsl.77.3 Not tainted 6.18",
		      "Call Trace:", "---[ end trace 0000000000000000 ]---"));
	end();
	assert_string_equal(complaint, "WARNING: CPU: 1 PID: 900 at "
				       "mm/filemap.c:10 f+0x1/0x2");
	assert_string_equal(note, "");
}

/* Since 6.18 the task stands in the headline. */
static void warning_that_names_us_at_once(void **state)
{
	(void)state;
	feed(4, LINES("------------[ cut here ]------------",
		      "WARNING: fs/x.c:1 at f+0x1/0x2, CPU#0: fsl.77.3/900",
		      "---[ end trace 0000000000000000 ]---"));
	end();
	assert_has(complaint, "WARNING: fs/x.c:1");
}

static void warning_of_somebody_else(void **state)
{
	(void)state;
	feed(4, LINES("------------[ cut here ]------------",
		      "WARNING: CPU: 1 PID: 12 at net/core/dev.c:10 f+0x1/0x2",
		      "CPU: 1 UID: 0 PID: 12 Comm: dhclient Not tainted 6.18",
		      "---[ end trace 0000000000000000 ]---"));
	end();
	assert_string_equal(complaint, "");
	assert_has(note, "net/core/dev.c");
}

/* In a kernel of our own whatever it says is about us. */
static void all_is_ours_in_a_kernel_of_our_own(void **state)
{
	static const struct kernel_log_owner owner = { .device = "nullb0",
						       .all = true };
	char warning[] = "4,7,1,-;WARNING: CPU: 0 PID: 12 at fs/x.c:10 f+0x1";
	char error[] = "3,8,2,-;gfs2: fsid=nullb0.0: about to withdraw";
	char info[] = "6,9,3,-;gfs2: fsid=nullb0.0: jid=0: Done";

	(void)state;
	kernel_log_begin(log_, &owner);
	kernel_log_feed_record(log_, warning);
	kernel_log_feed_record(log_, error);
	kernel_log_feed_record(log_, info);
	end();
	assert_string_equal(complaint,
			    "WARNING: CPU: 0 PID: 12 at fs/x.c:10 f+0x1\n"
			    "gfs2: fsid=nullb0.0: about to withdraw");
	assert_string_equal(note, "");
}

/* The other's report is the other's to tell, here not even as a note. */
static void warning_of_a_sibling(void **state)
{
	(void)state;
	feed(4, LINES("WARNING: CPU: 1 PID: 12 at fs/x.c:10 f+0x1/0x2",
		      "CPU: 1 UID: 0 PID: 12 Comm: fsl.77.31 Not tainted 6.18",
		      "---[ end trace 0000000000000000 ]---"));
	end();
	assert_string_equal(complaint, "");
	assert_string_equal(note, "");
}

/* Lines of others may stand within a block: they do not make it ours. */
static void our_device_inside_their_block(void **state)
{
	(void)state;
	feed(4, LINES("WARNING: CPU: 1 PID: 12 at net/core/dev.c:10 f+0x1/0x2",
		      "XFS (loop3): Ending clean mount",
		      "CPU: 1 UID: 0 PID: 12 Comm: dhclient Not tainted 6.18",
		      "---[ end trace 0000000000000000 ]---"));
	end();
	assert_string_equal(complaint, "");
}

static void warning_of_a_worker_for_our_device(void **state)
{
	(void)state;
	feed(4, LINES("WARNING: CPU: 1 PID: 12 at fs/iomap/x.c:1 f+0x1/0x2",
		      "CPU: 1 UID: 0 PID: 12 Comm: kworker/u8:1 Not tainted",
		      "Workqueue: writeback wb_workfn (flush-7:3)",
		      "---[ end trace 0000000000000000 ]---"));
	end();
	assert_has(complaint, "fs/iomap/x.c");
}

static void worker_for_another_device(void **state)
{
	(void)state;
	feed(4, LINES("WARNING: CPU: 1 PID: 12 at fs/iomap/x.c:1 f+0x1/0x2",
		      "CPU: 1 UID: 0 PID: 12 Comm: kworker/u8:1 Not tainted",
		      "Workqueue: xfs-conv/loop31 xfs_end_io",
		      "---[ end trace 0000000000000000 ]---"));
	end();
	assert_string_equal(complaint, "");
}

static void lockdep(void **state)
{
	(void)state;
	feed(4, LINES("======================================================",
		      "WARNING: possible circular locking dependency detected",
		      "6.12.0 #1 Not tainted",
		      "------------------------------------------------------",
		      "fsl.77.3/4242 is trying to acquire lock:"));
	end();
	assert_has(complaint, "possible circular locking");
}

static void kasan_and_bug(void **state)
{
	(void)state;
	feed(3, LINES("BUG: KASAN: slab-use-after-free in f+0x1/0x2",
		      "Read of size 8 at addr ffff by task fsl.77.3/42"));
	feed(3, LINES("------------[ cut here ]------------",
		      "kernel BUG at fs/ext4/inode.c:1!",
		      "Oops: invalid opcode: 0000 [#1] PREEMPT SMP",
		      "CPU: 1 UID: 0 PID: 9 Comm: fsl.77.3 Not tainted",
		      "---[ end trace 0000000000000000 ]---"));
	end();
	assert_has(complaint, "BUG: KASAN");
	assert_has(complaint, "kernel BUG at fs/ext4/inode.c");
	assert_string_equal(note, "");
}

static void hung_task(void **state)
{
	(void)state;
	feed(3, LINES("INFO: task fsl.77.3:42 blocked for more than 120 "
		      "seconds.",
		      "      Not tainted 6.18"));
	feed(3, LINES("INFO: task fsl.77.3:42 blocked for more than 241 "
		      "seconds."));
	end();
	assert_string_equal(complaint, "INFO: task fsl.77.3:42 blocked");
}

static void lines_are_dropped(void **state)
{
	char text[] =
		"INFO: task a\nkeep\nINFO: task b\nkeep too\nINFO: task c";
	char all[] = "INFO: task a\nINFO: task b";

	(void)state;
	text_drop_lines(text, "INFO: task ");
	assert_string_equal(text, "keep\nkeep too");
	text_drop_lines(all, "INFO: task ");
	assert_string_equal(all, "");
}

static void errors_of_our_filesystem(void **state)
{
	(void)state;
	feed(2, LINES("EXT4-fs error (device loop3): f:1: bad extent",
		      "EXT4-fs error (device loop31): f:1: bad extent"));
	feed(1, LINES("XFS (loop3): Metadata corruption detected at f+0x1"));
	feed(6, LINES("XFS (loop3): Mounting V5 Filesystem"));
	end();
	assert_string_equal(complaint,
			    "EXT4-fs error (device loop3): f:1: bad extent\n"
			    "XFS (loop3): Metadata corruption detected at "
			    "f+0x1");
	assert_string_equal(note, "");
}

/* udev says such things, as facility 3. */
static void a_daemon_speaks_of_our_device(void **state)
{
	(void)state;
	feed(3 * 8 + 3, LINES("systemd-udevd[9]: loop3: Failed to do it"));
	end();
	assert_string_equal(complaint, "");
}

static void the_device_itself_failed(void **state)
{
	(void)state;
	feed(3, LINES("I/O error, dev loop3, sector 8 op 0x1:(WRITE)",
		      "EXT4-fs error (device loop3): f:1: IO failure"));
	end();
	assert_true(kernel_log_device_failed(log_));
	assert_string_equal(complaint, "");
	assert_has(note, "failed below the filesystem");
}

/* Another's failure is nothing to us, nor is what a device never could. */
static void no_device_of_ours_failed(void **state)
{
	(void)state;
	feed(3, LINES("I/O error, dev loop31, sector 8 op 0x1:(WRITE)",
		      "operation not supported error, dev loop3, sector 8 op "
		      "0x9:(WRITE_ZEROES)"));
	assert_false(kernel_log_device_failed(log_));
	feed(3, LINES("critical space allocation error, dev loop3, sector 8"));
	assert_true(kernel_log_device_failed(log_));
}

/* A directory may lie on any device. */
static void any_device_failed(void **state)
{
	static const struct kernel_log_owner owner = { .comm = "fsl.77.3" };

	(void)state;
	kernel_log_begin(log_, &owner);
	feed(3, LINES("EXT4-fs error (device sda1): f:1: IO failure"));
	assert_false(kernel_log_device_failed(log_));
	feed(3,
	     LINES("critical medium error, dev sda, sector 8 op 0x0:(READ)"));
	assert_true(kernel_log_device_failed(log_));
	end();
	assert_string_equal(complaint, "");
}

static void unpromised_mixture(void **state)
{
	(void)state;
	feed(2, LINES("Page cache invalidation failure on direct I/O.  "
		      "Possible data corruption due to collision with "
		      "buffered I/O!",
		      "File: /test/f PID: 900 Comm: fsl.77.3"));
	end();
	assert_string_equal(complaint, "");
	assert_has(note, "breaks no promise by itself");
}

static void lines_that_mean_nothing(void **state)
{
	(void)state;
	feed(6, LINES("fsl.77.3 (900): drop_caches: 3",
		      "perf: interrupt took too long"));
	feed(4, LINES("usb 1-1: WARNING: not at the beginning"));
	feed(2, LINES("watchdog: BUG: soft lockup - CPU#0 stuck for 23s! "
		      "[fsl.77.3:900]"));
	end();
	assert_string_equal(complaint, "");
}

/* One report does not spill into the next test. */
static void begin_forgets(void **state)
{
	static const struct kernel_log_owner next = { .comm = "fsl.77.4",
						      .device = "loop3" };

	(void)state;
	feed(3, LINES("BUG: KASAN: x", "by task fsl.77.3/42"));
	kernel_log_begin(log_, &next);
	end();
	assert_string_equal(complaint, "");
	assert_string_equal(note, "");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(warning_of_our_process),
		TEST(warning_that_names_us_at_once),
		TEST(warning_of_somebody_else),
		TEST(all_is_ours_in_a_kernel_of_our_own),
		TEST(warning_of_a_sibling),
		TEST(our_device_inside_their_block),
		TEST(warning_of_a_worker_for_our_device),
		TEST(worker_for_another_device),
		TEST(lockdep),
		TEST(kasan_and_bug),
		TEST(hung_task),
		TEST(lines_are_dropped),
		TEST(errors_of_our_filesystem),
		TEST(a_daemon_speaks_of_our_device),
		TEST(the_device_itself_failed),
		TEST(no_device_of_ours_failed),
		TEST(any_device_failed),
		TEST(unpromised_mixture),
		TEST(lines_that_mean_nothing),
		TEST(begin_forgets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
