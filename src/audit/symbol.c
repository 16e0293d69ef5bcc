// SPDX-License-Identifier: GPL-2.0-or-later
#include "audit/symbol.h"
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CHUNK_SIZE (1u << 20)

struct chunk {
	struct chunk *next;
	size_t used, size;
	char data[] __attribute__((aligned(16)));
};

static struct chunk *chunks;
static const char **names;
static uint32_t names_count, names_room;
static uint32_t *hashes;	/* of names: spares most comparisons */
static uint32_t *slots;
static uint32_t slots_size;

static struct chunk *new_chunk(size_t size)
{
	struct chunk *chunk = calloc(1, sizeof(*chunk) + size);

	if (!chunk)
		die(EXIT_NOT_RUN, "out of memory");
	chunk->size = size;
	return chunk;
}

void *pool_alloc(size_t size)
{
	void *at;

	size = (size + 7) & ~(size_t)7;
	if (size > CHUNK_SIZE / 4) {
		struct chunk *big = new_chunk(size);

		/* Behind the head, so that the head keeps its free room. */
		big->used = size;
		if (!chunks) {
			chunks = big;
		} else {
			big->next = chunks->next;
			chunks->next = big;
		}
		return big->data;
	}
	if (!chunks || chunks->used + size > chunks->size) {
		struct chunk *chunk = new_chunk(CHUNK_SIZE);

		chunk->next = chunks;
		chunks = chunk;
	}
	at = chunks->data + chunks->used;
	chunks->used += size;
	return at;
}

char *pool_printf(const char *fmt, ...)
{
	va_list args, again;
	char *text;
	int length;

	va_start(args, fmt);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	text = pool_alloc((size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, fmt, again);
	va_end(again);
	return text;
}

void pool_free_all(void)
{
	while (chunks) {
		struct chunk *next = chunks->next;

		free(chunks);
		chunks = next;
	}
	free(names);
	free(slots);
	free(hashes);
	hashes = NULL;
	names = NULL;
	slots = NULL;
	names_count = names_room = slots_size = 0;
}

static uint32_t hash_of(const char *name, size_t length)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619u;
	return hash;
}

static uint32_t *find_slot(const char *name, size_t length)
{
	uint32_t mask = slots_size - 1, hash = hash_of(name, length);
	uint32_t i = hash & mask;

	while (slots[i]) {
		const char *other = names[slots[i]];

		if (hashes[slots[i]] == hash &&
		    !strncmp(other, name, length) && !other[length])
			break;
		i = (i + 1) & mask;
	}
	return &slots[i];
}

static void grow_slots(void)
{
	uint32_t size = slots_size ? slots_size * 2 : 1u << 16;

	free(slots);
	slots = calloc(size, sizeof(*slots));
	if (!slots)
		die(EXIT_NOT_RUN, "out of memory");
	slots_size = size;
	for (uint32_t i = 1; i < names_count; i++)
		*find_slot(names[i], strlen(names[i])) = i;
}

static void add_name(const char *name)
{
	if (names_count == names_room) {
		names_room = names_room ? names_room * 2 : 1u << 15;
		names = realloc(names, names_room * sizeof(*names));
		hashes = realloc(hashes, names_room * sizeof(*hashes));
		if (!names || !hashes)
			die(EXIT_NOT_RUN, "out of memory");
	}
	hashes[names_count] = hash_of(name, strlen(name));
	names[names_count++] = name;
}

sym sym_of_length(const char *name, size_t length)
{
	uint32_t *slot;
	char *copy;

	if (!length)
		return SYM_NONE;
	if (!names_count)
		add_name("");
	if (names_count * 2 >= slots_size)
		grow_slots();
	slot = find_slot(name, length);
	if (*slot)
		return *slot;
	copy = pool_alloc(length + 1);
	memcpy(copy, name, length);
	*slot = names_count;
	add_name(copy);
	return *slot;
}

sym sym_of(const char *name)
{
	return sym_of_length(name, strlen(name));
}

sym sym_find(const char *name)
{
	return slots_size ? *find_slot(name, strlen(name)) : SYM_NONE;
}

const char *sym_name(sym name)
{
	return name < names_count ? names[name] : "";
}

uint32_t sym_count(void)
{
	return names_count;
}

void *vector_grow(void *at, size_t *room, size_t size)
{
	*room = *room ? *room * 2 : size > 256 ? 2 : 8;
	at = realloc(at, *room * size);
	if (!at)
		die(EXIT_NOT_RUN, "out of memory");
	return at;
}
