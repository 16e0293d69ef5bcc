/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to the contract: the judgement of one round. */
#ifndef FSLITMUS_CONTRACT_JUDGE_H
#define FSLITMUS_CONTRACT_JUDGE_H

#include "contract/oracle.h"
#include "contract/plan.h"

/* A promise broken by the final views together. */
struct joint {
	enum promise promise; /* PROMISE_NONE: nothing */
	int file;
	uint64_t offset;	/* of the word, in bytes */
	int observation, other; /* C5: the two views that differ */
	enum excuse excuse;	/* why nobody promises it, if so */
	int change; /* C3: the store that is missing, or found twice */
	bool twice;
	const struct observation *look; /* C3: that lacks it; NULL: all do */
};

struct judge {
	struct plan *plan;
	const struct history *history;
	struct verdict *verdict;
	bool mixed;	    /* some direct write races with cached access */
	enum excuse excuse; /* of the word that was judged last */
	uint64_t offset;    /* word the verdict is about, in bytes */
	struct joint joint; /* set by judge_final() */
};

/* The interval in which it was seen. */
static inline struct moment seen_at(const struct observation *seen)
{
	return (struct moment){ seen->begin, seen->end };
}

/* Was it seen through a mapping? There the end of file shows as SIGBUS only. */
static inline bool seen_in_memory(const struct observation *seen)
{
	return seen->mapping >= 0 || seen->view == VIEW_FRESH;
}

/* Was it seen through a private mapping? */
static inline bool seen_privately(const struct judge *judge,
				  const struct observation *seen)
{
	return seen->mapping >= 0 &&
	       !judge->plan->layout.test->mapping[seen->mapping].shared;
}

/* The operation that wrote the stamp VALUE. NULL: it is none of the test. */
const struct operation *judge_writer(const struct judge *judge,
				     const struct value *value);

/*
 * Does some order explain the word at OFFSET of SEEN, if it was seen at MOMENT?
 */
bool judge_explains(struct judge *judge, const struct observation *seen,
		    uint64_t offset, struct moment moment);

/*
 * Is it memory in a page beyond end of file, where a huge page may be mapped?
 */
bool judge_is_huge_past_end(struct judge *judge, const struct observation *seen,
			    uint64_t offset, struct moment moment);

/*
 * Is it a zero between the old end of file and the data of an appending write,
 * seen during the write? Then the new size was visible before the data.
 */
bool judge_is_ahead(struct judge *judge, const struct observation *seen,
		    uint64_t offset);

/* Is it a store beyond end of file, seen in a mapping at MOMENT? */
bool judge_is_store_past_end(struct judge *judge,
			     const struct observation *seen, uint64_t offset,
			     struct moment moment);

/*
 * Is it a word with bytes of several values that it may have held then, one of
 * which was being copied?
 */
bool judge_is_torn(struct judge *judge, const struct observation *seen,
		   uint64_t offset);

/*
 * Marks the direct writes that overlap cached accesses in time. open(2) warns
 * against mixing O_DIRECT and cached accesses to a file.
 */
void judge_find_mixed(struct judge *judge);
bool judge_direct_read_is_mixed(const struct judge *judge,
				const struct observation *seen);

/*
 * Did such a write go to the file of the word at OFFSET of FILE, or to a file
 * from which the word's value may have come, or to which it may have gone?
 */
bool judge_word_is_mixed(struct judge *judge, int file, uint64_t offset);

/*
 * Judges the final state as a whole: do its views agree (C5), and is every
 * store that a move may have carried away found in one of its places (C3)?
 */
void judge_final(struct judge *judge);

/*
 * Which promise SEEN breaks at the judge's offset, where no order explains it.
 * The rule is in oracle.h. *CHANGE becomes the change to blame, or -1.
 */
enum promise judge_label(struct judge *judge, const struct observation *seen,
			 int *change);

/* The enum effect_kind that CHANGE has on the judge's word of FILE, or -1. */
int judge_effect_on(const struct judge *judge, int change, int file);

/* Names the promise and the two operations, and writes the proof sketch. */
void judge_classify(struct judge *judge);

#endif
