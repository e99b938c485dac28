#!/bin/sh
# GPT-2 in its own files: tests/gpt2.sh PROGRAM LESSON [BIG]   PROGRAM is built from tests/gpt2.c, LESSON is lesson 09's.
#   - logits are PyTorch's, in f32, f16 and bf16; with BIG, of the 124M shape, too (2 GB of memory, 1.5 GB of disk);
#   - the ways in which others write such files: prefixes, masks, a head, several files, no config.json;
#   - --prompt, --score, --info; and everything that must be refused, with a sentence.
set -u
unset CDPATH DATASETS
program=$1 lesson=$2 big=${3:-}
passed=0 failed=0
t=$(mktemp -d) || exit 2
trap 'rm -rf "$t"' EXIT
trap 'exit 1' HUP INT TERM
reference=tests/gpt2-reference.txt
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
    [ "$status" -eq "$wanted" ] && [ ! -s "$t/out" ] && grep -qE -- "$pattern" "$t/err" && [ "$(wc -l <"$t/err")" -eq 1 ] &&
        ! grep -q CHECK "$t/err"
    verdict $? "$what: $(head -n 1 "$t/err" | sed "s|$t/||g; s|^[a-z0-9-]*: ||" | cut -c 1-150)"
}
make() { # make NAME [VARIANT...]: a small model
    name=$1
    shift
    "$program" make "$t/$name" tiny f32 "$@" >"$t/out" 2>"$t/err"
}
same() { # same NAME WHAT: its logits are PyTorch's
    "$program" compare $reference tiny f32 "$t/$1" >"$t/out" 2>"$t/err"
    verdict $? "$2: $(cut -d: -f2 "$t/out")"
}
change() { # change NAME FILE SED: a copy of the small model, changed in one place
    rm -rf "$t/$1"
    cp -R "$t/plain" "$t/$1"
    LC_ALL=C sed "$3" "$t/plain/$2" >"$t/$1/$2"
    ! cmp -s "$t/plain/$2" "$t/$1/$2" || verdict 1 "$1 has no change"
}
lies() { # lies SED PATTERN WHAT: config.json changed
    change lie config.json "$1"
    wrong 1 "lie/config.json:? $2" "$3" --model "$t/lie" --info
}

# ---- the same numbers ----

for type in f32 f16 bf16; do
    "$program" make "$t/$type" tiny $type && "$program" compare $reference tiny $type "$t/$type" >"$t/out" 2>"$t/err"
    verdict $? "$type: $(cut -d: -f2 "$t/out")"
    "$program" again "$t/$type" "$t/again" && diff -r "$t/$type" "$t/again" >"$t/out" 2>"$t/err"
    verdict $? "... loaded and saved, the same bytes"
done
cp -R "$t/f32" "$t/plain"
for variant in prefix buffers head shards "prefix buffers head shards"; do
    # shellcheck disable=SC2086
    make variant $variant && same variant "$variant"
    rm -rf "$t/variant"
done
"$program" make "$t/package" mini bf16 && cp tests/gpt2-package.safetensors "$t/package/model.safetensors" &&
    "$program" compare $reference mini bf16 "$t/package" >"$t/out" 2>"$t/err"
verdict $? "a file by the safetensors package: $(cut -d: -f2 "$t/out")"
"$program" padding "$t/plain" >"$t/out" 2>"$t/err"
verdict $? "padding is never drawn: $(cat "$t/out")"
[ -z "$(find "$t" -name '*.part')" ]
verdict $? "nothing half-written is left"

# ---- saving what cannot be saved ----

unsaved() { # unsaved PATTERN WHAT: the last command said so and left the folder as it was
    [ "$status" -eq 1 ] && grep -qE "$1" "$t/err" && [ "$(wc -l <"$t/err")" -eq 1 ] && diff -r "$t/plain" "$t/old" >"$t/out"
    verdict $? "$2: $(sed "s|$t/||g" "$t/err")"
}
cp -R "$t/plain" "$t/old"
"$program" make "$t/old" tiny f16 huge 2>"$t/err"
status=$?
unsaved 'wte.weight has a number too large for the type F16: save it as F32' "a number that f16 has not"
(trap '' XFSZ; ulimit -f 100; exec "$program" make "$t/old" tiny f32 huge) 2>"$t/err"
status=$?
unsaved 'cannot write .*model.safetensors: .*; the old file, if there was one, is unchanged' "a full disk"
"$program" make "$t/no/where" tiny f32 2>"$t/err"
status=$?
unsaved 'cannot make the folder .*: No such file' "a folder in a folder that is not there"

# ---- writing, scoring, showing ----

run --model "$t/plain" --prompt "It is a truth" --tokens 20
[ "$status" -eq 0 ] && grep -q '^It is a truth' "$t/out" && grep -qE '[0-9]+ tokens read .* 20 written .* tokens/s; .* MB' "$t/err"
verdict $? "--prompt goes on with the text, and says how fast and in how much memory"
cp "$t/out" "$t/first"
run --model "$t/plain" --prompt "It is a truth" --tokens 20
cmp -s "$t/out" "$t/first"
verdict $? "... with the same words for the same seed"
run --model "$t/plain" --prompt "It is a truth" --tokens 20 --seed 2
! cmp -s "$t/out" "$t/first"
verdict $? "... and with others for another"
run --model "$t/plain" --prompt "It" --tokens 20 --greedy
cp "$t/out" "$t/first"
run --model "$t/plain" --prompt "It" --tokens 20 --temperature 0 --seed 9
cmp -s "$t/out" "$t/first"
verdict $? "--greedy is --temperature 0, whatever the seed"
run --model "$t/plain" --prompt "It" --tokens 20 --top-p 0 --seed 4
cmp -s "$t/out" "$t/first"
verdict $? "... and --top-p 0"
run --model "$t/plain" --prompt "It" --tokens 20 --top-k 1 --seed 5
cmp -s "$t/out" "$t/first"
verdict $? "... and --top-k 1"
make ending ending
run --model "$t/ending" --prompt "It" --tokens 50 --greedy
[ "$status" -eq 0 ] && [ "$(cat "$t/out")" = It ] && grep -q ' 0 written' "$t/err"
verdict $? "at <|endoftext|> it stops"
run --model "$t/plain" --prompt "" --tokens 5
[ "$status" -eq 0 ] && grep -q '^1 tokens read' "$t/err"
verdict $? "an empty prompt begins with <|endoftext|>"
run --model "$t/plain" --prompt "$(head -c 900 datasets/pride.txt)" --tokens 5
[ "$status" -eq 0 ] && grep -qE 'the prompt has [0-9]+ tokens, and this model sees 64 at a time: only the last 64 count' "$t/err"
verdict $? "a prompt longer than the block: its end counts, and that is said"
run --model "$t/plain" --prompt "It" --tokens 300 --temperature 3 --top-k 0
[ "$status" -eq 0 ] && iconv -f UTF-8 -t UTF-8 "$t/out" >/dev/null && ! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037]')" "$t/out"
verdict $? "300 tokens of noise come out as UTF-8 without control characters, and beyond the block"
same_in_pieces() { # same_in_pieces FILE: however it comes
    for n in 1 2 3 5 64; do "$program" stream $n <"$1" | cmp -s - "$2" || return 1; done
}
cat datasets/languages.tsv >"$t/letters"
printf '\360\237\230\200 \303\251\342\202\254\n' >>"$t/letters"
same_in_pieces "$t/letters" "$t/letters"
verdict $? "letters that come in pieces come out whole"
printf 'a\303(\342\202\377\360\237\033[1m\302\233\000\355\240\200z\342\202' >"$t/broken"
r=$(printf '\357\277\275')
printf '%s' "a$r($r$r$r$r[1m$r$r$r$r${r}z$r" >"$t/mended" # of three bytes that cannot begin a letter, each is one
same_in_pieces "$t/broken" "$t/mended"
verdict $? "... what is broken, and what would command the terminal, is replaced"
run --model "$t/plain" --score datasets/tales.txt
[ "$status" -eq 0 ] && awk '/^nats/ { good = $4 > 5 && $4 < 7 } /^perplexity/ { good = good && $2 > 200 && $2 < 700 } END { exit !good }' "$t/out"
verdict $? "--score: a model that knows nothing is as good as chance ($(awk '/^perplexity/ { print $2 }' "$t/out"))"
run --model "$t/plain" --info
[ "$status" -eq 0 ] && grep -q '^parameters  103344:' "$t/out" && grep -qE '^h.2.mlp.c_fc.weight +F32 +\(48, 192\)$' "$t/out" &&
    grep -q '^vocabulary  300: 256 bytes, 43 merges, 1 special; and 20 rows of padding' "$t/out"
verdict $? "--info says what is in the files"
cp -R "$t/plain" "$t/headless"
rm "$t/headless/config.json"
wrong 1 'no config.json beside it.* 48 channels: give --heads' "no config.json" --model "$t/headless" --info
run --model "$t/headless" --prompt "It" --tokens 20 --greedy --heads 4
cmp -s "$t/out" "$t/first"
verdict $? "... with --heads it writes the same"
run --model "$t/plain/model.safetensors" --prompt "It" --tokens 20 --greedy
cmp -s "$t/out" "$t/first"
verdict $? "--model may name the weights"
wrong 1 '48 channels cannot be shared by 5 heads' "... heads that do not divide" --model "$t/headless" --info --heads 5

# ---- options that do not go together ----

wrong 2 'give one of them' "two commands" --model "$t/plain" --info --prompt x
wrong 2 'needs --prompt TEXT, --score FILE or --info' "no command" --model "$t/plain"
wrong 2 'need --model' "no model" --prompt x
wrong 2 'belong to --prompt' "--tokens alone" --model "$t/plain" --info --tokens 5
wrong 2 'needs a number from 0 to 1' "--top-p 2" --model "$t/plain" --prompt x --top-p 2

# ---- another architecture ----

lies 's/"gpt2"/"llama"/; s/GPT2LMHeadModel/LlamaForCausalLM/' 'the model.s architecture is "llama" \(LlamaForCausalLM\)' "Llama's config.json"
lies 's/"gpt2"/"mistral"/; s/GPT2LMHeadModel/MistralForCausalLM/' 'the model.s architecture is "mistral"' "Mistral's"
lies 's/"gpt2"/"bert"/; s/GPT2LMHeadModel/BertForMaskedLM/' 'the model.s architecture is "bert"' "BERT's"
for kind in bert:BERT llama:Llama neo:GPT-NeoX; do
    make other "${kind%:*}"
    wrong 1 "another architecture: by its tensor .*${kind#*:}" "the weights of ${kind#*:}" --model "$t/other" --info
    sed 's/"gpt2"/"phi"/' "$t/plain/config.json" >"$t/other/config.json"
    wrong 1 'the model.s architecture is "phi" \(GPT2LMHeadModel\)' "... whose config.json says so itself" --model "$t/other" --info
    rm -rf "$t/other"
done
rm -rf "$t/old"; mkdir "$t/old"; : >"$t/old/pytorch_model.bin"
wrong 1 'pytorch_model.bin, which only Python can read' "PyTorch's older files" --model "$t/old" --info
mkdir "$t/empty"
wrong 1 'has neither model.safetensors nor' "an empty folder" --model "$t/empty" --info
wrong 1 'cannot find the model' "no such folder" --model "$t/nowhere" --info

# ---- a config.json that lies ----

lies 's/"n_head": 4/"n_head": 5/' '48 channels cannot be shared by 5 heads' "heads that do not divide"
lies 's/"n_head": 4/"n_head": 49/' '"n_head" is 49, and should be a whole number from 1 to 48' "too many heads"
lies '/n_head/d' '"n_head" is missing' "no heads"
lies 's/"n_layer": 3/"n_layer": 4/' 'n_layer is 4, and .* has 3 layers' "a layer missing"
lies 's/"n_layer": 3/"n_layer": 2/' 'n_layer is 2, and .* has 3 layers' "a layer too many"
lies 's/"vocab_size": 320/"vocab_size": 0/' '"vocab_size" is 0, and should be a whole number from 1' "a vocabulary of nothing"
lies 's/"vocab_size": 320/"vocab_size": 1000000000/' '"vocab_size" is 1000000000, and should be' "a vocabulary of 1e9"
lies 's/"vocab_size": 320/"vocab_size": 1e9/' '"vocab_size" is 1e9, and should be' "... written so"
lies 's/"vocab_size": 320/"vocab_size": -1/' '"vocab_size" is -1, and should be' "... negative"
lies 's/"vocab_size": 320/"vocab_size": 321/' 'vocab_size is 321, and .* has 320 rows in wte.weight' "... not that of the weights"
lies 's/"n_embd": 48/"n_embd": 64/' 'n_embd is 64, and .* has 48 channels' "other channels"
lies 's/"n_positions": 64/"n_positions": 128/' 'n_positions is 128, and .* has 64 positions' "another block"
lies 's/gelu_new/relu/' 'the activation is "relu"' "another activation"
lies 's/1e-05/1e-06/' 'layer_norm_epsilon is 1e-06' "another epsilon"
lies 's/"n_ctx": 64/"n_inner": 100/' 'n_inner is not 4 n_embd = 192' "another width of the MLP"
lies 's/"n_ctx": 64/"scale_attn_weights": false/' '"scale_attn_weights" is not true' "attention that is not scaled"
lies 's/"n_ctx": 64/"tie_word_embeddings": false/' '"tie_word_embeddings" is not true' "a head of its own"
lies '1,$d;' 'is not JSON: byte 0' "an empty config.json"
lies '2,$d; s/{/{}/' '"vocab_size" is missing' "... an empty object"
lies '2,$d; s/{/[1]/' 'it is a list, and should be an object with "vocab_size"' "... a list"
lies 's/,$//' 'is not JSON: byte 40, line 3' "no JSON"

# ---- weights ----

for bad in 'transposed:is \(144, 48\), and GPT-2.s files have \(in, out\), \(48, 144\)' 'short:no "h.1.mlp.c_fc.bias"' \
    'extra:"score.weight" \(2, 2\), which this model does not have' 'otherhead:lm_head.weight differs from wte.weight'; do
    make bad "${bad%%:*}"
    wrong 1 "${bad#*:}" "${bad%%:*}" --model "$t/bad" --info
    rm -rf "$t/bad"
done
head -c 100000 "$t/plain/model.safetensors" >"$t/cut.safetensors"
cp -R "$t/plain" "$t/cut"
mv "$t/cut.safetensors" "$t/cut/model.safetensors"
wrong 1 'it is cut short' "a file cut short" --model "$t/cut" --info
change type model.safetensors 's/"F32"/"F31"/'
wrong 1 'numbers of the unknown type "F31"' "an unknown type" --model "$t/type" --info
make shards shards
rm "$t/shards/model-00002-of-00002.safetensors"
wrong 1 'names model-00002-of-00002.safetensors, which is not beside it' "a shard missing" --model "$t/shards" --info
make shards shards
cp -R "$t/shards" "$t/index"
sed 's/"h.1.ln_1.weight"/"h.7.ln_1.weight"/' "$t/shards/model.safetensors.index.json" >"$t/index/model.safetensors.index.json"
wrong 1 'says that "h.7.ln_1.weight" is in model-00002.*, and it is not there' "an index with a tensor that is nowhere" --model "$t/index" --info
sed 's|model-00002|../model-00002|' "$t/shards/model.safetensors.index.json" >"$t/index/model.safetensors.index.json"
wrong 1 'is not the name of a file beside it' "an index that leaves its folder" --model "$t/index" --info
echo '{"metadata": {}}' >"$t/index/model.safetensors.index.json"
wrong 1 'no "weight_map"' "an index without a map" --model "$t/index" --info
echo '{"weight_map": {"wte.weight": 7}}' >"$t/index/model.safetensors.index.json"
wrong 1 'the file of "wte.weight" is not a text' "an index of numbers" --model "$t/index" --info

# ---- tokens ----

change merges merges.txt '20,$d'
wrong 1 'merges.txt line 1: merges=43, but 18 follow: the file is cut off' "merges cut off" --model "$t/merges" --info
sed '1s/ .*/ 0.2/' "$t/merges/merges.txt" >"$t/merges/m" && mv "$t/merges/m" "$t/merges/merges.txt"
wrong 1 'vocab.json has 300 tokens, and the 18 merges .* make 274: one of them is cut off' "... without a count" --model "$t/merges" --info
change merges merges.txt '3p'
wrong 1 'merges.txt line 4: .* makes a token that an earlier line already makes' "a merge twice" --model "$t/merges" --info
change merges merges.txt '5{h;d;};6{G;}'
wrong 1 'vocab.json: token 259 is .*, and by .*merges.txt it is' "two merges swapped" --model "$t/merges" --info
{ head -n 1 "$t/plain/merges.txt"; tail -n +2 "$t/plain/merges.txt" | awk '{ line[NR] = $0 } END { for (i = NR; i > 0; i--) print line[i] }'; } >"$t/merges/merges.txt"
wrong 1 'merges.txt line [0-9]+: .* is not a token so far' "merges out of order" --model "$t/merges" --info
cp datasets/gpt2-merges.txt "$t/merges/merges.txt"
wrong 1 'vocab.json has 300 tokens, and the 50000 merges' "another model's merges" --model "$t/merges" --info
rm "$t/merges/vocab.json"
wrong 1 'has 50257 tokens, and the weights have rows for 320' "... without a vocabulary" --model "$t/merges" --info
sed '1s/ .*/ 0.2/' "$t/plain/merges.txt" >"$t/merges/merges.txt"
wrong 1 'has 43 merges, and GPT-2.s file 50000' "few merges without a vocabulary" --model "$t/merges" --info
cp -R "$t/merges" "$t/one"
rm "$t/one/merges.txt"
pairs() { tail -n +2 "$t/plain/merges.txt" | sed 's/"/\\"/g' | sed "$1" | paste -sd , -; }
tokenizer_json() { # tokenizer_json MERGES TYPE: as the tokenizers package writes it
    printf '{"version": "1.0", "added_tokens": [{"id": 299, "content": "<|endoftext|>", "special": true}], "pre_tokenizer": '
    printf '{"type": "ByteLevel"}, "model": {"type": "%s", "vocab": %s, "merges": [%s]}}' "$2" "$(cat "$t/plain/vocab.json")" "$1"
}
for form in 's/.*/"&"/' 's/\(.*\) \(.*\)/["\1", "\2"]/'; do
    tokenizer_json "$(pairs "$form")" BPE >"$t/one/tokenizer.json"
    run --model "$t/one" --prompt "It" --tokens 20 --greedy
    cmp -s "$t/out" "$t/first"
    verdict $? "a tokenizer.json, as newer programs write it ($(tr -d ' ' <"$t/one/tokenizer.json" | grep -o '"merges":.\{8\}'))"
done
tokenizer_json "$(pairs 's/.*/"&"/')" WordPiece >"$t/one/tokenizer.json"
wrong 1 'tokenizer.json: its model is "WordPiece", and GPT-2.s is "BPE"' "... of BERT's kind" --model "$t/one" --info
tokenizer_json 7 BPE >"$t/one/tokenizer.json"
wrong 1 'tokenizer.json: merge 0 is not' "... with a number for a merge" --model "$t/one" --info
tokenizer_json '"h e\nh e"' BPE >"$t/one/tokenizer.json"
wrong 1 'tokenizer.json: merge 0 is not' "... with two merges in one" --model "$t/one" --info
tokenizer_json '["h", "e", "y"]' BPE >"$t/one/tokenizer.json"
wrong 1 'tokenizer.json: merge 0 is not' "... with three tokens in a merge" --model "$t/one" --info
echo '{"version": "1.0"}' >"$t/one/tokenizer.json"
wrong 1 'tokenizer.json: it has no "model" with a "vocab" and "merges"' "... without a model" --model "$t/one" --info
cp "$t/plain/vocab.json" "$t/merges/"
run --model "$t/merges" --prompt "It" --tokens 20 --greedy
cmp -s "$t/out" "$t/first"
verdict $? "... with one, as others write them, they are read"
rm "$t/merges/merges.txt"
wrong 1 'has no tokenizer' "no merges" --model "$t/merges" --info
run --model "$t/merges" --prompt "It" --tokens 20 --greedy --tokenizer "$t/plain/merges.txt"
cmp -s "$t/out" "$t/first"
verdict $? "... --tokenizer names some"
change vocab vocab.json 's/: 299}/: 300}/'
wrong 1 'vocab.json: the id of "<.endoftext.>" is not one of 0 .. 299' "an id too large" --model "$t/vocab" --info
change vocab vocab.json 's/: 299}/: 298}/'
wrong 1 'vocab.json: .* have the same id, 298' "an id twice" --model "$t/vocab" --info
change vocab vocab.json 's/"!": 0, "\\"": 1/"!": 1, "\\"": 0/'
wrong 1 'vocab.json: token 0 is ".*, and by .* it is "!"' "ids in another order" --model "$t/vocab" --info
change vocab vocab.json 's/: 299}/: "299"}/'
wrong 1 'vocab.json: the id of .* is not one of' "an id that is a text" --model "$t/vocab" --info
change vocab vocab.json 's/.*/[]/'
wrong 1 'vocab.json is not a vocabulary' "no vocabulary" --model "$t/vocab" --info
: >"$t/vocab/vocab.json"
wrong 1 'vocab.json is not JSON' "an empty vocabulary" --model "$t/vocab" --info
: >"$t/nothing.txt"
wrong 1 'nothing.txt is empty' "nothing to score" --model "$t/plain" --score "$t/nothing.txt"
wrong 1 'cannot find' "no text to score" --model "$t/plain" --score "$t/nowhere.txt"

# ---- the real size ----

if [ -n "$big" ]; then
    for type in f32 f16 bf16; do
        rm -rf "$t/big"
        "$program" make "$t/big" 124M $type && "$program" compare $reference 124M $type "$t/big" >"$t/out" 2>"$t/err"
        verdict $? "124M in $type: $(cut -d: -f2 "$t/out")"
    done
    run --model "$t/big" --prompt "Hello, I'm a language model," --tokens 3
    [ "$status" -eq 0 ] && grep -q '124439808 parameters, 50257 tokens' "$t/err" && grep -q '^8 tokens read' "$t/err"
    verdict $? "GPT-2's own shape, with its tokenizer, writes: $(tail -n 1 "$t/err")"
fi
echo "gpt2: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 80 ]
