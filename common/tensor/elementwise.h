/*
 * Ops that work number by number. Such an op is two functions on a chunk of numbers:
 *
 *     out = f(a)       its value f(a), and its slope f'(a):     da += f'(a) dout
 *     out = f(a, b)    its value, and what reaches a and b from dout; a and b broadcast
 *
 * The rest is done here, once for all: the chunks, the threads, whether a gradient is written or added to.
 * op_unary.c and op_arith.c have the ops. A function looks at what it needs of its chunk; that what it writes
 * overlaps nothing else (restrict) lets a compiler compute several numbers side by side.
 */
#ifndef ELEMENTWISE_H
#define ELEMENTWISE_H

#include "tensor.h"

typedef struct Chunk {
    size_t n;               // how many numbers each of these has
    const real *a, *b;      // the sources
    const real *out, *dout; // the result and its gradient, in backward
    const real *k;          // the op's constants, as unary got them
} Chunk;

typedef struct Unary {
    Op op; // its backward is unary_backward
    void (*value)(Chunk c, real *restrict out);
    void (*slope)(Chunk c, real *restrict slope);
} Unary;

// The result of op on a, its constants k[0 .. 1] kept for backward.
Tensor *unary(const Unary *op, Tensor *a, double k0, double k1);
// da += slope * dout. Where the slope is 0 nothing comes back, even if dout is infinite or NaN.
void unary_backward(Tensor *out);

typedef struct Binary {
    Op op; // its backward is binary_backward
    void (*value)(Chunk c, real *restrict out);
    void (*back)(Chunk c, real *restrict da, real *restrict db); // NULL if dout itself reaches both
} Binary;

Tensor *binary(const Binary *op, Tensor *a, Tensor *b); // a and b broadcast: broadcast.c
void binary_backward(Tensor *out);

#endif
