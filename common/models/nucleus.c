/* Drawing from the likeliest tokens, as many as it takes: see sampler_nucleus in sampler.h. */
#include "memory.h"
#include "sampler.h"

#include <math.h>
#include <stdlib.h>

typedef struct Candidate {
    float p;
    int id;
} Candidate;

static int likelier(const void *a, const void *b)
{
    const Candidate *x = a, *y = b;
    if (x->p != y->p)
        return x->p > y->p ? -1 : 1;
    return x->id - y->id;
}

// Sets all p to 0 except the largest, whose sum just reaches `share` of the whole.
static void keep_nucleus(int V, float p[], double share)
{
    Candidate *candidate = memory_new(sizeof *candidate * (size_t)V);
    double whole = 0, sum = 0;
    int count = 0, kept = 0;
    for (int v = 0; v < V; v++)
        whole += (double)p[v];
    // all tokens less likely than this have less than 1 - share together: they need no sorting
    double least = (1 - share) * whole / V;
    for (int v = 0; v < V; v++)
        if ((double)p[v] >= least)
            candidate[count++] = (Candidate){p[v], v};
    qsort(candidate, (size_t)count, sizeof *candidate, likelier);
    for (int v = 0; v < V; v++)
        p[v] = 0;
    for (; kept < count && (kept == 0 || sum < share * whole); sum += (double)candidate[kept++].p)
        p[candidate[kept].id] = candidate[kept].p;
    free(candidate);
}

int sampler_nucleus(int V, const real logits[], double temperature, int top_k, double top_p, Rng *rng)
{
    if (temperature == 0 || top_p >= 1)
        return sampler_next(V, logits, temperature, top_k, rng);
    float *p = memory_new(sizeof *p * (size_t)V);
    double max = (double)logits[0];
    for (int v = 1; v < V; v++)
        max = fmax(max, (double)logits[v]);
    for (int v = 0; v < V; v++)
        p[v] = (float)exp(((double)logits[v] - max) / temperature);
    if (top_k > 0 && top_k < V)
        sampler_top_k(V, logits, top_k, p);
    keep_nucleus(V, p, top_p);
    int id = rng_multinomial_race(rng, p, V);
    free(p);
    return id;
}
