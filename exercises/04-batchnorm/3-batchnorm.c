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
    TODO("4.3");
}
