#!/bin/sh
# Runs a lesson with several seeds and prints lowest, mean and highest of its numbers. datasets/world/spread.tsv is lesson 13's:
#   tests/seeds.sh PROGRAM 1337 1338 1339 > datasets/world/spread.tsv
set -eu
program=$1
shift
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
for seed in "$@"; do "$program" --seed "$seed" --out "$t/$seed" >/dev/null 2>&1; done
cat "$t"/*/metrics.tsv | awk -F'\t' '
    $2 ~ /^[-0-9.]+$/ {
        if (!($1 in n)) order[++count] = $1
        n[$1]++; sum[$1] += $2
        if (n[$1] == 1 || $2 < low[$1]) low[$1] = $2
        if (n[$1] == 1 || $2 > high[$1]) high[$1] = $2
    }
    END { for (i = 1; i <= count; i++) { k = order[i]; if (low[k] != high[k]) printf "%s\t%g\t%.4g\t%g\n", k, low[k], sum[k] / n[k], high[k] } }'
