#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A filesystem that is damaged after its schedules: fsck says so in the guest,
# and the witness is of one schedule.
. "$(dirname "$0")/lib.sh"

race=punch-vs-fault-around
find_kernel
mkdir -p "$work/cache/fslitmus/kernels"
cp -r --reflink=auto "${XDG_CACHE_HOME:-$HOME/.cache}/fslitmus/kernels/$key" \
	"$work/cache/fslitmus/kernels/$key"
export XDG_CACHE_HOME=$work/cache

ext4() {	# SCHEDULES
	uml --fs ext4 --seed 1 --schedules "$1" $race
}

echo 1..9
ext4 1 && grep -q '^Verdict: kept in 1 ' "$work/log"
ok $? 'what mkfs made is clean'
image=$(echo "$work"/cache/fslitmus/images/"$key"/ext4-*)
cp "$image" "$work/clean"
"$(dirname "$0")/damage-ext4" "$image" >"$work/log" 2>&1
ext4 60
[ $? -eq 1 ] && grep -q '^Verdict: broken: C6' "$work/log" &&
	grep -q '^  Complaint *fsck: Block bitmap differences' "$work/log"
ok $? 'damage is found when all schedules are done'
witness=$(sed -n 's/^  Witness *//p' "$work/log")
jq -e '.schedule.alone and .schedule.string == "none"' "$witness" \
	>>"$work/log" 2>&1
ok $? 'of sixty schedules the witness has one'
"$fslitmus" replay -q "$witness" >>"$work/log" 2>&1
[ $? -eq 1 ]
ok $? 'which repeats it'

cp "$work/clean" "$image"
"$(dirname "$0")/damage-ext4" "$image" unchecked >"$work/log" 2>&1
ext4 60
[ $? -eq 1 ] && grep -q '^Verdict: broken: C6' "$work/log" &&
	grep -q '^  Why *the kernel complained' "$work/log" &&
	grep -q '^  Complaint *EXT4-fs error (device nullb0)' "$work/log"
ok $? 'what the kernel logs without dying of it is heard as well'
witness=$(sed -n 's/^  Witness *//p' "$work/log")
jq -e '.schedule.alone' "$witness" >>"$work/log" 2>&1
ok $? 'and blamed on one schedule'

cp "$work/clean" "$image"
"$(dirname "$0")/damage-ext4" "$image" read-only >"$work/log" 2>&1
ext4 60
[ $? -eq 1 ] && grep -q '^Verdict: broken: C6 .* in 1 of 1 rounds' "$work/log" &&
	grep -q '^ *1 \*> set up f: fsync=EROFS' "$work/log"
ok $? 'a call that fails when files are set up is an outcome, and judged'
witness=$(sed -n 's/^  Witness *//p' "$work/log")
"$fslitmus" replay -q "$witness" >>"$work/log" 2>&1
[ $? -eq 1 ]
ok $? 'which repeats'

# P1's write cannot drop the page that P0 stores to: the next fsync fails, in
# the race or when the last look is taken, and open(2) promises no better.
cp "$work/clean" "$image"
cat >"$work/mixed.litmus" <<-END
	test mixed
	file f 4 pages written synced
	P0 {
	    map m f shared write populate
	    start
	    store m[0]
	    store m[1]
	    store m[0]
	    store m[1]
	}
	P1 {
	    direct-write f[0..4)
	    direct-write f[0..4)
	}
	P2 {
	    map n f shared write populate
	    start
	    store n[0+8]
	    fsync f
	    store n[0+8]
	}
END
uml --fs ext4 --seed 1 --schedules 200 --verify -v "$work/mixed.litmus" &&
	grep -q '^Verdict: kept in 200 rounds' "$work/log" &&
	grep -q 'final evicted f: fsync=EIO' "$work/log"
ok $? 'a look that fails is an outcome as well'
