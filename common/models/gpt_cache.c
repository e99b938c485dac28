/*
 * A GPT with a cache: see gpt.h. The same formulas as in gpt.c, without a tape. The keys and values of a position never
 * change, because no position looks at the future. That is why they can be kept.
 *
 * Many tokens at once (a prompt) are matrix products, as in training. For a single token every weight is read for one
 * use, so only the speed of memory counts; the products for that case are written out below.
 */
#include "gpt.h"
#include "attention.h"
#include "gemm.h"
#include "memory.h"
#include "rows.h"

#include <stdlib.h>
#include <string.h>

enum { WORTH_A_THREAD = 1 << 18 }; // weights

struct GPTCache {
    const GPT *gpt;
    int length, rows;            // tokens so far; how many tokens the four buffers below have room for
    real *keys, *values;         // (layers, block, C)
    real *x, *norm, *row, *wide; // (rows, C), (rows, C), (rows, 3 C), (rows, 4 C)
    real *weights, *logits;      // (block), (V)
};

static real *room(size_t n)
{
    return memory_new(sizeof(real) * n);
}

GPTCache *gpt_cache_new(const GPT *gpt)
{
    GPTCache *c = memory_zeros(sizeof *c);
    size_t C = (size_t)gpt->config.embd, all = (size_t)gpt->config.layers * (size_t)gpt->config.block * C;
    c->gpt = gpt;
    c->keys = room(all);
    c->values = room(all);
    c->weights = room((size_t)gpt->config.block);
    c->logits = room((size_t)gpt->config.vocab);
    return c;
}

static void rooms_free(GPTCache *c)
{
    free(c->x);
    free(c->norm);
    free(c->row);
    free(c->wide);
}

void gpt_cache_free(GPTCache *c)
{
    rooms_free(c);
    free(c->keys);
    free(c->values);
    free(c->weights);
    free(c->logits);
    free(c);
}

static void make_room(GPTCache *c, int n)
{
    size_t C = (size_t)c->gpt->config.embd, rows = (size_t)n;
    if (n <= c->rows)
        return;
    rooms_free(c);
    c->x = room(rows * C);
    c->norm = room(rows * C);
    c->row = room(rows * 3 * C);
    c->wide = room(rows * 4 * C);
    c->rows = n;
}

int gpt_cache_length(const GPTCache *c)
{
    return c->length;
}

void gpt_cache_clear(GPTCache *c)
{
    c->length = 0;
}

// ---- the steps of a layer, on n rows ----

static void norms(const LayerNorm *l, int n, int C, const real *x, real *out)
{
    for (int i = 0; i < n; i++)
        layernorm_row(C, x + (ptrdiff_t)i * C, l->gamma->data, l->beta->data, 1e-5, NULL, out + (ptrdiff_t)i * C);
}

// Columns from .. to - 1 of out = x @ W + b, eight rows of W at a time: each number of out is loaded and stored once
// for eight numbers of W, and a processor can prefetch about eight streams of memory.
static void product_columns(const Linear *l, int in, int out_width, const real *x, real *out, int from, int to)
{
    enum { AT_ONCE = 8 };
    const real *W = l->weight->data;
    memcpy(out + from, l->bias->data + from, sizeof(real) * (size_t)(to - from));
    int i = 0;
    for (; i + AT_ONCE <= in; i += AT_ONCE) {
        const real *w = W + (size_t)i * (size_t)out_width, *a = x + i;
        size_t n = (size_t)out_width;
        for (int j = from; j < to; j++)
            out[j] += a[0] * w[j] + a[1] * w[n + j] + a[2] * w[2 * n + j] + a[3] * w[3 * n + j] +
                      (a[4] * w[4 * n + j] + a[5] * w[5 * n + j] + a[6] * w[6 * n + j] + a[7] * w[7 * n + j]);
    }
    for (; i < in; i++)
        for (int j = from; j < to; j++)
            out[j] += x[i] * W[(size_t)i * (size_t)out_width + (size_t)j];
}

static void product_row(const Linear *l, const real *x, real *out)
{
    enum { STRIP = 256 };
    int in = l->weight->shape.dim[0], width = l->weight->shape.dim[1];
#pragma omp parallel for schedule(static) if (l->weight->size > WORTH_A_THREAD)
    for (int from = 0; from < width; from += STRIP)
        product_columns(l, in, width, x, out, from, from + STRIP < width ? from + STRIP : width);
}

// out (n, width) = x (n, in) @ W + b
static void product(const Linear *l, int n, const real *x, real *out)
{
    if (n == 1)
        product_row(l, x, out);
    else
        gemm_bias(n, l->weight->shape.dim[1], l->weight->shape.dim[0], x, l->weight->data, l->bias->data, out);
}

// out (C): for each head, the values of positions 0 to t, weighted by softmax(query . key / sqrt(size))
static void attention_row(const GPTCache *c, const real *keys, const real *values, const real *query, int t, real *out)
{
    int C = c->gpt->config.embd, size = C / c->gpt->config.heads;
    for (int h = 0; h < C; h += size) {
        for (int s = 0; s <= t; s++)
            c->weights[s] = dot_row(size, query + h, keys + (ptrdiff_t)s * C + h);
        softmax_row(t + 1, (real)(1 / sqrt(size)), c->weights, c->weights);
        memset(out + h, 0, sizeof *out * (size_t)size);
        for (int s = 0; s <= t; s++)
            for (int i = 0; i < size; i++)
                out[h + i] += c->weights[s] * values[(ptrdiff_t)s * C + h + i];
    }
}

// Stores the keys and values of the n new positions in c->row, then lets their queries attend to all positions so far.
static void attend(GPTCache *c, int layer, int n, real *out)
{
    GPTConfig g = c->gpt->config;
    ptrdiff_t C = g.embd, first = (ptrdiff_t)layer * g.block * C;
    real *keys = c->keys + first, *values = c->values + first;
    for (int i = 0; i < n; i++) {
        memcpy(keys + (c->length + i) * C, c->row + (3 * i + 1) * C, sizeof(real) * (size_t)C);
        memcpy(values + (c->length + i) * C, c->row + (3 * i + 2) * C, sizeof(real) * (size_t)C);
    }
    if (n == 1) {
        attention_row(c, keys, values, c->row, c->length, out);
        return;
    }
    Attending a = {.B = 1, .T = n, .S = c->length + n, .size = g.embd / g.heads};
    a.how = (Attention){.heads = g.heads, .kv_heads = g.heads, .causal = true, .offset = c->length};
    a.q = (Heads){c->row, 0, 3 * C};
    a.k = (Heads){keys, 0, C};
    a.v = (Heads){values, 0, C};
    a.out = (Heads){out, 0, C};
    attention_forward(&a);
}

static void gelus(ptrdiff_t n, real *a)
{
#pragma omp parallel for schedule(static) if (n > WORTH_A_THREAD)
    for (ptrdiff_t i = 0; i < n; i++)
        a[i] = gelu_fast(a[i]);
}

static void add(ptrdiff_t n, real *x, const real *more)
{
    for (ptrdiff_t i = 0; i < n; i++)
        x[i] += more[i];
}

// ---- all layers ----

static void layer_rows(GPTCache *c, int layer, int n)
{
    const GPTLayer *l = &c->gpt->layer[layer];
    int C = c->gpt->config.embd;
    norms(&l->ln_1, n, C, c->x, c->norm);
    product(&l->c_attn, n, c->norm, c->row); // (n, 3 C)
    attend(c, layer, n, c->norm);            // (n, C)
    product(&l->attn_proj, n, c->norm, c->row);
    add((ptrdiff_t)n * C, c->x, c->row);
    norms(&l->ln_2, n, C, c->x, c->norm);
    product(&l->c_fc, n, c->norm, c->wide); // (n, 4 C)
    gelus((ptrdiff_t)n * 4 * C, c->wide);
    product(&l->mlp_proj, n, c->wide, c->row);
    add((ptrdiff_t)n * C, c->x, c->row);
}

// x = wte[ids] + wpe[length .. length + n - 1]
static void embed(GPTCache *c, const int ids[], int n)
{
    const GPT *gpt = c->gpt;
    ptrdiff_t C = gpt->config.embd;
    for (int t = 0; t < n; t++) {
        CHECK(ids[t] >= 0 && ids[t] < gpt->config.vocab, "gpt: token %d is not in 0 .. %d", ids[t],
              gpt->config.vocab - 1);
        for (ptrdiff_t i = 0; i < C; i++)
            c->x[t * C + i] = gpt->wte->data[ids[t] * C + i] + gpt->wpe->data[(c->length + t) * C + i];
    }
}

const real *gpt_cache_feed(GPTCache *c, const int ids[], int n)
{
    const GPT *gpt = c->gpt;
    int C = gpt->config.embd, V = gpt->config.vocab, left = gpt->config.block - c->length;
    CHECK(n >= 1 && n <= left, "gpt_cache_feed: %d tokens, but the block of %d has room for %d more", n,
          gpt->config.block, left);
    make_room(c, n);
    embed(c, ids, n);
    for (int layer = 0; layer < gpt->config.layers; layer++)
        layer_rows(c, layer, n);
    norms(&gpt->ln_f, 1, C, c->x + (ptrdiff_t)(n - 1) * C, c->norm);
#pragma omp parallel for schedule(static) if (gpt->wte->size > WORTH_A_THREAD)
    for (int v = 0; v < V; v++)
        c->logits[v] = dot_row(C, c->norm, gpt->wte->data + (ptrdiff_t)v * C);
    c->length += n;
    return c->logits;
}

const real *gpt_cache_next(GPTCache *c, int id)
{
    return gpt_cache_feed(c, &id, 1);
}
