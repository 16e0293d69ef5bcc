#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What an audit costs, and the rule "clone" beside the same rule in
# Coccinelle: bench/audit.sh TREE... (kernel trees)

fslitmus=${FSLITMUS:-./fslitmus}
here=$(dirname "$0")

[ $# -gt 0 ] || { echo "usage: $0 TREE..." >&2; exit 2; }

for tree in "$@"; do
	echo "== $tree"
	for run in 1 2 3; do
		/usr/bin/time -f "audit: %U s user, %S s system, %M KiB" \
			taskset -c 0 "$fslitmus" audit "$tree" 2>&1 \
			>/dev/null | tail -1
	done
	"$fslitmus" audit --parse-all "$tree" | grep '^read'
	echo "-- clone, fslitmus audit"
	"$fslitmus" audit --rule clone "$tree" | sed -n 's/: note:.*own/: own/p' |
		cut -d, -f1
	echo "-- clone, Coccinelle"
	if command -v spatch >/dev/null; then
		(cd "$tree" && /usr/bin/time -f "spatch: %U s user, %S s system" \
			spatch --very-quiet --no-includes --jobs 1 \
			--sp-file "$OLDPWD/$here/clone.cocci" --dir fs 2>&1)
	else
		echo "spatch is not installed (Debian: coccinelle)"
	fi
done
