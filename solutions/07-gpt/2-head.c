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
    //: solution
    Tensor *k = tensor_matmul(x, Wk);                    // (B, T, size)
    Tensor *q = tensor_matmul(x, Wq);                    // (B, T, size)
    Tensor *v = tensor_matmul(x, Wv);                    // (B, T, size)
    Tensor *wei = tensor_matmul(q, tensor_transpose(k)); // (B, T, T)
    wei = tensor_scale(wei, 1 / sqrt(Wk->shape.dim[1]));
    wei = hide_future(wei);
    wei = tensor_softmax(wei);
    return tensor_matmul(wei, v); // (B, T, size)
    //: end
}

/*
 * hint:     Three products first: tensor_matmul(x, Wk) and so on are (B, T, size). What the lecture calls
 *           k.transpose(-2, -1) is tensor_transpose(k), (B, size, T).
 * hint:     The scores are tensor_matmul(q, tensor_transpose(k)), (B, T, T). Then, in this order: tensor_scale,
 *           hide_future, tensor_softmax, and the product with v.
 * hint:     The factor is 1 / sqrt(size), and Wk->shape.dim[1] is the size. softmax goes over the last
 *           dimension, s: whom t looks at.
 *
 * outputs:  head returns, d(x), d(Wk), d(Wq), d(Wv)
 *
 * mistake:  no scale
 *  -        wei = tensor_scale(wei, 1 / sqrt(Wk->shape.dim[1]));
 *  says:    the scores are not divided
 * mistake:  the scale of gpt.py
 *  -        wei = tensor_scale(wei, 1 / sqrt(Wk->shape.dim[1]));
 *  +        wei = tensor_scale(wei, 1 / sqrt(x->shape.dim[2]));
 *  says:    by the root of C, the width of x
 * mistake:  divides by the size, not by its root
 *  -        wei = tensor_scale(wei, 1 / sqrt(Wk->shape.dim[1]));
 *  +        wei = tensor_scale(wei, 1.0 / Wk->shape.dim[1]);
 *  says:    by the root of the size, not by the size
 * mistake:  sees the future
 *  -        wei = hide_future(wei);
 *  says:    the future is not hidden
 * mistake:  keys and queries exchanged
 *  -        Tensor *wei = tensor_matmul(q, tensor_transpose(k)); // (B, T, T)
 *  +        Tensor *wei = tensor_matmul(k, tensor_transpose(q));
 *  says:    queries and keys are exchanged
 * mistake:  no softmax
 *  -        wei = hide_future(wei);
 *  -        wei = tensor_softmax(wei);
 *  says:    softmax is missing
 * mistake:  the keys for the values
 *  -        return tensor_matmul(wei, v); // (B, T, size)
 *  +        return tensor_matmul(wei, v == k ? q : k);
 *  says:    what comes back are the keys
 * mistake:  x for the values
 *  -        return tensor_matmul(wei, v); // (B, T, size)
 *  +        return tensor_matmul(wei, v == x ? v : x);
 *  says:    if it is C, x itself was weighted
 * mistake:  hides the future from softmax's result
 *  -        wei = hide_future(wei);
 *  -        wei = tensor_softmax(wei);
 *  +        wei = tensor_softmax(wei);
 *  +        for (size_t i = 0, T = (size_t)x->shape.dim[1]; i < wei->size; i++) if (i % T > i / T % T) wei->data[i] = 0;
 *  says:    hide the future before softmax: after it, the weights that are left
 * mistake:  a constant among the weights
 *  -        wei = tensor_softmax(wei);
 *  +        wei = tensor_detach(tensor_softmax(wei));
 *  says:    no gradient comes back to Wk
 * mistake:  sees one too far
 *  -        wei = hide_future(wei);
 *  +        for (size_t i = 0, T = (size_t)x->shape.dim[1]; i < wei->size; i++) if (i % T > i / T % T + 1) wei->data[i] = -(real)INFINITY;
 *  says:    one too far, s = t + 1
 * mistake:  hides itself
 *  -        wei = hide_future(wei);
 *  +        for (size_t i = 0, T = (size_t)x->shape.dim[1]; i < wei->size; i++) if (i % T >= i / T % T) wei->data[i] = -(real)INFINITY;
 *  says:    the diagonal is not hidden
 * mistake:  the mask after softmax
 *  -        wei = hide_future(wei);
 *  -        wei = tensor_softmax(wei);
 *  +        wei = tensor_softmax(wei);
 *  +        wei = hide_future(wei);
 *  says:    hide the future before softmax
 * mistake:  softmax twice
 *  -        wei = tensor_softmax(wei);
 *  +        wei = tensor_softmax(tensor_softmax(wei));
 *  says:    softmax is applied twice
 * mistake:  scales after softmax
 *  -        wei = tensor_scale(wei, 1 / sqrt(Wk->shape.dim[1]));
 *  -        wei = tensor_softmax(wei);
 *  +        wei = tensor_softmax(wei);
 *  +        wei = tensor_scale(wei, 1 / sqrt(Wk->shape.dim[1]));
 *  says:    scale the scores before softmax
 * mistake:  whole numbers
 *  -        wei = tensor_scale(wei, 1 / sqrt(Wk->shape.dim[1]));
 *  +        wei = tensor_scale(wei, 1 / Wk->shape.dim[1]);
 *  says:    1 / size of whole numbers is 0 in C
 * mistake:  keys and values exchanged
 *  -        Tensor *wei = tensor_matmul(q, tensor_transpose(k)); // (B, T, T)
 *  +        Tensor *wei = tensor_matmul(q, tensor_transpose(v));
 *  -        return tensor_matmul(wei, v); // (B, T, size)
 *  +        return tensor_matmul(wei, k);
 *  says:    keys and values are exchanged
 * mistake:  the weights transposed
 *  -        return tensor_matmul(wei, v); // (B, T, size)
 *  +        return tensor_matmul(tensor_transpose(wei), v);
 *  says:    the weights are transposed
 * mistake:  softmax over t
 *  -        wei = tensor_softmax(wei);
 *  +        wei = tensor_transpose(tensor_softmax(tensor_transpose(wei)));
 *  says:    softmax goes over s, the last dimension
 * mistake:  neither mask nor scale
 *  -        wei = tensor_scale(wei, 1 / sqrt(Wk->shape.dim[1]));
 *  -        wei = hide_future(wei);
 *  says:    the future is not hidden, and the scores are not divided
 * mistake:  keys from Wq
 *  -        Tensor *k = tensor_matmul(x, Wk);                    // (B, T, size)
 *  +        Tensor *k = tensor_matmul(x, Wq);
 *  says:    the queries were taken for the keys
 * mistake:  the values once more
 *  -        return tensor_matmul(wei, v); // (B, T, size)
 *  +        return tensor_add(tensor_matmul(wei, v), v);
 *  says:    the values are added once more
 */
