/*
 * The tests of lesson 13's exercises. Expectations are worked out here, by loops in double, never by the solutions.
 * 13.8, which trains, is in 13-finetune-assistant.c.
 */
#include "13-finetune.h"
#include "gpt.h"
#include "lora.h"
#include "suite.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void suite_of_assistants(void);

// ---- 13.1 the template ----

enum { LONGEST = 64 };

static void turn_case(const char *input, int n, const int question[], int k, const int answer[])
{
    const Marks m = {90, 91, 92};
    int L = n + k + 4, from = n + 3, X[LONGEST], Y[LONGEST];
    double right_x[LONGEST], right_y[LONGEST], x[LONGEST], y[LONGEST], wrongs[5][LONGEST];
    for (int t = 0; t < LONGEST; t++)
        X[t] = Y[t] = -7;
    for (int t = 0; t < L; t++)
        right_x[t] = t == 0         ? m.user
                     : t <= n       ? question[t - 1]
                     : t == n + 1   ? m.end
                     : t == n + 2   ? m.assistant
                     : t < from + k ? answer[t - from]
                                    : m.end;
    for (int t = 0; t < L; t++) {
        double next = t + 1 < L ? right_x[t + 1] : -1;
        right_y[t] = t + 1 >= from ? next : -1;
        wrongs[0][t] = t >= from ? right_x[t] : -1;            // no shift
        wrongs[1][t] = next;                                   // everything
        wrongs[2][t] = t + 1 >= from && t + 2 < L ? next : -1; // no end
        wrongs[3][t] = t >= from ? next : -1;                  // not the first
        wrongs[4][t] = t + 1 >= from || t == n ? next : -1;    // the question's end, too
    }
    static const char *const says[] = {
        "Y[t] is the token after X[t], not X[t] itself",
        "the question is among the targets: nobody has to learn to ask",
        "the end after the answer is a target: else the model never stops",
        "the first target stands under the assistant's mark: from there the answer's first token is predicted",
        "the end after the question is not a target",
    };
    int length = training_turn(m, n, question, k, answer, X, Y);
    if (length != L)
        wrong(input, "yours has %d tokens: a turn has n + k + 4, %d here (user, question, end, assistant, answer, end)",
              length, L);
    Guess guesses[6] = {{0}};
    int g = 0;
    for (int i = 0; i < 5; i++) {
        bool alike = same(L, wrongs[i], right_y, 0);
        for (int j = 0; j < g; j++)
            alike |= same(L, wrongs[i], guesses[j].values, 0);
        if (!alike)
            guesses[g++] = (Guess){wrongs[i], says[i]};
    }
    for (int t = 0; t < L; t++) {
        x[t] = X[t];
        y[t] = Y[t];
    }
    char where[160];
    snprintf(where, sizeof where, "X: %s", input);
    expect_table(where, places("t", L), x, right_x, 0, NULL);
    snprintf(where, sizeof where, "Y: %s", input);
    expect_table(where, places("t", L), y, right_y, 0, guesses);
    if (X[L] != -7 || Y[L] != -7)
        wrong(input, "X or Y was written beyond its %d tokens", L);
}

START_TEST(turn_of_the_example)
{
    turn_case("question 5 6, answer 7", 2, (int[]){5, 6}, 1, (int[]){7});
}
END_TEST

START_TEST(turn_of_others)
{
    turn_case("question 8, answer 3 4 5", 1, (int[]){8}, 3, (int[]){3, 4, 5});
    turn_case("question 1 2 3 4 5 6, answer 6 6", 6, (int[]){1, 2, 3, 4, 5, 6}, 2, (int[]){6, 6});
}
END_TEST

START_TEST(turn_with_nothing)
{
    turn_case("question 4 2, an empty answer", 2, (int[]){4, 2}, 0, (int[]){0});
    turn_case("an empty question, answer 9", 0, (int[]){0}, 1, (int[]){9});
}
END_TEST

// ---- 13.2 to 13.4 LoRA ----

enum { MOST = 400 };

typedef struct Case {
    LoraSize s;
    real scale;
    real x[MOST], W[MOST], bias[MOST], A[MOST], B[MOST], dy[MOST];
} Case;

static void numbers(real *to, int n, int k) // far from 0: from 0.5 to 1.5 in size, of both signs
{
    for (int i = 0; i < n; i++)
        to[i] = (real)((0.5 + fmod(0.37 * (i + k) + 0.11 * k, 1)) * ((i * 7 + k) % 3 ? 1 : -1));
}

static Case *case_of(int rows, int in, int out, int rank, double scale)
{
    Case *c = calloc(1, sizeof *c);
    c->s = (LoraSize){rows, in, out, rank};
    c->scale = (real)scale;
    numbers(c->x, rows * in, 1);
    numbers(c->W, in * out, 2);
    numbers(c->bias, out, 3);
    numbers(c->A, in * rank, 4);
    numbers(c->B, rank * out, 5);
    numbers(c->dy, rows * out, 6);
    return c;
}

static Case *case_of_the_example(void)
{
    Case *c = calloc(1, sizeof *c);
    c->s = (LoraSize){1, 2, 2, 1};
    c->scale = 0.5f;
    memcpy(c->x, (real[]){1, 2}, 2 * sizeof(real));
    memcpy(c->W, (real[]){1, 0, 0, 1}, 4 * sizeof(real));
    memcpy(c->A, (real[]){1, 1}, 2 * sizeof(real));
    memcpy(c->B, (real[]){10, 20}, 2 * sizeof(real));
    memcpy(c->dy, (real[]){1, 1}, 2 * sizeof(real));
    return c;
}

static const char *input_of(const Case *c, const char *what)
{
    static char input[128];
    snprintf(input, sizeof input, "%s: rows %d, in %d, out %d, rank %d, scale %g", what, c->s.rows, c->s.in, c->s.out,
             c->s.rank, (double)c->scale);
    return input;
}

// out (M, N) += k a (M, K) b (K, N), by the definition; a or b may be stored transposed
static void times(int M, int N, int K, double k, const double *a, bool ta, const double *b, bool tb, double *out)
{
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++)
            for (int l = 0; l < K; l++)
                out[i * N + j] += k * (ta ? a[l * M + i] : a[i * K + l]) * (tb ? b[j * K + l] : b[l * N + j]);
}

typedef struct Exact { // of a case, in double
    double x[MOST], W[MOST], bias[MOST], A[MOST], B[MOST], dy[MOST], xA[MOST], xW[MOST], low[MOST], AB[MOST], d[MOST];
} Exact;

static void widen(double *to, const real *from)
{
    for (int i = 0; i < MOST; i++)
        to[i] = (double)from[i];
}

static Exact *exact(const Case *c)
{
    Exact *e = calloc(1, sizeof *e);
    LoraSize s = c->s;
    widen(e->x, c->x);
    widen(e->W, c->W);
    widen(e->bias, c->bias);
    widen(e->A, c->A);
    widen(e->B, c->B);
    widen(e->dy, c->dy);
    times(s.rows, s.out, s.in, 1, e->x, false, e->W, false, e->xW);
    times(s.rows, s.rank, s.in, 1, e->x, false, e->A, false, e->xA);
    times(s.rows, s.out, s.rank, 1, e->xA, false, e->B, false, e->low);
    times(s.in, s.out, s.rank, 1, e->A, false, e->B, false, e->AB);
    times(s.rows, s.rank, s.out, (double)c->scale, e->dy, false, e->B, true, e->d);
    return e;
}

static void forward_case(Case *c)
{
    LoraSize s = c->s;
    Exact *e = exact(c);
    int n = s.rows * s.out, m = s.rows * s.rank;
    real xA[MOST], y[MOST];
    double mine[MOST], mine_xA[MOST], right[MOST], wrongs[4][MOST], scaled[MOST], k = (double)c->scale;
    for (int i = 0; i < MOST; i++)
        xA[i] = y[i] = NAN;
    lora_forward(s, c->x, c->W, c->bias, c->A, c->B, c->scale, xA, y);
    widen(mine, y);
    widen(mine_xA, xA);
    for (int i = 0; i < m; i++)
        scaled[i] = k * e->xA[i];
    for (int i = 0; i < n; i++) {
        double bias = e->bias[i % s.out];
        right[i] = e->xW[i] + bias + k * e->low[i];
        wrongs[0][i] = e->xW[i] + bias + e->low[i];
        wrongs[1][i] = k * e->low[i];
        wrongs[2][i] = e->xW[i] + k * e->low[i];
        wrongs[3][i] = e->xW[i] + bias;
    }
    Guess of_y[] = {
        {wrongs[0], "scale is missing: the adapter's product is scaled"},
        {wrongs[1], "x W + bias is gone: add the adapter's product to x W + bias (the last argument of gemm)"},
        {wrongs[2], "bias is missing"},
        {wrongs[3], "the adapter's product is missing: that is x W + bias alone"},
        {0}};
    Guess of_xA[] = {{scaled, "backward needs x A without scale"}, {0}};
    bool no_bias = c->bias[0] == 0;
    if (no_bias)
        of_y[2] = (Guess){wrongs[3], of_y[3].sentence}, of_y[3] = (Guess){0};
    expect_table(input_of(c, "y"), places("row out", s.rows, s.out), mine, right, 1e-5, of_y);
    expect_table(input_of(c, "xA"), places("row rank", s.rows, s.rank), mine_xA, e->xA, 1e-5, of_xA);
    free(e);
    free(c);
}

START_TEST(forward_of_the_example)
{
    forward_case(case_of_the_example());
}
END_TEST

START_TEST(forward_of_odd_sizes)
{
    forward_case(case_of(5, 7, 6, 3, 0.25));
    forward_case(case_of(17, 4, 9, 2, 2));
}
END_TEST

START_TEST(forward_of_one)
{
    forward_case(case_of(1, 1, 1, 1, 3));
    forward_case(case_of(2, 3, 5, 8, 0.5)); // a rank above both sizes
}
END_TEST

static void backward_case(Case *c)
{
    LoraSize s = c->s;
    Exact *e = exact(c);
    double k = (double)c->scale, before = 0.75;
    int nx = s.rows * s.in, nA = s.in * s.rank, nB = s.rank * s.out;
    real xA[MOST], dx[MOST], dA[MOST], dB[MOST];
    double mine[MOST], right[3][MOST] = {{0}}, through_W[MOST] = {0}, through_A[MOST] = {0}, no_k[MOST] = {0},
                       no_k_A[MOST] = {0}, replaced[MOST] = {0};
    for (int i = 0; i < MOST; i++) {
        xA[i] = (real)e->xA[i];
        dx[i] = dA[i] = dB[i] = (real)before;
        right[0][i] = right[1][i] = right[2][i] = through_W[i] = through_A[i] = no_k[i] = no_k_A[i] = before;
    }
    lora_backward(s, c->x, c->W, c->A, c->B, xA, c->scale, c->dy, dx, dA, dB);
    times(s.rank, s.out, s.rows, k, e->xA, true, e->dy, false, right[0]);
    times(s.rank, s.out, s.rows, 1, e->xA, true, e->dy, false, no_k);
    Guess of_dB[] = {{no_k, "scale is missing in dB"}, {0}};
    widen(mine, dB);
    for (int i = 0; i < nB; i++)
        replaced[i] = right[0][i] - before;
    Guess of_dB2[] = {of_dB[0], {replaced, "add to what is there: other uses have put gradients into dB"}, {0}};
    expect_table(input_of(c, "dB"), places("rank out", s.rank, s.out), mine, right[0], 1e-5, of_dB2);

    times(s.in, s.rank, s.rows, 1, e->x, true, e->d, false, right[1]);
    times(s.in, s.rank, s.rows, 1 / k, e->x, true, e->d, false, no_k_A);
    for (int i = 0; i < nA; i++)
        replaced[i] = right[1][i] - before;
    Guess of_dA[] = {{no_k_A, "scale is missing in the gradient of xA, d = scale dy B^T"},
                     {replaced, "add to what is there: other uses have put gradients into dA"},
                     {0}};
    widen(mine, dA);
    expect_table(input_of(c, "dA"), places("in rank", s.in, s.rank), mine, right[1], 1e-5, of_dA);

    times(s.rows, s.in, s.out, 1, e->dy, false, e->W, true, right[2]);
    times(s.rows, s.in, s.rank, 1, e->d, false, e->A, true, right[2]);
    times(s.rows, s.in, s.out, 1, e->dy, false, e->W, true, through_W);
    times(s.rows, s.in, s.rank, 1, e->d, false, e->A, true, through_A);
    for (int i = 0; i < nx; i++)
        replaced[i] = right[2][i] - before;
    Guess of_dx[] = {{through_W, "x also reaches y through A: dx += d A^T"},
                     {through_A, "x also reaches y through W: dx += dy W^T"},
                     {replaced, "add to what is there: other uses have put gradients into dx"},
                     {0}};
    widen(mine, dx);
    expect_table(input_of(c, "dx"), places("row in", s.rows, s.in), mine, right[2], 1e-5, of_dx);
    free(e);
    free(c);
}

START_TEST(backward_of_the_example)
{
    backward_case(case_of_the_example());
}
END_TEST

START_TEST(backward_of_odd_sizes)
{
    backward_case(case_of(5, 7, 6, 3, 0.25));
    backward_case(case_of(17, 4, 9, 2, 2));
}
END_TEST

START_TEST(backward_of_one)
{
    backward_case(case_of(1, 1, 1, 1, 3));
    backward_case(case_of(2, 3, 5, 8, 0.5));
}
END_TEST

static void merge_case(Case *c)
{
    LoraSize s = c->s;
    Exact *e = exact(c);
    int n = s.in * s.out;
    double right[MOST], wrongs[4][MOST], mine[MOST], k = (double)c->scale;
    for (int i = 0; i < n; i++) {
        right[i] = e->W[i] + k * e->AB[i];
        wrongs[0][i] = e->W[i] + e->AB[i];
        wrongs[1][i] = k * e->AB[i];
        wrongs[2][i] = e->W[i] - k * e->AB[i];
        wrongs[3][i] = k * (e->W[i] + e->AB[i]);
    }
    lora_merge(s, c->W, c->A, c->B, c->scale);
    widen(mine, c->W);
    Guess guesses[] = {{wrongs[0], "scale is missing"},
                       {wrongs[1], "the weights are gone: add to W"},
                       {wrongs[2], "that is W - scale A B"},
                       {wrongs[3], "only A B is scaled, not W"},
                       {0}};
    expect_table(input_of(c, "W"), places("in out", s.in, s.out), mine, right, 1e-5, guesses);
    free(e);
    free(c);
}

START_TEST(merge_of_the_example)
{
    merge_case(case_of_the_example());
}
END_TEST

START_TEST(merge_of_odd_sizes)
{
    merge_case(case_of(0, 7, 6, 3, 0.25));
    merge_case(case_of(9, 4, 9, 2, 2));
    merge_case(case_of(1, 3, 5, 8, 3));
}
END_TEST

// Merged, a product gives what weights and adapter gave, with the learner's forward and merge together.
START_TEST(merge_is_the_same_product)
{
    Case *c = case_of(6, 8, 10, 4, 0.5);
    Exact *e = exact(c);
    double right[MOST], mine[MOST] = {0}, W[MOST];
    lora_merge(c->s, c->W, c->A, c->B, c->scale);
    widen(W, c->W);
    times(6, 10, 8, 1, e->x, false, W, false, mine);
    for (int i = 0; i < 60; i++)
        right[i] = e->xW[i] + 0.5 * e->low[i];
    expect_table("x @ merged W, and x W + scale (x A) B", places("row out", 6, 10), mine, right, 1e-5, NULL);
    free(e);
    free(c);
}
END_TEST

// ---- 13.5 which learn ----

static const char *const tuning_name[] = {"TUNE_FULL", "TUNE_HEAD", "TUNE_LORA"};

static bool should_learn(const char *name, Tuning what)
{
    size_t n = strlen(name);
    bool adapter = n > 7 && (strcmp(name + n - 7, ".lora_A") == 0 || strcmp(name + n - 7, ".lora_B") == 0);
    bool head = strcmp(name, "wte.weight") == 0 || strcmp(name, "ln_f.weight") == 0 || strcmp(name, "ln_f.bias") == 0;
    return what == TUNE_LORA ? adapter : what == TUNE_HEAD ? head : !adapter;
}

static void trainable_case(Params *p, Tuning what, const char *how)
{
    char input[160];
    long right = 0, tensors = 0, all = params_total(p), yours = choose_trainable(p, what);
    snprintf(input, sizeof input, "choose_trainable(p, %s)%s", tuning_name[what], how);
    for (int i = 0; i < p->count; i++) {
        const Tensor *t = p->tensor[i];
        bool learns = should_learn(t->name, what), adapter = strstr(t->name, ".lora_") != NULL;
        right += learns ? (long)t->size : 0;
        tensors += learns;
        if (t->needs_grad == learns)
            continue;
        const char *why = *how && learns                     ? ": what an earlier call froze must learn again"
                          : adapter && what == TUNE_FULL     ? ": in TUNE_FULL no adapter learns"
                          : what == TUNE_LORA                ? ": in TUNE_LORA only the adapters learn"
                          : strncmp(t->name, "ln_f", 4) == 0 ? ": ln_f belongs to the head"
                                                             : "";
        wrong(input, "%s %s%s", t->name, learns ? "should learn, and is frozen" : "learns, and should be frozen", why);
    }
    expect_int(input, yours, right,
               yours == tensors ? "that is the number of tensors: add up their sizes"
               : yours == all   ? "count only those that learn"
                                : "add up the sizes of the tensors that learn");
}

static void trainable_cases(int rank)
{
    Rng rng;
    rng_seed(&rng, 1);
    GPT *gpt = gpt_new((GPTConfig){.vocab = 10, .block = 4, .layers = 2, .heads = 1, .embd = 2});
    Lora *lora = lora_attach(gpt, rank, 1, &rng);
    for (int what = 0; what < TUNINGS; what++)
        trainable_case(&gpt->params, (Tuning)what, "");
    trainable_case(&gpt->params, TUNE_FULL, ", after the others");
    trainable_case(&gpt->params, TUNE_LORA, ", after TUNE_FULL");
    lora_free(lora);
    gpt_free(gpt);
}

START_TEST(trainable_of_rank_1)
{
    trainable_cases(1);
}
END_TEST

START_TEST(trainable_of_rank_3)
{
    trainable_cases(3);
}
END_TEST

START_TEST(trainable_without_adapters)
{
    GPT *gpt = gpt_new((GPTConfig){.vocab = 10, .block = 4, .layers = 1, .heads = 1, .embd = 2});
    trainable_case(&gpt->params, TUNE_HEAD, "");
    trainable_case(&gpt->params, TUNE_FULL, ", after TUNE_HEAD");
    gpt_free(gpt);
}
END_TEST

// ---- 13.6 what to teach ----

static Teach teach_of(double share, double known, double unknown)
{
    return share >= known ? TEACH_ANSWER : share <= unknown ? TEACH_ABSTAIN : TEACH_NOTHING;
}

static void teach_case(const char *input, int n, int m, const WorldVerdict verdict[], double known, double unknown)
{
    enum { N = 16 };
    int teach[N + 1];
    double right[N], mine[N], wrongs[6][N];
    for (int i = 0; i <= N; i++)
        teach[i] = 7;
    for (int i = 0; i < n; i++) {
        int sure = 0, quiet = 0, column = 0;
        for (int j = 0; j < m; j++) {
            sure += verdict[i * m + j] == WORLD_RIGHT;
            quiet += verdict[i * m + j] == WORLD_ABSTAINED;
            column += verdict[j * n + i] == WORLD_RIGHT;
        }
        double share = (double)sure / m;
        right[i] = teach_of(share, known, unknown);
        wrongs[0][i] = teach_of((double)(sure + quiet) / m, known, unknown);
        wrongs[1][i] = teach_of(sure / m, known, unknown); // the mistake
        wrongs[2][i] = share == known ? TEACH_NOTHING : right[i];
        wrongs[3][i] = share == unknown ? TEACH_NOTHING : right[i];
        wrongs[4][i] = share >= known ? TEACH_ANSWER : TEACH_ABSTAIN;
        wrongs[5][i] = teach_of((double)column / m, known, unknown);
    }
    static const char *const says[] = {
        "an answer that abstains is not right",
        "right / samples of two ints is an int",
        "at least `known`: a share equal to it is enough",
        "at most `unknown`: a share equal to it is few enough",
        "between the limits nothing is taught",
        "the samples of question i begin at i * samples",
    };
    Guess guesses[7] = {{0}};
    int g = 0;
    for (int i = 0; i < 6; i++)
        if (!same(n, wrongs[i], right, 0))
            guesses[g++] = (Guess){wrongs[i], says[i]};
    what_to_teach(n, m, verdict, known, unknown, teach);
    for (int i = 0; i < n; i++)
        mine[i] = teach[i];
    expect_table(input, places("question", n), mine, right, 0, guesses);
    if (teach[n] != 7)
        wrong(input, "teach was written beyond its %d questions", n);
}

#define R WORLD_RIGHT
#define F WORLD_WRONG
#define Q WORLD_ABSTAINED

START_TEST(teach_of_four_samples)
{
    static const WorldVerdict v[] = {R, R, R, F, R, F, R, F, F, R, F, F, R, R, R, R, F, F, F, F};
    teach_case("5 questions, 4 samples, known 0.75, unknown 0.25 (0 is TEACH_ANSWER, 1 TEACH_ABSTAIN, 2 TEACH_NOTHING)",
               5, 4, v, 0.75, 0.25);
}
END_TEST

START_TEST(teach_of_abstaining_samples)
{
    static const WorldVerdict v[] = {Q, Q, Q, Q, Q, R, R, R, R, Q, F, F, Q, R, Q, R, R, R, R, R};
    teach_case(
        "5 questions, 4 samples, some of which abstain, known 0.75, unknown 0.25 (0 is TEACH_ANSWER, 1 TEACH_ABSTAIN)",
        5, 4, v, 0.75, 0.25);
}
END_TEST

START_TEST(teach_of_other_limits)
{
    static const WorldVerdict v[] = {R, R, F, F, F, R, R, R, R, R, R, F, F, F, F, F, F, F,
                                     R, F, R, R, R, F, F, F, F, F, F, F, R, R, R, R, F};
    teach_case("7 questions, 5 samples, known 0.8, unknown 0.2", 7, 5, v, 0.8, 0.2);
    teach_case("35 samples as 5 questions of 7, known 0.5, unknown 0", 5, 7, v, 0.5, 0);
    teach_case("3 questions, 1 sample, known 1, unknown 0", 3, 1, (WorldVerdict[]){R, F, Q}, 1, 0);
}
END_TEST

// ---- 13.7 calibration ----

enum { BINS = 16 };

// Bins as someone would have them who divides by nothing, or rounds.
static double binned(int n, const double conf[], const bool right[], int bins, bool nearest, int how, Bin bin[])
{
    double error = 0;
    memset(bin, 0, sizeof *bin * BINS);
    for (int i = 0; i < n; i++) {
        int b = (int)floor(conf[i] * bins + (nearest ? 0.5 : 0));
        b = b < bins ? b : bins - 1;
        bin[b].count++;
        bin[b].confidence += conf[i];
        bin[b].right += right[i];
    }
    for (int b = 0; b < bins; b++) {
        int c = bin[b].count ? bin[b].count : 1;
        bin[b].confidence /= c;
        bin[b].right /= c;
        double gap = bin[b].right - bin[b].confidence, share = (double)bin[b].count / n;
        error += how == 0   ? share * fabs(gap)
                 : how == 1 ? fabs(gap) / bins
                 : how == 2 ? share * gap
                            : share * gap * gap;
    }
    return error;
}

static void calibration_case(const char *input, int n, const double conf[], const bool right[], int bins)
{
    Bin mine[BINS + 1], exact_bin[BINS], other[BINS];
    double wrongs[4], table[3][BINS], want[3][BINS], sums[2][BINS], rounded[BINS];
    memset(mine, 0x55, sizeof mine);
    Bin guard = mine[bins];
    double error = binned(n, conf, right, bins, false, 0, exact_bin);
    double yours = calibration(n, conf, right, bins, mine);
    if (memcmp(&mine[bins], &guard, sizeof guard) != 0)
        wrong(input, "bin[%d] was written, one beyond the last: confidence 1 goes into the last bin", bins);
    for (int b = 0; b < bins; b++) {
        want[0][b] = exact_bin[b].count;
        want[1][b] = exact_bin[b].confidence;
        want[2][b] = exact_bin[b].right;
        table[0][b] = mine[b].count;
        table[1][b] = mine[b].confidence;
        table[2][b] = mine[b].right;
        sums[0][b] = exact_bin[b].confidence * exact_bin[b].count;
        sums[1][b] = exact_bin[b].right * exact_bin[b].count;
    }
    binned(n, conf, right, bins, true, 0, other);
    for (int b = 0; b < bins; b++)
        rounded[b] = other[b].count;
    char where[200];
    snprintf(where, sizeof where, "count: %s", input);
    expect_table(where, places("bin", bins), table[0], want[0], 0,
                 same(bins, rounded, want[0], 0) ? NULL
                                                 : (Guess[]){{rounded, "do not round: bin b begins at b / bins"}, {0}});
    for (int b = 0; b < bins; b++)
        if (exact_bin[b].count == 0 && !(mine[b].confidence == 0 && mine[b].right == 0))
            wrong(input, "bin %d is {0, %g, %g}: an empty bin gets 0, 0, 0", b, mine[b].confidence, mine[b].right);
    bool one_each = same(bins, sums[0], want[1], 1e-12);
    snprintf(where, sizeof where, "confidence: %s", input);
    expect_table(where, places("bin", bins), table[1], want[1], 1e-9,
                 one_each ? NULL : (Guess[]){{sums[0], "divide both sums by the bin's count"}, {0}});
    snprintf(where, sizeof where, "right: %s", input);
    expect_table(where, places("bin", bins), table[2], want[2], 1e-9,
                 one_each ? NULL : (Guess[]){{sums[1], "divide both sums by the bin's count"}, {0}});
    for (int how = 1; how < 4; how++)
        wrongs[how] = binned(n, conf, right, bins, false, how, other);
    Guess guesses[] = {{&wrongs[1], "a bin of many answers weighs more: count / n, not 1 / bins"},
                       {&wrongs[2], "too little and too much do not make up for each other: take the absolute value"},
                       {&wrongs[3], "the absolute value of the difference, not its square"},
                       {0}};
    snprintf(where, sizeof where, "the error: %s", input);
    expect_number(where, yours, error, 1e-9, guesses);
}

START_TEST(calibration_of_four)
{
    calibration_case("0.2 0.9 0.7 1, the last two are right, 2 bins", 4, (double[]){0.2, 0.9, 0.7, 1},
                     (bool[]){false, false, true, true}, 2);
}
END_TEST

START_TEST(calibration_of_ten)
{
    static const double conf[] = {0.05, 0.31, 0.38, 0.39, 0.62, 0.66, 0.81, 0.84, 0.97, 1};
    static const bool right[] = {false, false, true, false, true, true, false, true, false, true};
    calibration_case("ten answers, 5 bins", 10, conf, right, 5);
    calibration_case("ten answers, 10 bins, some of them empty", 10, conf, right, 10);
}
END_TEST

START_TEST(calibration_at_the_edges)
{
    static const double conf[] = {0, 0.25, 0.5, 0.75, 1, 1, 1};
    static const bool right[] = {true, false, true, true, true, true, false};
    calibration_case("0 0.25 0.5 0.75 1 1 1, 4 bins", 7, conf, right, 4);
    calibration_case("one answer, 1 bin", 1, (double[]){0.4}, (bool[]){true}, 1);
}
END_TEST

// ---- 13.9 the essay ----

START_TEST(essay_is_written)
{
    enum { LEAST = 60 };
    const char *text = base_and_assistant();
    int words = 0;
    if (!text)
        wrong("base_and_assistant()", "the result is NULL, and should be your text");
    for (const char *c = text; *c; c++)
        words += isalnum((unsigned char)*c) && (c == text || isspace((unsigned char)c[-1]));
    if (words < LEAST)
        wrong("base_and_assistant()", "%d words: at least %d are wanted, a page is better", words, LEAST);
}
END_TEST

void lesson_suite(void)
{
    exercise("1-turn", turn_of_the_example, turn_of_others, turn_with_nothing, NULL);
    exercise("2-forward", forward_of_the_example, forward_of_odd_sizes, forward_of_one, NULL);
    exercise("3-backward", backward_of_the_example, backward_of_odd_sizes, backward_of_one, NULL);
    exercise("4-merge", merge_of_the_example, merge_of_odd_sizes, merge_is_the_same_product, NULL);
    exercise("5-trainable", trainable_of_rank_1, trainable_of_rank_3, trainable_without_adapters, NULL);
    exercise("6-abstain", teach_of_four_samples, teach_of_abstaining_samples, teach_of_other_limits, NULL);
    exercise("7-calibration", calibration_of_four, calibration_of_ten, calibration_at_the_edges, NULL);
    suite_of_assistants();
    exercise("9-essay", essay_is_written, NULL);
}
