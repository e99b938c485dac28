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
    TODO("13.2");
}
