/*
 * Exercise 5.6: BatchNorm in one expression (the lecture's Exercise 3)
 *
 * kind:     function
 * effort:   ****, 60 minutes
 * points:   15
 * lecture:  makemore part 4, the cell that begins "# Exercise 3: backprop through batchnorm"
 *           https://www.youtube.com/watch?v=q8SA3rM6ckI
 * uses:     v->bngain, v->bnvar_inv, v->bnraw (05-backprop-ninja.h); tensor_mean, tensor_sum, tensor_mul,
 *           tensor_scale, tensor_sub (tensor.h)
 * refuses:  tensor_batchnorm, tensor_backward, scalar_backward: derive it on paper and write what is left, from
 *           dhpreact
 *
 * task:     Take pencil and paper and one column. Let x be hprebn, s = (var + 1e-5)^-0.5 be
 *           bnvar_inv, and r = (x - mean) * s be bnraw. x[i] reaches every r[j]: straight (i = j),
 *           through the mean, and through the variance. Add the three up, simplify, and write what
 *           is left as one expression of dhpreact, bngain, bnvar_inv and bnraw.
 * example:  n = 2, bngain = 1: the column x = 1 3 has mean 2, variance 2, s = 0.7071, r = -0.7071
 *           0.7071. dhpreact = 1 0 gives 0 0 (to 5 digits): two numbers, normalised, are always the
 *           same two, so nothing depends on x.
 * trap:     The mean divides by n, the variance by n - 1, and you can see both in the result.
 * trap:     Sums are over the batch, so they are (1, H).
 */
#include "05-backprop-ninja.h"

Tensor *batchnorm_backward(const Vars *v, Tensor *dhpreact)
{
    TODO("5.6");
}
