#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The core needs libc alone, and may be linked statically with it.

program=$FSLITMUS_BUILD/t/actor/static
scratch=$(mktemp -d /dev/shm/fslitmus-test-XXXXXX) || exit 1
trap 'rm -rf "$scratch"' EXIT

echo 1..2
case $FSLITMUS_BUILD in
*sanitize*)
	echo "ok 1 # SKIP the sanitizers cannot be linked statically" ;;
*)
	if readelf -d "$program" | grep -q NEEDED; then
		echo not ok 1 - needs no shared library
	else
		echo ok 1 - needs no shared library
	fi ;;
esac
if [ "$("$program" "$scratch" 2>&1)" = "100 rounds, 0 forbidden" ]; then
	echo ok 2 - performs a test with processes and threads
else
	echo not ok 2 - performs a test with processes and threads
fi
