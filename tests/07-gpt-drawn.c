/*
 * Drawn cases for lesson 07's exercises (tests/drawn.h). What is right is worked out in double, from the formulas, or comes
 * from the library's fused ops, which the exercises may not call. Of 7.11, an experiment, the examples are drawn.
 */
#include "07-gpt.h"
#include "drawn-tensors.h"

enum { MOST = 1024 };

static int ops(const char *name) // on the tape
{
    int count = 0;
    for (int i = 0; i < tape_count(); i++)
        count += tape_at(i)->op && strcmp(tape_at(i)->op->name, name) == 0;
    return count;
}

static void expect_tensor(const char *what, const Tensor *yours, const Tensor *right, double tolerance)
{
    double *values = malloc(sizeof *values * right->size);
    to_doubles((int)right->size, right->data, values);
    expect_reals(what, places("i", (int)right->size), yours->data, values, tolerance);
    free(values);
}

// Gradients of sum(w * yours) against those of sum(w * right), for all parameters.
static void expect_gradients(Params *p, Tensor *yours, Tensor *right, double tolerance)
{
    size_t n = 0, total = (size_t)params_total(p);
    Tensor *w = tensor_zeros(yours->shape);
    double *mine = malloc(2 * sizeof *mine * total), *theirs = mine + total;
    draw((int)w->size, 1, w->data);
    for (int pass = 0; pass < 2; pass++) {
        params_zero_grad(p);
        tensor_backward(tensor_sum_all(tensor_mul(pass ? right : yours, w)));
        n = 0;
        for (int i = 0; i < p->count; n += p->tensor[i++]->size)
            to_doubles((int)p->tensor[i]->size, p->tensor[i]->grad, (pass ? theirs : mine) + n);
    }
    char input[sizeof title + 100];
    snprintf(input, sizeof input, "%s: the gradients of all inputs, one after another", title);
    expect_table(input, places("i", (int)n), mine, theirs, tolerance, NULL);
    free(mine);
}

// ---- 7.1 ----

static void average_by_formula(int B, int T, int C, const double *x, double *out)
{
    for (int i = 0; i < B * T * C; i++) {
        int t = i / C % T;
        out[i] = x[i];
        if (t > 0) // the mean of before, t of them, and this one
            out[i] = (out[i - C] * t + x[i]) / (t + 1);
    }
}

START_TEST(averages_of_drawn_numbers)
{
    static double x[MOST], right[MOST], w[MOST], right_dx[MOST];
    static real out[MOST];
    begin(_i);
    int B = between(2, 4), T = between(3, 8), C = between(2, 5), n = B * T * C;
    Tensor *input = drawn_param(SHAPE(B, T, C), 2), *weigh = tensor_zeros(SHAPE(B, T, C));
    draw(n, 2, weigh->data), draw(n, 50, out);
    to_doubles(n, input->data, x), to_doubles(n, weigh->data, w);
    name_case("x (%d, %d, %d)", B, T, C);
    average_loops(B, T, C, input->data, out);
    average_by_formula(B, T, C, x, right);
    expect_reals("average_loops", places("b t c", B, T, C), out, right, 1e-5);
    for (int i = 0; i < n; i++) {
        right_dx[i] = 0;
        for (int t = i / C % T, k = i; t < T; t++, k += C)
            right_dx[i] += w[k] / (t + 1);
    }
    for (int way = 0; way < 2; way++) {
        Tensor *yours = (way ? average_softmax : average_matmul)(input);
        expect_shape(yours, input->shape);
        expect_way_back(yours);
        expect_reals(way ? "average_softmax" : "average_matmul", places("b t c", B, T, C), yours->data, right, 1e-5);
        params_zero_grad(&params);
        tensor_backward(tensor_sum_all(tensor_mul(yours, weigh)));
        expect_reals("its gradient of x", places("b t c", B, T, C), input->grad, right_dx, 1e-5);
    }
    expect_int("whether tensor_matmul and tensor_softmax made them", ops("matmul") > 1 && ops("softmax") > 0, 1, NULL);
    end_case();
}
END_TEST

// ---- 7.2 and 7.10 ----

START_TEST(head_of_drawn_numbers)
{
    begin(_i);
    int B = between(2, 3), T = between(4, 7), C = between(4, 7), size = between(2, 6);
    Tensor *x = drawn_param(SHAPE(B, T, C), 2), *W[3];
    for (int i = 0; i < 3; i++)
        W[i] = drawn_param(SHAPE(C, size), 1);
    name_case("x (%d, %d, %d), matrices (%d, %d)", B, T, C, C, size);
    Tensor *yours = head(x, W[0], W[1], W[2]);
    expect_shape(yours, SHAPE(B, T, size));
    expect_way_back(yours);
    Tensor *k = tensor_linear(x, W[0], NULL), *q = tensor_linear(x, W[1], NULL), *v = tensor_linear(x, W[2], NULL);
    Tensor *right = tensor_attention(q, k, v, (Attention){.heads = 1, .causal = true});
    expect_tensor("the result", yours, right, 2e-5);
    expect_gradients(&params, yours, right, 1e-4);
    end_case();
}
END_TEST

START_TEST(heads_of_drawn_numbers)
{
    begin(_i);
    int B = between(2, 3), T = between(4, 7), heads = between(4, 6), C = heads * between(2, 3);
    if (C / heads == T)
        T++;
    Tensor *x = drawn_param(SHAPE(B, T, C), 1.5), *W = drawn_param(SHAPE(C, 3 * C), 0.7);
    name_case("x (%d, %d, %d), %d heads", B, T, C, heads);
    Tensor *yours = heads_at_once(x, W, heads);
    expect_shape(yours, x->shape);
    expect_way_back(yours);
    int products = ops("matmul") + ops("linear");
    Tensor *right = tensor_self_attention(tensor_linear(x, W, NULL), (Attention){.heads = heads, .causal = true});
    expect_tensor("the result", yours, right, 2e-5);
    expect_int("whether it is done without a loop over the heads", products <= heads, 1, NULL);
    expect_gradients(&params, yours, right, 1e-4);
    end_case();
}
END_TEST

// ---- 7.3 ----

START_TEST(mask_of_drawn_numbers)
{
    enum { MOST_T = 9 };
    real a[MOST_T * MOST_T], out[MOST_T * MOST_T], da[MOST_T * MOST_T], dout[MOST_T * MOST_T];
    double right[MOST_T * MOST_T], right_da[MOST_T * MOST_T], arrives[MOST_T * MOST_T];
    begin(_i);
    int T = between(3, MOST_T), n = T * T;
    draw(n, 3, a), draw(n, 3, out), draw(n, 3, da), draw(n, 3, dout);
    to_doubles(n, a, right), to_doubles(n, da, right_da), to_doubles(n, dout, arrives);
    causal_mask(T, (real(*)[T])(void *)a, (real(*)[T])(void *)out);
    causal_mask_backward(T, (real(*)[T])(void *)dout, (real(*)[T])(void *)da);
    for (int i = 0; i < n; i++) {
        bool future = i % T > i / T;
        right[i] = future ? -INFINITY : right[i];
        right_da[i] += future ? 0 : arrives[i];
    }
    name_case("T = %d", T);
    expect_reals("out", places("t s", T, T), out, right, 0);
    expect_reals("da, which held something before", places("t s", T, T), da, right_da, 1e-6);
}
END_TEST

// ---- 7.4 ----

START_TEST(layer_norm_of_drawn_rows)
{
    enum { MOST_N = 8, MOST_C = 8, ALL = MOST_N * MOST_C };
    static const double size[] = {1, 50, 0.01, 0.002};
    static real x[ALL], out[ALL], dout[ALL], dx[ALL], gain[MOST_C], bias[MOST_C], dgain[MOST_C], dbias[MOST_C];
    static double in[ALL], arrives[ALL], g[MOST_C], b[MOST_C], right[ALL], right_dx[ALL], right_dgain[MOST_C],
        right_dbias[MOST_C];
    begin(_i);
    int n = between(5, MOST_N), C = between(3, MOST_C);
    if (n == C)
        n = 4;
    for (int i = 0; i < n; i++)
        draw(C, size[i % 4], x + i * C);
    draw(n * C, 1, dout), draw(n * C, 2, dx), draw(C, 2, gain), draw(C, 2, bias), draw(C, 2, dgain), draw(C, 2, dbias);
    to_doubles(n * C, x, in), to_doubles(n * C, dout, arrives), to_doubles(C, gain, g), to_doubles(C, bias, b);
    to_doubles(n * C, dx, right_dx), to_doubles(C, dgain, right_dgain), to_doubles(C, dbias, right_dbias);
    layer_norm(n, C, (real(*)[C])(void *)x, gain, bias, (real(*)[C])(void *)out);
    layer_norm_backward(n, C, (real(*)[C])(void *)x, gain, (real(*)[C])(void *)dout, (real(*)[C])(void *)dx, dgain,
                        dbias);
    for (int i = 0; i < n; i++) {
        double mean = 0, squares = 0, d = 0, dot = 0;
        for (int c = 0; c < C; c++)
            mean += in[i * C + c] / C;
        for (int c = 0; c < C; c++)
            squares += pow(in[i * C + c] - mean, 2);
        double std = sqrt(squares / C + 1e-5);
        for (int c = 0; c < C; c++) {
            double xhat = (in[i * C + c] - mean) / std, arrived = arrives[i * C + c];
            right[i * C + c] = g[c] * xhat + b[c];
            right_dgain[c] += arrived * xhat, right_dbias[c] += arrived;
            d += arrived * g[c], dot += arrived * g[c] * xhat;
        }
        for (int c = 0; c < C; c++)
            right_dx[i * C + c] += (arrives[i * C + c] * g[c] - d / C - (in[i * C + c] - mean) / std * dot / C) / std;
    }
    name_case("%d rows of %d, of the sizes 1, 50, 0.01 and 0.002 in turn", n, C);
    expect_reals("out", places("i c", n, C), out, right, 2e-5);
    expect_reals("dx, which held something before", places("i c", n, C), dx, right_dx, 5e-5);
    expect_reals("dgain, which held something before", places("c", C), dgain, right_dgain, 2e-5);
    expect_reals("dbias, which held something before", places("c", C), dbias, right_dbias, 2e-5);
}
END_TEST

// ---- 7.5 ----

static Tensor *in_one_half(const LayerNorm *norm, Tensor *x)
{
    return tensor_layernorm(x, norm->gamma, norm->beta, 1e-5);
}

START_TEST(block_of_drawn_numbers)
{
    begin(_i);
    int B = between(2, 3), T = between(3, 5), heads = between(2, 3), C = heads * between(2, 3);
    Tensor *x = drawn_param(SHAPE(B, T, C), 2);
    Block b = {.heads = heads, .activate = _i ? tensor_gelu : tensor_relu};
    b.ln1 = (LayerNorm){drawn_param(SHAPE(C), 1.5), drawn_param(SHAPE(C), 1)};
    b.ln2 = (LayerNorm){drawn_param(SHAPE(C), 1.5), drawn_param(SHAPE(C), 1)};
    b.qkv = (Linear){drawn_param(SHAPE(C, 3 * C), 1), NULL};
    b.proj = (Linear){drawn_param(SHAPE(C, C), 1), drawn_param(SHAPE(C), 1)};
    b.fc = (Linear){drawn_param(SHAPE(C, 4 * C), 0.7), drawn_param(SHAPE(4 * C), 0.5)};
    b.out = (Linear){drawn_param(SHAPE(4 * C, C), 0.7), drawn_param(SHAPE(C), 1)};
    name_case("x (%d, %d, %d), %d heads", B, T, C, heads);
    Tensor *yours = block(&b, x);
    expect_shape(yours, x->shape);
    expect_way_back(yours);
    Tensor *qkv = tensor_linear(in_one_half(&b.ln1, x), b.qkv.weight, NULL);
    Tensor *said = tensor_self_attention(qkv, (Attention){.heads = heads, .causal = true});
    Tensor *middle = tensor_add(tensor_linear(said, b.proj.weight, b.proj.bias), x);
    Tensor *wide = b.activate(tensor_linear(in_one_half(&b.ln2, middle), b.fc.weight, b.fc.bias));
    Tensor *right = tensor_add(tensor_linear(wide, b.out.weight, b.out.bias), middle);
    expect_tensor("the result", yours, right, 2e-5);
    expect_gradients(&params, yours, right, 1e-4);
    end_case();
}
END_TEST

// ---- 7.6 and 7.9 ----

static GPT *draw_gpt(void)
{
    int heads = between(1, 3), size = between(heads == 1 ? 4 : 2, 4); // of two channels, a norm leaves only signs
    GPTConfig c = {between(5, 9), between(4, 7), between(2, 3), heads, heads * size};
    GPT *gpt = gpt_new(c);
    for (int i = 0; i < gpt->params.count; i++)
        draw((int)gpt->params.tensor[i]->size, 0.7, gpt->params.tensor[i]->data);
    tape_reset();
    return gpt;
}

START_TEST(gpt_with_drawn_weights)
{
    int ids[3 * 7];
    begin(_i);
    GPT *gpt = draw_gpt();
    int B = between(2, 3), T = between(3, gpt->config.block - 1), V = gpt->config.vocab;
    for (int i = 0; i < B * T; i++)
        ids[i] = between(0, V - 1);
    name_case("%d texts of %d characters; %d characters, %d layers, %d channels", B, T, V, gpt->config.layers,
              gpt->config.embd);
    Tensor *yours = gpt_logits(gpt, ids, B, T);
    expect_shape(yours, SHAPE(B, T, V));
    expect_way_back(yours);
    Tensor *right = gpt_forward(gpt, ids, B, T);
    expect_tensor("the logits", yours, right, 5e-5);
    expect_gradients(&gpt->params, yours, right, 2e-4);
    gpt_free(gpt);
    tape_reset();
}
END_TEST

enum { MOST_DRAWS = 12, MOST_V = 9 };

// What s->next was called with, and what it returns.
static struct {
    int count, id[MOST_DRAWS], tape_grew, tape;
    double logits[MOST_DRAWS * MOST_V], temperature;
    int top_k, V;
    Rng *rng;
    bool as_they_are;
} pen;

static int pick(int V, const real logits[], double temperature, int top_k, Rng *its)
{
    pen.as_they_are &= V == pen.V && temperature == pen.temperature && top_k == pen.top_k && its == pen.rng;
    if (pen.count == MOST_DRAWS)
        wrong(title, "more characters are drawn than there is room for");
    if (V == pen.V)
        to_doubles(V, logits, pen.logits + pen.count * V);
    pen.tape_grew += pen.count > 0 && tape_count() > pen.tape + 4;
    pen.tape = tape_count();
    return pen.id[pen.count++];
}

static void expect_text(GPT *gpt, const char *how, int length, int most, const int yours[], int right[])
{
    double logits[MOST_DRAWS * MOST_V];
    int V = gpt->config.vocab, block = gpt->config.block, drawn_ids = most - length;
    expect_int("how many characters were drawn", pen.count, drawn_ids, NULL);
    expect_int("whether s->next got the size of the vocabulary, s->temperature, s->top_k and s->rng", pen.as_they_are,
               1, NULL);
    for (int n = length; n < most; n++) {
        int T = n < block ? n : block;
        right[n] = pen.id[n - length];
        tape_reset();
        const Tensor *all = gpt_forward(gpt, right + n - T, 1, T);
        to_doubles(V, all->data + (T - 1) * V, logits + (n - length) * V);
    }
    name_case("%d characters become %d, a block of %d, %s", length, most, block, how);
    expect_table(title, places("n v", drawn_ids, V), pen.logits, logits, 5e-5, NULL);
    expect_ints("the text", most, yours, right);
}

START_TEST(writing_with_drawn_weights)
{
    enum { PROMPT = 3, ROOM = 7 + MOST_DRAWS };
    int yours[ROOM], right[ROOM];
    begin(_i);
    Rng other = rng;
    GPT *gpt = draw_gpt();
    int block = gpt->config.block;
    Sampler s = {pick, from_to(0.5, 1.5), between(1, 5), &other};
    for (int with_cache = 0; with_cache < 2; with_cache++) {
        int length = between(2, PROMPT), most = with_cache ? block + 1 : block + between(2, 4);
        pen.count = pen.tape = pen.tape_grew = 0, pen.as_they_are = true;
        pen.V = gpt->config.vocab, pen.temperature = s.temperature, pen.top_k = s.top_k, pen.rng = s.rng;
        for (int i = 0; i < MOST_DRAWS; i++)
            pen.id[i] = between(0, pen.V - 1);
        for (int i = 0; i < length; i++)
            yours[i] = right[i] = between(0, pen.V - 1);
        tape_reset();
        if (with_cache)
            write_cached(gpt, &s, length, most, yours);
        else
            write_window(gpt, gpt_forward, &s, length, most, yours);
        int grew = with_cache ? tape_count() : pen.tape_grew;
        expect_text(gpt, with_cache ? "with a cache" : "with a window", length, most, yours, right);
        expect_int(with_cache ? "how many tensors a text from the cache leaves on the tape" : "how often the tape grew",
                   grew, 0, NULL);
    }
    gpt_free(gpt);
    tape_reset();
}
END_TEST

// ---- 7.7 ----

START_TEST(adamw_with_drawn_settings)
{
    enum { N = 8, STEPS = 4 };
    static const double size[N] = {1, 30, 0.1, 1e-3, 1e-5, 1e-7, 3, 1e-8};
    real w[N], m[N] = {0}, v[N] = {0}, grad[STEPS][N];
    double W[N], M[N] = {0}, S[N] = {0}, g[N];
    begin(_i);
    AdamW how = {from_to(0.02, 0.1), from_to(0.8, 0.95), from_to(0.95, 0.999), 1e-7 * between(1, 9), from_to(0.1, 0.5)};
    draw(N, 2, w);
    to_doubles(N, w, W);
    for (int i = 0; i < STEPS * N; i++)
        grad[i / N][i % N] = (real)(size[i % N] * from_to(0.3, 1) * (between(0, 1) ? 1 : -1));
    for (int step = 1; step <= STEPS; step++)
        adamw_step(N, how, step, grad[step - 1], m, v, w);
    for (int step = 1; step <= STEPS; step++) {
        to_doubles(N, grad[step - 1], g);
        for (int i = 0; i < N; i++) {
            W[i] *= 1 - how.rate * how.decay;
            M[i] += (1 - how.beta1) * (g[i] - M[i]);
            S[i] += (1 - how.beta2) * (g[i] * g[i] - S[i]);
            W[i] -= how.rate * M[i] / (1 - pow(how.beta1, step)) / (sqrt(S[i] / (1 - pow(how.beta2, step))) + how.eps);
        }
    }
    name_case("%d weights after %d steps, rate %.3g, betas %.3g and %.4g, eps %.1g, decay %.3g", N, STEPS, how.rate,
              how.beta1, how.beta2, how.eps, how.decay);
    expect_reals("w", places("i", N), w, W, 2e-5);
    expect_reals("m", places("i", N), m, M, 2e-5);
    expect_reals("v", places("i", N), v, S, 2e-5);
}
END_TEST

// ---- 7.8 ----

static void sample_case(int V, const real logits[], double temperature, int top_k)
{
    enum { DRAWS = 100 };
    int yours[DRAWS], right[DRAWS];
    float p[MOST_V];
    double most = -INFINITY;
    Rng mine = rng, theirs = rng;
    for (int i = 0; i < DRAWS; i++)
        yours[i] = sample_next(V, logits, temperature, top_k, &mine);
    for (int v = 0; v < V; v++)
        most = fmax(most, (double)logits[v]);
    for (int v = 0; v < V; v++) {
        int before = 0;
        for (int u = 0; u < V; u++)
            before += logits[u] > logits[v] || (logits[u] == logits[v] && u < v);
        bool kept = temperature == 0 ? before == 0 : top_k == 0 || before < top_k;
        p[v] = kept ? (float)(temperature == 0 ? 1 : exp(((double)logits[v] - most) / temperature)) : 0;
    }
    for (int i = 0; i < DRAWS; i++) {
        right[i] = 0;
        if (temperature > 0)
            right[i] = rng_multinomial_race(&theirs, p, V);
        while (p[right[i]] == 0)
            right[i]++;
    }
    name_case("%d draws from %d logits, temperature %.3g, top_k %d", DRAWS, V, temperature, top_k);
    expect_ints("the characters", DRAWS, yours, right);
    expect_number("the generator's next number", rng_u32(&mine), rng_u32(&theirs), 0, NULL);
}

START_TEST(sampling_from_drawn_logits)
{
    real logits[MOST_V], large[MOST_V];
    begin(_i);
    int V = between(5, MOST_V), top_k = between(2, 3), tie = between(0, V - 3);
    draw(V, 2, logits);
    logits[tie] = logits[tie + 1] = logits[tie + 2] = (real)2.5; // three largest, of which top_k may keep two
    for (int v = 0; v < V; v++)
        large[v] = (real)(between(-3, 3) + 600 * (_i ? 1 : -1));
    sample_case(V, logits, 1, 0);
    sample_case(V, logits, from_to(0.3, 0.8), 0);
    sample_case(V, logits, from_to(1.2, 3), 2);
    sample_case(V, logits, from_to(1.2, 3), top_k + 1);
    sample_case(V, logits, from_to(0.5, 2), V + between(1, 9));
    sample_case(V, large, from_to(0.4, 0.9), 0);
    sample_case(V, logits, 0, between(0, 3));
}
END_TEST

// ---- 7.11 ----

START_TEST(examples_of_drawn_sums)
{
    enum { SUMS = 8 };
    int X[ADD_T], Y[ADD_T], right_X[ADD_T], right_Y[ADD_T];
    begin(_i);
    for (int k = 0; k < SUMS; k++) {
        int a = between(0, k ? 999 : 99), b = between(0, k > 1 ? 999 : 99), text[ADD_T + 1];
        for (int i = 0; i < ADD_T; i++)
            X[i] = Y[i] = 77;
        addition_example(a, b, X, Y);
        for (int i = 2, A = a, B = b; i >= 0; i--, A /= 10, B /= 10)
            text[i] = A % 10, text[4 + i] = B % 10;
        text[3] = PLUS, text[7] = EQUALS;
        for (int i = 8, sum = a + b; i <= ADD_T; i++, sum /= 10)
            text[i] = sum % 10;
        for (int i = 0; i < ADD_T; i++)
            right_X[i] = text[i], right_Y[i] = i < 7 ? -1 : text[i + 1];
        name_case("addition_example(%d, %d)", a, b);
        expect_ints("X", ADD_T, X, right_X);
        expect_ints("Y", ADD_T, Y, right_Y);
    }
}
END_TEST

// ---- 7.13 ----

static void drawn_sinusoids(void)
{
    int T = between(6, 30), C = 2 * between(3, 10);
    double right[MOST];
    real *pe = malloc(sizeof *pe * (size_t)(T * C));
    sinusoids(T, C, (real(*)[C])(void *)pe);
    for (int i = 0; i < T * C; i++) {
        double angle = i / C * exp(-log(10000) * (i % C / 2 * 2) / C);
        right[i] = i % 2 ? cos(angle) : sin(angle);
    }
    name_case("sinusoids, T = %d, C = %d", T, C);
    expect_reals("pe", places("t c", T, C), pe, right, 1e-5);
    free(pe);
}

static void drawn_smoothing(void)
{
    int V = between(5, 60), target = between(0, V - 1);
    double q[60], right[60], eps = from_to(0.05, 0.4);
    label_smoothing(V, target, eps, q);
    for (int v = 0; v < V; v++)
        right[v] = eps / V;
    right[target] = 1 - eps * (V - 1) / V;
    name_case("label_smoothing, V = %d, target %d, eps %.3g", V, target, eps);
    expect_table(title, places("v", V), q, right, 1e-9, NULL);
}

static void drawn_warmup(void)
{
    int n = between(30, 100), C = between(8, 600), warmup = between(5, n / 2);
    double rate[100], right[100];
    warmup_rates(n, C, warmup, rate);
    for (int i = 0; i < n; i++) {
        right[i] = 1e3 / sqrt((double)C * (i < warmup ? warmup : i + 1)) * (i < warmup ? (i + 1.0) / warmup : 1);
        rate[i] *= 1e3;
    }
    name_case("warmup_rates, C = %d, warmup %d: 1000 times the rates of %d steps", C, warmup, n);
    expect_table(title, places("i", n), rate, right, 1e-6, NULL);
}

static void drawn_feature(void)
{
    switch (paper_feature()) {
    case SINUSOIDS:
        drawn_sinusoids();
        break;
    case LABEL_SMOOTHING:
        drawn_smoothing();
        break;
    case WARMUP:
        drawn_warmup();
        break;
    default:
        wrong("paper_feature()", "it returns none of SINUSOIDS, LABEL_SMOOTHING or WARMUP");
    }
}

START_TEST(the_feature_with_drawn_sizes)
{
    begin(_i);
    for (int i = 0; i < 3; i++)
        drawn_feature();
}
END_TEST

void lesson_drawn(void)
{
    drawn("1-average-past", averages_of_drawn_numbers, NULL);
    drawn("2-head", head_of_drawn_numbers, NULL);
    drawn("3-mask", mask_of_drawn_numbers, NULL);
    drawn("4-layernorm", layer_norm_of_drawn_rows, NULL);
    drawn("5-block", block_of_drawn_numbers, NULL);
    drawn("6-gpt", gpt_with_drawn_weights, NULL);
    drawn("7-adamw", adamw_with_drawn_settings, NULL);
    drawn("8-sample", sampling_from_drawn_logits, NULL);
    drawn("9-write", writing_with_drawn_weights, NULL);
    drawn("10-heads", heads_of_drawn_numbers, NULL);
    drawn("11-addition", examples_of_drawn_sums, NULL);
    drawn("13-paper", the_feature_with_drawn_sizes, NULL);
}
