/*
 * Shared by the benchmarks: a clock, a median, and the option --steps N.
 * A benchmark prints lines of a name and a value, "ms_per_step 1.234", for people and for
 * tools/bench/compare. It asserts nothing.
 */
#ifndef BENCH_H
#define BENCH_H

#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCHES = 20 }; // the median of these is reported

static inline double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// The median; it sorts x.
static inline double median(double x[], int n)
{
    qsort(x, (size_t)n, sizeof *x, ascending);
    return (x[(n - 1) / 2] + x[n / 2]) / 2;
}

// The N of --steps N: how many steps to measure in total, at least one for each batch.
static inline int steps_wanted(int argc, char **argv, int otherwise)
{
    int steps = otherwise;
    if (argc == 3 && strcmp(argv[1], "--steps") == 0)
        steps = atoi(argv[2]);
    else if (argc != 1)
        usage_error("usage: %s [--steps N]", argv[0]);
    return steps < BATCHES ? BATCHES : steps;
}

// Milliseconds a step: runs step(context) `steps` times in BATCHES batches, after two batches to
// warm up, and takes the median batch.
static inline double ms_per_step(int steps, void (*step)(void *context), void *context)
{
    double ms[BATCHES];
    int size = steps / BATCHES;
    for (int batch = -2; batch < BATCHES; batch++) {
        double begin = seconds();
        for (int i = 0; i < size; i++)
            step(context);
        if (batch >= 0)
            ms[batch] = 1e3 * (seconds() - begin) / size;
    }
    return median(ms, BATCHES);
}

#endif
