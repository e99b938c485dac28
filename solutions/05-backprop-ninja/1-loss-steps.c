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
    //: solution
    int n = batch->n, V = v->logits->shape.dim[1];
    d->logprobs = tensor_zeros(v->logprobs->shape); // (n, V)
    for (int i = 0; i < n; i++)
        d->logprobs->data[i * V + batch->Yb[i]] = (real)(-1.0 / n);
    d->probs = tensor_div(d->logprobs, v->probs);                       // (n, V)
    d->counts_sum_inv = tensor_sum(tensor_mul(v->counts, d->probs), 1); // (n, 1)
    Tensor *slope = tensor_scale(tensor_pow(v->counts_sum, -2), -1);    // (n, 1)
    d->counts_sum = tensor_mul(slope, d->counts_sum_inv);               // (n, 1)
    d->counts = tensor_mul(v->counts_sum_inv, d->probs);                // (n, V) used in probs
    d->counts = tensor_add(d->counts, d->counts_sum);                   // and in counts_sum
    d->norm_logits = tensor_mul(v->counts, d->counts);                  // (n, V)
    d->logit_maxes = tensor_scale(tensor_sum(d->norm_logits, 1), -1);   // (n, 1)
    d->logits = tensor_detach(d->norm_logits);                          // (n, V) a copy
    for (int i = 0; i < n; i++) {
        int best = i * V; // where the row's maximum was taken from
        for (int c = i * V; c < i * V + V; c++)
            best = v->logits->data[c] > v->logits->data[best] ? c : best;
        d->logits->data[best] += d->logit_maxes->data[i];
    }
    //: end
}

/*
 * hint:     For z = f(x) the rule is dx = f'(x) * dz, number by number; the slopes you need: ln x
 *           has 1/x, 1/x has -1/x^2, e^x has e^x (that is counts itself). For probs = counts *
 *           counts_sum_inv each factor gets the other one times d->probs.
 * hint:     d->probs = tensor_div(d->logprobs, v->probs). d->counts_sum_inv is a sum over the row
 *           of counts * d->probs, and d->counts_sum that times -counts_sum^-2. d->counts is
 *           counts_sum_inv * d->probs, plus d->counts_sum in every column: tensor_add stretches it.
 * hint:     d->norm_logits = counts * d->counts. logit_maxes was subtracted from a whole row, so
 *           its gradient is minus the row's sum. logits gets d->norm_logits, and at the row's
 *           largest logit d->logit_maxes on top.
 *
 * answer:   Subtracting one number from all logits of a row does not change softmax: e^(z - m) /
 *           sum e^(z - m) is e^z / sum e^z for any m. So the loss does not depend on logit_maxes at
 *           all, and its true gradient is 0. What you see is rounding. The formula agrees:
 *           d->logit_maxes is minus the sum of a row of d->norm_logits, which is (probability minus
 *           truth) / n, and probabilities and truth both sum to 1.
 *
 * outputs:  loss_steps_backward d->logprobs, d->probs, d->counts_sum_inv, d->counts_sum, d->counts,
 *           d->norm_logits, d->logit_maxes, d->logits
 *
 * mistake:  forgets that the loss is a mean
 *  -        d->logprobs->data[i * V + batch->Yb[i]] = (real)(-1.0 / n);
 *  +        d->logprobs->data[i * V + batch->Yb[i]] = -1;
 *  says:    the loss is a mean
 * mistake:  does not sum what was stretched
 *  -        d->counts_sum_inv = tensor_sum(tensor_mul(v->counts, d->probs), 1);
 *  +        d->counts_sum_inv = tensor_mul(v->counts, d->probs);
 *  says:    What is stretched on the way forward is summed on the way back
 * mistake:  the branch through counts_sum forgotten
 *  -        d->counts = tensor_add(d->counts, d->counts_sum);                   // and in counts_sum
 *  says:    the branch through counts_sum and counts_sum_inv is missing
 * mistake:  the second use overwrites the first
 *  -        d->counts = tensor_add(d->counts, d->counts_sum);                   // and in counts_sum
 *  +        d->counts = tensor_add(tensor_zeros(v->counts->shape), d->counts_sum);
 *  says:    the branch through probs is missing
 * mistake:  the sign of the slope of 1/x
 *  -        Tensor *slope = tensor_scale(tensor_pow(v->counts_sum, -2), -1);
 *  +        Tensor *slope = tensor_pow(v->counts_sum, -2);
 *  says:    the slope of 1/x is -1/x^2
 * mistake:  logit_maxes with a plus
 *  -        d->logit_maxes = tensor_scale(tensor_sum(d->norm_logits, 1), -1);   // (n, 1)
 *  +        d->logit_maxes = tensor_sum(d->norm_logits, 1);
 *  says:    the sign is wrong: norm_logits is logits minus logit_maxes
 * mistake:  logit_maxes as zeros
 *  -        d->logit_maxes = tensor_scale(tensor_sum(d->norm_logits, 1), -1);   // (n, 1)
 *  +        d->logit_maxes = tensor_zeros(v->logit_maxes->shape);
 *  says:    nearly zero for a real batch, but that is not the rule
 * mistake:  the second use of logits left out
 *  -        d->logits->data[best] += d->logit_maxes->data[i];
 *  says:    the branch through logit_maxes is missing
 * mistake:  logit_maxes to the whole row
 *  -        d->logits = tensor_detach(d->norm_logits);                          // (n, V) a copy
 *  +        d->logits = tensor_add(d->norm_logits, d->logit_maxes);
 *  -        d->logits->data[best] += d->logit_maxes->data[i];
 *  says:    the row's largest logit only
 * mistake:  the power does not fall
 *  -        Tensor *slope = tensor_scale(tensor_pow(v->counts_sum, -2), -1);
 *  +        Tensor *slope = tensor_scale(tensor_pow(v->counts_sum, -1), -1);
 *  says:    the power falls by one
 * mistake:  row and column exchanged
 *  -        d->logprobs->data[i * V + batch->Yb[i]] = (real)(-1.0 / n);
 *  +        if (batch->Yb[i] * V + i < n * V) d->logprobs->data[batch->Yb[i] * V + i] = (real)(-1.0 / n);
 *  says:    row and column are exchanged
 * mistake:  whole numbers
 *  -        d->logprobs->data[i * V + batch->Yb[i]] = (real)(-1.0 / n);
 *  +        d->logprobs->data[i * V + batch->Yb[i]] = -1 / n;
 *  says:    -1 / n of whole numbers is 0 in C
 * mistake:  the mean over all numbers
 *  -        d->logprobs->data[i * V + batch->Yb[i]] = (real)(-1.0 / n);
 *  +        d->logprobs->data[i * V + batch->Yb[i]] = (real)(-1.0 / n / V);
 *  says:    the mean is over the n examples
 * mistake:  a slope without what arrives
 *  -        d->norm_logits = tensor_mul(v->counts, d->counts);                  // (n, V)
 *  +        d->norm_logits = tensor_detach(v->counts);
 *  says:    the slope must be multiplied by what arrives: d->counts
 * mistake:  sums over the batch
 *  -        d->counts_sum_inv = tensor_sum(tensor_mul(v->counts, d->probs), 1);
 *  +        d->counts_sum_inv = tensor_sum(tensor_mul(v->counts, d->probs), 0);
 *  says:    The sum is over the wrong axis: 0 is the batch, 1 is the row
 * mistake:  a slope at every probability
 *  -        d->probs = tensor_div(d->logprobs, v->probs);                       // (n, V)
 *  +        d->probs = tensor_scale(tensor_pow(v->probs, -1), -1.0 / n);
 *  says:    only the probability of the right answer is in the loss
 * mistake:  divides by the other factor
 *  -        d->counts = tensor_mul(v->counts_sum_inv, d->probs);                // (n, V) used in probs
 *  +        d->counts = tensor_div(d->probs, v->counts_sum_inv);
 *  says:    not divided by it
 * mistake:  two names for one tensor
 *  -        d->logits = tensor_detach(d->norm_logits);                          // (n, V) a copy
 *  +        d->logits = d->norm_logits;
 *  says:    are one tensor
 * mistake:  the smallest logit
 *  -        best = v->logits->data[c] > v->logits->data[best] ? c : best;
 *  +        best = v->logits->data[c] < v->logits->data[best] ? c : best;
 *  says:    not the smallest
 * mistake:  before it is written
 *  -        d->probs = tensor_div(d->logprobs, v->probs);                       // (n, V)
 *  +        d->probs = tensor_div(d->norm_logits, v->probs);
 *  says:    a NULL pointer is used
 */
