/*
 * Parameters and what improves them. A Params is a model's list of tensors that stay when the tape is
 * reset, each with a grad and the optimiser's memory beside it.
 */
#ifndef PARAMS_H
#define PARAMS_H

#include "tensor.h"

enum { MAX_PARAMS = 512 };

typedef struct Params {
    int count;
    Tensor *tensor[MAX_PARAMS];
    real *momentum[MAX_PARAMS], *square[MAX_PARAMS]; // running means of grad and grad^2, when used
    long steps;                                      // of Adam, for its bias correction
} Params;

// Each makes a parameter of the model (its name is kept, not copied) and returns it.
Tensor *params_zeros(Params *p, const char *name, Shape shape);
Tensor *params_full(Params *p, const char *name, Shape shape, double value);
Tensor *params_randn(Params *p, const char *name, Shape shape, Rng *rng, double scale); // scale * randn
void params_free(Params *p);

void param_full(Tensor *t, double value); // t = value, and t = scale * randn: what the two above do with zeros
void param_randn(Tensor *t, Rng *rng, double scale);

long params_total(const Params *p);      // how many numbers: sum(p.nelement())
void params_zero_grad(Params *p);        // p.grad = 0
void params_sgd(Params *p, double rate); // p -= rate * grad
void params_momentum(Params *p, double rate,
                     double mu); // v = mu v + grad; p -= rate * v     torch.optim.SGD(momentum=mu)
void params_adam(Params *p, double rate, double beta1, double beta2, double eps); // torch.optim.Adam
// Adam with decoupled decay: first p -= rate * decay * p, for tensors of two dimensions or more only
// (not for biases and gains).                                                            torch.optim.AdamW
void params_adamw(Params *p, double rate, double beta1, double beta2, double eps, double decay);
double params_clip_norm(Params *p,
                        double most); // scales all grads so that their norm is at most `most`; the norm before

// A learning rate that falls from high to low by a half cosine, after a linear warm-up.
double schedule_cosine(int step, int warmup, int steps, double high, double low);

#endif
