/* From logits to the next token: see sample.h. */
#include "sample.h"
#include "12-inference.h"
#include "memory.h"
#include "rows.h"

#include <stdlib.h>

typedef struct Candidate {
    float p;
    int id;
} Candidate;

static int likelier(const void *a, const void *b)
{
    const Candidate *x = a, *y = b;
    return x->p != y->p ? (x->p > y->p ? -1 : 1) : x->id - y->id;
}

static void keep_top(const How *how, int V, float p[])
{
    Candidate *order = memory_new(sizeof *order * (size_t)V);
    int most = how->top_k == 0 || how->top_k > V ? V : how->top_k, kept = 0;
    double all = 0, sum = 0;
    for (int v = 0; v < V; v++)
        order[v] = (Candidate){p[v], v};
    qsort(order, (size_t)V, sizeof *order, likelier);
    for (int k = 0; k < most; k++)
        all += (double)order[k].p;
    while (kept < most && (kept == 0 || sum < how->top_p * all))
        sum += (double)order[kept++].p;
    for (int k = 0; k < V; k++)
        p[order[k].id] = k < kept ? (float)((double)order[k].p / sum) : 0;
    free(order);
}

void sample_probabilities(const How *how, int V, const float logits[], int n, const int past[], float p[])
{
    int seen = how->window < n ? how->window : n;
    double temperature = how->temperature > 0 ? how->temperature : 1;
    min_p_probabilities(V, logits, seen, past + n - seen, how->repetition, temperature, how->min_p, p);
    How likeliest = {.top_k = 1, .top_p = 1};
    if (how->temperature == 0)
        keep_top(&likeliest, V, p);
    else if (how->top_k > 0 || how->top_p < 1)
        keep_top(how, V, p);
}

int sample_draw(Rng *rng, int V, const float p[])
{
    double u = rng_random(rng), sum = 0;
    int last = 0;
    for (int v = 0; v < V; v++) {
        if (p[v] <= 0)
            continue;
        last = v;
        sum += (double)p[v];
        if (sum > u)
            break;
    }
    return last;
}

// Logits (T, V) of the tokens after each of ids[0 .. T - 1].
static void all_logits(const Served *m, Sequence *s, int at_once, int T, const int ids[], float logits[])
{
    Row *rows = memory_new(sizeof *rows * (size_t)T);
    s->length = 0;
    for (int t = 0; t < T; t++)
        rows[t] = (Row){s, ids[t]};
    for (int t = 0; t < T; t += at_once) {
        int n = T - t < at_once ? T - t : at_once;
        serve(m, n, rows + t, n, logits + (size_t)t * (size_t)m->config.vocab);
    }
    free(rows);
}

double sample_nll(const Served *m, int at_once, int n, const int ids[], double nll[])
{
    int block = m->config.block, V = m->config.vocab;
    float *logits = memory_new(sizeof *logits * (size_t)block * (size_t)V);
    Sequence *s = sequence_new(m);
    double sum = 0;
    for (int from = 0, done = 1; done<n; from += block> 1 ? block / 2 : 1) {
        int T = n - 1 - from < block ? n - 1 - from : block;
        all_logits(m, s, at_once, T, ids + from, logits);
        for (int t = done - from - 1; t < T; t++) {
            const float *row = logits + (size_t)t * (size_t)V;
            nll[from + t + 1] = log_sum_exp_row(V, row) - (double)row[ids[from + t + 1]];
            sum += nll[from + t + 1];
        }
        done = from + T + 1;
    }
    sequence_free(s);
    free(logits);
    return sum / (n - 1);
}
