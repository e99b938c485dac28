/*
 * The tests of lesson 01's exercises. The oracle is add_paths(): the slope of a result for a value is
 * the sum, over all paths from the one to the other, of the products of the local slopes. It needs no
 * order and no accumulation, so it has none of the mistakes that these exercises can have.
 */
#include "01-micrograd.h"
#include "suite-paths.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- 1.1 derivative ----

static double cube(double x)
{
    return x * x * x;
}

static double quadratic(double x)
{
    return 3 * x * x - 4 * x + 5;
}

static void derivative_case(const char *input, double (*f)(double), double x, double h, double right)
{
    double one_side = (f(x + h) - f(x)) / h, other_side = (f(x) - f(x - h)) / h;
    double twice = 2 * right, times_h = right * h * h;
    Guess guesses[] = {
        {&one_side, "that is the difference to one side: take f(x + h) - f(x - h)"},
        {&other_side, "that is the difference to one side: take f(x + h) - f(x - h)"},
        {&twice, "yours is twice the expected value: the run from x - h to x + h is 2h"},
        {&times_h, "put parentheses around 2 * h: a / 2 * h is (a / 2) * h"},
        {0},
    };
    expect_number(input, derivative(f, x, h), right, 1e-9, guesses);
}

START_TEST(derivative_of_a_cube)
{
    derivative_case("f(x) = x^3, x = 2, h = 0.1: (2.1^3 - 1.9^3) / 0.2", cube, 2, 0.1, 12.01);
    derivative_case("f(x) = x^3, x = -1, h = 0.5", cube, -1, 0.5, 3.25);
}
END_TEST

START_TEST(derivative_of_the_parabola)
{
    derivative_case("f(x) = 3x^2 - 4x + 5, x = 3, h = 0.25", quadratic, 3, 0.25, 14);
    derivative_case("f(x) = 3x^2 - 4x + 5, x = 0, h = 0.25", quadratic, 0, 0.25, -4);
}
END_TEST

// ---- 1.2 gradient ----

static double at[3];

static double f3_here(void)
{
    return f3(at);
}

START_TEST(gradient_of_f3)
{
    static const double points[][3] = {{2, 3, 4}, {1, 0.5, 2}, {0.3, 1.7, 0.6}};
    for (int p = 0; p < COUNT(points); p++) {
        double right[3], yours[3] = {0}, no_chain[3], sign[3];
        char input[64];
        memcpy(at, points[p], sizeof at);
        for (int i = 0; i < 3; i++)
            right[i] = slope(f3_here, &at[i], 1e-5);
        memcpy(no_chain, right, sizeof right);
        memcpy(sign, right, sizeof right);
        no_chain[1] -= 2 * cos(3 * at[1]);
        sign[2] = -right[2];
        snprintf(input, sizeof input, "a, b, c = %g, %g, %g", at[0], at[1], at[2]);
        f3_gradient(points[p], yours);
        Guess guesses[] = {
            {no_chain, "the chain rule: the derivative of sin(3b) is 3 cos(3b)"},
            {sign, "the derivative of -1/c is +1/c^2"},
            {0},
        };
        expect_table(input, places("i", 3), yours, right, 1e-8, guesses);
    }
}
END_TEST

START_TEST(gradient_in_the_exercise)
{
    double yours[3] = {0}, notebook[] = {-12.353553390593273, 10.25699027111255, 0.0625};
    f3_gradient((double[]){2, 3, 4}, yours);
    expect_table("a, b, c = 2, 3, 4, as in the lecture's exercise", places("i", 3), yours, notebook, 1e-12, NULL);
}
END_TEST

static double polynomial(const double x[])
{
    return x[0] * x[0] + 2 * x[0] * x[1] + 3 * x[2] - x[3] * x[1];
}

START_TEST(numeric_gradient_of_a_polynomial)
{
    double x[] = {1, 2, 3, 4}, before[4];
    const double h = 0.5;
    memcpy(before, x, sizeof x);
    double right[] = {2 * 1 + 2 * 2, 2 * 1 - 4, 3, -2}, yours[4] = {0}, left[4], moved[4];
    memcpy(moved, x, sizeof x);
    for (int i = 0; i < 4; i++) { // what comes out when x[i] is left at x[i] - h
        moved[i] = x[i] + h;
        double above = polynomial(moved);
        moved[i] = x[i] - h;
        left[i] = (above - polynomial(moved)) / (2 * h);
    }
    numeric_gradient(polynomial, 4, x, h, yours);
    if (memcmp(x, before, sizeof x) != 0)
        wrong("x^2 + 2xy + 3z - wy at 1, 2, 3, 4", "x was changed: it belongs to the caller; move a copy");
    Guess guesses[] = {{left, "put x[i] back before you move the next one"}, {0}};
    expect_table("x^2 + 2xy + 3z - wy at 1, 2, 3, 4, h = 0.5", places("i", 4), yours, right, 1e-9, guesses);
}
END_TEST

// ---- 1.3 and 1.4: one op ----

static void not_to_be_called(Value *out)
{
    (void)out;
    wrong("one value and what it was made from", "an op's backward does one step only: do not call "
                                                 "backward of its prev, value_backward does that (1.5)");
}

// Calls backward on out with grads 0.25 and 0.5 already waiting in its prev (one may be both).
static void backward_case(const char *input, void (*backward)(Value *), Value *out, const Guess *guesses)
{
    Value *a = out->prev[0], *b = out->prev[1];
    int inputs = b && b != a ? 2 : 1;
    double right[2], yours[2], waiting[] = {0.25, 0.5}, overwritten[2];
    out->grad = 10;
    const double data[] = {out->data, a->data, b ? b->data : 0};
    static const Op loud = {"+", not_to_be_called}; // prev are results themselves, as in a real graph
    for (int i = 0; i < inputs; i++)
        out->prev[i]->op = &loud;
    for (int i = 0; i < inputs; i++) {
        right[i] = waiting[i] + 10 * local_slope(out, i);
        overwritten[i] = 10 * local_slope(out, i);
        out->prev[i]->grad = waiting[i];
    }
    if (b == a)
        right[0] += 10 * local_slope(out, 1);
    backward(out);
    if (out->grad != 10 || out->data != data[0] || a->data != data[1] || (b && b->data != data[2]))
        wrong(input, "backward may change only the grads of its prev: leave out->grad and all data as they are");
    for (int i = 0; i < inputs; i++)
        yours[i] = out->prev[i]->grad;
    if (same(inputs, yours, overwritten, 1e-12))
        wrong(input, "the grad that was there (0.25) is gone: use +=, because a value may be used in "
                     "several places");
    expect_table(input, places("prev", inputs), yours, right, 1e-12, guesses);
}

START_TEST(add_passes_the_slope_on)
{
    backward_case("out = a + b, a = 2, b = -3, out->grad = 10, grads 0.25 and 0.5 before", add_backward,
                  value_add(value(2), value(-3)), NULL);
}
END_TEST

START_TEST(mul_multiplies_by_the_other)
{
    double no_chain[] = {0.25 - 3, 0.5 + 2}, itself[] = {0.25 + 20, 0.5 - 30};
    Guess guesses[] = {
        {no_chain, "out->grad is missing: the chain rule multiplies by what arrives at out"},
        {itself, "the slope of a * b for a is b: the other factor, not itself"},
        {0},
    };
    backward_case("out = a * b, a = 2, b = -3, out->grad = 10, grads 0.25 and 0.5 before", mul_backward,
                  value_mul(value(2), value(-3)), guesses);
}
END_TEST

START_TEST(add_and_mul_of_a_value_with_itself)
{
    Value *a = value(3);
    double once[] = {10.25}, once_mul[] = {30.25}, last[] = {10}, last_mul[] = {30};
    Guess guesses[] = {
        {once, "both prev are a, and a gets both shares: use +=, twice"},
        {last, "both prev are a, and a gets both shares: use +=, twice"},
        {0},
    };
    backward_case("out = a + a, a = 3, out->grad = 10, grad 0.25 before", add_backward, value_add(a, a), guesses);
    guesses[0].values = once_mul;
    guesses[1].values = last_mul;
    backward_case("out = a * a, a = 3, out->grad = 10, grad 0.25 before", mul_backward, value_mul(a, a), guesses);
}
END_TEST

START_TEST(pow_backward_is_the_slope)
{
    static const double cases[][2] = {{2, 3}, {4, 0.5}, {2, -1}, {-1.5, 2}};
    for (int i = 0; i < COUNT(cases); i++) {
        double a = cases[i][0], k = cases[i][1];
        double no_factor = 0.25 + 10 * pow(a, k - 1), no_minus = 0.25 + 10 * k * pow(a, k);
        char input[96];
        snprintf(input, sizeof input, "out = a^%g, a = %g, out->grad = 10, grad 0.25 before", k, a);
        Guess guesses[] = {
            {&no_factor, "the factor k of k * a^(k-1) is missing"},
            {&no_minus, "the exponent goes down by one: k * a^(k-1)"},
            {0},
        };
        backward_case(input, pow_backward, value_pow(value(a), k), guesses);
    }
}
END_TEST

START_TEST(exp_backward_is_the_slope)
{
    double twice_exp = 0.25 + 10 * exp(exp(0.5));
    Guess guesses[] = {{&twice_exp, "out->data is e^a already: do not take exp again"}, {0}};
    backward_case("out = e^a, a = 0.5, out->grad = 10, grad 0.25 before", exp_backward, value_exp(value(0.5)), guesses);
    backward_case("out = e^a, a = -3, out->grad = 10, grad 0.25 before", exp_backward, value_exp(value(-3)), NULL);
}
END_TEST

START_TEST(tanh_backward_is_the_slope)
{
    double t = tanh(0.5), no_square = 0.25 + 10 * (1 - t), of_input = 0.25 + 10 * (1 - 0.25);
    Guess guesses[] = {
        {&no_square, "the slope of tanh a is 1 - tanh(a)^2, with the square"},
        {&of_input, "the slope of tanh a is 1 - tanh(a)^2, not 1 - a^2"},
        {0},
    };
    backward_case("out = tanh a, a = 0.5, out->grad = 10, grad 0.25 before", tanh_backward, value_tanh(value(0.5)),
                  guesses);
    backward_case("out = tanh a, a = -2, out->grad = 10, grad 0.25 before", tanh_backward, value_tanh(value(-2)), NULL);
}
END_TEST

// ---- 1.5 backward: graphs of the test's own ops, whose backward is known to be right ----

static int calls;

static void test_add_backward(Value *out)
{
    calls++;
    out->prev[0]->grad += out->grad;
    out->prev[1]->grad += out->grad;
}

static void test_mul_backward(Value *out)
{
    calls++;
    double a = out->prev[0]->data, b = out->prev[1]->data;
    out->prev[0]->grad += b * out->grad;
    out->prev[1]->grad += a * out->grad;
}

static const Op test_add = {"+", test_add_backward}, test_mul = {"*", test_mul_backward};

static Value *add(Value *a, Value *b)
{
    return value_new(a->data + b->data, &test_add, a, b);
}

static Value *mul(Value *a, Value *b)
{
    return value_new(a->data * b->data, &test_mul, a, b);
}

// ((a + b) * (a * b)) + a: a is used three times, on paths of different lengths.
static Value *diamond(Value *a, Value *b)
{
    return add(mul(add(a, b), mul(a, b)), a);
}

static int place(const Value *v, Value *const order[], int count)
{
    for (int i = 0; i < count; i++)
        if (order[i] == v)
            return i;
    return -1;
}

static void check_order(const char *input, Value *root, int expected)
{
    Value **order = calloc(values_used() + 1, sizeof *order);
    int count = topological_order(root, order);
    for (int i = 0; i < count && i <= (int)values_used(); i++)
        if (!order[i])
            wrong(input, "order[%d] was not written, though you returned %d", i, count);
    for (int i = 0; i < count; i++) {
        if (place(order[i], order, i) >= 0)
            wrong(input, "a value is in the order twice: mark it visited, and look at the mark before you push it");
        for (int p = 0; p < 2 && order[i]->prev[p]; p++)
            if (place(order[i]->prev[p], order, i) < 0)
                wrong(input, "a value comes before one of its prev: append it only when all it was "
                             "made from is in the order");
        if (order[i]->visited)
            wrong(input, "set visited back to false at the end: the next backward() needs it");
    }
    expect_int(input, count, expected, "every value that the root was made from, once, and the root");
    if (order[count - 1] != root)
        wrong(input, "the root must come last");
    free(order);
}

START_TEST(order_of_small_graphs)
{
    Value *a = value(2), *b = value(-3);
    value(99); // not part of the graph
    check_order("a single value", a, 1);
    check_order("b = a + a", add(a, a), 2);
    check_order("((a + b) * (a * b)) + a", diamond(a, b), 6);
    check_order("the same again: a second order of other values", diamond(b, a), 6);
    Value *t = mul(a, b); // the second of the root's prev is made from the first
    check_order("t + t * a with t = a * b", add(t, mul(t, a)), 5);
    check_order("t * a + t with t = a * b", add(mul(t, a), t), 5);
}
END_TEST

START_TEST(order_of_a_deep_graph)
{
    enum { DEEP = 300000 };
    Value *sum = value(0), *one = value(1);
    for (int i = 0; i < DEEP; i++)
        sum = add(sum, one);
    Value **order = malloc(values_used() * sizeof *order);
    int count = topological_order(sum, order);
    expect_int("a sum of 300000 values", count, DEEP + 2, NULL);
    if (order[count - 1] != sum)
        wrong("a sum of 300000 values", "the root must come last");
    free(order);
}
END_TEST

// Slopes through the diamond, for leaves that already hold a grad of `before`.
static void diamond_case(const char *input, double before)
{
    Value *a[2], *b[2], *root[2]; // one graph for the oracle, the same again for you
    for (int i = 0; i < 2; i++) {
        a[i] = value(2);
        b[i] = value(-3);
        a[i]->grad = b[i]->grad = before;
        root[i] = diamond(a[i], b[i]);
    }
    add_paths(root[0], 1);
    root[1]->grad = before;
    value_backward(root[1]);
    expect_number("the root's own slope, whatever it was before", root[1]->grad, 1, 0, NULL);
    expect_table(input, places("leaf", 2), (double[]){a[1]->grad, b[1]->grad}, (double[]){a[0]->grad, b[0]->grad},
                 1e-12, NULL);
    expect_number("((a + b) * (a * b)) + a: slope for the product", root[1]->prev[0]->grad, root[0]->prev[0]->grad,
                  1e-12, NULL);
}

START_TEST(backward_through_a_chain)
{
    Value *a = value(2), *b = value(-3), *root = mul(add(mul(a, b), value(10)), value(-2));
    calls = 0;
    value_backward(root);
    expect_int("L = (a*b + c) * f: calls of a backward", calls, 3, "each op once, leaves not at all");
    if (root->grad != 1)
        wrong("L = (a*b + c) * f", "root->grad must be 1 before anything is passed on: dL/dL = 1");
    if (a->grad == 0 && b->grad == 0)
        wrong("L = (a*b + c) * f", "nothing arrives at the leaves: go from the end of the order to "
                                   "its beginning");
    expect_number("L = (a*b + c) * f: slope for a", a->grad, 6, 1e-12, NULL);
    expect_number("L = (a*b + c) * f: slope for b", b->grad, -4, 1e-12, NULL);
}
END_TEST

START_TEST(backward_through_a_diamond)
{
    diamond_case("((a + b) * (a * b)) + a, a = 2, b = -3: slopes for a and b", 0);
}
END_TEST

START_TEST(backward_adds_to_what_is_there)
{
    diamond_case("((a + b) * (a * b)) + a: slopes for a and b, which were 7 before", 7);
}
END_TEST

// ---- 1.6 neuron and MLP ----

static Neuron neuron_of(int nin, const double w[], double b, Activation activation)
{
    Neuron neuron = {nin, malloc(sizeof(Value *) * (size_t)nin), value(b), activation};
    for (int i = 0; i < nin; i++)
        neuron.w[i] = value(w[i]);
    return neuron;
}

static void neuron_case(const char *input, Activation activation, double (*bend)(double))
{
    const double w[] = {1, -2, 0.5}, x[] = {3, 1, -1}, b = 0.25;
    Neuron neuron = neuron_of(3, w, b, activation);
    Value *in[] = {value(x[0]), value(x[1]), value(x[2])};
    double sum = b + 3 - 2 - 0.5, late = bend(sum - b) + b, right = bend(sum), no_bias = bend(sum - b), no_bend = sum;
    Value *out = neuron_forward(&neuron, in);
    Guess guesses[] = {
        {&no_bias, "the bias is missing: start the sum with neuron->b"},
        {&no_bend, "the activation is missing"},
        {&late, "the bias belongs inside: bend the sum with its bias"},
        {0},
    };
    expect_number(input, out->data, right, 1e-12, guesses);
    double bent = (bend(sum + 1e-6) - bend(sum - 1e-6)) / 2e-6, of_w[3], of_x[3], right_w[3], right_x[3];
    add_paths(out, 1);
    for (int i = 0; i < 3; i++) {
        of_w[i] = neuron.w[i]->grad, right_w[i] = x[i] * bent;
        of_x[i] = in[i]->grad, right_x[i] = w[i] * bent;
    }
    expect_table("the slopes of its weights", places("i", 3), of_w, right_w, 1e-6, NULL);
    expect_number("the slope of its bias", neuron.b->grad, bent, 1e-6, NULL);
    expect_table("the slopes of its inputs", places("i", 3), of_x, right_x, 1e-6, NULL);
    free(neuron.w);
}

static double straight(double x)
{
    return x;
}

START_TEST(neuron_without_activation)
{
    neuron_case("w = 1 -2 0.5, b = 0.25, x = 3 1 -1, no activation", NULL, straight);
}
END_TEST

START_TEST(neuron_with_tanh)
{
    neuron_case("w = 1 -2 0.5, b = 0.25, x = 3 1 -1, tanh", value_tanh, tanh);
    neuron_case("w = 1 -2 0.5, b = 0.25, x = 3 1 -1, exp", value_exp, exp);
}
END_TEST

// The same network in plain numbers: what it says, and what it would say if the neurons of a layer
// read each other's results.
static double plain_mlp(const MLP *mlp, const double x[], bool in_place)
{
    double in[MAX_WIDTH], next[MAX_WIDTH];
    memcpy(in, x, sizeof *x * (size_t)mlp->layers[0].neurons[0].nin);
    for (int l = 0; l < mlp->depth; l++) {
        for (int i = 0; i < mlp->layers[l].nout; i++) {
            const Neuron *n = &mlp->layers[l].neurons[i];
            double sum = n->b->data;
            for (int k = 0; k < n->nin; k++)
                sum += n->w[k]->data * in[k];
            next[i] = n->activation ? tanh(sum) : sum;
            if (in_place)
                in[i] = next[i];
        }
        memcpy(in, next, sizeof *in * (size_t)mlp->layers[l].nout);
    }
    return in[0];
}

// The slopes of its parameters and inputs, measured on the network in plain numbers.
static void mlp_slopes(const MLP *mlp, const double x[3], Value *const in[3])
{
    enum { MOST = 64 };
    double yours[MOST], right[MOST], moved[3], of_x[3], right_x[3];
    const double h = 1e-5;
    for (int i = 0; i < mlp->count; i++) {
        double *p = &mlp->parameters[i]->data, was = *p;
        *p = was + h;
        double above = plain_mlp(mlp, x, false);
        *p = was - h;
        right[i] = (above - plain_mlp(mlp, x, false)) / (2 * h);
        *p = was;
        yours[i] = mlp->parameters[i]->grad;
    }
    for (int i = 0; i < 3; i++) {
        memcpy(moved, x, sizeof moved);
        moved[i] += h;
        double above = plain_mlp(mlp, moved, false);
        moved[i] -= 2 * h;
        right_x[i] = (above - plain_mlp(mlp, moved, false)) / (2 * h);
        of_x[i] = in[i]->grad;
    }
    expect_table("layers of 4, 3 and 1: the slopes of their parameters", places("i", mlp->count), yours, right, 1e-6,
                 NULL);
    expect_table("layers of 4, 3 and 1: the slopes of the inputs", places("i", 3), of_x, right_x, 1e-6, NULL);
}

START_TEST(mlp_layer_after_layer)
{
    Rng rng;
    rng_seed_python(&rng, 7);
    MLP *mlp = mlp_new(&rng, 3, 3, (int[]){4, 3, 1}, value_tanh, NULL);
    for (int i = 0; i < mlp->count; i++) // biases that are not zero
        mlp->parameters[i]->data += 0.1;
    const double x[] = {2, -1, 0.5};
    Value *in[] = {value(x[0]), value(x[1]), value(x[2])}, *out[1];
    mlp_forward(mlp, in, out);
    double in_place = plain_mlp(mlp, x, true);
    Guess guesses[] = {{&in_place, "all neurons of a layer read the same input: copy the results "
                                   "only when the layer is done"},
                       {0}};
    expect_number("3 inputs, layers of 4, 3 and 1", out[0]->data, plain_mlp(mlp, x, false), 1e-12, guesses);
    MLP *wide = mlp_new(&rng, 3, 2, (int[]){MAX_WIDTH, 2}, value_tanh, NULL);
    Value *two[2] = {NULL, NULL}, *both[2];
    mlp_forward(wide, in, two);
    const Layer *last = &wide->layers[1];
    Value *hidden[MAX_WIDTH];
    for (int i = 0; i < MAX_WIDTH; i++)
        hidden[i] = neuron_forward(&wide->layers[0].neurons[i], in);
    for (int i = 0; i < 2; i++) {
        both[i] = neuron_forward(&last->neurons[i], hidden);
        if (!two[i])
            wrong("3 inputs, layers of 64 and 2", "out[%d] was not written", i);
        expect_number("3 inputs, layers of 64 and 2", two[i]->data, both[i]->data, 1e-12, NULL);
    }
    mlp_free(wide);
    if (in[0]->data != x[0])
        wrong("3 inputs, layers of 4, 3 and 1", "x was changed: it belongs to the caller");
    add_paths(out[0], 1);
    if (mlp->parameters[0]->grad == 0)
        wrong("3 inputs, layers of 4, 3 and 1", "no way back from the output to the first weight: "
                                                "use value_add and value_mul");
    mlp_slopes(mlp, x, in);
    mlp_free(mlp);
}
END_TEST

// ---- 1.7 softmax and nll ----

static void softmax_case(const char *input, int n, const double data[], int label)
{
    Value *logits[8];
    double sum = 0, right, slopes[8], yours[8];
    for (int i = 0; i < n; i++) {
        logits[i] = value(data[i]);
        sum += exp(data[i]);
    }
    double p = exp(data[label]) / sum, log_p = log(p), unnormalised = -data[label];
    right = -log_p;
    Guess guesses[] = {
        {&log_p, "the sign is wrong: the logarithm of a probability is negative, the loss is not"},
        {&p, "that is the probability: the loss is -log of it"},
        {&unnormalised, "divide by the sum of all exp(logits)"},
        {0},
    };
    Value *loss = softmax_nll(logits, n, label);
    expect_number(input, loss->data, right, 1e-12, guesses);
    add_paths(loss, 1);
    for (int i = 0; i < n; i++) {
        yours[i] = logits[i]->grad;
        slopes[i] = exp(data[i]) / sum - (i == label);
    }
    if (yours[label] == 0)
        wrong(input, "there is no way back from the loss to the logits: use value_exp, value_log, "
                     "..., not exp and log");
    expect_table("the slopes for the logits", places("i", n), yours, slopes, 1e-9, NULL);
}

START_TEST(softmax_of_four_logits)
{
    softmax_case("logits 0 3 -2 1, label 3", 4, (double[]){0, 3, -2, 1}, 3);
}
END_TEST

START_TEST(softmax_of_other_logits)
{
    softmax_case("logits 1 1 1, label 0: log 3", 3, (double[]){1, 1, 1}, 0);
    softmax_case("logits -1 2, label 1", 2, (double[]){-1, 2}, 1);
}
END_TEST

START_TEST(softmax_agrees_with_the_lecture)
{
    double notebook[] = {0.041772570515350445, 0.8390245074625319, 0.005653302662216329, -0.8864503806400986}, yours[4];
    Value *logits[] = {value(0), value(3), value(-2), value(1)};
    add_paths(softmax_nll(logits, 4, 3), 1);
    for (int i = 0; i < 4; i++)
        yours[i] = logits[i]->grad;
    expect_table("logits 0 3 -2 1, label 3, against the lecture's exercise", places("i", 4), yours, notebook, 1e-9,
                 NULL);
}
END_TEST

// ---- 1.8 relu ----

static void relu_twice(const char *input, double a_data, const char *sentence)
{
    Value *a = value(a_data), *r1 = value_relu(a), *r2 = value_relu(a);
    a->grad = 0.25; // from another use of a
    r1->grad = r2->grad = 1;
    relu_backward(r1);
    relu_backward(r2);
    double right = 0.25 + (a_data > 0 ? 2 : 0);
    if (a->grad != right)
        ck_abort_msg("input     %s\nexpected  %g\nyours     %g\nlikely    %s", input, right, a->grad, sentence);
    saw(input, sizeof a->grad, &a->grad);
}

START_TEST(relu_of_one_use)
{
    Value *a = value(3), *out = value_relu(a);
    out->grad = 10;
    relu_backward(out);
    expect_number("out = relu(a), a = 3, out->grad = 10", a->grad, 10, 0, NULL);
}
END_TEST

START_TEST(relu_on_a_diamond)
{
    relu_twice("y = relu(a) + relu(a), a = 3, and a->grad was 0.25 already, from another use", 3,
               "the second relu wipes out the share of the first: use +=");
}
END_TEST

START_TEST(relu_where_it_is_off)
{
    Value *a = value(-3), *out = value_relu(a);
    a->grad = 0.25;
    out->grad = 10;
    relu_backward(out);
    if (a->grad == 10.25)
        wrong("out = relu(a), a = -3", "relu is flat where a is negative: nothing passes there");
    relu_twice("y = relu(a) + relu(a), a = -3, and a->grad was 0.25 already, from another use", -3,
               "nothing passes where a is negative, but what was there before must not be wiped out");
}
END_TEST

void lesson_suite(void)
{
    exercise("1-derivative", derivative_of_a_cube, THEN, derivative_of_the_parabola, NULL);
    exercise("2-gradient", gradient_of_f3, THEN, gradient_in_the_exercise, numeric_gradient_of_a_polynomial, NULL);
    exercise("3-add-mul", add_passes_the_slope_on, mul_multiplies_by_the_other, add_and_mul_of_a_value_with_itself,
             NULL);
    exercise("4-exp-pow-tanh", pow_backward_is_the_slope, exp_backward_is_the_slope, tanh_backward_is_the_slope, NULL);
    exercise("5-backward", order_of_small_graphs, THEN, backward_through_a_chain, THEN, backward_through_a_diamond,
             THEN, backward_adds_to_what_is_there, order_of_a_deep_graph, NULL);
    exercise("6-neuron-mlp", neuron_without_activation, THEN, neuron_with_tanh, THEN, mlp_layer_after_layer, NULL);
    exercise("7-softmax-nll", softmax_of_four_logits, THEN, softmax_of_other_logits, THEN,
             softmax_agrees_with_the_lecture, NULL);
    exercise("8-relu-bug", relu_of_one_use, relu_on_a_diamond, relu_where_it_is_off, NULL);
}
