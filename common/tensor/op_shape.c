/*
 * The same numbers in another shape or order, cut or joined.
 *
 *     view         out = a in another shape                da += dout
 *     swap_axes    out[.. j .. i ..] = a[.. i .. j ..]     da likewise
 *     slice        out = a[.. from:to ..]                  da[.. from:to ..] += dout
 *     cat          out = [a, b] along an axis              da += a's part of dout, db += b's
 *
 * A view shares a's numbers. The others copy: a tensor here is always contiguous.
 */
#include "tensor.h"

#include <string.h>

// to = from, or to += from, for n numbers
static void move(size_t n, const real *restrict from, bool write, real *restrict to)
{
    if (write)
        memcpy(to, from, sizeof *to * n);
    else
        for (size_t i = 0; i < n; i++)
            to[i] += from[i];
}

// The same for `rows` runs of n numbers, whose beginnings lie as far apart as the steps say.
static void move_rows(size_t rows, size_t n, const real *from, size_t from_step, bool write, real *to, size_t to_step)
{
    for (size_t r = 0; r < rows; r++)
        move(n, from + r * from_step, write, to + r * to_step);
}

// ---- view ----

static void view_backward(Tensor *out)
{
    bool first;
    real *g = tensor_grad_whole(out->src[0], &first);
    move(out->size, out->grad, first, g);
}

static const Op op_view = {"view", view_backward};

Tensor *tensor_view(Tensor *a, Shape shape)
{
    CHECK(shape_size(shape) == a->size, "view: %s has %zu numbers, %s has %zu", shape_text(a->shape), a->size,
          shape_text(shape), shape_size(shape));
    return tensor_new_sharing(shape, &op_view, a);
}

// ---- swap_axes, transpose ----

// From (before, m, between, n, after) to (before, n, between, m, after).
typedef struct Swap {
    size_t before, m, between, n, after;
} Swap;

static void swap_each(Swap s, const real *from, bool write, real *to)
{
    size_t step = s.between * s.m * s.after; // from one j to the next, in `to`
    for (size_t b = 0; b < s.before; b++)
        for (size_t i = 0; i < s.m; i++)
            for (size_t k = 0; k < s.between; k++) {
                real *place = to + ((b * s.n * s.between + k) * s.m + i) * s.after;
                if (s.after > 1)
                    move_rows(s.n, s.after, from, s.after, write, place, step);
                else
                    for (size_t j = 0; j < s.n; j++)
                        place[j * step] = write ? from[j] : place[j * step] + from[j];
                from += s.n * s.after;
            }
}

static void swap_axes_backward(Tensor *out)
{
    const Swap *s = out->extra;
    bool first;
    real *g = tensor_grad_whole(out->src[0], &first);
    swap_each((Swap){s->before, s->n, s->between, s->m, s->after}, out->grad, first, g); // the way back
}

static const Op op_swap_axes = {"swap_axes", swap_axes_backward};

Tensor *tensor_swap_axes(Tensor *a, int i, int j)
{
    Axis x = axis_of("swap_axes", a->shape, i), y = axis_of("swap_axes", a->shape, j);
    CHECK(x.at != y.at, "swap_axes: %d and %d of %s are the same axis", i, j, shape_text(a->shape));
    if (x.at > y.at)
        return tensor_swap_axes(a, j, i);
    Swap *s = tape_alloc(sizeof *s);
    *s = (Swap){x.outer, x.n, x.inner / (y.n * y.inner), y.n, y.inner};
    Shape shape = a->shape;
    shape.dim[x.at] = a->shape.dim[y.at];
    shape.dim[y.at] = a->shape.dim[x.at];
    Tensor *out = tensor_new(shape, &op_swap_axes, a, NULL, NULL);
    out->extra = s;
    swap_each(*s, a->data, true, out->data);
    return out;
}

Tensor *tensor_transpose(Tensor *a)
{
    CHECK(a->shape.ndim >= 2, "transpose: %s has fewer than two dimensions", shape_text(a->shape));
    return tensor_swap_axes(a, -2, -1);
}

// ---- slice: (outer, n, inner) -> (outer, to - from, inner) ----

typedef struct Cut {
    Axis axis; // a's
    size_t from;
} Cut;

static void slice_backward(Tensor *out)
{
    const Cut *c = out->extra;
    size_t row = c->axis.n * c->axis.inner, piece = out->size / c->axis.outer;
    move_rows(c->axis.outer, piece, out->grad, piece, false, tensor_grad(out->src[0]) + c->from * c->axis.inner, row);
}

static const Op op_slice = {"slice", slice_backward};

Tensor *tensor_slice(Tensor *a, int axis, int from, int to)
{
    Cut *c = tape_alloc(sizeof *c);
    *c = (Cut){axis_of("slice", a->shape, axis), (size_t)from};
    Shape shape = a->shape;
    int *n = &shape.dim[c->axis.at];
    CHECK(from >= 0 && from < to && to <= *n, "slice: %d to %d along axis %d of %s, which has 0 to %d", from, to, axis,
          shape_text(a->shape), *n);
    *n = to - from;
    Tensor *out = tensor_new(shape, &op_slice, a, NULL, NULL);
    out->extra = c;
    size_t row = c->axis.n * c->axis.inner, piece = out->size / c->axis.outer;
    move_rows(c->axis.outer, piece, a->data + c->from * c->axis.inner, row, true, out->data, piece);
    return out;
}

// ---- cat: (outer, m, inner) and (outer, n, inner) -> (outer, m + n, inner) ----

static void cat_backward(Tensor *out)
{
    const Axis *x = out->extra;
    size_t row = x->n * x->inner, from = 0;
    for (int i = 0; i < 2; i++) {
        Tensor *source = out->src[i];
        size_t piece = source->size / x->outer;
        bool first;
        real *g = tensor_grad_whole(source, &first);
        if (g)
            move_rows(x->outer, piece, out->grad + from, row, first, g, piece);
        from += piece;
    }
}

static const Op op_cat = {"cat", cat_backward};

Tensor *tensor_cat(Tensor *a, Tensor *b, int axis)
{
    int at = axis_of("cat", a->shape, axis).at;
    Shape shape = a->shape;
    shape.dim[at] = b->shape.dim[at];
    CHECK(shape_equal(shape, b->shape), "cat: %s and %s may differ only in axis %d", shape_text(a->shape),
          shape_text(b->shape), axis);
    shape.dim[at] += a->shape.dim[at];
    Tensor *out = tensor_new(shape, &op_cat, a, b, NULL);
    Axis *x = tape_alloc(sizeof *x);
    out->extra = x;
    *x = axis_of("cat", shape, axis);
    size_t row = x->n * x->inner, m = a->size / x->outer, n = b->size / x->outer;
    move_rows(x->outer, m, a->data, m, true, out->data, row);
    move_rows(x->outer, n, b->data, n, true, out->data + m, row);
    return out;
}
