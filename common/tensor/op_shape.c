/*
 * The same numbers in another shape (the very same: a view owns none), and the last two dimensions
 * swapped.
 *
 *     view         da += dout
 *     transpose    da[…, j, i] += dout[…, i, j]
 */
#include "tensor.h"

#include <string.h>

static void view_backward(Tensor *out)
{
    bool first;
    real *restrict g = tensor_grad_whole(out->src[0], &first);
    const real *dout = out->grad;
    if (first)
        memcpy(g, dout, sizeof *g * out->size);
    for (size_t i = 0; !first && i < out->size; i++)
        g[i] += dout[i];
}

static const Op op_view = {"view", view_backward};

Tensor *tensor_view(Tensor *a, Shape shape)
{
    CHECK(shape_size(shape) == a->size, "view: %s has %zu numbers, %s has %zu", shape_text(a->shape), a->size,
          shape_text(shape), shape_size(shape));
    Tensor *out = tensor_new(shape, &op_view, a, NULL, NULL);
    out->data = a->data;
    return out;
}

static void transpose_each(int batch, int rows, int columns, const real *from, real *to, bool add)
{
    size_t size = (size_t)rows * (size_t)columns;
    for (int n = 0; n < batch; n++, from += size, to += size)
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) {
                real *place = &to[(size_t)j * (size_t)rows + (size_t)i];
                *place = (add ? *place : 0) + from[(size_t)i * (size_t)columns + (size_t)j];
            }
}

static void transpose_backward(Tensor *out)
{
    real *g = tensor_grad(out->src[0]);
    int n = out->shape.ndim, rows = out->shape.dim[n - 2], columns = out->shape.dim[n - 1];
    if (g)
        transpose_each((int)(out->size / ((size_t)rows * (size_t)columns)), rows, columns, out->grad, g, true);
}

static const Op op_transpose = {"transpose", transpose_backward};

Tensor *tensor_transpose(Tensor *a)
{
    CHECK(a->shape.ndim >= 2, "transpose: %s has fewer than two dimensions", shape_text(a->shape));
    Shape shape = a->shape;
    int n = shape.ndim, rows = shape.dim[n - 2], columns = shape.dim[n - 1];
    shape.dim[n - 2] = columns;
    shape.dim[n - 1] = rows;
    Tensor *out = tensor_new(shape, &op_transpose, a, NULL, NULL);
    transpose_each((int)(a->size / ((size_t)rows * (size_t)columns)), rows, columns, a->data, out->data, false);
    return out;
}
