/*
 * exp and tanh that a compiler can vectorise: plain arithmetic, no table, no branch. libm's are
 * slightly more exact and ten times slower, and apart from matrix products a network computes little
 * else. (gcc vectorises a ? : of floats only with -fno-trapping-math, which gives up nothing except
 * the processor's floating-point flags.)
 *
 * Errors, tested in tests/tensor-fastmath.c: exp_fast at most 1.5 units in the last place while
 * e^x >= 1.7e-38, and 0 below that; tanh_fast at most 4 units, that is 1.8e-7. A NaN stays a NaN.
 * The double build uses libm.
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

// e^x = 2^n e^r with n = round(x / ln 2), so that |r| <= ln(2) / 2, where eight terms of the series
// are enough. Returns e^r - 1, because tanh needs its digits, and sets *half to 2^n / 2, which is a
// float even for n = 128.
static inline float exp_parts(float x, float *half)
{
    const float shift = 12582912.0f; // 1.5 * 2^23: adding it leaves a whole number in the low bits
    float shifted = x * 1.44269504f + shift, n = shifted - shift;
    float r = x - n * 0.693359375f + n * 2.12194440e-4f; // ln 2 in two pieces, one exact
    float p = 1.0f / 5040;
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    uint32_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 126) << 23; // n - 1 as an exponent; for n = -126, the smallest, that of 0
    memcpy(half, &bits, sizeof bits);
    return p * r;
}

static inline float exp_fast(float x)
{
    float clipped = x > 89.0f ? 89.0f : x < -87.3f ? -87.3f : x; // e^89 is infinite already
    float half, p = exp_parts(clipped, &half);
    return (p * half + half) * 2;
}

// tanh x = (e^2x - 1) / (e^2x + 1), with both halved. From x = 9.1 on it rounds to 1.
static inline float tanh_fast(float x)
{
    float clipped = x > 10.0f ? 10.0f : x < -10.0f ? -10.0f : x;
    float half, p = exp_parts(2 * clipped, &half);
    float above = p * half + (half - 0.5f);
    return above / (above + 1);
}

#endif

static inline real sigmoid_fast(real x) // 1 / (1 + e^-x)
{
    return 1 / (1 + exp_fast(-x));
}

// GELU, the nonlinearity in GPT-2's feed-forward layers: a relu without the corner.
//     gelu(x) = x/2 (1 + tanh u), u = sqrt(2/pi) (x + 0.044715 x^3)
//     gelu'(x) = (1 + tanh u) / 2 + x/2 (1 - tanh^2 u) u', u' = sqrt(2/pi) (1 + 3 * 0.044715 x^2)
// Source: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016: the approximation with tanh.
static const real GELU_ROOT = (real)0.79788456080286535588, GELU_CUBIC = (real)0.044715; // sqrt(2/pi), ...

static inline real gelu_tanh(real x)
{
    return tanh_fast(GELU_ROOT * x * (1 + GELU_CUBIC * x * x));
}

static inline real gelu_fast(real x)
{
    return (real)0.5 * x * (1 + gelu_tanh(x));
}

static inline real gelu_slope_fast(real x)
{
    real t = gelu_tanh(x);
    return (real)0.5 * (1 + t + x * (1 - t * t) * GELU_ROOT * (1 + 3 * GELU_CUBIC * x * x));
}

#endif
