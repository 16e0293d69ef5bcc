// SPDX-License-Identifier: GPL-2.0-or-later
/* Tells whether the final views of a file agree. */
#include "actor/outcome.h"

static bool through_memory(const struct observation *seen)
{
	return seen->view == VIEW_MAPPED || seen->view == VIEW_FRESH;
}

static bool same_value(const struct value *a, uint64_t a_offset,
		       const struct value *b, uint64_t b_offset)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind != VALUE_STAMP && a->kind != VALUE_EARLIER)
		return true;
	return a->file == b->file && a->writer == b->writer &&
	       a->generation == b->generation &&
	       a->offset - a_offset == b->offset - b_offset;
}

/*
 * Beyond the end of file, which lies at or before START, a mapping shows
 * zeroes up to the end of the page and SIGBUS in the pages after it.
 */
static bool agrees_past_end(const struct observation *seen, uint64_t start,
			    uint64_t end, uint64_t last_page_end)
{
	if (!through_memory(seen))
		return seen->value.kind == VALUE_ABSENT;
	if (seen->value.kind == VALUE_ZERO)
		return end <= last_page_end;
	return seen->value.kind == VALUE_SIGBUS && start >= last_page_end;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Compares the bytes that both have, and adds their number to *TOLD. */
static bool run_agrees(const struct layout *layout,
		       const struct observation *seen,
		       const struct observation *read, uint64_t *told)
{
	uint64_t page = layout->page_size;
	uint64_t start = seen->offset > read->offset ? seen->offset :
						       read->offset;
	uint64_t end = smaller((uint64_t)seen->offset + seen->length,
			       (uint64_t)read->offset + read->length);

	if (start >= end)
		return true;
	*told += end - start;
	if (read->value.kind == VALUE_ABSENT)
		return agrees_past_end(seen, start, end,
				       (read->offset + page - 1) / page * page);
	return same_value(&seen->value, seen->offset, &read->value,
			  read->offset);
}

bool final_agrees(const struct layout *layout, const struct history *history,
		  const struct observation *seen)
{
	uint64_t told = 0;

	for (uint32_t i = 0; i < history->observations; i++) {
		const struct observation *read = &history->observation[i];

		if (read->view == VIEW_READ && read->file == seen->file &&
		    !run_agrees(layout, seen, read, &told))
			return false;
	}
	return told == seen->length;
}
