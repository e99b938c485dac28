/* A training step taken apart: see step.h. */
#include "step.h"
#include "measure.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>

const char *const part_name[PARTS] = {"embedding",     "layernorm", "qkv product", "attention",     "projection",
                                      "residual",      "fc",        "gelu",        "fc projection", "unembedding",
                                      "cross-entropy", "zero grad", "AdamW"};

// ---- what a part costs ----

// x (rows, in) @ W (in, out) + b: once forward; backward the gradients of x and of W, and the sum of dout's columns.
static Cost linear_cost(int calls, double rows, double in, double out)
{
    double flops = 2 * rows * in * out, numbers = rows * in + in * out + rows * out;
    return (Cost){
        .calls = calls, .forward = {flops, 4 * numbers}, .backward = {2 * flops, 8 * numbers + 4 * rows * out}};
}

// An op on n numbers: how many arrays it reads and writes, and how many operations it has for each number.
static Cost each_cost(int calls, double n, double arrays, double back_arrays, double flops, double back_flops)
{
    return (Cost){
        .calls = calls, .forward = {flops * n, 4 * arrays * n}, .backward = {back_flops * n, 4 * back_arrays * n}};
}

Cost step_cost(StepShape s, StepPart part)
{
    GPTConfig g = s.gpt;
    double R = (double)s.B * s.T, C = g.embd, V = g.vocab;
    double pairs = R * s.T / 2, weights = pairs * g.heads; // of a query and a key before it; with a weight in each head
    double params = V * C + g.block * C + g.layers * (12 * C * C + 13 * C) + 2 * C;
    Cost c;
    switch (part) {
    case EMBEDDING: // a table read, written, and added to positions; back: copied, and added to the tables
        return each_cost(1, R * C, 5, 6, 1, 2);
    case LAYERNORM: // reads x, writes xhat and out; back: dout and xhat twice, dx. Mean and variance; back four sums
        c = each_cost(2 * g.layers + 1, R * C, 3, 6, 8, 14);
        c.sums[0] = 2 * R * C;
        c.sums[1] = 4 * R * C;
        return c;
    case QKV:
        return linear_cost(g.layers, R, C, 3 * C);
    case ATTENTION: // two products of (T, size) forward, four backward, half of each is masked; softmax between them
        c = (Cost){.calls = g.layers, .in_turn = true, .forward = {4 * pairs * C, 4 * (4 * R * C + 4 * weights)}};
        c.backward = (Work){8 * pairs * C, 2 * c.forward.bytes};
        c.exps[0] = weights;
        c.sums[0] = c.sums[1] = weights;
        return c;
    case PROJECTION:
        return linear_cost(g.layers, R, C, C);
    case RESIDUAL:
        return each_cost(2 * g.layers, R * C, 3, 4, 1, 1);
    case FC:
        return linear_cost(g.layers, R, C, 4 * C);
    case GELU: // tanh is an exponential and a division; backwards it is computed again
        c = each_cost(g.layers, 4 * R * C, 2, 3, 30, 36);
        c.exps[0] = c.exps[1] = 1.4 * 4 * R * C;
        return c;
    case FC_PROJECTION:
        return linear_cost(g.layers, R, 4 * C, C);
    case UNEMBED:
        return linear_cost(1, R, C, V);
    case CROSS_ENTROPY:
        c = each_cost(1, R * V, 2, 2, 22, 3);
        c.exps[0] = c.sums[0] = R * V;
        return c;
    case ZERO_GRAD:
        return each_cost(1, params, 1, 0, 0, 0);
    default: // AdamW reads x, g, m, v; writes x, m, v
        return each_cost(1, params, 7, 0, 14, 0);
    }
}

// ---- how long that takes ----

double limits_bandwidth(const Limits *l, double bytes)
{
    int i = 0;
    while (i < l->sizes - 1 && l->bytes[i] < bytes)
        i++;
    return l->speeds[i];
}

static double seconds_of(const Cost *c, int back, const Limits *l)
{
    Work w = back ? c->backward : c->forward;
    double transfer = w.bytes > 0 ? w.bytes / limits_bandwidth(l, w.bytes) : 0;
    double arithmetic = w.flops / l->product, numbers = c->exps[back] / l->exps + c->sums[back] / l->sums;
    return c->in_turn ? arithmetic + numbers : fmax(fmax(arithmetic, transfer), numbers);
}

double step_predicted(StepShape s, StepPart part, const Limits *l)
{
    Cost c = step_cost(s, part);
    return c.calls * (seconds_of(&c, 0, l) + seconds_of(&c, 1, l));
}

// ---- the real step, with a clock in it ----

enum { MOST = 512 }; // tensors on the tape

static struct {
    double last, part[PARTS];
    StepPart of[MOST]; // which part made tensor i of the tape
    int marked;        // how many of them are known
} watch;

// The time since the last mark belongs to this part, and so do the tensors that were made since.
static Tensor *mark(StepPart part, Tensor *t)
{
    double time = now();
    watch.part[part] += time - watch.last;
    while (watch.marked < tape_count() && watch.marked < MOST)
        watch.of[watch.marked++] = part;
    watch.last = now();
    return t;
}

static Tensor *embedded(const GPT *gpt, const int ids[], StepShape s)
{
    int *places = tape_alloc(sizeof *places * (size_t)s.T);
    for (int t = 0; t < s.T; t++)
        places[t] = t;
    return tensor_add(tensor_embed(gpt->wte, ids, SHAPE(s.B, s.T)), tensor_embed(gpt->wpe, places, SHAPE(s.T)));
}

// gpt_loss, with a mark after each op.
static Tensor *marked_loss(GPT *gpt, StepShape s, const int ids[], const int targets[])
{
    Attention how = {.heads = gpt->config.heads, .causal = true};
    Tensor *x = mark(EMBEDDING, embedded(gpt, ids, s)); // (B, T, C)
    for (int i = 0; i < gpt->config.layers; i++) {
        GPTLayer *l = &gpt->layer[i];
        Tensor *h = mark(LAYERNORM, layernorm_forward(&l->ln_1, x));
        h = mark(QKV, linear_forward(&l->c_attn, h)); // (B, T, 3 C)
        h = mark(ATTENTION, tensor_self_attention(h, how));
        h = mark(PROJECTION, linear_forward(&l->attn_proj, h));
        x = mark(RESIDUAL, tensor_add(x, h));
        h = mark(LAYERNORM, layernorm_forward(&l->ln_2, x));
        h = mark(FC, linear_forward(&l->c_fc, h)); // (B, T, 4 C)
        h = mark(GELU, tensor_gelu(h));
        h = mark(FC_PROJECTION, linear_forward(&l->mlp_proj, h));
        x = mark(RESIDUAL, tensor_add(x, h));
    }
    x = mark(LAYERNORM, layernorm_forward(&gpt->ln_f, x));
    x = mark(UNEMBED, tensor_unembed(x, gpt->wte)); // (B, T, V)
    return mark(CROSS_ENTROPY, tensor_cross_entropy(x, targets));
}

// tensor_backward, with the clock read after each op.
static void marked_backward(Tensor *loss)
{
    tensor_grad(loss)[0] = 1;
    for (int i = tape_count() - 1; i >= 0; i--) {
        Tensor *t = tape_at(i);
        if (t->op && t->grad)
            t->op->backward(t);
        mark(watch.of[i], t);
    }
}

static void marked_step(GPT *gpt, StepShape s, const int ids[], const int targets[])
{
    tape_reset();
    watch.marked = 0;
    watch.last = now();
    Tensor *loss = marked_loss(gpt, s, ids, targets);
    mark(CROSS_ENTROPY, loss);
    params_zero_grad(&gpt->params);
    mark(ZERO_GRAD, NULL);
    marked_backward(loss);
    params_adamw(&gpt->params, 1e-4, 0.9, 0.95, 1e-8, 0.1);
    mark(ADAMW, NULL);
}

static void plain_step(GPT *gpt, StepShape s, const int ids[], const int targets[])
{
    tape_reset();
    Tensor *loss = gpt_loss(gpt, ids, targets, s.B, s.T);
    params_zero_grad(&gpt->params);
    tensor_backward(loss);
    params_adamw(&gpt->params, 1e-4, 0.9, 0.95, 1e-8, 0.1);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(int n, double values[])
{
    qsort(values, (size_t)n, sizeof *values, ascending);
    return values[n / 2];
}

Profile step_profile(StepShape s, int steps)
{
    Rng rng;
    Profile p = {{0}, 0};
    int n = s.B * s.T, *ids = memory_new(sizeof *ids * (size_t)(n + 1));
    double(*sample)[PARTS + 1] = memory_new(sizeof *sample * (size_t)steps),
                            *column = memory_new(sizeof *column * (size_t)steps);
    GPT *gpt = gpt_new(s.gpt);
    rng_seed(&rng, 11);
    gpt_init(gpt, &rng);
    for (int i = 0; i <= n; i++)
        ids[i] = i * 31 % s.gpt.vocab;
    plain_step(gpt, s, ids, ids + 1); // memory is fetched from the system
    for (int i = 0; i < steps; i++) {
        for (int k = 0; k < PARTS; k++)
            watch.part[k] = 0;
        marked_step(gpt, s, ids, ids + 1);
        double begin = now();
        plain_step(gpt, s, ids, ids + 1);
        for (int k = 0; k < PARTS; k++)
            sample[i][k] = watch.part[k];
        sample[i][PARTS] = now() - begin;
    }
    for (int k = 0; k <= PARTS; k++) {
        for (int i = 0; i < steps; i++)
            column[i] = sample[i][k];
        *(k < PARTS ? &p.part[k] : &p.whole) = median(steps, column);
    }
    gpt_free(gpt);
    free(ids), free(sample), free(column);
    return p;
}
