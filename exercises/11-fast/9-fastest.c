/*
 * Exercise 11.9: the fastest product you can write
 *
 * kind:     experiment
 * effort:   ****, 120 minutes
 * points:   20
 * lecture:  none; the library's own is in common/tensor/gemm.c
 * built:    plain
 * seconds:  60
 * uses:     Vec, vec_load, vec_store, LANES (11-fast.h); memcpy, memset (string.h)
 * refuses:  gemm, gemm_part, gemm_bias, tensor_matmul, tensor_linear, tensor_unembed: the library's product is what yours
 *           is compared with; write the loops
 *
 * task:     C = A B, float, on one thread, for any M, N and K from 1 on. The checker measures it beside the library's gemm,
 *           in turn, on its own machine, and gives points for 3, 12, 25 and 40 percent of gemm's speed at 384 x 384 x 384,
 *           after it has tried odd sizes. Start from what you have: loop order, blocks, the tile, packing.
 * example:  The three loops of the definition reach about 1 percent, those of exercise 11.2 about 10.
 * trap:     C is overwritten: it may hold anything before, even NaN.
 * trap:     Memory beyond a matrix is not yours to read, not even if the result is thrown away.
 * trap:     An array whose size depends on N on the stack may be too large for it.
 */
#include "11-fast.h"

void product_fastest(int M, int N, int K, const float *A, const float *B, float *C)
{
    TODO("11.9");
}
