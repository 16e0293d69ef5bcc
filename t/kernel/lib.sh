# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the kernel tests have in common: TAP, a place to work, a guest's root.

here=$(cd "$(dirname "$0")" && pwd)
fslitmus=${FSLITMUS:-$here/../../fslitmus}
export TMPDIR=/dev/shm
work=$(mktemp -d "$TMPDIR/fslitmus-test-XXXXXX") || exit 1
. "$here/../tap.sh"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# Makes $work/root, the root of a guest that runs the init given.
make_root() {	# INIT
	mkdir -p "$work"/root/dev "$work"/root/proc "$work"/root/tmp \
		"$work"/root/mnt
	cp "$1" "$work/root/init"
}

# Boots it; its results are in $work/root/out, its console in $work/log.
boot() {	# ARGUMENT...
	rm -f "$work/root/out"
	"$fslitmus" kernel boot --time 300 --root "$work/root" "$@" \
		>"$work/log" 2>&1
}
