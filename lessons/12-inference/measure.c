/* Speeds: see measure.h. Each is the best of several tries, because another program can only slow a try down. */
#include "measure.h"
#include "memory.h"
#include "notebook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_ROWS = 1024 };

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

typedef struct Work {
    const Served *m;
    Sequence **sequence;
    Row *rows;
    int count, length, wanted; // rows; tokens that are in the caches already; logits
    float *logits;
} Work;

static double best_of(void (*work)(Work *w), Work *w)
{
    double best = INFINITY, end = seconds() + (options.quick ? 0.01 : 0.15);
    for (int tries = 0; tries < 3 || seconds() < end; tries++) {
        double begin = seconds();
        work(w);
        best = fmin(best, seconds() - begin);
    }
    return best;
}

static void read_rows(Work *w)
{
    for (int i = 0; i < w->count; i++)
        w->rows[i].sequence->length = w->length;
    serve(w->m, w->count, w->rows, w->wanted, w->logits);
}

// count rows of so many sequences
static double rows_of(const Served *m, int count, int sequences, int length)
{
    CHECK(count <= MOST_ROWS, "%d rows", count);
    Sequence *s[MOST_ROWS];
    Row rows[MOST_ROWS];
    size_t cache = sizeof(float) * (size_t)m->config.layers * (size_t)m->config.block * (size_t)m->config.embd;
    for (int k = 0; k < sequences; k++) {
        s[k] = sequence_new(m);
        memset(s[k]->keys, 0, cache);
        memset(s[k]->values, 0, cache);
    }
    for (int i = 0; i < count; i++)
        rows[i] = (Row){s[i % sequences], (i * 37) % m->config.vocab};
    Work w = {
        m, s, rows, count, length, sequences, memory_new(sizeof(float) * (size_t)sequences * (size_t)m->config.vocab)};
    double best = best_of(read_rows, &w);
    for (int k = 0; k < sequences; k++)
        sequence_free(s[k]);
    free(w.logits);
    return best;
}

double measure_token(const Served *m, int length)
{
    return rows_of(m, 1, 1, length);
}

double measure_batch(const Served *m, int sequences, int length)
{
    return rows_of(m, sequences, sequences, length);
}

double measure_prompt(const Served *m, int tokens)
{
    return rows_of(m, tokens, 1, 0);
}

// ---- bandwidth ----

typedef uint64_t Line __attribute__((vector_size(64), aligned(4)));

static uint64_t sum_of(const void *bytes, size_t n)
{
    const Line *line = bytes;
    Line sum[4] = {{0}};
    for (size_t i = 0; i + 4 <= n / sizeof *line; i += 4)
        for (int k = 0; k < 4; k++)
            sum[k] += line[i + (size_t)k];
    sum[0] += sum[1] + sum[2] + sum[3];
    return sum[0][0] + sum[0][1] + sum[0][2] + sum[0][3] + sum[0][4] + sum[0][5] + sum[0][6] + sum[0][7];
}

static volatile uint64_t kept; // so that nobody leaves the reading out

static void read_matrix(const Matrix *m)
{
    enum { PIECE = 1 << 17 };
    size_t n = (size_t)m->outputs * (size_t)m->inputs * (m->byte ? 1 : sizeof(float));
    const char *bytes = m->byte ? (const char *)m->byte : (const char *)m->number;
    uint64_t sum = 0;
#pragma omp parallel for schedule(static) reduction(+ : sum) if (n > 8 * PIECE)
    for (size_t k = 0; k < n; k += PIECE)
        sum += sum_of(bytes + k, n - k < PIECE ? n - k : PIECE);
    kept = sum;
}

static void read_weights(Work *w)
{
    read_matrix(&w->m->wte);
    for (int i = 0; i < w->m->config.layers; i++) {
        const ServedLayer *l = &w->m->layer[i];
        read_matrix(&l->c_attn);
        read_matrix(&l->attn_proj);
        read_matrix(&l->c_fc);
        read_matrix(&l->mlp_proj);
    }
}

double measure_bandwidth(const Served *m)
{
    Work w = {.m = m};
    return served_bytes(m) / best_of(read_weights, &w);
}
