// SPDX-License-Identifier: GPL-2.0-or-later
/* Where results can be written, found out before the work. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/output.h"

static char place[] = "/tmp/fslitmus-test-XXXXXX";

/* With one file, one directory and a link that leads nowhere. */
static int open_place(void **state)
{
	int fd;

	(void)state;
	if (!mkdtemp(place) || chdir(place))
		return -1;
	fd = open("file", O_WRONLY | O_CREAT, 0600);
	return fd < 0 || write(fd, "old", 3) != 3 || close(fd) ||
			       mkdir("dir", 0700) || mkfifo("fifo", 0600) ||
			       symlink("absent", "link") ?
		       -1 :
		       0;
}

static int close_place(void **state)
{
	(void)state;
	return unlink("file") || unlink("link") || unlink("fifo") ||
	       rmdir("dir") || rmdir(place);
}

/* What was there, and no more. */
static void check_untouched(void)
{
	DIR *entries = opendir(".");
	struct stat status;
	int count = 0;

	assert_non_null(entries);
	while (readdir(entries))
		count++;
	closedir(entries);
	assert_int_equal(count, 2 + 4);
	assert_int_equal(stat("file", &status), 0);
	assert_int_equal(status.st_size, 3);
	assert_int_equal(rmdir("dir"), 0);
	assert_int_equal(mkdir("dir", 0700), 0);
}

static void files(void **state)
{
	(void)state;
	assert_int_equal(output_try_file("new"), 0);
	assert_int_equal(output_try_file("dir/new"), 0);
	assert_int_equal(output_try_file("file"), 0);
	assert_int_equal(output_try_file("/dev/null"), 0);
	/* A reader would take an opening and closing for the end. */
	assert_int_equal(output_try_file("fifo"), 0);
	assert_int_equal(output_try_file("dir"), -EISDIR);
	assert_int_equal(output_try_file("absent/new"), -ENOENT);
	assert_int_equal(output_try_file("file/new"), -ENOTDIR);
	assert_int_equal(output_try_file(""), -ENOENT);
	check_untouched();
}

static void whole_files(void **state)
{
	char name[NAME_MAX + 2];

	(void)state;
	assert_int_equal(output_try_whole_file("new"), 0);
	assert_int_equal(output_try_whole_file("./dir/new"), 0);
	assert_int_equal(output_try_whole_file("file"), 0);
	assert_int_equal(output_try_whole_file("link"), 0);
	assert_int_equal(output_try_whole_file("dir"), -EISDIR);
	assert_int_equal(output_try_whole_file("absent/"), -ENOENT);
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(output_try_whole_file(name), -ENAMETOOLONG);
	check_untouched();
}

static void directories(void **state)
{
	char path[PATH_MAX];

	(void)state;
	assert_int_equal(output_try_directory("new"), 0);
	assert_int_equal(output_try_directory("dir"), 0);
	assert_int_equal(output_try_directory("dir/a/b/c//"), 0);
	snprintf(path, sizeof(path), "%s/a/b", place);
	assert_int_equal(output_try_directory(path), 0);
	assert_int_equal(output_try_directory("file"), -ENOTDIR);
	assert_int_equal(output_try_directory("file/a/b"), -ENOTDIR);
	/* mkdir(2) does not follow it either. */
	assert_int_equal(output_try_directory("link/a"), -ENOENT);
	check_untouched();
}

/* access(2) grants it to root. */
static void nobody_can_write_there(void **state)
{
	(void)state;
	assert_int_not_equal(output_try_directory("/proc/x"), 0);
	assert_int_not_equal(output_try_directory("/proc"), 0);
	assert_int_not_equal(output_try_directory("/proc/x/y"), 0);
	assert_int_not_equal(output_try_file("/proc/x"), 0);
	assert_int_not_equal(output_try_whole_file("/proc/x"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files),
		cmocka_unit_test(whole_files),
		cmocka_unit_test(directories),
		cmocka_unit_test(nobody_can_write_there),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_place, close_place);
}
