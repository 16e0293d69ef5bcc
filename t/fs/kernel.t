#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What builds a guest's kernel says the same as the descriptions of
# filesystems: its options, and where it has preemption points.

here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
print=${FSLITMUS_BUILD:-$root/build}/t/fs/print
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. "$here/../tap.sh"

same() {	# NAME; what differs is told
	diff "$work/described" "$work/built" >"$work/log"
	ok $? "$1"
	sed 's/^/# /' "$work/log"
}

# Those of other sections stand there for more than a filesystem.
"$print" options | sort -u >"$work/all"
sed -n 's/=y$//p' "$root/kernel/fslitmus.config" | sort >"$work/given"
comm -23 "$work/all" "$work/given" >"$work/built"
: >"$work/described"
same 'kernel/fslitmus.config has every option a filesystem needs'

# A menu, not a filesystem.
sed -n '/^# The filesystems/,/^$/s/^\(CONFIG.*\)=y$/\1/p' \
	"$root/kernel/fslitmus.config" | grep -v MISC_FILESYSTEMS |
	sort >"$work/given"
comm -13 "$work/all" "$work/given" >"$work/built"
same 'and of filesystems none that nothing needs'

"$print" sources | grep '^fs/' | sort -u >"$work/described"
sed -n 's,^file: \(fs/..*/\)Makefile$,\1,p' "$root/kernel/edits/instrument.edit" |
	sort >"$work/built"
same 'preemption points are in the directories described'

"$print" sources | grep -v '^fs/' | sort -u >"$work/described"
while read -r file; do
	awk -v makefile="file: ${file%/*}/Makefile" -v object="$(basename \
		"$file" .c).o" '/^file:/ { inside = $0 == makefile }
		inside && index($0, "INSTRUMENT_" object " ") { found = 1 }
		END { exit !found }' "$root/kernel/edits/instrument.edit" &&
		echo "$file"
done <"$work/described" >"$work/built"
same 'and in the files'
echo "1..$count"
