/* Training a small GPT on characters, and looking beyond its block: see small.h. */
#include "small.h"
#include "format.h"
#include "gemm.h"
#include "memory.h"
#include "notebook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static GPTConfig size_of(SmallRun r, int vocab)
{
    return (GPTConfig){.vocab = vocab, .block = r.block, .layers = r.layers, .heads = r.heads, .embd = r.embd};
}

double small_flops(SmallRun r, int vocab)
{
    return step_flops(size_of(r, vocab), r.batch, r.block);
}

int small_steps(SmallRun r, int vocab, double flops)
{
    double steps = flops / small_flops(r, vocab);
    return steps > 1e6 ? 1000000 : steps < 1 ? 1 : (int)steps;
}

static Tensor *mean_loss(void *gpt, const Piece *p)
{
    return gpt_loss(gpt, p->X, p->Y, p->B, p->T);
}

double small_loss(const Trained *t, int block, int n)
{
    Run narrow = t->run;
    narrow.model.block = block;
    return run_loss(&narrow, VAL, n);
}

static void report(const Trained *t, SmallRun r, const char *name, int step, int steps, double rate)
{
    int every = steps > 20 ? steps / 20 : 1, told = 4 * every;
    if (step % every && step != steps)
        return;
    double held = small_loss(t, r.block, 100);
    curve(text_of("%s-val", name), step, held);
    curve(text_of("%s-rate", name), step, rate);
    if (step % told == 0 || step == steps)
        printf("step %4d: held-out loss %.4f\n", step, held);
}

Trained small_train(SmallRun r, const Text *text, int steps, const char *name)
{
    Trained t = {.flops = steps * small_flops(r, text->tokenizer->vocab)};
    GPTConfig size = size_of(r, text->tokenizer->vocab);
    int *X = memory_new(sizeof *X * (size_t)(r.batch * r.block)),
        *Y = memory_new(sizeof *Y * (size_t)(r.batch * r.block));
    size.block = 2 * r.block;
    t.gpt = gpt_new(size);
    t.run = (Run){.model = gpt_model(t.gpt), .tokenizer = text->tokenizer, .text = (Text *)text};
    rng_seed(&t.run.rng, options.seed);
    gpt_init(t.gpt, &t.run.rng);
    decay_groups(&t.gpt->params);
    t.gpt->rng = &t.run.rng;
    double loss = NAN, rate = 0, begin = seconds();
    for (int step = 0; progress(name, step, steps, loss); step++) {
        rate = learning_rate(step, (int)(r.warmup * steps), steps, r.high, r.low);
        report(&t, r, name, step, steps, rate);
        text_batch(text, TRAIN, r.batch, r.block, &t.run.rng, X, Y);
        params_zero_grad(&t.gpt->params);
        t.gpt->dropout = r.dropout;
        loss = accumulate(1, &(Piece){r.batch, r.block, X, Y}, mean_loss, t.gpt);
        t.gpt->dropout = 0;
        params_clip_norm(&t.gpt->params, 1);
        params_adamw(&t.gpt->params, rate, 0.9, r.beta2, 1e-8, r.decay);
        if (step % 10 == 0)
            curve(text_of("%s-train", name), step, loss);
    }
    t.seconds = seconds() - begin;
    report(&t, r, name, steps, steps, rate);
    free(X);
    free(Y);
    return t;
}

void small_free(Trained *t)
{
    gpt_free(t->gpt);
}

// ---- beyond the block ----

static void add_positions(void *context, int T, const int Y[], const double nll[])
{
    (void)Y;
    double *sum = context;
    for (int t = 0; t < T; t++)
        sum[t] += nll[t];
}

enum { EVERY = 4 }; // of the positions beyond the block: each costs a window of its own

// The cost of a token when only the `block` tokens before it are read, for every fourth position of a window.
static void slide(const Trained *t, int block, const int X[], const int Y[], double sum[])
{
    int B = block / EVERY;
    size_t n = (size_t)(B * block);
    int *x = memory_new(sizeof *x * n), *y = memory_new(sizeof *y * n);
    double *nll = memory_new(sizeof *nll * n);
    for (int k = 0; k < B; k++) // the k-th ends at position block + EVERY k
        for (int i = 0; i < block; i++) {
            x[k * block + i] = X[EVERY * k + 1 + i];
            y[k * block + i] = i == block - 1 ? Y[EVERY * k + 1 + i] : -1;
        }
    run_nll(&t->run, B, block, x, y, nll);
    for (int k = 0; k < B; k++)
        sum[block + EVERY * k] += nll[k * block + block - 1];
    free(x);
    free(y);
    free(nll);
}

void small_beyond(const Trained *t, int block, int windows)
{
    int T = 2 * block;
    double *plain = memory_zeros(sizeof *plain * (size_t)T), *slid = memory_zeros(sizeof *slid * (size_t)T);
    int *X = memory_new(sizeof *X * (size_t)T), *Y = memory_new(sizeof *Y * (size_t)T);
    run_windows(&t->run, VAL, windows, add_positions, plain);
    for (int i = 0; i < windows; i++) {
        text_window(t->run.text, VAL, i, windows, T, X, Y);
        slide(t, block, X, Y, slid);
    }
    double *share = memory_zeros(sizeof *share * (size_t)t->run.model.vocab), letters = 0;
    for (ptrdiff_t i = 0; i < t->run.text->count; i++)
        share[t->run.text->id[i]] += 1.0 / (double)t->run.text->count;
    for (int v = 0; v < t->run.model.vocab; v++)
        letters -= share[v] > 0 ? share[v] * log(share[v]) : 0;
    double inside = 0, outside = 0, kept = 0;
    for (int p = 0; p < T; p++) {
        fprintf(table("beyond.tsv"), "%d\t%.4f\t", p, plain[p] / windows);
        fprintf(table("beyond.tsv"), slid[p] > 0 ? "%.4f\n" : "NaN\n", slid[p] / windows);
        inside += p >= block / 2 && p < block ? plain[p] / windows : 0;
        outside += p >= block ? plain[p] / windows : 0;
        kept += slid[p] / windows;
    }
    metric("loss_inside_the_block", "%.3f", inside / (block - block / 2));
    metric("loss_beyond_it", "%.3f", outside / block);
    metric("loss_of_a_sliding_window", "%.3f", kept / (block / EVERY));
    metric("loss_of_counting_letters", "%.3f", letters);
    free(share);
    free(plain);
    free(slid);
    free(X);
    free(Y);
}

// ---- the rest ----

char *small_write(const Trained *t, int count)
{
    Rng rng;
    rng_seed(&rng, options.seed);
    Run narrow = t->run;
    narrow.model.block /= 2; // where it has learnt the positions
    return run_write(&narrow, &(Sampler){sampler_next, 0.8, 0, &rng}, NULL, count);
}

double small_peak(void)
{
    enum { N = 768 };
    size_t n = (size_t)N * N;
    real *a = memory_zeros(sizeof *a * n), *b = memory_zeros(sizeof *b * n), *c = memory_zeros(sizeof *c * n);
    double best = INFINITY;
    for (int i = 0; i < 5; i++) {
        double begin = seconds();
        gemm(false, false, N, N, N, a, b, c, false);
        best = fmin(best, seconds() - begin);
    }
    free(a);
    free(b);
    free(c);
    return 2.0 * N * N * N / best;
}
