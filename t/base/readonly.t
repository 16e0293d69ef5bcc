#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Programs of the host that run in a guest (mkfs, fsck) see the host's files
# and change none.
. "$(dirname "$0")/../uml/lib.sh"

find_kernel
mkdir -p "$work"/root/{dev,proc,tmp,mnt}
cp "${FSLITMUS_BUILD:-$here/../../build}/guest/mkfs-init" "$work/root/init"
# The guest has /dev and /tmp of its own.
file=$(mktemp /var/tmp/fslitmus-test-XXXXXX) || exit 1
trap 'rm -rf "$work" "$file"' EXIT
echo old >"$file"

as_mkfs() {	# COMMAND
	rm -f "$work/root/image"
	"$fslitmus" kernel boot --kernel "$key" --root "$work/root" --time 300 \
		"MKFS=\"$1\"" SAVE=/image >"$work/log" 2>&1
}

echo 1..3
as_mkfs 'echo x >/dev/nullb0 && echo y >/tmp/y && mkfs.ext4 -V'
[ $? -eq 0 ] && [ -s "$work/root/image" ] && [ ! -e /tmp/y ]
ok $? 'a program of the host works on the disk, with a /tmp of its own'
as_mkfs "echo new >$file"
grep -q 'ended with' "$work/log" && [ "$(cat "$file")" = old ]
ok $? 'it cannot write to a file'
as_mkfs "rm $file"
[ -e "$file" ]
ok $? 'it cannot remove one'
