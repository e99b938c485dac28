#!/bin/sh
# What lesson 14's program does with files, signals and threads: `tests/rl.sh PROGRAM POLICY DOUBLE`, the program, and the
# tests of its algorithm (tests/policy.c) with float and with double.
#   - a run that is killed and resumed ends with the very bytes of one that was not;
#   - Ctrl-C ends a loop, not the lesson; any number of threads prints the same;
#   - files that are not a policy, or not a run: a clear error, and status 1 or 2.
set -u
unset CDPATH DATASETS
program=$1
passed=0 failed=0
t=$(mktemp -d) || exit 2
child=
trap '[ -z "$child" ] || kill -9 "$child" 2>/dev/null; rm -rf "$t"' EXIT
trap 'exit 1' HUP INT TERM
verdict() { # verdict STATUS WHAT
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); echo "ok   $2"
    else failed=$((failed + 1)); echo "FAIL $2"; tail -n 3 "$t/out" "$t/err" | sed 's/^/     /'; fi
}
run() { # run OPTIONS: status, $t/out, $t/err
    "$program" --quick --out "$t/results" "$@" >"$t/out" 2>"$t/err" </dev/null
    status=$?
}
wrong() { # wrong STATUS PATTERN WHAT OPTIONS
    wanted=$1 pattern=$2 what=$3
    shift 3
    run "$@"
    [ "$status" -eq "$wanted" ] && grep -qE -- "$pattern" "$t/err"
    verdict $? "$what"
}
step() { LC_ALL=C grep -aoE '"step": *"[0-9]+"' "$1" 2>/dev/null | grep -oE '[0-9]+'; }

"$2" >"$t/out" 2>"$t/err" && tail -n 1 "$t/out"
verdict $? "the algorithm, in float"
"$3" >"$t/out" 2>"$t/err" && tail -n 1 "$t/out"
verdict $? "the algorithm, in double: the policy gradient to 1e-9"

# ---- killed and resumed ----

run --steps 30 --save "$t/whole.safetensors"
verdict "$status" "thirty steps, saved"
"$program" --quick --out "$t/killed" --steps 30 --save "$t/part.safetensors" >/dev/null 2>&1 </dev/null &
child=$!
while kill -0 "$child" 2>/dev/null; do
    at=$(step "$t/part.safetensors")
    [ "${at:-0}" -lt 10 ] || break
    sleep 0.01
done
kill -9 "$child" 2>/dev/null
wait "$child" 2>/dev/null
child=
at=$(step "$t/part.safetensors")
[ "${at:-0}" -ge 10 ] && [ "$at" -lt 30 ]
verdict $? "another is killed at step ${at:-none}"
run --steps 30 --resume "$t/part.safetensors" --save "$t/part.safetensors"
[ "$status" -eq 0 ] && cmp -s "$t/whole.safetensors" "$t/part.safetensors"
verdict $? "resumed, it ends with the same bytes"

# ---- Ctrl-C, threads ----

"$program" --quick --out "$t/interrupted" --steps 100000 --save "$t/stopped.safetensors" >"$t/out" 2>"$t/err" </dev/null &
child=$!
while kill -0 "$child" 2>/dev/null && [ ! -f "$t/stopped.safetensors" ]; do sleep 0.01; done
kill -INT "$child"
wait "$child"
status=$?
child=
[ "$status" -eq 0 ] && grep -q 'Ctrl-C: GRPO ends here' "$t/err" && grep -q '% right' "$t/out"
verdict $? "Ctrl-C ends the training; the policy is saved and measured"
for threads in 1 2 3 8; do
    run --steps 2 --threads $threads
    cp "$t/out" "$t/out-$threads"
done
cmp -s "$t/out-1" "$t/out-2" && cmp -s "$t/out-1" "$t/out-3" && cmp -s "$t/out-1" "$t/out-8"
verdict $? "one, two, three and eight threads print the same"

# ---- bad input ----

wrong 1 'cannot find nothing.safetensors' "a policy that is not there" --data nothing.safetensors
wrong 1 'names.txt' "a file that is not a policy" --data names.txt
wrong 1 'not a model of this lesson' "a GPT that is not of this lesson" --data gpt2-austen/model.safetensors
head -c 100000 datasets/sums.safetensors >"$t/cut.safetensors"
wrong 1 'cut.safetensors' "a file that was cut off" --data "$t/cut.safetensors"
wrong 1 'not the optimiser' "a policy is not a run" --resume datasets/sums.safetensors
wrong 1 'done 30 steps already' "a run that has come to its end" --resume "$t/whole.safetensors" --steps 30
wrong 1 '.' "a folder that is not there" --steps 1 --save "$t/nowhere/file.safetensors"
wrong 2 'pretrain goes with neither' "two commands at once" --pretrain "$t/a" --save "$t/b"
wrong 2 'steps' "no number of steps" --steps x
echo "rl: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 10 ]
