#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What "fslitmus check" accepts can be judged, and what cannot is refused
# with the reason: operations on pages of their own do not add up.

set -u
here=$(cd "$(dirname "$0")" && pwd)
fslitmus=${FSLITMUS:-$here/../../fslitmus}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/dir"
. "$here/../tap.sh"

# Two processes that write COUNT pages each, from 0 and from COUNT on, or
# always the first one: written NAME CONTENT COUNT STEP
written() {
	{
		echo "test $1"
		echo "file f $2"
		for p in 0 1; do
			echo "P$p {"
			for ((i = 0; i < $3; i++)); do
				echo "    write f[$(((p * $3 + i) * $4))]"
			done
			echo "}"
		done
	} >"$work/$1.litmus"
}

# Few rounds may not overlap; they are judged all the same.
judged() {	# NAME
	"$fslitmus" check "$work/$1.litmus" >"$work/log" 2>&1 || return 1
	"$fslitmus" run --dir "$work/dir" --rounds 5 "$work/$1.litmus" \
		>"$work/log" 2>&1 </dev/null
	grep -q 'not run 0' "$work/log" && grep -q '^5 rounds' "$work/log"
}

written disjoint "64 pages written synced" 24 1
judged disjoint
ok $? "24 writes of two processes each, of pages of their own"
written append absent 6 1
judged append
ok $? "6 writes of two processes each, which make the file longer"
written same "4 pages written synced" 7 0
judged same
ok $? "14 writes of the same page"
written more "4 pages written synced" 8 0
"$fslitmus" check "$work/more.litmus" >"$work/log" 2>&1
[ $? -eq 2 ] && grep -q 'more than 14 operations change byte 0 of f' "$work/log"
ok $? "one more is refused, with the reason"
"$fslitmus" run --dir "$work/dir" --rounds 5 "$work/more.litmus" \
	>"$work/log" 2>&1 </dev/null
grep -q 'cannot be judged: more than 14 operations' "$work/log"
ok $? "and not run for the same reason"
echo "1..$count"
