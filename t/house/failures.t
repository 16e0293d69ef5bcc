#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Below src/cmd/ nothing ends the command: what fails is returned
# (src/base/error.h). Exhausted memory is the exception (src/base/memory.h).

cd "$(dirname "$0")/../.." || exit 1
# main() and the guest's /init are programs of their own.
found=$(grep -rnE '(^|[^_a-z])(die|exit|abort)\(' src --include='*.c' |
	grep -vE "^src/(fslitmus\.c|cmd/|guest/|base/(error|memory)\.c)")
if [ -z "$found" ]; then
	echo "ok 1 - nothing below src/cmd/ ends the command"
else
	echo "not ok 1 - nothing below src/cmd/ ends the command"
	printf '%s\n' "$found" | sed 's/^/# /'
fi
echo "1..1"
[ -z "$found" ]
