/* A GPT, to train: see gpt.h. */
#include "gpt.h"
#include "format.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>

// A parameter under GPT-2's name; layer is -1 if it belongs to no layer.
static Tensor *param(GPT *gpt, int layer, const char *part, Shape shape)
{
    return params_zeros(&gpt->params, layer < 0 ? part : text_of("h.%d.%s", layer, part), shape);
}

static LayerNorm norm_new(GPT *gpt, int layer, const char *weight, const char *bias)
{
    Shape C = SHAPE(gpt->config.embd);
    Tensor *gamma = param(gpt, layer, weight, C);
    return (LayerNorm){gamma, param(gpt, layer, bias, C)};
}

static Linear product_new(GPT *gpt, int layer, const char *weight, const char *bias, int in, int out)
{
    Tensor *W = param(gpt, layer, weight, SHAPE(in, out)); // before the bias, as in the files
    return (Linear){W, param(gpt, layer, bias, SHAPE(out))};
}

GPT *gpt_new(GPTConfig config)
{
    CHECK(config.vocab >= 1 && config.block >= 1 && config.layers >= 1 && config.heads >= 1 && config.embd >= 1,
          "gpt: %d tokens, block %d, %d layers, %d heads, width %d: each must be at least 1", config.vocab,
          config.block, config.layers, config.heads, config.embd);
    CHECK(config.embd % config.heads == 0, "gpt: the width %d is not a multiple of the %d heads", config.embd,
          config.heads);
    GPT *gpt = memory_zeros(sizeof *gpt);
    int C = config.embd;
    gpt->config = config;
    gpt->layer = memory_zeros(sizeof *gpt->layer * (size_t)config.layers);
    gpt->wte = param(gpt, -1, "wte.weight", SHAPE(config.vocab, C));
    gpt->wpe = param(gpt, -1, "wpe.weight", SHAPE(config.block, C));
    for (int i = 0; i < config.layers; i++) {
        GPTLayer *l = &gpt->layer[i];
        l->ln_1 = norm_new(gpt, i, "ln_1.weight", "ln_1.bias");
        l->c_attn = product_new(gpt, i, "attn.c_attn.weight", "attn.c_attn.bias", C, 3 * C);
        l->attn_proj = product_new(gpt, i, "attn.c_proj.weight", "attn.c_proj.bias", C, C);
        l->ln_2 = norm_new(gpt, i, "ln_2.weight", "ln_2.bias");
        l->c_fc = product_new(gpt, i, "mlp.c_fc.weight", "mlp.c_fc.bias", C, 4 * C);
        l->mlp_proj = product_new(gpt, i, "mlp.c_proj.weight", "mlp.c_proj.bias", 4 * C, C);
    }
    gpt->ln_f = norm_new(gpt, -1, "ln_f.weight", "ln_f.bias");
    return gpt;
}

void gpt_init(GPT *gpt, Rng *rng)
{
    double scale = 0.02, last = scale / sqrt(2 * gpt->config.layers);
    param_randn(gpt->wte, rng, scale);
    param_randn(gpt->wpe, rng, scale);
    for (int i = 0; i < gpt->config.layers; i++) {
        GPTLayer *l = &gpt->layer[i];
        param_full(l->ln_1.gamma, 1);
        param_randn(l->c_attn.weight, rng, scale);
        param_randn(l->attn_proj.weight, rng, last);
        param_full(l->ln_2.gamma, 1);
        param_randn(l->c_fc.weight, rng, scale);
        param_randn(l->mlp_proj.weight, rng, last);
    }
    param_full(gpt->ln_f.gamma, 1);
}

void gpt_free(GPT *gpt)
{
    params_free(&gpt->params);
    free(gpt->layer);
    free(gpt);
}

// wte[ids] + wpe[0 .. T-1]: (B, T, C) + (T, C)
static Tensor *embedded(const GPT *gpt, const int ids[], int B, int T)
{
    int *positions = tape_alloc(sizeof *positions * (size_t)T);
    for (int t = 0; t < T; t++)
        positions[t] = t;
    return tensor_add(tensor_embed(gpt->wte, ids, SHAPE(B, T)), tensor_embed(gpt->wpe, positions, SHAPE(T)));
}

Tensor *gpt_forward(GPT *gpt, const int ids[], int B, int T)
{
    CHECK(T >= 1 && T <= gpt->config.block, "gpt: a sequence of %d tokens, but the block has room for 1 to %d", T,
          gpt->config.block);
    double p = gpt->dropout;
    Attention how = {.heads = gpt->config.heads, .causal = true, .dropout = p, .rng = gpt->rng};
    Tensor *x = tensor_dropout(embedded(gpt, ids, B, T), p, gpt->rng); // (B, T, C)
    for (int i = 0; i < gpt->config.layers; i++) {
        GPTLayer *l = &gpt->layer[i];
        Tensor *qkv = linear_forward(&l->c_attn, layernorm_forward(&l->ln_1, x));          // (B, T, 3 C)
        l->attended = tensor_self_attention(qkv, how);                                     // (B, T, C)
        Tensor *said = linear_forward(&l->attn_proj, l->attended);                         // (B, T, C)
        x = tensor_add(x, tensor_dropout(said, p, gpt->rng));                              // (B, T, C)
        Tensor *h = tensor_gelu(linear_forward(&l->c_fc, layernorm_forward(&l->ln_2, x))); // (B, T, 4 C)
        x = tensor_add(x, tensor_dropout(linear_forward(&l->mlp_proj, h), p, gpt->rng));   // (B, T, C)
    }
    return tensor_unembed(layernorm_forward(&gpt->ln_f, x), gpt->wte); // (B, T, V)
}

Tensor *gpt_loss(GPT *gpt, const int ids[], const int targets[], int B, int T)
{
    return tensor_cross_entropy(gpt_forward(gpt, ids, B, T), targets);
}
