/*
 * The tests of lesson 07's exercises. Expectations are worked out by hand, by plain loops in double, or by
 * PyTorch (07-gpt.txt, made by 07-gpt-reference.py), never by the solutions. The others are in
 * 07-gpt-more.c: 7.5, 7.6, 7.8, 7.9 and 7.10.
 */
#define TORCH_SAYS "tests/07-gpt.txt"

#include "07-gpt.h"
#include "suite-torch.h"

void lesson_suite_more(void); // in 07-gpt-more.c

static const char cut[] = "no gradient comes back to x: make the result of x by the library's ops; what is "
                          "copied from ->data, or detached, has forgotten where it came from";

// ---- 7.1 the mean of the past ----

enum { AB = 2, AT = 5, AC = 3, AN = AB * AT * AC };

typedef enum { PAST, BEFORE, BEFORE_BY_T, NAN_FIRST, EVERYTHING, BY_T, SUM, FIRST, ONES, FUTURE, OWN, WAYS } Way;

static double average_weight(Way way, int b, int t, int s)
{
    switch (way) {
    case BEFORE: return s < t ? 1.0 / (t + 1) : 0;
    case BEFORE_BY_T: return s < t ? 1.0 / t : 0;
    case NAN_FIRST: return t == 0 ? NAN : s < t ? 1.0 / t : 0;
    case EVERYTHING: return 1.0 / AT;
    case BY_T: return s <= t ? 1.0 / AT : 0;
    case SUM: return s <= t;
    case FIRST: return b == 0 && s <= t ? 1.0 / (t + 1) : 0;
    case ONES: return exp(s <= t) / (exp(1) * (t + 1) + AT - 1 - t);
    case FUTURE: return s >= t ? 1.0 / (AT - t) : 0;
    case OWN: return s == t;
    default: return s <= t ? 1.0 / (t + 1) : 0;
    }
}

static void expect_average(const char *input, const real *x, const real *yours)
{
    static const char itself[] = "position t counts itself: s goes from 0 to t, t included";
    static const char *const sentence[WAYS] = {
        [BEFORE] = itself,
        [BEFORE_BY_T] = itself,
        [NAN_FIRST] = "a row of nothing but -infinity (or nothing over nothing) has no mean: position t may "
                      "look at itself, also the first",
        [EVERYTHING] = "the future is in it: every position has the mean of all T",
        [BY_T] = "divide by t + 1, as many as were added, not by T",
        [SUM] = "that is the sum, not the mean: divide by t + 1",
        [FIRST] = "only the first example has weights: fill all B of them",
        [ONES] = "e^0 is 1, not 0: what softmax is to ignore must be -infinity",
        [FUTURE] = "that is the mean of the future: s <= t, not s >= t",
        [OWN] = "every position has its own number back: take the mean over s = 0 ... t",
    };
    static double out[WAYS][AN];
    Guess guesses[WAYS] = {{0}};
    for (int way = 0; way < WAYS; way++) {
        for (int i = 0; i < AN; i++) {
            int b = i / (AT * AC), t = i / AC % AT, c = i % AC;
            out[way][i] = 0;
            for (int s = 0; s < AT; s++)
                out[way][i] += average_weight((Way)way, b, t, s) * x[(b * AT + s) * AC + c];
        }
        if (way > 0)
            guesses[way - 1] = (Guess){out[way], sentence[way]};
    }
    expect_table(input, AB * AT, AC, doubles(yours, AN), torch_says("average_out", AN), 1e-5, guesses);
}

START_TEST(average_by_loops)
{
    real small[6], out[AN];
    Tensor *x = sine(1, 0.7, SHAPE(AB, AT, AC));
    average_loops(AB, AT, AC, x->data, out);
    expect_average("average_loops of x (2, 5, 3)", x->data, out);
    params_free(&params);
    average_loops(1, 3, 2, (real[]){2, 7, 6, 4, 1, 1}, small);
    expect_table("x (1, 3, 2) = [2 7] [6 4] [1 1]", 3, 2, doubles(small, 6), (double[]){2, 7, 4, 5.5, 3, 4}, 1e-5,
                 NULL);
}
END_TEST

static void average_case(const char *input, Tensor *average(Tensor *), const char *op)
{
    Tensor *x = sine(1, 0.7, SHAPE(AB, AT, AC)), *w = sine(1, 1.3, SHAPE(AB, AT, AC));
    tape_reset();
    Tensor *yours = average(x);
    expect_shape(input, yours, x->shape, NULL);
    for (int i = 0; i < AN && strcmp(op, "softmax") == 0; i++)
        if (!isfinite((double)yours->data[i]) && ops("softmax") == 0)
            wrong(input, "softmax is missing: it is what makes a weight of 0 of -infinity");
    expect_average(input, x->data, yours->data);
    if (!yours->needs_grad)
        wrong(input, "%s", cut);
    if (ops("matmul") == 0 || ops(op) == 0)
        wrong(input, "the numbers are right, but tensor_%s has no part in them", ops("matmul") ? op : "matmul");
    tensor_backward(tensor_sum_all(tensor_mul(yours, w)));
    expect_grad("the gradient of sum(w * result) by x", x, "average_dx");
    params_free(&params);
}

START_TEST(average_by_matmul)
{
    average_case("average_matmul of x (2, 5, 3)", average_matmul, "matmul");
}
END_TEST

START_TEST(average_by_softmax)
{
    average_case("average_softmax of x (2, 5, 3)", average_softmax, "softmax");
}
END_TEST

// ---- 7.2 one head, 7.7 all heads ----

// Attention in plain loops and doubles. q, k, v (B, T, heads size), head beside head.
typedef struct Attend {
    double scale;
    bool future, transposed, raw, late; // mistakes: no mask; k q^T; no softmax; the mask after it
} Attend;

static void attend(int B, int T, int heads, int size, const double *q, const double *k, const double *v, Attend how,
                   double *out)
{
    int C = heads * size;
    for (int i = 0; i < B * T * heads; i++) {
        int b = i / heads / T, t = i / heads % T, h = i % heads;
        double weight[16], total = 0, *to = out + (b * T + t) * C + h * size;
        for (int s = 0; s < T; s++) {
            const double *a = q + (b * T + (how.transposed ? s : t)) * C + h * size;
            const double *c = k + (b * T + (how.transposed ? t : s)) * C + h * size;
            double dot = 0;
            for (int j = 0; j < size; j++)
                dot += a[j] * c[j] * how.scale;
            bool seen = s <= t || how.future;
            total += seen || how.late ? exp(dot) : 0;
            weight[s] = !seen ? 0 : how.raw ? dot : exp(dot);
        }
        for (int j = 0; j < size; j++)
            to[j] = 0;
        for (int s = 0; s < T; s++)
            for (int j = 0; j < size; j++)
                to[j] += weight[s] / (how.raw ? 1 : total) * v[(b * T + s) * C + h * size + j];
    }
}

static void times(int n, const Tensor *x, const Tensor *W, int from, int to, double *out) // x @ W[:, from:to]
{
    int K = W->shape.dim[0], N = W->shape.dim[1];
    for (int i = 0; i < n; i++)
        for (int j = from; j < to; j++) {
            out[i * (to - from) + j - from] = 0;
            for (int a = 0; a < K; a++)
                out[i * (to - from) + j - from] += (double)x->data[i * K + a] * W->data[a * N + j];
        }
}

static const char no_scale[] = "the scores are not divided by the root of the size";
static const char not_hidden[] = "the future is not hidden: position t must not see s > t";

enum { HB = 2, HT = 5, HC = 6, SIZE = 4, HN = HB * HT * SIZE };

static struct {
    Tensor *x, *Wk, *Wq, *Wv, *w;
} h;

static Tensor *your_head(const char *input)
{
    h.x = sine(2, 0.7, SHAPE(HB, HT, HC)), h.Wk = sine(1, 1.1, SHAPE(HC, SIZE)), h.Wq = sine(1, 2.3, SHAPE(HC, SIZE));
    h.Wv = sine(1, 1.7, SHAPE(HC, SIZE)), h.w = sine(1, 1.3, SHAPE(HB, HT, SIZE));
    tape_reset();
    Tensor *yours = head(h.x, h.Wk, h.Wq, h.Wv);
    expect_shape(input, yours, SHAPE(HB, HT, SIZE), "the last dimension is that of the values, which are x Wv; if "
                                                    "that are C numbers, x itself was weighed");
    return yours;
}

START_TEST(head_agrees_with_torch)
{
    static double k[HN], q[HN], v[HN], out[13][HN];
    const char *input = "x (2, 5, 6), matrices (6, 4), against PyTorch";
    Tensor *yours = your_head(input);
    times(HB * HT, h.x, h.Wk, 0, SIZE, k);
    times(HB * HT, h.x, h.Wq, 0, SIZE, q);
    times(HB * HT, h.x, h.Wv, 0, SIZE, v);
    static const Attend how[] = {{.scale = 1},
                                 {.scale = 0.40824829},
                                 {.scale = 0.25},
                                 {.scale = 0.5, .future = true},
                                 {.scale = 0.5, .transposed = true},
                                 {.scale = 0.5, .raw = true},
                                 {.scale = 0.5, .raw = true, .future = true},
                                 {.scale = 0.5, .late = true},
                                 {.scale = 0.5},
                                 {.scale = 0.5},
                                 {.scale = 2},
                                 {.scale = 0.44721360}};
    static const char *const sentence[] = {
        no_scale,
        "the scores are divided by the root of C, the width of x; it must be the size of the head, the columns "
        "of Wk (gpt.py of the lecture has C there)",
        "divide the scores by the root of the size, not by the size",
        not_hidden,
        "queries and keys are exchanged: row t of the scores is what t's query asks of all keys, q k^T",
        "softmax is missing: the scores themselves were taken for weights",
        "softmax is missing, and so is the mask",
        "hide the future before softmax: after it, the weights that are left do not add up to 1",
        "what comes back are the keys: the weights belong to the values",
        "what comes back are the queries: the weights belong to the values",
        "multiplied by the root of the size: divide",
        "the scores are divided by the root of T; it must be the size of the head, the columns of Wk",
    };
    Guess guesses[13] = {{0}};
    for (int i = 0; i < 12; i++) {
        attend(HB, HT, 1, SIZE, q, k, i == 8 ? k : i == 9 ? q : v, how[i], out[i]);
        guesses[i] = (Guess){out[i], sentence[i]};
    }
    for (int i = 0; i < HN; i++)
        if (!isfinite((double)yours->data[i]))
            wrong(input, "something infinite comes out: softmax is missing, which makes a weight of 0 of -infinity");
    expect_table(input, HB * HT, SIZE, doubles(yours->data, HN), torch_says("head_out", HN), 1e-5, guesses);
    params_free(&params);
}
END_TEST

START_TEST(head_of_one_position)
{
    Tensor *x = sine(2, 0.7, SHAPE(1, 1, HC)), *Wk = sine(1, 1.1, SHAPE(HC, 3)), *Wv = sine(1, 1.7, SHAPE(HC, 3));
    double value[3];
    tape_reset();
    Tensor *yours = head(x, Wk, Wk, Wv);
    expect_shape("x (1, 1, 6), matrices (6, 3)", yours, SHAPE(1, 1, 3), NULL);
    times(1, x, Wv, 0, 3, value);
    expect_table("one position alone: x Wv", 1, 3, doubles(yours->data, 3), value, 1e-5, NULL);
    params_free(&params);
}
END_TEST

START_TEST(head_gradients)
{
    Tensor *yours = your_head("x (2, 5, 6), matrices (6, 4)");
    if (!yours->needs_grad)
        wrong("x (2, 5, 6), matrices (6, 4)", "%s", cut);
    tensor_backward(tensor_sum_all(tensor_mul(yours, h.w)));
    expect_grad("the gradient by Wk (6, 4)", h.Wk, "head_dWk");
    expect_grad("the gradient by Wq (6, 4)", h.Wq, "head_dWq");
    expect_grad("the gradient by Wv (6, 4)", h.Wv, "head_dWv");
    expect_grad("the gradient by x (2, 5, 6)", h.x, "head_dx");
    params_free(&params);
}
END_TEST

enum { ALL_B = 2, ALL_T = 5, ALL_C = 12, HEADS = 6, ALL_N = ALL_B * ALL_T * ALL_C };

// The numbers of (B, T, heads, size) read as if they were (B, heads, T, size), or, back, the other way.
static void misread(const double *from, bool back, double *to)
{
    int size = ALL_C / HEADS;
    for (int i = 0; i < ALL_N; i++) {
        int b = i / (ALL_T * ALL_C), t = i / ALL_C % ALL_T, hd = i / size % HEADS, j = i % size;
        int other = b * ALL_T * ALL_C + (hd * ALL_T + t) * size + j;
        to[back ? other : i] = from[back ? i : other];
    }
}

static void expect_written_at_once(const char *input)
{
    if (ops("attention"))
        wrong(input, "tensor_attention is what you are to write here, from small ops");
    if (ops("matmul") + ops("linear") > HEADS)
        wrong(input, "%d products for %d heads: that is a loop over the heads; all heads at once need three",
              ops("matmul") + ops("linear"), HEADS);
}

START_TEST(heads_agree_with_torch)
{
    static double q[ALL_N], k[ALL_N], v[ALL_N], viewed[3][ALL_N], out[10][ALL_N];
    const char *input = "x (2, 5, 12), W (12, 36), 6 heads, against PyTorch";
    double half = sqrt(0.5), right = half; // a head has the size 2
    Tensor *x = sine(2, 0.7, SHAPE(ALL_B, ALL_T, ALL_C)), *W = sine(1, 1.1, SHAPE(ALL_C, 3 * ALL_C));
    double *part[] = {q, k, v};
    tape_reset();
    for (int i = 0; i < 3; i++) {
        times(ALL_B * ALL_T, x, W, i * ALL_C, (i + 1) * ALL_C, part[i]);
        misread(part[i], false, viewed[i]);
    }
    attend(ALL_B, ALL_T, HEADS, 2, viewed[0], viewed[1], viewed[2], (Attend){.scale = right}, out[8]);
    misread(out[8], true, out[0]); // a view there, a view back
    memcpy(out[7], out[8], sizeof out[7]); // a view there, a swap back
    attend(ALL_B, ALL_T, HEADS, 2, q, k, v, (Attend){.scale = right}, out[8]);
    misread(out[8], true, out[1]);
    attend(ALL_B, ALL_T, HEADS, 2, q, k, v, (Attend){.scale = 1 / sqrt(ALL_C)}, out[2]);
    attend(ALL_B, ALL_T, HEADS, 2, q, k, v, (Attend){.scale = 1}, out[3]);
    attend(ALL_B, ALL_T, HEADS, 2, q, k, v, (Attend){.scale = right, .future = true}, out[4]);
    attend(ALL_B, ALL_T, HEADS, 2, k, q, v, (Attend){.scale = right}, out[5]);
    attend(ALL_B, ALL_T, 1, ALL_C, q, k, v, (Attend){.scale = 1 / sqrt(ALL_C)}, out[6]);
    attend(ALL_B, ALL_T, HEADS, 2, v, k, q, (Attend){.scale = right}, out[9]);
    static const char view[] = "a view mixes positions and heads: (B, T, C) is (B, T, heads, size) in memory; view "
                               "that, then tensor_swap_axes 1 and 2";
    Guess guesses[] = {
        {out[0], view},
        {out[1], "swap the axes back: what comes out is (B, heads, T, size), and a view of it to (B, T, C) mixes "
                 "heads and positions"},
        {out[2], "the scores are divided by the root of C; it must be the root of C / heads, the size of a head"},
        {out[3], no_scale},
        {out[4], not_hidden},
        {out[5], "W holds the queries first, then the keys: scores are q k^T"},
        {out[6], "that is one head of width C, not several"},
        {out[7], view},
        {out[9], "W holds the queries first, then the keys, then the values"},
        {0},
    };
    Tensor *yours = heads_at_once(x, W, HEADS);
    expect_shape(input, yours, x->shape, "the heads side by side are C wide again");
    expect_table(input, ALL_B * ALL_T, ALL_C, doubles(yours->data, ALL_N), torch_says("heads_out", ALL_N), 1e-5,
                 guesses);
    expect_written_at_once(input);
    params_free(&params);
}
END_TEST

START_TEST(heads_one_and_one_position)
{
    static double q[HB * HT * HC], k[HB * HT * HC], v[HB * HT * HC], out[HB * HT * HC];
    Tensor *x = sine(2, 0.7, SHAPE(HB, HT, HC)), *W = sine(1, 1.1, SHAPE(HC, 3 * HC));
    tape_reset();
    double *part[] = {q, k, v};
    for (int i = 0; i < 3; i++)
        times(HB * HT, x, W, i * HC, (i + 1) * HC, part[i]);
    attend(HB, HT, 1, HC, q, k, v, (Attend){.scale = 1 / sqrt(HC)}, out);
    Tensor *yours = heads_at_once(x, W, 1);
    expect_shape("x (2, 5, 6), one head", yours, x->shape, NULL);
    expect_table("x (2, 5, 6), one head", HB * HT, HC, doubles(yours->data, HB * HT * HC), out, 1e-5, NULL);
    Tensor *one = heads_at_once(tensor_view(x, SHAPE(HB * HT, 1, HC)), W, 3);
    expect_shape("x (10, 1, 6), three heads", one, SHAPE(HB * HT, 1, HC), NULL);
    expect_table("one position alone: its values", HB * HT, HC, doubles(one->data, HB * HT * HC), v, 1e-5, NULL);
    params_free(&params);
}
END_TEST

START_TEST(heads_gradients)
{
    const char *input = "x (2, 5, 12), W (12, 36), 6 heads";
    Tensor *x = sine(2, 0.7, SHAPE(ALL_B, ALL_T, ALL_C)), *W = sine(1, 1.1, SHAPE(ALL_C, 3 * ALL_C));
    Tensor *w = sine(1, 1.3, SHAPE(ALL_B, ALL_T, ALL_C));
    tape_reset();
    Tensor *yours = heads_at_once(x, W, HEADS);
    expect_shape(input, yours, x->shape, NULL);
    if (!yours->needs_grad)
        wrong(input, "%s", cut);
    expect_written_at_once(input);
    tensor_backward(tensor_sum_all(tensor_mul(yours, w)));
    expect_grad("the gradient by W (12, 36)", W, "heads_dW");
    expect_grad("the gradient by x (2, 5, 12)", x, "heads_dx");
    params_free(&params);
}
END_TEST

// ---- 7.3 LayerNorm ----

enum { LN = 4, LC = 5, LL = LN * LC };

typedef struct Norm {
    bool carry, no_division, by_less, eps_outside, no_eps, no_root, no_gain, columns; // mistakes of the forward pass
    bool no_mean, no_var, early, sums, no_std;                    // of the backward pass
} Norm;

static struct {
    real x[LN][LC], gain[LC], bias[LC], dout[LN][LC], out[LN][LC], dx[LN][LC], dgain[LC], dbias[LC];
} l;

static void norm_setup(void) // as in 07-gpt-reference.py
{
    static const double size[LN] = {1, 100, 0.01, 0.001};
    for (int i = 0; i < LL; i++) {
        l.x[i / LC][i % LC] = (real)(size[i / LC] * sin(0.7 * i));
        l.dout[i / LC][i % LC] = (real)sin(1.7 * i);
        l.dx[i / LC][i % LC] = 10;
    }
    for (int c = 0; c < LC; c++) {
        l.gain[c] = (real)sin(1.1 * c);
        l.bias[c] = (real)sin(1.3 * c);
        l.dgain[c] = 20;
        l.dbias[c] = 30;
    }
}

static void plain_norm(Norm how, double out[LL], double dx[LL])
{
    double mean = 0, var = 0; // of row i / LC
    for (int i = 0; i < LL; i++) {
        int row = i / LC, c = i % LC, n = how.columns ? LN : LC;
        double d = 0, dot = 0, divide = how.no_division ? 1 : how.by_less ? n - 1 : n;
        if (c == 0 || how.columns)
            mean = how.carry ? mean : 0, var = how.carry ? var : 0;
        for (int j = 0; (c == 0 || how.columns) && j < n; j++)
            mean += (double)(how.columns ? l.x[j][c] : l.x[row][j]) / n;
        for (int j = 0; (c == 0 || how.columns) && j < n; j++)
            var += pow((double)(how.columns ? l.x[j][c] : l.x[row][j]) - mean, 2) / divide;
        double std = how.no_eps ? sqrt(var) : how.eps_outside ? sqrt(var) + 1e-5 : sqrt(var + 1e-5);
        double xhat = ((double)l.x[row][c] - mean) / (how.no_root ? std * std : std);
        out[i] = xhat * (how.no_gain ? 1 : (double)l.gain[c]) + (double)l.bias[c];
        for (int j = 0; j < LC; j++) {
            double dxhat = (double)l.dout[row][j] * (how.early ? 1 : (double)l.gain[j]);
            d += how.no_mean ? 0 : dxhat / LC;
            dot += how.no_var ? 0 : dxhat * ((double)l.x[row][j] - mean) / std / (how.by_less ? n - 1 : n);
        }
        dx[i] = ((double)l.dout[row][c] * (how.early ? 1 : (double)l.gain[c]) - (how.sums ? LC : 1) * (d + xhat * dot)) /
                (how.no_std ? 1 : std);
    }
}

static const char by_less[] = "the variance divides by C, not by C - 1, in LayerNorm";

START_TEST(norm_of_one_row)
{
    real x[1][4] = {{1, 2, 3, 6}}, gain[] = {1, 1, 1, 1}, bias[4] = {0}, out[1][4];
    static const double right[] = {-1.069045, -0.5345225, 0, 1.603567}, less[] = {-0.9258201, -0.4629100, 0, 1.388730};
    layer_norm(1, 4, x, gain, bias, out);
    Guess guesses[] = {{less, by_less}, {0}};
    expect_table("a row 1 2 3 6, gain 1, bias 0", 1, 4, doubles(out[0], 4), right, 1e-5, guesses);
}
END_TEST

START_TEST(norm_agrees_with_torch)
{
    static double out[8][LL], unused[LL];
    norm_setup();
    static const Norm how[] = {{.by_less = true}, {.eps_outside = true}, {.no_eps = true},
                               {.no_root = true}, {.no_gain = true},     {.columns = true},
                               {.carry = true},   {.no_division = true}};
    static const char *const sentence[] = {
        by_less,
        "eps belongs under the root: sqrt(var + eps), not sqrt(var) + eps",
        "eps is missing: sqrt(var + 1e-5) (it shows in rows of small numbers)",
        "divide by the standard deviation, the root of the variance",
        "the gain is missing",
        "over a row, not over a column: each of the n rows has its own mean (BatchNorm is over columns)",
        "mean and variance must start at 0 in every row: yours begin with what the row before left",
        "the variance is a mean: divide the sum of squares by C",
    };
    Guess guesses[9] = {{0}};
    for (int i = 0; i < 8; i++) {
        plain_norm(how[i], out[i], unused);
        guesses[i] = (Guess){out[i], sentence[i]};
    }
    layer_norm(LN, LC, l.x, l.gain, l.bias, l.out);
    expect_table("4 rows of 5, of the sizes 1, 100, 0.01 and 0.001, against PyTorch", LN, LC, doubles(l.out[0], LL),
                 torch_says("norm_out", LL), 2e-5, guesses);
}
END_TEST

START_TEST(norm_backward_by_x)
{
    static double dx[8][LL], right[LL], unused[LL];
    static const Norm how[] = {{.no_mean = true, .no_var = true}, {.no_mean = true}, {.no_var = true},
                               {.early = true},                   {.by_less = true}, {.no_eps = true},
                               {.sums = true},                    {.no_std = true}};
    static const char *const sentence[] = {
        "mean and variance depend on x too, and so a part of the slope goes through them",
        "the mean depends on x too: subtract the mean of dxhat",
        "the variance depends on x too: subtract xhat times the mean of dxhat * xhat",
        "on its way to x the slope passes the gain: dxhat = dout * gain",
        by_less,
        "eps is missing: sqrt(var + 1e-5) (it shows in rows of small numbers)",
        "what is subtracted are means over the row: divide the sums by C",
        "divide by sqrt(var + 1e-5): forward did, and so does the slope on its way back",
    };
    Guess guesses[10] = {{0}};
    norm_setup();
    for (int i = 0; i < LL; i++)
        right[i] = torch_says("norm_dx", LL)[i] + 10;
    for (int i = 0; i < 8; i++) {
        plain_norm(how[i], unused, dx[i]);
        for (int j = 0; j < LL; j++)
            dx[i][j] += 10;
        guesses[i] = (Guess){dx[i], sentence[i]};
    }
    guesses[8] = (Guess){torch_says("norm_dx", LL), "what dx held before is gone: add, with +="};
    layer_norm_backward(LN, LC, l.x, l.gain, l.dout, l.dx, l.dgain, l.dbias);
    expect_table("dx of 4 rows of 5, all 10 before, against PyTorch", LN, LC, doubles(l.dx[0], LL), right, 2e-5,
                 guesses);
}
END_TEST

START_TEST(norm_backward_by_gain_and_bias)
{
    static double xhat[LL], unused[LL], dgain[4][LC], dbias[2][LC];
    const double *torch_gain = torch_says("norm_dgain", LC), *torch_bias = torch_says("norm_dbias", LC);
    norm_setup();
    plain_norm((Norm){.no_gain = true}, xhat, unused);
    for (int c = 0; c < LC; c++) {
        dgain[0][c] = torch_gain[c] + 20;
        dgain[1][c] = (double)l.dout[LN - 1][c] * (xhat[LL - LC + c] - (double)l.bias[c]);
        dgain[2][c] = torch_bias[c] + 20;
        dbias[0][c] = torch_bias[c] + 30;
        dbias[1][c] = (double)l.dout[LN - 1][c];
    }
    static const char last[] = "only the last row is left in dgain: add the rows up, with +=";
    Guess of_gain[] = {{dgain[1], last},
                       {dgain[2], "the gain multiplies xhat, so its slope is dout * xhat, not dout"},
                       {torch_gain, "what dgain held before is gone: add, with +="},
                       {0}};
    Guess of_bias[] = {{dbias[1], "only the last row is left in dbias: add the rows up, with +="},
                       {torch_bias, "what dbias held before is gone: add, with +="},
                       {0}};
    layer_norm_backward(LN, LC, l.x, l.gain, l.dout, l.dx, l.dgain, l.dbias);
    expect_table("dgain of 4 rows of 5, all 20 before", 1, LC, doubles(l.dgain, LC), dgain[0], 2e-5, of_gain);
    expect_table("dbias of 4 rows of 5, all 30 before", 1, LC, doubles(l.dbias, LC), dbias[0], 2e-5, of_bias);
}
END_TEST

// ---- 7.4 the mask ----

enum { MT = 4, MN = MT * MT };

START_TEST(mask_hides_the_future)
{
    static double right[MN], zero[MN], diagonal[MN], past[MN], plus[MN], untouched[MN];
    real a[MT][MT], out[MT][MT];
    for (int i = 0; i < MN; i++) {
        int t = i / MT, s = i % MT;
        double value = a[t][s] = (real)(i + 1);
        out[t][s] = 99;
        right[i] = s <= t ? value : -INFINITY;
        zero[i] = s <= t ? value : 0;
        diagonal[i] = s < t ? value : -INFINITY;
        past[i] = s >= t ? value : -INFINITY;
        plus[i] = s <= t ? value : INFINITY;
        untouched[i] = s <= t ? value : 99;
    }
    Guess guesses[] = {
        {zero, "a 0 hides nothing: softmax makes e^0 = 1 of it; write -INFINITY"},
        {diagonal, "a position may look at itself: the diagonal stays"},
        {past, "you hid the past: s > t is the future, above the diagonal"},
        {plus, "minus infinity: e^-infinity is 0, and e^infinity swallows all the rest"},
        {untouched, "write -INFINITY where s > t: out may hold anything when you get it"},
        {0},
    };
    causal_mask(MT, a, out);
    if (isfinite((double)out[0][1]) && out[0][1] < -16)
        wrong("a (4, 4) = 1 ... 16", "out[0][1] is %g: write -INFINITY, no number is small enough for every a",
              (double)out[0][1]);
    expect_table("a (4, 4) = 1 ... 16", MT, MT, doubles(out[0], MN), right, 0, guesses);
}
END_TEST

START_TEST(mask_backward_adds)
{
    static double right[MN], all[MN], set[MN], diagonal[MN];
    real dout[MT][MT], da[MT][MT];
    for (int i = 0; i < MN; i++) {
        dout[i / MT][i % MT] = (real)(i + 1);
        da[i / MT][i % MT] = 10;
        right[i] = i % MT <= i / MT ? 11 + i : 10;
        set[i] = i % MT <= i / MT ? 1 + i : 10;
        all[i] = 11 + i;
        diagonal[i] = i % MT < i / MT ? 11 + i : 10;
    }
    double cleared[MN];
    for (int i = 0; i < MN; i++)
        cleared[i] = right[i] - 10;
    static const char gone[] = "what da held before is gone: add, with +=";
    Guess guesses[] = {{all, "nothing goes back to what was hidden: out is a constant there"},
                       {diagonal, "the diagonal was copied, so its slope goes back too: s <= t"},
                       {set, gone},
                       {cleared, gone},
                       {0}};
    causal_mask_backward(MT, dout, da);
    expect_table("dout (4, 4) = 1 ... 16, da all 10 before", MT, MT, doubles(da[0], MN), right, 0, guesses);
}
END_TEST

void lesson_suite(void)
{
    exercise("1-average-past", average_by_loops, average_by_matmul, average_by_softmax, NULL);
    exercise("2-head", head_agrees_with_torch, head_of_one_position, head_gradients, NULL);
    exercise("3-layernorm", norm_of_one_row, norm_agrees_with_torch, norm_backward_by_x,
             norm_backward_by_gain_and_bias, NULL);
    exercise("4-mask", mask_hides_the_future, mask_backward_adds, NULL);
    exercise("7-heads", heads_agree_with_torch, heads_one_and_one_position, heads_gradients, NULL);
    lesson_suite_more();
}
