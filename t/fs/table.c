// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of filesystems: what is found in it, and what it puts together. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fs/fs.h"

#define DISK FS_GUEST_DISK
#define ID "f5117305-0000-4000-8000-00000000f5f5"

static char text[FS_TEXT_SIZE];

static void descriptions_are_complete(void **state)
{
	const struct fs_type *type;

	(void)state;
	for (size_t i = 0; (type = fs_type_at(i)); i++) {
		assert_ptr_equal(fs_type_find(type->name), type);
		assert_ptr_equal(fs_type_of_mount(type->mount_type), type);
		assert_int_equal(!type->mkfs, !type->package);
		assert_int_equal(!type->mkfs, !type->loop_bytes);
		if (!type->configs)
			continue;
		/* Some place has to have it, and a guest looks at its code. */
		assert_true(type->kernel_options ||
			    type->guest_part == FS_NOTHING);
		assert_int_equal(!type->kernel_options, !type->sources);
		assert_string_equal(type->configs->name, type->name);
		for (size_t j = 0; type->configs[j].name; j++)
			assert_ptr_equal(type->configs[j].type, type);
	}
}

static void names_are_unique(void **state)
{
	const struct fs_config *config;

	(void)state;
	for (size_t i = 0; (config = fs_config_at(i)); i++)
		assert_ptr_equal(fs_config_find(config->name), config);
	assert_null(fs_config_find("ext5"));
	assert_null(fs_config_find("nfs"));
	assert_null(fs_type_find("ext4-1k"));
}

/* Nothing is cut off, and no command lacks its disk. */
static void commands_fit(void **state)
{
	const struct fs_config *config;

	(void)state;
	for (size_t i = 0; (config = fs_config_at(i)); i++) {
		for (enum fs_place at = FS_LOOP; at <= FS_GUEST; at++) {
			assert_in_range(strlen(fs_mkfs(config, at, text)), 0,
					FS_TEXT_SIZE / 2);
			assert_in_range(strlen(fs_options(config, at, text)), 0,
					FS_TEXT_SIZE / 2);
		}
		fs_guest_mkfs(config, text);
		assert_in_range(strlen(text), 0, FS_TEXT_SIZE - 2);
		assert_int_equal(!strstr(text, DISK), !config->type->mkfs);
		fs_guest_fsck(config, text);
		assert_in_range(strlen(text), 0, FS_TEXT_SIZE - 2);
		assert_int_equal(!strstr(text, DISK), !config->type->fsck);
	}
}

static const struct fs_config *find(const char *name)
{
	const struct fs_config *config = fs_config_find(name);

	assert_non_null(config);
	return config;
}

/* The parts that places share, and those that each has of its own. */
static void commands_differ_by_place(void **state)
{
	(void)state;
	assert_string_equal(fs_mkfs(find("ext4-1k"), FS_LOOP, text),
			    "mkfs.ext4 -q -F -E nodiscard,lazy_itable_init=0,"
			    "lazy_journal_init=0 -b 1024");
	assert_string_equal(fs_guest_mkfs(find("ext4-1k"), text),
			    "mkfs.ext4 -q -F -U " ID " -E hash_seed=" ID
			    ",lazy_itable_init=0,lazy_journal_init=0 -J size=8 "
			    "-b 1024 " DISK);
	assert_string_equal(fs_options(find("btrfs-nodatacow"), FS_LOOP, text),
			    "nodiscard,nodatacow");
	assert_string_equal(fs_options(find("btrfs-nodatacow"), FS_GUEST, text),
			    "nodatacow");
	assert_string_equal(fs_mkfs(find("tmpfs"), FS_LOOP, text), "");
	assert_string_equal(fs_guest_mkfs(find("zonefs"), text), "");
}

static void words_stay_whole_in_a_shell(void **state)
{
	(void)state;
	assert_string_equal(fs_guest_mkfs(find("xfs-exchange"), text),
			    "mkfs.xfs -q -f -m uuid=" ID " -m reflink=1 "
			    "-i nrext64=0 " DISK " && xfs_db -x -c 'sb 0' -c "
			    "'write -d features_incompat 0x4b' " DISK
			    " >/dev/null");
	assert_string_equal(fs_guest_fsck(find("xfs-exchange"), text),
			    "xfs_db -F -x -c 'sb 0' -c 'write -d "
			    "features_incompat 0xb' " DISK " >/dev/null 2>&1 "
			    "&& xfs_repair -n -P -o phase2_threads=1 " DISK);
	assert_string_equal(fs_guest_fsck(find("xfs"), text),
			    "xfs_repair -n -P -o phase2_threads=1 " DISK);
}

static void all_is_one_of_each(void **state)
{
	const struct fs_config *config;

	(void)state;
	for (size_t i = 0; (config = fs_config_at(i)); i++)
		assert_int_equal(fs_config_is_named(config, "all"),
				 !strcmp(config->name, config->type->name));
	assert_true(fs_config_is_named(find("gfs2-1k"), "*-1k"));
	assert_true(fs_config_is_named(find("gfs2-1k"), "gfs2-1k"));
	assert_false(fs_config_is_named(find("gfs2-1k"), "gfs2"));
}

static void some_need_what_only_guests_have(void **state)
{
	(void)state;
	assert_true(fs_config_runs(find("xfs-1k"), FS_LOOP));
	assert_true(fs_config_runs(find("tmpfs"), FS_LOOP));
	assert_false(fs_config_runs(find("zonefs"), FS_LOOP));
	assert_false(fs_config_runs(find("orangefs"), FS_LOOP));
	assert_true(fs_config_runs(find("orangefs"), FS_GUEST));
	assert_true(fs_config_runs(find("ext2"), FS_LOOP));
	assert_false(fs_config_runs(find("ext2"), FS_GUEST));
	/* Its pages are small by an argument of the guest's kernel. */
	assert_false(fs_config_runs(find("xfs-small"), FS_LOOP));
	assert_true(fs_config_runs(find("xfs-small"), FS_GUEST));
	assert_true(fs_config_runs(find("tmpfs-huge"), FS_LOOP));
}

static void nearest_is(const char *name, const char *type, const char *mkfs,
		       const char *options)
{
	const struct fs_config *config = fs_config_nearest(type, mkfs, options);

	assert_non_null(config);
	assert_string_equal(config->name, name);
}

static void the_nearest_configuration(void **state)
{
	(void)state;
	nearest_is("ext4", "ext4", NULL, "rw,noatime");
	nearest_is("ext4-journal", "ext4", NULL, "rw,data=journal");
	nearest_is("ext4", "ext4", NULL, "rw,nodelallocation");
	nearest_is("ext4-1k", "ext4", "-b 1024", "");
	nearest_is("xfs-noreflink", "xfs", "-m reflink=0", "rw");
	nearest_is("xfs", "xfs", "", "rw");
	nearest_is("xfs", "xfs", "-m crc=0", "rw");
	nearest_is("xfs-16k", "xfs", "-b size=16384", "rw");
	nearest_is("tmpfs", "tmpfs", NULL, "rw,size=64m");
	nearest_is("tmpfs-within", "tmpfs", NULL, "rw,huge=within_size");
	nearest_is("orangefs", "pvfs2", NULL, "");
	assert_null(fs_config_nearest("nfs4", NULL, ""));
	assert_null(fs_config_nearest("ext2", NULL, ""));
	assert_null(fs_config_nearest("", NULL, ""));
}

static void directories_tell_their_type(void **state)
{
	int proc = open("/proc", O_PATH | O_CLOEXEC);
	int shm = open("/dev/shm", O_PATH | O_CLOEXEC);
	const struct fs_type *type = fs_type_of_directory(shm);

	(void)state;
	assert_null(fs_type_of_directory(proc));
	assert_null(fs_type_of_directory(-1));
	if (shm >= 0 && type)
		assert_true(type->in_memory);
	close(proc);
	close(shm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptions_are_complete),
		cmocka_unit_test(names_are_unique),
		cmocka_unit_test(commands_fit),
		cmocka_unit_test(commands_differ_by_place),
		cmocka_unit_test(words_stay_whole_in_a_shell),
		cmocka_unit_test(all_is_one_of_each),
		cmocka_unit_test(some_need_what_only_guests_have),
		cmocka_unit_test(the_nearest_configuration),
		cmocka_unit_test(directories_tell_their_type),
	};

	return cmocka_run_group_tests_name("filesystem table", tests, NULL,
					   NULL);
}
