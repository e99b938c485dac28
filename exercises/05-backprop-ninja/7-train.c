/*
 * Exercise 5.7: train with your own backward (the lecture's Exercise 4)
 *
 * kind:     function
 * effort:   ***, 30 minutes
 * points:   15
 * lecture:  makemore part 4, the cell that begins "# Exercise 4: putting it all together!"
 *           https://www.youtube.com/watch?v=q8SA3rM6ckI
 * uses:     Vars, Batch (05-backprop-ninja.h); tensor_softmax, tensor_matmul, tensor_transpose, tensor_sum,
 *           tensor_mul, tensor_sub, tensor_scale, tensor_shift, tensor_zeros (tensor.h)
 * refuses:  tensor_backward, scalar_backward, params_sgd: your own gradients and your own update train the network
 *
 * task:     Everything in one function, twenty lines, no tape: the short gradient of cross_entropy,
 *           the second layer, tanh, BatchNorm by its short formula, the first layer, the embedding.
 *           Write the seven gradients of the parameters to d. Then the update: every number of
 *           every parameter moves against its gradient, p -= rate * gradient. The lesson trains
 *           with your two functions.
 * example:  update: a parameter 2, its gradient 0.5, rate 0.1: the parameter becomes 1.95
 * trap:     This file stands alone: repeat your expressions from 5.1 to 5.6 here, do not call them.
 *           (The checker links this file with the others unwritten.)
 * trap:     Gradients belong to the values before the update: compute all of them first, then
 *           update.
 */
#include "05-backprop-ninja.h"

void ninja_backward(const Vars *v, const Batch *batch, Vars *d)
{
    TODO("5.7");
}

void ninja_update(const Vars *v, const Vars *d, double rate)
{
    TODO("5.7");
}
