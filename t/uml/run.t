#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Tests under schedules: what is kept, what is found, what repeats.
# SCHEDULES=N changes how many schedules each run has (300).
. "$(dirname "$0")/lib.sh"

schedules=${SCHEDULES:-300}
race=punch-vs-fault-around
find_kernel

# All schedules ran twice, in two guests, and were executed the same.
same_twice() {	# FILESYSTEM TEST
	uml --fs "$1" --schedules "$schedules" --seed 1 --verify "$2" &&
		grep -q "^Verdict: kept in $schedules rounds" "$work/log"
	ok $? "$1: $schedules schedules of $2, the same twice"
}

# The report without what depends on time, or on where witnesses go.
report() {
	grep -v -e ' rounds in ' -e '^  Witness ' "$work/log"
}

found() {	# MUTANT FILESYSTEM SEED
	if [ -z "$mutants" ]; then
		skip "$1 is found" 'this kernel has no mutants'
		return
	fi
	uml --fs "$2" --mutant "$1" --schedules 2000 --seed "$3" $race
	[ $? -eq 1 ] && grep -q '^Verdict: broken: C1' "$work/log" &&
		grep -q '^  Schedule  ' "$work/log"
	ok $? "$1 is found (seed $3)"
}

# The command the report gives repeats the report, whatever else ran before.
repeats() {
	uml --fs ext4 --mutant ext4-punch-unlocked --schedules 2000 --seed 3 \
		evict-vs-store $race
	report | sed -n "/^Test $race/,/^  Repeat/p" >"$work/first"
	sed -n 's/^  Repeat *fslitmus run //p' "$work/log" >"$work/command"
	[ -s "$work/command" ] || return 1
	# shellcheck disable=SC2046
	"$fslitmus" run --witnesses '' $(cat "$work/command") \
		>"$work/log" 2>&1
	report | sed -n "/^Test $race/,/^  Repeat/p" >"$work/second"
	cmp "$work/first" "$work/second" >>"$work/log"
}

# A kernel that is another one every second time it is started.
unsteady_kernel() {
	local real
	real=$("$fslitmus" kernel list | awk -v k="$key" '$1==k')
	real=${XDG_CACHE_HOME:-$HOME/.cache}/fslitmus/kernels/$key
	mkdir -p "$work/cache/fslitmus/kernels"
	cp -r "$real" "$work/cache/fslitmus/kernels/" || return
	cat >"$work/cache/fslitmus/kernels/$key/linux" <<-END
		#!/bin/sh
		echo x >>$work/starts
		if [ \$((\$(wc -l <$work/starts) % 2)) -eq 0 ]; then
			exec $real/linux "\$@" fslitmus.mutant=ext4-punch-unlocked
		fi
		exec $real/linux "\$@"
	END
	seal_kernel "$work/cache/fslitmus/kernels/$key"
}

differs() {
	unsteady_kernel || return 1
	XDG_CACHE_HOME=$work/cache uml --fs tmpfs --schedules 20 --verify \
		--seed 1 evict-vs-store || return 1
	XDG_CACHE_HOME=$work/cache uml --fs ext4 --schedules 100 --verify \
		--strategy none --seed 1 $race
	[ $? -eq 3 ] && grep -q 'uncontrolled nondeterminism' "$work/log" &&
		grep -q 'first at event' "$work/log"
}

# Undisturbed, a test comes to one outcome: in the first rounds, which are made
# call by call, and in the later ones, which are one list for each process.
alike() {	# TEST
	uml --fs ext4 --strategy none --seed 1 --schedules 20 "$1"
	[ "$(grep -c '^ *20 :> ' "$work/log")" -eq 1 ]
	ok $? "$1: rounds call by call and as lists come to the same"
}

echo 1..26
for fs in ext4 xfs f2fs gfs2 btrfs tmpfs; do
	same_twice $fs $race
done
same_twice ext4-1k punch-partial-vs-store
same_twice orangefs write-vs-load
same_twice fuse $race
for seed in 1 2 3; do
	found ext4-punch-unlocked ext4 $seed
	found xfs-fallocate-unlocked xfs $seed
done
if [ -n "$mutants" ]; then
	repeats
	ok $? 'the command in a report repeats it to the letter'
	differs
	ok $? 'an execution that differs is noticed, and where'
else
	skip 'the command in a report repeats it' 'this kernel has no mutants'
	skip 'an execution that differs is noticed' 'no mutants'
fi
for test in truncate-vs-mapped punch-vs-private-fault mprotect-vs-punch \
	collapse-vs-mapped; do
	alike $test
done
uml --fs ext4 --seed 1 --strategy 'at:0@100+16,1@77' --schedules 20 $race &&
	grep -q '^Verdict: .* in 20 rounds' "$work/log"
ok $? 'one schedule may be asked for'
uml --fs ext4 --budget 2s --jobs 2 --json $race evict-vs-store &&
	[ "$(jq -r 'select(.type == "result") | .status == "kept" and
		(.few_rounds | not) and
		(.cpu_ns >= 1.9e9 or .elapsed_ns >= 20e9)' "$work/log" |
		grep -c true)" -eq 2 ]
ok $? 'a budget of processor time, two guests at a time, as JSON'
built=$("$fslitmus" kernel list | awk -v k="$key" '$1 == k { print $2 }')
uml --fs ext4-journal --schedules 1 --json $race
grep '"type":"place"' "$work/log" | grep -F '"kernel":"'"$built" |
	grep -F '"key":"'"$key" | grep -F '"mkfs":"mkfs.ext4 ' |
	grep -qF '"mount_options":"data=journal"'
ok $? "the report has the guest's kernel, mkfs and mount options"
# Eleven thousand letters, which the report has to have all of.
long=at:$(seq -s, -f '*@%.0f+16' 1 1000)
uml --fs tmpfs --strategy "$long" --schedules 3 --json \
	"$here/../tests/past-end.litmus"
grep -qF "\"schedule\":\"$long\"" "$work/log"
ok $? 'a long schedule is performed and told whole'
# A million points, and a dense schedule: P0 waits for P1 a minute and more.
uml --fs gfs2 --strategy random:rate=16 --seed 5 --schedules 3 freeze-vs-store &&
	grep -q '^Verdict: kept in 3 rounds' "$work/log"
ok $? 'who waits for a task that is delayed again and again is not hung'
