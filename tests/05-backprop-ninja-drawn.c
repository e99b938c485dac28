/*
 * Drawn cases for lesson 05's exercises (tests/drawn.h): networks of drawn shape with drawn numbers. Where a rule is local,
 * the gradient that arrives is drawn, too, and what is right is worked out in double, from the formulas; for whole chains
 * (5.1 and 5.7) the tape says it. A learner's function sees values without a tape behind them.
 */
#include "05-backprop-ninja.h"
#include "drawn-numbers.h"

enum { MOST_N = 8, MOST_V = 9, MOST_K = 12, MOST_H = 6, MOST = 256 };

static struct {
    int n, V, width, context, K, H;
    int Xb[MOST_N * 3], Yb[MOST_N];
    Net net;
    Batch batch;
    Vars made, v; // with and without a tape
} t;

static void draw_network(void)
{
    Rng second;
    t.n = between(4, MOST_N), t.V = between(5, MOST_V), t.width = between(2, 4), t.context = between(2, 3);
    t.H = between(3, MOST_H), t.K = t.width * t.context;
    rng_seed(&second, rng_u32(&rng));
    t.net = net_new(t.V, t.width, t.context, t.H, &rng, &second);
    for (int i = 0; i < t.n * t.context; i++)
        t.Xb[i] = between(0, t.V - 1);
    for (int i = 0; i < t.n; i++)
        t.Yb[i] = between(0, t.V - 1);
    t.batch = (Batch){t.n, t.context, t.Xb, t.Yb};
    name_case("%d examples, %d characters, context %d, embeddings of %d, %d hidden", t.n, t.V, t.context, t.width, t.H);
}

static void run_network(void (*forward_pass)(const Vars *, const Batch *, Vars *))
{
    forward_pass(&t.net.v, &t.batch, &t.made);
    t.v = t.made;
    for (Tensor **one = (Tensor **)(void *)&t.v; one < (Tensor **)(void *)(&t.v + 1); one++)
        *one = *one ? tensor_detach(*one) : NULL;
}

static void end_network(void)
{
    tape_reset();
    params_free(&t.net.params);
}

static Tensor *drawn_tensor(int rows, int columns, double scale)
{
    Tensor *out = tensor_zeros(SHAPE(rows, columns));
    draw(rows * columns, scale, out->data);
    return out;
}

static void expect_tensor(const char *name, const Tensor *yours, Shape shape, const double *right, double tolerance)
{
    if (!yours)
        wrong(title, "%s is not written", name);
    if (!shape_equal(yours->shape, shape))
        wrong(title, "%s is %s and should be %s", name, shape_text(yours->shape), shape_text(shape));
    expect_reals(name, places("i", (int)yours->size), yours->data, right, tolerance);
}

static void expect_grad(const char *name, const Tensor *yours, const Tensor *variable)
{
    double right[MOST], most = 0;
    to_doubles((int)variable->size, variable->grad, right);
    for (size_t i = 0; i < variable->size; i++)
        most = fmax(most, fabs(right[i]));
    expect_tensor(name, yours, variable->shape, right, fmax(5e-6, 5e-5 * fmin(1, most)));
}

// a^T b: (n, M) and (n, N) -> (M, N), and a b^T: (n, N) and (M, N) -> (n, M)
static void product_of_columns(int n, int M, int N, const real a[], const real b[], double out[])
{
    for (int i = 0; i < M * N; i++) {
        out[i] = 0;
        for (int k = 0; k < n; k++)
            out[i] += (double)a[k * M + i / N] * (double)b[k * N + i % N];
    }
}

static void product_of_rows(int n, int M, int N, const real a[], const real b[], double out[])
{
    for (int i = 0; i < n * M; i++) {
        out[i] = 0;
        for (int k = 0; k < N; k++)
            out[i] += (double)a[i / M * N + k] * (double)b[i % M * N + k];
    }
}

static void sum_of_rows(int n, int N, const real a[], double out[])
{
    for (int j = 0; j < N; j++) {
        out[j] = 0;
        for (int i = 0; i < n; i++)
            out[j] += (double)a[i * N + j];
    }
}

// ---- 5.1 ----

START_TEST(loss_steps_of_a_drawn_network)
{
    double rest[MOST] = {0}, none[MOST] = {0};
    Vars d = {0}, changed = {0};
    begin(_i);
    draw_network();
    run_network(forward_in_pieces);
    loss_steps_backward(&t.v, &t.batch, &d);
    tensor_backward(t.made.loss);
    expect_grad("d->logprobs", d.logprobs, t.made.logprobs);
    expect_grad("d->probs", d.probs, t.made.probs);
    expect_grad("d->counts_sum_inv", d.counts_sum_inv, t.made.counts_sum_inv);
    expect_grad("d->counts_sum", d.counts_sum, t.made.counts_sum);
    expect_grad("d->counts", d.counts, t.made.counts);
    expect_grad("d->norm_logits", d.norm_logits, t.made.norm_logits);
    expect_grad("d->logits", d.logits, t.made.logits);
    // d->logit_maxes is zero as long as counts_sum_inv is 1 / counts_sum. With another one, the last two rules show.
    for (int i = 0; i < t.n; i++)
        t.v.counts_sum_inv->data[i] *= (real)from_to(1.5, 3);
    loss_steps_backward(&t.v, &t.batch, &changed);
    if (!changed.norm_logits || !changed.logit_maxes || !changed.logits)
        wrong(title, "d->norm_logits, d->logit_maxes or d->logits is not written");
    if (!shape_equal(changed.logit_maxes->shape, SHAPE(t.n, 1)) || changed.norm_logits->size != changed.logits->size)
        wrong(title, "d->logit_maxes is %s and should be (%d, 1)", shape_text(changed.logit_maxes->shape), t.n);
    for (int i = 0; i < t.n; i++) {
        const real *logits = t.v.logits->data + i * t.V;
        int best = 0;
        for (int c = 0; c < t.V; c++) {
            best = logits[c] > logits[best] ? c : best;
            none[i] += (double)changed.norm_logits->data[i * t.V + c];
            rest[i * t.V + c] = (double)(changed.logits->data[i * t.V + c] - changed.norm_logits->data[i * t.V + c]);
        }
        none[i] += (double)changed.logit_maxes->data[i];
        rest[i * t.V + best] -= (double)changed.logit_maxes->data[i];
    }
    static const double zeros[MOST];
    expect_table("with another counts_sum_inv: d->logit_maxes plus the sum of d->norm_logits over its row",
                 places("i", t.n), none, zeros, 1e-5, NULL);
    expect_table("with another counts_sum_inv: d->logits less both of its parts", places("i v", t.n, t.V), rest, zeros,
                 1e-5, NULL);
    end_network();
}
END_TEST

// ---- 5.2 ----

START_TEST(layer2_of_drawn_numbers)
{
    double right[MOST], dh[MOST];
    begin(_i);
    int n = between(2, MOST_N), H = between(2, MOST_H), V = between(2, MOST_V);
    t.v = (Vars){.hpreact = drawn_tensor(n, H, 1.5), .W2 = drawn_tensor(H, V, 1), .b2 = drawn_tensor(1, V, 1)};
    t.v.h = tensor_tanh(t.v.hpreact);
    t.v.logits = tensor_add(tensor_matmul(t.v.h, t.v.W2), t.v.b2);
    Vars d = {.logits = drawn_tensor(n, V, 1)};
    const Tensor *logits = tensor_detach(d.logits), *h = tensor_detach(t.v.h), *W2 = tensor_detach(t.v.W2);
    layer2_steps_backward(&t.v, &d);
    name_case("%d examples, %d hidden, %d characters, any d->logits", n, H, V);
    product_of_rows(n, H, V, logits->data, W2->data, dh);
    expect_tensor("d->h", d.h, SHAPE(n, H), dh, 1e-5);
    product_of_columns(n, H, V, h->data, logits->data, right);
    expect_tensor("d->W2", d.W2, SHAPE(H, V), right, 1e-5);
    sum_of_rows(n, V, logits->data, right);
    expect_tensor("d->b2", d.b2, SHAPE(1, V), right, 1e-5);
    for (int i = 0; i < n * H; i++)
        right[i] = dh[i] * (1 - (double)h->data[i] * (double)h->data[i]);
    expect_tensor("d->hpreact", d.hpreact, SHAPE(n, H), right, 1e-5);
    tape_reset();
}
END_TEST

// ---- 5.3 and 5.6 ----

// The values of BatchNorm's pieces, in double and as tensors, and what arrives at its end.
static struct {
    int n, H;
    double gain[MOST_H], mean[MOST_H], var[MOST_H], inverse[MOST_H], x[MOST], diff[MOST], dout[MOST];
    double dgain[MOST_H], dbias[MOST_H], dr[MOST], dinverse[MOST_H], dvar[MOST_H], ddiff2[MOST], ddiff[MOST],
        dmean[MOST_H], dx[MOST];
} b;

static Tensor *tensor_of(int rows, int columns, const double *values)
{
    Tensor *out = tensor_zeros(SHAPE(rows, columns));
    for (int i = 0; i < rows * columns; i++)
        out->data[i] = (real)values[i];
    return out;
}

static Tensor *draw_batchnorm(void)
{
    double diff2[MOST], raw[MOST];
    int n = b.n = between(3, MOST_N), H = b.H = between(2, MOST_H);
    Tensor *x = drawn_tensor(n, H, 2), *gain = drawn_tensor(1, H, 2), *dout = drawn_tensor(n, H, 1);
    for (int i = 0; i < n * H; i += H) // a column whose variance is small, so that eps shows
        x->data[i] *= (real)0.05;
    to_doubles(n * H, x->data, b.x), to_doubles(H, gain->data, b.gain), to_doubles(n * H, dout->data, b.dout);
    for (int j = 0; j < H; j++) {
        b.mean[j] = b.var[j] = 0;
        for (int i = j; i < n * H; i += H)
            b.mean[j] += b.x[i] / n;
        for (int i = j; i < n * H; i += H) {
            b.diff[i] = b.x[i] - b.mean[j];
            diff2[i] = b.diff[i] * b.diff[i];
            b.var[j] += diff2[i] / (n - 1);
        }
        b.inverse[j] = 1 / sqrt(b.var[j] + 1e-5);
        for (int i = j; i < n * H; i += H)
            raw[i] = b.diff[i] * b.inverse[j];
    }
    t.v = (Vars){.hprebn = x,
                 .bngain = gain,
                 .bnbias = drawn_tensor(1, H, 1),
                 .bnmeani = tensor_of(1, H, b.mean),
                 .bndiff = tensor_of(n, H, b.diff),
                 .bndiff2 = tensor_of(n, H, diff2),
                 .bnvar = tensor_of(1, H, b.var),
                 .bnvar_inv = tensor_of(1, H, b.inverse),
                 .bnraw = tensor_of(n, H, raw)};
    t.v.hpreact = tensor_add(tensor_mul(t.v.bnraw, gain), t.v.bnbias);
    t.batch = (Batch){n, 1, NULL, NULL};
    name_case("%d examples, %d hidden, any d->hpreact", n, H);
    return dout;
}

static void batchnorm_by_formulas(void)
{
    int n = b.n, H = b.H;
    for (int j = 0; j < H; j++) {
        b.dgain[j] = b.dbias[j] = b.dinverse[j] = b.dmean[j] = 0;
        for (int i = j; i < n * H; i += H) {
            b.dr[i] = b.gain[j] * b.dout[i];
            b.dgain[j] += b.dout[i] * b.diff[i] * b.inverse[j];
            b.dbias[j] += b.dout[i];
            b.dinverse[j] += b.dr[i] * b.diff[i];
        }
        b.dvar[j] = -0.5 * b.inverse[j] * b.inverse[j] * b.inverse[j] * b.dinverse[j];
        for (int i = j; i < n * H; i += H) {
            b.ddiff2[i] = b.dvar[j] / (n - 1);
            b.ddiff[i] = b.inverse[j] * b.dr[i] + 2 * b.diff[i] * b.ddiff2[i];
            b.dmean[j] -= b.ddiff[i];
        }
        for (int i = j; i < n * H; i += H)
            b.dx[i] = b.ddiff[i] + b.dmean[j] / n;
    }
}

START_TEST(batchnorm_steps_of_drawn_numbers)
{
    begin(_i);
    Vars d = {.hpreact = draw_batchnorm()};
    Shape row = SHAPE(1, b.H), table = SHAPE(b.n, b.H);
    batchnorm_steps_backward(&t.v, &t.batch, &d);
    batchnorm_by_formulas();
    expect_tensor("d->bngain", d.bngain, row, b.dgain, 2e-5);
    expect_tensor("d->bnbias", d.bnbias, row, b.dbias, 2e-5);
    expect_tensor("d->bnraw", d.bnraw, table, b.dr, 2e-5);
    expect_tensor("d->bnvar_inv", d.bnvar_inv, row, b.dinverse, 2e-5);
    expect_tensor("d->bnvar", d.bnvar, row, b.dvar, 2e-5);
    expect_tensor("d->bndiff2", d.bndiff2, table, b.ddiff2, 2e-5);
    expect_tensor("d->bndiff", d.bndiff, table, b.ddiff, 2e-5);
    expect_tensor("d->bnmeani", d.bnmeani, row, b.dmean, 2e-5);
    expect_tensor("d->hprebn", d.hprebn, table, b.dx, 2e-5);
    tape_reset();
}
END_TEST

START_TEST(batchnorm_at_once_of_drawn_numbers)
{
    begin(_i);
    Tensor *yours = batchnorm_backward(&t.v, draw_batchnorm());
    batchnorm_by_formulas();
    expect_tensor("d->hprebn", yours, SHAPE(b.n, b.H), b.dx, 2e-5);
    tape_reset();
}
END_TEST

// ---- 5.4 ----

START_TEST(layer1_of_drawn_numbers)
{
    double right[MOST] = {0}, dembcat[MOST];
    begin(_i);
    draw_network();
    run_network(forward_in_pieces);
    Vars d = {.hprebn = drawn_tensor(t.n, t.H, 1)};
    const Tensor *arrives = tensor_detach(d.hprebn), *W1 = tensor_detach(t.v.W1), *embcat = tensor_detach(t.v.embcat);
    layer1_steps_backward(&t.v, &t.batch, &d);
    product_of_rows(t.n, t.K, t.H, arrives->data, W1->data, dembcat);
    expect_tensor("d->embcat", d.embcat, SHAPE(t.n, t.K), dembcat, 2e-5);
    expect_tensor("d->emb", d.emb, SHAPE(t.n, t.context, t.width), dembcat, 2e-5);
    product_of_columns(t.n, t.K, t.H, embcat->data, arrives->data, right);
    expect_tensor("d->W1", d.W1, SHAPE(t.K, t.H), right, 2e-5);
    sum_of_rows(t.n, t.H, arrives->data, right);
    expect_tensor("d->b1", d.b1, SHAPE(1, t.H), right, 2e-5);
    memset(right, 0, sizeof right);
    for (int i = 0; i < t.n * t.context * t.width; i++)
        right[t.Xb[i / t.width] * t.width + i % t.width] += dembcat[i];
    expect_tensor("d->C", d.C, SHAPE(t.V, t.width), right, 2e-5);
    end_network();
}
END_TEST

// ---- 5.5 ----

START_TEST(cross_entropy_of_drawn_logits)
{
    double right[MOST];
    int Yb[MOST_N];
    begin(_i);
    int n = between(2, 4), V = between(5, MOST_V);
    Tensor *logits = drawn_tensor(n, V, _i ? 400 : 3), *given = tensor_detach(logits);
    for (int i = 0; i < n; i++)
        Yb[i] = between(0, V - 1);
    const Tensor *yours = cross_entropy_backward(given, Yb);
    bool changed = memcmp(given->data, logits->data, sizeof(real) * logits->size) != 0;
    for (int i = 0; i < n; i++) {
        double max = -INFINITY, sum = 0;
        for (int c = 0; c < V; c++)
            max = fmax(max, (double)logits->data[i * V + c]);
        for (int c = 0; c < V; c++)
            sum += right[i * V + c] = exp((double)logits->data[i * V + c] - max);
        for (int c = 0; c < V; c++)
            right[i * V + c] = (right[i * V + c] / sum - (c == Yb[i])) / n;
    }
    name_case("%d rows of %d logits%s", n, V, _i ? ", large ones" : "");
    expect_tensor("the gradient", yours, SHAPE(n, V), right, 1e-6);
    expect_int("whether logits was changed", changed, 0, NULL);
    tape_reset();
}
END_TEST

// ---- 5.7 ----

enum { PARAMETERS = 7 };

static const char *const parameter[PARAMETERS] = {"C", "W1", "b1", "W2", "b2", "bngain", "bnbias"};

static Tensor **parameters_of(Vars *v) // they come first
{
    return (Tensor **)(void *)v;
}

// ninja_update with drawn gradients and a drawn rate
static void update_of_drawn_numbers(void)
{
    Vars d = {0};
    double rate = from_to(0.05, 0.5), right[PARAMETERS][MOST];
    for (int p = 0; p < PARAMETERS; p++) {
        Tensor *is = parameters_of(&t.v)[p], *grad = parameters_of(&d)[p] = tensor_zeros(is->shape);
        draw((int)is->size, 1, grad->data);
        for (size_t i = 0; i < is->size; i++)
            right[p][i] = (double)is->data[i] - rate * (double)grad->data[i];
    }
    ninja_update(&t.v, &d, rate);
    for (int p = 0; p < PARAMETERS; p++) {
        char name[64];
        snprintf(name, sizeof name, "%s after ninja_update", parameter[p]);
        expect_tensor(name, parameters_of(&t.v)[p], parameters_of(&t.v)[p]->shape, right[p], 1e-5);
    }
}

START_TEST(ninja_of_a_drawn_network)
{
    Vars d = {0}, changed = {0};
    begin(_i);
    draw_network();
    for (int i = 0; i < t.V; i++) // so that b1 is met as the first row of W1 is
        t.net.v.C->data[i * t.width] = 1;
    run_network(forward);
    ninja_backward(&t.v, &t.batch, &d);
    tensor_backward(t.made.loss);
    static const int order[PARAMETERS] = {4, 3, 6, 5, 1, 2, 0};
    for (int k = 0; k < PARAMETERS; k++)
        expect_grad(parameter[order[k]], parameters_of(&d)[order[k]], parameters_of(&t.made)[order[k]]);
    // d->b1 is zero behind a BatchNorm. With another bnraw it is not, whatever dhprebn is made of.
    for (size_t i = 0; i < t.v.bnraw->size; i++)
        t.v.bnraw->data[i] += (real)(0.5 + 0.125 * (double)(i % (size_t)t.H));
    ninja_backward(&t.v, &t.batch, &changed);
    double less[MOST_H], zeros[MOST_H] = {0}, most = 0;
    for (int j = 0; j < t.H; j++) {
        less[j] = (double)(changed.b1->data[j] - changed.W1->data[j]);
        most = fmax(most, fabs((double)changed.W1->data[j]));
    }
    expect_table("with another bnraw: d->b1 less the first row of d->W1, whose input is 1", places("h", t.H), less,
                 zeros, fmax(5e-6, 2e-4 * fmin(1, most)), NULL);
    update_of_drawn_numbers();
    end_network();
}
END_TEST

void lesson_drawn(void)
{
    drawn("1-loss-steps", loss_steps_of_a_drawn_network, NULL);
    drawn("2-layer2-steps", layer2_of_drawn_numbers, NULL);
    drawn("3-batchnorm-steps", batchnorm_steps_of_drawn_numbers, NULL);
    drawn("4-layer1-steps", layer1_of_drawn_numbers, NULL);
    drawn("5-cross-entropy", cross_entropy_of_drawn_logits, NULL);
    drawn("6-batchnorm", batchnorm_at_once_of_drawn_numbers, NULL);
    drawn("7-train", ninja_of_a_drawn_network, NULL);
}
