#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The positive control: a FUSE filesystem that breaks one promise at a time.
# For each, "fslitmus run --dir" must report exactly that promise; with no
# fault it must report nothing, over the same tests and the whole corpus.

set -u
here=$(cd "$(dirname "$0")" && pwd)
fslitmus=${FSLITMUS:-$here/../../fslitmus}
brokenfs=${FSLITMUS_BUILD:-$here/../../build}/t/fuse/brokenfs
work=$(mktemp -d) || exit 1
count=0

# The kernel reports a task that hangs for a second, while this runs.
hung=/proc/sys/kernel/hung_task_timeout_secs
hung_before=$(cat $hung 2>/dev/null)
# It stops after ten reports unless told not to.
warnings=/proc/sys/kernel/hung_task_warnings
warnings_before=$(cat $warnings 2>/dev/null)

as_before() {
	[ -z "$hung_before" ] || echo "$hung_before" >$hung
	[ -z "$warnings_before" ] || echo "$warnings_before" >$warnings
}

finish() {
	as_before
	unmount_fs 2>/dev/null
	rm -rf --one-file-system "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

if [ "$(id -u)" -ne 0 ] || [ ! -c /dev/fuse ]; then
	echo "1..0 # SKIP needs root and /dev/fuse"
	exit 0
fi

ok() {	# STATUS NAME
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		sed 's/^/# /' "$work/out" "$work/err" | head -40
	fi
}

mount_fs() {	# FAULT
	mkdir -p "$work/mnt" "$work/backing"
	"$brokenfs" --backing="$work/backing" --break="$1" "$work/mnt" ||
		{ echo "Bail out! brokenfs does not mount"; exit 1; }
}

# Who hangs in it is let go only by the death of the one who should answer.
unmount_fs() {
	umount "$work/mnt" 2>/dev/null && return
	umount -l "$work/mnt"
	for pid in $(pgrep -x brokenfs); do
		tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "$work/mnt" &&
			kill -KILL "$pid"
	done
}

# Run tests on the mounted filesystem; JSON lines go to $work/out.
run() {
	"$fslitmus" run --dir "$work/mnt" --json --seed 7 "$@" \
		>"$work/out" 2>"$work/err"
}

# Which promises were reported as broken, each once: "C1" or "C2 C3".
promises() {
	perl -MJSON::PP -ne '
		my $line = decode_json($_);
		$seen{$_}++ for keys %{$line->{broken} || {}};
		END { print join(" ", sort keys %seen), "\n" }' "$work/out"
}

# On a busy machine two processes may not meet in the few rounds of the last run,
# which is no result (4) and no breach.
nothing_broken() {
	[ "$status" -eq 0 ] || {
		[ "$status" -eq 4 ] && grep -q '"status":"unentered"' "$work/out"
	}
}

[ -z "$hung_before" ] || echo 1 >$hung
[ -z "$warnings_before" ] || echo -1 >$warnings
for pair in stale:C1 foreign:C2 free:C2 lost:C3 tail:C4 disagree:C5 complain:C6 \
	corrupt:C6 shutdown:C6 unreadable:C6 readonly:C6 hang:C7; do
	fault=${pair%%:*} promise=${pair##*:}
	if [ "$fault" = complain ] && [ -z "$hung_before" ]; then
		ok 0 "complain # SKIP this kernel does not report hung tasks"
		continue
	fi
	mount_fs "$fault"
	rounds=40 timeout=3s
	[ "$fault" != complain ] || rounds=2 timeout=30s
	run --rounds $rounds --timeout $timeout "$here/tests/$fault.litmus"
	status=$?
	[ "$status" -eq 1 ]; ok $? "$fault: exit status 1 (was $status)"
	got=$(promises)
	[ "$got" = "$promise" ]; ok $? "$fault: breaks $promise (said: $got)"
	# A test ends with the first broken round unless told to go on.
	[ "$fault" != stale ] || {
		grep -q '"rounds":1,.*"forbidden":1,' "$work/out"
		ok $? "stale: ends with the first broken round"
		run --rounds 7 --keep-going "$here/tests/$fault.litmus"
		grep -q '"rounds":7,.*"forbidden":7,' "$work/out"
		ok $? "stale: --keep-going goes on"
	}
	# A call that fails is told for what it is, wherever it is made.
	case $fault in
	corrupt) says='P0: punch=EUCLEAN' ;;
	shutdown) says='final f: open=EIO\|final f: read=EIO\|f\[4\]=EIO' ;;
	unreadable) says='final f: read=EIO' ;;
	readonly) says='set up f: create=EROFS' ;;
	*) says= ;;
	esac
	[ -z "$says" ] || {
		grep -q "\"outcome\":\"[^\"]*\($says\)" "$work/out"
		ok $? "$fault: the outcome says what failed"
	}
	# Blocks that were never written are known for what they are.
	[ "$fault" != free ] || {
		grep -q '"kind":"free"' "$work/out"
		ok $? "free: seen is the sentinel of free space"
	}
	unmount_fs

	mount_fs none
	run --rounds 40 --timeout 30s "$here/tests/$fault.litmus"
	status=$?
	nothing_broken; ok $? "$fault, switched off: kept (was $status)"
	unmount_fs
done

# On a busy machine a second of waiting is no fault.
as_before

# What one process alone can never see: calls that are right one at a time and
# lose data when two meet. A program that tests one call after another, as fsx
# does, passes; tests that race find it, the corpus among them.
for words in block:write-vs-writeback around:punch-partial-vs-fault \
	cache:extending-write-vs-load; do
	fault=${words%%:*} test=${words##*:}
	mount_fs "$fault"
	# They end with the first breach. How soon two meet is the scheduler's.
	run --rounds 20000 --timeout 30s "$here/tests/$fault.litmus"
	status=$? got=$(promises)
	[ "$status" -eq 1 ] && [ "$got" = C3 ]
	ok $? "$fault: a race breaks C3 (was $status, said: $got)"
	run --rounds 100 --timeout 30s "$here/tests/$fault-alone.litmus"
	status=$?
	[ "$status" -eq 0 ]
	ok $? "$fault: one process alone sees nothing (was $status)"
	run --rounds 20000 --timeout 30s "$test"
	status=$?
	[ "$status" -eq 1 ]; ok $? "$fault: found by $test (was $status)"
	unmount_fs

	mount_fs none
	run --rounds 40 --timeout 30s "$here/tests/$fault.litmus"
	status=$?
	nothing_broken; ok $? "$fault, switched off: kept (was $status)"
	unmount_fs
done

# An image is kept where no file can be made without a name, too.
mount_fs none
"$fslitmus" run --fs ext4 --timeout 1s --fs-image "$work/mnt/image" \
	"$here/../tests/frozen.litmus" >"$work/out" 2>"$work/err"
e2fsck -fn "$work/mnt/image" >>"$work/err" 2>&1
ok $? "an image is kept on a filesystem without O_TMPFILE"
unmount_fs
rm -f "$work/backing/image"
# Without a fault nothing is reported but what the kernel's fuse does itself:
# doc/findings/fuse-punch-writeback.md and fuse-store-past-end.md.
known='^(.*punch.*|zero-.*):C1$|^(.*-vs-(large-)?store-past-end|truncate-middle-vs-store|evict-vs-partial-page):C4$'

broken_tests() {
	perl -MJSON::PP -ne '
		my $line = decode_json($_);
		next unless $line->{type} eq "result" and $line->{broken};
		print "$line->{test}:$_\n" for keys %{$line->{broken}};
		' "$work/out"
}

mount_fs none
run --time 100ms --timeout 30s
status=$?
unexpected=$(broken_tests | grep -vE "$known")
{ [ "$status" -eq 0 ] || [ "$status" -eq 1 ]; } && [ -z "$unexpected" ]
ok $? "the whole corpus, no fault: nothing but known (status $status) $unexpected"
ran=$(grep -c '"status":"\(kept\|broken\)"' "$work/out")
[ "$ran" -ge 20 ]; ok $? "the whole corpus, no fault: $ran tests gave a result"
unmount_fs
echo "1..$count"
