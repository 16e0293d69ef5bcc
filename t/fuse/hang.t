#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A filesystem that hangs, at whatever call, is told within the time given
# (C7), also where the report goes to a pipe; when it goes on, nothing of the
# run is left.

set -u
. "$(dirname "$0")/../backend/lib.sh"
need_root
brokenfs=${FSLITMUS_BUILD:-$here/../../build}/t/fuse/brokenfs
[ -c /dev/fuse ] || { echo "1..0 # SKIP needs /dev/fuse"; exit 0; }

# Of these the run may take so much longer on a busy machine; it took 98 s.
timeout=2
slack=15
mkdir "$work/dir" "$work/backing"
for name in first second; do
	cat >"$work/$name.litmus" <<EOT
test $name
file f 4 pages written
P0 {
	write f[0]
	read f[1]
}
EOT
done
server=
image=

mount_fs() {	# FAULT
	"$brokenfs" -f --backing="$work/backing" --break="$1" "$work/dir" &
	server=$!
	for ((i = 0; i < 100; i++)); do
		mountpoint -q "$work/dir" && return
		sleep 0.1
	done
	echo "Bail out! brokenfs does not mount"
	exit 1
}

end_fs() {
	[ -n "$server" ] || return
	kill -KILL "$server"
	umount -l "$work/dir" 2>/dev/null
	wait "$server" 2>/dev/null
	server=
}
trap 'fsfreeze -u "$work/dir" 2>/dev/null; end_fs; finish
	rm -f "$image"' EXIT

# All that is said goes through pipes, which end when all have let go.
run_piped() {
	begun=$SECONDS
	FSLITMUS_TEST_MARK=$work "$fslitmus" run --dir "$work/dir" --timeout \
		${timeout}s --rounds 3 "$@" 2>&1 | cat >"$work/out"
	status=${PIPESTATUS[0]}
}

expect() {	# PATTERN NAME
	[ "$status" -eq 1 ]
	ok $? "$2: exit status 1 (was $status)"
	[ $((SECONDS - begun)) -le $((timeout + slack)) ]
	ok $? "$2: told in time (after $((SECONDS - begun)) s)"
	tr -s '\n ' ' ' <"$work/out" | grep -q -- "$1"
	ok $? "$2: says '$1'"
}

mount_fs none
kill -STOP $server
run_piped "$work/first.litmus" "$work/second.litmus"
expect 'Test first .*broken: C7.*opening the directory has not returned.*Test second .*not run: .*not used any more' \
	"stopped before the run"
kill -CONT $server
clean
ok $? "stopped before the run: nothing is left when it goes on"
run_piped "$work/first.litmus"
[ "$status" -eq 0 ]
ok $? "it went on: kept (was $status)"

# Wherever it is: setting up, racing, looking.
run_piped --rounds 1000000 "$work/first.litmus" "$work/second.litmus" &
piped=$!
test_at_work >/dev/null
sleep 0.3
kill -STOP $server
begun=$SECONDS
wait $piped
status=1
grep -q 'Tests 2: .*broken 1,' "$work/out"
ok $? "stopped meanwhile: one test is broken, none is waited for"
expect 'broken: C7' "stopped meanwhile"
kill -CONT $server
clean
ok $? "stopped meanwhile: nothing is left when it goes on"
end_fs

mount_fs hang-statfs
run_piped "$work/first.litmus"
expect 'broken: C7.*statfs(2) has not returned' "statfs(2) hangs"
end_fs
clean
ok $? "statfs(2) hangs: nothing is left"
rm -rf "$work"/backing/*

# Who presses Ctrl-C does not wait for the timeout, and no promise is broken.
mount_fs hang-statfs
begun=$SECONDS
FSLITMUS_TEST_MARK=$work setsid env --default-signal=INT "$fslitmus" run \
	--dir "$work/dir" --timeout 100s "$work/first.litmus" \
	>"$work/out" 2>&1 &
command=$!
sleep 1
kill -INT -$command
wait $command
status=$?
[ "$status" -eq 3 ] && [ $((SECONDS - begun)) -le $((5 + slack)) ]
ok $? "interrupted at statfs(2): ends soon (after $((SECONDS - begun)) s, status $status)"
tr -s '\n ' ' ' <"$work/out" | grep -q "not run: interrupted; statfs(2)"
ok $? "interrupted at statfs(2): says so"
end_fs
clean
ok $? "interrupted at statfs(2): nothing is left"
rm -rf "$work"/backing/*

mount_fs hang-rmdir
run_piped "$work/first.litmus"
expect 'After the tests.*broken: C7.*removing the directory' "rmdir(2) hangs"
grep -q 'kept 1, broken 0' "$work/out"
ok $? "rmdir(2) hangs: the test before it was kept"
end_fs
clean
ok $? "rmdir(2) hangs: nothing is left"
rm -rf "$work"/backing/*

# Where no signal reaches: below a frozen filesystem. That its loop device is
# there is no fault.
image=$(mktemp) || exit 1
if ! command -v mkfs.ext4 >/dev/null || ! truncate -s 64M "$image" ||
	! mkfs.ext4 -q "$image" || ! mount -o loop "$image" "$work/dir"
then
	ok 0 "frozen # SKIP ext4 cannot be mounted here"
	echo "1..$count"
	exit 0
fi
rm "$image"
run_piped --rounds 1000000 "$work/first.litmus" "$work/second.litmus" &
piped=$!
test_at_work >/dev/null
sleep 0.3
fsfreeze -f "$work/dir"
begun=$SECONDS
wait $piped
status=1
expect 'Test first .*broken: C7.*in state D.*Test second .*not run: .*not used any more' \
	"frozen meanwhile"
fsfreeze -u "$work/dir"
clean
ok $? "frozen meanwhile: nothing is left when it is thawed"
echo "1..$count"
