/*
 * Softmax of one row, for the ops that have one inside: softmax, cross_entropy, attention.
 *
 *     p[i] = e^(scale a[i]) / sum_j e^(scale a[j])
 *
 * The largest number is subtracted before exp: the result is the same, and exp cannot overflow.
 */
#ifndef SOFTMAX_ROW_H
#define SOFTMAX_ROW_H

#include "fastmath.h"

// The largest of n numbers, by several at once: a compiler may not reorder comparisons by itself, since a
// NaN makes their order count. (Here it does not: a NaN comes back with the sum.)
static inline real largest_of(int n, const real *a)
{
    enum { AT_ONCE = 16 };
    real most[AT_ONCE];
    int i = 0;
    for (int k = 0; k < AT_ONCE; k++)
        most[k] = a[0];
    for (; i + AT_ONCE <= n; i += AT_ONCE)
        for (int k = 0; k < AT_ONCE; k++)
            most[k] = a[i + k] > most[k] ? a[i + k] : most[k];
    for (; i < n; i++)
        most[0] = a[i] > most[0] ? a[i] : most[0];
    for (int k = 1; k < AT_ONCE; k++)
        most[0] = most[k] > most[0] ? most[k] : most[0];
    return most[0];
}

// p may be a. Returns log sum e^(scale a). The sum is in double.
static inline double softmax_row(int n, real scale, const real *a, real *p)
{
    real max = largest_of(n, a);
    for (int i = 0; i < n; i++)
        p[i] = exp_fast(scale * (a[i] - max));
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < n; i++)
        sum += p[i];
    real inverse = (real)(1 / sum);
    for (int i = 0; i < n; i++)
        p[i] *= inverse;
    return scale * max + log(sum);
}

#endif
