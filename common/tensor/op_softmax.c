/*
 * Over the last dimension: softmax, and the cross-entropy that trains every model of this course.
 *
 *     p = softmax(a)                 da += p * (dout - sum(p * dout))
 *     loss = mean(-log p[target])    dlogits += (p - onehot(target)) / n * dloss     n targets are >= 0
 */
#include "tensor.h"
#include "chunks.h"
#include "rows.h"

#include <math.h>
#include <string.h>

static void rows_of(const char *op, const Tensor *a, int *rows, int *columns)
{
    CHECK(a->shape.ndim >= 1, "%s: () has no last dimension", op);
    *columns = a->shape.dim[a->shape.ndim - 1];
    *rows = (int)(a->size / (size_t)*columns);
}

static void softmax_backward(Tensor *out)
{
    int rows, n;
    rows_of("softmax", out, &rows, &n);
    real *g = tensor_grad(out->src[0]);
#pragma omp parallel for schedule(static) if (out->size > MANY)
    for (int r = 0; r < rows; r++) {
        const real *p = out->data + r * n, *dout = out->grad + r * n;
        double dot = 0;
#pragma omp simd reduction(+ : dot)
        for (int i = 0; i < n; i++)
            dot += (double)p[i] * dout[i];
        for (int i = 0; i < n; i++)
            g[r * n + i] += p[i] * (dout[i] - (real)dot);
    }
}

static const Op op_softmax = {"softmax", softmax_backward};

Tensor *tensor_softmax(Tensor *a)
{
    int rows, n;
    rows_of("softmax", a, &rows, &n);
    Tensor *out = tensor_new(a->shape, &op_softmax, a, NULL, NULL);
#pragma omp parallel for schedule(static) if (out->size > MANY)
    for (int r = 0; r < rows; r++)
        softmax_row(n, 1, a->data + r * n, out->data + r * n);
    return out;
}

// ---- cross-entropy ----

typedef struct Answers {
    int *target; // (rows)
    int counted; // how many are not negative
    real *p;     // (rows, V) softmax(logits)
} Answers;

static void cross_entropy_backward(Tensor *out)
{
    const Answers *answers = out->extra;
    int rows, n;
    rows_of("cross_entropy", out->src[0], &rows, &n);
    bool first;
    real *g = tensor_grad_whole(out->src[0], &first), k = out->grad[0] / (real)answers->counted;
#pragma omp parallel for schedule(static) if ((long)rows * n > MANY)
    for (int r = 0; r < rows; r++) {
        const real *p = answers->p + (size_t)r * (size_t)n;
        real *row = g + (size_t)r * (size_t)n;
        bool counts = answers->target[r] >= 0;
        for (int i = 0; i < n; i++)
            row[i] = (first ? 0 : row[i]) + (counts ? k * p[i] : 0);
        if (counts)
            row[answers->target[r]] -= k;
    }
}

static const Op op_cross_entropy = {"cross_entropy", cross_entropy_backward};

static Answers *answers_new(const Tensor *logits, const int targets[], int rows, int n)
{
    Answers *answers = tape_alloc(sizeof *answers);
    answers->target = tape_alloc(sizeof(int) * (size_t)rows);
    answers->p = tape_alloc(sizeof(real) * logits->size);
    answers->counted = 0;
    memcpy(answers->target, targets, sizeof(int) * (size_t)rows);
    for (int r = 0; r < rows; r++) {
        CHECK(targets[r] >= -1 && targets[r] < n, "cross_entropy: target %d of row %d is not in 0 .. %d", targets[r], r,
              n - 1);
        answers->counted += targets[r] >= 0;
    }
    CHECK(answers->counted > 0, "cross_entropy: all %d targets are -1, and the mean of nothing is nothing", rows);
    return answers;
}

Tensor *tensor_cross_entropy(Tensor *logits, const int targets[])
{
    int rows, n;
    rows_of("cross_entropy", logits, &rows, &n);
    Tensor *out = tensor_new(shape_scalar(), &op_cross_entropy, logits, NULL, NULL);
    Answers *answers = answers_new(logits, targets, rows, n);
    double *nll = tape_alloc(sizeof *nll * (size_t)rows), loss = 0;
    out->extra = answers;
#pragma omp parallel for schedule(static) if ((long)rows * n > MANY)
    for (int r = 0; r < rows; r++) {
        const real *row = logits->data + r * n;
        nll[r] = targets[r] < 0 ? 0 : softmax_row(n, 1, row, answers->p + r * n) - row[targets[r]];
    }
    for (int r = 0; r < rows; r++) // in order: the same bits with any number of threads
        loss += nll[r];
    out->data[0] = (real)(loss / answers->counted);
    return out;
}
