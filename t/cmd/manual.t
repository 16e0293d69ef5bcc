#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The manual pages against the command: every long option that --help names
# is in the page of its command, and the other way round; every command,
# operation and exit status is where it belongs; and mandoc finds no fault.

here=$(cd "$(dirname "$0")" && pwd)
top=$here/../..
fslitmus=${FSLITMUS:-$top/fslitmus}
man=$top/man
built=${FSLITMUS_BUILD:-$top/build}/man
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
count=0

ok() {	# NAME COMMAND...
	count=$((count + 1))
	name=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		sed 's/^/# /' "$work/log" | head -20
	fi
}

same() {	# WHAT FILE FILE
	[ -s "$2" ] || { echo "no $1 found in $2"; return 1; }
	diff -u "$2" "$3"
}

# The long options of a page are its ".It Fl" lines: one with two names has
# ".It Fl q , Fl -quiet".
options_of_page() {
	sed -n '/^\.It Fl/p' "$1" | grep -o 'Fl -[a-z-]*' | sed 's/Fl -/--/' |
		sort -u
}

# A command with commands of its own has their options.
help_of() {
	local command
	"$fslitmus" "$1" --help
	"$fslitmus" "$1" --help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p' |
		while read -r command; do
			"$fslitmus" "$1" "$command" --help
		done
}

options_of_help() {
	help_of "$1" | grep -oE -- '(^ +(-., *)?|^ +--.*, )--[a-z-]*' |
		grep -o -- '--[a-z-]*' | sort -u
}

"$fslitmus" --help | sed -n 's/^  \([a-z]*\) .*/\1/p' | sort >"$work/commands"
sed -n 's/^\.It Cm \([a-z]*\)$/\1/p' "$man/fslitmus.1" | sort \
	>"$work/page-commands"
ok "fslitmus(1) has the commands" same commands "$work/commands" \
	"$work/page-commands"

while read -r command; do
	page=$man/fslitmus-$command.1
	[ -f "$page.in" ] && page=$built/fslitmus-$command.1
	ok "fslitmus $command has a page" test -f "$page"
	[ -f "$page" ] || continue
	# It may have been built without audit.
	"$fslitmus" "$command" --help >/dev/null 2>&1
	[ $? -ne 3 ] || continue
	options_of_help "$command" >"$work/help"
	options_of_page "$page" >"$work/page"
	ok "fslitmus-$command(1) has the options of --help" \
		same options "$work/help" "$work/page"
done <"$work/commands"

"$fslitmus" list 2>/dev/null | sed -n 's/^\([a-z]*\):$/\1/p' | sort \
	>"$work/lists"
sed -n 's/^\.It Cm \([a-z]*\)$/\1/p' "$built/fslitmus-list.1" | sort \
	>"$work/page-lists"
ok "fslitmus-list(1) has the lists" same lists "$work/lists" \
	"$work/page-lists"

sed -n 's/^	EXIT_[A-Z_]* = \([0-9]\),.*/\1/p' "$top/src/base/exit.h" \
	>"$work/statuses"
sed -n 's/^\.It \([0-9]\)$/\1/p' "$man/fslitmus.1" >"$work/page-statuses"
ok "fslitmus(1) has the exit statuses" same statuses "$work/statuses" \
	"$work/page-statuses"

sed -n 's/.*\.id = "\(C[0-9]\)".*/\1/p' "$top/src/contract/promise.c" \
	>"$work/promises"
sed -n 's/^\.It Sy \(C[0-9]\) .*/\1/p' "$man/fslitmus-contract.7" \
	>"$work/page-promises"
ok "fslitmus-contract(7) has the promises" same promises "$work/promises" \
	"$work/page-promises"

# The titles and sentences, too: the reports quote what the page says.
quotes() {
	perl -0777 -ne '
		while (/\.(?:title|promise) = (("[^"]*"\s*)+)/g) {
			my $text = join "", $1 =~ /"([^"]*)"/g;
			print "$text\n" if $text !~ /nobody promises|no promise/i;
		}' "$top/src/contract/promise.c"
}
quotes >"$work/quotes"
sed -e '/^\.Dv O_DIRECT/s/.*/O_DIRECT/' -e 's/^\.\(Dv\|Xr\) //' \
	-e 's/^\([a-z_]*\) \([28]\)\( *,\)\{0,1\}$/\1(\2)\3/' \
	-e 's/ *,$/,/' -e 's/^\.It Sy \(C[0-9]\) , /\1 /' \
	"$man/fslitmus-contract.7" | tr -s ' \n' '  ' >"$work/page-text"
all_quoted() {
	missing=0
	while read -r line; do
		grep -qF -- "$line" "$work/page-text" ||
			{ echo "lacks: $line"; missing=1; }
	done <"$work/quotes"
	[ -s "$work/quotes" ] && [ $missing -eq 0 ]
}
ok "fslitmus-contract(7) says what reports quote" all_quoted

"$fslitmus" list operations | awk '{ print $1 }' | sort >"$work/operations"
sed -n 's/^\.It Ic \([a-z-]*\)\( Xo\)\{0,1\}$/\1/p' "$built/fslitmus-test.5" |
	grep -v -x start | sort -u >"$work/page-operations"
ok "fslitmus-test(5) has the operations" same operations "$work/operations" \
	"$work/page-operations"

"$fslitmus" list filesystems | awk '{ print $1 }' >"$work/filesystems"
sed -n 's/^\.It Cm \([a-z0-9-]*\) Ta .*/\1/p' "$built/fslitmus-list.1" \
	>"$work/page-filesystems"
ok "fslitmus-list(1) has the filesystems" same filesystems \
	"$work/filesystems" "$work/page-filesystems"

# Other packages' pages may be missing here, or their index outdated.
clean() {
	! mandoc -T lint -W style "$1" 2>&1 |
		grep -v -e 'referenced manual not found' -e 'outdated mandoc.db'
}
for page in "$man"/*.[157] "$built"/*.5 "$built"/fslitmus-list.1; do
	[ -f "$page" ] && ok "mandoc accepts ${page##*/}" clean "$page"
done
echo "1..$count"
