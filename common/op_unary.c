/*
 * Number by number: k * a, a + k, e^a, ln a, tanh a, relu a, a^k.
 *
 *     out = k a      da += k dout               out = tanh a   da += (1 - out^2) dout
 *     out = a + k    da += dout                 out = relu a   da += dout where a > 0
 *     out = e^a      da += out dout             out = a^k      da += k a^(k-1) dout
 *     out = ln a     da += dout / a
 */
#include "tensor.h"
#include "fastmath.h"

#include <tgmath.h>

static Tensor *unary(const Op *op, Tensor *a)
{
    return tensor_new(a->shape, op, a, NULL, NULL);
}

// The constant of k * a or a^k waits on the tape for backward.
static double *keep(Tensor *out, double k)
{
    double *kept = tape_alloc(sizeof *kept);
    *kept = k;
    out->extra = kept;
    return kept;
}

static void scale_backward(Tensor *out)
{
    real *g = tensor_grad(out->src[0]), k = (real) * (const double *)out->extra;
    for (size_t i = 0; g && i < out->size; i++)
        g[i] += k * out->grad[i];
}

static const Op op_scale = {"scale", scale_backward};

Tensor *tensor_scale(Tensor *a, double k)
{
    Tensor *out = unary(&op_scale, a);
    keep(out, k);
    for (size_t i = 0; i < out->size; i++)
        out->data[i] = (real)k * a->data[i];
    return out;
}

static void shift_backward(Tensor *out)
{
    real *g = tensor_grad(out->src[0]);
    for (size_t i = 0; g && i < out->size; i++)
        g[i] += out->grad[i];
}

static const Op op_shift = {"shift", shift_backward};

Tensor *tensor_shift(Tensor *a, double k)
{
    Tensor *out = unary(&op_shift, a);
    for (size_t i = 0; i < out->size; i++)
        out->data[i] = a->data[i] + (real)k;
    return out;
}

static void exp_backward(Tensor *out)
{
    real *g = tensor_grad(out->src[0]);
    for (size_t i = 0; g && i < out->size; i++)
        g[i] += out->data[i] * out->grad[i];
}

static const Op op_exp = {"exp", exp_backward};

Tensor *tensor_exp(Tensor *a)
{
    Tensor *out = unary(&op_exp, a);
    for (size_t i = 0; i < out->size; i++)
        out->data[i] = exp_fast(a->data[i]);
    return out;
}

static void log_backward(Tensor *out)
{
    real *g = tensor_grad(out->src[0]);
    for (size_t i = 0; g && i < out->size; i++)
        g[i] += out->grad[i] / out->src[0]->data[i];
}

static const Op op_log = {"log", log_backward};

Tensor *tensor_log(Tensor *a)
{
    Tensor *out = unary(&op_log, a);
    for (size_t i = 0; i < out->size; i++)
        out->data[i] = log(a->data[i]);
    return out;
}

static void tanh_backward(Tensor *out)
{
    real *g = tensor_grad(out->src[0]);
    for (size_t i = 0; g && i < out->size; i++)
        g[i] += (1 - out->data[i] * out->data[i]) * out->grad[i];
}

static const Op op_tanh = {"tanh", tanh_backward};

Tensor *tensor_tanh(Tensor *a)
{
    Tensor *out = unary(&op_tanh, a);
    for (size_t i = 0; i < out->size; i++)
        out->data[i] = tanh_fast(a->data[i]);
    return out;
}

static void relu_backward(Tensor *out)
{
    real *g = tensor_grad(out->src[0]);
    for (size_t i = 0; g && i < out->size; i++)
        g[i] += out->data[i] > 0 ? out->grad[i] : 0;
}

static const Op op_relu = {"relu", relu_backward};

Tensor *tensor_relu(Tensor *a)
{
    Tensor *out = unary(&op_relu, a);
    for (size_t i = 0; i < out->size; i++) // a NaN stays one
        out->data[i] = a->data[i] <= 0 ? 0 : a->data[i];
    return out;
}

static void pow_backward(Tensor *out)
{
    real *g = tensor_grad(out->src[0]), k = (real) * (const double *)out->extra;
    for (size_t i = 0; g && i < out->size; i++)
        g[i] += k * pow(out->src[0]->data[i], k - 1) * out->grad[i];
}

static const Op op_pow = {"pow", pow_backward};

Tensor *tensor_pow(Tensor *a, double k)
{
    Tensor *out = unary(&op_pow, a);
    keep(out, k);
    for (size_t i = 0; i < out->size; i++)
        out->data[i] = pow(a->data[i], (real)k);
    return out;
}
