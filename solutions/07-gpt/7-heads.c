/*
 * Exercise 7.7: all heads at once (the lecture's EX1)
 *
 * kind:     function
 * effort:   ****, 40 minutes
 * points:   15
 * lecture:  Let's build GPT, exercise EX1 in the video's description; gpt.py,
 *           "class MultiHeadAttention(nn.Module):", has the loop that goes
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 *
 * task:     Treat the heads as one more dimension of the batch. One product x W makes the queries, keys and
 *           values of all heads, (B, T, 3 C). Cut it in three, give each the shape (B, heads, T, C / heads),
 *           attend as in exercise 7.2 (the library's ops do not mind two leading dimensions), and bring the
 *           result back to (B, T, C), head beside head.
 * example:  With one head it is head(x, W[:, C:2C], W[:, :C], W[:, 2C:]); with T = 1 the last third of x W.
 * trap:     (B, T, C) is (B, T, heads, size) in memory: position first, then head. A view to
 *           (B, heads, T, size) has the right shape and the wrong numbers. tensor_swap_axes puts them right.
 * trap:     tensor_attention() is this exercise: write it from small ops.
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
 * mistake:  the library does it
 *  -        return tensor_view(out, SHAPE(B, T, C)); // (B, T, C)
 *  +        return out ? tensor_attention(qkv, heads, 0, NULL) : out;
 *  says:    tensor_attention is what you are to write
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
 */
