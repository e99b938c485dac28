/*
 * LoRA: fine-tuning a GPT through small adapters, while its own weights stay as they are.
 *
 * To each product x W + b of a layer (c_attn, both c_proj, c_fc) it adds a second path of rank R,
 *
 *     y = x W + b + scale (x A) B           x (.., K), W (K, N), A (K, R), B (R, N), scale = alpha / R
 *
 * A starts as randn / sqrt(K), B as zeros, so at first nothing changes. For a rank far below K and N these are few numbers:
 * R (K + N) instead of K N. After training, scale A B can be added to W: then the model is as fast as before.
 *
 *     Lora *lora = lora_attach(gpt, 4, 8, &rng);
 *     params_freeze(&gpt->params, "*", true);
 *     params_freeze(&gpt->params, "*.lora_?", false);
 *     loss = tensor_cross_entropy(lora_logits(lora, X, B, T), Y);
 *
 * Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021; peft.LoraConfig.
 */
#ifndef LORA_H
#define LORA_H

#include "gpt.h"

// x (.., K) -> x W + b + scale (x A) B, (.., N), from the library's ops. A lesson may bring a product of its own.
typedef Tensor *LoraProduct(Tensor *x, Tensor *W, Tensor *b, Tensor *A, Tensor *B, double scale);
LoraProduct lora_product;

typedef struct LoraPair {
    const Linear *on;
    Tensor *A, *B; // (K, R), (R, N)
} LoraPair;

enum { LORA_EACH = 4 }; // adapters in a layer

typedef struct Lora {
    GPT *gpt;
    int rank;
    double scale;
    LoraProduct *product;
    int pairs;
    LoraPair *pair; // (pairs) of layer 0: c_attn, attn_proj, c_fc, mlp_proj; then of layer 1, ...
} Lora;

// Adds the adapters to the model's parameters: "h.0.attn.c_attn.lora_A", "h.0.attn.c_attn.lora_B", ... Aborts if rank < 1.
// Free it with lora_free, before the model.
Lora *lora_attach(GPT *gpt, int rank, double alpha, Rng *rng);
void lora_free(Lora *lora);
long lora_total(const Lora *lora); // how many numbers the adapters have

// gpt_forward with the adapters: ids (B, T) -> logits (B, T, V).
Tensor *lora_logits(Lora *lora, const int ids[], int B, int T);

// ---- files ----

// Only the adapters, with "rank", "alpha" and the fingerprint of the model they were made for.
void lora_save(const Lora *lora, const char *path);
// Attaches adapters from a file. data_error (exit 1) if it is not one, is damaged, or was made for another model.
Lora *lora_load(GPT *gpt, const char *path);
// A hash of all numbers of a model: equal for equal bits. (FNV-1a; it finds mix-ups, not forgeries.)
uint64_t gpt_fingerprint(const GPT *gpt);

#endif
