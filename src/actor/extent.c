// SPDX-License-Identifier: GPL-2.0-or-later
/* How far into its files a test can reach: sizes buffers and final looks. */
#include "actor/extent.h"

#include "litmus/op_type.h"

struct reach_far {
	const struct layout *layout;
	int file;
	uint64_t end;	 /* furthest place named */
	uint64_t growth; /* by operations that extend the file */
};

static void extend(struct reach_far *far, int64_t end)
{
	if (end > 0 && (uint64_t)end > far->end)
		far->end = end;
}

static void add_effect(struct reach_far *far, const struct effect *effect)
{
	if (effect->file != far->file)
		return;
	extend(far, effect->start);
	if (effect->end != EFFECT_TO_END)
		extend(far, effect->end);
	else if (effect->kind == EFFECT_MOVE && effect->shift < 0)
		far->growth += -effect->shift;
}

static void add_operation(struct reach_far *far,
			  const struct operation *operation)
{
	const struct op_type *type = operation->type;
	struct effect effects[EFFECT_MAX];
	int64_t start, end;
	int count = 0;

	if (operation->file == far->file && type->shape != SHAPE_FILE_SIZE) {
		operation_bytes(far->layout->test, operation,
				far->layout->page_size, &start, &end);
		extend(far, end);
	}
	if (type->effects)
		count = type->effects(operation, far->layout, effects);
	for (int i = 0; i < count; i++)
		add_effect(far, &effects[i]);
}

uint64_t extent_of(const struct layout *layout, int file)
{
	const struct test *test = layout->test;
	struct reach_far far = { .layout = layout, .file = file };
	uint64_t page = layout->page_size;
	int64_t start, end;

	extend(&far, position_bytes(test->file[file].size, page));
	for (int i = 0; i < test->mappings; i++) {
		if (test->mapping[i].file != file)
			continue;
		mapping_bytes(test, i, page, &start, &end);
		extend(&far, end);
	}
	for (int i = 0; i < test->processes; i++)
		for (int j = 0; j < test->process[i].count; j++)
			add_operation(&far, &test->process[i].operations[j]);
	return (far.end + far.growth + page - 1) / page * page;
}
