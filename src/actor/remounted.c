// SPDX-License-Identifier: GPL-2.0-or-later
/* Looks at the files that perform() left once the filesystem is remounted. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actor/arena.h"
#include "actor/crew.h"
#include "actor/extent.h"
#include "actor/final.h"
#include "actor/histogram.h"
#include "actor/layout.h"
#include "actor/outcome.h"
#include "actor/perform.h"
#include "actor/tally.h"
#include "contract/failed_call.h"

struct remounted {
	struct layout layout;
	bool sound_disk;
	struct result *result;
	struct arena *arena;
	struct actor actor;
	struct final final;
	struct histogram histogram;
};

/* Restores the round; the look's tickets come after all of its own. */
static void restore_round(struct remounted *look)
{
	const struct history *history = &look->result->history;

	look->arena->history = *history;
	look->actor.round = history->round;
	atomic_store(&look->arena->tickets, UINT32_MAX / 2);
}

static int remounted_prepare(struct remounted *look, int directory)
{
	const struct test *test = look->layout.test;
	struct crew crew = { .layout = look->layout, .directory = directory };

	look->arena = arena_new(1, look->result);
	if (!look->arena)
		return -errno;
	for (int i = 0; i < test->files; i++) {
		look->final.limit[i] = extent_of(&look->layout, i);
		if (look->final.limit[i] > crew.buffer_size)
			crew.buffer_size = look->final.limit[i];
	}
	crew.buffer_size += look->layout.page_size;
	crew.arena = look->arena;
	look->final.actor = &look->actor;
	look->final.result = look->histogram.result = look->result;
	return actor_init(&crew, &look->actor, 0, NULL);
}

/* Takes the round off the line that counted it before this look. */
static void remounted_uncount(struct remounted *look)
{
	struct result *result = look->result;
	/* There is room for one more text after the others. */
	char *text = result->texts + result->texts_used;
	size_t left = RESULT_TEXTS_SIZE - result->texts_used;

	if (outcome_text(&look->layout, &result->history, text, left) >= left)
		return;
	for (uint32_t i = 0; i < result->outcomes; i++) {
		struct outcome *outcome = &result->outcome[i];

		if (outcome->verdict == VERDICT_FORBIDDEN || !outcome->count ||
		    strcmp(result_text(result, outcome->text), text))
			continue;
		outcome->count--;
		return;
	}
}

static int remounted_judge(struct remounted *look)
{
	const struct history *history = &look->arena->history;
	struct result *result = look->result;
	struct plan *plan = plan_new(&look->layout);
	struct verdict verdict;

	if (!plan)
		return -errno;
	result->final_views[VIEW_REMOUNTED]++;
	oracle_judge(plan, history, &verdict);
	failed_call_judge(plan, history, look->sound_disk, &verdict);
	if (verdict.kind == VERDICT_FORBIDDEN) {
		remounted_uncount(look);
		tally_verdict(result, &verdict, history);
		histogram_count(&look->histogram, &look->layout, history,
				outcome_hash(&look->layout, history), &verdict,
				outcome_reached(look->layout.test, history));
	}
	plan_free(plan);
	return 0;
}

static int look_again(struct remounted *look, int directory)
{
	int ret = remounted_prepare(look, directory);

	if (!ret) {
		restore_round(look);
		final_remounted(&look->final);
		ret = remounted_judge(look);
	}
	if (look->arena) {
		actor_fini(&look->actor);
		arena_free(look->arena);
	}
	return ret;
}

int perform_remounted(const struct test *test, int directory, bool sound_disk,
		      struct result *result)
{
	struct remounted *look;
	int ret;

	/* A forbidden round was kept instead of the last one. */
	if (result->forbidden || !result->rounds)
		return 0;
	look = calloc(1, sizeof(*look));
	if (!look)
		return -ENOMEM;
	look->layout = layout_in(test, directory);
	look->sound_disk = sound_disk;
	look->result = result;
	ret = look_again(look, directory);
	free(look);
	if (ret)
		snprintf(result->reason, sizeof(result->reason),
			 "cannot look at the files after the remount: %s",
			 strerror(-ret));
	return ret;
}
