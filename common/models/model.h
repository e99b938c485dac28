/*
 * The interface of every language model in this course: tokens go in, and the logits of the next token come out, for
 * whole windows or token by token. Sampling (sampler.h), measuring and saving (run.h) need nothing else. Each model has
 * a function that returns its LanguageModel, such as gpt_model(gpt) in gpt.h.
 */
#ifndef MODEL_H
#define MODEL_H

#include "params.h"
#include "safetensors.h"

typedef struct ModelKind {
    const char *name;
    Tensor *(*forward)(void *model, const int ids[], int B, int T); // ids (B, T) -> logits (B, T, V)
    // A cache for one sequence of at most `block` tokens. cache_feed reads the next n >= 1 tokens and returns the
    // logits (V) of the token after them, valid until the next call. cache_clear begins a new sequence.
    void *(*cache_new)(const void *model);
    const real *(*cache_feed)(void *cache, const int ids[], int n);
    void (*cache_clear)(void *cache);
    void (*cache_free)(void *cache);
    void (*describe)(const void *model, StWriter *w); // writes what the tensors do not say to the file's metadata
} ModelKind;

typedef struct LanguageModel {
    const ModelKind *kind;
    void *self;
    Params *params;
    int vocab, block; // V, the longest T
    double *dropout;  // set to 0 while the model is measured or writes; NULL if it has no dropout
} LanguageModel;

#endif
