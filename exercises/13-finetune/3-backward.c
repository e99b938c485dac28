/*
 * Exercise 13.3: LoRA, backward
 *
 * kind:     function
 * effort:   ***, 40 minutes
 * points:   15
 * lecture:  Building makemore Part 4: Becoming a Backprop Ninja, for the rule of a product
 *           https://www.youtube.com/watch?v=q8SA3rM6ckI
 * uses:     gemm (gemm.h); malloc, free (stdlib.h)
 * refuses:  lora_product, tensor_linear, tensor_matmul, tensor_backward: write it with gemm
 *
 * task:     The gradients of y = x W + bias + scale (x A) B, given dy (rows, out). Add to dB (rank, out), dA (in, rank) and
 *           dx (rows, in). W and bias are frozen, so they have none. xA (rows, rank) is x A, as forward left it.
 *           With d = scale dy B^T, (rows, rank):
 *           dB += scale xA^T dy,   dA += x^T d,   dx += dy W^T + d A^T.
 *           gemm(true, false, M, N, K, a, b, c, true) adds a^T b, with a stored (K, M); gemm(false, true, ...) adds
 *           a b^T, with b stored (N, K).
 * example:  x = (1 2), W = (1 0; 0 1), A = (1; 1), B = (10 20), scale 0.5, dy = (1 1): d = 0.5 * 30 = 15, xA = 3;
 *           dB = (1.5 1.5), dA = (15; 30), dx = (1 1) + (15 15) = (16 16).
 * trap:     Add: other parts of the network have put gradients there, too.
 * trap:     x has two ways to y: through W and through A.
 * trap:     dW is as large as W, and computing it is a third of all work. It is not needed: do not.
 */
#include "13-finetune.h"
#include "gemm.h"

#include <stdlib.h>

void lora_backward(LoraSize s, const real x[], const real W[], const real A[], const real B[], const real xA[],
                   real scale, const real dy[], real dx[], real dA[], real dB[])
{
    TODO("13.3");
}
