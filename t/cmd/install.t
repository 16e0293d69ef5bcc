#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# make install and uninstall, into a directory of their own.

. "$(dirname "$0")/lib.sh"
unset FSLITMUS_CORPUS
root=$work/root
make_it() {
	make -s -C "$top" "$1" DESTDIR="$root" PREFIX=/usr
}
ok "make install" make_it install
installed=$root/usr/bin/fslitmus
ok "the command finds its corpus" sh -c \
	"cd / && '$installed' list tests | grep -q punch-vs-fault-around"
ok "fslitmus-run(1) is there" test -s "$root/usr/share/man/man1/fslitmus-run.1"
ok "fslitmus-contract(7) is there" test -s \
	"$root/usr/share/man/man7/fslitmus-contract.7"
ok "the schema is there" test -s \
	"$root/usr/share/doc/fslitmus/run.schema.json"
echo 'test mine' >"$root/usr/share/fslitmus/litmus/mine.litmus"
ok "make uninstall" make_it uninstall
left() {
	[ "$(cd "$root" && find . -type f)" = \
		./usr/share/fslitmus/litmus/mine.litmus ] ||
		{ find "$root" -type f; return 1; }
}
ok "only the user's own test is left" left
finish
