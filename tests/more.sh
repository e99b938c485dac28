#!/bin/sh
# What `make test-all` adds to `make test`: the video's numbers, the numbers of the committed pages, clang,
# the sanitizers over everything, and the pages in a browser. What is not installed is SKIPPED and counted.
set -u
. tests/steps.sh
clang_build() {
    make -s CC=clang WHO=solutions lessons build/obj/clang/tests/unit build/obj/clang/tests/tensor \
        build/obj/clang-double/tests/tensor &&
        build/obj/clang/tests/unit && build/obj/clang/tests/tensor && build/obj/clang-double/tests/tensor &&
        tests/ops.sh build/obj/clang/tests/tensor build/obj/clang-double/tests/tensor
}
sanitized() { # every lesson from its first cell to its last, and the unit tests
    make -s SAN=1 WHO=solutions lessons build/obj/cc-san/tests/unit build/obj/cc-san/tests/tensor &&
        build/obj/cc-san/tests/unit && build/obj/cc-san/tests/tensor &&
        build/obj/cc-san/tests/tensor --values build/san-values.txt || return 1
    for lesson in "$@"; do
        "build/obj/cc-san/$lesson" --quick --out "build/san/$lesson" >build/san.txt 2>&1 ||
            { echo "FAIL $lesson under the sanitizers"; tail -n 30 build/san.txt; return 1; }
        echo "ok   $lesson under the sanitizers"
    done
}

adds() { # EX2 of lesson 07, trained to the end
    make -s WHO=solutions build/obj/cc/07-gpt && build/obj/cc/07-gpt --addition --out build/addition >/dev/null &&
        awk -F'\t' '$1 == "addition_right_percent" { print $2 " % of unseen sums are right"; good = $2 > 99 }
            END { exit !good }' build/addition/metrics.tsv
}

step "the video's numbers" tests/video.sh "$O"
if [ -d solutions ]; then
    make -s WHO=solutions lessons
    RUN=$O step "the numbers of the committed pages" tests/pages.sh "$@"
fi
step "a GPT that adds: more than 99 % of sums it has never seen" adds
step "the sanitizers over everything" sanitized "$@"
if command -v clang >/dev/null 2>&1; then step "clang" clang_build
else skip "clang" "not installed"; fi
if ! command -v pandoc >/dev/null 2>&1; then skip "pages in a browser" "pandoc is not installed"
elif ! command -v chromium >/dev/null 2>&1; then skip "pages in a browser" "chromium is not installed"
else step "pages in a browser" tests/browser.sh "$@"; fi

summary "make test-all"
