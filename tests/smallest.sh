#!/bin/sh
# The smallest data that each lesson accepts, and one line less: `tests/smallest.sh PROGRAMS`, the folder of the lessons'
# programs. A lesson must run to its end on any data that it accepts; built with SAN=1, it proves that it reads no further.
set -u
unset CDPATH DATASETS
programs=$1
passed=0 failed=0
t=$(mktemp -d) || exit 2
trap 'rm -rf "$t"' EXIT
trap 'exit 1' HUP INT TERM
lines() { awk -v n="$1" -v line="$2" 'BEGIN { while (n--) print line }' >"$t/$3"; }
run() { "$programs/$1" --out "$t/results" --quick --steps 2 --threads 1 $options --data "$t/$2" >"$t/out" 2>&1 </dev/null; }
verdict() {
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); echo "ok   $2"
    else failed=$((failed + 1)); echo "FAIL $2 (status $status)"; tail -n 3 "$t/out" | sed 's/^/     /'; fi
}
enough() { # enough LESSON DATA
    run "$1" "$2"; status=$?
    [ "$status" -eq 0 ]
    verdict $? "$1 can read $2"
}
short() { # short LESSON DATA PATTERN: it must say so
    run "$1" "$2"; status=$?
    [ "$status" -eq 1 ] && grep -qE "^$t/$2.*$3" "$t/out"
    verdict $? "$1 refuses $2"
}

options=
printf '0.5 1 1\n-1 0.5 -1\n' >"$t/two-points"
head -n 1 "$t/two-points" >"$t/one-point"
enough 01-micrograd two-points
short 01-micrograd one-point 'has 1 point; at least 2 are needed'
lines 10 a ten-letters
lines 9 emma nine-names
for lesson in 02-bigram 05-backprop-ninja; do
    enough "$lesson" ten-letters
    short "$lesson" nine-names 'has 9 names; at least 10 are needed'
done
lines 16 a 16-letters
lines 15 a 15-letters
enough 03-mlp 16-letters
short 03-mlp 15-letters 'too few names; this lesson needs at least 32 examples'
lines 66 emma 66-names
lines 65 emma 65-names
for lesson in 04-batchnorm 06-wavenet; do
    enough "$lesson" 66-names
    short "$lesson" 65-names 'too few names; this lesson needs at least a hundred'
done

# lesson 07 reads any text, by lines or as a stream
options="--layers 1 --heads 2 --embd 16 --lines"
lines 45 ab 45-short-lines
lines 10 abcdefghi ten-lines
lines 9 abcdefghijkl nine-lines
{ cat "$t/nine-lines"; lines 9 '' blank; cat "$t/blank"; } >"$t/nine-lines-and-blank-ones"
enough 07-gpt 45-short-lines
enough 07-gpt ten-lines
short 07-gpt nine-lines 'has 9 lines; as examples, one a line, at least 10'
short 07-gpt nine-lines-and-blank-ones 'has 9 lines'
options="--layers 1 --heads 2 --embd 16 --block 9"
head -c 100 "$t/ten-lines" >"$t/100-characters"
head -c 99 "$t/ten-lines" >"$t/99-characters"
enough 07-gpt 100-characters
short 07-gpt 99-characters 'has 99 characters'
options="--layers 1 --heads 2 --embd 16 --block 10"
short 07-gpt 100-characters 'its last tenth, .*, has 9 characters, and a window 10'

options=
awk 'BEGIN { for (i = 0; i < 330; i++) printf "%c", i % 11 == 10 ? 10 : 97 + i * i % 7 }' >"$t/330-characters"
head -c 319 "$t/330-characters" >"$t/319-characters"
enough 09-gpt2 330-characters
short 09-gpt2 319-characters 'its last tenth, .*, has 32 characters, and twice a window has 32'
echo "smallest: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
