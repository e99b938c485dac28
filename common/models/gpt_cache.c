/*
 * A GPT, one token at a time: see gpt.h. The same formulas as gpt.c on single rows, written out, since a row
 * needs neither a tape nor a matrix product: every weight is read once and used once, so all that counts is
 * how fast memory can be read. Keys and values of a position never change (nothing looks at the future),
 * which is why they can be kept.
 */
#include "gpt.h"
#include "fastmath.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORTH_A_THREAD = 1 << 18 }; // weights

struct GPTCache {
    const GPT *gpt;
    int length;
    real *keys, *values;                            // (layers, block, C)
    real *x, *norm, *row, *wide, *weights, *logits; // (C), (C), (3 C), (4 C), (block), (V)
};

static real *room(size_t n)
{
    return memory_new(sizeof(real) * n);
}

GPTCache *gpt_cache_new(const GPT *gpt)
{
    GPTCache *c = memory_zeros(sizeof *c);
    size_t C = (size_t)gpt->config.embd, all = (size_t)(gpt->config.layers * gpt->config.block) * C;
    c->gpt = gpt;
    c->keys = room(all);
    c->values = room(all);
    c->x = room(C);
    c->norm = room(C);
    c->row = room(3 * C);
    c->wide = room(4 * C);
    c->weights = room((size_t)gpt->config.block);
    c->logits = room((size_t)gpt->config.vocab);
    return c;
}

void gpt_cache_free(GPTCache *c)
{
    real *all[] = {c->keys, c->values, c->x, c->norm, c->row, c->wide, c->weights, c->logits};
    for (int i = 0; i < COUNT(all); i++)
        free(all[i]);
    free(c);
}

int gpt_cache_length(const GPTCache *c)
{
    return c->length;
}

void gpt_cache_clear(GPTCache *c)
{
    c->length = 0;
}

// ---- rows ----

static void layernorm_row(const LayerNorm *l, int C, const real *x, real *out)
{
    double mean = 0, var = 0;
    for (int i = 0; i < C; i++)
        mean += x[i];
    mean /= C;
    for (int i = 0; i < C; i++)
        var += (x[i] - mean) * (x[i] - mean);
    real m = (real)mean, inverse = (real)(1 / sqrt(var / C + 1e-5));
    for (int i = 0; i < C; i++)
        out[i] = (x[i] - m) * inverse * l->gamma->data[i] + l->beta->data[i];
}

// Columns from .. to - 1 of out = x @ W + b. Eight rows of W at a time: out is fetched and stored for each
// eight numbers of W, and eight streams of memory are as many as a processor follows.
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

static real dot(int n, const real *a, const real *b)
{
    real sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

// out (C) = the values of positions 0 .. t, weighted by how well their keys answer the query, head by head
static void attention_row(const GPTCache *c, int layer, const real *query, int t, real *out)
{
    int C = c->gpt->config.embd, size = C / c->gpt->config.heads;
    const real *keys = c->keys + (size_t)(layer * c->gpt->config.block) * (size_t)C;
    const real *values = c->values + (keys - c->keys);
    real *w = c->weights, scale = (real)(1 / sqrt(size));
    for (int h = 0; h < C; h += size) {
        real max = -(real)INFINITY;
        double sum = 0;
        for (int s = 0; s <= t; s++) {
            w[s] = scale * dot(size, query + h, keys + (size_t)s * (size_t)C + h);
            max = w[s] > max ? w[s] : max;
        }
        for (int s = 0; s <= t; s++)
            sum += w[s] = exp_fast(w[s] - max);
        memset(out + h, 0, sizeof *out * (size_t)size);
        for (int s = 0; s <= t; s++)
            for (int i = 0; i < size; i++)
                out[h + i] += (real)(w[s] / sum) * values[(size_t)s * (size_t)C + (size_t)(h + i)];
    }
}

static void gelu_row(int n, real *a)
{
    for (int i = 0; i < n; i++)
        a[i] = gelu_fast(a[i]);
}

static void add_row(int n, real *x, const real *more)
{
    for (int i = 0; i < n; i++)
        x[i] += more[i];
}

// ---- the whole ----

static void layer_row(GPTCache *c, int layer)
{
    const GPTLayer *l = &c->gpt->layer[layer];
    int C = c->gpt->config.embd, t = c->length;
    size_t at = (size_t)(layer * c->gpt->config.block + t) * (size_t)C;
    layernorm_row(&l->ln_1, C, c->x, c->norm);
    product_row(&l->c_attn, c->norm, c->row);
    memcpy(c->keys + at, c->row + C, sizeof(real) * (size_t)C);
    memcpy(c->values + at, c->row + 2 * C, sizeof(real) * (size_t)C);
    attention_row(c, layer, c->row, t, c->norm);
    product_row(&l->attn_proj, c->norm, c->row);
    add_row(C, c->x, c->row);
    layernorm_row(&l->ln_2, C, c->x, c->norm);
    product_row(&l->c_fc, c->norm, c->wide);
    gelu_row(4 * C, c->wide);
    product_row(&l->mlp_proj, c->wide, c->row);
    add_row(C, c->x, c->row);
}

const real *gpt_cache_next(GPTCache *c, int id)
{
    const GPT *gpt = c->gpt;
    int C = gpt->config.embd, V = gpt->config.vocab;
    CHECK(id >= 0 && id < V, "gpt: token %d is not in 0 .. %d", id, V - 1);
    CHECK(c->length < gpt->config.block, "gpt: the block of %d tokens is full", gpt->config.block);
    for (int i = 0; i < C; i++)
        c->x[i] = gpt->wte->data[(size_t)id * (size_t)C + (size_t)i] + gpt->wpe->data[c->length * C + i];
    for (int layer = 0; layer < gpt->config.layers; layer++)
        layer_row(c, layer);
    layernorm_row(&gpt->ln_f, C, c->x, c->norm);
#pragma omp parallel for schedule(static) if (gpt->wte->size > WORTH_A_THREAD)
    for (int v = 0; v < V; v++)
        c->logits[v] = dot(C, c->norm, gpt->wte->data + (size_t)v * (size_t)C);
    c->length++;
    return c->logits;
}
