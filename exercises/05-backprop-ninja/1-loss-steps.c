/*
 * Exercise 5.1: from the loss to the logits, step by step (the lecture's Exercise 1, first part)
 *
 * kind:     function
 * effort:   ***, 40 minutes
 * points:   20
 * lecture:  makemore part 4, the cell that begins "# Exercise 1: backprop through the whole thing"
 *           https://www.youtube.com/watch?v=q8SA3rM6ckI
 * uses:     Vars, Batch (05-backprop-ninja.h); tensor_zeros, tensor_div, tensor_mul, tensor_sum,
 *           tensor_pow, tensor_scale, tensor_add, tensor_detach (tensor.h)
 * refuses:  tensor_backward, scalar_backward: write each gradient by hand, from the ones behind it
 *
 * task:     The forward pass computed the cross-entropy in eight small pieces. Walk back through
 *           them, the last one first, and write the gradient of each: logprobs, probs,
 *           counts_sum_inv, counts_sum, counts, norm_logits, logit_maxes, logits. Each takes one
 *           line or two: the slope of one piece, times the gradient that arrived.
 * example:  two examples whose right answers are logprobs[0][3] and logprobs[1][0]: d->logprobs is
 *           -1/2 in these two places and 0 elsewhere
 * trap:     counts and logits are each used twice on the way forward: add the gradients of both
 *           uses.
 * trap:     counts_sum_inv (n, 1) is stretched over a row when it meets counts (n, V). What is
 *           stretched on the way forward is summed on the way back: tensor_sum(..., 1).
 * question: d->logit_maxes comes out nearly zero for every batch. Why must it?
 */
#include "05-backprop-ninja.h"

void loss_steps_backward(const Vars *v, const Batch *batch, Vars *d)
{
    TODO("5.1");
}
