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
 * task:     Make every column of x have mean 0 and standard deviation 1 over the batch, then scale by
 *           bngain and shift by bnbias: bngain * (x - mean) / std + bnbias.
 *           When training, mean and std are the batch's own, std = sqrt(var + eps) with the var that
 *           divides by n - 1; and the running values move a little towards them:
 *           running = (1 - momentum) * running + momentum * the batch's.
 *           When not training, mean and std are the running ones, and nothing else changes.
 *           Build it from the ops of tensor.h: then the way back comes for free.
 * example:  a column 1, 2, 3 with eps 0, bngain 1, bnbias 0: mean 2, std 1, result -1, 0, 1. With
 *           momentum 0.1, bnmean_running goes from 0 to 0.2, and bnstd_running stays at 1.
 * trap:     The batch's mean depends on x, so gradients flow through it: the mean must be a tensor that
 *           an op made. The running mean is only a memory: write it into ->data, number by number.
 * trap:     eps stands under the root.
 */
#include "04-batchnorm.h"

Tensor *batchnorm(BatchNorm *bn, Tensor *x, bool training)
{
    TODO("4.3");
}
