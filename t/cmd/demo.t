#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# ./demo succeeds whatever promise a stock kernel breaks, fits two pages, and
# says where to read on.

. "$(dirname "$0")/lib.sh"

(cd "$top" && ./demo 1 'punch-vs-f*' 'insert-*') >"$work/out" 2>"$work/err"
status=$?
ok "the show works" exit_is 0
short() {
	[ "$(wc -l <"$work/out")" -le 130 ] || { cat "$work/out"; return 1; }
}
ok "it is short" short
ok "it shows the race" has out "Observation punch-vs-fault-around Sometimes"
ok "it says what the corpus came to" has out "Tests $(cd \
	"$FSLITMUS_CORPUS" && set -- punch-vs-f* insert-* && echo $#): kept "
ok "it says where to read on" has out "Read on: README.md"
if grep -q "mutant xfs-fallocate-unlocked" "$work/out"; then
	ok "it names what is known" has out \
		"known: doc/findings/f2fs-collapse.md"
	ok "it says that this is no failure" has out "not a failure of the demo"
	ok "the seeded fault repeats" has out "by the same execution"
	ok "and is drawn" has out "races with P1: punch"
fi
files() {
	(cd "$top" && sed -n 's/^ *known: //p' "$work/out" | xargs -r ls)
}
ok "what it points at is there" files

# A command that cannot run anything is no show.
printf '#!/bin/sh\necho broken >&2\nexit 3\n' >"$work/cannot"
chmod +x "$work/cannot"
(cd "$top" && FSLITMUS=$work/cannot ./demo 1) >"$work/out" 2>"$work/err"
status=$?
ok "what cannot be run fails" exit_is 3 err "exit status 3"
finish
