/*
 * Normalisation: xhat = (x - mean) / sqrt(var + eps), out = xhat * gain + bias.
 *
 *     dbias += sum dout     dgain += sum xhat * dout     with d = gain * dout, over the n that share a mean,
 *     dx += 1/sqrt(var + eps) * (d - mean(d) - xhat * sum(d * xhat) / divisor)
 *
 * batchnorm: a column's mean over all rows; divisor n - 1 (unbiased) or n.
 * layernorm: a row's mean over its columns; divisor n.
 * Sources: Ioffe and Szegedy 2015; Ba, Kiros and Hinton 2016.
 */
#include "tensor.h"
#include "chunks.h"
#include "rows.h"

#include <math.h>
#include <string.h>

typedef struct Norm {
    int rows, columns, divisor;
    real *xhat;    // like x
    real *inverse; // 1 / sqrt(var + eps), of each column or row
} Norm;

enum { OF_ROWS, OF_COLUMNS }; // what shares a mean

static Norm *norm_new(const char *op, const Tensor *x, const Tensor *gain, const Tensor *bias, int statistics)
{
    CHECK(x->shape.ndim >= 1, "%s: () cannot be normalised", op);
    int C = x->shape.dim[x->shape.ndim - 1];
    CHECK(gain->size == (size_t)C && bias->size == (size_t)C,
          "%s: x is %s, so gain and bias must have %d "
          "numbers, not %s and %s",
          op, shape_text(x->shape), C, shape_text(gain->shape), shape_text(bias->shape));
    Norm *norm = tape_alloc(sizeof *norm);
    *norm = (Norm){.rows = (int)(x->size / (size_t)C), .columns = C};
    norm->xhat = tape_alloc(sizeof(real) * x->size);
    norm->inverse = tape_alloc(sizeof(real) * (size_t)(statistics == OF_COLUMNS ? C : norm->rows));
    return norm;
}

// sum[c] = sum over rows of x, in double, and sum_xy[c] that of x * y where there is a y: the sums of a column,
// read row by row. A thread takes columns, so that every sum is one thread's.
static void column_sums(int rows, int C, const real *x, const real *y, double *sum, double *sum_xy)
{
    enum { STRIP = 64 };
#pragma omp parallel for schedule(static) if ((long)rows * C > MANY)
    for (int from = 0; from < C; from += STRIP) {
        int width = from + STRIP < C ? STRIP : C - from;
        double a[STRIP] = {0}, b[STRIP] = {0};
        for (int r = 0; r < rows; r++) {
            const real *xs = x + r * C + from, *ys = y ? y + r * C + from : xs;
            for (int c = 0; c < width; c++)
                a[c] += xs[c];
            for (int c = 0; y && c < width; c++)
                b[c] += (double)xs[c] * ys[c];
        }
        memcpy(sum + from, a, sizeof *sum * (size_t)width);
        if (y)
            memcpy(sum_xy + from, b, sizeof *sum * (size_t)width);
    }
}

static void add_gain_and_bias(Tensor *out, const Norm *norm, const double *sum_dout, const double *sum_xdout)
{
    real *dgain = tensor_grad(out->src[1]), *dbias = tensor_grad(out->src[2]);
    for (int c = 0; c < norm->columns; c++) {
        if (dgain)
            dgain[c] += (real)sum_xdout[c];
        if (dbias)
            dbias[c] += (real)sum_dout[c];
    }
}

static void batchnorm_backward(Tensor *out)
{
    const Norm *norm = out->extra;
    int rows = norm->rows, C = norm->columns;
    double *sums = tape_alloc(2 * sizeof *sums * (size_t)C), *sum_x = sums + C;
    column_sums(rows, C, out->grad, norm->xhat, sums, sum_x);
    add_gain_and_bias(out, norm, sums, sum_x);
    real *a = tape_alloc(2 * sizeof *a * (size_t)C), *b = a + C;
    const real *gain = out->src[1]->data;
    for (int c = 0; c < C; c++) {
        a[c] = (real)(sums[c] / rows);
        b[c] = (real)(sum_x[c] / norm->divisor);
    }
    if (!out->src[0]->needs_grad)
        return;
    bool first;
    real *dx = tensor_grad_whole(out->src[0], &first);
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < C; c++) {
            int i = r * C + c;
            dx[i] = (first ? 0 : dx[i]) + gain[c] * norm->inverse[c] * (out->grad[i] - a[c] - norm->xhat[i] * b[c]);
        }
}

static const Op op_batchnorm = {"batchnorm", batchnorm_backward};

// var[c] = sum (x - mean)^2 / divisor, after mean[c] = sum x / rows
static void column_moments(const Norm *norm, const real *x, double *mean, double *var)
{
    int rows = norm->rows, C = norm->columns;
    column_sums(rows, C, x, NULL, mean, NULL);
    memset(var, 0, sizeof *var * (size_t)C);
    for (int c = 0; c < C; c++)
        mean[c] /= rows;
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < C; c++)
            var[c] += (x[r * C + c] - mean[c]) * (x[r * C + c] - mean[c]);
    for (int c = 0; c < C; c++)
        var[c] /= norm->divisor;
}

static void apply(Tensor *out, const real *gain, const real *bias)
{
    const Norm *norm = out->extra;
    for (int r = 0; r < norm->rows; r++)
        for (int c = 0; c < norm->columns; c++) {
            int i = r * norm->columns + c;
            out->data[i] = norm->xhat[i] * gain[c] + bias[c];
        }
}

Tensor *tensor_batchnorm(Tensor *x, Tensor *gain, Tensor *bias, double eps, bool unbiased, double *mean, double *var)
{
    Tensor *out = tensor_new(x->shape, &op_batchnorm, x, gain, bias);
    Norm *norm = norm_new("batchnorm", x, gain, bias, OF_COLUMNS);
    int C = norm->columns;
    CHECK(norm->rows >= 2 || !unbiased, "batchnorm: a batch of one has no variance");
    norm->divisor = unbiased ? norm->rows - 1 : norm->rows;
    column_moments(norm, x->data, mean, var);
    real *centre = tape_alloc(sizeof *centre * (size_t)C);
    for (int c = 0; c < C; c++) {
        norm->inverse[c] = (real)(1 / sqrt(var[c] + eps));
        centre[c] = (real)mean[c];
    }
    for (int r = 0; r < norm->rows; r++)
        for (int c = 0; c < C; c++)
            norm->xhat[r * C + c] = (x->data[r * C + c] - centre[c]) * norm->inverse[c];
    out->extra = norm;
    apply(out, gain->data, bias->data);
    return out;
}

// ---- layernorm ----

static void layernorm_row_backward(int C, const real *xhat, const real *dout, const real *gain, real inverse,
                                   bool first, real *dx)
{
    double mean = 0, dot = 0;
#pragma omp simd reduction(+ : mean, dot)
    for (int c = 0; c < C; c++) {
        real d = gain[c] * dout[c];
        mean += d;
        dot += (double)d * xhat[c];
    }
    real m = (real)(mean / C), k = (real)(dot / C);
    for (int c = 0; c < C; c++)
        dx[c] = (first ? 0 : dx[c]) + inverse * (gain[c] * dout[c] - m - xhat[c] * k);
}

static void layernorm_backward(Tensor *out)
{
    const Norm *norm = out->extra;
    int rows = norm->rows, C = norm->columns;
    double *sums = tape_alloc(2 * sizeof *sums * (size_t)C), *sum_x = sums + C;
    column_sums(rows, C, out->grad, norm->xhat, sums, sum_x);
    add_gain_and_bias(out, norm, sums, sum_x);
    if (!out->src[0]->needs_grad)
        return;
    bool first;
    real *dx = tensor_grad_whole(out->src[0], &first);
#pragma omp parallel for schedule(static) if (out->size > MANY)
    for (int r = 0; r < rows; r++)
        layernorm_row_backward(C, norm->xhat + r * C, out->grad + r * C, out->src[1]->data, norm->inverse[r], first,
                               dx + r * C);
}

static const Op op_layernorm = {"layernorm", layernorm_backward};

Tensor *tensor_layernorm(Tensor *x, Tensor *gain, Tensor *bias, double eps)
{
    Tensor *out = tensor_new(x->shape, &op_layernorm, x, gain, bias);
    Norm *norm = norm_new("layernorm", x, gain, bias, OF_ROWS);
    int C = norm->columns;
    out->extra = norm;
#pragma omp parallel for schedule(static) if (out->size > MANY)
    for (int r = 0; r < norm->rows; r++)
        norm->inverse[r] = layernorm_row(C, x->data + r * C, gain->data, bias->data, eps, norm->xhat + r * C,
                                         out->data + r * C);
    return out;
}
