/*
 * Many answers at once: see rollout.h. The formulas are those of gpt_cache.c, on one token of each sequence that is
 * still being written. These are called active. All are at the same position, so a step is a batch of B rows.
 */
#include "rollout.h"
#include "chunks.h"
#include "gemm.h"
#include "memory.h"
#include "rows.h"

#include <stdlib.h>
#include <string.h>

typedef struct RolloutRoom {
    int *prompts, *lengths;               // (most, T) and (most): the prompts, until they are copied
    int *active;                          // (most) which sequences are being written
    real *keys, *values;                  // (layers, most, T, C)
    real *x, *norm, *row, *wide, *logits; // (most, C), (most, C), (most, 3 C), (most, 4 C), (most, V)
    real *weights;                        // (most, T)
    float *p;                             // (V)
} RolloutRoom;

static real *reals(int rows, int width)
{
    return memory_new(sizeof(real) * (size_t)rows * (size_t)width);
}

static int *wholes(int rows, int width)
{
    return memory_zeros(sizeof(int) * (size_t)rows * (size_t)width);
}

Rollout *rollout_new(const GPT *gpt, int most)
{
    GPTConfig g = gpt->config;
    CHECK(most >= 1, "rollout_new: room for %d sequences: at least 1 is needed", most);
    Rollout *r = memory_zeros(sizeof *r);
    RolloutRoom *m = r->room = memory_zeros(sizeof *m);
    *r = (Rollout){.gpt = gpt, .most = most, .T = g.block, .room = m};
    r->ids = wholes(most, g.block);
    r->prompt = wholes(most, 1);
    r->length = wholes(most, 1);
    r->logp = reals(most, g.block);
    m->prompts = wholes(most, g.block);
    m->lengths = wholes(most, 1);
    m->active = wholes(most, 1);
    m->keys = reals(g.layers * most, g.block * g.embd);
    m->values = reals(g.layers * most, g.block * g.embd);
    m->x = reals(most, g.embd);
    m->norm = reals(most, g.embd);
    m->row = reals(most, 3 * g.embd);
    m->wide = reals(most, 4 * g.embd);
    m->logits = reals(most, g.vocab);
    m->weights = reals(most, g.block);
    m->p = memory_new(sizeof *m->p * (size_t)g.vocab);
    return r;
}

void rollout_free(Rollout *r)
{
    RolloutRoom *m = r->room;
    void *const all[] = {m->prompts, m->lengths, m->active, m->keys, m->values, m->x,      m->norm, m->row, m->wide,
                         m->logits,  m->weights, m->p,      r->ids,  r->prompt, r->length, r->logp, m,      r};
    for (int i = 0; i < COUNT(all); i++)
        free(all[i]);
}

int *rollout_prompt(Rollout *r, int p, int n)
{
    CHECK(p >= 0 && p < r->most, "rollout_prompt: prompt %d, but there is room for 0 .. %d", p, r->most - 1);
    CHECK(n >= 1 && n < r->T, "rollout_prompt: %d tokens, but a prompt has 1 to %d: the block is %d", n, r->T - 1,
          r->T);
    r->room->lengths[p] = n;
    return r->room->prompts + (ptrdiff_t)p * r->T;
}

// ---- one position of n active sequences ----

static void embed(const Rollout *r, int n, int t)
{
    const GPT *gpt = r->gpt;
    ptrdiff_t C = gpt->config.embd;
    for (int i = 0; i < n; i++) {
        int id = r->ids[(ptrdiff_t)r->room->active[i] * r->T + t];
        CHECK(id >= 0 && id < gpt->config.vocab, "rollout: token %d is not in 0 .. %d", id, gpt->config.vocab - 1);
        const real *token = gpt->wte->data + id * C, *place = gpt->wpe->data + t * C;
        for (ptrdiff_t c = 0; c < C; c++)
            r->room->x[i * C + c] = token[c] + place[c];
    }
}

static void norms(const LayerNorm *l, int n, int C, const real *x, real *out)
{
#pragma omp parallel for schedule(static) if (n * C > THREADS_FROM)
    for (int i = 0; i < n; i++)
        layernorm_row(C, x + (ptrdiff_t)i * C, l->gamma->data, l->beta->data, 1e-5, NULL, out + (ptrdiff_t)i * C);
}

static void product(const Linear *l, int n, const real *x, real *out)
{
    gemm_bias(n, l->weight->shape.dim[1], l->weight->shape.dim[0], x, l->weight->data, l->bias->data, out);
}

// Stores the key and the value of sequence i, then lets its query attend to positions 0 to t. qkv (3 C), out (C).
static void attend(const Rollout *r, int layer, int i, int t, const real *qkv, real *out)
{
    RolloutRoom *m = r->room;
    ptrdiff_t C = r->gpt->config.embd, size = C / r->gpt->config.heads;
    ptrdiff_t first = ((ptrdiff_t)layer * r->most + m->active[i]) * r->T * C;
    real *keys = m->keys + first, *values = m->values + first, *w = m->weights + (ptrdiff_t)i * r->T;
    memcpy(keys + t * C, qkv + C, sizeof(real) * (size_t)C);
    memcpy(values + t * C, qkv + 2 * C, sizeof(real) * (size_t)C);
    memset(out, 0, sizeof(real) * (size_t)C);
    for (ptrdiff_t h = 0; h < C; h += size) {
        for (int s = 0; s <= t; s++)
            w[s] = dot_row(size, qkv + h, keys + s * C + h);
        softmax_row(t + 1, (real)(1 / sqrt(size)), w, w);
        for (int s = 0; s <= t; s++)
            for (ptrdiff_t c = 0; c < size; c++)
                out[h + c] += w[s] * values[s * C + h + c];
    }
}

static void attention(const Rollout *r, int layer, int n, int t)
{
    RolloutRoom *m = r->room;
    ptrdiff_t C = r->gpt->config.embd;
#pragma omp parallel for schedule(static) if (n * C * (t + 1) > THREADS_FROM)
    for (int i = 0; i < n; i++)
        attend(r, layer, i, t, m->row + i * 3 * C, m->norm + i * C);
}

static void gelus(ptrdiff_t n, real *a)
{
#pragma omp parallel for schedule(static) if (n > THREADS_FROM)
    for (ptrdiff_t i = 0; i < n; i++)
        a[i] = gelu_fast(a[i]);
}

static void add(ptrdiff_t n, real *x, const real *more)
{
    for (ptrdiff_t i = 0; i < n; i++)
        x[i] += more[i];
}

// Reads token t of the n active sequences. If `want`, logits (n, V) of the next tokens.
static void read_position(const Rollout *r, int n, int t, bool want)
{
    RolloutRoom *m = r->room;
    const GPT *gpt = r->gpt;
    int C = gpt->config.embd;
    embed(r, n, t);
    for (int layer = 0; layer < gpt->config.layers; layer++) {
        const GPTLayer *l = &gpt->layer[layer];
        norms(&l->ln_1, n, C, m->x, m->norm);
        product(&l->c_attn, n, m->norm, m->row); // (n, 3 C)
        attention(r, layer, n, t);               // (n, C), into norm
        product(&l->attn_proj, n, m->norm, m->row);
        add((ptrdiff_t)n * C, m->x, m->row);
        norms(&l->ln_2, n, C, m->x, m->norm);
        product(&l->c_fc, n, m->norm, m->wide); // (n, 4 C)
        gelus((ptrdiff_t)n * 4 * C, m->wide);
        product(&l->mlp_proj, n, m->wide, m->row);
        add((ptrdiff_t)n * C, m->x, m->row);
    }
    if (!want)
        return;
    norms(&gpt->ln_f, n, C, m->x, m->norm);
    gemm(false, true, n, gpt->config.vocab, C, m->norm, gpt->wte->data, m->logits, false);
}

// ---- drawing ----

static int draw(const Rollout *r, const real *logits, RolloutHow how)
{
    int V = r->gpt->config.vocab, best = 0;
    for (int v = 1; v < V; v++)
        best = logits[v] > logits[best] ? v : best;
    if (how.temperature == 0)
        return best;
    float *p = r->room->p;
    for (int v = 0; v < V; v++)
        p[v] = (float)exp_fast((logits[v] - logits[best]) / (real)how.temperature);
    return rng_multinomial(how.rng, p, V);
}

// Draws token t + 1 of each active sequence unless its prompt has one. Returns how many are still active.
static int next_tokens(Rollout *r, int n, int t, RolloutHow how)
{
    RolloutRoom *m = r->room;
    int V = r->gpt->config.vocab, left = 0;
    for (int i = 0; i < n; i++) {
        int b = m->active[i];
        ptrdiff_t at = (ptrdiff_t)b * r->T + t + 1;
        if (t + 1 >= r->prompt[b]) {
            const real *logits = m->logits + (ptrdiff_t)i * V;
            int id = r->ids[at] = draw(r, logits, how);
            r->logp[at] = (real)(logits[id] - log_sum_exp_row(V, logits));
            r->length[b] = t + 2;
            r->drawn++;
            if (id == how.end || t + 2 - r->prompt[b] == how.most || t + 2 == r->T)
                continue;
        }
        m->active[left++] = b;
    }
    return left;
}

// Reads what all prompts have in common in length, except the last token, in the first copy of each; then copies.
static int read_prompts(Rollout *r, RolloutHow how)
{
    RolloutRoom *m = r->room;
    GPTConfig g = r->gpt->config;
    size_t row = (size_t)r->T * (size_t)g.embd;
    int shortest = r->T;
    for (int p = 0; p < how.prompts; p++) {
        shortest = m->lengths[p] < shortest ? m->lengths[p] : shortest;
        m->active[p] = p * how.copies;
    }
    for (int t = 0; t < shortest - 1; t++)
        read_position(r, how.prompts, t, false);
    for (int layer = 0; layer < g.layers && how.copies > 1; layer++)
        for (int b = 0; b < r->B; b++) {
            size_t to = ((size_t)layer * (size_t)r->most + (size_t)b) * row, from = to - (size_t)(b % how.copies) * row;
            size_t bytes = sizeof(real) * (size_t)(shortest - 1) * (size_t)g.embd;
            if (to == from)
                continue;
            memcpy(m->keys + to, m->keys + from, bytes);
            memcpy(m->values + to, m->values + from, bytes);
        }
    return shortest - 1;
}

void rollout_draw(Rollout *r, RolloutHow how)
{
    RolloutRoom *m = r->room;
    CHECK(how.prompts >= 1 && how.copies >= 1 && how.prompts <= r->most / how.copies,
          "rollout_draw: %d prompts, %d copies of each, but there is room for 1 to %d sequences", how.prompts,
          how.copies, r->most);
    size_t T = (size_t)r->T;
    r->B = how.prompts * how.copies;
    r->copies = how.copies;
    memset(r->ids, 0, sizeof *r->ids * (size_t)r->B * T);
    memset(r->logp, 0, sizeof *r->logp * (size_t)r->B * T);
    for (int b = 0; b < r->B; b++) {
        int p = b / how.copies, n = m->lengths[p];
        CHECK(n >= 1, "rollout_draw: prompt %d was not set", p);
        memcpy(r->ids + (size_t)b * T, m->prompts + (size_t)p * T, sizeof *r->ids * (size_t)n);
        r->prompt[b] = r->length[b] = n;
    }
    int t = read_prompts(r, how), n = r->B;
    for (int b = 0; b < n; b++)
        m->active[b] = b;
    for (; n > 0; t++) {
        read_position(r, n, t, true);
        n = next_tokens(r, n, t, how);
    }
}
