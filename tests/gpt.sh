#!/bin/sh
# What lesson 07's program does with files: `tests/gpt.sh PROGRAM`, the program built with anybody's exercises.
#   - a run that is killed and resumed ends with the very bytes of one that was not;
#   - --eval, --sample and --prompt; texts, names by lines, tales; letters of any language;
#   - files that are not a checkpoint, or belong to another model: a clear error, and status 1 or 2.
set -u
unset CDPATH DATASETS
program=$1
passed=0 failed=0
t=$(mktemp -d) || exit 2
child=
trap '[ -z "$child" ] || kill -9 "$child" 2>/dev/null; rm -rf "$t"' EXIT
trap 'exit 1' HUP INT TERM
small="--layers 1 --heads 2 --embd 16 --block 32 --batch 4 --threads 1"
head -n 400 datasets/names.txt >"$t/names.txt"
verdict() { # verdict STATUS WHAT
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); echo "ok   $2"
    else failed=$((failed + 1)); echo "FAIL $2"; tail -n 3 "$t/out" "$t/err" | sed 's/^/     /'; fi
}
run() { # run OPTIONS: status, $t/out, $t/err
    # shellcheck disable=SC2086
    "$program" --out "$t/results" "$@" >"$t/out" 2>"$t/err" </dev/null
    status=$?
}
wrong() { # wrong STATUS PATTERN WHAT OPTIONS
    wanted=$1 pattern=$2 what=$3
    shift 3
    run "$@"
    [ "$status" -eq "$wanted" ] && grep -qE -- "$pattern" "$t/err"
    verdict $? "$what"
}
metric() { awk -F'\t' -v key="$1" '$1 == key { print $2 }' "$t/results/metrics.tsv"; }

# ---- a run, killed and resumed ----

# shellcheck disable=SC2086
text="--data $t/names.txt --lines --dropout 0.1 $small"
steps=1000 # a checkpoint after each hundred
run $text --quick --steps $steps --save "$t/whole.safetensors"
[ "$status" -eq 0 ]
verdict $? "$steps steps, saved"
step() { LC_ALL=C grep -aoE '"step": *"[0-9]+"' "$1" 2>/dev/null | grep -oE '[0-9]+'; }
killed_run() { # kills a run once its file has come to step 600; sets at
    rm -f "$t/part.safetensors"
    # shellcheck disable=SC2086
    "$program" --out "$t/killed" $text --quick --steps $steps --save "$t/part.safetensors" >/dev/null 2>&1 </dev/null &
    child=$!
    while kill -0 "$child" 2>/dev/null; do
        at=$(step "$t/part.safetensors")
        [ "${at:-0}" -lt 600 ] || break
        sleep 0.01
    done
    kill -9 "$child" 2>/dev/null
    wait "$child" 2>/dev/null
    child=
    at=$(step "$t/part.safetensors")
}
for _ in 1 2 3 4 5; do # where the run comes to its end before it is killed, once more
    killed_run
    [ "${at:-0}" -ge $steps ] || break
done
[ "${at:-0}" -ge 600 ] && [ "$at" -lt $steps ]
verdict $? "killed, with a checkpoint of step ${at:-none}"
run --data "$t/names.txt" --resume "$t/part.safetensors" --steps $steps --save "$t/part.safetensors" --dropout 0.1 --batch 4 --threads 1
[ "$status" -eq 0 ] && cmp -s "$t/whole.safetensors" "$t/part.safetensors"
verdict $? "resumed, it ends with the bytes of the run that was not killed"
[ -z "$(find "$t" -maxdepth 1 -name "*.part")" ]
verdict $? "nothing half-written is left"
wrong 1 "has done $steps steps already" "resuming what is finished" --data "$t/names.txt" --resume "$t/whole.safetensors" --steps $steps

# ---- what a file is good for ----

run --sample "$t/whole.safetensors" --prompt an
[ "$status" -eq 0 ] && [ "$(grep -c '^an' "$t/out")" -eq 5 ]
verdict $? "--sample writes five lines, which begin with the prompt"
cp "$t/out" "$t/first"
run --sample "$t/whole.safetensors" --prompt an
cmp -s "$t/out" "$t/first"
verdict $? "... the same at every call"
run --sample "$t/whole.safetensors" --temperature 0
[ "$status" -eq 0 ] && [ "$(sed -n '4,$p' "$t/out" | grep . | sort -u | wc -l)" -eq 1 ]
verdict $? "... with temperature 0 always the same line"
run --eval "$t/whole.safetensors" --data "$t/names.txt"
[ "$status" -eq 0 ] && awk -v loss="$(metric loss)" 'BEGIN { exit !(loss > 2 && loss < 3.3) }'
verdict $? "--eval prints the mean loss ($(metric loss))"
loss=$(metric loss)
sed 's/^./&/' "$t/names.txt" | sort >"$t/sorted.txt"
run --eval "$t/whole.safetensors" --data "$t/sorted.txt"
awk -v a="$loss" -v b="$(metric loss)" 'BEGIN { d = a - b; exit !(d < 1e-5 && d > -1e-5) }'
verdict $? "... which does not depend on the order of the lines"

LC_ALL=C sed 's/"heads"/"heeds"/' "$t/whole.safetensors" >"$t/headless.safetensors"
wrong 1 'does not say how many heads share its 16 channels, .*: give --heads' "a file that does not say its heads" --sample "$t/headless.safetensors" --prompt an
run --sample "$t/headless.safetensors" --prompt an --heads 2
cmp -s "$t/out" "$t/first"
verdict $? "... is told them with --heads"
echo '{"model_type": "gpt2", "n_head": 2, "n_layer": 1}' >"$t/config.json"
run --sample "$t/headless.safetensors" --prompt an
cmp -s "$t/out" "$t/first"
verdict $? "... or by the config.json beside it"
echo '{"model_type": "gpt2", "n_head": 17}' >"$t/config.json"
wrong 1 'config.json: "n_head" is 17, and should be a whole number from 1 to 16' "... which must make sense" --sample "$t/headless.safetensors"
rm "$t/config.json"
wrong 1 '16 channels cannot be shared by 3 heads' "... which must share the channels" --sample "$t/headless.safetensors" --heads 3
run --layers 1 --heads 2 --embd 8 --threads 1 --quick --steps 1 --save "$t/tales.safetensors"
run --eval "$t/tales.safetensors" --threads 1
[ "$status" -eq 0 ] && [ -n "$(metric loss)" ]
verdict $? "a model of few tales reads others, of any length"
if command -v gnuplot >/dev/null 2>&1; then
    tools/run 07-gpt "$program" --sample "$t/whole.safetensors" --out "$t/results" >"$t/out" 2>"$t/err" </dev/null &&
        ! grep -qE 'could not be drawn|cannot access|figures:|string' "$t/err"
    verdict $? "a run without curves draws none"
fi

# ---- letters of any language, and bytes that are none ----

for i in 1 2 3 4 5 6 7 8 9 10; do printf 'jos\303\251\nzo\303\253\n\346\235\216\351\233\267\n\360\237\230\211\n'; done >"$t/utf8.txt" # jose zoe li-lei and a smile
letters="--lines $small --quick --steps 30"
# shellcheck disable=SC2086
run --data "$t/utf8.txt" $letters --save "$t/utf8.safetensors" --maps
[ "$status" -eq 0 ] && grep -qF '10 different ones: \n j o s z' "$t/out"
verdict $? "letters are characters, however many bytes they have"
run --sample "$t/utf8.safetensors" --prompt "$(printf '\346\235\216')"
[ "$status" -eq 0 ] && [ "$(grep -c "^$(printf '\346\235\216')" "$t/out")" -eq 5 ]
verdict $? "... in prompts and samples"
wrong 2 "never seen the character '$(printf '\303\240')'" "... also those that a model does not know" --sample "$t/utf8.safetensors" --prompt "$(printf '\303\240')"
{ cat "$t/utf8.txt"; printf 'jo\n\304\213a\n'; } >"$t/other.txt"
wrong 1 "other.txt has the character $(printf '\304\213') \\(line 42\\)" "... with their line" --eval "$t/utf8.safetensors" --data "$t/other.txt"
run --eval "$t/utf8.safetensors" --data "$t/utf8.txt"
[ "$status" -eq 0 ]
verdict $? "... and are measured"
for i in 1 2 3 4 5 6 7 8 9 10; do printf 'caf\351\nna\357f\nzo\n\303\251e\n'; done >"$t/latin.txt"
# shellcheck disable=SC2086
run --data "$t/latin.txt" $letters --save "$t/latin.safetensors"
[ "$status" -eq 0 ] && grep -qF 'different ones: \n a c e f n o z' "$t/out" && grep -qF '\xe9 \xef' "$t/out"
verdict $? "bytes that are not UTF-8 are characters of their own"

# ---- tokens instead of characters ----

# shellcheck disable=SC2086
run --tokenizer gpt2 $small --block 64 --quick --steps 2 --save "$t/gpt2.safetensors"
[ "$status" -eq 0 ] && [ "$(metric vocabulary)" = 50257 ] && grep -q 'a table of logits for every pair of tokens would take too long' "$t/out"
verdict $? "--tokenizer gpt2 trains on GPT-2's tokens, without a table of 50257 x 50257"
[ -n "$(metric val_loss)" ] && [ -z "$(metric floor)" ]
verdict $? "... and claims no floor, which counts characters"
run --sample "$t/gpt2.safetensors" --prompt "One day Mia"
[ "$status" -eq 0 ] && [ "$(grep -c '^One day Mia' "$t/out")" -eq 5 ]
verdict $? "... its file has the tokenizer in it"
run --eval "$t/gpt2.safetensors" --data "$t/names.txt" --lines
[ "$status" -eq 0 ] && [ -n "$(metric loss)" ]
verdict $? "... which reads any text"
# merges 0 and 1: "an" and "na" (in plain bytes: 97 is a, 110 n)
printf '#version: 0.2 merges=2 split=gpt2 bytes=plain\na n\nn a\n' >"$t/two.bpe"
# shellcheck disable=SC2086
run --tokenizer "$t/two.bpe" --data "$t/names.txt" --lines $small --quick --steps 2 --save "$t/two.safetensors"
[ "$status" -eq 0 ] && [ "$(metric vocabulary)" = 258 ] && [ -n "$(metric bigram_val_0)" ]
verdict $? "--tokenizer FILE.bpe: a small vocabulary has its bigram"
rm "$t/two.bpe"
run --sample "$t/two.safetensors" --prompt ann
[ "$status" -eq 0 ] && [ "$(grep -c '^ann' "$t/out")" -eq 5 ]
verdict $? "... and needs the file no longer once the model is saved"
printf 'a\n\n\nb c \n' >"$t/gaps.txt"
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do cat "$t/gaps.txt"; done >"$t/gaps"
# shellcheck disable=SC2086
run --tokenizer gpt2 --data "$t/gaps" --lines $small --quick --steps 1
[ "$status" -eq 0 ]
verdict $? "... lines end where they end, whatever GPT-2 makes of several newlines"
wrong 1 'nowhere.bpe' "a tokenizer that is not there" --tokenizer "$t/nowhere.bpe"
wrong 2 'a model.s file has its own' "a tokenizer for a model that has one" --tokenizer gpt2 --sample "$t/two.safetensors"

# ---- bad files ----

wrong 1 'no such|cannot' "a file that is not there" --sample "$t/nowhere.safetensors"
head -c 1000 "$t/whole.safetensors" >"$t/short.safetensors"
wrong 1 'short.safetensors' "a truncated file" --sample "$t/short.safetensors"
wrong 1 'names.txt' "a text file" --eval "$t/names.txt" --data "$t/names.txt"
wrong 1 'does not say which characters' "a model without a vocabulary" --sample tests/gpt.safetensors
wrong 1 'never seen' "a text with characters the model has never seen" --eval "$t/whole.safetensors" --data tales.txt
wrong 1 'not the optimiser' "a model without its run" --data "$t/names.txt" --resume tests/gpt.safetensors
wrong 2 'exclude each other' "--sample with --eval" --sample "$t/whole.safetensors" --eval "$t/whole.safetensors"
wrong 2 'never seen the character' "a prompt with a character the model has never seen" --sample "$t/whole.safetensors" --prompt '9'
wrong 2 'multiple' "heads that do not share the channels" --embd 30 --heads 4
wrong 2 'needs a number from 0 to 0.9' "a dropout of 1" --dropout 1
wrong 2 'needs a whole number from 1 to 1000' "no layers" --layers 0
wrong 1 'a line of [0-9]+ characters' "lines longer than the block" --data "$t/names.txt" --lines --block 4
printf 'too short\n' >"$t/tiny.txt"
wrong 1 'tiny.txt has 10 characters' "a text that is too short" --data "$t/tiny.txt"
wrong 1 'its last tenth' "a text shorter than ten windows" --data "$t/names.txt" --block 1000
mkdir "$t/folder"
wrong 1 'folder' "a checkpoint that cannot be written" $text --quick --steps 1 --save "$t/folder"

echo "gpt: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
