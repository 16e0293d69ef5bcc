#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# fslitmus show and check, and which tests the words of a command line mean.
set -u
cd "$(dirname "$0")/../.." || exit 1
fslitmus=${FSLITMUS:-$PWD/fslitmus}
unset FSLITMUS_CORPUS
number=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# try STATUS NAME COMMAND...: run it with its output in $work/out, $work/err
try()
{
	expected=$1 name=$2
	shift 2
	"$@" >"$work/out" 2>"$work/err"
	status=$?
	number=$((number + 1))
	if [ $status -eq "$expected" ]; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
		echo "# exit status $status, expected $expected"
		sed 's/^/# /' "$work/out" "$work/err"
	fi
}

# finds out|err TEXT: is it in that output of the last command?
finds()
{
	number=$((number + 1))
	if grep -qF -e "$2" "$work/$1"; then
		echo "ok $number -   says $2"
	else
		echo "not ok $number -   says $2"
		sed 's/^/# /' "$work/$1"
	fi
}

mkdir -p "$work/corpus/deep" "$work/empty" "$work/bin/litmus" \
	"$work/usr/bin" "$work/usr/share/fslitmus/litmus"
one="test one
file f 1 page written synced
P0 {
    fsync f
}"
echo "$one" >"$work/corpus/one.litmus"
echo "$one" | sed 's/one/two/' >"$work/corpus/two.litmus"
echo "$one" | sed 's/one/three/' >"$work/corpus/deep/three.litmus"
echo "no test" >"$work/corpus/README"
echo "fast" >"$work/corpus/wrong.litmus"
cp "$work/corpus/one.litmus" "$work/other.litmus"
cp "$work/corpus/one.litmus" "$work/bin/litmus"
cp "$work/corpus/two.litmus" "$work/usr/share/fslitmus/litmus"
cp "$fslitmus" "$work/bin/fslitmus"
cp "$fslitmus" "$work/usr/bin/fslitmus"

try 0 "show prints the canonical form" "$fslitmus" show "$work/corpus/one.litmus"
mv "$work/out" "$work/shown"
try 0 "of a test that is in it already" cmp "$work/corpus/one.litmus" "$work/shown"
try 0 "show reads standard input" sh -c "echo '$one' | '$fslitmus' show -"
finds out "test one"
try 2 "show without a test" "$fslitmus" show
finds err "expected the name or the file of a test"
try 2 "an option it does not have" "$fslitmus" show --fast
try 2 "show of a wrong test" "$fslitmus" show "$work/corpus/wrong.litmus"
finds err "wrong.litmus:1:1: expected 'test', found 'fast'"

try 0 "check of a file" "$fslitmus" check "$work/corpus/one.litmus"
finds out "1 test checked, 0 wrong"
try 2 "check of a directory, and below it" "$fslitmus" check "$work/corpus"
finds out "4 tests checked, 1 wrong"
try 0 "check tells a test named unlike its file" \
	"$fslitmus" check "$work/other.litmus"
finds err "the test is named 'one', expected 'other' as its file"
try 2 "check of standard input" sh -c "echo tset | '$fslitmus' check -"
finds err "<stdin>:1:1: expected 'test', found 'tset'"
try 2 "a file that is not there" "$fslitmus" check "$work/none.litmus"
finds err "none.litmus: No such file or directory"
try 2 "a directory without tests" "$fslitmus" check "$work/empty"
finds err "no test in this directory"
head -c 70000 /dev/zero >"$work/zero.litmus"
try 2 "a file too large to be a test" "$fslitmus" check "$work/zero.litmus"
finds err "zero.litmus: not a test: expected at most 65536 bytes"
head -c 100 /dev/zero >"$work/zero.litmus"
try 2 "a file that is no text" "$fslitmus" check "$work/zero.litmus"
finds err "zero.litmus: not a test: expected text, found a NUL byte"

FSLITMUS_CORPUS=$work/corpus
export FSLITMUS_CORPUS
try 0 "a name of the corpus" "$fslitmus" check one
try 0 "a name below its directories" "$fslitmus" check three
try 0 "a pattern, each test once" "$fslitmus" check 't*' two
finds out "2 tests checked"
try 2 "a name that the corpus lacks" "$fslitmus" check frobnicate
finds err "the corpus has no test 'frobnicate'"
try 2 "a name that it nearly has" "$fslitmus" check thre
finds err "did you mean 'three'?"
try 2 "a pattern that matches nothing" "$fslitmus" check 'x*'
finds err "the corpus has no test 'x*'"
try 2 "a right name beside a wrong one" "$fslitmus" show one frobnicate
FSLITMUS_CORPUS=$work/none
try 2 "a corpus that is not there" "$fslitmus" check one
finds err "expected a directory of tests"
unset FSLITMUS_CORPUS
try 0 "a corpus beside the executable" "$work/bin/fslitmus" check one
try 0 "an installed corpus" "$work/usr/bin/fslitmus" check two
mv "$work/usr/share" "$work/usr/gone"
try 2 "no corpus at all" "$work/usr/bin/fslitmus" check two
finds err "found no corpus of tests"
try 0 "but a directory by that name" \
	sh -c "cd '$work' && FSLITMUS_CORPUS=corpus '$fslitmus' check bin"
try 0 "the project's own corpus is right" "$fslitmus" check ./litmus
echo "1..$number"
