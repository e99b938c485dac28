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
    //: solution
    int C = (int)b->gamma->size, n = (int)x->size / C;
    Tensor *flat = tensor_view(x, SHAPE(n, C)); // (n, C)
    Tensor *mean = row_of(b->running_mean, C);  // (C)
    Tensor *var = row_of(b->running_var, C);    // (C)
    if (b->training) {
        mean = tensor_mean(flat, 0); // (1, C)
        var = tensor_var(flat, 0);   // (1, C)
        for (int c = 0; c < C; c++) {
            b->running_mean[c] += b->momentum * (mean->data[c] - b->running_mean[c]);
            b->running_var[c] += b->momentum * (var->data[c] - b->running_var[c]);
        }
    }
    Tensor *inverse = tensor_pow(tensor_shift(var, b->eps), -0.5); // (1, C)
    Tensor *xhat = tensor_mul(tensor_sub(flat, mean), inverse);    // (n, C)
    Tensor *out = tensor_add(tensor_mul(xhat, b->gamma), b->beta); // (n, C)
    return tensor_view(out, x->shape);                             // as x
    //: end
}

/*
 * hint:     To a channel it makes no difference whether its numbers come from another example or
 *           from another position. Look at x in a shape in which one dimension holds all of them.
 * hint:     tensor_view(x, SHAPE(n, C)) with n = size / C; then tensor_mean(flat, 0) and
 *           tensor_var(flat, 0) are (1, C) and broadcast. At the end, view it as x->shape again.
 * hint:     1 / sqrt(var + eps) is tensor_pow(tensor_shift(var, b->eps), -0.5). The running statistics are
 *           plain arrays: loop over c and read mean->data[c]. row_of(b->running_mean, C) is the mean to
 *           use in evaluation.
 *
 * outputs:  norm_forward returns(x), d(x), d(b->gamma), d(b->beta), b->running_mean[b->gamma->size],
 *           b->running_var[b->gamma->size]
 *
 * mistake:  the lecture's bug
 *  -        Tensor *flat = tensor_view(x, SHAPE(n, C)); // (n, C)
 *  +        Tensor *flat = n ? x : NULL;
 *  says:    every position has a mean of its own
 * mistake:  forgets evaluation
 *  -        if (b->training) {
 *  +        if (C) {
 *  says:    in evaluation the running statistics count
 * mistake:  the momentum the wrong way round
 *  -        b->running_mean[c] += b->momentum * (mean->data[c] - b->running_mean[c]);
 *  +        b->running_mean[c] = b->momentum * b->running_mean[c] + (1 - b->momentum) * mean->data[c];
 *  says:    momentum is the share of the new
 * mistake:  divides by the variance
 *  -        Tensor *inverse = tensor_pow(tensor_shift(var, b->eps), -0.5); // (1, C)
 *  +        Tensor *inverse = tensor_pow(tensor_shift(var, b->eps), -1); // (1, C)
 *  says:    divide by the root of var + eps
 * mistake:  forgets eps
 *  -        Tensor *inverse = tensor_pow(tensor_shift(var, b->eps), -0.5); // (1, C)
 *  +        Tensor *inverse = tensor_pow(var, -0.5); // (1, C)
 *  says:    b->eps is missing
 * mistake:  divides by n
 *  -        var = tensor_var(flat, 0);   // (1, C)
 *  +        var = tensor_scale(tensor_var(flat, 0), (n - 1.0) / n);
 *  says:    the variance divides by n - 1
 * mistake:  loses the gradient through the mean
 *  -        mean = tensor_mean(flat, 0); // (1, C)
 *  +        mean = tensor_detach(tensor_mean(flat, 0));
 *  says:    the mean and the variance depend on x too
 */
