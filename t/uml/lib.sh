# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the tests of "fslitmus run --uml" have in common: TAP, a place to work,
# the kernel to use.

here=$(cd "$(dirname "$0")" && pwd)
fslitmus=${FSLITMUS:-$here/../../fslitmus}
export FSLITMUS_CORPUS=${FSLITMUS_CORPUS:-$here/../../litmus}
work=$(mktemp -d /dev/shm/fslitmus-test-XXXXXX) || exit 1
. "$here/../tap.sh"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# Those of the package that is built by default first: what is expected of
# schedules was found there.
kernels_here() {
	"$fslitmus" kernel list 2>/dev/null |
		grep '^[0-9a-f]' | grep -v ' outdated \| damaged ' |
		awk '/ linux-source-6.12$/ { print; next }
			{ others = others $0 "\n" } END { printf "%s", others }'
}

# Sets $key, and $mutants where the kernel has them; ends the script without.
# With FSLITMUS_CI a kernel is built.
find_kernel() {
	local list
	list=$(kernels_here)
	if [ -z "$list" ] && [ -n "$FSLITMUS_CI" ]; then
		"$fslitmus" kernel build --mutants >&2 || exit 1
		list=$(kernels_here)
	fi
	mutants=$(echo "$list" | awk '/ mutants /{print $1; exit}')
	key=${mutants:-$(echo "$list" | awk 'NF{print $1; exit}')}
	[ -n "$key" ] && return
	echo '1..0 # SKIP no kernel; make one: fslitmus kernel build --mutants'
	exit 0
}

# Its report is in $work/log.
uml() {	# ARGUMENT...
	"$fslitmus" run --uml --kernel "$key" \
		--witnesses "$work/witnesses" "$@" >"$work/log" 2>&1
}

# What it left behind: processes, or files of guests.
leftovers() {
	# A guest is started in its root.
	ls -l /proc/[0-9]*/cwd 2>/dev/null |
		grep "/dev/shm/fslitmus-guest-$1-"
	ls -d /dev/shm/fslitmus-guest-"$1"-* 2>/dev/null
}

# A kernel of our own cache was changed on purpose: its sums are right again.
seal_kernel() {	# DIRECTORY
	(cd "$1" && sha256sum -- $(cut -c 67- sha256sums) >"$work/sums" &&
		mv "$work/sums" sha256sums)
}
