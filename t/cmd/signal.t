#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Signals in the middle, a worker that is killed: clear words, clean machine.

. "$(dirname "$0")/lib.sh"
dir=$work/dir

# A run in the background whose SIGINT is not ignored, as the shell would
# have it; returns once its first test is at work.
start() {	# ARGUMENT...
	env --default-signal=INT "$fslitmus" run --dir "$dir" "$@" \
		>"$work/out" 2>"$work/err" </dev/null &
	pid=$!
	for _ in $(seq 400); do
		[ -n "$(ls -A "$dir")" ] && break
		sleep 0.05
	done
	sleep 0.3
	children=$(descendants "$pid")
}

descendants() {
	local child
	for child in $(pgrep -P "$1"); do
		echo "$child"
		descendants "$child"
	done
}

await() {
	wait "$pid"
	status=$?
}

# A zombie is gone: it waits for an init that may be slow to bury it.
alive() {
	case $(ps -o stat= -p "$1") in
	'' | Z*) return 1 ;;
	esac
}

all_gone() {
	local child left
	for _ in $(seq 100); do
		left=
		for child in $children; do
			alive "$child" && left="$left $child"
		done
		[ -z "$left" ] && return 0
		sleep 0.05
	done
	echo "still there:"
	# shellcheck disable=SC2086 # a list of numbers is meant
	ps -o pid,stat,args -p "$(echo $left | tr ' ' ,)"
	return 1
}

for signal in INT TERM HUP; do
	start --time 30s punch-vs-read punch-vs-fault
	began=$SECONDS
	kill -s $signal "$pid"
	await
	ok "SIG$signal: could not run all" exit_is 3 out "interrupted: "
	ok "SIG$signal: says so" has err "stopped by signal"
	ok "SIG$signal: soon" test $((SECONDS - began)) -lt 25
	ok "SIG$signal: reports what was done" has out "Test punch-vs-fault on"
	ok "SIG$signal: nothing is left" is_empty "$dir"
	ok "SIG$signal: nobody is left" all_gone
done

start --time 30s punch-vs-read
kill "$pid"
await
ok "stopped in the last test: could not run all" exit_is 3 out \
	"interrupted: 1 of 1 tests were not finished"

start --time 30s --json 'punch-vs-p*' --jobs 2
kill "$pid"
await
ok "JSON of an interrupted run is whole" "$top/t/report/json-lines" \
	"$top/doc/run.schema.json" "$work/out"
ok "and says so" has out '"interrupted":true'

start --time 2s punch-vs-read punch-vs-fault
kill -KILL "$(pgrep -P "$pid" | head -1)"
await
ok "a killed worker: could not run" exit_is 3 out \
	"the process running it was killed by signal 9"
ok "takes one test with it, the other is run" has out "Tests 2: "
ok "which is said" has out "not run 1"
ok "nobody is left" all_gone
ok "nothing is left" is_empty "$dir"

start --time 30s punch-vs-read
kill -KILL "$pid"
await 2>/dev/null
ok "SIGKILL: nobody is left" all_gone
ok "SIGKILL: nothing is left" is_empty "$dir"
finish
