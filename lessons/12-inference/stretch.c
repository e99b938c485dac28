/* Tokens as an arithmetic code: see stretch.h. */
#include "stretch.h"
#include "12-inference.h"
#include "memory.h"
#include "rows.h"

#include <stdlib.h>

enum { TOKENS_A_LANE = 2048, MOST_LANES = 64, FIXED = 24 };

typedef struct Lane {
    Sequence *sequence;
    int from, count, done; // its tokens: ids[from .. from + count - 1]; how many are coded
} Lane;

// ---- frequencies: whole numbers, each at least 1 so that nothing is impossible ----

// Turns logits into the V tokens' frequencies; returns their sum.
static uint32_t frequencies(int V, float logits[], uint32_t frequency[])
{
    float share = (float)(MOST_TOTAL - 2 * V);
    uint32_t total = 0;
    softmax_row(V, 1, logits, logits);
    for (int v = 0; v < V; v++) {
        frequency[v] = 1 + (uint32_t)(logits[v] * share);
        total += frequency[v];
    }
    return total;
}

static double put_token(int V, const uint32_t frequency[], uint32_t total, int id, Coder *out)
{
    uint32_t from = 0;
    for (int v = 0; v < id; v++)
        from += frequency[v];
    CHECK(id < V, "token %d of %d", id, V);
    coder_put(out, from, from + frequency[id], total);
    return -log2((double)frequency[id] / total);
}

static int take_token(int V, const uint32_t frequency[], uint32_t total, Coder *in)
{
    uint32_t at = coder_ask(in, total), from = 0;
    int id = 0;
    while (id + 1 < V && from + frequency[id] <= at)
        from += frequency[id++];
    coder_take(in, from, from + frequency[id], total);
    return id;
}

// ---- lanes ----

// Where the block is full, a lane begins again with the last half of what it has seen.
static void make_room(const Voice *v, Lane *lane, const int ids[], float logits[])
{
    int block = v->served->config.block, again = block / 2;
    if (lane->sequence->length < block)
        return;
    lane->sequence->length = 0; // the token that is read next is ids[from + done - 1]
    if (again > 0)
        serve_read(v->served, lane->sequence, ids + lane->from + lane->done - 1 - again, again, logits);
}

// One token of each lane: reads the token before it, then writes it, or finds out which it is.
static double step(const Voice *v, int lanes, Lane lane[], int *ids, float *logits, uint32_t *frequency, Coder *out,
                   Coder *in)
{
    int V = v->vocab, all = v->served->config.vocab, active = 0;
    Row rows[MOST_LANES];
    uint32_t total[MOST_LANES];
    double bits = 0;
    for (int k = 0; k < lanes; k++) { // lanes are as long as each other or one longer, and the longer ones come first
        if (lane[k].done == lane[k].count)
            break;
        make_room(v, &lane[k], ids, logits);
        rows[active++] = (Row){lane[k].sequence, lane[k].done ? ids[lane[k].from + lane[k].done - 1] : v->begin};
    }
    serve(v->served, active, rows, active, logits); // (active, all)
#pragma omp parallel for schedule(static) if (active > 1)
    for (int k = 0; k < active; k++)
        total[k] = frequencies(V, logits + (size_t)k * (size_t)all, frequency + (size_t)k * (size_t)V);
    for (int k = 0; k < active; k++) {
        int *id = &ids[lane[k].from + lane[k].done++];
        const uint32_t *own = frequency + (size_t)k * (size_t)V;
        if (out)
            bits += put_token(V, own, total[k], *id, out);
        else
            *id = take_token(V, own, total[k], in);
    }
    return bits;
}

static double all_steps(const Voice *v, int n, int *ids, Coder *out, Coder *in)
{
    int lanes = n / TOKENS_A_LANE < 1 ? 1 : n / TOKENS_A_LANE > MOST_LANES ? MOST_LANES : n / TOKENS_A_LANE;
    Lane lane[MOST_LANES];
    float *logits = memory_new(sizeof *logits * (size_t)lanes * (size_t)v->served->config.vocab);
    uint32_t *frequency = memory_new(sizeof *frequency * (size_t)lanes * (size_t)v->vocab);
    double bits = 0;
    for (int k = 0, from = 0; k < lanes; k++) {
        lane[k] = (Lane){sequence_new(v->served), from, n / lanes + (k < n % lanes), 0};
        from += lane[k].count;
    }
    while (n > 0 && lane[0].done < lane[0].count)
        bits += step(v, lanes, lane, ids, logits, frequency, out, in);
    for (int k = 0; k < lanes; k++)
        sequence_free(lane[k].sequence);
    free(logits);
    free(frequency);
    return bits;
}

double stretch_put(const Voice *v, int n, const int ids[], Coder *out)
{
    return all_steps(v, n, (int *)ids, out, NULL);
}

void stretch_take(const Voice *v, int n, int ids[], Coder *in)
{
    all_steps(v, n, ids, NULL, in);
}

// ---- checksums ----

uint64_t checksum(uint64_t sum, const void *bytes, size_t n)
{
    const uint8_t *b = bytes;
    for (size_t i = 0; i < n; i++)
        sum = (sum ^ b[i]) * 0x100000001b3u;
    return sum;
}

static uint64_t matrix_sum(uint64_t sum, const Matrix *m)
{
    size_t n = (size_t)m->outputs * (size_t)m->inputs, groups = (size_t)(m->inputs + GROUP - 1) / GROUP;
    if (m->number)
        sum = checksum(sum, m->number, sizeof *m->number * n);
    if (m->byte) {
        sum = checksum(sum, m->byte, n);
        sum = checksum(sum, m->scale, sizeof *m->scale * groups * (size_t)m->outputs);
    }
    return m->bias ? checksum(sum, m->bias, sizeof *m->bias * (size_t)m->outputs) : sum;
}

uint64_t stretch_model(const Voice *v)
{
    const Served *m = v->served;
    size_t C = (size_t)m->config.embd;
    uint64_t sum = checksum(FIRST_SUM, &m->config, sizeof m->config);
    sum = matrix_sum(sum, &m->wte);
    sum = checksum(sum, m->wpe, sizeof(float) * C * (size_t)m->config.block);
    sum = checksum(sum, m->ln_f, sizeof(float) * 2 * C);
    for (int i = 0; i < m->config.layers; i++) {
        const ServedLayer *l = &m->layer[i];
        const Matrix *const matrix[] = {&l->c_attn, &l->attn_proj, &l->c_fc, &l->mlp_proj};
        sum = checksum(checksum(sum, l->ln_1, sizeof(float) * 2 * C), l->ln_2, sizeof(float) * 2 * C);
        for (int k = 0; k < COUNT(matrix); k++)
            sum = matrix_sum(sum, matrix[k]);
    }
    for (int i = 0; i < v->vocab; i++) {
        const Token *t = &v->tokenizer->token[i];
        sum = checksum(checksum(sum, &t->length, sizeof t->length), t->bytes, (size_t)t->length);
    }
    return sum;
}

uint32_t stretch_arithmetic(const Voice *v)
{
    int V = v->served->config.vocab, block = v->served->config.block, n = block < FIXED ? block : FIXED;
    float *logits = memory_new(sizeof *logits * (size_t)V);
    uint32_t *frequency = memory_new(sizeof *frequency * (size_t)v->vocab);
    int ids[FIXED];
    uint64_t sum = FIRST_SUM;
    for (int i = 0; i < n; i++)
        ids[i] = (7 + i * i * 31) % v->vocab;
    for (int first = 1; first <= n; first += n > 1 ? n - 1 : 1) { // token by token, then as a prompt
        Sequence *s = sequence_new(v->served);
        for (int i = 0; i + first <= n; i += first)
            serve_read(v->served, s, ids + i, first, logits);
        frequencies(v->vocab, logits, frequency);
        sum = checksum(sum, frequency, sizeof *frequency * (size_t)v->vocab);
        sequence_free(s);
    }
    free(logits);
    free(frequency);
    return (uint32_t)(sum ^ sum >> 32);
}
