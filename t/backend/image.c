// SPDX-License-Identifier: GPL-2.0-or-later
/* Images: sentinel, loop device, mkfs, fsck that finds damage, copies. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend/command.h"
#include "backend/image.h"
#include "backend/mount.h"
#include "contract/stamp.h"

#define BLOCK 4096
#define RANGE 64 /* blocks looked at here and there */

static struct image image;
static char reason[4096];

static void make(const char *name)
{
	const struct fs_config *fs = fs_config_find(name);

	reason[0] = '\0';
	if (image_tools(fs, reason, sizeof(reason)) ||
	    image_new(&image, fs->type->loop_bytes, NULL, reason,
		      sizeof(reason)) ||
	    image_mkfs(&image, fs, NULL, reason, sizeof(reason)))
		fail_msg("%s", reason);
}

static int no_image(void **state)
{
	(void)state;
	image.file = image.device = -1;
	return 0;
}

static int drop(void **state)
{
	(void)state;
	image_free(&image);
	return 0;
}

/* How many of a few blocks all over the image still hold the sentinel. */
static int sentinels(void)
{
	char block[BLOCK], expected[BLOCK];
	int found = 0;

	for (uint64_t i = 0; i < RANGE; i++) {
		off_t at = image.bytes / RANGE / BLOCK * BLOCK * i;

		if (pread(image.file, block, BLOCK, at) != BLOCK)
			fail_msg("cannot read the image");
		stamp_fill_free(expected, BLOCK, at);
		found += !memcmp(block, expected, BLOCK);
	}
	return found;
}

/* What mkfs does not write stays: no discard, no zeroing. */
static void free_space_keeps_the_sentinel(void **state)
{
	static const char *const names[] = { "ext4", "xfs", "btrfs" };

	(void)state;
	if (geteuid())
		skip();
	for (size_t i = 0; i < 3; i++) {
		make(names[i]);
		if (sentinels() < RANGE / 2)
			fail_msg("%s: %d of %d", names[i], sentinels(), RANGE);
		image_free(&image);
	}
}

/* The place of the root directory's inode, in the table of group 0. */
static void damage_ext4(void)
{
	char garbage[BLOCK];
	struct command_line line = { 0 };
	char tail[512], *at;

	memset(garbage, 0x5a, sizeof(garbage));
	command_add(&line, "debugfs");
	command_add(&line, "-R");
	command_add(&line, "imap <2>");
	command_add(&line, image.path);
	assert_int_equal(command_run(&line, tail, sizeof(tail)), 0);
	at = strstr(tail, "located at block ");
	assert_non_null(at);
	assert_int_equal(pwrite(image.device, garbage, sizeof(garbage),
				atoll(at + strlen("located at block ")) *
					BLOCK),
			 BLOCK);
	assert_int_equal(fsync(image.device), 0);
}

static void fsck_tells_damage(void **state)
{
	const struct fs_config *fs = fs_config_find("ext4");

	(void)state;
	if (geteuid())
		skip();
	make("ext4");
	assert_int_equal(image_fsck(&image, fs, reason, sizeof(reason)), 0);
	damage_ext4();
	assert_int_equal(image_fsck(&image, fs, reason, sizeof(reason)), 1);
	assert_non_null(strstr(reason, "e2fsck -f -n /dev/loop"));
	if (!strstr(reason, "inode"))
		fail_msg("%s", reason);
}

/* xfs_repair and btrfs find a superblock gone, or a tree. */
static void others_tell_damage(void **state)
{
	static const struct {
		const char *name;
		off_t at;
	} places[] = { { "xfs", 512 }, { "btrfs", 65536 } };
	char garbage[BLOCK];

	(void)state;
	if (geteuid())
		skip();
	memset(garbage, 0x5a, sizeof(garbage));
	for (size_t i = 0; i < 2; i++) {
		const struct fs_config *fs = fs_config_find(places[i].name);

		make(fs->name);
		assert_int_equal(image_fsck(&image, fs, reason, sizeof(reason)),
				 0);
		assert_int_equal(pwrite(image.device, garbage, sizeof(garbage),
					places[i].at),
				 BLOCK);
		assert_int_equal(fsync(image.device), 0);
		assert_int_equal(image_fsck(&image, fs, reason, sizeof(reason)),
				 1);
		image_free(&image);
	}
}

static void copies_whole_and_never_over(void **state)
{
	char folder[] = "/tmp/fslitmus-image-XXXXXX";
	char path[64], a[BLOCK], b[BLOCK];
	struct stat st;
	int copy;

	(void)state;
	if (geteuid())
		skip();
	make("ext4");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/copy", folder);
	assert_int_equal(image_keep(&image, path), 0);
	assert_int_equal(image_keep(&image, path), -EEXIST);
	copy = open(path, O_RDONLY);
	assert_int_equal(fstat(copy, &st), 0);
	assert_int_equal(st.st_size, image.bytes);
	for (uint64_t at = 0; at < image.bytes; at += BLOCK) {
		assert_int_equal(pread(copy, a, BLOCK, at), BLOCK);
		assert_int_equal(pread(image.file, b, BLOCK, at), BLOCK);
		assert_memory_equal(a, b, BLOCK);
	}
	close(copy);
	unlink(path);
	assert_int_equal(image_keep(&image, "/nonexistent/copy"), -ENOENT);
	assert_int_equal(rmdir(folder), 0);
}

/* A mounted filesystem is seen by its device. */
static void settles_only_when_unmounted(void **state)
{
	int root, mount;

	(void)state;
	if (geteuid())
		skip();
	make("ext4");
	root = mount_detached("ext4", image.path, NULL,
			      "noatime,noauto_da_alloc", &mount, reason,
			      sizeof(reason));
	if (root < 0)
		fail_msg("%s", reason);
	assert_int_equal(image_settle(&image, 20), -EBUSY);
	close(mount);
	assert_int_equal(image_settle(&image, 20), -EBUSY);
	close(root);
	assert_int_equal(image_settle(&image, 20000), 0);
}

static void says_why_a_mount_fails(void **state)
{
	int mount;

	(void)state;
	if (geteuid())
		skip();
	make("ext4");
	assert_true(mount_detached("ext4", image.path, NULL, "noatime,nonsense",
				   &mount, reason, sizeof(reason)) < 0);
	assert_non_null(strstr(reason, "mount option 'nonsense'"));
	assert_true(mount_detached("xfs", image.path, NULL, NULL, &mount,
				   reason, sizeof(reason)) < 0);
	assert_non_null(strstr(reason, "cannot mount xfs"));
}

static void keeps_the_end_of_what_a_program_says(void **state)
{
	struct command_line line = { 0 };
	char words[] = "  1   3000 ";
	char tail[100];
	int left_out;

	(void)state;
	command_add(&line, "seq");
	command_add_words(&line, words);
	assert_int_equal(line.count, 3);
	assert_int_equal(command_run(&line, tail, sizeof(tail)), 0);
	assert_non_null(strstr(tail, "\n2998\n2999\n3000"));
	/* seq writes 13893 bytes. */
	assert_int_equal(sscanf(tail, "(%d bytes before this are left out)",
				&left_out),
			 1);
	assert_int_equal(left_out + strlen(strchr(tail, '\n')), 13893);
	line.count = 0;
	command_add(&line, "false");
	assert_int_equal(command_run(&line, tail, sizeof(tail)), 1);
	assert_string_equal(tail, "");
	line.count = 0;
	command_add(&line, "no-such-program");
	assert_int_equal(command_run(&line, tail, sizeof(tail)), -ENOENT);
	for (line.count = 0; line.count < COMMAND_MAX_ARGUMENTS;)
		assert_int_equal(command_add(&line, "x"), 0);
	assert_int_equal(command_add(&line, "x"), -E2BIG);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, no_image, drop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_the_end_of_what_a_program_says),
		TEST(free_space_keeps_the_sentinel),
		TEST(fsck_tells_damage),
		TEST(others_tell_damage),
		TEST(copies_whole_and_never_over),
		TEST(settles_only_when_unmounted),
		TEST(says_why_a_mount_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
