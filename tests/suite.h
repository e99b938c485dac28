/*
 * Shared by all lessons' tests: the runner that grades one exercise, and comparisons that explain a
 * failure to a learner. A lesson's suite, tests/NN-topic.c, says in lesson_suite() which tests belong to
 * which exercise:
 *
 *     exercise("4-nll", nll_of_three_examples, nll_is_a_mean, NULL);
 *
 * Every test runs in a process of its own (Check's fork mode) with a limit on CPU time, so a crash
 * or a leak costs this test only; after an endless loop the remaining tests are not tried.
 * An exercise's tests share its points equally, unless one of them counts double (TWICE).
 */
#ifndef SUITE_H
#define SUITE_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void lesson_suite(void);              // each lesson's suite defines it
void exercise(const char *name, ...); // const TTest *, ..., NULL

// Put this between two tests if the second cannot pass while the first fails: a gradient after its forward pass,
// for example. Once a mistake has been named, failures after THEN only say "follows from the above".
extern const TTest THEN[];

// Put this before a test that counts double: the one that is the point of the exercise. (Twice before it: four times.)
extern const TTest TWICE[];

// An experiment's costly part, done once for all tests of the exercise: call this in lesson_suite() before exercise().
// `ask` calls the learner's functions and writes what they say to `memory`; `work` goes on from there without them: it
// trains, it measures, and writes its results to the same memory. There are no pointers in it. The grader does both before
// the tests, each in a process of its own, and takes over these bytes alone: whatever else a learner's function writes
// decides nothing.
void experiment(const char *name, void (*ask)(void), void (*work)(void), void *memory, size_t bytes);
void experiment_is_done(void); // in a test: from here on the memory has the results

// Tests that only the grader runs, each twice, with _i = 0 and 1: see drawn.h. A seed is for rng_seed().
void drawn(const char *name, ...); // const TTest *, ..., NULL
uint64_t drawn_seed(int variant);

// A known wrong result, and the sentence that names the mistake.
typedef struct Guess {
    const double *values;
    const char *sentence;
} Guess;

// The axes of a table, named as in the lesson: places("b t c", 2, 5, 3). A learner reads [b=1][t=0][c=2].
typedef struct Places {
    const char *names; // up to four, separated by spaces
    int count, size[4];
} Places;
Places places(const char *names, ...); // a size (int) for each name

// Fails the test unless every |yours - expected| <= tolerance * max(1, |expected|). Then it shows the input, the worst
// place, and that row of expected and yours; the first guess that equals yours (to the same tolerance) adds its
// sentence. guesses ends with {0}; NULL for none.
void expect_table(const char *input, Places axes, const double *yours, const double *expected, double tolerance,
                  const Guess *guesses);
void expect_number(const char *input, double yours, double expected, double tolerance, const Guess *guesses);
void expect_int(const char *input, long yours, long expected, const char *sentence);

// For the grader, where a test compares in another way: it must see here the bytes that it saw with the solution's functions.
void saw(const char *input, size_t bytes, const void *yours);

// Fails the test with the input and a sentence of its own.
__attribute__((format(printf, 2, 3))) void wrong(const char *input, const char *format, ...);

// The `count` numbers under `name` in a file of reference values (a name and its numbers on each line).
void reference(const char *file, const char *name, int count, double values[]);

// An essay must have 60 words, half of them different; a person judges what they say.
void expect_essay(const char *input, const char *text);

// From here on: if a CHECK in the library ends the test with a message that contains `part` ("" for any), the report
// shows this sentence. The last match counts; if_a_check_says("", NULL) cancels all.
void if_a_check_says(const char *part, const char *sentence);

// The smallest call that shows f is the derivative: (f(x + h) - f(x - h)) / 2h by moving *x.
double slope(double (*f)(void), double *x, double h);

// Do the two agree everywhere, to the tolerance of expect_table?
bool same(int count, const double *a, const double *b, double tolerance);

#endif
