/* How good is a model? See run.h. */
#include "run.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>

int run_window(const Run *run)
{
    return run->text->by_lines ? run->text->longest : run->model.block;
}

void run_nll(const Run *run, int B, int T, const int X[], const int Y[], double nll[])
{
    double none, *dropout = run->model.dropout ? run->model.dropout : &none, kept = *dropout;
    ptrdiff_t V = run->model.vocab;
    tape_reset();
    *dropout = 0;
    Tensor *logits = run->model.kind->forward(run->model.self, X, B, T); // (B, T, V)
    *dropout = kept;
#pragma omp parallel for schedule(static) if (logits->size > 1 << 20)
    for (int i = 0; i < B * T; i++) {
        nll[i] = 0;
        if (Y[i] < 0)
            continue;
        const real *row = logits->data + i * V;
        double max = row[0], sum = 0;
        for (int v = 1; v < V; v++)
            max = fmax(max, row[v]);
        for (int v = 0; v < V; v++)
            sum += exp(row[v] - max);
        nll[i] = max + log(sum) - row[Y[i]];
    }
}

int run_windows(const Run *run, Part part, int n, RunUse *use, void *context)
{
    enum { AT_ONCE = 16 };
    int T = run_window(run), lines = text_lines(run->text, part);
    size_t room = (size_t)AT_ONCE * (size_t)T;
    int *X = memory_new(sizeof *X * room), *Y = memory_new(sizeof *Y * room);
    double *nll = memory_new(sizeof *nll * room);
    n = run->text->by_lines && n > lines ? lines : n;
    for (int from = 0; from < n; from += AT_ONCE) {
        int B = n - from < AT_ONCE ? n - from : AT_ONCE;
        for (int b = 0; b < B; b++)
            text_window(run->text, part, from + b, n, T, X + b * T, Y + b * T);
        run_nll(run, B, T, X, Y, nll);
        for (int b = 0; b < B; b++)
            use(context, T, Y + b * T, nll + b * T);
    }
    free(X);
    free(Y);
    free(nll);
    return n;
}

// ---- the mean ----

typedef struct Mean {
    double sum;
    int64_t count;
} Mean;

static void add_to_mean(void *context, int T, const int Y[], const double nll[])
{
    Mean *mean = context;
    for (int t = 0; t < T; t++) {
        mean->sum += nll[t];
        mean->count += Y[t] >= 0;
    }
}

double run_loss(const Run *run, Part part, int n)
{
    Mean mean = {0};
    run_windows(run, part, n, add_to_mean, &mean);
    return mean.sum / (double)mean.count;
}

// ---- compared with an ideal model ----

typedef struct Against {
    const Run *run;
    RunBest *best;
    double model, difference, squares, products, lengths; // sums over windows
    int64_t count;
} Against;

static void add_against(void *context, int T, const int Y[], const double nll[])
{
    Against *a = context;
    double model = 0, length = 0;
    for (int t = 0; t < T; t++) {
        model += nll[t];
        length += Y[t] >= 0;
    }
    double d = model - a->best(a->run, T, Y);
    a->model += model;
    a->difference += d;
    a->squares += d * d;
    a->products += d * length;
    a->lengths += length * length;
    a->count += (int64_t)length;
}

// `above` is a ratio of two sums over windows: of the difference d, and of the length. So its standard error is that of
// a ratio, to first order.
Score run_score(const Run *run, RunBest *best, int n)
{
    Against a = {.run = run, .best = best};
    n = run_windows(run, VAL, n, add_against, &a);
    double above = a.difference / (double)a.count;
    double residuals = a.squares - 2 * above * a.products + above * above * a.lengths;
    return (Score){a.model / (double)a.count, above, sqrt(residuals) / (double)a.count, n};
}
