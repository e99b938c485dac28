/*
 * Drawn cases for lesson 01's exercises (tests/drawn.h). What is right is worked out from the formulas, and for whole graphs by
 * differences of plain numbers.
 */
#include "01-micrograd.h"
#include "drawn-numbers.h"
#include "suite-paths.h"

// ---- 1.1 and 1.2 ----

static double a3, a2, a1;

static double cubic(double x)
{
    return a3 * x * x * x + a2 * x * x + a1 * x;
}

START_TEST(derivative_of_a_drawn_cubic)
{
    begin(_i);
    a3 = from_to(-2, 2), a2 = from_to(-2, 2), a1 = from_to(-2, 2);
    double x = from_to(-2, 2), h = from_to(0.1, 0.5);
    double yours = derivative(cubic, x, h);
    name_case("f(x) = %.3gx^3 + %.3gx^2 + %.3gx, x = %.3g, h = %.3g", a3, a2, a1, x, h);
    expect_number(title, yours, 3 * a3 * x * x + 2 * a2 * x + a1 + a3 * h * h, 1e-9, NULL);
}
END_TEST

static double products(const double x[])
{
    return a3 * x[0] * x[1] + a2 * x[1] * x[2] + a1 * x[2];
}

START_TEST(gradient_at_a_drawn_point)
{
    begin(_i);
    double p[3] = {from_to(0.3, 3), from_to(0.3, 3), from_to(0.3, 3)}, q[3], yours[3] = {0}, numeric[3] = {0};
    a3 = from_to(-2, 2), a2 = from_to(-2, 2), a1 = from_to(-2, 2);
    memcpy(q, p, sizeof p);
    f3_gradient(p, yours);
    numeric_gradient(products, 3, p, 0.25, numeric);
    double right[3] = {-3 * q[0] * q[0] - 0.5 / sqrt(q[0]), 3 * cos(3 * q[1]) + 2.5 * pow(q[1], 1.5),
                       1 / (q[2] * q[2])};
    double right_numeric[3] = {a3 * q[1], a3 * q[0] + a2 * q[2], a2 * q[1] + a1};
    name_case("a, b, c = %.3g, %.3g, %.3g", q[0], q[1], q[2]);
    expect_table(title, places("i", 3), yours, right, 1e-9, NULL);
    expect_table("numeric_gradient of products of the three", places("i", 3), numeric, right_numeric, 1e-9, NULL);
    expect_table("x afterwards", places("i", 3), p, q, 0, NULL);
}
END_TEST

// ---- 1.3, 1.4 and 1.8: one op ----

// The grads that arrive at a and b, which hold something before; slope_a and slope_b are set afterwards.
typedef struct Step {
    Value *a, *b, *out;
    double before_a, before_b, arrives, yours_a, yours_b;
} Step;

static Step take_step(Value *a, Value *b, Value *out, void (*backward)(Value *))
{
    Step s = {a, b, out, from_to(-1, 1), from_to(-1, 1), from_to(0.5, 3), 0, 0};
    out->grad = s.arrives;
    a->grad = s.before_a;
    if (b)
        b->grad = s.before_b;
    backward(out);
    s.yours_a = a->grad;
    s.yours_b = b ? b->grad : 0;
    return s;
}

static void expect_step(const char *op, const Step *s, double slope_a, double slope_b)
{
    name_case("%s: the grads of its prev, which were %.3g and %.3g; out->grad = %.3g", op, s->before_a, s->before_b,
              s->arrives);
    expect_number(title, s->yours_a, s->before_a + s->arrives * slope_a, 1e-12, NULL);
    if (s->b)
        expect_number(title, s->yours_b, s->before_b + s->arrives * slope_b, 1e-12, NULL);
}

START_TEST(add_and_mul_of_drawn_values)
{
    begin(_i);
    double a = from_to(-3, 3), b = from_to(-3, 3);
    Value *x = value(a), *y = value(b);
    Step sum = take_step(x, y, value_add(x, y), add_backward);
    expect_step("a + b", &sum, 1, 1);
    Step product = take_step(x, y, value_mul(x, y), mul_backward);
    expect_step("a * b", &product, b, a);
}
END_TEST

START_TEST(exp_pow_tanh_of_drawn_values)
{
    begin(_i);
    double a = from_to(0.2, 2), k = from_to(-2, 4);
    Value *x = value(a);
    Step power = take_step(x, NULL, value_pow(x, k), pow_backward);
    expect_step("a^k", &power, k * pow(a, k - 1), 0);
    Step e = take_step(x, NULL, value_exp(x), exp_backward);
    expect_step("e^a", &e, exp(a), 0);
    Step t = take_step(x, NULL, value_tanh(x), tanh_backward);
    expect_step("tanh a", &t, 1 / (cosh(a) * cosh(a)), 0);
}
END_TEST

START_TEST(relu_of_drawn_values)
{
    begin(_i);
    double on = from_to(0.1, 3), off = -from_to(0.1, 3);
    Value *x = value(on), *y = value(off);
    Step above = take_step(x, NULL, value_relu(x), relu_backward);
    Step below = take_step(y, NULL, value_relu(y), relu_backward);
    expect_step("relu of a positive a", &above, 1, 0);
    expect_step("relu of a negative a", &below, 0, 0);
}
END_TEST

// ---- 1.5: a graph of drawn shape, whose ops know their slopes ----

enum { LEAVES = 3, NODES = 9 };

static void add_slopes(Value *out)
{
    out->prev[0]->grad += out->grad;
    out->prev[1]->grad += out->grad;
}

static void mul_slopes(Value *out)
{
    double a = out->prev[0]->data, b = out->prev[1]->data;
    out->prev[0]->grad += b * out->grad;
    out->prev[1]->grad += a * out->grad;
}

static const Op plus = {"+", add_slopes}, times = {"*", mul_slopes};
static int first[NODES], second[NODES], multiplies[NODES];

static int place_of(const Value *v, int count, Value *const order[])
{
    int i = 0;
    while (i < count && order[i] != v)
        i++;
    return i;
}

// How many of the first `count` stand before what they are made of, or are none.
static int out_of_order(int count, Value *const order[])
{
    int wrong_ones = 0;
    for (int i = 0; i < count; i++)
        for (int k = 0; k < 2; k++)
            wrong_ones += !order[i] || (order[i]->prev[k] && place_of(order[i]->prev[k], count, order) >= i);
    return wrong_ones;
}

static double in_numbers(const double leaves[LEAVES])
{
    double v[NODES];
    for (int i = 0; i < NODES; i++)
        v[i] = i < LEAVES ? leaves[i] : multiplies[i] ? v[first[i]] * v[second[i]] : v[first[i]] + v[second[i]];
    return v[NODES - 1];
}

START_TEST(backward_through_a_drawn_graph)
{
    double leaves[LEAVES], yours[LEAVES], right[LEAVES];
    Value *v[NODES];
    bool used[NODES] = {[NODES - 1] = true};
    begin(_i);
    values_reset(0);
    for (int i = 0; i < NODES; i++) {
        if (i < LEAVES) {
            v[i] = value(leaves[i] = from_to(0.5, 1.5));
            continue;
        }
        first[i] = i - 1, second[i] = (int)rng_randint(&rng, 0, i), multiplies[i] = rng_random(&rng) < 0.5;
        Value *a = v[first[i]], *b = v[second[i]];
        v[i] = value_new(multiplies[i] ? a->data * b->data : a->data + b->data, multiplies[i] ? &times : &plus, a, b);
    }
    Value *order[NODES + 1] = {NULL};
    int count = topological_order(v[NODES - 1], order), expected = 0;
    value_backward(v[NODES - 1]);
    for (int i = NODES - 1; i >= LEAVES; i--)
        if (used[i])
            used[first[i]] = used[second[i]] = true;
    for (int i = 0; i < NODES; i++)
        expected += used[i];
    for (int i = 0; i < LEAVES; i++) {
        double moved[LEAVES];
        memcpy(moved, leaves, sizeof moved);
        moved[i] += 1e-5;
        double above = in_numbers(moved);
        moved[i] -= 2e-5;
        right[i] = (above - in_numbers(moved)) / 2e-5;
        yours[i] = v[i]->grad;
    }
    expect_int("how many values a graph that was drawn is made of", count, expected, NULL);
    expect_int("how many stand before what they are made of", out_of_order(count, order), 0, NULL);
    expect_table("the slopes for its leaves", places("leaf", LEAVES), yours, right, 1e-6, NULL);
}
END_TEST

// ---- 1.6 and 1.7 ----

START_TEST(networks_with_drawn_weights)
{
    begin(_i);
    double w[3], x[3], sum = from_to(-1, 1), h[4], right = 0;
    Neuron neuron = {3, malloc(3 * sizeof(Value *)), value(sum), value_tanh};
    Value *in[3], *out[1];
    for (int i = 0; i < 3; i++) {
        neuron.w[i] = value(w[i] = from_to(-1, 1));
        in[i] = value(x[i] = from_to(-1, 1));
    }
    Rng weights;
    rng_seed_python(&weights, drawn_seed(_i));
    MLP *mlp = mlp_new(&weights, 3, 2, (int[]){4, 1}, value_tanh, NULL);
    double yours = neuron_forward(&neuron, in)->data;
    mlp_forward(mlp, in, out);
    for (int i = 0; i < 3; i++)
        sum += w[i] * x[i];
    for (int n = 0; n < 4; n++) {
        const Neuron *hidden = &mlp->layers[0].neurons[n];
        h[n] = hidden->b->data;
        for (int i = 0; i < 3; i++)
            h[n] += hidden->w[i]->data * x[i];
        right += mlp->layers[1].neurons[0].w[n]->data * tanh(h[n]);
    }
    expect_number("a neuron with weights that were drawn", yours, tanh(sum), 1e-12, NULL);
    expect_number("an MLP of 4 and 1 with weights that were drawn", out[0]->data, right, 1e-12, NULL);
    free(neuron.w);
    mlp_free(mlp);
}
END_TEST

START_TEST(softmax_of_drawn_logits)
{
    enum { MOST = 8 };
    begin(_i);
    int n = (int)rng_randint(&rng, 2, MOST + 1), label = (int)rng_randint(&rng, 0, n);
    double data[MOST], yours[MOST], slopes[MOST], sum = 0;
    Value *logits[MOST];
    for (int i = 0; i < n; i++)
        logits[i] = value(data[i] = from_to(-3, 3));
    Value *loss = softmax_nll(logits, n, label);
    add_paths(loss, 1);
    for (int i = 0; i < n; i++)
        sum += exp(data[i]);
    for (int i = 0; i < n; i++) {
        yours[i] = logits[i]->grad;
        slopes[i] = exp(data[i]) / sum - (i == label);
    }
    name_case("%d logits that were drawn, label %d", n, label);
    expect_number(title, loss->data, log(sum) - data[label], 1e-12, NULL);
    expect_table("the slopes for the logits", places("i", n), yours, slopes, 1e-9, NULL);
}
END_TEST

void lesson_drawn(void)
{
    drawn("1-derivative", derivative_of_a_drawn_cubic, NULL);
    drawn("2-gradient", gradient_at_a_drawn_point, NULL);
    drawn("3-add-mul", add_and_mul_of_drawn_values, NULL);
    drawn("4-exp-pow-tanh", exp_pow_tanh_of_drawn_values, NULL);
    drawn("5-backward", backward_through_a_drawn_graph, NULL);
    drawn("6-neuron-mlp", networks_with_drawn_weights, NULL);
    drawn("7-softmax-nll", softmax_of_drawn_logits, NULL);
    drawn("8-relu-bug", relu_of_drawn_values, NULL);
}
