// SPDX-License-Identifier: GPL-2.0-or-later
/* Chooses the mutants to try, and the tests and filesystems for each. */
#include "mutants/list.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "kernel/inputs.h"

struct planner {
	struct mutant_list *list;
	const struct mutants_options *options;
	bool *used; /* by pattern */
	int status; /* enum failure, or 0 */
};

/* Whether NAME matches a pattern; without patterns, every name does. */
static bool is_asked_for(struct planner *planner, const char *name)
{
	const struct mutants_options *options = planner->options;
	bool asked = !options->pattern_count;

	for (size_t i = 0; i < options->pattern_count; i++)
		if (!fnmatch(options->patterns[i], name, 0))
			asked = planner->used[i] = true;
	return asked;
}

static void add_lane(struct mutant *mutant, const struct test *test,
		     const struct fs_config *config)
{
	mutant->lanes = xrealloc(mutant->lanes, mutant->lane_count + 1,
				 sizeof(struct lane));
	mutant->lanes[mutant->lane_count++] = (struct lane){ test, config };
}

static const struct test *find_test(const struct mutants_options *options,
				    const char *name)
{
	for (size_t i = 0; i < options->test_count; i++)
		if (!strcmp(options->tests[i].name, name))
			return &options->tests[i];
	return NULL;
}

/* Adds the test on each configuration that a word of PLACES names. */
static void add_lanes(struct planner *planner, struct mutant *mutant,
		      const struct test *test, const char *places)
{
	char *words = xstrdup(places), *rest = words, *word;

	while ((word = strsep(&rest, " ,"))) {
		const struct fs_config *config;
		bool found = !*word;

		for (size_t i = 0; (config = fs_config_at(i)); i++)
			if (fs_config_runs(config, FS_GUEST) &&
			    fs_config_is_named(config, word)) {
				add_lane(mutant, test, config);
				found = true;
			}
		if (found)
			continue;
		error("%s: '%s' is no configuration; \"fslitmus list "
		      "filesystems\" names them",
		      mutant->name, word);
		planner->status = FAILURE_USAGE;
	}
	free(words);
}

static void add_named_tests(struct planner *planner, struct mutant *mutant,
			    const char *tests, const char *places)
{
	char *words = xstrdup(tests), *rest = words, *word;

	while ((word = strsep(&rest, " "))) {
		const struct test *test = find_test(planner->options, word);

		if (test) {
			add_lanes(planner, mutant, test, places);
		} else if (*word) {
			error("%s: there is no test '%s'", mutant->name, word);
			planner->status = FAILURE_USAGE;
		}
	}
	free(words);
}

static void choose_lanes(struct planner *planner, struct mutant *mutant,
			 const struct kernel_mutant *from)
{
	const struct mutants_options *options = planner->options;
	const char *places = options->filesystems ?: from->on;

	if (!options->all_tests)
		add_named_tests(planner, mutant, from->tests, places);
	for (size_t i = 0; options->all_tests && i < options->test_count; i++)
		add_lanes(planner, mutant, &options->tests[i], places);
	if (mutant->lane_count || *mutant->unreachable || planner->status)
		return;
	error("%s: nothing says which tests try it, and where; give --test "
	      "and --fs",
	      mutant->name);
	planner->status = FAILURE_USAGE;
}

static void add_mutant(const struct kernel_mutant *from, void *data)
{
	struct planner *planner = data;
	struct mutant_list *list = planner->list;
	struct mutant *mutant;

	if (!is_asked_for(planner, from->name))
		return;
	list->mutants = xrealloc(list->mutants, list->count + 1,
				 sizeof(*mutant));
	mutant = &list->mutants[list->count++];
	*mutant = (struct mutant){
		.name = xstrdup(from->name),
		.breaks = xstrdup(from->breaks),
		.what = xstrdup(from->what),
		.unreachable = xstrdup(from->unreachable),
		.is_control = from->is_control,
	};
	choose_lanes(planner, mutant, from);
}

int mutant_list_make(struct mutant_list *list,
		     const struct mutants_options *options)
{
	struct planner planner = {
		.list = list,
		.options = options,
		.used = xcalloc(options->pattern_count + 1, sizeof(bool)),
	};

	*list = (struct mutant_list){ NULL, 0 };
	inputs_each_mutant(add_mutant, &planner);
	for (size_t i = 0; i < options->pattern_count; i++) {
		if (planner.used[i])
			continue;
		error("there is no mutant '%s'; \"fslitmus kernel mutants\" "
		      "lists them",
		      options->patterns[i]);
		planner.status = FAILURE_USAGE;
	}
	free(planner.used);
	return planner.status;
}

void mutant_list_leave_out(struct mutant_list *list,
			   const struct kernel *kernel)
{
	for (size_t i = 0; i < list->count; i++) {
		struct mutant *mutant = &list->mutants[i];

		if (kernel_has_fault(kernel, mutant->name))
			continue;
		free(mutant->unreachable);
		mutant->unreachable =
			xasprintf("Linux %s has other code where it would be",
				  kernel->version);
	}
}

void mutant_list_free(struct mutant_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->mutants[i].name);
		free(list->mutants[i].breaks);
		free(list->mutants[i].what);
		free(list->mutants[i].unreachable);
		free(list->mutants[i].lanes);
	}
	free(list->mutants);
}
