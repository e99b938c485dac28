/*
 * Exercise 5.3: through BatchNorm, step by step (the lecture's Exercise 1, third part)
 *
 * kind:     function
 * effort:   ***, 40 minutes
 * points:   20
 * lecture:  makemore part 4, the cell that begins "# Exercise 1: backprop through the whole thing"
 *           https://www.youtube.com/watch?v=q8SA3rM6ckI
 * uses:     Vars, Batch (05-backprop-ninja.h); tensor_sum, tensor_mul, tensor_shift, tensor_pow,
 *           tensor_scale, tensor_add, tensor_zeros (tensor.h)
 * refuses:  tensor_backward, scalar_backward: write each gradient by hand, from d->hpreact
 *
 * task:     BatchNorm in seven small pieces, backwards. From d->hpreact make d->bngain, bnbias,
 *           bnraw, bnvar_inv, bnvar, bndiff2, bndiff, bnmeani and hprebn.
 * example:  bnvar = 1/(n-1) * (sum of bndiff2 over the batch): with n = 5 and d->bnvar = 8 for a
 *           column, every number of that column of d->bndiff2 is 8 / 4 = 2
 * trap:     bndiff is used twice, in bnraw and in bndiff2; so is hprebn, in bndiff and in bnmeani.
 * trap:     A sum on the way forward is a stretch on the way back: d->bnvar (1, H) goes to all rows
 *           of d->bndiff2 (n, H). To stretch it, add it to zeros of the right shape, or multiply it
 *           by ones.
 */
#include "05-backprop-ninja.h"

void batchnorm_steps_backward(const Vars *v, const Batch *batch, Vars *d)
{
    //: solution
    int n = batch->n;
    d->bngain = tensor_sum(tensor_mul(v->bnraw, d->hpreact), 0);                        // (1, H)
    d->bnbias = tensor_sum(d->hpreact, 0);                                              // (1, H)
    d->bnraw = tensor_mul(v->bngain, d->hpreact);                                       // (n, H)
    d->bnvar_inv = tensor_sum(tensor_mul(v->bndiff, d->bnraw), 0);                      // (1, H)
    Tensor *slope = tensor_scale(tensor_pow(tensor_shift(v->bnvar, 1e-5), -1.5), -0.5); // (1, H)
    d->bnvar = tensor_mul(slope, d->bnvar_inv);                                         // (1, H)
    Tensor *share = tensor_scale(d->bnvar, 1.0 / (n - 1));                              // (1, H)
    d->bndiff2 = tensor_add(tensor_zeros(v->bndiff2->shape), share);                    // (n, H)
    d->bndiff = tensor_mul(v->bnvar_inv, d->bnraw);                                     // (n, H) used in bnraw
    Tensor *squared = tensor_mul(tensor_scale(v->bndiff, 2), d->bndiff2);               // (n, H)
    d->bndiff = tensor_add(d->bndiff, squared);                                         // and in bndiff2
    d->bnmeani = tensor_scale(tensor_sum(d->bndiff, 0), -1);                            // (1, H)
    d->hprebn = tensor_add(d->bndiff, tensor_scale(d->bnmeani, 1.0 / n));               // (n, H)
    //: end
}

/*
 * hint:     hpreact = bngain * bnraw + bnbias: a product gives each factor the other one, and the
 *           two rows, gain and bias, were stretched over the batch: sum with tensor_sum(..., 0).
 *           The same for bnraw = bndiff * bnvar_inv.
 * hint:     The slope of x^-0.5 is -0.5 * x^-1.5, with x = bnvar + 1e-5. d->bndiff2 is
 *           d->bnvar / (n - 1) in every row. d->bndiff is bnvar_inv * d->bnraw plus
 *           2 * bndiff * d->bndiff2.
 * hint:     bnmeani was subtracted from every row: minus the sum of d->bndiff over the batch. And
 *           hprebn gets d->bndiff, plus 1/n of d->bnmeani in every row.
 *
 * outputs:  batchnorm_steps_backward d->bngain, d->bnbias, d->bnraw, d->bnvar_inv, d->bnvar, d->bndiff2,
 *           d->bndiff, d->bnmeani, d->hprebn
 *
 * mistake:  n instead of n - 1
 *  -        Tensor *share = tensor_scale(d->bnvar, 1.0 / (n - 1));
 *  +        Tensor *share = tensor_scale(d->bnvar, 1.0 / n);
 *  says:    divides by n - 1 (Bessel's correction)
 * mistake:  the slope of x^-0.5 keeps its power
 *  -        Tensor *slope = tensor_scale(tensor_pow(tensor_shift(v->bnvar, 1e-5), -1.5), -0.5);
 *  +        Tensor *slope = tensor_scale(v->bnvar_inv, -0.5);
 *  says:    the slope of x^-0.5 is -0.5 * x^-1.5
 * mistake:  the second use of bndiff forgotten
 *  -        d->bndiff = tensor_add(d->bndiff, squared);                       // and in bndiff2
 *  +        (void)squared;
 *  says:    the branch through bndiff2 is missing
 * mistake:  the second use of bndiff overwrites the first
 *  -        d->bndiff = tensor_add(d->bndiff, squared);                       // and in bndiff2
 *  +        d->bndiff = squared;
 *  says:    the branch through bnraw is missing
 * mistake:  the branch through the mean forgotten
 *  -        d->hprebn = tensor_add(d->bndiff, tensor_scale(d->bnmeani, 1.0 / n));
 *  +        d->hprebn = d->bndiff;
 *  says:    the branch through bnmeani is missing
 * mistake:  the gain's gradient is not summed
 *  -        d->bngain = tensor_sum(tensor_mul(v->bnraw, d->hpreact), 0);
 *  +        d->bngain = tensor_mul(v->bnraw, d->hpreact);
 *  says:    What is stretched on the way forward is summed on the way back
 * mistake:  the slope of x^2 without the 2
 *  -        Tensor *squared = tensor_mul(tensor_scale(v->bndiff, 2), d->bndiff2);
 *  +        Tensor *squared = tensor_mul(v->bndiff, d->bndiff2);
 *  says:    the slope of x^2 is 2x: the 2 is missing
 * mistake:  whole numbers
 *  -        Tensor *share = tensor_scale(d->bnvar, 1.0 / (n - 1));
 *  +        Tensor *share = tensor_scale(d->bnvar, 1 / (n - 1));
 *  says:    1 / (n - 1) of whole numbers is 0 in C
 * mistake:  the slope without its factor
 *  -        Tensor *slope = tensor_scale(tensor_pow(tensor_shift(v->bnvar, 1e-5), -1.5), -0.5);
 *  +        Tensor *slope = tensor_pow(tensor_shift(v->bnvar, 1e-5), -1.5);
 *  says:    the factor of the slope is missing
 * mistake:  the mean divides by n - 1
 *  -        d->hprebn = tensor_add(d->bndiff, tensor_scale(d->bnmeani, 1.0 / n));
 *  +        d->hprebn = tensor_add(d->bndiff, tensor_scale(d->bnmeani, 1.0 / (n - 1)));
 *  says:    the mean divides by n; only the variance divides by n - 1
 * mistake:  the mean with a plus
 *  -        d->bnmeani = tensor_scale(tensor_sum(d->bndiff, 0), -1);
 *  +        d->bnmeani = tensor_sum(d->bndiff, 0);
 *  says:    the sign is wrong: the mean is subtracted
 * mistake:  means instead of sums
 *  -        d->bnbias = tensor_sum(d->hpreact, 0);
 *  +        d->bnbias = tensor_mean(d->hpreact, 0);
 *  says:    the sum over the batch, not the mean
 * mistake:  hpreact for bnraw
 *  -        d->bngain = tensor_sum(tensor_mul(v->bnraw, d->hpreact), 0);
 *  +        d->bngain = tensor_sum(tensor_mul(v->hpreact, d->hpreact), 0);
 *  says:    bngain is multiplied with bnraw
 * mistake:  no eps
 *  -        Tensor *slope = tensor_scale(tensor_pow(tensor_shift(v->bnvar, 1e-5), -1.5), -0.5);
 *  +        Tensor *slope = tensor_scale(tensor_pow(v->bnvar, -1.5), -0.5);
 *  says:    1e-5 is missing
 */
