/*
 * Exercise 5.2: through a linear layer and tanh (the lecture's Exercise 1, second part)
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  makemore part 4, the cell that begins "# Exercise 1: backprop through the whole thing"
 *           https://www.youtube.com/watch?v=q8SA3rM6ckI
 * uses:     Vars (05-backprop-ninja.h); tensor_matmul, tensor_transpose, tensor_sum, tensor_mul,
 *           tensor_scale, tensor_shift (tensor.h)
 * refuses:  tensor_backward, scalar_backward: write each gradient by hand, from d->logits
 *
 * task:     logits = h @ W2 + b2 and h = tanh(hpreact). d->logits is there already. From it, make
 *           d->h, d->W2, d->b2 and d->hpreact.
 * example:  n = 1, H = 1, V = 2: h = 0.5, W2 = 2 3, d->logits = 10 1 give d->h = 2 * 10 + 3 * 1 =
 *           23, d->W2 = 5 0.5, d->b2 = 10 1, d->hpreact = (1 - 0.5 * 0.5) * 23 = 17.25
 * trap:     You need not remember where the transposes go. d->W2 must be (H, V). It is made of h
 *           (n, H) and d->logits (n, V), and only one product of the two fits.
 * trap:     b2 (1, V) was stretched over the batch.
 */
#include "05-backprop-ninja.h"

void layer2_steps_backward(const Vars *v, Vars *d)
{
    //: solution
    d->h = tensor_matmul(d->logits, tensor_transpose(v->W2));                  // (n, H)
    d->W2 = tensor_matmul(tensor_transpose(v->h), d->logits);                  // (H, V)
    d->b2 = tensor_sum(d->logits, 0);                                          // (1, V)
    Tensor *slope = tensor_shift(tensor_scale(tensor_mul(v->h, v->h), -1), 1); // (n, H) 1 - h^2
    d->hpreact = tensor_mul(slope, d->h);                                      // (n, H)
    //: end
}

/*
 * hint:     Write the shapes on paper: (n, H) @ (H, V) gives (n, V). For d->h (n, H) you have
 *           d->logits (n, V) and W2 (H, V): one of them must be transposed.
 * hint:     d->h = d->logits @ W2^T, d->W2 = h^T @ d->logits, with tensor_transpose; d->b2 is the
 *           sum of d->logits over the batch, tensor_sum(..., 0).
 * hint:     The slope of tanh is 1 - tanh^2, and tanh(hpreact) is h: d->hpreact = (1 - h * h) *
 *           d->h. tensor_shift(a, 1) adds 1, tensor_scale(a, -1) flips the sign.
 *
 * outputs:  layer2_steps_backward d->h, d->W2, d->b2, d->hpreact
 *
 * mistake:  W2 not transposed
 *  -        d->h = tensor_matmul(d->logits, tensor_transpose(v->W2));
 *  +        d->h = tensor_matmul(d->logits, v->W2);
 *  says:    inner dimensions differ
 * mistake:  the product the other way round
 *  -        d->W2 = tensor_matmul(tensor_transpose(v->h), d->logits);
 *  +        d->W2 = tensor_matmul(tensor_transpose(d->logits), v->h);
 *  says:    a gradient has the shape of its variable
 * mistake:  the mean over the batch
 *  -        d->b2 = tensor_sum(d->logits, 0);
 *  +        d->b2 = tensor_mean(d->logits, 0);
 *  says:    the sum over the batch, not the mean
 * mistake:  the slope of tanh from its input
 *  -        Tensor *slope = tensor_shift(tensor_scale(tensor_mul(v->h, v->h), -1), 1);
 *  +        Tensor *slope = tensor_shift(tensor_scale(tensor_mul(v->hpreact, v->hpreact), -1), 1);
 *  says:    h is the output of tanh
 * mistake:  1 - h instead of 1 - h^2
 *  -        Tensor *slope = tensor_shift(tensor_scale(tensor_mul(v->h, v->h), -1), 1);
 *  +        Tensor *slope = tensor_shift(tensor_scale(v->h, -1), 1);
 *  says:    1 - h^2, not 1 - h
 * mistake:  differentiates the h^2
 *  -        Tensor *slope = tensor_shift(tensor_scale(tensor_mul(v->h, v->h), -1), 1);
 *  +        Tensor *slope = tensor_scale(v->h, 2);
 *  says:    do not differentiate the h^2
 * mistake:  1 - 2h
 *  -        Tensor *slope = tensor_shift(tensor_scale(tensor_mul(v->h, v->h), -1), 1);
 *  +        Tensor *slope = tensor_shift(tensor_scale(v->h, -2), 1);
 *  says:    do not differentiate the h^2
 * mistake:  the slope of the sigmoid
 *  -        Tensor *slope = tensor_shift(tensor_scale(tensor_mul(v->h, v->h), -1), 1);
 *  +        Tensor *slope = tensor_mul(v->h, tensor_shift(tensor_scale(v->h, -1), 1));
 *  says:    h (1 - h) is the slope of the sigmoid
 * mistake:  h^2 - 1
 *  -        Tensor *slope = tensor_shift(tensor_scale(tensor_mul(v->h, v->h), -1), 1);
 *  +        Tensor *slope = tensor_shift(tensor_mul(v->h, v->h), -1);
 *  says:    the sign is wrong: the slope of tanh is 1 - h^2
 * mistake:  b2 summed along the row
 *  -        d->b2 = tensor_sum(d->logits, 0);
 *  +        d->b2 = tensor_sum(d->logits, 1);
 *  says:    The sum is over the wrong axis
 * mistake:  W2 divided by n
 *  -        d->W2 = tensor_matmul(tensor_transpose(v->h), d->logits);
 *  +        d->W2 = tensor_scale(tensor_matmul(tensor_transpose(v->h), d->logits), 1.0 / v->h->shape.dim[0]);
 *  says:    the sum over the batch, not the mean
 * mistake:  hpreact for h
 *  -        d->W2 = tensor_matmul(tensor_transpose(v->h), d->logits);                  // (H, V)
 *  +        d->W2 = tensor_matmul(tensor_transpose(v->hpreact), d->logits);
 *  says:    W2 is multiplied with h, not with hpreact
 */
