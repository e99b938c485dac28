#!/bin/sh
# The tensor library on processors with narrower vectors: the tests of gemm and of tensors, compiled for AVX2, for plain
# x86-64 (16 bytes) and, where a cross compiler and an emulator are installed (gcc-aarch64-linux-gnu, qemu-user), the
# products alone for 64-bit ARM (NEON). Check is not needed: tests/stand-in takes its place.
#   tests/widths.sh [avx2|sse|neon]...     those named, or all that can run here; a missing one is SKIPPED
set -u
work=build/widths
mkdir -p "$work"
passed=0 failed=0 skipped=0
flags='-std=gnu17 -ffp-contract=fast -fno-trapping-math -fno-math-errno -w'
threads=-fopenmp
include="-Itests/stand-in -iquote tests $(for room in common/*/; do printf ' -iquote %s' "${room%/}"; done)"
objects() { # FILE...: compiles each as it is compiled for the lessons
    for source; do
        object=$work/$name/$(echo "$source" | tr / -).o
        # shellcheck disable=SC2086
        $compiler $flags $threads $level -march="$machine" $include -c "$source" -o "$object" || return 1
        echo "$object" >>"$work/$name/objects"
    done
}
width() { # NAME COMPILER MACHINE: builds and runs both programs
    name=$1 compiler=$2 machine=$3
    rm -rf "${work:?}/$name"
    mkdir -p "$work/$name"
    # shellcheck disable=SC2046,SC2086
    level=-O3 && objects common/*/*.c && level=-O1 && objects tests/tensor*.c &&
        $compiler $flags $threads $include tests/stand-in/check.c $(cat "$work/$name/objects") -lm -o "$work/tensor-$name" &&
        $compiler $flags $threads $include -O1 -DRUN_GEMM tests/stand-in/check.c tests/unit-gemm.c $(grep -v tests-tensor "$work/$name/objects") \
            -lm -o "$work/gemm-$name" || { failed=$((failed + 1)); echo "FAIL $name does not compile"; return; }
    for program in gemm tensor; do
        if OMP_NUM_THREADS=2 "$work/$program-$name" >"$work/$program-$name.txt" 2>&1; then
            passed=$((passed + 1)); echo "ok   $program, $name: $(tail -n 1 "$work/$program-$name.txt")"
        else
            failed=$((failed + 1)); echo "FAIL $program, $name"; grep -v '^ok' "$work/$program-$name.txt" | tail -n 20
        fi
    done
}
neon() { # all of the library is compiled, and its products are run: an emulator is slow
    # shellcheck disable=SC2086
    if aarch64-linux-gnu-gcc $flags -O3 -march=armv8-a $include tests/neon.c common/tensor/*.c common/base/*.c -lm -static -o "$work/products-neon" &&
        qemu-aarch64 "$work/products-neon" >"$work/products-neon.txt"; then
        passed=$((passed + 1)); echo "ok   neon: $(cat "$work/products-neon.txt")"
    else failed=$((failed + 1)); echo "FAIL neon: $(cat "$work/products-neon.txt")"; fi
}
skip() { skipped=$((skipped + 1)); echo "SKIPPED $1: $2"; }
[ $# -gt 0 ] || set -- avx2 sse neon
for name in "$@"; do
    case $name in
    neon)
        if ! command -v aarch64-linux-gnu-gcc >/dev/null 2>&1; then skip neon "gcc-aarch64-linux-gnu is not installed"
        elif ! command -v qemu-aarch64 >/dev/null 2>&1; then skip neon "qemu-user is not installed"
        else neon; fi ;;
    *)
        machine=x86-64 flag=sse2
        [ "$name" = sse ] || machine=x86-64-v3 flag=avx2
        if [ "$(uname -m)" != x86_64 ]; then skip "$name" "this is not an x86-64 machine"
        elif ! grep -qw $flag /proc/cpuinfo 2>/dev/null; then skip "$name" "this processor has no $flag"
        else width "$name" "${CC:-cc}" $machine; fi ;;
    esac
done
echo "widths: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
