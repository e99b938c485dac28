/*
 * The tests of lesson 06's exercises. Expectations are worked out by hand, by other loops or by PyTorch
 * (06-wavenet.txt, made by 06-wavenet-reference.py), never by the solutions.
 */
#define TORCH_SAYS "tests/06-wavenet.txt"

#include "06-wavenet.h"
#include "suite-torch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- 6.1 flatten_consecutive ----

static void flatten_case(const char *input, int B, int T, int C, int n)
{
    Tensor *x = sine(1, 0.3, SHAPE(B, T, C));
    tape_reset();
    if_a_check_says("view: ",
                    "no number is lost or added: the n neighbours' channels lie side by side, (B, T/n, n*C), or "
                    "(B, n*C) where one group is left");
    Tensor *yours = flatten_consecutive(x, n);
    if_a_check_says("", NULL);
    Shape s = yours ? yours->shape : shape_scalar();
    Shape right = T == n ? SHAPE(B, n * C) : SHAPE(B, T / n, n * C);
    const char *likely = NULL;
    if (s.ndim == 3 && s.dim[1] == 1)
        likely = "where one group is left, the dimension of size 1 goes";
    else if (s.ndim == 3 && s.dim[1] == n)
        likely = "n is how many are joined, not how many groups come out";
    else if (s.ndim == 2 && s.dim[0] != B)
        likely = "the batch stays a dimension of its own";
    else if (s.ndim == 2 && T != n)
        likely = "only n neighbours are joined, not all T of them: T/n groups are left";
    expect_shape(input, yours, right, likely);
    double expected[MOST];
    for (int b = 0, i = 0; b < B; b++)
        for (int group = 0; group < T / n; group++)
            for (int k = 0; k < n; k++)
                for (int c = 0; c < C; c++)
                    expected[i++] = x->data[(b * T + group * n + k) * C + c];
    expect_table(input, places_of(T == n ? "b c" : "b t c", right), doubles(yours->data, B * T * C), expected, 0, NULL);
    params_free(&params);
}

START_TEST(flatten_pairs)
{
    flatten_case("x (2, 8, 3), n = 2", 2, 8, 3, 2);
    flatten_case("x (1, 4, 1), n = 2", 1, 4, 1, 2);
}
END_TEST

START_TEST(flatten_everything)
{
    flatten_case("x (2, 8, 3), n = 8", 2, 8, 3, 8);
    flatten_case("x (3, 2, 5), n = 2", 3, 2, 5, 2);
}
END_TEST

START_TEST(flatten_takes_the_gradient_back)
{
    Tensor *x = sine(1, 0.3, SHAPE(2, 8, 3)), *weights = sine(1, 0.5, SHAPE(2, 4, 6));
    tape_reset();
    Tensor *yours = flatten_consecutive(x, 2);
    if (!yours || !yours->needs_grad)
        wrong("x (2, 8, 3), a parameter; n = 2", "no gradient comes back to x: the result was "
                                                 "copied from x->data, not made by tensor_view");
    expect_shape("x (2, 8, 3), n = 2", yours, SHAPE(2, 4, 6), NULL);
    params_zero_grad(&params);
    tensor_backward(tensor_sum_all(tensor_mul(yours, weights)));
    expect_table("the gradient of sum(w * result) by x (2, 8, 3)", places("b t c", 2, 8, 3), doubles(x->grad, 48),
                 doubles(weights->data, 48), 1e-6, NULL);
    params_free(&params);
}
END_TEST

// ---- 6.2 batchnorm ----

enum { NB = 3, NT = 4, NC = 5, NN = NB * NT * NC };

static struct {
    BatchNorm1d b;
    Tensor *x, *w;
} n;

static void norm_setup(Shape shape)
{
    n.x = sine(1, 0.7, shape);
    n.w = sine(1, 1.7, shape);
    n.b = batchnorm1d_new(&params, "norm", NC, 1e-5, 0.1);
    for (int c = 0; c < NC; c++) {
        n.b.gamma->data[c] = (real)sin(1.1 * c);
        n.b.beta->data[c] = (real)sin(1.3 * c);
    }
    tape_reset();
}

// BatchNorm by plain loops: right if all is 0, else with one of the mistakes.
typedef struct Way {
    bool each_position, biased, no_mean, no_var; // the last two: nothing comes back through mean, var
    bool no_eps, swapped, unscaled, from_running, over_time;
    double power; // of the variance, if not -0.5
} Way;

// The result for n.x, or with `dx` the gradient by it; good for the next eleven calls.
static const double *plain_norm(Way way, bool want_dx)
{
    static double kept[12][2][NN];
    static int turn;
    double *out = kept[turn = (turn + 1) % 12][0], *dx = kept[turn][1];
    const real *x = n.x->data, *dout = n.w->data, *gamma = n.b.gamma->data, *beta = n.b.beta->data;
    int groups = way.each_position ? NT * NC : way.over_time ? NB * NC : NC, rows = NN / groups;
    for (int i = 0; i < groups; i++) {
        double mean = 0, var = 0, sum = 0, dot = 0, g = gamma[i % NC], b = beta[i % NC];
        int first = way.over_time ? i / NC * NT * NC + i % NC : i, by = way.over_time ? NC : groups;
        int divisor = way.biased ? rows : rows - 1;
        for (int r = 0; r < rows; r++)
            mean += way.from_running ? 0 : x[first + r * by] / rows;
        for (int r = 0; r < rows; r++)
            var += way.from_running ? 1.0 / rows : pow(x[first + r * by] - mean, 2) / divisor;
        double inverse = pow(var + (way.no_eps ? 0 : 1e-5), way.power != 0 ? way.power : -0.5);
        for (int r = 0, k = first; r < rows; r++, k += by) {
            double xhat = (x[k] - mean) * inverse;
            out[k] = way.unscaled ? xhat : way.swapped ? xhat * b + g : xhat * g + b;
            sum += way.no_mean ? 0 : dout[k];
            dot += way.no_var ? 0 : dout[k] * xhat;
        }
        for (int r = 0, k = first; r < rows; r++, k += by)
            dx[k] = g * inverse * (dout[k] - sum / rows - (x[k] - mean) * inverse * dot / divisor);
    }
    return want_dx ? dx : out;
}

static void norm_free(void)
{
    batchnorm1d_free(&n.b);
    params_free(&params);
}

static const char each_position[] = "every position has a mean of its own: over dimension 0 of (B, T, C) the "
                                    "mean is (1, T, C); a channel's numbers are all B*T";
static const char biased[] = "the variance divides by n - 1, not by n";

START_TEST(norm_of_a_batch_of_sequences)
{
    norm_setup(SHAPE(NB, NT, NC));
    Guess guesses[] = {
        {plain_norm((Way){.each_position = true}, false), each_position},
        {plain_norm((Way){.biased = true}, false), biased},
        {plain_norm((Way){.over_time = true}, false), "the mean is over the batch too, not over T only"},
        {plain_norm((Way){.no_eps = true}, false), "b->eps is missing: 1 / sqrt(var + eps)"},
        {plain_norm((Way){.power = -1}, false), "divide by the root of var + eps, not by var + eps"},
        {plain_norm((Way){.power = 0.5}, false), "divide by sqrt(var + eps): the power is -0.5"},
        {plain_norm((Way){.swapped = true}, false), "gamma multiplies and beta is added; yours the reverse"},
        {plain_norm((Way){.unscaled = true}, false), "gamma and beta are missing: gamma * xhat + beta"},
        {plain_norm((Way){.from_running = true}, false),
         "in training the batch's own mean and variance count, not the running ones"},
        {0}};
    Tensor *yours = norm_forward(&n.b, n.x);
    expect_shape("x (3, 4, 5)", yours, n.x->shape, "the result has the shape of x");
    expect_table("x (3, 4, 5), in training, against PyTorch", places("b t c", NB, NT, NC), doubles(yours->data, NN),
                 torch_says("norm_out", NN), 1e-5, guesses);
    norm_free();
}
END_TEST

START_TEST(norm_of_a_batch)
{
    static const double right[] = {-0.92582, -0.46291, 0, 1.38873}, by_n[] = {-1.06904, -0.53452, 0, 1.60357};
    n.b = batchnorm1d_new(&params, "norm", 1, 0, 0.1);
    tape_reset();
    n.x = tensor_from(SHAPE(4, 1), (real[]){1, 2, 3, 6}); // (4, 1)
    Tensor *yours = norm_forward(&n.b, n.x);
    expect_shape("x (4, 1)", yours, n.x->shape, "the result has the shape of x");
    Guess guesses[] = {{by_n, biased}, {0}};
    expect_table("x (4, 1) = 1 2 3 6, in training, eps 0", places("b", 4), doubles(yours->data, 4), right, 1e-4,
                 guesses);
    norm_free();
}
END_TEST

START_TEST(norm_gradients)
{
    norm_setup(SHAPE(NB, NT, NC));
    const char *lost = "the mean and the variance depend on x too: make them of tensors, so that the gradient "
                       "passes through them";
    Guess guesses[] = {{plain_norm((Way){.no_mean = true}, true), lost},
                       {plain_norm((Way){.no_var = true}, true), lost},
                       {plain_norm((Way){.no_mean = true, .no_var = true}, true), lost},
                       {plain_norm((Way){.each_position = true}, true), each_position},
                       {0}};
    Tensor *yours = norm_forward(&n.b, n.x);
    expect_shape("x (3, 4, 5)", yours, n.x->shape, "the result has the shape of x");
    params_zero_grad(&params);
    tensor_backward(tensor_sum_all(tensor_mul(yours, n.w)));
    expect_table("the gradient by x (3, 4, 5), against PyTorch", places("b t c", NB, NT, NC), doubles(n.x->grad, NN),
                 torch_says("norm_dx", NN), 1e-5, guesses);
    expect_table("the gradient by gamma", places("c", NC), doubles(n.b.gamma->grad, NC), torch_says("norm_dgamma", NC),
                 1e-5, NULL);
    expect_table("the gradient by beta", places("c", NC), doubles(n.b.beta->grad, NC), torch_says("norm_dbeta", NC),
                 1e-5, NULL);
    norm_free();
}
END_TEST

START_TEST(norm_moves_the_running_statistics)
{
    double swapped[NC], still[NC] = {0}, swapped_var[NC], ones[NC];
    const double *mean = torch_says("norm_mean", NC), *var = torch_says("norm_var", NC);
    norm_setup(SHAPE(NB, NT, NC));
    for (int c = 0; c < NC; c++) {
        swapped[c] = 9 * mean[c]; // torch moved them by a tenth: from 0, and from 1
        swapped_var[c] = 0.1 + 9 * (var[c] - 0.9);
        ones[c] = 1;
    }
    norm_forward(&n.b, n.x);
    const char *share = "momentum is the share of the new: running = (1 - momentum) * running + momentum * batch";
    const char *not_moved = "in training the running statistics move";
    Guess of_mean[] = {{swapped, share}, {still, not_moved}, {0}};
    Guess of_var[] = {{swapped_var, share}, {ones, not_moved}, {0}};
    expect_table("the running mean, which was 0, momentum 0.1", places("c", NC), n.b.running_mean, mean, 1e-5, of_mean);
    expect_table("the running variance, which was 1, momentum 0.1", places("c", NC), n.b.running_var, var, 1e-5,
                 of_var);
    norm_free();
}
END_TEST

START_TEST(norm_in_evaluation)
{
    static double right[NN], kept[NC];
    norm_setup(SHAPE(NB, NT, NC));
    const double *batch = plain_norm((Way){0}, false);
    n.b.training = false;
    for (int c = 0; c < NC; c++) {
        n.b.running_mean[c] = kept[c] = 0.5 * c - 1;
        n.b.running_var[c] = c + 0.25;
    }
    for (int i = 0; i < NN; i++)
        right[i] = (n.x->data[i] - (0.5 * (i % NC) - 1)) / sqrt(i % NC + 0.25 + 1e-5) * n.b.gamma->data[i % NC] +
                   n.b.beta->data[i % NC];
    Tensor *yours = norm_forward(&n.b, n.x);
    expect_shape("x (3, 4, 5)", yours, n.x->shape, "the result has the shape of x");
    Guess guesses[] = {{batch, "in evaluation the running statistics count, not the batch's"}, {0}};
    expect_table("x (3, 4, 5), in evaluation", places("b t c", NB, NT, NC), doubles(yours->data, NN), right, 1e-5,
                 guesses);
    Guess moved[] = {{n.b.running_mean, "in evaluation nothing moves"}, {0}};
    expect_table("the running mean after an evaluation", places("c", NC), n.b.running_mean, kept, 0, moved);
    norm_free();
}
END_TEST

// ---- 6.3 pairs ----

enum { PB = 2, PT = 5, PC = 3, PN = PB * PT * 2 * PC };

// The number in channel c of position t of example b, or 0 before the beginning (and after the end).
static double at(const real *x, int b, int t, int c)
{
    return t < 0 || t >= PT ? 0 : x[(b * PT + t) * PC + c];
}

static void pairs_case(int d)
{
    static double right[PN], future[PN], near[PN], swapped[PN], leak[PN], unwritten[PN], late[PN], alternating[PN],
        flat[PN], one[PN];
    Tensor *x = sine(1, 0.9, SHAPE(PB, PT, PC));
    for (int i = 0; i < PN; i++) {
        int b = i / (PT * 2 * PC), t = i / (2 * PC) % PT, c = i % PC, from = (b * PT + t - d) * PC + c;
        bool first = i / PC % 2 == 0;
        right[i] = at(x->data, b, first ? t - d : t, c);
        future[i] = at(x->data, b, first ? t + d : t, c);
        near[i] = at(x->data, b, first ? t - 1 : t, c);
        swapped[i] = at(x->data, b, first ? t : t - d, c);
        leak[i] = first ? (from < 0 ? 0 : x->data[from]) : right[i];
        unwritten[i] = first && t < d ? 99 : right[i];
        late[i] = first && t == d ? 0 : right[i];
        flat[i] = first && t >= d ? x->data[(b * PT + t) * PC + c - d] : right[i];
        alternating[i - i % (2 * PC) + 2 * c + !first] = right[i];
        one[i] = b ? 99 : right[i];
    }
    real out[PN];
    for (int i = 0; i < PN; i++)
        out[i] = 99;
    char input[64];
    snprintf(input, sizeof input, "x (2, 5, 3), dilation %d", d);
    pairs_forward(PB, PT, PC, d, x->data, out);
    Guess guesses[] = {
        {future, "that is the future: x[t + dilation], where x[t - dilation] is wanted"},
        {near, "one position back, not `dilation` positions"},
        {swapped, "the earlier position comes first, then the current one"},
        {leak, "before its first position an example has zeros; yours has the end of the previous example"},
        {unwritten, "where t < dilation, write zeros: out is not cleared for you"},
        {late, "at t = dilation there is an earlier one already, at position 0: t >= dilation"},
        {flat, "one position back in time is C numbers back in memory: dilation * C"},
        {alternating, "all C numbers of the earlier position, then all C of the current one; yours alternate"},
        {one, "yours writes the first example only, and there are B"},
        {0},
    };
    expect_table(input, places("b t c", PB, PT, 2 * PC), doubles(out, PN), right, 0, guesses);
    params_free(&params);
}

START_TEST(pairs_of_two_sequences)
{
    pairs_case(2);
    pairs_case(1);
    pairs_case(4);
}
END_TEST

START_TEST(pairs_longer_than_the_sequence)
{
    real x[] = {1, 2, 3}, out[6] = {99, 99, 99, 99, 99, 99};
    static const double right[] = {0, 1, 0, 2, 0, 3};
    pairs_forward(1, 3, 1, 8, x, out);
    expect_table("x (1, 3, 1) = 1 2 3, dilation 8", places("t c", 3, 2), doubles(out, 6), right, 0, NULL);
}
END_TEST

START_TEST(pairs_backward_adds)
{
    enum { N = PB * PT * PC };
    static double right[N], now_set[N], then_set[N], only_now[N], future[N], both_now[N], swapped[N];
    Tensor *dout = sine(1, 1.3, SHAPE(PB, PT, 2 * PC));
    real dx[N];
    int d = 2;
    for (int i = 0; i < N; i++) {
        int b = i / (PT * PC), t = i / PC % PT, c = i % PC;
        double now = dout->data[((b * PT + t) * 2 + 1) * PC + c];
        double later = t + d < PT ? dout->data[(b * PT + t + d) * 2 * PC + c] : 0;
        dx[i] = 10;
        right[i] = 10 + now + later;
        now_set[i] = now + later;
        then_set[i] = t + d < PT ? later : 10 + now;
        only_now[i] = 10 + now;
        double earlier = t >= d ? dout->data[(b * PT + t - d) * 2 * PC + c] : 0;
        double half[2] = {dout->data[(b * PT + t) * 2 * PC + c], // of the pair at t
                          t + d < PT ? dout->data[((b * PT + t + d) * 2 + 1) * PC + c] : 0};
        future[i] = 10 + now + earlier;
        both_now[i] = 10 + now + (t >= d ? half[0] : 0);
        swapped[i] = 10 + half[0] + half[1];
    }
    pairs_backward(PB, PT, PC, d, dout->data, dx);
    const char *add = "add, with +=: dx holds the parts of others already, and every number of x has two";
    Guess guesses[] = {
        {now_set, add},
        {then_set, add},
        {only_now, "x[t] is used twice: by position t, and by position t + dilation"},
        {future, "the first half of a pair goes back to t - dilation, where forward took it from"},
        {both_now, "the first half of a pair goes back to t - dilation, not to t"},
        {swapped, "the first C numbers of a pair belong to the earlier position, the others to the current one"},
        {0}};
    expect_table("dout (2, 5, 6), dilation 2, dx all 10 before", places("b t c", PB, PT, PC), doubles(dx, N), right,
                 1e-6, guesses);
    params_free(&params);
}
END_TEST

static void expect_convolution(const char *what, int d, int size, const real *yours, const char *name)
{
    char input[64], key[32];
    snprintf(input, sizeof input, "causal_conv1d of x (2, 6, 3), dilation %d: %s", d, what);
    snprintf(key, sizeof key, "conv%d_%s", d, name);
    if (!same(size, doubles(yours, size), torch_says(key, size), 1e-5))
        wrong(input, "not what PyTorch has: it is made of your two functions, and one of them is not right yet");
    saw(input, 0, NULL);
}

START_TEST(convolution_agrees_with_torch)
{
    for (int d = 1; d <= 4; d *= 2) {
        Tensor *x = sine(1, 0.9, SHAPE(2, 6, 3)), *weight = sine(1, 1.9, SHAPE(6, 2)),
               *w = sine(1, 2.3, SHAPE(2, 6, 2));
        tape_reset();
        Tensor *out = causal_conv1d(x, weight, d); // (2, 6, 2)
        params_zero_grad(&params);
        tensor_backward(tensor_sum_all(tensor_mul(out, w)));
        expect_convolution("its result", d, 24, out->data, "out");
        expect_convolution("its gradient by x", d, 36, x->grad, "dx");
        expect_convolution("its gradient by the weight", d, 12, weight->grad, "dweight");
        params_free(&params);
    }
}
END_TEST

// The tree above the letters that end at t, by plain recursion.
static void tree(Tensor *const weight[], const real *x, int level, int t, double node[2])
{
    double pair[4];
    if (level == 0) {
        node[0] = x[2 * t], node[1] = x[2 * t + 1];
        return;
    }
    tree(weight, x, level - 1, t - (1 << (level - 1)), pair);
    tree(weight, x, level - 1, t, pair + 2);
    for (int j = 0; j < 2; j++) {
        double sum = 0;
        for (int i = 0; i < 4; i++)
            sum += pair[i] * weight[level - 1]->data[i * 2 + j];
        node[j] = tanh(sum);
    }
}

START_TEST(convolutions_are_the_tree)
{
    enum { T = 12 };
    Tensor *weight[] = {sine(1, 0.4, SHAPE(4, 2)), sine(1, 1.2, SHAPE(4, 2)), sine(1, 2.1, SHAPE(4, 2))};
    Tensor *x = sine(1, 0.6, SHAPE(1, T, 2)), *h = x;
    double yours[T - 7][2], right[T - 7][2];
    tape_reset();
    for (int level = 0; level < 3; level++)
        h = tensor_tanh(causal_conv1d(h, weight[level], 1 << level)); // (1, 12, 2)
    for (int t = 7; t < T; t++) {
        yours[t - 7][0] = h->data[2 * t], yours[t - 7][1] = h->data[2 * t + 1];
        tree(weight, x->data, 3, t, right[t - 7]);
    }
    expect_table("three levels, dilations 1 2 4, against the tree above every 8 positions", places("t c", T - 7, 2),
                 yours[0], right[0], 1e-5, NULL);
    params_free(&params);
}
END_TEST

// ---- 6.4 beat the lecture ----

// The race: a small budget, and names that the recipe never sees. LECTURE is what the lecture's recipe
// reaches in it.
static const Budget budget = {6000, 32 * 600};
static const double LECTURE = 2.457;

typedef struct Small {
    Embedding embedding;
    Linear linear[LEVELS], out;
    BatchNorm1d norm[LEVELS];
} Small;

static Small small_new(Params *p, const Recipe *r, Rng *rng)
{
    Small s = {.embedding = embedding_new(p, "C", V, r->n_embd, rng)};
    for (int l = 0; l < LEVELS; l++) {
        s.linear[l] = linear_new(p, "W", 2 * (l ? r->n_hidden : r->n_embd), r->n_hidden, false, 1, rng);
        s.norm[l] = batchnorm1d_new(p, "norm", r->n_hidden, 1e-5, 0.1);
    }
    s.out = linear_new(p, "out", r->n_hidden, V, true, 0.1, rng);
    return s;
}

static Tensor *small_loss(Small *s, const int x[], const int y[], int B, bool training)
{
    Tensor *h = embedding_forward(&s->embedding, x, SHAPE(B, CONTEXT)); // (B, 8, n_embd)
    for (int l = 0, T = CONTEXT / 2; l < LEVELS; l++, T /= 2) {
        h = tensor_view(h, SHAPE(B, T, (int)h->size / (B * T))); // (B, T, 2*C)
        s->norm[l].training = training;
        h = tensor_tanh(batchnorm1d_forward(&s->norm[l], linear_forward(&s->linear[l], h))); // (B, T, n_hidden)
    }
    h = tensor_view(h, SHAPE(B, (int)h->size / B));             // (B, n_hidden)
    return tensor_cross_entropy(linear_forward(&s->out, h), y); // ()
}

static void check_rules(const Recipe *r, const Split *data)
{
    const char *input = "the recipe";
    long parameters = parameters_of(r->n_embd, r->n_hidden), examples = (long)r->batch * r->steps;
    if (r->n_embd < 1 || r->n_hidden < 1 || r->batch < 2 || r->steps < 1 || !r->update)
        wrong(input, "n_embd, n_hidden and steps must be at least 1, batch at least 2, and update not NULL");
    if (r->examples == &data->dev)
        wrong(input, "it trains on the dev set, which is there to judge by: use &data->train");
    if (r->examples != &data->train)
        wrong(input, "minibatches must be drawn from data->train");
    if (examples > budget.examples)
        wrong(input, "%d minibatches of %d are %ld examples, more than the budget of %ld", r->steps, r->batch, examples,
              budget.examples);
    if (parameters > budget.parameters)
        wrong(input, "n_embd %d and n_hidden %d make %ld parameters, more than the budget of %ld", r->n_embd,
              r->n_hidden, parameters, budget.parameters);
}

enum { MOST_NUMBERS = 6000, HIDDEN = 8000 };

// The trained network as numbers, and its loss on hidden names.
static struct {
    int n_embd, n_hidden;
    real number[MOST_NUMBERS];               // all parameters, one tensor after another
    double running[LEVELS][2][MOST_NUMBERS]; // mean and var of each norm
    double loss;
} racer;

// Between a network and its numbers.
static void copy_numbers(Small *s, bool to_network)
{
    size_t bytes = sizeof(double) * (size_t)racer.n_hidden;
    real *number = racer.number;
    for (int i = 0; i < params.count; number += params.tensor[i++]->size) {
        real *data = params.tensor[i]->data;
        memcpy(to_network ? data : number, to_network ? number : data, sizeof(real) * params.tensor[i]->size);
    }
    for (int l = 0; l < LEVELS; l++) {
        double *mean = racer.running[l][0], *var = racer.running[l][1];
        memcpy(to_network ? s->norm[l].running_mean : mean, to_network ? mean : s->norm[l].running_mean, bytes);
        memcpy(to_network ? s->norm[l].running_var : var, to_network ? var : s->norm[l].running_var, bytes);
    }
}

static void free_network(Small *s)
{
    for (int l = 0; l < LEVELS; l++)
        batchnorm1d_free(&s->norm[l]);
    params_free(&params);
}

// Where the recipe's update is at work, there are no hidden names.
static Split known_names(void)
{
    Names *names = names_load("datasets/names.txt");
    Split all = examples_split(names, CONTEXT);
    memset(all.test.x, 0, sizeof(int) * (size_t)(all.test.count * CONTEXT));
    memset(all.test.y, 0, sizeof(int) * (size_t)all.test.count);
    names_free(names);
    return all;
}

static void train_racer(void)
{
    Split all = known_names(), data = {all.train, all.dev, {0}};
    Recipe r = my_recipe(&data, budget);
    Rng rng;
    check_rules(&r, &data);
    rng_seed(&rng, 42);
    Small s = small_new(&params, &r, &rng);
    for (int step = 0; step < r.steps; step++) {
        tape_reset();
        int *Xb = tape_alloc(sizeof *Xb * (size_t)(r.batch * CONTEXT)), *Yb = tape_alloc(sizeof *Yb * (size_t)r.batch);
        examples_batch(r.examples, r.batch, &rng, Xb, Yb);
        Tensor *batch_loss = small_loss(&s, Xb, Yb, r.batch, true);
        params_zero_grad(&params);
        tensor_backward(batch_loss);
        r.update(&params, step, r.steps);
    }
    racer.n_embd = r.n_embd, racer.n_hidden = r.n_hidden;
    copy_numbers(&s, false);
    free_network(&s);
    examples_split_free(&all);
}

static void judge_racer(void)
{
    Names *names = names_load("datasets/names.txt");
    Split all = examples_split(names, CONTEXT);
    Recipe size = {.n_embd = racer.n_embd, .n_hidden = racer.n_hidden};
    Rng rng;
    if (size.n_embd < 1 || size.n_hidden < 1 || parameters_of(size.n_embd, size.n_hidden) > budget.parameters)
        wrong("the recipe", "n_embd %d and n_hidden %d are not within the budget", size.n_embd, size.n_hidden);
    rng_seed(&rng, 42);
    Small s = small_new(&params, &size, &rng);
    copy_numbers(&s, true);
    tape_reset();
    racer.loss = tensor_item(small_loss(&s, all.test.x, all.test.y, HIDDEN, false));
    free_network(&s);
    examples_split_free(&all);
    names_free(names);
}

static void must_gain(double gain)
{
    experiment_is_done();
    double loss = racer.loss;
    const char *verdict = "better than the lecture's recipe", *input = "the race, judged on hidden names";
    bool enough = loss <= LECTURE - gain; // false for NaN
    saw("whether it gains enough", sizeof enough, &enough);
    if (enough)
        return;
    if (!isfinite(loss))
        wrong(input, "the loss is no longer a number: is the rate too high?");
    if (loss > 3.4)
        wrong(input, "the loss is %.4g, worse than guessing (3.2958): is the rate too high?", loss);
    if (loss > 3.2)
        wrong(input, "the loss is %.4f, that of guessing: does update() move the parameters?", loss);
    if (loss > LECTURE - 0.02)
        verdict = "no better than the lecture's recipe";
    wrong(input, "the loss is %.4f, %s; %.3f would be enough", loss, verdict, LECTURE - gain);
}

START_TEST(recipe_keeps_the_rules)
{
    Split all = known_names(), data = {all.train, all.dev, {0}};
    Recipe r = my_recipe(&data, budget);
    check_rules(&r, &data);
    saw("that the rules are kept", 0, NULL);
    examples_split_free(&all);
}
END_TEST

START_TEST(recipe_beats_the_lecture)
{
    must_gain(0.02);
}
END_TEST

START_TEST(recipe_beats_it_clearly)
{
    must_gain(0.04);
}
END_TEST

START_TEST(recipe_beats_it_by_far)
{
    must_gain(0.06);
}
END_TEST

void lesson_suite(void)
{
    exercise("1-flatten-consecutive", flatten_pairs, THEN, flatten_takes_the_gradient_back, flatten_everything, NULL);
    exercise("2-batchnorm", norm_of_a_batch, THEN, norm_of_a_batch_of_sequences, THEN, norm_gradients,
             norm_moves_the_running_statistics, norm_in_evaluation, NULL);
    exercise("3-causal-pairs", pairs_of_two_sequences, THEN, pairs_longer_than_the_sequence, THEN,
             convolutions_are_the_tree, pairs_backward_adds, THEN, convolution_agrees_with_torch, NULL);
    experiment("4-beat", train_racer, judge_racer, &racer, sizeof racer);
    exercise("4-beat", recipe_keeps_the_rules, recipe_beats_the_lecture, recipe_beats_it_clearly,
             recipe_beats_it_by_far, NULL);
}
