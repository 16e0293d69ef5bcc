/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Linux promises about a file's content: fslitmus-contract(7). */
#ifndef FSLITMUS_CONTRACT_PROMISE_H
#define FSLITMUS_CONTRACT_PROMISE_H

enum promise {
	PROMISE_NONE = 0,
	PROMISE_C1, /* no resurrection */
	PROMISE_C2, /* no foreign data */
	PROMISE_C3, /* no lost write */
	PROMISE_C4, /* end of file */
	PROMISE_C5, /* agreement */
	PROMISE_C6, /* no complaint */
	PROMISE_C7, /* progress */
	PROMISES
};

struct promise_text {
	const char *id;	     /* "C1" */
	const char *title;   /* "no resurrection" */
	const char *promise; /* one sentence */
	const char *source;  /* where Linux says so */
};

/* Static text; PROMISE_NONE has one too. */
const struct promise_text *promise_text(enum promise promise);

/* Why what no order explains is promised by nobody. */
enum excuse {
	EXCUSE_NONE = 0,
	EXCUSE_MIXED,	 /* O_DIRECT beside cached access */
	EXCUSE_PRIVATE,	 /* a private mapping and a change of the file */
	EXCUSE_PAST_END, /* a store behind the end of file */
	EXCUSE_TORN,	 /* a word that was being copied or zeroed */
	EXCUSE_HUGE,	 /* a huge page across the end of file */
	EXCUSE_DISK,	 /* a disk that may have failed */
	EXCUSE_AHEAD,	 /* a size published ahead of the data */
	EXCUSES
};

/* One word, as in reports and in fslitmus-contract(7). */
const char *excuse_word(enum excuse excuse);

#endif
