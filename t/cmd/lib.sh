# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the scripts here share. They are bash: $! and PIPESTATUS are wanted.

here=$(cd "$(dirname "$0")" && pwd)
top=$here/../..
fslitmus=${FSLITMUS:-$top/fslitmus}
export FSLITMUS_CORPUS=${FSLITMUS_CORPUS:-$top/litmus}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/dir"
count=0

ok() {	# NAME COMMAND...
	count=$((count + 1))
	local name=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		head -30 "$work/log" | sed 's/^/# /'
	fi
}

# Run; standard output to $work/out, errors to $work/err, status in $status.
run() {	# ARGUMENT...
	"$fslitmus" run "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
}

# The last run ended so, and printed so: exit_is STATUS [FILE WORDS]
exit_is() {
	if [ "$status" -ne "$1" ]; then
		echo "exit status $status, expected $1"
		cat "$work/out" "$work/err"
		return 1
	fi
	[ $# -eq 1 ] || has "$2" "$3"
}

has() {	# FILE WORDS
	grep -qF -- "$2" "$work/$1" || { echo "lacks: $2"; cat "$work/$1"
		return 1; }
}

lacks() {	# FILE WORDS
	! grep -F -- "$2" "$work/$1"
}

is_empty() {	# DIRECTORY
	[ -z "$(ls -A "$1")" ] || { ls -lA "$1"; return 1; }
}

finish() {
	echo "1..$count"
}
