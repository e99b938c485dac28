/*
 * The tests of lesson 07's exercises. Expectations are worked out by hand, by plain loops in double, or by
 * PyTorch (07-gpt.txt, made by 07-gpt-reference.py), never by the solutions. Here are 7.1, 7.2 and 7.7; 7.3 to
 * 7.5 are in 07-gpt-layers.c, and 7.6, 7.8, 7.9 and 7.10 in 07-gpt-use.c.
 */
#define TORCH_SAYS "tests/07-gpt.txt"

#include "07-gpt.h"
#include "suite-torch.h"

void suite_of_layers(void); // in 07-gpt-layers.c
void suite_of_use(void);    // in 07-gpt-use.c

static const char cut[] = "no gradient comes back to x: make the result of x by the library's ops; what is "
                          "copied from ->data, or detached, has forgotten where it came from";

// ---- 7.1 the mean of the past ----

enum { AB = 2, AT = 5, AC = 3, AN = AB * AT * AC };

typedef enum { PAST, BEFORE, BEFORE_BY_T, NAN_FIRST, EVERYTHING, BY_T, SUM, FIRST, ONES, FUTURE, OWN, WAYS } Way;

static double average_weight(Way way, int b, int t, int s)
{
    switch (way) {
    case BEFORE:
        return s < t ? 1.0 / (t + 1) : 0;
    case BEFORE_BY_T:
        return s < t ? 1.0 / t : 0;
    case NAN_FIRST:
        return t == 0 ? NAN : s < t ? 1.0 / t : 0;
    case EVERYTHING:
        return 1.0 / AT;
    case BY_T:
        return s <= t ? 1.0 / AT : 0;
    case SUM:
        return s <= t;
    case FIRST:
        return b == 0 && s <= t ? 1.0 / (t + 1) : 0;
    case ONES:
        return exp(s <= t) / (exp(1) * (t + 1) + AT - 1 - t);
    case FUTURE:
        return s >= t ? 1.0 / (AT - t) : 0;
    case OWN:
        return s == t;
    default:
        return s <= t ? 1.0 / (t + 1) : 0;
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
    expect_table(input, places("b t c", AB, AT, AC), doubles(yours, AN), torch_says("average_out", AN), 1e-5, guesses);
}

START_TEST(average_by_loops)
{
    real small[6], out[AN];
    Tensor *x = sine(1, 0.7, SHAPE(AB, AT, AC));
    average_loops(AB, AT, AC, x->data, out);
    expect_average("average_loops of x (2, 5, 3)", x->data, out);
    params_free(&params);
    average_loops(1, 3, 2, (real[]){2, 7, 6, 4, 1, 1}, small);
    expect_table("x (1, 3, 2) = [2 7] [6 4] [1 1]", places("t c", 3, 2), doubles(small, 6),
                 (double[]){2, 7, 4, 5.5, 3, 4}, 1e-5, NULL);
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
    expect_grad("the gradient of sum(w * result) by x", x, "b t c", "average_dx");
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

static void times(int n, const Tensor *x, const Tensor *W, int from, int to,
                  double *out) // x @ W[:, from:to]
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
    expect_shape(input, yours, SHAPE(HB, HT, SIZE),
                 "the last dimension is that of the values, which are x Wv; if "
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
        "the scores are divided by the root of C, the width of x; it must be the size of the head, "
        "the columns "
        "of Wk (gpt.py of the lecture has C there)",
        "divide the scores by the root of the size, not by the size",
        not_hidden,
        "queries and keys are exchanged: row t of the scores is what t's query asks of all keys, q "
        "k^T",
        "softmax is missing: the scores themselves were taken for weights",
        "softmax is missing, and so is the mask",
        "hide the future before softmax: after it, the weights that are left do not add up to 1",
        "what comes back are the keys: the weights belong to the values",
        "what comes back are the queries: the weights belong to the values",
        "multiplied by the root of the size: divide",
        "the scores are divided by the root of T; it must be the size of the head, the columns of "
        "Wk",
    };
    Guess guesses[13] = {{0}};
    for (int i = 0; i < 12; i++) {
        attend(HB, HT, 1, SIZE, q, k, i == 8 ? k : i == 9 ? q : v, how[i], out[i]);
        guesses[i] = (Guess){out[i], sentence[i]};
    }
    for (int i = 0; i < HN; i++)
        if (!isfinite((double)yours->data[i]))
            wrong(input, "something infinite comes out: softmax is missing, which makes a weight "
                         "of 0 of -infinity");
    expect_table(input, places("b t c", HB, HT, SIZE), doubles(yours->data, HN), torch_says("head_out", HN), 1e-5,
                 guesses);
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
    expect_table("one position alone: x Wv", places("c", 3), doubles(yours->data, 3), value, 1e-5, NULL);
    params_free(&params);
}
END_TEST

START_TEST(head_gradients)
{
    Tensor *yours = your_head("x (2, 5, 6), matrices (6, 4)");
    if (!yours->needs_grad)
        wrong("x (2, 5, 6), matrices (6, 4)", "%s", cut);
    tensor_backward(tensor_sum_all(tensor_mul(yours, h.w)));
    expect_grad("the gradient by Wk (6, 4)", h.Wk, "i j", "head_dWk");
    expect_grad("the gradient by Wq (6, 4)", h.Wq, "i j", "head_dWq");
    expect_grad("the gradient by Wv (6, 4)", h.Wv, "i j", "head_dWv");
    expect_grad("the gradient by x (2, 5, 6)", h.x, "b t c", "head_dx");
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
    misread(out[8], true, out[0]);         // a view there, a view back
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
        {out[1], "swap the axes back: what comes out is (B, heads, T, size), and a view of it to "
                 "(B, T, C) mixes "
                 "heads and positions"},
        {out[2], "the scores are divided by the root of C; it must be the root of C / heads, the "
                 "size of a head"},
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
    expect_table(input, places("b t c", ALL_B, ALL_T, ALL_C), doubles(yours->data, ALL_N),
                 torch_says("heads_out", ALL_N), 1e-5, guesses);
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
    expect_table("x (2, 5, 6), one head", places("b t c", HB, HT, HC), doubles(yours->data, HB * HT * HC), out, 1e-5,
                 NULL);
    Tensor *one = heads_at_once(tensor_view(x, SHAPE(HB * HT, 1, HC)), W, 3);
    expect_shape("x (10, 1, 6), three heads", one, SHAPE(HB * HT, 1, HC), NULL);
    expect_table("one position alone: its values", places("b t c", HB * HT, 1, HC), doubles(one->data, HB * HT * HC), v,
                 1e-5, NULL);
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
    expect_grad("the gradient by W (12, 36)", W, "i j", "heads_dW");
    expect_grad("the gradient by x (2, 5, 12)", x, "b t c", "heads_dx");
    params_free(&params);
}
END_TEST

void lesson_suite(void)
{
    exercise("1-average-past", average_by_loops, average_by_matmul, average_by_softmax, NULL);
    exercise("2-head", head_agrees_with_torch, head_of_one_position, head_gradients, NULL);
    exercise("7-heads", heads_agree_with_torch, heads_one_and_one_position, heads_gradients, NULL);
    suite_of_layers();
    suite_of_use();
}
