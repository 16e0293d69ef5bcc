// SPDX-License-Identifier: GPL-2.0-or-later
/* Sums up the trials of a mutant. */
#include "mutants/score.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

const char *score_word(enum score_status status)
{
	static const char *const words[] = {
		[SCORE_FOUND] = "found",
		[SCORE_MISSED] = "missed",
		[SCORE_GREEN] = "green",
		[SCORE_BROKEN] = "broken",
		[SCORE_UNREACHABLE] = "unreachable",
		[SCORE_NOT_RUN] = "not-run",
	};

	return words[status];
}

static int by_value(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

static bool is_hit(const struct trial *trial)
{
	return trial->state == TRIAL_FOUND;
}

static uint64_t schedules_of(const struct trial *trial)
{
	return trial->schedules;
}

static uint64_t cpu_of(const struct trial *trial)
{
	return trial->cpu_ns;
}

static uint64_t score_median(const struct score *score,
			     uint64_t (*of)(const struct trial *trial))
{
	uint64_t *values = xcalloc(score->count, sizeof(*values)), middle;

	for (unsigned int i = 0; i < score->count; i++)
		values[i] = is_hit(&score->trials[i]) ? of(&score->trials[i]) :
							UINT64_MAX;
	qsort(values, score->count, sizeof(*values), by_value);
	middle = values[(score->count - 1) / 2];
	free(values);
	return middle;
}

static uint64_t score_sum(const struct score *score,
			  uint64_t (*of)(const struct trial *trial))
{
	uint64_t all = 0;

	for (unsigned int i = 0; i < score->count; i++)
		all += of(&score->trials[i]);
	return all;
}

static void choose_lane(struct score *score)
{
	const struct mutant *mutant = score->mutant;
	unsigned int most = 0;

	for (unsigned int lane = 0; lane < mutant->lane_count; lane++) {
		const struct trial *one = NULL;
		unsigned int hits = 0;

		for (unsigned int i = 0; i < score->count; i++) {
			const struct trial *trial = &score->trials[i];

			if (!is_hit(trial) || trial->lane != lane)
				continue;
			hits++;
			one = one ?: trial;
		}
		score->lanes += hits > 0;
		if (hits <= most)
			continue;
		most = hits;
		score->lane = &mutant->lanes[lane];
		score->promise = one->promise;
	}
}

static void count_trials(struct score *score)
{
	for (unsigned int i = 0; i < score->count; i++) {
		const struct trial *trial = &score->trials[i];

		if (trial->state != TRIAL_FOUND &&
		    trial->state != TRIAL_GREEN && !score->reason)
			score->reason =
				trial->reason[0] ?
					trial->reason :
					"the process running it was lost";
		if (!is_hit(trial))
			continue;
		score->found++;
		score->repeats += trial->repeats == AGAIN_YES;
		score->kept_without += trial->without == AGAIN_NO;
		score->without += trial->without == AGAIN_YES;
	}
}

static enum score_status status_of(const struct score *score)
{
	uint64_t reached = 0;

	for (unsigned int i = 0; i < score->count; i++)
		reached += score->trials[i].reached;
	if (score->mutant->is_control && score->found)
		return SCORE_BROKEN;
	if (score->reason)
		return SCORE_NOT_RUN;
	if (score->mutant->is_control)
		return reached ? SCORE_GREEN : SCORE_NOT_RUN;
	/* A test that also breaks a promise without the fault proves nothing. */
	return score->found > score->count / 2 && !score->without ?
		       SCORE_FOUND :
		       SCORE_MISSED;
}

void score_make(struct score *score, const struct mutant *mutant,
		const struct trial *trials, unsigned int count)
{
	*score = (struct score){ .mutant = mutant,
				 .trials = trials,
				 .count = count };
	if (!mutant->lane_count || *mutant->unreachable) {
		score->status = SCORE_UNREACHABLE;
		return;
	}
	count_trials(score);
	choose_lane(score);
	score->status = status_of(score);
	if (score->status == SCORE_NOT_RUN && !score->reason)
		score->reason = "no schedule entered the window of its tests";
	if (score->status == SCORE_FOUND) {
		score->schedules = score_median(score, schedules_of);
		score->cpu_ns = score_median(score, cpu_of);
	} else {
		score->schedules = score_sum(score, schedules_of);
		score->cpu_ns = score_sum(score, cpu_of);
	}
}

enum exit_status total_status(const struct total *total)
{
	if (total->of[SCORE_MISSED] || total->of[SCORE_BROKEN])
		return EXIT_BROKEN;
	if (total->of[SCORE_NOT_RUN] || total->interrupted)
		return EXIT_NOT_RUN;
	return EXIT_KEPT;
}

const struct mutants_format *mutants_format_find(const char *name)
{
	static const struct mutants_format *const formats[] = {
		&mutants_text,
		&mutants_json,
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (!strcmp(formats[i]->name, name))
			return formats[i];
	return NULL;
}
