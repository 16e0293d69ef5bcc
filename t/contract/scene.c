// SPDX-License-Identifier: GPL-2.0-or-later
#include "scene.h"

#include <stdio.h>
#include <string.h>

#include "contract/stamp.h"

static const struct scene *used;

void scene_use(const struct scene *scene)
{
	used = scene;
}

static int scene_effects(const struct operation *operation,
			 const struct layout *layout,
			 struct effect effects[EFFECT_MAX])
{
	int count = used->effects[operation->process][operation->index];

	(void)layout;
	memcpy(effects, used->effect[operation->process][operation->index],
	       count * sizeof(*effects));
	return count;
}

#define SCENE_TYPE(type_name, type_shape, type_traits) \
	const struct op_type scene_##type_name = {     \
		.name = #type_name,                    \
		.shape = type_shape,                   \
		.traits = type_traits,                 \
		.effects = scene_effects,              \
	}

SCENE_TYPE(cached, SHAPE_FILE_ANY, TRAIT_CACHED | TRAIT_OBSERVES);
SCENE_TYPE(direct, SHAPE_FILE_ANY, TRAIT_DIRECT | TRAIT_OBSERVES);
SCENE_TYPE(other, SHAPE_FILE_ANY, 0);
SCENE_TYPE(load, SHAPE_MEMORY_RANGE,
	   TRAIT_MEMORY | TRAIT_CACHED | TRAIT_WORD | TRAIT_OBSERVES);
SCENE_TYPE(store, SHAPE_MEMORY_RANGE,
	   TRAIT_MEMORY | TRAIT_CACHED | TRAIT_WORD | TRAIT_WRITES);

void scene_init(struct scene *scene, int page_words)
{
	/* The observations need no clearing; they are most of it. */
	memset(scene, 0, offsetof(struct scene, history));
	memset(&scene->history, 0, offsetof(struct history, observation));
	memset(scene->effects, 0, sizeof(scene->effects));
	scene->layout.test = &scene->test;
	scene->layout.page_size = page_words * TEST_WORD;
	scene->history.round = 1;
	for (int p = 0; p < TEST_MAX_PROCESSES; p++)
		scene->test.process[p].thread_of = -1;
	scene_use(scene);
}

static struct position place(const struct scene *scene, int64_t word)
{
	int words = scene->layout.page_size / TEST_WORD;

	return (struct position){ word / words, word % words * TEST_WORD };
}

int scene_file(struct scene *scene, enum file_content content, int words)
{
	struct file_decl *file = &scene->test.file[scene->test.files];

	file->name[0] = 'f' + scene->test.files;
	file->content = content;
	file->cache = CACHE_SYNCED;
	file->size = place(scene, words);
	file->reflink_of = -1;
	return scene->test.files++;
}

int scene_mapping(struct scene *scene, int process, int file, bool shared)
{
	struct mapping_decl *mapping =
		&scene->test.mapping[scene->test.mappings];

	mapping->name[0] = 'm' + scene->test.mappings;
	mapping->file = file;
	mapping->process = process;
	mapping->whole = true;
	mapping->shared = shared;
	mapping->writable = true;
	return scene->test.mappings++;
}

struct operation *scene_operation(struct scene *scene, int process,
				  const struct op_type *type, int file,
				  uint32_t begin, uint32_t end)
{
	struct process *p = &scene->test.process[process];
	struct operation *operation = &p->operations[p->count];
	struct record *record = &scene->history.record[process][p->count];

	if (scene->test.processes <= process)
		scene->test.processes = process + 1;
	*operation = (struct operation){
		.type = type,
		.process = process,
		.index = p->count++,
		.file = file,
		.mapping = -1,
		.whole = true,
		.target = -1,
	};
	*record = (struct record){
		.begin = begin,
		.end = end,
		.status = RECORD_DONE,
	};
	return operation;
}

struct record *scene_record(struct scene *scene,
			    const struct operation *operation)
{
	return &scene->history.record[operation->process][operation->index];
}

struct effect *scene_effect(struct scene *scene,
			    const struct operation *operation,
			    enum effect_kind kind, int file, uint64_t start,
			    uint64_t end)
{
	int *count = &scene->effects[operation->process][operation->index];
	struct effect *effect =
		&scene->effect[operation->process][operation->index][(*count)++];

	*effect = (struct effect){
		.kind = kind,
		.file = file,
		.start = start * TEST_WORD,
		.end = end == TO_END ? EFFECT_TO_END : end * TEST_WORD,
		.source = -1,
	};
	return effect;
}

void scene_move(struct scene *scene, const struct operation *operation,
		enum effect_kind kind, int file, uint64_t start, uint64_t end,
		int source, int64_t shift)
{
	struct effect *effect = scene_effect(scene, operation, kind, file,
					     start, end);

	effect->source = source;
	effect->shift = shift * TEST_WORD;
}

struct observation *scene_see(struct scene *scene, int file, uint32_t start,
			      uint32_t end, uint32_t begin_time,
			      uint32_t end_time)
{
	struct observation *observation =
		&scene->history.observation[scene->history.observations++];

	*observation = (struct observation){
		.view = VIEW_READ,
		.mapping = -1,
		.file = file,
		.offset = start * TEST_WORD,
		.length = (end - start) * TEST_WORD,
		.begin = begin_time,
		.end = end_time,
	};
	return observation;
}

struct value scene_kind(enum value_kind kind)
{
	struct value value = { .kind = kind };

	/* Bytes that nothing of the round holds. */
	if (value_is_strange(&value))
		value.raw = UINT64_MAX;
	return value;
}

static uint64_t raw_of(const struct scene *scene, const struct value *value)
{
	return value->kind != VALUE_STAMP ?
		       0 :
		       stamp(scene->history.round, value->file, value->writer,
			     value->generation, value->offset);
}

struct value scene_torn(const struct scene *scene, struct value low,
			struct value high, int bytes)
{
	uint64_t mask = UINT64_MAX << 8 * bytes;
	uint64_t raw = (raw_of(scene, &low) & ~mask) |
		       (raw_of(scene, &high) & mask);
	struct value value;

	stamp_decode(&raw, sizeof(raw), scene->history.round, &value);
	return value;
}

struct value scene_zero(void)
{
	return scene_kind(VALUE_ZERO);
}

struct value scene_initial(int file, uint32_t word)
{
	return (struct value){
		.kind = VALUE_STAMP,
		.file = file,
		.writer = WRITER_INITIAL,
		.generation = 1,
		.offset = word * TEST_WORD,
	};
}

struct value scene_stamp(int file, const struct operation *operation,
			 uint32_t word)
{
	return (struct value){
		.kind = VALUE_STAMP,
		.file = file,
		.writer = operation->process,
		.generation = operation->index + 1,
		.offset = word * TEST_WORD,
	};
}

static void print_files(const struct scene *scene)
{
	static const char *const content[] = {
		"absent", "hole", "unwritten", "written", "reflink",
	};

	for (int f = 0; f < scene->test.files; f++) {
		const struct file_decl *file = &scene->test.file[f];

		printf("# file %d: %s, %d words", f, content[file->content],
		       (int)(position_bytes(file->size,
					    scene->layout.page_size) /
			     TEST_WORD));
		if (file->content == CONTENT_REFLINK)
			printf(" of file %d", file->reflink_of);
		printf("\n");
	}
	for (int m = 0; m < scene->test.mappings; m++)
		printf("# mapping %d: P%d, file %d, %s\n", m,
		       scene->test.mapping[m].process,
		       scene->test.mapping[m].file,
		       scene->test.mapping[m].shared ? "shared" : "private");
}

static void print_effect(const struct effect *effect)
{
	static const char *const kind[] = {
		"stamp", "store", "zero", "clear",
		"grow",	 "cut",	  "move", "copy",
	};

	printf("#     %s file %d [%d..", kind[effect->kind], effect->file,
	       (int)(effect->start / TEST_WORD));
	if (effect->end == EFFECT_TO_END)
		printf("end)");
	else
		printf("%d)", (int)(effect->end / TEST_WORD));
	if (effect->kind == EFFECT_MOVE || effect->kind == EFFECT_COPY)
		printf(" from file %d, %+d", effect->source,
		       (int)(effect->shift / TEST_WORD));
	printf("\n");
}

static void print_operation(const struct scene *scene, int process, int index)
{
	static const char *const status[] = {
		"not run", "done", "partial", "failed", "started",
	};
	const struct operation *operation =
		&scene->test.process[process].operations[index];
	const struct record *record = &scene->history.record[process][index];

	printf("#   P%d.%d %s file %d mapping %d options %#x: %u-%u %s\n",
	       process, index + 1, operation->type->name, operation->file,
	       operation->mapping, operation->options, record->begin,
	       record->end, status[record->status]);
	for (int i = 0; i < scene->effects[process][index]; i++)
		print_effect(&scene->effect[process][index][i]);
}

static void print_observation(const struct observation *o)
{
	static const char *const view[] = {
		"operation", "mapped",	"fresh",     "read",
		"direct",    "evicted", "remounted",
	};
	static const char *const kind[] = {
		"zero",	   "stamp",   "absent", "sigbus",
		"sigsegv", "earlier", "free",	"garbage",
	};

	printf("#   %s", view[o->view]);
	if (o->view == VIEW_OPERATION)
		printf(" P%d.%d", o->process, o->operation + 1);
	printf(" mapping %d file %d [%d..%d) %u-%u: %s", o->mapping, o->file,
	       (int)(o->offset / TEST_WORD),
	       (int)((o->offset + o->length) / TEST_WORD), o->begin, o->end,
	       kind[o->value.kind]);
	if (o->value.kind == VALUE_STAMP)
		printf(" by P%d.%d for file %d [%d]", o->value.writer,
		       o->value.generation, o->value.file,
		       (int)(o->value.offset / TEST_WORD));
	printf("\n");
}

void scene_print(const struct scene *scene)
{
	printf("# page: %d words%s\n",
	       (int)(scene->layout.page_size / TEST_WORD),
	       scene->layout.huge ? ", in huge pages" : "");
	print_files(scene);
	for (int p = 0; p < scene->test.processes; p++)
		for (int i = 0; i < scene->test.process[p].count; i++)
			print_operation(scene, p, i);
	printf("# seen:\n");
	for (uint32_t i = 0; i < scene->history.observations; i++)
		print_observation(&scene->history.observation[i]);
}
