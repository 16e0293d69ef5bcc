// SPDX-License-Identifier: GPL-2.0-or-later
/* Entries of the cache: made, damaged, made again. */
#include "kernel/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/memory.h"
#include "kernel/entry.h"
#include "kernel/path.h"

#define KEY "0123456789abcdef"
#define ALIAS "fedcba9876543210"

static struct scratch scratch;
static const char *home;

static char *entry_path(const char *name)
{
	return xasprintf("%s/fslitmus/kernels/" KEY "/%s", home, name);
}

static void put(const char *directory, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", directory, name);

	assert_int_equal(path_write(path, text, strlen(text)), 0);
	assert_int_equal(chmod(path, 0755), 0);
	free(path);
}

static void build(void)
{
	struct kernel kernel = {
		.key = KEY,
		.build_id = "12ab",
		.version = "6.12.1",
		.source = "linux-source-6.12",
		.compiler = "gcc",
		.with_mutants = true,
		.objects = 3,
		.built = 1000,
	};
	struct scratch entry;
	char *directory;

	assert_int_equal(cache_begin(&entry), 0);
	directory = xstrdup(entry.path);
	put(directory, "linux", "a program");
	put(directory, "vmlinux", "with symbols");
	put(directory, "config", "CONFIG_UML=y");
	put(directory, KERNEL_SOURCE, "");
	assert_int_equal(cache_commit(&entry, &kernel), 0);
	assert_true(access(directory, F_OK));
	free(directory);
}

static void change(const char *name, const char *text)
{
	char *path = entry_path(name);

	assert_int_equal(path_write(path, text, strlen(text)), 0);
	free(path);
	/* As a command that comes later. */
	entry_forget();
}

static void is_content(const char *name, const char *text)
{
	char *path = entry_path(name);
	char *content = path_read(path, NULL);

	assert_string_equal(content, text);
	free(content);
	free(path);
}

static int make_home(void **state)
{
	(void)state;
	if (scratch_open(&scratch, "/tmp", "fslitmus-test-"))
		return -1;
	home = scratch.path;
	return setenv("XDG_CACHE_HOME", home, 1);
}

static int remove_home(void **state)
{
	(void)state;
	entry_forget();
	scratch_close(&scratch);
	return 0;
}

static void test_sound(void **state)
{
	struct kernel_list *list;

	(void)state;
	assert_false(cache_has(KEY));
	build();
	assert_true(cache_has(KEY));
	list = cache_list();
	assert_non_null(cache_find(list, "12ab", false));
	cache_list_free(list);
}

/* One like it, built meanwhile by somebody else, stays. */
static void test_built_twice(void **state)
{
	char *path = entry_path("linux");
	struct stat first, second;

	(void)state;
	build();
	assert_int_equal(stat(path, &first), 0);
	build();
	assert_int_equal(stat(path, &second), 0);
	assert_int_equal(first.st_ino, second.st_ino);
	free(path);
}

static void test_damaged(void **state)
{
	static const char *const names[] = { "linux",	    "vmlinux",
					     "config",	    "kernel.json",
					     KERNEL_SOURCE, "sha256sums" };

	(void)state;
	build();
	for (int i = 0; i < 6; i++) {
		change(names[i], "damage");
		assert_false(cache_has(KEY));
		build();
		assert_true(cache_has(KEY));
	}
	is_content("linux", "a program");
}

static void test_damaged_is_not_found(void **state)
{
	struct kernel_list *list;

	(void)state;
	build();
	change("linux", "a prograM");
	list = cache_list();
	assert_int_equal(list->count, 1);
	assert_null(cache_find(list, "12ab", false));
	assert_null(cache_choose(list, NULL, true));
	assert_null(cache_choose(list, NULL, false));
	cache_list_free(list);
}

static void recall_is(const char *wanted)
{
	char *key = cache_recall(ALIAS);

	if (wanted)
		assert_string_equal(key, wanted);
	else
		assert_null(key);
	free(key);
}

static void test_index(void **state)
{
	char *path = xasprintf("%s/fslitmus/kernels/package-" ALIAS, home);
	char *text;

	(void)state;
	recall_is(NULL);
	build();
	assert_int_equal(cache_remember(ALIAS, KEY), 0);
	recall_is(KEY);
	text = path_read(path, NULL);
	text[3] = '7';
	assert_int_equal(path_write(path, text, strlen(text)), 0);
	recall_is(NULL);
	assert_int_equal(path_write(path, "", 0), 0);
	recall_is(NULL);
	free(text);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sound, make_home,
						remove_home),
		cmocka_unit_test_setup_teardown(test_built_twice, make_home,
						remove_home),
		cmocka_unit_test_setup_teardown(test_damaged, make_home,
						remove_home),
		cmocka_unit_test_setup_teardown(test_damaged_is_not_found,
						make_home, remove_home),
		cmocka_unit_test_setup_teardown(test_index, make_home,
						remove_home),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
