/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a walk knows of a value: its sign, the set of flags it is made of,
 * the function it points to, the lock it names.
 */
#ifndef FSLITMUS_AUDIT_PATHS_VALUE_H
#define FSLITMUS_AUDIT_PATHS_VALUE_H

#include "audit/front/symbol.h"

#define SIGN_ZERO 1
#define SIGN_NEGATIVE 2 /* an error, or an error pointer */
#define SIGN_POSITIVE 4
#define SIGN_ANY 7
#define SIGN_TRUE (SIGN_NEGATIVE | SIGN_POSITIVE)

/* A set of flag names as one number; 0 is "not known", 1 the empty set. */
typedef uint32_t flag_set;
#define FLAGS_UNKNOWN 0u
#define FLAGS_NONE 1u

struct value {
	uint8_t sign;
	bool embedded; /* the lock is a field, given by address */
	bool pointee;  /* the flags are those of what it points to */
	flag_set flags;
	sym function;
	sym lock;
};

static inline struct value value_unknown(void)
{
	return (struct value){ .sign = SIGN_ANY };
}

static inline struct value value_sign(uint8_t sign)
{
	return (struct value){ .sign = sign };
}

static inline bool value_says_something(struct value v)
{
	return v.sign != SIGN_ANY || v.flags || v.function || v.lock;
}

static inline bool value_equal(struct value a, struct value b)
{
	return a.sign == b.sign && a.flags == b.flags &&
	       a.function == b.function && a.lock == b.lock &&
	       a.embedded == b.embedded && a.pointee == b.pointee;
}

flag_set flags_single(sym name);
flag_set flags_union(flag_set a, flag_set b);
flag_set flags_without(flag_set a, flag_set b);
flag_set flags_common(flag_set a, flag_set b);
bool flags_contain(flag_set set, sym name);
size_t flags_count(flag_set set);
/* The names of a set; valid until the next call that makes a set. */
const sym *flags_names(flag_set set);
void flags_free_all(void);

#endif
