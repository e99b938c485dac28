/*
 * The kernel of attention, shared by the op on the tape (op_attention.c), its definition (attention_naive.c) and the
 * caches of models. attention.c has it. Programs that only use the op need tensor.h alone.
 */
#ifndef ATTENTION_H
#define ATTENTION_H

#include "tensor.h"

// Heads side by side: head h of position t in sequence b is the `size` numbers that begin at
// at[b * batch + t * row + h * size]. So queries, keys and values are read in place, whether they lie in tensors of
// their own, side by side in one tensor, or in a cache.
typedef struct Heads {
    real *at;
    ptrdiff_t batch, row;
} Heads;

// Queries are processed in blocks of this many rows: enough to use matrix products, few enough to stay in the cache.
enum { ATTENTION_ROWS = 64 };

typedef struct Attending {
    int B, T, S, size;  // sequences; queries and keys in each; numbers in a head
    Attention how;      // kv_heads is filled in, never 0
    Heads q, k, v, out; // q and out have how.heads heads, k and v have how.kv_heads
    real *w, *keep;     // where to keep the weights, or NULL; dropout's factors for them, or NULL
} Attending;

// out = softmax(q k^T / sqrt(size)) v for every sequence and head; also fills w unless it is NULL.
void attention_forward(const Attending *a);

// The gradient of out, and the gradients of q, k and v, which are added to; `at` is NULL for one that is not needed. If
// `whole`, those of q, k and v lie in one uninitialised tensor, and are written instead.
typedef struct Slopes {
    Heads out, q, k, v;
    bool whole;
} Slopes;

// dq, dk and dv from dout, after attention_forward with w.
void attention_backward(const Attending *a, const Slopes *d);

size_t attention_weights(const Attending *a); // the size of w and keep: less than B heads T S if causal
// The index in w and keep of query t's weight for key s; -1 if no query in t's block sees that key.
ptrdiff_t attention_place(const Attending *a, int b, int h, int t, int s);

// The same by the definition, in double: fills out and w (B, heads, T, S); keep is (B, heads, T, S) or NULL.
void attention_naive(const Attending *a, const real *keep, double *w);
// Its backward, after attention_naive: dq, dk and dv += the gradients that follow from dout.
void attention_naive_backward(const Attending *a, const real *keep, const double *w, Heads dout, Heads dq, Heads dk,
                              Heads dv);

#endif
