// SPDX-License-Identifier: GPL-2.0-or-later
/* The tables of names, and looking a name up in them. */
#include "audit/front/names.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
#define TAKE(fn, lock, arg, mode)                                              \
	{ fn, EVENT_NONE, EVENT_NONE, LOCK_TAKE, lock, arg, -1, mode, NULL,    \
	  false, NULL, false }
#define TAKE_ZERO(fn, lock, arg, mode)                                         \
	{ fn, EVENT_NONE, EVENT_NONE, LOCK_TAKE_ZERO, lock, arg, -1, mode,     \
	  NULL, false, NULL, false }
#define TRY(fn, lock, arg, mode)                                               \
	{ fn, EVENT_NONE, EVENT_NONE, LOCK_TAKE_TRUE, lock, arg, -1, mode,     \
	  NULL, false, NULL, false }
#define DROP(fn, lock, arg)                                                    \
	{ fn, EVENT_NONE, EVENT_NONE, LOCK_DROP, lock, arg, -1, 0, NULL,       \
	  false, NULL, false }
#define EVENT(fn, kind)                                                        \
	{ fn, EVENT_##kind, EVENT_NONE, LOCK_NONE, NULL, -1, -1, 0, NULL,      \
	  false, NULL, false }
#define EVENTS(fn, kind, then)                                                 \
	{ fn, EVENT_##kind, EVENT_##then, LOCK_NONE, NULL, -1, -1, 0, NULL,    \
	  false, NULL, false }
/* clang-format on */

#define SHARED MODE_SHARED
#define EXCL MODE_EXCLUSIVE

static const struct primitive primitives[] = {
	/* Semaphores and mutexes, named by the field they are in. */
	TAKE("down_read", NULL, 0, SHARED),
	TAKE("down_read_nested", NULL, 0, SHARED),
	TAKE("down_read_non_owner", NULL, 0, SHARED),
	TAKE_ZERO("down_read_killable", NULL, 0, SHARED),
	TAKE_ZERO("down_read_interruptible", NULL, 0, SHARED),
	TRY("down_read_trylock", NULL, 0, SHARED),
	TAKE("down_write", NULL, 0, EXCL),
	TAKE("down_write_nested", NULL, 0, EXCL),
	TAKE("down_write_nest_lock", NULL, 0, EXCL),
	TAKE_ZERO("down_write_killable", NULL, 0, EXCL),
	TRY("down_write_trylock", NULL, 0, EXCL),
	DROP("up_read", NULL, 0),
	DROP("up_read_non_owner", NULL, 0),
	DROP("up_write", NULL, 0),
	{ "downgrade_write", EVENT_NONE, EVENT_NONE, LOCK_DOWNGRADE, NULL, 0,
	  -1, 0, NULL, false, NULL, false },
	TAKE("mutex_lock", NULL, 0, EXCL),
	TAKE("mutex_lock_nested", NULL, 0, EXCL),
	TAKE_ZERO("mutex_lock_interruptible", NULL, 0, EXCL),
	TAKE_ZERO("mutex_lock_killable", NULL, 0, EXCL),
	TRY("mutex_trylock", NULL, 0, EXCL),
	DROP("mutex_unlock", NULL, 0),

	/* Inline wrappers of include/linux/fs.h, which a tree may lack. */
	TAKE("inode_lock", "i_rwsem", 0, EXCL),
	TAKE("inode_lock_nested", "i_rwsem", 0, EXCL),
	TAKE_ZERO("inode_lock_killable", "i_rwsem", 0, EXCL),
	TRY("inode_trylock", "i_rwsem", 0, EXCL),
	DROP("inode_unlock", "i_rwsem", 0),
	TAKE("inode_lock_shared", "i_rwsem", 0, SHARED),
	TAKE("inode_lock_shared_nested", "i_rwsem", 0, SHARED),
	TRY("inode_trylock_shared", "i_rwsem", 0, SHARED),
	DROP("inode_unlock_shared", "i_rwsem", 0),
	{ "lock_two_nondirectories", EVENT_NONE, EVENT_NONE, LOCK_TAKE,
	  "i_rwsem", 0, -1, EXCL, NULL, true, NULL, false },
	{ "unlock_two_nondirectories", EVENT_NONE, EVENT_NONE, LOCK_DROP,
	  "i_rwsem", 0, -1, EXCL, NULL, true, NULL, false },
	TAKE("filemap_invalidate_lock", "invalidate_lock", 0, EXCL),
	DROP("filemap_invalidate_unlock", "invalidate_lock", 0),
	TAKE("filemap_invalidate_lock_shared", "invalidate_lock", 0, SHARED),
	TRY("filemap_invalidate_trylock_shared", "invalidate_lock", 0, SHARED),
	DROP("filemap_invalidate_unlock_shared", "invalidate_lock", 0),
	{ "filemap_invalidate_lock_two", EVENT_NONE, EVENT_NONE, LOCK_TAKE,
	  "invalidate_lock", 0, -1, EXCL, NULL, true, NULL, false },
	{ "filemap_invalidate_unlock_two", EVENT_NONE, EVENT_NONE, LOCK_DROP,
	  "invalidate_lock", 0, -1, EXCL, NULL, true, NULL, false },

	/* The folio lock, and page under its older name. */
	TAKE("folio_lock", "folio", 0, EXCL),
	TAKE("__folio_lock", "folio", 0, EXCL),
	TAKE_ZERO("folio_lock_killable", "folio", 0, EXCL),
	TAKE_ZERO("__folio_lock_killable", "folio", 0, EXCL),
	TRY("folio_trylock", "folio", 0, EXCL),
	TRY("folio_lock_or_retry", "folio", 0, EXCL),
	DROP("folio_unlock", "folio", 0),
	DROP("folio_end_read", "folio", 0),
	TAKE("lock_page", "folio", 0, EXCL),
	TAKE("__lock_page", "folio", 0, EXCL),
	TAKE_ZERO("lock_page_killable", "folio", 0, EXCL),
	TRY("trylock_page", "folio", 0, EXCL),
	TRY("lock_page_or_retry", "folio", 0, EXCL),
	DROP("unlock_page", "folio", 0),
	TRY("find_lock_page", "folio", -1, EXCL),
	TRY("find_lock_head", "folio", -1, EXCL),
	TRY("find_or_create_page", "folio", -1, EXCL),
	TRY("grab_cache_page", "folio", -1, EXCL),
	TRY("grab_cache_page_nowait", "folio", -1, EXCL),
	TRY("filemap_lock_folio", "folio", -1, EXCL),
	TRY("filemap_grab_folio", "folio", -1, EXCL),

	/* Locks of filesystems that end in no semaphore or mutex. */
	{ "gfs2_holder_init", EVENT_NONE, EVENT_NONE, LOCK_PREPARE, NULL, 0, 1,
	  SHARED, "LM_ST_EXCLUSIVE", false, NULL, false },
	{ "__gfs2_holder_init", EVENT_NONE, EVENT_NONE, LOCK_PREPARE, NULL, 0,
	  1, SHARED, "LM_ST_EXCLUSIVE", false, NULL, false },
	TAKE_ZERO("gfs2_glock_nq", NULL, 0, SHARED),
	DROP("gfs2_glock_dq", NULL, 0),
	DROP("gfs2_glock_dq_wait", NULL, 0),
	DROP("gfs2_glock_dq_uninit", NULL, 0),
	TAKE("lock_extent", "extent lock", 0, EXCL),
	TAKE("lock_extent_bits", "extent lock", 0, EXCL),
	TAKE("btrfs_lock_extent", "extent lock", 0, EXCL),
	TAKE("btrfs_lock_extent_bits", "extent lock", 0, EXCL),
	TRY("try_lock_extent", "extent lock", 0, EXCL),
	TRY("btrfs_try_lock_extent", "extent lock", 0, EXCL),
	DROP("unlock_extent", "extent lock", 0),
	DROP("unlock_extent_cached", "extent lock", 0),
	DROP("unlock_extent_cached_atomic", "extent lock", 0),
	DROP("btrfs_unlock_extent", "extent lock", 0),
	TAKE_ZERO("ceph_get_caps", "caps", 0, SHARED),
	TAKE_ZERO("__ceph_get_caps", "caps", 0, SHARED),
	TRY("ceph_try_get_caps", "caps", 0, SHARED),
	DROP("ceph_put_cap_refs", "caps", 0),
	DROP("ceph_put_cap_refs_async", "caps", 0),
	/* Exclusive only between nodes: tasks of one node share it. */
	TAKE_ZERO("ocfs2_inode_lock_full_nested", "cluster lock", 0, SHARED),
	DROP("ocfs2_inode_unlock", "cluster lock", 0),
	TAKE_ZERO("ocfs2_rw_lock", "cluster rw lock", 0, SHARED),
	DROP("ocfs2_rw_unlock", "cluster rw lock", 0),
	{ "bch2_two_state_lock", EVENT_NONE, EVENT_NONE, LOCK_TAKE, NULL, 0, 1,
	  SHARED, "1", false, NULL, false },
	{ "bch2_two_state_trylock", EVENT_NONE, EVENT_NONE, LOCK_TAKE_TRUE,
	  NULL, 0, 1, SHARED, "1", false, NULL, false },
	DROP("bch2_two_state_unlock", NULL, 0),
	{ "bch2_lock_inodes", EVENT_NONE, EVENT_NONE, LOCK_TAKE,
	  "ei_pagecache_lock", 0, -1, EXCL, NULL, true, NULL, false },
	{ "bch2_unlock_inodes", EVENT_NONE, EVENT_NONE, LOCK_DROP,
	  "ei_pagecache_lock", 0, -1, EXCL, NULL, true, NULL, false },

	/* The page cache. */
	EVENT("filemap_add_folio", ADD),
	EVENT("__filemap_add_folio", ADD),
	EVENT("add_to_page_cache", ADD),
	EVENT("add_to_page_cache_lru", ADD),
	EVENT("add_to_page_cache_locked", ADD),
	EVENT("__add_to_page_cache_locked", ADD),
	EVENT("shmem_add_to_page_cache", ADD),
	EVENT("hugetlb_add_to_page_cache", ADD),
	EVENT("huge_add_to_page_cache", ADD),
	EVENT("mpage_readahead", READ),
	EVENT("mpage_readpages", READ),
	EVENT("mpage_read_folio", READ),
	EVENT("mpage_readpage", READ),
	EVENT("block_read_full_folio", READ),
	EVENT("block_read_full_page", READ),
	EVENT("iomap_readahead", READ),
	EVENT("iomap_readpages", READ),
	EVENT("iomap_read_folio", READ),
	EVENT("iomap_readpage", READ),
	EVENT("ext4_mpage_readpages", READ),
	EVENT("f2fs_mpage_readpages", READ),
	EVENT("netfs_readahead", READ),
	EVENT("netfs_read_folio", READ),
	EVENT("btrfs_do_readpage", READ),
	EVENT("bchfs_read", READ),
	EVENT("set_pte_range", MAP),
	EVENT("do_set_pte", MAP),
	EVENT("alloc_set_pte", MAP),
	EVENT("do_set_pmd", MAP),
	EVENT("vmf_insert_pfn", MAP),
	EVENT("vmf_insert_pfn_prot", MAP),
	EVENT("vmf_insert_mixed", MAP),
	EVENT("vmf_insert_mixed_mkwrite", MAP),
	EVENT("vm_insert_page", MAP),
	EVENT("set_huge_pte_at", MAP),
	EVENT("dax_iomap_fault", MAP),
	EVENT("folio_mark_dirty", DIRTY),
	EVENT("filemap_dirty_folio", DIRTY),
	EVENT("block_dirty_folio", DIRTY),
	EVENT("__folio_mark_dirty", DIRTY),
	EVENT("set_page_dirty", DIRTY),
	EVENT("__set_page_dirty_nobuffers", DIRTY),
	EVENT("block_commit_write", DIRTY),
	EVENT("copy_folio_from_iter_atomic", DIRTY),
	EVENT("copy_page_from_iter_atomic", DIRTY),
	EVENT("iov_iter_copy_from_user_atomic", DIRTY),
	EVENT("nfs_update_folio", DIRTY),
	EVENT("nfs_updatepage", DIRTY),
	EVENT("ceph_dirty_folio", DIRTY),
	EVENT("netfs_dirty_folio", DIRTY),
	EVENT("btrfs_set_extent_delalloc", DIRTY),
	EVENT("btrfs_reset_extent_delalloc", DIRTY),
	EVENT("btrfs_folio_set_dirty", DIRTY),
	EVENT("btrfs_page_set_dirty", DIRTY),
	EVENT("filemap_write_and_wait", FLUSH),
	EVENT("filemap_write_and_wait_range", FLUSH),
	EVENT("filemap_fdatawrite", FLUSH),
	EVENT("filemap_fdatawrite_range", FLUSH),
	EVENT("__filemap_fdatawrite_range", FLUSH),
	EVENT("filemap_fdatawrite_wbc", FLUSH),
	EVENT("filemap_writeback", FLUSH),
	EVENT("filemap_flush", FLUSH),
	EVENT("filemap_flush_range", FLUSH),
	EVENT("btrfs_fdatawrite_range", FLUSH),
	EVENT("btrfs_wait_ordered_range", FLUSH),
	EVENT("sync_mapping_buffers", FLUSH),
	EVENT("mmb_sync", FLUSH),
	EVENT("nfs_sync_inode", FLUSH),
	EVENT("nfs_wb_all", FLUSH),
	EVENT("unmap_mapping_range", UNMAP),
	EVENT("unmap_mapping_pages", UNMAP),
	EVENT("unmap_mapping_folio", UNMAP),
	EVENT("unmap_mapping_page", UNMAP),
	EVENT("truncate_pagecache", DROP),
	EVENT("truncate_pagecache_range", DROP),
	EVENT("truncate_inode_pages", DROP),
	EVENT("truncate_inode_pages_range", DROP),
	EVENT("truncate_inode_pages_final", DROP),
	EVENTS("truncate_setsize", SIZE, DROP),
	EVENT("invalidate_inode_pages2", DROP),
	EVENT("invalidate_inode_pages2_range", DROP),
	EVENT("invalidate_mapping_pages", DROP),
	EVENTS("filemap_invalidate_inode", FLUSH, DROP),
	EVENT("filemap_invalidate_pages", DROP),
	EVENT("kiocb_invalidate_pages", DROP),
	{ .name = "kiocb_invalidate_post_direct_write",
	  .event = EVENT_DROP,
	  .argument = -1,
	  .mode_from = -1,
	  .spare = true },
	EVENT("dio_warn_stale_pagecache", NONE),
	EVENT("truncate_bdev_range", DROP),
	/* A range found empty under a lock is as good as one dropped under it. */
	EVENT("filemap_range_has_page", DROP),
	EVENT("check_range_has_page", DROP),
	EVENT("shmem_truncate_range", DROP),
	EVENT("remove_inode_hugepages", DROP),
	EVENT("hugetlb_vmtruncate", DROP),
	EVENT("i_size_write", SIZE),
	EVENT("vfs_dedupe_file_range_compare", COMPARE),
	EVENT("filemap_remove_folio", REMOVE),
	EVENT("__filemap_remove_folio", REMOVE),
	EVENT("delete_from_page_cache", REMOVE),
	EVENT("__delete_from_page_cache", REMOVE),
	EVENT("delete_from_page_cache_batch", REMOVE),
	EVENT("__iomap_dio_rw", DIRECT),
	EVENT("__blockdev_direct_IO", DIRECT),
	EVENT("blockdev_direct_IO", DIRECT),
	EVENT("netfs_unbuffered_write", DIRECT),

	/* Block maps: the functions that remove, move or remap extents. */
	EVENT("ext4_ext_remove_space", CHANGE),
	EVENT("ext4_ind_remove_space", CHANGE),
	EVENT("ext4_ext_truncate", CHANGE),
	EVENT("ext4_ind_truncate", CHANGE),
	EVENT("ext4_ext_shift_extents", CHANGE),
	EVENT("ext4_swap_extents", CHANGE),
	EVENT("ext4_alloc_file_blocks", CHANGE),
	EVENT("xfs_bunmapi", CHANGE),
	EVENT("__xfs_bunmapi", CHANGE),
	EVENT("xfs_itruncate_extents", CHANGE),
	EVENT("xfs_itruncate_extents_flags", CHANGE),
	EVENT("xfs_bmap_collapse_extents", CHANGE),
	EVENT("xfs_bmap_insert_extents", CHANGE),
	EVENT("xfs_bmap_split_extent", CHANGE),
	EVENT("xfs_reflink_remap_extent", CHANGE),
	EVENT("xfs_exchange_mappings", CHANGE),
	EVENT("xfs_swap_extent_rmap", CHANGE),
	EVENT("xfs_swap_extent_forks", CHANGE),
	EVENT("f2fs_truncate_hole", CHANGE),
	EVENT("f2fs_truncate_data_blocks_range", CHANGE),
	EVENT("f2fs_do_truncate_blocks", CHANGE),
	EVENT("f2fs_do_zero_range", CHANGE),
	EVENT("__exchange_data_block", CHANGE),
	{ .name = "punch_hole",
	  .event = EVENT_CHANGE,
	  .argument = -1,
	  .mode_from = -1,
	  .path = "fs/gfs2/" },
	EVENT("btrfs_drop_extents", CHANGE),
	EVENT("btrfs_replace_file_extents", CHANGE),
	EVENT("btrfs_truncate_inode_items", CHANGE),
	EVENT("ocfs2_remove_btree_range", CHANGE),
	EVENT("ocfs2_commit_truncate", CHANGE),
	EVENT("ocfs2_reflink_remap_blocks", CHANGE),
	EVENT("ocfs2_truncate_inline", CHANGE),
	EVENT("ceph_zero_objects", CHANGE),
	EVENT("fuse_simple_request", CHANGE),
	EVENT("_nfs42_proc_fallocate", CHANGE),
	EVENT("_nfs42_proc_clone", CHANGE),
	EVENT("SMB2_ioctl", CHANGE),
	EVENT("attr_punch_hole", CHANGE),
	EVENT("attr_collapse_range", CHANGE),
	EVENT("attr_insert_range", CHANGE),
	EVENT("attr_set_size", CHANGE),
	EVENT("__ext2_truncate_blocks", CHANGE),
	EVENT("udf_truncate_extents", CHANGE),
	EVENT("nilfs_bmap_truncate", CHANGE),
	EVENT("xtTruncate", CHANGE),
	EVENT("blkdev_issue_zeroout", CHANGE),
	EVENT("blkdev_issue_discard", CHANGE),
	EVENT("bch2_fpunch", CHANGE),
	EVENT("bch2_fpunch_at", CHANGE),
	EVENT("bch2_fcollapse_finsert", CHANGE),
	EVENT("bch2_remap_range", CHANGE),
	EVENT("zonefs_zone_mgmt", CHANGE),
	EVENT("zonefs_inode_zone_mgmt", CHANGE),
	EVENT("fat_free_clusters", CHANGE),
	EVENT("exfat_free_cluster", CHANGE),
	EVENT("shmem_undo_range", CHANGE),
	{ .name = NULL },
};

#undef TAKE
#undef TAKE_ZERO
#undef TRY
#undef DROP
#undef EVENT
#undef EVENTS

/* Calls not followed: reclaim, journals, quota, statistics, time stamps. */
/* clang-format off */
static const char *const boundaries[] = {
	"alloc_pages", "__alloc_pages", "folio_alloc", "filemap_alloc_folio",
	"kmalloc", "kzalloc", "kmem_cache_alloc", "kvmalloc", "vmalloc",
	"balance_dirty_pages_ratelimited", "balance_dirty_pages",
	"balance_dirty_pages_ratelimited_flags", "submit_bio",
	"submit_bio_wait", "submit_bio_noacct", "iput", "dput", "fput",
	"mark_inode_dirty", "__mark_inode_dirty", "mark_inode_dirty_sync",
	"file_update_time", "inode_update_time", "touch_atime",
	"file_accessed", "sb_start_write", "sb_start_pagefault",
	"write_inode_now", "sync_inode_metadata", "generic_write_sync",
	"vfs_fsync_range", "schedule", "cond_resched", "invalidate_bdev",
	"sync_blockdev", "bdev_mark_dead", "evict", "iget_locked",
	"security_inode_setattr", "notify_change", "handle_mm_fault",
	"fault_in_iov_iter_readable", "fault_in_iov_iter_writeable",
	"fault_in_readable", "fault_in_safe_writeable", "copy_to_iter",
	"copy_page_to_iter", "copy_folio_to_iter", "copy_from_iter",
	"get_user_pages", "pin_user_pages", "iov_iter_get_pages2",
	"xfs_blockgc_free_dquots", "xfs_blockgc_free_quota",
	"xfs_blockgc_flush_all", "xfs_inodegc_flush",
	"xfs_qm_dqattach", "btrfs_delalloc_reserve_space",
	"btrfs_delalloc_reserve_metadata", "btrfs_check_data_free_space",
	"btrfs_reserve_data_bytes", "btrfs_reserve_metadata_bytes",
	"btrfs_block_rsv_add", "btrfs_block_rsv_refill", "read_tree_block",
	"alloc_extent_buffer",
	"read_extent_buffer_pages",
	"btrfs_insert_empty_items", "btrfs_next_leaf", "btrfs_del_items",
	"btrfs_update_inode", "btrfs_free_extent", "btrfs_inc_extent_ref",
	"btrfs_orphan_add", "btrfs_start_ordered_extent",
	"btrfs_cow_block", "btrfs_check_nocow_lock", "can_nocow_extent",
	"ocfs2_read_blocks", "ocfs2_journal_access_di", "ocfs2_lock_global_qf",
	"ocfs2_inode_lock_update", "ocfs2_truncate_log_needs_flush",
	"ocfs2_reserve_clusters", "ocfs2_reserve_new_metadata_blocks",
	"ocfs2_lock_allocators", "ocfs2_try_to_free_truncate_log",
	"ocfs2_flush_truncate_log", "__ocfs2_flush_truncate_log",
	"ocfs2_get_system_file_inode", "ocfs2_lock_refcount_tree",
	"afs_validate", "afs_do_sync_operation", "afs_begin_vnode_operation",
	"xfs_qm_dqattach_locked", "xfs_qm_vop_dqalloc",
	"xfs_trans_dqresv", "dquot_initialize",
	"dquot_transfer", "dquot_alloc_space", "dquot_free_space",
	"bdev_getblk", "__bread_gfp", "__bread", "__getblk_gfp", "__getblk",
	"__breadahead", "sb_bread", "sb_breadahead", "sb_getblk",
	"__find_get_block", "btrfs_search_slot", "btrfs_start_transaction",
	"btrfs_end_transaction", "btrfs_commit_transaction",
	"xfs_trans_alloc", "xfs_trans_commit", "__xfs_trans_commit",
	"xfs_trans_cancel", "xfs_defer_finish", "xfs_defer_finish_noroll",
	"xfs_log_force", "xfs_log_force_inode", "xfs_buf_read_map",
	"f2fs_balance_fs", "f2fs_sync_fs", "f2fs_write_checkpoint",
	"f2fs_issue_checkpoint", "f2fs_get_node_page",
	"f2fs_get_lock_data_page", "f2fs_get_node_folio",
	"f2fs_get_lock_data_folio",
	"gfs2_trans_begin", "gfs2_trans_end", "gfs2_meta_read",
	"gfs2_log_flush", "gfs2_quota_lock", "gfs2_quota_lock_check",
	"gfs2_quota_unlock", "gfs2_quota_hold", "gfs2_inplace_reserve",
	"gfs2_glock_put", "gfs2_glock_queue_put", "gfs2_holder_uninit",
	"ocfs2_start_trans", "ocfs2_commit_trans",
	"ext4_getblk", "ext4_bread", "__ext4_journal_start_sb",
	"jbd2_journal_start", "jbd2_journal_stop", "__ext4_journal_stop",
	"shrink_inactive_list", "try_to_free_pages", "split_huge_page",
	"split_folio", "migrate_pages", "swap_writepage", "swap_writeout",
	"wb_writeback",
	NULL,
};
/* clang-format on */

/* Shared code that calls are followed into, wherever they come from. */
/* clang-format off */
static const char *const libraries[] = {
	"mm/filemap.c", "mm/readahead.c", "mm/truncate.c", "mm/memory.c",
	"mm/shmem.c", "mm/folio-compat.c", "mm/fadvise.c", "mm/hugetlb.c",
	"mm/internal.h",
	"fs/iomap/", "fs/netfs/", "fs/buffer.c", "fs/direct-io.c",
	"fs/mpage.c", "fs/remap_range.c", "fs/attr.c", "fs/libfs.c",
	"fs/dax.c", "fs/inode.c", "block/fops.c", "block/blk-lib.c",
};
/* clang-format on */

static struct {
	const struct primitive **primitive; /* by symbol */
	bool *boundary;
	uint32_t room;
} known;

void names_init(void)
{
	/* The last entry of each table only ends it. */
	const size_t count = sizeof(primitives) / sizeof(primitives[0]) - 1;
	const size_t stops = sizeof(boundaries) / sizeof(boundaries[0]) - 1;

	names_free();
	/* Interned first, so that their symbols are small numbers. */
	for (size_t i = 0; i < count; i++)
		sym_of(primitives[i].name);
	for (size_t i = 0; i < stops; i++)
		sym_of(boundaries[i]);
	known.room = sym_count();
	known.primitive = xcalloc(known.room, sizeof(*known.primitive));
	known.boundary = xcalloc(known.room, sizeof(*known.boundary));
	for (size_t i = 0; i < count; i++)
		known.primitive[sym_of(primitives[i].name)] = &primitives[i];
	for (size_t i = 0; i < stops; i++)
		known.boundary[sym_of(boundaries[i])] = true;
}

void names_free(void)
{
	free(known.primitive);
	free(known.boundary);
	memset(&known, 0, sizeof(known));
}

const struct primitive *names_primitives(void)
{
	return primitives;
}

/* clang-format off */
const char *const names_roots[] = {
	"filemap_fault", "filemap_map_pages", "next_uptodate_folio",
	"next_uptodate_page", "page_cache_ra_unbounded", "filemap_read",
	"force_page_cache_ra", "truncate_inode_pages_range",
	"invalidate_inode_pages2_range", "truncate_inode_folio",
	"truncate_inode_page", "generic_file_read_iter", "finish_fault",
	"mapping_evict_folio", "filemap_create_folio", "filemap_page_mkwrite",
	"generic_fadvise", "generic_file_write_iter", "do_fault_around",
	"generic_remap_file_range_prep", "filemap_invalidate_inode",
	"truncate_cleanup_folio", "truncate_cleanup_page", NULL,
};
/* clang-format on */

const char *const *names_boundaries(void)
{
	return boundaries;
}

const struct primitive *primitive_of(sym name)
{
	return name < known.room ? known.primitive[name] : NULL;
}

bool is_boundary(sym name)
{
	return name < known.room && known.boundary[name];
}

bool is_library_path(const char *path)
{
	for (size_t i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++)
		if (!strncmp(path, libraries[i], strlen(libraries[i])))
			return true;
	return false;
}

const char *event_name(enum event_kind kind)
{
	static const char *const event_names[EVENT_KINDS] = {
		[EVENT_NONE] = "nothing",
		[EVENT_ADD] = "fill",
		[EVENT_READ] = "read in",
		[EVENT_MAP] = "map",
		[EVENT_DIRTY] = "dirty",
		[EVENT_FLUSH] = "write back",
		[EVENT_UNMAP] = "unmap",
		[EVENT_DROP] = "drop",
		[EVENT_CHANGE] = "block-map change",
		[EVENT_SIZE] = "size change",
		[EVENT_COMPARE] = "compare",
		[EVENT_DIRECT] = "direct I/O",
		[EVENT_REMOVE] = "remove",
	};

	return event_names[kind];
}

bool is_vfs_lock(const char *lock)
{
	return !strcmp(lock, "i_rwsem") || !strcmp(lock, "i_mutex") ||
	       !strcmp(lock, "invalidate_lock") || !strcmp(lock, "i_alloc_sem");
}

const char *lock_role(const char *lock)
{
	static const struct {
		const char *name, *role;
	} roles[] = {
		{ "i_mutex", "i_rwsem" },
		{ "i_mmap_sem", "invalidate_lock" },
		{ "i_mmaplock", "invalidate_lock" },
	};

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (!strcmp(lock, roles[i].name))
			return roles[i].role;
	return lock;
}
