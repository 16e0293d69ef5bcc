#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What "fslitmus kernel" says and refuses, without building anything.
. "$(dirname "$0")/lib.sh"

export XDG_CACHE_HOME=$work/cache

# The command ends with that status and says that.
says() {	# STATUS PATTERN NAME ARGUMENT...
	local status=$1 pattern=$2 name=$3
	shift 3
	"$fslitmus" kernel "$@" >"$work/log" 2>&1
	[ $? -eq "$status" ] && grep -q -- "$pattern" "$work/log"
	ok $? "$name"
}

tree() {	# NAME VERSION PATCHLEVEL
	mkdir -p "$work/$1/arch/um"
	printf 'VERSION = %s\nPATCHLEVEL = %s\nSUBLEVEL = 7\n' "$2" "$3" \
		>"$work/$1/Makefile"
	touch "$work/$1/arch/um/Makefile"
}

tree old 6 10
tree older 5 15
tree strange six one
mkdir "$work/empty" "$work/program"
touch "$work/program/Makefile"

tree new 6 12

first='' second=''
trap 'kill -KILL $first $second 2>/dev/null; rm -rf "$work"' EXIT

# A build that holds still as soon as it has something to say: nobody reads
# what it says, and the pipe is full.
hold_build() {
	rm -rf "$work/cache"
	mkfifo "$work/full" || return
	exec 3<>"$work/full"
	dd if=/dev/zero bs=4096 of=/dev/fd/3 oflag=nonblock 2>/dev/null
	"$fslitmus" kernel build --tree "$work/new" >"$work/first" \
		2>"$work/full" &
	first=$!
	await is_locked
}

is_locked() {
	ls "$kernels"/.building-* >/dev/null
}

wait_for_it() {
	"$fslitmus" kernel build --tree "$work/new" >"$work/log" 2>&1 &
	second=$!
	await grep -q 'waiting for another build of this kernel' "$work/log"
}

await() {	# COMMAND...
	for _ in $(seq 400); do
		"$@" 2>/dev/null && return
		sleep 0.05
	done
	return 1
}

# As if the first had come to its end.
finish_build() {
	local key=${1##*.building-}
	mkdir "$kernels/$key" && cp /bin/true "$kernels/$key/linux" &&
		touch "$kernels/$key/"{vmlinux,config,source.tar.zst} &&
		echo '{"format": 1, "build_id": "aa11", "version": "6.12.7",' \
			"\"interface\": $interface}" \
			>"$kernels/$key/kernel.json" &&
		(cd "$kernels/$key" && sha256sum -- * >"$work/sums") &&
		mv "$work/sums" "$kernels/$key/sha256sums"
}

end_first() {
	kill -KILL $first
	wait $first 2>/dev/null
	exec 3>&-
	rm "$work/full"
}

kernels=$work/cache/fslitmus/kernels
interface=$(sed -n 's/^#define FSLITMUS_VERSION_OF_INTERFACE //p' \
	"$here/../../kernel/fslitmus_uapi.h")

echo 1..29
says 2 'Usage' 'asks for a subcommand'
says 0 'no kernel is built yet' 'an empty cache is said to be empty' list
says 0 '^ext4-punch-unlocked *mutant *C1' 'lists the mutants' mutants
says 2 '6.10.7; User-Mode Linux can be preempted since 6.11' \
	'refuses 6.10' build --tree "$work/old"
says 2 '5.15.7; User-Mode' 'refuses 5.15' build --tree "$work/older"
says 2 'not that of a Linux kernel' 'refuses a strange Makefile' \
	build --tree "$work/strange"
says 2 'takes about [0-9]* min on' 'says how long it takes before it starts' \
	build --tree "$work/new"
grep -q 'edits/disk.edit:[0-9]*: .*main.c is not in this kernel' "$work/log" &&
	grep -q 'edits/virtual.edit:.*arch/um/kernel/time.c is not' "$work/log" &&
	grep -q 'the edits above do not suit Linux 6.12.7' "$work/log"
ok $? 'names all edits that do not suit'
says 2 'no arch/um' 'refuses another program' build --tree "$work/program"
says 2 'top directory of a Linux source' 'refuses an empty directory' \
	build --tree "$work/empty"
says 2 'expected a name such as linux-source-6.12' \
	'refuses a package that is no kernel' build --package bash
says 2 'since 6.11' 'refuses an old package' build --package linux-source-6.1
says 3 'install the Debian package linux-source-99.1' \
	'names the package that is missing' build --package linux-source-99.1
says 3 'cannot read .*/linux-source-7.3.tar.xz: No such' \
	'or the path that is not there' \
	build --package "$work/linux-source-7.3.tar.xz"
says 2 'or the path of its' 'a path has to be that of a tar file' \
	build --package "$work/new"
mkdir "$work/packed" && cp -r "$work/new" "$work/packed/linux-source-6.12" &&
	tar -C "$work/packed" -cJf "$work/linux-source-6.12.tar.xz" \
		linux-source-6.12
says 2 'the edits above do not suit Linux 6.12.7' 'builds from a tar file' \
	build --package "$work/linux-source-6.12.tar.xz"
says 2 'exclude each' 'tree or package' \
	build --tree "$work/old" --package linux-source-6.12
says 2 'expected kasan or lockdep' 'refuses an unknown addition' \
	build --with tea
says 2 'no configuration' 'refuses an unknown image' image ext9 "$work/i"
says 3 'no such kernel is built yet' 'an image needs a kernel' \
	image ext4 "$work/i"
hold_build && wait_for_it && kill -0 $second
ok $? 'a second build of a kernel waits for the first'
finish_build "$kernels"/.building-* && end_first
wait $second && grep -q '^cached .*build id aa11' "$work/log" &&
	! grep -q 'copying' "$work/log"
ok $? 'and takes its result'
key=$(sed -n 's/^cached \([0-9a-f]*\):.*/\1/p' "$work/log")
finish_build .building-0123456789abcdef
lists_first() {	# KEY
	"$fslitmus" kernel list >"$work/log" 2>&1 &&
		head -n 1 "$work/log" | grep -q "^$1 "
}
lists_first 0123456789abcdef &&
	"$fslitmus" kernel build --tree "$work/new" >"$work/log" 2>&1 &&
	lists_first "$key"
ok $? 'a kernel that is asked for again is the latest'
rm -r "$kernels/$key" "$kernels/0123456789abcdef"
hold_build && wait_for_it && end_first
wait $second
grep -q 'copying the source' "$work/log" && ! is_locked 2>/dev/null
ok $? 'a build whose first is killed goes on itself, and leaves no lock'
hold_build && wait_for_it && kill -TERM $second
wait $second
[ $? -eq 3 ] && grep -q ' interrupted' "$work/log" && end_first
ok $? 'a build that waits can be interrupted'
env -u HOME -u XDG_CACHE_HOME "$fslitmus" kernel list >"$work/log" 2>&1 &&
	grep -q "/.cache/fslitmus/kernels\|no kernel is built" "$work/log"
ok $? 'without HOME, the cache is where the password database says'
# OpenSSL with its null provider alone has no algorithm at all.
printf '%s\n' 'openssl_conf = c' '[c]' 'providers = p' '[p]' 'null = n' \
	'[n]' 'activate = 1' >"$work/openssl.cnf"
OPENSSL_CONF=$work/openssl.cnf says 3 'libcrypto does not offer SHA-256' \
	'says so where libcrypto has no SHA-256' build --tree "$work/new"
# It stands in a directory without build/newest.
touch "$work/linux-source-6.12.tar.xz"
newest() {	# [ARGUMENT...]
	(cd "$work" && SOURCES=$work FSLITMUS=$fslitmus \
		"$here/../../mk/check-newest" "$@") >"$work/log" 2>&1
}
newest && grep -q 'skipped: there is no linux-source package newer than 6.12' \
	"$work/log" && grep -q 'mk/newest-source gets one' "$work/log"
ok $? 'make check-newest is skipped where there is no newer package'
echo no tar >"$work/linux-source-7.3.tar.xz"
newest
[ $? -eq 3 ] && grep -q 'cannot read .*linux-source-7.3.tar.xz' "$work/log"
ok $? 'and builds the newest there is'
