/*
 * The causal mask: out[…, t, s] = a[…, t, s] for s <= t, and -infinity for s > t, the future.
 *
 *     da[…, t, s] += dout[…, t, s] where s <= t
 */
#include "tensor.h"

#include <math.h>

static void causal_mask_backward(Tensor *out)
{
    real *g = tensor_grad(out->src[0]);
    size_t T = (size_t)out->shape.dim[out->shape.ndim - 1];
    for (size_t i = 0; i < out->size; i++)
        g[i] += i % T <= i / T % T ? out->grad[i] : 0;
}

static const Op op_causal_mask = {"causal_mask", causal_mask_backward};

Tensor *tensor_causal_mask(Tensor *a)
{
    int n = a->shape.ndim;
    CHECK(n >= 2 && a->shape.dim[n - 1] == a->shape.dim[n - 2], "causal_mask: %s is not (…, T, T)",
          shape_text(a->shape));
    Tensor *out = tensor_new(a->shape, &op_causal_mask, a, NULL, NULL);
    size_t T = (size_t)a->shape.dim[n - 1];
    for (size_t i = 0; i < out->size; i++)
        out->data[i] = i % T <= i / T % T ? a->data[i] : -(real)INFINITY;
    return out;
}
