/*
 * Functions on one row of n numbers, shared by the ops on the tape and by models that generate without a tape. Sums and
 * means over a row are computed in double.
 */
#ifndef ROWS_H
#define ROWS_H

#include "fastmath.h"

#include <stddef.h>

// The largest number, from 16 maxima side by side. A compiler may not reorder the comparisons itself, because with a
// NaN their order matters. (Here it does not: a NaN reappears in the sum.)
static inline real largest_of(ptrdiff_t n, const real *a)
{
    enum { AT_ONCE = 16 };
    real most[AT_ONCE];
    ptrdiff_t i = 0;
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

// p[i] = e^(scale a[i]) / sum_j e^(scale a[j]); scale > 0, and p may be a. Returns log sum_j e^(scale a[j]).
// The largest number is subtracted before exp: the result is the same, and exp cannot overflow.
static inline double softmax_row(ptrdiff_t n, real scale, const real *a, real *p)
{
    real max = largest_of(n, a);
    for (ptrdiff_t i = 0; i < n; i++)
        p[i] = exp_fast(scale * (a[i] - max));
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (ptrdiff_t i = 0; i < n; i++)
        sum += p[i];
    real inverse = (real)(1 / sum);
    for (ptrdiff_t i = 0; i < n; i++)
        p[i] *= inverse;
    return scale * max + log(sum);
}

// log sum_i e^a[i]                                                                          a.logsumexp(-1)
static inline double log_sum_exp_row(ptrdiff_t n, const real *a)
{
    real max = largest_of(n, a);
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (ptrdiff_t i = 0; i < n; i++)
        sum += exp_fast(a[i] - max);
    return max + log(sum);
}

// xhat = (x - mean) / sqrt(var + eps) and out = xhat * gain + bias; xhat may be NULL. Returns 1 / sqrt(var + eps).
static inline real layernorm_row(ptrdiff_t n, const real *x, const real *gain, const real *bias, double eps, real *xhat,
                                 real *out)
{
    double mean = 0, var = 0;
#pragma omp simd reduction(+ : mean)
    for (ptrdiff_t i = 0; i < n; i++)
        mean += x[i];
    mean /= (double)n;
#pragma omp simd reduction(+ : var)
    for (ptrdiff_t i = 0; i < n; i++)
        var += (x[i] - mean) * (x[i] - mean);
    real m = (real)mean, inverse = (real)(1 / sqrt(var / (double)n + eps));
    for (ptrdiff_t i = 0; i < n; i++) {
        real normal = (x[i] - m) * inverse;
        if (xhat)
            xhat[i] = normal;
        out[i] = normal * gain[i] + bias[i];
    }
    return inverse;
}

// out = x / sqrt(mean x^2 + eps) * gain. Returns 1 / sqrt(mean x^2 + eps).
static inline real rmsnorm_row(ptrdiff_t n, const real *x, const real *gain, double eps, real *out)
{
    double square = 0;
#pragma omp simd reduction(+ : square)
    for (ptrdiff_t i = 0; i < n; i++)
        square += (double)x[i] * x[i];
    real inverse = (real)(1 / sqrt(square / (double)n + eps));
    for (ptrdiff_t i = 0; i < n; i++)
        out[i] = x[i] * inverse * gain[i];
    return inverse;
}

// sum_i a[i] b[i], in `real`
static inline real dot_row(ptrdiff_t n, const real *a, const real *b)
{
    real sum = 0;
#pragma omp simd reduction(+ : sum)
    for (ptrdiff_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

#endif
