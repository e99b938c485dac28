/*
 * Exercise 13.2: LoRA, forward
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  none; Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", section 4.1
 *           https://arxiv.org/abs/2106.09685
 * uses:     gemm, gemm_bias (gemm.h); malloc, free (stdlib.h)
 * refuses:  lora_product, tensor_linear, tensor_matmul: write it with gemm
 *
 * task:     xA = x A, and y = x W + bias + scale (xA) B. x is (rows, in), W (in, out), bias (out), A (in, rank), B (rank,
 *           out), xA (rows, rank), y (rows, out).
 *           gemm_bias(M, N, K, x, W, bias, y) computes y (M, N) = x (M, K) W (K, N) + bias in each row;
 *           gemm(false, false, M, N, K, a, b, c, true) adds the product a b to c, with false at the end it replaces c.
 * example:  x = (1 2), W = (1 0; 0 1), bias = (0 0), A = (1; 1), B = (10 20), scale 0.5: xA = 3, y = (1 2) + 0.5 (30 60) =
 *           (16 32).
 * trap:     (x A) B, not x (A B): two thin products cost rank (in + out) a row, the matrix A B costs in times out.
 * trap:     xA is kept for backward as it is: without scale.
 */
#include "13-finetune.h"
#include "gemm.h"

#include <stdlib.h>

void lora_forward(LoraSize s, const real x[], const real W[], const real bias[], const real A[], const real B[],
                  real scale, real xA[], real y[])
{
    //: solution
    int n = s.rows * s.rank;
    real *scaled = malloc(sizeof *scaled * (size_t)n);
    gemm_bias(s.rows, s.out, s.in, x, W, bias, y);
    gemm(false, false, s.rows, s.rank, s.in, x, A, xA, false);
    for (int i = 0; i < n; i++)
        scaled[i] = scale * xA[i];
    gemm(false, false, s.rows, s.out, s.rank, scaled, B, y, true);
    free(scaled);
    //: end
}

/*
 * hint:     Three products: x W with its bias into y, x A into xA, and a thin one that is added to y.
 * hint:     gemm has no factor. Multiply a copy of xA by scale, and use that in the last product.
 * hint:     gemm(false, false, s.rows, s.out, s.rank, scaled, B, y, true); the last true adds to what is in y.
 *
 * outputs:  lora_forward xA[s.rows * s.rank], y[s.rows * s.out]
 *
 * mistake:  no scale
 *  -        scaled[i] = scale * xA[i];
 *  +        scaled[i] = xA[i];
 *  says:    scale is missing
 * mistake:  replaces x W
 *  -    gemm(false, false, s.rows, s.out, s.rank, scaled, B, y, true);
 *  +    gemm(false, false, s.rows, s.out, s.rank, scaled, B, y, false);
 *  says:    add the adapter's product to x W
 * mistake:  no bias
 *  -    gemm_bias(s.rows, s.out, s.in, x, W, bias, y);
 *  +    gemm(false, false, s.rows, s.out, s.in, x, W, y, false);
 *  says:    bias is missing
 * mistake:  xA with scale
 *  -        scaled[i] = scale * xA[i];
 *  +        scaled[i] = xA[i] *= scale;
 *  says:    without scale
 * mistake:  no adapter
 *  -    gemm(false, false, s.rows, s.out, s.rank, scaled, B, y, true);
 *  says:    the adapter's product is missing
 */
