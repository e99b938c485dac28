#!/bin/sh
# One piece at a time: a lesson runs with none, one and all of its exercises written, with and without
# solutions, and says whose functions it runs. In a copy of the tree, so that your work is not touched.
set -u
. tests/tree.sh

copy full
run make -s lesson-02 ARGS=--quick
expect "none written: all from solutions" 0 '^02-bigram: all exercises from solutions/$'
expect "none written: the last cell runs" 0 '^cross_entropy: '
run make -s lesson-02 ARGS=--quick
expect "a second make builds nothing" 0 '^02-bigram: all' '!^  (cc|link) '
cp solutions/02-bigram/4-nll.c exercises/02-bigram/4-nll.c
run make -s lesson-02 ARGS=--quick
expect "one written: it is yours, the rest is not" 0 '^02-bigram: yours: 4-nll; the rest from solutions/$'
sed 's/return -log_likelihood \/ n;/return 12345;/' solutions/02-bigram/4-nll.c >exercises/02-bigram/4-nll.c
run make -s lesson-02 ARGS=--quick
expect "... and it is really yours that runs" 0 '^nll_smoothed = 12345'
run make -s lesson-02 ARGS=--quick WHO=solutions
expect "WHO=solutions ignores yours" 0 '^02-bigram: all exercises from solutions/$'
run make -s lesson-02 ARGS=--quick WHO=exercises
expect "WHO=exercises: an unwritten piece ends its cell" 0 '^needs exercise 2\.1: exercises/02-bigram/1-count\.c$'
echo 'this is not C' >>exercises/02-bigram/4-nll.c
run make -s lesson-02 ARGS=--quick
expect "a piece that does not compile stops the build with its name" 2 'exercises/02-bigram/4-nll.c:[0-9]+:[0-9]+: error'
run make -s check-02
expect "... and costs only that exercise" 2 '4-nll.c +0 of 10 points  does not compile'
expect "... the others are graded" 2 '1-count.c +0 of 10 points  not written yet'
cp solutions/02-bigram/*.c exercises/02-bigram/
run make -s lesson-02 ARGS=--quick
expect "all written: all yours" 0 '^02-bigram: all exercises from exercises/$'
run make -s check-02
expect "all written: full points" 0 '^total: 100 of 100 points$'
sed 's/bigram_nll_typo/nll/; s/^double nll(/double nlll(double);\ndouble nlll(double x) { return x; }\nstatic double unused_nll(/' solutions/02-bigram/4-nll.c >exercises/02-bigram/4-nll.c
run make -s check-02 K=4
expect "a misspelt function is not replaced by ours" 2 '4-nll.c +0 of 10 points  does not compile'
hostile() { # hostile NAME PATTERN BODY [TEXT]: a nll() that does BODY earns nothing and is told why
    { sed '/^double nll/,$d' solutions/02-bigram/4-nll.c; printf '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n%s\n' "${4:-}"
      printf 'double nll(int n, const int xs[], const int ys[], double P[][V])\n{\n    %s\n}\n' "$3"; } >exercises/02-bigram/4-nll.c
    run make -s check-02 K=4
    expect "$1" 2 "$2"
    expect "... and no point" 2 '4-nll.c +0 of 10 points'
    if grep -q '"points": [1-9]' build/check/02-bigram/4-nll.json; then status=1; else status=0; fi
    expect "... nor one for machines" 0 '.'
}
hostile "exit(0) is not a pass" 'ended the whole program' 'exit(0);'
hostile "_exit(0) is not a pass" 'ended the whole program' '_exit(0);'
hostile "a program that ends before its tests" 'ended before its tests did' 'exit(0);' '__attribute__((constructor)) static void early(void) { puts("exercises/02-bigram/4-nll.c  10 of 10 points  right"); fflush(stdout); _exit(0); }'
run make -s check-02 K=4
expect "what a grader refuses is warned of" 2 'warning   exit\(\) is refused when a teacher grades' 'warning   __attribute__ is refused'
hostile "an endless loop" 'did not end within' 'for (volatile unsigned i = 0;; i++) {}'
hostile "more memory than there should be" 'more memory' 'for (;;) memset(malloc(1 << 24), 1, 1 << 24);'
hostile "a NULL pointer" 'null pointer' 'return *(volatile double *)0;'
hostile "printing without end" 'more than a megabyte|did not end' 'for (;;) fputs("again and again\\n", stderr);'
run make -s reset-02 ALL=1
expect "reset keeps a backup" 0 'exercises/02-bigram/1-count.c: the starter again; yours is in exercises/02-bigram/backup-'
cmp -s exercises/02-bigram/backup-*/2-normalise.c solutions/02-bigram/2-normalise.c; status=$?
expect "... that is what was there" 0 '.'
run make -s where-02
expect "where shows file, line, points and state" 0 'exercises/02-bigram/1-count.c:[0-9]+ +10 points .*not written yet'
run env TERM=dumb make -s plot-02
expect "TERM=dumb draws with characters" 0 'step of gradient descent'
if command -v python3 >/dev/null 2>&1; then
    run python3 -c 'import json; print(len(json.load(open("build/check/02-bigram.json"))["exercises"]), "in JSON")'
    expect "the results are JSON" 0 '^10 in JSON$'
fi
run make -s hint-02 K=5
expect "the first hint" 0 '5-net-backward, hint 1 of 3'
run make -s hint-02 K=5
expect "then the second" 0 '5-net-backward, hint 2 of 3'
for verb in where check hint reset debug meta; do
    run make -s $verb-00
    expect "$verb-00: a lesson without exercises says so" 0 '^00-microgpt has no exercises'
done
run make -s lesson-00 ARGS='--steps 3'
expect "... and runs" 0 '^sample_20 = '

copy source
cp lessons/02-bigram.c grades.csv; mkdir -p submissions grades datasets lessons/02-bigram; echo hush-hush | tee submissions/a datasets/class.csv lessons/02-bigram/notes.txt >grades/a
run env OUT="$work/none" make -s handout LESSONS='02-bigram 77'
expect "a handout of a lesson that there is not" 2 'LESSONS=77: the lessons are'
ls "$work"/none* >/dev/null 2>&1; [ $? -ne 0 ]; status=$?
expect "... leaves nothing behind" 0
git init -q "$work/other" 2>/dev/null && mkdir -p "$work/other/inside" && cp -R . "$work/other/inside" && cd "$work/other/inside"
run env K=3 make -s handout LESSONS='00 01 02' OUT="$work/handout"
expect "a handout is made, in another repository, with K set, from numbers" 0 'without solutions'
cd "$work/handout" || exit 1
[ ! -e solutions ] && ! grep -rl 'log_likelihood / n' . ; status=$?
expect "... that holds no solution" 0 '.'
! grep -rl hush-hush . && [ ! -e grades.csv ] && [ ! -e tests/02-bigram-drawn.c ] && [ ! -e tools/grade ]; status=$?
expect "... nothing private, no drawn tests, no grader" 0 '.'
ls exercises/02-bigram starters/02-bigram >"$work/output"; [ "$(grep -c 'c$' "$work/output")" -eq 20 ]; status=$?
expect "... and all ten exercises" 0 '10-cross-entropy.c'
run make -s
expect "its help names only what works" 0 'make check-02' '!handout|meta-|make test|make bench|make pages'
for target in test starters bench pages meta-02 grade; do
    run make -s $target
    expect "handout: make $target says that it is the teacher's" 2 "make $target is for teachers"
done
[ -f .github/workflows/check.yml ]; status=$?
expect "its fixed tests run on every push" 0
run make -s lesson-02 ARGS=--quick
expect "handout, none written: cells end with a pointer" 0 '^needs exercise 2\.1: exercises/02-bigram/1-count\.c$'
expect "... the lesson goes on to the last cell" 0 'needs exercise 2\.9: exercises/02-bigram/9-select-rows\.c$'
expect "... and counts them" 0 '^[0-9]+ cells ended early'
cp "$here/solutions/02-bigram/1-count.c" exercises/02-bigram/
run make -s lesson-02 ARGS=--quick
expect "handout, one written: its cell runs" 0 '^n\. 6'
run make -s lesson-00 ARGS='--steps 3'
expect "handout, lesson 00: it runs" 0 '^sample_20 = '
run make -s check-00
expect "handout, lesson 00: there is nothing to check" 0 '^00-microgpt has no exercises'
run make -s lesson-01 ARGS=--quick
expect "handout, lesson 01: the first exercise is asked for" 0 '^needs exercise 1\.1: exercises/01-micrograd/1-derivative\.c$'
run make -s check-02 K=1
expect "handout: check grades" 0 '1-count.c +10 of 10 points  right'
run make -s hint-02 K=2
expect "handout: hints come along" 0 'hint 1 of 3'
run make -s reset-02 K=1
expect "handout: reset works" 0 'the starter again'
cp "$here"/solutions/02-bigram/*.c exercises/02-bigram/
run make -s lesson-02 ARGS=--quick
expect "handout, all written: everything runs" 0 '^cross_entropy: '

finish pieces
