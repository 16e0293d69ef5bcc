// SPDX-License-Identifier: GPL-2.0-or-later
/* Made-up events with made-up symbols, and the exact text they give. */
#include "timeline/timeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "litmus/parse.h"

/* A kernel of a few functions. */
enum {
	FALLOCATE = 0x1000,
	FALLOCATE_LATER = 0x1010,
	TRUNCATE = 0x2000,
	HELPER = 0x3000,
	INLINED = 0x3010, /* from a header, into the above */
	MAP_PAGES = 0x4000,
	WAIT = 0x7000,
	DEFAULT = 0x8000, /* no fault */
	PARTIAL = 0x9100,
	ZERO = 0x9110, /* inlined into the above */
	REUSE = 0x9200,
};

static const struct symbol_frame fallocate_frame[] = {
	{ "xfs_file_fallocate", "fs/xfs/xfs_file.c", 1084, false },
};
static const struct symbol_frame fallocate_later[] = {
	{ "xfs_file_fallocate", "fs/xfs/xfs_file.c", 1118, false },
};
static const struct symbol_frame truncate_frame[] = {
	{ "truncate_inode_pages_range", "mm/truncate.c", 331, false },
};
static const struct symbol_frame helper_frame[] = {
	{ "xas_helper", "mm/filemap.c", 50, false },
};
static const struct symbol_frame inlined_frames[] = {
	{ "folio_get", "include/linux/mm.h", 9, true },
	{ "xas_helper", "mm/filemap.c", 57, false },
};
static const struct symbol_frame map_frame[] = {
	{ "filemap_map_pages", "mm/filemap.c", 3659, false },
};
static const struct symbol_frame wait_frame[] = {
	{ "folio_wait_bit_common", "mm/filemap.c", 1200, false },
};
static const struct symbol_frame default_frame[] = {
	{ "get_default_flags", "fs/ext4/inode.c", 5, false },
};
static const struct symbol_frame partial_frame[] = {
	{ "truncate_inode_partial_folio", "mm/truncate.c", 218, false },
};
static const struct symbol_frame zero_frames[] = {
	{ "zero_user_segments", "include/linux/highmem.h", 280, true },
	{ "folio_zero_range", "include/linux/highmem.h", 619, true },
	{ "truncate_inode_partial_folio", "mm/truncate.c", 243, false },
};
static const struct symbol_frame reuse_frame[] = {
	{ "wp_page_reuse", "mm/memory.c", 3200, false },
};

static const struct {
	uint32_t pc;
	struct symbol symbol;
} known[] = {
	{ FALLOCATE, { fallocate_frame, 1 } },
	{ FALLOCATE_LATER, { fallocate_later, 1 } },
	{ TRUNCATE, { truncate_frame, 1 } },
	{ HELPER, { helper_frame, 1 } },
	{ INLINED, { inlined_frames, 2 } },
	{ MAP_PAGES, { map_frame, 1 } },
	{ WAIT, { wait_frame, 1 } },
	{ DEFAULT, { default_frame, 1 } },
	{ PARTIAL, { partial_frame, 1 } },
	{ ZERO, { zero_frames, 3 } },
	{ REUSE, { reuse_frame, 1 } },
};

const struct symbol *symbols_find(struct symbols *symbols, uint32_t pc)
{
	static const struct symbol unknown = { NULL, 0 };

	(void)symbols;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].pc == pc)
			return &known[i].symbol;
	return &unknown;
}

/* The function that the made-up kernel lacks, or NULL. */
static const char *lacking;

bool symbols_have(struct symbols *symbols, const char *function)
{
	(void)symbols;
	return !lacking || strcmp(function, lacking);
}

/* An execution being made up. */
#define EVENTS_MAX 128

static struct fslitmus_event events[EVENTS_MAX];
static size_t count;
static uint64_t now;
static struct test test;
static struct result result;
static struct guest_execution execution;
static struct timeline what;

static const char text[] = "test punch-vs-fault-around\n"
			   "file f 16 pages written evicted\n"
			   "P0 {\n"
			   "    map m f shared read\n"
			   "    load m[3]\n"
			   "    load m[4]\n"
			   "}\n"
			   "P1 {\n"
			   "    punch f[0..16)\n"
			   "}\n";

enum {
	LOAD_3 = 2,
	LOAD_4 = 3,
	PUNCH = TEST_MAX_OPERATIONS + 1,
};

static int begin(void **state)
{
	struct diagnostic diagnostic;

	(void)state;
	memset(&result, 0, sizeof(result));
	memset(&execution, 0, sizeof(execution));
	memset(events, 0, sizeof(events));
	result.verdict.observation = -1;
	result.verdict.victim_process = result.verdict.rival_process = -1;
	result.verdict.victim_operation = result.verdict.rival_operation = -1;
	count = 0;
	now = 5000000;
	lacking = NULL;
	what = (struct timeline){
		.test = &test,
		.result = &result,
		.execution = &execution,
		.events = events,
		.columns = 72,
		/* Never looked into: see symbols_find() above. */
		.symbols = (struct symbols *)&known,
	};
	return test_parse(text, strlen(text), "test", &test, &diagnostic);
}

static struct fslitmus_event *add(int actor, int operation, int kind)
{
	struct fslitmus_event *event = &events[count++];

	assert_true(count <= EVENTS_MAX);
	event->time = now;
	event->actor = actor;
	event->operation = operation;
	event->kind = kind;
	return event;
}

static int operation_at_work(int actor)
{
	for (size_t i = count; i-- > 0;)
		if (events[i].actor == actor)
			return events[i].operation;
	return 0;
}

static void point(int actor, uint32_t pc)
{
	add(actor, operation_at_work(actor), FSLITMUS_EVENT_POINT)->pc = pc;
}

static void began(int actor, int operation)
{
	add(actor, operation, FSLITMUS_EVENT_BEGAN);
}

static void ended(int actor, int operation, int64_t value)
{
	add(actor, operation, FSLITMUS_EVENT_ENDED)->value = value;
}

static void lock(int actor, int kind, int which, int mode, uint64_t value)
{
	struct fslitmus_event *event = add(actor, operation_at_work(actor),
					   kind);

	event->lock = which;
	event->mode = mode;
	event->value = value;
}

static void locked(int actor, int which, int mode, uint64_t value)
{
	lock(actor, FSLITMUS_EVENT_LOCKED, which, mode, value);
}

static void unlocked(int actor, int which, int mode, uint64_t value)
{
	lock(actor, FSLITMUS_EVENT_UNLOCKED, which, mode, value);
}

static uint64_t folio(uint32_t index, uint8_t file)
{
	return (uint64_t)index << 8 | file;
}

/* Of PAGES pages from INDEX of the test's file on. */
static void folio_event(int actor, int kind, uint32_t index, int pages,
			int mode)
{
	struct fslitmus_event *event;

	lock(actor, kind, FSLITMUS_LOCK_FOLIO, mode, folio(index, 0));
	event = &events[count - 1];
	event->pages = pages;
}

static void large_locked(int actor, uint32_t index, int pages)
{
	folio_event(actor, FSLITMUS_EVENT_LOCKED, index, pages, 1);
}

static void large_unlocked(int actor, uint32_t index, int pages)
{
	folio_event(actor, FSLITMUS_EVENT_UNLOCKED, index, pages, 1);
}

/* It is locked from then on. */
static void added(int actor, uint32_t index, int pages)
{
	folio_event(actor, FSLITMUS_EVENT_LOCKED, index, pages, 1);
	folio_event(actor, FSLITMUS_EVENT_ADDED, index, pages, 1);
}

static void mapped(int actor, uint32_t index, int pages, int order)
{
	folio_event(actor, FSLITMUS_EVENT_MAPPED, index, pages, order);
}

static void preempted(int actor, uint32_t ticks)
{
	add(actor, operation_at_work(actor), FSLITMUS_EVENT_PREEMPTED)->value =
		ticks;
}

static void resumed(int actor)
{
	add(actor, operation_at_work(actor), FSLITMUS_EVENT_RESUMED);
}

/* The table alone: what comes before the second rule. */
static char *table(void)
{
	char *printed, *end;
	size_t size;
	FILE *out = open_memstream(&printed, &size);

	what.count = count;
	timeline_print(out, &what);
	fclose(out);
	end = strstr(printed, "\nLocks held");
	assert_non_null(end);
	*end = '\0';
	end = strrchr(printed, '\n');
	assert_non_null(end);
	if (end[1] == '-')
		end[1] = '\0';
	return printed;
}

static void expect(const char *expected)
{
	char *printed = table();

	assert_string_equal(printed, expected);
	free(printed);
}

/* One operation, told point by point. */
static void some_points(void)
{
	began(1, PUNCH);
	point(1, FALLOCATE);
	point(1, FALLOCATE_LATER);
	point(1, HELPER);
	point(1, INLINED);
	point(1, FALLOCATE_LATER);
	point(1, TRUNCATE);
	point(1, 0x9000);
	point(1, DEFAULT);
	ended(1, PUNCH, 0);
}

static void points_of_a_function_are_one_line(void **state)
{
	(void)state;
	some_points();
	what.detail = 1;
	expect("  us | P0                              | P1\n"
	       "------------------------------------------------------------------------\n"
	       "   0 |                                 | ... punch f[0..16)\n"
	       "     |                                 | ...  xfs_file_fallocate\n"
	       "     |                                 | ...  xas_helper filemap.c:50-57\n"
	       "     |                                 | ...  xfs_file_fallocate   :1118\n"
	       "     |                                 | ...  truncate_inode_pages_range\n"
	       "     |                                 | ...  0x9000\n"
	       "     |                                 | ...  get_default_flags       :5\n"
	       "     |                                 | ... punch f[0..16): 0\n");
}

static void without_detail_only_what_tells_something(void **state)
{
	(void)state;
	some_points();
	expect("  us | P0                              | P1\n"
	       "------------------------------------------------------------------------\n"
	       "   0 |                                 | ... punch f[0..16)\n"
	       "     |                                 | ...  xfs_file_fallocate\n"
	       "     |                                 | ...  truncate_inode_pages_range\n"
	       "     |                                 | ... punch f[0..16): 0\n");
}

/* All locks, taken, weakened and given back. */
static void locks_are_beside_what_they_protect(void **state)
{
	(void)state;
	began(1, PUNCH);
	locked(1, FSLITMUS_LOCK_INODE, 1, 0);
	locked(1, FSLITMUS_LOCK_INVALIDATE, 0, 0);
	locked(1, FSLITMUS_LOCK_OTHER, 1, 0x61000000);
	locked(1, FSLITMUS_LOCK_INODE, 1, 7);
	locked(1, FSLITMUS_LOCK_MMAP, 0, 0);
	locked(1, FSLITMUS_LOCK_FOLIO, 1, folio(12, 0));
	point(1, TRUNCATE);
	lock(1, FSLITMUS_EVENT_DOWNGRADED, FSLITMUS_LOCK_INODE, 0, 0);
	locked(1, FSLITMUS_LOCK_FOLIO, 1, folio(3, 0));
	unlocked(1, FSLITMUS_LOCK_INVALIDATE, 0, 0);
	unlocked(1, FSLITMUS_LOCK_FOLIO, 1, folio(3, 0));
	unlocked(1, FSLITMUS_LOCK_FOLIO, 1, folio(12, 0));
	unlocked(1, FSLITMUS_LOCK_MMAP, 0, 0);
	unlocked(1, FSLITMUS_LOCK_INODE, 0, 0);
	ended(1, PUNCH, 0);
	expect("  us | P0                              | P1\n"
	       "------------------------------------------------------------------------\n"
	       "   0 |                                 | ...    punch f[0..16)\n"
	       "     |                                 | I..     locks i_rwsem exclusive\n"
	       "     |                                 | Iv.     locks invalidate_lock\n"
	       "     |                                 | Iv.      shared\n"
	       "     |                                 | IvmF12  truncate_inode_pages_r~\n"
	       "     |                                 | IvmF12  downgrades i_rwsem\n"
	       "     |                                 | I.mF3+  unlocks invalidate_lock\n"
	       "     |                                 | I..     unlocks i_rwsem\n"
	       "     |                                 | I..    punch f[0..16): 0\n");
}

/* Read in, mapped, and dropped: the life of pages 0 to 3. */
static void pages_are_told_together(void **state)
{
	(void)state;
	began(0, LOAD_3);
	for (int i = 0; i < 4; i++)
		added(0, i, 1);
	now += 1000000;
	for (int i = 0; i < 4; i++)
		unlocked(FSLITMUS_ACTOR_INTERRUPT, FSLITMUS_LOCK_FOLIO, 1,
			 folio(i, 0));
	point(0, MAP_PAGES);
	for (int i = 0; i < 4; i++) {
		locked(0, FSLITMUS_LOCK_FOLIO, 1, folio(i, 0));
		mapped(0, i, 1, 0);
		unlocked(0, FSLITMUS_LOCK_FOLIO, 1, folio(i, 0));
	}
	began(1, PUNCH);
	for (int i = 0; i < 4; i++)
		locked(1, FSLITMUS_LOCK_FOLIO, 1, folio(i, 0));
	/* They are of no file any more. */
	for (int i = 0; i < 4; i++)
		unlocked(1, FSLITMUS_LOCK_FOLIO, 1,
			 folio(i, FSLITMUS_UNWATCHED));
	expect("  us | P0                              | P1\n"
	       "------------------------------------------------------------------------\n"
	       "   0 | ...    load m[3]                |\n"
	       "     | ...F0+  adds f[0..4)            |\n"
	       "------- 1000 us --------------------------------------------------------\n"
	       "------- f[0..4) has been read ------------------------------------------\n"
	       "1000 | ...     filemap_map_pages :3659 |\n"
	       "     | ...F3   maps f[0..4)            |\n"
	       "     | ...                             | ...    punch f[0..16)\n"
	       "     | ...                             | ...     drops f[0..4)\n");
}

/* A page of a file nobody watches has the same index. */
static void other_files_pages_are_kept_apart(void **state)
{
	(void)state;
	began(1, PUNCH);
	locked(1, FSLITMUS_LOCK_FOLIO, 1, folio(3, 0));
	locked(1, FSLITMUS_LOCK_FOLIO, 1, folio(3, FSLITMUS_UNWATCHED));
	unlocked(1, FSLITMUS_LOCK_FOLIO, 1, folio(3, FSLITMUS_UNWATCHED));
	point(1, TRUNCATE);
	unlocked(1, FSLITMUS_LOCK_FOLIO, 1, folio(3, FSLITMUS_UNWATCHED));
	expect("  us | P0                              | P1\n"
	       "------------------------------------------------------------------------\n"
	       "   0 |                                 | ...   punch f[0..16)\n"
	       "     |                                 | ...F3  truncate_inode_pages_ra~\n"
	       "     |                                 | ...    drops f[3]\n");
}

static void preemptions_that_mattered_are_shown(void **state)
{
	(void)state;
	began(0, LOAD_3);
	point(0, MAP_PAGES);
	preempted(0, 3);
	now += 30000;
	resumed(0);
	point(0, HELPER);
	preempted(0, 160);
	began(1, PUNCH);
	point(1, FALLOCATE);
	ended(1, PUNCH, 0);
	now += 1600000;
	resumed(0);
	ended(0, LOAD_3, 0);
	began(0, LOAD_4);
	point(0, HELPER);
	preempted(0, 0);
	ended(0, LOAD_4, 0);
	expect("  us | P0                              | P1\n"
	       "------------------------------------------------------------------------\n"
	       "   0 | ... load m[3]                   |\n"
	       "     | ...  filemap_map_pages    :3659 |\n"
	       "  30 | ...  #2 PREEMPTED in xas_helper |\n"
	       "     | ...   until 1630 (160 ticks)    |\n"
	       "     | ...   :                         | ... punch f[0..16)\n"
	       "     | ...   :                         | ...  xfs_file_fallocate   :1084\n"
	       "     | ...   :                         | ... punch f[0..16): 0\n"
	       "------- 1600 us --------------------------------------------------------\n"
	       "1630 | ...  #2 goes on                 |\n"
	       "     | ... load m[3]: 0 (no fault)     |\n"
	       "     | ... load m[4]                   |\n"
	       "     | ...  #3 FALLS BEHIND all others |\n"
	       "     | ...   in xas_helper             |\n"
	       "     | ... load m[4]: 0 (no fault)     |\n");
}

static void one_that_never_came_back(void **state)
{
	(void)state;
	began(0, LOAD_3);
	point(0, MAP_PAGES);
	preempted(0, 1600);
	began(1, PUNCH);
	expect("  us | P0                              | P1\n"
	       "------------------------------------------------------------------------\n"
	       "   0 | ... load m[3]                   |\n"
	       "     | ...  filemap_map_pages    :3659 |\n"
	       "     | ...  #1 PREEMPTED in            |\n"
	       "     | ...   filemap_map_pages to the  |\n"
	       "     | ...   end (1600 ticks)          |\n"
	       "     | ...   :                         | ... punch f[0..16)\n");
}

static void waits_say_for_what_and_who_has_it(void **state)
{
	(void)state;
	began(0, LOAD_3);
	locked(0, FSLITMUS_LOCK_INVALIDATE, 0, 0);
	locked(0, FSLITMUS_LOCK_FOLIO, 1, folio(3, 0));
	began(1, PUNCH);
	point(1, FALLOCATE);
	point(0, MAP_PAGES);
	unlocked(0, FSLITMUS_LOCK_INVALIDATE, 0, 0);
	locked(1, FSLITMUS_LOCK_INVALIDATE, 1, 0);
	point(1, WAIT);
	unlocked(0, FSLITMUS_LOCK_FOLIO, 1, folio(3, 0));
	ended(0, LOAD_3, 0);
	point(1, WAIT);
	locked(1, FSLITMUS_LOCK_FOLIO, 1, folio(3, 0));
	ended(1, PUNCH, 0);
	expect("  us | P0                              | P1\n"
	       "------------------------------------------------------------------------\n"
	       "   0 | ...   load m[3]                 |\n"
	       "     | .v.    locks invalidate_lock    |\n"
	       "     | .v.     shared                  |\n"
	       "     | .v.F3                           | ...   punch f[0..16)\n"
	       "     | .v.F3                           | ...    xfs_file_fallocate :1084\n"
	       "     | .v.F3                           | ...    waits for\n"
	       "     | .v.F3                           | ...     invalidate_lock, held\n"
	       "     | .v.F3                           | ...     by P0\n"
	       "     | .v.F3  filemap_map_pages  :3659 | ...     :\n"
	       "     | ...F3  unlocks invalidate_lock  | ...     :\n"
	       "     | ...F3                           | .V.    locks invalidate_lock\n"
	       "     | ...F3                           | .V.     exclusive\n"
	       "     | ...F3                           | .V.    waits for the folio of\n"
	       "     | ...F3                           | .V.     f[3], held by P0\n"
	       "     | ...   load m[3]: 0 (no fault)   | .V.     :\n"
	       "     |                                 | .V.F3 punch f[0..16): 0\n");
}

static void fault(int actor, uint64_t address, int mode)
{
	struct fslitmus_event *event = add(actor, operation_at_work(actor),
					   FSLITMUS_EVENT_FAULT);

	event->value = address;
	event->mode = mode;
}

/* A load of page 3 saw what a punch that had returned removed. */
static void break_c1(void)
{
	struct record *load = &result.history.record[0][2];
	struct record *punch = &result.history.record[1][0];

	*punch = (struct record){ .begin = 1, .end = 2, .status = RECORD_DONE };
	*load = (struct record){ .begin = 3, .end = 4, .status = RECORD_DONE };
	result.history.observations = 1;
	result.history.observation[0] = (struct observation){
		.view = VIEW_OPERATION,
		.process = 0,
		.operation = 2,
		.offset = 4 * 4096,
		.length = 8,
		.value = { .kind = VALUE_STAMP,
			   .writer = WRITER_INITIAL,
			   .offset = 4 * 4096 },
	};
	result.verdict = (struct saved_verdict){
		.kind = VERDICT_FORBIDDEN,
		.promise = PROMISE_C1,
		.victim_process = 1,
		.rival_operation = 2,
		.why = "every order leaves zero",
	};
}

static void the_accesses_that_conflict_are_marked(void **state)
{
	(void)state;
	break_c1();
	began(1, PUNCH);
	for (int i = 3; i < 6; i++)
		locked(1, FSLITMUS_LOCK_FOLIO, 1, folio(i, 0));
	for (int i = 3; i < 6; i++)
		unlocked(1, FSLITMUS_LOCK_FOLIO, 1,
			 folio(i, FSLITMUS_UNWATCHED));
	ended(1, PUNCH, 0);
	began(0, LOAD_4);
	fault(0, 0x41404000, 0);
	ended(0, LOAD_4, 0);
	expect("  us | P0                              | P1\n"
	       "------------------------------------------------------------------------\n"
	       "   0 |                                 | ...    punch f[0..16)\n"
	       "     |                                 | ...F4+  drops f[3]\n"
	       "     |                                 | ...F5   drops f[4] <==\n"
	       "     |                                 | ...     drops f[5]\n"
	       "     |                                 | ...    punch f[0..16): done\n"
	       "     |                                 | ...    <== what it took away\n"
	       "     |                                 | ...     nobody may see from\n"
	       "     |                                 | ...     here on\n"
	       "     | ...    load m[4]                |\n"
	       "     | ...     fault m[4]              |\n"
	       "     | ...    load m[4] = old          |\n"
	       "     | ...    <== sees old in f[4],    |\n"
	       "     | ...     removed by P1: punch    |\n"
	       "     | ...     f[0..16)                |\n");
}

/* Everything behind the table. */
static void the_end_names_the_promise(void **state)
{
	char *printed, *end;
	size_t size;
	FILE *out = open_memstream(&printed, &size);

	(void)state;
	break_c1();
	execution.run.events_lost = 5;
	began(0, LOAD_3);
	point(0, MAP_PAGES);
	preempted(0, 1);
	what.count = count;
	timeline_print(out, &what);
	fclose(out);
	end = strstr(printed, "Locks held");
	assert_non_null(end);
	assert_string_equal(
		end,
		"Locks held: i i_rwsem, v invalidate_lock, m mmap_lock (capital: exclus"
		"ive),\n"
		"F and the first page of a locked folio. Pages are added to the cache, "
		"mapped,\n"
		"dropped; a folio of order N has 2^N of them.\n"
		"1 point, 1 preemption, of which 1 not shown: nobody else got anywhere "
		"meanwhile\n"
		"5 events found no room and are not shown\n"
		"\n"
		"Broken: C1, no resurrection\n"
		"  Victim    P1: punch f[0..16), tickets 1 to 2\n"
		"  Rival     P0: load m[4], tickets 3 to 4\n"
		"  Seen      f[4] holds old (seen during the race)\n"
		"  Why       every order leaves zero\n"
		"  Promise   What an operation took out of a file or replaced is not se"
		"en by any\n"
		"            access that begins after it returned.\n"
		"  Source    fallocate(2), \"Deallocating file space\" and \"Zeroing fi"
		"le space\";\n"
		"            truncate(2); write(2), DESCRIPTION;\n"
		"            Documentation/filesystems/locking.rst on ->fallocate and -"
		">fault\n");
	free(printed);
}

static void a_final_look_is_told_behind_the_race(void **state)
{
	char *printed;
	size_t size;
	FILE *out = open_memstream(&printed, &size);

	(void)state;
	break_c1();
	result.history.observation[0].view = VIEW_READ;
	began(0, LOAD_3);
	what.count = count;
	timeline_print(out, &what);
	fclose(out);
	assert_non_null(strstr(printed, "\n<== when all is quiet (read), "
					"f[4] holds old\n"));
	free(printed);
}

/* Below the table, of a kernel that lacks FUNCTION. */
static char *below_without(const char *function)
{
	char *printed, *below;
	size_t size;
	FILE *out = open_memstream(&printed, &size);

	lacking = function;
	what.count = count;
	timeline_print(out, &what);
	fclose(out);
	below = strdup(strstr(printed, "Locks held"));
	free(printed);
	return below;
}

/* What is gone from the kernel is reported, once, and with what for. */
static void missing_functions_are_said(void **state)
{
	char *below;

	(void)state;
	began(0, LOAD_3);
	below = below_without("wp_page_reuse");
	assert_non_null(strstr(below,
			       "\nNot in this kernel: wp_page_reuse; "
			       "pages being made writable are not shown\n"));
	free(below);
	/* Another one zeroes, too: nothing is missing. */
	below = below_without("zero_user_segments");
	assert_null(strstr(below, "Not in this kernel"));
	free(below);
	below = below_without(NULL);
	assert_null(strstr(below, "Not in this kernel"));
	free(below);
}

/* All pages are wrong in the end: the one the load touched is marked. */
static void of_many_pages_the_one_touched_is_marked(void **state)
{
	(void)state;
	break_c1();
	result.history.observation[0].view = VIEW_MAPPED;
	result.history.observation[0].offset = 0;
	result.history.observation[0].length = 16 * 4096;
	result.verdict.rival_operation = 1;
	began(1, PUNCH);
	for (int i = 0; i < 5; i++)
		added(1, i, 1);
	expect("  us | P0                              | P1\n"
	       "------------------------------------------------------------------------\n"
	       "   0 |                                 | ...    punch f[0..16)\n"
	       "     |                                 | ...F0+  adds f[0..3)\n"
	       "     |                                 | ...F0+  adds f[3] <==\n"
	       "     |                                 | ...F0+  adds f[4]\n"
	       "------------------------------------------------------------------------\n"
	       "<== when all is quiet (mapped), f[0..16) holds old for f[4]");
}

/* It was truncated between being found and being locked. */
static void a_page_mapped_too_late_is_told(void **state)
{
	(void)state;
	began(0, LOAD_3);
	fault(0, 0x41403000, 0);
	point(0, MAP_PAGES);
	locked(0, FSLITMUS_LOCK_FOLIO, 1, folio(2, FSLITMUS_UNWATCHED));
	mapped(0, 2, 1, 0);
	events[count - 1].value = folio(2, FSLITMUS_UNWATCHED);
	unlocked(0, FSLITMUS_LOCK_FOLIO, 1, folio(2, FSLITMUS_UNWATCHED));
	point(0, MAP_PAGES);
	locked(0, FSLITMUS_LOCK_FOLIO, 1, folio(3, 0));
	mapped(0, 3, 1, 0);
	unlocked(0, FSLITMUS_LOCK_FOLIO, 1, folio(3, 0));
	ended(0, LOAD_3, 0);
	expect("  us | P0                              | P1\n"
	       "------------------------------------------------------------------------\n"
	       "   0 | ...   load m[3]                 |\n"
	       "     | ...    fault m[3]               |\n"
	       "     | ...     filemap_map_pages :3659 |\n"
	       "     | ...     maps f[2], which was    |\n"
	       "     | ...      dropped                |\n"
	       "     | ...F3   maps f[3]               |\n"
	       "     | ...   load m[3]: 0              |\n");
}

/* One folio of 64 pages: written, mapped in part, made writable. */
static void a_large_folio_has_an_order(void **state)
{
	(void)state;
	what.columns = 100;
	began(0, LOAD_3);
	added(0, 0, 64);
	large_unlocked(0, 0, 64);
	added(0, 64, 16);
	added(0, 80, 16);
	large_unlocked(0, 64, 16);
	large_unlocked(0, 80, 16);
	fault(0, 0x41403000, 1);
	large_locked(0, 0, 64);
	mapped(0, 0, 2, 6);
	mapped(0, 2, 14, 6);
	mapped(0, 63, 1, 6);
	mapped(0, 64, 1, 4);
	point(0, REUSE);
	large_unlocked(0, 0, 64);
	folio_event(0, FSLITMUS_EVENT_MOVED, 0, 64, 1);
	expect("  us | P0                                            | P1\n"
	       "---------------------------------------------------------------------"
	       "-------------------------------\n"
	       "   0 | ...     load m[3]                             |\n"
	       "     | ...F0    adds f[0..64) (order 6)              |\n"
	       "     | ...F64+  adds f[64..96) (2 folios of order 4) |\n"
	       "     | ...      write fault m[3]                     |\n"
	       "     | ...F0     maps f[0..16): 16 pages of one      |\n"
	       "     | ...F0      folio (order 6)                    |\n"
	       "     | ...F0     maps f[63]: 1 page of a folio       |\n"
	       "     | ...F0      (order 6)                          |\n"
	       "     | ...F0     maps f[64]: 1 page of a folio       |\n"
	       "     | ...F0      (order 4)                          |\n"
	       "     | ...F0     makes f[3] writable                 |\n"
	       "     | ...       moves f[0..64) to other memory      |\n"
	       "     | ...        (order 6)                          |\n");
}

/* A hole in its middle: zeroed in place, then split; the parts are folios. */
static void a_split_leaves_locked_parts(void **state)
{
	(void)state;
	what.columns = 100;
	began(1, PUNCH);
	large_locked(1, 0, 16);
	point(1, PARTIAL);
	began(0, LOAD_3);
	point(0, WAIT);
	point(1, ZERO);
	point(1, ZERO);
	folio_event(1, FSLITMUS_EVENT_SPLIT, 0, 16, 0);
	for (int i = 8; i < 16; i++)
		large_unlocked(1, i, 1);
	for (int i = 4; i < 8; i++)
		unlocked(1, FSLITMUS_LOCK_FOLIO, 1,
			 folio(i, FSLITMUS_UNWATCHED));
	large_unlocked(1, 0, 1);
	large_locked(0, 3, 1);
	ended(1, PUNCH, 0);
	expect("  us | P0                                            | P1\n"
	       "---------------------------------------------------------------------"
	       "-------------------------------\n"
	       "   0 |                                               | ...    punch f"
	       "[0..16)\n"
	       "     |                                               | ...F0   trunca"
	       "te_inode_partial_folio     :218\n"
	       "     | ...    load m[3]                              | ...F0\n"
	       "     | ...     waits for the folio of f[3], held by  | ...F0\n"
	       "     | ...      P1                                   | ...F0\n"
	       "     | ...      :                                    | ...F0   zeroes"
	       " a part of f[0..16) (order 4)\n"
	       "     | ...      :                                    | ...F0+  splits"
	       " f[0..16) into pages\n"
	       "     | ...      :                                    | ...F0+  drops "
	       "f[4..8)\n"
	       "     | ...F3    :                                    | ...F1+ punch f"
	       "[0..16): 0\n");
}

/* Whatever happens, no line is longer than the terminal is wide. */
static void lines_fit(void **state)
{
	(void)state;
	began(0, LOAD_3);
	fault(0, 0x41403000, 1);
	locked(0, FSLITMUS_LOCK_INVALIDATE, 0, 0);
	locked(0, FSLITMUS_LOCK_FOLIO, 1, folio(1200, 0));
	point(0, TRUNCATE);
	preempted(0, 160);
	began(1, PUNCH);
	point(1, TRUNCATE);
	locked(1, FSLITMUS_LOCK_INVALIDATE, 1, 0);
	now += 1600000;
	resumed(0);
	for (what.columns = 56; what.columns <= 200; what.columns++) {
		char *printed = table(), *rest = printed, *line;

		while ((line = strsep(&rest, "\n")))
			assert_true((int)strlen(line) <= what.columns);
		free(printed);
	}
}

static void colour_only_when_asked_for(void **state)
{
	char *plain, *coloured;

	(void)state;
	began(1, PUNCH);
	locked(1, FSLITMUS_LOCK_INODE, 1, 0);
	plain = table();
	what.colour = true;
	coloured = table();
	assert_null(strchr(plain, '\033'));
	assert_non_null(strchr(coloured, '\033'));
	free(plain);
	free(coloured);
}

/* Kernel threads have a column if they touch a file of the test. */
static void workers_are_named(void **state)
{
	(void)state;
	strcpy(execution.run.actors[17].comm, "kworker/u4:1");
	began(0, LOAD_3);
	point(16, TRUNCATE);
	point(17, TRUNCATE);
	locked(17, FSLITMUS_LOCK_FOLIO, 1, folio(3, 0));
	point(17, MAP_PAGES);
	ended(0, LOAD_3, 0);
	expect("  us | P0                  | P1                  | kernel workers\n"
	       "----------------------------------------------------------------------\n"
	       "   0 | ...   load m[3]     |                     |\n"
	       "     | ...                 |                     | ...   kworker/u4:1\n"
	       "     | ...                 |                     | ...    truncate_in~\n"
	       "     | ...                 |                     | ...F3  filemap_map~\n"
	       "     | ...   load m[3]: 0  |                     |\n"
	       "     | ...    (no fault)   |                     |\n");
}

/* The damage of a file must not take the tool down. */
static void nonsense_is_survived(void **state)
{
	uint32_t random = 1;
	char *printed;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		unsigned char *bytes = (unsigned char *)events;

		for (size_t i = 0; i < sizeof(events); i++) {
			random = random * 1664525 + 1013904223;
			bytes[i] = random >> 24 & (i % 3 ? 3 : 255);
		}
		count = EVENTS_MAX;
		what.detail = round % 2;
		printed = table();
		assert_non_null(printed);
		free(printed);
	}
}

static void nothing_is_a_timeline_too(void **state)
{
	(void)state;
	what.columns = 0;
	expect("  us | P0                                                      | P1\n"
	       "----------------------------------------------------------------------"
	       "--------------------------------------------------\n");
}

#define CASE(name) cmocka_unit_test_setup(name, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(points_of_a_function_are_one_line),
		CASE(without_detail_only_what_tells_something),
		CASE(locks_are_beside_what_they_protect),
		CASE(pages_are_told_together),
		CASE(other_files_pages_are_kept_apart),
		CASE(preemptions_that_mattered_are_shown),
		CASE(one_that_never_came_back),
		CASE(waits_say_for_what_and_who_has_it),
		CASE(the_accesses_that_conflict_are_marked),
		CASE(the_end_names_the_promise),
		CASE(missing_functions_are_said),
		CASE(a_final_look_is_told_behind_the_race),
		CASE(of_many_pages_the_one_touched_is_marked),
		CASE(a_page_mapped_too_late_is_told),
		CASE(a_large_folio_has_an_order),
		CASE(a_split_leaves_locked_parts),
		CASE(lines_fit),
		CASE(colour_only_when_asked_for),
		CASE(workers_are_named),
		CASE(nonsense_is_survived),
		CASE(nothing_is_a_timeline_too),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
