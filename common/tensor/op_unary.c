/*
 * Number by number: k * a, a + k, e^a, ln a, tanh a, relu a, a^k.
 *
 *     out = k a      da += k dout               out = tanh a   da += (1 - out^2) dout
 *     out = a + k    da += dout                 out = relu a   da += dout where a > 0
 *     out = e^a      da += out dout             out = a^k      da += k a^(k-1) dout
 *     out = ln a     da += dout / a
 *
 * The functions below see n numbers at a time. That da overlaps nothing else (restrict) lets a compiler
 * compute several side by side.
 */
#include "tensor.h"
#include "chunks.h"
#include "fastmath.h"

#include <tgmath.h>

typedef struct Unary {
    Op op;
    void (*forward)(int n, real k, const real *a, real *restrict out);
    void (*back)(int n, real k, const real *a, const real *out, const real *dout, real *restrict da);
} Unary;

static int chunks_of(const Tensor *t)
{
    return (int)((t->size + CHUNK - 1) / CHUNK);
}

static int chunk_size(const Tensor *t, size_t from)
{
    return t->size - from < CHUNK ? (int)(t->size - from) : CHUNK;
}

// k, for k * a, a + k and a^k, waits on the tape for backward.
static Tensor *unary(const Unary *op, Tensor *a, double k)
{
    Tensor *out = tensor_new(a->shape, &op->op, a, NULL, NULL);
    real *kept = tape_alloc(sizeof *kept);
    *kept = (real)k;
    out->extra = kept;
#pragma omp parallel for if (out->size >= MANY)
    for (int i = 0; i < chunks_of(out); i++) {
        size_t from = (size_t)i * CHUNK;
        op->forward(chunk_size(out, from), *kept, a->data + from, out->data + from);
    }
    return out;
}

static void unary_backward(Tensor *out)
{
    const Unary *op = (const Unary *)out->op; // op is its first member
    const real *a = out->src[0]->data, k = *(const real *)out->extra;
    real *da = tensor_grad(out->src[0]);
#pragma omp parallel for if (out->size >= MANY)
    for (int i = 0; i < chunks_of(out); i++) {
        size_t from = (size_t)i * CHUNK;
        op->back(chunk_size(out, from), k, a + from, out->data + from, out->grad + from, da + from);
    }
}

static void scale_forward(int n, real k, const real *a, real *restrict out)
{
    for (int i = 0; i < n; i++)
        out[i] = k * a[i];
}

static void scale_back(int n, real k, const real *a, const real *out, const real *dout, real *restrict da)
{
    (void)a, (void)out;
    for (int i = 0; i < n; i++)
        da[i] += k * dout[i];
}

static const Unary op_scale = {{"scale", unary_backward}, scale_forward, scale_back};

Tensor *tensor_scale(Tensor *a, double k)
{
    return unary(&op_scale, a, k);
}

static void shift_forward(int n, real k, const real *a, real *restrict out)
{
    for (int i = 0; i < n; i++)
        out[i] = a[i] + k;
}

static void shift_back(int n, real k, const real *a, const real *out, const real *dout, real *restrict da)
{
    (void)k, (void)a, (void)out;
    for (int i = 0; i < n; i++)
        da[i] += dout[i];
}

static const Unary op_shift = {{"shift", unary_backward}, shift_forward, shift_back};

Tensor *tensor_shift(Tensor *a, double k)
{
    return unary(&op_shift, a, k);
}

static void exp_forward(int n, real k, const real *a, real *restrict out)
{
    (void)k;
    for (int i = 0; i < n; i++)
        out[i] = exp_fast(a[i]);
}

static void exp_back(int n, real k, const real *a, const real *out, const real *dout, real *restrict da)
{
    (void)k, (void)a;
    for (int i = 0; i < n; i++)
        da[i] += out[i] * dout[i];
}

static const Unary op_exp = {{"exp", unary_backward}, exp_forward, exp_back};

Tensor *tensor_exp(Tensor *a)
{
    return unary(&op_exp, a, 0);
}

static void log_forward(int n, real k, const real *a, real *restrict out)
{
    (void)k;
    for (int i = 0; i < n; i++)
        out[i] = log(a[i]);
}

static void log_back(int n, real k, const real *a, const real *out, const real *dout, real *restrict da)
{
    (void)k, (void)out;
    for (int i = 0; i < n; i++)
        da[i] += dout[i] / a[i];
}

static const Unary op_log = {{"log", unary_backward}, log_forward, log_back};

Tensor *tensor_log(Tensor *a)
{
    return unary(&op_log, a, 0);
}

static void tanh_forward(int n, real k, const real *a, real *restrict out)
{
    (void)k;
    for (int i = 0; i < n; i++)
        out[i] = tanh_fast(a[i]);
}

static void tanh_back(int n, real k, const real *a, const real *out, const real *dout, real *restrict da)
{
    (void)k, (void)a;
    for (int i = 0; i < n; i++)
        da[i] += (1 - out[i] * out[i]) * dout[i];
}

static const Unary op_tanh = {{"tanh", unary_backward}, tanh_forward, tanh_back};

Tensor *tensor_tanh(Tensor *a)
{
    return unary(&op_tanh, a, 0);
}

static void relu_forward(int n, real k, const real *a, real *restrict out)
{
    (void)k;
    for (int i = 0; i < n; i++)
        out[i] = a[i] <= 0 ? 0 : a[i]; // a NaN stays one
}

static void relu_back(int n, real k, const real *a, const real *out, const real *dout, real *restrict da)
{
    (void)k, (void)a;
    for (int i = 0; i < n; i++)
        da[i] += out[i] > 0 ? dout[i] : 0;
}

static const Unary op_relu = {{"relu", unary_backward}, relu_forward, relu_back};

Tensor *tensor_relu(Tensor *a)
{
    return unary(&op_relu, a, 0);
}

static void pow_forward(int n, real k, const real *a, real *restrict out)
{
    for (int i = 0; i < n; i++)
        out[i] = pow(a[i], k);
}

static void pow_back(int n, real k, const real *a, const real *out, const real *dout, real *restrict da)
{
    (void)out;
    for (int i = 0; i < n; i++)
        da[i] += k * pow(a[i], k - 1) * dout[i];
}

static const Unary op_pow = {{"pow", unary_backward}, pow_forward, pow_back};

Tensor *tensor_pow(Tensor *a, double k)
{
    return unary(&op_pow, a, k);
}
