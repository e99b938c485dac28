/*
 * What a lesson's tests share: the runner that grades one exercise, and the comparisons whose
 * failure a learner can read. A lesson's suite, tests/NN-topic.c, says in lesson_suite() which
 * tests belong to which exercise:
 *
 *     exercise("4-nll", nll_of_two_examples, nll_is_a_mean, NULL);
 *
 * Every test runs in a process of its own (Check's fork mode) with a limit on CPU time, so a crash
 * or a leak costs this test only; after an endless loop the remaining tests are not tried. Points are shared equally by an exercise's tests.
 */
#ifndef SUITE_H
#define SUITE_H

#include <check.h>
#include <stdbool.h>

void lesson_suite(void);              // each lesson's suite defines it
void exercise(const char *name, ...); // const TTest *, ..., NULL

// Stands between two tests of an exercise, the second of which cannot pass while the first fails: a gradient
// after its forward pass, say. Once a mistake has been named, what comes THEN only "follows from the above".
extern const TTest THEN[];

// A wrong result that is known, and the sentence that names the mistake behind it.
typedef struct Guess {
    const double *values;
    const char *sentence;
} Guess;

// The axes of a table, named as in the lesson: places("b t c", 2, 5, 3). A learner reads [b=1][t=0][c=2].
typedef struct Places {
    const char *names; // up to four, with a space between
    int count, size[4];
} Places;
Places places(const char *names, ...); // a size (int) for each name

// Fails the test unless every |yours - expected| <= tolerance * max(1, |expected|), and then shows
// input, the worst place, and expected and yours in its row; the first guess that matches yours (to the
// same tolerance) adds its sentence. guesses ends with {0}; NULL for none.
void expect_table(const char *input, Places axes, const double *yours, const double *expected, double tolerance,
                  const Guess *guesses);
void expect_number(const char *input, double yours, double expected, double tolerance, const Guess *guesses);
void expect_int(const char *input, long yours, long expected, const char *sentence);

// Fails the test with the input and a sentence of its own.
__attribute__((format(printf, 2, 3))) void wrong(const char *input, const char *format, ...);

// The `count` numbers that a file of reference values (each line a name and its numbers) has under `name`.
void reference(const char *file, const char *name, int count, double values[]);

// The sentence that the report shows if from here on a CHECK in the library ends the test with words that contain
// `part` ("" for any). The last one that fits counts; if_a_check_says("", NULL) takes all back.
void if_a_check_says(const char *part, const char *sentence);

// The smallest call that shows f is the derivative: (f(x + h) - f(x - h)) / 2h by moving *x.
double slope(double (*f)(void), double *x, double h);

// Whether the two agree everywhere to the tolerance of expect_table.
bool same(int count, const double *a, const double *b, double tolerance);

#endif
