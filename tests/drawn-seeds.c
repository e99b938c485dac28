/*
 * Are drawn cases fair? Runs a lesson's drawn cases (tests/NN-topic-drawn.c) with the solutions, in one process:
 *     drawn-seeds LESSON SEEDS            each case with the seeds 1, 2, ... SEEDS: the solution must be right, in less than
 *                                         50 ms, and the answers to one seed must be wrong for the next
 *     SPOIL=n drawn-seeds LESSON SEEDS    with a solution that tools/spoil has spoiled: each test must find that out
 * The first also says how much of its tolerance the largest error took.
 */
#include "check.h"
#include "drawn.h"
#include "suite-says.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_TESTS = 32, MOST_NUMBERS = 1 << 18, SLOWEST = 50 };

typedef struct Answers { // of one case, with what was expected and how nearly
    int count;
    bool by_property; // saw() says that there are many right answers
    double yours[MOST_NUMBERS], expected[MOST_NUMBERS], tolerance[MOST_NUMBERS];
} Answers;

static struct {
    const char *exercise;
    const TTest *test;
} tests[MOST_TESTS];
static int test_count;
static uint64_t seed;
static Answers two[2], *now = &two[0];
static jmp_buf wrong_answer;
static char says[MESSAGE];

const TTest THEN[1];

void drawn(const char *name, ...)
{
    va_list list;
    va_start(list, name);
    for (const TTest *t; (t = va_arg(list, const TTest *));) {
        CHECK(test_count < MOST_TESTS, "more than %d tests", MOST_TESTS);
        tests[test_count].exercise = name;
        tests[test_count++].test = t;
    }
    va_end(list);
}

uint64_t drawn_seed(int variant)
{
    return seed * 1000003 + (uint64_t)variant;
}

static void keep(const Expectation *e)
{
    int count = size_of(e->axes);
    CHECK(now->count + count <= MOST_NUMBERS, "more than %d numbers", MOST_NUMBERS);
    for (int i = 0; i < count; i++) {
        now->yours[now->count] = e->yours[i];
        now->expected[now->count] = e->expected[i];
        now->tolerance[now->count++] = e->tolerance;
    }
    now->by_property |= e->tolerance > 0.02; // so rough that the answers of two seeds may be alike
    if (compare(e) != RIGHT) {
        says[0] = '\0';
        describe(e, says);
        longjmp(wrong_answer, 1);
    }
}

void expect_table(const char *input, Places axes, const double *yours, const double *expected, double tolerance,
                  const Guess *guesses)
{
    keep(&(Expectation){input, axes, yours, expected, tolerance, guesses, false, NULL});
}

void expect_number(const char *input, double yours, double expected, double tolerance, const Guess *guesses)
{
    expect_table(input, places(""), &yours, &expected, tolerance, guesses);
}

void expect_int(const char *input, long yours, long expected, const char *sentence)
{
    double y = (double)yours, e = (double)expected;
    keep(&(Expectation){input, places(""), &y, &e, 0, NULL, true, sentence});
}

void saw(const char *input, size_t bytes, const void *yours)
{
    (void)input, (void)bytes, (void)yours;
    now->by_property = true;
}

void if_a_check_says(const char *part, const char *sentence)
{
    (void)part, (void)sentence;
}

void wrong(const char *input, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    snprintf(says, sizeof says, "%s: ", input);
    vsnprintf(says + strlen(says), sizeof says - strlen(says), format, arguments);
    va_end(arguments);
    longjmp(wrong_answer, 1);
}

void _ck_assert_failed(const char *file, int line, const char *expression, const char *format, ...)
{
    (void)format;
    snprintf(says, sizeof says, "%s:%d: %s", file, line, expression);
    longjmp(wrong_answer, 1);
}

void _mark_point(const char *file, int line)
{
    (void)file, (void)line;
}

// Runs one case; returns whether it was right.
static bool right(const TTest *test, int variant, double *milliseconds)
{
    now->count = 0, now->by_property = false;
    if (setjmp(wrong_answer))
        return false;
    clock_t begun = clock();
    test->fn(variant);
    *milliseconds = 1e3 * (double)(clock() - begun) / CLOCKS_PER_SEC;
    return true;
}

static double share_of_tolerance(const Answers *a)
{
    double most = 0;
    for (int i = 0; i < a->count; i++)
        if (a->tolerance[i] > 0 && a->yours[i] != a->expected[i] && isfinite(a->expected[i]))
            most = fmax(most, fabs(a->yours[i] - a->expected[i]) / a->tolerance[i] / fmax(1, fabs(a->expected[i])));
    return most;
}

static bool answers_for(const Answers *yours, const Answers *expected) // would they pass?
{
    bool pass = yours->count == expected->count;
    for (int i = 0; i < expected->count && pass; i++)
        pass = same(1, &yours->yours[i], &expected->expected[i], expected->tolerance[i]);
    return pass;
}

static int fair(const char *lesson, uint64_t seeds)
{
    double slowest = 0, most = 0;
    const char *slow = "", *inexact = "";
    int failed = 0;
    for (int t = 0; t < test_count; t++)
        for (int variant = 0; variant < 2; variant++)
            for (seed = 1; seed <= seeds; seed++) {
                double took = 0;
                if (!right(tests[t].test, variant, &took)) {
                    printf("FAIL %s/%s, case %d, seed %d: the solution is wrong\n%s\n", lesson, tests[t].exercise,
                           variant + 1, (int)seed, says);
                    failed++;
                    break;
                }
                double share = share_of_tolerance(now);
                if (share > most)
                    most = share, inexact = tests[t].exercise;
                if (took > slowest)
                    slowest = took, slow = tests[t].exercise;
                now = now == &two[0] ? &two[1] : &two[0];
                const Answers *these = now == &two[0] ? &two[1] : &two[0];
                if (seed > 1 && !these->by_property && answers_for(now, these)) {
                    printf("FAIL %s/%s, case %d: seed %d has the answers of the seed before\n", lesson,
                           tests[t].exercise, variant + 1, (int)seed);
                    failed++;
                    break;
                }
            }
    if (slowest > SLOWEST)
        printf("FAIL %s/%s takes %.0f ms\n", lesson, slow, slowest);
    printf("%s: %d drawn cases with %d seeds; the largest error took %.0f %% of its tolerance (%s), the slowest case "
           "%.1f ms (%s)\n",
           lesson, 2 * test_count, (int)seeds, 100 * most, inexact, slowest, slow);
    return failed > 0 || slowest > SLOWEST;
}

// The spoiled exercise's cases must fail, with every seed.
static int spoiled(const char *exercise, uint64_t seeds)
{
    int passed = 0;
    for (int t = 0; t < test_count; t++)
        for (int variant = 0; variant < 2 && strcmp(tests[t].exercise, exercise) == 0; variant++)
            for (seed = 1; seed <= seeds; seed++) {
                double took;
                passed += right(tests[t].test, variant, &took);
            }
    if (passed)
        printf("FAIL %s, SPOIL=%s: %d of %d cases did not notice\n", exercise, getenv("SPOIL"), passed, 2 * (int)seeds);
    return passed > 0;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        usage_error("usage: %s LESSON|EXERCISE SEEDS", argv[0]);
    setvbuf(stdout, NULL, _IOLBF, 0);
    lesson_drawn();
    uint64_t seeds = strtoull(argv[2], NULL, 10);
    return getenv("SPOIL") ? spoiled(argv[1], seeds) : fair(argv[1], seeds);
}
