#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The SARIF report of every fixture is valid by the schema of SARIF 2.1.0.
# The schema comes in an npm package, pinned here by its hash; the validator
# is Debian's python3-jsonschema.

fslitmus=${FSLITMUS:-./fslitmus}
"$fslitmus" audit --help >/dev/null 2>&1
if [ $? -eq 3 ]; then
	echo "1..0 # SKIP fslitmus was built without audit"
	exit 0
fi
here=$(dirname "$0")/fixtures
keep=${BUILD:-build}/sarif
package=@microsoft/jest-sarif@1.0.0-beta.0
archive=microsoft-jest-sarif-1.0.0-beta.0.tgz
schema=package/lib/schemas/sarif-2.1.0-rtm.5.json
hash=2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8

skip() {
	echo "1..0 # SKIP $1"
	exit 0
}

# The distribution's own Python: only it sees Debian's modules.
python=/usr/bin/python3
$python -c 'import jsonschema' 2>/dev/null ||
	skip "python3-jsonschema is not installed"
mkdir -p "$keep"
if ! [ -f "$keep/$schema" ]; then
	command -v npm >/dev/null || skip "npm is not installed"
	(cd "$keep" && npm pack --silent "$package" >/dev/null &&
		tar -xzf "$archive" "$schema") || skip "cannot fetch $package"
fi
echo "$hash  $keep/$schema" | sha256sum -c --quiet || {
	echo "1..1"
	echo "not ok 1 - the schema is the one that is expected"
	exit 1
}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/audit-sarif.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
count=0
status=0

validate() {
	count=$((count + 1))
	if $python - "$keep/$schema" "$scratch/report" 2>"$scratch/error" <<'END'
import json, sys, jsonschema
schema, report = (json.load(open(name)) for name in sys.argv[1:])
jsonschema.validate(report, schema)
END
	then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
		sed 's/^/# /' "$scratch/error"
		status=1
	fi
}

for fixture in "$here"/*.c; do
	tree=$scratch/tree
	rm -rf "$tree"
	mkdir -p "$tree/fs/toy" "$tree/mm"
	cp "$fixture" "$tree/fs/toy/"
	cp "$here/shared-filemap.c" "$tree/mm/filemap.c"
	echo "* toy * * looked at" >"$scratch/suppressions"
	"$fslitmus" audit --sarif -o "$scratch/report" "$tree"
	validate "$(basename "$fixture" .c)"
	"$fslitmus" audit --sarif --suppress "$scratch/suppressions" \
		-o "$scratch/report" "$tree" 2>/dev/null
	validate "$(basename "$fixture" .c), suppressed"
done

# The validator itself can say no.
sed 's/"version": "2.1.0"/"version": 2/' "$scratch/report" >"$scratch/wrong"
mv "$scratch/wrong" "$scratch/report"
before=$status
validate "a wrong report" >"$scratch/said"
if grep -q '^not ok' "$scratch/said"; then
	echo "ok $count - a wrong report is refused"
	status=$before
else
	echo "not ok $count - a wrong report is refused"
	status=1
fi

echo "1..$count"
exit $status
