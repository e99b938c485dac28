/*
 * out = a @ b, computed by gemm.c.
 *
 *     da += dout @ b^T        db += a^T @ dout
 *
 * With a single b, (…, M, K) @ (K, N) is one product of (… M) rows. With a batch of each there is one
 * product for each leading index.
 */
#include "tensor.h"
#include "gemm.h"

typedef struct Product {
    ptrdiff_t batch, M, K, N;
} Product;

static Product product_of(const Tensor *a, const Tensor *b)
{
    int m = a->shape.ndim, n = b->shape.ndim;
    CHECK(m >= 2 && n >= 2, "matmul: %s @ %s: both need two dimensions or more", shape_text(a->shape),
          shape_text(b->shape));
    int K = a->shape.dim[m - 1], N = b->shape.dim[n - 1];
    CHECK(K == b->shape.dim[n - 2], "matmul: %s @ %s: inner dimensions differ", shape_text(a->shape),
          shape_text(b->shape));
    if (n == 2)
        return (Product){1, shape_rows(a->shape), K, N};
    bool equal = m == n;
    for (int i = 0; i < n - 2; i++)
        equal = equal && a->shape.dim[i] == b->shape.dim[i];
    CHECK(equal, "matmul: %s @ %s: leading dimensions differ", shape_text(a->shape), shape_text(b->shape));
    int M = a->shape.dim[m - 2];
    return (Product){shape_rows(a->shape) / M, M, K, N};
}

static void matmul_backward(Tensor *out)
{
    Tensor *a = out->src[0], *b = out->src[1];
    Product p = product_of(a, b);
    ptrdiff_t size_a = p.M * p.K, size_b = p.K * p.N, size_out = p.M * p.N;
    real *ga = tensor_grad(a), *gb = tensor_grad(b);
    for (ptrdiff_t i = 0; i < p.batch; i++) {
        const real *dout = out->grad + i * size_out;
        if (ga)
            gemm(false, true, p.M, p.K, p.N, dout, b->data + i * size_b, ga + i * size_a, true);
        if (gb)
            gemm(true, false, p.K, p.N, p.M, a->data + i * size_a, dout, gb + i * size_b, true);
    }
}

static const Op op_matmul = {"matmul", matmul_backward};

Tensor *tensor_matmul(Tensor *a, Tensor *b)
{
    Product p = product_of(a, b);
    Shape shape = a->shape;
    shape.dim[shape.ndim - 1] = b->shape.dim[b->shape.ndim - 1];
    Tensor *out = tensor_new(shape, &op_matmul, a, b, NULL);
    ptrdiff_t size_a = p.M * p.K, size_b = p.K * p.N, size_out = p.M * p.N;
    for (ptrdiff_t i = 0; i < p.batch; i++)
        gemm(false, false, p.M, p.N, p.K, a->data + i * size_a, b->data + i * size_b, out->data + i * size_out, false);
    return out;
}
