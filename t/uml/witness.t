#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Witnesses of real violations: saved, replayed exactly, shrunk; and what is
# said where they cannot be. TIMES=N replays each so often (10).
. "$(dirname "$0")/lib.sh"

times=${TIMES:-10}
race=punch-vs-fault-around
cache=${XDG_CACHE_HOME:-$HOME/.cache}/fslitmus/kernels
find_kernel
if [ -z "$mutants" ]; then
	echo '1..0 # SKIP this kernel has no mutants'
	exit 0
fi

# Its witness is in $witness.
break_it() {	# FILESYSTEM MUTANT TEST [ARGUMENT...]
	local fs=$1 mutant=$2
	shift 2
	rm -rf "$work/witnesses"
	uml --fs "$fs" --mutant "$mutant" --schedules 2000 --seed 5 "$@"
	[ $? -eq 1 ] || return 1
	witness=$(sed -n 's/^  Witness *//p' "$work/log")
	[ -s "$witness" ]
}

replays() {	# WITNESS [ARGUMENT...]
	"$fslitmus" replay -q --times "$times" "$@" >"$work/log" 2>&1
	[ $? -eq 1 ] && grep -q "^broken: .* by the same execution (.*), $times times$" \
		"$work/log" && [ "$(wc -l <"$work/log")" -eq 1 ]
}

shrinks() {	# WITNESS
	small=$work/small.witness
	"$fslitmus" shrink -o "$small" "$1" >"$work/log" 2>&1 || return 1
	[ "$(jq .execution.preemptions "$small")" -le 3 ] &&
		[ "$(jq '.test | map(select(startswith("    "))) | length' \
			"$small")" -lt "$(jq '.test |
			map(select(startswith("    "))) | length' "$1")" ] &&
		jq -e '.shrunk_from.schedule' "$small" >/dev/null
}

for_witness() {	# FILESYSTEM MUTANT
	break_it "$1" "$2" $race
	ok $? "$2: what broke the promise is saved"
	replays "$witness"
	ok $? "$2: it is replayed exactly, $times times of $times"
	shrinks "$witness"
	ok $? "$2: it is shrunk to three preemptions or less"
	replays "$small"
	ok $? "$2: the smaller one is replayed exactly"
	draws "$small" "$3"
	ok $? "$2: it is drawn, and recording changes nothing"
}

# Drawn with events recorded, it is still the same execution.
draws() {	# WITNESS FUNCTION
	"$fslitmus" show "$1" >"$work/log" 2>&1 || return 1
	! grep -q -e 'warning' -e 'Not in this kernel' "$work/log" &&
		grep -q 'PREEMPTED' "$work/log" &&
		grep -q "$2" "$work/log" && grep -q '<==' "$work/log" &&
		[ "$(sed -n '/ us | /,$p' "$work/log" | awk '{ print length }' |
			sort -n | tail -1)" -le 120 ]
}

# The line it stops at is shown, and is that of the source it was built from.
debugs() {	# WITNESS PREEMPTION
	local stop file line
	command -v gdb >/dev/null || return 1
	printf 'set width 0\nlist\nbacktrace 3\nkill\nquit\n' |
		"$fslitmus" replay --gdb="$2" "$1" >"$work/log" 2>&1
	grep -q "^Preemption $2 of" "$work/log" &&
		grep -q "number=$2\|decide_pct" "$work/log" &&
		! grep -qi 'no such file\|more recent' "$work/log" || return
	stop=$(sed -n "/^Preemption $2 of/,/^(gdb)/p" "$work/log" |
		grep -o 'at [a-z][^ ]*:[0-9]*$' | head -1)
	stop=${stop#at }
	file=${stop%%:*} line=${stop#*:}
	tar -xOf "$cache/$key/source.tar.zst" "linux/$file" |
		sed -n "${line}s/^/$line\t/p" >"$work/line" &&
		[ -s "$work/line" ] && grep -qxFf "$work/line" "$work/log"
}

# Preemptions of the schedules before it are passed by.
debugs_last() {	# WITNESS
	jq '.schedule.string |= "at:0@1,1@1/" + .' "$1" >"$work/second" &&
		printf 'print $schedules\nkill\nquit\n' |
		"$fslitmus" replay --gdb "$work/second" >"$work/log" 2>&1
	grep -q '^Preemption 1 of' "$work/log" && grep -q '= 2$' "$work/log"
}

# A death is an execution like any other.
dies() {	# FILESYSTEM MUTANT TEST
	break_it "$@" || return
	jq -e .schedule.alone "$witness" >"$work/log" &&
		replays "$witness" &&
		"$fslitmus" shrink -q -o "$work/dead" "$witness" >"$work/log" &&
		jq -r .schedule.string "$work/dead" >"$work/log" &&
		grep -q '^at:[^,]*\(,[^,]*\)\{0,2\}$' "$work/log" &&
		replays "$work/dead"
}

# Its only call is made before the race, in which no point is passed then.
survives() {
	cat >"$work/mapped.litmus" <<-EOF
	test mapped
	file f 1 page + 512 bytes written synced
	P0 {
	    map m f[0..2) shared write
	}
	EOF
	"$fslitmus" run --uml --kernel "$key" --fs orangefs --strategy none \
		--schedules 1 --witnesses "$work/mapped" \
		"$work/mapped.litmus" >"$work/log" 2>&1
	[ $? -eq 1 ] && grep -q 'which passed no point$' "$work/log" &&
		"$fslitmus" replay "$work"/mapped/* >"$work/log" 2>&1
	[ $? -eq 1 ] && grep -q '^broken: C4 .*, with the same words, 1 time' \
		"$work/log" &&
		"$fslitmus" show "$work"/mapped/* >"$work/log" 2>&1 &&
		grep -q '^Execution   passed no point$' "$work/log"
}

# A race that needs no preemption, but a file of an earlier round.
earlier() {
	cat >"$work/earlier.litmus" <<-EOF
	test earlier
	file f absent
	P0 {
	    write f[0..2)
	}
	P1 {
	    write f[1..3)
	    read f[0..3)
	    read f[0..1)
	}
	EOF
	"$fslitmus" run --uml --kernel "$key" --fs orangefs --strategy none \
		--schedules 8 --witnesses "$work/earlier" \
		"$work/earlier.litmus" >"$work/log" 2>&1
	[ $? -eq 1 ] || return
	jq -e '.schedule == { "string": "none/none", "alone": true }' \
		"$work"/earlier/* >"$work/log" && replays "$work"/earlier/* &&
		"$fslitmus" shrink -o "$work/later" "$work"/earlier/* \
			>"$work/log" 2>&1 &&
		grep -q 'fresh guest, after 1 schedule whose state' \
			"$work/log" &&
		jq -e '(.schedule.string == "none/none") and
			(.test | length == 9)' "$work/later" >"$work/log" &&
		replays "$work/later"
}

schema() {
	python3 -m jsonschema -i "$1" "$here/../../doc/witness.schema.json" \
		>"$work/log" 2>&1
}

refused() {	# STATUS TEXT ARGUMENT...
	local status=$1 text=$2
	shift 2
	"$fslitmus" "$@" >"$work/log" 2>&1
	[ $? -eq "$status" ] && grep -q "$text" "$work/log"
}

stopped() {
	env --default-signal=INT "$fslitmus" replay --times 100000 "$witness" \
		>"$work/log" 2>&1 &
	sleep 2
	kill -INT $!
	wait $!
	[ $? -eq 3 ] && grep -q '^broken' "$work/log" && [ -z "$(leftovers $!)" ]
}

# Built from the same source it would have this build id.
other_kernel() {
	sed 's/"build_id": "../"build_id": "zz/' "$witness" >"$work/other"
	refused 3 'no kernel with build id zz' replay "$work/other" &&
		"$fslitmus" replay -q --kernel "$key" "$work/other" \
			>"$work/log" 2>&1
	[ $? -eq 1 ] && grep -q 'is not the one of the witness' "$work/log"
}

echo 1..28
for_witness xfs xfs-fallocate-unlocked xfs_file_fallocate
debugs "$small" 1
ok $? 'a debugger stops at a preemption, and shows the code'
debugs "$small" "$(jq .execution.preemptions "$small")"
ok $? 'and at another'
debugs_last "$small"
ok $? 'in the last schedule of a sequence'
break_it xfs xfs-fallocate-unlocked $race --strategy pct:depth=3 &&
	debugs "$witness" "$(jq .execution.preemptions "$witness")"
ok $? 'and where an actor falls behind the others'
schema "$witness"
ok $? 'the witness is as its schema says'
schema "$small"
ok $? 'the smaller one too'
for_witness ext4 ext4-punch-unlocked ext4_punch_hole
break_it ext4 ext4-punch-unlocked $race --witnesses "$work/a/b"
ok $? 'a directory of witnesses is made where one wants it'
uml --fs ext4 --mutant ext4-punch-unlocked --schedules 2000 --seed 5 \
	--witnesses '' $race
[ $? -eq 1 ] && ! grep -q '^  Witness' "$work/log"
ok $? 'none is saved where none is wanted'
taken=$(basename "$witness")
mkdir -p "$work/taken/$taken"
uml --fs ext4 --mutant ext4-punch-unlocked --schedules 2000 --seed 5 \
	--witnesses "$work/taken" $race
[ $? -eq 1 ] && grep -q "cannot write $work/taken/$taken: Is a" "$work/log" &&
	[ "$(ls "$work/taken")" = "$taken" ]
ok $? 'one that cannot be written is complained of, the verdict stands'
uml --fs ext4 --schedules 50 --seed 5 --witnesses "$work/none" $race &&
	[ ! -e "$work/none" ]
ok $? 'where nothing was broken nothing is saved'
other_kernel
ok $? 'another kernel is refused, and warned of where it is asked for'
refused 2 'this is no witness' replay "$here/../../README.md" &&
	refused 2 'No such file' replay "$work/missing" &&
	refused 2 'one witness at a time' replay a b &&
	refused 2 'expected the file' shrink &&
	refused 2 'No such file' shrink -o "$work/no/such" "$witness" &&
	refused 2 'No such file' shrink -o /proc/x "$witness"
ok $? 'what is no witness is refused'
stopped
ok $? 'a replay that is interrupted says how far it came, and leaves nothing'
refused 0 'kept: no promise was broken' replay -q --kernel "$key" \
	<(jq '.kernel.mutant = null' "$witness")
ok $? 'without the fault the promise is kept'
dies ext4 buffer-mkwrite-no-recheck punch-vs-mkwrite
ok $? 'the death of a guest is replayed, and shrunk to three preemptions or less'
dies zonefs zonefs-truncate-unlocked truncate-all-vs-fault-around
ok $? 'so is a deadlock'
earlier
ok $? 'a schedule that needs others before it is saved with them, and shrunk'
survives
ok $? 'a guest that passes no point has not died'
