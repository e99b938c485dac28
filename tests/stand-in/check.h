/*
 * As much of Check, the library for unit tests, as tests/tensor*.c and tests/unit-gemm.c need: to run them where Check is
 * not installed, such as under an emulator of another processor (tests/widths.sh). Each test runs in a process of its own.
 */
#ifndef STAND_IN_CHECK_H
#define STAND_IN_CHECK_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct TTest {
    const char *name;
    void (*run)(int i);
} TTest;
typedef struct TCase TCase;
typedef struct Suite Suite;
typedef struct SRunner SRunner;

#define START_TEST(NAME)                                                                                               \
    static void NAME##_run(int _i);                                                                                    \
    static const TTest NAME##_test = {#NAME, NAME##_run}, *NAME = &NAME##_test;                                        \
    static void NAME##_run(__attribute__((unused)) int _i)
#define END_TEST

Suite *suite_create(const char *name);
TCase *tcase_create(const char *name);
void suite_add_tcase(Suite *suite, TCase *tcase);
void tcase_add_loop_test(TCase *tcase, const TTest *test, int from, int to);
void tcase_add_checked_fixture(TCase *tcase, void (*before)(void), void (*after)(void));
void tcase_set_timeout(TCase *tcase, double seconds);
#define tcase_add_test(TCASE, TEST) tcase_add_loop_test(TCASE, TEST, 0, 1)

enum { CK_NORMAL };
SRunner *srunner_create(Suite *suite);
void srunner_add_suite(SRunner *runner, Suite *suite);
void srunner_run_all(SRunner *runner, int how);
int srunner_ntests_failed(SRunner *runner);
void srunner_free(SRunner *runner);

__attribute__((format(printf, 3, 4))) _Noreturn void stand_in_failed(const char *file, int line, const char *format,
                                                                     ...);

#define ck_abort_msg(...) stand_in_failed(__FILE__, __LINE__, __VA_ARGS__)
#define ck_assert_msg(X, ...) ((X) ? (void)0 : stand_in_failed(__FILE__, __LINE__, __VA_ARGS__))
#define ck_assert(X) ck_assert_msg(X, "%s", #X)
#define ck_assert_int_eq(A, B) ck_assert_msg((intmax_t)(A) == (intmax_t)(B), "%s == %s", #A, #B)
#define ck_assert_int_ge(A, B) ck_assert_msg((intmax_t)(A) >= (intmax_t)(B), "%s >= %s", #A, #B)
#define ck_assert_uint_eq(A, B) ck_assert_msg((uintmax_t)(A) == (uintmax_t)(B), "%s == %s", #A, #B)
#define ck_assert_double_eq(A, B) ck_assert_msg((double)(A) == (double)(B), "%s == %s", #A, #B)
#define ck_assert_double_gt(A, B) ck_assert_msg((double)(A) > (double)(B), "%s > %s", #A, #B)
#define ck_assert_double_eq_tol(A, B, T) ck_assert_msg(fabs((double)(A) - (double)(B)) <= (T), "%s near %s", #A, #B)
#define ck_assert_mem_eq(A, B, N) ck_assert_msg(memcmp(A, B, N) == 0, "%s equals %s", #A, #B)
#define ck_assert_ptr_eq(A, B) ck_assert_msg((A) == (B), "%s == %s", #A, #B)
#define ck_assert_ptr_nonnull(A) ck_assert_msg((A) != NULL, "%s is NULL", #A)
#define ck_assert_str_eq(A, B) ck_assert_msg(strcmp(A, B) == 0, "%s equals %s", #A, #B)

#endif
