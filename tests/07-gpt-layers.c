/* The tests of lesson 07, continued: 7.3 the mask, 7.4 LayerNorm, 7.5 a block. */
#define TORCH_SAYS "tests/07-gpt.txt"

#include "07-gpt.h"
#include "suite-torch.h"

void suite_of_layers(void); // 07-gpt.c calls it

// ---- 7.3 the mask ----

enum { MT = 4, MN = MT * MT };

START_TEST(mask_hides_the_future)
{
    static double right[MN], zero[MN], diagonal[MN], past[MN], plus[MN], untouched[MN], ahead[MN], turned[MN], all[MN],
        uncopied[MN];
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
        ahead[i] = s <= t + 1 ? value : -INFINITY;
        turned[i] = s <= t ? s * MT + t + 1 : -INFINITY;
        all[i] = value;
        uncopied[i] = s <= t ? 99 : -INFINITY;
    }
    Guess guesses[] = {
        {zero, "a 0 hides nothing: softmax turns it into e^0 = 1; write -INFINITY"},
        {diagonal, "a position may look at itself: the diagonal stays"},
        {past, "you hid the past: s > t is the future, above the diagonal"},
        {plus, "minus infinity: e^-infinity is 0, and e^infinity swallows all the rest"},
        {untouched, "write -INFINITY where s > t: out may hold anything when you get it"},
        {ahead, "each position sees one too far, s = t + 1: all s > t are the future"},
        {turned, "a is transposed: out[t][s] is a[t][s]"},
        {uncopied, "copy a where s <= t: out may hold anything when you get it"},
        {all, "nothing is hidden: write -INFINITY where s > t"},
        {0},
    };
    causal_mask(MT, a, out);
    if (isfinite((double)out[0][1]) && out[0][1] < -16)
        wrong("a (4, 4) = 1 ... 16", "out[0][1] is %g: write -INFINITY, no number is small enough for every a",
              (double)out[0][1]);
    expect_table("a (4, 4) = 1 ... 16", places("t s", MT, MT), doubles(out[0], MN), right, 0, guesses);
}
END_TEST

START_TEST(mask_backward_adds)
{
    static double right[MN], all[MN], set[MN], diagonal[MN], ahead[MN], minus[MN], future[MN], upper[MN];
    real dout[MT][MT], da[MT][MT];
    for (int i = 0; i < MN; i++) {
        dout[i / MT][i % MT] = (real)(i + 1);
        da[i / MT][i % MT] = 10;
        right[i] = i % MT <= i / MT ? 11 + i : 10;
        set[i] = i % MT <= i / MT ? 1 + i : 10;
        all[i] = 11 + i;
        diagonal[i] = i % MT < i / MT ? 11 + i : 10;
        ahead[i] = i % MT <= i / MT + 1 ? 11 + i : 10;
        minus[i] = i % MT <= i / MT ? 9 - i : 10;
        future[i] = i % MT > i / MT ? 11 + i : 10;
        upper[i] = i % MT >= i / MT ? 11 + i : 10;
    }
    double cleared[MN];
    for (int i = 0; i < MN; i++)
        cleared[i] = right[i] - 10;
    static const char gone[] = "what da held before is gone: add, with +=";
    Guess guesses[] = {{all, "nothing goes back to what was hidden: out is a constant there"},
                       {ahead, "one too far: out[t][t + 1] is a constant, and nothing goes back from there"},
                       {minus, "the sign is wrong: where out is a copy of a, the slope passes unchanged"},
                       {future, "that is the other triangle: what was copied has s <= t"},
                       {upper, "that is the other triangle: what was copied has s <= t"},
                       {diagonal, "the diagonal was copied, so its slope goes back too: s <= t"},
                       {set, gone},
                       {cleared, gone},
                       {0}};
    causal_mask_backward(MT, dout, da);
    expect_table("dout (4, 4) = 1 ... 16, da all 10 before", places("t s", MT, MT), doubles(da[0], MN), right, 0,
                 guesses);
}
END_TEST

// ---- 7.4 LayerNorm ----

enum { LN = 4, LC = 5, LL = LN * LC };

typedef struct Norm {
    bool carry, no_division, by_rows, by_less, eps_outside, no_eps, no_root, no_gain, columns; // mistakes forward,
    bool sum_mean, bias_first, not_centred, no_bias, absolute, raw_squares, row_gain;
    bool no_mean, no_var, early, sums, no_std; // and backward:
    bool plus, plus_mean, plus_var, no_xhat, std_twice;
    double eps; // if not 1e-5
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
        double d = 0, dot = 0, divide = how.no_division ? 1 : how.by_rows ? LN : how.by_less ? n - 1 : n;
        if (c == 0 || how.columns)
            mean = how.carry ? mean : 0, var = how.carry ? var : 0;
        for (int j = 0; (c == 0 || how.columns) && j < n; j++)
            mean += (double)(how.columns ? l.x[j][c] : l.x[row][j]) / (how.sum_mean ? 1 : how.by_rows ? LN : n);
        for (int j = 0; (c == 0 || how.columns) && j < n; j++) {
            double value = (double)(how.columns ? l.x[j][c] : l.x[row][j]) - (how.raw_squares ? 0 : mean);
            var += (how.absolute ? fabs(value) : value * value) / divide;
        }
        double eps = how.eps > 0 ? how.eps : 1e-5;
        double std = how.no_eps ? sqrt(var) : how.eps_outside ? sqrt(var) + eps : sqrt(var + eps);
        double xhat = ((double)l.x[row][c] - (how.not_centred ? 0 : mean)) / (how.no_root ? std * std : std);
        double gain = how.no_gain ? 1 : (double)l.gain[how.row_gain ? row : c];
        double bias = how.no_bias ? 0 : (double)l.bias[how.row_gain ? row : c];
        out[i] = how.bias_first ? (xhat + bias) * gain : xhat * gain + bias;
        for (int j = 0; j < LC; j++) {
            double dxhat = (double)l.dout[row][j] * (how.early ? 1 : (double)l.gain[j]);
            d += how.no_mean ? 0 : dxhat / LC;
            dot += how.no_var ? 0 : dxhat * ((double)l.x[row][j] - mean) / std / (how.by_less ? n - 1 : n);
        }
        double minus = (how.plus || how.plus_mean ? -d : d) +
                       (how.plus || how.plus_var ? -1 : 1) * (how.no_xhat ? 1 : xhat) * dot;
        dx[i] = ((double)l.dout[row][c] * (how.early ? 1 : (double)l.gain[c]) - (how.sums ? LC : 1) * minus) /
                (how.no_std      ? 1
                 : how.std_twice ? std * std
                                 : std);
    }
}

static const char by_less[] = "the variance divides by C, not by C - 1, in LayerNorm";

START_TEST(norm_of_one_row)
{
    real x[1][4] = {{1, 2, 3, 6}}, gain[] = {1, 1, 1, 1}, bias[4] = {0}, out[1][4];
    static const double right[] = {-1.069045, -0.5345225, 0, 1.603567}, less[] = {-0.9258201, -0.4629100, 0, 1.388730};
    layer_norm(1, 4, x, gain, bias, out);
    Guess guesses[] = {{less, by_less}, {0}};
    expect_table("a row 1 2 3 6, gain 1, bias 0", places("c", 4), doubles(out[0], 4), right, 1e-5, guesses);
}
END_TEST

START_TEST(norm_agrees_with_torch)
{
    static const char other_eps[] = "eps is 1e-5 here, and yours another (it shows in rows of small numbers)";
    static const struct {
        Norm how;
        const char *sentence;
    } known[] = {
        {{.by_less = true}, by_less},
        {{.eps_outside = true}, "eps belongs under the root: sqrt(var + eps), not sqrt(var) + eps"},
        {{.no_eps = true}, "eps is missing: sqrt(var + 1e-5) (it shows in rows of small numbers)"},
        {{.no_root = true}, "divide by the standard deviation, the root of the variance"},
        {{.no_gain = true}, "the gain is missing"},
        {{.no_bias = true}, "the bias is missing"},
        {{.bias_first = true}, "first times the gain, then plus the bias: gain * xhat + bias"},
        {{.not_centred = true}, "the mean is not subtracted: xhat = (x - mean) / sqrt(var + 1e-5)"},
        {{.columns = true},
         "over a row, not over a column: each of the n rows has its own mean (BatchNorm is over columns)"},
        {{.carry = true}, "mean and variance must start at 0 in every row: yours begin with what the row before left"},
        {{.no_division = true}, "the variance is a mean: divide the sum of squares by C"},
        {{.sum_mean = true}, "the mean is not divided by C: that is the sum of the row"},
        {{.sum_mean = true, .no_division = true}, "neither mean nor variance is divided by C: those are sums"},
        {{.by_rows = true}, "a row has C numbers: divide by C, not by n"},
        {{.absolute = true}, "the variance is the mean of squares, (x - mean)^2, not of distances"},
        {{.raw_squares = true}, "the variance is the mean of (x - mean)^2, not of x^2"},
        {{.row_gain = true}, "gain and bias belong to the columns: gain[c] and bias[c], not gain[i]"},
        {{.eps = 1e-3}, other_eps},
        {{.eps = 1e-6}, other_eps},
        {{.eps = 1e-8}, other_eps},
    };
    static double out[COUNT(known)][LL], unused[LL];
    Guess guesses[COUNT(known) + 1] = {{0}};
    norm_setup();
    for (int i = 0; i < COUNT(known); i++) {
        plain_norm(known[i].how, out[i], unused);
        guesses[i] = (Guess){out[i], known[i].sentence};
    }
    layer_norm(LN, LC, l.x, l.gain, l.bias, l.out);
    expect_table("4 rows of 5, of the sizes 1, 100, 0.01 and 0.001, against PyTorch", places("i c", LN, LC),
                 doubles(l.out[0], LL), torch_says("norm_out", LL), 2e-5, guesses);
}
END_TEST

START_TEST(norm_backward_by_x)
{
    static const char minus[] = "the signs are wrong: dxhat minus its mean, minus xhat times the mean of dxhat * xhat";
    static const struct {
        Norm how;
        const char *sentence;
    } known[] = {
        {{.no_mean = true, .no_var = true},
         "mean and variance depend on x too, and so a part of the slope goes through them"},
        {{.no_mean = true}, "the mean depends on x too: subtract the mean of dxhat"},
        {{.no_var = true}, "the variance depends on x too: subtract xhat times the mean of dxhat * xhat"},
        {{.early = true}, "on its way to x the gradient passes the gain: dxhat = dout * gain"},
        {{.by_less = true}, by_less},
        {{.no_eps = true}, "eps is missing: sqrt(var + 1e-5) (it shows in rows of small numbers)"},
        {{.sums = true}, "what is subtracted are means over the row: divide the sums by C"},
        {{.no_std = true}, "divide by sqrt(var + 1e-5): forward did, and so does the slope on its way back"},
        {{.plus = true}, minus},
        {{.plus_mean = true}, "the sign is wrong: subtract the mean of dxhat"},
        {{.plus_var = true}, "the sign is wrong: subtract xhat times the mean of dxhat * xhat"},
        {{.std_twice = true}, "divide by sqrt(var + 1e-5) once, not by its square"},
        {{.early = true, .no_mean = true, .no_var = true, .no_std = true},
         "that is dout itself: it passes the gain, the division by sqrt(var + 1e-5), and mean and variance"},
        {{.no_xhat = true}, "the mean of dxhat * xhat must be multiplied by xhat before it is subtracted"},
    };
    enum { KNOWN = COUNT(known) };
    static double dx[KNOWN + 1][LL], right[LL], unused[LL];
    Guess guesses[KNOWN + 3] = {{0}};
    norm_setup();
    for (int i = 0; i < LL; i++) {
        right[i] = torch_says("norm_dx", LL)[i] + 10;
        dx[KNOWN][i] = 10 - torch_says("norm_dx", LL)[i];
    }
    for (int i = 0; i < KNOWN; i++) {
        plain_norm(known[i].how, unused, dx[i]);
        for (int j = 0; j < LL; j++)
            dx[i][j] += 10;
        guesses[i] = (Guess){dx[i], known[i].sentence};
    }
    guesses[KNOWN] = (Guess){torch_says("norm_dx", LL), "what dx held before is gone: add, with +="};
    guesses[KNOWN + 1] = (Guess){dx[KNOWN], "the sign is wrong: add, do not subtract"};
    layer_norm_backward(LN, LC, l.x, l.gain, l.dout, l.dx, l.dgain, l.dbias);
    expect_table("dx of 4 rows of 5, all 10 before, against PyTorch", places("i c", LN, LC), doubles(l.dx[0], LL),
                 right, 2e-5, guesses);
}
END_TEST

START_TEST(norm_backward_by_gain_and_bias)
{
    static double xhat[LL], unused[LL], gain_by[6][LC], bias_by[4][LC];
    const double *torch_gain = torch_says("norm_dgain", LC), *torch_bias = torch_says("norm_dbias", LC);
    norm_setup();
    plain_norm((Norm){.no_gain = true, .no_bias = true}, xhat, unused);
    for (int c = 0; c < LC; c++) {
        double of_x = 0, gain = (double)l.gain[c];
        for (int i = 0; i < LN; i++)
            of_x += (double)l.dout[i][c] * (double)l.x[i][c];
        const double g[6] = {torch_gain[c] + 20,        (double)l.dout[LN - 1][c] * xhat[LL - LC + c],
                             torch_bias[c] + 20,        of_x + 20,
                             gain * torch_gain[c] + 20, 20 - torch_gain[c]};
        const double b[4] = {torch_bias[c] + 30, (double)l.dout[LN - 1][c], gain * torch_bias[c] + 30,
                             30 - torch_bias[c]};
        for (int i = 0; i < 6; i++)
            gain_by[i][c] = g[i];
        for (int i = 0; i < 4; i++)
            bias_by[i][c] = b[i];
    }
    static const char sign[] = "the sign is wrong: add, do not subtract";
    Guess of_gain[] = {{gain_by[1], "only the last row is left in dgain: add the rows up, with +="},
                       {gain_by[2], "the gain multiplies xhat, so its slope is dout * xhat, not dout"},
                       {gain_by[3], "the gain multiplies xhat, so its slope is dout * xhat, not dout * x"},
                       {gain_by[4], "the gain's slope is dout * xhat: dxhat has the gain in it"},
                       {gain_by[5], sign},
                       {torch_gain, "what dgain held before is gone: add, with +="},
                       {0}};
    Guess of_bias[] = {{bias_by[1], "only the last row is left in dbias: add the rows up, with +="},
                       {bias_by[2], "the bias is added after the gain: its slope is dout, without the gain"},
                       {bias_by[3], sign},
                       {torch_bias, "what dbias held before is gone: add, with +="},
                       {0}};
    layer_norm_backward(LN, LC, l.x, l.gain, l.dout, l.dx, l.dgain, l.dbias);
    expect_table("dgain of 4 rows of 5, all 20 before", places("c", LC), doubles(l.dgain, LC), gain_by[0], 2e-5,
                 of_gain);
    expect_table("dbias of 4 rows of 5, all 30 before", places("c", LC), doubles(l.dbias, LC), bias_by[0], 2e-5,
                 of_bias);
}
END_TEST

// ---- 7.5 a block ----

enum { BB = 2, BT = 4, BC = 6, BN = BB * BT * BC };

static struct {
    Block b;
    Tensor *x, *w;
} k;

static void block_setup(void) // as in 07-gpt-reference.py
{
    k.x = sine(2, 0.7, SHAPE(BB, BT, BC)), k.w = sine(1, 1.3, SHAPE(BB, BT, BC));
    k.b = (Block){.heads = 2, .activate = tensor_relu};
    k.b.ln1 = (LayerNorm){sine(1, 0.9, SHAPE(BC)), sine(0.5, 1.9, SHAPE(BC))};
    k.b.ln2 = (LayerNorm){sine(1, 1.5, SHAPE(BC)), sine(0.5, 2.5, SHAPE(BC))};
    k.b.qkv = (Linear){sine(1, 1.1, SHAPE(BC, 3 * BC)), NULL};
    k.b.proj = (Linear){sine(1, 2.3, SHAPE(BC, BC)), sine(0.3, 0.8, SHAPE(BC))};
    k.b.fc = (Linear){sine(1, 1.7, SHAPE(BC, 4 * BC)), sine(0.3, 0.6, SHAPE(4 * BC))};
    k.b.out = (Linear){sine(1, 2.9, SHAPE(4 * BC, BC)), sine(0.3, 0.4, SHAPE(BC))};
    tape_reset();
}

// What communicate and compute do to x, with or without a norm before.
static Tensor *talk(const LayerNorm *norm, Tensor *x)
{
    return communicate(&k.b, norm ? layernorm_forward(norm, x) : x);
}

static Tensor *think(const LayerNorm *norm, Tensor *x)
{
    return compute(&k.b, norm ? layernorm_forward(norm, x) : x);
}

START_TEST(block_agrees_with_torch)
{
    block_setup();
    const LayerNorm *n1 = &k.b.ln1, *n2 = &k.b.ln2;
    Tensor *x = k.x, *right = tensor_add(x, talk(n1, x)), *bare = talk(n1, x), *mute = tensor_add(x, talk(NULL, x));
    Tensor *thought = tensor_add(x, think(n2, x)), *post = layernorm_forward(n1, mute);
    Tensor *after = tensor_add(x, layernorm_forward(n1, talk(NULL, x))), *first = layernorm_forward(n1, x);
    Tensor *thought_first = tensor_add(x, think(n1, x));
    Tensor *on_norm = tensor_add(first, talk(NULL, first)), *second = layernorm_forward(n2, on_norm);
    Tensor *yours = block(&k.b, x);
    expect_shape("x (2, 4, 6), two heads", yours, x->shape, NULL);
    static const char lost[] = "x itself is lost: add what communicate and compute make to it";
    const struct {
        Tensor *is;
        const char *sentence;
    } known[] = {
        {think(n2, bare), lost},
        {tensor_add(bare, think(n2, bare)), "x itself is lost in the first half: add what communicate makes to it"},
        {think(n2, right), "x itself is lost in the second half: add what compute makes to it"},
        {layernorm_forward(n2, tensor_add(post, think(NULL, post))),
         "that is the order of the paper of 2017, the norm after the sum; here (and in the "
         "lecture) it comes before communicate and compute, and x stays as it is"},
        {tensor_add(after, layernorm_forward(n2, think(NULL, after))),
         "normalise what goes in to communicate and compute, not what comes out"},
        {tensor_add(right, think(n2, x)), "the second half has not heard the first: it starts from the new x"},
        {tensor_add(second, think(NULL, second)), "it is added to the normalised x; add it to x as it was"},
        {tensor_add(right, think(n1, right)), "ln1 in both halves: the second has a LayerNorm of its own, ln2"},
        {tensor_add(tensor_add(x, talk(n2, x)), think(n2, tensor_add(x, talk(n2, x)))), "ln2 in both halves"},
        {tensor_add(thought, talk(n1, thought)), "compute comes after communicate: first listen, then think"},
        {tensor_add(thought_first, talk(n2, thought_first)),
         "compute comes after communicate: first listen, then think"},
        {tensor_add(x, think(n2, right)),
         "the second sum starts from the x of before: add to what the first half made"},
        {tensor_add(mute, think(n2, mute)), "ln1 is missing: communicate gets the normalised x"},
        {tensor_add(right, think(NULL, right)), "ln2 is missing: compute gets the normalised x"},
        {tensor_add(right, talk(n2, right)), "the second half calls compute, not communicate again"},
        {tensor_add(right, talk(n1, right)), "the second half calls compute with ln2, not communicate with ln1 again"},
        {tensor_add(x, think(n2, talk(n1, x))),
         "each half has a sum of its own: x + communicate(...), then that + compute(...)"},
        {tensor_add(right, right), "compute is missing in the second half: x is added to itself"},
        {tensor_add(mute, think(NULL, mute)), "nothing is normalised: ln1 and ln2 are missing"},
        {right, "where is the second half, compute?"},
        {thought, "where is the first half, communicate?"},
        {tensor_add(tensor_add(x, talk(n2, x)), think(n1, tensor_add(x, talk(n2, x)))), "ln1 and ln2 are exchanged"},
    };
    static double values[COUNT(known)][BN];
    Guess guesses[COUNT(known) + 1] = {{0}};
    for (int i = 0; i < COUNT(known); i++) {
        memcpy(values[i], doubles(known[i].is->data, BN), sizeof values[i]);
        guesses[i] = (Guess){values[i], known[i].sentence};
    }
    expect_table("x (2, 4, 6), two heads, against PyTorch", places("b t c", BB, BT, BC), doubles(yours->data, BN),
                 torch_says("block_out", BN), 2e-5, guesses);
    params_free(&params);
}
END_TEST

START_TEST(block_gradients)
{
    block_setup();
    Tensor *yours = block(&k.b, k.x);
    expect_shape("x (2, 4, 6), two heads", yours, k.x->shape, NULL);
    tensor_backward(tensor_sum_all(tensor_mul(yours, k.w)));
    expect_grad("the gradient by x (2, 4, 6)", k.x, "b t c", "block_dx");
    expect_grad("the gradient by qkv's weight (6, 18)", k.b.qkv.weight, "i j", "block_dqkv");
    expect_grad("the gradient by proj's weight (6, 6)", k.b.proj.weight, "i j", "block_dproj");
    expect_grad("the gradient by fc's weight (6, 24)", k.b.fc.weight, "i j", "block_dfc");
    expect_grad("the gradient by out's weight (24, 6)", k.b.out.weight, "i j", "block_dout");
    expect_grad("the gradient by ln1's gamma (6)", k.b.ln1.gamma, "c", "block_dgamma1");
    expect_grad("the gradient by ln1's beta (6)", k.b.ln1.beta, "c", "block_dbeta1");
    expect_grad("the gradient by ln2's gamma (6)", k.b.ln2.gamma, "c", "block_dgamma2");
    expect_grad("the gradient by ln2's beta (6)", k.b.ln2.beta, "c", "block_dbeta2");
    params_free(&params);
}
END_TEST

void suite_of_layers(void)
{
    exercise("3-mask", mask_hides_the_future, mask_backward_adds, NULL);
    exercise("4-layernorm", norm_agrees_with_torch, THEN, norm_of_one_row, norm_backward_by_x,
             norm_backward_by_gain_and_bias, NULL);
    exercise("5-block", block_agrees_with_torch, THEN, block_gradients, NULL);
}
