/*
 * Drawn cases for lesson 04's exercises (tests/drawn.h). What is right is worked out in double, from the formulas.
 */
#include "04-batchnorm.h"
#include "drawn-numbers.h"

enum { MOST_N = 9, MOST_H = 7, MOST = MOST_N * MOST_H };

// ---- 4.1 ----

typedef struct Saturated {
    int values, positive, dead, once, rows;
} Saturated;

static Saturated count_saturated(int n, int H, const double *h, double limit)
{
    Saturated s = {0, 0, 0, 0, 0};
    int in_column[MOST_H] = {0};
    for (int i = 0; i < n; i++) {
        int in_row = 0;
        for (int j = 0; j < H; j++) {
            bool beyond = fabs(h[i * H + j]) > limit;
            s.positive += h[i * H + j] > limit;
            in_row += beyond;
            in_column[j] += beyond;
        }
        s.rows += in_row == H;
        s.values += in_row;
    }
    for (int j = 0; j < H; j++) {
        s.dead += in_column[j] == n;
        s.once += in_column[j] > 0;
    }
    return s;
}

static void saturation_case(void)
{
    real values[MOST];
    double h[MOST];
    Saturated right;
    int n = between(3, 5), H = between(4, MOST_H), dead = 12345;
    double limit = from_to(0.5, 0.9);
    do { // until the counts that might be taken for one another differ
        for (int i = 0; i < n * H; i++)
            values[i] = (real)((rng_random(&rng) < 0.5 ? -1 : 1) *
                               (rng_random(&rng) < 0.75 ? from_to(limit, 1) : from_to(0, limit)));
        to_doubles(n * H, values, h);
        right = count_saturated(n, H, h, limit);
    } while (right.dead == 0 || right.dead == right.once || right.dead == right.rows ||
             right.positive == right.values || right.values == n * H);
    double yours = saturation(tensor_from(SHAPE(n, H), values), limit, &dead);
    name_case("%d examples of %d neurons, limit %.3g", n, H, limit);
    expect_number(title, yours, right.values / (double)(n * H), 1e-6, NULL);
    expect_int("*dead of the same", dead, right.dead, NULL);
    tape_reset();
}

START_TEST(saturation_of_drawn_neurons)
{
    begin(_i);
    for (int i = 0; i < 4; i++)
        saturation_case();
}
END_TEST

// ---- 4.2 ----

START_TEST(scales_of_drawn_widths)
{
    enum { WIDTHS = 4 };
    double yours[WIDTHS * 3], right[WIDTHS * 3];
    int fan_in[WIDTHS];
    begin(_i);
    for (int i = 0; i < WIDTHS; i++)
        fan_in[i] = between(2, 2000);
    for (int i = 0; i < WIDTHS * 3; i++)
        yours[i] = init_scale((Nonlinearity)(i % 3), fan_in[i / 3]);
    for (int i = 0; i < WIDTHS * 3; i++) {
        double squared = i % 3 == TANH ? 25.0 / 9 : i % 3 == RELU ? 2 : 1;
        right[i] = sqrt(squared / fan_in[i / 3]);
    }
    name_case("LINEAR, TANH, RELU for fan_in %d %d %d %d", fan_in[0], fan_in[1], fan_in[2], fan_in[3]);
    expect_table(title, places("fan_in f", WIDTHS, 3), yours, right, 1e-7, NULL);
}
END_TEST

// ---- 4.3 ----

// What is known about a batch before the learner's function is called.
typedef struct Layer {
    int n, H;
    double eps, momentum;
    double x[MOST], weigh[MOST], gain[MOST_H], bias[MOST_H], mean[MOST_H], std[MOST_H]; // mean, std: the running ones
} Layer;

static void batch_stats(const Layer *l, double mean[], double std[])
{
    for (int j = 0; j < l->H; j++) {
        double squares = mean[j] = 0;
        for (int i = 0; i < l->n; i++)
            mean[j] += l->x[i * l->H + j] / l->n;
        for (int i = 0; i < l->n; i++)
            squares += pow(l->x[i * l->H + j] - mean[j], 2);
        std[j] = sqrt(squares / (l->n - 1) + l->eps);
    }
}

static void normalised(const Layer *l, const double mean[], const double std[], double out[])
{
    for (int i = 0; i < l->n * l->H; i++) {
        int j = i % l->H;
        out[i] = l->gain[j] * (l->x[i] - mean[j]) / std[j] + l->bias[j];
    }
}

static void gradients(const Layer *l, const double mean[], const double std[], double dx[], double dgain[],
                      double dbias[])
{
    for (int j = 0; j < l->H; j++) {
        double sum = 0, dot = 0;
        for (int i = j; i < l->n * l->H; i += l->H) {
            sum += l->weigh[i];
            dot += l->weigh[i] * (l->x[i] - mean[j]) / std[j];
        }
        dgain[j] = dot, dbias[j] = sum;
        for (int i = j; i < l->n * l->H; i += l->H)
            dx[i] = l->gain[j] / std[j] * (l->weigh[i] - sum / l->n - (l->x[i] - mean[j]) / std[j] * dot / (l->n - 1));
    }
}

START_TEST(batchnorm_of_a_drawn_batch)
{
    Params p = {0}, buffers = {0};
    Layer l;
    double mean[MOST_H], std[MOST_H], right[MOST], dgain[MOST_H], dbias[MOST_H], moved[2][MOST_H];
    begin(_i);
    l.n = between(4, MOST_N), l.H = between(2, MOST_H), l.eps = from_to(0.05, 0.5), l.momentum = from_to(0.05, 0.4);
    int n = l.n, H = l.H;
    Tensor *x = params_zeros(&p, "x", SHAPE(n, H)), *weigh = tensor_zeros(SHAPE(n, H));
    BatchNorm bn = batchnorm_new(&p, &buffers, H, l.eps, l.momentum);
    draw(n * H, 3, x->data), draw(n * H, 1, weigh->data);
    draw(H, 2, bn.bngain->data), draw(H, 2, bn.bnbias->data), draw(H, 2, bn.bnmean_running->data);
    for (int j = 0; j < H; j++)
        bn.bnstd_running->data[j] = (real)from_to(0.5, 2);
    to_doubles(n * H, x->data, l.x), to_doubles(n * H, weigh->data, l.weigh);
    to_doubles(H, bn.bngain->data, l.gain), to_doubles(H, bn.bnbias->data, l.bias);
    to_doubles(H, bn.bnmean_running->data, l.mean), to_doubles(H, bn.bnstd_running->data, l.std);
    name_case("%d examples of %d neurons, eps %.3g, momentum %.3g", n, H, l.eps, l.momentum);

    Tensor *evaluated = batchnorm(&bn, x, false);
    if (!shape_equal(evaluated->shape, x->shape))
        wrong(title, "the result has the shape %s, not that of x, %s", shape_text(evaluated->shape),
              shape_text(x->shape));
    normalised(&l, l.mean, l.std, right);
    expect_reals("evaluation", places("i j", n, H), evaluated->data, right, 1e-5);
    expect_reals("the running mean after evaluation", places("j", H), bn.bnmean_running->data, l.mean, 1e-7);
    expect_reals("the running std after evaluation", places("j", H), bn.bnstd_running->data, l.std, 1e-7);

    Tensor *trained = batchnorm(&bn, x, true);
    if (!trained->needs_grad || !shape_equal(trained->shape, x->shape))
        wrong(title, "training must give a tensor of x's shape with a way back");
    params_zero_grad(&p);
    tensor_backward(tensor_sum_all(tensor_mul(trained, weigh)));
    batch_stats(&l, mean, std);
    normalised(&l, mean, std, right);
    expect_reals("training", places("i j", n, H), trained->data, right, 1e-5);
    for (int j = 0; j < H; j++) {
        moved[0][j] = l.mean[j] + l.momentum * (mean[j] - l.mean[j]);
        moved[1][j] = l.std[j] + l.momentum * (std[j] - l.std[j]);
    }
    expect_reals("the running mean after training", places("j", H), bn.bnmean_running->data, moved[0], 1e-5);
    expect_reals("the running std after training", places("j", H), bn.bnstd_running->data, moved[1], 1e-5);
    gradients(&l, mean, std, right, dgain, dbias);
    expect_reals("the gradient of x", places("i j", n, H), x->grad, right, 1e-4);
    expect_reals("the gradient of bngain", places("j", H), bn.bngain->grad, dgain, 1e-4);
    expect_reals("the gradient of bnbias", places("j", H), bn.bnbias->grad, dbias, 1e-4);
    params_free(&p), params_free(&buffers);
    tape_reset();
}
END_TEST

// ---- 4.4 ----

START_TEST(moves_and_limit_of_drawn_numbers)
{
    enum { TENSORS = 8, EXAMPLES = 60, LETTERS = 9 };
    Params p = {0};
    bool yours[TENSORS], moves[TENSORS];
    double is[TENSORS], right[TENSORS], limit = 0;
    int Y[EXAMPLES], letter[LETTERS], count[V] = {0};
    begin(_i);
    int tensors = between(5, TENSORS), n = between(10, EXAMPLES);
    for (int i = 0; i < tensors; i++) { // without a gradient, one that adds up to 0, or one number of it
        int size = between(2, 12), kind = i < 3 ? i : between(0, 2), at = between(1, size - 1);
        Tensor *t = params_full(&p, "drawn", SHAPE(size), from_to(-1, 1));
        tensor_grad(t)[kind ? at : 0] = (real)(kind ? from_to(-1e-3, -1e-6) : 0);
        if (kind == 1)
            t->grad[0] = -t->grad[at];
        moves[i] = kind > 0, yours[i] = !moves[i];
    }
    for (int i = 0; i < LETTERS; i++)
        letter[i] = between(0, V - 1);
    for (int i = 0; i < n; i++)
        Y[i] = letter[between(0, LETTERS - 1)];
    what_moves(&p, yours);
    double loss = bias_only_loss(n, Y);
    for (int i = 0; i < tensors; i++)
        is[i] = yours[i], right[i] = moves[i];
    for (int i = 0; i < n; i++)
        count[Y[i]]++;
    for (int i = 0; i < n; i++)
        limit -= log(count[Y[i]] / (double)n) / n;
    name_case("%d tensors, some of which have a gradient", tensors);
    expect_table(title, places("i", tensors), is, right, 0, NULL);
    name_case("%d targets, of at most %d letters", n, LETTERS);
    expect_number(title, loss, limit, 1e-9, NULL);
    params_free(&p);
}
END_TEST

// ---- 4.5 ----

static void fold_case(bool with_bias)
{
    enum { MOST_IN = 8 };
    Params p = {0};
    double weight[MOST_IN * MOST_H], bias[MOST_H] = {0}, gain[MOST_H], shift[MOST_H], mean[MOST_H], std[MOST_H];
    int in = between(2, MOST_IN), H = between(2, MOST_H);
    Linear linear = {params_randn(&p, "weight", SHAPE(in, H), &rng, 1), NULL};
    Linear folded = {params_full(&p, "folded weight", SHAPE(in, H), 99), params_full(&p, "bias", SHAPE(H), 99)};
    if (with_bias) {
        linear.bias = params_randn(&p, "bias", SHAPE(H), &rng, 1);
        to_doubles(H, linear.bias->data, bias);
    }
    BatchNorm bn = batchnorm_new(&p, &p, H, 1e-5, 0.1);
    draw(H, 2, bn.bngain->data), draw(H, 2, bn.bnbias->data), draw(H, 2, bn.bnmean_running->data);
    for (int j = 0; j < H; j++)
        bn.bnstd_running->data[j] = (real)from_to(0.5, 2);
    to_doubles(in * H, linear.weight->data, weight), to_doubles(H, bn.bngain->data, gain);
    to_doubles(H, bn.bnbias->data, shift), to_doubles(H, bn.bnmean_running->data, mean);
    to_doubles(H, bn.bnstd_running->data, std);
    fold(&linear, &bn, &folded);
    name_case("a layer (%d, %d) with%s a bias", in, H, linear.bias ? "" : "out");
    expect_reals("its weight afterwards", places("i j", in, H), linear.weight->data, weight, 0);
    for (int i = 0; i < in * H; i++)
        weight[i] *= gain[i % H] / std[i % H];
    for (int j = 0; j < H; j++)
        bias[j] = gain[j] * (bias[j] - mean[j]) / std[j] + shift[j];
    expect_reals("the folded weight", places("i j", in, H), folded.weight->data, weight, 1e-5);
    expect_reals("the folded bias", places("j", H), folded.bias->data, bias, 1e-5);
    params_free(&p);
}

START_TEST(fold_drawn_layers)
{
    begin(_i);
    fold_case(true);
    fold_case(false);
}
END_TEST

void lesson_drawn(void)
{
    drawn("1-saturation", saturation_of_drawn_neurons, NULL);
    drawn("2-init-scale", scales_of_drawn_widths, NULL);
    drawn("3-batchnorm", batchnorm_of_a_drawn_batch, NULL);
    drawn("4-all-zero", moves_and_limit_of_drawn_numbers, NULL);
    drawn("5-fold", fold_drawn_layers, NULL);
}
