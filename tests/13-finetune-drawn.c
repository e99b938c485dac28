/*
 * Drawn cases for lesson 13's exercises (tests/drawn.h). What is right is written from the formulas, in double, never from
 * the solutions. Nothing is drawn for 13.8, a recipe that the grader trains, nor for 13.9, an essay.
 */
#include "13-finetune.h"
#include "drawn-numbers.h"
#include "gpt.h"
#include "lora.h"

enum { UNTOUCHED = -7 };

// ---- 13.1 ----

enum { LONGEST = 24, TURN = 2 * LONGEST + 4 };

// What token t is: 'u' the user's mark, 'q' question, 'e' its end, 'a' the assistant's mark, 'r' answer, 'E' the last end.
static char role(int t, int n, int k)
{
    return t == 0 ? 'u' : t <= n ? 'q' : t == n + 1 ? 'e' : t == n + 2 ? 'a' : t <= n + 2 + k ? 'r' : 'E';
}

static void expect_turn(int n, int k, int highest)
{
    int question[LONGEST], answer[LONGEST], X[TURN + 1], Y[TURN + 1], x[TURN], y[TURN], length = n + k + 4;
    int order[] = {0, 1, 2};
    rng_shuffle(&rng, order, COUNT(order));
    const Marks m = {highest + 1 + order[0], highest + 1 + order[1], highest + 1 + order[2]};
    for (int i = 0; i < LONGEST; i++)
        question[i] = between(0, highest), answer[i] = between(0, highest);
    for (int t = 0; t <= TURN; t++)
        X[t] = Y[t] = UNTOUCHED;
    name_case("user %d, assistant %d, end %d, a question of %d tokens, an answer of %d", m.user, m.assistant, m.end, n,
              k);
    int yours = training_turn(m, n, question, k, answer, X, Y);
    for (int t = length - 1; t >= 0; t--) {
        char is = role(t, n, k);
        x[t] = is == 'u'   ? m.user
               : is == 'a' ? m.assistant
               : is == 'q' ? question[t - 1]
               : is == 'r' ? answer[t - n - 3]
                           : m.end;
        y[t] = is == 'a' || is == 'r' ? x[t + 1] : -1;
    }
    expect_int(title, yours, length, "a turn has n + k + 4 tokens");
    expect_ints("X", length, X, x);
    expect_ints("Y", length, Y, y);
    expect_int("whether X and Y were left alone after the turn", X[length] == UNTOUCHED && Y[length] == UNTOUCHED, 1,
               "nothing is written there");
}

START_TEST(turns_of_drawn_tokens)
{
    begin(_i);
    int highest = between(50, 5000);
    for (int i = 0; i < 3; i++) {
        int n = between(2, LONGEST), k = between(2, LONGEST);
        expect_turn(n, k, highest);
    }
}
END_TEST

// ---- 13.2 to 13.4 ----

enum { MOST_SIZE = 13, ROOM = MOST_SIZE * MOST_SIZE };
static const double ROUNDING = 4e-5; // of float, in sums of up to 150 products of which some cancel

typedef struct Drawn {
    LoraSize s;
    real scale, x[ROOM], W[ROOM], bias[ROOM], A[ROOM], B[ROOM], dy[ROOM];
} Drawn;

static void draw_far(int count, real *values) // far from 0: from 0.5 to 1.5 in size, of both signs
{
    for (int i = 0; i < count; i++)
        values[i] = (real)(from_to(0.5, 1.5) * (between(0, 1) ? 1 : -1));
}

static const Drawn *draw_product(const char *what)
{
    static Drawn c;
    int rows = between(2, 12), in = between(3, 12), out = between(3, 12), rank = between(1, 6);
    out += out >= in; // a transposed product is another one
    c.s = (LoraSize){rows, in, out, rank};
    c.scale = (real)(between(0, 1) ? from_to(0.2, 0.7) : from_to(1.5, 3));
    draw_far(rows * in, c.x);
    draw_far(in * out, c.W);
    draw_far(out, c.bias);
    draw_far(in * rank, c.A);
    draw_far(rank * out, c.B);
    draw_far(rows * out, c.dy);
    name_case("%s: rows %d, in %d, out %d, rank %d, scale %g", what, rows, in, out, rank, (double)c.scale);
    return &c;
}

static double low_rank(const Drawn *c, int i, int j) // (A B)[i][j], in (in, out)
{
    double sum = 0;
    for (int r = 0; r < c->s.rank; r++)
        sum += (double)c->A[i * c->s.rank + r] * (double)c->B[r * c->s.out + j];
    return sum;
}

static double whole_weight(const Drawn *c, int i, int j) // (W + scale A B)[i][j]
{
    return (double)c->W[i * c->s.out + j] + (double)c->scale * low_rank(c, i, j);
}

static double adapted(const Drawn *c, int row, int r) // (x A)[row][r]
{
    double sum = 0;
    for (int i = 0; i < c->s.in; i++)
        sum += (double)c->x[row * c->s.in + i] * (double)c->A[i * c->s.rank + r];
    return sum;
}

// The gradient of element (i, j) of the weights, if they learned: (x^T dy)[i][j].
static double gradient_of_weight(const Drawn *c, int i, int j)
{
    double sum = 0;
    for (int row = 0; row < c->s.rows; row++)
        sum += (double)c->x[row * c->s.in + i] * (double)c->dy[row * c->s.out + j];
    return sum;
}

START_TEST(forward_of_drawn_sizes)
{
    real xA[ROOM], y[ROOM];
    double right_xA[ROOM], right[ROOM];
    begin(_i);
    for (int i = 0; i < ROOM; i++)
        xA[i] = y[i] = NAN; // all of it has to be written
    const Drawn *c = draw_product("forward");
    LoraSize s = c->s;
    lora_forward(s, c->x, c->W, c->bias, c->A, c->B, c->scale, xA, y);
    for (int row = 0; row < s.rows; row++) {
        for (int r = 0; r < s.rank; r++)
            right_xA[row * s.rank + r] = adapted(c, row, r);
        for (int j = 0; j < s.out; j++) {
            double sum = (double)c->bias[j];
            for (int i = 0; i < s.in; i++)
                sum += (double)c->x[row * s.in + i] * whole_weight(c, i, j);
            right[row * s.out + j] = sum;
        }
    }
    expect_reals("y", places("row out", s.rows, s.out), y, right, ROUNDING);
    expect_reals("xA", places("row rank", s.rows, s.rank), xA, right_xA, ROUNDING);
}
END_TEST

// y = x (W + scale A B) + bias. So with G = x^T dy: dA = scale G B^T, dB = scale A^T G, dx = dy (W + scale A B)^T.
static void expect_gradients(const Drawn *c, const real *const before[3], const real *const yours[3])
{
    LoraSize s = c->s;
    double right[3][ROOM];
    for (int k = 0; k < 3; k++)
        to_doubles(ROOM, before[k], right[k]);
    for (int i = 0; i < s.in; i++)
        for (int j = 0; j < s.out; j++) {
            for (int row = 0; row < s.rows; row++)
                right[0][row * s.in + i] += (double)c->dy[row * s.out + j] * whole_weight(c, i, j);
            double G = (double)c->scale * gradient_of_weight(c, i, j);
            for (int r = 0; r < s.rank; r++) {
                right[1][i * s.rank + r] += G * (double)c->B[r * s.out + j];
                right[2][r * s.out + j] += G * (double)c->A[i * s.rank + r];
            }
        }
    expect_reals("dB", places("rank out", s.rank, s.out), yours[2], right[2], ROUNDING);
    expect_reals("dA", places("in rank", s.in, s.rank), yours[1], right[1], ROUNDING);
    expect_reals("dx", places("row in", s.rows, s.in), yours[0], right[0], ROUNDING);
}

START_TEST(backward_of_drawn_sizes)
{
    real xA[ROOM], before[3][ROOM], yours[3][ROOM]; // dx, dA, dB
    begin(_i);
    const Drawn *c = draw_product("backward");
    LoraSize s = c->s;
    for (int i = 0; i < s.rows * s.rank; i++)
        xA[i] = (real)adapted(c, i / s.rank, i % s.rank);
    for (int k = 0; k < 3; k++)
        draw_far(ROOM, before[k]);
    memcpy(yours, before, sizeof yours);
    lora_backward(s, c->x, c->W, c->A, c->B, xA, c->scale, c->dy, yours[0], yours[1], yours[2]);
    expect_gradients(c, (const real *[]){before[0], before[1], before[2]},
                     (const real *[]){yours[0], yours[1], yours[2]});
}
END_TEST

START_TEST(merge_of_drawn_sizes)
{
    real W[ROOM];
    double right[ROOM];
    begin(_i);
    const Drawn *c = draw_product("merge");
    LoraSize s = c->s;
    memcpy(W, c->W, sizeof W);
    lora_merge(s, W, c->A, c->B, c->scale);
    for (int i = 0; i < s.in * s.out; i++)
        right[i] = whole_weight(c, i / s.out, i % s.out);
    expect_reals("W", places("in out", s.in, s.out), W, right, ROUNDING);
}
END_TEST

// ---- 13.5 ----

static bool ends_in(const char *name, const char *end)
{
    size_t n = strlen(name), k = strlen(end);
    return n >= k && strcmp(name + n - k, end) == 0;
}

static bool should_learn(const char *name, Tuning what)
{
    bool adapter = ends_in(name, ".lora_A") || ends_in(name, ".lora_B");
    if (what == TUNE_HEAD)
        return strcmp(name, "wte.weight") == 0 || strcmp(name, "ln_f.weight") == 0 || strcmp(name, "ln_f.bias") == 0;
    return adapter == (what == TUNE_LORA);
}

// How many numbers learn, from the sizes: each layer has products (C, 3C), (C, C), (C, 4C), (4C, C) with their biases, and
// two LayerNorms.
static long numbers_that_learn(GPTConfig c, int rank, Tuning what)
{
    long V = c.vocab, C = c.embd, L = c.layers, head = V * C + 2 * C, layer = 12 * C * C + 13 * C;
    return what == TUNE_HEAD   ? head
           : what == TUNE_FULL ? head + c.block * C + L * layer
                               : L * rank * (4 * C + 2 * C + 5 * C + 5 * C);
}

static void expect_trainable(GPT *gpt, int rank, Tuning what, int call)
{
    static const char *const name[] = {"TUNE_FULL", "TUNE_HEAD", "TUNE_LORA"};
    GPTConfig c = gpt->config;
    int yours[256], right[256], count = gpt->params.count;
    long learn = choose_trainable(&gpt->params, what);
    for (int i = 0; i < count; i++) {
        yours[i] = gpt->params.tensor[i]->needs_grad;
        right[i] = should_learn(gpt->params.tensor[i]->name, what);
    }
    name_case("vocab %d, block %d, layers %d, embd %d, rank %d, call %d, %s", c.vocab, c.block, c.layers, c.embd, rank,
              call, name[what]);
    expect_ints("which tensors learn", count, yours, right);
    expect_int(title, learn, numbers_that_learn(c, rank, what), "add up the sizes of the tensors that learn");
}

START_TEST(trainable_of_drawn_sizes)
{
    int what[] = {TUNE_FULL, TUNE_HEAD, TUNE_LORA};
    begin(_i);
    int heads = between(1, 3), rank = between(1, 5);
    GPTConfig c = {between(20, 90), between(5, 30), between(1, 5), heads, heads * between(2, 5)};
    GPT *gpt = gpt_new(c);
    Lora *lora = lora_attach(gpt, rank, 1, &rng);
    for (int i = 0; i < gpt->params.count; i++)
        gpt->params.tensor[i]->needs_grad = between(0, 1);
    rng_shuffle(&rng, what, COUNT(what));
    for (int i = 0; i < 2 * COUNT(what); i++) // twice, so that each is asked for after others
        expect_trainable(gpt, rank, (Tuning)what[i % COUNT(what)], i + 1);
    lora_free(lora);
    gpt_free(gpt);
}
END_TEST

// ---- 13.6 ----

enum { QUESTIONS = 30, SAMPLES = 12 };

// A question of which `right` samples are right; the others are wrong or abstain. Their order is drawn, too.
static void draw_verdicts(int samples, int right, WorldVerdict *verdict)
{
    int order[SAMPLES];
    for (int j = 0; j < samples; j++)
        order[j] = j;
    rng_shuffle(&rng, order, samples);
    for (int j = 0; j < samples; j++)
        verdict[order[j]] = j < right ? WORLD_RIGHT : between(0, 2) ? WORLD_ABSTAINED : WORLD_WRONG;
}

START_TEST(teach_from_drawn_verdicts)
{
    WorldVerdict verdict[QUESTIONS * SAMPLES];
    int hits[QUESTIONS], order[QUESTIONS], yours[QUESTIONS + 1], right[QUESTIONS];
    begin(_i);
    int n = between(15, QUESTIONS), m = between(6, SAMPLES), few = between(1, m - 4), many = between(few + 2, m - 2);
    const int some[] = {0, few, few + 1, many - 1, many, many + 1, m}; // each of these is there
    for (int i = 0; i < n; i++) {
        hits[i] = i < COUNT(some) ? some[i] : between(0, m);
        order[i] = i;
    }
    rng_shuffle(&rng, order, n);
    for (int i = 0; i < n; i++)
        draw_verdicts(m, hits[i], verdict + order[i] * m);
    for (int i = 0; i <= QUESTIONS; i++)
        yours[i] = UNTOUCHED;
    name_case("%d questions, %d samples, known %d/%d, unknown %d/%d", n, m, many, m, few, m);
    what_to_teach(n, m, verdict, (double)many / m, (double)few / m, yours);
    for (int i = 0; i < n; i++)
        right[order[i]] = hits[i] >= many ? TEACH_ANSWER : hits[i] <= few ? TEACH_ABSTAIN : TEACH_NOTHING;
    expect_ints("teach (0 is TEACH_ANSWER, 1 TEACH_ABSTAIN, 2 TEACH_NOTHING)", n, yours, right);
    expect_int("teach after the last question", yours[n], UNTOUCHED, "nothing is written there");
}
END_TEST

// ---- 13.7 ----

enum { ANSWERS = 150, BINS = 12 };

// Of the answers in bin b: their number, their mean confidence, and the share of right ones.
static Bin bin_of(int b, int n, const int in[], const double confidence[], const bool right[])
{
    int count = 0, good = 0;
    double sum = 0;
    for (int i = 0; i < n; i++)
        if (in[i] == b)
            count++, good += right[i], sum += confidence[i];
    return count ? (Bin){count, sum / count, (double)good / count} : (Bin){0};
}

static void expect_bins(int n, const int in[], const double confidence[], const bool right[], int bins,
                        const Bin yours[], double error)
{
    double got[3][BINS], is[3][BINS], sum = 0;
    static const char *const what[] = {"counts", "mean confidences", "shares of right answers"};
    for (int b = 0; b < bins; b++) {
        Bin exact = bin_of(b, n, in, confidence, right);
        got[0][b] = yours[b].count, is[0][b] = exact.count;
        got[1][b] = yours[b].confidence, is[1][b] = exact.confidence;
        got[2][b] = yours[b].right, is[2][b] = exact.right;
        sum += exact.count * fabs(exact.right - exact.confidence);
    }
    for (int k = 0; k < 3; k++) {
        char input[sizeof title + 40];
        snprintf(input, sizeof input, "%s: %s", title, what[k]);
        expect_table(input, places("bin", bins), got[k], is[k], k ? 1e-9 : 0, NULL);
    }
    expect_number("the calibration error", error, sum / n, 1e-9, NULL);
}

// Each answer's bin is drawn first, then a place in it, so that none is near the edge of two bins. The first has confidence 1.
START_TEST(calibration_of_drawn_answers)
{
    int in[ANSWERS];
    double confidence[ANSWERS];
    bool right[ANSWERS];
    Bin bin[BINS + 1], guard;
    begin(_i);
    int n = between(60, ANSWERS), bins = between(3, BINS), empty = between(0, bins - 2);
    for (int i = 0; i < n; i++) {
        in[i] = i ? between(0, bins - 2) : bins - 1;
        in[i] += i && in[i] >= empty;
        confidence[i] = i ? (in[i] + from_to(0.02, 0.98)) / bins : 1;
        right[i] = rng_random(&rng) < 0.8 - 0.6 * confidence[i]; // too sure above, not sure enough below
    }
    memset(bin, 0x55, sizeof bin);
    guard = bin[bins];
    name_case("%d answers, %d bins; bin %d is empty", n, bins, empty);
    double error = calibration(n, confidence, right, bins, bin);
    expect_bins(n, in, confidence, right, bins, bin, error);
    expect_int("whether the bin after the last was left alone", memcmp(&bin[bins], &guard, sizeof guard) == 0, 1,
               "confidence 1 goes into the last bin");
}
END_TEST

void lesson_drawn(void)
{
    drawn("1-turn", turns_of_drawn_tokens, NULL);
    drawn("2-forward", forward_of_drawn_sizes, NULL);
    drawn("3-backward", backward_of_drawn_sizes, NULL);
    drawn("4-merge", merge_of_drawn_sizes, NULL);
    drawn("5-trainable", trainable_of_drawn_sizes, NULL);
    drawn("6-abstain", teach_from_drawn_verdicts, NULL);
    drawn("7-calibration", calibration_of_drawn_answers, NULL);
}
