#!/bin/sh
# The test of the tests: for every exercise of every lesson the untouched starter must earn nothing, the
# solution everything, and each known mistake must be rejected with its own sentence.
#   tests/meta.sh LESSON...                  all of them, in parallel; ends with `N passed, N failed`
#   tests/meta.sh one LESSON K WHICH         one case; WHICH is starter, solution or a mistake's number
# The environment is that of tools/check-one.
set -u
out=build/meta

one() {
    lesson=$1 k=$2 which=$3
    dir=$out/$lesson/$k-$which
    file=$dir/$k.c
    mkdir -p "$dir"
    case $which in
    starter) cp "build/stubs/$lesson/$k.c" "$file" ;;
    solution) cp "solutions/$lesson/$k.c" "$file" ;;
    *) tools/mutant "solutions/$lesson/$k.c" "$which" >"$file" || { echo "FAIL $lesson/$k mistake $which"; return; } ;;
    esac
    tools/check-one "$lesson" "$k" "$file" "$dir/$k" >"$dir/report.txt" 2>&1
    verdict=$(sed -n 's/.*"verdict": "\([^"]*\)", "points": \([0-9]*\), "of": \([0-9]*\).*/\1 \2 \3/p' "$dir/$k.json")
    set -- $verdict 0 0 0
    least=1 # an essay's points are given by whoever reads it
    if grep -q '^ \* kind: *essay' "solutions/$lesson/$k.c"; then least=0; fi
    case $which in
    starter) [ "$1" = todo ] && [ "$2" -eq 0 ] && [ "$3" -ge "$least" ]; ok=$? title=starter ;;
    solution) [ "$1" = right ] && [ "$2" -eq "$3" ] && [ "$3" -ge "$least" ]; ok=$? title=solution ;;
    *)
        title=$(tools/mutant "solutions/$lesson/$k.c" | awk -F'\t' -v n="$which" '$1 == n {print $2}')
        says=$(tools/mutant "solutions/$lesson/$k.c" | awk -F'\t' -v n="$which" '$1 == n {print $3}')
        [ "$1" = wrong ] && [ -n "$says" ] && grep -qF -- "$says" "$dir/report.txt"
        ok=$?
        ;;
    esac
    if [ "$ok" -eq 0 ]; then
        echo "ok   $lesson/$k: $title"
    else
        echo "FAIL $lesson/$k: $title${says:+ (must say: $says)}"
        sed 's/^/     /' "$dir/report.txt"
    fi
}

if [ "$1" = one ]; then
    shift
    one "$@"
    exit
fi
lessons=
for lesson in "$@"; do
    if [ -d "solutions/$lesson" ]; then lessons="$lessons $lesson"; else echo "$lesson has no exercises"; fi
done
[ -n "$lessons" ] || exit 0
rm -rf "$out"
mkdir -p "$out"
for lesson in $lessons; do
    for solution in solutions/"$lesson"/*.c; do
        k=$(basename "$solution" .c)
        for which in starter solution $(tools/mutant "$solution" | cut -f1); do
            echo "$lesson $k $which"
        done
    done
done | xargs -P "${JOBS:-2}" -n 3 "$0" one >"$out/results.txt" 2>&1
grep -v '^ok ' "$out/results.txt"
passed=$(grep -c '^ok ' "$out/results.txt") failed=$(grep -c '^FAIL' "$out/results.txt")
echo "meta-test: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
