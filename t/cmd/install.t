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

# Without npm, or without the tree-sitter library, all but audit is built. A
# whole build takes minutes: objects of this one that are alike are used.
bare=$work/bare
only_this_build() {
	[ "$(realpath "${FSLITMUS_BUILD:-$top/build}")" = \
		"$(realpath "$top/build")" ] && [ -z "${CC:-}" ]
}
make_bare() {
	local directory
	mkdir -p "$bare/bin" "$bare/build"
	cp -a "$top"/{Makefile,mk,src,kernel,litmus,man,t,bench} "$bare"
	cp -a "$top"/build/{src,guest,flags,libcore.a,guest-*,kernel-*} \
		"$bare/build"
	# A checkout has -Werror.
	[ ! -e "$top/.git" ] || touch "$bare/.git"
	rm -rf "$bare"/build/src/{audit,cmd/audit.*,cmd/no_audit.*}
	tr : '\n' <<<"$PATH" | while read -r directory; do
		ln -s "$directory"/* "$bare/bin" 2>/dev/null
	done
	rm -f "$bare/bin/npm"
}
builds_without() {	# PACKAGE
	rm -f "$bare/fslitmus" "$bare/build/src/cmd/no_audit.o"
	PATH=$bare/bin make -s -C "$bare" &&
		"$bare/fslitmus" list operations | grep -q '^  punch ' &&
		{ "$bare/fslitmus" audit "$bare" 2>"$work/err"
			[ $? -eq 3 ]; } &&
		has err "built without audit, for want of: $1"
}
if only_this_build; then
	make_bare
	ok "without npm all but audit is built" builds_without npm
	ln -sf "$(command -v npm || command -v true)" "$bare/bin/npm"
	real=$(command -v pkg-config)
	rm "$bare/bin/pkg-config"
	cat >"$bare/bin/pkg-config" <<-END
		#!/bin/sh
		case "\$*" in *tree-sitter*) exit 1 ;; esac
		exec $real "\$@"
	END
	chmod +x "$bare/bin/pkg-config"
	ok "without the tree-sitter library too" \
		builds_without libtree-sitter-dev
	skipped() {
		FSLITMUS=$bare/fslitmus "$top/t/audit/command.t" |
			grep -q '^1\.\.0 # SKIP'
	}
	ok "the tests of audit skip themselves then" skipped
else
	ok "another build than the default # SKIP" true
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
