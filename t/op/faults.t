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

# race NAME LINES...: P0 does LINES while P1 loads and stores. Both wait for
# the disk, so that they meet though no two processors are free at a time.
race() {
	name=$1
	shift
	number=$((number + 1))
	{
		printf 'test %s-vs-access\n\n' "$name"
		printf 'knob madv-random\nknob no-readahead\n'
		printf 'file f 32 pages evicted\nfile g 16 pages evicted\n\n'
		printf 'P0 {\n\tmap m f shared write\n\tstart\n'
		printf '\tread g[1]\n\tread g[7]\n'
		printf '\t%s\n' "$@"
		printf '}\n\nP1 thread of P0 {\n\tload m[0..32)\n'
		printf '\tstore m[3]\n\tload m[0..32)\n}\n'
	} >"$work/$name.litmus"
	"$fslitmus" run --dir "$work/dir" --rounds 40 --time 20 \
		"$work/$name.litmus" >"$work/out" 2>&1
	case $? in
	0)
		echo "ok $number - $name" ;;
	4)
		echo "ok $number - $name # SKIP they never met" ;;
	*)
		echo "not ok $number - $name"
		sed 's/^/# /' "$work/out" ;;
	esac
}

echo 1..4
race mremap 'mremap m' 'mremap m'
race mprotect 'mprotect m none' 'mprotect m write'
race munmap 'munmap m' 'map n g shared write' 'load n[3]'
race mremap-munmap 'mremap m' 'munmap m' 'map n g shared write' 'store n[0..16)'
