#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Large folios in guests: they are there, are mapped whole, split, moved and
# gathered, and the cap of their order holds. Events and /proc/kpageflags say so.
. "$(dirname "$0")/lib.sh"

init=${FSLITMUS_BUILD:-$here/../../build}/t/kernel/folios-init
key=$("$fslitmus" kernel list 2>/dev/null |
	grep '^[0-9a-f]' | grep -v ' outdated \| damaged ' |
	awk 'NF{print $1; exit}')
if [ -z "$key" ]; then
	echo '1..0 # SKIP no kernel; make one: fslitmus kernel build --mutants'
	exit 0
fi
make_root "$init"
mkdir -p "$work/root/sys/kernel/debug"

# In STEP, an event of the file's folios, or what kpageflags say.
says() {	# STEP PATTERN NAME
	cat "$work/root/out" >>"$work/log" 2>/dev/null
	grep -qE "^$1: ($2)\$" "$work/root/out"
	ok $? "$3"
}

never() {	# STEP PATTERN NAME
	[ -s "$work/root/out" ] && ! grep -qE "^$1: ($2)" "$work/root/out"
	ok $? "$3"
}

"$fslitmus" kernel image xfs "$work/root/xfs" >"$work/log" 2>&1
boot --kernel "$key" FS=xfs IMAGE=/xfs SIZE=64
says write 'adds 0..64 mode 1' 'xfs: a write of 64 pages adds one folio'
says load 'maps 32..48 mode 6' 'a fault maps 16 pages of it around the one loaded'
says load 'kpageflags 64' 'kpageflags show it'
says move 'moves 0..64 mode 1' 'it is migrated whole'
says punch 'splits 0..64 mode 0' 'a punch splits it'
says punch 'kpageflags 1' 'kpageflags show that'
says request 'splits 0..64 mode 0' 'so does FSLITMUS_CALL_SPLIT'
says split 'splits 0..64 mode 0' 'and what live processes do, through debugfs'
never '.*' 'page .* is wrong' 'every page maps what it holds'
boot --kernel "$key" fslitmus.folio_order=0 FS=xfs IMAGE=/xfs SIZE=64
says write 'adds 63..64 mode 1' 'capped at order 0, it adds page by page'
never '.*' 'splits|kpageflags [^1]' 'and nothing is large'
boot --kernel "$key" FS=tmpfs SIZE=512
says write 'adds 511..512 mode 1' 'tmpfs: single pages'
says collapse 'adds 0..512 mode 1' 'MADV_COLLAPSE gathers them into a folio'
never '.*' 'page .* is wrong|collapse: [A-Z]' 'without an error'
boot --kernel "$key" FS=tmpfs OPTIONS=huge=always SIZE=512
says write 'adds 0..512 mode 1' 'tmpfs with huge=always: a folio of 2 MB'
# !thp_migration_supported(), in migrate_pages_batch().
says move 'splits 0..512 mode 0' 'which is split to be migrated'
never '.*' 'page .* is wrong' 'every page maps what it holds'
echo "1..$count"
