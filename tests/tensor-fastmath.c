/*
 * exp_fast and tanh_fast against libm's in double: on every 241st float here, on all of them with
 * --fastmath. The bounds are those that fastmath.h states.
 */
#include "tensor-cases.h"
#include "fastmath.h"

#include <float.h>
#include <inttypes.h>
#include <stdlib.h>

typedef struct Errors {
    double exp_ulp, tanh_ulp, tanh_most;
    float exp_at, tanh_at;
    long wrong; // how many special values are wrong
} Errors;

static const double EXP_ULP = 1.5, TANH_ULP = 4, TANH_MOST = 1.8e-7;
static const float LEAST = -86.98f, MOST_X = 88.7228317f; // e^x is a float between them

// |y - right| in units of right's last place
static double ulps(double y, double right)
{
    int exponent;
    frexp(right, &exponent);
    return fabs(y - right) / ldexp(1, exponent - 24);
}

static void look(Errors *e, float x)
{
    float y = (float)exp_fast(x), t = (float)tanh_fast(x);
    if (isnan(x)) {
        e->wrong += !isnan(y) || !isnan(t);
        return;
    }
    if (x > MOST_X)
        e->wrong += y != (float)INFINITY;
    else if (x < LEAST)
        e->wrong += !(y >= 0 && y < 1.8e-38f);
    else {
        double error = ulps(y, exp(x));
        if (!(error <= e->exp_ulp)) {
            e->exp_ulp = error;
            e->exp_at = x;
        }
    }
    e->wrong += fabsf(t) > 1 || (fabsf(x) > 9.2f && fabsf(t) != 1);
    double flat = fabsf(x) > 20 ? copysign(1, x) : tanh(x);
    e->tanh_most = fmax(e->tanh_most, fabs(t - flat));
    if (fabsf(x) >= FLT_MIN && !(ulps(t, flat) <= e->tanh_ulp)) {
        e->tanh_ulp = ulps(t, flat);
        e->tanh_at = x;
    }
}

static Errors look_at_all(uint64_t stride)
{
    Errors e = {0};
    for (uint64_t i = 0; i < (uint64_t)1 << 32; i += stride) {
        uint32_t bits = (uint32_t)i;
        float x;
        memcpy(&x, &bits, sizeof x);
        look(&e, x);
    }
    return e;
}

int fastmath_all(void)
{
    Errors e = look_at_all(1);
    printf("exp_fast: %.4f units in the last place at %.9g\n", e.exp_ulp, (double)e.exp_at);
    printf("tanh_fast: %.4f units in the last place at %.9g, %.3g at most\n", e.tanh_ulp, (double)e.tanh_at,
           e.tanh_most);
    printf("special values that are wrong: %ld\n", e.wrong);
    return e.exp_ulp <= EXP_ULP && e.tanh_ulp <= TANH_ULP && e.tanh_most <= TANH_MOST && !e.wrong ? EXIT_SUCCESS
                                                                                                  : EXIT_FAILURE;
}

START_TEST(errors_are_within_bounds)
{
    Errors e = look_at_all(241);
    ck_assert_msg(e.exp_ulp <= EXP_ULP, "exp_fast: %g units at %.9g", e.exp_ulp, (double)e.exp_at);
    ck_assert_msg(e.tanh_ulp <= TANH_ULP, "tanh_fast: %g units at %.9g", e.tanh_ulp, (double)e.tanh_at);
    ck_assert_msg(e.tanh_most <= TANH_MOST, "tanh_fast: %g", e.tanh_most);
    ck_assert_int_eq(e.wrong, 0);
}
END_TEST

START_TEST(special_values)
{
    static const float x[] = {0,     -0.0f,  1e-45f, -1e-45f, 1e-39f, INFINITY, -INFINITY, NAN,
                              88.7f, 88.73f, 1e38f,  -86.9f,  -87.4f, -104,     -1e38f};
    for (int i = 0; i < COUNT(x); i++) {
        float y = (float)exp_fast(x[i]), right = expf(x[i]), t = (float)tanh_fast(x[i]), flat = tanhf(x[i]);
        if (x[i] < LEAST)
            right = y < 1.8e-38f ? y : 0; // too small for exp_fast to keep
        ck_assert_msg(isnan(right)   ? isnan(y)
                      : isinf(right) ? y == right
                                     : fabsf(y - right) <= 2e-7f * right,
                      "exp_fast(%g) is %g", (double)x[i], (double)y);
        ck_assert_msg(isnan(flat) ? isnan(t) : fabsf(t - flat) <= 2e-7f * fabsf(flat), "tanh_fast(%g) is %g",
                      (double)x[i], (double)t);
    }
}
END_TEST

Suite *fastmath_suite(void)
{
    Suite *suite = suite_create("fastmath");
    TCase *tcase = tcase_create("fastmath");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, errors_are_within_bounds);
    tcase_add_test(tcase, special_values);
    suite_add_tcase(suite, tcase);
    return suite;
}
