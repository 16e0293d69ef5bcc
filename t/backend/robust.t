#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What can go wrong with a place ends in a clear message, the right exit
# status and a clean machine.

set -u
. "$(dirname "$0")/lib.sh"
need_root

test=$work/quiet.litmus
cat >"$test" <<'EOF'
# Nothing special.
test quiet
file f 4 pages written
P0 {
	punch f[0..2)
}
EOF
cat >"$work/big.litmus" <<'EOF'
# Stores into a hole want blocks.
test big
file f 512 pages hole
P0 {
	map m f shared write
	store m[0..512)
}
P1 {
	punch f[0..16)
}
EOF
mkdir "$work/dir" "$work/small"
chmod 755 "$work"
cp "$fslitmus" "$work/fslitmus"

# The last run ended with STATUS, said PATTERN, and left nothing.
expect() {	# STATUS GOT PATTERN NAME
	[ "$1" -eq "$2" ]
	ok $? "$4: exit status $1 (was $2)"
	cat "$work/out" "$work/err" | tr -s '\n ' ' ' | grep -q -- "$3"
	ok $? "$4: says '$3'"
	clean
	ok $? "$4: the machine is clean"
}

in_dir() {	# MOUNT-OPTIONS ARGUMENT...
	local options=$1

	shift
	mount -t tmpfs -o "$options" dir "$work/dir"
	run --rounds 5 --dir "$work/dir" "$@"
	status=$?
}

# --dir
in_dir size=64k "$test"
expect 3 $status "too little room" "a small disk"
dd if=/dev/zero of="$work/dir/full" bs=4k 2>/dev/null
run --rounds 5 --dir "$work/dir" "$test"
expect 3 $? "too little room" "a full disk"
umount "$work/dir"

in_dir size=32m,nr_inodes=2 "$test"
expect 3 $status "No space left on device" "a disk without inodes"
umount "$work/dir"

in_dir ro "$test"
expect 3 $status "Read-only file system" "a read-only directory"
umount "$work/dir"

if mount -t hugetlbfs dir "$work/dir" 2>/dev/null; then
	run --rounds 5 --dir "$work/dir" "$test"
	expect 3 $? "(hugetlbfs) cannot be tested: its files have no write(2)" \
		"huge pages"
	umount "$work/dir"
else
	ok 0 "huge pages # SKIP this kernel has no hugetlbfs"
fi

chmod 755 "$work/dir"
as_nobody() {
	setpriv --reuid 65534 --regid 65534 --clear-groups \
		env FSLITMUS_TEST_MARK="$work" "$work/fslitmus" run \
		--rounds 5 "$@" >"$work/out" 2>"$work/err"
}
as_nobody --dir "$work/dir" "$test"
expect 3 $? "Permission denied" "a directory without permission"
as_nobody --fs ext4 "$test"
expect 3 $? "needs root or CAP_SYS_ADMIN" "--fs without privilege"
chmod 777 "$work/dir"
as_nobody --dir "$work/dir" "$test"
expect 0 $? "Kept\|kept" "a directory that nobody may write"

# Somebody else fills the disk meanwhile: nothing may be called broken.
mount -t tmpfs -o size=32m dir "$work/dir"
run_in_background --time 60s --dir "$work/dir" "$work/big.litmus"
command=$!
test_at_work >/dev/null
while kill -0 $command 2>/dev/null; do
	dd if=/dev/zero of="$work/dir/full" bs=64k oflag=append conv=notrunc \
		2>/dev/null
	sleep 0.1
done
wait $command
expect 3 $? "ran out of room\|No space left" "a disk that fills up"
umount "$work/dir"

# What lies in the directory stays as it is.
mkdir "$work/dir/mine"
echo mine >"$work/dir/mine/file"
ln -s mine "$work/dir/link"
run --rounds 5 --dir "$work/dir" "$test"
expect 0 $? "kept" "a directory with files"
[ "$(cd "$work/dir" && find . | sort | tr '\n' ' ')" = \
	". ./link ./mine ./mine/file " ]
ok $? "a directory with files: they are still there"
rm -r "$work/dir/mine" "$work/dir/link"

# --fs
without() {	# FOLDER-HIDDEN ARGUMENT...
	local folder=$1

	shift
	# shellcheck disable=SC2016 # for the inner shell
	FSLITMUS_TEST_MARK=$work unshare -m /bin/sh -c '
		/bin/mount --make-rprivate /
		/bin/mount -t tmpfs none "$1"
		shift
		PATH=/nonexistent exec "$@"' sh "$folder" \
		"$work/fslitmus" run --rounds 5 "$@" >"$work/out" 2>"$work/err"
}
without /usr/sbin --fs xfs "$test"
expect 3 $? "mkfs.xfs is not installed.*xfsprogs" "no mkfs"
without /dev --fs ext4 --scratch "$work/dir" "$test"
expect 3 $? "no loop device: /dev/loop-control" "no loop device"

if grep -qw f2fs /proc/filesystems; then
	ok 0 "f2fs # SKIP this kernel has it"
else
	run --rounds 5 --fs f2fs "$test"
	expect 3 $? "this kernel has no f2fs" "a filesystem not in the kernel"
fi
scratch 100m
run --rounds 5 --fs ext4 --scratch "$work/scratch" "$test"
expect 3 $? "no room for an image of 128 MiB" "no room for an image"
umount "$work/scratch"
scratch 1g
fs() {
	run --scratch "$work/scratch" "$@"
}
fs --rounds 5 --fs ext4 --mkfs-opts "-O nonsense" "$test"
expect 3 $? "mkfs.ext4 .*-O nonsense .*Invalid filesystem option" \
	"wrong mkfs options"
fs --rounds 5 --fs tmpfs --mount-opts "mode=700,size=64m" "$test"
expect 0 $? "Mounted mode=700,size=64m Test" "an option given anew"
fs --rounds 5 --fs xfs --mount-opts "noatime,nonsense=3" "$test"
expect 3 $? "xfs refuses the mount option 'nonsense" "wrong mount options"
fs --rounds 5 --fs ext4,xfs --mkfs-opts "" --mount-opts noatime "$test"
expect 0 $? "kept" "right options"

# The checker has the last word, whatever the tests say (C6).
mkdir "$work/bin"
cat >"$work/bin/e2fsck" <<'EOF'
#!/bin/sh
echo "Inode 12 is not what it was."
exit 4
EOF
chmod 755 "$work/bin/e2fsck"
image=$work/image
PATH=$work/bin:$PATH fs --rounds 5 --fs ext4 --fs-image "$image" "$test"
expect 1 $? "After the tests on ext4: broken: C6.*Inode 12 is not" \
	"an image that is not clean"
test -s "$image"
ok $? "an image that is not clean: it is kept"
rm "$image"

# Ctrl-C
for place in "--fs xfs" "--dir $work/dir"; do
	# A shell's background jobs ignore SIGINT, and so would the command.
	# shellcheck disable=SC2086 # words are meant
	FSLITMUS_TEST_MARK=$work setsid env --default-signal=INT \
		"$fslitmus" run --time 60s --scratch "$work/scratch" \
		$place "$test" \
		>"$work/out" 2>"$work/err" &
	command=$!
	test_at_work >/dev/null
	begun=$SECONDS
	kill -INT -$command
	wait $command
	[ $((SECONDS - begun)) -lt 30 ]
	ok $? "SIGINT in $place ends soon"
	tr -s '\n ' ' ' <"$work/err" | grep -q "stopped by signal 2"
	ok $? "SIGINT in $place: is said"
	clean
	ok $? "SIGINT in $place: the machine is clean"
done

# A hang (C7), and the test after it runs.
fs --fs ext4 --rounds 5 --timeout 2s --fs-image "$image" \
	"$here/../tests/frozen.litmus" "$test"
expect 1 $? "C7.*P0: write f\[0\].*kept 1, broken 1" "a hang"
e2fsck -fn "$image" >"$work/err" 2>&1
ok $? "the image of the failure is kept, and sound"
fs --fs ext4 --fs-image "$image" "$test"
expect 2 $? "--fs-image .*exists" "an image that is there already"
rm "$image"
# Two fail, and there is one file.
fs --fs ext4,xfs --rounds 5 --timeout 2s --fs-image "$image" \
	"$here/../tests/frozen.litmus"
expect 1 $? "image of xfs was not kept: .* exists" "a second image"
rm "$image"

# The kernel complains (C6), and the test that goes on until then is ended.
complain() {	# WHOM
	run_in_background --time 60s --dir "$work/dir" "$test"
	command=$!
	comm=$(test_at_work)
	printf '<4>%s\n' "------------[ cut here ]------------" >/dev/kmsg
	printf '<4>%s\n' "WARNING: CPU: 0 PID: 1 at mm/x.c:1 t/backend test" \
		>/dev/kmsg
	printf '<4>%s\n' "CPU: 0 PID: 1 Comm: ${1:-$comm} Not tainted" \
		>/dev/kmsg
	printf '<4>%s\n' "---[ end trace 0000000000000000 ]---" >/dev/kmsg
	sleep 0.5
	kill -TERM $command
	wait $command
}
complain ""
expect 1 $? "C6.*WARNING: CPU: 0 PID: 1 at mm/x.c:1" "a complaint of ours"
complain "kworker/u8:3"
expect 3 $? "mm/x.c:1 .*names nothing of this test" "a complaint of others"

# Few descriptors are enough, and too few are called that.
few() {	# DESCRIPTORS
	(ulimit -n "$1"; fs --fs tmpfs --rounds 5 "$test")
}
few 32
expect 0 $? "kept in 5 rounds" "32 descriptors"
few 10
expect 3 $? "cannot prepare tmpfs for a test: Too many open files" \
	"10 descriptors"

echo "1..$count"
