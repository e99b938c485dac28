/*
 * Picking by index: rows of a table, or one number from each row.
 *
 *     embed    out[i] = table[ids[i]]      dtable[ids[i]] += dout[i]
 *     pick     out[r] = a[r][ids[r]]       da[r][ids[r]] += dout[r]       0 where ids[r] is -1
 */
#include "tensor.h"

#include <string.h>

static const int *kept(const int ids[], size_t n) // the caller's array may change before backward
{
    return memcpy(tape_alloc(sizeof *ids * n), ids, sizeof *ids * n);
}

// ---- embed ----

static void embed_backward(Tensor *out)
{
    const int *ids = out->extra;
    size_t C = (size_t)out->src[0]->shape.dim[1], n = out->size / C;
    real *g = tensor_grad(out->src[0]);
    for (size_t i = 0; i < n; i++) {
        real *row = g + (size_t)ids[i] * C;
        const real *dout = out->grad + i * C;
        for (size_t c = 0; c < C; c++)
            row[c] += dout[c];
    }
}

static const Op op_embed = {"embed", embed_backward};

Tensor *tensor_embed(Tensor *table, const int ids[], Shape shape)
{
    CHECK(table->shape.ndim == 2, "embed: the table must be (V, C), not %s", shape_text(table->shape));
    CHECK(shape.ndim < MAX_DIMS, "embed: ids of shape %s leave no dimension for C: %d is the most", shape_text(shape),
          MAX_DIMS);
    size_t V = (size_t)table->shape.dim[0], C = (size_t)table->shape.dim[1], n = shape_size(shape);
    shape.dim[shape.ndim++] = (int)C;
    Tensor *out = tensor_new(shape, &op_embed, table, NULL, NULL);
    out->extra = kept(ids, n);
    for (size_t i = 0; i < n; i++) {
        CHECK(ids[i] >= 0 && ids[i] < (int)V, "embed: id %d at place %zu is not in 0 .. %zu", ids[i], i, V - 1);
        memcpy(out->data + i * C, table->data + (size_t)ids[i] * C, sizeof(real) * C);
    }
    return out;
}

// ---- pick ----

static void pick_backward(Tensor *out)
{
    const int *ids = out->extra;
    size_t V = out->src[0]->size / out->size;
    real *g = tensor_grad(out->src[0]);
    for (size_t r = 0; r < out->size; r++)
        if (ids[r] >= 0)
            g[r * V + (size_t)ids[r]] += out->grad[r];
}

static const Op op_pick = {"pick", pick_backward};

Tensor *tensor_pick(Tensor *a, const int ids[])
{
    CHECK(a->shape.ndim >= 1, "pick: a tensor of shape () has no last dimension");
    Shape shape = a->shape;
    size_t V = (size_t)shape.dim[shape.ndim - 1];
    shape.dim[shape.ndim - 1] = 1;
    Tensor *out = tensor_new(shape, &op_pick, a, NULL, NULL);
    out->extra = kept(ids, out->size);
    for (size_t r = 0; r < out->size; r++) {
        CHECK(ids[r] >= -1 && ids[r] < (int)V, "pick: id %d of row %zu is not in 0 .. %zu", ids[r], r, V - 1);
        out->data[r] = ids[r] < 0 ? 0 : a->data[r * V + (size_t)ids[r]];
    }
    return out;
}
