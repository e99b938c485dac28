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
    TODO("5.2");
}
