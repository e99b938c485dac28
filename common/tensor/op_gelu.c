/*
 * GELU, the bend in GPT-2's feed-forward layers: a relu without the corner.
 *
 *     gelu(a) = a/2 (1 + tanh u)    u = sqrt(2/pi) (a + 0.044715 a^3)
 *     da += dout ((1 + tanh u) / 2 + a/2 (1 - tanh^2 u) u')    u' = sqrt(2/pi) (1 + 3 * 0.044715 a^2)
 *
 * Source: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016: the approximation with tanh.
 */
#include "tensor.h"
#include "chunks.h"
#include "fastmath.h"

static const real ROOT = (real)0.79788456080286535588, CUBIC = (real)0.044715; // sqrt(2/pi)

static void gelu_chunk(int n, const real *restrict x, real *restrict y)
{
    for (int i = 0; i < n; i++)
        y[i] = gelu_fast(x[i]);
}

static inline real slope(real a)
{
    real t = gelu_tanh(a);
    return (real)0.5 * (1 + t + a * (1 - t * t) * ROOT * (1 + 3 * CUBIC * a * a));
}

static void gelu_chunk_backward(int n, const real *restrict x, const real *restrict dout, bool first, real *restrict g)
{
    if (first)
        for (int i = 0; i < n; i++)
            g[i] = dout[i] * slope(x[i]);
    else
        for (int i = 0; i < n; i++)
            g[i] += dout[i] * slope(x[i]);
}

static int chunk_at(size_t from, size_t size)
{
    return size - from < CHUNK ? (int)(size - from) : CHUNK;
}

static void gelu_backward(Tensor *out)
{
    bool first;
    real *g = tensor_grad_whole(out->src[0], &first);
#pragma omp parallel for schedule(static) if (out->size > MANY)
    for (size_t i = 0; i < out->size; i += CHUNK)
        gelu_chunk_backward(chunk_at(i, out->size), out->src[0]->data + i, out->grad + i, first, g + i);
}

static const Op op_gelu = {"gelu", gelu_backward};

Tensor *tensor_gelu(Tensor *a)
{
    Tensor *out = tensor_new(a->shape, &op_gelu, a, NULL, NULL);
#pragma omp parallel for schedule(static) if (out->size > MANY)
    for (size_t i = 0; i < out->size; i += CHUNK)
        gelu_chunk(chunk_at(i, out->size), a->data + i, out->data + i);
    return out;
}
