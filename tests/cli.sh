#!/bin/sh
# Tests lesson programs with bad input and bad luck: the exit status, the message, and that a run that fails, is
# interrupted or is killed leaves an earlier run's results unchanged.
#   tests/cli.sh FOLDER      FOLDER has the programs; from the repository's top
# Prints `ok`, `skip` and `FAIL` lines and at the end `N passed, N failed`.
# shellcheck disable=SC2016 # sh -c scripts take their arguments as $1, $2
set -u
unset CDPATH DATASETS
LC_ALL=C TERM=xterm
export LC_ALL TERM
programs=$(cd "${1:?usage: tests/cli.sh FOLDER}" && pwd) && [ -f tools/run ] || exit 2
top=$(pwd)
micrograd=$programs/01-micrograd bigram=$programs/02-bigram
for program in "$micrograd" "$bigram"; do
    [ -x "$program" ] || { echo "$program is missing: make lessons" >&2; exit 2; }
done
t=$(mktemp -d) || exit 2
child=
# shellcheck disable=SC2154 # status is set in the trap
trap 'status=$?; [ -z "$child" ] || kill -KILL "$child" 2>/dev/null; rm -rf "$t"; exit $status' EXIT
trap 'exit 1' HUP INT TERM
passed=0 failed=0 skipped=0 runs=0

# ---- running and reporting a case ----

ok() { passed=$((passed + 1)); echo "ok   $title"; }
fail() { # REASON
    failed=$((failed + 1))
    echo "FAIL $title: $1"
    echo "     | exit status ${status:-?}; the last lines of stdout and stderr:"
    for stream in "$t/stdout" "$t/stderr"; do [ ! -f "$stream" ] || tail -n 4 "$stream" | cut -c 1-200 | sed 's/^/     | /'; done
}
skip() { skipped=$((skipped + 1)); echo "skip $1: $2"; }
check() { # TITLE CONDITION...: the condition is a command
    title=$1
    shift
    if "$@" >"$t/why" 2>&1; then ok; else fail "not so: $* $(head -n 3 "$t/why")"; fi
}
run() { # PROGRAM ARGUMENTS...: sets status; output in $t/stdout and $t/stderr
    "$@" >"$t/stdout" 2>"$t/stderr" </dev/null
    status=$?
}
says() { grep -q -E -e "$1" "$t/stderr"; }
prints() { grep -q -E -e "$1" "$t/stdout"; }
is() { [ "$status" -eq "$1" ]; }
fingerprint() { (cd "$1" && find . -type f | sort | xargs cksum; find . ! -type f | sort); }
no_parts() { [ -z "$(find "$1" -name '*.part' 2>/dev/null)" ]; }
has_all() { # FOLDER PROGRAM: does its metrics.tsv have every metric of a whole run?
    cut -f 1 "$1/metrics.tsv" 2>/dev/null | cmp -s - "$t/${2##*/}.metrics"
}

# wrong TITLE STATUS MESSAGE PROGRAM ARGUMENTS...: the program must end with STATUS and a MESSAGE (an
# extended regular expression), and leave the results of an earlier run in the same folder alone
wrong() {
    title=$1 wanted=$2 message=$3 program=$4
    shift 4
    keep=$t/keep/${program##*/}
    case " $* " in *" --out "*) run "$program" "$@" ;; *) run "$program" --out "$keep" "$@" ;; esac
    if ! is "$wanted"; then fail "exit status $status, not $wanted"
    elif ! says "$message"; then fail "does not say: $message"
    elif says 'CHECK|core dumped|Sanitizer|runtime error'; then fail "ends in a way that is not for its users"
    elif [ "$(wc -l <"$t/stderr")" -gt 2 ]; then fail "says more than a line or two"
    elif [ "$(fingerprint "$keep")" != "$(cat "$keep.fingerprint")" ]; then fail "changes the earlier run's folder: $(ls "$keep")"
    else ok; fi
}
# right TITLE PROGRAM ARGUMENTS...: the run must succeed and leave complete results in $out
right() {
    title=$1 program=$2
    shift 2
    runs=$((runs + 1)) out=$t/run$((runs + 1))
    run "$program" --out "$out" "$@"
    if ! is 0; then fail "exit status $status"
    elif ! has_all "$out" "$program"; then fail "metrics.tsv is not complete"
    elif ! no_parts "$out"; then fail "leaves files half-written: $(ls "$out")"
    else ok; fi
}

# ---- data for the cases, and an earlier run of each lesson ----

head -n 40 datasets/names.txt >"$t/names"
head -n 6 datasets/moons.tsv >"$t/points"
for program in "$micrograd" "$bigram"; do
    keep=$t/keep/${program##*/}
    [ "$program" = "$bigram" ] && data=$t/names || data=$t/points
    run "$program" --steps 3 --data "$data" --out "$keep"
    cut -f 1 "$keep/metrics.tsv" >"$t/${program##*/}.metrics"
    fingerprint "$keep" >"$keep.fingerprint"
    check "${program##*/}: a run succeeds and has results" is 0
    check "${program##*/}: nothing half-written is left" no_parts "$keep"
    check "${program##*/}: says where its results are" says "results and curves: $keep"
    check "${program##*/}: says whose functions it runs" prints "^${program##*/}: ."
done

# ---- the data: names ----

names() { cat >"$t/$1"; }
repeat() { awk -v n="$1" -v c="$2" 'BEGIN { while (n--) printf "%s", c; print "" }'; }
: | names empty
{ head -n 20 "$t/names"; printf 'em\0ma\n'; } | names binary
awk '{ printf "%s\r\n", $0 }' "$t/names" | names crlf
awk '{ printf "%s%s", separator, $0; separator = "\n" }' "$t/names" | names unended
awk '{ print; print "" }' "$t/names" | names blank-lines
{ head -n 20 "$t/names"; echo Emma; } | names capital
{ head -n 20 "$t/names"; printf 'zo\303\253\n'; } | names utf8
{ head -n 20 "$t/names"; echo mary-jane; } | names hyphen
head -n 1 "$t/names" | names one
head -n 9 "$t/names" | names nine
head -n 10 "$t/names" | names ten
tr '\n' ' ' <"$t/names" | names one-line
tr -d '\n' <"$t/names" | names glued
{ cat "$t/names"; repeat 64 b; } | names longest
{ cat "$t/names"; repeat 65 b; } | names too-long

wrong "names: no such file" 1 "cannot find $t/none: .*make datasets" "$bigram" --data "$t/none"
wrong "names: an empty file" 1 'empty is empty' "$bigram" --data "$t/empty"
wrong "names: a folder" 1 'is a folder: --data needs a file' "$bigram" --data "$t"
wrong "names: an empty --data" 1 'is a folder|cannot find' "$bigram" --data ''
wrong "names: a zero byte" 1 'binary is not a text file: byte [0-9]+ is zero' "$bigram" --data "$t/binary"
wrong "names: a capital letter" 1 "capital line 21: 'Emma' has a capital letter; .*tr A-Z a-z" "$bigram" --data "$t/capital"
wrong "names: UTF-8" 1 "utf8 line 21: 'zo.*' has a letter outside a to z" "$bigram" --data "$t/utf8"
wrong "names: a hyphen" 1 "hyphen line 21 has the character '-'" "$bigram" --data "$t/hyphen"
wrong "names: one name" 1 'one has 1 name; at least 10 are needed, one a line' "$bigram" --data "$t/one"
wrong "names: nine names" 1 'nine has 9 names; at least 10' "$bigram" --data "$t/nine"
wrong "names: all on one line" 1 "one-line line 1 has the character ' '" "$bigram" --data "$t/one-line"
wrong "names: all on one line, glued" 1 'glued line 1: this name has [0-9]+ letters, .*one name a line' "$bigram" --data "$t/glued"
wrong "names: 65 letters" 1 'too-long line 41: this name has 65 letters, and 64 is the most' "$bigram" --data "$t/too-long"
wrong "names: points" 1 'moons.tsv line 1 has the character' "$bigram" --data moons.tsv
right "names: 64 letters" "$bigram" --quick --data "$t/longest"
right "names: the fewest" "$bigram" --quick --data "$t/ten"
right "names: lines end with LF" "$bigram" --quick --data "$t/names"
plain=$out
for variant in crlf unended blank-lines; do
    right "names: $variant" "$bigram" --quick --data "$t/$variant"
    check "names: $variant: the same metrics" cmp "$out/metrics.tsv" "$plain/metrics.tsv"
done
mkdir "$t/shared"
cp "$t/names" "$t/shared/ours"
run env DATASETS="$t/shared" "$bigram" --quick --data ours --out "$t/found"
check "names: found in \$DATASETS" cmp "$t/found/metrics.tsv" "$plain/metrics.tsv"

# ---- the data: points ----

points() { { cat "$t/points"; printf '%b\n' "$2"; } >"$t/$1"; }
points label '1\t2\t0.5'
points label-zero '1\t2\t0'
points two-columns '1\t2'
points four-columns '1\t2\t1\t1'
points nan 'nan\t2\t1'
points infinite '1\tinf\t-1'
points text 'hello world'
points comma '1,2,1'
for bad in label label-zero two-columns four-columns nan infinite text comma; do
    wrong "points: $bad" 1 "$bad line 7: '.*' is not a point; a line is x, y and a label, -1 or 1" "$micrograd" --data "$t/$bad"
done
head -n 1 "$t/points" >"$t/one-point"
wrong "points: no such file" 1 "cannot find $t/none" "$micrograd" --data "$t/none"
wrong "points: an empty file" 1 'empty is empty' "$micrograd" --data "$t/empty"
wrong "points: a folder" 1 'is a folder' "$micrograd" --data "$t"
wrong "points: a zero byte" 1 'not a text file' "$micrograd" --data "$t/binary"
wrong "points: a single one" 1 'one-point has 1 point.*at least 2' "$micrograd" --data "$t/one-point"
wrong "points: names" 1 "names line 1: 'emma' is not a point" "$micrograd" --data "$t/names"
right "points: lines end with LF" "$micrograd" --quick --data "$t/points"
plain=$out
awk '{ printf "%s\r\n", $0 }' "$t/points" >"$t/points-crlf"
tr '\t' ' ' <"$t/points" >"$t/points-spaces"
for variant in crlf spaces; do
    right "points: $variant" "$micrograd" --quick --data "$t/points-$variant"
    check "points: $variant: the same metrics" cmp "$out/metrics.tsv" "$plain/metrics.tsv"
done
printf '1e150\t1e150\t1\n-1e150\t1e150\t-1\n1\t2\t1\n' >"$t/huge"

# ---- the command line ----

for program in "$micrograd" "$bigram"; do
    name=${program##*/}
    wrong "$name: an unknown option" 2 'unknown option --stepps; --help lists' "$program" --stepps 3
    wrong "$name: an unknown letter" 2 'unknown option -x; --help lists' "$program" -x
    wrong "$name: unknown letters" 2 'unknown option -xy?; --help lists' "$program" -xy
    wrong "$name: a value where none belongs" 2 'option --quick=1|--quick .*no value' "$program" --quick=1
    wrong "$name: a stray argument" 2 'names.txt is not an option; --help lists' "$program" names.txt
    wrong "$name: a missing value" 2 '^--steps needs a value; --help lists' "$program" --steps
    for bad in 0 -1 1e9x '' ' 5' +5 3.5 99999999999999 99999999999999999999999; do
        wrong "$name: --steps '$bad'" 2 "^--steps needs a whole number from 1 to 1000000000, not " "$program" --steps "$bad"
    done
    for bad in 0 -2 1025 two; do
        wrong "$name: --threads $bad" 2 "^--threads needs a whole number from 1 to 1024, not $bad$" "$program" --threads "$bad"
    done
    for bad in -1 abc '' 18446744073709551616; do
        wrong "$name: --seed '$bad'" 2 "^--seed needs a whole number from 0 to 18446744073709551615, not $bad$" "$program" --seed "$bad"
    done
    wrong "$name: --quick --video" 2 '^--quick and --video exclude each other' "$program" --quick --video
    run "$program" --help
    check "$name: --help succeeds" is 0
    for option in help seed steps data threads quick video out; do
        check "$name: --help lists --$option" prints "^ +--$option( |$)"
    done
    check "$name: --help says what --video takes" prints '^ +\([0-9]+ steps( on makemore-names\.txt)?\)$'
    check "$name: --help says nothing on stderr" test ! -s "$t/stderr"
    check "$name: --help names the lesson" prints "^$name: "
done
right "the largest seed" "$bigram" --quick --data "$t/names" --seed 18446744073709551615
right "the last of two wins" "$bigram" --steps 9 --steps 3 --data "$t/names"
check "... --steps 3" says 'step 3 of 3'

# ---- where results go ----

echo "not a folder" >"$t/file"
wrong "--out: its parent is a file" 1 "($t/file/sub: Not a directory|$t/file is a file, not a folder); choose another with --out DIR" "$micrograd" --out "$t/file/sub"
wrong "--out: it is a file" 1 "$t/file(: | is a file, not a folder).*; choose another .*--out DIR" "$micrograd" --out "$t/file"
wrong "--out: empty" 1 'choose another with --out DIR' "$micrograd" --out ''
run "$micrograd" --quick --data "$t/points" --out "$t/a/b/c"
check "--out: parents are made, and used" has_all "$t/a/b/c" "$micrograd"
mkdir "$t/course" "$t/course/datasets" "$t/elsewhere"
cp datasets/names.txt datasets/moons.tsv "$t/course/datasets"
cd "$t/course" || exit 2
echo >build
run "$bigram" --quick
check "build is a file: exit status" is 1
check "build is a file: says what to do" says '(build/02-bigram: Not a directory|^build is a file, not a folder); choose another with --out DIR$'
rm build
run "$bigram" --video
check "--video without the lecture's data: exit status" is 1
check "--video without the lecture's data: says what to do" says 'cannot find makemore-names.txt: .*make datasets'
check "--video without the lecture's data: no results" test ! -e build/02-bigram/metrics.tsv
run "$micrograd" --quick
check "without --out, results go to build/" has_all build/01-micrograd "$micrograd"
cd "$t/elsewhere" || exit 2
run "$bigram" --quick
check "from another folder: exit status" is 1
check "from another folder: says what to do" says "cannot find names.txt: .*Run from the course's folder"
check "from another folder: leaves nothing there" test -z "$(ls -A .)"
cd "$top" || exit 2

# Linux has a device that is always full; a link makes it one of the lesson's files.
if [ -c /dev/full ]; then
    for file in metrics.tsv counts.tsv smoothing.tsv; do
        rm -rf "$t/full"
        cp -R "$t/keep/02-bigram" "$t/full"
        fingerprint "$t/full" >"$t/full.fingerprint"
        ln -s /dev/full "$t/full/$file.part"
        run "$bigram" --steps 5 --data "$t/names" --out "$t/full"
        check "out of disk space for $file: exit status" is 1
        check "... says so" says "^cannot write $t/full/$file: No space left on device"
        check "... leaves the earlier results alone" sh -c '[ "$1" = "$(cat "$2")" ]' - "$(fingerprint "$t/full")" "$t/full.fingerprint"
    done
else
    skip "out of disk space" "no /dev/full here"
fi

# ---- without gnuplot ----

mkdir "$t/nothing"
run env PATH="$t/nothing" "$bigram" --quick --data "$t/names" --out "$t/drawn"
check "without gnuplot a lesson succeeds" is 0
check "... says so in one line" test "$(grep -c gnuplot "$t/stdout")" -eq 1
check "... and how to get it" prints 'gnuplot is not installed \(make doctor tells you how to install it\)'
check "... draws its curves as characters" prints '^ +[0-9.e+-]+ \|.*\*'
check "... under their names" prints '^loss'
check "... results are complete" has_all "$t/drawn" "$bigram"
run env PATH="$t/nothing" "$micrograd" --quick --data "$t/huge" --out "$t/drawn-huge"
check "... even a curve of infinities and NaN" is 0
run env PATH="$t/nothing" tools/run 02-bigram "$bigram" --quick --data "$t/names" --out "$t/drawn"
check "without gnuplot tools/run succeeds" is 0
check "... says in one line that no figures were drawn" test "$(grep -c 'gnuplot is not installed, so no figures were drawn; make doctor' "$t/stderr")" -eq 1
run env PATH="$t/nothing" tools/plot 02-bigram --out "$t/drawn"
check "without gnuplot tools/plot succeeds" is 0
check "... and says one line" test "$(cat "$t/stdout" "$t/stderr" | wc -l)" -eq 1
run env PATH="$t/nothing" tools/run 02-bigram "$bigram" --data "$t/empty" --out "$t/drawn"
check "tools/run passes on a bad file's exit status" is 1
run env PATH="$t/nothing" tools/run 02-bigram "$bigram" --stepps
check "tools/run passes on a bad option's exit status" is 2
run env PATH="$t/nothing" tools/run 02-bigram "$bigram" --help
check "tools/run --help succeeds" is 0
check "... and only helps" test ! -s "$t/stderr"

# ---- Ctrl-C, and worse ----

start() { # PROGRAM ARGUMENTS...: in the background
    "$@" >"$t/stdout" 2>"$t/stderr" </dev/null &
    child=$!
    status=
}
pause() { sleep 0.1 2>/dev/null || sleep 1; }
wait_until() { # CONDITION...: for at most 20 seconds, while the program runs
    tries=0
    until "$@"; do
        kill -0 "$child" 2>/dev/null || { "$@"; return; }
        tries=$((tries + 1))
        [ $tries -lt 200 ] || return 1
        pause
    done
}
finish() { # waits for the program to end by itself
    wait_until false
    if kill -0 "$child" 2>/dev/null; then
        kill -KILL "$child"
        echo "(had to be killed)" >>"$t/stderr"
    fi
    wait "$child" 2>/dev/null
    status=$?
    child=
}
long='--steps 100000000'
# shellcheck disable=SC2086
{
    start "$bigram" $long --data "$t/names" --out "$t/ctrl-c"
    check "a long loop says how far it is" wait_until says '^bigram net: step [0-9]+ of 100000000, loss'
    kill -INT "$child"
    check "Ctrl-C ends the loop" wait_until says '^Ctrl-C: bigram net ends here, and the lesson continues'
    check "the next loop runs" wait_until says '^trigram net: step [0-9]+ of 100000000'
    kill -INT "$child"
    check "Ctrl-C ends it too" wait_until says '^Ctrl-C: trigram net ends here, and the lesson continues'
    finish
    check "Ctrl-C: exit status 0" is 0
    check "Ctrl-C: the results are complete" has_all "$t/ctrl-c" "$bigram"
    check "Ctrl-C: nothing half-written is left" no_parts "$t/ctrl-c"
    check "Ctrl-C: the cells after the loops have run" prints 'E05: cross_entropy'

    start "$micrograd" $long --data "$t/points" --out "$t/ctrl-c-moons"
    check "lesson 01 trains" wait_until says '^moons: step'
    kill -INT "$child"
    finish
    check "Ctrl-C in lesson 01: exit status 0" is 0
    check "Ctrl-C in lesson 01: the results are complete" has_all "$t/ctrl-c-moons" "$micrograd"

    cp -R "$t/keep/02-bigram" "$t/killed"
    start "$bigram" $long --data "$t/names" --out "$t/killed"
    wait_until test -s "$t/killed/loss.tsv.part"
    kill -KILL "$child"
    wait "$child" 2>/dev/null
    status=$? child=
    check "kill -KILL ends the run" is 137
    rm -f "$t/killed"/*.part
    check "kill -KILL leaves the earlier results alone" sh -c '[ "$1" = "$(cat "$2")" ]' - "$(fingerprint "$t/killed")" "$t/keep/02-bigram.fingerprint"
    start "$bigram" $long --data "$t/names" --out "$t/killed-first"
    wait_until test -s "$t/killed-first/loss.tsv.part"
    kill -KILL "$child"
    wait "$child" 2>/dev/null
    status=$? child=
    check "kill -KILL leaves no file under its final name" test -z "$(find "$t/killed-first" -type f ! -name '*.part')"
    run "$bigram" --quick --data "$t/names" --out "$t/killed-first"
    check "the next run cleans up" no_parts "$t/killed-first"
    check "... and is complete" has_all "$t/killed-first" "$bigram"
}

# ---- the same every time ----

for program in "$micrograd" "$bigram"; do
    name=${program##*/}
    run "$program" --quick --threads 1 --out "$t/first"
    cp "$t/stdout" "$t/first.stdout"
    run "$program" --quick --threads 1 --out "$t/second"
    check "$name: two runs print the same" cmp "$t/first.stdout" "$t/stdout"
    check "$name: ... and write the same" diff -r "$t/first" "$t/second"
    run "$program" --quick --threads 2 --out "$t/second"
    check "$name: two threads print the same" cmp "$t/first.stdout" "$t/stdout"
    check "$name: ... and write the same" diff -r "$t/first" "$t/second"
    check "$name: stdout has no path of the results" sh -c '! grep -q -F "$1" "$2"' - "$t" "$t/stdout"
    rm -rf "$t/first" "$t/second"
done

# ---- the tales ----

tales=$programs/tools/tales
numbers_quoted() { # FILE: has it all numbers that were printed?
    for n in $(grep -oE '[0-9]+\.[0-9]{4}' "$t/stdout"); do grep -q -F "$n" "$1" || return 1; done
}
run "$tales" 200 --seed 1 --out "$t/tales"
check "tales: writes a file" is 0
check "tales: ... of as many lines as asked for" [ "$(wc -l <"$t/tales")" -eq 200 ]
run "$tales" 200 --seed 1
check "tales: the same from the same seed" cmp "$t/tales" "$t/stdout"
run "$tales" 200 --seed 1 --forget
check "tales: --forget tells others" sh -c '! cmp -s "$1" "$2"' - "$t/tales" "$t/stdout"
run "$tales" --numbers
check "tales: --numbers prints the floor" prints ' [0-9.]+ the floor$'
check "tales: ... and the README quotes all of it" numbers_quoted datasets/README.md
tales_wrong() { # TITLE STATUS MESSAGE ARGUMENTS...
    title="tales: $1" wanted=$2 message=$3
    shift 3
    run "$tales" "$@"
    if ! is "$wanted"; then fail "exit status $status, not $wanted"
    elif ! says "$message"; then fail "does not say: $message"
    else ok; fi
}
tales_wrong "no such grammar" 1 "cannot find $t/none" --grammar "$t/none"
tales_wrong "a grammar that is none" 1 "names line 1: 'emma' is neither" --grammar "$t/names"
tales_wrong "cannot write" 1 "cannot write $t/none/x" --out "$t/none/x"
tales_wrong "an unknown option" 2 'unknown option --sed' --sed 1
tales_wrong "no number" 2 'COUNT needs a number' ten
tales_wrong "no seed" 2 'seed needs a number' --seed
[ ! -w /dev/full ] || tales_wrong "a full disk" 1 'cannot write all of /dev/full' 1000 --out /dev/full

[ $skipped -eq 0 ] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
