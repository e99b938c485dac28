/* Draws tokens and generates text: see sampler.h. */
#include "sampler.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int largest(int V, const real logits[])
{
    int best = 0;
    for (int v = 1; v < V; v++)
        best = logits[v] > logits[best] ? v : best;
    return best;
}

// The number that would be x[k] if x were sorted with the largest first (Hoare's FIND). Changes the order of x.
static real in_order(int n, real x[], int k)
{
    for (int low = 0, high = n - 1; low < high;) {
        real pivot = x[k];
        int i = low, j = high;
        while (i <= j) {
            while (x[i] > pivot)
                i++;
            while (pivot > x[j])
                j--;
            if (i <= j) {
                real swapped = x[i];
                x[i++] = x[j];
                x[j--] = swapped;
            }
        }
        low = j < k ? i : low;
        high = k < i ? j : high;
    }
    return x[k];
}

void sampler_top_k(int V, const real logits[], int top_k, float p[])
{
    real *copy = memory_new(sizeof *copy * (size_t)V);
    real least = in_order(V, memcpy(copy, logits, sizeof *copy * (size_t)V), top_k - 1);
    int equal = top_k; // how many of those equal to the smallest are kept
    for (int v = 0; v < V; v++)
        equal -= logits[v] > least;
    for (int v = 0; v < V; v++)
        if (!(logits[v] > least || (logits[v] == least && equal-- > 0)))
            p[v] = 0;
    free(copy);
}

int sampler_next(int V, const real logits[], double temperature, int top_k, Rng *rng)
{
    int best = largest(V, logits);
    if (temperature == 0)
        return best;
    float *p = memory_new(sizeof *p * (size_t)V);
    for (int v = 0; v < V; v++)
        p[v] = (float)exp((logits[v] - (double)logits[best]) / temperature);
    if (top_k > 0 && top_k < V)
        sampler_top_k(V, logits, top_k, p);
    int id = rng_multinomial_race(rng, p, V);
    free(p);
    return id;
}

// ---- writing ----

Writer writer_new(const LanguageModel *model)
{
    Writer w = {.model = model, .cache = model->kind->cache_new(model->self)};
    w.past = memory_new(sizeof *w.past * (size_t)model->block);
    return w;
}

void writer_free(Writer *w)
{
    w->model->kind->cache_free(w->cache);
    free(w->past);
}

static void feed(Writer *w, const int ids[], int n)
{
    memmove(w->past + w->length, ids, sizeof *ids * (size_t)n);
    w->length += n;
    w->logits = w->model->kind->cache_feed(w->cache, ids, n);
}

void writer_read(Writer *w, const int ids[], int n)
{
    int block = w->model->block, kept = block / 2;
    while (n > 0) {
        if (w->length == block) {
            w->model->kind->cache_clear(w->cache);
            w->length = 0;
            memmove(w->past, w->past + block - kept, sizeof *ids * (size_t)kept);
            if (kept > 0)
                feed(w, w->past, kept);
        }
        int some = n < block - w->length ? n : block - w->length;
        feed(w, ids, some);
        ids += some;
        n -= some;
    }
}

int sampler_write(const Sampler *s, const LanguageModel *model, int start, const int prompt[], int n, int end, int most,
                  int out[])
{
    Writer w = writer_new(model);
    int length = n < most ? n : most;
    if (length > 0)
        memcpy(out, prompt, sizeof *out * (size_t)length);
    writer_read(&w, &start, 1);
    writer_read(&w, out, length);
    while (length < most) {
        int id = s->next(model->vocab, w.logits, s->temperature, s->top_k, s->rng);
        CHECK(id >= 0 && id < model->vocab, "the next token is %d, and must be in 0 .. %d", id, model->vocab - 1);
        out[length++] = id;
        if (id == end || length == most)
            break;
        writer_read(&w, &id, 1);
    }
    writer_free(&w);
    return length;
}
