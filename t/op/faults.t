#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A thread's access may fault while another moves, protects or unmaps its
# memory: that is an outcome, and no promise is broken.

fslitmus=${FSLITMUS:-./fslitmus}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
mkdir "$work/dir"
number=0

# race NAME LINES...: P0 does LINES while P1 loads and stores.
race() {
	name=$1
	shift
	number=$((number + 1))
	{
		printf 'test %s-vs-access\n\n' "$name"
		printf 'file f 16 pages\nfile g 16 pages\n\n'
		printf 'P0 {\n\tmap m f shared write\n\tstart\n'
		printf '\t%s\n' "$@"
		printf '}\n\nP1 thread of P0 {\n\tload m[0..16)\n'
		printf '\tstore m[3]\n\tload m[0..16)\n}\n'
	} >"$work/$name.litmus"
	if "$fslitmus" run --dir "$work/dir" --rounds 300 --time 20 \
		"$work/$name.litmus" >"$work/out" 2>&1; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
		sed 's/^/# /' "$work/out"
	fi
}

echo 1..4
race mremap 'mremap m' 'mremap m'
race mprotect 'mprotect m none' 'mprotect m write'
race munmap 'munmap m' 'map n g shared write' 'load n[3]'
race mremap-munmap 'mremap m' 'munmap m' 'map n g shared write' 'store n[0..16)'
