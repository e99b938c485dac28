/*
 * Ops on more numbers than one thread gets: the same bits, forward and backward, whatever the number of
 * threads, and what a row alone gives.
 */
#include "tensor-cases.h"
#include "chunks.h"

#include <stdlib.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

static void set_threads(int n)
{
#ifdef _OPENMP
    omp_set_dynamic(0);
    omp_set_num_threads(n);
#else
    (void)n;
#endif
}

static Tensor *scale(Tensor *a, Tensor *b)
{
    (void)b;
    return tensor_scale(a, 0.3);
}
static Tensor *exponential(Tensor *a, Tensor *b)
{
    (void)b;
    return tensor_exp(a);
}
static Tensor *hyperbolic(Tensor *a, Tensor *b)
{
    (void)b;
    return tensor_tanh(a);
}
static Tensor *power(Tensor *a, Tensor *b)
{
    (void)b;
    return tensor_pow(a, 3);
}

enum { B = 3, T = 71, C = 1187 }; // more than MANY, and no multiple of a chunk
_Static_assert(B *T *C > MANY, "too few numbers for threads");

static Tensor *(*const ops[])(Tensor *, Tensor *) = {tensor_add, tensor_sub,  tensor_mul, tensor_div,
                                                     scale,      exponential, hyperbolic, power};
static const Shape others[] = {{3, {B, T, C}}, {2, {T, C}}, {1, {C}}, {3, {B, T, 1}}, {3, {B, 1, C}}, {0}};

// The results of one run, one after another: out, da, db.
static real *run(int op, Shape other, int threads, size_t *count)
{
    Params p = {0};
    Rng rng;
    rng_seed(&rng, 5);
    Tensor *a = params_randn(&p, "a", SHAPE(B, T, C), &rng, 1), *b = params_full(&p, "b", other, 0);
    for (size_t i = 0; i < b->size; i++)
        b->data[i] = (real)1 + (real)(i % 17) / 16;
    set_threads(threads);
    tape_reset();
    Tensor *out = ops[op](a, b);
    params_zero_grad(&p);
    tensor_backward(tensor_sum_all(tensor_mul(out, out)));
    *count = out->size + a->size + b->size;
    real *all = malloc(sizeof *all * *count);
    memcpy(all, out->data, sizeof *all * out->size);
    memcpy(all + out->size, a->grad, sizeof *all * a->size);
    memcpy(all + out->size + a->size, b->grad, sizeof *all * b->size);
    params_free(&p);
    return all;
}

START_TEST(same_bits_for_any_number_of_threads)
{
    static const int threads[] = {2, 3, 8};
    for (int s = 0; s < COUNT(others); s++) {
        size_t count;
        real *first = run(_i, others[s], 1, &count);
        for (int t = 0; t < COUNT(threads); t++) {
            real *again = run(_i, others[s], threads[t], &count);
            ck_assert_msg(memcmp(first, again, sizeof *first * count) == 0,
                          "op %d with %s: other bits with "
                          "%d threads",
                          _i, shape_text(others[s]), threads[t]);
            free(again);
        }
        free(first);
    }
}
END_TEST

// By hand, in double: out = a * b, loss = sum out^2, da = 2 out b, db = the sum of 2 out a.
START_TEST(many_numbers_as_few)
{
    for (int s = 0; s < COUNT(others); s++) {
        size_t count, n = (size_t)B * T * C, size = shape_size(others[s]);
        real *all = run(2, others[s], 2, &count);
        double *db = calloc(size, sizeof *db);
        Rng rng;
        rng_seed(&rng, 5);
        float *a = malloc(sizeof *a * n);
        rng_randn(&rng, a, n);
        for (size_t i = 0; i < n; i++) {
            size_t at = s == 3 ? i / C : s == 4 ? i / (T * C) * C + i % C : i % size;
            double b = 1 + (double)(at % 17) / 16, out = a[i] * b;
            expect_close("out", 1, all + i, &(real){(real)out}, 1e-6);
            expect_close("da", 1, all + n + i, &(real){(real)(2 * out * b)}, 1e-6);
            db[at] += 2 * out * a[i];
        }
        for (size_t i = 0; i < size; i++)
            expect_close("db", 1, all + 2 * n + i, &(real){(real)db[i]}, 1e-5);
        free(all);
        free(db);
        free(a);
    }
}
END_TEST

Suite *chunks_suite(void)
{
    Suite *suite = suite_create("chunks");
    TCase *tcase = tcase_create("chunks");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, same_bits_for_any_number_of_threads, 0, COUNT(ops));
    tcase_add_test(tcase, many_numbers_as_few);
    suite_add_tcase(suite, tcase);
    return suite;
}
