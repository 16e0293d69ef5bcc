#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Cases whose right verdict is known, in a kernel without a seeded fault: what
# every round breaks on one filesystem (doc/findings/ says why), others keep.

. "$(dirname "$0")/lib.sh"
find_kernel

broken() {	# PROMISE FILESYSTEM TEST
	uml --fs "$2" --schedules 20 --seed 1 "$3"
	[ $? -eq 1 ] && grep -q "^Verdict: broken: $1 " "$work/log"
	ok $? "$3 breaks $1 on $2"
}

kept() {	# FILESYSTEMS TEST...
	local filesystems=$1
	shift
	uml --fs "$filesystems" --schedules 60 --seed 1 "$@"
	ok $? "kept on $filesystems: $*"
}

broken C2 ext4-inline inline-allocate
broken C2 ext4-inline inline-punch
kept ext4-inline inline-write-vs-read
kept btrfs inline-allocate inline-punch inline-write-vs-read \
	inline-store-vs-read inline-truncate-vs-load
broken C4 ext4 direct-append-vs-store-past-end
kept xfs,btrfs,f2fs direct-append-vs-store-past-end
# What shifts a file zeroes part of a large folio that is mapped again
# (findings/shift-large-folio.md). Single pages are removed whole.
uml --fs xfs --schedules 1000 --seed 1 insert-vs-mapped
[ $? -eq 1 ] && grep -q '^Verdict: broken: C3 ' "$work/log"
ok $? 'insert-vs-mapped breaks C3 on xfs, with large folios'
kept xfs-small insert-vs-mapped collapse-vs-mapped
# The kernel's word that it could not drop the page cache is no complaint.
kept ext4,xfs,f2fs direct-write-vs-stores
kept ext4,xfs direct-write-after-store truncate-down-up-vs-read
# zonefs writes sequential zones directly alone: its EIO to others is no
# failure, and a test that needs one is skipped.
uml --fs zonefs --schedules 8 --seed 1 write-vs-load write-vs-write
[ $? -eq 0 ] && grep -q 'P1: write=EIO' "$work/log"
ok $? 'zonefs may refuse a cached write'
uml --fs zonefs --schedules 40 --seed 1 write-vs-load
[ $? -eq 4 ] && grep -q 'skipped: refuses write' "$work/log"
ok $? 'a test of nothing but refused writes is skipped'
echo "1..$count"
