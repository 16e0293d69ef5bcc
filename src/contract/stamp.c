// SPDX-License-Identifier: GPL-2.0-or-later
/* Makes the stamps that tests write, and recognizes them in what was read. */
#include "contract/stamp.h"

#include <stdbool.h>
#include <string.h>

#include "litmus/test.h"

/*
 * A stamp is an id of 52 bits below a check of 12 bits. The check is the top of
 * id * FACTOR. The next word's stamp costs two additions, because its id is
 * greater by one and its product by FACTOR.
 */
#define ID_MASK ((UINT64_C(1) << 52) - 1)
#define FACTOR UINT64_C(0x9e3779b97f4a7c15)

#define OFFSET_BITS 20
#define OFFSET_MASK ((UINT64_C(1) << OFFSET_BITS) - 1)
#define GENERATION_SHIFT 20
#define WRITER_SHIFT 26
#define FILE_SHIFT 30
#define ROUND_SHIFT 33

/*
 * The stamps of free blocks count the words of a device in the bits of offset
 * and round together.
 */
#define FREE_WRITER 15
#define FREE_GENERATION 1

#define LANES 8

/*
 * Consecutive words. The compiler splits them to fit the machine's registers.
 */
typedef uint64_t lanes_t
	__attribute__((vector_size(LANES * STAMP_BYTES), may_alias));

static inline uint64_t seal(uint64_t id)
{
	return id | ((id * FACTOR) & ~ID_MASK);
}

static uint64_t make_id(uint32_t round, int file, int writer, int generation,
			uint64_t words)
{
	return (uint64_t)(round & (STAMP_ROUNDS - 1)) << ROUND_SHIFT |
	       (uint64_t)(file & 7) << FILE_SHIFT |
	       (uint64_t)(writer & 15) << WRITER_SHIFT |
	       (uint64_t)(generation & 63) << GENERATION_SHIFT |
	       (words & OFFSET_MASK);
}

/* The number of stamps from ID on that differ from it in their offset only. */
static size_t words_until_wrap(uint64_t id)
{
	return OFFSET_MASK + 1 - (id & OFFSET_MASK);
}

struct predictor {
	lanes_t id, product;
};

static inline void predictor_init(struct predictor *next, uint64_t id)
{
	for (int i = 0; i < LANES; i++) {
		next->id[i] = id + i;
		next->product[i] = (id + i) * FACTOR;
	}
}

static inline void predict(struct predictor *next, lanes_t *stamps)
{
	*stamps = next->id | (next->product & ~ID_MASK);
	next->id += LANES;
	next->product += LANES * FACTOR;
}

/* Writes the stamps of consecutive ids, whose offsets must not wrap. */
static void fill_run(char *to, size_t words, uint64_t id)
{
	struct predictor next;
	size_t i = 0;

	predictor_init(&next, id);
	for (; i + LANES <= words; i += LANES) {
		lanes_t stamps;

		predict(&next, &stamps);
		memcpy(to + i * STAMP_BYTES, &stamps, sizeof(stamps));
	}
	for (; i < words; i++) {
		uint64_t word = seal(id + i);

		memcpy(to + i * STAMP_BYTES, &word, sizeof(word));
	}
}

uint64_t stamp(uint32_t round, int file, int writer, int generation,
	       uint64_t offset)
{
	return seal(
		make_id(round, file, writer, generation, offset / STAMP_BYTES));
}

void stamp_fill(void *data, size_t length, uint32_t round, int file, int writer,
		int generation, uint64_t offset)
{
	size_t words = length / STAMP_BYTES, done = 0;
	char *to = data;

	while (done < words) {
		uint64_t id = make_id(round, file, writer, generation,
				      offset / STAMP_BYTES + done);
		size_t run = words_until_wrap(id);

		if (run > words - done)
			run = words - done;
		fill_run(to + done * STAMP_BYTES, run, id);
		done += run;
	}
}

void stamp_fill_free(void *data, size_t length, uint64_t offset)
{
	size_t words = length / STAMP_BYTES, done = 0;
	char *to = data;

	while (done < words) {
		uint64_t word = offset / STAMP_BYTES + done;
		uint64_t id = make_id(word >> OFFSET_BITS, STAMP_FILE_FREE,
				      FREE_WRITER, FREE_GENERATION, word);
		size_t run = words_until_wrap(id);

		if (run > words - done)
			run = words - done;
		fill_run(to + done * STAMP_BYTES, run, id);
		done += run;
	}
}

static inline uint64_t word_at(const char *data, size_t index)
{
	uint64_t word;

	memcpy(&word, data + index * STAMP_BYTES, sizeof(word));
	return word;
}

/*
 * Is any bit set? Halves are combined, because single lanes taken out of a
 * vector would go through memory.
 */
static inline bool any(const lanes_t *lanes)
{
	typedef uint64_t half_t __attribute__((vector_size(LANES / 2 * 8)));
	typedef uint64_t quarter_t __attribute__((vector_size(LANES / 4 * 8)));
	half_t half[2];
	quarter_t quarter[2];

	memcpy(half, lanes, sizeof(half));
	half[0] |= half[1];
	memcpy(quarter, half, sizeof(quarter));
	quarter[0] |= quarter[1];
	return quarter[0][0] | quarter[0][1];
}

/* The number of words from DATA on that are zero. */
static size_t zero_run(const char *data, size_t words)
{
	size_t i = 0;

	for (; i + LANES <= words; i += LANES) {
		lanes_t seen;

		memcpy(&seen, data + i * STAMP_BYTES, sizeof(seen));
		if (any(&seen))
			break;
	}
	while (i < words && !word_at(data, i))
		i++;
	return i;
}

/* The number of words from DATA on that are the stamps of ID, ID + 1... */
static size_t stamp_run(const char *data, size_t words, uint64_t id)
{
	struct predictor next;
	size_t limit = words_until_wrap(id);
	size_t i = 0;

	if (words > limit)
		words = limit;
	predictor_init(&next, id);
	for (; i + LANES <= words; i += LANES) {
		lanes_t seen, wanted;

		memcpy(&seen, data + i * STAMP_BYTES, sizeof(seen));
		predict(&next, &wanted);
		seen ^= wanted;
		if (any(&seen))
			break;
	}
	while (i < words && word_at(data, i) == seal(id + i))
		i++;
	return i;
}

static bool is_stamp(uint64_t word)
{
	uint64_t id = word & ID_MASK;
	int file = id >> FILE_SHIFT & 7;
	int writer = id >> WRITER_SHIFT & 15;
	int generation = id >> GENERATION_SHIFT & 63;

	if (word != seal(id) || !generation)
		return false;
	if (file == STAMP_FILE_FREE)
		return writer == FREE_WRITER && generation == FREE_GENERATION;
	return file < TEST_MAX_FILES && generation <= TEST_MAX_OPERATIONS &&
	       (writer < TEST_MAX_PROCESSES || writer == WRITER_INITIAL);
}

/*
 * The number of words from DATA on that are no stamps. If they are few, 1 is
 * returned: they may be torn, and then the bytes of each matter.
 */
static size_t garbage_run(const char *data, size_t words)
{
	size_t i = 1;

	while (i < words && word_at(data, i) && !is_stamp(word_at(data, i)))
		i++;
	return i <= STAMP_TORN_RUN ? 1 : i;
}

static void explain_stamp(uint64_t word, uint32_t round, struct value *value)
{
	uint64_t id = word & ID_MASK;
	uint64_t words = id & OFFSET_MASK;
	uint32_t tag = id >> ROUND_SHIFT;

	value->file = id >> FILE_SHIFT & 7;
	value->writer = id >> WRITER_SHIFT & 15;
	value->generation = id >> GENERATION_SHIFT & 63;
	if (value->file == STAMP_FILE_FREE) {
		value->kind = VALUE_FREE;
		words |= (uint64_t)tag << OFFSET_BITS;
	} else {
		value->kind = tag == (round & (STAMP_ROUNDS - 1)) ?
				      VALUE_STAMP :
				      VALUE_EARLIER;
	}
	value->offset = words * STAMP_BYTES;
}

/*
 * At least one word: shared memory may have changed since its first word was
 * looked at.
 */
static size_t run_bytes(size_t words)
{
	return (words ? words : 1) * STAMP_BYTES;
}

size_t stamp_decode(const void *data, size_t length, uint32_t round,
		    struct value *value)
{
	size_t words = length / STAMP_BYTES;
	uint64_t first = word_at(data, 0);

	*value = (struct value){ .raw = first };
	if (!first) {
		value->kind = VALUE_ZERO;
		return run_bytes(zero_run(data, words));
	}
	if (!is_stamp(first)) {
		value->kind = VALUE_GARBAGE;
		return run_bytes(garbage_run(data, words));
	}
	explain_stamp(first, round, value);
	return run_bytes(stamp_run(data, words, first & ID_MASK));
}
