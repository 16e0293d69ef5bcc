// SPDX-License-Identifier: GPL-2.0-or-later
/* What the lines of a test mean, and the limits of the language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "litmus/op_type.h"
#include "litmus/parse.h"
#include "litmus/print.h"

#define TEXT_SIZE (2 * TEST_TEXT_MAX)
#define PAGE 4096

static struct test test;
static struct diagnostic diagnostic;
static char text[TEXT_SIZE];

/* Append to TEXT. */
static void add(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void add(const char *fmt, ...)
{
	size_t length = strlen(text);
	va_list args;

	va_start(args, fmt);
	vsnprintf(text + length, sizeof(text) - length, fmt, args);
	va_end(args);
}

static int begin(void **state)
{
	(void)state;
	strcpy(text, "test t\n");
	return 0;
}

static void accept(void)
{
	if (test_parse(text, strlen(text), "text", &test, &diagnostic) < 0) {
		diagnostic_print(stderr, &diagnostic);
		fail_msg("refused:\n%s", text);
	}
}

static void refuse(const char *message)
{
	if (!test_parse(text, strlen(text), "text", &test, &diagnostic))
		fail_msg("accepted:\n%s", text);
	if (!strstr(diagnostic.message, message))
		fail_msg("expected \"%s\", found \"%s\"", message,
			 diagnostic.message);
}

static void assert_place(struct position at, int page, int byte)
{
	assert_int_equal(at.page, page);
	assert_int_equal(at.byte, byte);
}

static void assert_range(const struct range *range, int start_page,
			 int start_byte, int end_page, int end_byte)
{
	assert_place(range->start, start_page, start_byte);
	assert_place(range->end, end_page, end_byte);
}

static const struct operation *operation(int process, int index)
{
	assert_true(process < test.processes);
	assert_true(index < test.process[process].count);
	return &test.process[process].operations[index];
}

static void the_race_of_the_thread(void **state)
{
	(void)state;
	strcpy(text, "# The race.\n#\n# A fault, a punch.\n"
		     "test punch-vs-fault-around\n\n"
		     "file f 16 pages written evicted # comment\n\n"
		     "P0 {\n\tmap m f shared read\n\tload m[3]\n"
		     "\tload m[4]\n}\n"
		     "P1 {\n\tpunch f[0..16)\n}\n"
		     "reach P0: load m[4] = old\n");
	accept();
	assert_string_equal(test.name, "punch-vs-fault-around");
	assert_string_equal(test.doc, "The race.\n\nA fault, a punch.");
	assert_int_equal(test.files, 1);
	assert_int_equal(test.processes, 2);
	assert_int_equal(test.mappings, 1);
	assert_int_equal(test.file[0].content, CONTENT_WRITTEN);
	assert_int_equal(test.file[0].cache, CACHE_EVICTED);
	assert_place(test.file[0].size, 16, 0);
	assert_true(test.mapping[0].whole && test.mapping[0].shared);
	assert_false(test.mapping[0].writable);
	assert_ptr_equal(operation(0, 1)->type, op_find("load"));
	assert_int_equal(operation(0, 1)->mapping, 0);
	assert_int_equal(operation(0, 1)->file, 0);
	assert_range(&operation(0, 1)->range, 3, 0, 3, 8);
	assert_int_equal(operation(0, 1)->line, 10);
	assert_int_equal(operation(0, 1)->column, 2);
	assert_range(&operation(1, 0)->range, 0, 0, 16, 0);
	assert_int_equal(operation(1, 0)->mapping, -1);
	assert_int_equal(operation(1, 0)->target, -1);
	assert_true(test.reach.given);
	assert_int_equal(test.reach.process, 0);
	assert_int_equal(test.reach.operation, 2);
	assert_int_equal(test.reach.value, REACH_OLD);
}

static void only_the_last_comment_is_kept(void **state)
{
	(void)state;
	strcpy(text, "# A license.\n\n#Its text\r\n#  indented  \n\n"
		     "test t\n# not this\nP0 {\n drop-caches # nor this\n}");
	accept();
	assert_string_equal(test.doc, "Its text\n indented");
}

static void files_as_they_are_declared(void **state)
{
	(void)state;
	add("file a absent\n"
	    "file b 1 page\n"
	    "file c 2 pages - 8 bytes hole dirty\n"
	    "file d 3 pages+16 bytes writeback unwritten\n"
	    "file e 512 bytes synced evicted\n"
	    "file f reflink of e\n"
	    "P0 {\nfsync b\n}\n");
	accept();
	assert_int_equal(test.file[0].content, CONTENT_ABSENT);
	assert_int_equal(test.file[1].content, CONTENT_WRITTEN);
	assert_int_equal(test.file[1].cache, CACHE_SYNCED);
	assert_place(test.file[1].size, 1, 0);
	assert_int_equal(test.file[2].content, CONTENT_HOLE);
	assert_int_equal(test.file[2].cache, CACHE_DIRTY);
	assert_place(test.file[2].size, 2, -8);
	assert_int_equal(test.file[3].content, CONTENT_UNWRITTEN);
	assert_int_equal(test.file[3].cache, CACHE_WRITEBACK);
	assert_place(test.file[3].size, 3, 16);
	assert_int_equal(test.file[4].cache, CACHE_EVICTED);
	assert_place(test.file[4].size, 0, 512);
	assert_int_equal(test.file[5].content, CONTENT_REFLINK);
	assert_int_equal(test.file[5].reflink_of, 4);
	assert_place(test.file[5].size, 0, 512);
	assert_int_equal(test.file[4].reflink_of, -1);
}

static void one_place_means_a_page_or_a_word(void **state)
{
	char buffer[OPERATION_TEXT_SIZE];

	(void)state;
	add("file f 8 pages\nP0 {\nmap m f shared write\n"
	    "load m[3]\nstore m[3+8]\nread f[3]\nread f[2+512]\n"
	    "load m[3..4)\nload m [ 3 .. 3 + 8 )\ntruncate f 3-512\n}\n");
	accept();
	assert_range(&operation(0, 1)->range, 3, 0, 3, 8);
	assert_range(&operation(0, 2)->range, 3, 8, 3, 16);
	assert_range(&operation(0, 3)->range, 3, 0, 4, 0);
	assert_range(&operation(0, 4)->range, 2, 512, 3, 512);
	assert_range(&operation(0, 5)->range, 3, 0, 4, 0);
	assert_range(&operation(0, 6)->range, 3, 0, 3, 8);
	assert_place(operation(0, 7)->range.start, 3, -512);
	operation_text(&test, operation(0, 4), buffer, sizeof(buffer));
	assert_string_equal(buffer, "read f[2+512..3+512)");
	operation_text(&test, operation(0, 6), buffer, sizeof(buffer));
	assert_string_equal(buffer, "load m[3]");
	operation_text(&test, operation(0, 7), buffer, sizeof(buffer));
	assert_string_equal(buffer, "truncate f 3-512");
}

static void what_the_prologue_is(void **state)
{
	(void)state;
	add("file f 8 pages\n"
	    "P0 {\nmap m f shared read\nmap n f shared read\nload m[0]\n"
	    "map o f shared read\n}\n"
	    "P1 {\nmap m f shared read\nload m[0]\nstart\nload m[1]\n}\n"
	    "P2 {\nstart\nmap m f shared read\n}\n"
	    "P3 {\nfsync f\n}\n");
	accept();
	assert_int_equal(test.process[0].prologue, 2);
	assert_false(test.process[0].explicit_start);
	assert_int_equal(test.process[1].prologue, 2);
	assert_true(test.process[1].explicit_start);
	assert_int_equal(test.process[2].prologue, 0);
	assert_true(test.process[2].explicit_start);
	assert_int_equal(test.process[3].prologue, 0);
}

static void threads_share_mappings(void **state)
{
	(void)state;
	add("file f 8 pages\n"
	    "P0 {\nmap m f shared read\nload n[7]\n}\n"
	    "P1 thread of P0 {\nmap n f[4..8) private write\nload m[0]\n}\n"
	    "P2 {\nmap m f shared read\nload m[1]\n}\n"
	    "P3 thread of P2 {\nload m[2]\n}\n");
	accept();
	assert_int_equal(test.mappings, 3);
	assert_int_equal(test.mapping[1].process, 0);
	assert_false(test.mapping[1].shared);
	assert_false(test.mapping[1].whole);
	assert_int_equal(operation(0, 1)->mapping, 1);
	assert_int_equal(operation(1, 1)->mapping, 0);
	assert_int_equal(operation(2, 1)->mapping, 2);
	assert_int_equal(operation(3, 0)->mapping, 2);
	assert_int_equal(address_space(&test, 3), 2);
	assert_int_equal(address_space(&test, 0), 0);
}

static void options_and_what_they_default_to(void **state)
{
	char buffer[OPERATION_TEXT_SIZE];

	(void)state;
	add("file f 8 pages\nP0 {\nmap m f shared write locked populate\n"
	    "msync m\nmsync m[0..4) async invalidate\nmsync m invalidate\n"
	    "zero f[0..4) keep-size\nzero f[0..4)\n}\n");
	accept();
	for (int i = 1; i <= 3; i++)
		assert_int_equal(operation(0, i)->options &
					 op_choice(op_find("msync")),
				 i == 2 ? 2 : 1);
	assert_int_equal(operation(0, 4)->options, 1);
	assert_int_equal(operation(0, 5)->options, 0);
	operation_text(&test, operation(0, 0), buffer, sizeof(buffer));
	assert_string_equal(buffer, "map m f shared write populate locked");
	operation_text(&test, operation(0, 1), buffer, sizeof(buffer));
	assert_string_equal(buffer, "msync m");
	operation_text(&test, operation(0, 2), buffer, sizeof(buffer));
	assert_string_equal(buffer, "msync m[0..4) async invalidate");
	operation_text(&test, operation(0, 3), buffer, sizeof(buffer));
	assert_string_equal(buffer, "msync m invalidate");
}

static void from_file_to_file(void **state)
{
	char buffer[OPERATION_TEXT_SIZE];

	(void)state;
	add("file f 8 pages\nfile g 8 pages\nP0 {\nreflink f to g\n"
	    "copy f[0+512..2) to g[3-8]\n}\n");
	accept();
	assert_true(operation(0, 0)->whole);
	assert_int_equal(operation(0, 0)->file, 0);
	assert_int_equal(operation(0, 0)->target, 1);
	assert_range(&operation(0, 1)->range, 0, 512, 2, 0);
	assert_place(operation(0, 1)->target_at, 3, -8);
	operation_text(&test, operation(0, 1), buffer, sizeof(buffer));
	assert_string_equal(buffer, "copy f[0+512..2) to g[3-8]");
}

static void reach_names_one_of_two(void **state)
{
	(void)state;
	add("file f 8 pages\nP0 {\nmap m f shared read\nload m[3]\n"
	    "load m[4]\nload m[3]\n}\nreach P0: 2nd load m[3] = sigbus\n");
	accept();
	assert_int_equal(test.reach.operation, 3);
	assert_int_equal(test.reach.value, REACH_SIGBUS);
	assert_non_null(strstr((test_text(&test, text, sizeof(text)), text),
			       "reach P0: 2nd load m[3] = sigbus\n"));
	begin(NULL);
	add("file f 8 pages\nP0 {\nfsync f\n}\nreach P0: 1st fsync f = done\n");
	accept();
	assert_non_null(strstr((test_text(&test, text, sizeof(text)), text),
			       "reach P0: fsync f = done\n"));
}

static void ordinals(void **state)
{
	(void)state;
	assert_string_equal(ordinal_ending(1), "st");
	assert_string_equal(ordinal_ending(2), "nd");
	assert_string_equal(ordinal_ending(3), "rd");
	assert_string_equal(ordinal_ending(4), "th");
	assert_string_equal(ordinal_ending(11), "th");
	assert_string_equal(ordinal_ending(12), "th");
	assert_string_equal(ordinal_ending(21), "st");
}

static void assert_bytes(int index, int64_t start, int64_t end)
{
	int64_t found_start, found_end;

	operation_bytes(&test, operation(0, index), PAGE, &found_start,
			&found_end);
	assert_int_equal(found_start, start);
	assert_int_equal(found_end, end);
}

static void bytes_of_operations(void **state)
{
	int64_t start, end;

	(void)state;
	add("file f 2 pages + 512 bytes\nP0 {\nmap m f shared read\n"
	    "map n f[1..2+8) shared read\nmsync m\nmsync n\nevict f\n"
	    "fsync f\nread f[1+8..2)\ntruncate f 1+512\nload n[2]\n"
	    "drop-caches\n}\n");
	accept();
	mapping_bytes(&test, 0, PAGE, &start, &end);
	assert_true(start == 0 && end == 3 * PAGE);
	mapping_bytes(&test, 1, PAGE, &start, &end);
	assert_true(start == PAGE && end == 3 * PAGE);
	mapping_bytes(&test, 1, 16 * PAGE, &start, &end);
	assert_true(start == 16 * PAGE && end == 48 * PAGE);
	assert_bytes(0, 0, 3 * PAGE);
	assert_bytes(1, PAGE, 3 * PAGE);
	assert_bytes(2, 0, 3 * PAGE);
	assert_bytes(3, PAGE, 3 * PAGE);
	assert_bytes(4, 0, 3 * PAGE);
	assert_bytes(5, 0, 3 * PAGE);
	assert_bytes(6, PAGE + 8, 2 * PAGE);
	assert_bytes(7, PAGE + 512, PAGE + 512);
	assert_bytes(8, 2 * PAGE, 2 * PAGE + 8);
	assert_bytes(9, 0, 0);
}

static void at_most_so_many_files(void **state)
{
	(void)state;
	for (int i = 0; i < TEST_MAX_FILES; i++)
		add("file f%d 1 page\n", i);
	add("P0 {\nfsync f0\n}\n");
	accept();
	begin(NULL);
	for (int i = 0; i <= TEST_MAX_FILES; i++)
		add("file f%d 1 page\n", i);
	refuse("too many files");
}

static void at_most_so_many_processes(void **state)
{
	(void)state;
	add("file f 1 page\n");
	for (int i = 0; i < TEST_MAX_PROCESSES; i++)
		add("P%d {\nfsync f\n}\n", i);
	accept();
	add("P8 {\nfsync f\n}\n");
	refuse("too many processes");
}

static void at_most_so_many_operations(void **state)
{
	(void)state;
	add("file f 1 page\nP0 {\n");
	for (int i = 0; i < TEST_MAX_OPERATIONS; i++)
		add("fsync f\n");
	add("start\n}\n");
	accept();
	assert_int_equal(test.process[0].prologue, TEST_MAX_OPERATIONS);
	text[strlen(text) - 2] = '\0';
	add("fsync f\n}\n");
	refuse("too many operations");
}

static void at_most_so_many_mappings(void **state)
{
	(void)state;
	add("file f 1 page\nP0 {\n");
	for (int i = 0; i < TEST_MAX_MAPPINGS; i++)
		add("map m%d f shared read\n", i);
	add("}\n");
	accept();
	text[strlen(text) - 2] = '\0';
	add("map n f shared read\n}\n");
	refuse("too many mappings");
}

static void names_no_longer_than(void **state)
{
	char name[TEST_NAME_SIZE + 1];

	(void)state;
	memset(name, 'a', TEST_NAME_SIZE);
	name[TEST_NAME_SIZE - 1] = '\0';
	sprintf(text,
		"test %s\nfile abcdefghijklmno 1 page\n"
		"P0 {\nfsync abcdefghijklmno\n}\n",
		name);
	accept();
	assert_string_equal(test.name, name);
	assert_string_equal(test.file[0].name, "abcdefghijklmno");
	strcat(name, "a");
	sprintf(text, "test %s\n", name);
	refuse("too long, expected at most 247");
}

static void comments_no_longer_than(void **state)
{
	static char doc[TEST_DOC_SIZE + 1];

	(void)state;
	memset(doc, 'x', TEST_DOC_SIZE);
	doc[100] = ' ';
	doc[TEST_DOC_SIZE - 1] = '\0';
	sprintf(text, "# %s\ntest t\nP0 {\ndrop-caches\n}\n", doc);
	accept();
	assert_string_equal(test.doc, doc);
	strcat(doc, "x");
	sprintf(text, "# %s\ntest t\nP0 {\ndrop-caches\n}\n", doc);
	refuse("comment before the test is too long");
}

static void files_no_larger_than(void **state)
{
	(void)state;
	add("file f 2048 pages\nfile g 8388608 bytes\n"
	    "file h 2049 pages - 4096 bytes\n"
	    "P0 {\nwrite f[2047..2048)\ntruncate f 2048\n}\n");
	accept();
	begin(NULL);
	add("file f 2048 pages + 8 bytes\n");
	refuse("too large, expected at most 2048 pages");
}

static void texts_that_are_none(void **state)
{
	char *large = malloc(TEST_TEXT_MAX + 1);

	(void)state;
	assert_non_null(large);
	memset(large, '\n', TEST_TEXT_MAX + 1);
	memcpy(large, "test t\nP0 {\ndrop-caches\n}\n", 26);
	assert_int_equal(test_parse(large, TEST_TEXT_MAX, "text", &test,
				    &diagnostic),
			 0);
	assert_int_equal(test_parse(large, TEST_TEXT_MAX + 1, "text", &test,
				    &diagnostic),
			 -1);
	assert_non_null(strstr(diagnostic.message, "at most 65536 bytes"));
	assert_int_equal(diagnostic.line, 0);
	large[100] = '\0';
	assert_int_equal(test_parse(large, 200, "text", &test, &diagnostic),
			 -1);
	assert_non_null(strstr(diagnostic.message, "NUL"));
	free(large);
	text[0] = '\0';
	refuse("expected 'test NAME', found the end of the file");
	assert_int_equal(diagnostic.line, 0);
}

static void the_caret_of_a_long_line(void **state)
{
	(void)state;
	for (int i = 0; i < 3000; i++)
		strcat(text, " ");
	add("\xff%0500d\n", 0);
	refuse("found the byte 0xff");
	assert_int_equal(diagnostic.line, 2);
	assert_int_equal(diagnostic.column, 3001);
	assert_true(strlen(diagnostic.source) < DIAGNOSTIC_SOURCE_SIZE);
	assert_int_equal(diagnostic.source[diagnostic.caret], '?');
	assert_int_equal(diagnostic.source[diagnostic.caret + 1], '0');
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_race_of_the_thread),
		TEST(only_the_last_comment_is_kept),
		TEST(files_as_they_are_declared),
		TEST(one_place_means_a_page_or_a_word),
		TEST(what_the_prologue_is),
		TEST(threads_share_mappings),
		TEST(options_and_what_they_default_to),
		TEST(from_file_to_file),
		TEST(reach_names_one_of_two),
		TEST(ordinals),
		TEST(bytes_of_operations),
		TEST(at_most_so_many_files),
		TEST(at_most_so_many_processes),
		TEST(at_most_so_many_operations),
		TEST(at_most_so_many_mappings),
		TEST(names_no_longer_than),
		TEST(comments_no_longer_than),
		TEST(files_no_larger_than),
		TEST(texts_that_are_none),
		TEST(the_caret_of_a_long_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
