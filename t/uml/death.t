#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guests that die or are killed, and runs that are: what is said of it, and
# that nothing stays behind.
. "$(dirname "$0")/lib.sh"

race=punch-vs-fault-around
find_kernel

worker_of() {	# PID of the command
	pgrep -P "$1" | head -1
}

# Waits for the guest of the command to perform, and prints its process.
guest_of() {	# PID
	local worker
	for _ in $(seq 300); do
		worker=$(worker_of "$1")
		[ -n "$worker" ] &&
			[ -s "$(echo /dev/shm/fslitmus-guest-"$worker"-*/status)" ] &&
			pgrep -P "$worker" | head -1 && return
		sleep 0.1
	done
	return 1
}

start() {	# ARGUMENT...
	# A shell starts what is in the background with SIGINT ignored.
	env --default-signal=INT "$fslitmus" run --uml --kernel "$key" \
		--fs ext4 --seed 1 "$@" >"$work/log" 2>&1 &
	command=$!
}

# Nothing is left of the worker within some seconds.
gone() {	# PID of the worker
	for _ in $(seq 50); do
		[ -z "$(leftovers "$1")" ] && return
		sleep 0.1
	done
	leftovers "$1" >>"$work/log"
	return 1
}

killed_guest() {
	local guest
	start --schedules 50000 $race evict-vs-store --budget 5s
	guest=$(guest_of $command) && kill -9 "$guest"
	wait $command
	[ $? -eq 3 ] && grep -q '^Verdict: not run: the guest ended' "$work/log" &&
		grep -q '^Verdict: kept' "$work/log"
}

interrupted() {	# SIGNAL STATUS
	local worker
	start --schedules 500000 $race evict-vs-store
	guest_of $command >/dev/null || return 1
	worker=$(worker_of $command)
	kill -"$1" $command
	wait $command
	[ $? -eq "$2" ] && gone "$worker"
}

# What a panic is taken for: a guest with too little memory has one.
panics() {
	local cache=${XDG_CACHE_HOME:-$HOME/.cache}/fslitmus/kernels
	mkdir -p "$work/cache/fslitmus/kernels"
	cp -r "$cache/$key" "$work/cache/fslitmus/kernels/" || return
	cat >"$work/cache/fslitmus/kernels/$key/linux" <<-END
		#!/bin/sh
		case "\$*" in
		*mem=768M*) exec $cache/$key/linux "\$@" $1 ;;
		esac
		exec $cache/$key/linux "\$@"
	END
	seal_kernel "$work/cache/fslitmus/kernels/$key" || return
	XDG_CACHE_HOME=$work/cache uml --fs ext4 --seed 1 \
		--schedules 4000 --budget 60s $race
}

# The time is over before the schedule that hangs: those before it count.
counts_all() {
	local number
	uml --fs zonefs --mutant zonefs-truncate-unlocked --seed 2 \
		--budget 1ms truncate-all-vs-fault-around
	[ $? -eq 1 ] || return
	number=$(sed -n 's/^ *number \([0-9]*\) of .*/\1/p' "$work/log")
	[ "$number" -gt 1 ] && grep -q "^Verdict: broken: C7 .* in 1 of $((
		number + 1)) rounds" "$work/log" &&
		grep -q "^ *number .*, execution [0-9a-f]*$" "$work/log"
}

# All processes of a guest have the same processor; the first may be one that
# waits for the guest's kernel, anywhere.
has_one_processor() {
	local guest kernel process status=1
	start --schedules 500000 $race
	guest=$(guest_of $command) && kernel=$(pgrep -P "$guest") &&
		[ "$(for process in $kernel $(pgrep -P "${kernel//$'\n'/,}"); do
			sed -n 's/^Cpus_allowed_list:\t//p' \
				/proc/"$process"/status
		done | sort -u | grep -cx '[0-9]*')" -eq 1 ] && status=0
	kill $command
	wait $command
	return $status
}

# For longer than a schedule may take, as a machine is that was suspended. The
# processes in the guest are left out: its kernel traces them, and would take
# the signal for theirs.
stopped_for_a_while() {
	local guest watch
	start --timeout 1s --schedules 20000 --budget 2s $race
	guest=$(guest_of $command) || return 1
	watch="$command $(worker_of $command)"
	[ "$(pgrep -c -P "$guest")" -eq 1 ] &&
		guest="$guest $(pgrep -P "$guest")"
	# Who watches looks once more before and after the guest is stopped.
	kill -STOP $guest
	sleep 0.1
	kill -STOP $watch
	sleep 2
	kill -CONT $watch
	sleep 0.1
	kill -CONT $guest
	wait $command
	[ $? -eq 0 ] && grep -q '^Verdict: kept' "$work/log"
}

echo 1..8
killed_guest
ok $? 'a guest killed from outside blames nobody, and the run goes on'
interrupted INT 3
ok $? 'SIGINT ends it after the schedule at work, and nothing is left'
interrupted TERM 3
ok $? 'SIGTERM does the same'
start --schedules 500000 $race
guest_of $command >/dev/null
worker=$(worker_of $command)
kill -9 $command
wait $command 2>/dev/null
gone "$worker"
ok $? 'nothing is left of a run that was killed'
panics mem=24M
[ $? -eq 3 ] && grep -q 'ended before its first schedule' "$work/log"
ok $? 'a kernel that does not come up is said to'
if [ -n "$mutants" ]; then
	counts_all
	ok $? 'schedules before one that hangs count, though time ran out'
else
	skip 'schedules before one that hangs count' 'no mutants'
fi
has_one_processor
ok $? 'the processes of a guest share one processor'
stopped_for_a_while
ok $? 'a run that was stopped as a whole blames nobody'
