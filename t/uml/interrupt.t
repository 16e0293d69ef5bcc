#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Ctrl-C in what builds and boots kernels: soon, told, and nothing left.
. "$(dirname "$0")/lib.sh"

find_kernel
if [ -z "$mutants" ]; then
	echo '1..0 # SKIP this kernel has no mutants'
	exit 0
fi
export TMPDIR=$work/tmp
mkdir "$TMPDIR"

# Starts the command as a shell in the foreground would; $pid is it.
start() {	# ARGUMENT...
	env --default-signal=INT "$fslitmus" "$@" >"$work/log" 2>&1 </dev/null &
	pid=$!
}

# Once the COMMAND succeeds, SIGINT ends it.
ends_after() {	# COMMAND...
	for _ in $(seq 400); do
		"$@" >/dev/null 2>&1 && break
		sleep 0.05
	done
	sleep 0.2
	kill -INT "$pid"
	wait "$pid"
	[ $? -eq 3 ] && [ -z "$(ls -A "$TMPDIR")" ] &&
		[ -z "$(leftovers "$pid")" ]
}

# A cache with this kernel alone, under another build id until gcc is asked
# for its version: --build finds nothing to replay in, and then finds it built.
cache_of_its_own() {
	local real=${XDG_CACHE_HOME:-$HOME/.cache}/fslitmus/kernels
	local own=$work/cache/fslitmus/kernels gcc
	gcc=$(command -v gcc) || return
	mkdir -p "$own" "$work/bin" "$work/right" &&
		cp -a --reflink=auto "$real/$key" "$real"/package-* "$own" &&
		mv "$own/$key/kernel.json" "$own/$key/sha256sums" \
			"$work/right" &&
		sed 's/"build_id": "../&zz/' "$work/right/kernel.json" \
			>"$own/$key/kernel.json" &&
		(cd "$own/$key" && sha256sum -- * >"$work/sums" &&
			mv "$work/sums" sha256sums) || return
	cat >"$work/bin/gcc" <<-END
		#!/bin/sh
		cp "$work"/right/* "$own/$key"
		exec "$gcc" "\$@"
	END
	chmod +x "$work/bin/gcc"
}

says() {	# WORDS
	grep "$1" "$work/log"
}

makes_image() {
	stat "$TMPDIR"/fslitmus-mkfs-*/log
}

# Another guest has begun with its schedule: the first has ended.
first=
replays() {
	local guest
	guest=$(stat -c '%n %i' /dev/shm/fslitmus-guest-"$pid"-*/status) ||
		return
	first=${first:-$guest}
	[ "$guest" != "$first" ]
}

after_a_build() {
	uml --fs ext4 --mutant ext4-punch-unlocked --schedules 2000 --seed 5 \
		punch-vs-fault-around
	witness=$(sed -n 's/^  Witness *//p' "$work/log")
	[ -s "$witness" ] && cache_of_its_own || return
	XDG_CACHE_HOME=$work/cache PATH=$work/bin:$PATH \
		start replay --build --times 200 "$witness"
	ends_after replays && says '^broken' >/dev/null
}

echo 1..4
if [ -e /usr/src/linux-source-6.12.tar.xz ]; then
	XDG_CACHE_HOME=$work/none start kernel build
	ends_after says 'copying the source' && says interrupted >/dev/null
	ok $? 'a kernel build that unpacks its source is interrupted'
else
	skip 'a kernel build is interrupted' 'no linux-source-6.12'
fi
start kernel image xfs "$work/image"
ends_after makes_image && says interrupted >/dev/null && [ ! -e "$work/image" ]
ok $? 'an image at work is interrupted'
mkdir -p "$work"/root/{dev,proc,tmp,mnt}
cp "${FSLITMUS_BUILD:-$here/../../build}/t/kernel/init" "$work/root/init"
start kernel boot --time 60 --root "$work/root" FS=tmpfs ROUNDS=10000000
ends_after says BogoMIPS && says interrupted >/dev/null
ok $? 'a guest booted by hand is interrupted'
after_a_build
ok $? 'replay --build is interrupted after the build too'
