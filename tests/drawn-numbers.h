/*
 * For drawn cases (tests/drawn.h): a generator, numbers from it, and a title that says what was drawn.
 */
#ifndef DRAWN_NUMBERS_H
#define DRAWN_NUMBERS_H

#include "drawn.h"
#include "real.h"
#include "rng.h"
#include "suite.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Rng rng;
static char title[200];

static inline void begin(int variant) // the first line of a case
{
    rng_seed(&rng, drawn_seed(variant));
}

__attribute__((format(printf, 1, 2))) static inline void name_case(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(title, sizeof title, format, arguments);
    va_end(arguments);
}

static inline int between(int low, int high) // both may be drawn
{
    return (int)rng_randint(&rng, low, high + 1);
}

static inline double from_to(double low, double high)
{
    return low + (high - low) * rng_random(&rng);
}

static inline void draw(int count, double scale, real *values) // from -scale to scale
{
    for (int i = 0; i < count; i++)
        values[i] = (real)from_to(-scale, scale);
}

static inline void to_doubles(int count, const real *from, double *to)
{
    for (int i = 0; i < count; i++)
        to[i] = (double)from[i];
}

static inline void ints_to_doubles(int count, const int *from, double *to)
{
    for (int i = 0; i < count; i++)
        to[i] = from[i];
}

// Compares one result of the case.
static inline void expect_reals(const char *what, Places axes, const real *yours, const double *right, double tolerance)
{
    char input[sizeof title + 100];
    int count = 1;
    for (int i = 0; i < axes.count; i++)
        count *= axes.size[i];
    double *values = malloc(sizeof *values * (size_t)count);
    to_doubles(count, yours, values);
    snprintf(input, sizeof input, "%s: %s", title, what);
    expect_table(input, axes, values, right, tolerance, NULL);
    free(values);
}

static inline void expect_ints(const char *what, int count, const int *yours, const int *right)
{
    char input[sizeof title + 100];
    double *values = malloc(2 * sizeof *values * (size_t)(count + 1));
    ints_to_doubles(count, yours, values);
    ints_to_doubles(count, right, values + count);
    snprintf(input, sizeof input, "%s: %s", title, what);
    expect_table(input, places("i", count), values, values + count, 0, NULL);
    free(values);
}

#endif
