/*
 * Over one dimension, which stays with size 1, or over all: sum, mean, variance, maximum.
 *
 *     sum      da += dout                           mean    da += dout / n
 *     var      da += 2 (a - mean) / (n - 1) dout    max     da += dout at the (first) largest
 *
 * A tensor (…, n, …) is read as (outer, n, inner); sums are taken in double.
 */
#include "tensor.h"

#include <string.h>

typedef struct Axis {
    int outer, n, inner;
} Axis;

static Axis axis_of(const char *op, Shape shape, int axis)
{
    int i = axis < 0 ? axis + shape.ndim : axis;
    CHECK(i >= 0 && i < shape.ndim, "%s: %s has no axis %d", op, shape_text(shape), axis);
    Axis a = {1, shape.dim[i], 1};
    for (int k = 0; k < i; k++)
        a.outer *= shape.dim[k];
    for (int k = i + 1; k < shape.ndim; k++)
        a.inner *= shape.dim[k];
    return a;
}

static Tensor *reduced(const Op *op, Tensor *a, int axis)
{
    Axis *extent = tape_alloc(sizeof *extent);
    *extent = axis_of(op->name, a->shape, axis);
    Shape shape = a->shape;
    shape.dim[axis < 0 ? axis + shape.ndim : axis] = 1;
    Tensor *out = tensor_new(shape, op, a, NULL, NULL);
    out->extra = extent;
    return out;
}

// Sums (or, with squares, sums of squared distances from `middle`) for one outer index, by rows, which
// lie one after another in memory.
static void add_rows(const Axis *x, const real *a, const double *middle, double *sum)
{
    memset(sum, 0, sizeof *sum * (size_t)x->inner);
    for (int k = 0; k < x->n; k++, a += x->inner)
        for (int i = 0; i < x->inner; i++) {
            double v = middle ? (a[i] - middle[i]) * (a[i] - middle[i]) : a[i];
            sum[i] += v;
        }
}

// ---- sum and mean ----

static void spread(Tensor *out, double factor)
{
    const Axis *x = out->extra;
    real *g = tensor_grad(out->src[0]);
    for (int o = 0; g && o < x->outer; o++)
        for (int k = 0; k < x->n; k++)
            for (int i = 0; i < x->inner; i++)
                g[(o * x->n + k) * x->inner + i] += (real)(factor * out->grad[o * x->inner + i]);
}

static void sum_backward(Tensor *out)
{
    spread(out, 1);
}

static void mean_backward(Tensor *out)
{
    spread(out, 1.0 / ((const Axis *)out->extra)->n);
}

static const Op op_sum = {"sum", sum_backward}, op_mean = {"mean", mean_backward};

static Tensor *sum_times(const Op *op, Tensor *a, int axis, bool mean)
{
    Tensor *out = reduced(op, a, axis);
    const Axis *x = out->extra;
    double *sum = tape_alloc(sizeof *sum * (size_t)x->inner), factor = mean ? 1.0 / x->n : 1;
    for (int o = 0; o < x->outer; o++) {
        add_rows(x, a->data + o * x->n * x->inner, NULL, sum);
        for (int i = 0; i < x->inner; i++)
            out->data[o * x->inner + i] = (real)(factor * sum[i]);
    }
    return out;
}

Tensor *tensor_sum(Tensor *a, int axis)
{
    return sum_times(&op_sum, a, axis, false);
}

Tensor *tensor_mean(Tensor *a, int axis)
{
    return sum_times(&op_mean, a, axis, true);
}

// All of it is one long axis, seen through a flat view.
Tensor *tensor_sum_all(Tensor *a)
{
    return tensor_view(tensor_sum(tensor_view(a, SHAPE((int)a->size)), 0), shape_scalar());
}

Tensor *tensor_mean_all(Tensor *a)
{
    return tensor_view(tensor_mean(tensor_view(a, SHAPE((int)a->size)), 0), shape_scalar());
}

// ---- variance ----

typedef struct Moments {
    Axis axis;    // first, so that extra is an Axis here too
    double *mean; // (outer, inner)
} Moments;

static void var_backward(Tensor *out)
{
    const Moments *m = out->extra;
    const Axis *x = &m->axis;
    real *g = tensor_grad(out->src[0]);
    const real *a = out->src[0]->data;
    for (int o = 0; g && o < x->outer; o++)
        for (int k = 0; k < x->n; k++)
            for (int i = 0; i < x->inner; i++) {
                int at = (o * x->n + k) * x->inner + i, to = o * x->inner + i;
                g[at] += (real)(2 * (a[at] - m->mean[to]) / (x->n - 1) * out->grad[to]);
            }
}

static const Op op_var = {"var", var_backward};

Tensor *tensor_var(Tensor *a, int axis)
{
    Tensor *out = reduced(&op_var, a, axis);
    Moments *m = tape_alloc(sizeof *m);
    m->axis = *(const Axis *)out->extra;
    const Axis *x = &m->axis;
    CHECK(x->n >= 2, "var: %s has one element along axis %d, and n - 1 is 0", shape_text(a->shape), axis);
    m->mean = tape_alloc(sizeof(double) * out->size);
    out->extra = m;
    double *sum = tape_alloc(sizeof *sum * (size_t)x->inner);
    for (int o = 0; o < x->outer; o++) {
        const real *from = a->data + o * x->n * x->inner;
        double *mean = m->mean + o * x->inner;
        add_rows(x, from, NULL, mean);
        for (int i = 0; i < x->inner; i++)
            mean[i] /= x->n;
        add_rows(x, from, mean, sum);
        for (int i = 0; i < x->inner; i++)
            out->data[o * x->inner + i] = (real)(sum[i] / (x->n - 1));
    }
    return out;
}

// ---- maximum ----

static int largest(const Axis *x, const real *a, int o, int i)
{
    int best = (o * x->n) * x->inner + i;
    for (int k = 1; k < x->n; k++) {
        int at = (o * x->n + k) * x->inner + i;
        if (a[at] > a[best] || a[at] != a[at]) // a NaN is not lost
            best = at;
    }
    return best;
}

static void max_backward(Tensor *out)
{
    const Axis *x = out->extra;
    real *g = tensor_grad(out->src[0]);
    for (int o = 0; g && o < x->outer; o++)
        for (int i = 0; i < x->inner; i++)
            g[largest(x, out->src[0]->data, o, i)] += out->grad[o * x->inner + i];
}

static const Op op_max = {"max", max_backward};

Tensor *tensor_max(Tensor *a, int axis)
{
    Tensor *out = reduced(&op_max, a, axis);
    const Axis *x = out->extra;
    for (int o = 0; o < x->outer; o++)
        for (int i = 0; i < x->inner; i++)
            out->data[o * x->inner + i] = a->data[largest(x, a->data, o, i)];
    return out;
}
