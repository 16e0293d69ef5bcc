#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "fslitmus mutants": what it refuses, what it finds, what it says.
. "$(dirname "$0")/lib.sh"

# The command ends with that status and says that.
says() {	# STATUS PATTERN NAME ARGUMENT...
	local status=$1 pattern=$2 name=$3
	shift 3
	"$fslitmus" mutants "$@" >"$work/log" 2>&1
	[ $? -eq "$status" ] && grep -q -- "$pattern" "$work/log"
	ok $? "$name"
}

# Every test and configuration that a mutant names is there, and each says
# what tries it or why nothing can.
names_what_there_is() {
	local mutant tests on why test place
	"$fslitmus" kernel image | awk '{print $1}' >"$work/places"
	for mutant in "$here"/../../kernel/mutants/*.edit; do
		tests=$(sed -n 's/^tests: //p' "$mutant")
		on=$(sed -n 's/^on: //p' "$mutant")
		why=$(sed -n 's/^unreachable: //p' "$mutant")
		[ -n "$tests$why" ] || { echo "$mutant" >>"$work/log"; return 1; }
		for test in $tests; do
			[ -f "$FSLITMUS_CORPUS/$test.litmus" ] ||
				{ echo "$mutant: $test" >>"$work/log"; return 1; }
		done
		for place in $on; do
			grep -qx "$place" "$work/places" ||
				{ echo "$mutant: $place" >>"$work/log"; return 1; }
		done
	done
}

# The same trials again take the same schedules.
schedules_of() {
	jq -r 'select(.type == "mutant") | .trials[] |
		[.seed, .schedules, .schedule, .number] | @tsv' "$work/log"
}

same_again() {
	"$fslitmus" mutants --kernel "$key" --json --seeds 2 --jobs 2 \
		ext4-punch-unlocked >"$work/log" 2>&1 || return 1
	schedules_of >"$work/first"
	"$fslitmus" mutants --kernel "$key" --json --seeds 2 \
		ext4-punch-unlocked >"$work/log" 2>&1 || return 1
	schedules_of >"$work/second"
	[ -s "$work/first" ] && cmp "$work/first" "$work/second" >>"$work/log"
}

interrupted() {
	local command worker
	env --default-signal=INT "$fslitmus" mutants --kernel "$key" \
		--control-budget 600s control-truncate-one-unmap \
		>"$work/log" 2>&1 &
	command=$!
	for _ in $(seq 300); do
		worker=$(pgrep -P $command | head -1)
		[ -n "$worker" ] &&
			[ -s "$(echo /dev/shm/fslitmus-guest-"$worker"-*/status)" ] &&
			break
		sleep 0.1
	done
	kill -INT $command
	wait $command
	[ $? -eq 3 ] && grep -q interrupted "$work/log" &&
		[ -z "$(leftovers "$worker")" ]
}

# As if its source did not suit the one fault.
leave_out() {	# MUTANT
	local real=${XDG_CACHE_HOME:-$HOME/.cache}/fslitmus/kernels/$key
	local own=$work/cache/fslitmus/kernels/$key
	mkdir -p "${own%/*}" && cp -a --reflink=auto "$real" "$own" &&
		sed -i "s/\"left_out\": .*/\"left_out\": \"a $1\",/" \
			"$own/kernel.json" && seal_kernel "$own"
}

echo 1..16
says 2 "there is no mutant 'nothing'" 'a mutant that is not there' nothing
says 2 'is no configuration' 'a configuration that is not there' --fs ext5
says 2 'has no test' 'a test that is not there' --test none
says 2 'not a duration' 'a budget that is none' --budget much
says 2 'exclude each other' 'chance has no strategy' --chance --strategy none
export XDG_CACHE_HOME=$work/cache
says 3 'kernel build --mutants' 'without a kernel it says what to do' 'ext4-*'
unset XDG_CACHE_HOME
names_what_there_is
ok $? 'mutants name tests and configurations that are there'
find_kernel
if [ -z "$mutants" ]; then
	for _ in $(seq 9); do
		skip 'trials of mutants' 'no kernel has mutants'
	done
	exit 0
fi
says 0 'xfs-fallocate-unlocked  *C1  *2/2 .* 2/2  punch-vs-fault-around on xfs' \
	'a mutant is found and its hits repeat' --kernel "$key" --seeds 2 \
	xfs-fallocate-unlocked
# Its fsync fails in many schedules, which makes a boot begin anew.
says 0 'direct-write-no-flush  *C3  *5/5 .* 5/5  direct-write-after-store' \
	'hits repeat where calls fail that are taken to succeed' \
	--kernel "$key" --seeds 5 direct-write-no-flush
says 0 '^Found 0 of 0 mutants; 1 cannot show here' \
	'what cannot show is said, and is no failure' --kernel "$key" \
	blkdev-zero-unlocked
says 1 'NOT FOUND in' 'a mutant its test cannot show is missed' \
	--kernel "$key" --seeds 1 --budget 2s --test evict-vs-store --fs xfs \
	ext4-punch-unlocked
says 0 'green in .*Green 1 of 1\|Green 1 of 1 controls' \
	'a control stays green' --kernel "$key" --seeds 1 --control-budget 3s \
	control-truncate-one-unmap
same_again
ok $? 'trials take the same schedules again'
interrupted
ok $? 'SIGINT ends it, says so, and leaves nothing'
leave_out ext4-punch-unlocked
export XDG_CACHE_HOME=$work/cache
says 0 'cannot show: Linux [0-9.]* has other code' \
	'a fault that was left out cannot show' --kernel "$key" --seeds 1 \
	ext4-punch-unlocked
"$fslitmus" run --uml --kernel "$key" --mutant ext4-punch-unlocked --fs ext4 \
	punch-vs-fault >"$work/log" 2>&1
[ $? -eq 2 ] && grep -q 'ext4-punch-unlocked is not in the kernel' "$work/log"
ok $? 'and cannot be chosen'
