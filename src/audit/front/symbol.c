// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of symbols, and the pool that is freed as a whole. */
#include "audit/front/symbol.h"
#include "base/memory.h"

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

/* Hash and length are stored to avoid comparing most other names. */
static struct name_slot {
	uint32_t hash;
	sym name;
	uint32_t length;
} * slots;
static uint32_t slots_size;

static struct chunk *new_chunk(size_t size)
{
	struct chunk *chunk = xcalloc(1, sizeof(*chunk) + size);

	chunk->size = size;
	return chunk;
}

void *pool_alloc(size_t size)
{
	void *at;

	size = (size + 7) & ~(size_t)7;
	if (size > CHUNK_SIZE / 4) {
		struct chunk *big = new_chunk(size);

		/* A large chunk goes second: the first still has free room. */
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
	names = NULL;
	slots = NULL;
	names_count = names_room = slots_size = 0;
}

static uint32_t hash_of(const char *name, size_t length)
{
	uint32_t hash = SYM_HASH_START;

	for (size_t i = 0; i < length; i++)
		hash = sym_hash_add(hash, name[i]);
	return hash;
}

/* The slot of a name, or the empty one where it would go. */
static struct name_slot *find_slot(const char *name, size_t length,
				   uint32_t hash)
{
	uint32_t mask = slots_size - 1;
	uint32_t i = hash & mask;

	for (; slots[i].name; i = (i + 1) & mask)
		if (slots[i].hash == hash && slots[i].length == length &&
		    !memcmp(names[slots[i].name], name, length))
			break;
	return &slots[i];
}

static void grow_slots(void)
{
	struct name_slot *old = slots;
	uint32_t old_size = slots_size;

	slots_size = old_size ? old_size * 2 : 1u << 16;
	slots = xcalloc(slots_size, sizeof(*slots));
	for (uint32_t i = 0; i < old_size; i++)
		if (old[i].name)
			*find_slot(names[old[i].name], old[i].length,
				   old[i].hash) = old[i];
	free(old);
}

static void add_name(const char *name)
{
	if (names_count == names_room) {
		names_room = names_room ? names_room * 2 : 1u << 15;
		names = xrealloc(names, names_room, sizeof(*names));
	}
	names[names_count++] = name;
}

sym sym_of_hash(const char *name, size_t length, uint32_t hash)
{
	struct name_slot *slot;
	char *copy;

	if (!length)
		return SYM_NONE;
	if (!names_count)
		add_name("");
	if (names_count * 2 >= slots_size)
		grow_slots();
	slot = find_slot(name, length, hash);
	if (slot->name)
		return slot->name;
	copy = pool_alloc(length + 1);
	memcpy(copy, name, length);
	*slot = (struct name_slot){ hash, names_count, (uint32_t)length };
	add_name(copy);
	return slot->name;
}

sym sym_of_length(const char *name, size_t length)
{
	return sym_of_hash(name, length, hash_of(name, length));
}

sym sym_of(const char *name)
{
	return sym_of_length(name, strlen(name));
}

sym sym_find(const char *name)
{
	size_t length = strlen(name);

	return slots_size ?
		       find_slot(name, length, hash_of(name, length))->name :
		       SYM_NONE;
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
	return xrealloc(at, *room, size);
}
