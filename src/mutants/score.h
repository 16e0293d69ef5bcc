/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The score of a mutant: its trials, summed up. */
#ifndef FSLITMUS_MUTANTS_SCORE_H
#define FSLITMUS_MUTANTS_SCORE_H

#include "mutants/list.h"
#include "mutants/trial.h"

enum score_status {
	SCORE_FOUND,	   /* a mutant, in more than half of its trials */
	SCORE_MISSED,	   /* a mutant that could have been found */
	SCORE_GREEN,	   /* a control, and its window was entered */
	SCORE_BROKEN,	   /* a control that was found */
	SCORE_UNREACHABLE, /* its window does not exist here */
	SCORE_NOT_RUN,	   /* some trials could not be run */
};

struct score {
	const struct mutant *mutant;
	const struct trial *trials;
	unsigned int count; /* of trials */
	enum score_status status;
	unsigned int found;		    /* trials */
	unsigned int repeats, kept_without; /* of those */
	unsigned int without;		    /* also found without the fault */
	/* FOUND: medians over all trials; a trial that found nothing counts as
	   longer than any other. GREEN, MISSED: sums. */
	uint64_t schedules, cpu_ns;
	const struct lane *lane; /* that found it most often, or NULL */
	unsigned int lanes;	 /* how many did */
	enum promise promise;	 /* broken there */
	const char *reason;	 /* NOT_RUN */
};

/* Sums up the COUNT trials of MUTANT, which are over. */
void score_make(struct score *score, const struct mutant *mutant,
		const struct trial *trials, unsigned int count);

/* "found", "missed", "green", "broken", "unreachable", "not-run" */
const char *score_word(enum score_status status);

/* The score of all mutants. */
struct total {
	unsigned int of[SCORE_NOT_RUN + 1];
	bool interrupted;
	uint64_t elapsed_ns;
};

enum exit_status total_status(const struct total *total);

/* How the score is written: a struct of functions for each format. */
struct mutants_format {
	const char *name; /* as report/format.h has it */
	void (*begin)(const struct mutants_options *options);
	void (*score)(const struct mutants_options *options,
		      const struct score *score);
	void (*end)(const struct mutants_options *options,
		    const struct total *total);
};

extern const struct mutants_format mutants_text, mutants_json;

/* By the name of a format that "mutants" writes, or NULL. */
const struct mutants_format *mutants_format_find(const char *name);

#endif
