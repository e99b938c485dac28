#!/bin/sh
# All tests of `make test`, one after the other; every one runs even if another failed, and the end says
# which did. The environment has O, the folder of the built programs, and what tools/check-one needs.
set -u
. tests/steps.sh
quick_runs() {
    for lesson in "$@"; do "$O/$lesson" --quick >/dev/null 2>&1 || { echo "$lesson --quick failed"; return 1; }; done
}

step "the rooms of common/" tests/rooms.sh
step "unit tests of common/" "$O/tests/unit"
step "tensors, in float" "$P/tests/tensor"
step "tensors, in double: the proof of the gradients" "$D/tests/tensor"
step "tensors: every op, float against double, threads" tests/ops.sh "$P/tests/tensor" "$D/tests/tensor"
step "every lesson, --quick" quick_runs "$@"
if [ -d solutions ]; then
    step "starters are generated from the solutions" tests/starters.sh
    step "starters fail, solutions pass, mistakes are named" tests/meta.sh "$@"
    step "pages are woven from the sources" tests/pages.sh "$@"
    step "one piece at a time, and the handout" tests/pieces.sh
else
    skip "exercises and pages" "this is a handout, without solutions"
fi
step "bad input" tests/cli.sh "$O"
step "a GPT in files: killed and resumed, measured, refused" tests/gpt.sh "$O/07-gpt"
step "the tokenizer: GPT-2's ids, a million texts, two trainers, bad input" tests/tokenizer.sh "$P/tests/tokenizer" "$O/08-tokenizer"
step "downloads, on the loopback address" tests/datasets.sh "build/obj/$(basename "$O" | sed 's/-san$//')/tests/loopback"
step "doctor" tests/doctor.sh

summary "make test"
