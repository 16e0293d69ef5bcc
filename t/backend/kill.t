#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# SIGKILL at any moment leaves nothing: no process, no mount, no loop
# device, no image, no directory. The command is killed again and again
# after a random time, in each of its stages sooner or later.

set -u
. "$(dirname "$0")/lib.sh"
need_root
: "${KILLS:=12}"	# a place

scratch 1g
mkdir "$work/dir"
cat >"$work/freezes.litmus" <<'EOF'
# Whoever is killed here may leave the filesystem frozen.
test freezes
file f 4 pages written
P0 {
	freeze f
	thaw f
}
P1 {
	write f[0..2)
	fsync f
}
EOF

now_ms() {
	echo $(($(date +%s%N) / 1000000))
}

# How long a run takes that nobody kills: kills are spread over all of it.
measure() {
	local begun

	begun=$(now_ms)
	run "$@"
	# On a busy machine the time may be too short for a result.
	case $? in
	0 | 4) ;;
	*) cat "$work/err"; return 1 ;;
	esac
	duration=$(($(now_ms) - begun))
}

# With setsid the command leads a group, that can be killed as a whole.
kill_after() {	# SECONDS ARGUMENT...
	local time=$1 group=$((RANDOM % 2)) command

	shift
	FSLITMUS_TEST_MARK=$work setsid "$fslitmus" run "$@" \
		>"$work/out" 2>"$work/err" &
	command=$!
	sleep "$time"
	if [ $group -eq 1 ]; then
		kill -KILL -$command 2>/dev/null
	else
		kill -KILL $command 2>/dev/null
	fi && hits=$((hits + 1))
	wait $command 2>/dev/null
	clean || {
		echo "killed after $time s, group: $group" >>"$work/why"
		return 1
	}
}

kill_often() {	# ARGUMENT...
	local ms before

	hits=0
	measure "$@" || return 1
	for ((n = 0; n < KILLS; n++)); do
		ms=$(((RANDOM * 32768 + RANDOM) % duration))
		before=$hits
		kill_after "$((ms / 1000)).$(printf %03d $((ms % 1000)))" \
			"$@" || return 1
		# Measured when the machine was busier than it is now?
		[ $hits -gt $before ] || duration=$((duration * 3 / 4 + 1))
	done
	[ $hits -gt 0 ]
}

for where in "--fs ext4" "--fs xfs" "--fs btrfs" "--fs tmpfs" \
	"--dir $work/dir"; do
	# shellcheck disable=SC2086 # words are meant
	kill_often $where --scratch "$work/scratch" --time 150ms \
		"$work/freezes.litmus" punch-vs-fault-around
	ok $? "clean after $KILLS kills of $where ($hits while it ran)"
done

for fs in ext4 xfs btrfs; do
	hits=0
	kill_after 3 --fs $fs --scratch "$work/scratch" \
		"$here/../tests/frozen.litmus"
	[ $? -eq 0 ] && [ $hits -eq 1 ]
	ok $? "clean after a kill while $fs was frozen"
done
# Whoever could clean up is killed as well: the next run does.
kill_all() {
	FSLITMUS_TEST_MARK=$work "$fslitmus" run --dir "$work/dir" --time 60s \
		punch-vs-fault-around >"$work/out" 2>"$work/err" &
	test_at_work >/dev/null || return 1
	# shellcheck disable=SC2046 # numbers
	kill -KILL $(marked_processes)
	wait
	[ -z "$(marked)" ] || sleep 1
	[ -n "$(unclean)" ] || return 1
	run --dir "$work/dir" --rounds 5 punch-vs-fault-around
	clean
}
kill_all
ok $? "what a run left all of which was killed is removed by the next"
echo "1..$count"
