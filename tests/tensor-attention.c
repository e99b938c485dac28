/*
 * Attention against its definition (attention_naive.c): outputs, weights and gradients, for lengths at the borders of
 * its blocks, shared heads, padding, an offset and dropout; with scores of ten thousand, for which exp overflows unless
 * the row's maximum is subtracted; and on any number of threads. Softmax, cross-entropy and a GPT's cache get the same
 * large scores.
 */
#include "tensor-cases.h"
#include "attention.h"
#include "gpt.h"
#include "helpers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Setting {
    int B, T, S, heads, kv, size;
    bool causal, padded;
    int offset;
    double dropout, large; // large: a factor for the queries
} Setting;

enum { EVEN = 0, CAUSAL = 1 };

static const Setting settings[] = {
    {1, 1, 1, 1, 1, 4, CAUSAL, 0, 0, 0, 1},      {2, 2, 2, 2, 2, 3, CAUSAL, 0, 0, 0, 1},
    {1, 63, 63, 2, 2, 5, CAUSAL, 0, 0, 0, 1},    {2, 64, 64, 1, 1, 4, CAUSAL, 0, 0, 0, 1},
    {1, 65, 65, 3, 3, 4, CAUSAL, 0, 0, 0, 1},    {1, 127, 127, 2, 1, 4, CAUSAL, 0, 0, 0, 1},
    {1, 128, 128, 2, 2, 4, CAUSAL, 0, 0, 0, 1},  {1, 129, 129, 4, 2, 3, CAUSAL, 0, 0, 0, 1},
    {2, 3, 7, 2, 2, 4, EVEN, 0, 0, 0, 1},        {1, 65, 3, 2, 1, 4, EVEN, 0, 0, 0, 1},
    {2, 5, 130, 4, 1, 4, EVEN, 1, 0, 0, 1},      {2, 66, 66, 2, 2, 4, CAUSAL, 1, 0, 0, 1},
    {1, 3, 67, 2, 2, 4, CAUSAL, 0, 64, 0, 1},    {1, 65, 129, 2, 1, 4, CAUSAL, 0, 64, 0, 1},
    {1, 1, 129, 2, 2, 4, CAUSAL, 0, 128, 0, 1},  {2, 66, 66, 2, 1, 4, CAUSAL, 0, 0, 0.3, 1},
    {1, 7, 9, 3, 3, 4, EVEN, 0, 0, 0.4, 1},      {1, 65, 65, 2, 2, 4, CAUSAL, 0, 0, 0, 4000},
    {1, 129, 129, 1, 1, 4, EVEN, 0, 0, 0, 4000},
};

typedef struct Trial {
    Params p;
    Tensor *q, *k, *v, *out, *weight; // the loss is the sum of out * weight
    Attention how;
    int lengths[2];
} Trial;

static void trial_new(Trial *t, const Setting *s)
{
    Rng rng;
    rng_seed(&rng, 11);
    *t = (Trial){.how = {.heads = s->heads, .kv_heads = s->kv, .causal = s->causal, .offset = s->offset}};
    t->q = params_randn(&t->p, "q", SHAPE(s->B, s->T, s->heads * s->size), &rng, s->large);
    t->k = params_randn(&t->p, "k", SHAPE(s->B, s->S, s->kv * s->size), &rng, 1);
    t->v = params_randn(&t->p, "v", SHAPE(s->B, s->S, s->kv * s->size), &rng, 1);
    if (s->padded) {
        t->lengths[0] = s->S;
        t->lengths[1] = s->S / 2 + 1;
        t->how.lengths = t->lengths;
    }
    t->how.dropout = s->dropout;
}

static void trial_run(Trial *t)
{
    static Rng dice;
    rng_seed(&dice, 3);
    t->how.rng = &dice;
    params_zero_grad(&t->p);
    tape_reset();
    Rng rng;
    rng_seed(&rng, 7);
    t->weight = tensor_randn(t->q->shape, &rng);
    t->out = tensor_attention(t->q, t->k, t->v, t->how);
    tensor_backward(tensor_sum_all(tensor_mul(t->out, t->weight)));
}

static Heads heads_of(real *at, const Tensor *t)
{
    return (Heads){at, (ptrdiff_t)t->shape.dim[1] * t->shape.dim[2], t->shape.dim[2]};
}

static real *zeros(size_t n)
{
    return tensor_zeros(SHAPE((int)n))->data;
}

static void expect_near(const char *what, const Setting *s, size_t n, const real *yours, const real *right)
{
    double most = 0, allowed = (IS_DOUBLE ? 1e-11 : 2e-5) * s->large;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs((double)right[i]));
    for (size_t i = 0; i < n; i++)
        ck_assert_msg(fabs((double)yours[i] - right[i]) <= allowed * (1 + most),
                      "%s[%zu] is %g, by the definition %g "
                      "(B %d, T %d, S %d, heads %d / %d, offset %d)",
                      what, i, (double)yours[i], (double)right[i], s->B, s->T, s->S, s->heads, s->kv, s->offset);
}

START_TEST(agrees_with_its_definition)
{
    const Setting *s = &settings[_i];
    Trial t;
    trial_new(&t, s);
    trial_run(&t);
    Attending a = {s->B, s->T, s->S, s->size, t.how, {0}, {0}, {0}, {0}, NULL, NULL};
    a.q = heads_of(t.q->data, t.q);
    a.k = heads_of(t.k->data, t.k);
    a.v = heads_of(t.v->data, t.v);
    real *out = zeros(t.out->size), *dq = zeros(t.q->size), *dk = zeros(t.k->size), *dv = zeros(t.v->size);
    a.out = heads_of(out, t.q);
    size_t count = (size_t)(s->B * s->heads * s->T) * (size_t)s->S;
    real *keep = s->dropout > 0 ? zeros(count) : NULL; // the op's factors, in the definition's order
    const Attending *ours = t.out->extra;
    for (size_t i = 0; keep && i < count; i++) {
        int key = (int)(i % (size_t)s->S), row = (int)(i / (size_t)s->S);
        ptrdiff_t at = attention_place(ours, row / s->T / s->heads, row / s->T % s->heads, row % s->T, key);
        keep[i] = at < 0 ? 0 : ours->keep[at];
    }
    double *w = tape_alloc(sizeof *w * count);
    attention_naive(&a, keep, w);
    attention_naive_backward(&a, keep, w, heads_of(t.weight->data, t.q), heads_of(dq, t.q), heads_of(dk, t.k),
                             heads_of(dv, t.v));
    expect_near("out", s, t.out->size, t.out->data, out);
    expect_near("dq", s, t.q->size, t.q->grad, dq);
    expect_near("dk", s, t.k->size, t.k->grad, dk);
    expect_near("dv", s, t.v->size, t.v->grad, dv);
    for (size_t i = 0; i < count; i++) {
        int key = (int)(i % (size_t)s->S), row = (int)(i / (size_t)s->S), h = row / s->T % s->heads;
        double ours_here = attention_weight(t.out, row / s->T / s->heads, h, row % s->T, key);
        ck_assert_msg(fabs(ours_here - w[i]) <= 1e-5 * s->large, "weight of query %d for key %d is %g, not %g",
                      row % s->T, key, ours_here, w[i]);
    }
    params_free(&t.p);
}
END_TEST

// The gradient against differences. This proves the definition's backward, too.
static Tensor *trial_loss(void *of)
{
    Trial *t = of;
    Rng rng, dice;
    rng_seed(&rng, 7);
    rng_seed(&dice, 3);
    t->how.rng = &dice;
    Tensor *weight = tensor_randn(t->q->shape, &rng);
    return tensor_sum_all(tensor_mul(tensor_attention(t->q, t->k, t->v, t->how), weight));
}

START_TEST(every_gradient)
{
    static const Setting small[] = {{2, 3, 5, 4, 2, 2, EVEN, 1, 0, 0, 1},
                                    {1, 3, 5, 2, 1, 3, CAUSAL, 0, 2, 0, 1},
                                    {1, 4, 4, 2, 2, 2, CAUSAL, 0, 0, 0.3, 1}};
    Trial t;
    trial_new(&t, &small[_i]);
    Gradcheck g = gradcheck(trial_loss, &t, &t.p, 1e-5);
    ck_assert_msg(g.error < 1e-6, "%s", gradcheck_text(&g));
    params_free(&t.p);
}
END_TEST

START_TEST(same_bits_on_any_number_of_threads)
{
    static const Setting s = {3, 130, 130, 4, 2, 32, CAUSAL, 0, 0, 0, 1};
    static real first[3 * 130 * 4 * 32];
    Trial t;
    trial_new(&t, &s);
    for (int threads = 1; threads <= 8; threads = threads < 3 ? threads + 1 : threads + 5) {
        set_threads(threads);
        trial_run(&t);
        if (threads == 1)
            memcpy(first, t.q->grad, sizeof *first * t.q->size);
        ck_assert_msg(memcmp(first, t.q->grad, sizeof *first * t.q->size) == 0, "other bits on %d threads", threads);
    }
    params_free(&t.p);
}
END_TEST

// ---- scores of ten thousand in other ops ----

START_TEST(softmax_of_large_scores)
{
    static const int sizes[] = {1, 2, 63, 64, 65, 127, 128, 129};
    int n = sizes[_i];
    Params p = {0};
    Tensor *a = params_zeros(&p, "a", SHAPE(2, n));
    for (size_t i = 0; i < a->size; i++)
        a->data[i] = (real)(i % 2 ? -1e4 : 1e4 - (double)(i % (size_t)n));
    Tensor *soft = tensor_softmax(a), *loss = tensor_cross_entropy(a, (int[]){0, n - 1});
    tensor_backward(tensor_add(tensor_sum_all(soft), loss));
    for (int row = 0; row < 2; row++) {
        double most = -INFINITY, sum = 0;
        const real *x = a->data + row * n;
        for (int i = 0; i < n; i++)
            most = fmax(most, x[i]);
        for (int i = 0; i < n; i++)
            sum += exp(x[i] - most);
        for (int i = 0; i < n; i++) {
            double right = exp(x[i] - most) / sum, yours = soft->data[row * n + i], d = a->grad[row * n + i];
            ck_assert_msg(fabs(yours - right) < 1e-6, "softmax of %d: [%d] is %g, not %g", n, i, yours, right);
            double slope = (right - (i == (row ? n - 1 : 0))) / 2; // of the mean of two losses
            ck_assert_msg(fabs(d - slope) < 1e-6, "slope of cross_entropy: [%d] is %g, not %g", i, d, slope);
        }
    }
    ck_assert_msg(isfinite(tensor_item(loss)), "cross_entropy of %d large scores is %g", n, tensor_item(loss));
    params_free(&p);
}
END_TEST

// Queries a thousand times as long: the cache's scores overflow exp unless their maximum is subtracted.
START_TEST(a_cache_with_large_scores)
{
    enum { BLOCK = 130, WIDTH = 8, VOCAB = 5 };
    static const int cuts[] = {1, 62, 1, 1, 1, 61, 1, 1, 1}; // pieces that end at 1, 63, 64, 65, 66, 127, ... 130
    int ids[BLOCK], from = 0;
    Rng rng;
    rng_seed(&rng, 5);
    GPT *gpt = gpt_new((GPTConfig){VOCAB, BLOCK, 1, 2, WIDTH});
    gpt_init(gpt, &rng);
    for (int i = 0; i < BLOCK; i++)
        ids[i] = i * 7 % VOCAB;
    Linear *qkv = &gpt->layer[0].c_attn;
    for (int i = 0; i < WIDTH * 3 * WIDTH; i++)
        qkv->weight->data[i] *= i % (3 * WIDTH) < WIDTH ? 20000 : i % (3 * WIDTH) < 2 * WIDTH ? 200 : 50;
    Tensor *logits = gpt_forward(gpt, ids, 1, BLOCK);
    GPTCache *cache = gpt_cache_new(gpt);
    for (int i = 0; i < COUNT(cuts); i++) {
        const real *row = gpt_cache_feed(cache, ids + from, cuts[i]);
        from += cuts[i];
        for (int v = 0; v < VOCAB; v++) {
            double right = logits->data[(from - 1) * VOCAB + v];
            ck_assert_msg(fabs(row[v] - right) <= 1e-3 * (1 + fabs(right)), "after %d tokens, logit %d is %g, not %g",
                          from, v, (double)row[v], right);
        }
    }
    gpt_cache_free(cache);
    gpt_free(gpt);
}
END_TEST

Suite *attention_suite(void)
{
    Suite *suite = suite_create("attention");
    TCase *tcase = tcase_create("attention");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, tape_reset, NULL);
    tcase_add_loop_test(tcase, agrees_with_its_definition, 0, COUNT(settings));
    if (IS_DOUBLE)
        tcase_add_loop_test(tcase, every_gradient, 0, 3);
    tcase_add_test(tcase, same_bits_on_any_number_of_threads);
    tcase_add_loop_test(tcase, softmax_of_large_scores, 0, 8);
    tcase_add_test(tcase, a_cache_with_large_scores);
    suite_add_tcase(suite, tcase);
    return suite;
}
