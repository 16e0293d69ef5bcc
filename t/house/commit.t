#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The hook for commit messages takes what CONTRIBUTING.md shows, and no other.

. "$(dirname "$0")/../cmd/lib.sh"
hook=$top/.githooks/commit-msg

takes() {	# MESSAGE
	printf '%b\n' "$1" >"$work/message"
	"$hook" "$work/message"
}
refuses() {	# MESSAGE REASON
	! takes "$1" 2>"$work/err" && has err "$2"
}
body='\n\nA symptom, its cause, and why this remedy.'

awk '/^    guest: /, /^[^ ]/ { if (/^[^ ]/) exit; sub(/^    /, ""); print }' \
	"$top/CONTRIBUTING.md" >"$work/example"
example() {
	[ "$(wc -l <"$work/example")" -gt 5 ] && "$hook" "$work/example"
}
ok "the example of CONTRIBUTING.md" example
ok "a subject and a body" takes "op: take O_TRUNC$body"
ok "two areas" takes "doc, man: say when$body"
ok "a fixup" takes "fixup! op: take O_TRUNC"
ok "comments are no part of it" takes "op: x$body\n# $(printf '%090d' 0)"
ok "a long quoted line" takes "op: x$body\n\n    $(printf '%090d' 0)"
ok "no area" refuses "Take O_TRUNC$body" "area: what it does"
ok "a long subject" refuses "op: $(printf '%080d' 0)$body" "longer than 75"
ok "a full stop" refuses "op: take it.$body" "full stop"
ok "no empty line" refuses "op: take it\nbody" "second line"
ok "no body" refuses "op: take it" "body is missing"
ok "a long line" refuses "op: x$body\n$(printf '%090d' 0)" "longer than 80"
finish
