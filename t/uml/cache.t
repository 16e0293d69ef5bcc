#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What is cached is damaged: an image is made anew, a kernel is refused with
# what to do, and nothing runs on bytes nobody built.
. "$(dirname "$0")/lib.sh"

find_kernel
real=${XDG_CACHE_HOME:-$HOME/.cache}/fslitmus/kernels/$key
export XDG_CACHE_HOME=$work/cache
kernel=$XDG_CACHE_HOME/fslitmus/kernels/$key
mkdir -p "${kernel%/*}" && cp -a --reflink=auto "$real" "$kernel" || exit 1
# One that any user may read, whoever runs this.
chmod 755 "$work"

runs() {
	"$fslitmus" run --uml --kernel "$key" --fs ext4 --schedules 2 \
		--seed 1 punch-vs-read >"$work/out" 2>"$work/log"
}

# 8 bytes in the middle that were others.
overwrite() {	# FILE
	printf '\001\002\003\004\005\006\007\010' | dd of="$1" bs=1 conv=notrunc \
		seek=$(($(stat -c %s "$1") / 2)) 2>/dev/null
}

shorten() {	# FILE
	truncate -s -4096 "$1"
}

empty() {	# FILE
	: >"$1"
}

replace() {	# FILE
	rm "$1"
	mkfifo "$1"
}

link() {	# FILE
	mv "$1" "$work/moved"
	ln -s "$work/moved" "$1"
}

give_away() {	# FILE
	chown 12345 "$1"
}

image_is_mended() {	# DAMAGE
	"$1" "$image"
	runs && [ "$(wc -l <"$work/log")" -eq 1 ] &&
		grep -q "$image is damaged: .*made anew" "$work/log" &&
		cmp "$work/image" "$image" >>"$work/log" 2>&1 &&
		runs && [ ! -s "$work/log" ]
}

kernel_is_refused() {	# FILE DAMAGE
	"$2" "$kernel/$1"
	runs
	[ $? -eq 3 ] && grep -q "$1: " "$work/log" &&
		grep -q "\"fslitmus kernel build.*anew" "$work/log" &&
		[ "$(grep -c damaged "$work/log")" -eq 1 ]
	local status=$?
	rm -f "$kernel/$1" && cp -a --reflink=auto "$real/$1" "$kernel/$1"
	return $status
}

in_use() {
	"$fslitmus" run --uml --kernel "$key" --fs ext4 --seed 1 \
		--schedules 100000 --time 60s punch-vs-read >"$work/out" 2>&1 &
	local pid=$! status
	for _ in $(seq 200); do
		flock -n "$kernel" true || break
		sleep 0.05
	done
	"$fslitmus" kernel rm "$key" >"$work/log" 2>&1
	status=$?
	kill $pid
	wait $pid
	[ $status -eq 3 ] && grep -q "$key is in use" "$work/log" &&
		[ -x "$kernel/linux" ] &&
		"$fslitmus" kernel rm "$key" >"$work/log" 2>&1 &&
		[ ! -e "$kernel" ] && [ ! -e "${image%/*}" ]
}

# As the user nobody, for whom a mode means something.
unreadable() {
	chown -R 65534 "$XDG_CACHE_HOME" && chmod 0 "$image" || return
	setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$fslitmus" run --uml --kernel "$key" --fs ext4 --schedules 2 \
		--seed 1 punch-vs-read >"$work/out" 2>"$work/log" &&
		grep -q "$image is damaged: Permission denied" "$work/log" &&
		[ -r "$image" ]
	local status=$?
	chown -R 0 "$XDG_CACHE_HOME"
	return $status
}

echo 1..15
runs && [ ! -s "$work/log" ] && image=$(realpath "$(find \
	"$XDG_CACHE_HOME" -name 'ext4-*')") && cp "$image" "$work/image"
ok $? 'what is sound is used without a word'
for damage in overwrite shorten empty replace link; do
	image_is_mended $damage
	ok $? "an image is made anew: $damage"
done
for damage in overwrite empty replace rm; do
	kernel_is_refused linux $damage
	ok $? "a kernel is refused: $damage"
done
kernel_is_refused kernel.json shorten
ok $? 'what says which kernel it is counts too'
kernel_is_refused sha256sums rm
ok $? 'and so do the sums'
if [ "$(id -u)" -eq 0 ]; then
	image_is_mended give_away && kernel_is_refused linux give_away
	ok $? "another user's image is made anew, another's kernel is refused"
	unreadable
	ok $? 'an image that cannot be read is made anew'
else
	skip "another user's" 'only root can give files away'
	skip 'what cannot be read' 'only root can give files away'
fi
in_use
ok $? 'a kernel in use is not removed, and goes afterwards'
