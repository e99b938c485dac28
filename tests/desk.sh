#!/bin/sh
# A learner's day: what printf in an exercise shows, how an endless loop ends, which exercise is meant, what is written and
# what is not. In a copy of the tree, so nobody's work is touched.
set -u
. tests/tree.sh
copy desk
answer() { # K-NAME BODY: exercises/02-bigram/K-NAME.c with this body in place of its TODO
    body=$2 awk '/^#include/ && !done++ { print "#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>" }
        /TODO\(/ { print ENVIRON["body"]; next } { print }' "build/stubs/02-bigram/$1.c" >"exercises/02-bigram/$1.c"
}
run make -s check-02 K=4 # makes build/stubs

# ---- printf ----

answer 4-nll '    printf("n is %d\n", n); fprintf(stderr, "and this is stderr\n"); printf("no newline"); return 7;'
run make -s check-02 K=4
expect "what was printed stands under the test that printed it" 2 '^      printed   n is 3$'
expect "... stdout and stderr in the order of their calls" 2 '^                and this is stderr$' '^                no newline$'
awk '/^    nll_of_three/ { test = 1 } test && /printed   n is 3/ { found = NR } END { exit !found }' "$work/output"; status=$?
expect "... under its own test" 0 '.'
[ -z "$(find build/check -name '*.printed')" ]; status=$?
expect "... and no file is left of what was shown whole" 0 '.'
answer 4-nll '    for (int i = 0; i < 50; i++) printf("line %d\n", i); return 7;'
run make -s check-02 K=4
expect "twenty lines at most" 2 '^                line 19$' '!line 20$'
expect "... then where the rest is" 2 '\.\.\. and 30 more lines in build/check/02-bigram/4-nll\.nll_of_three_examples\.printed$'
run cat build/check/02-bigram/4-nll.nll_of_three_examples.printed
expect "... which is there" 0 '^line 49$'
answer 4-nll '    printf("before the crash"); int *p = NULL; return *p;'
run make -s check-02 K=4
expect "printed before a crash" 2 'printed   before the crash$' 'null pointer' '!runtime error'
answer 4-nll '    printf("before abort\n"); double *a = malloc(8); return a[n];'
run make -s check-02 K=4
expect "printed before a sanitizer's report, which is not shown" 2 'printed   before abort$' 'likely    memory error: beyond an end of an array' '!#0 0x' '!printed .*address'
answer 4-nll '    printf("a\033[1m b\377 caf\303\251\n"); return 7;'
run make -s check-02 K=4
expect "bytes that are not text show as ?" 2 'printed   a\?\[1m b\? café$'
answer 4-nll '    double s = 0; for (int i = 0; i < n; i++) s -= log(P[xs[i]][ys[i]]); printf("sum %g\n", s); return s / n;'
run make -s check-02 K=4
expect "a right answer may print" 0 '10 of 10 points  right' '!printed'

# ---- points ----

sed 's/max = fmax(max, logits\[i\]\[c\]);/max = 0;/' solutions/02-bigram/10-cross-entropy.c >exercises/02-bigram/10-cross-entropy.c
run make -s check-02 K=10
expect "a test that counts TWICE: half of the points are left, not two thirds" 2 '10-cross-entropy\.c +7\.50 of 15 points  wrong' '^total: 7\.5 of 15 points'
run make -s where-02 K=10
expect "... and where has them" 0 'wrong, 7\.50 points$'
cp build/stubs/02-bigram/10-cross-entropy.c exercises/02-bigram/

# ---- endless loops ----

sed -i.bak 's/^ \* points: .*/&\n * seconds:  1/' solutions/02-bigram/4-nll.c
answer 4-nll '    for (volatile unsigned i = 0;; i++) {}'
run make -s check-02 K=4
expect "an endless loop names its function" 2 'did not end within 1 seconds: an endless loop in nll\(\)\?' 'at +exercises/02-bigram/4-nll\.c:[0-9]+'
expect "... and the tests after it are not tried" 2 '^    3 tests after it were not tried$'
[ "$(grep -c 'did not end within' "$work/output")" -eq 1 ]; status=$?
expect "... so it costs its time once" 0 '.'
answer 4-nll '    for (;;) free(malloc(100));'
run make -s check-02 K=4
expect "... one in which nothing is left to do, too" 2 'an endless loop in nll\(\)\?'
answer 4-nll '    for (;;) puts("again");'
run make -s check-02 K=4
expect "... and one that prints is tried once" 2 'a printf in an endless loop' '3 tests after it were not tried'
answer 4-nll '    for (;;) pause();'
run make -s check-02 K=4
expect "one that sleeps is named, too" 2 'an endless loop in nll\(\)\?'


# ---- which exercise is meant ----

for k in 4 2.4 4-nll; do
    run make -s check-02 K=$k
    expect "check-02 K=$k is exercise 4" 2 '02-bigram/4-nll\.c' '!1-count'
    run make -s where-02 K=$k
    expect "where-02 K=$k" 0 '02-bigram/4-nll\.c' '!1-count'
    run make -s hint-02 K=$k LEVEL=1
    expect "hint-02 K=$k" 0 '^02-bigram/4-nll, hint 1 of 3'
    run make -s debug-02 K=$k DEBUGGER=echo
    expect "debug-02 K=$k" 0 '4-nll\.bin 4-nll exercises/02-bigram/4-nll\.c'
    run make -n meta-02 K=$k
    expect "meta-02 K=$k" 0 "K='$k' tests/meta.sh 02-bigram"
    run make -s reset-02 K=$k
    expect "reset-02 K=$k" 0
done
for verb in check where hint reset debug; do
    run make -s $verb-02 K=3.4
    expect "$verb-02 K=3.4: not of this lesson" 2 '^exercise 3\.4 is not in lesson 02; make where-02 lists those that are'
    run make -s $verb-02 K=77
    expect "$verb-02 K=77: there is none" 2 '^02-bigram has no exercise 77; make where-02 lists them'
done
run make -s reset-02
expect "reset asks which" 2 '^make reset-02 K=3 brings the starter of exercise 3 back, ALL=1 all 10 of them'

run make -s where K=2.4
expect "where K=2.4, of all lessons" 0 '02-bigram/4-nll\.c' '!micrograd' '!all lessons'
run make -s hint
expect "hint, of all lessons: one, for the first exercise to do" 0 '^01-micrograd/1-derivative, hint 1 of 3' '!^02-bigram'

# ---- a debugger ----

run make -s debug-02
expect "debug asks which" 2 '^which exercise\? make debug-02 K=4; make where-02 lists them'
run make -s debug-02 K=4 DEBUGGER=no-such-debugger
expect "without a debugger a sentence says so" 2 '^there is no debugger here \(no-such-debugger\)'
answer 4-nll '    double sum = 0; return sum;'
if command -v gdb >/dev/null 2>&1; then
    run make -s debug-02 K=4 DEBUGGER='gdb -batch'
    expect "gdb stops in the learner's function" 0 'Breakpoint 1, nll \(n=3' '!AddressSanitizer'
fi

# ---- written, half written ----

n=0
state() { # STATE TEXT: what tools/written says of it
    n=$((n + 1))
    printf '%b' "$2" >"$work/text.c"
    run tools/written "$work/text.c"
    expect "text $n is $1" 0 "^$1	"
}
for text in 'TODO("2.4");' '  TODO("2.4");' 'TODO ("2.4");' 'TODO/* now */\n(1);' 'f(); TODO(1);' '/* a */ TODO(1); // b' \
    'char c = '\''"'\''; TODO(1);' 'TODO(1)' 'x = "\\"";TODO(1);' '\r\n\tTODO("2.4");\r\n'; do
    state unwritten "$text"
done
for text in '/* TODO("2.4"); */' '/*\n    TODO("2.4");\n*/' '// TODO("2.4")' '// TODO(1) \\\n TODO(1)' 'puts("TODO(1)");' \
    'puts("\\"TODO(1)");' 'puts("a\\\nTODO(1)");' 'int TODOS(int);' 'MY_TODO(1);' 'int TODO;' '/* a */ // TODO(1)'; do
    state written "$text"
done
awk '/\/\/: solution/ && ++k == 2 { print "    TODO(\"2.6\");"; cut = 1 } !cut { print } /\/\/: end/ { cut = 0 }' solutions/02-bigram/6-trigram.c >exercises/02-bigram/6-trigram.c
run make -s where-02 K=6
expect "one of two functions: half written, says where" 0 'half written$' '6-trigram\.c:[0-9]+ '
run make -s check-02 K=6
expect "... so does check" 2 'points  half written$' '^      not written yet$'
run make -s where-02 K=6
expect "... and where has its points" 0 'half written, [0-9.]+ points$'
run make -s lesson-02 ARGS=--quick
expect "... ours run in its place" 0 '!^02-bigram: yours: .*6-trigram' '^02-bigram: '
sed 's/^    double log_likelihood = 0;/    \/* TODO("2.4");\n    TODO("2.4"); *\/\n&/' solutions/02-bigram/4-nll.c >exercises/02-bigram/4-nll.c
run make -s check-02 K=4
expect "a TODO in a comment: the checker finds it right" 0 '10 of 10 points  right' '!TODO'
run make -s where-02 K=4
expect "... so does where" 0 'right, 10 points'
run make -s lesson-02 ARGS=--quick
expect "... and the lesson runs it" 0 '^02-bigram: yours: 4-nll; the rest from solutions/$'
sed 's/^    return -log_likelihood \/ n;/&\n    TODO("2.4");/' solutions/02-bigram/4-nll.c >exercises/02-bigram/4-nll.c
run make -s check-02 K=4
expect "a right answer with a TODO in its code: told what that means" 0 '10 of 10 points  right' 'its code still has a TODO\(\.\.\.\): delete it'

# ---- hints ----

for level in 1 2 3; do run make -s hint-02 K=4 LEVEL=$level; done
expect "the last hint says so" 0 'hint 3 of 3' '^\(that was the last one; make hint-02 K=4 LEVEL=1 shows the first again\)$'
cp solutions/02-bigram/*.c exercises/02-bigram/
run make -s check-02
run make -s hint-02
expect "all is right: no hint, and it says so" 0 '^02-bigram: all exercises are done' '!hint [0-9]'
run make -s where-02
expect "where has totals" 0 '^  10 of 10 exercises, 100 of 100 points$'
run make -s progress
expect "progress: the board" 0 '^  02-bigram +#{20}  10 of  10    100 of  100    16 of  16  done$' '^  all  .* 10 of '
expect "... and what comes next" 0 '^next: 1\.1: ' 'exercises/01-micrograd/1-derivative\.c:[0-9]+$' 'make check-01 K=1 checks it'
run make -s next LESSONS=02-bigram
expect "next: nothing, where all is done" 0 '^next: nothing'
run make -s where
expect "... of all lessons, too" 0 '^all lessons: 10 of [0-9]+ exercises, 100 of [0-9]+ points; about [0-9]+ hours to go$'

# ---- the fast track ----

track() { awk -F' *[|] *' -v field="$1" '/^[0-9]/ { print '"$2"' }' tools/fast-track.txt; }
minutes=$(track 0 '$3' | awk '{ n += $1 } END { print n }')
exercises=$(track 0 '$1 " " $2' | while read -r lesson numbers; do
    for number in $numbers; do ls solutions/"$lesson/$number"-*.c || echo "exercise $number of $lesson is missing" >&2; done
done 2>"$work/output")
[ ! -s "$work/output" ]; status=$?
expect "the fast track: its exercises are there" 0
# shellcheck disable=SC2086
minutes=$(awk -v n="$minutes" '/^ \* effort:/ { n += $4 } END { print n }' $exercises)
[ "$minutes" -ge 220 ] && [ "$minutes" -le 250 ]; status=$?
echo "$minutes minutes" >"$work/output"
expect "... about four hours ($minutes minutes)" 0
run make -s next TRACK=fast
expect "... leads on, and says what to read first" 0 '^next: 1\.1: ' '^  first, 10 minutes: run make lesson-00'
run make -s progress TRACK=fast
expect "... has a board of its own" 0 '^  02-bigram +#{20}   4 of   4 ' '!tokenizer' '^  and [0-9]+ minutes to run the lessons and to read'
for lesson in $(track 0 '$1'); do cp solutions/"$lesson"/*.c "exercises/$lesson/"; done
run make -s next TRACK=slow
expect "there is one track" 2 '^TRACK=slow: there is one track, TRACK=fast'
for file in $exercises; do # as if they had been checked
    k=${file#solutions/}
    mkdir -p "build/check/${k%/*}"
    points=$(sed -n 's/^ \* points: *//p' "$file")
    echo "{\"exercise\": \"$k\", \"verdict\": \"right\", \"points\": $points, \"of\": $points, \"tests\": []}" >"build/check/${k%.c}.json"
done
run make -s next TRACK=fast
expect "... and it ends" 0 '^next: nothing\. Every exercise of the fast track is done'
run make -s where TRACK=fast
expect "... where lists it alone" 0 '07-gpt/2-head' '!07-gpt/3-mask' '!06-wavenet/2' '!tokenizer'

for lesson in lessons/*.md; do
    number=$(basename "$lesson" | cut -c 1-2)
    run make -s "where-$number"
    columns=$(awk '/^  exercises/ { print match($0, / (points|essay)  /) + RLENGTH, match($0, / minutes  /) }' "$work/output" | sort -u | wc -l)
    [ "$columns" -le 1 ]; status=$?
    expect "where-$number: the columns hold" 0
done

# ---- watching ----

until_says() { # PATTERN: within a minute, watch's output has it
    for i in $(seq 60); do grep -q "$1" "$work/watched" && return; sleep 1; done
}
if command -v script >/dev/null 2>&1; then
    cp build/stubs/02-bigram/4-nll.c exercises/02-bigram/
    mkfifo "$work/keys"
    : >"$work/watched"
    script -qfec "make -s watch-02" /dev/null <"$work/keys" >"$work/watched" 2>&1 &
    exec 4>"$work/keys"
    until_says '^watching'
    cp solutions/02-bigram/4-nll.c exercises/02-bigram/
    until_says '4-nll.*points'
    printf q >&4
    wait $!
    run cat "$work/watched"
    exec 4>&-
    expect "watch checks what is saved, and only that" 0 '4-nll\.c +10 of 10 points  right' '!1-count'
else
    echo "skip watch: script is not installed"
fi
sh -c 'tools/watch 02 >watched & echo $! >"$0"; wait' "$work/pid" </dev/null &
until [ -s watched ]; do sleep 1; done
kill -KILL $!
for i in $(seq 30); do kill -0 "$(cat "$work/pid")" 2>/dev/null || break; sleep 1; done
! kill -0 "$(cat "$work/pid")" 2>"$work/output"; status=$?
expect "watch ends with the make that started it" 0 '.'
kill "$(cat "$work/pid")" 2>/dev/null

# ---- two at once, and odd paths ----

rm -rf build/obj build/stubs build/check # both build everything
make -s check-02 >"$work/one" 2>&1 &
make -s check-02 >"$work/two" 2>&1
wait
for which in one two; do
    run cat "$work/$which"
    expect "two checks at once: $which has all points" 0 '^total: 100 of 100 points$'
done
odd=$(printf 'quote"s \377\\')
mkdir "$odd"
cp solutions/02-bigram/*.c "$odd/"
echo 'this is not C' >>"$odd/4-nll.c"
rm "$odd/3-sample.c"
CHECKER=$(make -n check-02 | sed -n 's/ tools\/check .*//p')
eval "$CHECKER tools/check 02-bigram \"\$odd\" build/odd" >"$work/output" 2>&1; status=$?
expect "a path with a quote, a backslash and a byte that is not UTF-8" 1 'total: 80 of 100'
if command -v python3 >/dev/null 2>&1; then
    run python3 -c 'import json; print(len(json.load(open("build/odd/02-bigram.json", encoding="utf-8"))["exercises"]), "in JSON")'
    expect "... and the results are JSON" 0 '^10 in JSON$'
fi
run tools/check 02-bigram no-such-folder
expect "a missing folder is one sentence" 2 '^there is no folder no-such-folder' '!error'

if command -v gnuplot >/dev/null 2>&1; then
    run env -u LC_ALL -u LANG make -s plot-02
    expect "figures without a locale: no warning" 0 '!warning' '^figures:'
fi

finish desk
