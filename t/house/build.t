#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What make builds again, and what it does not: in a copy of the tree, whose
# objects are only said to be made (make --touch).

. "$(dirname "$0")/../cmd/lib.sh"
# What "make check" was told is not for the copy.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES CC CFLAGS LDFLAGS BUILD BIN AUDIT SANITIZE WERROR

copy=$work/copy
build=$copy/build
mkdir "$copy"
cp -a "$top"/{Makefile,mk,src,kernel,litmus,man,t,bench} "$copy" || exit 1

# npm would be asked for the grammar.
in_copy() {
	make -s -C "$copy" AUDIT=no "$@"
}

# What those arguments would make, a line for each.
would_make() {
	in_copy -n check-programs "$@" 2>/dev/null |
		grep -o -- ' -o [^ ]*' | sort -u
}

# make --touch makes no directory.
say_it_is_built() {
	in_copy "${flags[@]}" || return
	(cd "$copy" && sed 's/^ -o //' "$work/all" | xargs dirname | sort -u |
		xargs mkdir -p build/man)
	in_copy -t check-programs >/dev/null
}

would_make >"$work/all"
enough() {
	[ "$(wc -l <"$work/all")" -gt 200 ] || { cat "$work/all"; return 1; }
}
ok "a fresh tree has all to make" enough

flags=()
for name in core host guest archive link audit fuzz; do
	flags+=("build/flags/$name")
done
ok "the flags are written" say_it_is_built

nothing() {	# MAKE ARGUMENT...
	in_copy -q check-programs "$@" || { would_make "$@"; return 1; }
}
ok "then make does nothing" nothing

same() {	# FILE MAKE ARGUMENT...
	local expected=$1
	shift
	would_make "$@" >"$work/again"
	diff "$expected" "$work/again"
}
grep -v ' build/t/fuzz/' "$work/all" >"$work/ours"
ok "another compiler: everything that it compiles" same "$work/ours" CC=clang
ok "with -Werror: everything" same "$work/all" WERROR=1
more_flags() {
	would_make CFLAGS=-O3 | grep '^ -o build/[st][^ ]*\.o' |
		grep -v ' build/t/fuzz/' >"$work/again"
	grep '^ -o build/[st][^ ]*\.o' "$work/ours" | diff - "$work/again"
}
ok "other CFLAGS: the objects of the command and the tests" more_flags
echo ' -o fslitmus' >"$work/linked"
ok "other linker flags: the command is linked" same "$work/linked" LDFLAGS=-s
ok "asking writes nothing" nothing

relink() {
	would_make >"$work/again"
	cat "$work/again"
	grep -q ' fslitmus$' "$work/again" && ! grep -q '\.o$' "$work/again"
}
rm "$copy/src/cmd/no_audit.c"
ok "a source file less: the command is linked" relink
cp -p "$top/src/cmd/no_audit.c" "$copy/src/cmd"
ok "and with it again all is as it was" nothing

# Real objects, and few: of the command, of a guest's /init, of a test.
objects=(build/src/base/text.o build/guest/src/guest/power.o
	build/t/contract/scene.o)
compiled() {
	(cd "$copy" && rm -f "${objects[@]}") && in_copy "${objects[@]}" &&
		in_copy -q "${objects[@]}"
}
ok "objects are compiled" compiled
if command -v clang >/dev/null; then
	by_clang() {
		local object
		in_copy CC=clang "${objects[@]}" || return
		for object in "${objects[@]}"; do
			grep -q 'clang version' "$copy/$object" ||
				{ echo "$object"; return 1; }
		done
	}
	ok "make CC=clang after make compiles them again" by_clang
else
	ok "no clang # SKIP" true
fi

werror() {
	in_copy -n build/src/base/text.o CFLAGS=-O0 | grep -q -- ' -Werror '
}
fails() {
	! "$@"
}
ok "outside a checkout a warning is no error" fails werror
touch "$copy/.git"
ok "in a checkout it is" werror
finish
