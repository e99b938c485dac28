/*
 * The tests of lesson 12's exercises. Expectations are worked out here, by hand or in double, never by the solutions.
 */
#include "12-inference.h"
#include "rng.h"
#include "suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void suite_of_coding(void); // 12-inference-coding.c has 12.6 to 12.8

// ---- 12.1 bytes ----

static void bytes_case(const char *input, GPTConfig c, bool int8, int length)
{
    double C = c.embd, L = c.layers, V = c.vocab, T = length + 1.0, each = int8 ? 1.0625 : 4;
    double matrices = 12 * L * C * C, vectors = 13 * L * C + 3 * C, cache = 2 * L * T * C;
    double right = each * (matrices + V * C) + 4 * (vectors + cache);
    const double wrongs[] = {right + 4 * C * (c.block - 1),
                             right - 2 * cache,
                             right - 8 * L * C,
                             right - 4 * (cache - cache / L),
                             right - each * V * C,
                             right - 0.0625 * (matrices + V * C),
                             each * (matrices + V * C + vectors + cache),
                             right + each * V * C};
    static const char *const says[] = {
        "only one row of wpe is read, not the whole table",
        "the cache has keys and values: two rows for each layer and position",
        "the token's own key and value are read, too: length + 1 positions",
        "every layer has a cache of its own",
        "wte is the last product, V rows of C numbers",
        "the scales are missing: 4 bytes for each group, 4.0 / GROUP for each number",
        "with int8, only matrices and wte shrink: vectors and the cache stay float32",
        "wte is one table for both ends: the row that the token looks up is in it",
    };
    Guess guesses[COUNT(wrongs) + 1] = {{0}};
    int n = 0;
    for (int i = 0; i < COUNT(wrongs); i++)
        if (fabs(wrongs[i] / right - 1) > 1e-6)
            guesses[n++] = (Guess){&wrongs[i], says[i]};
    expect_number(input, bytes_a_token(c, int8, length), right, 1e-9, guesses);
}

static const GPTConfig GPT2 = {50257, 1024, 12, 12, 768}, SMALL = {300, 40, 3, 2, 32};

START_TEST(bytes_of_gpt2)
{
    bytes_case("GPT-2 {50257, 1024, 12, 12, 768}, float32, length 0", GPT2, false, 0);
    bytes_case("GPT-2, float32, length 1000", GPT2, false, 1000);
}
END_TEST

START_TEST(bytes_with_int8)
{
    bytes_case("GPT-2, int8, length 0", GPT2, true, 0);
    bytes_case("{300, 40, 3, 2, 32}, int8, length 20", SMALL, true, 20);
}
END_TEST

START_TEST(bytes_of_a_large_model)
{
    bytes_case("GPT-3 {50257, 2048, 96, 96, 12288}, float32, length 2000", (GPTConfig){50257, 2048, 96, 96, 12288},
               false, 2000);
    bytes_case("{300, 40, 3, 2, 32}, float32, length 5", SMALL, false, 5);
}
END_TEST

// ---- 12.2 attention over the cache ----

typedef struct Attended {
    bool no_scale, scale_of_all, not_itself, keys_of_one, values_of_first, one_softmax;
} Attended;

static void attend_by_hand(int heads, int size, int T, const float *q, const float *k, const float *v, Attended a,
                           double *out)
{
    int C = heads * size;
    double w[64];
    for (int h = 0; h < heads; h++) {
        double scale = a.no_scale ? 1 : 1 / sqrt(a.scale_of_all ? C : size), sum = 0, most = -INFINITY;
        int positions = a.not_itself && T > 1 ? T - 1 : T;
        for (int s = 0; s < positions; s++) {
            w[s] = 0;
            for (int i = 0; i < (a.one_softmax ? C : size); i++)
                w[s] += a.one_softmax
                            ? (double)q[i] * (double)k[s * C + i]
                            : (double)q[h * size + i] * (double)k[s * (a.keys_of_one ? size : C) + h * size + i];
            w[s] *= scale;
            most = fmax(most, w[s]);
        }
        for (int s = 0; s < positions; s++)
            sum += w[s] = exp(w[s] - most);
        for (int i = 0; i < size; i++) {
            out[h * size + i] = 0;
            for (int s = 0; s < positions; s++)
                out[h * size + i] += w[s] / sum * (double)v[s * C + (a.values_of_first ? 0 : h * size) + i];
        }
    }
}

static void attend_case(const char *input, int heads, int size, int T, const float *q, const float *k, const float *v)
{
    enum { MOST = 64 };
    static const struct {
        Attended how;
        const char *sentence;
    } mistakes[] = {
        {{.no_scale = true}, "divide the scores by sqrt(size)"},
        {{.scale_of_all = true}, "divide by the root of the size of a head, not of all channels"},
        {{.not_itself = true}, "the last position is the token itself, and it sees itself"},
        {{.keys_of_one = true}, "from one position to the next it is heads * size numbers: all heads lie side by side"},
        {{.values_of_first = true}, "those are the values of head 0: head h begins at h * size"},
        {{.one_softmax = true}, "each head has scores of its own, from its `size` numbers"},
    };
    double right[MOST], yours[MOST], known[COUNT(mistakes)][MOST];
    Guess guesses[COUNT(mistakes) + 1] = {{0}};
    int n = 0, C = heads * size;
    attend_by_hand(heads, size, T, q, k, v, (Attended){0}, right);
    for (int i = 0; i < COUNT(mistakes); i++) {
        attend_by_hand(heads, size, T, q, k, v, mistakes[i].how, known[n]);
        if (!same(C, known[n], right, 1e-4))
            guesses[n] = (Guess){known[n], mistakes[i].sentence}, n++;
    }
    float *out = malloc(sizeof *out * (size_t)C); // so that a write behind the end is noticed
    for (int i = 0; i < C; i++)
        out[i] = 1000;
    attend(heads, size, T, q, k, v, out);
    for (int i = 0; i < C; i++)
        yours[i] = (double)out[i];
    free(out);
    expect_table(input, places("head i", heads, size), yours, right, 1e-5, guesses);
}

static void attend_random(const char *input, int heads, int size, int T, uint64_t seed, float spread)
{
    size_t C = (size_t)(heads * size), n = C * (size_t)T;
    float *q = malloc(sizeof *q * C), *k = malloc(sizeof *k * n), *v = malloc(sizeof *v * n);
    Rng rng;
    rng_seed(&rng, seed);
    rng_randn(&rng, q, C);
    rng_randn(&rng, k, n);
    rng_randn(&rng, v, n);
    for (size_t i = 0; i < C; i++)
        q[i] *= spread;
    for (size_t i = 0; i < n; i++)
        v[i] += 3;
    attend_case(input, heads, size, T, q, k, v);
    free(q);
    free(k);
    free(v);
}

START_TEST(attend_to_two)
{
    attend_case("heads 1, size 1, q 1, keys 0 and ln 3, values 4 and 8", 1, 1, 2, (float[]){1},
                (float[]){0, 1.0986123f}, (float[]){4, 8});
    attend_case("one position: it sees only itself", 2, 2, 1, (float[]){1, 2, 3, 4}, (float[]){1, 0, 0, 1},
                (float[]){5, 6, 7, 8});
}
END_TEST

START_TEST(attend_with_heads)
{
    attend_random("heads 3, size 4, length 6, random", 3, 4, 6, 1, 1);
    attend_random("heads 2, size 16, length 40, random", 2, 16, 40, 2, 1);
}
END_TEST

START_TEST(attend_to_large_scores)
{
    attend_random("heads 2, size 8, length 5, scores in the hundreds", 2, 8, 5, 3, 200);
}
END_TEST

// ---- 12.3 quantise ----

typedef struct Quantized {
    bool cuts, largest, whole_row, eighth_bit;
} Quantized;

static void quantize_by_hand(int n, const float *w, Quantized how, double *q, double *scale)
{
    for (int from = 0; from < n; from += GROUP) {
        int to = from + GROUP < n ? from + GROUP : n;
        double most = 0, steps = how.eighth_bit ? 128 : 127;
        for (int i = how.whole_row ? 0 : from; i < (how.whole_row ? n : to); i++)
            most = fmax(most, how.largest ? (double)w[i] : fabs((double)w[i]));
        scale[from / GROUP] = most / steps;
        for (int i = from; i < to; i++) {
            double x = most > 0 ? (double)w[i] / most * steps : 0;
            q[i] = how.cuts ? trunc(x) : round(x);
        }
    }
}

static void quantize_case(const char *input, int n, const float *w)
{
    enum { MOST = 256 };
    static const struct {
        Quantized how;
        const char *sentence;
    } mistakes[] = {
        {{.cuts = true}, "that cuts off the digits after the point: round to the nearest"},
        {{.largest = true}, "negative weights count, too: the scale is the largest |w|"},
        {{.whole_row = true}, "each group of 64 has a scale of its own"},
        {{.eighth_bit = true}, "divide by 127: 128 does not fit into a signed byte"},
    };
    double q[MOST], scale[MOST], known_q[COUNT(mistakes)][MOST], known_scale[COUNT(mistakes)][MOST], yours[MOST];
    Guess guess_q[COUNT(mistakes) + 1] = {{0}}, guess_scale[COUNT(mistakes) + 1] = {{0}};
    int groups = (n + GROUP - 1) / GROUP, a = 0, b = 0;
    quantize_by_hand(n, w, (Quantized){0}, q, scale);
    for (int i = 0; i < COUNT(mistakes); i++) {
        quantize_by_hand(n, w, mistakes[i].how, known_q[i], known_scale[i]);
        if (!same(n, known_q[i], q, 1e-3))
            guess_q[a++] = (Guess){known_q[i], mistakes[i].sentence};
        if (!same(groups, known_scale[i], scale, 1e-6))
            guess_scale[b++] = (Guess){known_scale[i], mistakes[i].sentence};
    }
    int8_t *bytes = malloc((size_t)n);
    float *scales = malloc(sizeof *scales * (size_t)groups);
    memset(bytes, 77, (size_t)n);
    for (int g = 0; g < groups; g++)
        scales[g] = -1;
    quantize_row(n, w, bytes, scales);
    if (n % GROUP && scales[groups - 1] == -1)
        wrong(input, "scale[%d] was not written: the last group has what is left, %d numbers", groups - 1, n % GROUP);
    for (int g = 0; g < groups; g++) {
        if (!isfinite(scales[g]))
            wrong(input, "scale[%d] is %g", g, (double)scales[g]);
        yours[g] = (double)scales[g];
    }
    char where[160];
    snprintf(where, sizeof where, "scale of %s", input);
    expect_table(where, places("group", groups), yours, scale, 1e-6, guess_scale);
    for (int i = 0; i < n; i++)
        yours[i] = bytes[i];
    snprintf(where, sizeof where, "q of %s", input);
    expect_table(where, places("i", n), yours, q, 1e-3, guess_q);
    free(bytes);
    free(scales);
}

START_TEST(quantize_three)
{
    quantize_case("w 0.5 -1.27 0.014", 3, (float[]){0.5f, -1.27f, 0.014f});
    quantize_case("w 100 30.7 -81.9 -0.2", 4, (float[]){100, 30.7f, -81.9f, -0.2f});
}
END_TEST

START_TEST(quantize_groups)
{
    float w[200];
    for (int i = 0; i < 200; i++)
        w[i] = (float)(i < 64 ? 0.013 * (i - 20) : i < 128 ? 7.7 * sin(i) : 100.1 - i);
    quantize_case("two groups of 64", 128, w);
    quantize_case("100 numbers: groups of 64 and 36", 100, w);
    quantize_case("200 numbers: the last group has 8", 200, w);
}
END_TEST

START_TEST(quantize_zeros)
{
    float w[128];
    for (int i = 0; i < 128; i++)
        w[i] = i < 64 ? 0 : (float)cos(i);
    quantize_case("64 zeros, then 64 others", 128, w);
}
END_TEST

START_TEST(quantize_keeps_its_bound)
{
    float w[192], scale[3];
    int8_t q[192];
    Rng rng;
    rng_seed(&rng, 5);
    rng_randn(&rng, w, 192);
    w[70] = 40; // an outlier
    quantize_row(192, w, q, scale);
    for (int i = 0; i < 192; i++) {
        double error = fabs((double)w[i] - (double)scale[i / GROUP] * q[i]), bound = (double)scale[i / GROUP] / 2;
        if (error > bound * 1.001)
            wrong("192 normal numbers, one of them 40", "w[%d] = %g comes back as %g: off by %g, and %g is the most", i,
                  (double)w[i], (double)scale[i / GROUP] * q[i], error, bound);
        if (q[i] == 0 && fabs((double)w[i]) > 2 * bound)
            wrong("192 normal numbers, one of them 40", "w[%d] = %g became 0", i, (double)w[i]);
    }
}
END_TEST

// ---- 12.4 the product ----

static void dot_case(const char *input, int n, uint64_t seed)
{
    enum { MOST = 400 };
    int8_t w[MOST];
    int16_t x[MOST];
    float w_scale[8], x_scale[8];
    Rng rng;
    rng_seed(&rng, seed);
    for (int i = 0; i < n; i++) {
        w[i] = (int8_t)rng_randint(&rng, -127, 128);
        x[i] = (int16_t)(w[i] > 0 ? rng_randint(&rng, -20, 128) : rng_randint(&rng, -127, 20)); // the sum is far from 0
    }
    for (int g = 0; g < 8; g++) {
        w_scale[g] = (float)(0.5 + 0.25 * g);
        x_scale[g] = (float)(0.1 + 0.07 * g);
    }
    double right = 0, no_x = 0, no_w = 0, first = 0, going_on = 0, whole = 0, bytes = 0, all = 0;
    for (int g = 0, groups = (n + GROUP - 1) / GROUP; g < groups; g++) {
        double sum = 0, byte_sum = 0, a = (double)w_scale[g], b = (double)x_scale[g];
        for (int i = g * GROUP; i < n && i < (g + 1) * GROUP; i++) {
            sum += w[i] * x[i];
            byte_sum += (int8_t)(uint8_t)((unsigned)(w[i] * x[i]) & 255);
        }
        bool full = (g + 1) * GROUP <= n;
        all += sum;
        right += a * b * sum;
        no_x += a * sum;
        no_w += b * sum;
        first += (full ? (double)w_scale[0] * (double)x_scale[0] : a * b) * sum;
        going_on += a * b * (full ? all : sum);
        whole += full ? a * b * sum : 0;
        bytes += a * b * (full ? byte_sum : sum);
    }
    const double wrongs[] = {no_x, no_w, first, (double)w_scale[0] * (double)x_scale[0] * all, going_on, whole, bytes};
    static const char *const says[] = {
        "x_scale is missing",
        "w_scale is missing",
        "those are the scales of the first group: group g has w_scale[g] and x_scale[g]",
        "those are the scales of the first group: group g has w_scale[g] and x_scale[g]",
        "begin each group's sum at 0: yours goes on over the groups",
        "the last group is smaller, and yours leaves it out",
        "a product of two bytes does not fit into a byte: multiply as int",
    };
    Guess guesses[COUNT(wrongs) + 1] = {{0}};
    for (int i = 0, k = 0; i < COUNT(wrongs); i++)
        if (fabs(wrongs[i] / right - 1) > 1e-3)
            guesses[k++] = (Guess){&wrongs[i], says[i]};
    expect_number(input, (double)int8_dot(n, w, w_scale, x, x_scale), right, 1e-4, guesses);
}

START_TEST(dot_of_two)
{
    double no_x = -25;
    Guess guesses[] = {{&no_x, "x_scale is missing"}, {0}};
    expect_number("w 3 -4, scale 0.5; x 10 20, scale 0.1",
                  (double)int8_dot(2, (int8_t[]){3, -4}, (float[]){0.5f}, (int16_t[]){10, 20}, (float[]){0.1f}), -2.5,
                  1e-5, guesses);
    expect_number(
        "w 127 127 -127, scale 1; x 127 127 -127, scale 1",
        (double)int8_dot(3, (int8_t[]){127, 127, -127}, (float[]){1}, (int16_t[]){127, 127, -127}, (float[]){1}), 48387,
        1e-5, NULL);
}
END_TEST

START_TEST(dot_of_groups)
{
    dot_case("one group of 64", 64, 1);
    dot_case("three groups of 64", 192, 2);
}
END_TEST

START_TEST(dot_of_a_smaller_group)
{
    dot_case("100 numbers: 64 and 36", 100, 3);
    dot_case("330 numbers: five groups of 64, and 10", 330, 4);
}
END_TEST

// ---- 12.5 min-p and repetition ----

typedef struct Drawn {
    bool divides, often, as_share, not_divided, no_penalty, multiplies, no_min_p, only_past;
} Drawn;

static void min_p_by_hand(int V, const float *logits, int n, const int *past, double r, double T, double min_p, Drawn d,
                          double *p)
{
    enum { MOST = 16 };
    double logit[MOST], most = -INFINITY, sum = 0, kept = 0;
    for (int v = 0; v < V; v++) {
        int times = 0;
        logit[v] = (double)logits[v];
        for (int i = 0; i < n; i++)
            times += past[i] == v;
        for (int i = 0; i < (d.often ? times : times > 0) && !d.no_penalty; i++)
            logit[v] = logit[v] > 0 || d.divides ? logit[v] / r : logit[v] * r;
        most = fmax(most, logit[v]);
    }
    for (int v = 0; v < V; v++)
        sum += p[v] = exp(d.multiplies ? (logit[v] - most) * T : (logit[v] - most) / T);
    for (int v = 0; v < V; v++) {
        double compared = d.as_share ? p[v] / sum : p[v];
        p[v] = d.no_min_p || compared >= min_p ? p[v] : 0;
        kept += p[v];
    }
    for (int v = 0; v < V; v++)
        p[v] = d.not_divided ? p[v] : kept > 0 ? p[v] / kept : 0;
}

static void min_p_case(const char *input, int V, const float *logits, int n, const int *past, double r, double T,
                       double min_p)
{
    enum { MOST = 16 };
    static const struct {
        Drawn how;
        const char *sentence;
    } mistakes[] = {
        {{.divides = true}, "dividing makes a negative logit larger: multiply a negative logit by r"},
        {{.often = true}, "a token is penalised once, however often it is in the past"},
        {{.as_share = true}, "min_p is compared with a probability: it means min_p times the likeliest one's"},
        {{.not_divided = true}, "divide by the sum of what is kept"},
        {{.no_penalty = true}, "the past changes nothing: its tokens' logits are divided or multiplied by r"},
        {{.multiplies = true}, "divide by the temperature"},
        {{.no_min_p = true}, "min_p changes nothing: what is less than min_p times the likeliest gets 0"},
    };
    double right[MOST], yours[MOST], known[COUNT(mistakes)][MOST];
    Guess guesses[COUNT(mistakes) + 1] = {{0}};
    int k = 0;
    min_p_by_hand(V, logits, n, past, r, T, min_p, (Drawn){0}, right);
    for (int i = 0; i < COUNT(mistakes); i++) {
        min_p_by_hand(V, logits, n, past, r, T, min_p, mistakes[i].how, known[k]);
        if (!same(V, known[k], right, 1e-4))
            guesses[k] = (Guess){known[k], mistakes[i].sentence}, k++;
    }
    float *p = malloc(sizeof *p * (size_t)V), *copy = malloc(sizeof *copy * (size_t)V);
    memcpy(copy, logits, sizeof *copy * (size_t)V);
    for (int v = 0; v < V; v++)
        p[v] = -1;
    min_p_probabilities(V, copy, n, past, r, T, min_p, p);
    for (int v = 0; v < V; v++) {
        yours[v] = (double)p[v];
        if (!isfinite(yours[v]))
            wrong(input, "p[%d] is %g: subtract the largest logit before exp", v, yours[v]);
        if (copy[v] != logits[v])
            wrong(input, "logit %d was changed: they are their caller's, work on a copy", v);
    }
    free(p);
    free(copy);
    expect_table(input, places("v", V), yours, right, 1e-5, guesses);
}

#define LN2 0.69314718f

START_TEST(min_p_of_three)
{
    static const float logits[] = {3 * LN2, 2 * LN2, 0};
    min_p_case("logits ln 8, ln 4, ln 1, min_p 0.25", 3, logits, 0, NULL, 1, 1, 0.25);
    min_p_case("logits ln 8, ln 4, ln 1, min_p 0.1", 3, logits, 0, NULL, 1, 1, 0.1);
    min_p_case("logits ln 8, ln 4, ln 1, min_p 0.25, temperature 3", 3, logits, 0, NULL, 1, 3, 0.25);
    min_p_case("logits ln 8, ln 4, ln 1, min_p 0.9", 3, logits, 0, NULL, 1, 1, 0.9);
}
END_TEST

START_TEST(min_p_after_a_penalty)
{
    static const float logits[] = {4, 4, -1, 0.5f, 3};
    min_p_case("logits 4 4 -1 0.5 3, past 0, r 2", 5, logits, 1, (int[]){0}, 2, 1, 0);
    min_p_case("logits 4 4 -1 0.5 3, past 2 0, r 1.5", 5, logits, 2, (int[]){2, 0}, 1.5, 1, 0);
    min_p_case("logits 4 4 -1 0.5 3, past 0 0 0 2, r 1.3, temperature 2, min_p 0.1", 5, logits, 4, (int[]){0, 0, 0, 2},
               1.3, 2, 0.1);
}
END_TEST

START_TEST(min_p_at_the_edges)
{
    static const float large[] = {1000, 1001, 999}, negative[] = {-2, -3, -2.5f, -8};
    min_p_case("logits 1000 1001 999", 3, large, 0, NULL, 1, 1, 0);
    min_p_case("logits -2 -3 -2.5 -8, past 0 1 2, r 1.2, min_p 0.3", 4, negative, 3, (int[]){0, 1, 2}, 1.2, 1, 0.3);
}
END_TEST

void lesson_suite(void)
{
    exercise("1-bytes", bytes_of_gpt2, bytes_with_int8, bytes_of_a_large_model, NULL);
    exercise("2-attend", attend_to_two, attend_with_heads, attend_to_large_scores, NULL);
    exercise("3-quantize", quantize_three, quantize_groups, quantize_zeros, quantize_keeps_its_bound, NULL);
    exercise("4-dot", dot_of_two, dot_of_groups, dot_of_a_smaller_group, NULL);
    exercise("5-min-p", min_p_of_three, min_p_after_a_penalty, min_p_at_the_edges, NULL);
    suite_of_coding();
}
