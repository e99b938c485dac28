/* Ops on one source, number by number: see elementwise.h. (broadcast.c has two sources.) */
#include "elementwise.h"
#include "chunks.h"

static Chunk chunk_at(const Tensor *out, size_t from)
{
    Chunk c = {.n = out->size - from < CHUNK ? out->size - from : CHUNK, .k = out->extra};
    c.a = out->src[0]->data + from;
    c.out = out->data + from;
    c.dout = out->grad ? out->grad + from : NULL;
    return c;
}

Tensor *unary(const Unary *op, Tensor *a, double k0, double k1)
{
    Tensor *out = tensor_new(a->shape, &op->op, a, NULL, NULL);
    real *k = tape_alloc(2 * sizeof *k);
    k[0] = (real)k0;
    k[1] = (real)k1;
    out->extra = k;
#pragma omp parallel for schedule(static) if (out->size >= THREADS_FROM)
    for (size_t from = 0; from < out->size; from += CHUNK)
        op->value(chunk_at(out, from), out->data + from);
    return out;
}

static void chain(size_t n, const real *slope, const real *dout, bool first, real *restrict da)
{
    for (size_t i = 0; i < n; i++) {
        real before = first ? 0 : da[i];
        da[i] = slope[i] == 0 ? before : before + slope[i] * dout[i];
    }
}

void unary_backward(Tensor *out)
{
    const Unary *op = (const Unary *)out->op; // op is its first member
    bool first;
    real *da = tensor_grad_whole(out->src[0], &first);
#pragma omp parallel for schedule(static) if (out->size >= THREADS_FROM)
    for (size_t from = 0; from < out->size; from += CHUNK) {
        real slope[CHUNK];
        Chunk c = chunk_at(out, from);
        op->slope(c, slope);
        chain(c.n, slope, c.dout, first, da + from);
    }
}
