#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every format, held against its definition: JSON against doc/, JUnit
# against its XSD, KTAP against a parser of its own, text as it is.

here=$(cd "$(dirname "$0")" && pwd)
sample=${FSLITMUS_BUILD:-$here/../../build}/t/report/sample
schema=$here/../../doc/run.schema.json
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
count=0
export SOURCE_DATE_EPOCH=1764355740

ok() {	# NAME COMMAND...
	count=$((count + 1))
	name=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		sed 's/^/# /' "$work/log" | head -20
	fi
}

not() {
	! "$@"
}

has() {	# FILE WORDS
	grep -qF -- "$2" "$1" || { echo "lacks: $2"; cat "$1"; return 1; }
}

"$sample" json >"$work/run.json"
"$sample" json interrupted >"$work/cut.json"
ok "JSON fits its schema" "$here/json-lines" "$schema" "$work/run.json"
ok "JSON of a run cut short does" "$here/json-lines" "$schema" \
	"$work/cut.json"
sed 's/"forbidden":2/"forbidden":-2/' "$work/run.json" >"$work/bad.json"
ok "the schema refuses a negative count" not "$here/json-lines" "$schema" \
	"$work/bad.json"
sed 's/"rounds":3/"round":3/' "$work/run.json" >"$work/bad.json"
ok "the schema refuses an unknown key" not "$here/json-lines" "$schema" \
	"$work/bad.json"
ok "JSON ends with the exit status" has "$work/run.json" '"exit":1'

"$sample" junit >"$work/run.xml"
"$sample" junit interrupted >"$work/cut.xml"
xsd="xmllint --noout --nonet --schema $here/junit.xsd"
ok "JUnit fits its schema" $xsd "$work/run.xml"
ok "JUnit of a run cut short does" $xsd "$work/cut.xml"
sed 's/failures="3"/failures="x"/' "$work/run.xml" >"$work/bad.xml"
ok "the schema refuses a wrong count" not $xsd "$work/bad.xml"
xpath() {	# EXPRESSION EXPECTED
	got=$(xmllint --xpath "$1" "$work/run.xml")
	[ "$got" = "$2" ] || { echo "$1 is '$got', expected '$2'"; return 1; }
}
ok "a suite's attribute counts its failures" xpath \
	'count(//testsuite[1]//failure) = //testsuite[1]/@failures' true
ok "its tests" xpath \
	'count(//testsuite[2]/testcase) = //testsuite[2]/@tests' true
ok "a failure names its promise" xpath \
	'string((//testsuite[1]//failure)[1]/@type)' C1

ok "a suite has the date" xpath 'string(//testsuite[1]/@timestamp)' \
	2025-11-28T18:49:00Z
ok "and what its place is made of" xpath \
	'string(//testsuite[1]//property[@name="mount_options"]/@value)' \
	nodelalloc,data=journal
ok "and is tried under schedules" xpath \
	'contains((//testsuite[1]//failure)[1],
		"  Schedules fslitmus run --uml --fs ext4 x")' true
ok "JSON says what is live" has "$work/run.json" '"live":true,'
ok "and how it is tried under schedules" has "$work/run.json" \
	'"scheduled_command":"fslitmus run --uml --fs ext4 x"'
ok "JSON has the date" has "$work/run.json" '"date":"2025-11-28T18:49:00Z"'
ok "and the places" has "$work/run.json" \
	'"target":"dir:/mnt/a#b (nfs)","filesystem":"nfs","kernel":"6.12.48 #1"'
ok "a wrong date is refused" not env SOURCE_DATE_EPOCH=tomorrow "$sample" text

# What outcomes are written in, the manual has an item for.
explained() {
	for word in old zero 'P0#1' 'old-2 pages' src:old eof sigbus 'earlier P0#1' \
		free garbage ok partial hangs 'not run'; do
		sed -n '/^\.Ss The notation/,/^\.Sh/p' "$here/../../man/fslitmus-run.1" |
			grep -q "^\.It Li $word" || { echo "$word"; return 1; }
	done
}
ok "the notation of outcomes is explained" explained

for how in "" -v -q; do
	"$sample" ktap $how >"$work/run.ktap"
	ok "KTAP $how parses" "$here/ktap-parse" "$work/run.ktap"
	ok "KTAP $how has the results" "$here/ktap-parse" \
		"$work/run.ktap" \
		"ok.not ok.SKIP.not ok.ok/SKIP.ok.not ok.ok.not ok"
done
"$sample" ktap interrupted >"$work/cut.ktap"
ok "KTAP cut short is not taken for whole" not "$here/ktap-parse" \
	"$work/cut.ktap"
ok "prove takes KTAP's top level" sh -c \
	"prove --exec cat '$work/run.ktap' >'$work/prove' 2>&1;
	 grep -q 'Failed 2/2 subtests' '$work/prove'"

for how in "" -q -v; do
	"$sample" text $how >"$work/run$how.txt"
	ok "text $how as expected" diff -u "$here/expected$how.txt" \
		"$work/run$how.txt"
done
"$sample" text interrupted >"$work/cut.txt"
ok "text says it was interrupted" has "$work/cut.txt" \
	"interrupted: 9 of 10 tests were not finished"
ok "and not that all was done" not grep 'all that was asked' "$work/cut.txt"
ok "KTAP says how it is tried under schedules" has "$work/run.ktap" \
	"  Schedules fslitmus run --uml --fs ext4 x"
ok "KTAP counts those with few rounds" has "$work/run.ktap" \
	"# tests in few rounds: 2"
ok "JSON counts them" has "$work/run.json" '"few_rounds":2'
ok "JUnit counts them in each suite" xpath \
	'string(//testsuite[1]/system-out)' 'tests in few rounds: 1'
ok "JUnit remarks on the test" xpath \
	'string(//testsuite[2]/testcase/system-out)' \
	'kept in 15 rounds (few rounds)'
echo "1..$count"
