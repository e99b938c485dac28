/*
 * Ops on so many numbers that threads share the work: the same bits, forward and backward, for any number of
 * threads, and the same results as loops written out by hand.
 */
#include "tensor-cases.h"
#include "helpers.h"
#include "chunks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { B = 3, T = 71, C = 1187 }; // more than THREADS_FROM, and not a multiple of a chunk; n is C
_Static_assert(B *T *C >= THREADS_FROM, "too few numbers for threads");

static const char *const arithmetic[] = {"add", "sub", "mul", "div", "minimum", "maximum"};
static const char *const others[] = {"3x71xn", "71xn", "n", "3x71x1", "3x1xn", "()"};
static const char *const cases[] = {
    "scale:0.3 3x71xn",
    "exp 3x71xn",
    "tanh 3x71xn",
    "pow:3 3x71xn",
    "gelu 3x71xn",
    "silu 3x71xn",
    "clamp:-1,1 3x71xn",
    "softmax 71xn",
    "log_softmax 71xn",
    "cross_entropy 71xn",
    "cross_entropy_rows:1 71xn",
    "batchnorm:1 71xn n n",
    "layernorm 71xn n n",
    "rms_norm 71xn n",
    "linear 71xn nx40 40",
    "conv2d:1,1 8x20x21x16 3x3x16x24",
    "conv2d:2,1 8x39x41x8 3x3x8x24",
    "max_pool:2,2 8x20x21x16",
    "attention:4 3x71x96",
};

// The results of a case, one after another: out, and the gradients of its sources.
static real *run(Case *c, int threads, size_t *count)
{
    set_threads(threads);
    params_zero_grad(&c->p);
    tape_reset();
    tensor_backward(case_loss(c));
    *count = c->out->size;
    for (int i = 0; i < c->p.count; i++)
        *count += c->p.tensor[i]->size;
    real *all = malloc(sizeof *all * *count), *next = all + c->out->size;
    ck_assert_ptr_nonnull(all);
    memcpy(all, c->out->data, sizeof *all * c->out->size);
    for (int i = 0; i < c->p.count; next += c->p.tensor[i++]->size)
        memcpy(next, c->p.tensor[i]->grad, sizeof *all * c->p.tensor[i]->size);
    return all;
}

static void check_threads(const char *text)
{
    static const int threads[] = {2, 3, 8};
    Case c;
    size_t count;
    case_from(&c, text, C);
    real *first = run(&c, 1, &count);
    for (int t = 0; t < COUNT(threads); t++) {
        real *again = run(&c, threads[t], &count);
        ck_assert_msg(memcmp(first, again, sizeof *first * count) == 0, "%s: other bits with %d threads", c.text,
                      threads[t]);
        free(again);
    }
    free(first);
    case_free(&c);
}

START_TEST(same_bits_for_any_number_of_threads)
{
    check_threads(cases[_i]);
}
END_TEST

START_TEST(same_bits_whatever_broadcasts)
{
    char text[80];
    for (int s = 0; s < COUNT(others); s++) {
        snprintf(text, sizeof text, "%s 3x71xn %s", arithmetic[_i], others[s]);
        check_threads(text);
    }
}
END_TEST

// By hand, in double: out = a * b; with dout = w: da = w b, db = the sum of w a.
START_TEST(many_numbers_as_few)
{
    for (int s = 0; s < COUNT(others); s++) {
        Case c;
        char text[80];
        size_t count, n = (size_t)B * T * C;
        snprintf(text, sizeof text, "mul 3x71xn %s", others[s]);
        case_from(&c, text, C);
        real *all = run(&c, 2, &count);
        const real *a = c.in[0]->data, *b = c.in[1]->data, *w = c.out->grad;
        double *db = calloc(c.in[1]->size, sizeof *db);
        ck_assert_ptr_nonnull(db);
        for (size_t i = 0; i < n; i++) {
            size_t at = s == 3 ? i / C : s == 4 ? i / (T * C) * C + i % C : i % c.in[1]->size;
            expect_close("out", 1, all + i, &(real){a[i] * b[at]}, 1e-6);
            expect_close("da", 1, all + n + i, &(real){w[i] * b[at]}, 1e-6);
            db[at] += (double)w[i] * a[i];
        }
        for (size_t i = 0; i < c.in[1]->size; i++)
            expect_close("db", 1, all + 2 * n + i, &(real){(real)db[i]}, 1e-5);
        free(all);
        free(db);
        case_free(&c);
    }
}
END_TEST

// The definition, seven loops: out, da and dkernel from a, kernel and dout, all one after another as run has them.
static void conv_by_hand(const Case *c, double *out)
{
    const int *A = c->in[0]->shape.dim, *K = c->in[1]->shape.dim, *O = c->out->shape.dim;
    const real *a = c->in[0]->data, *k = c->in[1]->data, *dout = c->out->grad;
    double *da = out + c->out->size, *dk = da + c->in[0]->size;
    int stride = (int)c->k[0], padding = (int)c->k[1];
    for (int to = 0; to < (int)c->out->size; to++)
        for (int i = 0; i < K[0]; i++)
            for (int j = 0; j < K[1]; j++) {
                int b = to / (O[1] * O[2] * O[3]), o = to % O[3];
                int y = to / O[3] / O[2] % O[1] * stride - padding + i, x = to / O[3] % O[2] * stride - padding + j;
                if (y < 0 || x < 0 || y >= A[1] || x >= A[2])
                    continue;
                for (int ch = 0; ch < A[3]; ch++) {
                    int from = ((b * A[1] + y) * A[2] + x) * A[3] + ch, at = ((i * K[1] + j) * A[3] + ch) * K[3] + o;
                    out[to] += (double)a[from] * k[at];
                    da[from] += (double)dout[to] * k[at];
                    dk[at] += (double)dout[to] * a[from];
                }
            }
}

START_TEST(convolution_by_hand) // with more rows than the op makes at a time
{
    Case c;
    size_t count;
    case_from(&c, _i ? "conv2d:2,1 8x39x41x8 3x3x8x24" : "conv2d:1,1 8x20x21x16 3x3x16x24", 1);
    real *all = run(&c, 2, &count);
    double *right = calloc(count, sizeof *right);
    ck_assert_ptr_nonnull(right);
    conv_by_hand(&c, right);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(fabs(all[i] - right[i]) <= (IS_DOUBLE ? 1e-10 : 1e-4), "%s: [%zu] is %.9g, not %.9g", c.text, i,
                      (double)all[i], right[i]);
    free(all);
    free(right);
    case_free(&c);
}
END_TEST

Suite *chunks_suite(void)
{
    Suite *suite = suite_create("chunks");
    TCase *tcase = tcase_create("chunks");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, same_bits_for_any_number_of_threads, 0, COUNT(cases));
    tcase_add_loop_test(tcase, same_bits_whatever_broadcasts, 0, COUNT(arithmetic));
    tcase_add_test(tcase, many_numbers_as_few);
    tcase_add_loop_test(tcase, convolution_by_hand, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite;
}
