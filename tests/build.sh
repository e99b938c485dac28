#!/bin/sh
# The build itself, in copies of the tree: that it builds only what is needed, compilers, lessons' libraries, and the needs in
# an exercise's header.
set -u
. tests/tree.sh
built() { find build/obj -name '*.o' | sort >"$work/output"; status=0; }
object=common/base/check.o

# ---- only what is needed, once, for each compiler and its flags ----

copy tree
run make -s check-02 K=4
expect "check-02 K=4 in a fresh tree" 2 '4-nll\.c +0 of 10 points  not written yet'
built
expect "... has built neither tensors nor anything without sanitizers" 0 '-san/common/base/check.o$' '!/common/tensor/' '!/obj/[^/]*[0-9]/'
compilers='cc gcc'
[ -z "$(command -v gcc)" ] && compilers=cc
for compiler in $compilers; do
    run make CC="$compiler" "build/obj/$(tools/compiler "$compiler")/$object"
    [ "$compiler" != cc ] || first=$(tools/compiler cc)
    [ "$compiler" = cc ] || [ "$(tools/compiler "$compiler")" != "$first" ] ||
        expect "$compiler has what cc has built" 0 'is up to date'
done
run make CC="$(command -v cc)" "build/obj/$first/$object"
expect "so has its whole path" 0 'is up to date'
if command -v ccache >/dev/null; then
    run make CC="ccache cc" "build/obj/$first/$object"
    expect "so has ccache" 0 'is up to date'
fi
if command -v clang >/dev/null; then
    run make CC=clang "build/obj/$(tools/compiler clang)/$object"
    expect "clang builds its own" 0 '^  cc common/base/check\.c'
    run make "build/obj/$first/$object"
    expect "... and cc keeps its own" 0 'is up to date'
fi
run make CFLAGS='-std=gnu17 -O1' "build/obj/$first/$object"
expect "other flags build it again" 0 '^  cc common/base/check\.c'
run make CFLAGS='-std=gnu17 -O1' "build/obj/$first/$object"
expect "... once" 0 'is up to date'
run make lessons LESSONS=nonsense
expect "a lesson that does not exist" 2 'LESSONS=nonsense: the lessons are 0[01]-'
echo 'int wrong = nothing;' >>common/base/check.c
run make "build/obj/$first/$object"
expect "an error says which file was compiled" 2 '^  cc common/base/check\.c' "check\.c:[0-9]+:[0-9]+: error"

# ---- the same lesson checked twice at once, with nothing built ----

copy twice
make -s check-02 K=4 >"$work/one" 2>&1 &
make -s check-02 K=5 >"$work/two" 2>&1
wait
cat "$work/one" "$work/two" >"$work/output"
status=0
expect "two checks at once" 0 '4-nll\.c +0 of 10 points  not written yet' '5-net-backward\.c +0 of 15 points  not written yet' '!error'

# ---- the needs in an exercise's header ----

header() { # LINE...: exercise 2.4 has these lines in its header, and its solution is written, with nll() doing $body first
    cp "$here/solutions/02-bigram/4-nll.c" solutions/02-bigram/
    for line; do sed -i.old "s|^ \* points: .*|&\n * $line|" solutions/02-bigram/4-nll.c; done
    rm -f solutions/02-bigram/*.old
    { echo '#include <stdlib.h>'
      awk -v body="$body" '{ print } /^double nll/ { inside = 1 } inside && /^{/ { print body; inside = 0 }' solutions/02-bigram/4-nll.c; } \
        >exercises/02-bigram/4-nll.c
}
body=
header 'needs:    a-large-file.txt'
run make -s check-02 K=4
expect "an exercise without its data is skipped" 0 '4-nll\.c +10 points  skipped: it needs a-large-file\.txt \(make datasets-02\)' \
    '^total: 0 of 0 points; 10 more were skipped because their data is missing \(make datasets-02\)'
cp build/check/02-bigram.json "$work/output"
expect "... machines are told" 0 '"4-nll".* "verdict": "skipped", "points": 0, "of": 10, "needs": "a-large-file\.txt"'
run make -s where-02
expect "... and where-02 knows" 0 '4-nll\.c +10 points .* skipped: make datasets-02'
mkdir elsewhere
echo >elsewhere/a-large-file.txt
run env DATASETS=elsewhere make -s check-02 K=4
expect "... with its data in DATASETS it is graded" 0 '4-nll\.c +10 of 10 points  right' '^total: 10 of 10 points$'
cp elsewhere/a-large-file.txt datasets/
run make -s check-02 K=4
expect "... or in datasets/" 0 '4-nll\.c +10 of 10 points  right'
body='for (volatile unsigned i = 0;; i++) {}'
header 'seconds:  1'
run make -s check-02 K=4
expect "seconds: is a limit" 2 '4-nll\.c +0 of 10 points  wrong' 'did not end within 1 seconds'
body='volatile char *p = malloc(300u << 20); for (int j = 0; j < 300 << 20; j += 64) p[j] = 1; for (volatile int i = 0; i < 30000000; i++) {} free((void *)p);'
header
run make -s check-02 K=4
expect "300 MB are allowed" 0 '4-nll\.c +10 of 10 points  right'
header 'memory:   200'
run make -s check-02 K=4
expect "memory: is a limit" 2 '4-nll\.c +0 of 10 points  wrong' 'more memory'

# ---- a lesson without exercises that needs a library ----

printf '%s\n' '/* # A made-up lesson */' '#include "notebook.h"' 'int from_the_library(void);' \
    'static void cell_one(void) { metric("answer", "%.0f", from_the_library()); }' \
    'int main(int argc, char **argv) {' \
    '    notebook_begin(&(Lesson){.name = "99-made-up", .steps = 1, .quick_steps = 1}, argc, argv);' \
    '    cell("One", cell_one);' '    return notebook_end();' '}' \
    >lessons/99-made-up.c
: >plots/99-made-up.gp
libraries() { sed -i.old "s|^ROOMS-02 .*|&\nLIBS-99 = $1|" Makefile; }
libraries -lnowhere
run make lessons LESSONS='01 99'
expect "without its library, a lesson is left out" 0 '^lesson 99 is left out: it needs -lnowhere, which is not here \(make doctor\)' '^  link .*/01-micrograd'
run make lesson-99
expect "... asked for, it says why" 2 '^lesson 99 is left out: it needs -lnowhere'
run make test LESSONS=99
expect "... its tests are skipped" 0 '^SKIPPED lesson 99: make lesson-99 says what it needs' 's to build.*skipped: 1$'
run make doctor
expect "... the doctor knows" 0 '^optional  lesson 99 +-lnowhere is not installed' '^ +only this lesson needs it' 'install -lnowhere'
sed -i.older 's/^LIBS-08 = .*/LIBS-08 = -lnowhere-either/' Makefile
run make check-08
expect "... exercises cannot be checked" 2 '^lesson 08 is left out: it needs -lnowhere-either'
for verb in where hint reset; do
    run make $verb-99
    expect "it has no exercises: $verb-99 says so" 0 '^99-made-up has no exercises'
done
echo 'int from_the_library(void) { return 42; }' >"$work/library.c"
cc -c "$work/library.c" -o "$work/library.o" && ar rc "$work/libnowhere.a" "$work/library.o"
mv Makefile.old Makefile
libraries "-L$work -lnowhere"
run make lesson-99 ARGS=--quick
expect "with its library, it runs" 0 '^answer = 42' '!is left out'
run make doctor
expect "... the doctor is content" 0 '^ok +lesson 99 .*-lnowhere is here'
for verb in check meta; do
    run make $verb-99
    expect "... $verb-99 says that there is nothing to check" 0 '^99-made-up has no exercises'
done

finish build
