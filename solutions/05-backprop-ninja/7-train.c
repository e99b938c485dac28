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
    //: solution
    int n = batch->n, V = v->logits->shape.dim[1], width = v->C->shape.dim[1];
    Tensor *dlogits = tensor_softmax(v->logits); // (n, V)
    for (int i = 0; i < n; i++)
        dlogits->data[i * V + batch->Yb[i]] -= 1;
    dlogits = tensor_scale(dlogits, 1.0 / n);                                     // (n, V)
    d->W2 = tensor_matmul(tensor_transpose(v->h), dlogits);                       // (H, V)
    d->b2 = tensor_sum(dlogits, 0);                                               // (1, V)
    Tensor *dh = tensor_matmul(dlogits, tensor_transpose(v->W2));                 // (n, H)
    Tensor *slope = tensor_shift(tensor_scale(tensor_mul(v->h, v->h), -1), 1);    // (n, H) 1 - h^2
    Tensor *dhpreact = tensor_mul(slope, dh);                                     // (n, H)
    d->bngain = tensor_sum(tensor_mul(v->bnraw, dhpreact), 0);                    // (1, H)
    d->bnbias = tensor_sum(dhpreact, 0);                                          // (1, H)
    Tensor *mean = tensor_scale(d->bnbias, 1.0 / n);                              // (1, H)
    Tensor *along = tensor_mul(v->bnraw, tensor_scale(d->bngain, 1.0 / (n - 1))); // (n, H)
    Tensor *left = tensor_sub(tensor_sub(dhpreact, mean), along);                 // (n, H)
    Tensor *dhprebn = tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), left);      // (n, H)
    d->W1 = tensor_matmul(tensor_transpose(v->embcat), dhprebn);                  // (K, H)
    d->b1 = tensor_sum(dhprebn, 0);                                               // (1, H)
    Tensor *dembcat = tensor_matmul(dhprebn, tensor_transpose(v->W1));            // (n, K)
    d->C = tensor_zeros(v->C->shape);                                             // (V, 10)
    for (int i = 0; i < n * batch->context; i++)
        for (int k = 0; k < width; k++)
            d->C->data[batch->Xb[i] * width + k] += dembcat->data[i * width + k];
    //: end
}

void ninja_update(const Vars *v, const Vars *d, double rate)
{
    //: solution
    Tensor *p[] = {v->C, v->W1, v->b1, v->W2, v->b2, v->bngain, v->bnbias};
    Tensor *grad[] = {d->C, d->W1, d->b1, d->W2, d->b2, d->bngain, d->bnbias};
    for (int i = 0; i < COUNT(p); i++)
        for (size_t k = 0; k < p[i]->size; k++)
            p[i]->data[k] -= (real)rate * grad[i]->data[k];
    //: end
}

/*
 * hint:     Take 5.5 for dlogits, 5.2 for W2, b2 and dhpreact, the first two lines of 5.3 for
 *           bngain and bnbias, 5.6 for dhprebn, and 5.4 for the rest. Everything between two
 *           gradients of parameters is a local Tensor *.
 * hint:     The two sums that 5.6 needs are already there: sum(dhpreact) is d->bnbias, and
 *           sum(dhpreact * bnraw) is d->bngain.
 * hint:     For the update, put the seven parameters in an array, their gradients in a second one
 *           in the same order, and loop over both: p->data[k] -= (real)rate * g->data[k].
 *
 * outputs:  ninja_backward d->C, d->W1, d->b1, d->W2, d->b2, d->bngain, d->bnbias
 * outputs:  ninja_update +v->C->data[v->C->size], +v->W1->data[v->W1->size], +v->b1->data[v->b1->size],
 *           +v->W2->data[v->W2->size], +v->b2->data[v->b2->size], +v->bngain->data[v->bngain->size],
 *           +v->bnbias->data[v->bnbias->size]
 *
 * mistake:  goes uphill
 *  -        p[i]->data[k] -= (real)rate * grad[i]->data[k];
 *  +        p[i]->data[k] += (real)rate * grad[i]->data[k];
 *  says:    uphill
 * mistake:  BatchNorm's parameters stay as they are
 *  -        Tensor *p[] = {v->C, v->W1, v->b1, v->W2, v->b2, v->bngain, v->bnbias};
 *  +        Tensor *p[] = {v->C, v->W1, v->b1, v->W2, v->b2};
 *  says:    bngain has not moved
 * mistake:  tanh forgotten
 *  -        Tensor *dhpreact = tensor_mul(slope, dh);
 *  +        (void)slope; Tensor *dhpreact = dh;
 *  says:    the slope of tanh, 1 - h^2, is missing
 * mistake:  embedding rows overwritten
 *  -        d->C->data[batch->Xb[i] * width + k] += dembcat->data[i * width + k];
 *  +        d->C->data[batch->Xb[i] * width + k] = dembcat->data[i * width + k];
 *  says:    only the last occurrence of each letter is left: use +=
 * mistake:  mean and variance as constants
 *  -        Tensor *dhprebn = tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), left);
 *  +        (void)left; Tensor *dhprebn = tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), dhpreact);
 *  says:    the straight way only
 * mistake:  b1 as zeros
 *  -        d->b1 = tensor_sum(dhprebn, 0);
 *  +        d->b1 = tensor_zeros(v->b1->shape);
 *  says:    nearly zero for a real batch, but that is not the rule
 * mistake:  b1 as a mean
 *  -        d->b1 = tensor_sum(dhprebn, 0);
 *  +        d->b1 = tensor_mean(dhprebn, 0);
 *  says:    the sum over the batch, not the mean
 * mistake:  the loss as a sum
 *  -        dlogits = tensor_scale(dlogits, 1.0 / n);
 *  says:    yours is n x the expected value
 * mistake:  no rate
 *  -        p[i]->data[k] -= (real)rate * grad[i]->data[k];
 *  +        p[i]->data[k] -= grad[i]->data[k] + 0 * (real)rate;
 *  says:    the rate is missing
 * mistake:  calls another exercise
 *  -        Tensor *dlogits = tensor_softmax(v->logits);
 *  +        Tensor *dlogits = cross_entropy_backward(v->logits, batch->Yb);
 *  says:    checked on its own and stands alone
 * mistake:  a mean for b2
 *  -        d->b2 = tensor_sum(dlogits, 0);
 *  +        d->b2 = tensor_mean(dlogits, 0);
 *  says:    the sum over the batch, not the mean
 */
