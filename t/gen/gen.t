#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# fslitmus gen: what it prints, writes and refuses.

. "$(dirname "$0")/../cmd/lib.sh"

gen() {	# ARGUMENT...
	"$fslitmus" gen "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
}

lines() {	# NUMBER
	[ "$(wc -l <"$work/out")" -eq "$1" ] || { wc -l "$work/out"; return 1; }
}

refuses() {	# WORDS ARGUMENT...
	local words=$1
	shift
	gen "$@"
	ok "refuses $*" exit_is 2 err "$words"
}
refuses "expected the name of a generated test or a bound"
refuses "expected 'sequential' or 'racing', found 'punch'" punch
refuses "'punhc' is none of the values of 'ops'" s:16p.written.dirty:punhc.part
refuses "left out: an operation goes through a mapping" \
	s:16p.written.dirty:store.part
refuses "size: '3p' matches none" sequential=1 --size 3p
refuses "--count prints no tests" --count --print sequential=1
refuses "--output $work/out/x: Not a directory" -o "$work/out/x" sequential=1

name=s:64b.written.evicted:punch.part
gen $name
ok "prints the test of a name" exit_is 0 out "punch f[0+32..0+40)"
bound=sequential=1/ops=punch,fsync/size=64b
gen "$bound"
ok "prints the names within a bound" exit_is 0 out "$name"
programs=$(wc -l <"$work/out")
gen --count "$bound"
ok "counts as many" grep -Eq "^  remain +$programs\$" "$work/out"
ok "says what is left out" exit_is 0 out "no-place"
gen "sequential=1" --ops punch,fsync --size 64b
ok "options restrict as the bound does" lines "$programs"
gen -o "$work/tests" "$bound"
ok "writes a file for each" test "$(ls "$work/tests" | wc -l)" -eq "$programs"
ok "that are right" "$fslitmus" check "$work/tests"
gen --print "$bound"
ok "prints the tests" test "$(grep -c '^test ' "$work/out")" -eq "$programs"
gen --count 'sequential=1~pairs/size=64b,1p'
ok "counts pairs" exit_is 0 out "impossible"

run --dir "$work/dir" --rounds 2 $name
ok "run takes a name" exit_is 0 out "Tests 1: kept 1"
"$fslitmus" check $name >"$work/out"
ok "check takes a name" has out "1 test checked, 0 wrong"
"$fslitmus" show $name >"$work/out"
ok "show takes a name" has out "test $name"
run --dir "$work/dir" --list --gen "$bound"
ok "run takes a bound" lines "$programs"
run --dir "$work/dir" --list --gen "$bound" punch-vs-read
ok "and names besides" lines $((programs + 1))
run --dir "$work/dir" --gen sequential=9
ok "run refuses a wrong bound" exit_is 2 err "from 1 to 4, found '9'"
"$fslitmus" show s:64b.written.evicted:punch >"$work/out" 2>"$work/err"
ok "and refuses those left out" has err "left out"
finish
