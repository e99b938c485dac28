/*
 * Pieces of the last dimension, put together and cut out; and two dimensions that change places.
 *
 *     cat          out = [a, b]                 da += the left of dout, db += the right
 *     slice        out = a[..., from:to]        da[..., from:to] += dout
 *     swap_axes    out[.. j .. i ..] = a[.. i .. j ..]    da likewise
 *
 * All three copy: a tensor here is always contiguous.
 */
#include "tensor.h"

#include <string.h>

static int width_of(const Tensor *t)
{
    return t->shape.dim[t->shape.ndim - 1];
}

// to[r][0 .. width) = or += from[r][0 .. width) for rows of different lengths
static void copy_rows(size_t rows, int width, const real *from, int from_step, real *to, int to_step)
{
    for (size_t r = 0; r < rows; r++)
        memcpy(to + r * (size_t)to_step, from + r * (size_t)from_step, sizeof(real) * (size_t)width);
}

static void add_rows(size_t rows, int width, const real *from, int from_step, real *to, int to_step)
{
    for (size_t r = 0; to && r < rows; r++)
        for (int i = 0; i < width; i++)
            to[r * (size_t)to_step + (size_t)i] += from[r * (size_t)from_step + (size_t)i];
}

// ---- cat ----

static void cat_backward(Tensor *out)
{
    Tensor *a = out->src[0], *b = out->src[1];
    int m = width_of(a), n = width_of(b);
    size_t rows = a->size / (size_t)m;
    add_rows(rows, m, out->grad, m + n, tensor_grad(a), m);
    add_rows(rows, n, out->grad + m, m + n, tensor_grad(b), n);
}

static const Op op_cat = {"cat", cat_backward};

Tensor *tensor_cat(Tensor *a, Tensor *b)
{
    Shape shape = a->shape;
    bool fits = shape.ndim >= 1 && b->shape.ndim == shape.ndim;
    for (int i = 0; fits && i < shape.ndim - 1; i++)
        fits = shape.dim[i] == b->shape.dim[i];
    CHECK(fits, "cat: %s and %s must be equal in all but the last dimension", shape_text(a->shape),
          shape_text(b->shape));
    int m = width_of(a), n = width_of(b);
    shape.dim[shape.ndim - 1] = m + n;
    Tensor *out = tensor_new(shape, &op_cat, a, b, NULL);
    size_t rows = a->size / (size_t)m;
    copy_rows(rows, m, a->data, m, out->data, m + n);
    copy_rows(rows, n, b->data, n, out->data + m, m + n);
    return out;
}

// ---- slice ----

static void slice_backward(Tensor *out)
{
    Tensor *a = out->src[0];
    int n = width_of(out);
    add_rows(out->size / (size_t)n, n, out->grad, n, tensor_grad(a) + *(const int *)out->extra, width_of(a));
}

static const Op op_slice = {"slice", slice_backward};

Tensor *tensor_slice(Tensor *a, int from, int to)
{
    CHECK(a->shape.ndim >= 1 && from >= 0 && from < to && to <= width_of(a), "slice: %d to %d of %s", from, to,
          shape_text(a->shape));
    Shape shape = a->shape;
    shape.dim[shape.ndim - 1] = to - from;
    Tensor *out = tensor_new(shape, &op_slice, a, NULL, NULL);
    int *first = tape_alloc(sizeof *first);
    *first = from;
    out->extra = first;
    copy_rows(out->size / (size_t)(to - from), to - from, a->data + from, width_of(a), out->data, to - from);
    return out;
}

// ---- swap_axes ----

// A tensor (before, m, between, n, after) and its swapped twin (before, n, between, m, after).
typedef struct Swap {
    int before, m, between, n, after;
} Swap;

static size_t place(const Swap *s, int b, int i, int k, int j, bool swapped)
{
    int m = swapped ? s->n : s->m, n = swapped ? s->m : s->n;
    return (((size_t)(b * m + (swapped ? j : i)) * (size_t)s->between + (size_t)k) * (size_t)n +
            (size_t)(swapped ? i : j)) *
           (size_t)s->after;
}

// Calls for every run of `after` numbers: to (swapped) = from, or back: to += from (swapped).
static void swap_each(const Swap *s, const real *from, real *to, bool back)
{
    for (int b = 0; b < s->before; b++)
        for (int i = 0; i < s->m; i++)
            for (int k = 0; k < s->between; k++)
                for (int j = 0; j < s->n; j++) {
                    const real *source = from + place(s, b, i, k, j, back);
                    real *target = to + place(s, b, i, k, j, !back);
                    for (int x = 0; x < s->after; x++)
                        target[x] = source[x] + (back ? target[x] : 0);
                }
}

static void swap_axes_backward(Tensor *out)
{
    swap_each(out->extra, out->grad, tensor_grad(out->src[0]), true);
}

static const Op op_swap_axes = {"swap_axes", swap_axes_backward};

Tensor *tensor_swap_axes(Tensor *a, int first, int second)
{
    CHECK(first >= 0 && first < second && second < a->shape.ndim, "swap_axes: %d and %d of %s", first, second,
          shape_text(a->shape));
    Swap *s = tape_alloc(sizeof *s);
    *s = (Swap){1, a->shape.dim[first], 1, a->shape.dim[second], 1};
    for (int i = 0; i < a->shape.ndim; i++)
        *(i < first    ? &s->before
          : i > second ? &s->after
                       : &s->between) *= i == first || i == second ? 1 : a->shape.dim[i];
    Shape shape = a->shape;
    shape.dim[first] = s->n;
    shape.dim[second] = s->m;
    Tensor *out = tensor_new(shape, &op_swap_axes, a, NULL, NULL);
    out->extra = s;
    swap_each(s, a->data, out->data, false);
    return out;
}
