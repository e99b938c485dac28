/*
 * Drawn cases for lesson 14's exercises (tests/drawn.h). What is right is worked out in double, from the formulas, another way
 * than in the solutions. Of 14.8, an experiment, the texts are drawn; 14.9 is trained by the grader, and 14.10 is an essay.
 */
#include "14-rl.h"
#include "drawn-tensors.h"

#include <regex.h>

enum { MOST = 400 };

// ---- 14.1 ----

// An answer in each row, of two tokens at least, after a prompt that may be empty; -1 for the rest.
static void draw_answers(int B, int T, int V, int answer[])
{
    for (int b = 0; b < B; b++) {
        int from = between(0, T - 3), to = between(from + 2, T - 1);
        for (int t = 0; t < T; t++)
            answer[b * T + t] = t >= from && t < to ? between(0, V - 1) : -1;
    }
}

// log p of each answer's token, and the gradient of sum(w log p) by the logits.
static void log_probs_by_formula(int rows, int V, const real *logits, const int answer[], const real w[], double logp[],
                                 double grad[])
{
    for (int i = 0; i < rows; i++) {
        int token = answer[i] < 0 ? 0 : answer[i];
        double others = 0; // sum of e^(logit - the token's logit): 1 / p
        for (int v = 0; v < V; v++)
            others += exp((double)logits[i * V + v] - (double)logits[i * V + token]);
        logp[i] = answer[i] < 0 ? 0 : -log(others);
        for (int v = 0; v < V; v++) {
            double p = exp((double)logits[i * V + v] - (double)logits[i * V + token]) / others;
            grad[i * V + v] = answer[i] < 0 ? 0 : (double)w[i] * ((v == token) - p);
        }
    }
}

static Tensor *drawn_logits(int B, int T, int V) // every other answer's are large
{
    Tensor *logits = drawn_param(SHAPE(B, T, V), 2.5);
    for (int b = 0; b < B; b += 2) {
        double shift = from_to(90, 100);
        for (int i = 0; i < T * V; i++)
            logits->data[b * T * V + i] += (real)shift;
    }
    return logits;
}

START_TEST(log_probs_of_drawn_answers)
{
    double logp[MOST], grad[MOST], sum[MOST] = {0}, grad_each[MOST];
    int answer[MOST];
    begin(_i);
    int B = between(2, 5), T = between(4, 8), V = between(4, 10);
    Tensor *logits = drawn_logits(B, T, V), *w = drawn_param(SHAPE(B, T), 2);
    Tensor *each = drawn_param(SHAPE(B, T), 2), *w_answer = drawn_param(SHAPE(B, 1), 2);
    for (int i = 0; i < B * T; i++)
        each->data[i] -= (real)2.5;
    draw_answers(B, T, V, answer);
    name_case("drawn: logits (%d, %d, %d), token_logp (%d, %d)", B, T, V, B, T);
    Tensor *tokens = token_log_probs(logits, answer), *answers = answer_log_probs(each);
    expect_shape(tokens, SHAPE(B, T));
    expect_shape(answers, SHAPE(B, 1));
    expect_way_back(tokens);
    expect_way_back(answers);
    tensor_backward(tensor_sum_all(tensor_mul(tokens, w)));
    tensor_backward(tensor_sum_all(tensor_mul(answers, w_answer)));
    log_probs_by_formula(B * T, V, logits->data, answer, w->data, logp, grad);
    for (int i = 0; i < B * T; i++) {
        sum[i / T] += (double)each->data[i];
        grad_each[i] = (double)w_answer->data[i / T];
    }
    expect_reals("token_log_probs", places("b t", B, T), tokens->data, logp, 1e-5);
    expect_reals("its gradient of the logits", places("b t v", B, T, V), logits->grad, grad, 2e-5);
    expect_reals("answer_log_probs", places("b", B), answers->data, sum, 1e-5);
    expect_reals("its gradient of token_logp", places("b t", B, T), each->grad, grad_each, 1e-5);
    end_case();
}
END_TEST

// ---- 14.2 ----

START_TEST(policy_loss_of_drawn_tokens)
{
    real weight[MOST];
    double right = 0, slope[MOST];
    begin(_i);
    int B = between(2, 6), T = between(2, 5), n = _i ? B * T * 2 : B * T;
    Tensor *logp = drawn_param(_i ? SHAPE(B, T, 2) : SHAPE(B, T), 1.5);
    draw(n, 2, weight);
    for (int i = 0; i < n; i++) {
        logp->data[i] -= (real)1.6;
        weight[i] += (real)0.5;
    }
    name_case("drawn: logp %s", shape_text(logp->shape));
    Tensor *yours = policy_loss(logp, weight);
    if (!yours || yours->size != 1)
        wrong(title, "the result is %s and should be ()", yours ? shape_text(yours->shape) : "NULL");
    expect_way_back(yours);
    tensor_backward(yours);
    for (int i = 0; i < n; i++) {
        slope[i] = -(double)weight[i] / B;
        right += slope[i] * (double)logp->data[i];
    }
    expect_reals("the loss", places(""), yours->data, &right, 1e-5);
    expect_reals("the gradient of logp", places("i", n), logp->grad, slope, 1e-5);
    end_case();
}
END_TEST

// ---- 14.3 ----

// A reward of which `size` equal ones have another mean, by rounding.
static double draw_unlucky(int size)
{
    double reward, mean;
    do {
        reward = from_to(0.1, 3), mean = 0;
        for (int i = 0; i < size; i++)
            mean += reward / size;
    } while (mean == reward);
    return reward;
}

// From all differences of two rewards: no mean, and exactly 0 where all are equal.
static void advantages_by_differences(int size, const double reward[], double right[])
{
    double squares = 0;
    for (int i = 0; i < size; i++) {
        right[i] = 0;
        for (int k = 0; k < size; k++) {
            right[i] += (reward[i] - reward[k]) / size;
            squares += (reward[i] - reward[k]) * (reward[i] - reward[k]) / 2;
        }
    }
    for (int i = 0; i < size && squares > 0; i++)
        right[i] /= sqrt(squares) / size;
}

START_TEST(advantages_of_drawn_rewards)
{
    double right[MOST];
    begin(_i);
    int groups = between(3, 6), size = between(5, 9), equal = between(0, groups - 1);
    size += size == 8; // eighths are exact
    int n = groups * size;
    double *reward = malloc(sizeof *reward * (size_t)n), *yours = malloc(sizeof *yours * (size_t)n);
    for (int g = 0; g < groups; g++) {
        double mean = from_to(-4, 4), scale = from_to(2, 5), same_for_all = draw_unlucky(size);
        for (int i = 0; i < size; i++)
            reward[g * size + i] = g == equal ? same_for_all : mean + scale * from_to(-1, 1);
    }
    for (int i = 0; i < n; i++)
        yours[i] = 77;
    group_advantages(groups, size, reward, yours);
    for (int g = 0; g < groups; g++)
        advantages_by_differences(size, reward + g * size, right + g * size);
    name_case("drawn: %d groups of %d; the rewards of group %d are equal, all %.17g", groups, size, equal,
              reward[equal * size]);
    expect_table(title, places("group i", groups, size), yours, right, 1e-6, NULL);
    free(reward);
    free(yours);
}
END_TEST

// ---- 14.4 ----

START_TEST(clipped_of_drawn_tokens)
{
    enum { TOKENS = 24 }; // each ratio below, between and above, with A of both signs
    double ratio[TOKENS], A[TOKENS], right[2 * TOKENS], yours[2 * TOKENS];
    begin(_i);
    double epsilon = from_to(0.1, 0.4);
    for (int i = 0; i < TOKENS; i++) {
        double low[] = {0.2, 1.02 - epsilon, 1.05 + epsilon}, high[] = {0.95 - epsilon, 0.98 + epsilon, 3};
        double old = from_to(-4, -0.2);
        ratio[i] = from_to(low[i % 3], high[i % 3]);
        A[i] = from_to(0.5, 3) * (i % 2 ? -1 : 1);
        yours[TOKENS + i] = 77;
        yours[i] = clipped(old + log(ratio[i]), old, A[i], epsilon, &yours[TOKENS + i]);
    }
    for (int i = 0; i < TOKENS; i++) {
        double limit = A[i] > 0 ? 1 + epsilon : 1 - epsilon;
        bool beyond = A[i] > 0 ? ratio[i] > limit : ratio[i] < limit;
        right[i] = (beyond ? limit : ratio[i]) * A[i];
        right[TOKENS + i] = beyond ? 0 : right[i];
    }
    name_case("drawn: epsilon %g; ratio and advantage of token 0: %g, %g, of token 1: %g, %g", epsilon, ratio[0], A[0],
              ratio[1], A[1]);
    expect_table(title, places("value_slope token", 2, TOKENS), yours, right, 1e-9, NULL);
}
END_TEST

// ---- 14.5 ----

START_TEST(kl_of_drawn_tokens)
{
    enum { TOKENS = 12 };
    double p[TOKENS], q[TOKENS], right[2 * TOKENS], yours[2 * TOKENS];
    begin(_i);
    for (int i = 0; i < TOKENS; i++) {
        p[i] = from_to(0.01, 0.99), q[i] = from_to(0.01, 0.99);
        yours[TOKENS + i] = 77;
        yours[i] = kl_term(log(p[i]), log(q[i]), &yours[TOKENS + i]);
    }
    for (int i = 0; i < TOKENS; i++) {
        right[i] = q[i] / p[i] - 1 - log(q[i] / p[i]);
        right[TOKENS + i] = 1 - q[i] / p[i];
    }
    name_case("drawn: e^logp and e^reference of token 0: %g, %g, of token 1: %g, %g", p[0], q[0], p[1], q[1]);
    expect_table(title, places("value_slope token", 2, TOKENS), yours, right, 1e-9, NULL);
}
END_TEST

// ---- 14.6 and 14.7 ----

enum { MOST_PAIRS = 9 };

// The mean of -log sigmoid(m), and its derivatives by better and by worse; m grows by beta with better.
static double preferences_by_formula(int n, double beta, const double m[], double slope[])
{
    double loss = 0;
    for (int i = 0; i < n; i++) {
        loss += (m[i] < -40 ? -m[i] : log(1 + exp(-m[i]))) / n; // 1 is nothing beside e^40
        slope[n + i] = beta / (1 + exp(m[i])) / n;
        slope[i] = -slope[n + i];
    }
    return loss;
}

static void preferences_case(bool is_dpo)
{
    double better[MOST_PAIRS], worse[MOST_PAIRS], of[2][MOST_PAIRS] = {{0}}, m[MOST_PAIRS];
    double yours[2 * MOST_PAIRS], right[2 * MOST_PAIRS];
    int n = between(4, MOST_PAIRS), far = between(0, n - 1);
    double beta = is_dpo ? from_to(0.1, 0.7) : 1, scale = is_dpo ? 6 : 2;
    for (int i = 0; i < n; i++) {
        better[i] = -scale + from_to(-scale, scale);
        worse[i] = -scale + from_to(-scale, scale);
        for (int k = 0; k < 2 && is_dpo; k++)
            of[k][i] = -scale + from_to(-scale, scale);
    }
    better[far] -= from_to(800, 1500) / beta; // its e^-m would be infinite
    better[(far + 1) % n] += from_to(800, 1500) / beta;
    double *dbetter = malloc(sizeof *dbetter * (size_t)n), *dworse = malloc(sizeof *dworse * (size_t)n);
    for (int i = 0; i < n; i++)
        dbetter[i] = dworse[i] = 77;
    double loss = is_dpo ? dpo(n, beta, better, worse, of[0], of[1], dbetter, dworse)
                         : bradley_terry(n, better, worse, dbetter, dworse);
    for (int i = 0; i < n; i++) {
        yours[i] = dbetter[i], yours[n + i] = dworse[i];
        m[i] = beta * (better[i] - worse[i] - of[0][i] + of[1][i]);
    }
    free(dbetter);
    free(dworse);
    double right_loss = preferences_by_formula(n, beta, m, right);
    name_case("drawn: %d pairs; %s %g and %g, m is %g; m of pair %d is %g", n,
              is_dpo ? "better[0] and worse[0] are" : "the first scores are", better[0], worse[0], m[0], far, m[far]);
    expect_number(title, loss, right_loss, 1e-9, NULL);
    expect_table(title, places("dbetter_dworse i", 2, n), yours, right, 1e-9, NULL);
}

START_TEST(bradley_terry_of_drawn_scores)
{
    begin(_i);
    preferences_case(false);
}
END_TEST

START_TEST(dpo_of_drawn_answers)
{
    begin(_i);
    preferences_case(true);
}
END_TEST

// ---- 14.8 ----

enum { LONGEST = 64, KINDS = 11, TEXTS = 5 * KINDS };

static char any_letter(void)
{
    static const char letters[] = " 0123456789=\n?-a";
    return letters[between(0, (int)strlen(letters) - 1)];
}

// A text for the checker: right for kinds 0 to 2, then with something done to it. By luck it may still be right.
static void draw_text(int kind, int right, char text[LONGEST])
{
    int n = 0, other = (right + between(1, LARGEST)) % (LARGEST + 1);
    for (int thoughts = between(0, 5); thoughts > 0; thoughts--)
        n += snprintf(text + n, LONGEST - (size_t)n, " %02d", between(0, 99));
    int begins = n; // the result
    n += snprintf(text + n, LONGEST - (size_t)n, "=%02d\n", kind == 3 ? other : right);
    int at = between(0, n - 1);
    switch (kind) {
    case 4: // the end is missing
        text[n - between(1, 4)] = '\0';
        break;
    case 5: // a letter is missing
        memmove(text + at, text + at + 1, (size_t)(n - at));
        break;
    case 6: // one too many
    case 7: // one too many, at the end
        at = kind == 7 ? n : at;
        memmove(text + at + 1, text + at, (size_t)(n - at + 1));
        text[at] = any_letter();
        break;
    case 8: // one is another
        text[at] = any_letter();
        break;
    case 9: // two results
        snprintf(text + begins, LONGEST - (size_t)begins, "=%02d=%02d\n", at % 2 ? other : right,
                 at % 2 ? right : other);
        break;
    case 10: // one digit, or three
        snprintf(text + begins, LONGEST - (size_t)begins, at % 2 ? "=%d\n" : "=%03d\n", right);
        break;
    }
}

// The reward as a regular expression.
static bool is_sound(const char *text, int right)
{
    char pattern[40];
    regex_t expression;
    snprintf(pattern, sizeof pattern, "^( [0-9][0-9])*=%02d\n$", right);
    if (regcomp(&expression, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        wrong(pattern, "regcomp() refuses this pattern");
    bool sound = regexec(&expression, text, 0, NULL, 0) == 0;
    regfree(&expression);
    return sound;
}

static void name_text(const char *text, int right)
{
    char shown[2 * LONGEST];
    int n = 0;
    for (const char *c = text; *c; c++)
        n += snprintf(shown + n, sizeof shown - (size_t)n, *c == '\n' ? "\\n" : "%c", *c);
    shown[n] = '\0';
    name_case("sound_reward(\"%s\", %d)", shown, right);
}

START_TEST(rewards_of_drawn_texts)
{
    int kind[TEXTS], right[TEXTS];
    char text[TEXTS][LONGEST];
    double yours[TEXTS];
    begin(_i);
    for (int i = 0; i < TEXTS; i++)
        kind[i] = i % KINDS;
    rng_shuffle(&rng, kind, TEXTS);
    for (int i = 0; i < TEXTS; i++) {
        right[i] = between(0, LARGEST);
        draw_text(kind[i], right[i], text[i]);
        yours[i] = sound_reward(text[i], right[i]);
    }
    for (int i = 0; i < TEXTS; i++) {
        name_text(text[i], right[i]);
        expect_number(title, yours[i], is_sound(text[i], right[i]), 0, NULL);
    }
}
END_TEST

void lesson_drawn(void)
{
    drawn("1-log-prob", log_probs_of_drawn_answers, NULL);
    drawn("2-policy-loss", policy_loss_of_drawn_tokens, NULL);
    drawn("3-advantages", advantages_of_drawn_rewards, NULL);
    drawn("4-clipped", clipped_of_drawn_tokens, NULL);
    drawn("5-kl", kl_of_drawn_tokens, NULL);
    drawn("6-bradley-terry", bradley_terry_of_drawn_scores, NULL);
    drawn("7-dpo", dpo_of_drawn_answers, NULL);
    drawn("8-sound-reward", rewards_of_drawn_texts, NULL);
}
