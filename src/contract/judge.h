/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to the contract: one round being judged. */
#ifndef FSLITMUS_CONTRACT_JUDGE_H
#define FSLITMUS_CONTRACT_JUDGE_H

#include "contract/oracle.h"
#include "contract/plan.h"

/* What the final views broke together. */
struct joint {
	enum promise promise; /* PROMISE_NONE: nothing */
	int file;
	uint64_t offset;	/* of the word, in bytes */
	int observation, other; /* C5: the two views that disagree */
	enum excuse excuse;	/* for what is unpromised in any case */
	int change;		/* C3: the store that is nowhere, or twice */
	bool twice;
	const struct observation *look; /* C3: in which it is nowhere, or NULL
					   for in all of them together */
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

/* When it was seen. */
static inline struct moment seen_at(const struct observation *seen)
{
	return (struct moment){ seen->begin, seen->end };
}

/* Was it seen through memory, where there is no end but SIGBUS? */
static inline bool seen_in_memory(const struct observation *seen)
{
	return seen->mapping >= 0 || seen->view == VIEW_FRESH;
}

/* Through a private mapping? */
static inline bool seen_privately(const struct judge *judge,
				  const struct observation *seen)
{
	return seen->mapping >= 0 &&
	       !judge->plan->layout.test->mapping[seen->mapping].shared;
}

/* The operation that left a stamp, or NULL: no operation of the test. */
const struct operation *judge_writer(const struct judge *judge,
				     const struct value *value);

/*
 * Can the word at OFFSET of the run SEEN be explained as of MOMENT?
 */
bool judge_explains(struct judge *judge, const struct observation *seen,
		    uint64_t offset, struct moment moment);

/*
 * Is it memory in a page behind the end of file, where a huge page may be
 * mapped?
 */
bool judge_is_huge_past_end(struct judge *judge, const struct observation *seen,
			    uint64_t offset, struct moment moment);

/*
 * Is it zero between the old end of file and an appending write's data, while
 * the write runs: was the size published ahead of the data?
 */
bool judge_is_ahead(struct judge *judge, const struct observation *seen,
		    uint64_t offset);

/* Is it a store past end of file, seen in a mapping as of MOMENT? */
bool judge_is_store_past_end(struct judge *judge,
			     const struct observation *seen, uint64_t offset,
			     struct moment moment);

/*
 * Is it a word with bytes of several values that it may have held then, of
 * which one was being copied?
 */
bool judge_is_torn(struct judge *judge, const struct observation *seen,
		   uint64_t offset);

/*
 * open(2) warns against mixing O_DIRECT and cached access to a file: mark
 * the direct writes that overlap cached access in time.
 */
void judge_find_mixed(struct judge *judge);
bool judge_direct_read_is_mixed(const struct judge *judge,
				const struct observation *seen);

/*
 * Did such a write go to the file of the word at OFFSET of FILE, or to one
 * that the word's value may have come from or gone to?
 */
bool judge_word_is_mixed(struct judge *judge, int file, uint64_t offset);

/*
 * The final state as a whole: do its views agree (C5), and is every store
 * that a move may have carried away found at one of its places (C3)?
 */
void judge_final(struct judge *judge);

/*
 * Which promise SEEN breaks at the judge's offset, where no order explains it:
 * the rule is in oracle.h. *CHANGE becomes the change to blame, or -1.
 */
enum promise judge_label(struct judge *judge, const struct observation *seen,
			 int *change);

/* What CHANGE does to the judge's word of FILE: an effect_kind, or -1. */
int judge_effect_on(const struct judge *judge, int change, int file);

/* Name the promise, the two operations, and write the proof sketch. */
void judge_classify(struct judge *judge);

#endif
