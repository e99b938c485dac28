/*
 * The tests of lesson 03's exercises. Expectations are worked out by hand, by finite differences or
 * by PyTorch (03-mlp.txt, made by 03-mlp-reference.py), never by the solutions. The experiment trains
 * with the library's own operations.
 */
#include "03-mlp.h"
#include "examples.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void to_doubles(int count, const real *from, double *to)
{
    for (int i = 0; i < count; i++)
        to[i] = (double)from[i];
}

static void ints_to_doubles(int count, const int *from, double *to)
{
    for (int i = 0; i < count; i++)
        to[i] = from[i];
}

// The numbers of the line `name` of tests/03-mlp.txt.
static void torch(const char *name, int count, double *values)
{
    reference("tests/03-mlp.txt", name, count, values);
}

// count numbers of torch.randn, times scale
static void draw(Rng *rng, int count, double scale, double *values)
{
    float *drawn = malloc(sizeof *drawn * (size_t)count);
    rng_randn(rng, drawn, (size_t)count);
    for (int i = 0; i < count; i++)
        values[i] = scale * (double)drawn[i];
    free(drawn);
}

// ---- 3.1 build_dataset ----

enum { N_EXAMPLES = 5 + 3 + 2 };

static Names three_names = {3, (char *[]){"emma", "ab", "z"}};

START_TEST(dataset_of_three_names)
{
    static const double right_x[N_EXAMPLES * 3] = {0, 0, 0, 0, 0, 5, 0, 5, 13, 5, 13, 13, 13, 13, 1,
                                                   0, 0, 0, 0, 0, 1, 0, 1, 2,  0, 0,  0,  0,  0,  26};
    static const double right_y[N_EXAMPLES] = {5, 13, 13, 1, 0, 1, 2, 0, 26, 0};
    static const double carried[N_EXAMPLES * 3] = {0,  0, 0, 0, 0, 5, 0, 5, 13, 5, 13, 13, 13, 13, 1,
                                                   13, 1, 0, 1, 0, 1, 0, 1, 2,  1, 2,  0,  2,  0,  26};
    double reversed[N_EXAMPLES * 3], shown[N_EXAMPLES * 3], x[N_EXAMPLES * 3], y[N_EXAMPLES];
    for (int i = 0; i < N_EXAMPLES * 3; i++) {
        reversed[i] = right_x[i / 3 * 3 + 2 - i % 3];
        shown[i] = i % 3 < 2 ? right_x[i + 1] : right_y[i / 3];
    }
    int n = build_dataset(&three_names, 3, NULL, NULL);
    expect_int("how many examples emma, ab and z have", n, N_EXAMPLES,
               n == N_EXAMPLES - 3 ? "the example that ends a name is missing: after the last letter "
                                     "comes the dot"
                                   : "a name of L letters has L + 1 examples");
    int *X = malloc(sizeof *X * N_EXAMPLES * 3), *Y = malloc(sizeof *Y * N_EXAMPLES);
    memset(X, -1, sizeof *X * N_EXAMPLES * 3);
    memset(Y, -1, sizeof *Y * N_EXAMPLES);
    expect_int("the result when X and Y are given", build_dataset(&three_names, 3, X, Y), N_EXAMPLES,
               "the same count with and without X and Y");
    ints_to_doubles(N_EXAMPLES * 3, X, x);
    ints_to_doubles(N_EXAMPLES, Y, y);
    free(X);
    free(Y);
    Guess guesses[] = {
        {carried, "each name starts with a window of dots; yours starts with the end of the previous name"},
        {reversed, "the oldest character comes first in a row of X, the newest last"},
        {shown, "the answer is already in the input: write the window before you move it on"},
        {0},
    };
    expect_table("X of emma, ab, z, context 3", places("i place", N_EXAMPLES, 3), x, right_x, 0, guesses);
    expect_table("Y of emma, ab, z", places("i", N_EXAMPLES), y, right_y, 0, NULL);
}
END_TEST

START_TEST(dataset_of_other_contexts)
{
    Names ab = {1, (char *[]){"ab"}};
    static const double right[][15] = {{0, 1, 2}, {0}, {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 2}};
    static const double right_y[] = {1, 2, 0};
    for (int context = 1; context <= 5; context += 4) {
        int X[15], Y[3];
        double x[15], y[3];
        char input[64];
        snprintf(input, sizeof input, "the name ab, context %d", context);
        memset(X, -1, sizeof X);
        expect_int(input, build_dataset(&ab, context, X, Y), 3, "the context does not change the count");
        ints_to_doubles(3 * context, X, x);
        ints_to_doubles(3, Y, y);
        expect_table(input, places("i place", 3, context), x, right[context / 2], 0, NULL);
        expect_table("Y of ab", places("i", 3), y, right_y, 0, NULL);
    }
}
END_TEST

START_TEST(dataset_of_all_names)
{
    Names *names = names_load("datasets/names.txt");
    int letters = 0, first[V] = {0};
    for (int i = 0; i < names->count; i++)
        letters += (int)strlen(names->name[i]);
    int n = letters + names->count;
    expect_int("how many examples all names have", build_dataset(names, 3, NULL, NULL), n,
               "a name of L letters has L + 1 examples");
    int *X = malloc(sizeof *X * (size_t)(3 * n)), *Y = malloc(sizeof *Y * (size_t)n);
    build_dataset(names, 3, X, Y);
    for (int i = 0; i < n; i++)
        if (X[3 * i + 2] == 0 && Y[i] >= 0 && Y[i] < V)
            first[Y[i]]++;
    expect_int("how many names begin with a", first[1], 4438, NULL); // grep -c ^a datasets/names.txt
    free(X), free(Y);
    names_free(names);
}
END_TEST

// ---- 3.2 embed ----

enum { IDS = 6, WIDTH = 3 };

static const int ids[IDS] = {5, 13, 13, 0, 26, 13};
static real table_C[V][WIDTH], table_demb[IDS][WIDTH];

static void draw_embedding(void)
{
    double C[V * WIDTH], demb[IDS * WIDTH];
    Rng rng;
    rng_seed(&rng, 42);
    draw(&rng, V * WIDTH, 1, C);
    draw(&rng, IDS * WIDTH, 1, demb);
    for (int i = 0; i < V * WIDTH; i++)
        table_C[i / WIDTH][i % WIDTH] = (real)C[i];
    for (int i = 0; i < IDS * WIDTH; i++)
        table_demb[i / WIDTH][i % WIDTH] = (real)demb[i];
}

START_TEST(embed_picks_rows)
{
    real emb[IDS][WIDTH];
    double right[IDS * WIDTH], in_order[IDS * WIDTH], yours[IDS * WIDTH];
    draw_embedding();
    torch("emb", IDS * WIDTH, right);
    to_doubles(IDS * WIDTH, table_C[0], in_order);
    for (int i = 0; i < IDS * WIDTH; i++)
        emb[i / WIDTH][i % WIDTH] = 99;
    embed_forward(IDS, ids, WIDTH, table_C, emb);
    if (emb[0][0] != 99 && emb[0][WIDTH - 1] == 99)
        wrong("ids 5 13 13 0 26 13, width 3", "the end of emb[0] was not written: width bytes are not "
                                              "width numbers");
    to_doubles(IDS * WIDTH, emb[0], yours);
    Guess guesses[] = {{in_order, "row i of C instead of row ids[i]"}, {0}};
    expect_table("ids 5 13 13 0 26 13, width 3, against PyTorch", places("i c", IDS, WIDTH), yours, right, 1e-6,
                 guesses);
}
END_TEST

static void embed_backward_case(const char *input, double before)
{
    double right[V * WIDTH], yours[V * WIDTH], last[V * WIDTH], gone[V * WIDTH], mean[V * WIDTH];
    real dC[V][WIDTH];
    int uses[V] = {0};
    draw_embedding();
    torch("dC", V * WIDTH, right);
    for (int i = 0; i < V * WIDTH; i++)
        dC[i / WIDTH][i % WIDTH] = (real)(last[i] = before);
    for (int i = 0; i < IDS; i++, uses[ids[i - 1]]++)
        for (int c = 0; c < WIDTH; c++)
            last[ids[i] * WIDTH + c] = (double)table_demb[i][c];
    for (int i = 0; i < V * WIDTH; i++) {
        gone[i] = right[i];
        mean[i] = before + right[i] / fmax(1, uses[i / WIDTH]);
        right[i] += before;
    }
    embed_backward(IDS, ids, WIDTH, table_demb, dC);
    to_doubles(V * WIDTH, dC[0], yours);
    Guess guesses[] = {
        {last, "only the last use of each letter is left: several examples share a row, use +="},
        {gone, "what dC held before is gone: a backward adds, because C may have been used elsewhere too"},
        {mean, "that is the mean over the uses of a letter; gradients add up"},
        {0},
    };
    expect_table(input, places("id c", V, WIDTH), yours, right, 1e-5, guesses);
}

START_TEST(embed_backward_adds_up)
{
    embed_backward_case("ids 5 13 13 0 26 13, width 3, against PyTorch", 0);
}
END_TEST

START_TEST(embed_backward_keeps_what_was_there)
{
    embed_backward_case("the same, and dC is 1 everywhere before", 1);
}
END_TEST

// ---- 3.3 cross_entropy ----

enum { ROWS = 4 };

static const int answers[ROWS] = {0, 5, 13, 26};
static double batch_logits[ROWS][V];

static double batch_loss(void) // from the formula of softmax, in double
{
    double loss = 0;
    for (int i = 0; i < ROWS; i++) {
        double sum = 0;
        for (int c = 0; c < V; c++)
            sum += exp(batch_logits[i][c]);
        loss -= log(exp(batch_logits[i][answers[i]]) / sum) / ROWS;
    }
    return loss;
}

static void draw_logits(real logits[ROWS][V])
{
    Rng rng;
    rng_seed(&rng, 42);
    draw(&rng, ROWS * V, 3, batch_logits[0]);
    for (int i = 0; i < ROWS * V; i++) {
        logits[i / V][i % V] = (real)batch_logits[i / V][i % V];
        batch_logits[i / V][i % V] = (double)logits[i / V][i % V];
    }
}

static void loss_case(const char *input, int n, real logits[][V], const int ys[], double right)
{
    double maxima = 0;
    for (int i = 0; i < n; i++) {
        double max = (double)logits[i][0];
        for (int c = 1; c < V; c++)
            max = fmax(max, (double)logits[i][c]);
        maxima += max / n;
    }
    double sum = right * n, negative = -right, no_max = right - maxima, yours = cross_entropy(n, logits, ys);
    if (!isfinite(yours) && isfinite(right))
        wrong(input,
              "yours is %s: e^100 is too large for a float; subtract the row's largest logit first, "
              "from all logits of the row",
              isnan(yours) ? "not a number" : "infinite");
    Guess guesses[] = {
        {&sum, "that is the sum, not the mean: divide by n"},
        {&negative, "the sign is wrong: a loss is not negative"},
        {&no_max, "add the maximum back: log sum e^a = max + log sum e^(a - max)"},
        {0},
    };
    expect_number(input, yours, right, 1e-5, guesses);
}

START_TEST(cross_entropy_is_the_mean)
{
    real logits[ROWS][V], zeros[1][V] = {{0}};
    double loss;
    draw_logits(logits);
    torch("loss", 1, &loss);
    loss_case("4 rows of 3 * randn, against PyTorch", ROWS, logits, answers, loss);
    loss_case("4 rows of 3 * randn, by the formula", ROWS, logits, answers, batch_loss());
    loss_case("one row of zeros: log 27", 1, zeros, answers, 3.295836866);
}
END_TEST

START_TEST(cross_entropy_is_safe)
{
    real logits[2][V] = {{0, 1000}, {0, 800}}, low[1][V];
    for (int c = 0; c < V; c++)
        low[0][c] = -1000;
    loss_case("logits 0 1000 0 ..., answer 1: as good as certain", 1, logits, (int[]){1}, 0);
    loss_case("logits 0 1000 0 ... and 0 800 0 ..., answers 1 and 0", 2, logits, (int[]){1, 0}, 400);
    loss_case("27 logits of -1000: log 27", 1, low, (int[]){3}, 3.295836866);
}
END_TEST

static void gradient_case(const char *input, double dloss, double before)
{
    double right[ROWS * V], gone[ROWS * V], as_one[ROWS * V], of_sum[ROWS * V], no_truth[ROWS * V];
    double negative[ROWS * V], yours[ROWS * V];
    real logits[ROWS][V], dlogits[ROWS][V];
    draw_logits(logits);
    for (int i = 0; i < ROWS * V; i++) {
        double s = slope(batch_loss, &batch_logits[i / V][i % V], 1e-5);
        right[i] = before + dloss * s;
        gone[i] = dloss * s;
        as_one[i] = before + s;
        of_sum[i] = before + dloss * s * ROWS;
        negative[i] = before - dloss * s;
        no_truth[i] = before + dloss * (s + (i % V == answers[i / V] ? 1.0 / ROWS : 0));
        dlogits[i / V][i % V] = (real)before;
    }
    cross_entropy_backward(ROWS, logits, answers, (real)dloss, dlogits);
    to_doubles(ROWS * V, dlogits[0], yours);
    Guess guesses[] = {
        {of_sum, "yours is exactly 4 x the expected value: 4 is the number of rows, and the loss is a "
                 "mean over the rows"},
        {no_truth, "the 1 at the right answer is not subtracted: softmax - onehot(y)"},
        {negative, "the sign is wrong: probability minus truth"},
        {gone, "what dlogits held before is gone: a backward adds"},
        {as_one, "multiply by dloss, the gradient that arrives at the loss"},
        {0},
    };
    expect_table(input, places("i c", ROWS, V), yours, right, 1e-5, guesses);
}

START_TEST(cross_entropy_backward_is_the_slope)
{
    gradient_case("4 rows, dloss = 1, against (loss(a + h) - loss(a - h)) / 2h", 1, 0);
}
END_TEST

START_TEST(cross_entropy_backward_agrees_with_torch)
{
    double right[ROWS * V], yours[ROWS * V];
    real logits[ROWS][V], dlogits[ROWS][V] = {{0}}, large[1][V] = {{0, 1000}}, dlarge[1][V] = {{0}};
    draw_logits(logits);
    torch("dlogits", ROWS * V, right);
    cross_entropy_backward(ROWS, logits, answers, 1, dlogits);
    to_doubles(ROWS * V, dlogits[0], yours);
    expect_table("4 rows of 3 * randn, against PyTorch", places("i c", ROWS, V), yours, right, 1e-5, NULL);
    cross_entropy_backward(1, large, (int[]){0}, 1, dlarge);
    expect_number("logits 0 1000 0 ..., answer 0: dlogits[0][0]", (double)dlarge[0][0], -1, 1e-5, NULL);
    expect_number("logits 0 1000 0 ..., answer 0: dlogits[0][1]", (double)dlarge[0][1], 1, 1e-5, NULL);
}
END_TEST

START_TEST(cross_entropy_backward_adds_and_scales)
{
    gradient_case("4 rows, dlogits is 1 everywhere before", 1, 1);
    gradient_case("4 rows, dloss = 0.5", 0.5, 0);
}
END_TEST

// ---- 3.4 sweep and pick_rate ----

enum { MOST_CALLS = 2000 };

static struct {
    double rate[MOST_CALLS], breaks_at;
    int calls;
} step_log;

static double logged_step(double rate)
{
    if (step_log.calls < MOST_CALLS)
        step_log.rate[step_log.calls] = rate;
    step_log.calls++;
    return rate >= step_log.breaks_at ? INFINITY : 5 + rate;
}

START_TEST(sweep_grows_by_a_factor)
{
    static const double right[] = {0.001, 0.01, 0.1, 1}, even[] = {0.001, 0.334, 0.667, 1};
    static const double short_of[] = {0.001, 0.005623413, 0.031622777, 0.177827941};
    static const double integer[] = {0.001, 0.001, 0.001, 1};
    static const double loss[] = {5.001, 5.01, 5.1, 6};
    double rates[4] = {0}, losses[4] = {0};
    Guess guesses[] = {
        {even, "evenly spaced rates: nearly all of them are large; let each be the previous one times the "
               "same factor"},
        {short_of, "the last rate must be high: between n rates there are n - 1 factors"},
        {integer, "integer division: i / (n - 1) of two ints is 0 up to the last i"},
        {0},
    };
    step_log.breaks_at = INFINITY;
    expect_int("n = 4: the result", sweep(logged_step, 4, 0.001, 1, rates, losses), 4, "return n when all went well");
    expect_int("n = 4: how often step was called", step_log.calls, 4, "once for each rate: each call trains");
    expect_table("n = 4, low = 0.001, high = 1: what step was called with", places("i", 4), step_log.rate, right, 1e-6,
                 guesses);
    expect_table("n = 4, low = 0.001, high = 1: rates", places("i", 4), rates, right, 1e-6, guesses);
    expect_table("n = 4: losses, when step(rate) returns 5 + rate", places("i", 4), losses, loss, 1e-6, NULL);
}
END_TEST

START_TEST(sweep_stops_when_it_breaks)
{
    double *rates = calloc(5, sizeof *rates), *losses = calloc(5, sizeof *losses);
    step_log.breaks_at = 0.05; // of 0.001 0.00562 0.0316 0.178 1: three are below
    int n = sweep(logged_step, 5, 0.001, 1, rates, losses);
    if (n == 5 || (n == 4 && isinf(losses[3])))
        wrong("n = 5, the loss is infinite from the fourth rate on", "a loss that is not finite was kept: "
                                                                     "stop there, and return how many came before");
    expect_int("n = 5, the loss is infinite from the fourth rate on", n, 3, "how many losses were finite");
    expect_int("... how often step was called", step_log.calls, 4, "nothing good comes after an infinite loss");
    free(rates);
    free(losses);
}
END_TEST

START_TEST(pick_rate_is_not_lucky)
{
    enum { N = 301, LUCKY = 60, BEST = 200 };
    double rates[N], losses[N];
    for (int i = 0; i < N; i++) {
        rates[i] = 0.001 * pow(1000, i / 300.0);
        losses[i] = 2 + 1e-4 * (i - BEST) * (i - BEST) + (i % 2 ? 0.3 : -0.3);
    }
    losses[LUCKY] = 0.5; // one easy minibatch
    double yours = pick_rate(N, rates, losses);
    if (yours == rates[LUCKY])
        wrong("a valley with its bottom at rate 0.1, noise, and one loss of 0.5 at rate 0.004",
              "that is the luckiest minibatch: compare means over neighbours");
    if (yours == rates[N - 1])
        wrong("a valley with its bottom at rate 0.1", "that is the highest rate, not the best one");
    bool near = yours >= rates[BEST - 1] && yours <= rates[BEST + 1];
    saw("whether the rate is at the bottom of the valley", sizeof near, &near);
    if (!near)
        expect_number("a valley with its bottom at rate 0.1, noise, and one loss of 0.5 at rate 0.004", yours,
                      rates[BEST], 1e-9, NULL);
}
END_TEST

START_TEST(pick_rate_at_the_ends)
{
    double rates[50], losses[50];
    for (int i = 0; i < 50; i++) {
        rates[i] = i + 1;
        losses[i] = 3 + i; // the mean around i = 0 is over 0 .. 20
    }
    expect_number("losses that only rise: the first rate", pick_rate(50, rates, losses), 1, 1e-9, NULL);
    for (int i = 0; i < 50; i++)
        losses[i] = 3 - 0.01 * i;
    expect_number("losses that only fall: the last rate", pick_rate(50, rates, losses), 50, 1e-9, NULL);
    double any = pick_rate(3, rates, losses); // all three means are over the same three losses
    if (any != 1 && any != 2 && any != 3)
        wrong("three losses at the rates 1, 2 and 3", "the result is %g", any);
}
END_TEST

// ---- 3.5 calm_init ----

START_TEST(uniform_loss_is_log_27)
{
    double bits = log2(27), p = 1.0 / 27, negative = -log(27), decimal = log10(27);
    Guess guesses[] = {
        {&bits, "that is in bits; the course counts in nats: use log"},
        {&decimal, "that is the logarithm to base 10; use log"},
        {&negative, "the sign is wrong: the loss is -log of the probability"},
        {&p, "that is the probability; the loss is -log of it"},
        {0},
    };
    expect_number("27 characters, equally likely", uniform_loss(), 3.295836866, 1e-6, guesses);
}
END_TEST

static double largest(const Tensor *t)
{
    double most = 0;
    for (size_t k = 0; k < t->size; k++)
        most = fmax(most, fabs((double)t->data[k]));
    return most;
}

enum { SOME = 500 };

static Examples some_examples(void)
{
    Names *names = names_load("datasets/names.txt");
    int *order = malloc(sizeof *order * (size_t)names->count);
    for (int i = 0; i < names->count; i++)
        order[i] = i;
    Examples e = examples_new(names, order, 0, 200, CONTEXT);
    names_free(names);
    free(order);
    return e;
}

START_TEST(calm_init_starts_near_log_27)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        char input[80];
        Rng rng;
        rng_seed(&rng, seed);
        MLP net = mlp_new(10, 200, &rng);
        double drawn = largest(net.W2), drawn_b2 = largest(net.b2);
        calm_init(&net);
        Examples e = some_examples();
        tape_reset();
        double loss = tensor_item(mlp_loss(&net, SOME, e.x, e.y));
        snprintf(input, sizeof input, "width 10, hidden 200, seed %d: the first loss is %.4f", (int)seed, loss);
        if (!(fabs(loss - log(27)) <= 0.05)) {
            if (largest(net.W2) == drawn)
                wrong(input, "W2 is as it was drawn: 200 numbers of size 1 are added for each logit, so the "
                             "logits are far from equal");
            if (largest(net.b2) == drawn_b2)
                wrong(input, "b2 is as it was drawn: it makes some characters likely before anything is known");
            wrong(input, "it must be within 0.05 of 3.2958");
        }
        saw("that the first loss is near log 27", 0, NULL);
        examples_free(&e);
        params_free(&net.params);
    }
}
END_TEST

START_TEST(calm_init_can_learn)
{
    Rng rng;
    rng_seed(&rng, 1);
    MLP net = mlp_new(10, 200, &rng);
    calm_init(&net);
    Examples e = some_examples();
    real *before[8];
    for (int t = 0; t < net.params.count; t++) {
        before[t] = malloc(sizeof(real) * net.params.tensor[t]->size);
        memcpy(before[t], net.params.tensor[t]->data, sizeof(real) * net.params.tensor[t]->size);
    }
    for (int step = 0; step < 3; step++) {
        tape_reset();
        Tensor *loss = mlp_loss(&net, 32, e.x + 32 * CONTEXT * step, e.y + 32 * step);
        params_zero_grad(&net.params);
        tensor_backward(loss);
        params_sgd(&net.params, 0.1);
    }
    for (int t = 0; t < net.params.count; t++) {
        const Tensor *p = net.params.tensor[t];
        bool moved = memcmp(before[t], p->data, sizeof(real) * p->size) != 0;
        free(before[t]);
        if (!moved)
            wrong("three steps of gradient descent after calm_init",
                  "%s has not moved, and with it the "
                  "network it will never learn: the gradient of W1 is multiplied with W2, that of W2 with h, "
                  "and all of them are zero",
                  p->name);
    }
    saw("that all of it has moved", 0, NULL);
    examples_free(&e);
    params_free(&net.params);
}
END_TEST

// ---- 3.6 beat the lecture ----

enum { BUDGET = 200, BATCH = 32 };

// The recipe, and what it reached.
static struct {
    Recipe recipe;
    double rate[BUDGET], dev;
} reached;

static void ask_recipe(void)
{
    reached.recipe = beat_the_lecture(BUDGET);
    for (int step = 0; step < BUDGET; step++)
        reached.rate[step] = recipe_rate(step, BUDGET);
}

// Every eightieth name is the dev set: some 400 names, 2900 examples.
static void experiment_data(Examples *train, Examples *dev)
{
    Names *names = names_load("datasets/names.txt");
    int n = names->count, *order = malloc(sizeof *order * (size_t)n), from = 0, to = n;
    for (int i = 0; i < n; i++)
        order[i % 80 == 79 ? --to : from++] = i;
    *train = examples_new(names, order, 0, to, CONTEXT);
    *dev = examples_new(names, order, to, n, CONTEXT);
    names_free(names);
    free(order);
}

static MLP recipe_net(Rng *rng)
{
    Recipe r = reached.recipe;
    long total = 27L * r.width + (3L * r.width + 1) * r.hidden + (r.hidden + 1L) * 27;
    if (r.width < 1 || r.hidden < 1 || !isfinite(r.scale_W1) || !isfinite(r.scale_W2))
        wrong("the recipe", "width %d, hidden %d, scales %g and %g do not make a network", r.width, r.hidden,
              r.scale_W1, r.scale_W2);
    if (total > MOST_PARAMETERS)
        wrong("the recipe", "%ld parameters are more than the budget of 12000", total);
    MLP net = mlp_new(r.width, r.hidden, rng);
    for (int t = 1; t < net.params.count; t++) // W1, b1, W2, b2
        for (size_t k = 0; k < net.params.tensor[t]->size; k++)
            net.params.tensor[t]->data[k] *= (real)(t <= 2 ? r.scale_W1 : r.scale_W2);
    return net;
}

static void train_recipe(void)
{
    Examples train, dev;
    Rng rng;
    rng_seed(&rng, 42);
    MLP net = recipe_net(&rng);
    experiment_data(&train, &dev);
    for (int step = 0; step < BUDGET; step++) {
        int Xb[BATCH * CONTEXT], Yb[BATCH];
        tape_reset();
        examples_batch(&train, BATCH, &rng, Xb, Yb);
        Tensor *loss = mlp_loss(&net, BATCH, Xb, Yb);
        params_zero_grad(&net.params);
        tensor_backward(loss);
        params_sgd(&net.params, reached.rate[step]);
    }
    tape_reset();
    reached.dev = tensor_item(mlp_loss(&net, dev.count, dev.x, dev.y));
    examples_free(&train);
    examples_free(&dev);
    params_free(&net.params);
}

static void recipe_gets_below(double aim)
{
    char input[80];
    experiment_is_done();
    double dev = reached.dev, start = reached.rate[0], end = reached.rate[BUDGET - 1];
    bool reached_it = dev < aim;
    saw("whether the aim is reached", sizeof reached_it, &reached_it);
    if (reached_it)
        return;
    snprintf(input, sizeof input, "after 200 steps the dev loss is %.4f; the aim is %.2f", dev, aim);
    if (!(dev < 1000) || (start > 3 && dev > 3.3))
        wrong(input, "the rate is too high: the network jumps about (it starts with %g)", start);
    if (dev > 3.2958)
        wrong(input, "worse than a model that knows nothing (log 27 = 3.2958): it starts out sure of "
                     "nonsense and has no time to forget it; see exercise 3.5");
    if (start <= 0.2)
        wrong(input, "a higher rate at the start: with 200 steps, %g is timid", start);
    if (end > 0.3 * start)
        wrong(input, "let the rate fall towards the end: it starts at %g and ends at %g", start, end);
    wrong(input, "try the scale of W1, the rate, and the sizes");
}

START_TEST(recipe_gets_below_3_00)
{
    recipe_gets_below(3.00);
}
END_TEST

START_TEST(recipe_gets_below_2_60)
{
    recipe_gets_below(2.60);
}
END_TEST

START_TEST(recipe_gets_below_2_55)
{
    recipe_gets_below(2.55);
}
END_TEST

START_TEST(recipe_gets_below_2_50)
{
    recipe_gets_below(2.50);
}
END_TEST

// ---- 3.7 direct connections ----

enum { N = 5, IN = 6, HIDDEN = 8, PARTS = 6 };

static const char *const part_name[PARTS] = {"x", "W1", "b1", "W2", "b2", "W3"};

static Params direct_parts(void)
{
    Params p = {0};
    Shape shape[PARTS] = {SHAPE(N, IN), SHAPE(IN, HIDDEN), SHAPE(HIDDEN), SHAPE(HIDDEN, V), SHAPE(V), SHAPE(IN, V)};
    Rng rng;
    rng_seed(&rng, 42);
    for (int k = 0; k < PARTS; k++)
        params_randn(&p, part_name[k], shape[k], &rng, 1);
    return p;
}

static Tensor *direct_of(const Params *p)
{
    Tensor *const *t = p->tensor;
    Tensor *logits = direct_logits(t[0], t[1], t[2], t[3], t[4], t[5]);
    if (!shape_equal(logits->shape, SHAPE(N, V)))
        wrong("x (5, 6), W1 (6, 8), W2 (8, 27), W3 (6, 27)", "the result is %s, not (5, 27)",
              shape_text(logits->shape));
    return logits;
}

START_TEST(direct_adds_x_W3)
{
    double right[N * V], no_W3[N * V], squashed[N * V], all_squashed[N * V], bias_twice[N * V], yours[N * V];
    Params p = direct_parts();
    const real *x = p.tensor[0]->data, *b2 = p.tensor[4]->data, *W3 = p.tensor[5]->data;
    torch("direct", N * V, right);
    for (int i = 0; i < N * V; i++) {
        double around = 0;
        for (int k = 0; k < IN; k++)
            around += (double)x[i / V * IN + k] * (double)W3[k * V + i % V];
        no_W3[i] = right[i] - around;
        squashed[i] = right[i] - around + tanh(around);
        all_squashed[i] = tanh(right[i]);
        bias_twice[i] = right[i] + (double)b2[i % V];
    }
    tape_reset();
    to_doubles(N * V, direct_of(&p)->data, yours);
    Guess guesses[] = {
        {no_W3, "x W3 is missing: that is the network without direct connections"},
        {squashed, "the direct way goes around the tanh: it is linear"},
        {all_squashed, "the direct way goes around the tanh: nothing is squashed after the sum"},
        {bias_twice, "b2 is added twice"},
        {0},
    };
    expect_table("5 rows, 8 hidden, against PyTorch", places("i v", N, V), yours, right, 1e-5, guesses);
    params_free(&p);
}
END_TEST

START_TEST(direct_gradients_agree_with_torch)
{
    static const int ys[N] = {0, 5, 13, 13, 1};
    Params p = direct_parts();
    tape_reset();
    params_zero_grad(&p);
    tensor_backward(tensor_cross_entropy(direct_of(&p), ys));
    for (int k = 0; k < PARTS; k++) {
        double right[HIDDEN * V], yours[HIDDEN * V], cut[N * IN];
        int size = (int)p.tensor[k]->size, rows = p.tensor[k]->shape.ndim == 2 ? p.tensor[k]->shape.dim[0] : 1;
        char input[64], name[8];
        snprintf(input, sizeof input, "the gradient of %s, against PyTorch", part_name[k]);
        snprintf(name, sizeof name, "d%s", part_name[k]);
        torch(name, size, right);
        to_doubles(size, p.tensor[k]->grad, yours);
        Guess guesses[2] = {{0}};
        if (k == 0) {
            torch("dx_cut", size, cut);
            guesses[0] = (Guess){cut, "no gradient comes back to x through W3: is the graph cut there?"};
        }
        expect_table(input, places("i j", rows, size / rows), yours, right, 1e-5, guesses);
    }
    params_free(&p);
}
END_TEST

// ---- the suite ----

void lesson_suite(void)
{
    exercise("1-dataset", dataset_of_three_names, THEN, dataset_of_other_contexts, THEN, dataset_of_all_names, NULL);
    exercise("2-embed", embed_picks_rows, embed_backward_adds_up, THEN, embed_backward_keeps_what_was_there, NULL);
    exercise("3-cross-entropy", cross_entropy_is_the_mean, THEN, cross_entropy_is_safe,
             cross_entropy_backward_is_the_slope, THEN, cross_entropy_backward_agrees_with_torch, THEN,
             cross_entropy_backward_adds_and_scales, NULL);
    exercise("4-rate", sweep_grows_by_a_factor, sweep_stops_when_it_breaks, pick_rate_is_not_lucky,
             pick_rate_at_the_ends, NULL);
    exercise("5-init", uniform_loss_is_log_27, calm_init_starts_near_log_27, calm_init_can_learn, NULL);
    experiment("6-recipe", ask_recipe, train_recipe, &reached, sizeof reached);
    exercise("6-recipe", recipe_gets_below_3_00, recipe_gets_below_2_60, recipe_gets_below_2_55, recipe_gets_below_2_50,
             NULL);
    exercise("7-direct", direct_adds_x_W3, THEN, direct_gradients_agree_with_torch, NULL);
}
