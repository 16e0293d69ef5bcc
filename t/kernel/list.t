#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "fslitmus kernel list" and "rm": what takes space, and what is removed.
. "$(dirname "$0")/lib.sh"

export XDG_CACHE_HOME=$work/cache TMPDIR=$work
kernels=$work/cache/fslitmus/kernels
images=$work/cache/fslitmus/images

entry() {	# KEY BUILD-ID INTERFACE [MUTANTS-LEFT-OUT]
	local to=$kernels/$1
	mkdir -p "$to" "$images/$1" || return
	cp /bin/true "$to/linux"
	head -c 300000 /dev/zero >"$to/vmlinux"
	touch "$to/config" "$to/source.tar.zst"
	echo "{\"format\": 1, \"build_id\": \"$2\", \"version\": \"6.12.1\"," \
		"\"source\": \"linux-source-6.12\", \"compiler\": \"gcc\"," \
		"\"interface\": $3, \"built\": 1700000000," \
		"\"mutants\": true, \"left_out\": \"${4-}\"}" >"$to/kernel.json"
	(cd "$to" && sha256sum -- * >"$work/sums") && mv "$work/sums" \
		"$to/sha256sums"
	head -c 50000 /dev/zero >"$images/$1/ext4-0123"
}

interface=$(sed -n 's/^#define FSLITMUS_VERSION_OF_INTERFACE //p' \
	"$here/../../kernel/fslitmus_uapi.h")
one=1111111111111111 two=1222222222222222 old=3333333333333333

setup() {
	rm -rf "$work/cache"
	entry $one aa11 "$interface" && entry $two bb22 "$interface" 'a-b c' &&
		entry $old cc33 1
}

list() {	# ARGUMENT...
	"$fslitmus" kernel list "$@" >"$work/out" 2>"$work/log"
}

rm_is() {	# STATUS PATTERN ARGUMENT...
	local status=$1 pattern=$2
	shift 2
	"$fslitmus" kernel rm "$@" >"$work/log" 2>&1
	[ $? -eq "$status" ] && grep -q -- "$pattern" "$work/log"
}

# These and no other kernels are there, and nothing of another's images.
left_are() {	# KEY...
	local want
	want=$(printf '%s\n' "$@" | sort)
	[ "$(ls "$kernels")" = "$want" ] && [ "$(ls "$images")" = "$want" ]
}

echo 1..20
setup && list && [ "$(grep -c '^[0-9a-f]' "$work/out")" -eq 3 ] &&
	grep -q "^$one  6.12.1 *mutants .* aa11 .* KiB  linux-source" \
		"$work/out" && grep -q "^$old .* outdated " "$work/out" &&
	[ ! -s "$work/log" ]
ok $? 'kernels are listed with their size'
[ "$(grep -c 'without the faults' "$work/out")" -eq 1 ] &&
	grep -A1 "^$two" "$work/out" | grep -q 'without the faults .*: a-b c$' &&
	list --json && [ "$(jq -r '.kernels[] | .key, .left_out[]' \
		"$work/out" | sort | xargs)" = "$one $two $old a-b c" ]
ok $? 'with the faults that they were built without'
"$fslitmus" kernel boot --kernel $two --root "$work" --mutant c \
	>"$work/log" 2>&1
[ $? -eq 2 ] && grep -q "the fault c is not in the kernel $two" "$work/log"
ok $? 'which are refused at boot'
mkdir "$work/fslitmus-kept-abcdef" &&
	head -c 100000 /dev/zero >"$work/fslitmus-kept-abcdef/vmlinux" && list &&
	grep -q "^  kernels .* KiB  $kernels$" "$work/out" &&
	grep -q "^  images .* KiB  $images$" "$work/out" &&
	grep -q "^  build .* KiB  $work/fslitmus-kept-abcdef$" "$work/out" &&
	grep -q "^  total .* [KM]iB" "$work/out"
ok $? 'and so are images, build directories and the total'
list --json && python3 -m jsonschema -i "$work/out" \
	"$here/../../doc/kernel-list.schema.json" >"$work/log" 2>&1
ok $? 'JSON is as its schema says'
jq -e --arg old $old '.bytes == ([.places[].bytes] | add) and
	(.kernels | length) == 3 and (.kernels[] | select(.key == $old) |
	.state == "outdated")' "$work/out" >"$work/log" 2>&1 &&
	[ "$(jq .bytes "$work/out")" -eq $(($(du -sk "$kernels" "$images" \
		"$work/fslitmus-kept-abcdef" | awk '{ sum += $1 }
		END { print sum }') * 1024)) ]
ok $? 'and says what du says'
left=.unfinished-1-01234567abcdef
mkdir "$kernels/$left" && head -c 100000 /dev/zero >"$kernels/$left/vmlinux" &&
	: >"$kernels/.building-$one" && list &&
	grep -q "^  unfinished .* KiB  $kernels/$left$" "$work/out" &&
	list --json && python3 -m jsonschema -i "$work/out" \
	"$here/../../doc/kernel-list.schema.json" >"$work/log" 2>&1 &&
	[ "$(jq '[.places[] | select(.what != "build").bytes] | add' \
		"$work/out")" -eq $(($(du -sk "$kernels" "$images" |
		awk '{ sum += $1 } END { print sum }') * 1024)) ]
ok $? 'what builds that were killed have left is listed, and counted once'
flock -s "$kernels/$left" "$fslitmus" kernel rm --outdated >"$work/log" 2>&1 &&
	[ -e "$kernels/$left/vmlinux" ] &&
	rm_is 0 "removed $left" --outdated &&
	! ls -d "$kernels"/.[a-z]* >"$work/log" 2>&1 && setup
ok $? 'and removed, unless a build is at work'
rm_is 2 'more than one' 1
ok $? 'a beginning that two kernels have is refused'
rm_is 2 'begins with .zz' zz
ok $? 'a key that is not there is refused'
rm_is 2 'one of the three' && rm_is 2 'one of the three' --all --outdated &&
	rm_is 2 'one of the three' --all $one && rm_is 2 'empty word' ''
ok $? 'one of KEY, --outdated, --all'
left_are $one $two $old
ok $? 'nothing was removed so far'
rm_is 0 "removed $two" bb && left_are $one $old
ok $? 'a kernel goes by its build id, with its images'
rm_is 0 "removed $old" --outdated && left_are $one
ok $? '--outdated takes those of other versions'
setup && truncate -s 1000 "$kernels/$one/linux" &&
	: >"$kernels/$two/kernel.json" && rm_is 0 "removed $two" --outdated &&
	[ -z "$(ls "$kernels")" ]
ok $? 'and the damaged ones'
setup
flock -s "$kernels/$one" sleep 60 &
holder=$!
for _ in $(seq 100); do
	flock -n "$kernels/$one" true 2>/dev/null || break
	sleep 0.05
done
rm_is 3 "$one is in use" --all && left_are $one
ok $? 'one in use stays, the others go'
pkill -P $holder sleep
wait $holder 2>/dev/null
rm_is 0 "removed $one" --all && [ -z "$(ls "$kernels" "$images" |
	grep '^[0-9a-f]*$')" ]
ok $? '--all takes all'
setup && mkdir "$work/else" && touch "$work/else/file" &&
	ln -s "$work/else" "$kernels/$two/link" &&
	mv "$kernels/$one" "$work/moved" && ln -s "$work/moved" "$kernels/$one"
rm_is 3 "$one" --all; [ -e "$work/else/file" ] && [ -e "$work/moved/linux" ] &&
	[ ! -e "$kernels/$two" ]
ok $? 'no link is followed'
if [ "$(id -u)" -eq 0 ]; then
	setup && chown 12345 "$kernels/$one" &&
		rm_is 3 "$one belongs to another user" --all &&
		[ -e "$kernels/$one/linux" ]
	ok $? "another user's kernel stays"
else
	skip "another user's kernel stays" 'only root can give files away'
fi
"$fslitmus" kernel image ext4 /proc/x >"$work/log" 2>&1
[ $? -eq 2 ] && grep -q '/proc/x: No such file' "$work/log"
ok $? 'an image that cannot be written is refused before the work'
