#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What "fslitmus run --uml" refuses, and what it says without a kernel.
. "$(dirname "$0")/lib.sh"

export XDG_CACHE_HOME=$work/cache

# The command ends with that status and says that.
says() {	# STATUS PATTERN NAME ARGUMENT...
	local status=$1 pattern=$2 name=$3
	shift 3
	"$fslitmus" run --uml "$@" >"$work/log" 2>&1
	[ $? -eq "$status" ] && grep -q -- "$pattern" "$work/log"
	ok $? "$name"
}

echo 1..15
says 3 'fslitmus kernel build' 'without a kernel it says what to do' \
	punch-vs-fault-around
says 3 'kernel build --mutants' 'the same for a fault' \
	--mutant ext4-punch-unlocked punch-vs-fault-around
says 3 'has that key' 'a kernel that is not there' --kernel abcdef \
	punch-vs-fault-around
says 2 'there is no such fault' 'a fault that is not there' --mutant nothing \
	punch-vs-fault-around
says 2 'no configuration' 'a filesystem that is not there' --fs ext5 \
	punch-vs-fault-around
says 2 'give --fs ext4-1k, which' 'a block size for mkfs' --fs ext4 \
	--mkfs-opts '-b 1024' punch-vs-fault-around
says 2 'give --fs ext4-nodelalloc, which' 'a mount option' \
	--mount-opts nodelalloc punch-vs-fault-around
says 2 'one of xfs, xfs-small, xfs-1k,' 'one that no configuration has' --fs xfs \
	--mount-opts noatime punch-vs-fault-around
says 2 'exclude each other' 'not in a directory of this machine' --dir /tmp \
	punch-vs-fault-around
says 2 'expected a setting\|out of range\|expected none' 'a wrong strategy' \
	--strategy random:rate=0 punch-vs-fault-around
says 2 'expected' 'a strategy that is not there' --strategy magic \
	punch-vs-fault-around
says 2 'schedules' 'a wrong number of schedules' --schedules few \
	punch-vs-fault-around
"$fslitmus" list backends 2>/dev/null | grep -q '^uml' ||
	"$fslitmus" list 2>/dev/null | grep -q uml
ok $? 'the backend is listed'

# One that another version built, before kernels said which interface they have.
old=$XDG_CACHE_HOME/fslitmus/kernels/0123456789abcdef
mkdir -p "$old"
cp /bin/true "$old/linux"
echo '{"format": 1, "build_id": "0123", "version": "6.12", "mutants": true}' \
	>"$old/kernel.json"
(cd "$old" && sha256sum linux kernel.json >sha256sums)
"$fslitmus" kernel list | grep -q '^0123456789abcdef  6.12 *outdated'
ok $? 'a kernel with another interface is listed as outdated'
says 3 'no kernel is built' 'and not used' punch-vs-fault-around
