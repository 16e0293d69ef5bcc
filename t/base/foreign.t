#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Places that others use as well: a run removes what killed runs of its user
# left there, and nothing else.
. "$(dirname "$0")/../uml/lib.sh"

find_kernel
prefix=/dev/shm/fslitmus-guest-
boot=$(cut -c1-8 /proc/sys/kernel/random/boot_id)

short() {	# COMMAND...
	"$@" "$fslitmus" run --uml --kernel "$key" --fs tmpfs --seed 1 \
		--schedules 20 punch-vs-read >"$work/log" 2>&1
}

# Its process is $command, its directory $root.
start() {
	"$fslitmus" run --uml --kernel "$key" --fs tmpfs --seed 1 \
		--schedules 100000 punch-vs-read >"$work/first" 2>&1 &
	command=$!
	for _ in $(seq 300); do
		worker=$(pgrep -P $command | head -1)
		root=$(echo "$prefix$worker"-*)
		[ -n "$worker" ] && [ -s "$root/status" ] && return
		sleep 0.1
	done
	return 1
}

of_a_killed_run() {
	start || return
	kill -STOP $command
	kill -9 "$worker" $command
	wait $command 2>/dev/null
	[ -d "$root" ] && short env && [ ! -e "$root" ]
}

# Both directories look like those of processes that are gone.
of_a_stranger() {
	local new=${prefix}999999-${boot}abcdef old=${prefix}999999-abcdef
	mkdir -p "$new/sub" "$old/sub"
	touch "$new/sub/file" "$old/sub/file"
	chown -R 65534:65534 "$new" "$old"
	short env
	[ $? -eq 0 ] && [ -f "$new/sub/file" ] && [ -f "$old/sub/file" ]
	local status=$?
	rm -rf "$new" "$old"
	return $status
}

# There the process ids of this one mean nothing.
of_a_live_run() {
	start || return
	short unshare --pid --fork --kill-child
	[ $? -eq 0 ] && [ -s "$root/status" ]
	local status=$?
	kill -TERM $command
	wait $command
	[ $status -eq 0 ] && [ -z "$(leftovers "$worker")" ]
}

echo 1..3
of_a_killed_run
ok $? 'what a killed run left is removed by the next'
if [ "$(id -u)" -ne 0 ]; then
	skip 'directories of another user stay' 'needs root'
	skip 'one of a run in another PID namespace stays' 'needs root'
	exit
fi
of_a_stranger
ok $? 'directories of another user stay'
of_a_live_run
ok $? 'one of a run in another PID namespace stays'
