#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A real execution with a large folio, drawn: its order, its pages that are
# mapped, how it moves, and how a punch or a split takes it apart. With single
# pages nothing of it.
. "$(dirname "$0")/lib.sh"

find_kernel
echo 1..8

# A witness that nobody found: only what show needs of it.
draw() {	# FILESYSTEM OPERATION...
	local filesystem=$1 operations
	shift
	operations=$(printf '"    %s", ' "$@")
	cat >"$work/witness" <<-END
	{ "witness": 1, "fslitmus": "",
	  "test": [ "test folio", "file f 64 pages hole", "P0 {",
	    "    map m f shared read", "    write f[0..64)", "    load m[0]",
	    "    load m[40]", $operations "}" ],
	  "filesystem": { "name": "$filesystem", "mkfs": null, "mount": "",
	    "image": null },
	  "kernel": { "build_id": "0", "version": "", "source": "",
	    "compiler": "", "kind": "stock", "mutant": null },
	  "guest": "", "schedule": { "string": "none", "alone": true },
	  "execution": { "promise": "C1", "hash": "0000000000000000",
	    "points": 0, "legal": 0, "preemptions": 0, "outcome": null,
	    "report": [] } }
	END
	"$fslitmus" show --brief --kernel "$key" "$work/witness" \
		>"$work/log" 2>&1
}

says() {	# PATTERN NAME
	grep -q "  $1\$" "$work/log"
	ok $? "$2"
}

draw xfs 'punch f[20..30)' 'load m[21]'
says 'adds f\[0\.\.64) (order 6)' 'a write of 64 pages adds one folio'
says 'maps f\[32\.\.48): 16 pages of one folio (order 6)' \
	'a fault maps 16 of its pages'
says 'zeroes a part of f\[0\.\.64) (order 6)' 'a punch zeroes in it'
says 'splits f\[0\.\.64) into pages' 'and splits it'
says 'drops f\[20\.\.30)' 'and drops the parts in the hole'
draw xfs 'migrate f[40..41)' 'split f[40..41)'
says 'moves f\[0\.\.64) to other memory (order 6)' 'it moves whole'
says 'splits f\[0\.\.64) into pages' 'and is split on request'
draw xfs-small 'punch f[20..30)' 'load m[21]'
grep -q '  maps f\[32\.\.48)$' "$work/log" &&
	! grep -q '(order [0-9]' "$work/log"
ok $? 'single pages are told as one range, without an order'
