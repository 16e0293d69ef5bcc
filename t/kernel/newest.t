#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What a kernel of another version may lose, asked of the newest one that
# "make check-newest" built: a filesystem, determinism, names, mutants.
. "$(dirname "$0")/../uml/lib.sh"

if [ -z "$FSLITMUS_NEWEST" ]; then
	echo '1..0 # SKIP make check-newest builds the kernel for it'
	exit 0
fi
find_kernel
export TMPDIR=/dev/shm

# Two schedules of each test here on every configuration: whatever the verdicts,
# everything runs, and gives the same when run again.
runs_everywhere() {
	uml --fs all --schedules 2 --seed 77 --verify --json \
		punch-vs-fault-around truncate-vs-mapped evict-vs-write
	[ $? -le 1 ] || return
	jq -e -s '[.[] | select(.type == "result" and .status == "not-run")] == []' \
		"$work/log" >/dev/null
}

echo 1..4
"$fslitmus" kernel list | grep -A1 "^$key" >"$work/log"
! grep -q 'without the faults' "$work/log"
ok $? 'every mutant suits it'
runs_everywhere
ok $? 'every configuration runs, and the same again'
"$fslitmus" kernel build --mutants --package "$FSLITMUS_NEWEST" >"$work/log" 2>&1 &&
	grep -q '^cached' "$work/log"
ok $? 'the kernel is cached by what went into it'
mkdir "$work/tree" && tar -C "$work/tree" -xf "$FSLITMUS_NEWEST" \
	--wildcards '*/mm/*' '*/fs/*' '*/block/*' &&
	"$fslitmus" audit "$work"/tree/* >"$work/audit" 2>"$work/log"
grep '^not in this tree' "$work/audit" >"$work/log"
ok $((! $?)) 'it has the functions that the audit knows by name'
