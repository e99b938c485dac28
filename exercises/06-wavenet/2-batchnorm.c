/*
 * Exercise 6.2: BatchNorm over two dimensions
 *
 * kind:     function
 * effort:   ***, 25 minutes
 * points:   30
 * lecture:  makemore part 5, the cell that begins "# Near copy paste of the layers",
 *           class BatchNorm1d              https://www.youtube.com/watch?v=t3YJ5hKiMQ0
 * uses:     tensor_view, SHAPE, tensor_mean, tensor_var, tensor_shift, tensor_pow, tensor_sub, tensor_mul,
 *           tensor_add (tensor.h); row_of (06-wavenet.h); BatchNorm1d (nn.h)
 * refuses:  tensor_batchnorm, batchnorm1d_forward: write it from tensor_mean, tensor_var and arithmetic
 *
 * task:     Normalise each channel. In x (B, T, C) each of the C channels has B*T numbers, in x (B,
 *           C) it has B. In training (b->training) subtract their mean, divide by the root of their
 *           variance (which divides by n - 1) plus b->eps, and move the running statistics: running
 *           = (1 - momentum) * running + momentum * batch. In evaluation use the running statistics
 *           and move nothing. Then multiply by b->gamma and add b->beta. The result has the shape
 *           of x.
 * example:  x (2, 2, 1) holds 1 2 3 6: mean 3, var (4 + 1 + 0 + 9)/3 = 4.667, so xhat is
 *           -0.926 -0.463 0 1.389; the running mean goes from 0 to 0.3
 * trap:     tensor_mean(x, 0) of (B, T, C) is (1, T, C): one mean for each position and channel.
 * trap:     The mean depends on x, so the gradient must pass through it: make it with ops.
 */
#include "06-wavenet.h"

Tensor *norm_forward(BatchNorm1d *b, Tensor *x)
{
    TODO("6.2");
}
