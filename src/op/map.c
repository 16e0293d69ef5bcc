// SPDX-License-Identifier: GPL-2.0-or-later
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

static int protection(const struct mapping_decl *mapping)
{
	return mapping->writable ? PROT_READ | PROT_WRITE : PROT_READ;
}

static int flags(const struct operation *operation,
		 const struct mapping_decl *mapping)
{
	int flags = mapping->shared ? MAP_SHARED : MAP_PRIVATE;

	if (op_has_option(operation, POPULATE))
		flags |= MAP_POPULATE;
	if (op_has_option(operation, LOCKED))
		flags |= MAP_LOCKED;
	return flags | MAP_FIXED;
}

/* Advice is best effort: a kernel without huge pages refuses it, say. */
static void advise(const struct actor *actor, const struct operation *operation,
		   char *address, uint64_t length)
{
	if (op_has_option(operation, RANDOM) ||
	    (actor->test->knobs & KNOB_MADV_RANDOM))
		madvise(address, length, MADV_RANDOM);
	if (op_has_option(operation, SEQUENTIAL))
		madvise(address, length, MADV_SEQUENTIAL);
	if (op_has_option(operation, HUGEPAGE))
		madvise(address, length, MADV_HUGEPAGE);
}

/* Other threads find a mapping only when all about it is known. */
static void publish(struct memory *memory, int index, char *address,
		    uint64_t offset, uint64_t length)
{
	memory->offset[index] = offset;
	memory->length[index] = length;
	__atomic_store_n(&memory->address[index], address, __ATOMIC_RELEASE);
}

static void map(struct actor *actor, const struct operation *operation, int fd,
		char *address, uint64_t offset, uint64_t length)
{
	const int index = operation->mapping;
	const struct mapping_decl *mapping = &actor->test->mapping[index];
	const int how = flags(operation, mapping);
	const int prot = protection(mapping);
	void *result;

	actor_begin(actor);
	result = mmap(address, length, prot, how, fd, offset);
	if (result == MAP_FAILED) {
		actor_end(actor, -1, 0);
		op_place_failed(index, address, length);
		return;
	}
	advise(actor, operation, address, length);
	publish(actor->memory, index, address, offset, length);
	actor_end(actor, 0, 0);
}

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	const struct mapping_decl *mapping =
		&actor->test->mapping[operation->mapping];
	int fd = actor_map_fd(actor, operation->file, mapping->writable);
	int64_t start, end;
	char *address;

	/* Should it fail, the operations on it cannot run. */
	actor->memory->length[operation->mapping] = 0;
	if (fd < 0) {
		op_fail(actor, -fd);
		return;
	}
	mapping_bytes(actor->test, operation->mapping, actor->layout.page_size,
		      &start, &end);
	address = op_place(operation->mapping, start, end - start, NULL);
	if (address)
		map(actor, operation, fd, address, start, end - start);
	else
		op_fail(actor, errno);
}

const struct op_type op_map = {
	.name = "map",
	.shape = SHAPE_MAP,
	.traits = TRAIT_MEMORY | TRAIT_CACHED,
	.options = options,
	.calls = "mmap(2), madvise(2)",
	.manual = "Map the file or a range of it, rounded to whole pages, for "
		  "reading or for reading and writing. "
		  "populate and locked give MAP_POPULATE and MAP_LOCKED; "
		  "random, sequential and hugepage give the advice of that "
		  "name afterwards. Address and offset are equal modulo 2 "
		  "MiB.",
	.perform = perform,
};
