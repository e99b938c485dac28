/* Threads: see share.h. */
#include "share.h"
#include "machine.h"
#include "measure.h"
#include "memory.h"

#include <stdlib.h>
#ifdef _OPENMP
#include <omp.h>
#endif

void in_parallel(int parts, Body *body, void *arg)
{
#pragma omp parallel for schedule(dynamic, 1)
    for (int p = 0; p < parts; p++)
        body(p, arg);
}

void use_threads(int threads)
{
#ifdef _OPENMP
    static int first;
    first = first ? first : omp_get_max_threads();
    omp_set_num_threads(threads ? threads : first);
#endif
    measure_one_thread(machine_threads() == 1);
}

typedef struct Counters {
    int threads, bytes;
    char *at;
} Counters;

enum { TIMES = 100000 };

static void count(int thread, void *counters)
{
    const Counters *c = counters;
    volatile long *own = (volatile long *)(void *)(c->at + thread * c->bytes); // volatile: each step goes to memory
    for (int i = 0; i < TIMES; i++)
        *own = *own + 1;
}

static void run_counters(void *arg)
{
    Counters *c = arg;
#pragma omp parallel for num_threads(c->threads) schedule(static, 1)
    for (int t = 0; t < c->threads; t++)
        count(t, c);
}

double increment_nanoseconds(int threads, int bytes)
{
    Counters c = {threads, bytes, memory_zeros((size_t)(threads * bytes))};
    double seconds = measure(run_counters, &c).median; // in the fastest run the threads may have missed each other
    free(c.at);
    return 1e9 * seconds / TIMES;
}

float dealt_out_sum(long n, const float *x, int threads)
{
    float sum = 0;
    for (int t = 0; t < threads; t++) {
        float part = 0;
        for (long i = n * t / threads; i < n * (t + 1) / threads; i++)
            part += x[i];
        sum += part;
    }
    return sum;
}

void row_sums_shared(int part, void *row_sums)
{
    const RowSums *s = row_sums;
    volatile float *sum = s->sum;
    for (int r = part; r < s->rows; r += s->parts) {
        sum[r] = 0;
        for (int j = 0; j < s->n; j++)
            sum[r] = sum[r] + s->x[(ptrdiff_t)r * s->n + j];
    }
}
