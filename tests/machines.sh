#!/bin/sh
# The tensor library on other processors than this one: tests/machines.sh narrow | arm.
#   narrow  AVX2, on a processor with AVX-512: gemm has other tiles there
#   arm     64-bit ARM with NEON, built by a cross compiler and run by an emulator, with nothing installed for ARM but its C library:
#           the linker ignores that Check is missing, and what is run does not need it
# Every op's gradient is proven in double, and the float kernels agree with the double ones at all sizes from 1 to 33.
set -u
case ${1:-} in
narrow) set -- MARCH=x86-64-v3 ; name=$(tools/compiler cc)-x86-64-v3 on='' ;;
arm)
    set -- CC='aarch64-linux-gnu-gcc -idirafter /usr/include' MARCH=armv8-a OPENMP=-fopenmp \
        CHECKLIBS='-static -Wl,--unresolved-symbols=ignore-all'
    name=$(tools/compiler aarch64-linux-gnu-gcc)-armv8-a on=qemu-aarch64 ;;
*) echo 'tests/machines.sh narrow | arm' >&2; exit 2 ;;
esac
float=build/obj/$name/tests/tensor double=build/obj/$name-double/tests/tensor
make -s "$@" "$float" "$double" || exit 1
[ -n "$on" ] || { make -s "$@" "build/obj/$name/tests/unit" && CK_RUN_SUITE=gemm "build/obj/$name/tests/unit"; } || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
$on "$double" --ops >"$work/ops" || { cat "$work/ops"; exit 1; }
grep '^FAIL' "$work/ops" && exit 1
echo "$(grep -c '^ok' "$work/ops") cases of ops have the right gradient"
$on "$float" --values "$work/values" && $on "$double" --compare "$work/values" &&
    echo "float agrees with double, forward and backward, on $name"
