/*
 * Drawn cases for lesson 11's exercises (tests/drawn.h). The two that are measured (11.8, 11.9) have shapes of their own: for
 * 11.8 a machine on paper is drawn, for 11.9 odd sizes. What is right is worked out in double, from the definitions.
 */
#include "11-fast.h"
#include "drawn.h"
#include "rng.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 64 * 64 };

static Rng rng;
static char title[160];
static float A[ROOM], B[ROOM], C[ROOM], before[ROOM];
static double yours[ROOM], right[ROOM];

static int between(int low, int high) // both may be drawn
{
    return (int)rng_randint(&rng, low, high + 1);
}

static void draw(int count, float *values)
{
    for (int i = 0; i < count; i++)
        values[i] = (float)(0.5 + rng_random(&rng));
}

// ---- 11.1 ----

START_TEST(work_of_drawn_sizes)
{
    rng_seed(&rng, drawn_seed(_i));
    int M = between(2, 5000), N = between(2, 5000), K = between(2, 5000);
    Work dot = dot_work(N), product = product_work(M, N, K);
    double got[] = {dot.flops,
                    dot.bytes,
                    product.flops,
                    product.bytes,
                    intensity(product),
                    1e6 * least_seconds(product, 3e11, 2e10),
                    1e6 * least_seconds(dot, 3e11, 2e10)};
    double m = M, n = N, k = K, flops = 2 * m * n * k, bytes = 4 * (m * k + k * n + m * n);
    double is[] = {
        2 * n, 8 * n, flops, bytes, flops / bytes, 1e6 * fmax(flops / 3e11, bytes / 2e10), 1e6 * 8 * n / 2e10};
    snprintf(title, sizeof title, "M %d, N %d, K %d: dot_work, product_work, intensity and seconds", M, N, K);
    expect_table(title, places("i", COUNT(is)), got, is, 1e-9, NULL);
}
END_TEST

// ---- 11.2, 11.3, 11.9 ----

static void expect_product(int M, int N, int K, bool adds)
{
    for (int i = 0; i < M * N; i++) {
        right[i] = adds ? (double)before[i] : 0;
        yours[i] = (double)C[i];
        for (int k = 0; k < K; k++)
            right[i] += (double)A[i / N * K + k] * (double)B[k * N + i % N];
    }
    expect_table(title, places("i j", M, N), yours, right, 1e-5, NULL);
}

static void draw_product(int M, int N, int K)
{
    draw(M * K, A);
    draw(K * N, B);
    draw(M * N, before);
    memcpy(C, before, sizeof C);
}

START_TEST(rows_of_drawn_shapes)
{
    rng_seed(&rng, drawn_seed(_i));
    int M = between(1, 20), N = between(2, 40), K = between(2, 40);
    draw_product(M, N, K);
    product_rows(M, N, K, A, B, C);
    snprintf(title, sizeof title, "M %d, N %d, K %d", M, N, K);
    expect_product(M, N, K, true);
}
END_TEST

START_TEST(blocks_of_drawn_shapes)
{
    rng_seed(&rng, drawn_seed(_i));
    int M = between(1, 20), N = between(5, 40), K = between(5, 40), depth = between(2, 9), width = between(2, 9);
    draw_product(M, N, K);
    product_blocked(M, N, K, depth, width, A, B, C);
    snprintf(title, sizeof title, "M %d, N %d, K %d, depth %d, width %d", M, N, K, depth, width);
    expect_product(M, N, K, true);
}
END_TEST

START_TEST(fastest_of_drawn_shapes)
{
    rng_seed(&rng, drawn_seed(_i));
    int M = between(1, 60), N = between(1, 60), K = between(1, 60);
    draw_product(M, N, K);
    product_fastest(M, N, K, A, B, C);
    snprintf(title, sizeof title, "M %d, N %d, K %d", M, N, K);
    expect_product(M, N, K, false);
}
END_TEST

// ---- 11.4 ----

START_TEST(tile_of_drawn_strides)
{
    enum { ROWS = 4, COLS = 16 };
    rng_seed(&rng, drawn_seed(_i));
    int K = between(2, 40), a_row = K + between(0, 30), b_row = COLS + between(0, 30), c_row = COLS + between(0, 30);
    draw(ROWS * a_row, A);
    draw(K * b_row, B);
    draw(ROWS * c_row, before);
    memcpy(C, before, sizeof C);
    tile_4x16(K, A, a_row, B, b_row, C, c_row);
    for (int i = 0; i < ROWS * COLS; i++) {
        int r = i / COLS, j = i % COLS;
        yours[i] = (double)C[r * c_row + j];
        right[i] = (double)before[r * c_row + j];
        for (int k = 0; k < K; k++)
            right[i] += (double)A[r * a_row + k] * (double)B[k * b_row + j];
    }
    snprintf(title, sizeof title, "K %d, a_row %d, b_row %d, c_row %d", K, a_row, b_row, c_row);
    expect_table(title, places("i j", ROWS, COLS), yours, right, 1e-5, NULL);
}
END_TEST

// ---- 11.5 ----

START_TEST(parts_of_drawn_rows)
{
    static int lines_of[ROOM / LINE_FLOATS + 1];
    _Alignas(64) static float sum[ROOM];
    rng_seed(&rng, drawn_seed(_i));
    int rows = between(40, 600), n = between(1, 6), parts = between(2, 5), shared = 0;
    memset(lines_of, 0, sizeof lines_of);
    draw(rows * n, A);
    for (int p = 0; p < parts; p++) {
        for (int r = 0; r < rows; r++)
            sum[r] = -1;
        row_sums_part(p, &(RowSums){rows, n, parts, A, sum});
        for (int r = 0; r < rows; r++)
            if (sum[r] != -1) {
                shared += lines_of[r / LINE_FLOATS] && lines_of[r / LINE_FLOATS] != p + 1;
                lines_of[r / LINE_FLOATS] = p + 1;
                yours[r] = (double)sum[r];
            }
    }
    for (int r = 0; r < rows; r++) {
        right[r] = 0;
        for (int j = 0; j < n; j++)
            right[r] += (double)A[r * n + j];
    }
    snprintf(title, sizeof title, "%d rows of %d, %d parts", rows, n, parts);
    expect_table(title, places("r", rows), yours, right, 1e-5, NULL);
    expect_int("rows in a line that another part has written, too", shared, 0, "a line belongs to one part");
}
END_TEST

// ---- 11.6 ----

static int seen;

static void backwards(int parts, Body *body, void *arg)
{
    seen = parts;
    for (int i = parts - 1; i >= 0; i--)
        body(i, arg);
}

START_TEST(sum_of_drawn_numbers)
{
    rng_seed(&rng, drawn_seed(_i));
    int n = between(CHUNK_FLOATS + 1, 5 * CHUNK_FLOATS);
    float *x = malloc(sizeof *x * (size_t)n);
    draw(n, x);
    double got = same_bits_sum(n, x, backwards), is = 0;
    for (int c = 0; c * CHUNK_FLOATS < n; c++) {
        double part = 0;
        for (int i = c * CHUNK_FLOATS; i < n && i < (c + 1) * CHUNK_FLOATS; i++)
            part += (double)x[i];
        is += part;
    }
    snprintf(title, sizeof title, "n = %d", n);
    free(x);
    expect_number(title, got, is, 1e-12, NULL);
    expect_int("the parts that run got", seen, (n + CHUNK_FLOATS - 1) / CHUNK_FLOATS, "one for each chunk");
}
END_TEST

// ---- 11.7 ----

START_TEST(softmax_of_drawn_numbers)
{
    rng_seed(&rng, drawn_seed(_i));
    int n = between(3, 50);
    double most = -INFINITY, sum = 0;
    for (int i = 0; i < n; i++) {
        A[i] = (float)(10 * rng_random(&rng) - 5);
        most = fmax(most, (double)A[i]);
    }
    Running both = running_merge((Running){A[0], 2}, (Running){A[1], 3});
    softmax_online(n, A, B);
    for (int i = 0; i < n; i++)
        sum += exp((double)A[i] - most);
    for (int i = 0; i < n; i++) {
        yours[i] = (double)B[i];
        right[i] = exp((double)A[i] - most) / sum;
    }
    double larger = fmax((double)A[0], (double)A[1]);
    expect_table("softmax", places("i", n), yours, right, 1e-5, NULL);
    expect_number("the sum of two merged", (double)both.sum,
                  2 * exp((double)A[0] - larger) + 3 * exp((double)A[1] - larger), 1e-5, NULL);
}
END_TEST

// ---- 11.8 ----

START_TEST(predictions_on_drawn_paper)
{
    static const double bytes_each[UNFAMILIAR] = {12, 8, 4, 8, 8};
    rng_seed(&rng, drawn_seed(_i));
    double speed = 1e9 * between(5, 50), product = 1e9 * between(50, 500), e = 1e-9 * between(2, 9);
    Machine m = {.product = product, .exp_seconds = e, .copy_bytes = {1e4, 1e6, 1e7, 1e9}};
    for (int i = 0; i < LEVELS; i++)
        m.copy_speed[i] = speed;
    int rows = between(1000, 4000), cols = between(1000, 4000);
    for (int op = 0; op < UNFAMILIAR; op++) {
        double n = (double)rows * cols, is = bytes_each[op] * n / speed;
        is = op == SIGMOID ? fmax(is, n * e) : op == WEIGHT_GRADIENT ? fmax(is, 2 * n * cols / product) : is;
        double guessed = log(1e6 * predicted_seconds(&m, (Unfamiliar)op, rows, cols)), needed = log(1e6 * is);
        snprintf(title, sizeof title, "op %d on (%d, %d), a drawn machine: ln of the microseconds, to a factor of 1.5",
                 op, rows, cols);
        expect_number(title, guessed, needed, log(1.5) / needed, NULL);
    }
}
END_TEST

void lesson_drawn(void)
{
    drawn("1-intensity", work_of_drawn_sizes, NULL);
    drawn("2-loop-order", rows_of_drawn_shapes, NULL);
    drawn("3-blocking", blocks_of_drawn_shapes, NULL);
    drawn("4-tile", tile_of_drawn_strides, NULL);
    drawn("5-row-sums", parts_of_drawn_rows, NULL);
    drawn("6-same-bits", sum_of_drawn_numbers, NULL);
    drawn("7-online-softmax", softmax_of_drawn_numbers, NULL);
    drawn("8-predict", predictions_on_drawn_paper, NULL);
    drawn("9-fastest", fastest_of_drawn_shapes, NULL);
}
