/*
 * Sums over columns, in double: for the gradients of biases and gains, and the means of a batch.
 */
#ifndef SUMS_H
#define SUMS_H

#include "tensor.h"

// sum[c] = sum over r of x[r][c], and sum_xy[c] = sum over r of x[r][c] y[r][c]; x and y are (rows, C), the sums (C).
// y and sum_xy may be NULL. Threads share the columns, so each sum is computed by one thread: the same bits for any
// number of threads.
void column_sums(size_t rows, size_t C, const real *x, const real *y, double *sum, double *sum_xy);

// t.grad[i] += sum[i]; does nothing if t is NULL or needs no gradient.
void grad_add_sums(Tensor *t, const double *sum);

#endif
