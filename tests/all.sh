#!/bin/sh
# The tests of `make test`: tests/all.sh [NAME...], all of them or those named: `make test-NAME` makes one. tests/tests.mk
# sets the environment: O, P, D, the folders of built programs, LESSONS, and what tools/check-one needs.
set -u
. tests/steps.sh
quick_runs() {
    for lesson in $LESSONS; do "$O/$lesson" --quick >/dev/null 2>&1 || { echo "$lesson --quick failed"; return 1; }; done
}
meta() {
    for lesson in $LESSONS; do [ ! -d "solutions/$lesson" ] || set -- "$@" "$lesson"; done
    tests/meta.sh "$@"
}
pages() {
    # shellcheck disable=SC2086
    tests/pages.sh $LESSONS
}
tensors() { # in float; in double, which proves the gradients; every op, float against double, and threads
    "$P/tests/tensor" && "$D/tests/tensor" && tests/ops.sh "$P/tests/tensor" "$D/tests/tensor"
}
drawn() { # right with 200 seeds and in double, too; another seed's answers are wrong
    for lesson in $LESSONS; do
        [ -f "tests/$lesson-drawn.c" ] || continue
        "$P/drawn/$lesson" "$lesson" 200 || return 1
        case $lesson in 11-* | 12-*) ;; *) "$D/drawn/$lesson" "$lesson" 20 >/dev/null || return 1 ;; esac # these compute in float, always
    done
}

if [ -n "$LESSONS" ]; then # none, where the only one asked for is left out
    step pages "pages are woven from the sources" pages
    step starters "starters are generated from the solutions" tests/starters.sh
    step quick "every lesson, --quick" quick_runs
    step meta "starters fail, solutions pass, mistakes are named" meta
    step drawn "the grader's drawn cases are fair" drawn
    case " $LESSONS " in *" 08-"*)
        step tokenizer "GPT-2's ids, a million texts, two trainers, bad input" tests/tokenizer.sh "$P/tests/tokenizer" "$O/08-tokenizer" ;;
    esac
    case " $LESSONS " in *" 09-"*)
        step published "GPT-2 in its own files: PyTorch's logits, and what is refused" tests/gpt2.sh "$P/tests/gpt2" "$O/09-gpt2"
        step trained "a GPT-2 of one's own text: interrupted, resumed, loaded" tests/gpt2-train.sh "$O/09-gpt2" ;;
    esac
    case " $LESSONS " in *" 12-"*)
        step serving "lesson 12 writes, compresses, restores, refuses" tests/12-inference.sh "$O/12-inference" ;;
    esac
    case " $LESSONS " in *" 13-"*)
        step assistant "an assistant: its base model interrupted and resumed, long lines, marks, adapters" tests/13-finetune.sh "$O/13-finetune" ;;
    esac
    case " $LESSONS " in *" 14-"*)
        step policy "the policy gradient in double, rollouts; killed and resumed" tests/rl.sh "$O/14-rl" "$P/tests/policy" "$D/tests/policy" ;;
    esac
fi
if [ -n "${WHOLE:-}$*" ]; then # with LESSONS=09-gpt2, only what is about lessons
    step pieces "one piece at a time, and the handout" tests/pieces.sh
    step desk "a learner's day: printf, endless loops, what is written" tests/desk.sh
    step update "a newer course, and work that is half done" tests/update.sh
    step build "the build: what exercises need, libraries, compilers" tests/build.sh
    step doctor "doctor" tests/doctor.sh
    if why=$(tests/grade.sh --can); then step grade "the grader: cheats, archives, a class" tests/grade.sh
    else skip grade "the grader" "$why"; fi
    step unit "unit tests of common/" "$O/tests/unit"
    step tensor "tensors: in float, in double, every op" tensors
    step cli "bad input" tests/cli.sh "$O"
    step smallest "the smallest data each lesson accepts, and one line less" tests/smallest.sh "$O"
    step gpt "a GPT in files: killed and resumed, measured, refused" tests/gpt.sh "$O/07-gpt"
    step datasets "downloads, on the loopback address" tests/datasets.sh "$P/tests/loopback"
    step rooms "the rooms of common/" tests/rooms.sh
    step names "every make that is named somewhere does something" tests/names.sh
fi
for number in ${LEFT_OUT:-}; do
    skip "lesson-$number" "lesson $number" "make lesson-$number says what it needs"
done
summary "make test"
