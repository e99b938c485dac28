/*
 * A GPT: the transformer of lesson 07 in the form that GPT-2 gave it, made of the library's fused ops.
 *
 *     x = wte[ids] + wpe[0 .. T-1]                                               (B, T, C)
 *     in every layer:
 *         x = x + attention(ln_1(x) @ c_attn) @ c_proj                           communication
 *         x = x + gelu(ln_2(x) @ c_fc) @ c_proj                                  computation
 *     logits = ln_f(x) @ wte^T                                                   (B, T, V)
 *
 * Every product has a bias but the last, whose table is that of the first: tokens that are alike when they
 * are read are alike when they are written. dropout acts where GPT-2's does: on the sum of the embeddings,
 * on the attention weights, and on what each half of a layer adds.
 *
 * The parameters have the names and shapes of GPT-2's files ("h.0.attn.c_attn.weight" is (C, 3 C)), so a
 * checkpoint of ours and one of theirs are read alike.
 * Source: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019; Vaswani et al., 2017.
 */
#ifndef GPT_H
#define GPT_H

#include "model.h"
#include "nn.h"

typedef struct GPTConfig {
    int vocab, block, layers, heads, embd; // V, the longest T, ..., C; embd is a multiple of heads
} GPTConfig;

typedef struct GPTLayer {
    LayerNorm ln_1, ln_2;
    Linear c_attn, attn_proj; // (C, 3 C) and (C, C)
    Linear c_fc, mlp_proj;    // (C, 4 C) and (4 C, C)
    Tensor *attended;         // the last forward's attention, for attention_weight(); gone at tape_reset
} GPTLayer;

typedef struct GPT {
    GPTConfig config;
    Params params;
    Tensor *wte, *wpe; // (V, C), (block, C)
    GPTLayer *layer;   // (layers)
    LayerNorm ln_f;
    double dropout; // 0 but while training
    Rng *rng;       // draws what is dropped
} GPT;

// All weights are 0, for a file to fill, or gpt_init. Aborts on a size below 1, or heads that do not divide embd. To
// be freed with gpt_free.
GPT *gpt_new(GPTConfig config);
// Draws as GPT-2 does: weights 0.02 randn, those that write to x smaller by sqrt(2 layers), biases 0, gains 1.
void gpt_init(GPT *gpt, Rng *rng);
void gpt_free(GPT *gpt);
LanguageModel gpt_model(GPT *gpt); // for what works with any model: sampler.h, run.h

// ids (B, T) with T <= block -> logits (B, T, V)
Tensor *gpt_forward(GPT *gpt, const int ids[], int B, int T);
// ... and the mean of their cross-entropy with targets (B, T), of which -1 does not count.
Tensor *gpt_loss(GPT *gpt, const int ids[], const int targets[], int B, int T);

// ---- with a cache ----

// What a sequence needs to remember so that its next token costs one row of each product and not all of
// them: the keys and values of all positions so far.
typedef struct GPTCache GPTCache;

GPTCache *gpt_cache_new(const GPT *gpt);
void gpt_cache_free(GPTCache *cache);
int gpt_cache_length(const GPTCache *cache); // how many tokens it has seen; at most block
void gpt_cache_clear(GPTCache *cache);
// Takes n >= 1 tokens in and returns the logits (V) of the one after them: the last row of gpt_forward's. A prompt fed at
// once costs what a forward does; fed in pieces, the result is the same up to rounding. Aborts when the block has no
// room for them. The result is good until the next call. Nothing is written on the tape.
const real *gpt_cache_feed(GPTCache *cache, const int ids[], int n);
const real *gpt_cache_next(GPTCache *cache, int id); // the same for one token

#endif
