#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# One lock (or one check that stands for a lock) at a time is taken out of a
# copy of Linux 6.12, and the auditor must say so, in the right function.
# Changes that only look dangerous must not be reported. What the auditor
# says of the unchanged tree does not count.
#
# The tree comes from Debian's linux-source-6.12 and is changed here by small
# edits; none of it is kept. LINUX_SOURCE=FILE uses another archive. The
# faults of kernel/mutants/ that a guest kernel can have are tried as well.

fslitmus=${FSLITMUS:-./fslitmus}
"$fslitmus" audit --help >/dev/null 2>&1
if [ $? -eq 3 ]; then
	echo "1..0 # SKIP fslitmus was built without audit"
	exit 0
fi
here=$(dirname "$0")
faults=$here/../../kernel/mutants
archive=${LINUX_SOURCE:-/usr/src/linux-source-6.12.tar.xz}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/audit-mutants.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

if ! command -v jq >/dev/null; then
	echo "1..0 # SKIP jq is not installed"
	exit 0
fi
if [ ! -r "$archive" ]; then
	echo "1..0 # SKIP $archive is not there (Debian: linux-source-6.12)"
	exit 0
fi

top=$(basename "$archive" .tar.xz)
tar -xJf "$archive" -C "$scratch" "$top/mm" "$top/block" "$top/fs" || exit 1
mkdir -p "$scratch/stock/fs"
(cd "$scratch/$top" && cp -al mm block "$scratch/stock" &&
	cp -al fs/*.c fs/iomap fs/ext4 fs/xfs fs/f2fs fs/gfs2 fs/btrfs \
		fs/zonefs fs/fuse "$scratch/stock/fs") || exit 1

# All but the line numbers, and but what others do right: an edit moves both.
# findings TREE [OPTION...]
findings() {
	"$fslitmus" audit --min look --json "$@" | jq -r '.findings[] |
		[.rule, .confidence, .filesystem, .operation, .file,
		 .function, .message] | join(",")' |
		sed -E 's/(\.[ch]):[0-9]+/\1/g' | sort -u
}

findings "$scratch/stock" >"$scratch/before"
count=1
gone=$("$fslitmus" audit "$scratch/$top" | grep '^not in this tree')
if [ -z "$gone" ]; then
	echo "ok 1 - the tree has every function that is known by name"
else
	echo "not ok 1 - the tree has every function that is known by name"
	printf '%s\n' "$gone" | sed 's/^/# /'
fi
rm -rf "${scratch:?}/$top"
found=0
wanted=0
failed=${gone:+1}
failed=${failed:-0}

# mutant NAME FILE EDIT RULE WHERE: EDIT is perl, given the file whole; RULE
# and WHERE are what a new finding must match, or "none" for a control.
mutant() {
	local name=$1 file=$2 edit=$3 rule=$4 where=$5 verdict="not ok"

	count=$((count + 1))
	rm -rf "$scratch/tree"
	cp -al "$scratch/stock" "$scratch/tree"
	perl -0pe "$edit" "$scratch/stock/$file" >"$scratch/edited"
	if cmp -s "$scratch/edited" "$scratch/stock/$file"; then
		echo "not ok $count - $name: the edit changed nothing"
		failed=1
		return
	fi
	rm "$scratch/tree/$file"
	cp "$scratch/edited" "$scratch/tree/$file"
	findings "$scratch/tree" | comm -13 "$scratch/before" - \
		>"$scratch/new"
	if [ "$rule" = none ]; then
		[ -s "$scratch/new" ] || verdict=ok
	else
		wanted=$((wanted + 1))
		if grep -Eq "^$rule,.*$where" "$scratch/new"; then
			verdict=ok
			found=$((found + 1))
		fi
	fi
	[ "$verdict" = ok ] || failed=1
	echo "$verdict $count - $name"
	sed 's/^/# /' "$scratch/new"
}

lock='filemap_invalidate_lock\(mapping\);'
for mode in PUNCH_HOLE COLLAPSE_RANGE INSERT_RANGE ZERO_RANGE; do
	operation=$(echo "${mode%%_*}" | tr '[:upper:]' '[:lower:]')
	mutant "ext4 $operation without invalidate_lock" fs/ext4/extents.c \
		"s/(\n\t)$lock(\n\n\tret = ext4_break_layouts)/\$1if (!(mode & FALLOC_FL_$mode))\n\t\tfilemap_invalidate_lock(mapping);\$2/" \
		I[34] "ext4,$operation,fs.ext4.extents.c,ext4_fallocate"
done
mutant "ext4 fallocate without invalidate_lock" fs/ext4/extents.c \
	"s/\n\t$lock(\n\n\tret = ext4_break_layouts)/\$1/; s/filemap_invalidate_unlock\(mapping\);\n(out_inode_lock)/\n\$1/" \
	I3 'ext4,punch,fs.ext4.extents.c,ext4_fallocate'
mutant "ext4 collapse lets go between write back and drop" \
	fs/ext4/extents.c \
	's/(LLONG_MAX\);\n\tif \(ret\)\n\t\treturn ret;\n)(\n\ttruncate_pagecache\(inode, start\);)/$1\tfilemap_invalidate_unlock(mapping);\n\tfilemap_invalidate_lock(mapping);\n$2/' \
	I4 'ext4,collapse,fs.ext4.extents.c,'
mutant "ext4 truncate without invalidate_lock" fs/ext4/inode.c \
	's/(\n\s*)filemap_invalidate_lock\(inode->i_mapping\);(\s+rc = ext4_break_layouts)/$1$2/; s/filemap_invalidate_unlock\(inode->i_mapping\);(\s+goto err_out)/$1/; s/(ext4_truncate\(inode\);[^}]*?\}[^}]*?)filemap_invalidate_unlock\(inode->i_mapping\);/$1/' \
	I3 'ext4,truncate,'
mutant "ext4 page_mkwrite without the mapping recheck" fs/ext4/inode.c \
	's/folio->mapping != mapping \|\| folio_pos\(folio\) > size/folio_pos(folio) > size/g' \
	I1 'ext4,page_mkwrite,fs.ext4.inode.c,ext4_page_mkwrite'
mutant "ext4 page_mkwrite without invalidate_lock" fs/ext4/inode.c \
	's/(struct address_space \*mapping = inode->i_mapping;.{0,400}?)filemap_invalidate_lock_shared\(mapping\);(.*?)filemap_invalidate_unlock_shared\(mapping\);/$1$2/s' \
	I4 'ext4,(page_mkwrite|collapse|insert)'
mutant "xfs fallocate without MMAPLOCK" fs/xfs/xfs_file.c \
	's/(xfs_file_fallocate\(.*?iolock = XFS_IOLOCK_EXCL) \| XFS_MMAPLOCK_EXCL/$1/s' \
	I3 'xfs,punch,fs.xfs.xfs_file.c,xfs_file_fallocate'
mutant "xfs collapse without MMAPLOCK" fs/xfs/xfs_file.c \
	's/(xfs_file_fallocate\(.*?iolock = XFS_IOLOCK_EXCL) \| XFS_MMAPLOCK_EXCL/$1/s' \
	I[34] 'xfs,collapse,fs.xfs.xfs_file.c,xfs_file_fallocate'
mutant "xfs exchange without MMAPLOCK" fs/xfs/xfs_exchrange.c \
	's/xfs_ilock2_io_mmap\(ip1, ip2\)/xfs_exchrange_ilock_io(ip1, ip2)/; s/xfs_iunlock2_io_mmap\(ip1, ip2\)/xfs_exchrange_iunlock_io(ip1, ip2)/' \
	I[34] 'xfs,exchange,'
mutant "f2fs punch without invalidate_lock" fs/f2fs/file.c \
	's/(f2fs_punch_hole\(struct.*?)filemap_invalidate_lock\(inode->i_mapping\);(\s+truncate_pagecache_range)/$1$2/s' \
	I3 'f2fs,punch,fs.f2fs.file.c,f2fs_punch_hole'
mutant "f2fs zero without invalidate_lock" fs/f2fs/file.c \
	's/(f2fs_zero_range\(struct.*?f2fs_down_write[^\n]*\n\s*)filemap_invalidate_lock\(mapping\);/$1/s' \
	I3 'f2fs,zero,fs.f2fs.file.c,f2fs_zero_range'
mutant "f2fs page_mkwrite without the mapping recheck" fs/f2fs/file.c \
	's/folio->mapping != inode->i_mapping \|\|//' \
	I1 'f2fs,page_mkwrite,fs.f2fs.file.c,f2fs_vm_page_mkwrite'
mutant "gfs2 fault without the glock" fs/gfs2/file.c \
	's/(gfs2_fault\(.*?)err = gfs2_glock_nq\(&gh\);(.*?)gfs2_glock_dq\(&gh\);/$1err = 0;$2/s' \
	I3 'gfs2,fault,fs.gfs2.file.c,gfs2_fault'
mutant "gfs2 punch without the glock" fs/gfs2/file.c \
	's/(gfs2_fallocate\(.*?)ret = gfs2_glock_nq\(&gh\);/$1ret = 0;/s' \
	I3 'gfs2,(punch|fault|read),fs.gfs2.file.c,gfs2_fallocate'
mutant "btrfs page_mkwrite without i_mmap_lock" fs/btrfs/file.c \
	's/(again:\n)\tdown_read\(&BTRFS_I\(inode\)->i_mmap_lock\);/$1/; s/up_read\(&BTRFS_I\(inode\)->i_mmap_lock\);//g' \
	I4 'btrfs,page_mkwrite,fs.btrfs.file.c,btrfs_page_mkwrite'
mutant "btrfs dedupe without i_mmap_lock" fs/btrfs/reflink.c \
	's/btrfs_double_mmap_lock\(src_inode, dst_inode\);/;/; s/btrfs_double_mmap_unlock\(src_inode, dst_inode\);/;/' \
	I4 'btrfs,dedupe,'
mutant "block zero-out without invalidate_lock" block/fops.c \
	's/(blkdev_fallocate\(.*?)filemap_invalidate_lock\(inode->i_mapping\);(.*?)filemap_invalidate_unlock\(inode->i_mapping\);/$1$2/s' \
	I3 'block,zero,block.fops.c,blkdev_fallocate'
mutant "fuse drops the cache before the request" fs/fuse/file.c \
	's/(fuse_file_fallocate\(.*?)(\terr = fuse_simple_request\(fm, &args\);)(.*?)(\t\ttruncate_pagecache_range\(inode, offset, offset \+ length - 1\);)/$1$4\n$2$3/s' \
	I3 'fuse,(punch|zero),fs.fuse.file.c,fuse_file_fallocate'
mutant "readahead without invalidate_lock" mm/readahead.c \
	's/(page_cache_ra_unbounded\(.*?)filemap_invalidate_lock_shared\(mapping\);(.*?)filemap_invalidate_unlock_shared\(mapping\);/$1$2/s' \
	I3 'mm/readahead.c,page_cache_ra_unbounded'
mutant "filemap_create_folio without invalidate_lock" mm/filemap.c \
	's/(int filemap_create_folio\(.*?)filemap_invalidate_lock_shared\(mapping\);(.*?)filemap_invalidate_unlock_shared\(mapping\);(.*?)filemap_invalidate_unlock_shared\(mapping\);/$1$2$3/s' \
	I3 'mm/filemap.c,filemap_create_folio'
mutant "fault-around without folio lock and mapping recheck" mm/filemap.c \
	's/\t\tif \(!folio_trylock\(folio\)\)\n\t\t\tgoto skip;\n\t\tif \(folio->mapping != mapping\)\n\t\t\tgoto unlock;\n(\t\tif \(!folio_test_uptodate\(folio\)\)\n\t\t\tgoto unlock;\n\t\tmax_idx)/$1/' \
	I1 'mm,map_pages,mm/filemap.c,next_uptodate_folio'
mutant "fault-around without the uptodate tests" mm/filemap.c \
	's/!folio_test_uptodate\(folio\) \|\| (folio_test_readahead\(folio\)\)\n\t\t\tgoto skip;\n\t\tif \(!folio_trylock)/$1/; s/\t\tif \(!folio_test_uptodate\(folio\)\)\n\t\t\tgoto unlock;\n(\t\tmax_idx)/$1/' \
	I1 'mm,map_pages,mm/filemap.c,next_uptodate_folio'
mutant "truncation without unmapping" mm/truncate.c \
	's/\tif \(folio_mapped\(folio\)\)\n\t\tunmap_mapping_folio\(folio\);\n(\n\tif \(folio_needs_release)/$1/' \
	I2 'mm,truncate,mm/truncate.c,truncate_cleanup_folio'
mutant "truncation without its waiting loop" mm/truncate.c \
	's/(truncate_inode_pages_range\(.*?)folio_lock\(folio\);(\n\t\t\tVM_BUG_ON_FOLIO)/$1if (!folio_trylock(folio)) continue;$2/s' \
	I2 'mm,truncate,mm/truncate.c,truncate_inode_pages_range'
mutant "no invalidation after a direct write (iomap)" fs/iomap/direct-io.c \
	's/\tif \(!dio->error && dio->size && \(dio->flags & IOMAP_DIO_WRITE\)\)\n\t\tkiocb_invalidate_post_direct_write\(iocb, dio->size\);\n//' \
	I3 'mm,direct write,fs/iomap/direct-io.c,iomap_dio_rw'

# Controls: none of these breaks a promise.
mutant "control: folio_test_locked check alone dropped" mm/filemap.c \
	's/\t\tif \(folio_test_locked\(folio\)\)\n\t\t\tcontinue;\n(\t\tif \(!folio_try_get)/$1/' \
	none ''
mutant "control: xfs map_pages with the 2020 lock" fs/xfs/xfs_file.c \
	's/(static const struct vm_operations_struct xfs_file_vm_ops.*?\.map_pages\s*= )filemap_map_pages/static vm_fault_t xfs_filemap_map_pages(struct vm_fault *vmf, pgoff_t a, pgoff_t b)\n{\n\tstruct inode *inode = file_inode(vmf->vma->vm_file);\n\tvm_fault_t ret;\n\n\txfs_ilock(XFS_I(inode), XFS_MMAPLOCK_SHARED);\n\tret = filemap_map_pages(vmf, a, b);\n\txfs_iunlock(XFS_I(inode), XFS_MMAPLOCK_SHARED);\n\treturn ret;\n}\n\n$1xfs_filemap_map_pages/s' \
	none ''
mutant "control: zonefs truncate without invalidate_lock" fs/zonefs/file.c \
	's/filemap_invalidate_lock\(inode->i_mapping\);//; s/filemap_invalidate_unlock\(inode->i_mapping\);//' \
	none ''

# The faults of kernel/mutants/, chosen for good. Those of one filesystem are
# looked at in that filesystem, the others in a tree with ext4 alone.
small=$scratch/small
mkdir -p "$small/fs"
cp -al "$scratch/stock/mm" "$scratch/stock/block" "$small/"
cp -al "$scratch/stock"/fs/*.c "$scratch/stock/fs/iomap" \
	"$scratch/stock/fs/ext4" "$small/fs/"

# fault NAME RULE WHERE [EARLIER]: as mutant(); EARLIER is a fault whose edit
# this one builds upon. RULE "beyond": nothing is found, WHERE says why.
fault() {
	local name=$1 rule=$2 where=$3 earlier=${4:+$faults/$4.edit}
	local of from=$small only verdict="not ok"

	count=$((count + 1))
	of=$(sed -n 's/^filesystems: //p' "$faults/$name.edit")
	set --
	if [ "$of" != all ]; then
		from=$scratch/stock
		only="--fs=$of"
		set -- "$only"
	fi
	[ -f "$scratch/before.$of" ] ||
		findings "$from" "$@" >"$scratch/before.$of"
	rm -rf "$scratch/tree"
	cp -al "$from" "$scratch/tree"
	if ! "$here/apply-edit" "$from" "$scratch/tree" $earlier \
		"$faults/$name.edit" 2>"$scratch/error"; then
		echo "not ok $count - $name: the edit does not suit"
		sed 's/^/# /' "$scratch/error"
		failed=1
		return
	fi
	findings "$scratch/tree" "$@" | comm -13 "$scratch/before.$of" - \
		>"$scratch/new"
	case $rule in
	none | beyond)
		[ -s "$scratch/new" ] || verdict=ok
		;;
	*)
		wanted=$((wanted + 1))
		if grep -Eq "^$rule,.*$where" "$scratch/new"; then
			verdict=ok
			found=$((found + 1))
		fi
		;;
	esac
	[ "$verdict" = ok ] || failed=1
	if [ "$rule" = beyond ]; then
		echo "$verdict $count - $name is beyond an audit: $where"
	else
		echo "$verdict $count - $name"
	fi
	sed 's/^/# /' "$scratch/new"
}

tried=' '
while IFS='|' read -r name rule where earlier; do
	fault "$name" "$rule" "$where" "$earlier"
	tried="$tried$name "
done <<'END'
blkdev-zero-unlocked|I3|block,zero,block.fops.c,blkdev_fallocate
btrfs-mkwrite-unlocked|I4|btrfs,page_mkwrite,fs.btrfs.file.c,btrfs_page_mkwrite
buffer-mkwrite-no-recheck|I1|ext4,page_mkwrite,fs.buffer.c,block_page_mkwrite
create-folio-unlocked|I3|mm,read,mm.filemap.c,filemap_create_folio
direct-write-keeps-cache|I3|mm,direct write,fs.iomap.direct-io.c,iomap_dio_rw
direct-write-no-flush|beyond|what is not done before the write is no lock
ext4-collapse-gap|I4|ext4,collapse,fs.ext4.extents.c,ext4_collapse_range
ext4-collapse-unlocked|I[34]|ext4,collapse,fs.ext4.extents.c,ext4_fallocate
ext4-insert-unlocked|I[34]|ext4,insert,fs.ext4.extents.c,ext4_fallocate
ext4-punch-unlocked|I3|ext4,punch,fs.ext4.extents.c,ext4_fallocate
ext4-zero-unlocked|I3|ext4,zero,fs.ext4.extents.c,ext4_fallocate
f2fs-mkwrite-no-recheck|I1|f2fs,page_mkwrite,fs.f2fs.file.c,f2fs_vm_page_mkwrite
f2fs-punch-unlocked|I3|f2fs,punch,fs.f2fs.file.c,f2fs_punch_hole
f2fs-zero-unlocked|I3|f2fs,zero,fs.f2fs.file.c,f2fs_zero_range
faultaround-no-lock|I1|mm,map_pages,mm.filemap.c,next_uptodate_folio
faultaround-no-recheck|I1|mm,map_pages,mm.filemap.c,next_uptodate_folio
faultaround-not-uptodate|I1|mm,map_pages,mm.filemap.c,next_uptodate_folio|control-faultaround-uptodate-once
fuse-cache-dropped-early|I3|fuse,punch,fs.fuse.file.c,fuse_file_fallocate
gfs2-fault-no-glock|I3|gfs2,fault,fs.gfs2.file.c,gfs2_fault
readahead-unlocked|I3|mm,fault,mm.readahead.c,ra_alloc_folio
truncate-no-unmap|I2|mm,truncate,mm.truncate.c,truncate_cleanup_folio
xfs-fallocate-unlocked|I3|xfs,punch,fs.xfs.xfs_file.c,xfs_file_fallocate
ext4-eof-not-zeroed|beyond|zeroing is no lock
ext4-partial-not-zeroed|beyond|zeroing is no lock
f2fs-eof-not-zeroed|beyond|zeroing is no lock
xfs-eof-not-zeroed|beyond|zeroing is no lock
iomap-always-valid|beyond|a cookie is no lock
migrate-dirty-lost|beyond|a dirty bit is no lock
migrate-no-writeback-wait|beyond|waiting for the disk is no lock
migrate-wrong-part|beyond|which page an entry maps is no lock
split-end-rounded-down|beyond|where the file ends is no lock
shmem-punch-no-wait|beyond|a wait queue is no lock
truncate-one-pass|beyond|the loop that waits is there, under a condition
xfs-clone-no-unmap|beyond|one of two ways still drops the cache
xfs-exchange-no-flush|beyond|one of two flushes is left
zonefs-truncate-unlocked|beyond|two locks taken in both orders are no race for data
collapse-holes-kept|beyond|zeroing is no lock
faultaround-huge-past-end|beyond|where the file ends is no lock
faultaround-past-end|beyond|where the file ends is no lock
faultaround-size-late|beyond|the size of a file is read under no lock
iomap-clean-late|beyond|a bit for each block is known to iomap alone
iomap-dirty-head|beyond|how much is dirty is no lock
iomap-first-range-only|beyond|how much is written is no lock
iomap-part-uptodate|beyond|how much is valid is no lock
shmem-clears-head|beyond|zeroing is no lock
split-no-unmap|beyond|a split keeps the folio in the cache
split-tails-clean|beyond|a dirty bit is no lock
truncate-drops-unsplit|beyond|what is dropped is no lock
truncate-large-not-zeroed|beyond|zeroing is no lock
truncate-to-folio-end|beyond|zeroing is no lock
truncate-unmap-head|beyond|how much is unmapped is no lock
truncate-whole-folio|beyond|what is dropped is no lock
um-set-ptes|beyond|which page an entry maps is no lock
writeback-protects-head|beyond|how much is protected is no lock
control-faultaround-locked-test|none|
control-faultaround-size-again|none|
control-faultaround-uptodate-once|none|
control-truncate-one-unmap|none|
control-truncate-unmap-first|none|
control-xfs-map-pages-locked|none|
END
for edit in "$faults"/*.edit; do
	name=$(basename "$edit" .edit)
	case $tried in
	*" $name "*) ;;
	*)
		count=$((count + 1))
		echo "not ok $count - $name: nothing says what is expected"
		failed=1
		;;
	esac
done

echo "# $found of $wanted mutants reported"
echo "1..$count"
exit $failed
