// SPDX-License-Identifier: GPL-2.0-or-later
#include "op/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define PAGES 10 /* of the largest file */
#define TAG_INITIAL 1
#define TAG_OPERATION 2

static const char *const file_names[] = { "f", "g" };

static uint64_t below(struct trial *trial, uint64_t bound)
{
	return random_below(&trial->random, bound);
}

static uint32_t page_size(const struct trial *trial)
{
	return trial->local.actor.layout.page_size;
}

static struct operation *the_operation(struct trial *trial)
{
	return &trial->test.process[0].operations[1];
}

/*
 * Files.
 */

static void choose_file(struct trial *trial, int i)
{
	static const enum file_content contents[] = {
		CONTENT_WRITTEN, CONTENT_WRITTEN,   CONTENT_WRITTEN,
		CONTENT_WRITTEN, CONTENT_WRITTEN,   CONTENT_WRITTEN,
		CONTENT_HOLE,	 CONTENT_UNWRITTEN,
	};
	struct file_decl *file = &trial->test.file[i];

	strcpy(file->name, file_names[i]);
	file->reflink_of = -1;
	file->size.page = 1 + below(trial, PAGES);
	if (below(trial, 2))
		file->size.byte = -8 * (int)below(trial, 512);
	file->content = contents[below(trial, 8)];
	file->cache = below(trial, CACHE_EVICTED + 1);
	if (below(trial, 20) == 0) {
		file->content = CONTENT_ABSENT;
		file->size = (struct position){ 0 };
	}
}

/* Sometimes the second file is the same as the first, or shares its blocks. */
static void choose_twin(struct trial *trial, const struct op_type *type)
{
	struct file_decl *file = trial->test.file;
	/* Only to dedupe is this the interesting case. */
	uint64_t choice = below(trial, strcmp(type->name, "dedupe") ? 8 : 3);

	if (choice == 0 || choice > 2 || file[0].content != CONTENT_WRITTEN)
		return;
	file[1].size = file[0].size;
	file[1].reflink_of = 0;
	file[1].content = choice == 1 ? CONTENT_REFLINK : CONTENT_WRITTEN;
}

static void fill_image(struct trial *trial, int i)
{
	const struct file_decl *file = &trial->test.file[i];
	struct image *image = &trial->before[i];
	uint64_t size = position_bytes(file->size, page_size(trial));
	bool written = file->content == CONTENT_WRITTEN ||
		       file->content == CONTENT_REFLINK;

	memset(image, 0, sizeof(*image));
	for (uint64_t at = 0; at < size; at += TEST_WORD) {
		image->present[at / TEST_WORD] = true;
		if (written)
			image->word[at / TEST_WORD] =
				image_stamp(TAG_INITIAL,
					    file->reflink_of == 0 ? 0 : i, at);
	}
}

static void write_file(struct trial *trial, int i, int fd)
{
	uint64_t size = image_size(&trial->before[i]);

	assert_int_equal(pwrite(fd, trial->before[i].word, size, 0), size);
}

static void give_content(struct trial *trial, int i, int fd)
{
	uint64_t size = image_size(&trial->before[i]);
	int source = trial->local.actor.fd[0];

	switch (trial->test.file[i].content) {
	case CONTENT_HOLE:
		assert_int_equal(ftruncate(fd, size), 0);
		break;
	case CONTENT_UNWRITTEN:
		assert_int_equal(fallocate(fd, 0, 0, size), 0);
		break;
	case CONTENT_REFLINK:
		if (ioctl(fd, FICLONE, source))
			write_file(trial, i, fd);
		break;
	default:
		write_file(trial, i, fd);
	}
}

static void settle_cache(struct trial *trial, int i, int fd)
{
	enum file_cache cache = trial->test.file[i].cache;

	if (cache == CACHE_WRITEBACK)
		sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	else if (cache != CACHE_DIRTY)
		assert_int_equal(fsync(fd), 0);
	if (cache == CACHE_EVICTED)
		posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
}

static void create_file(struct trial *trial, int i)
{
	int fd;

	unlinkat(trial->directory, file_names[i], 0);
	fill_image(trial, i);
	if (trial->test.file[i].content == CONTENT_ABSENT)
		return;
	fd = openat(trial->directory, file_names[i],
		    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	trial->local.actor.fd[i] = fd;
	give_content(trial, i, fd);
	settle_cache(trial, i, fd);
}

/*
 * The operation.
 */

/* A range of at least one word; mostly inside the first PAGES pages. */
static struct range choose_range(struct trial *trial, unsigned int traits,
				 int pages)
{
	struct range range = { 0 };
	int first, last;

	do {
		first = below(trial, pages);
		last = first + below(trial, pages - first);
		range.start = (struct position){ first, 0 };
		range.end = (struct position){ last + 1, 0 };
		if ((traits & TRAIT_ALIGNED) || below(trial, 3) == 0)
			return range;
		range.start.byte = 8 * below(trial, 512);
		range.end.byte = -8 * (int)below(trial, 512);
	} while (position_bytes(range.start, page_size(trial)) >=
		 position_bytes(range.end, page_size(trial)));
	return range;
}

/* How many pages a range should lie in, so that it mostly makes sense. */
static int sensible_pages(struct trial *trial)
{
	int pages = trial->test.file[0].size.page;

	if (trial->test.file[0].size.byte)
		pages--;
	return pages < 1 || below(trial, 4) == 0 ? PAGES + 2 : pages;
}

static unsigned int choose_options(struct trial *trial,
				   const struct op_type *type)
{
	unsigned int options = 0;
	int i = type->exclusive;

	if (i)
		options = 1u << below(trial, i);
	for (; type->options && type->options[i]; i++)
		if (below(trial, 3) == 0)
			options |= 1u << i;
	return options ? options : type->default_options;
}

static void choose_mapping(struct trial *trial)
{
	struct mapping_decl *mapping = &trial->test.mapping[0];
	int first = below(trial, 3);

	strcpy(mapping->name, "m");
	mapping->shared = below(trial, 3);
	mapping->writable = below(trial, 3);
	mapping->whole = trial->test.file[0].size.page && below(trial, 2);
	mapping->range.start.page = first;
	mapping->range.end.page = first + 1 + below(trial, PAGES);
	trial->test.mappings = 1;
}

static void choose_memory_range(struct trial *trial,
				struct operation *operation)
{
	int64_t start, end;
	int first;

	mapping_bytes(&trial->test, 0, page_size(trial), &start, &end);
	first = start / page_size(trial);
	operation->range = choose_range(trial, operation->type->traits,
					end / page_size(trial) - first);
	operation->range.start.page += first;
	operation->range.end.page += first;
}

static void choose_target(struct trial *trial, struct operation *operation)
{
	operation->target = 1;
	operation->target_at =
		choose_range(trial, operation->type->traits, PAGES).start;
	if (below(trial, 2)) /* where a twin holds the same */
		operation->target_at = operation->range.start;
	if (operation->whole)
		operation->target_at = (struct position){ 0 };
}

/* Where an operation goes that asks for no place. */
static void move_to_end(struct trial *trial, struct operation *operation)
{
	const struct position end = trial->test.file[0].size;
	struct range *range = &operation->range;

	range->end.page += end.page - range->start.page;
	range->end.byte += end.byte - range->start.byte;
	range->start = end;
}

static void choose_operation(struct trial *trial, const struct op_type *type)
{
	struct operation *operation = the_operation(trial);
	bool any = type->shape == SHAPE_FILE_ANY ||
		   type->shape == SHAPE_MEMORY_ANY ||
		   type->shape == SHAPE_FILE_TO_FILE;

	*operation = (struct operation){
		.type = type, .index = 1, .mapping = -1, .target = -1
	};
	operation->options = choose_options(trial, type);
	operation->range = choose_range(trial, type->traits,
					sensible_pages(trial));
	operation->whole = (any && below(trial, 3) == 0) ||
			   (type->traits & TRAIT_WHOLE);
	if (op_appends(operation))
		move_to_end(trial, operation);
	if (type->shape == SHAPE_FILE_TO_FILE)
		choose_target(trial, operation);
	if (!(type->traits & TRAIT_MEMORY))
		return;
	operation->mapping = 0;
	if (type->traits & TRAIT_WRITES)
		trial->test.mapping[0].writable = true;
	if (!operation->whole)
		choose_memory_range(trial, operation);
}

/* Operations on memory need a mapping; "map" itself is one. */
static void perform_map(struct trial *trial, unsigned int options)
{
	struct operation *map = &trial->test.process[0].operations[0];

	*map = (struct operation){ .type = op_find("map"),
				   .target = -1,
				   .options = options };
	map->whole = trial->test.mapping[0].whole;
	map->range = trial->test.mapping[0].range;
	local_actor_perform(&trial->local, map, 0);
	if (trial->local.record.status != RECORD_DONE)
		fail_msg("%s: map: %s", trial->story,
			 strerror(trial->local.record.error));
}

/*
 * What it must have seen.
 */

static void expect_sight(struct trial *trial, uint64_t i, enum sight sight,
			 uint64_t word)
{
	const struct local_actor *local = &trial->local;

	if (local->sight[i] != sight ||
	    (sight != SIGHT_ABSENT && local->word[i] != word))
		fail_msg("%s: saw kind %d %llx at byte %llu, not %d %llx",
			 trial->story, local->sight[i],
			 (unsigned long long)local->word[i],
			 (unsigned long long)i * TEST_WORD, sight,
			 (unsigned long long)word);
}

static void expect_loaded(struct trial *trial, uint64_t i)
{
	const struct image *image = &trial->before[0];
	const uint64_t per_page = page_size(trial) / TEST_WORD;

	if (image->present[i])
		expect_sight(trial, i, SIGHT_WORD, image->word[i]);
	else if (image->present[i - i % per_page])
		expect_sight(trial, i, SIGHT_WORD, 0);
	else
		expect_sight(trial, i, SIGHT_SIGNAL, SIGBUS);
}

static void expect_read(struct trial *trial, uint64_t i)
{
	const struct image *image = &trial->before[0];

	expect_sight(trial, i, image->present[i] ? SIGHT_WORD : SIGHT_ABSENT,
		     image->word[i]);
}

static void check_sights(struct trial *trial)
{
	const struct operation *operation = the_operation(trial);
	const bool observes = operation->type->traits & TRAIT_OBSERVES;
	uint64_t start, length;

	if (!observes) {
		assert_int_equal(trial->local.seen, 0);
		return;
	}
	actor_range(&trial->local.actor, operation, &start, &length);
	/* Direct I/O may be refused; what is refused sees nothing. */
	if (trial->local.record.error) {
		assert_int_equal(trial->local.seen, 0);
		return;
	}
	assert_int_equal(trial->local.seen, length / TEST_WORD);
	for (uint64_t at = start; at < start + length; at += TEST_WORD)
		if (operation->mapping >= 0)
			expect_loaded(trial, at / TEST_WORD);
		else
			expect_read(trial, at / TEST_WORD);
}

/* What a store stored must be seen through its mapping, private or not. */
static void check_stored(struct trial *trial)
{
	const struct operation *operation = the_operation(trial);
	const struct memory *memory = &trial->local.memory;
	uint64_t start, length;

	if (!(operation->type->traits & TRAIT_WRITES) ||
	    trial->local.record.result < 0)
		return;
	actor_range(&trial->local.actor, operation, &start, &length);
	assert_true(trial->local.record.result <= (int64_t)length);
	for (int64_t i = 0; i < trial->local.record.result; i += TEST_WORD)
		assert_int_equal(*(uint64_t *)(memory->address[0] + start + i -
					       memory->offset[0]),
				 image_stamp(TAG_OPERATION, 0, start + i));
}

/*
 * What the files must hold.
 */

static void check_word(struct trial *trial, int file, uint64_t i, uint64_t word,
		       const char *how)
{
	const struct image *before = &trial->before[file];
	const struct image *after = &trial->after[file];
	const int status = trial->local.record.status;

	if (status != RECORD_FAILED && after->present[i] &&
	    after->word[i] == word)
		return;
	if (status != RECORD_DONE && before->present[i] &&
	    before->word[i] == word)
		return;
	fail_msg("%s: %s %s: %llx at byte %llu, not %llx (before: %llx)",
		 trial->story, how, file_names[file], (unsigned long long)word,
		 (unsigned long long)i * TEST_WORD,
		 (unsigned long long)after->word[i],
		 (unsigned long long)before->word[i]);
}

static void check_size(struct trial *trial, int file, int64_t size)
{
	const int64_t before = image_size(&trial->before[file]);
	const int64_t after = image_size(&trial->after[file]);
	const int status = trial->local.record.status;

	/* An operation that the files do not allow may predict nonsense. */
	assert_true(after >= 0 || status != RECORD_DONE);
	if ((status != RECORD_FAILED && size == after) ||
	    (status != RECORD_DONE && size == before))
		return;
	if (status == RECORD_PARTIAL && size % TEST_WORD == 0 &&
	    ((size > before && size < after) ||
	     (size < before && size > after)))
		return;
	fail_msg("%s: %s has %lld bytes, not %lld (before: %lld)", trial->story,
		 file_names[file], (long long)size, (long long)after,
		 (long long)before);
}

static void check_file(struct trial *trial, int file)
{
	static uint64_t words[IMAGE_WORDS];
	int fd = openat(trial->directory, file_names[file],
			O_RDONLY | O_CLOEXEC);
	struct stat stat = { 0 };
	uint64_t *mapped;

	if (fd < 0) { /* absent, and nothing created it */
		assert_int_equal(errno, ENOENT);
		check_size(trial, file, 0);
		return;
	}
	fstat(fd, &stat);
	check_size(trial, file, stat.st_size);
	assert_int_equal(pread(fd, words, sizeof(words), 0), stat.st_size);
	for (off_t i = 0; i < stat.st_size / TEST_WORD; i++)
		check_word(trial, file, i, words[i], "read of");
	if (stat.st_size) {
		mapped = mmap(NULL, stat.st_size, PROT_READ, MAP_SHARED, fd, 0);
		assert_ptr_not_equal(mapped, MAP_FAILED);
		assert_memory_equal(mapped, words, stat.st_size);
		munmap(mapped, stat.st_size);
	}
	close(fd);
}

/*
 * All of it.
 */

static void tell(struct trial *trial, uint64_t seed)
{
	const struct operation *operation = the_operation(trial);
	const struct file_decl *file = trial->test.file;
	const struct mapping_decl *mapping = trial->test.mapping;

	snprintf(trial->story, sizeof(trial->story),
		 "seed %llu: %s [%d%+d..%d%+d) to %d [%d%+d] options %x%s, f: "
		 "%d%+d pages content %d cache %d, g: %d%+d pages content %d, "
		 "m: %s %s [%d..%d)%s",
		 (unsigned long long)seed, operation->type->name,
		 operation->range.start.page, operation->range.start.byte,
		 operation->range.end.page, operation->range.end.byte,
		 operation->target, operation->target_at.page,
		 operation->target_at.byte, operation->options,
		 operation->whole ? " whole" : "", file[0].size.page,
		 file[0].size.byte, file[0].content, file[0].cache,
		 file[1].size.page, file[1].size.byte, file[1].content,
		 mapping->shared ? "shared" : "private",
		 mapping->writable ? "write" : "read",
		 mapping->range.start.page, mapping->range.end.page,
		 mapping->whole ? " whole" : "");
}

static void predict(struct trial *trial)
{
	const struct operation *operation = the_operation(trial);
	struct effect effects[EFFECT_MAX];
	int count = 0;

	if (operation->type->effects)
		count = operation->type->effects(operation,
						 &trial->local.actor.layout,
						 effects);
	memcpy(trial->after, trial->before, sizeof(trial->before));
	image_apply(trial->after, 2, effects, count, TAG_OPERATION);
}

static void perform(struct trial *trial, const struct op_type *type)
{
	struct operation *operation = the_operation(trial);

	if (type->shape == SHAPE_MAP) {
		perform_map(trial, operation->options);
		return;
	}
	if (type->traits & TRAIT_MEMORY)
		perform_map(trial, 0);
	local_actor_perform(&trial->local, operation, TAG_OPERATION);
}

void trial_run(struct trial *trial, const struct op_type *type, int directory,
	       uint64_t seed)
{
	trial->random.state = seed;
	trial->directory = directory;
	memset(&trial->test, 0, sizeof(trial->test));
	trial->test.files = 2;
	trial->test.processes = 1;
	trial->test.process[0].thread_of = -1;
	trial->test.process[0].count = 2;
	local_actor_init(&trial->local, &trial->test, directory);
	choose_file(trial, 0);
	choose_file(trial, 1);
	choose_twin(trial, type);
	choose_mapping(trial);
	choose_operation(trial, type);
	tell(trial, seed);
	create_file(trial, 0);
	create_file(trial, 1);
	predict(trial);
	perform(trial, type);
	if (trial->local.record.status == RECORD_NOT_RUN)
		fail_msg("%s: was not run", trial->story);
	check_sights(trial);
	check_stored(trial);
	check_file(trial, 0);
	check_file(trial, 1);
	local_actor_finish(&trial->local);
}
