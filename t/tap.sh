# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# TAP for tests that log to $work/log; sourced after $work is made.

count=0

ok() {	# STATUS NAME
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		sed 's/^/# /' "$work/log" 2>/dev/null | tail -30
	fi
}

skip() {	# NAME REASON
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}
