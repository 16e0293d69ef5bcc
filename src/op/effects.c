// SPDX-License-Identifier: GPL-2.0-or-later
/* Lists of effects: building and asking. */
#include "op/support.h"

void op_extent(const struct operation *operation, const struct layout *layout,
	       uint64_t *start, uint64_t *end)
{
	int64_t from, to;

	operation_bytes(layout->test, operation, layout->page_size, &from, &to);
	*start = from;
	*end = to;
}

int op_effect(struct effect *effects, int count, enum effect_kind kind,
	      int file, uint64_t start, uint64_t end)
{
	return op_effect_from(effects, count, kind, file, start, end, -1, 0);
}

int op_effect_from(struct effect *effects, int count, enum effect_kind kind,
		   int file, uint64_t start, uint64_t end, int source,
		   int64_t shift)
{
	if (start >= end)
		return count;
	effects[count] = (struct effect){
		.kind = kind,
		.file = file,
		.start = start,
		.end = end,
		.source = source,
		.shift = shift,
	};
	return count + 1;
}

/* Every word of the range becomes what KIND says, also behind the end. */
static int effects_fill(const struct operation *operation,
			const struct layout *layout, enum effect_kind kind,
			struct effect effects[EFFECT_MAX])
{
	uint64_t start, end;
	int n = 0;

	op_extent(operation, layout, &start, &end);
	n = op_effect(effects, n, kind, operation->file, start, end);
	/* What lies between the old end of file and the range reads zero. */
	return op_effect(effects, n, EFFECT_GROW, operation->file, 0, start);
}

int op_write_effects(const struct operation *operation,
		     const struct layout *layout,
		     struct effect effects[EFFECT_MAX])
{
	return effects_fill(operation, layout, EFFECT_STAMP, effects);
}

int op_clear_effects(const struct operation *operation,
		     const struct layout *layout,
		     struct effect effects[EFFECT_MAX])
{
	return effects_fill(operation, layout, EFFECT_CLEAR, effects);
}

int op_copy_effects(const struct operation *operation,
		    const struct layout *layout,
		    struct effect effects[EFFECT_MAX])
{
	int64_t to = position_bytes(operation->target_at, layout->page_size);
	uint64_t start, length;
	int n = 0;

	op_source(operation, layout, &start, &length);
	n = op_effect_from(effects, n, EFFECT_COPY, operation->target, to,
			   to + length, operation->file, start - to);
	return op_effect(effects, n, EFFECT_GROW, operation->target, 0, to);
}

static bool moves_end(const struct effect *effect, uint64_t size)
{
	switch (effect->kind) {
	case EFFECT_STAMP:
	case EFFECT_CLEAR:
	case EFFECT_GROW:
	case EFFECT_COPY:
		return effect->end > size;
	case EFFECT_CUT:
		return effect->start < size;
	case EFFECT_MOVE:
		return true;
	case EFFECT_STORE:
	case EFFECT_ZERO:
		break;
	}
	return false;
}

bool op_moves_end(const struct test *test, const struct operation *operation,
		  uint32_t page_size, int file, uint64_t size)
{
	const struct layout layout = { .test = test, .page_size = page_size };
	struct effect effects[EFFECT_MAX];
	int count = 0;

	if (operation->type->effects)
		count = operation->type->effects(operation, &layout, effects);
	for (int i = 0; i < count; i++)
		if (effects[i].file == file && moves_end(&effects[i], size))
			return true;
	return false;
}
