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
expect "what was printed stands under the test that printed it" 2 '^      printed   n is 2$'
expect "... stdout and stderr in the order of their calls" 2 '^                and this is stderr$' '^                no newline$'
awk '/^    nll_of_two/ { test = 1 } test && /printed   n is 2/ { found = NR } END { exit !found }' "$work/output"; status=$?
expect "... under its own test" 0 '.'
[ -z "$(find build/check -name '*.printed')" ]; status=$?
expect "... and no file is left of what was shown whole" 0 '.'
answer 4-nll '    for (int i = 0; i < 50; i++) printf("line %d\n", i); return 7;'
run make -s check-02 K=4
expect "twenty lines at most" 2 '^                line 19$' '!line 20$'
expect "... then where the rest is" 2 '\.\.\. and 30 more lines in build/check/02-bigram/4-nll\.nll_of_two_examples\.printed$'
run cat build/check/02-bigram/4-nll.nll_of_two_examples.printed
expect "... which is there" 0 '^line 49$'
answer 4-nll '    printf("before the crash"); int *p = NULL; return *p;'
run make -s check-02 K=4
expect "printed before a crash" 2 'printed   before the crash$' 'null pointer' '!runtime error'
answer 4-nll '    printf("before abort\n"); double *a = malloc(8); return a[n];'
run make -s check-02 K=4
expect "printed before a sanitizer's report, which is not shown" 2 'printed   before abort$' 'likely    memory error: beyond an end of an array' '!#0 0x' '!printed .*address'
answer 4-nll '    double s = 0; for (int i = 0; i < n; i++) s -= log(P[xs[i]][ys[i]]); printf("sum %g\n", s); return s / n;'
run make -s check-02 K=4
expect "a right answer may print" 0 '10 of 10 points  right' '!printed'

# ---- endless loops ----

sed -i.bak 's/^ \* points: .*/&\n * seconds:  1/' solutions/02-bigram/4-nll.c
answer 4-nll '    for (volatile unsigned i = 0;; i++) {}'
run make -s check-02 K=4
expect "an endless loop names its function" 2 'did not end within 1 seconds: an endless loop in nll\(\)\?' 'at +exercises/02-bigram/4-nll\.c:[0-9]+'
expect "... and the tests after it are not tried" 2 'not tried: a test before it did not end'
[ "$(grep -c 'did not end within' "$work/output")" -eq 1 ]; status=$?
expect "... so it costs its time once" 0 '.'
answer 4-nll '    for (;;) pause();'
run make -s check-02 K=4
expect "one that sleeps is named, too" 2 'an endless loop in nll\(\)\?'

finish desk
