/*
 * Ops that work number by number. Such an op is two functions on a chunk of numbers:
 *
 *     out = f(a)       its value f(a), and its slope f'(a):     da += f'(a) dout
 *     out = f(a, b)    its value, and the gradients of a and b, given dout; a and b broadcast
 *
 * Everything else is done here, once for all ops: chunks, threads, and whether a gradient is written or added to.
 * op_unary.c and op_arith.c have the ops. A function reads what it needs from its chunk. Its output overlaps nothing
 * else (restrict), so a compiler can compute several numbers at once.
 */
#ifndef ELEMENTWISE_H
#define ELEMENTWISE_H

#include "tensor.h"

typedef struct Chunk {
    size_t n;               // how many numbers each of the following has
    const real *a, *b;      // the sources
    const real *out, *dout; // in backward: the result and its gradient
    const real *k;          // the op's two constants, as they were given to unary
} Chunk;

typedef struct Unary {
    Op op; // its backward is unary_backward
    void (*value)(Chunk c, real *restrict out);
    void (*slope)(Chunk c, real *restrict slope);
} Unary;

// A new tensor, op applied to each number of a; the constants k0 and k1 are kept for backward.
Tensor *unary(const Unary *op, Tensor *a, double k0, double k1);
// da += slope * dout. Where the slope is 0, a's gradient gets 0, even if dout is infinite or NaN.
void unary_backward(Tensor *out);

typedef struct Binary {
    Op op; // its backward is binary_backward
    void (*value)(Chunk c, real *restrict out);
    void (*back)(Chunk c, real *restrict da, real *restrict db); // NULL if both gradients are dout itself
} Binary;

// A new tensor with the broadcast shape of a and b (broadcast.c). Aborts if the shapes do not broadcast.
Tensor *binary(const Binary *op, Tensor *a, Tensor *b);
void binary_backward(Tensor *out);

#endif
