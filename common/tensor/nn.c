/* Layers: see nn.h. */
#include "nn.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>

Linear linear_new(Params *p, const char *name, int fan_in, int fan_out, bool bias, double gain, Rng *rng)
{
    Linear l = {.weight = params_randn(p, name, SHAPE(fan_in, fan_out), rng, gain / sqrt(fan_in))};
    if (bias)
        l.bias = params_zeros(p, name, SHAPE(fan_out));
    return l;
}

Tensor *linear_forward(const Linear *l, Tensor *x)
{
    return tensor_linear(x, l->weight, l->bias);
}

Embedding embedding_new(Params *p, const char *name, int count, int width, Rng *rng)
{
    return (Embedding){params_randn(p, name, SHAPE(count, width), rng, 1)};
}

Tensor *embedding_forward(const Embedding *e, const int ids[], Shape shape)
{
    return tensor_embed(e->weight, ids, shape);
}

BatchNorm1d batchnorm1d_new(Params *p, const char *name, int width, double eps, double momentum)
{
    BatchNorm1d b = {.eps = eps, .momentum = momentum, .training = true};
    b.gamma = params_full(p, name, SHAPE(width), 1);
    b.beta = params_zeros(p, name, SHAPE(width));
    b.running_mean = memory_zeros(sizeof(double) * (size_t)width);
    b.running_var = memory_new(sizeof(double) * (size_t)width);
    for (int i = 0; i < width; i++)
        b.running_var[i] = 1;
    return b;
}

void batchnorm1d_free(BatchNorm1d *b)
{
    free(b->running_mean);
    free(b->running_var);
}

// (x - mean) / sqrt(var + eps) * gamma + beta with the running mean and variance
static Tensor *evaluate(const BatchNorm1d *b, Tensor *x)
{
    Tensor *mean = tensor_zeros(b->gamma->shape), *inverse = tensor_zeros(b->gamma->shape);
    for (size_t i = 0; i < mean->size; i++) {
        mean->data[i] = (real)b->running_mean[i];
        inverse->data[i] = (real)(1 / sqrt(b->running_var[i] + b->eps));
    }
    return tensor_add(tensor_mul(tensor_mul(tensor_sub(x, mean), inverse), b->gamma), b->beta);
}

Tensor *batchnorm1d_forward(BatchNorm1d *b, Tensor *x)
{
    if (!b->training)
        return evaluate(b, x);
    size_t width = b->gamma->size;
    double *mean = tape_alloc(2 * sizeof *mean * width), *var = mean + width;
    Tensor *out = tensor_batchnorm(x, b->gamma, b->beta, b->eps, true, mean, var);
    for (size_t i = 0; i < width; i++) {
        b->running_mean[i] += b->momentum * (mean[i] - b->running_mean[i]);
        b->running_var[i] += b->momentum * (var[i] - b->running_var[i]);
    }
    return out;
}

LayerNorm layernorm_new(Params *p, const char *name, int width)
{
    LayerNorm l = {.gamma = params_full(p, name, SHAPE(width), 1)};
    l.beta = params_zeros(p, name, SHAPE(width));
    return l;
}

Tensor *layernorm_forward(const LayerNorm *l, Tensor *x)
{
    return tensor_layernorm(x, l->gamma, l->beta, 1e-5);
}
