/*
 * A GPT: the transformer of lesson 07 as GPT-2 has it, made of the library's fused ops.
 *
 *     x = wte[ids] + wpe[0 .. T-1]                                               (B, T, C)
 *     in every layer:
 *         x = x + attention(ln_1(x) @ c_attn) @ c_proj                           communication
 *         x = x + gelu(ln_2(x) @ c_fc) @ c_proj                                  computation
 *     logits = ln_f(x) @ wte^T                                                   (B, T, V)
 *
 * Every product has a bias except the last, which reuses the token embedding wte (weight tying): tokens that are
 * similar as input are similar as output. Dropout is applied where GPT-2 applies it: to the sum of the embeddings, to
 * the attention weights, and to what each half of a layer adds to x.
 *
 * The parameters have the names and shapes of GPT-2's files ("h.0.attn.c_attn.weight" is (C, 3 C)), so our checkpoints
 * and GPT-2's are read by the same code.
 * Source: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019; Vaswani et al., 2017.
 */
#ifndef GPT_H
#define GPT_H

#include "model.h"
#include "nn.h"

typedef struct GPTConfig {
    int vocab, block, layers, heads, embd; // V; the longest T; ...; C, a multiple of heads
} GPTConfig;

typedef struct GPTLayer {
    LayerNorm ln_1, ln_2;
    Linear c_attn, attn_proj; // (C, 3 C) and (C, C)
    Linear c_fc, mlp_proj;    // (C, 4 C) and (4 C, C)
    Tensor *attended;         // attention's result in the last forward, for attention_weight(); gone at tape_reset
} GPTLayer;

typedef struct GPT {
    GPTConfig config;
    Params params;
    Tensor *wte, *wpe; // (V, C), (block, C)
    GPTLayer *layer;   // (layers)
    LayerNorm ln_f;
    double dropout; // the probability; 0 except during training
    Rng *rng;       // for dropout
} GPT;

// A GPT with all weights 0; fill them with gpt_init or from a file (gpt_file.h). Aborts if a size is below 1, or if
// embd is not a multiple of heads. Free it with gpt_free.
GPT *gpt_new(GPTConfig config);
// Draws weights as GPT-2 does: 0.02 randn, divided by sqrt(2 layers) in the products that add to x; biases 0, gains 1.
void gpt_init(GPT *gpt, Rng *rng);
void gpt_free(GPT *gpt);
LanguageModel gpt_model(GPT *gpt); // for code that works with any model: sampler.h, run.h

// ids (B, T) with T <= block -> logits (B, T, V). Aborts if T is not 1 to block, or an id not in 0 .. V-1.
Tensor *gpt_forward(GPT *gpt, const int ids[], int B, int T);
// The mean cross-entropy of these logits with targets (B, T); targets of -1 are ignored.
Tensor *gpt_loss(GPT *gpt, const int ids[], const int targets[], int B, int T);

// ---- with a cache ----

// The keys and values of all positions so far. With them, the next token costs one row of each product instead of all
// rows.
typedef struct GPTCache GPTCache;

GPTCache *gpt_cache_new(const GPT *gpt);
void gpt_cache_free(GPTCache *cache);
int gpt_cache_length(const GPTCache *cache); // how many tokens it has read; at most block
void gpt_cache_clear(GPTCache *cache);
// Reads n >= 1 tokens and returns the logits (V) of the token after them: the last row of gpt_forward's. A prompt read
// at once takes as long as a forward; read in pieces, the result is the same up to rounding. Aborts if the block has no
// room for the tokens. The logits are valid until the next call. Nothing is recorded on the tape.
const real *gpt_cache_feed(GPTCache *cache, const int ids[], int n);
const real *gpt_cache_next(GPTCache *cache, int id); // the same for one token

#endif
