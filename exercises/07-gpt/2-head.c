/*
 * Exercise 7.2: one head of self-attention
 *
 * kind:     function
 * effort:   ***, 30 minutes
 * points:   15
 * lecture:  Let's build GPT, the cell that begins "# version 4: self-attention!", and gpt.py,
 *           "class Head(nn.Module):"
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     tensor_matmul, tensor_transpose, tensor_scale, tensor_causal_mask, tensor_softmax (tensor.h); sqrt
 *           (math.h)
 * refuses:  tensor_attention, tensor_self_attention, communicate: write it from tensor_matmul, tensor_causal_mask and
 *           tensor_softmax
 *
 * task:     Every position makes a key, a query and a value of its numbers in x. The score of t for s is the
 *           dot product of t's query and s's key, divided by the root of their size; the future is hidden,
 *           and softmax makes weights of the scores. Return the values, weighted so.
 * example:  With Wq all zeros every score is 0, so every position gets the mean of the values of its past:
 *           exercise 7.1. With one position, T = 1, the result is x Wv whatever Wk and Wq are.
 * trap:     The size is the heads', that is the number of columns of Wk, and not C. (gpt.py of the lecture
 *           has C**-0.5 there, which is too small a factor whenever there are several heads; the notebook's
 *           head_size**-0.5 is what the paper has.)
 * trap:     Row t of the scores is what t's query asks of all keys: q k^T, not k q^T.
 */
#include "07-gpt.h"

#include <math.h>

Tensor *head(Tensor *x, Tensor *Wk, Tensor *Wq, Tensor *Wv)
{
    TODO("7.2");
}
