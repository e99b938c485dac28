/* Adapters of low rank for a GPT: see lora.h. */
#include "lora.h"
#include "format.h"
#include "memory.h"
#include "run.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const part[LORA_EACH] = {"attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj"};

static const Linear *linear_at(const GPT *gpt, int pair)
{
    const GPTLayer *l = &gpt->layer[pair / LORA_EACH];
    const Linear *all[LORA_EACH] = {&l->c_attn, &l->attn_proj, &l->c_fc, &l->mlp_proj};
    return all[pair % LORA_EACH];
}

Lora *lora_attach(GPT *gpt, int rank, double alpha, Rng *rng)
{
    CHECK(rank >= 1, "lora: rank %d; it must be at least 1", rank);
    Lora *lora = memory_zeros(sizeof *lora);
    *lora = (Lora){gpt, rank, alpha / rank, lora_product, LORA_EACH * gpt->config.layers, NULL};
    lora->pair = memory_zeros(sizeof *lora->pair * (size_t)lora->pairs);
    for (int i = 0; i < lora->pairs; i++) {
        LoraPair *p = &lora->pair[i];
        p->on = linear_at(gpt, i);
        int in = p->on->weight->shape.dim[0], out = p->on->weight->shape.dim[1];
        const char *name = text_of("h.%d.%s", i / LORA_EACH, part[i % LORA_EACH]);
        p->A = params_randn(&gpt->params, text_of("%s.lora_A", name), SHAPE(in, rank), rng, 1 / sqrt(in));
        p->B = params_zeros(&gpt->params, text_of("%s.lora_B", name), SHAPE(rank, out));
    }
    return lora;
}

void lora_free(Lora *lora)
{
    free(lora->pair);
    free(lora);
}

long lora_total(const Lora *lora)
{
    size_t sum = 0;
    for (int i = 0; i < lora->pairs; i++)
        sum += lora->pair[i].A->size + lora->pair[i].B->size;
    return (long)sum;
}

// ---- forward ----

Tensor *lora_product(Tensor *x, Tensor *W, Tensor *b, Tensor *A, Tensor *B, double scale)
{
    Tensor *low = tensor_scale(tensor_matmul(tensor_matmul(x, A), B), scale); // (.., N)
    return tensor_add(tensor_linear(x, W, b), low);
}

static Tensor *product(const Lora *lora, int layer, int i, Tensor *x)
{
    const LoraPair *p = &lora->pair[LORA_EACH * layer + i];
    return lora->product(x, p->on->weight, p->on->bias, p->A, p->B, lora->scale);
}

Tensor *lora_logits(Lora *lora, const int ids[], int B, int T)
{
    const GPT *gpt = lora->gpt;
    CHECK(T >= 1 && T <= gpt->config.block, "lora: a sequence of %d tokens, but the block has room for 1 to %d", T,
          gpt->config.block);
    Attention how = {.heads = gpt->config.heads, .causal = true};
    int *positions = tape_alloc(sizeof *positions * (size_t)T);
    for (int t = 0; t < T; t++)
        positions[t] = t;
    Tensor *x = tensor_add(tensor_embed(gpt->wte, ids, SHAPE(B, T)), tensor_embed(gpt->wpe, positions, SHAPE(T)));
    for (int i = 0; i < gpt->config.layers; i++) {
        GPTLayer *l = &gpt->layer[i];
        Tensor *qkv = product(lora, i, 0, layernorm_forward(&l->ln_1, x));            // (B, T, 3 C)
        x = tensor_add(x, product(lora, i, 1, tensor_self_attention(qkv, how)));      // (B, T, C)
        Tensor *h = tensor_gelu(product(lora, i, 2, layernorm_forward(&l->ln_2, x))); // (B, T, 4 C)
        x = tensor_add(x, product(lora, i, 3, h));                                    // (B, T, C)
    }
    return tensor_unembed(layernorm_forward(&gpt->ln_f, x), gpt->wte); // (B, T, V)
}

// ---- files ----

static bool is_adapter(const Tensor *t)
{
    return fnmatch("*.lora_?", t->name, 0) == 0;
}

uint64_t gpt_fingerprint(const GPT *gpt)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (int i = 0; i < gpt->params.count; i++) {
        const Tensor *t = gpt->params.tensor[i];
        const unsigned char *bytes = (const unsigned char *)t->data;
        for (size_t k = 0; k < t->size * sizeof *t->data && !is_adapter(t); k++)
            hash = (hash ^ bytes[k]) * 0x100000001b3u;
    }
    return hash;
}

void lora_save(const Lora *lora, const char *path)
{
    StWriter *w = st_create(path);
    st_add_text(w, "format", "pt");
    st_add_text(w, "rank", text_of("%d", lora->rank));
    st_add_text(w, "alpha", text_of("%.17g", lora->scale * lora->rank));
    st_add_text(w, "base", text_of("%016" PRIx64, gpt_fingerprint(lora->gpt)));
    for (int i = 0; i < lora->pairs; i++) {
        const LoraPair *p = &lora->pair[i];
        st_add(w, p->A->name, p->A->shape, p->A->data);
        st_add(w, p->B->name, p->B->shape, p->B->data);
    }
    st_save(w);
}

Lora *lora_load(GPT *gpt, const char *path)
{
    SafeTensors *file = st_open(path);
    const char *base = st_text(file, "base"), *alpha = st_text(file, "alpha");
    const char *mine = text_of("%016" PRIx64, gpt_fingerprint(gpt));
    if (!base || !alpha)
        data_error("%s is not an adapter: it does not say for which model it was made", path);
    if (strcmp(base, mine) != 0)
        data_error("%s is an adapter for another model: that has the fingerprint %.16s, and this one %s", path, base,
                   mine);
    int rank = run_number(file, "rank", 1, 4096, 0);
    double value = strtod(alpha, NULL);
    if (rank == 0 || !(value > 0) || !isfinite(value))
        data_error("%s: rank \"%.20s\" and alpha \"%.20s\" must be above 0", path,
                   st_text(file, "rank") ? st_text(file, "rank") : "", alpha);
    Rng rng;
    rng_seed(&rng, 0);
    Lora *lora = lora_attach(gpt, rank, value, &rng);
    for (int i = 0; i < lora->pairs; i++) {
        st_read(file, lora->pair[i].A->name, lora->pair[i].A->shape, lora->pair[i].A->data);
        st_read(file, lora->pair[i].B->name, lora->pair[i].B->shape, lora->pair[i].B->data);
    }
    st_close(file);
    return lora;
}
