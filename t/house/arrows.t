#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Which room includes which, as doc/architecture.md says; and that its table
# would catch one that does not.

here=$(dirname "$0")
tree=$(cd "$here/../.." && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/arrows.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
count=0
failed=0

ok() {
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		sed 's/^/# /' "$scratch/out"
		failed=1
	fi
}

"$here/arrows" "$tree" >"$scratch/out" 2>&1
ok $? "rooms include what doc/architecture.md says"

# A house of three rooms.
mkdir -p "$scratch/doc" "$scratch/src/low" "$scratch/src/mid/part"
house() {
	cat >"$scratch/doc/architecture.md" <<'END'
| room | includes |
|---|---|
| low | |
| mid/part | low |
| main | mid/part, other/one.h |
END
	printf '#include "low/a.h"\n#include "u.h"\n' \
		>"$scratch/src/low/a.c"
	echo '#include "low/a.h"' >"$scratch/src/mid/part/b.c"
	printf '#include "mid/part/b.h"\n#include "other/one.h"\n' \
		>"$scratch/src/main.c"
}
# caught WHAT TEXT: after a change to the house
caught() {
	"$here/arrows" "$scratch" >"$scratch/out" 2>&1
	[ $? -eq 1 ] && [ "$(wc -l <"$scratch/out")" -eq 1 ] &&
		grep -qF "$2" "$scratch/out"
	ok $? "$1"
	house
}

house
"$here/arrows" "$scratch" >"$scratch/out" 2>&1
ok $? "a house whose arrows point one way"
echo '#include "low/a.h"' >>"$scratch/src/main.c"
caught "an arrow that no row has" \
	'src/main.c:3: main does not include low, but here low/a.h'
echo '#include "other/two.h"' >>"$scratch/src/main.c"
caught "another header than the one allowed" 'but here other/two.h'
echo '#include "mid/part/b.h"' >>"$scratch/src/low/a.c"
caught "an arrow that goes round" \
	'src/low/a.c:3: low does not include mid/part'
sed -i 's/^| low | |/| low | mid\/part |/' "$scratch/doc/architecture.md"
caught "a table that goes round" \
	'low includes mid/part, which no row above it describes'
mkdir "$scratch/src/new" && : >"$scratch/src/new/c.c"
caught "a room that no row describes" 'describes the room new'
rm -r "$scratch/src/new"

echo "1..$count"
exit $failed
