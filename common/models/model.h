/*
 * What every model of the course can do, whatever is inside: tokens go in, and logits of the next one come out,
 * for whole windows or one token at a time. Sampling (sampler.h), measuring and files (run.h) need no more of it.
 * A model gives its own LanguageModel: gpt_model(gpt) in gpt.h.
 */
#ifndef MODEL_H
#define MODEL_H

#include "params.h"
#include "safetensors.h"

typedef struct ModelKind {
    const char *name;
    Tensor *(*forward)(void *model, const int ids[], int B, int T); // ids (B, T) -> logits (B, T, V)
    // One sequence, token by token. next takes a token in and gives the logits (V) of the one after it; they are
    // good until the next call. At most `block` tokens, then clear.
    void *(*cache_new)(const void *model);
    const real *(*cache_next)(void *cache, int id);
    void (*cache_clear)(void *cache);
    void (*cache_free)(void *cache);
    void (*describe)(const void *model, StWriter *w); // adds to a file's metadata what its tensors do not say
} ModelKind;

typedef struct LanguageModel {
    const ModelKind *kind;
    void *self;
    Params *params;
    int vocab, block; // V, the longest T
    double *dropout;  // acts while training only; NULL if it has none
} LanguageModel;

#endif
