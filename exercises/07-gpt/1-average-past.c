/*
 * Exercise 7.1: the mean of the past, in three ways
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  Let's build GPT, the cells that begin "# We want x[b,t] = mean_{i<=t} x[b,i]",
 *           "# version 2: using matrix multiply for a weighted aggregation" and "# version 3: use Softmax"
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     tensor_zeros, tensor_matmul, tensor_causal_mask, tensor_softmax, SHAPE (tensor.h)
 * refuses:  tensor_attention, tensor_self_attention: write it from tensor_matmul, tensor_causal_mask and
 *           tensor_softmax
 *
 * task:     Replace every position by the mean of itself and all positions before it, in three ways: with loops; as a
 *           matrix of weights times x; and with weights made by softmax, from 0 for positions that may be seen and
 *           -infinity for those in the future.
 * example:  x (1, 3, 2) holds [2 7] [6 4] [1 1]: the result is [2 7] [4 5.5] [3 4]
 * trap:     Position t counts itself: its mean is over t + 1 positions.
 * trap:     tensor_matmul multiplies a batch by a batch: the weights are (B, T, T), the same for each b.
 */
#include "07-gpt.h"

void average_loops(int B, int T, int C, const real x[], real out[])
{
    TODO("7.1");
}

Tensor *average_matmul(Tensor *x)
{
    TODO("7.1");
}

Tensor *average_softmax(Tensor *x)
{
    TODO("7.1");
}
