/*
 * Ops on one source, number by number. For each, its value and its slope (elementwise.h):
 *
 *     out = k a      k                          out = tanh a             1 - out^2
 *     out = a + k    1                          out = sigmoid a          out (1 - out)
 *     out = e^a      out                        out = a sigmoid a        s (1 + a (1 - s)), s = sigmoid a
 *     out = ln a     1 / a                      out = gelu a             see fastmath.h
 *     out = a^k      k a^(k-1)                  out = relu a             1 where a > 0, else 0
 *                                               out = clamp a            1 where min <= a <= max, else 0
 */
#include "elementwise.h"
#include "fastmath.h"

#include <tgmath.h>

// ---- k * a ----

static void scale_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = c.k[0] * c.a[i];
}

static void scale_slope(Chunk c, real *restrict slope)
{
    for (size_t i = 0; i < c.n; i++)
        slope[i] = c.k[0];
}

static const Unary op_scale = {{"scale", unary_backward}, scale_value, scale_slope};

Tensor *tensor_scale(Tensor *a, double k)
{
    return unary(&op_scale, a, k, 0);
}

// ---- a + k ----

static void shift_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = c.a[i] + c.k[0];
}

static void shift_slope(Chunk c, real *restrict slope)
{
    for (size_t i = 0; i < c.n; i++)
        slope[i] = 1;
}

static const Unary op_shift = {{"shift", unary_backward}, shift_value, shift_slope};

Tensor *tensor_shift(Tensor *a, double k)
{
    return unary(&op_shift, a, k, 0);
}

// ---- e^a ----

static void exp_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = exp_fast(c.a[i]);
}

static void exp_slope(Chunk c, real *restrict slope)
{
    for (size_t i = 0; i < c.n; i++)
        slope[i] = c.out[i];
}

static const Unary op_exp = {{"exp", unary_backward}, exp_value, exp_slope};

Tensor *tensor_exp(Tensor *a)
{
    return unary(&op_exp, a, 0, 0);
}

// ---- ln a ----

static void log_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = log(c.a[i]);
}

static void log_backward(Tensor *out) // dout / a, rounded once; a slope of 1 / a would round twice
{
    const real *a = out->src[0]->data;
    real *da = tensor_grad(out->src[0]);
    for (size_t i = 0; i < out->size; i++)
        da[i] += out->grad[i] / a[i];
}

static const Unary op_log = {{"log", log_backward}, log_value, NULL};

Tensor *tensor_log(Tensor *a)
{
    return unary(&op_log, a, 0, 0);
}

// ---- a^k ----

static void pow_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = pow(c.a[i], c.k[0]);
}

static void pow_slope(Chunk c, real *restrict slope)
{
    real k = c.k[0];
    for (size_t i = 0; i < c.n; i++)
        slope[i] = k == 0 ? 0 : k * pow(c.a[i], k - 1); // a^0 is 1 even at a = 0, where a^-1 is infinite
}

static const Unary op_pow = {{"pow", unary_backward}, pow_value, pow_slope};

Tensor *tensor_pow(Tensor *a, double k)
{
    return unary(&op_pow, a, k, 0);
}

// ---- nonlinearities: tanh, sigmoid, silu, gelu, relu, clamp ----

static void tanh_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = tanh_fast(c.a[i]);
}

static void tanh_slope(Chunk c, real *restrict slope)
{
    for (size_t i = 0; i < c.n; i++)
        slope[i] = 1 - c.out[i] * c.out[i];
}

static const Unary op_tanh = {{"tanh", unary_backward}, tanh_value, tanh_slope};

Tensor *tensor_tanh(Tensor *a)
{
    return unary(&op_tanh, a, 0, 0);
}

static void sigmoid_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = sigmoid_fast(c.a[i]);
}

static void sigmoid_slope(Chunk c, real *restrict slope)
{
    for (size_t i = 0; i < c.n; i++)
        slope[i] = c.out[i] * (1 - c.out[i]);
}

static const Unary op_sigmoid = {{"sigmoid", unary_backward}, sigmoid_value, sigmoid_slope};

Tensor *tensor_sigmoid(Tensor *a)
{
    return unary(&op_sigmoid, a, 0, 0);
}

static void silu_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = c.a[i] * sigmoid_fast(c.a[i]);
}

static void silu_slope(Chunk c, real *restrict slope)
{
    for (size_t i = 0; i < c.n; i++) {
        real s = sigmoid_fast(c.a[i]);
        slope[i] = s * (1 + c.a[i] * (1 - s));
    }
}

static const Unary op_silu = {{"silu", unary_backward}, silu_value, silu_slope};

Tensor *tensor_silu(Tensor *a)
{
    return unary(&op_silu, a, 0, 0);
}

static void gelu_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = gelu_fast(c.a[i]);
}

static void gelu_slope(Chunk c, real *restrict slope)
{
    for (size_t i = 0; i < c.n; i++)
        slope[i] = gelu_slope_fast(c.a[i]);
}

static const Unary op_gelu = {{"gelu", unary_backward}, gelu_value, gelu_slope};

Tensor *tensor_gelu(Tensor *a)
{
    return unary(&op_gelu, a, 0, 0);
}

static void relu_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = c.a[i] <= 0 ? 0 : c.a[i]; // a NaN stays one
}

static void relu_slope(Chunk c, real *restrict slope)
{
    for (size_t i = 0; i < c.n; i++)
        slope[i] = !(c.out[i] <= 0);
}

static const Unary op_relu = {{"relu", unary_backward}, relu_value, relu_slope};

Tensor *tensor_relu(Tensor *a)
{
    return unary(&op_relu, a, 0, 0);
}

static void clamp_value(Chunk c, real *restrict out)
{
    real min = c.k[0], max = c.k[1];
    for (size_t i = 0; i < c.n; i++)
        out[i] = c.a[i] < min ? min : c.a[i] > max ? max : c.a[i];
}

static void clamp_slope(Chunk c, real *restrict slope)
{
    real min = c.k[0], max = c.k[1];
    for (size_t i = 0; i < c.n; i++)
        slope[i] = c.a[i] >= min && c.a[i] <= max;
}

static const Unary op_clamp = {{"clamp", unary_backward}, clamp_value, clamp_slope};

Tensor *tensor_clamp(Tensor *a, double min, double max)
{
    CHECK(min <= max, "clamp: min is %g and max is %g; min must not be larger than max", min, max);
    return unary(&op_clamp, a, min, max);
}
