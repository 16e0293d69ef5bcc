#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each wrong test in errors/ says in its first line which complaint is due:
#   # error LINE:COLUMN: MESSAGE
# followed in the output by the source line and a caret below the column.
set -u
cd "$(dirname "$0")" || exit 1
fslitmus=${FSLITMUS:-../../fslitmus}

# line NUMBER FILE: that line in $line
line()
{
	while [ "$1" -gt 0 ]; do
		IFS= read -r line
		set -- $(($1 - 1))
	done
}

set -- errors/*.litmus
echo "1..$#"
number=0
for file in "$@"; do
	number=$((number + 1))
	read -r due <"$file"
	due=${due#\# error }
	row=${due%%:*}
	column=${due#*:}
	column=${column%%:*}
	line "$row" <"$file"
	due="$file:$due
    $line
$(printf '%*s' $((4 + column)) '^')"
	found=$("$fslitmus" check "$file" 2>&1 >/dev/null)
	status=$?
	if [ $status -eq 2 ] && [ "$found" = "$due" ]; then
		echo "ok $number - ${file#errors/}"
		continue
	fi
	echo "not ok $number - ${file#errors/}"
	printf 'exit status %d, expected 2\nexpected: %s\nfound: %s\n' \
		$status "$due" "$found" | sed 's/^/# /'
done
