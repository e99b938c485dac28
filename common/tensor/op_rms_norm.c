/*
 * Divides each row by its root mean square: a layernorm without mean and bias, used by LLaMA and its successors.
 *
 *     out = x * inverse * gain    inverse = 1 / sqrt(mean x^2 + eps), of a row of n numbers
 *
 *     dgain += sum over rows of x * inverse * dout    with d = gain * dout and xhat = x * inverse,
 *     dx += inverse * (d - xhat * sum(d * xhat) / n)
 *
 * Source: Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.
 */
#include "tensor.h"
#include "chunks.h"
#include "rows.h"
#include "sums.h"

#include <math.h>

typedef struct Rms {
    real *inverse;    // (rows)
    const real *gain; // (C), ones if none was given
} Rms;

static void rmsnorm_row_backward(size_t n, const real *x, const real *gain, const real *dout, real inverse, bool first,
                                 real *dx)
{
    double dot = 0;
#pragma omp simd reduction(+ : dot)
    for (size_t i = 0; i < n; i++)
        dot += (double)(gain[i] * dout[i]) * (x[i] * inverse);
    real k = (real)(dot / (double)n);
    for (size_t i = 0; i < n; i++)
        dx[i] = (first ? 0 : dx[i]) + inverse * (gain[i] * dout[i] - x[i] * inverse * k);
}

static void rms_norm_backward(Tensor *out)
{
    const Rms *rms = out->extra;
    Tensor *x = out->src[0], *gain = out->src[1];
    size_t C = (size_t)x->shape.dim[x->shape.ndim - 1], rows = x->size / C;
    if (gain && gain->needs_grad) {
        real *xhat = tape_alloc(sizeof *xhat * x->size);
        double *sums = tape_alloc(2 * sizeof *sums * C);
        for (size_t r = 0; r < rows; r++)
            for (size_t c = 0; c < C; c++)
                xhat[r * C + c] = x->data[r * C + c] * rms->inverse[r];
        column_sums(rows, C, out->grad, xhat, sums, sums + C);
        grad_add_sums(gain, sums + C);
    }
    if (!x->needs_grad)
        return;
    bool first;
    real *dx = tensor_grad_whole(x, &first);
#pragma omp parallel for schedule(static) if (out->size >= THREADS_FROM)
    for (size_t r = 0; r < rows; r++)
        rmsnorm_row_backward(C, x->data + r * C, rms->gain, out->grad + r * C, rms->inverse[r], first, dx + r * C);
}

static const Op op_rms_norm = {"rms_norm", rms_norm_backward};

static const real *ones(size_t n)
{
    real *one = tape_alloc(sizeof *one * n);
    for (size_t i = 0; i < n; i++)
        one[i] = 1;
    return one;
}

Tensor *tensor_rms_norm(Tensor *x, Tensor *gain, double eps)
{
    size_t C = x->shape.ndim ? (size_t)x->shape.dim[x->shape.ndim - 1] : 0;
    CHECK(C, "rms_norm: x is (), a single number, which cannot be normalised");
    CHECK(!gain || gain->size == C, "rms_norm: x is %s, so gain must have %zu numbers, not %s", shape_text(x->shape), C,
          shape_text(gain->shape));
    Tensor *out = tensor_new(x->shape, &op_rms_norm, x, gain, NULL);
    Rms *rms = tape_alloc(sizeof *rms);
    size_t rows = x->size / C;
    *rms = (Rms){tape_alloc(sizeof(real) * rows), gain ? gain->data : ones(C)};
    out->extra = rms;
#pragma omp parallel for schedule(static) if (out->size >= THREADS_FROM)
    for (size_t r = 0; r < rows; r++)
        rms->inverse[r] = rmsnorm_row(C, x->data + r * C, rms->gain, eps, out->data + r * C);
    return out;
}
