/*
 * The program that serves a GPT: see serve.h. From top to bottom: weights, products, attention over a cache, layers.
 * B rows are read at a time; a comment beside each line says its shape.
 *
 * Writing a token needs every weight once, for a multiplication and an addition. A processor multiplies many times faster
 * than its memory delivers, so the time of a token is the time to read the weights. That leaves three ways to be fast:
 * read fewer bytes (int8), use each byte for several rows (a batch, a prompt, a draft), or read nothing twice (the
 * cache). Each of them is a few lines below.
 */
#include "serve.h"
#include "12-inference.h"
#include "attention.h"
#include "gemm.h"
#include "memory.h"
#include "rows.h"

#include <stdlib.h>
#include <string.h>

enum { WORTH_A_THREAD = 1 << 18 }; // multiplications

// ---- weights ----

static int groups_of(int n)
{
    return (n + GROUP - 1) / GROUP;
}

static float *copied(const Tensor *t)
{
    return memcpy(memory_new(sizeof(float) * t->size), t->data, sizeof(float) * t->size);
}

// Gains, then biases.
static float *norm_of(const LayerNorm *l)
{
    size_t C = l->gamma->size;
    float *norm = memory_new(sizeof *norm * 2 * C);
    memcpy(norm, l->gamma->data, sizeof *norm * C);
    memcpy(norm + C, l->beta->data, sizeof *norm * C);
    return norm;
}

static void check_finite(const Tensor *t)
{
    for (size_t i = 0; i < t->size; i++)
        if (!isfinite(t->data[i]))
            data_error("%s[%zu] is %g: int8 weights need numbers, because the largest of %d decides the scale of all. "
                       "Serve this model as float32, or mend the file",
                       t->name, i, (double)t->data[i], GROUP);
}

// Row o, input i is t[i][o], or t[o][i] if `turned`: then each row is an output already, as in wte.
static Matrix matrix_of(const Tensor *t, const Tensor *bias, bool turned, bool int8)
{
    int first = t->shape.dim[0], second = t->shape.dim[1];
    Matrix m = {.outputs = turned ? first : second, .inputs = turned ? second : first};
    size_t n = (size_t)m.inputs;
    m.number = memory_new(sizeof *m.number * t->size);
#pragma omp parallel for schedule(static) if (t->size > WORTH_A_THREAD)
    for (int o = 0; o < m.outputs; o++)
        for (size_t i = 0; i < n; i++)
            m.number[(size_t)o * n + i] = t->data[turned ? (size_t)o * n + i : i * (size_t)second + (size_t)o];
    m.bias = bias ? copied(bias) : NULL;
    if (!int8)
        return m;
    check_finite(t);
    size_t groups = (size_t)groups_of(m.inputs);
    m.byte = memory_new(t->size);
    m.scale = memory_new(sizeof *m.scale * groups * (size_t)m.outputs);
#pragma omp parallel for schedule(static) if (t->size > WORTH_A_THREAD)
    for (size_t o = 0; o < (size_t)m.outputs; o++)
        quantize_row(m.inputs, m.number + o * n, m.byte + o * n, m.scale + o * groups);
    free(m.number);
    m.number = NULL;
    return m;
}

static void matrix_free(Matrix *m)
{
    free(m->number);
    free(m->byte);
    free(m->scale);
    free(m->bias);
}

static double matrix_bytes(const Matrix *m)
{
    double rows = m->outputs, weights = rows * m->inputs;
    return (m->byte ? weights + 4 * rows * groups_of(m->inputs) : 4 * weights) + (m->bias ? 4 * rows : 0);
}

static Matrix linear_of(const Linear *l, bool int8)
{
    return matrix_of(l->weight, l->bias, false, int8);
}

Served *served_new(const GPT *gpt, bool int8)
{
    Served *m = memory_zeros(sizeof *m);
    *m = (Served){.config = gpt->config, .int8 = int8, .wpe = copied(gpt->wpe), .ln_f = norm_of(&gpt->ln_f)};
    m->wte = matrix_of(gpt->wte, NULL, true, int8);
    m->layer = memory_new(sizeof *m->layer * (size_t)gpt->config.layers);
    for (int i = 0; i < gpt->config.layers; i++) {
        const GPTLayer *l = &gpt->layer[i];
        m->layer[i] = (ServedLayer){norm_of(&l->ln_1),           norm_of(&l->ln_2),
                                    linear_of(&l->c_attn, int8), linear_of(&l->attn_proj, int8),
                                    linear_of(&l->c_fc, int8),   linear_of(&l->mlp_proj, int8)};
    }
    return m;
}

void served_free(Served *m)
{
    for (int i = 0; i < m->config.layers; i++) {
        ServedLayer *l = &m->layer[i];
        free(l->ln_1);
        free(l->ln_2);
        matrix_free(&l->c_attn);
        matrix_free(&l->attn_proj);
        matrix_free(&l->c_fc);
        matrix_free(&l->mlp_proj);
    }
    matrix_free(&m->wte);
    free(m->layer);
    free(m->wpe);
    free(m->ln_f);
    free(m);
}

double served_bytes(const Served *m)
{
    double C = m->config.embd, bytes = matrix_bytes(&m->wte) + 4 * C * (m->config.block + 2);
    for (int i = 0; i < m->config.layers; i++) {
        const ServedLayer *l = &m->layer[i];
        bytes += matrix_bytes(&l->c_attn) + matrix_bytes(&l->attn_proj) + matrix_bytes(&l->c_fc) +
                 matrix_bytes(&l->mlp_proj) + 4 * 4 * C;
    }
    return bytes;
}

// ---- products: out (B, outputs) = x (B, inputs) @ W^T + bias ----

typedef float Lanes __attribute__((vector_size(64), aligned(4))); // sixteen numbers that need not begin at a cache line

static inline float lanes_sum(Lanes a)
{
    float sum[8];
    for (int k = 0; k < 8; k++)
        sum[k] = a[k] + a[k + 8];
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

// out[b * step] = w . x_b for `rows` rows of x, whose weights are read once. Always the same order of sums for a row.
static inline void dots(int rows, int n, const float *w, const float *x, float *out, size_t step)
{
    enum { LANES = 16, MOST = 4 };
    Lanes even[MOST] = {{0}}, odd[MOST] = {{0}};
    int i = 0;
    for (; i + 2 * LANES <= n; i += 2 * LANES) {
        Lanes w0 = *(const Lanes *)(w + i), w1 = *(const Lanes *)(w + i + LANES);
        for (int b = 0; b < rows; b++) {
            even[b] += w0 * *(const Lanes *)(x + (size_t)b * (size_t)n + i);
            odd[b] += w1 * *(const Lanes *)(x + (size_t)b * (size_t)n + i + LANES);
        }
    }
    for (int b = 0; b < rows; b++) {
        float rest = 0;
        for (int k = i; k < n; k++)
            rest += w[k] * x[(size_t)b * (size_t)n + (size_t)k];
        out[(size_t)b * step] = lanes_sum(even[b] + odd[b]) + rest;
    }
}

// Output o of every row, from row o of W.
static void output_of_rows(const Matrix *W, int o, int B, const float *x, float *out)
{
    int n = W->inputs, b = 0;
    const float *w = W->number + (size_t)o * (size_t)n;
    size_t step = (size_t)W->outputs;
    for (; b + 4 <= B; b += 4)
        dots(4, n, w, x + (size_t)b * (size_t)n, out + (size_t)b * step + o, step);
    for (; b < B; b++)
        dots(1, n, w, x + (size_t)b * (size_t)n, out + (size_t)b * step + o, step);
}

// A row of x as bytes, which are widened to 16 bits for the many products to come.
static void quantize_wide(int n, const float *x, int8_t *byte, int16_t *wide, float *scale)
{
    quantize_row(n, x, byte, scale);
    for (int i = 0; i < n; i++)
        wide[i] = byte[i];
}

static void product_of_bytes(const Matrix *W, int B, const float *x, float *out)
{
    enum { AHEAD = 4 }; // rows
    size_t n = (size_t)W->inputs, groups = (size_t)groups_of(W->inputs), step = (size_t)W->outputs;
    int8_t *byte = memory_new(n);
    int16_t *wide = memory_new(sizeof *wide * (size_t)B * n);      // (B, inputs)
    float *scale = memory_new(sizeof *scale * (size_t)B * groups); // (B, groups)
    for (size_t b = 0; b < (size_t)B; b++)
        quantize_wide(W->inputs, x + b * n, byte, wide + b * n, scale + b * groups);
#pragma omp parallel for schedule(static) if ((double)B * W->outputs * W->inputs > WORTH_A_THREAD)
    for (int o = 0; o < W->outputs; o++) {
        const int8_t *w = W->byte + (size_t)o * n;
        const float *w_scale = W->scale + (size_t)o * groups;
        for (size_t i = 0; i < n; i += 64) // ask for a row that is needed soon: bytes are used faster than they come
            __builtin_prefetch(w + AHEAD * n + i);
        for (size_t b = 0; b < (size_t)B; b++)
            out[b * step + (size_t)o] = int8_dot(W->inputs, w, w_scale, wide + b * n, scale + b * groups);
    }
    free(byte);
    free(wide);
    free(scale);
}

// Many rows use each weight many times, so here the time is that of the arithmetic: the blocked product of lesson 11.
// Bytes are made numbers again first.
static void product_of_many(const Matrix *W, int B, const float *x, float *out)
{
    size_t n = (size_t)W->inputs, groups = (size_t)groups_of(W->inputs);
    float *number = W->byte ? memory_new(sizeof *number * (size_t)W->outputs * n) : W->number;
#pragma omp parallel for schedule(static) if (n * (size_t)W->outputs > WORTH_A_THREAD)
    for (size_t o = 0; o < (W->byte ? (size_t)W->outputs : 0); o++)
        for (size_t i = 0; i < n; i++)
            number[o * n + i] = W->byte[o * n + i] * W->scale[o * groups + i / GROUP];
    gemm(false, true, B, W->outputs, W->inputs, x, number, out, false);
    if (W->byte)
        free(number);
}

static void product(const Matrix *W, int B, const float *x, float *out)
{
    if (B > FEW)
        product_of_many(W, B, x, out);
    else if (W->byte)
        product_of_bytes(W, B, x, out);
    else {
#pragma omp parallel for schedule(static) if ((double)B * W->outputs * W->inputs > WORTH_A_THREAD)
        for (int o = 0; o < W->outputs; o++)
            output_of_rows(W, o, B, x, out);
    }
    for (size_t b = 0; W->bias && b < (size_t)B; b++)
        for (size_t o = 0; o < (size_t)W->outputs; o++)
            out[b * (size_t)W->outputs + o] += W->bias[o];
}

// ---- the cache ----

Sequence *sequence_new(const Served *m)
{
    size_t all = (size_t)m->config.layers * (size_t)m->config.block * (size_t)m->config.embd;
    Sequence *s = memory_zeros(sizeof *s);
    s->keys = memory_new(sizeof *s->keys * all);
    s->values = memory_new(sizeof *s->values * all);
    return s;
}

void sequence_free(Sequence *s)
{
    if (!s)
        return;
    free(s->keys);
    free(s->values);
    free(s);
}

// Where the keys (or values) of a layer begin, at a position.
static float *at(const Served *m, float *cache, int layer, int position)
{
    return cache + ((size_t)layer * (size_t)m->config.block + (size_t)position) * (size_t)m->config.embd;
}

// Stores each row's key and value in its sequence, then lets its query attend to all positions so far.
static void attention(const Served *m, int layer, int B, const Row rows[], const int place[], const float *qkv,
                      float *out)
{
    GPTConfig g = m->config;
    size_t C = (size_t)g.embd;
    for (int b = 0; b < B; b++) {
        const float *row = qkv + (size_t)b * 3 * C; // query, key, value
        memcpy(at(m, rows[b].sequence->keys, layer, place[b]), row + C, sizeof *row * C);
        memcpy(at(m, rows[b].sequence->values, layer, place[b]), row + 2 * C, sizeof *row * C);
    }
    if (B > FEW && rows[0].sequence == rows[B - 1].sequence) { // a prompt: its queries are a matrix, too
        Attending a = {.B = 1, .T = B, .S = place[0] + B, .size = g.embd / g.heads};
        a.how = (Attention){.heads = g.heads, .kv_heads = g.heads, .causal = true, .offset = place[0]};
        a.q = (Heads){(float *)qkv, 0, 3 * g.embd};
        a.k = (Heads){at(m, rows[0].sequence->keys, layer, 0), 0, g.embd};
        a.v = (Heads){at(m, rows[0].sequence->values, layer, 0), 0, g.embd};
        a.out = (Heads){out, 0, g.embd};
        attention_forward(&a);
        return;
    }
#pragma omp parallel for schedule(static) if (B > 1 && (double)B * place[0] * g.embd > WORTH_A_THREAD)
    for (int b = 0; b < B; b++)
        attend(g.heads, g.embd / g.heads, place[b] + 1, qkv + (size_t)b * 3 * C,
               at(m, rows[b].sequence->keys, layer, 0), at(m, rows[b].sequence->values, layer, 0), out + (size_t)b * C);
}

// ---- a layer ----

static void norms(int B, int C, const float *x, const float *norm, float *out)
{
    for (size_t b = 0; b < (size_t)B; b++)
        layernorm_row(C, x + b * (size_t)C, norm, norm + C, 1e-5, NULL, out + b * (size_t)C);
}

static void gelus(size_t n, float *a)
{
#pragma omp parallel for schedule(static) if (n > WORTH_A_THREAD)
    for (size_t i = 0; i < n; i++)
        a[i] = gelu_fast(a[i]);
}

static void add(size_t n, float *x, const float *more)
{
    for (size_t i = 0; i < n; i++)
        x[i] += more[i];
}

typedef struct Rooms {
    float *x, *norm, *wide; // (B, C), (B, C), (B, 4 C)
} Rooms;

static void layer_rows(const Served *m, int layer, int B, const Row rows[], const int place[], Rooms r)
{
    const ServedLayer *l = &m->layer[layer];
    int C = m->config.embd;
    size_t n = (size_t)B * (size_t)C;
    norms(B, C, r.x, l->ln_1, r.norm);                   // (B, C)
    product(&l->c_attn, B, r.norm, r.wide);              // (B, 3 C)
    attention(m, layer, B, rows, place, r.wide, r.norm); // (B, C)
    product(&l->attn_proj, B, r.norm, r.wide);           // (B, C)
    add(n, r.x, r.wide);
    norms(B, C, r.x, l->ln_2, r.norm);    // (B, C)
    product(&l->c_fc, B, r.norm, r.wide); // (B, 4 C)
    gelus(4 * n, r.wide);
    product(&l->mlp_proj, B, r.wide, r.norm); // (B, C)
    add(n, r.x, r.norm);
}

// ---- all layers ----

static void embed(const Served *m, int id, int position, float *x)
{
    size_t C = (size_t)m->config.embd, row = (size_t)id * C, groups = (size_t)groups_of(m->config.embd);
    CHECK(id >= 0 && id < m->config.vocab, "serve: token %d is not in 0 .. %d", id, m->config.vocab - 1);
    for (size_t i = 0; i < C; i++) {
        float token = m->wte.byte ? (float)m->wte.byte[row + i] * m->wte.scale[(size_t)id * groups + i / GROUP]
                                  : m->wte.number[row + i];
        x[i] = token + m->wpe[(size_t)position * C + i];
    }
}

// The position of each row: its sequence grows by one.
static void take_places(const Served *m, int B, const Row rows[], int place[])
{
    for (int b = 0; b < B; b++) {
        Sequence *s = rows[b].sequence;
        if (s->length >= m->config.block)
            data_error(
                "the cache is full: it has room for %d tokens, this model's block. Begin a new sequence, or read "
                "the last half of this one again",
                m->config.block);
        place[b] = s->length++;
    }
}

void serve(const Served *m, int B, const Row rows[], int wanted, float logits[])
{
    int C = m->config.embd, *place = memory_new(sizeof *place * (size_t)B);
    size_t n = (size_t)B * (size_t)C;
    CHECK(B >= 1 && wanted >= 0 && wanted <= B, "serve: %d rows, logits of %d", B, wanted);
    take_places(m, B, rows, place);
    Rooms r = {memory_new(sizeof(float) * n), memory_new(sizeof(float) * n), memory_new(sizeof(float) * 4 * n)};
    for (int b = 0; b < B; b++)
        embed(m, rows[b].id, place[b], r.x + (size_t)b * (size_t)C);
    for (int layer = 0; layer < m->config.layers; layer++)
        layer_rows(m, layer, B, rows, place, r);
    if (wanted) {
        norms(wanted, C, r.x + (size_t)(B - wanted) * (size_t)C, m->ln_f, r.norm); // (wanted, C)
        product(&m->wte, wanted, r.norm, logits);                                  // (wanted, V)
    }
    free(r.x);
    free(r.norm);
    free(r.wide);
    free(place);
}

void serve_read(const Served *m, Sequence *s, const int ids[], int n, float logits[])
{
    Row *rows = memory_new(sizeof *rows * (size_t)n);
    for (int i = 0; i < n; i++)
        rows[i] = (Row){s, ids[i]};
    serve(m, n, rows, 1, logits);
    free(rows);
}
