/*
 * Exercise 7.2: one head of self-attention
 *
 * kind:     function
 * effort:   ***, 30 minutes
 * points:   15
 * lecture:  Let's build GPT, the cell that begins "# version 4: self-attention!", and gpt.py,
 *           "class Head(nn.Module):"
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     hide_future (07-gpt.h); tensor_matmul, tensor_transpose, tensor_scale, tensor_softmax (tensor.h);
 *           sqrt (math.h)
 * refuses:  tensor_attention, tensor_self_attention, communicate: write it from tensor_matmul, hide_future and
 *           tensor_softmax
 *
 * task:     From each position's x compute a key, a query and a value. score[t][s] = q[t] . k[s] / sqrt(size). Hide the
 *           future, apply softmax to each row, and return the weighted sum of the values.
 * example:  With Wq all zeros every score is 0, so every position gets the mean of the values of its past, as in
 *           exercise 7.1. With one position, T = 1, the result is x Wv whatever Wk and Wq are.
 * trap:     The size is that of the head, the number of columns of Wk, not C. (The lecture's gpt.py has C**-0.5 there,
 *           which is too small a factor whenever there are several heads; its notebook has head_size**-0.5, as the
 *           paper does.)
 * trap:     Row t of the scores is t's query with all keys: q k^T, not k q^T.
 */
#include "07-gpt.h"

#include <math.h>

Tensor *head(Tensor *x, Tensor *Wk, Tensor *Wq, Tensor *Wv)
{
    TODO("7.2");
}
