/*
 * The two exercises of lesson 11 that are measured. Both compare two times that were taken in turn on the machine that
 * grades, the least of many short runs each: so neither the machine nor what else it is doing counts. One thread.
 */
#define _DEFAULT_SOURCE
#include "11-fast.h"
#include "11-fast/machine.h"
#include "11-fast/measure.h"
#include "11-fast/pages.h"
#include "gemm.h"
#include "memory.h"
#include "suite.h"
#include "tensor.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void suite_of_speed(void);

// ---- 11.8 predict, then measure ----

static const char *const op_name[UNFAMILIAR] = {"MULTIPLY", "RMS_NORM", "VECTOR_MATRIX", "SIGMOID", "WEIGHT_GRADIENT"};

// What an op costs: bytes for each number of x, exponentials for each number, operations of a product.
static double seconds_by_hand(const Machine *m, Unfamiliar op, double rows, double cols, bool floats, bool level_one)
{
    static const double bytes_each[UNFAMILIAR] = {12, 8, 4, 8, 8};
    double n = rows * cols, bytes = bytes_each[op] * n, arithmetic = 0;
    if (op == SIGMOID)
        arithmetic = n * m->exp_seconds;
    if (op == WEIGHT_GRADIENT)
        arithmetic = 2 * n * cols / m->product;
    double speed = level_one ? m->copy_speed[0] : copy_speed_of(m, bytes);
    return fmax(arithmetic, bytes / (floats ? 4 : 1) / speed);
}

static void on_paper(const Machine *m, Unfamiliar op, int rows, int cols)
{
    char input[128];
    double yours = predicted_seconds(m, op, rows, cols), right = seconds_by_hand(m, op, rows, cols, false, false);
    double floats = seconds_by_hand(m, op, rows, cols, true, false),
           level_one = seconds_by_hand(m, op, rows, cols, false, true);
    bool of_bytes = op != SIGMOID && op != WEIGHT_GRADIENT;
    snprintf(input, sizeof input, "%s on (%d, %d), a machine on paper: yours %.3g, expected about %.3g seconds",
             op_name[op], rows, cols, yours, right);
    if (yours > right / 1.5 && yours < right * 1.5)
        return;
    wrong(input, "%s",
          !(yours > 0)                                     ? "a time is more than 0"
          : fabs(yours / right / 1e6 - 1) < 0.5            ? "in seconds, not microseconds"
          : of_bytes && fabs(yours / level_one - 1) < 0.01 ? "that does not fit into the first-level cache: use "
                                                             "copy_speed_of with all bytes the op touches"
          : of_bytes && fabs(yours / floats - 1) < 0.01    ? "a float has 4 bytes"
          : of_bytes && yours < right                      ? "its bytes take longer than its arithmetic: count every "
                                                             "array that is read or written"
          : yours < right                                  ? "its arithmetic takes longer than its bytes"
                                                           : "that is too long: what is counted twice?");
}

static const Machine paper = {.product = 100e9,
                              .exp_seconds = 2e-9,
                              .copy_bytes = {1e4, 1e6, 1e7, 1e9},
                              .copy_speed = {400e9, 100e9, 10e9, 10e9}};

START_TEST(bytes_on_paper)
{
    on_paper(&paper, MULTIPLY, 1000, 1000);
    on_paper(&paper, RMS_NORM, 4000, 500);
    on_paper(&paper, VECTOR_MATRIX, 3000, 1000);
}
END_TEST

START_TEST(arithmetic_on_paper)
{
    on_paper(&paper, SIGMOID, 1000, 1000);
    on_paper(&paper, WEIGHT_GRADIENT, 2000, 500);
}
END_TEST

typedef struct Job {
    Unfamiliar op;
    Tensor x, y;
    real *v, *out;
} Job;

static void run_job(void *arg)
{
    Job *j = arg;
    int rows = j->x.shape.dim[0], cols = j->x.shape.dim[1];
    tape_reset();
    switch (j->op) {
    case MULTIPLY:
        tensor_mul(&j->x, &j->y);
        break;
    case RMS_NORM:
        tensor_rms_norm(&j->x, NULL, 1e-5);
        break;
    case VECTOR_MATRIX:
        gemm(false, false, 1, cols, rows, j->v, j->x.data, j->out, false);
        break;
    case SIGMOID:
        tensor_sigmoid(&j->x);
        break;
    default:
        gemm(true, false, cols, cols, rows, j->x.data, j->y.data, j->out, false);
    }
}

static Tensor leaf(int rows, int cols)
{
    Tensor t = {.shape = SHAPE(rows, cols), .size = (size_t)rows * (size_t)cols};
    t.data = memory_new(sizeof(real) * t.size);
    for (size_t i = 0; i < t.size; i++)
        t.data[i] = (real)(i % 17) / 17;
    return t;
}

// What was measured, in memory that the tests' processes share, so that it is measured once.
static struct {
    bool done;
    double error, of[UNFAMILIAR]; // the geometric mean of the five factors, and each: prediction / time
} * predictions;

static void measure_predictions(void)
{
    static const int shape[UNFAMILIAR][2] = {{1024, 1100}, {1100, 1500}, {1500, 2000}, {1000, 1000}, {1000, 300}};
    double logs = 0;
    measure_one_thread(true);
    measure_for(0.15);
    Machine m = machine_measure();
    for (int op = 0; op < UNFAMILIAR; op++) {
        int rows = shape[op][0], cols = shape[op][1];
        Job j = {(Unfamiliar)op, leaf(rows, cols), leaf(rows, cols), memory_zeros(sizeof(real) * (size_t)rows),
                 memory_zeros(sizeof(real) * (size_t)cols * (size_t)cols)};
        double time = measure(run_job, &j).least;
        predictions->of[op] = predicted_seconds(&m, (Unfamiliar)op, rows, cols) / time;
        if (!(predictions->of[op] > 0))
            wrong(op_name[op], "your prediction is not above 0: a time is more than 0");
        logs += fabs(log(predictions->of[op]));
        free(j.x.data), free(j.y.data), free(j.v), free(j.out);
    }
    predictions->error = exp(logs / UNFAMILIAR);
    predictions->done = true;
}

static void error_is_below(double factor)
{
    if (!predictions->done)
        measure_predictions();
    bool good = predictions->error < factor;
    saw("whether the predictions are close enough", sizeof good, &good);
    if (good)
        return;
    int worst = 0;
    for (int op = 1; op < UNFAMILIAR; op++)
        if (fabs(log(predictions->of[op])) > fabs(log(predictions->of[worst])))
            worst = op;
    char input[128];
    snprintf(input, sizeof input, "a typical error of a factor of %.2f; the aim is %.1f", predictions->error, factor);
    wrong(input, "the worst is %s: your prediction is %.2f times what was measured", op_name[worst],
          predictions->of[worst]);
}

START_TEST(within_a_factor_of_4)
{
    error_is_below(4);
}
END_TEST

START_TEST(within_a_factor_of_2_5)
{
    error_is_below(2.5);
}
END_TEST

START_TEST(within_a_factor_of_1_8)
{
    error_is_below(1.8);
}
END_TEST

// ---- 11.9 the fastest product ----

static sigjmp_buf beyond;

static void touched_beyond(int number)
{
    siglongjmp(beyond, number);
}

// A matrix that ends where memory ends: one number further, and the program is stopped.
static float *matrix_at_the_end(int rows, int cols)
{
    int n = rows * cols, page = page_floats(), pages = (n + page - 1) / page;
    float *at = pages_new(pages) + pages * page - n;
    for (int i = 0; i < n; i++)
        at[i] = 0.5f + (float)(i * 37 % 101) / 67.0f;
    return at;
}

static double element(int N, int K, const float *A, const float *B, int i, int j, int from)
{
    double sum = 0;
    for (int k = from; k < K; k++)
        sum += (double)A[i * K + k] * B[k * N + j];
    return sum;
}

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-4 * fmax(1, fabs(b));
}

static void product_case(int M, int N, int K)
{
    char input[64];
    float *A = matrix_at_the_end(M, K), *B = matrix_at_the_end(K, N), *C = matrix_at_the_end(M, N);
    struct sigaction before, action = {.sa_handler = touched_beyond, .sa_flags = SA_NODEFER};
    snprintf(input, sizeof input, "M %d, N %d, K %d", M, N, K);
    for (int i = 0; i < M * N; i++)
        C[i] = 7;
    sigaction(SIGSEGV, &action, &before);
    if (sigsetjmp(beyond, 1) == 0)
        product_fastest(M, N, K, A, B, C);
    else {
        sigaction(SIGSEGV, &before, NULL);
        wrong(input, "memory beyond the end of A, B or C was touched: at the edges a tile is smaller");
    }
    sigaction(SIGSEGV, &before, NULL);
    double *yours = malloc(sizeof *yours * (size_t)(M * N)), *right = malloc(sizeof *right * (size_t)(M * N));
    for (int i = 0; i < M * N; i++) {
        yours[i] = (double)C[i];
        right[i] = element(N, K, A, B, i / N, i % N, 0);
        if (near(yours[i], right[i]))
            continue;
        if (yours[i] == 7)
            wrong(input, "C[%d][%d] was not written: the last rows and columns belong to no whole tile", i / N, i % N);
        if (near(yours[i], right[i] + 7))
            wrong(input, "C is overwritten, not added to: it may hold anything before");
        for (int k = 8; k < K; k += 8)
            if (near(yours[i], element(N, K, A, B, i / N, i % N, k)))
                wrong(input, "the first block of k is lost: from the second one on, add to C");
    }
    expect_table(input, places("i j", M, N), yours, right, 1e-4, NULL);
    pages_free();
    free(yours), free(right);
}

START_TEST(product_of_small_ones)
{
    product_case(1, 1, 1);
    product_case(2, 3, 4);
    product_case(16, 32, 16);
}
END_TEST

START_TEST(product_of_odd_sizes)
{
    product_case(1, 65, 33);
    product_case(65, 1, 3);
    product_case(37, 41, 300);
    product_case(97, 127, 129);
}
END_TEST

static struct {
    bool done;
    double share; // of gemm's speed
} * speed;

enum { N = 384 };
typedef struct Three {
    float *A, *B, *C;
} Three;

static void run_yours(void *arg)
{
    const Three *t = arg;
    product_fastest(N, N, N, t->A, t->B, t->C);
}

static void run_gemm(void *arg)
{
    const Three *t = arg;
    gemm(false, false, N, N, N, (real *)t->A, (real *)t->B, (real *)t->C, false);
}

static void measure_speed(void)
{
    Timing t[2];
    size_t bytes = sizeof(float) * N * N;
    Three x = {memory_zeros(bytes), memory_zeros(bytes), memory_zeros(bytes)};
    for (int i = 0; i < N * N; i++)
        x.A[i] = x.B[i] = (float)(i % 7);
    measure_one_thread(true);
    measure_for(0.25);
    measure_in_turn(2, (Run *const[]){run_yours, run_gemm}, (void *const[]){&x, &x}, t);
    speed->share = t[1].least / t[0].least;
    speed->done = true;
    free(x.A), free(x.B), free(x.C);
}

static void share_is_above(double aim)
{
    char input[128];
    if (!speed->done)
        measure_speed();
    bool good = speed->share > aim;
    saw("whether it is fast enough", sizeof good, &good);
    if (good)
        return;
    snprintf(input, sizeof input, "384 x 384 x 384: %.1f percent of gemm's speed; the aim is %.0f", 100 * speed->share,
             100 * aim);
    wrong(input, "%s",
          aim < 0.1   ? "try exercise 11.2's order of the loops: j innermost"
          : aim < 0.2 ? "keep sums in registers: a tile as in exercise 11.4"
          : aim < 0.3 ? "pack B, and cut k into blocks"
                      : "more sums that do not wait for each other: a higher tile");
}

START_TEST(reaches_3_percent)
{
    share_is_above(0.03);
}
END_TEST

START_TEST(reaches_12_percent)
{
    share_is_above(0.12);
}
END_TEST

START_TEST(reaches_25_percent)
{
    share_is_above(0.25);
}
END_TEST

START_TEST(reaches_40_percent)
{
    share_is_above(0.40);
}
END_TEST

static void *shared(size_t bytes)
{
    return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

void suite_of_speed(void)
{
    predictions = shared(sizeof *predictions);
    speed = shared(sizeof *speed);
    exercise("8-predict", bytes_on_paper, arithmetic_on_paper, THEN, within_a_factor_of_4, within_a_factor_of_2_5,
             within_a_factor_of_1_8, NULL);
    exercise("9-fastest", product_of_small_ones, product_of_odd_sizes, THEN, reaches_3_percent, reaches_12_percent,
             reaches_25_percent, reaches_40_percent, NULL);
}
