#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# --format NAME: one table for run, mutants and audit (src/report/format.c).

. "$(dirname "$0")/lib.sh"
cat >"$work/alone.litmus" <<'end'
test alone
file f 4 pages
P0 {
    punch f[0..4)
    read f[0..4)
}
end
mkdir -p "$work/tree/fs/toy" "$work/tree/mm"

# COMMAND: the names that its error message expects.
names_of() {
	"$fslitmus" "$1" --format nothing 2>&1 |
		sed -n 's/.*expected //p' | sed 's/, / /g; s/ or / /'
}

expects() {	# COMMAND NAMES
	local is
	is=$(names_of "$1")
	ok "$1 --format expects $2" [ "$is" = "$2" ]
}

without_times() {
	sed 's/"[a-z_]*_ns":[0-9]*//g; s/time="[^"]*"//g
		s/timestamp="[^"]*"//g; s/"date":"[^"]*"//g
		s/[0-9.]* \(ms\|s\|KiB\|MB\|MiB\)\b//g' "$1"
}

# COMMAND NAME ARGUMENT...: the same by either option, and not nothing.
is_written() {
	local command=$1 name=$2
	shift 2
	"$fslitmus" "$command" --format "$name" "$@" >"$work/a" 2>"$work/log"
	[ $? -lt 2 ] && [ -s "$work/a" ] || return 1
	[ "$name" != text ] || return 0
	"$fslitmus" "$command" --"$name" "$@" >"$work/b" 2>>"$work/log"
	[ $? -lt 2 ] && without_times "$work/a" >"$work/a2" &&
		without_times "$work/b" >"$work/b2" &&
		[ "$(wc -l <"$work/a2")" = "$(wc -l <"$work/b2")" ] &&
		[ "$(head -c 20 "$work/a2")" = "$(head -c 20 "$work/b2")" ]
}

expects run "text ktap json junit"
for name in $(names_of run); do
	ok "run writes $name" is_written run "$name" --dir "$work/dir" \
		--rounds 2 --seed 7 "$work/alone.litmus"
done
run --dir "$work/dir" --format json --ktap
ok "two formats are refused" exit_is 2 err \
	"--json and --ktap exclude each other"
run --dir "$work/dir" --format sarif
ok "run refuses a format of audit" exit_is 2 err \
	"'sarif' is no format of this command; expected text, ktap"

expects mutants "text json"
# A list of none.
ok "mutants takes json" sh -c '"$0" mutants --format json no-such-mutant 2>&1 |
	grep "no-such-mutant"' "$fslitmus"

"$fslitmus" audit --help >/dev/null 2>&1
if [ $? -eq 3 ]; then
	ok "audit # SKIP fslitmus was built without audit" true
else
	expects audit "text json csv html sarif"
	for name in $(names_of audit); do
		case $name in
		csv) matrix=--matrix ;;
		*) matrix= ;;
		esac
		ok "audit writes $name" is_written audit "$name" $matrix \
			"$work/tree"
	done
fi

"$fslitmus" list formats >"$work/out"
ok "list has them all" sh -c '[ "$(wc -l <"$0")" = 7 ]' "$work/out"

finish
