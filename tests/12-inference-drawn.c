/*
 * Drawn cases for lesson 12's exercises (tests/drawn.h). What is right is written from the formulas, in double, never from
 * the solutions.
 */
#include "12-inference.h"
#include "drawn.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Rng rng;

static int between(int low, int high) // both may be drawn
{
    return (int)rng_randint(&rng, low, high + 1);
}

static void normals(float *out, int n, double scale, double shift)
{
    for (int i = 0; i < n; i++)
        out[i] = (float)(scale * rng_gauss(&rng, 0, 1) + shift);
}

START_TEST(bytes_of_drawn_models)
{
    rng_seed(&rng, drawn_seed(_i));
    for (int k = 0; k < 4; k++) {
        GPTConfig c = {between(100, 60000), between(64, 2048), between(2, 50), 1, between(16, 2000)};
        int length = between(10, 60);
        double yours = bytes_a_token(c, k % 2, length), C = c.embd, L = c.layers, each = k % 2 ? 1.0625 : 4;
        double right = each * (12 * L * C * C + c.vocab * C) + 4 * (13 * L * C + 3 * C + 2 * L * (length + 1) * C);
        char input[120];
        snprintf(input, sizeof input, "{%d, %d, %d, 1, %d}, %s, length %d", c.vocab, c.block, c.layers, c.embd,
                 k % 2 ? "int8" : "float32", length);
        expect_number(input, yours, right, 1e-9, NULL);
    }
}
END_TEST

START_TEST(attend_to_drawn_positions)
{
    enum { MOST = 64, POSITIONS = 30 };
    float q[MOST], k[MOST * POSITIONS], v[MOST * POSITIONS], out[MOST];
    double w[POSITIONS], right[MOST] = {0}, yours[MOST];
    rng_seed(&rng, drawn_seed(_i));
    int heads = between(2, 4), size = between(3, 16), T = between(5, POSITIONS), C = heads * size;
    normals(q, C, 1, 0);
    normals(k, C * T, 1, 0);
    normals(v, C * T, 1, 4);
    attend(heads, size, T, q, k, v, out);
    for (int h = 0; h < heads; h++) {
        double sum = 0;
        for (int s = 0; s < T; s++) {
            w[s] = 0;
            for (int i = 0; i < size; i++)
                w[s] += (double)q[h * size + i] * (double)k[s * C + h * size + i];
            sum += w[s] = exp(w[s] / sqrt(size));
        }
        for (int s = 0; s < T; s++)
            for (int i = 0; i < size; i++)
                right[h * size + i] += w[s] / sum * (double)v[s * C + h * size + i];
    }
    for (int i = 0; i < C; i++)
        yours[i] = (double)out[i];
    char input[80];
    snprintf(input, sizeof input, "drawn: heads %d, size %d, length %d", heads, size, T);
    expect_table(input, places("head i", heads, size), yours, right, 1e-5, NULL);
}
END_TEST

START_TEST(quantize_drawn_rows)
{
    enum { MOST = 300 };
    float w[MOST], scale[MOST];
    int8_t q[MOST];
    double right[MOST], yours[MOST];
    rng_seed(&rng, drawn_seed(_i));
    int n = between(130, MOST);
    normals(w, n, 0.3, 0);
    for (int i = 0; i < n; i += 50)
        w[i] *= -9;
    quantize_row(n, w, q, scale);
    for (int from = 0; from < n; from += GROUP) {
        double most = 0;
        for (int i = from; i < n && i < from + GROUP; i++)
            most = fmax(most, fabs((double)w[i]));
        if (fabs((double)scale[from / GROUP] - most / 127) > 1e-6 * most)
            wrong("a drawn row", "scale[%d] is %g and should be %g", from / GROUP, (double)scale[from / GROUP],
                  most / 127);
        for (int i = from; i < n && i < from + GROUP; i++) {
            double exact = (double)w[i] / most * 127;
            right[i] = round(exact);
            yours[i] = fabs(fabs(exact - trunc(exact)) - 0.5) < 1e-3 ? right[i] : q[i]; // a half, up to rounding
        }
    }
    expect_table("a drawn row", places("i", n), yours, right, 1e-3, NULL);
}
END_TEST

START_TEST(dot_of_drawn_rows)
{
    enum { MOST = 300 };
    int8_t w[MOST];
    int16_t x[MOST];
    float w_scale[8], x_scale[8];
    rng_seed(&rng, drawn_seed(_i));
    int n = between(130, MOST);
    for (int i = 0; i < n; i++) {
        w[i] = (int8_t)between(-127, 127);
        x[i] = (int16_t)(w[i] > 0 ? between(-20, 127) : between(-127, 20));
    }
    for (int g = 0; g < 8; g++) {
        w_scale[g] = (float)rng_uniform(&rng, 0.1, 2);
        x_scale[g] = (float)rng_uniform(&rng, 0.1, 2);
    }
    double yours = (double)int8_dot(n, w, w_scale, x, x_scale), right = 0;
    for (int i = 0; i < n; i++)
        right += (double)w_scale[i / GROUP] * (double)x_scale[i / GROUP] * w[i] * x[i];
    expect_number("two drawn rows", yours, right, 1e-4, NULL);
}
END_TEST

START_TEST(min_p_of_drawn_logits)
{
    enum { V = 9, PAST = 6 };
    float logits[V], p[V];
    int past[PAST];
    double right[V], yours[V], logit[V], most = -INFINITY, sum = 0;
    rng_seed(&rng, drawn_seed(_i));
    normals(logits, V, 2, 0.3);
    for (int i = 0; i < PAST; i++)
        past[i] = between(0, V - 1);
    double r = rng_uniform(&rng, 1.1, 2), T = rng_uniform(&rng, 0.5, 2), min_p = rng_uniform(&rng, 0.05, 0.4);
    min_p_probabilities(V, logits, PAST, past, r, T, min_p, p);
    for (int v = 0; v < V; v++) {
        bool seen = false;
        for (int i = 0; i < PAST; i++)
            seen |= past[i] == v;
        logit[v] = (double)logits[v] * (!seen ? 1 : logits[v] > 0 ? 1 / r : r);
        most = fmax(most, logit[v]);
    }
    for (int v = 0; v < V; v++) {
        right[v] = exp((logit[v] - most) / T);
        right[v] = right[v] >= min_p ? right[v] : 0;
        sum += right[v];
    }
    for (int v = 0; v < V; v++) {
        right[v] /= sum;
        yours[v] = (double)p[v];
    }
    expect_table("drawn logits, a past, a penalty, a temperature and min_p", places("v", V), yours, right, 1e-5, NULL);
}
END_TEST

START_TEST(accept_drawn_tokens)
{
    enum { V = 7, TRIES = 40 };
    float p[V], q[V];
    rng_seed(&rng, drawn_seed(_i));
    for (int try = 0; try < TRIES; try++) {
        double sum_p = 0, sum_q = 0, sum = 0, running = 0;
        for (int i = 0; i < V; i++) {
            sum_p += (double)(p[i] = (float)rng_uniform(&rng, 0.01, 1));
            sum_q += (double)(q[i] = (float)rng_uniform(&rng, 0.01, 1));
        }
        for (int i = 0; i < V; i++) {
            p[i] = (float)((double)p[i] / sum_p);
            q[i] = (float)((double)q[i] / sum_q);
        }
        int token = between(0, V - 1), right = -1;
        double u = rng_random(&rng), v = rng_random(&rng);
        int yours = accept_or_replace(V, p, q, token, u, v);
        for (int i = 0; i < V; i++)
            sum += fmax(0, (double)p[i] - (double)q[i]);
        for (int i = 0; i < V && right < 0; i++)
            right = (running += fmax(0, (double)p[i] - (double)q[i])) > v * sum ? i : -1;
        right = u * (double)q[token] < (double)p[token] ? token : right;
        expect_int("drawn p, q, token, u and v", yours, right, NULL);
    }
}
END_TEST

START_TEST(narrow_drawn_intervals)
{
    rng_seed(&rng, drawn_seed(_i));
    for (int try = 0; try < 40; try++) {
        uint32_t low = rng_u32(&rng) / 4, high = low + (1u << 30) + rng_u32(&rng) / 3, a = low, b = high;
        uint32_t total = 1000 + rng_u32(&rng) / 32, from = rng_u32(&rng) % (total - 1), to = from + 1;
        to += rng_u32(&rng) % (total - from);
        uint64_t range = (uint64_t)high - low + 1;
        narrow(&a, &b, from, to, total);
        const double yours[] = {a, b};
        const double right[] = {(double)(low + range * from / total), (double)(low + range * to / total - 1)};
        expect_table("a drawn interval", places("low_and_high", 2), yours, right, 1e-12, NULL);
        uint32_t code = low + (uint32_t)(rng_u32(&rng) % range), f = frequency_at(low, high, code, total);
        if (f >= total || low + range * f / total > code || low + range * (f + 1) / total <= code)
            wrong("a drawn code", "low %u, high %u, code %u, total %u: frequency %u is not where the code is", low,
                  high, code, total, f);
    }
}
END_TEST

void lesson_drawn(void)
{
    drawn("1-bytes", bytes_of_drawn_models, NULL);
    drawn("2-attend", attend_to_drawn_positions, NULL);
    drawn("3-quantize", quantize_drawn_rows, NULL);
    drawn("4-dot", dot_of_drawn_rows, NULL);
    drawn("5-min-p", min_p_of_drawn_logits, NULL);
    drawn("6-speculate", accept_drawn_tokens, NULL);
    drawn("7-narrow", narrow_drawn_intervals, NULL);
}
