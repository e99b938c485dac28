/*
 * Shared by the three benchmarks of the makemore networks: the names as examples, and a timed run. A step is a
 * minibatch of 32, forward, backward and plain gradient descent, as in the lectures.
 */
#ifndef MAKEMORE_H
#define MAKEMORE_H

#include "bench.h"
#include "examples.h"
#include "nn.h"

#include <stdio.h>

enum { BATCH = 32, VOCAB = 27, MAX_CONTEXT = 8 };

typedef struct Model {
    Params params;
    Tensor *(*forward)(struct Model *, const int Xb[]); // (BATCH, context) -> logits (BATCH, VOCAB)
    Split data;
    Rng rng;
    double loss;
} Model;

static inline void makemore_step(void *context)
{
    Model *m = context;
    int Xb[BATCH * MAX_CONTEXT], Yb[BATCH];
    tape_reset();
    examples_batch(&m->data.train, BATCH, &m->rng, Xb, Yb);
    Tensor *loss = tensor_cross_entropy(m->forward(m, Xb), Yb); // ()
    params_zero_grad(&m->params);
    tensor_backward(loss);
    params_sgd(&m->params, 0.1);
    m->loss = tensor_item(loss);
}

// Loads the names, times a run of `steps` steps, and prints the result.
static inline int makemore_bench(Model *m, int context, int steps)
{
    Names *names = names_load("names.txt");
    m->data = examples_split(names, context);
    names_free(names);
    makemore_step(m);
    printf("parameters %ld\nfirst_loss %.4f\n", params_total(&m->params), m->loss);
    double ms = ms_per_step(steps, makemore_step, m);
    printf("ms_per_step %.4f\nsteps_per_s %.0f\n", ms, 1e3 / ms);
    examples_split_free(&m->data);
    params_free(&m->params);
    return 0;
}

#endif
