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
    TODO("7.10");
}
