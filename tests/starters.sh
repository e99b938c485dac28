#!/bin/sh
# Fails when an exercise differs from what `make starters` would write. A learner's file (changed since
# the last commit, or without its TODO) is passed over.
set -u
passed=0 failed=0
changed() {
    git diff --quiet HEAD -- "$1" 2>/dev/null
    [ $? -eq 1 ]
}
for solution in solutions/*/*.c; do
    exercise=exercises/${solution#solutions/}
    if [ -f "$exercise" ] && { [ -z "$(tools/written --not "$exercise")" ] || changed "$exercise"; }; then
        echo "pass over $exercise: it is yours"
    elif tools/starter "$solution" | cmp -s - "$exercise"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $exercise is not the starter of $solution: run make starters"
    fi
    for key in kind effort points lecture task example; do
        grep -q "^ \* $key: " "$solution" || { failed=$((failed + 1)); echo "FAIL $solution has no $key:"; }
    done
    if grep -q '^ \* question: ' "$solution" && ! grep -q '^ \* answer: ' "$solution"; then
        failed=$((failed + 1)); echo "FAIL $solution asks a question and has no answer:"
    fi
    [ "$(grep -c '^ \* hint: ' "$solution")" -eq 3 ] || { failed=$((failed + 1)); echo "FAIL $solution needs three hints"; }
done
echo "starters: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
