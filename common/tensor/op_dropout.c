/*
 * Dropout: each number becomes 0 with probability p; the others are multiplied by 1 / (1 - p), which keeps the mean.
 *
 *     out = keep * a     da += keep * dout     keep is 0 or 1 / (1 - p), drawn when the op is made
 *
 * Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014.
 */
#include "tensor.h"

real *dropout_keep(size_t n, double p, Rng *rng)
{
    CHECK(p >= 0 && p < 1, "dropout: the probability is %g, and must be in [0, 1)", p);
    real *keep = tape_alloc(sizeof *keep * n);
    float *u = tape_alloc(sizeof *u * n), rate = (float)p;
    rng_rand(rng, u, n);
    for (size_t i = 0; i < n; i++)
        keep[i] = u[i] < rate ? 0 : (real)(1 / (1 - p));
    return keep;
}

static void dropout_backward(Tensor *out)
{
    real *g = tensor_grad(out->src[0]);
    const real *keep = out->extra;
    for (size_t i = 0; i < out->size; i++)
        g[i] += keep[i] * out->grad[i];
}

static const Op op_dropout = {"dropout", dropout_backward};

Tensor *tensor_dropout(Tensor *a, double p, Rng *rng)
{
    if (p == 0)
        return a;
    Tensor *out = tensor_new(a->shape, &op_dropout, a, NULL, NULL);
    const real *keep = out->extra = dropout_keep(a->size, p, rng);
    for (size_t i = 0; i < out->size; i++)
        out->data[i] = keep[i] * a->data[i];
    return out;
}
