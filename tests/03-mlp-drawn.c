/*
 * Drawn cases for lesson 03's exercises (tests/drawn.h); 3.6 trains a network of the learner's own
 * choice, for which there is nothing to draw. What is right is worked out in double, from the formulas.
 */
#include "03-mlp.h"
#include "drawn-numbers.h"

// ---- 3.1 ----

START_TEST(dataset_of_drawn_names)
{
    enum { NAMES = 4, LONGEST = 6, MOST = NAMES * (LONGEST + 1), WIDEST = 5 };
    static char letters[NAMES][LONGEST + 1], *pointers[NAMES];
    static int X[MOST * WIDEST], Y[MOST];
    static double x[MOST * WIDEST], y[MOST], right_x[MOST * WIDEST], right_y[MOST];
    begin(_i);
    int context = between(2, WIDEST), n = 0;
    for (int i = 0; i < NAMES; i++) {
        int length = between(1, LONGEST);
        for (int c = 0; c < length; c++)
            letters[i][c] = (char)('a' + between(0, V - 2));
        letters[i][length] = '\0';
        pointers[i] = letters[i];
    }
    Names names = {NAMES, pointers};
    int yours = build_dataset(&names, context, NULL, NULL);
    build_dataset(&names, context, X, Y);
    for (int i = 0; i < NAMES; i++)
        for (int c = 0; c <= (int)strlen(letters[i]); c++, n++) {
            for (int p = 0; p < context; p++)
                right_x[n * context + p] = c - context + p < 0 ? 0 : stoi(letters[i][c - context + p]);
            right_y[n] = letters[i][c] ? stoi(letters[i][c]) : 0;
        }
    for (int i = 0; i < n * context; i++)
        x[i] = X[i];
    for (int i = 0; i < n; i++)
        y[i] = Y[i];
    name_case("%s %s %s %s, context %d", letters[0], letters[1], letters[2], letters[3], context);
    expect_int(title, yours, n, NULL);
    expect_table(title, places("i place", n, context), x, right_x, 0, NULL);
    expect_table("their Y", places("i", n), y, right_y, 0, NULL);
}
END_TEST

// ---- 3.2 ----

START_TEST(embed_drawn_rows)
{
    enum { IDS = 9, WIDTH = 4 };
    static real C[V][WIDTH], demb[IDS][WIDTH], dC[V][WIDTH], emb[IDS][WIDTH], before_C[V][WIDTH],
        before_demb[IDS][WIDTH];
    static double yours[V * WIDTH], right[V * WIDTH], yours_emb[IDS * WIDTH], right_emb[IDS * WIDTH];
    int ids[IDS], before[IDS];
    begin(_i);
    for (int i = 0; i < IDS; i++)
        ids[i] = before[i] = between(0, 3) * 7; // some of them twice
    draw(V * WIDTH, 2, C[0]), draw(IDS * WIDTH, 2, demb[0]);
    memcpy(before_C, C, sizeof C), memcpy(before_demb, demb, sizeof demb);
    for (int i = 0; i < V * WIDTH; i++)
        dC[i / WIDTH][i % WIDTH] = 0.5;
    embed_forward(IDS, ids, WIDTH, C, emb);
    embed_backward(IDS, ids, WIDTH, demb, dC);
    for (int i = 0; i < V * WIDTH; i++)
        right[i] = 0.5;
    for (int i = 0; i < IDS * WIDTH; i++) {
        int id = before[i / WIDTH];
        right_emb[i] = (double)before_C[id][i % WIDTH];
        right[id * WIDTH + i % WIDTH] += (double)before_demb[i / WIDTH][i % WIDTH];
    }
    to_doubles(V * WIDTH, dC[0], yours), to_doubles(IDS * WIDTH, emb[0], yours_emb);
    expect_table("rows of C that were drawn", places("i c", IDS, WIDTH), yours_emb, right_emb, 1e-6, NULL);
    expect_table("their dC, which was 0.5 everywhere", places("id c", V, WIDTH), yours, right, 1e-5, NULL);
}
END_TEST

// ---- 3.3 ----

START_TEST(cross_entropy_of_drawn_logits)
{
    enum { MOST = 12 };
    static real logits[MOST][V], dlogits[MOST][V];
    static double before[MOST * V], yours[MOST * V], right[MOST * V];
    int ys[MOST];
    begin(_i);
    int n = between(2, MOST);
    double dloss = 0.25 * between(1, 8), right_loss = 0;
    draw(n * V, _i ? 300 : 4, logits[0]);
    to_doubles(n * V, logits[0], before);
    for (int i = 0; i < n; i++)
        ys[i] = between(0, V - 1);
    draw(n * V, 1, dlogits[0]);
    to_doubles(n * V, dlogits[0], right); // what was there before stays
    double loss = cross_entropy(n, logits, ys);
    cross_entropy_backward(n, logits, ys, (real)dloss, dlogits);
    for (int i = 0; i < n; i++) {
        double max = -INFINITY, sum = 0;
        for (int c = 0; c < V; c++)
            max = fmax(max, before[i * V + c]);
        for (int c = 0; c < V; c++)
            sum += exp(before[i * V + c] - max);
        right_loss += (max + log(sum) - before[i * V + ys[i]]) / n;
        for (int c = 0; c < V; c++)
            right[i * V + c] += dloss / n * (exp(before[i * V + c] - max) / sum - (c == ys[i]));
    }
    to_doubles(n * V, dlogits[0], yours);
    name_case("%d rows of logits that were drawn, dloss = %g, dlogits held something before", n, dloss);
    expect_number(title, loss, right_loss, 1e-5, NULL);
    expect_table(title, places("i c", n, V), yours, right, 1e-5, NULL);
}
END_TEST

// ---- 3.4 ----

static double called[64], slope_of_loss, breaks_at;
static int calls;

static double drawn_step(double rate)
{
    if (calls < 64)
        called[calls] = rate;
    calls++;
    return rate > breaks_at ? INFINITY : 3 + slope_of_loss * rate;
}

START_TEST(rates_of_a_drawn_sweep)
{
    enum { MOST = 120 };
    double rates[MOST] = {0}, losses[MOST] = {0}, right[MOST], valley[MOST], dropped[MOST];
    begin(_i);
    int n = between(3, 20), m = between(60, MOST), bottom = between(25, m - 26);
    double low = 0.001 * between(1, 9), high = 0.1 * between(1, 9);
    slope_of_loss = 1 + rng_random(&rng), breaks_at = INFINITY;
    calls = 0;
    int kept = sweep(drawn_step, n, low, high, rates, losses), whole = calls, lasts = between(1, n - 1);
    for (int i = 0; i < m; i++) {
        valley[i] = 1 + i;
        dropped[i] = 2 + 0.01 * (i - bottom) * (i - bottom);
    }
    dropped[bottom < m / 2 ? m - 1 : 0] = -5; // one easy minibatch
    double picked = pick_rate(m, valley, dropped);
    for (int i = 0; i < n; i++)
        right[i] = low * pow(high / low, i / (n - 1.0));
    name_case("n = %d, low = %g, high = %g", n, low, high);
    expect_int(title, kept, n, NULL);
    expect_int("how often step was called", whole, n, NULL);
    expect_table("what step was called with", places("i", n), called, right, 1e-6, NULL);
    expect_table("rates", places("i", n), rates, right, 1e-6, NULL);
    for (int i = 0; i < n; i++)
        right[i] = 3 + slope_of_loss * right[i];
    expect_table("losses", places("i", n), losses, right, 1e-6, NULL);
    expect_number("the bottom of a valley that was drawn, with one easy minibatch", picked, 1 + bottom, 1e-9, NULL);
    breaks_at = low * pow(high / low, (lasts - 0.5) / (n - 1));
    expect_int("how many losses were finite before one was infinite", sweep(drawn_step, n, low, high, rates, losses),
               lasts, NULL);
}
END_TEST

// ---- 3.5 ----

// A network of drawn size: how near its first loss is to log 27, and how many of its tensors then move.
START_TEST(calm_init_of_a_drawn_network)
{
    enum { N = 200, TENSORS = 5 };
    static int X[N * CONTEXT], Y[N];
    begin(_i);
    int width = between(4, 12), hidden = between(20, 80), moved = 0;
    MLP net = mlp_new(width, hidden, &rng);
    for (int i = 0; i < N * CONTEXT; i++)
        X[i] = between(0, V - 1);
    for (int i = 0; i < N; i++)
        Y[i] = between(0, V - 1);
    double uniform = uniform_loss();
    calm_init(&net);
    tape_reset();
    Tensor *loss = mlp_loss(&net, N, X, Y);
    params_zero_grad(&net.params);
    tensor_backward(loss);
    for (int t = 0; t < TENSORS; t++) {
        bool moves = false;
        for (size_t k = 0; k < net.params.tensor[t]->size; k++)
            moves |= net.params.tensor[t]->grad[k] != 0;
        moved += moves;
    }
    name_case("a network of width %d, hidden %d", width, hidden);
    expect_number("uniform_loss()", uniform, 3.295836866, 1e-6, NULL);
    expect_number(title, tensor_item(loss), 3.295836866, 0.05 / 3.295836866, NULL);
    saw("how near it is, whatever the function changed", 0, NULL);
    expect_int("how many of its tensors have a gradient", moved, TENSORS, NULL);
    params_free(&net.params);
}
END_TEST

// ---- 3.7 ----

START_TEST(direct_with_drawn_numbers)
{
    enum { PARTS = 6 };
    static double x[8 * 6], yours[8 * V], right[8 * V], part[PARTS][16 * V];
    begin(_i);
    int n = between(2, 8), hidden = between(3, 16), in = 6;
    Shape shape[PARTS] = {SHAPE(n, in), SHAPE(in, hidden), SHAPE(hidden), SHAPE(hidden, V), SHAPE(V), SHAPE(in, V)};
    Params p = {0};
    for (int k = 0; k < PARTS; k++) {
        params_randn(&p, "drawn", shape[k], &rng, 0.7);
        to_doubles((int)p.tensor[k]->size, p.tensor[k]->data, part[k]);
    }
    memcpy(x, part[0], sizeof(double) * (size_t)(n * in));
    tape_reset();
    Tensor *const *t = p.tensor;
    Tensor *logits = direct_logits(t[0], t[1], t[2], t[3], t[4], t[5]);
    if (!shape_equal(logits->shape, SHAPE(n, V)))
        wrong("numbers that were drawn", "the result is %s", shape_text(logits->shape));
    to_doubles(n * V, logits->data, yours);
    for (int i = 0; i < n; i++)
        for (int v = 0; v < V; v++) {
            double sum = part[4][v];
            for (int k = 0; k < in; k++)
                sum += x[i * in + k] * part[5][k * V + v];
            for (int j = 0; j < hidden; j++) {
                double pre = part[2][j];
                for (int k = 0; k < in; k++)
                    pre += x[i * in + k] * part[1][k * hidden + j];
                sum += tanh(pre) * part[3][j * V + v];
            }
            right[i * V + v] = sum;
        }
    name_case("%d rows, %d hidden, numbers that were drawn", n, hidden);
    expect_table(title, places("i v", n, V), yours, right, 1e-5, NULL);
    params_free(&p);
}
END_TEST

void lesson_drawn(void)
{
    drawn("1-dataset", dataset_of_drawn_names, NULL);
    drawn("2-embed", embed_drawn_rows, NULL);
    drawn("3-cross-entropy", cross_entropy_of_drawn_logits, NULL);
    drawn("4-rate", rates_of_a_drawn_sweep, NULL);
    drawn("5-init", calm_init_of_a_drawn_network, NULL);
    drawn("7-direct", direct_with_drawn_numbers, NULL);
}
