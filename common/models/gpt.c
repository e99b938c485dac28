/* A GPT, to train: see gpt.h. */
#include "gpt.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// The name of the next parameter; layer -1 is none.
static const char *name_of(GPT *gpt, int layer, const char *part)
{
    char *name = gpt->names[gpt->params.count];
    if (layer < 0)
        snprintf(name, sizeof gpt->names[0], "%s", part);
    else
        snprintf(name, sizeof gpt->names[0], "h.%d.%s", layer, part);
    return name;
}

static LayerNorm norm_new(GPT *gpt, int layer, const char *weight, const char *bias)
{
    int C = gpt->config.embd;
    LayerNorm norm = {.gamma = params_full(&gpt->params, name_of(gpt, layer, weight), SHAPE(C), 1)};
    norm.beta = params_zeros(&gpt->params, name_of(gpt, layer, bias), SHAPE(C));
    return norm;
}

static Linear product_new(GPT *gpt, int layer, const char *weight, const char *bias, int in, int out, double scale,
                          Rng *rng)
{
    Linear l = {.weight = params_randn(&gpt->params, name_of(gpt, layer, weight), SHAPE(in, out), rng, scale)};
    l.bias = params_zeros(&gpt->params, name_of(gpt, layer, bias), SHAPE(out));
    return l;
}

GPT *gpt_new(GPTConfig config, Rng *rng)
{
    CHECK(config.vocab >= 1 && config.block >= 1 && config.layers >= 1 && config.layers <= GPT_MAX_LAYERS &&
              config.heads >= 1 && config.embd >= 1,
          "gpt: %d tokens, a block of %d, %d layers (1 to %d), %d heads, %d wide", config.vocab, config.block,
          config.layers, GPT_MAX_LAYERS, config.heads, config.embd);
    CHECK(config.embd % config.heads == 0, "gpt: a width of %d cannot be shared by %d heads", config.embd,
          config.heads);
    GPT *gpt = calloc(1, sizeof *gpt);
    CHECK(gpt, "out of memory");
    int C = config.embd;
    double scale = 0.02, last = scale / sqrt(2 * config.layers);
    gpt->config = config;
    gpt->wte = params_randn(&gpt->params, name_of(gpt, -1, "wte.weight"), SHAPE(config.vocab, C), rng, scale);
    gpt->wpe = params_randn(&gpt->params, name_of(gpt, -1, "wpe.weight"), SHAPE(config.block, C), rng, scale);
    for (int i = 0; i < config.layers; i++) {
        GPTLayer *l = &gpt->layer[i];
        l->ln_1 = norm_new(gpt, i, "ln_1.weight", "ln_1.bias");
        l->c_attn = product_new(gpt, i, "attn.c_attn.weight", "attn.c_attn.bias", C, 3 * C, scale, rng);
        l->attn_proj = product_new(gpt, i, "attn.c_proj.weight", "attn.c_proj.bias", C, C, last, rng);
        l->ln_2 = norm_new(gpt, i, "ln_2.weight", "ln_2.bias");
        l->c_fc = product_new(gpt, i, "mlp.c_fc.weight", "mlp.c_fc.bias", C, 4 * C, scale, rng);
        l->mlp_proj = product_new(gpt, i, "mlp.c_proj.weight", "mlp.c_proj.bias", 4 * C, C, last, rng);
    }
    gpt->ln_f = norm_new(gpt, -1, "ln_f.weight", "ln_f.bias");
    return gpt;
}

void gpt_free(GPT *gpt)
{
    params_free(&gpt->params);
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
    CHECK(T >= 1 && T <= gpt->config.block, "gpt: %d tokens, and the block has room for %d", T, gpt->config.block);
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
