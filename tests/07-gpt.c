/*
 * The tests of lesson 07's exercises. Expectations are worked out by hand, by plain loops in double, or by
 * PyTorch (07-gpt.txt, made by 07-gpt-reference.py), never by the solutions. Here are 7.1, 7.2 and 7.10; 7.3 to
 * 7.5 are in 07-gpt-layers.c, 7.6, 7.7 and 7.9 in 07-gpt-whole.c, and 7.8, 7.11, 7.12 and 7.13 in 07-gpt-use.c.
 */
#define TORCH_SAYS "tests/07-gpt.txt"

#include "07-gpt.h"
#include "suite-torch.h"

void suite_of_layers(void); // in 07-gpt-layers.c
void suite_of_whole(void);  // in 07-gpt-whole.c
void suite_of_use(void);    // in 07-gpt-use.c

static const char cut[] = "no gradient comes back to x: compute the result from x with the library's ops; "
                          "what is copied from ->data, or detached, has forgotten where it came from";

// ---- 7.1 the mean of the past ----

enum { AB = 2, AT = 5, AC = 3, AN = AB * AT * AC };

typedef enum {
    PAST,
    BEFORE,
    BEFORE_BY_T,
    NAN_FIRST,
    EVERYTHING,
    WINDOW,
    BY_T,
    SUM,
    FIRST,
    ONES,
    FUTURE,
    OWN,
    INTEGERS,
    TURNED,
    ONE_AHEAD,
    ONE_AHEAD_MEAN,
    NO_B,
    NOT_CLEARED,
    WAYS
} Way;

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
    case WINDOW:
        return 1.0 / (t + 1);
    case INTEGERS:
        return s <= t ? 1 / (t + 1) : 0;
    case TURNED:
        return s >= t ? 1.0 / (s + 1) : 0;
    case ONE_AHEAD:
        return s <= t + 1 ? 1.0 / (t + 1) : 0;
    case ONE_AHEAD_MEAN:
        return s <= t + 1 ? 1.0 / (t + 2 < AT ? t + 2 : AT) : 0;
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
    static const char ahead[] = "each position sees one too far, t + 1: the past ends at s = t";
    static const char *const sentence[WAYS] = {
        [BEFORE] = itself,
        [BEFORE_BY_T] = itself,
        [NAN_FIRST] = "a row of nothing but -infinity (or nothing over nothing) has no mean: position t may "
                      "look at itself, also the first",
        [EVERYTHING] = "the future is in it: every position has the mean of all T",
        [WINDOW] = "the future is in it: all T positions are added up; stop at s = t",
        [INTEGERS] = "1 / (t + 1) of whole numbers is 0 in C from t = 1 on: write 1.0 / (t + 1)",
        [TURNED] = "the weights are transposed: row t holds 1 / (t + 1) in the columns s = 0 ... t",
        [ONE_AHEAD] = ahead,
        [ONE_AHEAD_MEAN] = ahead,
        [NO_B] = "every example reads the first one: position s of example b begins at x[(b * T + s) * C]",
        [NOT_CLEARED] = "out may hold anything when you get it: start each sum at 0",
        [BY_T] = "divide by t + 1, as many as were added, not by T",
        [SUM] = "that is the sum, not the mean: divide by t + 1",
        [FIRST] = "only the first example has weights: fill all B of them",
        [ONES] = "e^0 is 1, not 0: what softmax is to ignore must be -infinity",
        [FUTURE] = "that is the mean of the future: s <= t, not s >= t",
        [OWN] = "every position got its own number back: take the mean over s = 0 ... t",
    };
    static double out[WAYS][AN];
    Guess guesses[WAYS] = {{0}};
    for (int way = 0; way < WAYS; way++) {
        for (int i = 0; i < AN; i++) {
            int b = i / (AT * AC), t = i / AC % AT, c = i % AC;
            out[way][i] = way == NOT_CLEARED ? 99 : 0;
            for (int s = 0; s < AT; s++)
                out[way][i] += average_weight((Way)way, b, t, s) * x[((way == NO_B ? 0 : b) * AT + s) * AC + c];
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
    for (int i = 0; i < AN; i++)
        out[i] = 99;
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
            wrong(input, "softmax is missing: it turns -infinity into a weight of 0");
    expect_average(input, x->data, yours->data);
    if (!yours->needs_grad)
        wrong(input, "%s", cut);
    if (ops("matmul") == 0 || ops(op) == 0)
        wrong(input, "the numbers are right, but were not made with tensor_%s", ops("matmul") ? op : "matmul");
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

// ---- 7.2 one head, 7.10 all heads ----

// Attention in plain loops and doubles. q, k, v (B, T, heads size), head beside head. All but scale is a mistake.
typedef struct Attend {
    double scale;
    int ahead;        // how many positions of the future are seen
    bool future;      // no mask
    bool exchanged;   // k q^T
    bool raw;         // no softmax
    bool late;        // the mask, with zeros, after softmax
    bool twice;       // softmax of softmax
    bool scaled_late; // the scale after softmax
    bool columns;     // softmax over t, not over s
    bool turned;      // the weights transposed
} Attend;

enum { ATTEND_T = 8 };

// weight[t][s] of one head of one text
static void attend_weights(int T, int stride, int size, const double *q, const double *k, Attend how,
                           double weight[ATTEND_T][ATTEND_T])
{
    for (int t = 0; t < T; t++)
        for (int s = 0; s < T; s++) {
            double dot = 0;
            for (int j = 0; j < size; j++)
                dot += how.exchanged ? q[s * stride + j] * k[t * stride + j] : q[t * stride + j] * k[s * stride + j];
            dot *= how.scaled_late ? 1 : how.scale;
            bool seen = s <= t + how.ahead || how.future;
            weight[t][s] = !seen && !how.late ? 0 : how.raw ? dot : exp(dot);
        }
    for (int pass = 0; pass < (how.raw ? 0 : how.twice ? 2 : 1); pass++)
        for (int t = 0; t < T; t++) {
            double total = 0;
            for (int s = 0; s < T; s++) {
                double *w = how.columns ? &weight[s][t] : &weight[t][s];
                total += *w = pass ? exp(*w) : *w;
            }
            for (int s = 0; s < T; s++)
                *(how.columns ? &weight[s][t] : &weight[t][s]) /= total;
        }
    for (int t = 0; t < T; t++)
        for (int s = 0; s < T; s++)
            weight[t][s] *= (how.scaled_late ? how.scale : 1) * (how.late && s > t ? 0 : 1);
}

static void attend(int B, int T, int heads, int size, const double *q, const double *k, const double *v, Attend how,
                   double *out)
{
    int C = heads * size;
    for (int i = 0; i < B * heads; i++) {
        double weight[ATTEND_T][ATTEND_T];
        int at = i / heads * T * C + i % heads * size;
        attend_weights(T, C, size, q + at, k + at, how, weight);
        for (int t = 0; t < T; t++)
            for (int j = 0; j < size; j++) {
                out[at + t * C + j] = 0;
                for (int s = 0; s < T; s++)
                    out[at + t * C + j] += (how.turned ? weight[s][t] : weight[t][s]) * v[at + s * C + j];
            }
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
static const char one_ahead[] = "the mask lets each position see one too far, s = t + 1: only s <= t may be seen";
static const char no_softmax[] = "softmax is missing: the scores themselves were taken for weights";
static const char twice[] = "softmax is applied twice: after the first, the scores are weights already";
static const char scaled_late[] = "scale the scores before softmax: scaled weights no longer add up to 1";
static const char columns[] = "softmax goes over s, the last dimension: the weights of a row t add up to 1";
static const char turned[] = "the weights are transposed: row t of the result is the sum over s of wei[t][s] v[s]";
static const char late[] = "hide the future before softmax: after it, the weights that are left do not add up to 1";
static const char integers[] = "every score is 0: 1 / size of whole numbers is 0 in C, write 1 / sqrt(size)";
static const char by_values[] = "keys and values are exchanged: scores are q k^T, and the weights belong to the values";

// What is infinite or not a number in a result (B, T, N) made of attention says where the mask went wrong.
static void expect_finite(const char *input, const Tensor *yours)
{
    int T = yours->shape.dim[1], N = yours->shape.dim[2];
    bool any = false, only_first = true;
    for (size_t i = 0; i < yours->size; i++)
        if (!isfinite((double)yours->data[i])) {
            any = true;
            only_first &= i / (size_t)N % (size_t)T == 0;
        }
    if (any && ops("softmax") == 0)
        wrong(input, "something infinite comes out: softmax is missing, which turns -infinity into a weight of 0");
    if (any && only_first)
        wrong(input, "position 0 is not a number: a position may look at itself, or the first sees nothing but "
                     "-infinity; the diagonal is not hidden");
    if (any)
        wrong(input, "something infinite comes out: hide the future before softmax, which turns -infinity "
                     "into a weight of 0");
}

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
                 "the last dimension is that of the values, x Wv; if it is C, x itself was weighted");
    return yours;
}

// What comes out by the known mistakes.
static struct {
    int count;
    double out[32][MOST];
    Guess guesses[33];
} known;

// One of them: attention of q, k and v in some way, in `heads` heads of `size`.
static void known_as(int heads, int size, const double *q, const double *k, const double *v, Attend how,
                     const char *sentence)
{
    double *out = known.out[known.count];
    attend(HB, HT, heads, size, q, k, v, how, out);
    known.guesses[known.count++] = (Guess){out, sentence};
    ck_assert_msg(known.count < COUNT(known.guesses), "too many guesses");
}

static void in_one_head(const double *q, const double *k, const double *v, Attend how, const char *sentence)
{
    known_as(1, SIZE, q, k, v, how, sentence);
}

static void head_guesses(const double *q, const double *k, const double *v)
{
    const double right = 0.5; // 1 / sqrt(4)
    in_one_head(q, k, v, (Attend){.scale = 1}, no_scale);
    in_one_head(q, k, v, (Attend){.scale = 1 / sqrt(HC)},
                "the scores are divided by the root of C, the width of x; it must be the size of the head, the columns "
                "of Wk (gpt.py of the lecture has C there)");
    in_one_head(q, k, v, (Attend){.scale = 0.25}, "divide the scores by the root of the size, not by the size");
    in_one_head(q, k, v, (Attend){.scale = 2}, "multiplied by the root of the size: divide");
    in_one_head(q, k, v, (Attend){.scale = 1 / sqrt(HT)},
                "the scores are divided by the root of T; it must be the size of the head, the columns of Wk");
    in_one_head(q, k, v, (Attend){.scale = 0}, integers);
    in_one_head(q, k, v, (Attend){.scale = right, .future = true}, not_hidden);
    in_one_head(q, k, v, (Attend){.scale = 1, .future = true},
                "the future is not hidden, and the scores are not divided by the root of the size");
    in_one_head(q, k, v, (Attend){.scale = right, .ahead = 1}, one_ahead);
    in_one_head(q, k, v, (Attend){.scale = right, .exchanged = true},
                "queries and keys are exchanged: row t of the scores is what t's query asks of all keys, q k^T");
    in_one_head(q, k, v, (Attend){.scale = right, .raw = true}, no_softmax);
    in_one_head(q, k, v, (Attend){.scale = right, .raw = true, .future = true},
                "softmax is missing, and so is the mask");
    in_one_head(q, k, v, (Attend){.scale = right, .late = true}, late);
    in_one_head(q, k, v, (Attend){.scale = right, .twice = true}, twice);
    in_one_head(q, k, v, (Attend){.scale = right, .scaled_late = true}, scaled_late);
    in_one_head(q, k, v, (Attend){.scale = right, .columns = true}, columns);
    in_one_head(q, k, v, (Attend){.scale = right, .turned = true}, turned);
    in_one_head(q, k, k, (Attend){.scale = right}, "what comes back are the keys: the weights belong to the values");
    in_one_head(q, k, q, (Attend){.scale = right}, "what comes back are the queries: the weights belong to the values");
    in_one_head(q, v, k, (Attend){.scale = right}, by_values);
    in_one_head(q, v, v, (Attend){.scale = right}, "the values were taken for the keys: scores are q k^T");
    in_one_head(k, k, v, (Attend){.scale = right}, "the keys were taken for the queries: scores are q k^T");
    in_one_head(q, q, v, (Attend){.scale = right}, "the queries were taken for the keys: scores are q k^T");
    in_one_head(q, k, v, (Attend){.scale = right}, "the values are added once more: a head returns wei v alone");
    for (int i = 0; i < HN; i++)
        known.out[known.count - 1][i] += v[i];
}

START_TEST(head_agrees_with_torch)
{
    static double k[HN], q[HN], v[HN];
    const char *input = "x (2, 5, 6), matrices (6, 4), against PyTorch";
    Tensor *yours = your_head(input);
    times(HB * HT, h.x, h.Wk, 0, SIZE, k);
    times(HB * HT, h.x, h.Wq, 0, SIZE, q);
    times(HB * HT, h.x, h.Wv, 0, SIZE, v);
    head_guesses(q, k, v);
    expect_finite(input, yours);
    expect_table(input, places("b t c", HB, HT, SIZE), doubles(yours->data, HN), torch_says("head_out", HN), 1e-5,
                 known.guesses);
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

enum { ALL_B = HB, ALL_T = HT, ALL_C = 12, HEADS = 6, ALL_N = ALL_B * ALL_T * ALL_C };

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
    if (ops("matmul") + ops("linear") > HEADS)
        wrong(input, "%d products for %d heads: that is a loop over the heads; all heads at once need three",
              ops("matmul") + ops("linear"), HEADS);
}

// x W in three parts: queries, keys and values of all heads; and the same, misread in two ways.
static struct {
    double right[3][ALL_N];
    double viewed[3][ALL_N]; // (B, T, C) taken for (B, heads, T, size)
    double turns[3][ALL_N];  // the columns taken for q, k, v of the first head, then of the second, ...
} parts;

static void split_in_parts(const Tensor *x, const Tensor *W)
{
    for (int i = 0; i < 3; i++) {
        times(ALL_B * ALL_T, x, W, i * ALL_C, (i + 1) * ALL_C, parts.right[i]);
        misread(parts.right[i], false, parts.viewed[i]);
    }
    for (int i = 0; i < 3 * ALL_N; i++) {
        int column = i % (3 * ALL_C), row = i / (3 * ALL_C), size = ALL_C / HEADS;
        parts.turns[column / size % 3][row * ALL_C + column / (3 * size) * size + column % size] =
            parts.right[column / ALL_C][row * ALL_C + column % ALL_C];
    }
}

static void in_six_heads(Attend how, const char *sentence)
{
    known_as(HEADS, ALL_C / HEADS, parts.right[0], parts.right[1], parts.right[2], how, sentence);
}

// Moves what the last guess has as if (B, heads, T, size) were (B, T, C).
static void and_misread(void)
{
    static double copy[ALL_N];
    memcpy(copy, known.out[known.count - 1], sizeof copy);
    misread(copy, true, known.out[known.count - 1]);
}

static void guesses_of_shape(Attend right)
{
    static const char view[] = "a view mixes positions and heads: (B, T, C) is (B, T, heads, size) in memory; view "
                               "that, then tensor_swap_axes 1 and 2";
    static const char no_swap[] =
        "heads look at heads, not positions at positions: the view is (B, T, heads, size), and "
        "tensor_swap_axes 1 and 2 makes (B, heads, T, size) of it";
    static const char order[] = "W holds the queries first, then the keys, then the values";
    const double *q = parts.right[0], *k = parts.right[1], *v = parts.right[2];
    int size = ALL_C / HEADS;
    for (int swapped_back = 0; swapped_back < 2; swapped_back++) {
        known_as(HEADS, size, parts.viewed[0], parts.viewed[1], parts.viewed[2], right, view);
        if (!swapped_back)
            and_misread();
    }
    in_six_heads(right,
                 "swap the axes back: what comes out is (B, heads, T, size), and a view of it to (B, T, C) mixes "
                 "heads and positions");
    and_misread();
    known_as(HEADS, size, k, q, v, right, "W holds the queries first, then the keys: scores are q k^T");
    known_as(HEADS, size, q, v, k, right, order);
    known_as(HEADS, size, v, k, q, right, order);
    known_as(HEADS, size, parts.turns[0], parts.turns[1], parts.turns[2], right,
             "W holds the queries of all heads, then all keys, then all values; yours takes them head by head");
    known_as(size, HEADS, q, k, v, right, "heads and size are exchanged: the view is (B, T, heads, size)");
    known_as(1, ALL_C, q, k, v, (Attend){.scale = 1 / sqrt(ALL_C)}, "that is one head of width C, not several");
    // without a swap, each position is a text whose letters are its heads; with a swap back the result is mixed too
    for (int swapped_back = 0; swapped_back < 2; swapped_back++) {
        in_six_heads(right, no_swap);
        attend(ALL_B * ALL_T, HEADS, 1, size, q, k, v, right, known.out[known.count - 1]);
        if (swapped_back)
            and_misread();
    }
}

START_TEST(heads_agree_with_torch)
{
    const char *input = "x (2, 5, 12), W (12, 36), 6 heads, against PyTorch";
    const double half = sqrt(0.5); // a head has the size 2
    Tensor *x = sine(2, 0.7, SHAPE(ALL_B, ALL_T, ALL_C)), *W = sine(1, 1.1, SHAPE(ALL_C, 3 * ALL_C));
    tape_reset();
    split_in_parts(x, W);
    guesses_of_shape((Attend){.scale = half});
    in_six_heads((Attend){.scale = 1 / sqrt(ALL_C)},
                 "the scores are divided by the root of C; it must be the root of C / heads, the size of a head");
    in_six_heads(
        (Attend){.scale = 1 / sqrt(HEADS)},
        "the scores are divided by the root of the number of heads; it must be the root of C / heads, their size");
    in_six_heads((Attend){.scale = 0.5}, "divide the scores by the root of the size of a head, not by the size");
    in_six_heads((Attend){.scale = 1}, no_scale);
    in_six_heads((Attend){.scale = 0}, integers);
    in_six_heads((Attend){.scale = half, .future = true}, not_hidden);
    in_six_heads((Attend){.scale = half, .ahead = 1}, one_ahead);
    in_six_heads((Attend){.scale = half, .late = true}, late);
    in_six_heads((Attend){.scale = half, .twice = true}, twice);
    in_six_heads((Attend){.scale = half, .scaled_late = true}, scaled_late);
    in_six_heads((Attend){.scale = half, .columns = true}, columns);
    in_six_heads((Attend){.scale = half, .turned = true}, turned);
    in_six_heads((Attend){.scale = half, .raw = true}, no_softmax);
    in_six_heads((Attend){.scale = half, .raw = true, .future = true}, "softmax is missing, and so is the mask");
    Tensor *yours = heads_at_once(x, W, HEADS);
    expect_shape(input, yours, x->shape, "the heads side by side are C wide again");
    expect_finite(input, yours);
    expect_table(input, places("b t c", ALL_B, ALL_T, ALL_C), doubles(yours->data, ALL_N),
                 torch_says("heads_out", ALL_N), 1e-5, known.guesses);
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
    exercise("2-head", head_agrees_with_torch, THEN, head_of_one_position, THEN, head_gradients, NULL);
    exercise("10-heads", heads_agree_with_torch, THEN, heads_one_and_one_position, THEN, heads_gradients, NULL);
    suite_of_layers();
    suite_of_whole();
    suite_of_use();
}
