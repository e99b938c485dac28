/*
 * Layers: a struct of tensors, an x_new() that draws its parameters as the lectures do, an x_forward().
 * There is no class above them; a network is a struct of layers, or an array.
 */
#ifndef NN_H
#define NN_H

#include "params.h"

// weight = randn(fan_in, fan_out) / sqrt(fan_in) * gain, bias = zeros(fan_out) or none.
typedef struct Linear {
    Tensor *weight, *bias;
} Linear;

Linear linear_new(Params *p, const char *name, int fan_in, int fan_out, bool bias, double gain, Rng *rng);
Tensor *linear_forward(const Linear *l, Tensor *x); // (…, fan_in) -> (…, fan_out): x @ weight + bias

// weight = randn(count, width)
typedef struct Embedding {
    Tensor *weight;
} Embedding;

Embedding embedding_new(Params *p, const char *name, int count, int width, Rng *rng);
Tensor *embedding_forward(const Embedding *e, const int ids[], Shape shape); // (…) -> (…, width)

// gamma = ones(width), beta = zeros(width). Training uses the batch's mean and variance (n - 1) and moves
// the running ones: running = (1 - momentum) running + momentum batch. Evaluation uses the running ones.
typedef struct BatchNorm1d {
    Tensor *gamma, *beta;
    double *running_mean, *running_var; // (width)
    double eps, momentum;
    bool training;
} BatchNorm1d;

BatchNorm1d batchnorm1d_new(Params *p, const char *name, int width, double eps, double momentum);
Tensor *batchnorm1d_forward(BatchNorm1d *b, Tensor *x); // (…, width), over all leading dimensions
void batchnorm1d_free(BatchNorm1d *b);

typedef struct LayerNorm {
    Tensor *gamma, *beta;
} LayerNorm;

LayerNorm layernorm_new(Params *p, const char *name, int width);
Tensor *layernorm_forward(const LayerNorm *l, Tensor *x); // eps 1e-5

#endif
