/* A policy whose answers can be listed: see enumerate.h. */
#include "enumerate.h"
#include "14-rl.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>

static void add_answer(Enumerated *e, int i, const int answer[], int n)
{
    for (int t = 0; t < ENUM_MOST; t++) {
        e->X[i * ENUM_MOST + t] = t == 0 ? ENUM_PROMPT : t <= n ? answer[t - 1] : 0;
        e->Y[i * ENUM_MOST + t] = t < n ? answer[t] : -1;
    }
}

Enumerated enumerate_new(Rng *rng)
{
    Enumerated e = {.gpt = gpt_new((GPTConfig){ENUM_VOCAB, ENUM_MOST, 1, 2, 8})};
    int count = 0;
    gpt_init(e.gpt, rng);
    for (int i = 0; i < e.gpt->params.count; i++) // larger than a GPT begins with: the answers shall differ
        param_randn(e.gpt->params.tensor[i], rng, 0.4);
    for (int code = 0; code < ENUM_VOCAB * ENUM_VOCAB * ENUM_VOCAB; code++) {
        const int answer[ENUM_MOST] = {code / 16, code / 4 % 4, code % 4};
        int n = answer[0] == 0 ? 1 : answer[1] == 0 ? 2 : 3;
        if ((n == 1 && code % 16) || (n == 2 && code % 4))
            continue; // what follows an end does not belong to the answer
        e.reward[count] = 2 * rng_random(rng) + n;
        add_answer(&e, count++, answer, n);
    }
    CHECK(count == ENUM_ANSWERS, "%d answers, not %d", count, ENUM_ANSWERS);
    return e;
}

void enumerate_free(Enumerated *e)
{
    gpt_free(e->gpt);
}

size_t enumerate_size(const Enumerated *e)
{
    return (size_t)params_total(&e->gpt->params);
}

Tensor *enumerate_log_probs(const Enumerated *e)
{
    Tensor *logits = gpt_forward(e->gpt, e->X, ENUM_ANSWERS, ENUM_MOST); // (40, 3, 4)
    return answer_log_probs(token_log_probs(logits, e->Y));              // (40, 1)
}

double enumerate_expected(const Enumerated *e, double p[ENUM_ANSWERS])
{
    double sum = 0;
    tape_reset();
    const Tensor *logp = enumerate_log_probs(e);
    for (int i = 0; i < ENUM_ANSWERS; i++) {
        p[i] = exp((double)logp->data[i]);
        sum += p[i] * e->reward[i];
    }
    return sum;
}

// Runs backward, and copies what the parameters got, times `sign`.
static void gradient_of(const Enumerated *e, Tensor *loss, double sign, double gradient[])
{
    params_zero_grad(&e->gpt->params);
    tensor_backward(loss);
    for (int i = 0; i < e->gpt->params.count; i++) {
        const Tensor *t = e->gpt->params.tensor[i];
        for (size_t k = 0; k < t->size; k++)
            *gradient++ = sign * (double)t->grad[k];
    }
}

void enumerate_brute_force(const Enumerated *e, double gradient[])
{
    tape_reset();
    Tensor *p = tensor_exp(enumerate_log_probs(e)), *reward = tensor_zeros(SHAPE(ENUM_ANSWERS, 1)); // (40, 1)
    for (int i = 0; i < ENUM_ANSWERS; i++)
        reward->data[i] = (real)e->reward[i];
    gradient_of(e, tensor_sum_all(tensor_mul(p, reward)), 1, gradient);
}

static void weighted(const Enumerated *e, const double weight[], double gradient[])
{
    real w[ENUM_ANSWERS];
    for (int i = 0; i < ENUM_ANSWERS; i++)
        w[i] = (real)(ENUM_ANSWERS * weight[i]); // policy_loss divides by the number of rows
    tape_reset();
    gradient_of(e, policy_loss(enumerate_log_probs(e), w), -1, gradient);
}

void enumerate_policy_gradient(const Enumerated *e, double baseline, double gradient[])
{
    double p[ENUM_ANSWERS];
    enumerate_expected(e, p);
    for (int i = 0; i < ENUM_ANSWERS; i++)
        p[i] *= e->reward[i] - baseline;
    weighted(e, p, gradient);
}

void enumerate_estimate(const Enumerated *e, int n, double baseline, Rng *rng, double gradient[])
{
    double p[ENUM_ANSWERS], weight[ENUM_ANSWERS] = {0};
    enumerate_expected(e, p);
    for (int k = 0; k < n; k++) {
        int i = rng_choices(rng, p, ENUM_ANSWERS);
        weight[i] += (e->reward[i] - baseline) / n;
    }
    weighted(e, weight, gradient);
}

double enumerate_noise(const Enumerated *e, double baseline, const double p[], const double exact[])
{
    size_t n = enumerate_size(e);
    double noise = 0, *one = memory_new(sizeof *one * n);
    for (int i = 0; i < ENUM_ANSWERS; i++) {
        double weight[ENUM_ANSWERS] = {0}, apart = 0;
        weight[i] = e->reward[i] - baseline;
        weighted(e, weight, one);
        for (size_t k = 0; k < n; k++)
            apart += (one[k] - exact[k]) * (one[k] - exact[k]);
        noise += p[i] * apart;
    }
    free(one);
    return noise;
}
