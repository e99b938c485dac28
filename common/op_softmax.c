/*
 * Over the last dimension: softmax, and the cross-entropy that trains every model of this course.
 *
 *     p = softmax(a)                 da += p * (dout - sum(p * dout))
 *     loss = mean(-log p[target])    dlogits += (p - onehot(target)) / rows * dloss
 *
 * The largest logit of a row is subtracted before exp: the result is the same, and exp cannot overflow.
 */
#include "tensor.h"
#include "fastmath.h"

#include <math.h>
#include <string.h>

static void rows_of(const char *op, const Tensor *a, int *rows, int *columns)
{
    CHECK(a->shape.ndim >= 1, "%s: () has no last dimension", op);
    *columns = a->shape.dim[a->shape.ndim - 1];
    *rows = (int)(a->size / (size_t)*columns);
}

// p = softmax(a) for one row; returns log sum e^a.
static double softmax_row(int n, const real *a, real *p)
{
    real max = a[0];
    for (int i = 1; i < n; i++)
        max = a[i] > max ? a[i] : max;
    for (int i = 0; i < n; i++)
        p[i] = exp_fast(a[i] - max);
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += p[i];
    real inverse = (real)(1 / sum);
    for (int i = 0; i < n; i++)
        p[i] *= inverse;
    return max + log(sum);
}

static void softmax_backward(Tensor *out)
{
    int rows, n;
    rows_of("softmax", out, &rows, &n);
    real *g = tensor_grad(out->src[0]);
    for (int r = 0; g && r < rows; r++) {
        const real *p = out->data + r * n, *dout = out->grad + r * n;
        double dot = 0;
        for (int i = 0; i < n; i++)
            dot += p[i] * dout[i];
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
    for (int r = 0; r < rows; r++)
        softmax_row(n, a->data + r * n, out->data + r * n);
    return out;
}

// ---- cross-entropy ----

typedef struct Answers {
    int *target; // (rows)
    real *p;     // (rows, V) softmax(logits)
} Answers;

static void cross_entropy_backward(Tensor *out)
{
    const Answers *answers = out->extra;
    int rows, n;
    rows_of("cross_entropy", out->src[0], &rows, &n);
    real *g = tensor_grad(out->src[0]), k = out->grad[0] / (real)rows;
    for (int r = 0; g && r < rows; r++) {
        for (int i = 0; i < n; i++)
            g[r * n + i] += k * answers->p[r * n + i];
        g[r * n + answers->target[r]] -= k;
    }
}

static const Op op_cross_entropy = {"cross_entropy", cross_entropy_backward};

Tensor *tensor_cross_entropy(Tensor *logits, const int targets[])
{
    int rows, n;
    rows_of("cross_entropy", logits, &rows, &n);
    Tensor *out = tensor_new(shape_scalar(), &op_cross_entropy, logits, NULL, NULL);
    Answers *answers = tape_alloc(sizeof *answers);
    answers->target = tape_alloc(sizeof(int) * (size_t)rows);
    answers->p = tape_alloc(sizeof(real) * logits->size);
    memcpy(answers->target, targets, sizeof(int) * (size_t)rows);
    out->extra = answers;
    double loss = 0;
    for (int r = 0; r < rows; r++) {
        CHECK(targets[r] >= 0 && targets[r] < n, "cross_entropy: target %d of row %d is not in 0 .. %d",
              targets[r], r, n - 1);
        loss += softmax_row(n, logits->data + r * n, answers->p + r * n) - logits->data[r * n + targets[r]];
    }
    out->data[0] = (real)(loss / rows);
    return out;
}
