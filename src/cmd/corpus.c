// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds tests: by name in the corpus, or by path. */
#include "cmd/corpus.h"

#include <errno.h>
#include <fnmatch.h>
#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "gen/build.h"
#include "gen/cover.h"
#include "gen/rules.h"
#include "litmus/parse.h"
#include "litmus/suggest.h"

#define SUFFIX ".litmus"

static bool is_directory(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static bool has_suffix(const char *name)
{
	size_t length = strlen(name), suffix = strlen(SUFFIX);

	return length > suffix && !strcmp(name + length - suffix, SUFFIX);
}

char *corpus_test_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *name = xstrdup(slash ? slash + 1 : path);

	char *suffix = strstr(name, SUFFIX);

	/* A variant's words come behind it. */
	if (suffix &&
	    (!suffix[strlen(SUFFIX)] || suffix[strlen(SUFFIX)] == '.'))
		memmove(suffix, suffix + strlen(SUFFIX),
			strlen(suffix + strlen(SUFFIX)) + 1);
	return name;
}

static void corpus_add(struct corpus *found, const char *path)
{
	found->path = xrealloc(found->path, found->count + 1,
			       sizeof(*found->path));
	found->path[found->count++] = xstrdup(path);
}

/* Every test below DIRECTORY. */
static int add_directory(struct corpus *found, const char *directory)
{
	char *const roots[] = { (char *)directory, NULL };
	FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	size_t before = found->count;
	int result = 0;
	FTSENT *entry;

	if (!tree)
		out_of_memory();
	while ((entry = fts_read(tree))) {
		if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
		    entry->fts_info == FTS_NS)
			result = error("%s: %s", entry->fts_path,
				       strerror(entry->fts_errno));
		else if (entry->fts_info == FTS_F &&
			 has_suffix(entry->fts_name) &&
			 entry->fts_name[0] != '.')
			corpus_add(found, entry->fts_path);
	}
	fts_close(tree);
	if (!result && found->count == before)
		return error("%s: no test in this directory, expected files "
			     "named *" SUFFIX,
			     directory);
	return result;
}

/* RELATIVE to the directory of the executable, or NULL: no directory there. */
static char *beside_executable(const char *relative)
{
	char self[4096];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *path, *slash;

	if (length <= 0)
		return NULL;
	self[length] = '\0';
	slash = strrchr(self, '/');
	if (!slash)
		return NULL;
	*slash = '\0';
	path = xasprintf("%s/%s", self, relative);
	if (is_directory(path))
		return path;
	free(path);
	return NULL;
}

char *corpus_directory(void)
{
	const char *given = getenv("FSLITMUS_CORPUS");
	char *path;

	if (given && *given) {
		if (is_directory(given))
			return xstrdup(given);
		error("FSLITMUS_CORPUS is '%s', expected a directory of tests",
		      given);
		return NULL;
	}
	path = beside_executable("litmus");
	if (!path)
		path = beside_executable("../share/fslitmus/litmus");
	if (!path)
		error("found no corpus of tests beside the executable; set "
		      "FSLITMUS_CORPUS, or give the path of a test (with a "
		      "'/' or ending in " SUFFIX ")");
	return path;
}

static int add_corpus(struct corpus *found)
{
	char *directory = corpus_directory();
	int result = directory ? add_directory(found, directory) : -1;

	free(directory);
	return result;
}

static int unknown_name(const struct corpus *all, const char *word)
{
	struct suggestion suggestion = { NULL, 0 };
	char **name = xcalloc(all->count, sizeof(*name));

	for (size_t i = 0; i < all->count; i++) {
		name[i] = corpus_test_name(all->path[i]);
		suggest(&suggestion, word, strlen(word), name[i]);
	}
	if (suggestion.best)
		error("the corpus has no test '%s', did you mean '%s'?", word,
		      suggestion.best);
	else
		error("the corpus has no test '%s'; \"fslitmus list\" names "
		      "its tests, and a path has a '/' or ends in " SUFFIX,
		      word);
	for (size_t i = 0; i < all->count; i++)
		free(name[i]);
	free(name);
	return -1;
}

/* The tests of the corpus ALL whose names match WORD. */
static int add_matching(struct corpus *found, const struct corpus *all,
			const char *word)
{
	size_t before = found->count;

	for (size_t i = 0; i < all->count; i++) {
		char *name = corpus_test_name(all->path[i]);

		if (!fnmatch(word, name, 0))
			corpus_add(found, all->path[i]);
		free(name);
	}
	if (found->count > before)
		return 0;
	if (is_directory(word))
		return add_directory(found, word);
	return unknown_name(all, word);
}

static int add_path(struct corpus *found, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return error("%s: %s", path, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return add_directory(found, path);
	corpus_add(found, path);
	return 0;
}

static bool is_path(const char *word)
{
	return !strcmp(word, "-") || strchr(word, '/') || has_suffix(word);
}

static int add_word(struct corpus *found, struct corpus *all, const char *word);

/* Where a variant's words begin in WORD, unless a file has that name. */
static const char *find_variant(const char *word, struct variant *variant)
{
	const char *at = program_is_name(word) ? NULL :
						 variant_find(word, variant);

	return at && access(word, F_OK) ? at : NULL;
}

/* What WORD means up to AT, each over the state that is named there. */
static int add_varied(struct corpus *found, struct corpus *all,
		      const char *word, const char *at)
{
	char *base = xasprintf("%.*s", (int)(at - word), word);
	struct corpus tests = { NULL, 0 };
	int result = add_word(&tests, all, base);

	for (size_t i = 0; i < tests.count; i++) {
		char *path = xasprintf("%s%s", tests.path[i], at);

		corpus_add(found, path);
		free(path);
	}
	corpus_free(&tests);
	free(base);
	return result;
}

static int add_word(struct corpus *found, struct corpus *all, const char *word)
{
	struct variant variant;
	const char *at = find_variant(word, &variant);

	if (at)
		return add_varied(found, all, word, at);
	if (!strcmp(word, "-")) {
		corpus_add(found, word);
		return 0;
	}
	if (program_is_name(word)) {
		corpus_add(found, word);
		return 0;
	}
	if (is_path(word))
		return add_path(found, word);
	if (!all->count && add_corpus(all) < 0)
		return -1;
	return add_matching(found, all, word);
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_once(struct corpus *found)
{
	size_t kept = 0;

	if (!found->count)
		return;
	qsort(found->path, found->count, sizeof(*found->path), compare_paths);
	for (size_t i = 0; i < found->count; i++) {
		if (kept && !strcmp(found->path[kept - 1], found->path[i]))
			free(found->path[i]);
		else
			found->path[kept++] = found->path[i];
	}
	found->count = kept;
}

int corpus_find(int count, char *const words[], struct corpus *found)
{
	struct corpus all = { NULL, 0 };
	int result = 0;

	*found = all;
	if (!count)
		result = add_corpus(found);
	for (int i = 0; i < count && !result; i++)
		result = add_word(found, &all, words[i]);
	corpus_free(&all);
	sort_once(found);
	return result;
}

void corpus_free(struct corpus *found)
{
	for (size_t i = 0; i < found->count; i++)
		free(found->path[i]);
	free(found->path);
	*found = (struct corpus){ NULL, 0 };
}

/* Where generated programs go. */
struct generation {
	struct space *space;
	struct corpus *found;
};

static int add_program(void *context, const struct program *program)
{
	struct generation *generation = context;
	char name[PROGRAM_NAME_SIZE];

	program_name(generation->space, program, name);
	corpus_add(generation->found, name);
	return 0;
}

int corpus_generate(struct corpus *found, const char *text)
{
	struct generation generation = { space_new(), found };
	struct cover_tally covered;
	char why[BOUND_WHY_SIZE];
	struct bound bound;
	struct shape shape;
	struct tally tally;
	int wrong = bound_parse(generation.space, text, &bound, why);

	if (wrong)
		error("%s: %s", text, why);
	for (int i = 0; !wrong && bound_shape(&bound, i, &shape); i++)
		if (bound.strength)
			cover(generation.space, &bound, &shape, add_program,
			      &generation, &covered);
		else
			enumerate(generation.space, &bound, &shape, add_program,
				  &generation, &tally);
	bound_free(&bound);
	space_free(generation.space);
	return wrong;
}

static int load_generated(const char *name, struct test *test)
{
	char why[PROGRAM_WHY_SIZE];
	struct space *space = space_new();
	struct program program;
	int wrong = program_from_name(space, name, &program, why), rule;

	if (wrong) {
		error("%s: %s", name, why);
	} else {
		rule = rules_broken(space, &program);
		wrong = rule >= 0;
		if (wrong)
			error("%s: left out: %s (%s)", name,
			      rule_sentence(rule), rule_name(rule));
		else
			build_test(space, &program, test);
	}
	space_free(space);
	return wrong ? FAILURE_USAGE : 0;
}

/* The test whose path ends at AT, over VARIANT. */
static int load_varied(const char *path, const char *at, struct variant variant,
		       struct test *test)
{
	char *base = xasprintf("%.*s", (int)(at - path), path);
	struct test declared;
	int status = corpus_load(base, &declared);
	const char *why = status ? NULL : vary_test(&declared, variant, test);

	if (why)
		error("%s: left out: %s", path, why);
	free(base);
	return why ? FAILURE_USAGE : status;
}

int corpus_load(const char *path, struct test *test)
{
	struct diagnostic diagnostic;
	struct variant variant;
	const char *at = find_variant(path, &variant);

	if (program_is_name(path))
		return load_generated(path, test);
	if (at)
		return load_varied(path, at, variant, test);
	if (!test_load(path, test, &diagnostic))
		return 0;
	/* What was printed of earlier tests comes first. */
	fflush(stdout);
	diagnostic_print(stderr, &diagnostic);
	return FAILURE_USAGE;
}

/* Why variants were left out, and how many. */
struct left_out {
	const char *why[8];
	size_t count[8];
};

static void leave_out(struct left_out *left_out, const char *why)
{
	int i = 0;

	while (left_out->why[i] && left_out->why[i] != why)
		i++;
	left_out->why[i] = why;
	left_out->count[i]++;
}

static void vary_one(struct corpus *varied, const char *path,
		     const struct test *test, struct variant variant,
		     struct left_out *left_out)
{
	char text[VARIANT_TEXT_SIZE], *with;
	struct test other;
	const char *why = vary_test(test, variant, &other);

	if (why) {
		leave_out(left_out, why);
		return;
	}
	variant_text(variant, text);
	with = xasprintf("%s%s", path, text);
	corpus_add(varied, with);
	free(with);
}

static int vary_path(struct corpus *varied, const char *path,
		     const struct variant *variant, struct left_out *left_out)
{
	struct variant each;
	struct test test;
	int status;

	if (program_is_name(path) || find_variant(path, &each)) {
		leave_out(left_out, "a name says which state is meant");
		return 0;
	}
	status = corpus_load(path, &test);
	if (status)
		return status;
	if (variant)
		vary_one(varied, path, &test, *variant, left_out);
	for (int i = 0; !variant && variant_at(i, &each); i++)
		vary_one(varied, path, &test, each, left_out);
	return 0;
}

int corpus_vary(struct corpus *found, const struct variant *variant)
{
	struct corpus varied = { NULL, 0 };
	struct left_out left_out = { .count = { 0 } };
	int status = 0;

	for (size_t i = 0; i < found->count && !status; i++)
		status = vary_path(&varied, found->path[i], variant, &left_out);
	for (int i = 0; left_out.why[i]; i++)
		warning("%zu left out: %s", left_out.count[i], left_out.why[i]);
	corpus_free(found);
	*found = varied;
	if (!status && !varied.count)
		status = error("no test makes sense over another state");
	return status;
}
