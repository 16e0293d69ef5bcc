#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Huge pages of tmpfs reach across the end of a file on purpose: no SIGBUS
# there is unpromised, and what was stored there must still be gone when the
# file grows over it.

set -u
here=$(cd "$(dirname "$0")" && pwd)
fslitmus=${FSLITMUS:-$here/../../fslitmus}
enabled=/sys/kernel/mm/transparent_hugepage/shmem_enabled
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. "$here/../tap.sh"

if [ "$(id -u)" -ne 0 ] || ! [ -r $enabled ] || grep -q '\[deny\]' $enabled
then
	echo "1..0 # SKIP needs root, and huge pages for tmpfs"
	exit 0
fi

cat >"$work/load-past-end.litmus" <<'END'
test load-past-end
file f 100 pages written synced
P0 {
    map m f[0..512) shared write hugepage
    start
    store m[3]
    load m[200]
}
END
cat >"$work/store-past-end.litmus" <<'END'
test store-past-end
file f 100 pages hole synced
P0 {
    map m f[0..512) shared write hugepage
    start
    store m[3]
    store m[300]
    truncate f 400
    read f[299..302)
}
END

run() {	# POLICY TEST
	"$fslitmus" run --fs tmpfs --mount-opts "huge=$1,size=64m" --rounds 20 \
		--seed 1 "$work/$2.litmus" >"$work/log" 2>&1 </dev/null
}

# Where memory is too fragmented there are small pages, and they do raise it.
for policy in always advise within_size; do
	run $policy load-past-end
	status=$?
	grep -q 'm\[200\]=zero' "$work/log" &&
		! grep -q 'm\[200\]=zero.*(huge)' "$work/log" && status=1
	ok $status "huge=$policy: memory behind the end is unpromised"
done
run never load-past-end && ! grep -q 'm\[200\]=zero' "$work/log"
ok $? "huge=never: there is none"
run always load-past-end
if grep -q 'm\[200\]=zero' "$work/log"; then
	run always store-past-end
	grep -q 'broken: C4' "$work/log"
	ok $? "huge=always: a store behind the end shows when the file grows"
else
	skip "a store behind the end" "no huge page was to be had"
fi
echo "1..$count"
