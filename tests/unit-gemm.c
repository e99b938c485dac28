/*
 * common/tensor/gemm.c against the definition, computed here in double: the four forms with every shape of tile,
 * packed and unpacked; the same bits for several numbers of threads; and that it writes only C. OpenMP runs only
 * inside the tests, each of which is a process of its own.
 */
#include "unit.h"
#include "check.h"
#include "gemm.h"
#include "tensor.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { GUARD = 64 }; // elements on either side of C

static const double EPS = sizeof(real) == sizeof(float) ? FLT_EPSILON : DBL_EPSILON;
static const real UNTOUCHED = -12345;

// The four forms; the values of A and B lie in [-1, 1], the same for the same seed.
typedef struct Form {
    bool transpose_a, transpose_b;
} Form;
static const Form forms[] = {{false, false}, {true, false}, {false, true}, {true, true}};

static real *values(int n, unsigned seed)
{
    real *x = malloc(sizeof *x * (size_t)(n > 0 ? n : 1));
    for (int i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        x[i] = (real)((int)(seed >> 8) - (1 << 23)) / (1 << 23);
    }
    return x;
}

// Copies the rows of `from`, which are `stride` apart, into a contiguous or transposed matrix.
static real *packed(const real *from, int stride, int rows, int cols, bool transposed)
{
    real *to = malloc(sizeof *to * (size_t)(rows * cols > 0 ? rows * cols : 1));
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < cols; j++)
            to[transposed ? j * rows + i : i * cols + j] = from[i * stride + j];
    return to;
}

/* ---- Against the definition ----------------------------------------------------------------- */

// The largest product of a test; smaller ones are its upper left corners.
typedef struct Example {
    int M, N, K;
    real *A, *B;
    double *C;
} Example;

static Example example(int M, int N, int K)
{
    Example e = {M, N, K, values(M * K, 1), values(K * N, 2), NULL};
    e.C = calloc((size_t)(M * N), sizeof *e.C);
    for (int i = 0; i < M; i++)
        for (int k = 0; k < K; k++)
            for (int j = 0; j < N; j++)
                e.C[i * N + j] += (double)e.A[i * K + k] * (double)e.B[k * N + j];
    return e;
}

static void example_free(Example e)
{
    free(e.A);
    free(e.B);
    free(e.C);
}

typedef void Gemm(bool, bool, ptrdiff_t, ptrdiff_t, ptrdiff_t, const real *, const real *, real *, bool);

// Every element is right within (K + 1) eps: K numbers below 1 are summed, and rounding errors partly cancel, so
// each adds less than one eps.
static void compare(Gemm *f, const Example *e, Form form, int M, int N, bool accumulate)
{
    real *A = packed(e->A, e->K, M, e->K, form.transpose_a);
    real *B = packed(e->B, e->N, e->K, N, form.transpose_b);
    real *all = malloc(sizeof *all * (size_t)(M * N + 2 * GUARD)), *C = all + GUARD;
    for (int i = 0; i < M * N + 2 * GUARD; i++)
        all[i] = i >= GUARD && i < GUARD + M * N && accumulate ? (real)(i % 7) / 8 : UNTOUCHED;
    f(form.transpose_a, form.transpose_b, M, N, e->K, A, B, C, accumulate);
    for (int i = 0; i < GUARD; i++)
        ck_assert_msg(all[i] == UNTOUCHED && C[M * N + i] == UNTOUCHED, "(%d, %d, %d): wrote beside C", M, N, e->K);
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) {
            double before = accumulate ? (double)((GUARD + i * N + j) % 7) / 8 : 0;
            double expected = before + e->C[i * e->N + j], value = (double)C[i * N + j];
            ck_assert_msg(fabs(value - expected) <= EPS * (e->K + 1),
                          "(%d, %d, %d), transposed %d %d: C[%d][%d] = %.9g, expected %.9g", M, N, e->K,
                          form.transpose_a, form.transpose_b, i, j, value, expected);
        }
    free(A);
    free(B);
    free(all);
}

static const int depths[] = {0, 1, 2, 27, GEMM_DEPTH - 1, GEMM_DEPTH, GEMM_DEPTH + 1};

START_TEST(every_remainder)
{
    Example e = example(2 * gemm_tile.rows + 1, 2 * gemm_tile.cols + 1, depths[_i / 4]);
    for (int M = 1; M <= e.M; M++)
        for (int N = 1; N <= e.N; N++)
            compare(gemm, &e, forms[_i % 4], M, N, (M + N) % 2);
    example_free(e);
}
END_TEST

// A product has to be large to be packed, so these have a large K.
START_TEST(every_remainder_when_packed)
{
    int most_M = 33 + 2 * gemm_tile.rows, most_N = 33 + 2 * gemm_tile.cols;
    Example e = example(most_M, most_N, 2 * GEMM_DEPTH + 209);
    for (int M = 32; M <= most_M; M++)
        compare(gemm, &e, forms[_i], M, 32 + M % 5, M % 2);
    for (int N = 32; N <= most_N; N++)
        compare(gemm, &e, forms[_i], 32 + N % gemm_tile.rows, N, N % 2);
    example_free(e);
}
END_TEST

START_TEST(more_rows_than_a_block)
{
    static const int rows[] = {383, 384, 385, 511, 512, 513, 769, 1031};
    Example e = example(1031, 37, 80);
    for (int i = 0; i < COUNT(rows); i++)
        compare(gemm, &e, forms[_i], rows[i], e.N, false);
    example_free(e);
}
END_TEST

START_TEST(naive_is_the_definition)
{
    Example e = example(7, 9, 20);
    compare(gemm_naive, &e, forms[_i], 7, 9, false);
    compare(gemm_naive, &e, forms[_i], 5, 3, true);
    example_free(e);
}
END_TEST

START_TEST(large_k)
{
    Example e = example(3, 5, 100000); // not packed
    compare(gemm, &e, forms[_i], 3, 5, true);
    example_free(e);
    e = example(17, 5, 20000); // packed
    compare(gemm, &e, forms[_i], 17, 5, true);
    example_free(e);
}
END_TEST

// A (1, K) @ B (K, N), where B has more numbers than an int can count. Nearly all are 0: memory that is only read
// shares one page of zeros.
START_TEST(more_numbers_than_an_int_counts)
{
#ifdef __SANITIZE_ADDRESS__
    return; // it would take minutes
#endif
    const ptrdiff_t K = 65536 / 2, N = 50257 * 4 / 3;
    const size_t bytes = sizeof(real) * (size_t)(K * N);
    real *B = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    real *A = calloc((size_t)K, sizeof *A), *C = malloc(sizeof *C * (size_t)N);
    if (B == MAP_FAILED) {
        fputs("SKIPPED: a matrix of 9 GB of zeros, for which this system promises no memory\n", stderr);
        return;
    }
    ck_assert(K * N > (ptrdiff_t)INT32_MAX);
#ifdef MADV_HUGEPAGE
    madvise(B, bytes, MADV_HUGEPAGE); // a fraction of the page faults
#endif
    A[0] = B[0] = 5;
    A[K - 1] = 2;
    B[K * N - 1] = 3;
    gemm(false, forms[_i].transpose_b, 1, N, K, A, B, C, false);
    ck_assert_double_eq((double)C[0], 25);
    for (ptrdiff_t j = 1; j < N; j++)
        if (C[j] != (j == N - 1 ? 6 : 0))
            ck_abort_msg("C[%td] is %g", j, (double)C[j]);
    munmap(B, bytes);
    free(A);
    free(C);
}
END_TEST

// A batch of 64 x 1024 rows of 50257 numbers has more numbers than an int can count, and shapes may have more rows than
// that. So row counts and sizes have a wide type all the way to gemm. (To compute such a product takes 13 GB.)
#define TAKES(function, ...) _Generic(function, void (*)(__VA_ARGS__) : true, default : false)
_Static_assert(TAKES(&gemm, bool, bool, ptrdiff_t, ptrdiff_t, ptrdiff_t, const real *, const real *, real *, bool),
               "gemm's sizes are ptrdiff_t");
_Static_assert(TAKES(&gemm_bias, ptrdiff_t, ptrdiff_t, ptrdiff_t, const real *, const real *, const real *, real *),
               "gemm_bias's sizes are ptrdiff_t");

START_TEST(more_rows_than_an_int_counts)
{
    ck_assert(shape_rows(SHAPE(64, 1024, 50257)) == 65536);
    ck_assert(shape_rows(SHAPE(65536, 65536, 2, 3)) == ((ptrdiff_t)1 << 33));
    ck_assert(shape_rows(SHAPE(7)) == 1);
    ck_assert(shape_size(SHAPE(64, 1024, 50257)) == (size_t)65536 * 50257);
}
END_TEST

START_TEST(empty_products)
{
    real C[6] = {1, 2, 3, 4, 5, 6};
    gemm(false, false, 0, 3, 5, NULL, C, NULL, false);
    gemm(false, false, 2, 0, 5, C, NULL, NULL, false);
    gemm(false, false, 2, 3, 0, NULL, NULL, C, true);
    for (int i = 0; i < 6; i++)
        ck_assert(C[i] == (real)(i + 1));
    gemm(false, false, 2, 3, 0, NULL, NULL, C, false);
    for (int i = 0; i < 6; i++)
        ck_assert(C[i] == 0);
}
END_TEST

START_TEST(nan_and_infinity_stay_in_their_row_and_column)
{
    enum { M = 61, N = 67, K = 500 };
    real *A = values(M * K, 1), *B = values(K * N, 2), *C = values(M * N, 3);
    A[13 * K + 499] = NAN;
    B[7 * N + 66] = INFINITY;
    gemm(false, false, M, N, K, A, B, C, false);
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++)
            ck_assert(i == 13 ? isnan(C[i * N + j]) : isfinite(C[i * N + j]) == (j != 66));
    free(A);
    free(B);
    free(C);
}
END_TEST

/* ---- Bits ----------------------------------------------------------------------------------- */

static void same_bits(Form form, int M, int N, int K)
{
    static const int threads[] = {1, 2, 3, 8};
    size_t size = sizeof(real) * (size_t)(M * N);
    real *A = values(M * K, 1), *B = values(K * N, 2), *first = malloc(size), *C = malloc(size);
    for (int t = 0; t < 4; t++) {
        set_threads(threads[t]);
        gemm(form.transpose_a, form.transpose_b, M, N, K, A, B, t == 0 ? first : C, false);
        ck_assert_msg(t == 0 || memcmp(first, C, size) == 0, "(%d, %d, %d): other bits with %d threads", M, N, K,
                      threads[t]);
    }
    free(A);
    free(B);
    free(first);
    free(C);
}

START_TEST(same_bits_for_any_number_of_threads)
{
    same_bits(forms[_i], 131, 150, 800);
    same_bits(forms[_i], 67, 163, 389);
    same_bits(forms[_i], 1000, 37, 129);
    same_bits(forms[_i], 5, 1013, 801); // threads, but not packed
}
END_TEST

// An element's bits do not depend on which operands are transposed, nor on the rows and columns around it.
START_TEST(same_bits_for_any_shape_and_form)
{
    enum { M = 61, N = 67, K = 500 };
    real *A = values(M * K, 1), *B = values(K * N, 2);
    real *whole = malloc(sizeof *whole * M * N), *C = malloc(sizeof *C * M * N);
    gemm(false, false, M, N, K, A, B, whole, false);
    for (int rows = 1; rows <= M; rows += 3)
        for (int f = 0; f < 4; f++) {
            int cols = 1 + rows * 7 % N;
            real *a = packed(A, K, rows, K, forms[f].transpose_a);
            real *b = packed(B, N, K, cols, forms[f].transpose_b);
            gemm(forms[f].transpose_a, forms[f].transpose_b, rows, cols, K, a, b, C, false);
            for (int i = 0; i < rows; i++)
                ck_assert_msg(memcmp(C + i * cols, whole + i * N, sizeof *C * (size_t)cols) == 0,
                              "row %d of (%d, %d, %d) has other bits", i, rows, cols, K);
            free(a);
            free(b);
        }
    free(A);
    free(B);
    free(whole);
    free(C);
}
END_TEST

START_TEST(many_at_once)
{
    enum { M = 64, N = 80, K = 800, TIMES = 8 };
    real *A = values(M * K, 1), *B = values(K * N, 2);
    real *C = malloc(sizeof *C * TIMES * M * N);
    set_threads(4);
#pragma omp parallel for
    for (int i = 0; i < TIMES; i++)
        gemm(false, false, M, N, K, A, B, C + i * M * N, false);
    for (int i = 1; i < TIMES; i++)
        ck_assert(memcmp(C, C + i * M * N, sizeof *C * M * N) == 0);
    free(A);
    free(B);
    free(C);
}
END_TEST

Suite *gemm_suite(void)
{
    Suite *suite = suite_create("gemm");
    TCase *tcase = tcase_create("gemm");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, every_remainder, 0, 4 * COUNT(depths));
    tcase_add_loop_test(tcase, every_remainder_when_packed, 0, 4);
    tcase_add_loop_test(tcase, more_rows_than_a_block, 0, 4);
    tcase_add_loop_test(tcase, naive_is_the_definition, 0, 4);
    tcase_add_loop_test(tcase, large_k, 0, 4);
    tcase_add_loop_test(tcase, more_numbers_than_an_int_counts, 1, 3); // B as it is, and transposed
    tcase_add_test(tcase, more_rows_than_an_int_counts);
    tcase_add_test(tcase, empty_products);
    tcase_add_test(tcase, nan_and_infinity_stay_in_their_row_and_column);
    tcase_add_loop_test(tcase, same_bits_for_any_number_of_threads, 0, 4);
    tcase_add_test(tcase, same_bits_for_any_shape_and_form);
    tcase_add_test(tcase, many_at_once);
    suite_add_tcase(suite, tcase);
    return suite;
}
