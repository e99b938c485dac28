/* How good is it? Losses of lesson 07's GPT, and what the grammar itself would need. */
#include "run.h"
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void run_nll(int B, int T, const int X[], const int Y[], double nll[])
{
    tape_reset();
    Tensor *logits = gpt_forward(run.gpt, X, B, T); // (B, T, V)
    int V = run.config.vocab;
    for (int i = 0; i < B * T; i++) {
        const real *row = logits->data + (size_t)i * (size_t)V;
        double max = row[0], sum = 0;
        for (int v = 1; v < V; v++)
            max = fmax(max, row[v]);
        for (int v = 0; v < V; v++)
            sum += exp(row[v] - max);
        nll[i] = Y[i] < 0 ? 0 : max + log(sum) - row[Y[i]];
    }
}

// The i-th of n windows of a part: a line, or a stretch of the stream, the n spread over it.
static void window(Part part, int i, int n, int T, int X[], int Y[])
{
    const Text *t = run.text;
    if (t->by_lines) {
        text_line(t, part, i, T, X, Y);
        return;
    }
    int from = part == TRAIN ? 0 : t->train, length = part == TRAIN ? t->train : t->count - t->train;
    const int *id = t->id + from + (long)(length - T - 1) * i / (n > 1 ? n - 1 : 1);
    memcpy(X, id, sizeof(int) * (size_t)T);
    memcpy(Y, id + 1, sizeof(int) * (size_t)T);
}

// Calls use() with the nll of every window, in order.
typedef void Use(int i, int T, const int Y[], const double nll[], void *context);

static int for_windows(Part part, int n, Use *use, void *context)
{
    int T = run.config.block, at_once = 16;
    int *X = malloc(sizeof *X * (size_t)(at_once * T)), *Y = malloc(sizeof *Y * (size_t)(at_once * T));
    double *nll = malloc(sizeof *nll * (size_t)(at_once * T));
    CHECK(X && Y && nll, "out of memory");
    n = run.text->by_lines && n > text_lines(run.text, part) ? text_lines(run.text, part) : n;
    for (int from = 0; from < n; from += at_once) {
        int B = n - from < at_once ? n - from : at_once;
        for (int b = 0; b < B; b++)
            window(part, from + b, n, T, X + b * T, Y + b * T);
        run_nll(B, T, X, Y, nll);
        for (int b = 0; b < B; b++)
            use(from + b, T, Y + b * T, nll + b * T, context);
    }
    free(X);
    free(Y);
    free(nll);
    return n;
}

// ---- the mean ----

typedef struct Mean {
    double sum;
    long count;
} Mean;

static void add_to_mean(int i, int T, const int Y[], const double nll[], void *context)
{
    Mean *mean = context;
    (void)i;
    for (int t = 0; t < T; t++) {
        mean->sum += nll[t];
        mean->count += Y[t] >= 0;
    }
}

double run_loss(Part part, int n)
{
    Mean mean = {0};
    double dropout = run.gpt->dropout;
    run.gpt->dropout = 0;
    for_windows(part, n, add_to_mean, &mean);
    run.gpt->dropout = dropout;
    return mean.sum / (double)mean.count;
}

// ---- against the best there can be ----

typedef struct Against {
    Best *best;
    double model, difference, squares, products, lengths; // sums over windows
    long count;
} Against;

static void add_against(int i, int T, const int Y[], const double nll[], void *context)
{
    Against *a = context;
    double model = 0, length = 0;
    (void)i;
    for (int t = 0; t < T; t++) {
        model += nll[t];
        length += Y[t] >= 0;
    }
    double d = model - a->best(T, Y);
    a->model += model;
    a->difference += d;
    a->squares += d * d;
    a->products += d * length;
    a->lengths += length * length;
    a->count += (long)length;
}

// The difference is a ratio of two sums, d of a window and its length: the error of a ratio, to first order.
Score run_score(Best *best, int n)
{
    Against a = {.best = best};
    n = for_windows(VAL, n, add_against, &a);
    double above = a.difference / (double)a.count;
    double residuals = a.squares - 2 * above * a.products + above * above * a.lengths;
    return (Score){a.model / (double)a.count, above, sqrt(residuals) / (double)a.count, n};
}

double run_grammar_nats(int T, const int Y[])
{
    char tale[TALE_MAX + 1];
    int t = 0;
    for (; t < T && Y[t] >= 0; t++)
        tale[t] = (char)run.text->itos[Y[t]];
    tale[t] = '\0';
    return tale_nats(run.tales, tale, NULL);
}

// ---- position by position ----

typedef struct Positions {
    double sum[TALE_MAX], count[TALE_MAX];
} Positions;

static void add_to_positions(int i, int T, const int Y[], const double nll[], void *context)
{
    Positions *p = context;
    (void)i;
    for (int t = 0; t < T && t < TALE_MAX; t++) {
        p->sum[t] += nll[t];
        p->count[t] += Y[t] >= 0;
    }
}

void run_by_position(int n)
{
    enum { PIECE = 16 };
    Positions p = {0};
    double entropy[TALE_MAX] = {0}, alive[TALE_MAX] = {0};
    for_windows(VAL, n, add_to_positions, &p);
    if (run.tales)
        tales_by_position(run.tales, entropy, alive);
    for (int t = 0; t < TALE_MAX; t++)
        if (p.count[t] >= 10) // of fewer, a mean says little
            fprintf(table("positions.tsv"), "%d\t%.6f\t%.6f\t%.0f\n", t, p.sum[t] / p.count[t], entropy[t], p.count[t]);
    for (int from = 0; from < TALE_MAX; from += PIECE) {
        double loss = 0, count = 0, exact = 0, living = 0;
        for (int t = from; t < from + PIECE; t++) {
            loss += p.sum[t];
            count += p.count[t];
            exact += alive[t] * entropy[t];
            living += alive[t];
        }
        if (count == 0)
            break;
        printf("characters %3d to %3d: loss %.3f", from, from + PIECE - 1, loss / count);
        printf(run.tales ? ", entropy %.3f\n" : "\n", exact / living);
    }
}
