#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Configurations on loop mounts: made, mounted and checked as their names say.

. "$(dirname "$0")/../cmd/lib.sh"

# What the running kernel or the machine lacks is not ours to test.
on() {	# CONFIGURATION WORDS-OF-MKFS-OR-MOUNT
	run --fs "$1" --seed 1 --rounds 20 --json punch-vs-read
	if grep -q '"status":"not run"' "$work/out"; then
		skip "--fs $1" "$(sed -n 's/.*"reason":"\([^"]*\)".*/\1/p' \
			"$work/out" | head -1)"
		return
	fi
	ok "--fs $1" exit_is 0 out "$2"
}

on ext4-1k '-b 1024'
on ext4-journal '"mount_options":"data=journal"'
on ext2 '"filesystem":"ext2"'
on btrfs-nodatacow '"mount_options":"nodiscard,nodatacow"'

# The user's words come last, and have the last word.
run --fs ext4-1k --mkfs-opts '-O ^has_journal' --mount-opts noatime --seed 1 \
	--rounds 5 --json punch-vs-read
if [ "$status" -eq 3 ]; then
	skip "options add to a configuration's" 'nothing can be mounted'
else
	ok "options add to a configuration's" exit_is 0 out \
		'-b 1024 -O ^has_journal","mount_options":"noatime"'
fi

# What mkfs of older releases cannot make is there, and fsck of such releases
# does not see it.
run --fs xfs-exchange --seed 1 --rounds 20 exchange-vs-fault-around
if [ "$status" -ge 3 ]; then
	skip 'a feature set by hand' "$(grep -m1 Verdict "$work/out")"
else
	ok 'a feature set by hand' exit_is 0 out 'kept in 20 rounds'
fi

run --fs 'ext4-*,all' --list punch-vs-read
ok 'patterns, and one of each' exit_is 0 out 'ext4-writeback punch-vs-read'
ok 'the ordinary ones' test "$(grep -c '^xfs' "$work/out")" -eq 1
ok 'but for what a guest alone can mount' lacks out zonefs
run --fs zonefs punch-vs-read
ok 'which is refused by name' exit_is 2 err \
	"'zonefs' runs in a kernel of its own alone: give --uml"
run --fs 'nothing-*' punch-vs-read
ok 'a pattern of nothing' exit_is 2 err "expected all, a pattern, or some of"
ok 'names what there is' has err 'gfs2-1k, btrfs'
ok 'there' lacks err orangefs

run --uml --fs ext2 punch-vs-read
ok 'a guest lacks some' exit_is 2 err "'ext2' is not in that kernel"
"$fslitmus" list filesystems >"$work/out"
ok 'list says where' has out \
	'  ext4-1k                      loop, uml  e2fsprogs, mkfs -b 1024'
ok 'and where alone' has out '  zonefs                       uml'
finish
