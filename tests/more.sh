#!/bin/sh
# What `make test-all` adds to `make test`: tests/more.sh [NAME...], as tests/all.sh. The video's numbers, the numbers of the
# committed pages, clang, the sanitizers over everything, the pages in a browser, formatting, spelling and English. A step
# whose tool is not installed is SKIPPED and counted.
set -u
. tests/steps.sh
here() { command -v "$1" >/dev/null 2>&1; }
page_numbers() {
    # shellcheck disable=SC2086
    RUN=$O tests/pages.sh $LESSONS
}
clang_build() {
    clang=build/obj/$(tools/compiler clang)
    make -s CC=clang WHO=solutions lessons "$clang/tests/unit" "$clang/tests/tensor" "$clang-double/tests/tensor" &&
        "$clang/tests/unit" && "$clang/tests/tensor" && "$clang-double/tests/tensor" &&
        tests/ops.sh "$clang/tests/tensor" "$clang-double/tests/tensor"
}
sanitized() { # every lesson from its first cell to its last, and the unit tests
    make -s SAN=1 WHO=solutions lessons "$S/tests/unit" "$S/tests/tensor" &&
        "$S/tests/unit" && "$S/tests/tensor" && "$S/tests/tensor" --values build/san-values.txt || return 1
    for lesson in $LESSONS; do
        lesson_from=$(date +%s)
        "$S/$lesson" --quick --out "build/san/$lesson" >build/san.txt 2>&1 ||
            { echo "FAIL $lesson under the sanitizers"; tail -n 30 build/san.txt; return 1; }
        echo "ok   $lesson under the sanitizers, $(($(date +%s) - lesson_from)) s"
    done
}
adds() { # EX2 of lesson 07, trained to the end
    "$O/07-gpt" --addition --out build/addition >/dev/null &&
        awk -F'\t' '$1 == "addition_right_percent" { print $2 " % of unseen sums are right"; good = $2 > 99 }
            END { exit !good }' build/addition/metrics.tsv
}
graded() {
    make -s graders LESSONS="$LESSONS" || return 1
    for lesson in $LESSONS; do [ ! -d "solutions/$lesson" ] || python3 tests/grade.py mistakes "$lesson" || return 1; done
    case " $LESSONS " in *" 02-"*) python3 tests/grade.py afternoon 24 ;; esac
}
by_heart() {
    make -s graders LESSONS="$LESSONS" || return 1
    for lesson in $LESSONS; do [ ! -f "tests/$lesson-drawn.c" ] || tests/drawn.py heart "$lesson" || return 1; done
}
browser() {
    # shellcheck disable=SC2086
    tests/browser.sh $LESSONS
}

# exercises/ is the learner's
formatted() {
    find common lessons solutions tests tools -name '*.[ch]' -print0 | xargs -0 clang-format --dry-run --Werror
}

case " $* " in " format " | " spelling ") ;; *) make -s WHO=solutions lessons || exit 1 ;; esac
step video "the video's numbers" tests/video.sh "$O"
step numbers "the numbers of the committed pages" page_numbers
step addition "a GPT that adds: more than 99 % of sums it has never seen" adds
case " $LESSONS " in *" 09-"*)
    free=$(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null)
    if [ "${free:-4096}" -ge 2500 ]; then step fullsize "GPT-2's own size, 124M parameters" tests/gpt2.sh "$P/tests/gpt2" "$O/09-gpt2" big
    else skip fullsize "GPT-2's own size, 124M parameters" "it needs 2.5 GB of memory, and $free MB are free"; fi ;;
esac
case " $LESSONS " in *" 12-"*)
    step compress "10 MB compressed and restored" tests/12-inference.sh "$O/12-inference" big ;;
esac
step sanitizers "the sanitizers over everything" sanitized
if why=$(tests/grade.sh --can); then step mistakes "the grader: every known mistake, an afternoon from handout to gradebook" graded
else skip mistakes "the grader: every known mistake" "$why"; fi
if why=$(tests/grade.sh --can); then step heart "the grader: answers known by heart" by_heart
else skip heart "the grader: answers known by heart" "$why"; fi
if here clang; then step clang "clang" clang_build; else skip clang "clang" "not installed"; fi
if grep -q avx512f /proc/cpuinfo 2>/dev/null; then step narrow "AVX2, on a processor with AVX-512" tests/machines.sh narrow
else skip narrow "AVX2, on a processor with AVX-512" "this processor is another"; fi
if here aarch64-linux-gnu-gcc && here qemu-aarch64; then step arm "64-bit ARM, emulated" tests/machines.sh arm
else skip arm "64-bit ARM, emulated" "gcc-aarch64-linux-gnu or qemu-user is not installed"; fi
if here pandoc && here chromium; then step browser "pages in a browser" browser
else skip browser "pages in a browser" "pandoc or chromium is not installed"; fi
case $(clang-format --version 2>/dev/null) in
*'version 14.'*) step format "the form of the sources" formatted ;;
*) skip format "the form of the sources" "clang-format 14 is not installed, and others differ" ;;
esac
step spelling "spelling and English" tests/english.sh
summary "make test-all"
