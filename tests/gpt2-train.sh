#!/bin/sh
# A GPT-2 of one's own text: tests/gpt2-train.sh LESSON. A run that is interrupted and resumed ends with the same bits; what
# it writes can be loaded; bad input is refused.
set -u
unset CDPATH DATASETS
lesson=$1
passed=0 failed=0
t=$(mktemp -d) || exit 2
trap 'rm -rf "$t"' EXIT
trap 'exit 1' HUP INT TERM
report() { # report STATUS WHAT
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); echo "ok   $2"
    else failed=$((failed + 1)); echo "FAIL $2"; tail -n 3 "$t/out" "$t/err" | sed 's/^/     /'; fi
}
small="--vocab 300 --layers 1 --heads 2 --embd 16 --block 32 --batch 2 --accumulate 2 --dropout 0.1"
train() { # train DIR OPTIONS
    dir=$1
    shift
    # shellcheck disable=SC2086
    "$lesson" --train datasets/pride.txt --save "$t/$dir" --out "$t/results" --threads 1 $small "$@" >"$t/out" 2>"$t/err" </dev/null
}
wrong() { # wrong STATUS PATTERN WHAT OPTIONS
    wanted=$1 pattern=$2 what=$3
    shift 3
    "$lesson" --out "$t/results" --threads 1 "$@" >"$t/out" 2>"$t/err" </dev/null
    [ $? -eq "$wanted" ] && grep -qE -- "$pattern" "$t/err"
    report $? "$what: $(tail -n 1 "$t/err" | sed "s|$t/||g" | cut -c 1-120)"
}

train whole --steps 400
report $? "a small GPT-2 learns 400 steps of the novel"
awk '/^step / { sub(",", "", $6); loss[++n] = $4 + 0; held[n] = $7 + 0 } END { exit !(n == 4 && loss[4] < loss[1] && held[4] < held[1]) }' "$t/out"
report $? "... and its losses fall"
grep -q '^held out: perplexity ' "$t/out"
report $? "... $(tail -n 1 "$t/out")"

[ "$(tr ',' '\n' <"$t/whole/vocab.json" | grep -c endof)" -eq 1 ] && grep -q '<|endoftext|>": 299' "$t/whole/vocab.json"
report $? "<|endoftext|> is the last token, and no merge was learnt from it"

# shellcheck disable=SC2086
"$lesson" --train datasets/pride.txt --save "$t/parts" --out "$t/results" --threads 1 $small --steps 400 >"$t/out" 2>"$t/err" </dev/null &
program=$!
while kill -0 $program 2>/dev/null && ! [ -f "$t/parts/run.safetensors" ]; do sleep 0.02; done
kill -INT $program 2>/dev/null
wait $program
report $? "interrupted after $(sed -n 's/^step *\([0-9]*\):.*/\1/p' "$t/out" | tail -n 1) steps"
grep -q '^step *400:' "$t/out" || train parts --steps 400 --resume
for file in model.safetensors config.json vocab.json merges.txt; do
    cmp "$t/whole/$file" "$t/parts/$file" >"$t/out" 2>"$t/err"
    report $? "... and resumed: $file has the same bytes"
done
"$lesson" --model "$t/whole" --prompt "It is" --tokens 10 --out "$t/results" --threads 1 >"$t/out" 2>"$t/err"
report $? "it can be loaded: $(tr '\n' ' ' <"$t/out" | cut -c 1-60)"

wrong 1 'has done 400 steps already' "resumed with nothing to do" --train datasets/pride.txt --save "$t/whole" --resume --steps 400
wrong 1 'cannot find|cannot open|cannot read' "resumed where nothing is" --train datasets/pride.txt --save "$t/nothing" --resume
wrong 2 'belong together' "no folder" --train datasets/pride.txt
wrong 2 'belong together' "no text" --save "$t/x"
wrong 2 'must be a multiple' "heads that do not divide" --train datasets/pride.txt --save "$t/x" --embd 30 --heads 4
wrong 1 '100 thousand at least' "a short text" --train datasets/moons.tsv --save "$t/x"
wrong 1 'take a longer text or a smaller --block' "a block longer than what is held out" --train datasets/names.txt --save "$t/x" --block 4096
wrong 1 'cannot make the folder' "a folder that cannot be made" --train datasets/pride.txt --save "$t/whole/config.json/x"

# the notebook's questions
mkdir "$t/bad"
{ head -n 1 datasets/endings.tsv; echo 'He did not	know	knew	known'; } >"$t/bad/endings.tsv"
DATASETS=$t/bad
export DATASETS
wrong 1 'endings.tsv, line 2: a question and 4 endings, the right one first' "a question with three endings" --quick --steps 1
printf '%s\t' a b c d e f >"$t/bad/endings.tsv"
wrong 1 'endings.tsv, line 1 has more than 4 endings' "a question with five" --quick --steps 1
echo "gpt2-train: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
