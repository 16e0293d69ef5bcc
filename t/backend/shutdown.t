#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A filesystem that shuts down while tests run on it breaks C6, unless its
# disk failed.

set -u
. "$(dirname "$0")/lib.sh"
need_root

if ! perl -e1 2>/dev/null || ! command -v mkfs.ext4 >/dev/null; then
	echo "1..0 # SKIP needs perl and mkfs.ext4"
	exit 0
fi

test=$work/quiet.litmus
cat >"$test" <<'EOT'
# Nothing special, and the disk is written to.
test quiet
file f 4 pages written
P0 {
	write f[0]
	fsync f
}
P1 {
	read f[1]
}
EOT
mkdir "$work/dir" "$work/disk"

mount_on() {	# FILESYSTEM IMAGE SIZE
	truncate -s "$3" "$2"
	"mkfs.$1" -q "$2" >/dev/null 2>&1 && mount -o loop "$2" "$work/dir"
}

# XFS_IOC_GOINGDOWN and EXT4_IOC_SHUTDOWN are one ioctl; without the log.
shut_down() {
	perl -e 'open(my $d, "<", $ARGV[0]) or die; my $how = pack("L", 2);
		ioctl($d, 0x8004587d, $how) or die' "$work/dir"
}

start_test() {
	run_in_background --time 60s --dir "$work/dir" "$test"
	command=$!
	test_at_work >/dev/null
	sleep 0.2
}

has() {	# STATUS GOT PATTERN NAME
	[ "$1" -eq "$2" ]
	ok $? "$4: exit status $1 (was $2)"
	cat "$work/out" "$work/err" | tr -s '\n ' ' ' | grep -q -- "$3"
	ok $? "$4: says '$3'"
}

for fs in ext4 xfs; do
	if ! command -v mkfs.$fs >/dev/null ||
		! mount_on $fs "$work/disk/$fs" 320M; then
		ok 0 "$fs # SKIP cannot be mounted here"
		continue
	fi
	start_test
	shut_down
	wait $command
	has 1 $? "broken: C6 (no complaint).*shut down" "$fs shut down"
	umount "$work/dir"
	rm "$work/disk/$fs"
done

# Some disk fails, and nobody can tell that it was not below the directory.
mount -t tmpfs -o size=1m disk "$work/disk"
truncate -s 4M "$work/disk/image"
bad=$(losetup -f --show "$work/disk/image")
mkdir "$work/own"
truncate -s 320M "$work/own/image"
mkfs.ext4 -q "$work/own/image" >/dev/null 2>&1
if mount -o loop "$work/own/image" "$work/dir" 2>/dev/null; then
	start_test
	dd if=/dev/urandom of="$bad" bs=64k oflag=direct 2>/dev/null
	shut_down
	wait $command
	has 3 $? "a disk failed during the test" "shut down when a disk failed"
	umount "$work/dir"
else
	ok 0 "shut down when a disk failed # SKIP ext4 cannot be mounted here"
fi
losetup -d "$bad"
umount "$work/disk"
echo "1..$count"
