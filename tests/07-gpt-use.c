/* The tests of lesson 07, continued: 7.8 sampling, 7.11 addition, 7.12 the essay, 7.13 the paper. */
#define TORCH_SAYS "tests/07-gpt.txt"

#include "07-gpt.h"
#include "gpt.h"
#include "suite-torch.h"

#include <stdlib.h>

void suite_of_use(void); // 07-gpt.c calls it

// ---- 7.8 sampling ----

enum { SV = 5, DRAWS = 3000 };

// The probabilities (not yet divided by their sum) of a way to do it. All but power and top_k is a mistake.
typedef struct Knobs {
    double power;  // of e^logit
    int top_k;     // 0: all
    bool ties;     // keeps all that equal the last one kept
    bool last;     // of equal ones the last
    bool smallest; // keeps the smallest
    bool zeros;    // a logit of 0 for the forgotten
    bool ones;     // a probability of 1 for the forgotten, where the largest has 1
    bool no_exp;   // the logits themselves, moved so that none is below 0
    bool even;     // all kept ones alike
} Knobs;

static void weigh(const real logits[SV], Knobs how, float p[SV])
{
    double most = (double)logits[0], least = most;
    for (int v = 1; v < SV; v++) {
        most = fmax(most, (double)logits[v]);
        least = fmin(least, (double)logits[v]);
    }
    for (int v = 0; v < SV; v++) {
        int before = 0;
        for (int u = 0; u < SV; u++)
            before += (how.smallest ? logits[u] < logits[v] : logits[u] > logits[v]) ||
                      (!how.ties && logits[u] == logits[v] && (how.last ? u > v : u < v));
        bool kept = how.top_k == 0 || before < how.top_k;
        double is = how.even ? 1 : how.no_exp ? (double)logits[v] - least : exp((double)logits[v] * how.power);
        p[v] = (float)(kept ? is : how.zeros ? 1 : how.ones ? exp(most * how.power) : 0);
    }
}

// How often each of the SV comes in DRAWS draws from the same seed.
static void frequencies(const float p[SV], bool race, double count[SV])
{
    Rng rng;
    rng_seed(&rng, 1337);
    memset(count, 0, sizeof(double) * SV);
    for (int i = 0; i < DRAWS; i++)
        count[race ? rng_multinomial_race(&rng, p, SV) : rng_multinomial(&rng, p, SV)]++;
}

// Could these counts have been drawn with the probabilities p? (Within five standard deviations each.)
static bool drawn_from(const float p[SV], const double count[SV])
{
    double sum = 0;
    bool could = true;
    for (int v = 0; v < SV; v++)
        sum += (double)p[v];
    for (int v = 0; v < SV; v++) {
        double share = (double)p[v] / sum;
        could &= fabs(count[v] - share * DRAWS) <= 5 * sqrt(share * (1 - share) * DRAWS);
    }
    return could;
}

static int descending(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x < y) - (x > y);
}

// Counts by your function; where it always says the same, why.
static void your_draws(const char *input, const real logits[SV], double temperature, int top_k, double count[SV])
{
    Rng rng, before;
    rng_seed(&rng, 1337);
    before = rng;
    memset(count, 0, sizeof(double) * SV);
    if_a_check_says("probability ",
                    "a probability below 0: exp is missing, which makes a positive number of any logit");
    if_a_check_says("probabilities are 0", top_k ? "none is kept: the top_k largest have a probability above 0"
                                                 : "top_k 0 keeps all: none has a probability above 0");
    for (int i = 0; i < DRAWS; i++) {
        int id = sample_next(SV, logits, temperature, top_k, &rng);
        if (id < 0 || id >= SV)
            wrong(input, "%d was returned; the characters are 0 to %d", id, SV - 1);
        count[id]++;
    }
    for (int v = 0; v < SV && top_k != 1; v++)
        if (count[v] == DRAWS && memcmp(&rng, &before, sizeof rng) == 0)
            wrong(input,
                  "always %d, and rng was never used: draw with rng_multinomial_race; the largest logit is taken "
                  "at temperature 0 only",
                  v);
        else if (count[v] == DRAWS)
            wrong(input,
                  "the same character every time, %d, though rng was used: is it seeded in here, or is only one "
                  "character kept?",
                  v);
}

static void sample_case(const char *input, const real logits[SV], double temperature, int top_k)
{
    double power = 1 / temperature;
    const struct {
        Knobs how;
        const char *sentence;
    } mistakes[] = {
        {{.power = temperature, .top_k = top_k}, "divide by the temperature: below 1 it makes the likely likelier"},
        {{.power = 1, .top_k = top_k}, "the temperature changes nothing: divide the logits by it, before exp"},
        {{.no_exp = true, .top_k = top_k}, "exp is missing: probabilities are e^logit, divided by their sum"},
        {{.even = true, .top_k = top_k}, "all are equally likely: the logits must count"},
        {{.power = power, .top_k = top_k, .ties = true},
         "of equal logits the first are kept, top_k in all; yours keeps every one that equals the last"},
        {{.power = power, .top_k = top_k - 1}, "one fewer than top_k is kept"},
        {{.power = power, .top_k = top_k, .smallest = true}, "the top_k largest are kept, not the smallest"},
        {{.power = power, .top_k = top_k, .zeros = true},
         "a logit of 0 is not a probability of 0: a character outside the top_k gets the logit -infinity, or the "
         "probability 0"},
        {{.power = power, .top_k = top_k, .ones = true},
         "characters outside the top_k keep a probability of 1: give them 0"},
        {{.power = power, .top_k = top_k, .last = true}, "of equal logits the first are kept, not the last"},
        {{.power = power}, "top_k changes nothing: the others must have probability 0"},
        {{.power = power, .top_k = top_k + 1}, "one more than top_k is kept"},
        {{.power = power, .top_k = SV - 1}, "a top_k larger than V keeps all of them"},
    };
    static double right[SV], yours[SV], known[COUNT(mistakes) + 2][SV];
    Guess guesses[COUNT(mistakes) + 4] = {{0}};
    float p[SV], sorted[SV];
    int n = 0;
    for (int i = 0; i < COUNT(mistakes); i++) {
        if (top_k == 0 && i >= 4) // there is nothing to forget
            continue;
        if ((i == 12) != (top_k > SV) && i >= 4)
            continue;
        if (top_k == 1 && (i == 5 || i == 11)) // 0 would be all; two look like all that are equal, and 3 was tried
            continue;
        weigh(logits, mistakes[i].how, p);
        frequencies(p, true, known[n]);
        guesses[n] = (Guess){known[n], mistakes[i].sentence};
        n++;
    }
    weigh(logits, (Knobs){.power = power, .top_k = top_k}, p);
    memcpy(sorted, p, sizeof sorted);
    qsort(sorted, SV, sizeof sorted[0], descending);
    frequencies(sorted, true, known[n]);
    guesses[n] = (Guess){known[n], "that is the place in a sorted list: return the character's own number"};
    your_draws(input, logits, temperature, top_k, yours);
    frequencies(p, true, right);
    if (drawn_from(p, yours))
        guesses[n + 1] = (Guess){yours, "the probabilities are right, but drawn in another way: take one "
                                        "rng_multinomial_race, so that the same seed says the same text"};
    expect_table(input, places("v", SV), yours, right, 0, guesses);
}

static const real five[SV] = {1, 2, (real)0.5, 2, -1};

START_TEST(sample_by_softmax)
{
    sample_case("how often each of logits 1 2 0.5 2 -1 comes in 3000 draws, temperature 1, top_k 0", five, 1, 0);
}
END_TEST

START_TEST(sample_with_temperature)
{
    sample_case("how often each of logits 1 2 0.5 2 -1 comes in 3000 draws, temperature 0.5, top_k 0", five, 0.5, 0);
    sample_case("how often each of logits 1 2 0.5 2 -1 comes in 3000 draws, temperature 2, top_k 0", five, 2, 0);
}
END_TEST

START_TEST(sample_with_top_k)
{
    sample_case("how often each of logits 1 2 0.5 2 -1 comes in 3000 draws, temperature 1.5, top_k 3", five, 1.5, 3);
    sample_case("how often each of logits 1 2 0.5 2 -1 comes in 3000 draws, temperature 1.5, top_k 1", five, 1.5, 1);
    sample_case("how often each of logits 1 2 0.5 2 -1 comes in 3000 draws, temperature 1, top_k 99", five, 1, 99);
}
END_TEST

START_TEST(sample_at_temperature_0)
{
    Rng rng, before;
    rng_seed(&rng, 1337);
    before = rng;
    if_a_check_says("", "temperature 0 cannot divide: return the place of the largest logit before it "
                        "comes to that");
    for (int top_k = 0; top_k < 3; top_k++)
        for (int i = 0; i < 20; i++) {
            int id = sample_next(SV, five, 0, top_k, &rng);
            expect_int("logits 1 2 0.5 2 -1, temperature 0", id, 1,
                       id == 3 ? "of equal logits the first" : "temperature 0 takes the largest logit, always");
        }
    if (rng_u32(&rng) != rng_u32(&before))
        wrong("logits 1 2 0.5 2 -1, temperature 0", "temperature 0 draws nothing: rng has moved on");
}
END_TEST

START_TEST(sample_survives_large_logits)
{
    const real large[SV] = {500, 501, -500, 490, 0}, none[SV] = {-501, -500, -900, -510, -700};
    for (int i = 0; i < 2; i++) {
        const char *input = i ? "logits -501 -500 -900 -510 -700, temperature 0.5"
                              : "logits 500 501 -500 490 0, "
                                "temperature 0.5";
        double count[SV] = {0}, right[SV];
        float p[SV] = {(float)exp(-2), 1, 0, 0, 0};
        Rng rng;
        rng_seed(&rng, 1337);
        if_a_check_says("", "subtract the largest logit first: e^1000 is too large for a number, and e^-1000 is 0");
        for (int n = 0; n < DRAWS; n++) {
            int id = sample_next(SV, i ? none : large, 0.5, 0, &rng);
            if (id >= 0 && id < SV)
                count[id]++;
        }
        frequencies(p, true, right);
        expect_table(input, places("v", SV), count, right, 0, NULL);
    }
}
END_TEST

// ---- 7.11 addition ----

static const char *spelled(int n, const int ids[])
{
    static char text[4][64];
    static int turn;
    char *to = text[turn = (turn + 1) % 4], *at = to;
    for (int i = 0; i < n; i++)
        at += snprintf(at, 8, "%s%c", ids[i] == -1 && i ? " " : "",
                       ids[i] == -1                    ? '-'
                       : ids[i] < 0 || ids[i] > EQUALS ? '?'
                                                       : "0123456789+="[ids[i]]);
    return to;
}

static void example_case(int a, int b)
{
    char text[64], input[128];
    int sum = a + b, X[ADD_T], Y[ADD_T], ids[ADD_T + 1], reading[ADD_T], unmasked = 0, same_place = 0, short_sum = 0;
    for (int i = 0; i < ADD_T; i++)
        X[i] = Y[i] = 77;
    snprintf(text, sizeof text, "%03d+%03d=%d%d%d%d", a, b, sum % 10, sum / 10 % 10, sum / 100 % 10, sum / 1000);
    snprintf(input, sizeof input, "addition_example(%d, %d): %s", a, b, text);
    for (int i = 0; i <= ADD_T; i++)
        ids[i] = text[i] == '+' ? PLUS : text[i] == '=' ? EQUALS : text[i] - '0';
    addition_example(a, b, X, Y);
    for (int i = 0; i < ADD_T; i++)
        reading[i] = i < 8 ? ids[i] : ids[ADD_T + 8 - i];
    if (memcmp(X, ids, sizeof X) != 0) {
        const char *why = memcmp(X, reading, sizeof X) == 0 ? "the sum is written from its last digit on" : NULL;
        bool a_turned = a % 10 == X[0] && a / 100 == X[2] && memcmp(X, ids, 3 * sizeof(int)) != 0;
        if (!why && (a_turned || (b % 10 == X[4] && b / 100 == X[6] && memcmp(X + 4, ids + 4, 3 * sizeof(int)) != 0)))
            why = "only the sum is written from its last digit on";
        for (int i = 8; i < ADD_T && !why; i++)
            short_sum |= X[i] > 9 || X[i] < 0;
        for (int i = 0; i < ADD_T; i++)
            if (!why && X[i] == 77)
                why = "not all eleven places of X are written";
        if (!why && (short_sum || X[3] != PLUS || X[7] != EQUALS))
            why = "three digits for a and for b, four for the sum: leading zeros are written";
        wrong(input, "X is %s and should be %s%s%s", spelled(ADD_T, X), spelled(ADD_T, ids), why ? ": " : "",
              why ? why : "");
    }
    for (int i = 0; i < ADD_T; i++) {
        unmasked += i < 7 && Y[i] == ids[i + 1];
        same_place += i > 7 && Y[i] == ids[i];
    }
    for (int i = 0; i < ADD_T; i++)
        if (Y[i] != (i < 7 ? -1 : ids[i + 1]))
            wrong(input, "Y[%d] is %d and should be %d: %s", i, Y[i], i < 7 ? -1 : ids[i + 1],
                  i < 7 && unmasked                        ? "nobody can guess the question, so -1 there"
                  : i == 7 && Y[7] == -1 && same_place < 3 ? "the first digit of the sum follows the '=', which is X[7]"
                  : same_place == 3                        ? "Y[i] is the character after X[i], text[i + 1]"
                                                           : "the digits of the sum from Y[7] on, and -1 before");
}

START_TEST(example_with_carries)
{
    example_case(123, 989);
    example_case(999, 999);
}
END_TEST

START_TEST(example_with_leading_zeros)
{
    example_case(7, 5);
    example_case(0, 0);
    example_case(40, 300);
}
END_TEST

enum { MOST_STEPS = 50000 };

enum { ASKED = 50 };

// The recipe, some of the examples, and what the recipe reached.
static struct {
    AdditionRecipe recipe;
    double rate[MOST_STEPS], loss;
    int steps, X[ASKED][ADD_T], Y[ASKED][ADD_T];
} reached;

static const double ARITHMETIC = 4e8; // parameters x batch x steps

static GPT *recipe_gpt(AdditionRecipe r, Rng *rng)
{
    char input[96];
    snprintf(input, sizeof input, "%d layers, %d heads, embd %d, batch %d", r.layers, r.heads, r.embd, r.batch);
    if (r.layers < 1 || r.heads < 1 || r.embd < 1)
        wrong(input, "layers, heads and embd must be at least 1");
    if (r.embd % r.heads != 0)
        wrong(input, "embd must be a multiple of heads, which share it");
    if (r.batch < 1 || r.batch > 256)
        wrong(input, "the batch must have 1 to 256 examples");
    double C = r.embd, about = 12 * C * C * r.layers;
    GPT *gpt = about > 2 * MOST_ADD_PARAMETERS ? NULL
                                               : gpt_new((GPTConfig){ADD_VOCAB, ADD_T, r.layers, r.heads, r.embd});
    if (gpt && params_total(&gpt->params) <= MOST_ADD_PARAMETERS) {
        gpt_init(gpt, rng);
        return gpt;
    }
    wrong(input, "that makes %ld parameters, and %d is the budget", gpt ? params_total(&gpt->params) : (long)about,
          MOST_ADD_PARAMETERS);
    return NULL;
}

static void plain_example(int a, int b, int X[ADD_T], int Y[ADD_T])
{
    int sum = a + b;
    const int text[ADD_T + 1] = {a / 100, a / 10 % 10, a % 10,   PLUS,          b / 100,        b / 10 % 10,
                                 b % 10,  EQUALS,      sum % 10, sum / 10 % 10, sum / 100 % 10, sum / 1000};
    memcpy(X, text, sizeof(int[ADD_T]));
    for (int i = 0; i < ADD_T; i++)
        Y[i] = i < 7 ? -1 : text[i + 1];
}

static void draw_batch(Rng *rng, bool unseen, int B, int X[], int Y[])
{
    for (int i = 0; i < B; i++) {
        int a, b;
        do {
            a = (int)rng_randint(rng, 0, 1000);
            b = (int)rng_randint(rng, 0, 1000);
        } while (((31 * a + 17 * b) % 13 == 0) != unseen);
        plain_example(a, b, X + i * ADD_T, Y + i * ADD_T);
    }
}

static void check_rate(int step, int steps, double rate)
{
    char input[64];
    snprintf(input, sizeof input, "addition_rate(%d, %d) is %g", step, steps, rate);
    if (!isfinite(rate) || rate < 0)
        wrong(input, "a rate is a finite number of at least 0, for every step from 0 to steps - 1");
}

static int steps_of(const GPT *gpt, int batch)
{
    double steps = ARITHMETIC / (double)params_total(&gpt->params) / batch;
    if (steps > MOST_STEPS)
        wrong("addition_recipe()", "that small a network or batch makes %.0f steps, and %d are the most", steps,
              MOST_STEPS);
    return (int)steps;
}

static void ask_recipe(void)
{
    Rng rng;
    rng_seed(&rng, 1337);
    reached.recipe = addition_recipe();
    GPT *gpt = recipe_gpt(reached.recipe, &rng);
    int steps = steps_of(gpt, reached.recipe.batch);
    for (int step = 0; step < steps; step++)
        reached.rate[step] = addition_rate(step, steps);
    for (int i = 0; i < ASKED; i++)
        addition_example(997 * i % 1000, 631 * i % 1000, reached.X[i], reached.Y[i]);
    gpt_free(gpt);
}

// The recipe trains on examples as they should be, but only if the learner's are.
static void check_examples(void)
{
    for (int i = 0; i < ASKED; i++) {
        int X[ADD_T], Y[ADD_T];
        plain_example(997 * i % 1000, 631 * i % 1000, X, Y);
        if (memcmp(X, reached.X[i], sizeof X) != 0 || memcmp(Y, reached.Y[i], sizeof Y) != 0)
            wrong("the recipe", "addition_example is not right yet, and the recipe is trained on its examples");
    }
}

static void train_recipe(void)
{
    enum { EXAM = 500 };
    static int X[EXAM * ADD_T], Y[EXAM * ADD_T];
    AdditionRecipe r = reached.recipe;
    Rng rng;
    rng_seed(&rng, 1337);
    check_examples();
    GPT *gpt = recipe_gpt(r, &rng);
    int steps = reached.steps = steps_of(gpt, r.batch);
    for (int step = 0; step < steps; step++)
        check_rate(step, steps, reached.rate[step]);
    for (int step = 0; step < steps; step++) {
        draw_batch(&rng, false, r.batch, X, Y);
        tape_reset();
        Tensor *loss = gpt_loss(gpt, X, Y, r.batch, ADD_T);
        params_zero_grad(&gpt->params);
        tensor_backward(loss);
        params_clip_norm(&gpt->params, 1);
        params_adamw(&gpt->params, reached.rate[step], 0.9, 0.99, 1e-8, 0.1);
    }
    draw_batch(&rng, true, EXAM, X, Y);
    tape_reset();
    reached.loss = tensor_item(gpt_loss(gpt, X, Y, EXAM, ADD_T));
    gpt_free(gpt);
}

static void loss_gets_below(double aim)
{
    char input[160];
    experiment_is_done();
    double most = 0;
    for (int step = 0; step < reached.steps; step++)
        most = fmax(most, reached.rate[step]);
    snprintf(input, sizeof input, "after %d steps the loss per digit of unseen sums is %.3f; the aim is %.1f",
             reached.steps, reached.loss, aim);
    bool enough = reached.loss < aim;
    saw("whether the aim is reached", sizeof enough, &enough);
    if (enough)
        return;
    if (!(reached.loss < 1.9) && most > 0.03)
        wrong(input, "the rate is too high: the network jumps about (its highest rate is %g)", most);
    if (reached.steps < 200)
        wrong(input, "%d steps are few: a smaller network or a smaller batch leave more of them", reached.steps);
    if (most < 0.004)
        wrong(input, "a higher rate: in %d steps, %g is timid", reached.steps, most);
    wrong(input, "try the rate (its height, its rise and its fall), and a smaller network or batch "
                 "for more steps");
}

START_TEST(recipe_keeps_the_rules)
{
    static const int lengths[] = {1, 2, 7, 300, 6000};
    Rng rng;
    rng_seed(&rng, 1337);
    gpt_free(recipe_gpt(addition_recipe(), &rng));
    for (int i = 0; i < COUNT(lengths); i++)
        for (int step = 0; step < lengths[i]; step++)
            check_rate(step, lengths[i], addition_rate(step, lengths[i]));
}
END_TEST

START_TEST(recipe_gets_below_1_6)
{
    loss_gets_below(1.6);
}
END_TEST

START_TEST(recipe_gets_below_1_2)
{
    loss_gets_below(1.2);
}
END_TEST

START_TEST(recipe_gets_below_0_8)
{
    loss_gets_below(0.8);
}
END_TEST

// ---- 7.12 the essay ----

START_TEST(essay_is_written)
{
    expect_essay("pretrain_and_finetune()", pretrain_and_finetune());
}
END_TEST

// ---- 7.13 a feature of the paper ----

START_TEST(a_feature_is_chosen)
{
    Feature f = paper_feature();
    if (f != SINUSOIDS && f != LABEL_SMOOTHING && f != WARMUP)
        wrong("paper_feature()", "%d is none of SINUSOIDS, LABEL_SMOOTHING or WARMUP: return one of them", (int)f);
}
END_TEST

static void sinusoids_case(int T, int C)
{
    enum { MISTAKES = 8 };
    static double right[MOST], known[MISTAKES][MOST];
    real pe[T][C];
    char input[64];
    for (int i = 0; i < T * C; i++) {
        int t = i / C, c = i % C, j = c / 2;
        double angle = t / pow(10000, 2.0 * j / C), half = t / pow(10000, (double)j / C);
        pe[t][c] = 99;
        right[i] = c % 2 ? cos(angle) : sin(angle);
        known[0][i] = c < C / 2 ? sin(t / pow(10000, 2.0 * c / C)) : cos(t / pow(10000, 2.0 * (c - C / 2) / C));
        known[1][i] = c % 2 ? cos(half) : sin(half);
        known[2][i] = c % 2 ? cos(t) : sin(t);
        known[3][i] = c % 2 ? cos(angle * acos(-1) / 180) : sin(angle * acos(-1) / 180);
        known[4][i] = c % 2 ? cos(t / pow(10000, (double)c / C)) : sin(angle);
        known[5][i] = c % 2 ? sin(angle) : cos(angle);
        double by_T = t / pow(10000, 2.0 * j / T), times = t * pow(10000, 2.0 * j / C);
        known[6][i] = c % 2 ? cos(by_T) : sin(by_T);
        known[7][i] = c % 2 ? cos(times) : sin(times);
    }
    Guess guesses[] = {
        {known[0], "sines and cosines alternate: column 2i is a sine, column 2i + 1 a cosine"},
        {known[1], "the exponent is 2i / C, where i counts pairs of columns"},
        {known[2], "2 * i / C is a whole number in C, and for all i below C / 2 it is 0: write 2.0 * i / C"},
        {known[3], "sin and cos take radians: no degrees are wanted here"},
        {known[4], "a pair shares one frequency: column 2i + 1 has the exponent of column 2i"},
        {known[5], "sine and cosine are exchanged: the even columns are sines"},
        {known[6], "the exponent is 2i / C, with the width C, not T"},
        {known[7], "divide t by 10000^(2i/C), do not multiply"},
        {0},
    };
    snprintf(input, sizeof input, "sinusoids, T = %d, C = %d", T, C);
    sinusoids(T, C, pe);
    expect_table(input, places("t c", T, C), doubles(pe[0], T * C), right, 1e-5, guesses);
}

static void smoothing_case(int V, int target, double eps)
{
    static double right[MOST], known[3][MOST];
    double q[V], sum = 0;
    char input[64];
    for (int v = 0; v < V; v++) {
        q[v] = 99;
        right[v] = (v == target ? 1 - eps : 0) + eps / V;
        known[0][v] = v == target ? 1 - eps : eps / (V - 1);
        known[1][v] = v == target ? 1 - eps : eps / V;
        known[2][v] = (v == target) + eps / V;
    }
    snprintf(input, sizeof input, "label_smoothing, V = %d, target %d, eps %g", V, target, eps);
    label_smoothing(V, target, eps, q);
    for (int v = 0; v < V; v++)
        sum += q[v];
    Guess guesses[] = {
        {known[0], "the target has a share of eps too: 1 - eps + eps / V, and eps / V for each of "
                   "the others"},
        {known[1], "the target has a share of eps too: yours do not add up to 1"},
        {known[2], "the sum must be 1: the target's own part is 1 - eps"},
        {right, fabs(sum - 1) > 1e-6 ? "the sum must be 1" : NULL},
        {0},
    };
    expect_table(input, places("v", V), q, right, 1e-9, guesses);
}

static void warmup_case(int n, int C, int warmup)
{
    enum { MISTAKES = 5 };
    static double right[MOST], known[MISTAKES][MOST];
    double rate[MOST];
    char input[80];
    for (int i = 0; i < n; i++) {
        double falls = pow(i + 1, -0.5), rises = (i + 1) * pow(warmup, -1.5), scale = 1e3 / sqrt(C);
        rate[i] = 99;
        right[i] = scale * fmin(falls, rises);
        known[0][i] = scale * fmin(i ? pow(i, -0.5) : INFINITY, i * pow(warmup, -1.5));
        known[1][i] = scale * fmax(falls, rises);
        known[2][i] = 1e3 * fmin(falls, rises);
        known[3][i] = scale * falls;
        known[4][i] = scale * rises;
    }
    snprintf(input, sizeof input, "warmup_rates, C = %d, warmup = %d: 1000 times the rates of %d steps", C, warmup, n);
    warmup_rates(n, C, warmup, rate);
    for (int i = 0; i < n; i++)
        rate[i] *= 1e3;
    Guess guesses[] = {
        {known[0], "the first step is number 1: i + 1, where C counts from 0"},
        {known[1], "the smaller of the two: it rises first, then it falls"},
        {known[2], "the factor C^-0.5 is missing"},
        {known[3], "it does not rise at the start: min(..., (i + 1) warmup^-1.5)"},
        {known[4], "it does not fall after the warm-up: min((i + 1)^-0.5, ...)"},
        {0},
    };
    expect_table(input, places("i", n), rate, right, 1e-6, guesses);
}

START_TEST(the_feature_in_small)
{
    switch (paper_feature()) {
    case SINUSOIDS:
        sinusoids_case(3, 4);
        break;
    case LABEL_SMOOTHING:
        smoothing_case(5, 2, 0.1);
        break;
    case WARMUP:
        warmup_case(6, 16, 3);
        break;
    default:
        wrong("paper_feature()", "it returns none of SINUSOIDS, LABEL_SMOOTHING or WARMUP");
    }
}
END_TEST

START_TEST(the_feature_in_large)
{
    switch (paper_feature()) {
    case SINUSOIDS:
        sinusoids_case(20, 16);
        break;
    case LABEL_SMOOTHING:
        smoothing_case(65, 64, 0.3);
        break;
    case WARMUP:
        warmup_case(200, 512, 40);
        break;
    default:
        wrong("paper_feature()", "it returns none of SINUSOIDS, LABEL_SMOOTHING or WARMUP");
    }
}
END_TEST

void suite_of_use(void)
{
    experiment("11-addition", ask_recipe, train_recipe, &reached, sizeof reached);
    exercise("8-sample", sample_by_softmax, THEN, sample_with_temperature, THEN, sample_with_top_k, THEN,
             sample_survives_large_logits, sample_at_temperature_0, NULL);
    exercise("11-addition", example_with_carries, example_with_leading_zeros, recipe_keeps_the_rules,
             recipe_gets_below_1_6, recipe_gets_below_1_2, recipe_gets_below_0_8, NULL);
    exercise("12-finetune", essay_is_written, NULL);
    exercise("13-paper", a_feature_is_chosen, THEN, the_feature_in_small, THEN, the_feature_in_large, NULL);
}
