# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the backend tests have in common: TAP, and is the machine clean?

here=$(cd "$(dirname "$0")" && pwd)
fslitmus=${FSLITMUS:-$here/../../fslitmus}
export FSLITMUS_CORPUS=${FSLITMUS_CORPUS:-$here/../../litmus}
work=$(mktemp -d /tmp/fslitmus-test-XXXXXX) || exit 1
count=0

finish() {
	cd / || return
	umount "$work"/* 2>/dev/null
	rm -rf --one-file-system "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

ok() {	# STATUS NAME
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		sed 's/^/# /' "$work/out" "$work/err" "$work/why" 2>/dev/null |
			tail -40
	fi
}

need_root() {
	[ "$(id -u)" -eq 0 ] && return
	echo "1..0 # SKIP needs root"
	exit 0
}

# Run the command with a mark that its processes inherit; output to
# $work/out and $work/err.
run() {
	FSLITMUS_TEST_MARK=$work "$fslitmus" run "$@" \
		>"$work/out" 2>"$work/err"
}

# The same in the background; its process is $!.
run_in_background() {
	FSLITMUS_TEST_MARK=$work "$fslitmus" run "$@" \
		>"$work/out" 2>"$work/err" &
}

marked_processes() {
	grep -lzsx "FSLITMUS_TEST_MARK=$work" /proc/[0-9]*/environ |
		cut -d/ -f3
}

# Processes that inherited the mark, one a line.
marked() {
	marked_processes | while read -r pid; do
		state=$(ps -o stat= -p "$pid") &&
			[ "${state#Z}" = "$state" ] && ps -fp "$pid"
	done
}

# The name of a process of the test at work, once there is one. Looking at
# all processes' environments would take seconds on a busy machine.
test_at_work() {
	local i pid

	for ((i = 0; i < 300; i++)); do
		for pid in $(pgrep '^fsl\.'); do
			grep -qzsx "FSLITMUS_TEST_MARK=$work" \
				"/proc/$pid/environ" &&
				cat "/proc/$pid/comm" && return
		done
		sleep 0.1
	done
	return 1
}

# What is not as it should be; nothing if all is clean. Images are made in
# $work/scratch, a filesystem of its own, and --dir is $work/dir.
unclean() {
	marked
	losetup -a | grep -F "$work"
	grep -F "$work" /proc/self/mountinfo | grep -vF "$work/scratch " |
		grep -vF "$work/dir "
	if [ -d "$work/scratch" ]; then
		ls -A "$work/scratch"
		[ "$(df --output=used "$work/scratch" | tail -1)" -eq 0 ] ||
			df "$work/scratch"
	fi
	[ -d "$work/dir" ] && find "$work/dir" -name 'fslitmus-*'
}

# The machine is clean, now or within moments; else $work/why says not.
clean() {
	for ((i = 0; i < 150; i++)); do
		unclean >"$work/why" 2>&1
		[ -s "$work/why" ] || return 0
		sleep 0.1
	done
	return 1
}

scratch() {	# SIZE: a filesystem for images alone
	mkdir -p "$work/scratch"
	mount -t tmpfs -o "size=$1" scratch "$work/scratch"
}
