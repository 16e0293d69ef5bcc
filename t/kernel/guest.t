#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The kernel's own promises, tried in guests: the same schedule gives the same
# execution, the lock mutants are found, the stock code is not accused.
# SCHEDULES=N changes how many schedules each run has (300).
. "$(dirname "$0")/lib.sh"

schedules=${SCHEDULES:-300}
init=${FSLITMUS_BUILD:-$here/../../build}/t/kernel/init

kernels=$("$fslitmus" kernel list 2>/dev/null |
	grep '^[0-9a-f]' | grep -v ' outdated \| damaged ')
key=$(echo "$kernels" | awk '/ mutants /{print $1; exit}')
[ -n "$key" ] || key=$(echo "$kernels" | awk 'NF{print $1; exit}')
if [ -z "$key" ]; then
	echo '1..0 # SKIP no kernel; make one: fslitmus kernel build --mutants'
	exit 0
fi
has_mutants=$(echo "$kernels" | awk -v k="$key" '$1==k && / mutants /')
make_root "$init"

# Makes the image of that configuration unless it is there.
image() {	# CONFIGURATION
	[ -e "$work/root/$1" ] ||
		"$fslitmus" kernel image "$1" "$work/root/$1" >"$work/log" 2>&1
}

stale() {
	awk '/^[0-9]+ hash/ && $NF>0' "$work/root/out" | wc -l
}

rounds() {
	grep -c '^[0-9]* hash' "$work/root/out"
}

# Two boots give the same hashes, all rounds ran, no page was stale.
same_twice() {	# NAME SETTING...
	local name=$1
	shift
	boot --kernel "$key" "$@" ROUNDS="$schedules" &&
		cp "$work/root/out" "$work/first" &&
		boot --kernel "$key" "$@" ROUNDS="$schedules" &&
		cmp "$work/first" "$work/root/out" >>"$work/log" &&
		[ "$(rounds)" -eq "$schedules" ] && [ "$(stale)" -eq 0 ] &&
		! grep -qE 'WARNING|BUG|Kernel panic' "$work/log"
	ok $? "$name: $schedules schedules twice, same hashes, nothing stale"
}

found() {	# MUTANT FILESYSTEM RATE
	if [ -z "$has_mutants" ]; then
		skip "$1 is found" 'this kernel has no mutants'
		return
	fi
	image "$2" && boot --kernel "$key" --mutant "$1" FS="$2" \
		IMAGE="/$2" ROUNDS="$schedules" RATE="$3" &&
		[ "$(rounds)" -eq "$schedules" ] && [ "$(stale)" -gt 0 ]
	ok $? "$1 is found (in $(stale) of $schedules)"
}

# A schedule written out as its preemptions gives the same execution.
replays() {	# FILESYSTEM SETTING...
	local fs=$1 list hash
	shift
	boot --kernel "$key" FS="$fs" IMAGE="/$fs" ROUNDS=1 KEPT=1 "$@" ||
		return
	list=$(sed -n 's/^preemptions //p' "$work/root/out")
	hash=$(awk '/ hash /{print $3}' "$work/root/out")
	[ -n "$list" ] && [ -n "$hash" ] &&
		boot --kernel "$key" FS="$fs" IMAGE="/$fs" ROUNDS=1 \
			STRATEGY=4 PREEMPT="$list" &&
		[ "$(awk '/ hash /{print $3}' "$work/root/out")" = "$hash" ]
}

# Ten minutes of virtual time pass on it while nothing is done, so all of its
# timers and daemons had their turns.
idles() {	# FILESYSTEM SETTING...
	local fs=$1
	shift
	boot --kernel "$key" --time 100 FS="$fs" "$@" ROUNDS=1 IDLE=700 &&
		grep -q '^idle 700$' "$work/root/out"
}

echo 1..16
image ext4 && "$fslitmus" kernel image ext4 "$work/again" &&
	cmp "$work/root/ext4" "$work/again"
ok $? 'the same mkfs gives the same image'
boot --kernel "$key" IMAGE=/ext4 AGAIN=/again &&
	cmp "$work/root/ext4" "$work/root/again" &&
	[ "$(awk '/^free/{print $2}' "$work/root/out")" -gt 200000 ]
ok $? 'free space of an image holds the sentinel'
for fs in ext4 xfs f2fs gfs2 btrfs; do
	options=
	[ $fs != gfs2 ] || options=lockproto=lock_nolock
	image $fs
	same_twice $fs FS=$fs IMAGE=/$fs OPTIONS=$options
done
same_twice tmpfs FS=tmpfs
same_twice 'ext4, priorities' FS=ext4 IMAGE=/ext4 STRATEGY=2 DEPTH=3
same_twice 'ext4, plain system calls' FS=ext4 IMAGE=/ext4 PLAIN=1
found ext4-punch-unlocked ext4 256
found xfs-fallocate-unlocked xfs 16
replays ext4 STRATEGY=3 DEPTH=5 LENGTH=2000
ok $? 'a sparse schedule replays from its list'
image ext4 && image xfs && image f2fs && image gfs2 && image btrfs &&
	idles ext4 IMAGE=/ext4 && idles xfs IMAGE=/xfs &&
	idles f2fs IMAGE=/f2fs && idles btrfs IMAGE=/btrfs &&
	idles gfs2 IMAGE=/gfs2 OPTIONS=lockproto=lock_nolock && idles tmpfs
ok $? 'no daemon of a filesystem keeps virtual time from passing'
boot --kernel "$key" --zoned FS=zonefs FILE=/mnt/cnv/0 ZONEFS=1 ROUNDS=1
grep -q '^zonefs ok' "$work/root/out"
ok $? 'zonefs mounts, is written and truncated'
boot --kernel "$key" FS=orangefs ROUNDS=3 ORANGEFS=1
grep -q '^orangefs ok' "$work/root/out"
ok $? 'orangefs is served from inside the guest'
