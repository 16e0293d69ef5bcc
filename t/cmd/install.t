#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# make install and uninstall, into a directory of their own; what make says
# of packages that are missing, and what README says of all.

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

if command -v dpkg-query >/dev/null; then
	make -s -C "$top" packages-present \
		BUILD_PACKAGES="make fslitmus-no-such" 2>"$work/err"
	status=$?
	ok "make fails without a package" test $status -ne 0
	ok "and says which" has err \
		"missing Debian packages: fslitmus-no-such"
	ok "and how to get it" has err "apt-get install fslitmus-no-such "
else
	ok "no dpkg-query # SKIP" true
fi

# Every package of mk/packages.mk has its reason in README, and no other.
listed() {
	perl -0777 -ne 's/#.*//mg; s/\\\n/ /g; s/\$\(if .*,,(\w+)\)/$1/g;
		while (/^\w+_PACKAGES = (.*)/mg) {
			print "$_\n" for split " ", $1;
		}' "$top/mk/packages.mk" | sort -u
}
explained() {
	sed -n '/^## Dependencies/,/^## Licence/s/^| \([a-z][^|]*[^ |]\)  *| [^|]* | [^ |].*/\1/p' \
		"$top/README.md" | grep -v '^package$' | tr -s ', ' '\n' | sort
}
listed >"$work/listed"
explained >"$work/explained"
agree() {
	[ -s "$work/listed" ] && diff "$work/listed" "$work/explained"
}
ok "README explains every package, once" agree
finish
