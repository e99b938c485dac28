/*
 * A layer's product in one op: out = x @ W + b, and logits = x @ table^T, which uses an embedding
 * table in reverse.
 *
 *     linear     dx += dout @ W^T       dW += x^T @ dout         db += sum of dout's rows
 *     unembed    dx += dout @ table     dtable += dout^T @ x
 *
 * linear equals tensor_add(tensor_matmul(x, W), b), but writes and reads one array less, forward and
 * backward. unembed equals a matmul with a transposed copy of the table.
 */
#include "tensor.h"
#include "gemm.h"
#include "sums.h"

typedef struct Sizes {
    ptrdiff_t rows, in, out;
} Sizes;

static Sizes sizes_of(const Tensor *x, const Tensor *out)
{
    int last = x->shape.ndim - 1;
    return (Sizes){shape_rows(x->shape), x->shape.dim[last], out->shape.dim[last]};
}

static Tensor *widened(const Op *op, Tensor *x, Tensor *W, Tensor *b, int width)
{
    Shape shape = x->shape;
    shape.dim[shape.ndim - 1] = width;
    return tensor_new(shape, op, x, W, b);
}

// ---- linear ----

static void linear_backward(Tensor *out)
{
    Tensor *x = out->src[0], *W = out->src[1], *b = out->src[2];
    Sizes s = sizes_of(x, out);
    if (x->needs_grad) {
        bool first;
        real *dx = tensor_grad_whole(x, &first);
        gemm(false, true, s.rows, s.in, s.out, out->grad, W->data, dx, !first);
    }
    if (W->needs_grad)
        gemm(true, false, s.in, s.out, s.rows, x->data, out->grad, tensor_grad(W), true);
    if (b && b->needs_grad) {
        double *sum = tape_alloc(sizeof *sum * (size_t)s.out);
        column_sums((size_t)s.rows, (size_t)s.out, out->grad, NULL, sum, NULL);
        grad_add_sums(b, sum);
    }
}

static const Op op_linear = {"linear", linear_backward};

Tensor *tensor_linear(Tensor *x, Tensor *W, Tensor *b)
{
    CHECK(x->shape.ndim >= 1 && W->shape.ndim == 2 && W->shape.dim[0] == x->shape.dim[x->shape.ndim - 1],
          "linear: x %s @ W %s: W must have two dimensions, the first as long as the last of x", shape_text(x->shape),
          shape_text(W->shape));
    CHECK(!b || b->size == (size_t)W->shape.dim[1], "linear: W is %s, so b must have %d numbers, not %s",
          shape_text(W->shape), W->shape.dim[1], shape_text(b->shape));
    Tensor *out = widened(&op_linear, x, W, b, W->shape.dim[1]);
    Sizes s = sizes_of(x, out);
    if (b)
        gemm_bias(s.rows, s.out, s.in, x->data, W->data, b->data, out->data);
    else
        gemm(false, false, s.rows, s.out, s.in, x->data, W->data, out->data, false);
    return out;
}

// ---- unembed ----

static void unembed_backward(Tensor *out)
{
    Tensor *x = out->src[0], *table = out->src[1];
    Sizes s = sizes_of(x, out);
    if (x->needs_grad) {
        bool first;
        real *dx = tensor_grad_whole(x, &first);
        gemm(false, false, s.rows, s.in, s.out, out->grad, table->data, dx, !first);
    }
    if (table->needs_grad)
        gemm(true, false, s.out, s.in, s.rows, out->grad, x->data, tensor_grad(table), true);
}

static const Op op_unembed = {"unembed", unembed_backward};

Tensor *tensor_unembed(Tensor *x, Tensor *table)
{
    CHECK(x->shape.ndim >= 1 && table->shape.ndim == 2 && table->shape.dim[1] == x->shape.dim[x->shape.ndim - 1],
          "unembed: x %s @ table %s transposed: their last dimensions differ", shape_text(x->shape),
          shape_text(table->shape));
    Tensor *out = widened(&op_unembed, x, table, NULL, table->shape.dim[0]);
    Sizes s = sizes_of(x, out);
    gemm(false, true, s.rows, s.out, s.in, x->data, table->data, out->data, false);
    return out;
}
