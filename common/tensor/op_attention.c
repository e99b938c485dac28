/*
 * Attention with all its heads in one op, on the tape: queries, keys and values in tensors of their own, or side by side
 * in one. attention.c has the formulas and does the work.
 */
#include "attention.h"

#include <string.h>

static Heads heads_in(real *at, int positions, int row) // (B, positions, row)
{
    return (Heads){at, (ptrdiff_t)positions * row, row};
}

// Queries, keys and values side by side in (B, T, C + 2 C of keys).
static void three_in_one(const Attending *a, real *at, Heads *q, Heads *k, Heads *v)
{
    int C = a->how.heads * a->size, shared = a->how.kv_heads * a->size;
    *q = *k = *v = heads_in(at, a->T, C + 2 * shared);
    k->at += C;
    v->at += C + shared;
}

static void op_backward(Tensor *out)
{
    const Attending *a = out->extra;
    Tensor **src = out->src;
    int C = a->how.heads * a->size, shared = a->how.kv_heads * a->size;
    Slopes d = {.out = heads_in(out->grad, a->T, C)};
    if (src[1]) {
        d.q = heads_in(tensor_grad(src[0]), a->T, C);
        d.k = heads_in(tensor_grad(src[1]), a->S, shared);
        d.v = heads_in(tensor_grad(src[2]), a->S, shared);
    } else
        three_in_one(a, tensor_grad_whole(src[0], &d.whole), &d.q, &d.k, &d.v);
    attention_backward(a, &d);
}

static const Op op_attention = {"attention", op_backward};

static Attending *attending_new(int B, int T, int S, int size, Attention how)
{
    Attending *a = tape_alloc(sizeof *a);
    *a = (Attending){.B = B, .T = T, .S = S, .size = size, .how = how};
    CHECK(!how.causal || (how.offset >= 0 && how.offset + T <= S),
          "attention: causal, with queries at positions %d to %d but only %d keys: each query needs its own key",
          how.offset, how.offset + T - 1, S);
    for (int b = 0; how.lengths && b < B; b++)
        CHECK(how.lengths[b] >= 1 && how.lengths[b] <= S, "attention: lengths[%d] is %d, and must be 1 to %d", b,
              how.lengths[b], S);
    if (how.lengths)
        a->how.lengths = memcpy(tape_alloc(sizeof(int) * (size_t)B), how.lengths, sizeof(int) * (size_t)B);
    return a;
}

static Tensor *attend(Attending *a, Tensor *q, Tensor *k, Tensor *v)
{
    Tensor *out = tensor_new(SHAPE(a->B, a->T, a->how.heads * a->size), &op_attention, q, k, v);
    size_t weights = attention_weights(a);
    a->out = heads_in(out->data, a->T, a->how.heads * a->size);
    a->w = tape_alloc(sizeof(real) * weights);
    a->keep = a->how.dropout > 0 ? dropout_keep(weights, a->how.dropout, a->how.rng) : NULL;
    out->extra = a;
    attention_forward(a);
    return out;
}

// kv_heads, checked
static int shared_heads(Attention how)
{
    int kv = how.kv_heads ? how.kv_heads : how.heads;
    CHECK(how.heads >= 1 && kv >= 1 && how.heads % kv == 0,
          "attention: %d query heads cannot share %d heads of keys and values: one must divide the other", how.heads,
          kv);
    return kv;
}

Tensor *tensor_attention(Tensor *q, Tensor *k, Tensor *v, Attention how)
{
    Shape s = q->shape, t = k->shape;
    how.kv_heads = shared_heads(how);
    CHECK(s.ndim == 3 && t.ndim == 3 && s.dim[0] == t.dim[0] && shape_equal(t, v->shape) && s.dim[2] % how.heads == 0 &&
              t.dim[2] == s.dim[2] / how.heads * how.kv_heads,
          "attention: q %s with %d heads, k %s and v %s with %d: q must be (B, T, heads size), k and v (B, S, kv_heads "
          "size)",
          shape_text(s), how.heads, shape_text(t), shape_text(v->shape), how.kv_heads);
    Attending *a = attending_new(s.dim[0], s.dim[1], t.dim[1], s.dim[2] / how.heads, how);
    a->q = heads_in(q->data, a->T, s.dim[2]);
    a->k = heads_in(k->data, a->S, t.dim[2]);
    a->v = heads_in(v->data, a->S, t.dim[2]);
    return attend(a, q, k, v);
}

Tensor *tensor_self_attention(Tensor *qkv, Attention how)
{
    Shape s = qkv->shape;
    how.kv_heads = shared_heads(how);
    int columns = how.heads + 2 * how.kv_heads;
    CHECK(s.ndim == 3 && s.dim[2] % columns == 0,
          "attention: qkv must be (B, T, size (heads + 2 kv_heads)), a multiple of %d, not %s", columns, shape_text(s));
    Attending *a = attending_new(s.dim[0], s.dim[1], s.dim[1], s.dim[2] / columns, how);
    three_in_one(a, qkv->data, &a->q, &a->k, &a->v);
    return attend(a, qkv, NULL, NULL);
}

double attention_weight(const Tensor *out, int batch, int head, int t, int s)
{
    CHECK(out->op == &op_attention, "attention_weight: the tensor was made by %s", out->op ? out->op->name : "no op");
    const Attending *a = out->extra;
    CHECK(batch >= 0 && batch < a->B && head >= 0 && head < a->how.heads && t >= 0 && t < a->T && s >= 0 && s < a->S,
          "attention_weight: (%d, %d, %d, %d) is outside (%d, %d, %d, %d)", batch, head, t, s, a->B, a->how.heads, a->T,
          a->S);
    ptrdiff_t place = attention_place(a, batch, head, t, s);
    return place < 0 ? 0 : a->w[place];
}
