/*
 * Sum, mean, variance and maximum over one axis, which stays with size 1, or over everything.
 *
 *     sum      da += dout                           mean    da += dout / n
 *     var      da += 2 (a - mean) / (n - 1) dout    max     da += dout at the (first) largest
 *
 * A tensor (…, n, …) is read as (outer, n, inner); sums are taken in double.
 */
#include "tensor.h"

#include <string.h>

static Tensor *reduced(const Op *op, Tensor *a, int axis)
{
    Axis *x = tape_alloc(sizeof *x);
    *x = axis_of(op->name, a->shape, axis);
    Shape shape = a->shape;
    shape.dim[x->at] = 1;
    Tensor *out = tensor_new(shape, op, a, NULL, NULL);
    out->extra = x;
    return out;
}

// The whole tensor as one long axis.
static Tensor *reduced_to_one(const Op *op, Tensor *a)
{
    Axis *x = tape_alloc(sizeof *x);
    *x = (Axis){.outer = 1, .n = a->size, .inner = 1};
    Tensor *out = tensor_new(shape_scalar(), op, a, NULL, NULL);
    out->extra = x;
    return out;
}

// For one outer index: sums, or sums of squared distances from `middle`, row by row in the order of
// memory.
static void add_rows(const Axis *x, const real *a, const double *middle, double *sum)
{
    memset(sum, 0, sizeof *sum * x->inner);
    for (size_t k = 0; k < x->n; k++, a += x->inner)
        for (size_t i = 0; i < x->inner; i++) {
            double v = middle ? (a[i] - middle[i]) * (a[i] - middle[i]) : a[i];
            sum[i] += v;
        }
}

// ---- sum and mean ----

static void spread(Tensor *out, double factor)
{
    const Axis *x = out->extra;
    bool first;
    real *g = tensor_grad_whole(out->src[0], &first);
    const real *dout = out->grad;
    for (size_t o = 0; o < x->outer; o++, dout += x->inner)
        for (size_t k = 0; k < x->n; k++, g += x->inner)
            for (size_t i = 0; i < x->inner; i++)
                g[i] = (first ? 0 : g[i]) + (real)(factor * dout[i]);
}

static void sum_backward(Tensor *out)
{
    spread(out, 1);
}

static void mean_backward(Tensor *out)
{
    spread(out, 1.0 / (double)((const Axis *)out->extra)->n);
}

static const Op op_sum = {"sum", sum_backward}, op_mean = {"mean", mean_backward};

static Tensor *summed(Tensor *out, double factor)
{
    const Axis *x = out->extra;
    const real *a = out->src[0]->data;
    double *sum = tape_alloc(sizeof *sum * x->inner);
    for (size_t o = 0; o < x->outer; o++) {
        add_rows(x, a + o * x->n * x->inner, NULL, sum);
        for (size_t i = 0; i < x->inner; i++)
            out->data[o * x->inner + i] = (real)(factor * sum[i]);
    }
    return out;
}

static Tensor *averaged(Tensor *out)
{
    return summed(out, 1.0 / (double)((const Axis *)out->extra)->n);
}

Tensor *tensor_sum(Tensor *a, int axis)
{
    return summed(reduced(&op_sum, a, axis), 1);
}

Tensor *tensor_mean(Tensor *a, int axis)
{
    return averaged(reduced(&op_mean, a, axis));
}

Tensor *tensor_sum_all(Tensor *a)
{
    return summed(reduced_to_one(&op_sum, a), 1);
}

Tensor *tensor_mean_all(Tensor *a)
{
    return averaged(reduced_to_one(&op_mean, a));
}

// ---- variance ----

typedef struct Moments {
    Axis axis;
    double *mean; // (outer, inner)
} Moments;

static void var_backward(Tensor *out)
{
    const Moments *m = out->extra;
    const Axis *x = &m->axis;
    real *g = tensor_grad(out->src[0]);
    const real *a = out->src[0]->data;
    for (size_t o = 0; o < x->outer; o++)
        for (size_t k = 0; k < x->n; k++)
            for (size_t i = 0; i < x->inner; i++) {
                size_t at = (o * x->n + k) * x->inner + i, to = o * x->inner + i;
                g[at] += (real)(2 * (a[at] - m->mean[to]) / (double)(x->n - 1) * out->grad[to]);
            }
}

static const Op op_var = {"var", var_backward};

Tensor *tensor_var(Tensor *a, int axis)
{
    Tensor *out = reduced(&op_var, a, axis);
    Moments *m = tape_alloc(sizeof *m);
    m->axis = *(const Axis *)out->extra;
    const Axis *x = &m->axis;
    CHECK(x->n >= 2, "var: %s has one element along axis %d, so n - 1 is 0", shape_text(a->shape), axis);
    m->mean = tape_alloc(sizeof(double) * out->size);
    out->extra = m;
    double *sum = tape_alloc(sizeof *sum * x->inner);
    for (size_t o = 0; o < x->outer; o++) {
        const real *from = a->data + o * x->n * x->inner;
        double *mean = m->mean + o * x->inner;
        add_rows(x, from, NULL, mean);
        for (size_t i = 0; i < x->inner; i++)
            mean[i] /= (double)x->n;
        add_rows(x, from, mean, sum);
        for (size_t i = 0; i < x->inner; i++)
            out->data[o * x->inner + i] = (real)(sum[i] / (double)(x->n - 1));
    }
    return out;
}

// ---- maximum ----

static size_t largest(const Axis *x, const real *a, size_t o, size_t i)
{
    size_t best = o * x->n * x->inner + i;
    for (size_t k = 1; k < x->n && a[best] == a[best]; k++) { // stops at a NaN, which becomes the result
        size_t at = (o * x->n + k) * x->inner + i;
        if (a[at] > a[best] || a[at] != a[at])
            best = at;
    }
    return best;
}

static void max_backward(Tensor *out)
{
    const Axis *x = out->extra;
    real *g = tensor_grad(out->src[0]);
    for (size_t o = 0; o < x->outer; o++)
        for (size_t i = 0; i < x->inner; i++)
            g[largest(x, out->src[0]->data, o, i)] += out->grad[o * x->inner + i];
}

static const Op op_max = {"max", max_backward};

Tensor *tensor_max(Tensor *a, int axis)
{
    Tensor *out = reduced(&op_max, a, axis);
    const Axis *x = out->extra;
    for (size_t o = 0; o < x->outer; o++)
        for (size_t i = 0; i < x->inner; i++)
            out->data[o * x->inner + i] = a->data[largest(x, a->data, o, i)];
    return out;
}
