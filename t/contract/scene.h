/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Histories made by hand or at random, to try the oracles on: a test whose
 * operations have only the effects and traits that they are given here, so
 * that every kind of effect is tried whatever the real operations do.
 *
 * All places are in words; a page has SCENE_PAGE of them unless changed.
 */
#ifndef FSLITMUS_T_SCENE_H
#define FSLITMUS_T_SCENE_H

#include "contract/effect.h"
#include "contract/history.h"
#include "contract/oracle.h"
#include "litmus/op_type.h"
#include "litmus/test.h"

#define SCENE_PAGE 4 /* words */
#define TO_END UINT64_MAX

struct scene {
	struct layout layout;
	struct test test;
	struct history history;
	int effects[TEST_MAX_PROCESSES][TEST_MAX_OPERATIONS];
	struct effect effect[TEST_MAX_PROCESSES][TEST_MAX_OPERATIONS]
			    [EFFECT_MAX];
};

/*
 * Kinds of operation: their effects are given with scene_effect(). Of those
 * that have none the operation table's own are taken, see op_find().
 */
extern const struct op_type scene_cached, scene_direct, scene_other, scene_load,
	scene_store;

void scene_init(struct scene *scene, int page_words);

/* These return the index of what they added. */
int scene_file(struct scene *scene, enum file_content content, int words);
int scene_mapping(struct scene *scene, int process, int file, bool shared);

/*
 * Add an operation to PROCESS, with its record: RECORD_DONE, or as set
 * afterwards. An END of 0 is one that never came.
 */
struct operation *scene_operation(struct scene *scene, int process,
				  const struct op_type *type, int file,
				  uint32_t begin, uint32_t end);
struct record *scene_record(struct scene *scene,
			    const struct operation *operation);

/* The latest addition to OPERATION's effects, to be completed if a move. */
struct effect *scene_effect(struct scene *scene,
			    const struct operation *operation,
			    enum effect_kind kind, int file, uint64_t start,
			    uint64_t end);
void scene_move(struct scene *scene, const struct operation *operation,
		enum effect_kind kind, int file, uint64_t start, uint64_t end,
		int source, int64_t shift);

/* What was seen in the words START to END: add a value to it. */
struct observation *scene_see(struct scene *scene, int file, uint32_t start,
			      uint32_t end, uint32_t begin_time,
			      uint32_t end_time);

struct value scene_zero(void);
struct value scene_kind(enum value_kind kind);
struct value scene_initial(int file, uint32_t word);
struct value scene_stamp(int file, const struct operation *operation,
			 uint32_t word);

/* The first BYTES (1 to 7) of LOW and the others of HIGH, decoded. */
struct value scene_torn(const struct scene *scene, struct value low,
			struct value high, int bytes);

/* Print everything about it, for a person who has to find out why. */
void scene_print(const struct scene *scene);

/*
 * The scene that effects are asked of: operations cannot carry them, so
 * this must be set before an oracle looks at the scene.
 */
void scene_use(const struct scene *scene);

#endif
