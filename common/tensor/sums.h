/*
 * Sums in double, of what one number got from many: the gradients of biases and gains, the means of a batch.
 */
#ifndef SUMS_H
#define SUMS_H

#include "tensor.h"

// sum[c] = sum over rows of x[r][c], and sum_xy[c] that of x[r][c] y[r][c] (y and sum_xy may be NULL); all are
// (rows, C). A thread takes columns, so every sum is one thread's: the same bits for any number of threads.
void column_sums(size_t rows, size_t C, const real *x, const real *y, double *sum, double *sum_xy);

// t.grad[i] += sum[i]; nothing where t is NULL or needs no grad.
void grad_add_sums(Tensor *t, const double *sum);

#endif
