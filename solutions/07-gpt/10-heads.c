/*
 * Exercise 7.10: all heads at once (the lecture's EX1)
 *
 * kind:     function
 * effort:   ****, 40 minutes
 * points:   15
 * lecture:  Let's build GPT, exercise EX1 in the video's description; gpt.py,
 *           "class MultiHeadAttention(nn.Module):", has the loop that goes
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     tensor_matmul, tensor_slice, tensor_view, tensor_swap_axes, tensor_transpose, tensor_scale,
 *           tensor_causal_mask, tensor_softmax, SHAPE (tensor.h); sqrt (math.h)
 * refuses:  tensor_attention, tensor_self_attention, communicate: write it from small ops, as in exercise 7.2
 *
 * task:     Treat the heads as one more dimension of the batch. One product x W makes the queries, keys and
 *           values of all heads, (B, T, 3 C). Cut it in three, give each the shape (B, heads, T, C / heads),
 *           attend as in exercise 7.2 (the library's ops accept two leading dimensions), and bring the result
 *           back to (B, T, C), with the heads side by side.
 * example:  With one head it is head(x, W[:, C:2C], W[:, :C], W[:, 2C:]); with T = 1 the last third of x W.
 * trap:     (B, T, C) is (B, T, heads, size) in memory: position first, then head. A view to
 *           (B, heads, T, size) has the right shape and the wrong numbers. tensor_swap_axes puts them right.
 * trap:     tensor_attention() would be the whole exercise: write it from small ops.
 */
#include "07-gpt.h"

#include <math.h>

Tensor *heads_at_once(Tensor *x, Tensor *W, int heads)
{
    //: solution
    int B = x->shape.dim[0], T = x->shape.dim[1], C = x->shape.dim[2], size = C / heads;
    Tensor *qkv = tensor_matmul(x, W), *part[3]; // (B, T, 3 C)
    for (int i = 0; i < 3; i++) {
        Tensor *cut = tensor_slice(qkv, -1, i * C, (i + 1) * C); // (B, T, C)
        cut = tensor_view(cut, SHAPE(B, T, heads, size));        // (B, T, heads, size)
        part[i] = tensor_swap_axes(cut, 1, 2);                   // (B, heads, T, size)
    }
    Tensor *q = part[0], *k = part[1], *v = part[2];
    Tensor *wei = tensor_matmul(q, tensor_transpose(k)); // (B, heads, T, T)
    wei = tensor_scale(wei, 1 / sqrt(size));
    wei = tensor_causal_mask(wei);
    wei = tensor_softmax(wei);
    Tensor *out = tensor_matmul(wei, v);     // (B, heads, T, size)
    out = tensor_swap_axes(out, 1, 2);       // (B, T, heads, size)
    return tensor_view(out, SHAPE(B, T, C)); // (B, T, C)
    //: end
}

/*
 * hint:     tensor_slice(qkv, -1, 0, C) are the queries of all heads, (B, T, C); the keys begin at C, the
 *           values at 2 C. Each goes to four dimensions in two steps, a view and a swap.
 * hint:     tensor_view to (B, T, heads, size), then tensor_swap_axes(…, 1, 2) to (B, heads, T, size).
 *           From there the lines of exercise 7.2 work as they are, with size = C / heads.
 * hint:     At the end the way back: tensor_swap_axes(…, 1, 2) to (B, T, heads, size), then a view to
 *           (B, T, C). There is no loop over heads, and there are three products in all.
 *
 * outputs:  heads_at_once returns(x), d(x), d(W)
 *
 * mistake:  a view for a swap
 *  -        cut = tensor_view(cut, SHAPE(B, T, heads, size));        // (B, T, heads, size)
 *  -        part[i] = tensor_swap_axes(cut, 1, 2);                   // (B, heads, T, size)
 *  +        part[i] = tensor_view(cut, SHAPE(B, heads, T, size));
 *  says:    a view mixes positions and heads
 * mistake:  no way back
 *  -        out = tensor_swap_axes(out, 1, 2);       // (B, T, heads, size)
 *  says:    swap the axes back
 * mistake:  the scale of gpt.py
 *  -        wei = tensor_scale(wei, 1 / sqrt(size));
 *  +        wei = tensor_scale(wei, 1 / sqrt(C));
 *  says:    the root of C / heads
 * mistake:  no scale
 *  -        wei = tensor_scale(wei, 1 / sqrt(size));
 *  says:    the scores are not divided
 * mistake:  sees the future
 *  -        wei = tensor_causal_mask(wei);
 *  says:    the future is not hidden
 * mistake:  keys first
 *  -        Tensor *q = part[0], *k = part[1], *v = part[2];
 *  +        Tensor *q = part[1], *k = part[0], *v = part[2];
 *  says:    W holds the queries first
 * mistake:  a loop over heads
 *  -        Tensor *qkv = tensor_matmul(x, W), *part[3]; // (B, T, 3 C)
 *  +        Tensor *qkv = tensor_matmul(x, W), *part[3], *all = NULL;
 *  +        for (int h = 0; h < heads; h++) {
 *  +            Tensor *p[3];
 *  +            for (int j = 0; j < 3; j++)
 *  +                p[j] = tensor_slice(qkv, -1, j * C + h * size, j * C + (h + 1) * size);
 *  +            Tensor *one = tensor_scale(tensor_matmul(p[0], tensor_transpose(p[1])), 1 / sqrt(size));
 *  +            one = tensor_matmul(tensor_softmax(tensor_causal_mask(one)), p[2]);
 *  +            all = all ? tensor_cat(all, one, -1) : one;
 *  +        }
 *  +        if (all) return all;
 *  says:    a loop over the heads
 * mistake:  a view, and no swap at all
 *  -        part[i] = tensor_swap_axes(cut, 1, 2);               // (B, heads, T, size)
 *  +        part[i] = cut;
 *  -        out = tensor_swap_axes(out, 1, 2);       // (B, T, heads, size)
 *  says:    heads look at heads
 * mistake:  a view, and a swap at the end only
 *  -        part[i] = tensor_swap_axes(cut, 1, 2);               // (B, heads, T, size)
 *  +        part[i] = cut;
 *  says:    heads look at heads
 * mistake:  sees one too far
 *  -        wei = tensor_causal_mask(wei);
 *  +        for (size_t i = 0; i < wei->size; i++) if ((int)i % T > (int)i / T % T + 1) wei->data[i] = -(real)INFINITY;
 *  says:    one too far, s = t + 1
 * mistake:  the mask after softmax
 *  -        wei = tensor_causal_mask(wei);
 *  -        wei = tensor_softmax(wei);
 *  +        wei = tensor_softmax(wei);
 *  +        wei = tensor_causal_mask(wei);
 *  says:    hide the future before softmax
 * mistake:  whole numbers
 *  -        wei = tensor_scale(wei, 1 / sqrt(size));
 *  +        wei = tensor_scale(wei, 1 / size);
 *  says:    1 / size of whole numbers is 0 in C
 * mistake:  keys, values, queries
 *  -        Tensor *q = part[0], *k = part[1], *v = part[2];
 *  +        Tensor *q = part[0], *v = part[1], *k = part[2];
 *  says:    W holds the queries first, then the keys, then the values
 * mistake:  softmax twice
 *  -        wei = tensor_softmax(wei);
 *  +        wei = tensor_softmax(tensor_softmax(wei));
 *  says:    softmax is applied twice
 * mistake:  heads and size exchanged
 *  -        cut = tensor_view(cut, SHAPE(B, T, heads, size));    // (B, T, heads, size)
 *  +        cut = tensor_view(cut, SHAPE(B, T, size, heads));
 *  says:    heads and size are exchanged
 * mistake:  the scale of the number of heads
 *  -        wei = tensor_scale(wei, 1 / sqrt(size));
 *  +        wei = tensor_scale(wei, 1 / sqrt(heads));
 *  says:    the root of the number of heads
 * mistake:  no softmax
 *  -        wei = tensor_causal_mask(wei);
 *  -        wei = tensor_softmax(wei);
 *  says:    softmax is missing, and so is the mask
 * mistake:  queries, keys and values head by head
 *  -        Tensor *cut = tensor_slice(qkv, -1, i * C, (i + 1) * C); // (B, T, C)
 *  +        Tensor *cut = NULL;
 *  +        for (int h = 0; h < heads; h++) {
 *  +            Tensor *one = tensor_slice(qkv, -1, (3 * h + i) * size, (3 * h + i + 1) * size);
 *  +            cut = cut ? tensor_cat(cut, one, -1) : one;
 *  +        }
 *  says:    yours takes them head by head
 */
