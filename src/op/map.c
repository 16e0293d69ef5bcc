// SPDX-License-Identifier: GPL-2.0-or-later
/* The operation map: mmap(2), madvise(2). */
#include <sys/mman.h>

#include "op/support.h"

/* In the order of the options' names. */
enum {
	POPULATE,
	RANDOM,
	SEQUENTIAL,
	HUGEPAGE,
	LOCKED,
};

static const char *const options[] = {
	"populate", "random", "sequential", "hugepage", "locked", NULL,
};

static int map_protection(const struct mapping_decl *mapping)
{
	return mapping->writable ? PROT_READ | PROT_WRITE : PROT_READ;
}

static int map_flags(const struct operation *operation,
		     const struct mapping_decl *mapping)
{
	int flags = mapping->shared ? MAP_SHARED : MAP_PRIVATE;

	if (op_has_option(operation, POPULATE))
		flags |= MAP_POPULATE;
	if (op_has_option(operation, LOCKED))
		flags |= MAP_LOCKED;
	return flags | MAP_FIXED;
}

static void map_call(const struct operation *operation,
		     const struct layout *layout, struct call *call)
{
	const int index = operation->mapping;
	const struct mapping_decl *mapping = &layout->test->mapping[index];
	int64_t start, end;

	mapping_bytes(layout->test, index, layout->page_size, &start, &end);
	*call = (struct call){
		.number = SYS_mmap,
		.arguments = { CALL_PLACE(index), CALL_VALUE(end - start),
			       CALL_VALUE(map_protection(mapping)),
			       CALL_VALUE(map_flags(operation, mapping)),
			       CALL_MAPPED(operation->file, mapping->writable),
			       CALL_VALUE(start) },
		.changes = CHANGES_MAPS,
	};
}

static bool map_advises(const struct operation *operation,
			const struct layout *layout, int advice)
{
	switch (advice) {
	case MADV_RANDOM:
		return op_has_option(operation, RANDOM) ||
		       layout->test->knobs & KNOB_MADV_RANDOM;
	case MADV_SEQUENTIAL:
		return op_has_option(operation, SEQUENTIAL);
	default:
		return op_has_option(operation, HUGEPAGE);
	}
}

/* Advice is best effort: a kernel without huge pages refuses it, say. */
static bool map_next(const struct operation *operation,
		     const struct layout *layout, struct op_progress *progress,
		     struct call *call)
{
	static const int advices[] = {
		MADV_RANDOM,
		MADV_SEQUENTIAL,
		MADV_HUGEPAGE,
	};
	unsigned int skip = progress->calls;
	int64_t start, end;

	if (!progress->calls) {
		map_call(operation, layout, call);
		return true;
	}
	if (progress->calls == 1 && progress->result < 0)
		return false;
	mapping_bytes(layout->test, operation->mapping, layout->page_size,
		      &start, &end);
	for (size_t i = 0; i < sizeof(advices) / sizeof(advices[0]); i++) {
		if (!map_advises(operation, layout, advices[i]) || --skip)
			continue;
		*call = (struct call){
			.number = SYS_madvise,
			.arguments = { CALL_PLACE(operation->mapping),
				       CALL_VALUE(end - start),
				       CALL_VALUE(advices[i]) },
			.known = CALL_IGNORED,
		};
		return true;
	}
	return false;
}

static struct op_result map_conclude(const struct operation *operation UNUSED,
				     const struct layout *layout UNUSED,
				     const struct op_progress *progress,
				     const char *buffer UNUSED)
{
	bool failed = progress->calls == 1 && progress->result < 0;

	return (struct op_result){ .result = failed ? progress->result : 0 };
}

const struct op_type op_map = {
	.name = "map",
	.shape = SHAPE_MAP,
	.traits = TRAIT_MEMORY | TRAIT_CACHED,
	.options = options,
	.populating = 1 << POPULATE | 1 << LOCKED,
	.calls = "mmap(2), madvise(2)",
	.manual = "Map the file or a range of it, rounded to whole pages, for "
		  "reading or for reading and writing. "
		  "populate and locked give MAP_POPULATE and MAP_LOCKED; "
		  "random, sequential and hugepage give the advice of that "
		  "name afterwards. Address and offset are equal modulo 2 "
		  "MiB.",
	.next = map_next,
	.conclude = map_conclude,
};
