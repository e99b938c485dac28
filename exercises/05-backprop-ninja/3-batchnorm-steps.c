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
    TODO("5.3");
}
