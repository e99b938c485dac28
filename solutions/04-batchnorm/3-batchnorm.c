/*
 * Exercise 4.3: BatchNorm, forward
 *
 * kind:     function
 * effort:   ***, 35 minutes
 * points:   30
 * lecture:  makemore part 3, the cell that begins "# same optimization as last time"
 *           https://www.youtube.com/watch?v=P6sfmUTpUmc
 * uses:     tensor_mean, tensor_var, tensor_shift, tensor_pow, tensor_sub, tensor_div, tensor_mul,
 *           tensor_add (tensor.h); BatchNorm (04-batchnorm.h)
 * refuses:  tensor_batchnorm, batchnorm1d_forward: write it from tensor_mean, tensor_var and arithmetic
 *
 * task:     Give every column of x mean 0 and standard deviation 1 over the batch, then scale by
 *           bngain and shift by bnbias: bngain * (x - mean) / std + bnbias.
 *           In training, mean and std are the batch's own: std = sqrt(var + eps), where var divides
 *           by n - 1. The running values move a little towards them:
 *           running = (1 - momentum) * running + momentum * the batch's.
 *           In evaluation, mean and std are the running ones, and nothing else changes.
 *           Build it from the ops of tensor.h, and the way back comes for free.
 * example:  a column 1, 2, 3 with eps 0, bngain 1, bnbias 0: mean 2, std 1, result -1, 0, 1. With
 *           momentum 0.1, bnmean_running goes from 0 to 0.2, and bnstd_running stays at 1.
 * trap:     The batch's mean depends on x, so gradients flow through it: the mean must be a tensor that
 *           an op made. The running mean is only a memory: write it into ->data, number by number.
 * trap:     eps goes under the root.
 */
#include "04-batchnorm.h"

Tensor *batchnorm(BatchNorm *bn, Tensor *x, bool training)
{
    //: solution
    Tensor *mean = bn->bnmean_running, *std = bn->bnstd_running; // (1, H)
    if (training) {
        mean = tensor_mean(x, 0);                          // (1, H)
        Tensor *var = tensor_var(x, 0);                    // (1, H)
        std = tensor_pow(tensor_shift(var, bn->eps), 0.5); // (1, H)
        double keep = 1 - bn->momentum;
        for (size_t j = 0; j < mean->size; j++) {
            real *m = &bn->bnmean_running->data[j], *s = &bn->bnstd_running->data[j];
            *m = (real)(keep * *m + bn->momentum * mean->data[j]);
            *s = (real)(keep * *s + bn->momentum * std->data[j]);
        }
    }
    Tensor *xhat = tensor_div(tensor_sub(x, mean), std);         // (n, H)
    return tensor_add(tensor_mul(xhat, bn->bngain), bn->bnbias); // (n, H)
    //: end
}

/*
 * hint:     Choose mean and std first, by training or not; then one formula serves both. (n, H) and
 *           (1, H) broadcast.
 * hint:     tensor_mean(x, 0), tensor_var(x, 0) (it divides by n - 1), tensor_shift(var, eps),
 *           tensor_pow(..., 0.5), tensor_sub, tensor_div, tensor_mul, tensor_add.
 * hint:     The running values: for each j, data[j] = (1 - momentum) * data[j] + momentum *
 *           mean->data[j], and the same for std; only if training.
 *
 * outputs:  batchnorm returns(x), d(x), d(bn->bngain), d(bn->bnbias),
 *           bn->bnmean_running->data[bn->bnmean_running->size],
 *           bn->bnstd_running->data[bn->bnstd_running->size]
 *
 * mistake:  n instead of n - 1
 *  -        Tensor *var = tensor_var(x, 0);
 *  +        Tensor *var = tensor_mean(tensor_pow(tensor_sub(x, mean), 2), 0);
 *  says:    divide by n - 1
 * mistake:  eps outside the root
 *  -        std = tensor_pow(tensor_shift(var, bn->eps), 0.5);
 *  +        std = tensor_shift(tensor_pow(var, 0.5), bn->eps);
 *  says:    eps belongs under the root
 * mistake:  the running statistics move in evaluation too
 *  -        if (training) {
 *  +        {
 *  -        Tensor *xhat = tensor_div(tensor_sub(x, mean), std);
 *  +        if (!training) { mean = tensor_from(mean->shape, bn->bnmean_running->data); std = tensor_from(std->shape, bn->bnstd_running->data); }
 *  +        Tensor *xhat = tensor_div(tensor_sub(x, mean), std);
 *  says:    evaluation must not change the running
 * mistake:  the batch's statistics in evaluation
 *  -        if (training) {
 *  +        if (training || x->shape.dim[0] > 1) {
 *  says:    evaluation uses the running mean and std
 * mistake:  momentum the wrong way round
 *  -        double keep = 1 - bn->momentum;
 *  +        double keep = bn->momentum;
 *  -        *m = (real)(keep * *m + bn->momentum * mean->data[j]);
 *  +        *m = (real)(keep * *m + (1 - keep) * mean->data[j]);
 *  -        *s = (real)(keep * *s + bn->momentum * std->data[j]);
 *  +        *s = (real)(keep * *s + (1 - keep) * std->data[j]);
 *  says:    momentum is the weight of the new
 * mistake:  no gradient through the statistics
 *  -        Tensor *xhat = tensor_div(tensor_sub(x, mean), std);
 *  +        Tensor *xhat = tensor_div(tensor_sub(x, tensor_detach(mean)), tensor_detach(std));
 *  says:    as if mean and std were constants
 */
