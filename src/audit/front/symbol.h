/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names as small integers, and memory that is freed all at once.
 *
 * The auditor compares millions of names. sym_of() gives each distinct
 * string one number for the life of the process; SYM_NONE is "no name".
 * pool_alloc() returns zeroed memory that lives until pool_free_all(); the
 * facts of a tree are built once and dropped together, so nothing in this
 * module frees a single object.
 */
#ifndef FSLITMUS_AUDIT_FRONT_SYMBOL_H
#define FSLITMUS_AUDIT_FRONT_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef uint32_t sym;
#define SYM_NONE 0u

sym sym_of(const char *name);
sym sym_of_length(const char *name, size_t length);
/*
 * For a scanner that has looked at every byte of the word anyway: the hash
 * starts with SYM_HASH_START and takes the bytes in order.
 */
#define SYM_HASH_START 2166136261u
static inline uint32_t sym_hash_add(uint32_t hash, char byte)
{
	return (hash ^ (unsigned char)byte) * 16777619u;
}
sym sym_of_hash(const char *name, size_t length, uint32_t hash);
/* SYM_NONE when the string was never interned: a look-up adds nothing. */
sym sym_find(const char *name);
/* The string of a symbol, valid until pool_free_all(); "" for SYM_NONE. */
const char *sym_name(sym name);
uint32_t sym_count(void);

void *pool_alloc(size_t size);
char *pool_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Frees every pool object and every symbol. */
void pool_free_all(void);

/*
 * A growing array: declare with VECTOR(type), zero it, push, free. Exhausted
 * memory ends the command (base/memory.h), as everywhere in the auditor.
 */
#define VECTOR(type)                \
	struct {                    \
		type *at;           \
		size_t count, room; \
	}

void *vector_grow(void *at, size_t *room, size_t size);

#define vector_push(v, value)                                      \
	do {                                                       \
		if ((v)->count == (v)->room)                       \
			(v)->at = vector_grow((v)->at, &(v)->room, \
					      sizeof(*(v)->at));   \
		(v)->at[(v)->count++] = (value);                   \
	} while (0)

#define vector_free(v)                      \
	do {                                \
		free((v)->at);              \
		(v)->at = NULL;             \
		(v)->count = (v)->room = 0; \
	} while (0)

#endif
