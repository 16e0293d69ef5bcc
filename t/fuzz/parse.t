#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A million inputs for the parser, bred from the corpus and the wrong tests.
# FUZZ_RUNS=N makes it N; FUZZ_CORPUS=DIR keeps the inputs that reached
# something new, to go on from there.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=${FSLITMUS_BUILD:-$PWD/build}
runs=${FUZZ_RUNS:-1000000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
corpus=${FUZZ_CORPUS:-$work/corpus}
mkdir -p "$work/seeds" "$work/corpus" "$corpus"
cp t/fuzz/seeds/*.litmus litmus/*.litmus t/litmus/errors/*.litmus "$work/seeds"

echo 1..1
"$build/t/fuzz/fuzz_parse" -dict=t/fuzz/parse.dict -runs="$runs" -seed=1 \
	-max_len=4096 -artifact_prefix="$work/found-" -print_final_stats=1 \
	"$corpus" "$work/seeds" >"$work/log" 2>&1
status=$?
sed -n 's/^stat::number_of_executed_units: */# inputs: /p
	s/^stat::average_exec_per_sec: */# inputs a second: /p' "$work/log"
if [ $status -eq 0 ] && grep -q "^Done $runs runs" "$work/log"; then
	echo "ok 1 - $runs inputs"
	exit 0
fi
echo "not ok 1 - $runs inputs"
tail -n 60 "$work/log" | sed 's/^/# /'
for found in "$work"/found-*; do
	[ -e "$found" ] && od -c "$found" | sed 's/^/# /'
done
exit 1
