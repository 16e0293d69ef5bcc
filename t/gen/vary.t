#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Tests over other initial states: run --content, --cache and --vary.

. "$(dirname "$0")/../cmd/lib.sh"

cat >"$work/two.litmus" <<'end'
test two
file f 4 pages written evicted
file g absent
P0 {
    map m f shared read
    load m[0]
}
P1 {
    write g[0..1)
    punch f[0..1)
}
reach P0: load m[0] = old
end
cat >"$work/one.litmus" <<'end'
test one
file f 4 pages
P0 {
    punch f[0..1)
}
end
cat >"$work/clone.litmus" <<'end'
test clone
file f 4 pages
file g reflink of f
P0 {
    unshare g[0..4)
}
end
cat >"$work/absent.litmus" <<'end'
test absent
file f absent
P0 {
    write f[0..1)
}
end

shows() {	# PATH WORDS
	"$fslitmus" show "$1" >"$work/out" 2>"$work/err"
	has out "$2"
}
ok "a name says which state" shows "$work/two.litmus.unwritten.dirty" \
	"file f 4 pages unwritten dirty"
ok "and the test has it" has out "test two.unwritten.dirty"
ok "absent files stay so" has out "file g absent"
ok "no reach clause waits for what is not there" lacks out reach
ok "one of both will do" shows "$work/two.litmus.synced" \
	"file f 4 pages written synced"
ok "and the reach clause stays" has out "reach P0: load m[0] = old"
ok "tests of the corpus, too" shows punch-vs-read.hole "hole"

refuses() {	# WORDS ARGUMENT...
	local words=$1
	shift
	run --dir "$work/dir" --list "$@"
	ok "refuses $*" exit_is 2 err "$words"
}
refuses "--content: 'dirty' is not one of: hole" --content dirty
refuses "--cache: 'hole' is not one of: dirty" --cache hole
refuses "--vary means every" --vary --cache dirty
refuses "left out: this is how the files are" \
	"$work/two.litmus.written.evicted"
refuses "1 left out: no file has a content of its own" --cache dirty \
	"$work/absent.litmus"
refuses "1 left out: a file with a clone has to be written" --content hole \
	"$work/clone.litmus"

run --dir "$work/dir" --list --vary "$work/two.litmus"
ok "varies over all" test "$(wc -l <"$work/out")" -eq 9
ok "and says what is left out" has err \
	"2 left out: what was not written is not written back"
run --dir "$work/dir" --rounds 2 --content unwritten --cache dirty \
	"$work/absent.litmus" "$work/one.litmus"
ok "performs them" exit_is 0 out "one.unwritten.dirty"
run --dir "$work/dir" --list --vary
# shellcheck disable=SC2046 # names have no blanks
ok "all of the corpus can be judged" "$fslitmus" check \
	$(awk '{ print $2 }' "$work/out")
finish
