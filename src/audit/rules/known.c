// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds the names that the audit knows and the tree lacks (known.h). */
#include "audit/rules/known.h"

#include <stdlib.h>
#include <string.h>

#include "audit/rules/columns.h"
#include "base/memory.h"

#define RENAMED_MAX 6

/* What has other names in other kernels. */
static const char *const renamed[][RENAMED_MAX] = {
	/* Ways to take one lock. */
	{ "down_read_killable", "down_read_interruptible" },
	{ "inode_lock", "inode_lock_killable" },
	{ "inode_lock_shared", "inode_lock_shared_nested" },
	{ "folio_unlock", "folio_end_read" },
	/* Pages became folios. */
	{ "__folio_lock", "__lock_page" },
	{ "folio_lock_killable", "lock_page_killable" },
	{ "folio_lock_or_retry", "lock_page_or_retry",
	  "__folio_lock_or_retry" },
	{ "filemap_lock_folio", "find_lock_page", "find_lock_head" },
	{ "filemap_grab_folio", "grab_cache_page" },
	{ "filemap_add_folio", "add_to_page_cache",
	  "add_to_page_cache_locked" },
	{ "__filemap_add_folio", "__add_to_page_cache_locked" },
	{ "hugetlb_add_to_page_cache", "huge_add_to_page_cache" },
	{ "filemap_remove_folio", "delete_from_page_cache" },
	{ "__filemap_remove_folio", "__delete_from_page_cache" },
	{ "filemap_dirty_folio", "__set_page_dirty_nobuffers" },
	{ "set_pte_range", "do_set_pte", "alloc_set_pte" },
	{ "unmap_mapping_folio", "unmap_mapping_page" },
	{ "next_uptodate_folio", "next_uptodate_page" },
	{ "truncate_inode_folio", "truncate_inode_page" },
	{ "truncate_cleanup_folio", "truncate_cleanup_page" },
	{ "filemap_create_folio", "filemap_create_page" },
	{ "filemap_read", "generic_file_buffered_read" },
	{ "page_cache_ra_unbounded", "__do_page_cache_readahead" },
	{ "force_page_cache_ra", "force_page_cache_readahead" },
	{ "block_read_full_folio", "block_read_full_page" },
	{ "mpage_readahead", "mpage_readpages" },
	{ "mpage_read_folio", "mpage_readpage" },
	{ "iomap_readahead", "iomap_readpages" },
	{ "iomap_read_folio", "iomap_readpage" },
	{ "copy_folio_from_iter_atomic", "copy_page_from_iter_atomic",
	  "iov_iter_copy_from_user_atomic" },
	{ "nfs_update_folio", "nfs_updatepage" },
	{ "btrfs_folio_set_dirty", "btrfs_page_set_dirty" },
	{ "filemap_writeback", "filemap_fdatawrite_wbc",
	  "__filemap_fdatawrite_range" },
	{ "filemap_flush_range", "filemap_flush" },
	{ "mmb_sync", "sync_mapping_buffers" },
	{ "swap_writeout", "swap_writepage" },
	{ "f2fs_get_node_folio", "f2fs_get_node_page" },
	{ "f2fs_get_lock_data_folio", "f2fs_get_lock_data_page" },
	/* Extent locks of btrfs. */
	{ "btrfs_lock_extent", "lock_extent", "lock_extent_bits",
	  "btrfs_lock_extent_bits" },
	{ "btrfs_unlock_extent", "unlock_extent", "unlock_extent_cached",
	  "unlock_extent_cached_atomic" },
	{ "btrfs_try_lock_extent", "try_lock_extent" },
	{ "ceph_get_caps", "__ceph_get_caps" },
	/* Was part of its caller before. */
	{ "filemap_range_has_page", "check_range_has_page" },
	{ "invalidate_inode_pages2_range", "filemap_invalidate_inode",
	  "filemap_invalidate_pages", "kiocb_invalidate_pages" },
	/* Boundaries. */
	{ "alloc_pages", "__alloc_pages" },
	{ "bdev_getblk", "__getblk_gfp" },
	{ "invalidate_bdev", "bdev_mark_dead" },
	{ "gfs2_glock_put", "gfs2_glock_queue_put" },
};

/* What not every kernel has. Without the flag no path asks for it. */
static const char *const optional[] = {
	"FALLOC_FL_WRITE_ZEROES",  /* since 6.17 */
	"FALLOC_FL_NO_HIDE_STALE", /* a number that is reserved */
};

static bool known_is_optional(const char *name)
{
	for (size_t i = 0; i < sizeof(optional) / sizeof(optional[0]); i++)
		if (!strcmp(name, optional[i]))
			return true;
	return false;
}

/* Where names are used, by how they begin; the first that fits counts. */
static const struct {
	const char *start, *home;
} homes[] = {
	{ "netfs_unbuffered_write", "fs/netfs/direct_write.c" },
	{ "netfs_dirty_folio", "fs/netfs/buffered_write.c" },
	{ "xfs_exchange_mappings", "fs/xfs/xfs_exchrange.c" },
	{ "ext4_", "fs/ext4/" },
	{ "__ext4_", "fs/ext4/" },
	{ "jbd2_", "fs/ext4/" },
	{ "xfs_", "fs/xfs/" },
	{ "XFS_IOC_", "fs/xfs/" },
	{ "__xfs_", "fs/xfs/" },
	{ "f2fs_", "fs/f2fs/" },
	{ "F2FS_IOC_", "fs/f2fs/" },
	{ "__exchange_data_block", "fs/f2fs/" },
	{ "btrfs_", "fs/btrfs/" },
	{ "lock_extent", "fs/btrfs/" },
	{ "try_lock_extent", "fs/btrfs/" },
	{ "unlock_extent", "fs/btrfs/" },
	{ "read_tree_block", "fs/btrfs/" },
	{ "alloc_extent_buffer", "fs/btrfs/" },
	{ "read_extent_buffer_pages", "fs/btrfs/" },
	{ "can_nocow_extent", "fs/btrfs/" },
	{ "gfs2_", "fs/gfs2/" },
	{ "__gfs2_", "fs/gfs2/" },
	{ "punch_hole", "fs/gfs2/" },
	{ "ocfs2_", "fs/ocfs2/" },
	{ "__ocfs2_", "fs/ocfs2/" },
	{ "ceph_", "fs/ceph/" },
	{ "__ceph_", "fs/ceph/" },
	{ "bch2_", "fs/bcachefs/" },
	{ "bchfs_", "fs/bcachefs/" },
	{ "nfs_", "fs/nfs/" },
	{ "_nfs42_", "fs/nfs/" },
	{ "SMB2_", "fs/smb/" },
	{ "attr_", "fs/ntfs3/" },
	{ "__ext2_", "fs/ext2/" },
	{ "udf_", "fs/udf/" },
	{ "nilfs_", "fs/nilfs2/" },
	{ "xtTruncate", "fs/jfs/" },
	{ "zonefs_", "fs/zonefs/" },
	{ "fat_", "fs/fat/" },
	{ "exfat_", "fs/exfat/" },
	{ "afs_", "fs/afs/" },
	{ "fuse_", "fs/fuse/" },
	{ "FUSE_", "fs/fuse/" },
	{ "remove_inode_hugepages", "fs/hugetlbfs/" },
	{ "hugetlb_vmtruncate", "fs/hugetlbfs/" },
	{ "shmem_", "mm/shmem.c" },
};

static const char *known_home(const char *name)
{
	for (size_t i = 0; i < sizeof(homes) / sizeof(homes[0]); i++)
		if (!strncmp(name, homes[i].start, strlen(homes[i].start)))
			return homes[i].home;
	return NULL;
}

/* A tree of a few files lacks most names, which says nothing. */
static bool known_tree_is_whole(const struct audit *audit)
{
	static const char *const files[] = {
		"mm/filemap.c", "mm/memory.c", "mm/truncate.c",
		"fs/inode.c",	"fs/buffer.c",
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (!tree_has_path(&audit->tree, files[i]))
			return false;
	return true;
}

/* With one filesystem alone, the users of other names were not read. */
static bool known_is_expected(const struct audit *audit,
			      const struct audit_options *options,
			      const char *home)
{
	if (home)
		return tree_has_path(&audit->tree, home);
	return !options->filesystem && known_tree_is_whole(audit);
}

static void known_look(struct audit *audit, const struct audit_options *options,
		       const struct known_names *known)
{
	struct missing_names missing = { .names = "",
					 .without = known->without };

	if (!known_is_expected(audit, options, known->home))
		return;
	for (int i = 0; known->names[i]; i++) {
		if (tree_has_name(&audit->tree, sym_find(known->names[i])))
			return;
		missing.names = pool_printf("%s%s%s", missing.names,
					    i ? " or " : "", known->names[i]);
	}
	vector_push(&audit->missing, missing);
}

static void known_look_all(struct audit *audit,
			   const struct audit_options *options,
			   const struct known_names *known)
{
	for (; known && known->names; known++)
		known_look(audit, options, known);
}

/* The list that begins with NAME; NULL if NAME is in the middle of one. */
static bool known_alternatives(const char *name,
			       const char *names[RENAMED_MAX + 1])
{
	memset(names, 0, (RENAMED_MAX + 1) * sizeof(*names));
	names[0] = name;
	for (size_t i = 0; i < sizeof(renamed) / sizeof(renamed[0]); i++) {
		for (int j = 0; j < RENAMED_MAX && renamed[i][j]; j++) {
			if (strcmp(renamed[i][j], name))
				continue;
			memcpy(names, renamed[i], sizeof(renamed[i]));
			return j == 0;
		}
	}
	return true;
}

static void known_look_for(struct audit *audit,
			   const struct audit_options *options,
			   const char *name, const char *without)
{
	const char *names[RENAMED_MAX + 1];
	struct known_names known = { names, known_home(name), without };

	if (known_alternatives(name, names))
		known_look(audit, options, &known);
}

static const char *primitive_without(const struct primitive *primitive)
{
	if (primitive->effect != LOCK_NONE)
		return pool_printf("not seen: the lock %s",
				   primitive->lock ?:
						     "that it takes or releases");
	return pool_printf("not seen: %s", event_name(primitive->event));
}

static bool known_has_table(const struct audit *audit, const char *type)
{
	const sym name = sym_find(type);

	for (const struct directory *directory = audit->tree.directories;
	     directory; directory = directory->next)
		for (const struct table *table = directory->tables; table;
		     table = table->next)
			if (table->type == name)
				return true;
	return false;
}

/* How operations enter a filesystem: a table, and one of its fields. */
static void known_check_entries(struct audit *audit,
				const struct audit_options *options)
{
	for (int i = 0; i < COLUMNS; i++) {
		const struct column_info *column = &columns[i];
		const char *without = pool_printf("not checked: %s",
						  column->name);
		const struct known_names ioctls = {
			column->ioctls,
			column->ioctls[0] ? known_home(column->ioctls[0]) :
					    NULL,
			without,
		};

		if (!known_has_table(audit, column->table))
			known_look_for(audit, options, column->table, without);
		known_look(audit, options,
			   &(struct known_names){ column->slots, NULL,
						  without });
		if (column->ioctls[0])
			known_look(audit, options, &ioctls);
	}
}

/* What decides branches in scenarios; each name once. */
static void known_check_assumptions(struct audit *audit,
				    const struct audit_options *options)
{
	bool *seen = xcalloc(sym_count() + 1, sizeof(*seen));

	for (int i = 0; i < COLUMNS; i++) {
		const struct scenario *scenario = &audit->scenarios[i];

		for (size_t j = 0; j < scenario->assumptions.count; j++) {
			sym name = scenario->assumptions.at[j].name;

			if (!seen[name] && !known_is_optional(sym_name(name)))
				known_look_for(audit, options, sym_name(name),
					       "followed both ways: what it "
					       "decides");
			seen[name] = true;
		}
	}
	free(seen);
}

void known_check(struct audit *audit, const struct audit_options *options)
{
	const struct primitive *primitive;
	const char *const *boundary;

	known_check_entries(audit, options);
	known_check_assumptions(audit, options);
	for (int i = 0; names_roots[i]; i++)
		known_look_for(audit, options, names_roots[i],
			       "not read, unless something audited calls it");

	for (int i = 0; audit_rules[i]; i++)
		if (!options->rule ||
		    !strcmp(options->rule, audit_rules[i]->id))
			known_look_all(audit, options, audit_rules[i]->known);
	known_look_all(audit, options, known_ahead);
	for (primitive = names_primitives(); primitive->name; primitive++)
		known_look_for(audit, options, primitive->name,
			       primitive_without(primitive));
	for (boundary = names_boundaries(); *boundary; boundary++)
		known_look_for(audit, options, *boundary,
			       "calls of what replaced it are followed");
}
