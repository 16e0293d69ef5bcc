#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each fixture is a small filesystem with what the auditor must say of it in
# its first comment:
#
#   cell: OPERATION,EVENT,LOCKS      as "audit --matrix --csv" writes them
#   finding: RULE,CONFIDENCE,OPERATION,FUNCTION
#   note: FUNCTION                   a clone note that names this .fault
#
# Every finding must be expected and every expectation met.

fslitmus=${FSLITMUS:-./fslitmus}
"$fslitmus" audit --help >/dev/null 2>&1
if [ $? -eq 3 ]; then
	echo "1..0 # SKIP fslitmus was built without audit"
	exit 0
fi
here=$(dirname "$0")/fixtures
scratch=$(mktemp -d "${TMPDIR:-/tmp}/audit-fixtures.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
count=0
status=0

report() {
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		status=1
	fi
}

for fixture in "$here"/*.c; do
	name=$(basename "$fixture" .c)
	[ "$name" = shared-filemap ] && continue
	tree=$scratch/$name
	mkdir -p "$tree/fs/toy" "$tree/mm"
	cp "$fixture" "$tree/fs/toy/"
	cp "$here/shared-filemap.c" "$tree/mm/filemap.c"

	sed -n 's/^ \* finding: //p' "$fixture" | sort >"$scratch/want"
	"$fslitmus" audit --min look --csv "$tree" | tail -n +2 |
		cut -d, -f1,2,4,7 | sort >"$scratch/got"
	diff -u "$scratch/want" "$scratch/got" >"$scratch/diff"
	report $? "$name: findings"
	sed 's/^/# /' "$scratch/diff"

	sed -n 's/^ \* cell: //p' "$fixture" | sort >"$scratch/want"
	"$fslitmus" audit --matrix --csv --fs toy "$tree" | tr -d '\r' |
		sed -E 's/^toy,([^,]*),[^,]*,[^,]*,[^,]*,[^,]*,/\1,/' |
		grep -F -x -f "$scratch/want" | sort >"$scratch/got"
	diff -u "$scratch/want" "$scratch/got" >"$scratch/diff"
	same=$?
	report $same "$name: cells"
	sed 's/^/# /' "$scratch/diff"
	[ $same -eq 0 ] ||
		"$fslitmus" audit --matrix --csv --fs toy "$tree" |
		grep ',own,' | sed 's/^/# got /'

	sed -n 's/^ \* note: //p' "$fixture" >"$scratch/want"
	"$fslitmus" audit --rule clone --csv "$tree" |
		sed -n 's/.*own \.fault \([a-z_]*\)().*/\1/p' >"$scratch/got"
	cmp -s "$scratch/want" "$scratch/got"
	report $? "$name: clone notes"
done

echo "1..$count"
exit $status
