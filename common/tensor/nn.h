/*
 * Layers. Each is a struct of tensors, with an x_new() that adds its parameters to p as the lectures draw
 * them, and an x_forward(). There is no base class: a network is a struct or an array of layers.
 * Parameters are named after the layer: name "fc" gives "fc.weight" and "fc.bias". Shapes that do not fit
 * abort in the op that meets them.
 */
#ifndef NN_H
#define NN_H

#include "params.h"

// weight = randn(fan_in, fan_out) / sqrt(fan_in) * gain; bias = zeros(fan_out), or none.       torch.nn.Linear
typedef struct Linear {
    Tensor *weight, *bias;
} Linear;

Linear linear_new(Params *p, const char *name, int fan_in, int fan_out, bool bias, double gain, Rng *rng);
Tensor *linear_forward(const Linear *l, Tensor *x); // (…, fan_in) -> (…, fan_out): x @ weight + bias

// weight = randn(count, width)                                                              torch.nn.Embedding
typedef struct Embedding {
    Tensor *weight;
} Embedding;

Embedding embedding_new(Params *p, const char *name, int count, int width, Rng *rng);
Tensor *embedding_forward(const Embedding *e, const int ids[], Shape shape); // (…) -> (…, width)

// (x - mean) / sqrt(var + eps) * gamma + beta; gamma = ones(width), beta = zeros(width). In training, mean and
// variance (divided by n - 1) are the batch's, and the running ones follow them:
//     running = (1 - momentum) running + momentum batch.
// Evaluation uses the running ones. Torch: torch.nn.BatchNorm1d, which divides by n where it normalises.
typedef struct BatchNorm1d {
    Tensor *gamma, *beta;
    double *running_mean, *running_var; // (width)
    double eps, momentum;
    bool training;
} BatchNorm1d;

BatchNorm1d batchnorm1d_new(Params *p, const char *name, int width, double eps, double momentum);
Tensor *batchnorm1d_forward(BatchNorm1d *b, Tensor *x); // (…, width), over all leading dimensions
void batchnorm1d_free(BatchNorm1d *b);

// (x - mean) / sqrt(var + 1e-5) * gamma + beta, over the last dimension of each row.       torch.nn.LayerNorm
typedef struct LayerNorm {
    Tensor *gamma, *beta;
} LayerNorm;

LayerNorm layernorm_new(Params *p, const char *name, int width);
Tensor *layernorm_forward(const LayerNorm *l, Tensor *x); // (…, width)

#endif
