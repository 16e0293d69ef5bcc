#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# fslitmus run: what it takes, where it tells, how it ends.

. "$(dirname "$0")/lib.sh"
dir=$work/dir

# What it takes.
refuses() {	# WORDS ARGUMENT...
	local words=$1
	shift
	run --dir "$dir" "$@"
	ok "refuses $*" exit_is 2 err "$words"
}
refuses "--rounds: 'x' is not a number from 1" --rounds x
refuses "--rounds: '0' is not a number from 1" --rounds 0
refuses "--rounds: '-3' is not a number" --rounds=-3
refuses "--rounds: '9999999999G' is not a number" --rounds 9999999999G
refuses "--budget: '5x' is not a duration, such as 500ms" --budget 5x
refuses "--budget: '' is not a duration" --budget ''
refuses "--budget: '1s30' is not a duration" --time 1s30
refuses "--timeout: 'never' is not a duration" --timeout never
refuses "--jobs: '65' is not a number from 1 to 64" --jobs 65
refuses "--seed: '0x' is not a number" --seed 0x
refuses "'ext5' is no configuration of a filesystem; expected" --fs ext5
refuses "--ktap and --json exclude each other" --ktap --json
refuses "--mkfs-opts is for filesystems that are made for the run" \
	--mkfs-opts '-b 1024'
refuses "--fs-image is for filesystems" --fs-image "$work/image"
refuses "--fs-image $work/no/image: No such file" --fs ext4 \
	--fs-image "$work/no/image"
refuses "--strategy says something with --uml alone" --strategy none
refuses "--verify says something with --uml alone" --verify
: >"$work/file"
refuses "--witnesses $work/file/a/b: Not a directory" --witnesses \
	"$work/file/a/b"
refuses "--witnesses $work/file: Not a directory" --witnesses "$work/file"
refuses "--witnesses /dev/null/a: Not a directory" --uml --fs ext4 \
	--witnesses=/dev/null/a
refuses "--witnesses /proc/x: No such file" --uml --fs ext4 --witnesses /proc/x
refuses "--fs-image /proc/x: No such file" --fs ext4 --fs-image /proc/x
refuses "--output $work/no/such: No such file" --output "$work/no/such"
refuses "--output $work: Is a directory" --output "$work"
refuses "--output /proc/x: No such file" --output /proc/x
refuses "unrecognized option" --bogus
refuses "no-such-test" no-such-test
run --dir "$work/absent"
ok "refuses a directory that is absent" exit_is 2 err "No such file"
run --dir "$here/run.t"
ok "refuses a file as directory" exit_is 2 err "not a directory"
echo 'test x' >"$work/x.litmus"
run --dir "$dir" "$work/x.litmus"
ok "refuses a wrong test" exit_is 2 err "x.litmus:1:"

# A test of one process has a result in every round. Whether two processes meet
# in a few rounds is for a busy machine to say.
cat >"$work/alone.litmus" <<'end'
test alone
file f 4 pages
P0 {
    punch f[0..4)
    read f[0..4)
}
end

# What it says.
run --dir "$dir" --rounds 200 "$work/alone.litmus"
ok "keeps its promises here" exit_is 0 out "Verdict: kept in 200 rounds"
ok "says how often" has out "Observation alone Always 200 0"
ok "names the place" has out "Test alone on dir:$dir"
ok "no colour into a file" lacks out $'\033'
ok "no progress line into a file" lacks err $'\r'
ok "leaves nothing behind" is_empty "$dir"

run --dir "$dir" --dir "$dir/." --list 'punch-vs-r*'
ok "--list" exit_is 0 out "dir:$dir/. punch-vs-read"
ok "--list runs nothing" lacks out Verdict

run --dir "$dir" --rounds 100 -q "$work/alone.litmus" 'punch-vs-r*'
few=$(cd "$FSLITMUS_CORPUS" && ls -d punch-vs-r*.litmus | wc -l)
ok "-q says only the sum" exit_is 0 out "Tests $((few + 1)): "
ok "-q has no histogram" lacks out Histogram

TMPDIR=$dir run --rounds 200 "$work/alone.litmus"
ok "without a place, TMPDIR" exit_is 0 err "running below $dir"

run --dir "$dir" freeze-vs-store
ok "all skipped: 4" exit_is 4 out "Verdict: skipped: "
run --dir /proc --rounds 2 punch-vs-read
ok "cannot run: 3" exit_is 3 out "Verdict: not run: "

# What a report is about, and of when.
run --dir "$dir" --rounds 1 punch-vs-read
ok "the kernel is told" has out "  Kernel    $(uname -r)"
ok "and how the filesystem is mounted" has out "  Mounted   rw"
SOURCE_DATE_EPOCH=0 run --dir "$dir" --rounds 1 punch-vs-read
ok "a date may be given" has out ", 1970-01-01T00:00:00Z"
SOURCE_DATE_EPOCH=now run --dir "$dir" --rounds 1 punch-vs-read
ok "a wrong one is refused" exit_is 2 err "SOURCE_DATE_EPOCH is 'now'"

# A store behind the end of file, which is seen: nobody says it is not.
past_end=$here/../tests/past-end.litmus
run --dir "$dir" --rounds 50 "$past_end"
ok "unpromised is kept" exit_is 0 out "~> "
run --dir "$dir" --rounds 50 --strict "$past_end"
ok "--strict breaks it" exit_is 1 out "which --strict does not accept"
ok "--strict is repeated" has out "--rounds 50 --strict --seed"
ok "what is live is tried again" has out "  Try again fslitmus run --dir "
schedules() {	# CONFIGURATION ARGUMENT...
	run "${@:2}" --rounds 50 --strict "$past_end"
	ok "${*:2}: tried under schedules on $1" exit_is 1 out \
		"  Schedules fslitmus run --uml --fs $1 --strict $past_end"
}
if [ "$(id -u)" -eq 0 ] && [ -w /dev/loop-control ] &&
	command -v mkfs.ext4 >/dev/null; then
	schedules tmpfs --fs tmpfs
	schedules ext4 --fs ext4
	schedules ext4 --fs ext4 --mount-opts noatime
	schedules ext4-nodelalloc --fs ext4 --mount-opts noatime,nodelalloc
	schedules ext4-1k --fs ext4 --mkfs-opts "-b 1024"
fi

# Too little time for rounds of such files.
cat >"$work/big.litmus" <<'end'
test big
file f 2048 pages written
P0 {
    read f[0]
    write f[0]
}
end
run --dir "$dir" --budget 1ms "$work/big.litmus"
ok "few rounds are remarked" exit_is 0 out " rounds (few rounds)"
ok "and counted" has out "Of those kept or without result, 1 in few rounds"
run --dir "$dir" --budget 1ms --json "$work/big.litmus"
ok "JSON says so" has out '"few_rounds":true,'
run --dir "$dir" --rounds 3 --budget 10m "$work/big.litmus"
ok "not where few were asked for" lacks out "few rounds"

# Formats, each test once whatever the number of jobs.
names() {
	perl -MJSON::PP -ne '
		my $line = decode_json($_);
		print "$line->{test}\n" if $line->{type} eq "result"' \
		"$work/out" | sort
}
all_there() {
	diff <(names) <(cd "$FSLITMUS_CORPUS" && ls punch-vs-p*.litmus |
		sed 's/\.litmus$//' | sort)
}
run --dir "$dir" --rounds 3 --json --jobs 3 'punch-vs-p*'
ok "--jobs: each result once" all_there
ok "--json fits its schema" "$top/t/report/json-lines" \
	"$top/doc/run.schema.json" "$work/out"
run --dir "$dir" --dir "$dir/." --dir "$dir" --rounds 3 --ktap --jobs 3 \
	'punch-vs-po*'
ok "--ktap parses, a place twice, three jobs" "$top/t/report/ktap-parse" \
	"$work/out"
ok "a place given twice has two names" has out "ok 3 dir:$dir"
run --dir "$dir" --rounds 3 --junit --output "$work/run.xml" punch-vs-read
ok "--junit --output" xmllint --noout --nonet \
	--schema "$top/t/report/junit.xsd" "$work/run.xml"
ok "--output leaves standard output alone" lacks out ' '

# The same choices again.
cp "$work/alone.litmus" "$work/it's.litmus"
run --dir "$dir" --rounds 3 --seed 7 --json "$work/it's.litmus"
again=$(perl -MJSON::PP -ne '
	my $line = decode_json($_);
	print $line->{command} if $line->{type} eq "result"' "$work/out")
repeats() {
	case $again in
	"fslitmus run --dir $dir --rounds 3 --seed 7 "*) ;;
	*) echo "is: $again"; return 1 ;;
	esac
	# As a shell takes it apart, with the command that is tested here.
	eval "\"\$fslitmus\"${again#fslitmus}"
}
ok "the command repeats it" repeats

# Output that cannot be written.
run --dir "$dir" --rounds 3 --output /dev/full punch-vs-read
ok "--output to a full disk" exit_is 3 err "cannot write the report: No space"
echo old >"$work/old"
run --dir "$dir" --rounds 3 --output "$work/old" no-such-test
ok "--output is not touched before all is right" grep -qx old "$work/old"
"$fslitmus" run --dir "$dir" --rounds 3 punch-vs-read >/dev/full \
	2>"$work/err"
status=$?
ok "disk full" exit_is 3 err "cannot write the report: No space left"
"$fslitmus" run --dir "$dir" --rounds 3 punch-vs-read >&- 2>"$work/err"
status=$?
ok "closed output" exit_is 3 err "cannot write the report: Bad file"
"$fslitmus" list >/dev/full 2>"$work/err"
status=$?
ok "a list that cannot be written" exit_is 3 err "cannot write to standard"
"$fslitmus" run --dir "$dir" --budget 2s --jobs 2 --json 'punch-*' \
	2>"$work/err" | head -1 >"$work/out"
status=${PIPESTATUS[0]}
ok "the reader has gone: silent, as in a pipe" exit_is 3
ok "no word of it" lacks err "cannot write"
ok "and nothing is left" is_empty "$dir"
# No descriptor is left for the pipe of a worker.
(
	exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
	ulimit -n 5
	"$fslitmus" run --dir "$dir" --rounds 1 --json punch-vs-read >"$work/out" \
		2>"$work/err" </dev/null
)
status=$?
ok "without a worker" exit_is 3 err "cannot make a socket: Too many open files"
ok "the report is written all the same" has out '"type":"end",'

# On a terminal.
on_terminal() {	# ARGUMENT...: its output and errors to $work/out
	local words
	words=$(printf '%q ' "$fslitmus" run "$@")
	TERM=${term:-xterm} script -qefc "$words" /dev/null >"$work/out" </dev/null
}
on_terminal --dir "$dir" --budget 1s "$work/alone.litmus"
ok "progress on a terminal" has out "[0/1] "
ok "with test and place" has out "alone on dir:"
ok "and the time left, from the beginning" has out ", left "
ok "erased before the report" has out $'\r\033[KTest alone on '
ok "colour on a terminal" has out $'\033[32mVerdict: kept'
NO_COLOR=1 on_terminal --dir "$dir" --rounds 2 punch-vs-read
ok "no colour with NO_COLOR" lacks out $'\033[32m'
term=dumb on_terminal --dir "$dir" --rounds 2 punch-vs-read
ok "nothing drawn on a dumb terminal" lacks out $'\033'
run --fs tmpfs --mkfs-opts "-b" punch-vs-read
ok "--mkfs-opts for what is made by no mkfs is refused" exit_is 2 err \
	"--mkfs-opts: tmpfs is mounted without a mkfs"
if [ "$(id -u)" -eq 0 ] && [ -w /dev/loop-control ] &&
	command -v mkfs.xfs >/dev/null; then
	run --fs xfs --mkfs-opts "-b size=100" punch-vs-read
	ok "what mkfs says is wrong is told" exit_is 3 out "Value is too small"
	ok "and not how mkfs is used" lacks out "sectsize"
fi

"$fslitmus" list tests >"$work/out"
ok "no test is listed by its licence" lacks out SPDX-License
"$fslitmus" help run >"$work/out"
ok "help COMMAND is COMMAND --help" has out "Usage: fslitmus run"
"$fslitmus" help nonsense 2>"$work/err"
ok "help of no command names it" has err "'nonsense' is not a command"
"$fslitmus" --help >"$work/out"
ok "--help says how the manual is read in a clone" has out "make man"
finish
