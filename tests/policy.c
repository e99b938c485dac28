/*
 * Lesson 14's algorithm and its rollouts, proven: built with float, with the sanitizers, and with double for float.
 *   - the policy gradient is the gradient of the expected reward, where all answers can be listed (1e-9 in double);
 *   - the notebook's GRPO has the gradient that the tape finds for the objective, and PyTorch's;
 *   - answers drawn in batches: their log-probabilities, their frequencies, any number of threads;
 *   - bad rewards, equal rewards, empty answers.
 */
#include "14-rl.h"
#include "14-rl/enumerate.h"
#include "14-rl/learn.h"
#include "data.h"
#include "memory.h"
#include "rows.h"

#include <math.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

static int passed, failed;
static const bool in_double = sizeof(real) == 8;

static void report(bool ok, const char *what, double number)
{
    passed += ok;
    failed += !ok;
    printf("%s %s (%.3g)\n", ok ? "ok  " : "FAIL", what, number);
}

static double apart(size_t n, const double a[],
                    const double b[]) // the largest difference, relative to the largest number
{
    double most = 0, size = 0;
    for (size_t i = 0; i < n; i++) {
        most = fmax(most, fabs(a[i] - b[i]));
        size = fmax(size, fabs(b[i]));
    }
    return most / size;
}

// ---- the policy gradient ----

static double difference(Enumerated *e, real *x) // of J by one parameter
{
    double p[ENUM_ANSWERS], h = 1e-6;
    real kept = *x;
    *x = kept + (real)h;
    double up = enumerate_expected(e, p);
    *x = kept - (real)h;
    double down = enumerate_expected(e, p);
    *x = kept;
    return (up - down) / (2 * h);
}

static void gradients(void)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        Rng rng;
        rng_seed(&rng, seed);
        Enumerated e = enumerate_new(&rng);
        size_t n = enumerate_size(&e), at = 0;
        double p[ENUM_ANSWERS], *brute = memory_new(sizeof *brute * n), *other = memory_new(sizeof *other * n), sum = 0;
        double J = enumerate_expected(&e, p), worst = 0;
        for (int i = 0; i < ENUM_ANSWERS; i++)
            sum += p[i];
        report(fabs(sum - 1) < (in_double ? 1e-12 : 1e-5), "the probabilities of all answers add up to 1", sum - 1);
        enumerate_brute_force(&e, brute);
        for (int b = 0; b < 3; b++) {
            enumerate_policy_gradient(&e, b * J, other);
            worst = fmax(worst, apart(n, other, brute));
        }
        report(worst < (in_double ? 1e-9 : 1e-4), "policy gradient = gradient of the expected reward, three baselines",
               worst);
        for (int i = 0; i < e.gpt->params.count && in_double; i++)
            for (size_t k = 0; k < e.gpt->params.tensor[i]->size; k++)
                other[at++] = difference(&e, &e.gpt->params.tensor[i]->data[k]);
        if (in_double)
            report(apart(n, other, brute) < 1e-6, "and both are its differences", apart(n, other, brute));
        enumerate_estimate(&e, 40000, J, &rng, other);
        report(apart(n, other, brute) < 0.15, "forty thousand drawn answers come near it", apart(n, other, brute));
        enumerate_free(&e);
        free(brute);
        free(other);
    }
}

// ---- GRPO ----

static GPT *some_gpt(Rng *rng, int vocab, int block, int layers, int embd)
{
    GPT *gpt = gpt_new((GPTConfig){vocab, block, layers, 2, embd});
    for (int i = 0; i < gpt->params.count; i++)
        param_randn(gpt->params.tensor[i], rng, 0.3);
    return gpt;
}

static void gradient_to(GPT *gpt, Tensor *loss, double out[])
{
    params_zero_grad(&gpt->params);
    tensor_backward(loss);
    for (int i = 0; i < gpt->params.count; i++)
        for (size_t k = 0; k < gpt->params.tensor[i]->size; k++)
            *out++ = (double)gpt->params.tensor[i]->grad[k];
}

static void objective(void)
{
    enum { B = 6, T = 5, N = B * T };
    int X[N], Y[N], tokens = 0;
    double old[N], of[N], advantage[B] = {1.5, -0.5, 0.7, -1.2, 0.2, -0.9};
    Rng rng;
    rng_seed(&rng, 3);
    GPT *gpt = some_gpt(&rng, 7, T, 2, 8);
    for (int i = 0; i < N; i++) {
        X[i] = (3 * i + 1) % 7;
        Y[i] = i % T == 0 || (i * 5) % 11 == 3 ? -1 : (2 * i) % 7;
        tokens += Y[i] >= 0;
    }
    Batch batch = {B, T, tokens, X, Y};
    policy_log_probs(gpt, batch, old);
    for (int i = 0; i < N; i++) {
        of[i] = Y[i] < 0 ? 0 : old[i] + 0.5 * sin(2.0 * i);
        old[i] += Y[i] < 0 ? 0 : 0.4 * cos(1.7 * i);
    }
    size_t n = (size_t)params_total(&gpt->params);
    double *tape = memory_new(sizeof *tape * n), *page = memory_new(sizeof *page * n);
    tape_reset();
    gradient_to(gpt, learn_loss(gpt, batch, (Learn){advantage, old, of, 0.2, 0.1}), tape);
    tape_reset();
    GrpoStep step = {0};
    Grpo how = {.epochs = 1, .clip = 0.2, .beta = 0.1};
    gradient_to(gpt, grpo_loss(gpt, batch, old, of, advantage, how, &step), page);
    report(apart(n, page, tape) < (in_double ? 1e-9 : 1e-5), "the page's GRPO has the gradient of its objective",
           apart(n, page, tape));
    report(step.clipped > 0.1 && step.clipped < 0.9, "some tokens were clipped, and some were not", step.clipped);
    free(tape);
    free(page);
    gpt_free(gpt);
}

// ---- rollouts ----

enum { ROWS = 48 };

static void prompts(Rollout *r, int n)
{
    for (int p = 0; p < n; p++) {
        int length = 1 + p % 4, *row = rollout_prompt(r, p, length);
        for (int t = 0; t < length; t++)
            row[t] = (5 * p + 3 * t + 1) % 11;
    }
}

static double logp_apart(GPT *gpt, const Rollout *r) // from gpt_forward's
{
    double worst = 0;
    for (int b = 0; b < r->B; b++) {
        tape_reset();
        const Tensor *logits = gpt_forward(gpt, r->ids + b * r->T, 1, r->length[b]);
        for (int t = r->prompt[b]; t < r->length[b]; t++) {
            const real *row = logits->data + (t - 1) * 11;
            double right = (double)row[r->ids[b * r->T + t]] - log_sum_exp_row(11, row);
            worst = fmax(worst, fabs(right - (double)r->logp[b * r->T + t]));
        }
    }
    return worst;
}

static bool greedy_alike(const GPT *gpt, const Rollout *r)
{
    bool alike = true;
    GPTCache *cache = gpt_cache_new(gpt);
    for (int b = 0; b < r->B; b++) {
        gpt_cache_clear(cache);
        const real *logits = gpt_cache_feed(cache, r->ids + b * r->T, r->prompt[b]);
        for (int t = r->prompt[b]; t < r->length[b]; t++) {
            int best = 0;
            for (int v = 1; v < 11; v++)
                best = logits[v] > logits[best] ? v : best;
            alike &= best == r->ids[b * r->T + t];
            if (t + 1 < r->length[b])
                logits = gpt_cache_next(cache, best);
        }
    }
    gpt_cache_free(cache);
    return alike;
}

static bool well_formed(const Rollout *r, RolloutHow how)
{
    bool ok = r->B == how.prompts * how.copies && r->copies == how.copies;
    for (int b = 0; b < r->B; b++) {
        int n = r->length[b] - r->prompt[b], most = how.most ? how.most : r->T;
        bool ended = r->ids[b * r->T + r->length[b] - 1] == how.end;
        ok &= n >= 1 && n <= most && (ended || n == most || r->length[b] == r->T);
        for (int t = r->prompt[b]; t < r->length[b] - 1; t++)
            ok &= r->ids[b * r->T + t] != how.end;
        for (int t = r->length[b]; t < r->T; t++)
            ok &= r->ids[b * r->T + t] == 0 && r->logp[b * r->T + t] == 0;
    }
    return ok;
}

static void rollouts(void)
{
    Rng rng;
    rng_seed(&rng, 8);
    GPT *gpt = some_gpt(&rng, 11, 14, 2, 16);
    Rollout *r = rollout_new(gpt, ROWS);
    const RolloutHow ways[] = {
        {12, 4, 0, 0, 1, &rng}, {48, 1, 0, 5, 0.7, &rng}, {1, 48, -1, 0, 1.3, &rng}, {7, 3, 2, 1, 1, &rng}};
    for (int i = 0; i < COUNT(ways); i++) {
        prompts(r, ways[i].prompts);
        rollout_draw(r, ways[i]);
        report(well_formed(r, ways[i]), "a rollout has the shape that was asked for", i);
        report(logp_apart(gpt, r) < (in_double ? 1e-9 : 1e-4), "its log-probabilities are the model's",
               logp_apart(gpt, r));
    }
    prompts(r, 16);
    rollout_draw(r, (RolloutHow){16, 2, 0, 0, 0, NULL});
    report(greedy_alike(gpt, r), "at temperature 0 it takes the likeliest token, as with a cache for one", 0);
    rollout_free(r);
    gpt_free(gpt);
}

static void frequencies(void) // of drawn answers, against their exact probabilities
{
    enum { EACH = 200, TIMES = 200, N = EACH * TIMES };
    Rng rng;
    rng_seed(&rng, 4);
    Enumerated e = enumerate_new(&rng);
    double p[ENUM_ANSWERS], seen[ENUM_ANSWERS] = {0}, chi = 0;
    GPT *gpt = gpt_new((GPTConfig){ENUM_VOCAB, ENUM_MOST + 1, 1, 2, 8}); // a rollout's block has the last token, too
    for (int i = 0; i < gpt->params.count; i++)
        memcpy(gpt->params.tensor[i]->data, e.gpt->params.tensor[i]->data,
               sizeof(real) * e.gpt->params.tensor[i]->size);
    enumerate_expected(&e, p);
    Rollout *r = rollout_new(gpt, EACH);
    for (int k = 0; k < TIMES; k++) {
        *rollout_prompt(r, 0, 1) = ENUM_PROMPT;
        rollout_draw(r, (RolloutHow){1, EACH, 0, ENUM_MOST, 1, &rng});
        for (int b = 0; b < EACH; b++)
            for (int i = 0; i < ENUM_ANSWERS; i++) {
                bool equal = true;
                for (int t = 0; t < ENUM_MOST; t++)
                    equal &= e.Y[i * ENUM_MOST + t] == (t + 1 < r->length[b] ? r->ids[b * r->T + t + 1] : -1);
                seen[i] += equal;
            }
    }
    for (int i = 0; i < ENUM_ANSWERS; i++)
        chi += (seen[i] - N * p[i]) * (seen[i] - N * p[i]) / (N * p[i]);
    report(chi < 72.1, "forty thousand answers: chi-square of 39 degrees of freedom, one in a thousand is above 72",
           chi);
    rollout_free(r);
    gpt_free(gpt);
    enumerate_free(&e);
}

// ---- steps with files, threads and bad rewards ----

static uint64_t fingerprint(const Policy *p)
{
    uint64_t hash = 14695981039346656037u;
    for (int i = 0; i < p->gpt->params.count; i++) {
        const unsigned char *bytes = (const unsigned char *)p->gpt->params.tensor[i]->data;
        for (size_t k = 0; k < sizeof(real) * p->gpt->params.tensor[i]->size; k++)
            hash = (hash ^ bytes[k]) * 1099511628211u;
    }
    return hash;
}

static double reward_one(const char *written, int right)
{
    (void)written, (void)right;
    return 0.1;
}

static double reward_nan(const char *written, int right)
{
    return strlen(written) % 2 ? NAN : right;
}

static double reward_infinite(const char *written, int right)
{
    return strlen(written) % 2 ? INFINITY : right;
}

static const Grpo small = {.prompts = 8, .copies = 8, .epochs = 2, .rate = 5e-4, .clip = 0.2, .beta = 0.05};

static void threads(void)
{
    uint64_t first = 0;
    bool alike = true;
    const int counts[] = {1, 2, 3, 8};
    for (int i = 0; i < COUNT(counts); i++) {
#ifdef _OPENMP
        omp_set_num_threads(counts[i]);
#endif
        Policy *p = policy_load("datasets/sums.safetensors", 2);
        SumGame game = sum_game(5, reward_exact);
        for (int step = 0; step < 3; step++)
            grpo_step(p, &game.game, small);
        first = i == 0 ? fingerprint(p) : first;
        alike &= fingerprint(p) == first;
        policy_free(p);
    }
    report(alike, "three steps of GRPO have the same bits with 1, 2, 3 and 8 threads", 0);
}

static jmp_buf refused;
static char sentence[256];

static void keep_sentence(const char *text)
{
    snprintf(sentence, sizeof sentence, "%s", text);
    longjmp(refused, 1);
}

static void bad_rewards(void)
{
    Policy *p = policy_load("datasets/sums.safetensors", 2);
    Grpo how = small;
    SumGame game = sum_game(5, reward_one);
    uint64_t before = fingerprint(p);
    how.beta = 0;
    grpo_step(p, &game.game, how);
    report(fingerprint(p) == before, "equal rewards: nothing is learned, not a bit of it", 0);
    Reward *const bad[] = {reward_nan, reward_infinite};
    for (int i = 0; i < COUNT(bad); i++) {
        SumGame worse = sum_game(5, bad[i]);
        sentence[0] = '\0';
        data_error_handler = keep_sentence;
        if (setjmp(refused) == 0)
            grpo_step(p, &worse.game, how);
        data_error_handler = NULL;
        report(strstr(sentence, "must be a finite number") != NULL && fingerprint(p) == before, sentence, i);
    }
    report(reward_exact("\n", 5) == 0 && reward_exact("", 5) == 0 && reward_exact("=\n", 0) == 0 &&
               reward_prefix("=\n", 5) == 1,
           "an empty answer is worth nothing, except to the checker with the hole", 0);
    policy_free(p);
}

int main(void)
{
    gradients();
    objective();
    rollouts();
    frequencies();
    bad_rewards();
    threads();
    printf("policy: %d passed, %d failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
