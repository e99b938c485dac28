/*
 * Parameters and what improves them. A Params is a model's list of tensors that stay when the tape is reset. It begins
 * as {0}, grows as layers are made, and is given back by params_free.
 *
 *     Params model = {0};
 *     Tensor *W = params_randn(&model, "W", SHAPE(30, 200), &rng, 0.1);   // usable at once
 *     ...
 *     params_zero_grad(&model);
 *     tensor_backward(loss);                                              // W->grad, made when first needed
 *     params_adamw(&model, 1e-3, 0.9, 0.999, 1e-8, 0.1);
 *
 * A model that only answers needs memory for its numbers alone: gradients come with the first backward or the first
 * params_zero_grad, what optimisers remember with their first step.
 */
#ifndef PARAMS_H
#define PARAMS_H

#include "tensor.h"

typedef struct Param { // a tensor of a Params, and what optimisers know of it
    Tensor tensor;
    real *momentum, *square; // running means of grad and grad^2; NULL until an optimiser uses them
    double rate, decay;      // times the optimiser's: see params_group
    bool lent;               // do its numbers lie in memory of somebody else? See params_lend
    char name[];
} Param;

typedef struct Params {
    int count;
    Tensor **tensor;           // (count), in the order in which they were made
    struct ParamsBlock *block; // of each kind of number: see params_block
    long steps;                // of Adam, for its bias correction
} Params;

// ---- making them ----

// Each makes a parameter of the model, with a copy of its name, and returns it.
Tensor *params_zeros(Params *p, const char *name, Shape shape);
Tensor *params_full(Params *p, const char *name, Shape shape, double value);
Tensor *params_randn(Params *p, const char *name, Shape shape, Rng *rng, double scale); // scale * randn
void params_free(Params *p);

void param_full(Tensor *t, double value); // t = value, and t = scale * randn: what the two above do with zeros
void param_randn(Tensor *t, Rng *rng, double scale);

// From now on the i-th has its numbers at data, in memory that stays somebody else's: a model's file, say. They may be
// written to, until params_block moves them.
void params_lend(Params *p, int i, real *data);

Param *params_at(const Params *p, int i); // the i-th with what optimisers know of it; aborts if there is none
long params_total(const Params *p);       // how many numbers: sum(x.nelement() for x in model.parameters())

// ---- which of them learn, and how ----

// Patterns are those of the shell (fnmatch): "h.*.weight", "*". Both return how many of the parameters made so far
// have a name that fits; if it returns 0, check the pattern.

// A frozen parameter gets no gradient, and no optimiser touches it or remembers anything of it. torch:
//     for name, x in model.named_parameters(): if fnmatch(name, pattern): x.requires_grad_(not frozen)
// It is the same as tensor->needs_grad = !frozen.
int params_freeze(Params *p, const char *pattern, bool frozen);

// Those parameters learn with `rate` times the rate that an optimiser is given, and with `decay` times its decay.
// Without a group, rate is 1, and decay 1 for tensors of two dimensions or more, 0 for others (biases and gains).
// torch: the groups of torch.optim.AdamW([{"params": [...], "lr": ..., "weight_decay": ...}, ...])
int params_group(Params *p, const char *pattern, double rate, double decay);

// ---- a step of training ----

void params_zero_grad(Params *p);        // x.grad = 0                          model.zero_grad(set_to_none=False)
void params_sgd(Params *p, double rate); // x -= rate * grad                                  torch.optim.SGD(lr=rate)
void params_momentum(Params *p, double rate,
                     double mu); // v = mu v + grad; x -= rate * v    torch.optim.SGD(momentum=mu)
void params_adam(Params *p, double rate, double beta1, double beta2, double eps); //          torch.optim.Adam
// Adam with decoupled decay: first x -= rate * decay * x, for matrices or what params_group says. torch.optim.AdamW
void params_adamw(Params *p, double rate, double beta1, double beta2, double eps, double decay);
// Scales all gradients so that their norm is at most `most`; returns the norm before.
double params_clip_norm(Params *p, double most); //                          torch.nn.utils.clip_grad_norm_
// All of them leave alone what is frozen, and what has had no gradient yet.

// A learning rate that falls from high to low by a half cosine, after a linear warm-up.
double schedule_cosine(int step, int warmup, int steps, double high, double low);

// ---- all numbers at once ----

typedef enum ParamsKind { PARAMS_DATA, PARAMS_GRAD, PARAMS_MOMENTUM, PARAMS_SQUARE, PARAMS_KINDS } ParamsKind;

// All numbers of a kind in one piece of memory, *n of them: what processes send one another, or a loop goes over.
// Parameters lie there in the order of the list (the frozen ones only among the data), each from a cache line on, with
// zeros in between. It is made at the first call, with zeros where there was nothing, and again when the list or what
// is frozen has changed; then every number is copied, and its pointer (t->data, t->grad, ...) is another. So call it
// for the data when no view of a parameter is in use, best when the model has just been made. Gradients and what
// optimisers remember are in one piece anyway: params_zero_grad and the optimisers see to it.
real *params_block(Params *p, ParamsKind kind, size_t *n);

// Gives the memory of a kind back, of gradients when training is over, say. Not that of the data.
void params_forget(Params *p, ParamsKind kind);

#endif
