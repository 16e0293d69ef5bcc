// SPDX-License-Identifier: GPL-2.0-or-later
/* What the two rewriting passes make of kernel source. */
#include "audit/front/source.h"
#include "audit/paths/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The text must contain what is expected and keep its length and lines. */
static void rewritten(const char *text, const char *expected)
{
	struct source source;

	source_from_text(&source, "fs/x/x.c", text);
	if (!strstr(source.text, expected))
		fail_msg("'%s' became '%s', expected '%s' in it", text,
			 source.text, expected);
	assert_int_equal(source.length, strlen(text));
	for (size_t i = 0; text[i]; i++)
		assert_int_equal(text[i] == '\n', source.text[i] == '\n');
	source_free(&source);
}

static void test_loops(void **state)
{
	(void)state;
	rewritten("void f(void)\n{\n\tlist_for_each_entry(a, &b, c) {\n}\n}\n",
		  "while              (a, &b, c) {");
	rewritten("void f(void)\n{\n\tdo_for_each(a);\n}\n", "do_for_each(a);");
}

static void test_types_as_arguments(void **state)
{
	(void)state;
	rewritten("void f(void)\n{\n\tx = container_of(p, struct foo, b);\n}\n",
		  "container_of(p, struct_foo, b)");
	rewritten("void f(void)\n{\n\tx = min_t(unsigned int, a, b);\n}\n",
		  "min_t(unsigned_int, a, b)");
	rewritten("void f(void)\n{\n\tx = (struct foo *)p;\n}\n",
		  "(struct foo *)p");
	/* Parameters are no arguments. */
	rewritten("int f(struct foo *p, unsigned int flags)\n{\n}\n",
		  "struct foo *p, unsigned int flags)");
}

static void test_conditionals(void **state)
{
	(void)state;
	rewritten("void f(void)\n{\n#ifdef CONFIG_A\n\ta();\n#else\n\tb();\n"
		  "#endif\n}\n",
		  "\ta();\n     \n     \n");
	rewritten("void f(void)\n{\n#ifndef CONFIG_A\n\ta();\n#else\n\tb();\n"
		  "#endif\n}\n",
		  "\tb();");
	rewritten("void f(void)\n{\n#if 0\n\ta();\n#endif\n\tc();\n}\n",
		  "     \n     \n      \n\tc();");
}

static void test_attributes(void **state)
{
	(void)state;
	rewritten("STATIC int __init f(char __user *p) __releases(l)\n{\n}\n",
		  "static int        f(char        *p)              \n{");
	rewritten("SYSCALL_DEFINE2(read, int, fd, char *, buf)\n{\n}\n",
		  "int read()");
}

static void test_outlines(void **state)
{
	struct source source;

	(void)state;
	source_from_text(&source, "fs/x/x.c",
			 "#define M(x) down_read(x)\n"
			 "int g(void);\n"
			 "static int f(int a)\n{\n\tg();\n\treturn '}';\n}\n"
			 "static const struct file_operations o = {\n"
			 "\t.mmap = f,\n};\n"
			 "struct s {\n\tstruct inode i;\n\tint sem;\n};\n");
	assert_int_equal(source.outlines.count, 2);
	assert_string_equal(sym_name(source.outlines.at[0].name), "f");
	assert_int_equal(source.outlines.at[1].name, SYM_NONE);
	assert_int_equal(source.macros.count, 1);
	assert_int_equal(source.inode_fields.count, 2);
	assert_string_equal(sym_name(source.inode_fields.at[1]), "sem");
	source_free(&source);
}

static void test_broken_text(void **state)
{
	static const char *const texts[] = {
		"",
		"{",
		"}",
		"(",
		"\"",
		"'",
		"/*",
		"#if",
		"#define",
		"#endif",
		"int f(void) {",
		"X(",
		"for_each(",
		"struct s {",
		"a = {",
		"#if 1\n#if 1\n",
		"'\\",
		"\"\\",
		"f(struct",
		"SYSCALL_DEFINE1(",
		"__attribute__((",
		"int f(void)\n{\n\tg(struct a *",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct source source;

		source_from_text(&source, "fs/x/x.c", texts[i]);
		assert_int_equal(source.length, strlen(texts[i]));
		source_free(&source);
	}
}

static void test_flags(void **state)
{
	sym a = sym_of("A"), b = sym_of("B");
	flag_set both = flags_union(flags_single(a), flags_single(b));

	(void)state;
	assert_int_equal(flags_count(both), 2);
	assert_int_equal(flags_union(flags_single(b), flags_single(a)), both);
	assert_int_equal(flags_without(both, flags_single(b)), flags_single(a));
	assert_int_equal(flags_common(flags_single(a), flags_single(b)),
			 FLAGS_NONE);
	assert_int_equal(flags_union(both, FLAGS_UNKNOWN), FLAGS_UNKNOWN);
	assert_true(flags_contain(both, a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loops),
		cmocka_unit_test(test_types_as_arguments),
		cmocka_unit_test(test_conditionals),
		cmocka_unit_test(test_attributes),
		cmocka_unit_test(test_outlines),
		cmocka_unit_test(test_broken_text),
		cmocka_unit_test(test_flags),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
