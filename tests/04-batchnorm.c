/*
 * The tests of lesson 04's exercises. Expectations are worked out by hand, by plain loops in double,
 * by finite differences or by PyTorch (04-batchnorm.txt, made by 04-batchnorm-reference.py), never by
 * the solutions.
 */
#include "04-batchnorm.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The numbers that 04-batchnorm.txt has under a name.
static void torch_values(const char *name, int count, double values[])
{
    reference("tests/04-batchnorm.txt", name, count, values);
}

static void to_doubles(const Tensor *t, double to[])
{
    for (size_t i = 0; i < t->size; i++)
        to[i] = (double)t->data[i];
}

static void set(Tensor *t, const double from[])
{
    for (size_t i = 0; i < t->size; i++)
        t->data[i] = (real)from[i];
}

// ---- 4.2 init_scale ----

static void scale_case(const char *input, Nonlinearity f, int fan_in, double gain)
{
    double right = gain / sqrt(fan_in), no_root = gain / fan_in, integers = 1 / sqrt(fan_in);
    double doubled = 2 / sqrt(fan_in), times = gain * sqrt(fan_in), no_gain = sqrt(fan_in);
    Guess guesses[] = {
        {&no_root, "divide by the root of fan_in: variances add up, standard deviations do not"},
        {&integers,
         f == TANH ? "5 / 3 is 1 in C: whole numbers divide to whole numbers, write 5.0 / 3" : "the gain is missing"},
        {&doubled, "2 is the factor for the variance; the standard deviation takes its root"},
        {&times, "divide by the root of fan_in, do not multiply"},
        {&no_gain, f == LINEAR ? NULL : "divide by the root of fan_in, do not multiply; and the gain is missing"},
        {0},
    };
    expect_number(input, init_scale(f, fan_in), right, 1e-6, guesses);
}

START_TEST(scale_of_tanh)
{
    scale_case("TANH, fan_in 30", TANH, 30, 1.6666667);
    scale_case("TANH, fan_in 100", TANH, 100, 1.6666667);
}
END_TEST

START_TEST(scale_of_relu_and_linear)
{
    scale_case("LINEAR, fan_in 100", LINEAR, 100, 1);
    scale_case("RELU, fan_in 100", RELU, 100, 1.4142136);
}
END_TEST

START_TEST(scale_agrees_with_torch)
{
    static const int fan_ins[] = {30, 100, 7};
    double yours[9], torch[9];
    for (int i = 0; i < 9; i++)
        yours[i] = init_scale((Nonlinearity)(i % 3), fan_ins[i / 3]);
    torch_values("init_scale", 9, torch);
    expect_table("LINEAR, TANH, RELU for a fan_in of 30, 100, 7: calculate_gain(f) / fan_in**0.5",
                 places("fan_in f", 3, 3), yours, torch, 1e-6, NULL);
}
END_TEST

// ---- 4.1 saturation ----

// Whatever was counted, the ways to get it wrong that have a name; rows n, columns H.
static void saturation_case(const char *input, Tensor *h, double limit, double right, int right_dead)
{
    int n = h->shape.dim[0], H = h->shape.dim[1], dead = 12345, above = 0, any = 0, rows = 0;
    for (int j = 0; j < H; j++) {
        bool once = false;
        for (int i = 0; i < n; i++) {
            above += (double)h->data[i * H + j] > limit;
            once |= fabs((double)h->data[i * H + j]) > limit;
        }
        any += once;
    }
    for (int i = 0; i < n; i++) {
        bool all = true;
        for (int j = 0; j < H; j++)
            all &= fabs((double)h->data[i * H + j]) > limit;
        rows += all;
    }
    double yours = saturation(h, limit, &dead), one_side = (double)above / (n * H), zero = 0;
    double number = right * n * H, percent = 100 * right;
    Guess guesses[] = {
        {&one_side, "the negative side saturates too: compare fabs(h) with the limit"},
        {&zero, "that is integer division: 3 / 6 is 0 in C, make one of the two a double"},
        {&number, "that is how many they are: divide by n * H"},
        {&percent, "that is in percent: return the fraction"},
        {0},
    };
    expect_number(input, yours, right, 1e-6, guesses);
    if (dead == right_dead)
        return;
    char dead_input[128];
    snprintf(dead_input, sizeof dead_input, "%s: *dead", input);
    expect_int(dead_input, dead, right_dead,
               dead >= 12345  ? "*dead holds something already: begin with *dead = 0"
               : dead == any  ? "a neuron is dead only if it is saturated in all n examples"
               : dead == rows ? "you counted examples (rows) in which all neurons are saturated; a "
                                "neuron is a column"
                              : NULL);
}

START_TEST(saturation_of_six)
{
    const real values[] = {(real)0.99, (real)0.2, -1, -1, (real)0.3, (real)0.5};
    saturation_case("h = (0.99 0.2 -1; -1 0.3 0.5), limit 0.97", tensor_from(SHAPE(2, 3), values), 0.97, 0.5, 1);
}
END_TEST

START_TEST(saturation_counts_columns)
{
    const real values[] = {-1, 1, -1, 1, -1, (real)-0.5, (real)0.9, 1, 1, 0, (real)0.1, -1};
    saturation_case("3 examples of 4 neurons: (-1 1 -1 1; -1 -0.5 0.9 1; 1 0 0.1 -1), limit 0.95",
                    tensor_from(SHAPE(3, 4), values), 0.95, 8.0 / 12, 2);
    const real one[] = {1, -1, 1, 0, 0, 0, 0, (real)0.5, 0};
    saturation_case("3 examples of 3 neurons, the first example all saturated, limit 0.95",
                    tensor_from(SHAPE(3, 3), one), 0.95, 3.0 / 9, 0);
}
END_TEST

START_TEST(saturation_agrees_with_torch)
{
    enum { N = 32, H = 20 };
    double torch[2];
    Rng rng;
    rng_seed(&rng, 42);
    Tensor *h = tensor_randn(SHAPE(N, H), &rng); // (32, 20)
    for (int i = 0; i < N * H; i++)
        h->data[i] = (real)tanh((double)h->data[i] * (i % H) * (i % H));
    torch_values("saturation", 2, torch);
    saturation_case("tanh(randn(32, 20) * arange(20)**2), limit 0.9", h, 0.9, torch[0], (int)torch[1]);
}
END_TEST

// ---- 4.3 batchnorm ----

// 8 examples of 5 neurons, as in 04-batchnorm-reference.py: eps large enough to be seen.
enum { N = 8, H = 5 };

static struct {
    Params params, buffers;
    BatchNorm bn;
    Tensor *x, *y, *weigh; // (8, 5) each; x is a parameter, so that it gets a gradient
} t;

static void batch(void)
{
    Rng rng;
    rng_seed(&rng, 42);
    t.x = params_randn(&t.params, "x", SHAPE(N, H), &rng, 1);
    t.y = params_randn(&t.params, "y", SHAPE(N, H), &rng, 3);
    t.bn = batchnorm_new(&t.params, &t.buffers, H, 0.25, 0.1);
    float gain[H], bias[H];
    rng_randn(&rng, gain, H);
    rng_randn(&rng, bias, H);
    for (int j = 0; j < H; j++) {
        t.bn.bngain->data[j] = (real)gain[j] + 2;
        t.bn.bnbias->data[j] = (real)bias[j];
    }
    for (int i = 0; i < N * H; i++)
        t.y->data[i] += 1;
    t.weigh = params_randn(&t.params, "weigh", SHAPE(N, H), &rng, 1);
    t.weigh->needs_grad = false;
}

typedef struct Stats {
    double mean[H], std[H], std_n[H], std_outside[H];
} Stats;

static Stats stats_of(const Tensor *x, double eps)
{
    Stats s = {{0}, {0}, {0}, {0}};
    for (int j = 0; j < H; j++) {
        double squares = 0;
        for (int i = 0; i < N; i++)
            s.mean[j] += (double)x->data[i * H + j] / N;
        for (int i = 0; i < N; i++)
            squares += pow((double)x->data[i * H + j] - s.mean[j], 2);
        s.std[j] = sqrt(squares / (N - 1) + eps);
        s.std_n[j] = sqrt(squares / N + eps);
        s.std_outside[j] = sqrt(squares / (N - 1)) + eps;
    }
    return s;
}

static void normalised(const Tensor *x, const double mean[], const double std[], double out[])
{
    for (int i = 0; i < N * H; i++)
        out[i] = (double)t.bn.bngain->data[i % H] * ((double)x->data[i] - mean[i % H]) / std[i % H] +
                 (double)t.bn.bnbias->data[i % H];
}

static void expect_shape(const char *input, const Tensor *out, const Tensor *x)
{
    if (!shape_equal(out->shape, x->shape))
        wrong(input, "the result has the shape %s, not that of x, %s", shape_text(out->shape), shape_text(x->shape));
}

START_TEST(batchnorm_of_three)
{
    Params params = {0}, buffers = {0};
    BatchNorm bn = batchnorm_new(&params, &buffers, 2, 0, 0.1);
    const real values[] = {1, 10, 2, 30, 3, 20};
    const double right[] = {-1, -1, 0, 1, 1, 0}, by_n[] = {-1.2247449, -1.2247449, 0, 1.2247449, 1.2247449, 0};
    double yours[6];
    Tensor *x = tensor_from(SHAPE(3, 2), values), *out = batchnorm(&bn, x, true); // (3, 2)
    expect_shape("two columns, 1 2 3 and 10 30 20", out, x);
    to_doubles(out, yours);
    Guess guesses[] = {{by_n, "var must divide by n - 1, not by n"}, {0}};
    expect_table("two columns, 1 2 3 and 10 30 20, eps 0: training", places("i j", 3, 2), yours, right, 1e-5, guesses);
    params_free(&params);
    params_free(&buffers);
}
END_TEST

START_TEST(batchnorm_in_training)
{
    double torch[N * H], yours[N * H], guess[4][N * H];
    batch();
    Stats s = stats_of(t.x, 0.25), plain = stats_of(t.x, 0);
    normalised(t.x, s.mean, s.std_n, guess[0]);
    normalised(t.x, s.mean, s.std_outside, guess[1]);
    normalised(t.x, s.mean, plain.std, guess[2]);
    normalised(t.x, (double[H]){0}, (double[]){1, 1, 1, 1, 1}, guess[3]);
    Guess guesses[] = {
        {guess[0], "var must divide by n - 1, not by n"},
        {guess[1], "eps belongs under the root: sqrt(var + eps), not sqrt(var) + eps"},
        {guess[2], "eps is missing: std = sqrt(var + eps)"},
        {guess[3], "training uses the batch's mean and std, not the running ones"},
        {0},
    };
    Tensor *out = batchnorm(&t.bn, t.x, true); // (8, 5)
    expect_shape("8 examples of 5 neurons", out, t.x);
    to_doubles(out, yours);
    torch_values("out_x", N * H, torch);
    expect_table("8 examples of 5 neurons, eps 0.25: training, against PyTorch", places("i j", N, H), yours, torch,
                 1e-5, guesses);
}
END_TEST

START_TEST(batchnorm_keeps_running_values)
{
    double yours[2 * H], torch[2 * H], guess[4][2 * H];
    batch();
    Stats a = stats_of(t.x, 0.25), b = stats_of(t.y, 0.25);
    for (int j = 0; j < H; j++) {
        guess[0][j] = 0.1 * (0.9 * a.mean[j]) + 0.9 * b.mean[j];
        guess[0][H + j] = 0.1 * (0.1 + 0.9 * a.std[j]) + 0.9 * b.std[j];
        guess[1][j] = guess[2][j] = 0.9 * 0.1 * a.mean[j] + 0.1 * b.mean[j];
        guess[1][H + j] = 0.81 + 0.09 * a.std_n[j] + 0.1 * b.std_n[j];
        guess[2][H + j] = 0.81 + 0.09 * pow(a.std[j], 2) + 0.1 * pow(b.std[j], 2);
        guess[3][j] = 0;
        guess[3][H + j] = 1;
    }
    Guess guesses[] = {
        {guess[0], "momentum is the weight of the new values: (1 - momentum) * running + momentum * new"},
        {guess[1], "var must divide by n - 1, not by n"},
        {guess[2], "bnstd_running keeps the standard deviation, not the variance"},
        {guess[3], "the running values have not moved: training must write them into ->data"},
        {0},
    };
    batchnorm(&t.bn, t.x, true);
    batchnorm(&t.bn, t.y, true);
    to_doubles(t.bn.bnmean_running, yours);
    to_doubles(t.bn.bnstd_running, yours + H);
    torch_values("bnmean_running", H, torch);
    torch_values("bnstd_running", H, torch + H);
    Guess of_std[COUNT(guesses)];
    for (int g = 0; g < COUNT(guesses); g++)
        of_std[g] = (Guess){guesses[g].values ? guesses[g].values + H : NULL, guesses[g].sentence};
    expect_table("the running mean after two batches, momentum 0.1", places("j", H), yours, torch, 1e-5, guesses);
    expect_table("the running std after two batches, momentum 0.1", places("j", H), yours + H, torch + H, 1e-5, of_std);
}
END_TEST

START_TEST(batchnorm_in_evaluation)
{
    double torch[N * H], yours[N * H], running[2 * H], after[2 * H], batchs[N * H];
    batch();
    torch_values("bnmean_running", H, running);
    torch_values("bnstd_running", H, running + H);
    set(t.bn.bnmean_running, running);
    set(t.bn.bnstd_running, running + H);
    Stats s = stats_of(t.x, 0.25);
    normalised(t.x, s.mean, s.std, batchs);
    Guess guesses[] = {{batchs, "evaluation uses the running mean and std, not those of the batch"}, {0}};
    to_doubles(batchnorm(&t.bn, t.x, false), yours);
    torch_values("evaluated", N * H, torch);
    to_doubles(t.bn.bnmean_running, after);
    to_doubles(t.bn.bnstd_running, after + H);
    if (!same(2 * H, after, running, 1e-7) && !same(N * H, yours, batchs, 1e-5))
        wrong("8 examples of 5 neurons: evaluation", "evaluation must not change the running values, or the "
                                                     "same question would get two answers");
    expect_table("8 examples of 5 neurons: evaluation, against PyTorch", places("i j", N, H), yours, torch, 1e-5,
                 guesses);
    double alone[H];
    to_doubles(batchnorm(&t.bn, tensor_from(SHAPE(1, H), t.x->data), false), alone);
    expect_table("one example alone: evaluation", places("j", H), alone, torch, 1e-5, NULL);
}
END_TEST

static double weighed(void) // the loss, in double, from the formula
{
    double out[N * H], sum = 0;
    Stats s = stats_of(t.x, 0.25);
    normalised(t.x, s.mean, s.std, out);
    for (int i = 0; i < N * H; i++)
        sum += out[i] * (double)t.weigh->data[i];
    return sum;
}

static void gradient_of(const char *input, const Tensor *of, const char *name, const Guess *guesses)
{
    double torch[N * H], yours[N * H];
    for (size_t i = 0; i < of->size; i++)
        yours[i] = (double)of->grad[i];
    torch_values(name, (int)of->size, torch);
    Places axes = (int)of->size == H ? places("j", H) : places("i j", N, H);
    expect_table(input, axes, yours, torch, 1e-4, guesses);
}

START_TEST(batchnorm_lets_gradients_through)
{
    double constant[N * H], middle = 0;
    batch();
    Tensor *out = batchnorm(&t.bn, t.x, true); // (8, 5)
    if (!out->needs_grad)
        wrong("the gradient", "the result has no way back: build it from the ops of tensor.h");
    params_zero_grad(&t.params);
    tensor_backward(tensor_sum_all(tensor_mul(out, t.weigh)));
    Stats s = stats_of(t.x, 0.25);
    for (int i = 0; i < N * H; i++)
        constant[i] = (double)t.bn.bngain->data[i % H] * (double)t.weigh->data[i] / s.std[i % H];
    Guess guesses[] = {
        {constant, "this is the gradient as if mean and std were constants; they depend on x, so they "
                   "must be tensors that ops made from x"},
        {0},
    };
    gradient_of("the gradient of x", t.x, "dx", guesses);
    gradient_of("the gradient of bngain", t.bn.bngain, "dbngain", NULL);
    gradient_of("the gradient of bnbias", t.bn.bnbias, "dbnbias", NULL);
    real *x0 = &t.x->data[0]; // and by a finite difference, whatever PyTorch says
    real was = *x0;
    *x0 = was + (real)0.01;
    double above = weighed();
    *x0 = was - (real)0.01;
    middle = (above - weighed()) / 0.02;
    *x0 = was;
    expect_number("the slope of the loss along x[0][0]", (double)t.x->grad[0], middle, 1e-2, NULL);
}
END_TEST

// ---- 4.4 all zeros ----

START_TEST(moves_or_not)
{
    static Params p;
    Tensor *cancels = params_zeros(&p, "0.5 and -0.5", SHAPE(2));
    params_zeros(&p, "still", SHAPE(2, 2));
    Tensor *first = params_zeros(&p, "first", SHAPE(3));
    params_full(&p, "weights but no gradient", SHAPE(4), 1);
    Tensor *last = params_zeros(&p, "last", SHAPE(3, 2));
    params_zero_grad(&p);
    cancels->grad[0] = (real)0.5;
    cancels->grad[1] = (real)-0.5;
    first->grad[0] = 1;
    last->grad[5] = (real)-1e-6;
    static const bool right[] = {true, false, true, false, true};
    static const char *hints[] = {
        "gradients can cancel: 0.5 and -0.5 sum to zero, and both move",
        "its gradient is zero everywhere",
        NULL,
        "its data are not zero, but its gradient is: look at ->grad",
        "only its last number has a gradient: look at all numbers",
    };
    bool yours[5] = {false, true, false, true, false};
    what_moves(&p, yours);
    for (int i = 0; i < 5; i++) {
        char input[64];
        snprintf(input, sizeof input, "the tensor '%s': does it move", p.tensor[i]->name);
        expect_int(input, yours[i], right[i], hints[i]);
    }
    params_free(&p);
}
END_TEST

static void limit_case(const char *input, int n, const int Y[], double right)
{
    double bits = right / log(2), negative = -right, sum = right * n, uniform = log(27);
    double yours = bias_only_loss(n, Y);
    if (isnan(yours))
        wrong(input, "0 * log 0 is not a number: leave out the letters that never occur");
    Guess guesses[] = {
        {&bits, "that is in bits; the course counts in nats: use log, not log2"},
        {&negative, "the sign is wrong: logarithms of frequencies are negative, the loss is not"},
        {&sum, "the sum, not the mean: divide the counts by n"},
        {&uniform, "log 27 is the loss of a net that finds all letters equally likely; this one knows how frequent "
                   "they are"},
        {0},
    };
    expect_number(input, yours, right, 1e-9, guesses);
}

START_TEST(limit_of_two_letters)
{
    limit_case("Y = 0 1 1 0", 4, (int[]){0, 1, 1, 0}, 0.69314718056);
    limit_case("Y = 26 3 3 3", 4, (int[]){26, 3, 3, 3}, 0.56233514462);
    expect_number("Y = 7 7 7: a net that says 7 is always right", bias_only_loss(3, (int[]){7, 7, 7}), 0, 1e-12, NULL);
}
END_TEST

START_TEST(limit_of_all_letters)
{
    int Y[27 * 28 / 2], n = 0;
    double entropy = 0;
    for (int c = 0; c < V; c++) {
        for (int k = 0; k <= c; k++)
            Y[n++] = c;
        entropy += log(378.0 / (c + 1)) * (c + 1) / 378.0;
    }
    limit_case("1 zero, 2 ones, ... 27 times 26", n, Y, entropy);
}
END_TEST

// The lowest loss, found without the formula: gradient descent on the 27 logits.
START_TEST(limit_is_what_training_finds)
{
    static const int Y[] = {0, 5, 5, 1, 1, 1, 0, 20, 5, 1};
    double b2[V] = {0}, loss = 0;
    for (int step = 0; step < 20000; step++) {
        double sum = 0;
        for (int c = 0; c < V; c++)
            sum += exp(b2[c]);
        loss = 0;
        double slope_of[V] = {0};
        for (int i = 0; i < COUNT(Y); i++) {
            loss += (log(sum) - b2[Y[i]]) / COUNT(Y);
            slope_of[Y[i]] -= 1.0 / COUNT(Y);
        }
        for (int c = 0; c < V; c++)
            b2[c] -= slope_of[c] + exp(b2[c]) / sum;
    }
    limit_case("Y = 0 5 5 1 1 1 0 20 5 1", COUNT(Y), Y, 1.27985422583);
    expect_number("Y = 0 5 5 1 1 1 0 20 5 1, against gradient descent on b2", bias_only_loss(COUNT(Y), Y), loss, 2e-3,
                  NULL);
}
END_TEST

// ---- 4.5 fold ----

enum { EXAMPLES = 10, FAN_IN = 6, WIDTH = 4 };

static struct {
    Params params, buffers;
    Linear linear, folded;
    BatchNorm bn;
    Tensor *x; // (10, 6)
} f;

static void draw(Rng *rng, Tensor *to)
{
    float values[64];
    rng_randn(rng, values, to->size);
    for (size_t i = 0; i < to->size; i++)
        to->data[i] = (real)values[i];
}

static void layers(void)
{
    Rng rng;
    float std[WIDTH];
    rng_seed(&rng, 42);
    f.linear.weight = params_zeros(&f.params, "weight", SHAPE(FAN_IN, WIDTH));
    f.linear.bias = params_zeros(&f.params, "bias", SHAPE(WIDTH));
    f.folded.weight = params_full(&f.params, "folded weight", SHAPE(FAN_IN, WIDTH), 99);
    f.folded.bias = params_full(&f.params, "folded bias", SHAPE(WIDTH), 99);
    f.bn = batchnorm_new(&f.params, &f.buffers, WIDTH, 1e-5, 0.1);
    f.x = params_zeros(&f.params, "x", SHAPE(EXAMPLES, FAN_IN));
    Tensor *drawn[] = {f.linear.weight, f.linear.bias, f.bn.bngain, f.bn.bnbias, f.bn.bnmean_running};
    for (int i = 0; i < COUNT(drawn); i++)
        draw(&rng, drawn[i]);
    rng_rand(&rng, std, WIDTH);
    for (int j = 0; j < WIDTH; j++)
        f.bn.bnstd_running->data[j] = (real)std[j] + (real)0.5;
    draw(&rng, f.x);
}

// scale * (x . weight) + shift for every example and neuron
static void affine(const double scale[], const double shift[], double out[])
{
    for (int i = 0; i < EXAMPLES; i++)
        for (int j = 0; j < WIDTH; j++) {
            double dot = 0;
            for (int k = 0; k < FAN_IN; k++)
                dot += (double)f.x->data[i * FAN_IN + k] * (double)f.linear.weight->data[k * WIDTH + j];
            out[i * WIDTH + j] = scale[j] * dot + shift[j];
        }
}

static void fold_case(const char *input, const char *torch_name)
{
    double torch[EXAMPLES * WIDTH], yours[EXAMPLES * WIDTH], guess[4][EXAMPLES * WIDTH];
    double k[WIDTH], k2[WIDTH], shift[4][WIDTH], ones[WIDTH];
    fold(&f.linear, &f.bn, &f.folded);
    for (int j = 0; j < WIDTH; j++) {
        double gain = (double)f.bn.bngain->data[j], std = (double)f.bn.bnstd_running->data[j];
        double b = f.linear.bias ? (double)f.linear.bias->data[j] : 0, add = (double)f.bn.bnbias->data[j];
        double mean = (double)f.bn.bnmean_running->data[j];
        k[j] = gain / std;
        k2[j] = gain / (std * std);
        ones[j] = 1;
        shift[0][j] = k[j] * (0 - mean) + add;
        shift[1][j] = k[j] * b + add;
        shift[2][j] = k2[j] * (b - mean) + add;
        shift[3][j] = b;
    }
    for (int g = 0; g < 4; g++)
        affine(g == 2 ? k2 : g == 3 ? ones : k, shift[g], guess[g]);
    Guess guesses[] = {
        {guess[0], "the linear layer's own bias is missing: scale * (b - mean) + bnbias"},
        {guess[1], "the running mean is missing: scale * (b - mean) + bnbias"},
        {guess[2], "bnstd_running is a standard deviation: divide by it once, not by its square"},
        {guess[3], "this is the linear layer as it was, without BatchNorm"},
        {0},
    };
    tape_reset();
    to_doubles(tensor_add(tensor_matmul(f.x, f.folded.weight), f.folded.bias), yours);
    torch_values(torch_name, EXAMPLES * WIDTH, torch);
    expect_table(input, places("i j", EXAMPLES, WIDTH), yours, torch, 1e-4, guesses);
}

START_TEST(fold_by_hand)
{
    static Params p;
    Linear one = {params_full(&p, "w", SHAPE(1, 1), 3), params_full(&p, "b", SHAPE(1), 1)};
    Linear folded = {params_full(&p, "fw", SHAPE(1, 1), 99), params_full(&p, "fb", SHAPE(1), 99)};
    BatchNorm bn = batchnorm_new(&p, &p, 1, 1e-5, 0.1);
    bn.bngain->data[0] = 2, bn.bnbias->data[0] = 5;
    bn.bnmean_running->data[0] = 4, bn.bnstd_running->data[0] = (real)0.5;
    fold(&one, &bn, &folded);
    double weights[] = {24, 3, 6, 1.5};
    const char *input = "weight 3, bias 1, bngain 2, bnbias 5, running mean 4, running std 0.5: the weight";
    Guess weight_guesses[] = {
        {&weights[0], "bnstd_running is a standard deviation: divide by it once, not by its square"},
        {&weights[1], "the weight is unchanged: what multiplies x is gain / std * w"},
        {&weights[2], "divide by the running std"},
        {&weights[3], "multiply by bngain, divide by the running std"},
        {0},
    };
    expect_number(input, (double)folded.weight->data[0], 12, 1e-6, weight_guesses);
    double biases[] = {-11, 9, -10, -12};
    Guess bias_guesses[] = {
        {&biases[0], "the linear layer's own bias is missing: scale * (b - mean) + bnbias"},
        {&biases[1], "the running mean is missing: scale * (b - mean) + bnbias"},
        {&biases[2], "bnbias is added at the end, and scaled by nothing"},
        {&biases[3], "bnbias is missing: scale * (b - mean) + bnbias"},
        {0},
    };
    expect_number("weight 3, bias 1, bngain 2, bnbias 5, running mean 4, running std 0.5: the bias",
                  (double)folded.bias->data[0], -7, 1e-6, bias_guesses);
    params_free(&p);
}
END_TEST

START_TEST(fold_with_a_bias)
{
    layers();
    fold_case("10 examples through a layer (6, 4) with a bias, against PyTorch", "together");
}
END_TEST

START_TEST(fold_without_a_bias)
{
    layers();
    f.linear.bias = NULL;
    fold_case("10 examples through a layer (6, 4) without a bias, against PyTorch", "together_without_bias");
    double before = (double)f.linear.weight->data[0], again = before;
    fold(&f.linear, &f.bn, &f.folded);
    again = (double)f.linear.weight->data[0];
    if (before != again)
        wrong("the layer that is folded", "linear->weight has changed: write into folded only");
}
END_TEST

void lesson_suite(void)
{
    exercise("1-saturation", saturation_of_six, THEN, saturation_counts_columns, THEN, saturation_agrees_with_torch,
             NULL);
    exercise("2-init-scale", scale_of_tanh, scale_of_relu_and_linear, scale_agrees_with_torch, NULL);
    exercise("3-batchnorm", batchnorm_of_three, THEN, batchnorm_in_training, THEN, batchnorm_lets_gradients_through,
             batchnorm_keeps_running_values, batchnorm_in_evaluation, NULL);
    exercise("4-all-zero", moves_or_not, limit_of_two_letters, THEN, limit_of_all_letters, THEN,
             limit_is_what_training_finds, NULL);
    exercise("5-fold", fold_by_hand, THEN, fold_with_a_bias, fold_without_a_bias, NULL);
}
