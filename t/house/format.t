#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# C is laid out as .clang-format says. Another release of clang-format lays out
# otherwise, so it has to be Debian 12's. What is data, a table or a list of
# words, stands between "clang-format off" and "on".

. "$(dirname "$0")/../cmd/lib.sh"

tool=
for name in clang-format-14 clang-format; do
	if "$name" --version 2>/dev/null | grep -q ' version 14\.'; then
		tool=$name
		break
	fi
done
if [ -z "$tool" ]; then
	echo "1..0 # SKIP no clang-format 14"
	exit 0
fi

# Fixtures are as people write kernels. What is under kernel/ has the kernel's
# own style, and a change of it builds every guest's kernel again.
find "$top"/src "$top"/t "$top"/bench -name '*.[ch]' \
	! -path '*/t/audit/fixtures/*' >"$work/files"
ok "there are files to check" test "$(wc -l <"$work/files")" -gt 300
laid_out() {
	# shellcheck disable=SC2046 # names have no blanks
	"$tool" --dry-run -Werror $(cat "$work/files") 2>"$work/said" ||
		{ grep -m 10 'error:' "$work/said"
		echo "mend it: $tool -i FILE"; return 1; }
}
ok "every file is as $tool would lay it out" laid_out

printf 'int  f( void )\n{\n        return 0;\n}\n' >"$work/wrong.c"
cp "$top/.clang-format" "$work"
wrong() {
	! "$tool" --dry-run -Werror "$work/wrong.c" 2>"$work/said"
}
ok "it sees what is not" wrong
finish
