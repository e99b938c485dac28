/*
 * Exercise 13.4: LoRA, merged
 *
 * kind:     function
 * effort:   *, 10 minutes
 * points:   5
 * lecture:  none; Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", section 4.1
 *           https://arxiv.org/abs/2106.09685
 * uses:     gemm (gemm.h); malloc, free (stdlib.h)
 * refuses:  tensor_matmul: write it with gemm
 *
 * task:     Put the adapter into the weights: W += scale A B. W is (in, out), A (in, rank), B (rank, out). After that the
 *           plain product x W + bias gives what W and adapter gave together, at the speed of the base model.
 * example:  W = (1 0; 0 1), A = (1; 2), B = (10 20), scale 0.1: W = (2 2; 2 5).
 * trap:     Merge once. Merging twice adds the adapter twice.
 */
#include "13-finetune.h"
#include "gemm.h"

#include <stdlib.h>

void lora_merge(LoraSize s, real W[], const real A[], const real B[], real scale)
{
    TODO("13.4");
}
