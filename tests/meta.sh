#!/bin/sh
# The test of the tests. For every exercise of every lesson: the untouched starter must earn nothing, the
# solution everything, each known mistake must be rejected with its own sentence, and so must the generic wrong
# answers (tools/spoil): each result and each gradient replaced by zeros, negated, doubled, left as it came. A
# call of a library function that would be the answer is refused, and `uses:` names what the solution uses.
#   tests/meta.sh LESSON...                  all of them, in parallel; ends with `N passed, N failed`
#   tests/meta.sh one LESSON K WHICH         one case; WHICH is starter, solution, spoiled, refused or a mistake's number
# A case that passed leaves a stamp whose name is a checksum of everything it depends on, and it is not run again until
# some of that changes; FRESH=1 runs everything. The environment is that of tools/check-one.
set -u
case $CHECK_LIBS in
*-fuse-ld=gold*) ;; # this is a case of its own
*) if command -v ld.gold >/dev/null 2>&1; then export CHECK_LIBS="$CHECK_LIBS -fuse-ld=gold"; fi ;; # links in half the time
esac
out=build/meta
stamps=build/meta-stamps

hash() { if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -c 1-32; }
code() { awk '/^#include/ { code = 1 } code && /^\/\*$/ { exit } { print }' "$1"; } # without the closing comment

objects() { tr ' ' '\n' <"$1" | grep '\.o$'; } # of a kit: what an exercise is linked with

# Everything that all cases of a lesson depend on: compiler, library, tests and their data, starters, tools.
common() {
    echo "$CHECK_CC $CHECK_LIBS ${CHECK_LEAKS:-}"
    cat $(objects "$CHECK_DIR/kits/$1") datasets/*.txt tests/spoil.h tests/uses.sh tools/check-one tools/refused tools/warn-of "$0"
    if grep -q '^ \* kind: *experiment' solutions/"$1"/*.c; then cat $(objects "$CHECK_PLAIN/kits/$1"); fi
    cat tests/"$1"*.txt 2>/dev/null
}

prepare() {
    common "$1" | hash >"$out/$1.common"
    { # what there is to use or to refuse: in the library, linked here or not, and in the lesson
        grep -ohE '[a-z_0-9]+[(;]' common/*/*.h | tr -d '(;'
        nm --defined-only "$CHECK_DIR/library/lessons/$1.o" | awk '$2 == "T" { sub(/^_/, "", $3); print $3 }'
    } | sort -u >"$out/$1.symbols"
}

verdict() { # of the JSON file: verdict, points, of
    sed -n 's/.*"verdict": "\([^"]*\)", "points": \([0-9.]*\), "of": \([0-9]*\).*/\1 \2 \3/p' "$1" 2>/dev/null
}

one() {
    lesson=$1 k=$2 which=$3
    dir=$out/$lesson/$k-$which
    file=$dir/$k.c solution=solutions/$lesson/$k.c
    title=$which says=
    mkdir -p "$dir"
    case $which in
    starter) cp "build/stubs/$lesson/$k.c" "$file" ;;
    solution) cp "$solution" "$file" ;;
    refused) code "$solution" >"$file" ;;
    spoiled) tools/spoil "$solution" source >"$file" || { echo "FAIL $lesson/$k: $which"; return; } ;;
    *)
        tools/mutant "$solution" "$which" >"$file" || { echo "FAIL $lesson/$k mistake $which"; return; }
        says=$(tools/mutant "$solution" | sed -n "s/^$which	//p")
        title=${says%%	*} says=${says#*	}
        ;;
    esac
    stamp=$stamps/$({ cat "$out/$lesson.common"; echo "$k $which $says"; code "$file"; } | hash)
    if [ -z "${FRESH:-}" ] && [ -f "$stamp" ]; then
        touch "$stamp"
        sed 's/$/ (remembered)/' "$stamp"
        return
    fi
    case $which in
    spoiled | refused) $which ;;
    *) case_of_its_own ;;
    esac >"$dir/result.txt"
    cat "$dir/result.txt"
    grep -q '^FAIL' "$dir/result.txt" || cp "$dir/result.txt" "$stamp"
}

case_of_its_own() {
    case $which in
    starter) ;;
    solution) export CHECK_GUESSES=1 ;;
    *) export CHECK_UNTIL="$says" ;;
    esac
    tools/check-one "$lesson" "$k" "$file" "$dir/$k" >"$dir/report.txt" 2>&1
    set -- $(verdict "$dir/$k.json") 0 0 0
    least=1 # a person reads an essay and gives its points
    if grep -q '^ \* kind: *essay' "$solution"; then least=0; fi
    case $which in
    starter) [ "$1" = todo ] && [ "$2" = 0 ] && [ "$3" -ge "$least" ] ;;
    solution) [ "$1" = right ] && [ "$2" = "$3" ] && [ "$3" -ge "$least" ] ;;
    *) [ "$1" = wrong ] || [ "$1" = refused ] && [ -n "$says" ] && grep -qF -- "$says" "$dir/report.txt" ;;
    esac
    ok=$?
    if [ "$which" = solution ]; then
        tests/uses.sh "$solution" "$dir/$k.o" "$out/$lesson.symbols" >"$dir/uses.txt"
        [ ! -s "$dir/uses.txt" ] || ok=1
        cat "$dir/uses.txt" >>"$dir/report.txt"
    fi
    if [ $ok -eq 0 ]; then
        echo "ok   $lesson/$k: $title"
    else
        echo "FAIL $lesson/$k: $title${says:+ (must say: $says)}"
        sed 's/^/     /' "$dir/report.txt"
    fi
}

refused_names() { # the names before each colon of `refuses:`, which may go on in further lines
    awk 'function flush() { sub(/:.*/, "", text); all = all " " text; text = "" }
        /^#include/ { exit }
        /^ \* refuses: / { flush(); inside = 1; text = substr($0, 13); next }
        inside && /^ \*           [^ ]/ { text = text " " substr($0, 14); next }
        { inside = 0; flush() }
        END { flush(); gsub(",", " ", all); print all }' "$1"
}

# The solution with a function that calls what the exercise refuses, one at a time.
refused() {
    for name in $(refused_names "$solution"); do
        code "$solution" >"$file"
        echo "void asked(void) __asm__(\"$name\"); void ask(void) { asked(); }" >>"$file"
        tools/check-one "$lesson" "$k" "$file" "$dir/$k" >"$dir/report.txt" 2>&1
        if [ "$(verdict "$dir/$k.json" | cut -d ' ' -f 1)" = refused ] &&
            grep -q "$name() is the exercise itself: ." "$dir/report.txt"; then
            echo "ok   $lesson/$k: refused: $name"
        else
            echo "FAIL $lesson/$k: refused: $name"
            sed 's/^/     /' "$dir/report.txt"
        fi
    done
}

# Built once. Unspoiled it must be right, so that a rejection can only come from what was spoiled.
spoiled() {
    tools/check-one "$lesson" "$k" "$file" "$dir/$k" >"$dir/report.txt" 2>&1
    if [ "$(verdict "$dir/$k.json" | cut -d ' ' -f 1)" != right ]; then
        echo "FAIL $lesson/$k: the program that spoils results is not right before it does"
        sed 's/^/     /' "$dir/report.txt"
        return
    fi
    tools/spoil "$solution" | while IFS='	' read -r number title; do
        SPOIL=$number CHECK_BUILT=1 CHECK_UNTIL='' tools/check-one "$lesson" "$k" "$file" "$dir/$k" >"$dir/report.txt" 2>&1
        if [ "$(verdict "$dir/$k.json" | cut -d ' ' -f 1)" = wrong ]; then
            echo "ok   $lesson/$k: spoiled: $title"
        else
            echo "FAIL $lesson/$k: spoiled: $title"
            sed 's/^/     /' "$dir/report.txt"
        fi
    done
}

if [ "$1" = one ]; then
    shift
    mkdir -p "$out" "$stamps"
    [ -f "$out/$1.common" ] || prepare "$1"
    one "$@"
    exit
fi
lessons=
for lesson in "$@"; do
    if [ -d "solutions/$lesson" ]; then lessons="$lessons $lesson"; else echo "$lesson has no exercises"; fi
done
[ -n "$lessons" ] || exit 0
rm -rf "$out"
mkdir -p "$out" "$stamps"
find "$stamps" -type f -mtime +30 -exec rm -f {} +
for lesson in $lessons; do
    prepare "$lesson"
    for k in $(tools/exercises "$lesson" "${K:-}"); do
        solution=solutions/$lesson/$k.c
        spoilable=$(tools/spoil "$solution") || { echo "FAIL $lesson/$k: outputs:" >>"$out/results.txt"; spoilable=; }
        refusing=$(refused_names "$solution")
        for which in ${spoilable:+spoiled} ${refusing:+refused} starter solution $(tools/mutant "$solution" | cut -f1); do
            echo "$lesson $k $which"
        done
    done
done | xargs -P "${JOBS:-2}" -n 3 "$0" one >>"$out/results.txt" 2>&1
grep -a -v '^ok ' "$out/results.txt"
for lesson in $lessons; do
    awk -v lesson="$lesson" '
        index($2, lesson "/") != 1 || !/^ok / { next }
        /: spoiled: / { generic++; next }
        /: refused: / { refused++; next }
        /: (starter|solution)( \(remembered\))?$/ { plain++; next }
        { mistakes++ }
        END { printf "%s: %d starters and solutions, %d known mistakes, %d refused calls, %d generic wrong answers\n",
              lesson, plain, mistakes, refused, generic }' \
        "$out/results.txt"
done
passed=$(grep -a -c '^ok ' "$out/results.txt") failed=$(grep -a -c '^FAIL' "$out/results.txt")
echo "remembered from earlier runs: $(grep -a -c '(remembered)$' "$out/results.txt")"
echo "meta-test: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
