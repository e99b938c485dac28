#!/bin/sh
# A lesson's claims, against the numbers of a run: tests/claims.sh LESSON METRICS.tsv
# tests/LESSON-claims.tsv has them: a sentence, a tab, and what must be true of the metrics. Their limits leave more room than three
# seeds needed.
set -u
lesson=$1 metrics=$2
passed=0 failed=0
numbers=$(awk -F'\t' '$1 ~ /^[a-z][a-z0-9_]*$/ && $2 ~ /^[-+0-9.e]+$/ { printf "%s = %s; ", $1, $2 }' "$metrics")
while IFS='	' read -r what claim; do
    for name in $(echo "$claim" | grep -oE '[a-z_][a-z0-9_]*'); do # a metric that is missing would count as 0
        case " $numbers" in *[\ \;]"$name = "*) ;; *) claim="$name is not among the metrics" ;; esac
    done
    if awk "BEGIN { $numbers exit !($claim) }" 2>/dev/null; then passed=$((passed + 1)); echo "ok   $what"
    else failed=$((failed + 1)); echo "FAIL $what: $claim"; fi
done <"tests/$lesson-claims.tsv"
echo "claims of $lesson: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
