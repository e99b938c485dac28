#!/bin/sh
# Lesson 12's program: tests/12-inference.sh LESSON [BIG]   LESSON is the program; with BIG, it compresses 10 MB.
#   - what --quick measures: the same bits in a batch and with any number of threads, speculation's distribution;
#   - --prompt; --compress and --decompress on texts, binaries, empty files; every file that must be refused.
set -u
unset CDPATH DATASETS
lesson=$1 big=${2:-}
passed=0 failed=0
t=$(mktemp -d) || exit 2
trap 'rm -rf "$t"' EXIT
trap 'exit 1' HUP INT TERM
verdict() { # verdict STATUS WHAT
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); echo "ok   $2"
    else failed=$((failed + 1)); echo "FAIL $2"; tail -n 3 "$t/out" "$t/err" | sed 's/^/     /'; fi
}
run() { # run OPTIONS: the lesson; status, $t/out, $t/err
    "$lesson" --out "$t/results" --threads 1 "$@" >"$t/out" 2>"$t/err" </dev/null
    status=$?
}
wrong() { # wrong STATUS PATTERN WHAT OPTIONS: refused with one sentence
    wanted=$1 pattern=$2 what=$3
    shift 3
    run "$@"
    [ "$status" -eq "$wanted" ] && [ ! -s "$t/out" ] && [ "$(grep -cE -- "$pattern" "$t/err")" -eq 1 ] && ! grep -q CHECK "$t/err"
    verdict $? "$what: $(tail -n 1 "$t/err" | sed "s|$t/||g; s|^[a-z0-9-]*: ||" | cut -c 1-150)"
}

back() { # back WHAT FILE [MOST]: compressed, restored to the last bit, at most MOST bytes
    rm -f "$2.lm"
    run --compress "$2"
    size=$(wc -c <"$2.lm")
    run --decompress "$2.lm" --to "$t/restored"
    cmp -s "$2" "$t/restored" && [ "$size" -le "${3:-$(($(wc -c <"$2") + 49))}" ]
    verdict $? "$1: $(($(wc -c <"$2"))) bytes, compressed $((size))"
}
tail -c 3000 datasets/pride.txt >"$t/pride"
# ---- 10 MB, and nothing else ----

if [ -n "$big" ]; then
    head -c 10000000 /dev/urandom >"$t/noise"
    while [ ! -f "$t/program" ] || [ "$(wc -c <"$t/program")" -lt 10000000 ]; do cat "$lesson" >>"$t/program"; done
    for kind in noise program; do
        from=$(date +%s)
        back "10 MB of $kind" "$t/$kind" 13000000
        [ $(($(date +%s) - from)) -lt 600 ]
        verdict $? "... in $(($(date +%s) - from)) s"
        rm -f "$t/$kind"
    done
    [ "$(wc -c <"$t/noise.lm")" -le 10000049 ]
    verdict $? "noise grows by 49 bytes at most"
    echo "inference: $passed passed, $failed failed"
    [ "$failed" -eq 0 ]
    exit
fi

# ---- the notebook ----

for threads in 1 2 3 8; do
    "$lesson" --quick --threads $threads --out "$t/q$threads" >"$t/quick$threads" 2>"$t/err" </dev/null || cp "$t/err" "$t/out"
    sed -i.bak '/results and curves/d' "$t/quick$threads"
    cmp -s "$t/quick1" "$t/quick$threads"
    verdict $? "--quick prints the same with $threads threads"
done
awk -F'\t' '$1 == "chi_square_of_125" { x = $2 } END { exit !(x > 75 && x < 180) }' "$t/q1/metrics.tsv"
verdict $? "speculation's distribution is the large model's: chi square $(awk -F'\t' '$1 == "chi_square_of_125" { print $2 }' "$t/q1/metrics.tsv"), 124 on average"
awk -F'\t' '$1 == "int8_costs_nats" { x = $2 } $1 == "worst_error_of_its_bound" { y = $2 }
    END { exit !(x < 0.02 && x > -0.02 && y > 0.9 && y < 1.001) }' "$t/q1/metrics.tsv"
verdict $? "int8 costs less than 0.02 nats, and no weight is off by more than its bound"
grep -q 'logits are the same to 1e-4: yes' "$t/quick1" && grep -q 'alone and among 16: yes' "$t/quick1" &&
    grep -q 'restored to the last bit: yes' "$t/quick1"
verdict $? "the cache, a batch, and the compressor change nothing"
grep -qE 'ours needs -?0\.0[0-9]+ % more' "$t/quick1"
verdict $? "the coder: $(grep 'an ideal coder' "$t/quick1")"

# ---- writing ----

run --prompt "My dear" --tokens 20
[ "$status" -eq 0 ] && grep -q '^My dear' "$t/out" && grep -q ' a second$' "$t/err"
verdict $? "--prompt goes on with the text: $(head -c 70 "$t/out" | tr '\n' ' ')"
cp "$t/out" "$t/first"
run --prompt "My dear" --tokens 20
cmp -s "$t/out" "$t/first"
verdict $? "... with the same words for the same seed"
run --prompt "My dear" --tokens 30 --temperature 0
cp "$t/out" "$t/first"
for k in "--top-k 1" "--top-p 0" "--min-p 1"; do
    # shellcheck disable=SC2086
    run --prompt "My dear" --tokens 30 --temperature 1 $k
    cmp -s "$t/out" "$t/first"
    verdict $? "... $k is --temperature 0"
done
run --prompt "My dear" --tokens 30 --temperature 0 --draft gpt2-austen-draft
cmp -s "$t/out" "$t/first" && grep -q 'guesses accepted' "$t/err"
verdict $? "... a draft changes nothing: $(grep accepted "$t/err")"
run --prompt "It" --tokens 400 --int8
[ "$status" -eq 0 ] && [ "$(wc -w <"$t/out")" -gt 50 ]
verdict $? "400 tokens, more than the block"

# ---- other models ----

"${lesson%12-inference}07-gpt" --quick --steps 2 --save "$t/seven.safetensors" --out "$t/seven" >"$t/out" 2>"$t/err" </dev/null
run --model "$t/seven.safetensors" --prompt "" --tokens 10
[ "$status" -eq 0 ]
verdict $? "a model of lesson 07 is served, too"
wrong 1 'has never seen the character' "a character that it does not know" --model "$t/seven.safetensors" --prompt "héllo"
wrong 1 'has 42 tokens and' "a draft with another vocabulary" --prompt "My dear" --draft "$t/seven.safetensors"
cp -R datasets/gpt2-austen-draft "$t/other"
# the same size with two tokens swapped
awk 'NR == 2 { keep = $0; next } NR == 3 { print; print keep; next } { print }' "$t/other/merges.txt" >"$t/merges" && cp "$t/merges" "$t/other/merges.txt"
rm -f "$t/other/vocab.json"
run --prompt "My dear" --draft "$t/other"
[ "$status" -eq 1 ]
verdict $? "a draft with other tokens: $(tail -n 1 "$t/err" | sed "s|$t/||g" | cut -c 1-150)"
wrong 2 'four commands' "two commands" --prompt x --compress y
wrong 2 'belongs to --prompt' "a draft alone" --draft x
wrong 2 'do not go together' "a draft and a penalty" --prompt x --draft gpt2-austen-draft --repetition 1.2
wrong 2 'belongs to --compress' "--to alone" --to x
wrong 1 'cannot find the model' "no such model" --model "$t/nowhere" --prompt x

# ---- compressing ----

back "a page of the novel" "$t/pride" 1000
: >"$t/empty"
back "an empty file" "$t/empty" 40
printf a >"$t/one"
back "one byte" "$t/one" 50
head -c 50000 datasets/gpt2-austen/model.safetensors >"$t/weights"
back "weights" "$t/weights"
gzip -c datasets/names.txt >"$t/names.gz"
back "a compressed file grows by 49 bytes at most" "$t/names.gz"
cp datasets/languages.tsv "$t/languages"
back "twenty languages" "$t/languages"
{ tail -c 70000 datasets/pride.txt | head -c 40000; head -c 70000 "$t/names.gz"; head -c 66000 datasets/names.txt; } >"$t/mixed"
back "prose, noise, names in one file" "$t/mixed" 150000
awk 'BEGIN { for (i = 0; i < 3000; i++) printf "%c%c\r\n", i % 256, (i * 7) % 256 }' >"$t/bytes"
back "all bytes" "$t/bytes"
"$lesson" --compress "$t/mixed" --to "$t/three" --threads 3 >"$t/out" 2>"$t/err" && cmp -s "$t/three" "$t/mixed.lm"
verdict $? "three threads write the same file"
run --compress "$t/pride" --int8 --to "$t/pride8"
run --decompress "$t/pride8" --int8 --to "$t/restored"
cmp -s "$t/pride" "$t/restored"
verdict $? "with int8 weights, $(($(wc -c <"$t/pride8"))) bytes"

# ---- what must be refused ----

wrong 1 'was written with another model than gpt2-austen: give --model .* and --int8' "int8 read as float32" --decompress "$t/pride8" --to "$t/x"
wrong 1 'was written with another model' "another model" --model gpt2-austen-draft --decompress "$t/pride.lm" --to "$t/x"
wrong 1 'was not written by --compress' "a foreign file" --decompress "$t/names.gz" --to "$t/x"
wrong 1 'was not written by --compress' "an empty file" --decompress "$t/empty" --to "$t/x"
for n in 20 39 45 100; do
    head -c $n "$t/pride.lm" >"$t/cut"
    wrong 1 'is cut short' "cut after $n bytes" --decompress "$t/cut" --to "$t/x"
done
head -c $(($(wc -c <"$t/pride.lm") - 1)) "$t/pride.lm" >"$t/cut"
wrong 1 'is cut short: 1 bytes are missing' "cut before the last byte" --decompress "$t/cut" --to "$t/x"
{ cat "$t/pride.lm"; echo; } >"$t/long"
wrong 1 'goes on after its end, for 1 bytes' "a byte too many" --decompress "$t/long" --to "$t/x"
sed 's/\r$//' "$t/pride.lm" >"$t/unix" 2>/dev/null
wrong 1 'line ends were converted' "line ends converted" --decompress "$t/unix" --to "$t/x"
change() { # change PLACE: one byte of pride.lm, the others stay
    { head -c "$1" "$t/pride.lm"; tail -c +"$(($1 + 1))" "$t/pride.lm" | head -c 1 | tr '\000-\377' '\001-\377\000'
      tail -c +"$(($1 + 2))" "$t/pride.lm"; } >"$t/damaged"
}
for place in 10 22 30 37; do
    change $place
    wrong 1 'is damaged: its header' "byte $place of the header changed" --decompress "$t/damaged" --to "$t/x"
done
for place in 40 41 60 300; do
    change $place
    wrong 1 'is damaged|is cut short' "byte $place changed" --decompress "$t/damaged" --to "$t/x"
done
[ ! -e "$t/x" ] && [ -z "$(find "$t" -name '*.part')" ]
verdict $? "of all these nothing was written"
wrong 1 'exists already: --to NAME' "a file that exists is not replaced" --compress "$t/pride"
wrong 1 'exists already: --to NAME' "... nor by --decompress" --decompress "$t/pride.lm"
wrong 2 'does not end in .lm' "a name without .lm" --decompress "$t/names.gz"
wrong 1 'cannot write .*No such file' "a folder that is not there" --compress "$t/pride" --to "$t/no/where"
wrong 1 'cannot find' "no such file" --compress "$t/nowhere"

# ---- weights that int8 cannot hold ----

spoil() { # spoil BYTES: a number of a matrix in the small GPT-2's file becomes these 16 bits
    rm -rf "$t/spoilt"
    cp -R datasets/gpt2-austen "$t/spoilt"
    file=$t/spoilt/model.safetensors
    n=$(($(wc -c <"$file") - 100000))
    # shellcheck disable=SC2059
    { head -c $((n / 2 * 2)) datasets/gpt2-austen/model.safetensors; printf "$1"; tail -c +$((n / 2 * 2 + 3)) datasets/gpt2-austen/model.safetensors; } >"$file"
}
spoil '\000\174' # infinity as f16
wrong 1 'is inf: int8 weights need numbers' "an infinite weight" --model "$t/spoilt" --int8 --prompt x
spoil '\000\176'
wrong 1 'is -?nan: int8 weights need numbers' "a weight that is not a number" --model "$t/spoilt" --int8 --prompt x

echo "inference: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 50 ]
