#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each wrong test in errors/ says in its first line which complaint is due:
#   # error LINE:COLUMN: MESSAGE
# followed in the output by the source line and a caret below the column.
set -u
cd "$(dirname "$0")" || exit 1
fslitmus=${FSLITMUS:-../../fslitmus}

set -- errors/*.litmus
echo "1..$#"
number=0
for file in "$@"; do
	number=$((number + 1))
	sed -n '1s/^# error //p' "$file" >"/tmp/expected.$$"
	place=$(sed 's/\([0-9]*:[0-9]*\): .*/\1/' "/tmp/expected.$$")
	{
		printf '%s:' "$file"
		cat "/tmp/expected.$$"
		printf '    '
		sed -n "${place%:*}p" "$file" | tr '\001' '?'
		printf '%*s\n' $((4 + ${place#*:})) '^'
	} >"/tmp/due.$$"
	"$fslitmus" check "$file" >"/tmp/out.$$" 2>"/tmp/found.$$"
	status=$?
	if [ $status -eq 2 ] && cmp -s "/tmp/due.$$" "/tmp/found.$$"; then
		echo "ok $number - ${file#errors/}"
	else
		echo "not ok $number - ${file#errors/}"
		echo "# exit status $status, expected 2"
		diff "/tmp/due.$$" "/tmp/found.$$" | sed 's/^/# /'
	fi
done
rm -f "/tmp/expected.$$" "/tmp/due.$$" "/tmp/out.$$" "/tmp/found.$$"
