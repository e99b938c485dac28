/*
 * Exercise 5.5: cross_entropy in one expression (the lecture's Exercise 2)
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  makemore part 4, the cell that begins "# Exercise 2: backprop through cross_entropy"
 *           https://www.youtube.com/watch?v=q8SA3rM6ckI
 * uses:     tensor_softmax, tensor_scale, data, shape (tensor.h)
 * refuses:  tensor_cross_entropy, tensor_cross_entropy_rows, tensor_log_softmax, tensor_pick, tensor_backward,
 *           scalar_backward: derive it on paper and write what is left, from tensor_softmax
 *
 * task:     Eight pieces, and nearly everything cancels. Take one example: the loss is
 *           -ln(e^logits[y] / sum_c e^logits[c]). Differentiate it on paper, once for logits[y] and
 *           once for any other logits[c], and simplify until it fits on one line. Then write the
 *           gradient for the whole batch, whose loss is the mean.
 * example:  one example, logits 0 0 0 0, y = 2: the probabilities are 1/4 each, and the gradient is
 *           0.25 0.25 -0.75 0.25
 * trap:     Each row sums to zero: what pulls one logit up pushes the others down.
 * trap:     Logits may be large: tensor_softmax subtracts the row's maximum; e^1000 alone
 *           overflows.
 */
#include "05-backprop-ninja.h"

Tensor *cross_entropy_backward(Tensor *logits, const int Yb[])
{
    TODO("5.5");
}
