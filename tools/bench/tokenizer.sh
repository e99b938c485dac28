#!/bin/sh
# Encodes texts with our GPT-2 tokenizer and with npm's tiktoken 1.0.22 and gpt-tokenizer 4.0.0, in turn, and prints MB/s
# (medians of five rounds) and how many times as fast ours is as the faster of the two. All must find as many tokens.
#   tools/bench/tokenizer.sh PROGRAM FILE...        make bench ARGS=tokenizer builds PROGRAM; default: datasets/pride.txt
# and tinyshakespeare, if the lecture's data is here. Needs node and npm; installs the two packages in build/peers/.
set -eu
cd "$(dirname "$0")/../.."
program=${1:?usage: tools/bench/tokenizer.sh PROGRAM FILE...}
shift
if [ $# -eq 0 ]; then
    set -- "$PWD/datasets/pride.txt"
    for folder in "${DATASETS:-}" "$PWD/datasets"; do
        [ ! -f "$folder/tinyshakespeare.txt" ] || { set -- "$@" "$folder/tinyshakespeare.txt"; break; }
    done
fi
command -v npm >/dev/null || { echo "tools/bench/tokenizer.sh: this needs node and npm" >&2; exit 1; }
mkdir -p build/peers
[ -d build/peers/node_modules/tiktoken ] ||
    (cd build/peers && npm install --silent --no-fund --no-audit tiktoken@1.0.22 gpt-tokenizer@4.0.0 >/dev/null)
results=$(mktemp)
trap 'rm -f "$results"' EXIT
for _ in 1 2 3 4 5; do
    OMP_NUM_THREADS=1 "$program" "$@" | sed 's/^/ours_/' >>"$results"
    (cd build/peers && node ../../tools/bench/tokenizer.js "$@") >>"$results"
done
for file; do
    awk -v file="$(basename "$file")" '
        function median(x, n,   i, j, t) {
            for (i = 2; i <= n; i++)
                for (j = i; j > 1 && x[j] < x[j - 1]; j--) { t = x[j]; x[j] = x[j - 1]; x[j - 1] = t }
            return x[int((n + 1) / 2)]
        }
        $1 == "ours_" file "_mb_per_s" { ours[++a] = $2 }
        $1 == "tiktoken_" file "_mb_per_s" { rust[++b] = $2 }
        $1 == "gpt-tokenizer_" file "_mb_per_s" { js[++c] = $2; best = rust[b] > $2 ? rust[b] : $2; ratio[c] = ours[a] / best }
        $1 ~ file "_tokens$" { if (tokens && tokens != $2) wrong = 1; tokens = $2 }
        END {
            low = high = ratio[1]
            for (i in ratio) { low = ratio[i] < low ? ratio[i] : low; high = ratio[i] > high ? ratio[i] : high }
            printf "%s: %d tokens%s\n  ours %.1f MB/s, tiktoken (wasm) %.1f, gpt-tokenizer %.1f: %.1f times the faster (%.1f to %.1f)\n",
                file, tokens, wrong ? ", BUT NOT ALL AGREE" : " on all sides", median(ours, a), median(rust, b), median(js, c),
                median(ratio, c), low, high
            exit wrong
        }' "$results"
done
