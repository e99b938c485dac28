/*
 * The inside of attention, shared by the op on the tape (op_attention.c), its definition (attention_naive.c) and the
 * caches of models. To use the op, tensor.h is enough.
 */
#ifndef ATTENTION_H
#define ATTENTION_H

#include "tensor.h"

// Heads side by side: head h of position t in sequence b is `size` numbers from at[b * batch + t * row + h * size] on.
// So queries, keys and values are read where they lie: in tensors of their own, side by side in one, in a cache.
typedef struct Heads {
    real *at;
    ptrdiff_t batch, row;
} Heads;

// Queries are worked on in blocks of rows: enough for products of matrices, few enough to stay in a processor's cache.
enum { ATTENTION_ROWS = 64 };

typedef struct Attending {
    int B, T, S, size;  // sequences, queries and keys in each, numbers of a head
    Attention how;      // with kv_heads, not 0
    Heads q, k, v, out; // q and out have how.heads, k and v have how.kv_heads
    real *w, *keep;     // the weights, or NULL to forget them; dropout's factors of them, or NULL
} Attending;

// Fills out, and w if wanted.
void attention_forward(const Attending *a);

size_t attention_weights(const Attending *a); // how many weights there are: fewer than (B, heads, T, S) if causal
// Where in w and keep the weight of query t for key s is; -1 if no query of t's block sees the key.
ptrdiff_t attention_place(const Attending *a, int b, int h, int t, int s);

// The same by the definition, in double: fills out and w (B, heads, T, S); keep is (B, heads, T, S) or NULL.
void attention_naive(const Attending *a, const real *keep, double *w);
// Then dq, dk, dv += the gradients, given that of out.
void attention_naive_backward(const Attending *a, const real *keep, const double *w, Heads dout, Heads dq, Heads dk,
                              Heads dv);

#endif
