/*
 * Softmax over the last dimension, its logarithm, and the cross-entropy that trains every model of this course.
 *
 *     p = softmax(a)                 da += p * (dout - sum(p * dout))
 *     out = log softmax(a)           da += dout - p * sum(dout)
 *     loss = weight * -log p[target] for each row, or the mean over the n rows whose target is not -1
 *                                    dlogits += (p - onehot(target)) * weight * dloss, or * dloss / n for the mean
 */
#include "tensor.h"
#include "chunks.h"
#include "rows.h"

#include <math.h>
#include <string.h>

typedef struct Rows {
    size_t rows, n;
    bool share; // is there enough work for threads?
} Rows;

static Rows rows_of(const char *op, const Tensor *a)
{
    CHECK(a->shape.ndim >= 1, "%s: a tensor of shape () has no last dimension", op);
    size_t n = (size_t)a->shape.dim[a->shape.ndim - 1];
    return (Rows){a->size / n, n, a->size >= THREADS_FROM};
}

// ---- softmax ----

static void softmax_backward(Tensor *out)
{
    Rows s = rows_of("softmax", out);
    bool first;
    real *g = tensor_grad_whole(out->src[0], &first);
#pragma omp parallel for schedule(static) if (s.share)
    for (size_t r = 0; r < s.rows; r++) {
        const real *p = out->data + r * s.n, *dout = out->grad + r * s.n;
        double dot = 0;
#pragma omp simd reduction(+ : dot)
        for (size_t i = 0; i < s.n; i++)
            dot += (double)p[i] * dout[i];
        for (size_t i = 0; i < s.n; i++)
            g[r * s.n + i] = (first ? 0 : g[r * s.n + i]) + p[i] * (dout[i] - (real)dot);
    }
}

static const Op op_softmax = {"softmax", softmax_backward};

Tensor *tensor_softmax(Tensor *a)
{
    Rows s = rows_of("softmax", a);
    Tensor *out = tensor_new(a->shape, &op_softmax, a, NULL, NULL);
#pragma omp parallel for schedule(static) if (s.share)
    for (size_t r = 0; r < s.rows; r++)
        softmax_row((int)s.n, 1, a->data + r * s.n, out->data + r * s.n);
    return out;
}

// ---- log_softmax ----

static void log_softmax_backward(Tensor *out)
{
    Rows s = rows_of("log_softmax", out);
    bool first;
    real *g = tensor_grad_whole(out->src[0], &first);
#pragma omp parallel for schedule(static) if (s.share)
    for (size_t r = 0; r < s.rows; r++) {
        const real *logp = out->data + r * s.n, *dout = out->grad + r * s.n;
        double sum = 0;
#pragma omp simd reduction(+ : sum)
        for (size_t i = 0; i < s.n; i++)
            sum += dout[i];
        for (size_t i = 0; i < s.n; i++)
            g[r * s.n + i] = (first ? 0 : g[r * s.n + i]) + (dout[i] - exp_fast(logp[i]) * (real)sum);
    }
}

static const Op op_log_softmax = {"log_softmax", log_softmax_backward};

Tensor *tensor_log_softmax(Tensor *a)
{
    Rows s = rows_of("log_softmax", a);
    Tensor *out = tensor_new(a->shape, &op_log_softmax, a, NULL, NULL);
#pragma omp parallel for schedule(static) if (s.share)
    for (size_t r = 0; r < s.rows; r++) {
        const real *row = a->data + r * s.n;
        real max = largest_of((int)s.n, row);
        double sum = 0;
#pragma omp simd reduction(+ : sum)
        for (size_t i = 0; i < s.n; i++)
            sum += exp_fast(row[i] - max);
        real log_sum = (real)log(sum);
        for (size_t i = 0; i < s.n; i++)
            out->data[r * s.n + i] = row[i] - max - log_sum;
    }
    return out;
}

// ---- cross-entropy ----

typedef struct Answers {
    int *target;  // (rows), -1 for a row without a target
    real *weight; // (rows) each row's factor; NULL for the mean over all rows
    size_t counted;
    real *p; // (rows, V) softmax(logits)
} Answers;

static void cross_entropy_backward(Tensor *out)
{
    const Answers *answers = out->extra;
    Rows s = rows_of("cross_entropy", out->src[0]);
    bool first;
    real *g = tensor_grad_whole(out->src[0], &first);
#pragma omp parallel for schedule(static) if (s.share)
    for (size_t r = 0; r < s.rows; r++) {
        const real *p = answers->p + r * s.n;
        real *row = g + r * s.n;
        bool counts = answers->target[r] >= 0;
        real k = answers->weight ? answers->weight[r] * out->grad[r] : out->grad[0] / (real)answers->counted;
        for (size_t i = 0; i < s.n; i++)
            row[i] = (first ? 0 : row[i]) + (counts ? k * p[i] : 0);
        if (counts)
            row[answers->target[r]] -= k;
    }
}

static const Op op_cross_entropy = {"cross_entropy", cross_entropy_backward};
static const Op op_cross_entropy_rows = {"cross_entropy_rows", cross_entropy_backward};

static Answers *answers_new(const char *op, const Tensor *logits, const int targets[], Rows s)
{
    Answers *answers = tape_alloc(sizeof *answers);
    *answers = (Answers){.target = tape_alloc(sizeof(int) * s.rows), .p = tape_alloc(sizeof(real) * logits->size)};
    memcpy(answers->target, targets, sizeof(int) * s.rows); // the caller's array may change before backward
    for (size_t r = 0; r < s.rows; r++) {
        CHECK(targets[r] >= -1 && targets[r] < (int)s.n, "%s: target %d of row %zu is not in 0 .. %d", op, targets[r],
              r, (int)s.n - 1);
        answers->counted += targets[r] >= 0;
    }
    return answers;
}

// -log p[target], from log sum e^logits. If the logits are large, that sum has lost the digits of all but the largest
// one; p still has them.
static double loss_of(size_t n, const real *logits, double log_sum, const real *p, int target)
{
    if (!(fabs(log_sum) > 1e6))
        return log_sum - logits[target];
    return (double)largest_of((ptrdiff_t)n, logits) - logits[target] - log(largest_of((ptrdiff_t)n, p));
}

// Computes the loss of each row, 0 for a row without a target; fills in p.
static double *losses(const Tensor *logits, const Answers *answers, Rows s)
{
    double *loss = tape_alloc(sizeof *loss * s.rows);
#pragma omp parallel for schedule(static) if (s.share)
    for (size_t r = 0; r < s.rows; r++) {
        const real *row = logits->data + r * s.n;
        real *p = answers->p + r * s.n;
        int target = answers->target[r];
        loss[r] = target < 0 ? 0 : loss_of(s.n, row, softmax_row((int)s.n, 1, row, p), p, target);
    }
    return loss;
}

Tensor *tensor_cross_entropy(Tensor *logits, const int targets[])
{
    Rows s = rows_of("cross_entropy", logits);
    Tensor *out = tensor_new(shape_scalar(), &op_cross_entropy, logits, NULL, NULL);
    Answers *answers = answers_new("cross_entropy", logits, targets, s);
    CHECK(answers->counted > 0, "cross_entropy: all %zu targets are -1: there is nothing to average", s.rows);
    out->extra = answers;
    double *loss = losses(logits, answers, s), sum = 0;
    for (size_t r = 0; r < s.rows; r++) // in order: the same bits with any number of threads
        sum += loss[r];
    out->data[0] = (real)(sum / (double)answers->counted);
    return out;
}

Tensor *tensor_cross_entropy_rows(Tensor *logits, const int targets[], const real weights[])
{
    Rows s = rows_of("cross_entropy_rows", logits);
    Shape shape = logits->shape;
    shape.dim[shape.ndim - 1] = 1;
    Tensor *out = tensor_new(shape, &op_cross_entropy_rows, logits, NULL, NULL);
    Answers *answers = answers_new("cross_entropy_rows", logits, targets, s);
    answers->weight = tape_alloc(sizeof(real) * s.rows);
    for (size_t r = 0; r < s.rows; r++)
        answers->weight[r] = weights ? weights[r] : 1;
    out->extra = answers;
    double *loss = losses(logits, answers, s);
    for (size_t r = 0; r < s.rows; r++)
        out->data[r] = (real)(answers->weight[r] * loss[r]);
    return out;
}
