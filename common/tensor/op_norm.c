/*
 * Normalisation: xhat = (x - mean) / sqrt(var + eps), out = xhat * gain + bias.
 *
 *     dbias += sum dout     dgain += sum xhat * dout     with d = gain * dout, over the n that share a mean,
 *     dx += 1/sqrt(var + eps) * (d - mean(d) - xhat * sum(d * xhat) / divisor)
 *
 * batchnorm: a column's mean over all rows; divisor n - 1 (unbiased) or n.
 * layernorm: a row's mean over its columns; divisor n.
 * rms_norm: as layernorm, but neither x nor d loses its mean, and there is no bias.
 * Sources: Ioffe and Szegedy 2015; Ba, Kiros and Hinton 2016; Zhang and Sennrich 2019.
 */
#include "tensor.h"
#include "chunks.h"
#include "rows.h"
#include "sums.h"

#include <math.h>
#include <string.h>

typedef struct Norm {
    size_t rows, columns, divisor;
    real *xhat;       // like x
    real *inverse;    // 1 / sqrt(var + eps), of each column or row
    const real *gain; // (columns)
} Norm;

enum { OF_ROWS, OF_COLUMNS }; // do rows or columns share a mean?

static Norm *norm_new(const char *op, const Tensor *x, const Tensor *gain, const Tensor *bias, int statistics)
{
    CHECK(x->shape.ndim >= 1, "%s: x is (), a single number, which cannot be normalised", op);
    int C = x->shape.dim[x->shape.ndim - 1];
    CHECK(gain->size == (size_t)C && bias->size == (size_t)C,
          "%s: x is %s, so gain and bias must have %d numbers, not %s and %s", op, shape_text(x->shape), C,
          shape_text(gain->shape), shape_text(bias->shape));
    Norm *norm = tape_alloc(sizeof *norm);
    *norm = (Norm){.rows = x->size / (size_t)C, .columns = (size_t)C, .gain = gain->data};
    norm->xhat = tape_alloc(sizeof(real) * x->size);
    norm->inverse = tape_alloc(sizeof(real) * (statistics == OF_COLUMNS ? norm->columns : norm->rows));
    return norm;
}

// ---- batchnorm ----

static void batchnorm_backward(Tensor *out)
{
    const Norm *norm = out->extra;
    size_t rows = norm->rows, C = norm->columns;
    double *sums = tape_alloc(2 * sizeof *sums * C), *sum_x = sums + C;
    column_sums(rows, C, out->grad, norm->xhat, sums, sum_x);
    grad_add_sums(out->src[1], sum_x);
    grad_add_sums(out->src[2], sums);
    if (!out->src[0]->needs_grad)
        return;
    real *a = tape_alloc(2 * sizeof *a * C), *b = a + C;
    for (size_t c = 0; c < C; c++) {
        a[c] = (real)(sums[c] / (double)rows);
        b[c] = (real)(sum_x[c] / (double)norm->divisor);
    }
    bool first;
    real *dx = tensor_grad_whole(out->src[0], &first);
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < C; c++) {
            size_t i = r * C + c;
            dx[i] = (first ? 0 : dx[i]) +
                    norm->gain[c] * norm->inverse[c] * (out->grad[i] - a[c] - norm->xhat[i] * b[c]);
        }
}

static const Op op_batchnorm = {"batchnorm", batchnorm_backward};

// var[c] = sum (x - mean)^2 / divisor, after mean[c] = sum x / rows
static void column_moments(const Norm *norm, const real *x, double *mean, double *var)
{
    size_t rows = norm->rows, C = norm->columns;
    column_sums(rows, C, x, NULL, mean, NULL);
    memset(var, 0, sizeof *var * C);
    for (size_t c = 0; c < C; c++)
        mean[c] /= (double)rows;
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < C; c++)
            var[c] += (x[r * C + c] - mean[c]) * (x[r * C + c] - mean[c]);
    for (size_t c = 0; c < C; c++)
        var[c] /= (double)norm->divisor;
}

Tensor *tensor_batchnorm(Tensor *x, Tensor *gain, Tensor *bias, double eps, bool unbiased, double *mean, double *var)
{
    Tensor *out = tensor_new(x->shape, &op_batchnorm, x, gain, bias);
    Norm *norm = norm_new("batchnorm", x, gain, bias, OF_COLUMNS);
    size_t C = norm->columns;
    CHECK(norm->rows >= 2 || !unbiased, "batchnorm: a batch of one row has no variance; use two rows or more");
    norm->divisor = unbiased ? norm->rows - 1 : norm->rows;
    out->extra = norm;
    column_moments(norm, x->data, mean, var);
    real *centre = tape_alloc(sizeof *centre * C);
    for (size_t c = 0; c < C; c++) {
        norm->inverse[c] = (real)(1 / sqrt(var[c] + eps));
        centre[c] = (real)mean[c];
    }
    for (size_t i = 0; i < x->size; i += C) {
        for (size_t c = 0; c < C; c++)
            norm->xhat[i + c] = (x->data[i + c] - centre[c]) * norm->inverse[c];
        for (size_t c = 0; c < C; c++) // a loop of its own: with more arrays, the compiler would not vectorise it
            out->data[i + c] = norm->xhat[i + c] * gain->data[c] + bias->data[c];
    }
    return out;
}

// ---- layernorm ----

static void layernorm_row_backward(size_t C, const real *xhat, const real *dout, const real *gain, real inverse,
                                   bool first, real *dx)
{
    double mean = 0, dot = 0;
#pragma omp simd reduction(+ : mean, dot)
    for (size_t c = 0; c < C; c++) {
        real d = gain[c] * dout[c];
        mean += d;
        dot += (double)d * xhat[c];
    }
    real m = (real)(mean / (double)C), k = (real)(dot / (double)C);
    for (size_t c = 0; c < C; c++)
        dx[c] = (first ? 0 : dx[c]) + inverse * (gain[c] * dout[c] - m - xhat[c] * k);
}

static void layernorm_backward(Tensor *out)
{
    const Norm *norm = out->extra;
    size_t rows = norm->rows, C = norm->columns;
    double *sums = tape_alloc(2 * sizeof *sums * C), *sum_x = sums + C;
    column_sums(rows, C, out->grad, norm->xhat, sums, sum_x);
    grad_add_sums(out->src[1], sum_x);
    grad_add_sums(out->src[2], sums);
    if (!out->src[0]->needs_grad)
        return;
    bool first;
    real *dx = tensor_grad_whole(out->src[0], &first);
#pragma omp parallel for schedule(static) if (out->size >= THREADS_FROM)
    for (size_t r = 0; r < rows; r++)
        layernorm_row_backward(C, norm->xhat + r * C, out->grad + r * C, norm->gain, norm->inverse[r], first,
                               dx + r * C);
}

static const Op op_layernorm = {"layernorm", layernorm_backward};

Tensor *tensor_layernorm(Tensor *x, Tensor *gain, Tensor *bias, double eps)
{
    Tensor *out = tensor_new(x->shape, &op_layernorm, x, gain, bias);
    Norm *norm = norm_new("layernorm", x, gain, bias, OF_ROWS);
    size_t C = norm->columns;
    out->extra = norm;
#pragma omp parallel for schedule(static) if (out->size >= THREADS_FROM)
    for (size_t r = 0; r < norm->rows; r++)
        norm->inverse[r] = layernorm_row(C, x->data + r * C, gain->data, bias->data, eps, norm->xhat + r * C,
                                         out->data + r * C);
    return out;
}
