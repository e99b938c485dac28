/*
 * exp and tanh that the compiler can vectorise: plain arithmetic, no table, no branch. libm's are a
 * little more exact and ten times slower, and a network computes little else.
 *
 * Errors, tested over all floats in tests/unit-fastmath.c: exp_fast 2 units in the last place,
 * tanh_fast 2e-7. The double build uses libm.
 */
#ifndef FASTMATH_H
#define FASTMATH_H

#include "real.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#ifdef REAL_IS_DOUBLE

static inline double exp_fast(double x)
{
    return exp(x);
}

static inline double tanh_fast(double x)
{
    return tanh(x);
}

#else

// e^x = 2^n e^r with n = round(x / ln 2), so |r| <= ln(2) / 2, where seven terms of the series are
// enough. 2^n is made by writing n into the exponent's bits. Below -87 the result is 0, above 88 infinite.
static inline float exp_fast(float x)
{
    const float shift = 12582912.0f; // 1.5 * 2^23: adding it leaves a whole number in the low bits
    float clipped = x > 88.8f ? 88.8f : x < -87.3f ? -87.3f : x;
    float n = clipped * 1.44269504f + shift - shift;
    float r = clipped - n * 0.693359375f + n * 2.12194440e-4f; // ln 2 in two pieces
    float p = 1.0f / 5040;
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    int32_t half = (int32_t)n / 2, bits[2] = {(half + 127) << 23, ((int32_t)n - half + 127) << 23};
    float scale[2]; // 2^n in two factors, as 2^128 is no float
    memcpy(scale, bits, sizeof scale);
    float y = p * scale[0] * scale[1];
    return x < -87.3f ? 0.0f : x > 88.72283f ? INFINITY : y;
}

// tanh x = 1 - 2 / (e^2x + 1); near 0, where that would lose digits, Lambert's continued fraction.
static inline float tanh_fast(float x)
{
    float far = 1.0f - 2.0f / (exp_fast(2.0f * x) + 1.0f), x2 = x * x;
    float near = x * (135135.0f + x2 * (17325.0f + x2 * (378.0f + x2))) /
                 (135135.0f + x2 * (62370.0f + x2 * (3150.0f + x2 * 28.0f)));
    return x2 < 0.4f ? near : far;
}

#endif
#endif
