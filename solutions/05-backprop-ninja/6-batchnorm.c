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
 * task:     Take pencil and paper and one column: x for hprebn, r = (x - mean) * s for bnraw, with
 *           s = (var + 1e-5)^-0.5 for bnvar_inv. x[i] reaches every r[j], straight (i = j), through
 *           the mean and through the variance. Add the three up, simplify, and write what is left:
 *           from dhpreact, with bngain, bnvar_inv and bnraw, without anything in between.
 * example:  n = 2, bngain = 1: the column x = 1 3 has mean 2, variance 2, s = 0.7071, r = -0.7071
 *           0.7071. dhpreact = 1 0 gives 0 0 (to 5 digits): two numbers, normalised, are always the
 *           same two, so nothing depends on x
 * trap:     The mean divides by n, the variance by n - 1, and both stay visible in the answer.
 * trap:     Sums are over the batch: (1, H).
 */
#include "05-backprop-ninja.h"

Tensor *batchnorm_backward(const Vars *v, Tensor *dhpreact)
{
    //: solution
    int n = dhpreact->shape.dim[0];
    Tensor *mean = tensor_mean(dhpreact, 0);                                // (1, H)
    Tensor *dot = tensor_sum(tensor_mul(dhpreact, v->bnraw), 0);            // (1, H)
    Tensor *along = tensor_mul(v->bnraw, tensor_scale(dot, 1.0 / (n - 1))); // (n, H)
    Tensor *left = tensor_sub(tensor_sub(dhpreact, mean), along);           // (n, H)
    return tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), left);           // (n, H)
    //: end
}

/*
 * hint:     Let g be d loss / d r (that is bngain * dhpreact). Then d loss / d s = sum_j g[j] (x[j]
 *           - mean), and d loss / d var = -0.5 s^3 times that. Express (x[j] - mean) as r[j] / s.
 * hint:     Through the variance: d var / d x[i] = 2 (x[i] - mean) / (n - 1), which together gives
 *           -s * r[i] * sum_j(g[j] r[j]) / (n - 1). Through the mean: -s * sum_j g[j] / n. (The
 *           variance does not move with the mean: distances from it sum to zero.)
 * hint:     All of it: bngain * bnvar_inv * (dhpreact - mean(dhpreact) - bnraw * sum(dhpreact *
 *           bnraw) / (n - 1)).
 *
 * outputs:  batchnorm_backward returns(dhpreact)
 *
 * mistake:  the mean forgotten
 *  -        Tensor *left = tensor_sub(tensor_sub(dhpreact, mean), along);
 *  +        (void)mean; Tensor *left = tensor_sub(dhpreact, along);
 *  says:    the way through the mean is missing
 * mistake:  the variance forgotten
 *  -        Tensor *left = tensor_sub(tensor_sub(dhpreact, mean), along);
 *  +        (void)along; Tensor *left = tensor_sub(dhpreact, mean);
 *  says:    the way through the variance is missing
 * mistake:  n instead of n - 1
 *  -        Tensor *along = tensor_mul(v->bnraw, tensor_scale(dot, 1.0 / (n - 1)));
 *  +        Tensor *along = tensor_mul(v->bnraw, tensor_scale(dot, 1.0 / n));
 *  says:    the variance divides by n - 1
 * mistake:  the gain forgotten
 *  -        return tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), left);
 *  +        return tensor_mul(v->bnvar_inv, left);
 *  says:    bngain is missing
 * mistake:  mean and variance as constants
 *  -        return tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), left);
 *  +        (void)left; return tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), dhpreact);
 *  says:    the straight way only
 * mistake:  plus the mean
 *  -        Tensor *left = tensor_sub(tensor_sub(dhpreact, mean), along);
 *  +        Tensor *left = tensor_sub(tensor_add(dhpreact, mean), along);
 *  says:    the sign is wrong: minus mean(dhpreact)
 * mistake:  plus the variance
 *  -        Tensor *left = tensor_sub(tensor_sub(dhpreact, mean), along);
 *  +        Tensor *left = tensor_add(tensor_sub(dhpreact, mean), along);
 *  says:    the sign is wrong: minus bnraw
 * mistake:  a sum for the mean
 *  -        Tensor *mean = tensor_mean(dhpreact, 0);
 *  +        Tensor *mean = tensor_sum(dhpreact, 0);
 *  says:    the mean of dhpreact, not its sum
 * mistake:  a mean for the sum
 *  -        Tensor *dot = tensor_sum(tensor_mul(dhpreact, v->bnraw), 0);
 *  +        Tensor *dot = tensor_mean(tensor_mul(dhpreact, v->bnraw), 0);
 *  says:    the sum of dhpreact * bnraw over the batch, not its mean
 * mistake:  the mean along the rows
 *  -        Tensor *mean = tensor_mean(dhpreact, 0);
 *  +        Tensor *mean = tensor_mean(dhpreact, 1);
 *  says:    the mean is over the batch, axis 0
 * mistake:  bnvar_inv forgotten
 *  -        return tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), left);
 *  +        return tensor_mul(v->bngain, left);
 *  says:    bnvar_inv is missing
 * mistake:  bnraw forgotten
 *  -        Tensor *along = tensor_mul(v->bnraw, tensor_scale(dot, 1.0 / (n - 1)));
 *  +        Tensor *along = tensor_add(tensor_zeros(v->bnraw->shape), tensor_scale(dot, 1.0 / (n - 1)));
 *  says:    the way through the variance is multiplied by bnraw
 * mistake:  divides by bnvar_inv
 *  -        return tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), left);
 *  +        return tensor_mul(tensor_div(v->bngain, v->bnvar_inv), left);
 *  says:    multiply by it, do not divide
 * mistake:  the gain in one term only
 *  -        return tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), left);
 *  +        return (void)left, tensor_mul(v->bnvar_inv, tensor_sub(tensor_sub(tensor_mul(v->bngain, dhpreact), mean), along));
 *  says:    bngain belongs to all three terms
 */
