#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The command: its exit status, its complaints, its formats.

fslitmus=${FSLITMUS:-./fslitmus}
"$fslitmus" audit --help >/dev/null 2>&1
if [ $? -eq 3 ]; then
	echo "1..0 # SKIP fslitmus was built without audit"
	exit 0
fi
here=$(dirname "$0")/fixtures
scratch=$(mktemp -d "${TMPDIR:-/tmp}/audit-command.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
count=0
failed=0

ok() {
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		failed=1
	fi
}

# status WANTED WHAT ARGUMENT...
status() {
	local wanted=$1 what=$2 got

	shift 2
	"$fslitmus" audit "$@" >"$scratch/out" 2>"$scratch/err"
	got=$?
	[ $got -eq "$wanted" ]
	ok $? "$what: exit status $wanted (was $got)"
}

make_tree() {
	mkdir -p "$scratch/$1/fs/toy" "$scratch/$1/mm"
	cp "$here/$2.c" "$scratch/$1/fs/toy/toy.c"
	cp "$here/shared-filemap.c" "$scratch/$1/mm/filemap.c"
}

make_tree good lock-in-helper
make_tree bad drop-order
mkdir "$scratch/empty"

status 0 "a tree that keeps the rules" "$scratch/good"
status 1 "a tree that breaks one" "$scratch/bad"
grep -q '^fs/toy/toy\.c:[0-9]*: likely: toy: punch .* \[I3\]$' "$scratch/out"
ok $? "a finding is one line: file, line, message, rule"
grep -q "try it: fslitmus run --dir DIR 'punch-vs-.*# DIR on toy" "$scratch/out"
ok $? "a finding names the tests that try it, and where"
status 2 "no tree" "$scratch/empty"
grep -q 'expected fs/, mm/ or block/' "$scratch/err"
ok $? "which says what was expected"
status 2 "no argument"
status 2 "no such rule" --rule I9 "$scratch/good"
status 2 "no such filesystem" --fs nosuch "$scratch/good"
status 2 "no such confidence" --min sure "$scratch/good"
status 2 "--diff with one tree" --diff "$scratch/good"
status 2 "no suppression file" --suppress "$scratch/none" "$scratch/good"
status 2 "an output that cannot be written" -o "$scratch/no/such" \
	"$scratch/good"
status 2 "SARIF has no matrix" --matrix --sarif "$scratch/good"

echo 'I3 toy punch toy_fallocate the fixture means it' >"$scratch/reasons"
status 0 "a suppressed finding" --suppress "$scratch/reasons" "$scratch/bad"
grep -q '1 suppressed' "$scratch/out"
ok $? "is counted"
status 0 "shown when asked for" --suppress "$scratch/reasons" \
	--show-suppressed "$scratch/bad"
grep -q 'suppressed: the fixture means it' "$scratch/out"
ok $? "with its reason"
echo 'I3 toy punch toy_fallocate' >"$scratch/reasons"
status 2 "a suppression without a reason" --suppress "$scratch/reasons" \
	"$scratch/bad"
grep -q 'reasons:1: expected' "$scratch/err"
ok $? "which says where"

status 0 "two trees" --diff "$scratch/good" "$scratch/bad"
grep -q '^toy punch:' "$scratch/out" &&
	grep -q '^toy finding I3 punch:' "$scratch/out"
ok $? "cells and findings that changed"
status 0 "a tree with itself" --diff "$scratch/good" "$scratch/good"
grep -q '^0 changes' "$scratch/out"
ok $? "does not differ"

status 0 "the matrix" --matrix "$scratch/good"
awk 'length > 120 { exit 1 }' "$scratch/out"
ok $? "fits 120 columns"
status 0 "CSV" --matrix --csv "$scratch/good"
awk -F, 'NR == 1 { exit NF != 8 }' "$scratch/out"
ok $? "has a header of eight columns"
if command -v jq >/dev/null; then
	status 1 "JSON" --json "$scratch/bad"
	jq -e '.findings[0].rule == "I3" and .matrix.toy.punch.kind == "own"' \
		"$scratch/out" >/dev/null
	ok $? "holds findings and matrix"
fi
status 1 "HTML" --html "$scratch/bad"
grep -q '<td>I3<\|>I3<td>' "$scratch/out"
ok $? "holds the findings"

printf 'int f(void) {\0}\n' >"$scratch/good/fs/toy/binary.c"
status 0 "a file that is no source" "$scratch/good"
grep -q 'binary.c' "$scratch/err"
ok $? "is named"

# Brackets fifty thousand deep, where every pass goes down.
rm "$scratch/good/fs/toy/binary.c"
for bracket in '(' '{' '!'; do
	{
		printf 'int deep(void)\n{\n\treturn x = '
		head -c 50000 /dev/zero | tr '\0' "$bracket"
		printf '1;\n}\n'
	} >"$scratch/good/fs/toy/deep.c"
	status 0 "50,000 times $bracket" --parse-all "$scratch/good"
done
rm "$scratch/good/fs/toy/deep.c"

# Functions known by name that the tree does not have: said, and what lacks.
make_tree renamed lock-in-helper
mkdir -p "$scratch/renamed/fs/ext4"
cat >>"$scratch/renamed/fs/toy/toy.c" <<'END'
static void toy_readahead(struct readahead_control *rac)
{
	mpage_readahead(rac, toy_get_block);
}
const struct address_space_operations toy_aops = {
	.readahead = toy_readahead,
};
END
ahead() {	# NAME: what readahead(2) enters is called so
	cat >"$scratch/renamed/mm/readahead.c" <<END
void $1(struct readahead_control *ractl)
{
	filemap_invalidate_lock_shared(ractl->mapping);
	filemap_add_folio(ractl->mapping, folio, index, gfp);
	filemap_invalidate_unlock_shared(ractl->mapping);
}
END
}
extents() {	# NAME: what changes the block map of ext4 is called so
	printf 'int %s(struct inode *inode)\n{\n\treturn 0;\n}\n' "$1" \
		>"$scratch/renamed/fs/ext4/extents.c"
}
gone='not in this tree: page_cache_ra_unbounded or __do_page_cache_readahead;'
gone="$gone not checked: readahead(2)/fadvise"

ahead page_cache_ra_unbounded
extents ext4_ext_shift_extents
"$fslitmus" audit "$scratch/renamed" >"$scratch/out"
! grep "^not in this tree" "$scratch/out" |
	grep -q -e ra_unbounded -e ext4_ext_shift_extents
ok $? "functions known by name that are there are not mentioned"
ahead __do_page_cache_readahead
"$fslitmus" audit "$scratch/renamed" | grep -q ra_unbounded
[ $? -eq 1 ]
ok $? "nor one of which the tree has another version's name"
ahead page_cache_ra_new
extents ext4_ext_shift_new
"$fslitmus" audit "$scratch/renamed" >"$scratch/out"
grep -qxF "$gone" "$scratch/out"
ok $? "one that has a new name is reported, with what is not checked"
grep -qx 'not in this tree: ext4_ext_shift_extents; not seen: block-map change' \
	"$scratch/out"
ok $? "of one filesystem too"
"$fslitmus" audit --matrix --fs toy "$scratch/renamed" |
	grep -qx ' *not checked *readahead(2)/fadvise'
ok $? "the matrix says 'not checked', not 'none'"
"$fslitmus" audit --json "$scratch/renamed" >"$scratch/out"
grep -q '"functions": "page_cache_ra_unbounded or __do_page' "$scratch/out" &&
	grep -q '"without": "not checked: readahead(2)/fadvise"' \
		"$scratch/out" &&
	grep -q '"kind": "not checked"' "$scratch/out"
ok $? "and so does JSON"

# The same for what has no home: only in a whole kernel is it missed.
for file in mm/memory mm/truncate fs/inode fs/buffer; do
	: >"$scratch/renamed/$file.c"
done
whole() {	# NAME: the only function of mm/memory.c
	printf 'int %s(void)\n{\n\treturn 0;\n}\n' "$1" \
		>"$scratch/renamed/mm/memory.c"
	"$fslitmus" audit "$scratch/renamed" >"$scratch/out"
}
whole do_fault_around
! grep -q do_fault_around "$scratch/out"
ok $? "functions that are always read and there are not mentioned"
whole do_fault_afar
grep -qx 'not in this tree: do_fault_around; not read, unless .*' \
	"$scratch/out"
ok $? "one that is not there is"
grep -qx 'not in this tree: swap_activate; not checked: swap' "$scratch/out" &&
	grep -qx 'not in this tree: huge_fault or pfn_mkwrite; not checked: .*' \
		"$scratch/out" &&
	! grep -q 'not in this tree: readahead ' "$scratch/out"
ok $? "nor are the entries of operations"
grep -qx 'not in this tree: IOCB_NOWAIT; followed both ways: .*' \
	"$scratch/out" &&
	grep -qx 'not in this tree: ext4_has_inline_data; followed .*' \
		"$scratch/out" &&
	! grep -q -e WRITE_ZEROES -e xfs_is_shutdown "$scratch/out"
ok $? "nor what decides a path, where it should be"

# The tests and the places that findings name are those that "run" knows.
map=$(dirname "$0")/../../src/audit/rules/tests_map.c
grep -o "'[a-z*-]*'" "$map" | tr -d "'" | sort -u >"$scratch/patterns"
for fs in xfs zonefs nfs; do
	mkdir -p "$scratch/places/fs/$fs"
	sed "s/toy/$fs/g" "$here/drop-order.c" >"$scratch/places/fs/$fs/$fs.c"
done
mkdir "$scratch/places/mm"
cp "$here/shared-filemap.c" "$scratch/places/mm/filemap.c"
status 1 "filesystems that fslitmus knows" "$scratch/places"
grep -q "fslitmus run --fs xfs '" "$scratch/out" &&
	grep -q "fslitmus run --uml --fs zonefs '" "$scratch/out" &&
	grep -q "fslitmus run --dir DIR '.*# DIR on nfs" "$scratch/out"
ok $? "a finding names the place that can be made for it"
[ "$(wc -l <"$scratch/patterns")" -gt 20 ]
ok $? "tests_map.c could be read"
known() {
	while read -r line; do
		# shellcheck disable=SC2086 # several arguments a line
		"$fslitmus" run --list "$@" $line >"$scratch/list" 2>&1 || {
			sed "s/^/# $line: /" "$scratch/list"
			return 1
		}
	done
}
set -f
known <"$scratch/patterns"
ok $? "every test that a finding can name is in the corpus"
echo '--uml --fs all punch-vs-fault' | known
ok $? "and so is the place for what all filesystems share"
echo '--fs nosuch punch-vs-fault' | known >/dev/null
[ $? -eq 1 ]
ok $? "which a place that is none is not"
set +f

echo "1..$count"
exit $failed
