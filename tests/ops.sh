#!/bin/sh
# Tests of the tensor library that need both builds: `tests/ops.sh FLOAT DOUBLE`, with the programs of
# tests/tensor.c in float and in double.
#   - every op of common/tensor/op_*.c has a case, and a right gradient in all of them;
#   - the float kernels agree with the double ones, at all sizes from 1 to 33;
#   - training gives the same bits with any number of threads.
set -u
float=$1 double=$2
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
verdict() { # verdict STATUS WHAT
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); echo "ok   $2"
    else failed=$((failed + 1)); echo "FAIL $2"; fi
}

ops() { cat "$@" | grep -oE 'op_[a-z0-9_]+ = \{+"[a-z0-9_]+"' | sed 's/.*"\(.*\)"/\1/' | sort -u; }
untested() { ops "$@" | grep -vxF -f "$work/exercised"; }

"$double" --ops >"$work/ops" || verdict 1 "$double --ops"
sed -n 's/^ok //p' "$work/ops" | sort -u >"$work/exercised"
for op in $(ops common/tensor/op_*.c); do
    grep -qx "ok $op" "$work/ops" && ! grep -qx "FAIL $op" "$work/ops"
    verdict $? "$op: every case has the right gradient"
done
used=$(grep -ohE '&op_[a-z0-9_]+' common/tensor/op_*.c | sort -u | wc -l)
[ "$used" -gt 0 ] && [ "$used" -eq "$(ops common/tensor/op_*.c | wc -l)" ]
verdict $? "every op that some file uses was found"
for form in 'static const Op op_new = {"new", new_backward};' \
    'static const Binary op_new = {{"new", back}, a, b};' \
    'static const Op op_sum = {"sum", sum_backward}, op_new = {"new", new_backward};'; do
    echo "$form" >"$work/op_new.c"
    [ "$(untested "$work/op_new.c")" = new ]
    verdict $? "an op without a case is missed: $form"
done

"$float" --values "$work/values" && "$double" --compare "$work/values"
verdict $? "float agrees with double, forward and backward"

# Without its values of PyTorch a case is skipped if PyTorch is not installed, else the test is red; either says how
# to make them.
mkdir "$work/tests"
sed '/^gelu 3x4 /d' tests/tensor-reference.txt >"$work/tests/tensor-reference.txt"
program=$(cd "$(dirname "$float")" && pwd)/$(basename "$float")
values() { (cd "$work" && PYTHON=$1 CK_RUN_CASE=values "$program"); }
values false >"$work/said" && grep -q 'SKIPPED gelu 3x4 .*make tensor-reference' "$work/said"
verdict $? "a case without values of PyTorch is skipped"
! values true >"$work/said" && grep -q '"gelu 3x4 .*missing: make tensor-reference' "$work/said" && ! grep -q SKIPPED "$work/said"
verdict $? "where PyTorch could make them, it fails"

for threads in 1 2 3 8; do
    OMP_WAIT_POLICY=passive OMP_DYNAMIC=false OMP_NUM_THREADS=$threads \
        "$float" --train >"$work/train-$threads"
    [ -s "$work/train-1" ] && cmp -s "$work/train-1" "$work/train-$threads"
    verdict $? "the same losses and parameters with $threads threads"
    cmp -s "$work/train-1" "$work/train-$threads" || cat "$work/train-1" "$work/train-$threads"
done

echo "ops: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
