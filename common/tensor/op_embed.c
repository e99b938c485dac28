/*
 * out[i] = table[ids[i]]: rows of a table, picked by number.
 *
 *     dtable[ids[i]] += dout[i]
 */
#include "tensor.h"

#include <string.h>

static void embed_backward(Tensor *out)
{
    const int *ids = out->extra;
    int C = out->src[0]->shape.dim[1], n = (int)(out->size / (size_t)C);
    real *g = tensor_grad(out->src[0]);
    for (int i = 0; g && i < n; i++) {
        real *row = g + ids[i] * C;
        const real *dout = out->grad + i * C;
        for (int c = 0; c < C; c++)
            row[c] += dout[c];
    }
}

static const Op op_embed = {"embed", embed_backward};

Tensor *tensor_embed(Tensor *table, const int ids[], Shape shape)
{
    CHECK(table->shape.ndim == 2, "embed: the table must be (V, C), not %s", shape_text(table->shape));
    CHECK(shape.ndim < MAX_DIMS, "embed: ids %s leave no room for C", shape_text(shape));
    int V = table->shape.dim[0], C = table->shape.dim[1], n = (int)shape_size(shape);
    shape.dim[shape.ndim++] = C;
    Tensor *out = tensor_new(shape, &op_embed, table, NULL, NULL);
    int *kept = tape_alloc(sizeof *kept * (size_t)n); // the caller's array may change before backward
    memcpy(kept, ids, sizeof *kept * (size_t)n);
    out->extra = kept;
    for (int i = 0; i < n; i++) {
        CHECK(ids[i] >= 0 && ids[i] < V, "embed: id %d at place %d is not in 0 .. %d", ids[i], i, V - 1);
        memcpy(out->data + i * C, table->data + ids[i] * C, sizeof(real) * (size_t)C);
    }
    return out;
}
