/*
 * Parameters and optimisers. A Params is a model's list of tensors that survive tape_reset. It begins as {0}, grows as
 * layers are made, and is freed with params_free.
 *
 *     Params model = {0};
 *     Tensor *W = params_randn(&model, "W", SHAPE(30, 200), &rng, 0.1);   // usable at once
 *     ...
 *     params_zero_grad(&model);
 *     tensor_backward(loss);                                              // W->grad, made when first needed
 *     params_adamw(&model, 1e-3, 0.9, 0.999, 1e-8, 0.1);
 *
 * A model that is not trained needs memory only for its weights: gradients are allocated at the first backward or the
 * first params_zero_grad, and the optimiser's memory at its first step.
 */
#ifndef PARAMS_H
#define PARAMS_H

#include "tensor.h"

typedef struct Param { // a tensor of a Params, and what the optimisers keep for it
    Tensor tensor;
    real *momentum, *square; // running means of grad and grad^2; NULL until an optimiser uses them
    double rate, decay;      // factors for the optimiser's rate and decay: see params_group
    bool lent;               // is its data memory that somebody else owns? See params_lend
    char name[];
} Param;

typedef struct Params {
    int count;
    Tensor **tensor;           // (count), in the order in which they were made
    struct ParamsBlock *block; // (PARAMS_KINDS) see params_block
    long steps;                // how many steps Adam has done, for its bias correction
} Params;

// ---- making them ----

// Each adds a parameter to the model, with a copy of the name, and returns it.
Tensor *params_zeros(Params *p, const char *name, Shape shape);
Tensor *params_full(Params *p, const char *name, Shape shape, double value);
Tensor *params_randn(Params *p, const char *name, Shape shape, Rng *rng, double scale); // scale * randn
void params_free(Params *p);

void param_full(Tensor *t, double value);            // sets all elements to value: t.fill_(value)
void param_randn(Tensor *t, Rng *rng, double scale); // draws them again: t = scale * randn

// From now on parameter i has its numbers at `data`, in memory that the caller owns (a mapped model file, say). They
// may be written to. params_block ends the loan by moving them.
void params_lend(Params *p, int i, real *data);

Param *params_at(const Params *p, int i); // parameter i with the optimiser's numbers; aborts if there is none
long params_total(const Params *p);       // how many numbers: sum(x.nelement() for x in model.parameters())

// ---- which of them learn, and how ----

// Patterns are the shell's (fnmatch): "h.*.weight", "*". Both functions act on the parameters made so far whose names
// match, and return how many those are; if it is 0, check the pattern.

// A frozen parameter gets no gradient, and optimisers leave it alone. It is the same as tensor->needs_grad = !frozen.
// torch: for name, x in model.named_parameters(): if fnmatch(name, pattern): x.requires_grad_(not frozen)
int params_freeze(Params *p, const char *pattern, bool frozen);

// These parameters learn with `rate` times the optimiser's rate and `decay` times its decay. Without a group, rate is
// 1, and decay is 1 for tensors of two dimensions or more and 0 for all others (biases and gains).
// torch: the groups of torch.optim.AdamW([{"params": [...], "lr": ..., "weight_decay": ...}, ...])
int params_group(Params *p, const char *pattern, double rate, double decay);

// ---- a step of training ----

void params_zero_grad(Params *p);        // x.grad = 0                          model.zero_grad(set_to_none=False)
void params_sgd(Params *p, double rate); // x -= rate * grad                                  torch.optim.SGD(lr=rate)
// v = mu v + grad; x -= rate * v                                                torch.optim.SGD(lr=rate, momentum=mu)
void params_momentum(Params *p, double rate, double mu);
// m = beta1 m + (1 - beta1) grad; v = beta2 v + (1 - beta2) grad^2; at step t
// x -= rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)                                  torch.optim.Adam
// Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2014.
void params_adam(Params *p, double rate, double beta1, double beta2, double eps);
// Adam with decoupled weight decay: first x -= rate * decay * x, for matrices or as params_group says.
// torch.optim.AdamW
// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2017.
void params_adamw(Params *p, double rate, double beta1, double beta2, double eps, double decay);
// Scales all gradients so that their norm is at most `most`; returns the norm before scaling.
double params_clip_norm(Params *p, double most); //                          torch.nn.utils.clip_grad_norm_
// All of these skip parameters that are frozen or have had no gradient yet.

// The learning rate at `step`: it rises linearly to high over the first `warmup` steps, then falls to low along half a
// cosine until `steps`.
double schedule_cosine(int step, int warmup, int steps, double high, double low);

// ---- all numbers at once ----

typedef enum ParamsKind { PARAMS_DATA, PARAMS_GRAD, PARAMS_MOMENTUM, PARAMS_SQUARE, PARAMS_KINDS } ParamsKind;

// All numbers of a kind in one piece of memory, and in *n how many there are: for one loop over everything, or to send
// to other processes. Parameters lie there in the order of the list, each at the beginning of a cache line, with zeros
// in between. Frozen ones are only among the data. The block is made at the first call and again after the list or the
// frozen parameters have changed; numbers that did not exist are 0. Making it moves all numbers, so t->data (or
// t->grad, ...) changes: for the data, call it when no view of a parameter is in use, best right after making the
// model. Gradients and the optimiser's numbers always are in one block.
real *params_block(Params *p, ParamsKind kind, size_t *n);

// Frees the memory of one kind, such as the gradients after training. Aborts for PARAMS_DATA.
void params_forget(Params *p, ParamsKind kind);

#endif
