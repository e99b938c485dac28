/*
 * Drawn cases for lesson 06's exercises (tests/drawn.h). What is right is worked out in double, by loops over the formulas.
 */
#include "06-wavenet.h"
#include "drawn-tensors.h"

enum { MOST = 512 };

// ---- 6.1 ----

static void flatten_case(int groups, int n)
{
    static double right[MOST], weights[MOST];
    int B = between(2, 4), C = between(2, 4), T = groups * n;
    Tensor *x = drawn_param(SHAPE(B, T, C), 2), *w = tensor_zeros(SHAPE(B * T * C));
    draw(B * T * C, 2, w->data);
    to_doubles(B * T * C, w->data, weights), to_doubles(B * T * C, x->data, right);
    name_case("x (%d, %d, %d), n = %d", B, T, C, n);
    Tensor *yours = flatten_consecutive(x, n);
    expect_shape(yours, groups == 1 ? SHAPE(B, n * C) : SHAPE(B, groups, n * C));
    expect_way_back(yours);
    tensor_backward(tensor_sum_all(tensor_mul(tensor_view(yours, w->shape), w)));
    expect_reals("the result", places("b t c", B, groups, n * C), yours->data, right, 0);
    expect_reals("the gradient of x", places("b t c", B, T, C), x->grad, weights, 1e-6);
    end_case();
}

START_TEST(flatten_drawn_numbers)
{
    begin(_i);
    int n = between(2, 5);
    flatten_case(n > 3 ? between(2, 3) : between(4, 5), n);
    flatten_case(1, between(2, 5));
}
END_TEST

// ---- 6.2 ----

// (rows, C), whatever the shape of x
typedef struct Layer {
    int rows, C;
    double x[MOST], weigh[MOST], gamma[8], beta[8], mean[8], var[8]; // mean, var: the running ones, then the batch's
    double out[MOST], dx[MOST], dgamma[8], dbeta[8];
} Layer;

static void batch_stats(Layer *l)
{
    for (int c = 0; c < l->C; c++) {
        l->mean[c] = l->var[c] = 0;
        for (int i = c; i < l->rows * l->C; i += l->C)
            l->mean[c] += l->x[i] / l->rows;
        for (int i = c; i < l->rows * l->C; i += l->C)
            l->var[c] += pow(l->x[i] - l->mean[c], 2) / (l->rows - 1);
    }
}

static void normalise(Layer *l, double eps)
{
    for (int c = 0; c < l->C; c++) {
        double std = sqrt(l->var[c] + eps), sum = 0, dot = 0;
        for (int i = c; i < l->rows * l->C; i += l->C) {
            double xhat = (l->x[i] - l->mean[c]) / std;
            l->out[i] = l->gamma[c] * xhat + l->beta[c];
            sum += l->weigh[i], dot += l->weigh[i] * xhat;
        }
        l->dgamma[c] = dot, l->dbeta[c] = sum;
        for (int i = c; i < l->rows * l->C; i += l->C)
            l->dx[i] = l->gamma[c] / std *
                       (l->weigh[i] - sum / l->rows - (l->x[i] - l->mean[c]) / std * dot / (l->rows - 1));
    }
}

static void norm_case(Shape shape)
{
    static Layer l;
    double moved[2][8];
    int size = (int)shape_size(shape), C = l.C = shape.dim[shape.ndim - 1];
    l.rows = size / C;
    BatchNorm1d b = batchnorm1d_new(&params, "norm", C, from_to(0.01, 0.3), from_to(0.05, 0.4));
    Tensor *x = drawn_param(shape, 3), *weigh = tensor_zeros(shape);
    draw(size, 1, weigh->data), draw(C, 2, b.gamma->data), draw(C, 2, b.beta->data);
    to_doubles(size, x->data, l.x), to_doubles(size, weigh->data, l.weigh);
    to_doubles(C, b.gamma->data, l.gamma), to_doubles(C, b.beta->data, l.beta);
    for (int c = 0; c < C; c++) {
        l.mean[c] = moved[0][c] = b.running_mean[c] = from_to(-2, 2);
        l.var[c] = moved[1][c] = b.running_var[c] = from_to(0.3, 3);
    }
    name_case("x %s, eps %.3g, momentum %.3g", shape_text(shape), b.eps, b.momentum);
    b.training = false;
    Tensor *evaluated = norm_forward(&b, x);
    expect_shape(evaluated, shape);
    normalise(&l, b.eps);
    expect_reals("evaluation", places("row c", l.rows, C), evaluated->data, l.out, 1e-5);
    expect_table("the running mean after evaluation", places("c", C), b.running_mean, moved[0], 1e-7, NULL);
    expect_table("the running variance after evaluation", places("c", C), b.running_var, moved[1], 1e-7, NULL);

    b.training = true;
    Tensor *trained = norm_forward(&b, x);
    expect_shape(trained, shape);
    expect_way_back(trained);
    params_zero_grad(&params);
    tensor_backward(tensor_sum_all(tensor_mul(trained, weigh)));
    batch_stats(&l), normalise(&l, b.eps);
    for (int c = 0; c < C; c++) {
        moved[0][c] += b.momentum * (l.mean[c] - moved[0][c]);
        moved[1][c] += b.momentum * (l.var[c] - moved[1][c]);
    }
    expect_reals("training", places("row c", l.rows, C), trained->data, l.out, 1e-5);
    expect_table("the running mean after training", places("c", C), b.running_mean, moved[0], 1e-5, NULL);
    expect_table("the running variance after training", places("c", C), b.running_var, moved[1], 1e-5, NULL);
    expect_reals("the gradient of x", places("row c", l.rows, C), x->grad, l.dx, 2e-5);
    expect_reals("the gradient of gamma", places("c", C), b.gamma->grad, l.dgamma, 2e-5);
    expect_reals("the gradient of beta", places("c", C), b.beta->grad, l.dbeta, 2e-5);
    batchnorm1d_free(&b);
    end_case();
}

START_TEST(norm_of_drawn_numbers)
{
    begin(_i);
    norm_case(SHAPE(between(4, 9), between(2, 7)));
    int B = between(3, 5), T = between(2, 4);
    norm_case(SHAPE(B, T, between(2, 7)));
}
END_TEST

// ---- 6.3 ----

START_TEST(pairs_of_drawn_numbers)
{
    enum { B_MOST = 3, T_MOST = 7, C_MOST = 4, N = B_MOST * T_MOST * C_MOST };
    static real x[N], out[2 * N], dout[2 * N], dx[N];
    static double now[N], pair[2 * N], right[2 * N], right_dx[N];
    begin(_i);
    int B = between(2, B_MOST), T = between(4, T_MOST), C = between(2, C_MOST), dilation = between(2, 3);
    int n = B * T * C;
    draw(n, 2, x), draw(2 * n, 2, out), draw(2 * n, 2, dout), draw(n, 2, dx);
    to_doubles(n, x, now), to_doubles(2 * n, dout, pair), to_doubles(n, dx, right_dx);
    pairs_forward(B, T, C, dilation, x, out);
    pairs_backward(B, T, C, dilation, dout, dx);
    for (int i = 0; i < n; i++) { // where number i is copied to
        int row = i / C, c = i % C, t = row % T;
        right[row * 2 * C + C + c] = now[i];
        right_dx[i] += pair[row * 2 * C + C + c];
        if (t < dilation)
            right[row * 2 * C + c] = 0;
        if (t + dilation < T) {
            right[(row + dilation) * 2 * C + c] = now[i];
            right_dx[i] += pair[(row + dilation) * 2 * C + c];
        }
    }
    name_case("x (%d, %d, %d), dilation %d", B, T, C, dilation);
    expect_reals("out", places("b t c", B, T, 2 * C), out, right, 0);
    expect_reals("dx, which held something before", places("b t c", B, T, C), dx, right_dx, 1e-6);
}
END_TEST

void lesson_drawn(void)
{
    drawn("1-flatten-consecutive", flatten_drawn_numbers, NULL);
    drawn("2-batchnorm", norm_of_drawn_numbers, NULL);
    drawn("3-causal-pairs", pairs_of_drawn_numbers, NULL);
}
