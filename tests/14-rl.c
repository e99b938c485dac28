/*
 * The tests of lesson 14's exercises: expectations by hand, from the library's tape, or from PyTorch (14-rl.txt), never
 * from the solutions.
 */
#include "14-rl.h"
#include "params.h"
#include "suite.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void suite_of_rewards(void); // 14-rl-rewards.c has 14.8 and 14.9

#define REFERENCE "tests/14-rl.txt"

// Adds a guess unless it is the right answer or like an earlier guess. Was it added?
static bool is_new(int n, const double *values, const double *right, int count, Guess guesses[], const char *sentence)
{
    bool alike = same(n, values, right, 1e-6);
    for (int k = 0; k < count; k++)
        alike |= same(n, values, guesses[k].values, 1e-6);
    guesses[count] = alike ? (Guess){0} : (Guess){values, sentence};
    return !alike;
}

// ---- 14.1 log-probabilities ----

enum { B = 3, T = 4, V = 5, ROWS = B * T };
static const int ANSWER[ROWS] = {-1, 2, 0, 4, -1, -1, 1, 3, 3, 0, -1, -1};

// logits 1.5 sin(k^1.3): the same in 14-rl-reference.py
static Tensor *some_logits(void)
{
    Tensor *t = tensor_zeros(SHAPE(B, T, V));
    for (size_t i = 0; i < t->size; i++)
        t->data[i] = (real)(1.5 * sin(pow((double)i + 1, 1.3)));
    return t;
}

static void numbers_of(const Tensor *t, double out[])
{
    for (size_t i = 0; i < t->size; i++)
        out[i] = (double)t->data[i];
}

static void log_probs_case(const char *input, Tensor *logits, const int answer[])
{
    double right[ROWS], raw[ROWS], p[ROWS], loss[ROWS], yours[ROWS];
    for (int i = 0; i < ROWS; i++) {
        const real *row = logits->data + i * V;
        double sum = 0, most = -1e30;
        for (int v = 0; v < V; v++)
            most = fmax(most, (double)row[v]);
        for (int v = 0; v < V; v++)
            sum += exp((double)row[v] - most);
        right[i] = answer[i] < 0 ? 0 : (double)row[answer[i]] - most - log(sum);
        raw[i] = answer[i] < 0 ? 0 : (double)row[answer[i]];
        p[i] = answer[i] < 0 ? 0 : exp(right[i]);
        loss[i] = -right[i];
    }
    Tensor *result = token_log_probs(logits, answer);
    if (!result || !shape_equal(result->shape, SHAPE(B, T)))
        wrong(input, "the result has the shape %s and should have (%d, %d)",
              result ? shape_text(result->shape) : "NULL", B, T);
    numbers_of(result, yours);
    expect_table(input, places("b t", B, T), yours, right, 1e-5,
                 (Guess[]){{raw, "a logit is not a log-probability yet: tensor_log_softmax comes first"},
                           {p, "that is the probability: the logarithm is missing"},
                           {loss, "that is the loss, with the sign turned: a log-probability is never above 0"},
                           {0}});
}

START_TEST(log_probs_of_tokens)
{
    log_probs_case("token_log_probs: logits (3, 4, 5) = 1.5 sin(k^1.3)", some_logits(), ANSWER);
}
END_TEST

START_TEST(log_probs_of_large_logits)
{
    Tensor *logits = some_logits();
    for (size_t i = 0; i < logits->size; i++)
        logits->data[i] = logits->data[i] * 3 + 90;
    log_probs_case("token_log_probs: logits around 90", logits, ANSWER);
}
END_TEST

START_TEST(log_probs_of_answers)
{
    const char *input = "answer_log_probs: (3, 4)";
    static const real each[ROWS] = {-1, -2, -0.5f, 0, 0, -3, -0.25f, -1, -0.125f, 0, 0, 0};
    double sum[B] = {-3.5, -4.25, -0.125}, mean[B], all[B], minus[B], yours[B];
    for (int i = 0; i < B; i++) {
        mean[i] = sum[i] / T;
        minus[i] = -sum[i];
        all[i] = sum[0] + sum[1] + sum[2];
    }
    Params p = {0};
    Tensor *x = params_zeros(&p, "token_logp", SHAPE(B, T));
    memcpy(x->data, each, sizeof each);
    Tensor *result = answer_log_probs(x);
    if (!result || !shape_equal(result->shape, SHAPE(B, 1)))
        wrong(input, "the result has the shape %s and should have (%d, 1)", result ? shape_text(result->shape) : "NULL",
              B);
    numbers_of(result, yours);
    expect_table(input, places("b", B), yours, sum, 1e-5,
                 (Guess[]){{mean, "that is the mean, not the sum: an answer of more tokens is less likely"},
                           {all, "each answer has its own sum"},
                           {minus, "a log-probability is never above 0"},
                           {0}});
    const real weight[B] = {1, -2, 3};
    double grad[ROWS], slopes[ROWS];
    tensor_backward(tensor_sum_all(tensor_mul(result, tensor_from(SHAPE(B, 1), weight))));
    for (int i = 0; i < ROWS; i++) {
        grad[i] = (double)x->grad[i];
        slopes[i] = (double)weight[i / T];
    }
    expect_table("the gradient of 1, -2 and 3 times the three sums", places("b t", B, T), grad, slopes, 1e-5, NULL);
    params_free(&p);
}
END_TEST

// ---- 14.2 REINFORCE's loss ----

static void policy_loss_case(const char *input, int rows, int width, const real logp[], const real weight[])
{
    enum { MOST = 32 };
    int n = rows * width;
    double right = 0, plus, mean, sum, probs = 0, slope[MOST], yours[MOST], slope_plus[MOST], slope_sum[MOST],
           zeros[MOST] = {0};
    for (int i = 0; i < n; i++) {
        right -= (double)(weight[i] * logp[i]) / rows;
        probs -= (double)weight[i] * exp((double)logp[i]) / rows;
        slope[i] = -(double)weight[i] / rows;
        slope_plus[i] = -slope[i];
        slope_sum[i] = slope[i] * rows;
    }
    plus = -right, mean = right / width, sum = right * rows;
    Params p = {0};
    Tensor *x = params_zeros(&p, "logp", SHAPE(rows, width));
    memcpy(x->data, logp, sizeof *logp * (size_t)n);
    tape_reset();
    Tensor *loss = policy_loss(x, weight);
    if (!loss || loss->size != 1)
        wrong(input, "the result has the shape %s and should have ()", loss ? shape_text(loss->shape) : "NULL");
    Guess guesses[] = {{&plus, "the minus is missing: an optimiser goes downhill, and the reward should go up"},
                       {&sum, "that is the sum: divide by B, the number of answers"},
                       {&probs, "logp itself, not the probability: the gradient would get a second factor p"},
                       {&mean, "divide by B, the number of answers, not by the number of tokens"},
                       {0}};
    expect_number(input, tensor_item(loss), right, 1e-5, guesses);
    if (!loss->needs_grad)
        wrong(input, "no gradient flows back to logp");
    tensor_backward(loss);
    for (int i = 0; i < n; i++)
        yours[i] = (double)x->grad[i];
    expect_table(input, places("i", n), yours, slope, 1e-5,
                 (Guess[]){{slope_plus, "the minus is missing"},
                           {slope_sum, "that is the gradient of the sum: divide by B"},
                           {zeros, "no gradient flows back to logp: do not detach it"},
                           {0}});
    params_free(&p);
}

START_TEST(policy_loss_of_two)
{
    policy_loss_case("logp -1 -3, weight 0.5 -0.5", 2, 1, (real[]){-1, -3}, (real[]){0.5f, -0.5f});
}
END_TEST

START_TEST(policy_loss_of_tokens)
{
    real logp[12], weight[12];
    for (int i = 0; i < 12; i++) {
        logp[i] = (real)(-1.5 - sin(2.0 * i));
        weight[i] = (real)(cos(1.0 + i) + 0.3);
    }
    policy_loss_case("logp (4, 3) = -1.5 - sin(2 i), weight = cos(1 + i) + 0.3", 4, 3, logp, weight);
}
END_TEST

// ---- 14.3 advantages ----

enum { MOST_REWARDS = 24 };

typedef struct AdvantageWay {
    bool raw, unbiased, variance, first, all;
} AdvantageWay;

static void advantages_by_hand(int groups, int size, const double reward[], AdvantageWay way, double out[])
{
    for (int g = 0; g < groups; g++) {
        const double *r = reward + (way.first ? 0 : g * size);
        double mean = 0, variance = 0;
        for (int i = 0; i < size; i++)
            mean += r[i] / size;
        if (way.all) {
            mean = 0;
            for (int i = 0; i < groups * size; i++)
                mean += reward[i] / (groups * size);
        }
        for (int i = 0; i < size; i++)
            variance += (r[i] - mean) * (r[i] - mean) / (way.unbiased ? size - 1 : size);
        double by = way.raw ? 1 : way.variance ? variance : sqrt(variance);
        for (int i = 0; i < size; i++)
            out[g * size + i] = variance > 1e-12 ? (r[i] - mean) / by : 0;
    }
}

static void advantages_case(const char *input, int groups, int size, const double reward[])
{
    static const struct {
        AdvantageWay way;
        const char *sentence;
    } mistakes[] = {
        {{.raw = true}, "divide by the group's std, so that all groups count alike"},
        {{.unbiased = true}, "the std divides by size, not by size - 1"},
        {{.variance = true}, "that is the variance: its root is the std"},
        {{.first = true}, "these are the first group's rewards again: answer i of group g is number g * size + i"},
        {{.all = true}, "over its group, not over all answers"},
    };
    int n = groups * size;
    double right[MOST_REWARDS], *yours = malloc(sizeof *yours * (size_t)n), known[COUNT(mistakes)][MOST_REWARDS];
    Guess guesses[COUNT(mistakes) + 1] = {{0}};
    int count = 0;
    advantages_by_hand(groups, size, reward, (AdvantageWay){0}, right);
    for (int i = 0; i < COUNT(mistakes); i++) {
        advantages_by_hand(groups, size, reward, mistakes[i].way, known[count]);
        count += is_new(n, known[count], right, count, guesses, mistakes[i].sentence);
    }
    for (int i = 0; i < n; i++)
        yours[i] = 77;
    group_advantages(groups, size, reward, yours);
    for (int g = 0; g < groups; g++)
        for (int i = 0; i < size; i++) {
            double a = yours[g * size + i];
            if (a == 77)
                wrong(input, "advantage[%d] was not written", g * size + i);
            bool equal = true;
            for (int k = 0; k < size; k++)
                equal &= reward[g * size + k] == reward[g * size];
            if (equal && !(fabs(a) < 1e-6))
                wrong(input,
                      "all rewards of a group are equal, and advantage[%d] is %g: there is nothing to compare, so all "
                      "are 0",
                      g * size + i, a);
        }
    expect_table(input, places("group i", groups, size), yours, right, 1e-6, guesses);
    free(yours);
}

START_TEST(advantages_of_one_group)
{
    advantages_case("one group: 1 0 0 0", 1, 4, (double[]){1, 0, 0, 0});
    advantages_case("one group: 3 -1 2.5 0.5 7", 1, 5, (double[]){3, -1, 2.5, 0.5, 7});
}
END_TEST

START_TEST(advantages_of_groups)
{
    advantages_case("three groups: 1 0 0 0, 1 1 1 0, 0 1 0 1", 3, 4, (double[]){1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1});
    advantages_case("two groups: 5 6 9, -1 0 -4", 2, 3, (double[]){5, 6, 9, -1, 0, -4});
}
END_TEST

START_TEST(advantages_of_equals)
{
    advantages_case("two groups: 1 1 1 1, 1 0 1 0", 2, 4, (double[]){1, 1, 1, 1, 1, 0, 1, 0});
    advantages_case("two groups: 0 0 0, 0 2 1", 2, 3, (double[]){0, 0, 0, 0, 2, 1});
    advantages_case("three groups: six times 0.1, 1 0 0 0 0 0, six times 0.7", 3, 6,
                    (double[]){0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 1, 0, 0, 0, 0, 0, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7});
}
END_TEST

// ---- 14.4 clipping ----

static void clipped_by_hand(double ratio, double a, double epsilon, int way, double out[2])
{
    double near = ratio < 1 - epsilon ? 1 - epsilon : ratio > 1 + epsilon ? 1 + epsilon : ratio;
    bool free = way == 1 ? ratio == near : way == 2 ? true : ratio * a <= near * a;
    out[0] = free ? ratio * a : near * a;
    out[1] = free ? (way == 3 ? a : ratio * a) : way == 4 ? near * a : 0;
}

static void clipped_case(double ratio, double a, double epsilon)
{
    static const char *const says[] = {
        "clipping is one-sided, by the smaller of the two: for A > 0 above 1 + epsilon, for A < 0 below 1 - epsilon",
        "that is never clipped: the smaller of the two is wanted",
        "the slope is by logp, and not by ratio: ratio * A",
        "where it is clipped, the slope is 0",
        "the ratio is now divided by before: e^(logp - old)",
        "the ratio is e to the difference of the logs",
    };
    char input[128];
    double old = -1.25, known[COUNT(says)][2], yours[2], right[2];
    Guess guesses[COUNT(says) + 1] = {{0}};
    int n = 0;
    clipped_by_hand(ratio, a, epsilon, 0, right);
    for (int i = 0; i < COUNT(says); i++) {
        clipped_by_hand(i == 4 ? 1 / ratio : i == 5 ? log(ratio) : ratio, a, epsilon, i < 4 ? i + 1 : 0, known[n]);
        n += is_new(2, known[n], right, n, guesses, says[i]);
    }
    yours[0] = clipped(old + log(ratio), old, a, epsilon, &yours[1]);
    snprintf(input, sizeof input, "ratio %g, advantage %g, epsilon %g: value, slope", ratio, a, epsilon);
    expect_table(input, places("i", 2), yours, right, 1e-9, guesses);
}

START_TEST(clipped_of_good_tokens)
{
    clipped_case(1.1, 2, 0.2);
    clipped_case(1.5, 2, 0.2);
    clipped_case(0.5, 2, 0.2);
}
END_TEST

START_TEST(clipped_of_bad_tokens)
{
    clipped_case(0.9, -2, 0.2);
    clipped_case(1.5, -2, 0.2);
    clipped_case(0.5, -2, 0.2);
}
END_TEST

START_TEST(clipped_of_others)
{
    clipped_case(1.4, 0.7, 0.3);
    clipped_case(0.65, -1.5, 0.3);
    clipped_case(1, 3, 0.2);
    clipped_case(7, -0.5, 0.1);
}
END_TEST

// ---- 14.5 KL ----

static void kl_case(double logp, double reference)
{
    double d = reference - logp, right[2] = {exp(d) - d - 1, 1 - exp(d)}, yours[2];
    double other[2] = {exp(-d) + d - 1, 1 - exp(-d)}, k1[2] = {-d, 1}, k2[2] = {d * d / 2, -d};
    double by_d[2] = {right[0], -right[1]}, one[2] = {right[0] + 1, right[1]};
    char input[128];
    yours[0] = kl_term(logp, reference, &yours[1]);
    snprintf(input, sizeof input, "logp %g, reference %g: value, slope", logp, reference);
    expect_table(input, places("i", 2), yours, right, 1e-9,
                 (Guess[]){{other, "d = reference - logp, not the other way round"},
                           {k1, "that is k1, logp - reference: it may be negative"},
                           {k2, "that is k2, d^2 / 2: its mean is not the KL"},
                           {by_d, "the slope is by d, and not by logp: turn its sign"},
                           {one, "the - 1 is missing: equal policies have a KL of 0"},
                           {0}});
}

START_TEST(kl_of_some)
{
    kl_case(log(0.5), log(0.25));
    kl_case(log(0.2), log(0.7));
    kl_case(-3, -1);
}
END_TEST

START_TEST(kl_of_far_ones)
{
    kl_case(-0.1, -9);
    kl_case(-6, -0.5);
}
END_TEST

START_TEST(kl_has_the_right_mean)
{
    // over a distribution of three, exactly: the mean of the values is the KL divergence
    const double p[3] = {0.6, 0.3, 0.1}, q[3] = {0.2, 0.3, 0.5};
    double mean = 0, kl = 0, slope;
    for (int i = 0; i < 3; i++) {
        mean += p[i] * kl_term(log(p[i]), log(q[i]), &slope);
        kl += p[i] * log(p[i] / q[i]);
    }
    expect_number("p = 0.6 0.3 0.1, q = 0.2 0.3 0.5: the mean of value over p", mean, kl, 1e-9, NULL);
}
END_TEST

// ---- 14.6 and 14.7 preferences ----

enum { PAIRS = 4 };

static double minus_log_sigmoid(double m)
{
    return m > 0 ? log1p(exp(-m)) : -m + log1p(exp(m));
}

static double sigmoid(double m)
{
    return 1 / (1 + exp(-m));
}

typedef struct Preferences { // beta and of are of no account for Bradley and Terry
    double beta, better[PAIRS], worse[PAIRS], of_better[PAIRS], of_worse[PAIRS];
} Preferences;

static double margin(const Preferences *c, int i, int way)
{
    double beta = way == 2 ? 1 : c->beta, of = way == 1 ? 0 : c->of_better[i] - c->of_worse[i];
    if (way == 3)
        of = c->of_better[i] + c->of_worse[i];
    return beta * (c->better[i] - c->worse[i] - of);
}

static double loss_by_hand(const Preferences *c, int n, int way, double sign)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += minus_log_sigmoid(sign * margin(c, i, way));
    return sum / n;
}

static void slopes_by_hand(const Preferences *c, int n, double factor, double sign, double out[])
{
    for (int i = 0; i < n; i++) {
        out[i] = -factor * sigmoid(-sign * margin(c, i, 0)) / n;
        out[n + i] = -out[i];
    }
}

static void preference_case(const char *input, int n, const Preferences *c, bool is_dpo)
{
    double slope[2 * PAIRS], yours[2 * PAIRS], minus[2 * PAIRS], other[2 * PAIRS], sums[2 * PAIRS], no_beta[2 * PAIRS];
    double right = loss_by_hand(c, n, 0, 1);
    double without = loss_by_hand(c, n, 1, 1), beta = loss_by_hand(c, n, 2, 1), plus = loss_by_hand(c, n, 3, 1);
    double turned = loss_by_hand(c, n, 0, -1), sum = right * n;
    for (int i = 0; i < 2 * n; i++)
        yours[i] = 77;
    double *better = malloc(sizeof *better * (size_t)n), *worse = malloc(sizeof *worse * (size_t)n);
    double loss = is_dpo ? dpo(n, c->beta, c->better, c->worse, c->of_better, c->of_worse, better, worse)
                         : bradley_terry(n, c->better, c->worse, better, worse);
    memcpy(yours, better, sizeof *better * (size_t)n);
    memcpy(yours + n, worse, sizeof *worse * (size_t)n);
    free(better);
    free(worse);
    if (!isfinite(loss))
        wrong(input, "the loss is %g: e to a large number overflows. Use e^-|m|, which is never above 1", loss);
    Guess guesses[8] = {{0}};
    const double *const known[] = {&sum, &turned, &without, &beta, &plus};
    static const char *const says[] = {"that is the sum, not the mean",
                                       "m is better minus worse, not the other way round",
                                       "the reference is missing in m", "beta is missing in m",
                                       "a sign is wrong: (better - of_better) - (worse - of_worse)"};
    int count = 0;
    for (int i = 0; i < (is_dpo ? 5 : 2); i++)
        if (fabs(*known[i] - right) > 1e-6)
            guesses[count++] = (Guess){known[i], says[i]};
    expect_number(input, loss, right, 1e-9, guesses);
    slopes_by_hand(c, n, c->beta, 1, slope);
    slopes_by_hand(c, n, c->beta, -1, other);
    slopes_by_hand(c, n, 1, 1, no_beta);
    for (int i = 0; i < 2 * n; i++) {
        minus[i] = -slope[i];
        sums[i] = n * slope[i];
    }
    Guess of_slope[5] = {{minus, "the signs are turned round: a higher score for the better answer lowers the loss"}};
    count = 1;
    of_slope[count++] = (Guess){other, "that has sigmoid(m): it is sigmoid(-m), not sigmoid(m)"};
    if (n > 1)
        of_slope[count++] = (Guess){sums,
                                    "these are derivatives of the sum, and the loss is of the mean: divide by pairs"};
    if (is_dpo)
        of_slope[count++] = (Guess){no_beta, "beta is missing in the derivatives: dm/dbetter = beta"};
    expect_table(input, places("dbetter_dworse i", 2, n), yours, slope, 1e-9, of_slope);
}

static const Preferences SOME = {.beta = 1, .better = {2, 0.5, -1, 3}, .worse = {1, 1.5, -1.25, -2}};

START_TEST(bradley_terry_of_one)
{
    preference_case("scores 2 and 1", 1, &SOME, false);
    preference_case("scores 0.5 and 1.5", 1, &(Preferences){.beta = 1, .better = {0.5}, .worse = {1.5}}, false);
}
END_TEST

START_TEST(bradley_terry_of_four)
{
    preference_case("better 2 0.5 -1 3, worse 1 1.5 -1.25 -2", 4, &SOME, false);
}
END_TEST

START_TEST(bradley_terry_far_apart)
{
    preference_case("scores -600 and 600, 2 and 1", 2,
                    &(Preferences){.beta = 1, .better = {-600, 2}, .worse = {600, 1}}, false);
    preference_case("scores 900 and -300, 2 and 1", 2,
                    &(Preferences){.beta = 1, .better = {900, 2}, .worse = {-300, 1}}, false);
}
END_TEST

START_TEST(dpo_of_one)
{
    preference_case("beta 0.5, better -2, worse -3, of_better -3, of_worse -2", 1,
                    &(Preferences){0.5, {-2}, {-3}, {-3}, {-2}}, true);
}
END_TEST

START_TEST(dpo_of_four)
{
    preference_case("beta 0.2, four pairs", 4,
                    &(Preferences){0.2, {-5, -7, -3, -9}, {-6, -4, -8, -2}, {-8, -6, -3.5, -7}, {-5, -5, -6, -3}},
                    true);
}
END_TEST

START_TEST(dpo_far_apart)
{
    preference_case("beta 2, better -900 and -5, worse -100 and -6", 2,
                    &(Preferences){2, {-900, -5}, {-100, -6}, {-90, -6}, {-110, -6.5}}, true);
}
END_TEST

// ---- PyTorch: the same numbers from autograd, by tests/14-rl-reference.py ----

enum { MANY = 12 };

static void wave(int n, double scale, double power, double shift, double out[])
{
    for (int i = 0; i < n; i++)
        out[i] = scale * sin(pow(i + 1, power) + shift);
}

static void torch_case(const char *name, int n, const double yours[])
{
    double right[ROWS * V];
    char input[128];
    snprintf(input, sizeof input, "%s, compared with PyTorch", name);
    reference(REFERENCE, name, n, right);
    expect_table(input, places("i", n), yours, right, 1e-5, NULL);
}

START_TEST(log_probs_of_torch)
{
    double yours[ROWS * V], w[ROWS];
    real weight[ROWS];
    wave(ROWS, -1.0 / B, 1.1, 0.5, w);
    for (int i = 0; i < ROWS; i++)
        weight[i] = (real)w[i];
    Params p = {0};
    Tensor *logits = params_zeros(&p, "logits", SHAPE(B, T, V)), *made = some_logits();
    memcpy(logits->data, made->data, sizeof *made->data * made->size);
    Tensor *result = token_log_probs(logits, ANSWER);
    numbers_of(result, yours);
    torch_case("token_log_probs", ROWS, yours);
    tensor_backward(tensor_sum_all(tensor_mul(result, tensor_from(result->shape, weight))));
    for (int i = 0; i < ROWS * V; i++)
        yours[i] = (double)logits->grad[i];
    torch_case("policy_loss.logits", ROWS * V, yours);
    params_free(&p);
}
END_TEST

START_TEST(policy_loss_of_torch)
{
    double logp[ROWS], w[ROWS], yours[ROWS * V];
    real weight[ROWS];
    reference(REFERENCE, "token_log_probs", ROWS, logp);
    wave(ROWS, 1, 1.1, 0.5, w);
    for (int i = 0; i < ROWS; i++)
        weight[i] = (real)w[i];
    Params p = {0};
    Tensor *logits = params_zeros(&p, "logits", SHAPE(B, T, V)), *made = some_logits();
    memcpy(logits->data, made->data, sizeof *made->data * made->size);
    Tensor *picked = tensor_view(tensor_pick(tensor_log_softmax(logits), ANSWER), SHAPE(B, T)); // not your 14.1
    Tensor *loss = policy_loss(picked, weight);
    double item = tensor_item(loss);
    torch_case("policy_loss", 1, &item);
    tensor_backward(loss);
    for (int i = 0; i < ROWS * V; i++)
        yours[i] = (double)logits->grad[i];
    torch_case("policy_loss.logits", ROWS * V, yours);
    params_free(&p);
}
END_TEST

START_TEST(advantages_of_torch)
{
    double yours[12];
    group_advantages(2, 6, (double[]){1, 0, 0, 1, 0, 0.5, 3, -1, 2.5, 0.5, 7, 0}, yours);
    torch_case("group_advantages", 12, yours);
}
END_TEST

START_TEST(clipped_of_torch)
{
    double now[MANY], old[MANY], advantage[MANY], value[MANY], slope[MANY];
    wave(MANY, 0.5, 1.2, 0, now);
    wave(MANY, 0.4, 1.4, 1, old);
    wave(MANY, 2, 1.7, 2, advantage);
    for (int i = 0; i < MANY; i++) {
        value[i] = clipped(now[i] - 1.5, old[i] - 1.5, advantage[i], 0.2, &slope[i]);
    }
    torch_case("clipped", MANY, value);
    torch_case("clipped.slope", MANY, slope);
}
END_TEST

START_TEST(kl_of_torch)
{
    double now[MANY], old[MANY], value[MANY], slope[MANY];
    wave(MANY, 0.5, 1.2, 0, now);
    wave(MANY, 0.4, 1.4, 1, old);
    for (int i = 0; i < MANY; i++) {
        value[i] = kl_term(now[i] - 1.5, old[i] - 1.5, &slope[i]);
    }
    torch_case("kl_term", MANY, value);
    torch_case("kl_term.slope", MANY, slope);
}
END_TEST

static double better[MANY], worse[MANY], of_better[MANY], of_worse[MANY], dbetter[MANY], dworse[MANY];

static void many_pairs(void)
{
    wave(MANY, 3, 1.2, 0, better);
    wave(MANY, 3, 1.3, 1, worse);
    wave(MANY, 2, 1.5, 2, of_better);
    wave(MANY, 2, 1.6, 3, of_worse);
}

START_TEST(bradley_terry_of_torch)
{
    many_pairs();
    double loss = bradley_terry(MANY, better, worse, dbetter, dworse);
    torch_case("bradley_terry", 1, &loss);
    torch_case("bradley_terry.better", MANY, dbetter);
    torch_case("bradley_terry.worse", MANY, dworse);
}
END_TEST

START_TEST(dpo_of_torch)
{
    many_pairs();
    double loss = dpo(MANY, 0.3, better, worse, of_better, of_worse, dbetter, dworse);
    torch_case("dpo", 1, &loss);
    torch_case("dpo.better", MANY, dbetter);
    torch_case("dpo.worse", MANY, dworse);
}
END_TEST

// ---- 14.10 the essay ----

START_TEST(essay_is_written)
{
    enum { LEAST = 60 };
    const char *text = trial_and_imitation();
    int words = 0;
    if (!text)
        wrong("trial_and_imitation()", "the result is NULL, and should be your text");
    for (const char *c = text; *c; c++)
        words += isalnum((unsigned char)*c) && (c == text || isspace((unsigned char)c[-1]));
    if (words < LEAST)
        wrong("trial_and_imitation()", "%d words: at least %d are wanted, a page is better", words, LEAST);
}
END_TEST

void lesson_suite(void)
{
    exercise("1-log-prob", log_probs_of_tokens, log_probs_of_large_logits, log_probs_of_answers, log_probs_of_torch,
             NULL);
    exercise("2-policy-loss", policy_loss_of_two, policy_loss_of_tokens, policy_loss_of_torch, NULL);
    exercise("3-advantages", advantages_of_one_group, advantages_of_groups, advantages_of_equals, advantages_of_torch,
             NULL);
    exercise("4-clipped", clipped_of_good_tokens, clipped_of_bad_tokens, clipped_of_others, clipped_of_torch, NULL);
    exercise("5-kl", kl_of_some, kl_of_far_ones, kl_has_the_right_mean, kl_of_torch, NULL);
    exercise("6-bradley-terry", bradley_terry_of_one, bradley_terry_of_four, bradley_terry_far_apart,
             bradley_terry_of_torch, NULL);
    exercise("7-dpo", dpo_of_one, dpo_of_four, dpo_far_apart, dpo_of_torch, NULL);
    exercise("10-trial", essay_is_written, NULL);
    suite_of_rewards();
}
