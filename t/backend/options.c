// SPDX-License-Identifier: GPL-2.0-or-later
/* The options that backends describe, as the command line gets them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backend/backend.h"

static const struct backend_option *find(const char *name,
					 const struct backend **backend)
{
	const struct backend_option *option;

	for (size_t i = 0; (option = backend_option_at(i, backend)); i++)
		if (!strcmp(option->name, name))
			return option;
	fail_msg("there is no option %s", name);
	return NULL;
}

static void each_is_there_once(void **state)
{
	const struct backend_option *option, *other;
	const struct backend *backend;

	(void)state;
	for (size_t i = 0; (option = backend_option_at(i, &backend)); i++) {
		assert_non_null(option->what);
		assert_non_null(backend->heading);
		assert_non_null(backend->elsewhere);
		assert_int_equal(option->value == VALUE_FLAG,
				 option->argument == NULL);
		/* Only what has a value can be checked. */
		assert_true(option->argument || !option->check);
		for (size_t j = 0; j < i; j++) {
			other = backend_option_at(j, NULL);
			assert_string_not_equal(other->name, option->name);
			/* Nor do two of one backend have one place. */
			assert_int_not_equal(other->offset, option->offset);
		}
	}
}

static void each_belongs_to_one_backend(void **state)
{
	const struct backend *backend;

	(void)state;
	find("strategy", &backend);
	assert_string_equal(backend->name, "uml");
	find("mount-opts", &backend);
	assert_string_equal(backend->name, "loop");
	assert_true(find("scratch", &backend)->idle);
}

static void values_are_checked(void **state)
{
	const struct backend_option *strategy = find("strategy", NULL);
	const struct backend_option *witnesses = find("witnesses", NULL);
	const struct backend_option *image = find("fs-image", NULL);
	char reason[256];

	(void)state;
	assert_int_equal(strategy->check("pct:depth=2", reason, sizeof(reason)),
			 0);
	assert_int_equal(strategy->check("best", reason, sizeof(reason)), -1);
	assert_non_null(strstr(reason, "expected some of none, random"));
	assert_int_equal(witnesses->check("", reason, sizeof(reason)), 0);
	assert_int_equal(witnesses->check("/dev/null/a", reason,
					  sizeof(reason)),
			 -1);
	assert_string_equal(reason, "Not a directory");
	assert_int_equal(image->check("/dev/null", reason, sizeof(reason)), -1);
	assert_non_null(strstr(reason, "exists"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_there_once),
		cmocka_unit_test(each_belongs_to_one_backend),
		cmocka_unit_test(values_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
