// SPDX-License-Identifier: GPL-2.0-or-later
/* The operations of the matrix as data, and the scenarios made of them. */
#include "audit/rules/columns.h"

#include <string.h>

/* clang-format off */
#define FALLOCATE(title, ...)                                                  \
	{ .name = title, .table = "file_operations",                           \
	  .slots = { "fallocate" }, .flags_parameter = 1,                      \
	  .events = { EVENT_DROP, EVENT_CHANGE, EVENT_FLUSH }, __VA_ARGS__ }
/* clang-format on */

#define PUNCH "FALLOC_FL_PUNCH_HOLE"
#define KEEP "FALLOC_FL_KEEP_SIZE"
#define ZERO "FALLOC_FL_ZERO_RANGE"
#define WRITE_ZEROES "FALLOC_FL_WRITE_ZEROES"
#define COLLAPSE "FALLOC_FL_COLLAPSE_RANGE"
#define INSERT "FALLOC_FL_INSERT_RANGE"
#define UNSHARE "FALLOC_FL_UNSHARE_RANGE"
#define NO_HIDE "FALLOC_FL_NO_HIDE_STALE"

const struct column_info columns[COLUMNS] = {
	[COLUMN_FAULT] = { .name = "fault",
			   .table = "vm_operations_struct",
			   .slots = { "fault" },
			   .events = { EVENT_ADD, EVENT_READ, EVENT_MAP } },
	[COLUMN_MAP_PAGES] = { .name = "map_pages",
			       .table = "vm_operations_struct",
			       .slots = { "map_pages" },
			       .events = { EVENT_MAP } },
	[COLUMN_MKWRITE] = { .name = "page_mkwrite",
			     .table = "vm_operations_struct",
			     .slots = { "page_mkwrite" },
			     .events = { EVENT_DIRTY } },
	[COLUMN_HUGE] = { .name = "huge/pfn_mkwrite",
			  .table = "vm_operations_struct",
			  .slots = { "huge_fault", "pfn_mkwrite" },
			  .events = { EVENT_MAP, EVENT_ADD } },
	[COLUMN_READAHEAD] = { .name = "readahead",
			       .table = "address_space_operations",
			       .slots = { "readahead", "readpages" },
			       .events = { EVENT_READ, EVENT_ADD },
			       .yes = { "POSIX_FADV_WILLNEED" } },
	[COLUMN_READ] = { .name = "read",
			  .table = "file_operations",
			  .slots = { "read_iter", "aio_read", "read" },
			  .events = { EVENT_ADD, EVENT_READ },
			  .no = { "IOCB_DIRECT", "O_DIRECT" } },
	[COLUMN_WRITE] = { .name = "write",
			   .table = "file_operations",
			   .slots = { "write_iter", "aio_write", "write" },
			   .events = { EVENT_DIRTY, EVENT_ADD },
			   .no = { "IOCB_DIRECT", "O_DIRECT" } },
	[COLUMN_DIRECT] = { .name = "direct write",
			    .table = "file_operations",
			    .slots = { "write_iter", "aio_write" },
			    .events = { EVENT_DIRECT, EVENT_DROP },
			    .yes = { "IOCB_DIRECT", "O_DIRECT" } },
	[COLUMN_PUNCH] = FALLOCATE("punch", .yes = { PUNCH, KEEP },
				   .no = { ZERO, WRITE_ZEROES, COLLAPSE, INSERT,
					   UNSHARE, NO_HIDE }),
	[COLUMN_ZERO] = FALLOCATE("zero", .yes = { ZERO },
				  .no = { PUNCH, WRITE_ZEROES, COLLAPSE, INSERT,
					  UNSHARE, NO_HIDE }),
	[COLUMN_WRITE_ZEROES] = FALLOCATE("write-zeroes", .needs = WRITE_ZEROES,
					  .yes = { WRITE_ZEROES },
					  .no = { PUNCH, KEEP, ZERO, COLLAPSE,
						  INSERT, UNSHARE, NO_HIDE }),
	[COLUMN_COLLAPSE] = FALLOCATE("collapse", .yes = { COLLAPSE },
				      .no = { PUNCH, KEEP, ZERO, WRITE_ZEROES,
					      INSERT, UNSHARE, NO_HIDE }),
	[COLUMN_INSERT] = FALLOCATE("insert", .yes = { INSERT },
				    .no = { PUNCH, KEEP, ZERO, WRITE_ZEROES,
					    COLLAPSE, UNSHARE, NO_HIDE }),
	[COLUMN_TRUNCATE] = { .name = "truncate",
			      .table = "inode_operations",
			      .slots = { "setattr" },
			      .events = { EVENT_DROP, EVENT_SIZE },
			      .yes = { "ATTR_SIZE" } },
	[COLUMN_REFLINK] = { .name = "reflink",
			     .table = "file_operations",
			     .slots = { "remap_file_range",
					"clone_file_range" },
			     .events = { EVENT_DROP, EVENT_CHANGE,
					 EVENT_FLUSH },
			     .no = { "REMAP_FILE_DEDUP" } },
	[COLUMN_DEDUPE] = { .name = "dedupe",
			    .table = "file_operations",
			    .slots = { "remap_file_range",
				       "dedupe_file_range" },
			    .events = { EVENT_COMPARE, EVENT_DROP,
					EVENT_CHANGE },
			    .yes = { "REMAP_FILE_DEDUP" } },
	[COLUMN_EXCHANGE] = { .name = "exchange",
			      .table = "file_operations",
			      .slots = { "unlocked_ioctl" },
			      .events = { EVENT_DROP, EVENT_CHANGE,
					  EVENT_FLUSH },
			      .ioctls = { "XFS_IOC_EXCHANGE_RANGE",
					  "XFS_IOC_SWAPEXT" } },
	[COLUMN_MOVE] = { .name = "move-range",
			  .table = "file_operations",
			  .slots = { "unlocked_ioctl" },
			  .events = { EVENT_DROP, EVENT_CHANGE, EVENT_FLUSH },
			  /* Defragmenters move blocks, not contents. */
			  .ioctls = { "F2FS_IOC_MOVE_RANGE" } },
	[COLUMN_SWAP] = { .name = "swap",
			  .table = "address_space_operations",
			  .slots = { "swap_activate" },
			  .events = { EVENT_FLUSH, EVENT_DROP } },
};

/*
 * Assumed in every scenario: a regular file, no DAX, no inline data, and a
 * caller that may sleep. The report says what that leaves out.
 */
static const char *const always_yes[] = { "S_ISREG" };
/* clang-format off */
static const char *const always_no[] = {
	"IS_DAX", "FUSE_IS_DAX", "dax_mapping", "vma_is_dax", "S_ISDIR",
	"S_ISLNK", "IOCB_NOWAIT", "FAULT_FLAG_RETRY_NOWAIT",
	"ext4_has_inline_data", "f2fs_has_inline_data", "gfs2_is_stuffed",
	"FGP_NOWAIT", "IOMAP_NOWAIT", "IOMAP_DAX", "daxdev_mapping_supported",
	"xfs_is_shutdown", "xfs_is_always_cow_inode", "is_bad_inode",
	"DAX_ZERO_PAGE",
	/* Has the value 0: no bit of any operation. */
	"FALLOC_FL_ALLOCATE_RANGE",
};
/* clang-format on */

static void scenario_assume(struct scenario *scenario, const char *const *names,
			    size_t count, bool holds)
{
	for (size_t i = 0; i < count && names[i]; i++) {
		struct assumption one = { sym_of(names[i]), holds };

		vector_push(&scenario->assumptions, one);
	}
}

#define ASSUME(scenario, list, holds) \
	scenario_assume(scenario, list, sizeof(list) / sizeof((list)[0]), holds)

/* What the rules ask of an operation that changes a file. */
#define KINDS_OF_CHANGE                                              \
	(1u << EVENT_FLUSH | 1u << EVENT_DROP | 1u << EVENT_CHANGE | \
	 1u << EVENT_SIZE | 1u << EVENT_COMPARE | 1u << EVENT_DIRECT)

static uint32_t kinds_of(enum column column)
{
	uint32_t kinds = 0;

	for (int i = 0; i < 4; i++)
		kinds |= 1u << columns[column].events[i];
	if (column >= COLUMN_DIRECT && column <= COLUMN_MOVE)
		kinds |= KINDS_OF_CHANGE;
	return kinds;
}

void entry_fields(const char *fields[MAX_ENTRY_FIELDS])
{
	int count = 0;

	for (int i = 0; i < COLUMNS; i++)
		for (int j = 0; j < 5 && columns[i].slots[j]; j++)
			fields[count++] = columns[i].slots[j];
	fields[count++] = "read_folio";
	fields[count++] = "readpage";
	fields[count++] = "fadvise";
	fields[count] = NULL;
}

static void scenario_init(struct scenario *scenario, const char *name,
			  uint32_t id)
{
	memset(scenario, 0, sizeof(*scenario));
	scenario->name = name;
	scenario->id = id;
	ASSUME(scenario, always_yes, true);
	ASSUME(scenario, always_no, false);
}

void scenarios_init(struct audit *audit)
{
	for (uint32_t i = 0; i < COLUMNS; i++) {
		struct scenario *scenario = &audit->scenarios[i];

		scenario_init(scenario, columns[i].name, i);
		scenario->kinds = kinds_of(i);
		ASSUME(scenario, columns[i].yes, true);
		ASSUME(scenario, columns[i].no, false);
		ASSUME(scenario, columns[i].ioctls, true);
	}
	scenario_init(&audit->with_folios, "folio locks", COLUMNS);
	audit->with_folios.folios = true;
	audit->with_folios.kinds = 1u << EVENT_MAP | 1u << EVENT_REMOVE |
				   1u << EVENT_UNMAP;
}

void scenarios_free(struct audit *audit)
{
	for (int i = 0; i < COLUMNS; i++)
		vector_free(&audit->scenarios[i].assumptions);
	vector_free(&audit->with_folios.assumptions);
}

const char *column_name(enum column column)
{
	return column < COLUMNS ? columns[column].name : "-";
}
