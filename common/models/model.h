/*
 * What every model of the course can do, whatever is inside: tokens go in, and logits of the next one come out,
 * for whole windows or as they come. Sampling (sampler.h), measuring and files (run.h) need no more of it.
 * A model gives its own LanguageModel: gpt_model(gpt) in gpt.h.
 */
#ifndef MODEL_H
#define MODEL_H

#include "params.h"
#include "safetensors.h"

typedef struct ModelKind {
    const char *name;
    Tensor *(*forward)(void *model, const int ids[], int B, int T); // ids (B, T) -> logits (B, T, V)
    // One sequence, of `block` tokens at most, until it is cleared. feed takes in the next n >= 1 of them and gives the
    // logits (V) of the one that follows; they are good until the next call.
    void *(*cache_new)(const void *model);
    const real *(*cache_feed)(void *cache, const int ids[], int n);
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
