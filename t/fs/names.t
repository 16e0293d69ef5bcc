#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# No code outside of src/fs/ knows a filesystem by its name or magic number.

here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
print=${FSLITMUS_BUILD:-$root/build}/t/fs/print
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. "$here/../tap.sh"

# Comments may speak of any. A guest mounts a tmpfs for its own use.
find "$root/src" -name '*.[ch]' ! -path '*/src/fs/*' |
	xargs perl -0777 -ne 's,/\*.*?\*/|//[^\n]*,,gs; s/mount\("none"[^;]*//g;
		print "$ARGV: $_\n" for map { s/^\s+//r } split /\n/' >"$work/code"

found() {	# PATTERN
	grep -E "$1" "$work/code" >"$work/log"
}

[ "$(wc -l <"$work/code")" -gt 20000 ] && found '"fslitmus'
ok $? 'there is code to look through'
! found "\"($("$print" names | sort -u | paste -sd '|'))\""
ok $? 'it names no filesystem'
! found '[A-Z0-9]+(_SUPER|FS|GFS2)_MAGIC\b'
ok $? 'and no magic number of one'
echo "1..$count"
