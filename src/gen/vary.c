// SPDX-License-Identifier: GPL-2.0-or-later
/* Tests over other initial states. */
#include "gen/vary.h"

#include <stdio.h>
#include <string.h>

#include "litmus/print.h"

/* The first content that a file of some size can have. */
#define FIRST_CONTENT CONTENT_HOLE

bool variant_at(int index, struct variant *variant)
{
	variant->content = FIRST_CONTENT + index / CACHE_WORDS;
	variant->cache = index % CACHE_WORDS;
	return variant->content < CONTENT_WORDS;
}

int variant_content(struct word word)
{
	return word_find(word, content_names, FIRST_CONTENT, CONTENT_WORDS);
}

int variant_cache(struct word word)
{
	return word_find(word, cache_names, 0, CACHE_WORDS);
}

const char *variant_find(const char *word, struct variant *variant)
{
	const char *end = word + strlen(word), *found = NULL;
	const char *dot = memrchr(word, '.', end - word);

	*variant = (struct variant){ -1, -1 };
	if (dot)
		variant->cache = variant_cache(
			(struct word){ dot + 1, end - (dot + 1) });
	if (variant->cache >= 0) {
		found = end = dot;
		dot = memrchr(word, '.', end - word);
	}
	if (dot)
		variant->content = variant_content(
			(struct word){ dot + 1, end - (dot + 1) });
	return variant->content >= 0 ? dot : found;
}

void variant_text(struct variant variant, char text[VARIANT_TEXT_SIZE])
{
	int length = 0;

	text[0] = '\0';
	if (variant.content >= 0)
		length = snprintf(text, VARIANT_TEXT_SIZE, ".%s",
				  content_names[variant.content]);
	if (variant.cache >= 0)
		snprintf(text + length, VARIANT_TEXT_SIZE - length, ".%s",
			 cache_names[variant.cache]);
}

static bool has_own_content(const struct file_decl *file)
{
	return file->content != CONTENT_ABSENT &&
	       file->content != CONTENT_REFLINK;
}

static bool is_cloned(const struct test *test, int file)
{
	for (int i = 0; i < test->files; i++)
		if (test->file[i].content == CONTENT_REFLINK &&
		    test->file[i].reflink_of == file)
			return true;
	return false;
}

/* Replaces the state of FILE, if it has one. Returns why that is senseless. */
static const char *vary_file(const struct test *test, int index,
			     struct variant variant, struct file_decl *file)
{
	if (!has_own_content(file))
		return NULL;
	if (variant.content >= 0)
		file->content = variant.content;
	if (variant.cache >= 0)
		file->cache = variant.cache;
	if (file->content != CONTENT_WRITTEN && is_cloned(test, index))
		return "a file with a clone has to be written";
	if (file->content != CONTENT_WRITTEN && file->cache == CACHE_WRITEBACK)
		return "what was not written is not written back";
	return NULL;
}

static bool waits_for_old(const struct test *test)
{
	const struct reach *reach = &test->reach;
	const struct operation *operation =
		&test->process[reach->process].operations[reach->operation];

	return reach->given && reach->value == REACH_OLD &&
	       operation->file >= 0 &&
	       test->file[operation->file].content != CONTENT_WRITTEN &&
	       has_own_content(&test->file[operation->file]);
}

static void name_varied(struct test *test, struct variant variant)
{
	char text[VARIANT_TEXT_SIZE];
	const size_t length = strlen(test->name);

	variant_text(variant, text);
	snprintf(test->name + length, sizeof(test->name) - length, "%s", text);
}

const char *vary_test(const struct test *test, struct variant variant,
		      struct test *varied)
{
	bool own = false, changed = false;

	*varied = *test;
	for (int i = 0; i < test->files; i++) {
		struct file_decl *file = &varied->file[i];
		const char *why = vary_file(test, i, variant, file);

		if (why)
			return why;
		own |= has_own_content(file);
		changed |= file->content != test->file[i].content ||
			   file->cache != test->file[i].cache;
	}
	if (!own)
		return "no file has a content of its own";
	if (!changed)
		return "this is how the files are";
	if (waits_for_old(varied))
		varied->reach.given = false;
	name_varied(varied, variant);
	return NULL;
}
