// SPDX-License-Identifier: GPL-2.0-or-later
/* Exhausted memory ends the command, with a message and its exit status. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

/* More than any address space has, and not more than malloc(3) takes. */
#define TOO_MUCH ((size_t)1 << 62)

/* AddressSanitizer reports what malloc(3) refuses, unless asked not to. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

/* The exit status of a child that calls it, and in TEXT what it said. */
static int end_of(void (*exhaust)(void), char *text, size_t size)
{
	int ends[2], status;
	size_t length;
	pid_t child;
	FILE *said;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (!child) {
		dup2(ends[1], STDERR_FILENO);
		exhaust();
		_exit(0);
	}
	close(ends[1]);
	said = fdopen(ends[0], "r");
	assert_non_null(said);
	length = fread(text, 1, size - 1, said);
	text[length] = '\0';
	fclose(said);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void exhaust_calloc(void)
{
	xcalloc(TOO_MUCH, 1);
}

/* COUNT times SIZE overflows to nothing. */
static void exhaust_realloc(void)
{
	xrealloc(NULL, TOO_MUCH, 4);
}

static void ends_the_command(void **state)
{
	void (*const ways[])(void) = { exhaust_calloc, exhaust_realloc };
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		assert_int_equal(end_of(ways[i], text, sizeof(text)),
				 EXIT_NOT_RUN);
		/* A sanitizer says so before. */
		assert_non_null(strstr(text, "fslitmus: out of memory\n"));
	}
}

static void nothing_is_not_null(void **state)
{
	void *none = xcalloc(0, 8), *grown;

	(void)state;
	assert_non_null(none);
	grown = xrealloc(none, 0, 8);
	assert_non_null(grown);
	free(grown);
}

static void copies(void **state)
{
	const int from[] = { 1, 2, 3 };
	int *to = xmemdup(from, 3, sizeof(from[0]));
	char *text = xstrdup("abc"), *made = xasprintf("%s-%d", text, 7);

	(void)state;
	assert_memory_equal(to, from, sizeof(from));
	assert_string_equal(text, "abc");
	assert_string_equal(made, "abc-7");
	free(to);
	free(text);
	free(made);
}

static void stream_is_whole_when_closed(void **state)
{
	char *text;
	size_t size;
	FILE *out = xopen_memstream(&text, &size);

	(void)state;
	fputs("abc", out);
	xclose_memstream(out);
	assert_string_equal(text, "abc");
	assert_int_equal(size, 3);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_the_command),
		cmocka_unit_test(nothing_is_not_null),
		cmocka_unit_test(copies),
		cmocka_unit_test(stream_is_whole_when_closed),
	};

	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
